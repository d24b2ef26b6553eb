"""The self-test on hosts that keep their word and on some that do not."""

from __future__ import annotations

import dataclasses
import sys
from typing import TYPE_CHECKING, Any

import pytest

from addin import __main__, entry, messages, selftest
from addin.hosts import trial
from addin.hosts.file import FileHost
from addin.hosts.promises import PROMISES
from addin.ledger.example import example_tables
from addin.ports import Append, Fill, Grid, Mark, Replace
from addin.ribbon import BUTTONS
from tests.hosts.conftest import MadeFile
from tests.hosts.libreoffice.live_factory import open_book

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    import pandas as pd

    from addin.hosts.trial import Made
    from addin.ports import Change

BELONGING = ("instalments", "receipts", "costs", "contact_log")
KEYS = ("overdue", "issue", "log")
BY_KEY = {promise.key: promise for promise in PROMISES}


class Careless(FileHost):
    """Writes an amount one yuan too high."""

    def apply(self, changes: Sequence[Change], out: Path) -> list[Path]:
        """Apply the changes, one of them wrongly."""
        return super().apply([self.wrong(change) for change in changes], out)

    def wrong(self, change: Change) -> Change:
        """Return the change with every paid amount raised."""
        paid = {"paid", "paid_principal"} & set(change.frame) if isinstance(change, Fill) else set()
        if isinstance(change, Fill) and paid:
            return dataclasses.replace(change, frame=change.frame.assign(**{n: change.frame[n] + 100 for n in paid}))
        return change


class Hasty(FileHost):
    """Carries out each change by itself, so that a failure leaves the first ones standing."""

    def apply(self, changes: Sequence[Change], out: Path) -> list[Path]:
        """Apply the changes one by one."""
        return [path for change in changes for path in super(Hasty, self).apply([change], out)]


class Without(FileHost):
    """Leaves out changes of one kind."""

    kind: type

    def apply(self, changes: Sequence[Change], out: Path) -> list[Path]:
        """Apply the other changes."""
        return super().apply([change for change in changes if not isinstance(change, self.kind)], out)


class NoMarks(Without):
    """Never marks."""

    kind = Mark


class NoAppends(Without):
    """Never appends."""

    kind = Append


class NoReplaces(Without):
    """Never writes a sheet anew."""

    kind = Replace


class Blind(FileHost):
    """Finds nothing odd and shifts every row up by one."""

    def read(self, titles: Sequence[str]) -> dict[str, Grid]:
        """Read wrongly."""
        return {title: Grid(title, grid.rows[1:]) for title, grid in super().read(titles).items()}


class Broken(FileHost):
    """Fails in the middle of everything."""

    def read(self, titles: Sequence[str]) -> dict[str, Grid]:
        """Fail."""
        raise OSError(titles)


