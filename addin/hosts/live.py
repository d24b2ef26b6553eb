"""The host of an open workbook, over xlwings and nothing else: Excel by its own engine, LibreOffice Calc by ours.

Each table is read and written in bulk. The program keeps what it replaces until all changes are made, so that a failure
restores what was there; painting is off meanwhile and always comes back on.
"""

from __future__ import annotations

import datetime as dt
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from addin.hosts.live_cells import rows_of, split_runs
from addin.hosts.live_files import stage
from addin.hosts.live_keeping import Journal
from addin.hosts.live_marks import mark
from addin.hosts.live_protection import guard_changes
from addin.hosts.live_sheet import replace_sheet
from addin.hosts.live_tables import append, fill, sheet_named
from addin.hosts.live_undo import history, take_back_live
from addin.hosts.live_watch import Watch, remember
from addin.ledger.cells import folded
from addin.ports import Append, Fill, Grid, Mark, NewFile, Oddity, Refusal, Remember, Replace, TakeBack

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    import xlwings as xw

    from addin.ports import Change, Done

FREE_CELLS = 5_000_000  # of the used area; beyond, a stray cell stretches the sheet
ERRORS = frozenset({"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#SPILL!", "#CALC!", "#FIELD!",
                    "#BLOCKED!", "#UNKNOWN!", "#GETTING_DATA"})  # fmt: skip
CALC_ERROR = "Err:"
_SIGNS = frozenset("#E")


class LiveHost:
    """An open workbook as a :class:`addin.ports.Host`."""

    def __init__(self, book: xw.Book) -> None:
        """Keep the book; nothing is read yet."""
        self._book = book

    def titles(self) -> tuple[str, ...]:
        """Return the titles of all sheets in order."""
        return tuple(sheet.name for sheet in self._book.sheets)

    def read(self, titles: Sequence[str]) -> dict[str, Grid]:
        """Read the named sheets, each in bulk; titles that do not exist are left out. Raises Refusal ``stray-cell``."""
        wanted = set(titles)
        found = {sheet.name: sheet for sheet in self._book.sheets if sheet.name in wanted}
        return {title: _grid(found[title]) for title in titles if title in found}

    def apply(self, changes: Sequence[Change], out: Path) -> list[Path]:
        """Carry out all changes or none, and return the files written below ``out``.

        Raises a Refusal when anything stands in the way; then the workbook is as it was. The workbook is not saved:
        that is the user's to do.
        """
        for change in changes:
            if isinstance(change, TakeBack):
                return self._take_back(change)
        touching = [change for change in changes if not isinstance(change, NewFile | Remember)]
        guard_changes(self._book, touching)
        titles = {title.casefold() for title in self.titles()}
        remembered = next((change for change in changes if isinstance(change, Remember)), None)
        with stage(changes, out) as files, _still(self._book), Journal() as journal:
            growing = [change.sheet for change in touching if isinstance(change, Fill | Append | Replace)]
            watch = Watch(self._book, growing) if remembered else None
            for change in touching:
                if not isinstance(change, Mark) or change.notes or change.sheet.casefold() in titles:
                    _change(self._book, change, journal)
            _ = self._book.sheets.active.name  # a program that answers late has told every fault by now
            steps = watch.steps(journal) if watch else []
            paths = files.place()
            if remembered:
                remember(self._book, remembered, changes, steps, files.prints(), files.folders)
        return paths

    def history(self) -> tuple[Done, ...]:
        """Return the remembered commands that can still be taken back, the last first."""
        return history(self._book)

    def _take_back(self, change: TakeBack) -> list[Path]:
        """Bring back what the last command replaced, or nothing of it."""
        with _still(self._book), Journal() as journal:
            take_back_live(self._book, change.number, dt.datetime.now(), journal)  # noqa: DTZ005 - names a backup
        return []


def _change(book: xw.Book, change: Change, journal: Journal) -> None:
    match change:
        case Fill():
            fill(book, change, journal)
        case Append() if sheet_named(book, change.sheet):
            append(book, change, journal)
        case Append():  # the sheet is not there yet: it begins with these rows
            names = tuple(column.name for column in change.columns if not column.computed)
            replace_sheet(book, Replace(change.sheet, change.columns, change.frame, editable=names), journal)
        case Replace():
            replace_sheet(book, change, journal)
        case Mark():
            mark(book, change, journal)


@contextmanager
def _still(book: xw.Book) -> Iterator[None]:
    """Keep the window still and the sheet in front; both come back whatever happens."""
    app = book.app
    front = book.sheets.active.name
    calculation = app.calculation
    app.screen_updating = False
    try:
        app.calculation = "manual"
        yield
    finally:
        with suppress(Exception):  # the workbook may have gone away; painting must come back all the same
            app.calculation = calculation
            if book.sheets.active.name != front:
                book.sheets[front].activate()
        app.screen_updating = True


