"""What makes a click quick takes nothing away: heights of rows, notes, locks, and cells written twice."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from addin import messages
from addin.hosts import live_sheet
from addin.hosts.live_marks import LIVE_NOTES
from addin.hosts.looks import HEAD_HEIGHT, ROW_HEIGHT
from addin.hosts.trial import OpenLedger
from addin.ports import Column, Fill, Kind, Level, Link, Mark, Note, Refusal, Remember, Replace, TakeBack
from tests.hosts.conftest import make_live
from tests.hosts.contract import DAYS, DUE, KEY, LEDGER, LOG, TITLE, frame

if TYPE_CHECKING:
    from pathlib import Path

    import xlwings as xw

WHEN = dt.datetime(2026, 3, 1, 9, 30)
STEP = Column("下一步", "next_step")
LONG = "一行放不下的文字，" * 12


@pytest.fixture
def made(tmp_path: Path) -> OpenLedger:
    found = make_live(tmp_path, LEDGER)
    assert isinstance(found, OpenLedger)
    return found


@pytest.fixture
def sheet(made: OpenLedger) -> xw.Sheet:
    return made.book.sheets.add("试")


def heights(sheet: xw.Sheet, rows: int) -> list[int]:
    return [round(sheet.range((row, 1)).row_height or 0) for row in range(1, rows + 1)]


def column(sheet: xw.Sheet, *texts: str) -> None:
    sheet.range((1, 1), (len(texts), 1)).value = [[text] for text in texts]


def test_a_row_grows_and_shrinks_with_a_text_that_breaks_its_lines(sheet: xw.Sheet) -> None:
    sheet.range("A1:A3").wrap_text = True
    column(sheet, "甲", LONG, "甲")
    low, high, third = heights(sheet, 3)
    assert (low, high > 2 * low) == (third, True)
    column(sheet, LONG, "甲", "乙")
    assert heights(sheet, 3) == [high, low, low]
    column(sheet, LONG, "甲\n乙", "乙")
    assert low < heights(sheet, 3)[1] < high


def test_a_row_grows_with_a_text_of_two_lines_where_nothing_is_wrapped(sheet: xw.Sheet) -> None:
    column(sheet, "甲", "甲", LONG)
    low = heights(sheet, 1)[0]
    column(sheet, "甲", "甲\n乙", LONG)
    first, second, third = heights(sheet, 3)
    assert (first, second > 1.5 * low, third) == (low, True, low)
    column(sheet, "甲", "甲", LONG)
    assert heights(sheet, 3)[1] < 1.2 * low


def test_a_block_is_measured_whole_when_one_of_its_columns_is_wrapped(sheet: xw.Sheet) -> None:
    sheet.range("B1:B2").wrap_text = True
    sheet.range("A1").value = [["甲", "乙"], ["甲", LONG]]
    low, high = heights(sheet, 2)
    assert high > 2 * low


def test_many_runs_of_rows_are_measured_each(sheet: xw.Sheet) -> None:
    sheet.range("A1:A60").wrap_text = True
    column(sheet, *["甲"] * 60)
    low = heights(sheet, 1)[0]
    column(sheet, *(LONG if row in {1, 30, 59} else "甲" for row in range(60)))
    assert [at for at, height in enumerate(heights(sheet, 60)) if height > low] == [1, 30, 59]


def test_the_used_range_is_right_when_formats_reach_further_than_contents(sheet: xw.Sheet) -> None:
    sheet.range("A1:H40").color = "#FF0000"
    sheet.range("C3").value = 1
    sheet.range("E9").value = "x"
    assert sheet.used_range.get_address(False, False) == "C3:E9"
    sheet.range("A1").value = 1
    assert sheet.used_range.get_address(False, False) == "A1:E9"


def test_nothing_is_locked_after_a_command_nor_after_one_that_failed(made: OpenLedger, tmp_path: Path) -> None:
    model = made.book.impl.model
    made.host.apply([Fill(TITLE, (DAYS,), frame([2], days=[1]))], tmp_path)
    assert (model.isActionLocked(), model.hasControllersLocked(), model.IsAdjustHeightEnabled) == (False, False, True)
    with pytest.raises(Refusal):
        made.host.apply([Fill("没有", (DAYS,), frame([2], days=[1]))], tmp_path)
    assert (model.isActionLocked(), model.hasControllersLocked(), model.IsAdjustHeightEnabled) == (False, False, True)


def test_a_column_written_twice_by_a_command_is_taken_back(made: OpenLedger, tmp_path: Path) -> None:
    before = made.host.read([TITLE])[TITLE].rows
    twice = [Fill(TITLE, (DAYS,), frame([2, 3], days=[one, 7])) for one in (1, 2)]
    made.host.apply([Remember("x", WHEN), *twice], tmp_path)
    made.again().apply([TakeBack(made.again().history()[0].number)], tmp_path)
    assert [list(row[:5]) for row in made.again().read([TITLE])[TITLE].rows] == [list(row[:5]) for row in before]


def listed(count: int, first: int = 0, totals: int = 0) -> Replace:
    """Return a written sheet of some rows, the first of which can be told apart."""
    data = pd.DataFrame({
        "place": ["错误", *["提示"] * (count - 1)], "amount": [first, *range(count - 1)],
        "text": ["甲", LONG, *["乙"] * (count - 2)],
    })  # fmt: skip
    columns = (
        Column("位置", "place"),
        Column("金额", "amount", Kind.MONEY),
        Column("说明", "text", width=30),
    )
    return Replace(LOG, columns, data, links={"place": [Link(TITLE, 2, DUE.header)] * count}, totals=totals)


def looks(made: OpenLedger, rows: int) -> list[object]:
    """Return what can be seen of the written sheet: values, grounds, formats, rules, table."""
    sheet = made.book.sheets[LOG]
    cells = [sheet.range((row, column)) for row in range(1, rows + 1) for column in (1, 2, 3)]
    seen: list[object] = [
        (cell.value, cell.color, cell.number_format, len(cell.conditional_formats), cell.wrap_text) for cell in cells
    ]
    return [*seen, [table.range.address for table in sheet.tables], heights(sheet, rows)]


def test_a_written_sheet_that_gets_some_more_rows_looks_as_if_it_was_drawn_anew(
    made: OpenLedger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made.host.apply([listed(6, first=7)], tmp_path)
    fresh = looks(made, 8)
    made.host.apply([listed(4)], tmp_path)
    less = looks(made, 8)
    monkeypatch.setattr(live_sheet, "_keep_sheet", None)  # nothing is drawn anew
    made.host.apply([Remember("x", WHEN), listed(6, first=7)], tmp_path)
    assert looks(made, 8) == fresh
    assert made.book.sheets[LOG].range("A7").hyperlink
    made.again().apply([TakeBack(made.again().history()[0].number)], tmp_path)
    assert looks(made, 8)[:-1] == less[:-1]


def test_rows_that_were_added_go_again_when_the_rest_fails(made: OpenLedger, tmp_path: Path) -> None:
    made.host.apply([listed(4)], tmp_path)
    less = looks(made, 8)
    with pytest.raises(Refusal):
        made.host.apply([listed(6, first=7), Fill("没有", (DAYS,), frame([2], days=[1]))], tmp_path)
    assert looks(made, 8)[:-1] == less[:-1]


def test_a_sheet_with_totals_or_with_fewer_rows_is_drawn_anew(made: OpenLedger, tmp_path: Path) -> None:
    for change in (listed(5, totals=1), listed(6, totals=1), listed(4), listed(4, totals=1)):
        made.host.apply([change], tmp_path)
        rows = made.again().read([LOG])[LOG].rows
        assert [row[1] for row in rows[1:]] == [value / 100 for value in change.frame["amount"]]
        (table,) = made.book.sheets[LOG].tables
        assert table.range.shape == (1 + len(change.frame) - change.totals, 3)


def test_a_text_whose_line_ends_the_program_bends_is_taken_back(made: OpenLedger, tmp_path: Path) -> None:
    before = made.host.read([TITLE])[TITLE].rows
    texts = frame([2, 3], next_step=["甲\r\n乙", "甲\r乙"])
    made.host.apply([Remember("x", WHEN), Fill(TITLE, (STEP,), texts)], tmp_path)
    made.again().apply([TakeBack(made.again().history()[0].number)], tmp_path)
    assert [list(row[:5]) for row in made.again().read([TITLE])[TITLE].rows] == [list(row[:5]) for row in before]


def test_cells_beyond_the_most_notes_are_only_shaded_and_errors_get_theirs_first(
    made: OpenLedger, tmp_path: Path
) -> None:
    many = range(10, 10 + LIVE_NOTES + 30)
    last = many[-1]
    notes = [Note(row, DUE.header, f"第 {row} 行", Level.HINT) for row in many[:-1]]
    notes.append(Note(last, DUE.header, "错", Level.ERROR))
    made.host.apply([Mark(TITLE, tuple(notes))], tmp_path)
    found = made.notes(TITLE)
    assert (len(found), found[f"B{last}"]) == (LIVE_NOTES + 1, "错")  # and one of the user's
    shaded = {row for row in many if len(made.book.sheets[TITLE].range((row, 2)).conditional_formats)}
    assert shaded == set(many)
    made.host.apply([Mark(TITLE, tuple(notes))], tmp_path)
    assert made.notes(TITLE) == found
    made.host.apply([Mark(TITLE, (Note(3, KEY.header, "a"),))], tmp_path)
    assert made.notes(TITLE) == {"A3": "a", "D2": messages.TRIAL_NOTE}


def test_a_whole_table_reads_back_as_it_was_written(made: OpenLedger, tmp_path: Path) -> None:
    data = pd.DataFrame({"days": [0, -3, 2**31], "next_step": ["=1", "", "'x"]}, index=[2, 3, 4])
    made.host.apply([Fill(TITLE, (DAYS, STEP), data)], tmp_path)
    rows = made.again().read([TITLE])[TITLE].rows
    assert [row[-2:] for row in rows[1:]] == [[0, "=1"], [-3, None], [2**31, "'x"]]


def test_rows_of_a_written_sheet_are_as_high_as_their_texts_and_follow_them(made: OpenLedger, tmp_path: Path) -> None:
    columns = (Column("级别", "level"), Column("说明", "told", width=40))
    for texts in (["甲", LONG, "乙"], [LONG, "甲", "乙"], [LONG, "甲", LONG, "丙"]):
        data = pd.DataFrame({"level": "提示", "told": texts})
        made.host.apply([Replace("结果", columns, data)], tmp_path)
        head, *standing = heights(made.book.sheets["结果"], len(texts) + 1)
        assert head == round(HEAD_HEIGHT)
        assert [height > ROW_HEIGHT for height in standing] == [text == LONG for text in texts]
    made.book.sheets["结果"].range("A2:A5").rows.autofit()
    measured = heights(made.book.sheets["结果"], 5)[1:]
    assert all(need <= height < 2 * need for need, height in zip(measured, standing, strict=True))
