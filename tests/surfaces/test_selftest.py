"""The self-test on hosts that keep their word and on some that do not."""

from __future__ import annotations

import dataclasses
import sys
from typing import TYPE_CHECKING, Any

import pytest

from addin import messages, selftest
from addin.hosts.file import FileHost
from addin.hosts.live import LiveHost
from addin.ledger.example import example_tables
from addin.ports import Fill, Grid, Refusal
from addin.ribbon import BUTTONS
from tests.hosts.libreoffice.live_factory import open_book

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import pandas as pd

    from addin.ports import Change, Host


class Careless(FileHost):
    """Writes an amount one yuan too high."""

    def apply(self, changes: Sequence[Change], out: Path) -> list[Path]:
        """Apply the changes, one of them wrongly."""
        return super().apply([self.wrong(change) for change in changes], out)

    def wrong(self, change: Change) -> Change:
        """Return the change with every paid amount raised."""
        if isinstance(change, Fill) and "paid_principal" in change.frame:
            return dataclasses.replace(
                change, frame=change.frame.assign(paid_principal=change.frame.paid_principal + 100)
            )
        return change


class Hasty(FileHost):
    """Carries out each change by itself, so that a failure leaves the first ones standing."""

    def apply(self, changes: Sequence[Change], out: Path) -> list[Path]:
        """Apply the changes one by one."""
        return [path for change in changes for path in super(Hasty, self).apply([change], out)]


BELONGING = ("instalments", "receipts", "costs", "contact_log")
KEYS = ("overdue", "issue", "log")


def run(host: type[FileHost], folder: Path, *keys: str) -> dict[str, str]:
    return {check.name: check.fault for check in selftest.selftest(host, folder, keys, small_ledger()) if check.fault}


def test_a_host_that_keeps_its_word_passes(tmp_path: Path) -> None:
    checks = list(selftest.selftest(FileHost, tmp_path, KEYS, small_ledger()))
    assert [check.text() for check in checks if check.fault] == []
    labels = [BUTTONS[key].label for key in KEYS]
    assert [check.name for check in checks] == [messages.SELFTEST_READ, *labels, messages.SELFTEST_WHOLE]
    assert checks[0].text().startswith("✓")


def small_ledger() -> dict[str, pd.DataFrame]:
    """Return the example cut down to its first contracts and all that belongs to them."""
    tables = dict(example_tables())
    tables["contracts"] = tables["contracts"].head(8)
    for name, key in (("customers", "customer"), ("contacts", "customer"), *((name, "contract") for name in BELONGING)):
        table = tables[name]
        tables[name] = table.loc[table[key].isin(tables["contracts"][key])].head(30)
    return {name: table for name, table in tables.items() if len(table)}


def test_a_real_office_passes_with_an_open_workbook(tmp_path: Path) -> None:
    """LibreOffice through xlwings, the same host that runs in Excel."""

    def open_live(path: Path) -> Host:
        return LiveHost(open_book(path))

    checks = list(selftest.selftest(open_live, tmp_path, ("overdue",), small_ledger()))
    assert [check.text() for check in checks if check.fault] == []
    assert len(checks) == 3


def test_a_wrong_cell_is_named_with_its_place_and_both_values(tmp_path: Path) -> None:
    found = run(Careless, tmp_path, "overdue")
    assert "《应收计划》第" in found[BUTTONS["overdue"].label]
    assert "另有" in found[BUTTONS["overdue"].label]
    assert messages.SELFTEST_READ not in found


def test_a_host_that_applies_by_halves_is_caught(tmp_path: Path) -> None:
    found = run(Hasty, tmp_path)
    assert "4711" in found[messages.SELFTEST_WHOLE]


def test_sheets_and_cells_that_differ_are_told_and_empty_ends_are_not() -> None:
    def book(**rows: Any) -> dict[str, Grid]:
        return {title: Grid(title, value) for title, value in rows.items()}

    assert selftest.differences(book(a=[[1, None], []]), book(a=[[1.0]])) == ""
    assert selftest.differences(book(a=[[1]]), book(b=[[1]])) == messages.selftest_sheets(["a"], ["b"])
    assert selftest.differences(book(a=[[1], [2]]), book(a=[[1], [3]])) == "《a》第 2 行第 1 列为 2，应为 3"


@pytest.mark.skipif(sys.platform in {"win32", "darwin"}, reason="has an engine of xlwings' own")
def test_without_excel_the_self_test_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    import xlwings as xw  # noqa: PLC0415

    monkeypatch.setattr(xw.engines, "active", None)
    with pytest.raises(Refusal, match="no-excel-to-test"), selftest.excel():
        pass
