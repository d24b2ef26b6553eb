"""Shades and tones of a live click show at once, and a user's own rules of conditional formatting stay whole."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import openpyxl
import pandas as pd
import pytest
from openpyxl.formatting.rule import ColorScaleRule, FormulaRule
from openpyxl.styles import PatternFill

from addin.hosts.live import LiveHost
from addin.hosts.tables import MARK
from addin.ledger import schema
from addin.ports import Column, Fill, Level, Mark, Note, Refusal, Remember, Replace, TakeBack
from tests.hosts.conftest import make_file
from tests.hosts.contract import AMOUNT, COMPUTED, DUE, KEY, LEDGER, LOG, TITLE, computed
from tests.hosts.libreoffice.live_factory import open_book

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    import xlwings as xw

TONED = (Column("级别", "level"), AMOUNT)
FIRST = (Note(2, KEY.header, "重复"), Note(3, KEY.header, "重复"), Note(3, DUE.header, "看看", Level.HINT))
OTHERS = (Note(4, KEY.header, "空"),)
USERS = "=$C2>1"
WHEN = dt.datetime(2026, 3, 1, 9, 30)


@pytest.fixture
def book(tmp_path: Path) -> xw.Book:
    return open_book(make_file(tmp_path, LEDGER).path)


def shown(sheet: xw.Sheet, address: str) -> int:
    """Return the number of rules in the first format that a cell itself knows of: only such are painted."""
    return int(sheet.range(address).impl.api.ConditionalFormat.getCount())


def listed(sheet: xw.Sheet, address: str) -> list[str]:
    """Return the formulas of the rules that the sheet keeps for a cell."""
    return [str(rule.formula) for rule in sheet.range(address).conditional_formats]


def shades(sheet: xw.Sheet, addresses: Iterable[str]) -> list[tuple[int, int]]:
    return [(shown(sheet, address), len(listed(sheet, address))) for address in addresses]


def toned(rows: int = 3) -> Replace:
    values = list(schema.TONES["level"])
    frame = pd.DataFrame({"level": [values[at % len(values)] for at in range(rows)], AMOUNT.name: range(rows)})
    return Replace(LOG, TONED, frame)


def test_marks_show_at_once_and_old_ones_are_gone_at_once(book: xw.Book, tmp_path: Path) -> None:
    sheet, cells = book.sheets[TITLE], ("A2", "A3", "A4", "B3")
    LiveHost(book).apply([Mark(TITLE, FIRST)], tmp_path)
    assert shades(sheet, cells) == [(1, 1), (1, 1), (0, 0), (1, 1)]
    LiveHost(book).apply([Mark(TITLE, OTHERS)], tmp_path)
    assert shades(sheet, cells) == [(0, 0), (0, 0), (1, 1), (0, 0)]
    LiveHost(book).apply([Mark(TITLE)], tmp_path)
    assert shades(sheet, cells) == [(0, 0)] * 4


def test_tones_show_at_once_on_new_and_on_rewritten_sheets(book: xw.Book, tmp_path: Path) -> None:
    every = len(schema.TONES["level"])
    for rows in (3, 12, 12, 5):
        LiveHost(book).apply([toned(rows)], tmp_path)
        sheet = book.sheets[LOG]
        within, outside = (every, every), (0, 0)
        assert shades(sheet, ("A2", f"A{rows + 1}", f"A{rows + 2}", "B2")) == [within, within, outside, outside]


def test_tones_are_there_after_a_failure_and_after_taking_back(book: xw.Book, tmp_path: Path) -> None:
    every = len(schema.TONES["level"])
    LiveHost(book).apply([toned(3)], tmp_path)
    sheet = book.sheets[LOG]
    before = shades(sheet, ("A2", "A4", "A5"))
    with pytest.raises(Refusal, match="no-sheet"):
        LiveHost(book).apply([toned(12), Fill("没有", COMPUTED, computed())], tmp_path)
    assert shades(sheet, ("A2", "A4", "A5")) == before == [(every, every), (every, every), (0, 0)]
    LiveHost(book).apply([Remember("甲", WHEN), toned(12)], tmp_path)
    LiveHost(book).apply([TakeBack(LiveHost(book).history()[0].number)], tmp_path)
    assert shades(sheet, ("A2", "A4", "A5")) == before


def test_tones_that_a_user_cleared_come_back_with_the_next_click(book: xw.Book, tmp_path: Path) -> None:
    LiveHost(book).apply([toned(3)], tmp_path)
    sheet = book.sheets[LOG]
    before = shades(sheet, ("A2", "A5"))
    sheet.cells.conditional_formats.clear()
    LiveHost(book).apply([toned(3)], tmp_path)
    assert shades(sheet, ("A2", "A5")) == before


def users_rule(book: xw.Book, path: Path) -> xw.Book:
    """Return the book opened anew with a rule of the user's over all keys."""
    sheet = book.sheets[TITLE]
    sheet.range("A2:A9").conditional_formats.add_custom(USERS, fill_color="#00FF00")
    book.save(path)
    book.close()
    return open_book(path)


