from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from addin.commands import validate
from addin.ledger import schema
from addin.ledger.reading import read
from addin.ports import Level, Link, Mark, Outcome, Problem, Replace, Request
from tests.ledger.books import book, changed

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pytest

AS_OF = dt.date(2025, 4, 30)


def validated(**sheets: Any) -> Outcome:
    reading = read(book(**sheets))
    return validate.run(
        Request(
            reading.tables,
            reading.settings,
            AS_OF,
            dt.datetime.combine(AS_OF, dt.time(9)),
            reading.problems,
            reading.blocked_contracts,
            reading.blocked_customers,
        )
    )


def findings(outcome: Outcome) -> Replace:
    [change] = [change for change in outcome.changes if isinstance(change, Replace)]
    return change


def marks(outcome: Outcome) -> dict[str, Mark]:
    return {change.sheet: change for change in outcome.changes if isinstance(change, Mark)}


def test_sound_data_says_so_and_clears_the_marks_of_every_sheet() -> None:
    outcome = validated()
    assert outcome.done
    assert outcome.problems == ()
    assert findings(outcome).frame["message"].tolist() == ["没有发现问题。"]
    assert set(marks(outcome)) == {sheet.title for sheet in schema.SHEETS if not sheet.written}
    assert not any(mark.notes for mark in marks(outcome).values())


def test_every_finding_links_to_its_cell_and_is_noted_on_it() -> None:
    outcome = validated(instalments=changed("instalments", 5, due="2025.2.30"))
    assert not outcome.done
    frame, links = findings(outcome).frame, findings(outcome).links["place"]
    assert frame.iloc[0].tolist() == [
        "错误",
        "应收计划",
        "第 7 行",
        "应收日期",
        "2025.2.30",
        "“2025.2.30”不是日期。请改为 2025-02-28 这样的日期。",
        "not-date",
    ]
    assert list(links) == [Link("应收计划", 7, "应收日期")]
    [note] = marks(outcome)["应收计划"].notes
    assert (note.row, note.header, note.text, note.level) == (7, "应收日期", frame["message"][0], Level.ERROR)
    assert dict(outcome.figures)["暂不计算的合同"] == "1"


def test_several_problems_of_a_cell_share_one_note_with_the_graver_level() -> None:
    problems = [
        Problem("zero-amount", "应收计划", 4, "应收金额", "0", Level.HINT),
        Problem("negative", "应收计划", 4, "应收金额", "-1"),
        Problem("total-row", "应收计划", 2, "", "合计", Level.HINT),
    ]
    row, cell = validate.mark(schema.INSTALMENTS, problems).notes
    assert (row.row, row.header) == (2, "应收编号")
    assert cell.level is Level.ERROR
    assert len(cell.text.splitlines()) == 2


def test_notes_are_capped_per_sheet_errors_first_but_everything_is_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(validate, "MOST_NOTES", 2)
    receipts = changed("receipts", 0, received="2024.4.1", method=" 支 票 ", amount="甲")
    outcome = validated(receipts=receipts)
    assert len(findings(outcome).frame) == 3
    levels = [note.level for note in marks(outcome)["回款记录"].notes]
    assert len(levels) == 2
    assert Level.ERROR in levels
    assert "另有 1 处只列入《校验结果》" in outcome.summary


def test_a_sheet_that_is_not_there_is_not_marked() -> None:
    problems: Sequence[Problem] = [Problem("absent-sheet", "催收费用", level=Level.HINT)]
    assert "催收费用" not in {sheet.title for sheet in validate.marked_sheets(problems)}


def test_a_ledger_of_contracts_only_is_validated() -> None:
    outcome = validated(instalments=[], receipts=[], lpr=[{"published": dt.date(2024, 1, 22), "one_year": 3.45}])
    assert outcome.done
    assert {problem.code for problem in outcome.problems} >= {"no-instalments"}
