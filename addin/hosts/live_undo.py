"""Taking back on an open workbook: what a command leaves to be taken back by, and each cell as it was before.

The records are those of a closed workbook (:mod:`undo_stack`): what was done in one program may be taken back in
another. Nothing is taken back unless every cell that the command wrote still holds what it wrote.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from addin.hosts import undo_stack
from addin.hosts.disk import told
from addin.hosts.live_cells import rows_of
from addin.hosts.live_keeping import Kept, formulas_of, put_back
from addin.hosts.live_marks import put_marks
from addin.hosts.live_sheet import drop_sheet, replace_sheet
from addin.hosts.live_tables import sheet_named
from addin.hosts.locks import locked
from addin.hosts.saving import put_record, settle, take_back
from addin.hosts.undo import about, recipe_before, shades_before
from addin.hosts.undo_diff import steps_between
from addin.hosts.undo_steps import (
    Cells,
    Created,
    Drawn,
    Marks,
    Table,
    at,
    conflicts,
    dumped,
    loaded,
    plain,
    redrawn,
    refuse,
    trimmed,
)
from addin.ports import Level, Refusal

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping, Sequence

    import xlwings as xw

    from addin.hosts.live_keeping import Journal, KeptSheet
    from addin.hosts.undo_stack import Record
    from addin.hosts.undo_steps import Box, Rows, Step
    from addin.ports import Change, Done, Remember


def place_of(book: xw.Book) -> Path | None:
    """Return the file of an open workbook, None when it was never saved or lies only in a cloud."""
    path = Path(book.fullname)
    return path.resolve() if path.is_absolute() and path.is_file() else None


def history(book: xw.Book) -> tuple[Done, ...]:
    """Return the remembered commands, the last first. Raises Refusal ``undo-unsaved`` for a book without a file."""
    path = place_of(book)
    if path is None:
        raise Refusal("undo-unsaved", file=book.name)
    settle(path)
    return undo_stack.history(path)


# ------------------------------------------------------------------ remembering


class Watch:
    """What must be known of a workbook before a command changes it, beside what its journal keeps."""

    def __init__(self, book: xw.Book, titles: Sequence[str]) -> None:
        """Look at the sheets whose tables may grow."""
        self._book = book
        self._titles = {sheet.name for sheet in book.sheets}
        wanted = {title.casefold() for title in titles}
        self._tables = {sheet.name: _tables(sheet) for sheet in book.sheets if sheet.name.casefold() in wanted}

    def steps(self, journal: Journal) -> list[Step]:
        """Return what takes the changes back, once they are made."""
        found: list[Step] = [_cells(kept) for kept in journal.kept]
        found += [_fresh(area) for area in journal.fresh]
        anew = {kept.title for kept in journal.drawn}
        found += [_drawn(self._book.sheets[kept.title], kept) for kept in journal.drawn]
        for title, notes, left in journal.marked:
            if title not in anew:
                found.append(Marks(title, notes, None, left))
        for title, tables in self._tables.items():
            now = _tables(self._book.sheets[title])
            if title not in anew:
                grown = {name: box for name, box in tables.items() if now.get(name, box) != box}
                found += [Table(title, name, box, now[name]) for name, box in grown.items()]
        for sheet in self._book.sheets:
            if sheet.name not in self._titles:
                found.append(Created(sheet.name, trimmed(grid(sheet))))
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


def _tables(sheet: xw.Sheet) -> dict[str, Box]:
    return {table.name: box_of(table.range) for table in sheet.tables}


def box_of(area: xw.Range) -> Box:
    """Return first row, first column, last row, last column of an area."""
    return area.row, area.column, area.row + area.shape[0] - 1, area.column + area.shape[1] - 1


def _codes(kept: Kept) -> tuple[tuple[Box, str | None], ...]:
    return tuple((box_of(part), code) for part, code in kept.formats)


def _cells(kept: Kept) -> Cells:
    return Cells(kept.area.sheet.name, kept.area.row, kept.area.column, _was(kept), _values(kept.area), _codes(kept))


def _fresh(area: xw.Range) -> Cells:
    now = _values(area)
    none: Rows = [[None] * len(row) for row in now]
    return Cells(area.sheet.name, area.row, area.column, none, now, ((box_of(area), None),))


def _drawn(sheet: xw.Sheet, kept: KeptSheet) -> Drawn:
    boxes = [tuple(table) for _, table in kept.tables]
    table = next((box for box in boxes if box[0] == 1), None)
    return Drawn(kept.title, trimmed(_was(kept.cells)), trimmed(grid(sheet)), _codes(kept.cells), table,  # type: ignore[arg-type]
                 kept.charts, dict(kept.notes))  # fmt: skip


def _was(kept: Kept) -> Rows:
    rows: Rows = [[plain(value) for value in row] for row in kept.rows]
    _lay(rows, kept.formulas, kept.area.row, kept.area.column)
    return rows


def _values(area: xw.Range) -> Rows:
    """Return the values of an area as steps hold them."""
    rows: Rows = [[plain(value) for value in row] for row in rows_of(area)]
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


# ------------------------------------------------------------------ taking back


def take_back_live(book: xw.Book, number: int, now: dt.datetime, journal: Journal) -> None:
    """Take back the last command, first its cells, then its files; a failure leaves all as it was.

    Raises Refusal ``undo-cells``, ``undo-sheet``, ``undo-used``, ``undo-charts``, ``undo-file-changed`` and those of
    the stack.
    """
    path = place_of(book)
    if path is None:
        raise Refusal("undo-unsaved", file=book.name)
    record = undo_stack.top(path, number)
    steps = steps_of(record)
    _guard(book, path, record, steps)
    for kind in (Marks, Cells, Table, Drawn, Created):
        for step in steps:
            if isinstance(step, kind):
                _take_back(book, path, record, step, journal)
    _ = book.sheets.active.name  # a program that answers late has told every fault by now
    take_back(path, path.read_bytes(), None, record, now)


def steps_of(record: Record) -> list[Step]:
    """Return the steps of a record, found from its files when the workbook was closed."""
    held = record.steps()
    if held is not None:
        return loaded(held)
    books = record.books()
    return steps_between(*books, record.about.drawn) if books else []


def _take_back(book: xw.Book, path: Path, record: Record, step: Step, journal: Journal) -> None:
    sheet = sheet_named(book, step.sheet)
    if sheet is None:
        return
    match step:
        case Marks():
            shades = step.shades if step.shades is not None else shades_before(path, record, step.sheet)
            _mark(sheet, step.notes, shades, journal)
        case Cells():
            _write(sheet, step, journal)
        case Table():
            _resize(sheet, step, journal)
        case Drawn():
            replace_sheet(book, redrawn(step, recipe_before(path, record, step.sheet)), journal)
            _restore(sheet, Cells(step.sheet, 1, 1, step.was, [], step.codes))
            _mark(sheet, step.notes or {}, {}, journal)
        case Created():
            journal.at_end(partial(drop_sheet, sheet))  # no way back


def _mark(sheet: xw.Sheet, notes: Mapping[str, str], shades: Mapping[str, str], journal: Journal) -> None:
    place = partial(_place, sheet)
    put_marks(sheet, {place(cell): text for cell, text in notes.items()},
              {place(cell): Level(level) for cell, level in shades.items()}, journal)  # fmt: skip


def _place(sheet: xw.Sheet, cell: str) -> tuple[int, int]:
    area = sheet.range(cell)
    return area.row, area.column


def _write(sheet: xw.Sheet, step: Cells, journal: Journal) -> None:
    height = max(len(step.was), len(step.now))
    width = max((len(row) for row in (*step.was, *step.now)), default=0)
    journal.keep(sheet.range((step.top, step.left), (step.top + height - 1, step.left + width - 1)))
    _restore(sheet, step)


def _restore(sheet: xw.Sheet, step: Cells) -> None:
    """Write a block as it was; cells that were not there before lose their formats too."""
    height = max(len(step.was), len(step.now))
    width = max((len(row) for row in (*step.was, *step.now)), default=0)
    if not height or not width:
        return
    area = sheet.range((step.top, step.left), (step.top + height - 1, step.left + width - 1))
    values: list[list[object]] = [[None] * width for _ in range(height)]
    formulas: list[tuple[xw.Range, list[list[str]]]] = []
    for row in range(height):
        for column in range(width):
            value = at(step.was, row, column)
            if isinstance(value, dict):
                cell = sheet.range((step.top + row, step.left + column))
                formulas.append((cell, [[f"={value['f']}" if "f" in value else value["e"]]]))
            else:
                values[row][column] = value
    formats = [(_area(sheet, box), code) for box, code in step.codes if code is not None]
    for box, code in step.codes:
        if code is None:
            _area(sheet, box).clear()
    put_back(Kept(area, values, formulas, formats))


def _area(sheet: xw.Sheet, box: Box) -> xw.Range:
    return sheet.range((box[0], box[1]), (box[2], box[3]))


def _resize(sheet: xw.Sheet, step: Table, journal: Journal) -> None:
    table = next((one for one in sheet.tables if one.name == step.name), None)
    if table is None:
        return
    old = table.range
    top, left, bottom, right = box_of(old)
    bottom = step.was[2] if bottom == step.now[2] else bottom  # rows that users added stay in the table
    right = step.was[3] if right == step.now[3] else right
    journal.back(partial(table.resize, old))
    table.resize(_area(sheet, (top, left, bottom, right)))


# ------------------------------------------------------------------ what stands in the way


def _guard(book: xw.Book, path: Path, record: Record, steps: Sequence[Step]) -> None:
    """Refuse when what a command wrote was changed since."""
    command = record.about.command
    found: dict[str, list[str]] = {}
    grids: dict[str, Rows] = {}
    for step in steps:
        sheet = sheet_named(book, step.sheet)
        if sheet is None:
            if not isinstance(step, Created | Marks):
                raise Refusal("undo-sheet", command=command, sheet=step.sheet)
            continue
        match step:
            case Cells() | Drawn() | Created():
                if sheet.name not in grids:
                    grids[sheet.name] = grid(sheet)
                found.setdefault(step.sheet, []).extend(_changed(step, grids[sheet.name]))
            case Table():
                _guard_table(sheet, step, command)
        if isinstance(step, Drawn) and step.charts and recipe_before(path, record, step.sheet) is None:
            raise Refusal("undo-charts", command=command, sheet=step.sheet)
        if isinstance(step, Created):
            _guard_unused(book, sheet, command)
    refuse(command, {sheet: list(dict.fromkeys(cells)) for sheet, cells in found.items()})


def _guard_table(sheet: xw.Sheet, step: Table, command: str) -> None:
    """Refuse when columns that were added to a table have since got others to their right."""
    right = _tables(sheet).get(step.name, step.now)[3]
    if step.was[3] != step.now[3] and right not in {step.was[3], step.now[3]}:
        raise Refusal("undo-sheet", command=command, sheet=step.sheet)


def _changed(step: Cells | Drawn | Created, here: Rows) -> Iterator[str]:
    if isinstance(step, Cells):
        height = max(len(step.was), len(step.now))
        width = max((len(row) for row in (*step.was, *step.now)), default=0)
        block = [[at(here, step.top - 1 + row, step.left - 1 + column) for column in range(width)]
                 for row in range(height)]  # fmt: skip
        return conflicts(step.was, step.now, block, step.top, step.left)
    return conflicts(step.was if isinstance(step, Drawn) else [], step.now, here)


def _guard_unused(book: xw.Book, created: xw.Sheet, command: str) -> None:
    """Refuse to remove a sheet that formulas elsewhere lean on."""
    marks = (f"{created.name}!", f"{created.name}'!", f"{created.name}'.", f"${created.name}.")
    for sheet in book.sheets:
        if sheet.name == created.name:
            continue
        found = sheet.used_range.get_special_cells("formulas")
        areas = found if isinstance(found, list) else []
        texts = [str(text) for one in areas for line in formulas_of(one) for text in line]
        if any(mark in text for text in texts for mark in marks):
            raise Refusal("undo-used", command=command, sheet=created.name, user=sheet.name)
