"""A protected sheet or workbook is told by name before anything changes, in Calc and on stand-ins for Excel."""

from __future__ import annotations

import datetime as dt
import sys
import types
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from addin import messages
from addin.hosts.live import LiveHost
from addin.hosts.live_protection import guard_structure, is_protected
from addin.ports import Append, Change, Fill, Mark, Note, Refusal, Remember, Replace, TakeBack
from tests.hosts.conftest import make_file
from tests.hosts.contract import AMOUNT, COMPUTED, ENTRY, KEY, LEDGER, LOG, OTHER, TITLE, computed
from tests.hosts.libreoffice.live_factory import open_book

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

    import xlwings as xw

FILL = Fill(TITLE, COMPUTED, computed())
ROWS = pd.DataFrame({"entry": ["JL-9"], AMOUNT.name: [1]})
MARK = Mark(TITLE, (Note(2, KEY.header, "重复"),))
WHEN = dt.datetime(2026, 3, 1, 9, 30)


@pytest.fixture
def book(tmp_path: Path) -> xw.Book:
    return open_book(make_file(tmp_path, LEDGER).path)


@pytest.mark.parametrize("change", [FILL, MARK, Append(TITLE, (KEY,), ROWS.rename(columns={"entry": KEY.name}))])
def test_a_protected_sheet_is_told_and_nothing_has_changed(book: xw.Book, tmp_path: Path, change: Change) -> None:
    book.sheets[TITLE].api.protect("")
    before = LiveHost(book).read([TITLE, OTHER])
    with pytest.raises(Refusal, match="sheet-protected") as refusal:
        LiveHost(book).apply([Append(OTHER, (ENTRY,), ROWS[["entry"]]), change], tmp_path)
    assert f"《{TITLE}》" in messages.refusal_text(refusal.value)
    assert LiveHost(book).read([TITLE, OTHER]) == before


def test_a_protected_sheet_that_needs_no_change_is_in_nobodys_way(book: xw.Book, tmp_path: Path) -> None:
    book.sheets[TITLE].api.protect("")
    before = len(LiveHost(book).read([OTHER])[OTHER].rows)
    LiveHost(book).apply([Mark(TITLE), Append(OTHER, (ENTRY,), ROWS[["entry"]])], tmp_path)
    assert len(LiveHost(book).read([OTHER])[OTHER].rows) == before + 1


def test_old_marks_on_a_protected_sheet_are_told(book: xw.Book, tmp_path: Path) -> None:
    LiveHost(book).apply([MARK], tmp_path)
    book.sheets[TITLE].api.protect("")
    with pytest.raises(Refusal, match="sheet-protected"):
        LiveHost(book).apply([Mark(TITLE)], tmp_path)


def test_a_workbook_of_protected_structure_gets_no_sheet_but_its_sheets_are_written(
    book: xw.Book, tmp_path: Path
) -> None:
    book.api.protect("")
    for change in (Replace(LOG, (ENTRY,), ROWS[["entry"]]), Append("函件登记", (ENTRY,), ROWS[["entry"]])):
        with pytest.raises(Refusal, match="book-protected"):
            LiveHost(book).apply([FILL, change], tmp_path)
    LiveHost(book).apply([FILL], tmp_path)


def test_taking_back_asks_for_the_same(book: xw.Book, tmp_path: Path) -> None:
    LiveHost(book).apply([Remember("甲", WHEN), FILL, Replace(LOG, (ENTRY,), ROWS[["entry"]])], tmp_path)
    number = LiveHost(book).history()[0].number
    before = LiveHost(book).read([TITLE, LOG])
    book.api.protect("")
    with pytest.raises(Refusal, match="book-protected"):
        LiveHost(book).apply([TakeBack(number)], tmp_path)
    book.api.unprotect("")
    book.sheets[TITLE].api.protect("")
    with pytest.raises(Refusal, match="sheet-protected"):
        LiveHost(book).apply([TakeBack(number)], tmp_path)
    assert LiveHost(book).read([TITLE, LOG]) == before
    book.sheets[TITLE].api.unprotect("")
    LiveHost(book).apply([TakeBack(number)], tmp_path)
    assert LOG not in [sheet.name for sheet in book.sheets]


def excel(**api: Any) -> Any:
    """Return a stand-in for a sheet, or a workbook, of Excel."""
    app = types.SimpleNamespace(engine=types.SimpleNamespace(name="excel"))
    found = types.SimpleNamespace(name="甲", app=app, api=types.SimpleNamespace(**api))
    found.book = found
    return found


def told(value: bool) -> Any:
    return types.SimpleNamespace(get=lambda: value)


@pytest.mark.parametrize(("contents", "people_only", "expected"), [(1, 0, True), (1, 1, False), (0, 0, False)])
def test_excel_tells_what_is_protected(
    monkeypatch: pytest.MonkeyPatch, contents: int, people_only: int, expected: bool
) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    assert is_protected(excel(ProtectContents=bool(contents), ProtectionMode=bool(people_only))) is expected
    monkeypatch.setattr(sys, "platform", "darwin")
    mac = excel(protect_contents=told(bool(contents)), protection_mode=told(bool(people_only)))
    assert is_protected(mac) is expected


def test_excel_tells_that_the_structure_is_protected(monkeypatch: pytest.MonkeyPatch) -> None:
    for platform, locked, free in (
        ("win32", excel(ProtectStructure=True), excel(ProtectStructure=False)),
        ("darwin", excel(protect_structure=told(value=True)), excel(protect_structure=told(value=False))),
    ):
        monkeypatch.setattr(sys, "platform", platform)
        guard_structure(free)
        with pytest.raises(Refusal, match="book-protected"):
            guard_structure(locked)
