"""Taking back on an open workbook: each cell as it was before (what a command leaves for that: see ``live_watch``).

The records are those of a closed workbook (:mod:`undo_stack`): what was done in one program may be taken back in
another. Nothing is taken back unless every cell that the command wrote still holds what it wrote.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from addin.hosts import undo_stack
from addin.hosts.live_keeping import Kept, formulas_of, put_back
from addin.hosts.live_marks import put_marks
from addin.hosts.live_protection import guard_structure, is_protected
from addin.hosts.live_sheet import drop_sheet, replace_sheet
from addin.hosts.live_tables import sheet_named
from addin.hosts.live_watch import box_of, grid, place_of, tables_of
from addin.hosts.saving import settle, take_back
from addin.hosts.undo import recipe_before, shades_before
from addin.hosts.undo_diff import steps_between
from addin.hosts.undo_steps import (
    Cells,
    Created,
    Drawn,
    Marks,
    Table,
    at,
    conflicts,
    loaded,
    redrawn,
    refuse,
)
from addin.ports import Level, Refusal

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    import xlwings as xw

    from addin.hosts.live_keeping import Journal
    from addin.hosts.undo_stack import Record
    from addin.hosts.undo_steps import Box, Rows, Step
    from addin.ports import Done


def history(book: xw.Book) -> tuple[Done, ...]:
    """Return the remembered commands, the last first. Raises Refusal ``undo-unsaved`` for a book without a file."""
    path = place_of(book)
    if path is None:
        raise Refusal("undo-unsaved", file=book.name)
    settle(path)
    return undo_stack.history(path)


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
    if any(isinstance(step, Created) for step in steps):
        guard_structure(book)
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
        if is_protected(sheet):
            raise Refusal("sheet-protected", sheet=sheet.name)
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
    right = tables_of(sheet).get(step.name, step.now)[3]
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