@pytest.fixture(autouse=True)
def own_log(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    monkeypatch.setattr(entry, "state_folder", lambda: tmp_path / "state")
    yield
    for handler in entry.log.handlers:
        handler.close()
    entry.log.handlers.clear()


def opener(host: type[FileHost]) -> selftest.Open:
    """Return what opens a closed workbook with that host."""

    def open_ledger(path: Path) -> Made:
        made = MadeFile(path)
        made.host = host(path)
        return made

    return open_ledger


def broken_promises(host: type[FileHost], folder: Path) -> set[str]:
    """Return the keys of the promises that a host does not keep."""
    found = set()
    for key, promise in BY_KEY.items():
        (folder / key).mkdir()
        if selftest.kept(promise, opener(host), folder / key).fault:
            found.add(key)
    return found


def faults(host: type[FileHost], folder: Path, *keys: str) -> dict[str, str]:
    return {check.name: check.fault for check in pressed(host, folder, *keys) if check.fault}


def pressed(host: type[FileHost], folder: Path, *keys: str) -> Iterator[selftest.Check]:
    return selftest.buttons(opener(host), folder, keys, small_ledger())


def small_ledger() -> dict[str, pd.DataFrame]:
    """Return the example cut down to its first contracts and all that belongs to them."""
    tables = dict(example_tables())
    tables["contracts"] = tables["contracts"].head(8)
    for name, key in (("customers", "customer"), ("contacts", "customer"), *((name, "contract") for name in BELONGING)):
        table = tables[name]
        tables[name] = table.loc[table[key].isin(tables["contracts"][key])].head(30)
    return {name: table for name, table in tables.items() if len(table)}


def test_a_host_that_keeps_its_word_passes_every_promise_and_every_button(tmp_path: Path) -> None:
    assert broken_promises(FileHost, tmp_path) == set()
    checks = list(pressed(FileHost, tmp_path, *KEYS))
    assert [check.text() for check in checks if check.fault] == []
    assert [check.name for check in checks] == [messages.SELFTEST_READ, *(BUTTONS[key].label for key in KEYS)]
    assert checks[0].text().startswith("✓")


def test_a_real_office_passes_with_open_workbooks(tmp_path: Path) -> None:
    """LibreOffice through xlwings, the same host and the same look at notes and shades that run in Excel."""

    def open_live(path: Path) -> Made:
        return trial.OpenLedger(open_book(path))

    checks = [*selftest.buttons(open_live, tmp_path, ("overdue",), small_ledger())]
    assert [check.text() for check in checks if check.fault] == []
    assert len(checks) == 2


@pytest.mark.parametrize(
    ("host", "keys"),
    [
        (Careless, {"fill", "fill-empties", "fill-others"}),
        (Hasty, {"whole"}),
        (NoMarks, {"marks"}),
        (NoAppends, {"append", "append-new", "nothing-else", "whole"}),
        (NoReplaces, {"replace", "replace-empty", "replace-guards", "whole"}),
    ],
)
def test_a_host_that_breaks_a_promise_is_found(host: type[FileHost], keys: set[str], tmp_path: Path) -> None:
    assert broken_promises(host, tmp_path) == keys


def test_a_host_that_reads_wrongly_breaks_what_is_read(tmp_path: Path) -> None:
    assert broken_promises(Blind, tmp_path) >= {"values", "oddities", "again"}


def test_a_host_that_fails_is_told_of_and_the_other_promises_are_tried_all_the_same(tmp_path: Path) -> None:
    found = broken_promises(Broken, tmp_path)
    assert "values" in found
    assert "titles" not in found
    (tmp_path / "x").mkdir()
    line = selftest.kept(BY_KEY["values"], opener(Broken), tmp_path / "x").text()
    assert line.startswith("✗ 读出的值与录入的一致")
    assert "OSError" in line


def test_a_wrong_cell_is_named_with_its_place_and_both_values(tmp_path: Path) -> None:
    found = faults(Careless, tmp_path, "overdue")
    assert "《应收计划》第" in found[BUTTONS["overdue"].label]
    assert "另有" in found[BUTTONS["overdue"].label]
    assert messages.SELFTEST_READ not in found


def test_sheets_and_cells_that_differ_are_told_and_empty_ends_are_not() -> None:
    def book(**rows: Any) -> dict[str, Grid]:
        return {title: Grid(title, value) for title, value in rows.items()}

    assert selftest.differences(book(a=[[1, None], []]), book(a=[[1.0]])) == ""
    assert selftest.differences(book(a=[[1]]), book(b=[[1]])) == messages.selftest_sheets(["a"], ["b"])
    assert selftest.differences(book(a=[[1], [2]]), book(a=[[1], [3]])) == "《a》第 2 行第 1 列为 2，应为 3"


@pytest.mark.skipif(sys.platform in {"win32", "darwin"}, reason="has an engine of xlwings' own")
def test_without_excel_the_self_test_says_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    import xlwings as xw  # noqa: PLC0415

    monkeypatch.setattr(xw.engines, "active", None)
    assert __main__.main(["selftest"]) == entry.DATA
    assert "Excel" in capsys.readouterr().out
