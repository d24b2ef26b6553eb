from __future__ import annotations

from typing import TYPE_CHECKING

from addin.commands import overdue
from addin.ledger import schema
from addin.ports import Replace
from tests.bench.overdue import large_request

if TYPE_CHECKING:
    import pytest

    from addin.ports import Outcome


def lists(outcome: Outcome) -> dict[str, Replace]:
    return {change.sheet: change for change in outcome.changes if isinstance(change, Replace)}


def test_every_explaining_line_leads_to_the_row_it_explains_unless_there_are_too_many(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    request = large_request(40)
    lines = lists(overdue.run(request))[schema.SEGMENTS.title]
    [links] = lines.links.values()
    ids = request.tables["instalments"]["instalment"]
    assert [ids[link.row] for link in links if link] == lines.frame["instalment"].tolist()
    monkeypatch.setattr(overdue, "MOST_LINKS", len(lines.frame) - 1)
    unlinked = lists(overdue.run(request))[schema.SEGMENTS.title]
    assert (unlinked.links, len(unlinked.frame)) == ({}, len(lines.frame))


def test_a_list_longer_than_a_sheet_is_cut_and_the_summary_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    request = large_request(40)
    whole = overdue.run(request)
    count = len(lists(whole)[schema.SEGMENTS.title].frame)
    monkeypatch.setattr(overdue, "MOST_LINES", count - 1)
    cut = overdue.run(request)
    assert len(lists(cut)[schema.SEGMENTS.title].frame) == count - 1
    assert f"《违约金明细》共 {count} 行" in cut.summary
    assert "共" not in whole.summary
    assert cut.figures == whole.figures
