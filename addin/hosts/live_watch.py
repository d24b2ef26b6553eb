"""What a command on an open workbook leaves to be taken back by: the cells, tables and marks before it and after it.

What the program wrote it knows, and does not read again; only where that is not what the cells read are they asked.
"""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from addin.hosts import undo_stack
from addin.hosts.disk import told
from addin.hosts.live_cells import rows_of
from addin.hosts.live_keeping import formulas_of
from addin.hosts.locks import locked
from addin.hosts.saving import put_record
from addin.hosts.undo import about
from addin.hosts.undo_steps import Cells, Created, Drawn, Marks, Table, dumped, plain, trimmed

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    import xlwings as xw

    from addin.hosts.live_keeping import Journal, Kept, KeptSheet
    from addin.hosts.undo_steps import Box, Rows, Step
    from addin.ports import Change, Remember

_AS_THEY_ARE = frozenset({float, str, bool, type(None)})


def place_of(book: xw.Book) -> Path | None:
    """Return the file of an open workbook, None when it was never saved or lies only in a cloud."""
    path = Path(book.fullname)
    return path.resolve() if path.is_absolute() and path.is_file() else None


class Watch:
    """What must be known of a workbook before a command changes it, beside what its journal keeps."""

    def __init__(self, book: xw.Book, titles: Sequence[str]) -> None:
        """Look at the sheets whose tables may grow."""
        self._book = book
        self._titles = {sheet.name for sheet in book.sheets}
        wanted = {title.casefold() for title in titles}
        self._tables = {sheet.name: tables_of(sheet) for sheet in book.sheets if sheet.name.casefold() in wanted}

    def steps(self, journal: Journal) -> list[Step]:
        """Return what takes the changes back, once they are made."""
        twice = _written_twice([kept.area for kept in journal.kept])
        found: list[Step] = [_cells(kept, twice) for kept in journal.kept]
        found += [_fresh(area) for area in journal.fresh]
        anew = {kept.title for kept in journal.drawn}
        found += [_drawn(self._book.sheets[kept.title], kept, journal) for kept in journal.drawn]
        for title, notes, left in journal.marked:
            if title not in anew:
                found.append(Marks(title, notes, None, left))
        for title, tables in self._tables.items():
            now = tables_of(self._book.sheets[title])
            if title not in anew:
                grown = {name: box for name, box in tables.items() if now.get(name, box) != box}
                found += [Table(title, name, box, now[name]) for name, box in grown.items()]
        for sheet in self._book.sheets:
            if sheet.name not in self._titles:
                found.append(Created(sheet.name, _laid(sheet, journal)))
        created = {step.sheet for step in found if isinstance(step, Created)}
        return [step for step in found if isinstance(step, Created) or step.sheet not in created]


def remember(
    book: xw.Book, change: Remember, changes: Sequence[Change], steps: Sequence[Step], files: Mapping[Path, str],
    folders: Sequence[Path],
) -> None:  # fmt: skip
    """Put the record of a command on the stack; a workbook without a file has none."""
    path = place_of(book)
    if path is not None:
        told_of = about(path, change, changes, files, folders)
        with told(path), locked(path):
            put_record(path, lambda stream: undo_stack.write_open(stream, told_of, dumped(steps)))
            undo_stack.trim(path)


def tables_of(sheet: xw.Sheet) -> dict[str, Box]:
    """Return the boxes of the tables of a sheet by their names."""
    return {table.name: box_of(table.range) for table in sheet.tables}


def box_of(area: xw.Range) -> Box:
    """Return first row, first column, last row, last column of an area."""
    return area.row, area.column, area.row + area.shape[0] - 1, area.column + area.shape[1] - 1


def _codes(kept: Kept) -> tuple[tuple[Box, str | None], ...]:
    return tuple((box_of(part), code) for part, code in kept.formats)


def _written_twice(areas: Sequence[xw.Range]) -> set[tuple[str, int]]:
    """Return the columns (title of the sheet, number) in which some areas lie over one another."""
    rows: dict[tuple[str, int], list[tuple[int, int]]] = {}
    for area in areas:
        for column in range(area.column, area.column + area.shape[1]):
            rows.setdefault((area.sheet.name, column), []).append((area.row, area.row + area.shape[0] - 1))
    return {
        place
        for place, found in rows.items()
        if any(below[0] <= above[1] for above, below in pairwise(sorted(found)))
    }  # fmt: skip


def _cells(kept: Kept, twice: Collection[tuple[str, int]]) -> Cells:
    left = None if (kept.area.sheet.name, kept.area.column) in twice else kept.left
    now = _values(kept.area) if left is None else _plain(left)
    return Cells(kept.area.sheet.name, kept.area.row, kept.area.column, _was(kept), now, _codes(kept))


def _laid(sheet: xw.Sheet, journal: Journal) -> Rows:
    """Return all that a sheet written anew holds."""
    later = any(area.sheet.name == sheet.name for area in (*(kept.area for kept in journal.kept), *journal.fresh))
    known = None if later else journal.laid.get(sheet.name)
    return trimmed(grid(sheet) if known is None else _plain(known))


def _plain(rows: Sequence[Sequence[object]]) -> Rows:
    """Return rows as read, as steps hold them."""
    columns = zip(*rows, strict=True)
    plain_columns = [
        column if set(map(type, column)) <= _AS_THEY_ARE and "" not in column else [plain(value) for value in column]
        for column in columns
    ]
    return list(map(list, zip(*plain_columns, strict=True)))


def _fresh(area: xw.Range) -> Cells:
    now = _values(area)
    none: Rows = [[None] * len(row) for row in now]
    return Cells(area.sheet.name, area.row, area.column, none, now, ((box_of(area), None),))


def _drawn(sheet: xw.Sheet, kept: KeptSheet, journal: Journal) -> Drawn:
    boxes = [tuple(table) for _, table in kept.tables]
    table = next((box for box in boxes if box[0] == 1), None)
    return Drawn(kept.title, trimmed(_was(kept.cells)), _laid(sheet, journal), _codes(kept.cells), table,  # type: ignore[arg-type]
                 kept.charts, dict(kept.notes))  # fmt: skip


def _was(kept: Kept) -> Rows:
    rows = _plain(kept.rows)
    _lay(rows, kept.formulas, kept.area.row, kept.area.column)
    return rows


def _values(area: xw.Range) -> Rows:
    """Return the values of an area as steps hold them."""
    rows = _plain(rows_of(area))
    found = area.get_special_cells("formulas")
    _lay(rows, [(one, formulas_of(one)) for one in found] if isinstance(found, list) else [], area.row, area.column)
    return rows


def _lay(rows: Rows, formulas: Sequence[tuple[xw.Range, list[list[str]]]], top: int, left: int) -> None:
    """Put formulas in the place of their results."""
    for area, lines in formulas:
        for row, line in enumerate(lines, area.row - top):
            for column, text in enumerate(line, area.column - left):
                if 0 <= row < len(rows) and 0 <= column < len(rows[row]) and str(text).startswith("="):
                    rows[row][column] = {"f": str(text)[1:]}


def grid(sheet: xw.Sheet) -> Rows:
    """Return all values of a sheet as steps hold them."""
    used = sheet.used_range
    return _values(sheet.range((1, 1), (used.row + used.shape[0] - 1, used.column + used.shape[1] - 1)))
