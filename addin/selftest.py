"""``dunbook selftest``: prove the live host in the spreadsheet program of this computer, in about a minute.

The example ledger is opened in the program and every button is pressed on it there, and on a copy as a closed file,
where each figure has been tested; after each button the two must agree in every cell. At last a change that cannot be
carried out must leave the open workbook as it was.
"""

from __future__ import annotations

import datetime as dt
import shutil
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from addin import entry, messages
from addin.hosts import newbook
from addin.hosts.file import FileHost
from addin.ledger import schema
from addin.ledger.example import AS_OF, example_tables
from addin.ports import File, Fill, Refusal
from addin.ribbon import BUTTONS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from addin.ports import Grid, Host
    from addin.ribbon import Button

NOW = dt.datetime.combine(AS_OF, dt.time(15, 30))
MOST_CELLS = 5  # named of those that differ


@dataclass(frozen=True)
class Check:
    """One thing that was tried; ``fault`` says what was not as it should be, "" when all was."""

    name: str
    fault: str = ""

    def text(self) -> str:
        """Return the line for people."""
        return (
            f"{messages.MARKS['bad']} {self.name}：{self.fault}"
            if self.fault
            else f"{messages.MARKS['ok']} {self.name}"
        )


def selftest(
    open_book: Callable[[Path], Host],
    folder: Path,
    keys: Sequence[str] = tuple(BUTTONS),
    tables: Mapping[str, pd.DataFrame] | None = None,
) -> Iterator[Check]:
    """Yield each check as it is done; ``open_book`` opens a workbook and returns the live host on it.

    ``folder`` is empty and takes the workbooks and what the buttons ``keys`` write. The ledger holds ``tables``, those
    of the example when none are given.
    """
    tables = tables or example_tables()
    chosen = tuple(tables["contracts"]["contract"].head(3))
    closed, opened = folder / "closed.xlsx", folder / "opened.xlsx"
    newbook.write_ledger(closed, tables)
    shutil.copy(closed, opened)
    live, file = open_book(opened), FileHost(closed)
    yield Check(messages.SELFTEST_READ, differences(grids(live), grids(file)))
    for button in map(BUTTONS.__getitem__, keys):
        there = outcome(button, live, folder / "out-opened", chosen)
        here = outcome(button, FileHost(closed), folder / "out-closed", chosen)
        told = "" if there == here else messages.selftest_told(there[1], here[1])
        yield Check(button.label, told or differences(grids(live), grids(FileHost(closed))))
    yield Check(messages.SELFTEST_WHOLE, half_applied(live, folder / "out-opened"))


def outcome(button: Button, host: Host, out: Path, chosen: tuple[str, ...]) -> tuple[object, ...]:
    """Press a button, on the chosen contracts if it needs some, and return what it told and the files below ``out``."""
    select = chosen if button.needs_selection else ()
    asked = entry.Asked(as_of=AS_OF, now=NOW, out=out, select=select, yes=True)
    report = entry.press(button, lambda: host, asked)
    files = tuple(path.relative_to(out).as_posix() for path in report.files)
    return (report.status, report.summary, report.figures, report.problems, files)


def grids(host: Host) -> Mapping[str, Grid]:
    """Return every sheet of a workbook by title, in order."""
    return host.read(host.titles())


def differences(there: Mapping[str, Grid], here: Mapping[str, Grid]) -> str:
    """Return where two workbooks differ: sheets, else the first cells; "" when nowhere."""
    if list(there) != list(here):
        return messages.selftest_sheets(list(there), list(here))
    found = [
        messages.selftest_cell(title, row + 1, column + 1, one, other)
        for title in here
        for row, column, one, other in unequal(there[title], here[title])
    ]
    more = messages.selftest_more(len(found) - MOST_CELLS) if len(found) > MOST_CELLS else ""
    return "；".join(found[:MOST_CELLS]) + more


def unequal(one: Grid, other: Grid) -> Iterator[tuple[int, int, object, object]]:
    """Yield row, column (from 0) and both values of each cell that differs."""
    for row in range(max(len(one.rows), len(other.rows))):
        left = one.rows[row] if row < len(one.rows) else ()
        right = other.rows[row] if row < len(other.rows) else ()
        for column in range(max(len(left), len(right))):
            first = left[column] if column < len(left) else None
            second = right[column] if column < len(right) else None
            if first != second:
                yield row, column, first, second


def half_applied(live: Host, out: Path) -> str:
    """Let a change fail after another was made, and return what stayed changed, "" when nothing did."""
    before = grids(live)
    column = schema.INSTALMENTS.column("overdue_days")
    frame = pd.DataFrame({"overdue_days": [4711]}, index=[2])

    def fail(_: Any) -> None:
        raise Refusal("bad-path", file="selftest")

    try:
        live.apply([Fill(schema.INSTALMENTS.title, (column,), frame), File("selftest.txt", fail)], out)
    except Refusal:
        return differences(grids(live), before)
    return messages.SELFTEST_NO_REFUSAL


@contextmanager
def excel() -> Iterator[Callable[[Path], Host]]:
    """Start an Excel of our own and yield what opens a workbook in it; it is closed, unsaved, at the end.

    Refusal when the computer has no Excel.
    """
    import xlwings as xw  # noqa: PLC0415 - heavy

    from addin.hosts.live import LiveHost  # noqa: PLC0415

    if not xw.engines or xw.engines.active is None:
        raise Refusal("no-excel-to-test")
    app = xw.App(visible=True, add_book=False)
    try:
        yield lambda path: LiveHost(app.books.open(path))
    finally:
        for book in list(app.books):
            book.close()
        app.quit()