# ------------------------------------------------------------------ reading


def _grid(sheet: xw.Sheet) -> Grid:
    used = sheet.used_range
    height, width = used.row + used.shape[0] - 1, used.column + used.shape[1] - 1
    if height * width > FREE_CELLS:
        raise Refusal("stray-cell", sheet=sheet.name, cell=used.last_cell.get_address(False, False))
    area = sheet.range((1, 1), (height, width))
    rows = rows_of(area)
    oddities = [*_errors(rows), *_hidden(area), *_merged(area)]
    while rows and not any(value is not None for value in rows[-1]):
        rows.pop()
    kept = [oddity for oddity in oddities if oddity.row <= len(rows)]
    return Grid(sheet.name, rows, tuple(sorted(kept, key=lambda oddity: (oddity.row, oddity.column))))


def _errors(rows: list[list[object]]) -> list[Oddity]:
    """Return the error cells and empty them."""
    found = []
    for place, column in enumerate(zip(*rows, strict=True)):
        if str in set(map(type, column)):
            found += [
                Oddity("error", at + 1, place + 1, value)
                for at, value in enumerate(column)
                if isinstance(value, str) and value[:1] in _SIGNS and (value in ERRORS or value.startswith(CALC_ERROR))
            ]
    for one in found:
        rows[one.row - 1][one.column - 1] = None
    return found


def _hidden(area: xw.Range) -> Iterator[Oddity]:
    """Yield the hidden rows, those that a filter hides among them."""
    if area.rows.hidden is False:
        return
    shown: set[int] = set()
    for one in _visible(area):
        shown.update(range(one.row, one.row + one.shape[0]))
    for number in range(area.row, area.row + area.shape[0]):
        if number not in shown:
            yield Oddity("hidden", number)


def _merged(area: xw.Range) -> Iterator[Oddity]:
    """Yield the merged ranges, found by halving what is mixed."""
    seen = set()
    for cell in split_runs(area, lambda part: part.merge_cells, (False,)):
        whole = cell[0, 0].merge_area
        text = whole.get_address(False, False)
        if text not in seen:
            seen.add(text)
            yield Oddity("merged", whole.row, whole.column, text)


def _visible(area: xw.Range) -> list[xw.Range]:
    found = area.get_special_cells("visible")
    return found if isinstance(found, list) else []


# ------------------------------------------------------------------ the person at the window


def selected(
    app: xw.App, header: str, *, even_one: bool, where: Callable[[str], tuple[int, int]] | None = None
) -> tuple[str, ...]:
    """Return the IDs in the column ``header`` of the selected visible rows, each once, in order.

    One cell, or part of one row, is where the cursor happens to stand and selects nothing, unless ``even_one``. None
    are selected when the sheet in front has no such column in its first row. ``where`` answers for a sheet of the
    user's own, by title, in which row its header stands and in which column these IDs (0 = not known).
    """
    selection = app.selection
    areas = _visible(selection) if selection is not None else []
    if not areas:
        return ()
    sheet = areas[0].sheet
    used = sheet.used_range
    last, width = used.row + used.shape[0] - 1, used.column + used.shape[1] - 1
    above, place = where(sheet.name) if where else (1, 0)
    if not place:
        heads = [folded(str(value or "")).strip("*") for value in rows_of(sheet.range((1, 1), (1, width)))[0]]
        if folded(header) not in heads:
            return ()
        place = heads.index(folded(header)) + 1
    ends = [(max(one.row, above + 1), min(one.row + one.shape[0] - 1, last)) for one in areas]
    rows = sorted({row for first, end in ends for row in range(first, end + 1)})
    whole_row = any(one.shape[1] >= width for one in areas)
    if not rows or (len(rows) == 1 and not even_one and not whole_row):
        return ()
    values = rows_of(sheet.range((rows[0], place), (rows[-1], place)))
    texts = (_text(values[row - rows[0]][0]) for row in rows)
    return tuple(dict.fromkeys(text for text in texts if text))


@contextmanager
def progress(app: xw.App, text: str) -> Iterator[None]:
    """Show a text in the status bar while the work goes on."""
    app.status_bar = text
    try:
        yield
    finally:
        with suppress(Exception):  # the window may have been closed meanwhile
            app.status_bar = False


def _text(value: object) -> str:
    return (
        "" if value is None else str(int(value) if isinstance(value, float) and value.is_integer() else value).strip()
    )
