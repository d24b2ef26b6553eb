"""``dunbook selftest``: prove the live host in the spreadsheet program of this computer, in about a minute.

First every promise of a host is tried, each on a small ledger made anew and opened in the program. Then the example
ledger is opened there and every button is pressed on it, and on a copy as a closed file, where each figure has been
tested; after each button the two must agree in every cell.
"""

from __future__ import annotations

import datetime as dt
import shutil
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from addin import asking, entry, messages
from addin.hosts import newbook, trial
from addin.hosts.file import FileHost
from addin.hosts.promises import PROMISES
from addin.ledger.example import AS_OF, example_tables
from addin.ports import Refusal
from addin.ribbon import BUTTONS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    import pandas as pd
    import xlwings as xw

    from addin.hosts.promises import Promise
    from addin.hosts.trial import Made
    from addin.ports import Grid, Host
    from addin.ribbon import Button

    Open = Callable[[Path], Made]

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


def selftest(open_ledger: Open, folder: Path) -> Iterator[Check]:
    """Yield each check as it is done; ``open_ledger`` opens a workbook, and ``folder`` is empty and takes all files."""
    for place, promise in enumerate(PROMISES):
        below = folder / str(place)
        below.mkdir()
        yield kept(promise, open_ledger, below)
    yield from buttons(open_ledger, folder)


def kept(promise: Promise, open_ledger: Open, folder: Path) -> Check:
    """Try one promise on a ledger made in an empty folder; a fault is a promise not kept, and the others go on."""
    try:
        made = open_ledger(trial.make(folder / f"{trial.OWN}.xlsx", promise.ledger))
        return Check(promise.text, promise.tried(made, folder / "out"))
    except Exception as fault:  # noqa: BLE001 - whatever it is, it belongs into the list
        entry.log_file()
        entry.log.exception("self-test %s", promise.key)
        return Check(promise.text, messages.promise_fault(type(fault).__name__, str(fault)))


def buttons(
    open_ledger: Open,
    folder: Path,
    keys: Sequence[str] = tuple(BUTTONS),
    tables: Mapping[str, pd.DataFrame] | None = None,
) -> Iterator[Check]:
    """Yield a check for reading and for each button of ``keys``, on a ledger of ``tables``, else of the example's."""
    tables = tables or example_tables()
    chosen = tuple(tables["contracts"]["contract"].head(3))
    closed, opened = folder / "closed.xlsx", folder / "opened.xlsx"
    newbook.write_ledger(closed, tables)
    shutil.copy(closed, opened)
    live, file = open_ledger(opened).host, FileHost(closed)
    yield Check(messages.SELFTEST_READ, differences(grids(live), grids(file)))
    for button in map(BUTTONS.__getitem__, keys):
        there = outcome(button, live, folder / "out-opened", chosen)
        here = outcome(button, FileHost(closed), folder / "out-closed", chosen)
        told = "" if there == here else messages.selftest_told(there[1], here[1])
        yield Check(button.label, told or differences(grids(live), grids(FileHost(closed))))


def outcome(button: Button, host: Host, out: Path, chosen: tuple[str, ...]) -> tuple[object, ...]:
    """Press a button, on the chosen contracts if it needs some, and return what it told and the files below ``out``."""
    select = chosen if button.needs_selection else ()
    asked = asking.Asked(as_of=AS_OF, now=NOW, out=out, select=select, yes=True)
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


@contextmanager
def excel() -> Iterator[Open]:
    """Start an Excel of our own and yield what opens a workbook in it, alone; it is closed, unsaved, at the end.

    Refusal when the computer has no Excel.
    """
    import xlwings as xw  # noqa: PLC0415 - heavy

    if not xw.engines or xw.engines.active is None:
        raise Refusal("no-excel-to-test")
    app = xw.App(visible=True, add_book=False)

    def open_alone(path: Path) -> Made:
        close_all(app)
        return trial.OpenLedger(app.books.open(path))

    try:
        yield open_alone
    finally:
        close_all(app)
        app.quit()


def close_all(app: xw.App) -> None:
    """Close every workbook without saving."""
    for book in list(app.books):
        book.close()