def test_a_rule_of_the_users_stays_whole_under_a_mark(book: xw.Book, tmp_path: Path) -> None:
    opened = users_rule(book, tmp_path / "规则.xlsx")
    sheet = opened.sheets[TITLE]
    before = [(shown(sheet, f"A{row}"), listed(sheet, f"A{row}")) for row in range(2, 10)]
    assert before == [(1, [USERS])] * 8
    LiveHost(opened).apply([Mark(TITLE, FIRST)], tmp_path)
    assert all(USERS in listed(sheet, f"A{row}") for row in range(2, 10))
    assert all(shown(sheet, f"A{row}") for row in range(2, 10))
    assert len(listed(sheet, "A3")) == len(listed(sheet, "A2")) == 2  # the shade is saved, and shown when opened anew
    assert shades(sheet, ["B3"]) == [(1, 1)]
    opened.save(tmp_path / "存.xlsx")
    saved = openpyxl.load_workbook(tmp_path / "存.xlsx")[TITLE].conditional_formatting
    assert [str(area.sqref) for area in saved for rule in area.rules if rule.formula == [USERS[1:]]] == ["A2:A9"]
    LiveHost(opened).apply([Mark(TITLE)], tmp_path)
    assert [(shown(sheet, f"A{row}"), listed(sheet, f"A{row}")) for row in range(2, 10)] == before


def test_a_number_that_cells_still_bear_is_not_given_to_another_rule(book: xw.Book, tmp_path: Path) -> None:
    opened = users_rule(book, tmp_path / "规则.xlsx")
    LiveHost(opened).apply([Mark(TITLE, FIRST)], tmp_path)
    opened.save(tmp_path / "存.xlsx")
    opened.close()
    opened = open_book(tmp_path / "存.xlsx")
    sheet = opened.sheets[TITLE]
    borne = max(rule.impl.number for rule in sheet.range("A2").conditional_formats)
    LiveHost(opened).apply([Mark(TITLE)], tmp_path)
    assert listed(sheet, "A2") == [USERS]
    LiveHost(opened).apply([Mark(TITLE, (Note(5, COMPUTED[0].header, "新"),))], tmp_path)
    (new,) = sheet.range("E5").conditional_formats
    assert new.impl.number > borne
    assert (len(sheet.cells.conditional_formats), shown(sheet, "E5")) == (2, 1)


def test_a_shade_in_one_format_with_a_rule_of_the_users_goes_alone(tmp_path: Path) -> None:
    """Excel saves rules of one range as one format."""
    path = make_file(tmp_path, LEDGER).path
    saved = openpyxl.load_workbook(path)
    shade = f'{MARK}{Level.ERROR}"'
    for formula, colour in ((USERS[1:], "00FF00"), (f"{shade}={shade}", "FF0000")):
        ground = PatternFill(bgColor=colour, fill_type="solid")
        rule = FormulaRule([formula], fill=ground)  # type: ignore[no-untyped-call]
        saved[TITLE].conditional_formatting.add("A2:A3", rule)
    saved.save(path)
    opened = open_book(path)
    sheet = opened.sheets[TITLE]
    assert listed(sheet, "A2") == [USERS, f"={shade}={shade}"]
    LiveHost(opened).apply([Mark(TITLE)], tmp_path)
    assert (listed(sheet, "A2"), shown(sheet, "A2")) == ([USERS, "=0"], 2)


@pytest.mark.parametrize(("area", "left"), [
    ("C2:C4", [2, 4, 2, 8]), ("A1:J4", [2, 4, 2, 8]), ("C7:C12", [2, 1, 2, 5]),
])  # fmt: skip
def test_clearing_takes_cells_out_of_rules_of_every_kind_and_leaves_the_others(
    tmp_path: Path, area: str, left: list[int]
) -> None:
    path = make_file(tmp_path, LEDGER).path
    saved = openpyxl.load_workbook(path)
    ground = PatternFill(bgColor="00FF00", fill_type="solid")
    scale = ColorScaleRule(start_type="min", start_color="FF0000", end_type="max", end_color="00FF00")  # type: ignore[no-untyped-call]
    for rule in (scale, FormulaRule([USERS[1:]], fill=ground)):  # type: ignore[no-untyped-call]
        saved[TITLE].conditional_formatting.add("C2:C9", rule)
    saved.save(path)
    sheet = open_book(path).sheets[TITLE]
    sheet.range(area).clear_formats()
    found = [(rule.type, rule.impl.boxes) for rule in sheet.cells.conditional_formats]
    assert found == [("unknown", [left]), ("custom", [left])]
    sheet.clear()
    assert len(sheet.cells.conditional_formats) == 0


def test_a_failure_leaves_the_marks_that_were_there(book: xw.Book, tmp_path: Path) -> None:
    sheet, cells = book.sheets[TITLE], ("A2", "A3", "A4", "B3")
    LiveHost(book).apply([Mark(TITLE, FIRST)], tmp_path)
    before = shades(sheet, cells)
    with pytest.raises(Refusal, match="no-sheet"):
        LiveHost(book).apply([toned(), Mark(TITLE, OTHERS), Fill("没有", COMPUTED, computed())], tmp_path)
    assert shades(sheet, cells) == before
    assert LOG not in [one.name for one in book.sheets]
    LiveHost(book).apply([toned()], tmp_path)
    assert shown(book.sheets[LOG], "A2") == len(schema.TONES["level"])


def test_rules_that_look_at_cells_keep_looking_at_their_own(book: xw.Book, tmp_path: Path) -> None:
    sheet = book.sheets.add("试")
    for row in (2, 5):
        rule = sheet.range((row, 1)).conditional_formats.add_custom(f"=B{row}>1", fill_color="#00FF00")
        assert rule.formula == f"=B{row}>1"
    assert shades(sheet, ("A2", "A5")) == [(1, 1)] * 2
    book.save(tmp_path / "存.xlsx")
    saved = openpyxl.load_workbook(tmp_path / "存.xlsx")["试"].conditional_formatting
    found = {(str(area.sqref), *rule.formula) for area in saved for rule in area.rules}
    assert found == {("A2", "B2>1"), ("A5", "B5>1")}
    sheet.range("A2").conditional_formats(1).delete()
    assert shades(sheet, ("A2", "A5")) == [(0, 0), (1, 1)]
