"""Every button of the collector's week answers on a ledger that holds nothing yet."""

from __future__ import annotations

import datetime as dt
import importlib

import pytest

from addin import asking
from addin.domain.settings import Settings
from addin.ledger import schema
from addin.ledger.example import AS_OF, example_tables
from addin.ledger.reading import read
from addin.ledger.starter import grid_of, starting_grids
from addin.ports import Outcome, Replace, Request
from addin.ribbon import BUTTONS


@pytest.mark.parametrize(
    "command",
    [
        "promises", "worklist", "assign", "legal", "evidence", "cases", "overdue", "propose", "replies", "special",
        "card", "visits", "campaign",
    ],
)  # fmt: skip
def test_an_empty_ledger_is_answered(command: str) -> None:
    empty = {sheet.title: grid_of(sheet, []) for sheet in schema.SHEETS if not sheet.written}
    reading = read(empty | starting_grids())
    now = dt.datetime(2026, 3, 31, 9)
    request = Request(reading.tables, Settings(), now.date(), now)
    outcome: Outcome = importlib.import_module(f"addin.commands.{command}").run(request)
    assert outcome.done
    assert all(change.frame.empty for change in outcome.changes if isinstance(change, Replace) and not change.totals)


@pytest.mark.parametrize("empty", ["contact_log", "letters", "receipts"])
def test_every_button_answers_on_the_example_without_a_row_on_one_sheet(empty: str) -> None:
    tables = dict(example_tables())
    tables[empty] = tables[empty].iloc[:0]
    if empty == "letters":
        tables["letter_lines"] = tables["letter_lines"].iloc[:0]
    now = dt.datetime.combine(AS_OF, dt.time(10))
    request = Request(tables, Settings(), AS_OF, now, templates=asking.letter_templates())
    for button in BUTTONS.values():
        if not (button.takes_back or button.source):
            outcome: Outcome = importlib.import_module(button.command).run(request)
            assert outcome.summary, button.key
