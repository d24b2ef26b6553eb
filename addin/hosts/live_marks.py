"""Mark on an open workbook: the program's notes and shades, put anew each time; users' own notes stay.

A shade is a rule of conditional formatting whose formula compares a text of ours with itself, as on a closed workbook:
the cell's own look is never touched. A note of ours is by the author dunbook (of a closed workbook) or begins with
``messages.NOTE_MARK``, since a live program signs notes with the user's name.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from addin import messages
from addin.hosts.cells import address
from addin.hosts.live_cells import runs
from addin.hosts.live_tables import find_layout, sheet_named
from addin.hosts.marks import AUTHOR, SHADES
from addin.hosts.tables import MARK
from addin.ports import Level, Refusal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import xlwings as xw

    from addin.hosts.live_keeping import Journal
    from addin.ports import Mark

LIVE_NOTES = 100  # of the program's on a sheet; each takes the time of a thousand cells, and all are listed anyway


def mark(book: xw.Book, change: Mark, journal: Journal) -> None:
    """Carry out a Mark: of several notes on one cell the texts are joined and the graver level shades.

    A cell with a note of the user's is only shaded, and so are those beyond ``LIVE_NOTES`` notes, which errors get
    first. Raises Refusal ``no-sheet`` when there is something to note.
    """
    sheet = sheet_named(book, change.sheet)
    if sheet is None:
        if change.notes:
            raise Refusal("no-sheet", file=book.name, sheet=change.sheet)
        return
    layout = find_layout(sheet) if any(not note.column for note in change.notes) else None
    texts: dict[tuple[int, int], str] = {}
    levels: dict[tuple[int, int], Level] = {}
    for note in change.notes:
        place = note.column or (layout.place(note.header) if layout and note.header else 0)
        column = place or (layout.first_column if layout else 1)
        cell = (max(note.row, 1), column)
        texts[cell] = f"{texts[cell]}\n{note.text}" if cell in texts else note.text
        levels[cell] = Level.ERROR if Level.ERROR in {note.level, levels.get(cell)} else note.level
    shades = {address(*cell): str(level) for cell, level in levels.items()}
    notes = list(iter(sheet.notes))
    journal.marked.append((sheet.name, _own_texts(notes), shades))
    _shade(sheet, levels, journal)
    _put_notes(sheet, notes, _gravest(texts, levels), journal, LIVE_NOTES)


def has_marks(sheet: xw.Sheet) -> bool:
    """Tell whether a sheet bears notes or shades of the program's."""
    return bool(_own_texts(list(iter(sheet.notes)))) or bool(_own_rules(sheet))


def _own_rules(sheet: xw.Sheet) -> list[xw.main.ConditionalFormat]:
    rules = list(iter(sheet.cells.conditional_formats))  # iter: else they are counted first, one by one
    return [rule for rule in rules if rule.type == "custom" and str(rule.formula).removeprefix("=").startswith(MARK)]


def _gravest(
    texts: Mapping[tuple[int, int], str], levels: Mapping[tuple[int, int], Level]
) -> dict[tuple[int, int], str]:
    """Return the texts with those of errors first, since not all may get a note."""
    return {cell: texts[cell] for cell in sorted(texts, key=lambda cell: levels[cell] is not Level.ERROR)}


def put_marks(
    sheet: xw.Sheet, texts: Mapping[tuple[int, int], str], levels: Mapping[tuple[int, int], Level], journal: Journal
) -> None:
    """Put notes and shades by (row, column) in the place of the program's own on a sheet."""
    _shade(sheet, levels, journal)
    _put_notes(sheet, list(iter(sheet.notes)), texts, journal)


def _own_texts(notes: Sequence[xw.main.Note]) -> dict[str, str]:
    """Return the texts of the program's own notes among some, by cell."""
    return {
        note.location.get_address(False, False): note.text.removeprefix(messages.NOTE_MARK)
        for note in notes
        if note.author == AUTHOR or note.text.startswith(messages.NOTE_MARK)
    }


def _shade(sheet: xw.Sheet, levels: Mapping[tuple[int, int], Level], journal: Journal) -> None:
    """Lay the new shades, then leave the old ones to be taken away when all is done."""
    for rule in _own_rules(sheet):
        journal.at_end(rule.delete)
    for level in Level:
        text = f'{MARK}{level}"'
        for top, left, bottom in _areas(cell for cell, its in levels.items() if its is level):
            area = sheet.range((top, left), (bottom, left))
            rule = area.conditional_formats.add_custom(f"={text}={text}", fill_color=SHADES[level])
            journal.back(rule.delete)


def _areas(cells: Iterable[tuple[int, int]]) -> Iterable[tuple[int, int, int]]:
    """Yield (first row, column, last row) of the runs within each column."""
    by_column: dict[int, list[int]] = {}
    for row, column in sorted(cells):
        by_column.setdefault(column, []).append(row)
    for column, rows in by_column.items():
        for first, last in runs(rows):
            yield first, column, last


def _put_notes(
    sheet: xw.Sheet,
    notes: Sequence[xw.main.Note],
    texts: Mapping[tuple[int, int], str],
    journal: Journal,
    most: int | None = None,
) -> None:
    """Put notes in the place of the program's own; with ``most``, new ones only up to that many of the program's."""
    own = 0
    taken: set[tuple[int, int]] = set()
    for note in notes:
        place, old = note.location, note.text
        cell = (place.row, place.column)
        if not (note.author == AUTHOR or old.startswith(messages.NOTE_MARK)):
            taken.add(cell)
        elif cell in texts:
            taken.add(cell)
            own += 1
            if old != messages.NOTE_MARK + texts[cell]:
                journal.back(partial(setattr, note, "text", old))
                note.text = messages.NOTE_MARK + texts[cell]
        else:
            journal.at_end(note.delete)
    lacking = [(cell, text) for cell, text in texts.items() if cell not in taken]
    for (row, column), text in lacking if most is None else lacking[: max(most - own, 0)]:
        added = sheet.range((row, column)).add_note(messages.NOTE_MARK + text)
        journal.back(added.delete)
