"""Taking back on a closed workbook that someone has saved since: each cell by itself, all others stay.

First every step is held against what stands there now; only when nothing that the command wrote was changed since is
anything taken back.
"""

from __future__ import annotations

import html
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from addin.hosts.cells import EMPTY, area, area_text, escape, number_tail, text_tail
from addin.hosts.edits import Edit
from addin.hosts.graft import redraw_sheet, remove_sheet
from addin.hosts.marks import put_marks
from addin.hosts.opc import tag
from addin.hosts.patching import rewrite
from addin.hosts.sheetxml import frame_tree, row_cells, with_frame
from addin.hosts.tables import FOLLOW, FOLLOWING_NAMES, table_parts
from addin.hosts.undo_diff import Book, ours
from addin.hosts.undo_steps import (
    Cells,
    Created,
    Drawn,
    Marks,
    Ranges,
    Table,
    at,
    conflicts,
    redrawn,
    refuse,
)
from addin.ports import Level, Refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from lxml import etree

    from addin.hosts.draft import Draft
    from addin.hosts.opc import SheetPart
    from addin.hosts.sheetxml import SheetXml
    from addin.hosts.styles import Styles
    from addin.hosts.undo_steps import Rows, Step, Value
    from addin.ports import Replace

    Recipes = Callable[[str], Mapping[str, object] | None]

QUOTE = "'"
_FAR_FORMULA = re.compile(rb"<(?:\w+:)?(?:f|formula[12]?)\b[^>]*>([^<]*![^<]*)<")
_KEEP = "\0"  # no number format: that of the cell stays
_CELL = re.compile(r"([A-Z]+)(\d+)")


def take_back_steps(draft: Draft, steps: Sequence[Step], command: str, recipes: Recipes) -> None:
    """Carry out steps back on a draft; ``recipes`` answers how a sheet was drawn before, None when nobody knows.

    Raises Refusal ``undo-cells``, ``undo-sheet`` or ``undo-used`` before anything is changed.
    """
    guard(draft, steps, command)
    blocks: dict[str, list[Cells]] = {}
    for step in steps:
        if isinstance(step, Cells):
            blocks.setdefault(step.sheet, []).append(step)
    for kind in (Marks, Cells, Ranges, Table, Drawn, Created):
        for step in steps:
            if isinstance(step, kind) and not isinstance(step, Cells):
                _take_back(draft, step, recipes)
        for title, held in blocks.items() if kind is Cells else ():  # all of a sheet at once: they may be thousands
            sheet = draft.find(title)
            if sheet is not None:
                write_cells(draft, sheet, held)


def _take_back(draft: Draft, step: Step, recipes: Recipes) -> None:
    sheet = draft.find(step.sheet)
    if sheet is None:
        return  # a sheet that was created, and is gone already
    match step:
        case Marks():
            texts = {_place(cell): text for cell, text in step.notes.items()}
            put_marks(draft, sheet.part, texts, {_place(c): Level(level) for c, level in (step.shades or {}).items()})
        case Ranges():
            _shrink(draft, sheet, dict(step.pairs))
        case Table():
            _resize(draft, sheet, step)
        case Drawn():
            change: Replace = redrawn(step, recipes(step.sheet))
            redraw_sheet(draft, change)
            fresh = draft.cell_sheet(step.sheet)
            write_cells(draft, fresh, [Cells(step.sheet, 1, 1, step.was, [], step.codes)])
            put_marks(draft, fresh.part, {_place(cell): text for cell, text in (step.notes or {}).items()}, {})
        case Created():
            remove_sheet(draft, sheet)


def _place(cell: str) -> tuple[int, int]:
    row, column, _, _ = area(cell)
    return row, column


# ------------------------------------------------------------------ what stands in the way


def guard(draft: Draft, steps: Sequence[Step], command: str) -> None:
    """Refuse when what a command wrote was changed since."""
    book = Book(draft.package)
    found: dict[str, list[str]] = {}
    for step in steps:
        sheet = draft.find(step.sheet)
        here = book.sheets.get(sheet.title) if sheet else None
        if here is None or not here.cells:
            if not isinstance(step, Created | Marks):
                raise Refusal("undo-sheet", command=command, sheet=step.sheet)
            continue
        match step:
            case Cells():
                rows = _block(book, here, step)
                found.setdefault(step.sheet, []).extend(conflicts(step.was, step.now, rows, step.top, step.left))
            case Drawn() | Created():
                was = step.was if isinstance(step, Drawn) else []
                found.setdefault(step.sheet, []).extend(conflicts(was, step.now, book.grid(here)))
            case Table():
                _guard_table(draft, here, step, command)
        if isinstance(step, Created):
            _guard_unused(draft, book, here, command)
    refuse(command, {sheet: list(dict.fromkeys(cells)) for sheet, cells in found.items()})


def _block(book: Book, sheet: SheetPart, step: Cells) -> Rows:
    height = max(len(step.was), len(step.now))
    width = max((len(row) for row in (*step.was, *step.now)), default=0)
    found = book.rows(sheet, set(range(step.top, step.top + height)))
    nothing: tuple[Value, bytes] = (None, b"")
    return [
        [found.get(row, {}).get(column, nothing)[0] for column in range(step.left, step.left + width)]
        for row in range(step.top, step.top + height)
    ]


def _guard_table(draft: Draft, sheet: SheetPart, step: Table, command: str) -> None:
    """Refuse when columns that were added to a table have since got others to their right."""
    for _, root in table_parts(draft.package, sheet.part):
        if root.get("displayName") == step.name:
            right = area(root.get("ref", "A1"))[3]
            if step.was[3] != step.now[3] and right not in {step.was[3], step.now[3]}:
                raise Refusal("undo-sheet", command=command, sheet=step.sheet)


def _guard_unused(draft: Draft, book: Book, created: SheetPart, command: str) -> None:
    """Refuse to remove a sheet that formulas elsewhere, or names of the workbook, lean on."""
    name = re.compile(rf"(?<!\w){re.escape(created.title.replace(QUOTE, 2 * QUOTE))}'?!", re.IGNORECASE)
    for other in book.sheets.values():
        if other.cells and other.part != created.part:
            formulas = _FAR_FORMULA.findall(draft.package.part(other.part))
            if any(name.search(html.unescape(text.decode())) for text in set(formulas)):
                raise Refusal("undo-used", command=command, sheet=created.title, user=other.title)
    for item in draft.package.tree(draft.workbook).iter(tag("definedName")):
        own = item.get("localSheetId") == str(created.position)
        if not own and f"{created.title}!" in (item.text or "").replace("'", ""):
            raise Refusal("undo-used", command=command, sheet=created.title, user=item.get("name", ""))


# ------------------------------------------------------------------ cells


class _Coded(dict[bytes, bytes]):
    """Answers the style of a cell from the one it had: with another number format, none at all, or itself."""

    def __init__(self, styles: Styles, code: str | None) -> None:
        super().__init__()
        self._styles, self._code = styles, code

    def __missing__(self, old: bytes) -> bytes:
        if self._code is None:
            return b""
        new = b"%d" % self._styles.with_code(int(old or b"0"), self._code) if self._code != _KEEP else old
        self[old] = new if new != b"0" or old else b""
        return self[old]


def write_cells(draft: Draft, sheet: SheetPart, blocks: Iterable[Cells]) -> None:
    """Write blocks back; cells that were not there before lose their style too."""
    groups: dict[str | None, dict[int, dict[int, Value]]] = {}
    for step in blocks:
        by_cell = {
            (row, column): code for box, code in step.codes
            for row in range(box[0], box[2] + 1) for column in range(box[1], box[3] + 1)
        }  # fmt: skip
        height = max(len(step.was), len(step.now))
        width = max((len(row) for row in (*step.was, *step.now)), default=0)
        for row in range(height):
            for column in range(width):
                place = (step.top + row, step.left + column)
                code = by_cell.pop(place, _KEEP)
                groups.setdefault(code, {}).setdefault(place[0], {})[place[1]] = at(step.was, row, column)
    for code, cells in groups.items():
        xml = draft.xml(sheet.part)
        columns = sorted({column for row in cells.values() for column in row})
        styles = _Coded(draft.styles, code)
        edit = Edit(
            columns=columns,
            places={row: at for at, row in enumerate(cells)},
            tails=[
                [tail(held[column], xml.prefix) if column in held else None for held in cells.values()]
                for column in columns
            ],
            styles=[styles] * len(columns),
            defaults=[b"" if code in {None, _KEEP} else styles[b""]] * len(columns),
        )  # fmt: skip
        xml, formulas = rewrite(xml, edit, sheet.title)
        draft.formulas_changed |= formulas
        draft.set_xml(sheet.part, _without_bare_rows(xml, cells) if code is None else xml)


def tail(value: Value, prefix: bytes) -> bytes:
    """Return what a cell of this value holds (see :mod:`cells`)."""
    if value is None:
        return EMPTY
    if isinstance(value, dict):
        if "e" in value:
            return b' t="e"><%bv>%b</%bv></%bc>' % (prefix, escape(value["e"]), prefix, prefix)
        return b"><%bf>%b</%bf></%bc>" % (prefix, escape(value["f"]), prefix, prefix)
    if isinstance(value, bool):
        return b' t="b"><%bv>%d</%bv></%bc>' % (prefix, value, prefix, prefix)
    if isinstance(value, str):
        return text_tail(value, prefix)
    return number_tail(repr(int(value) if value.is_integer() and abs(value) < 1e15 else value), prefix)  # noqa: PLR2004


def _without_bare_rows(xml: SheetXml, cells: Mapping[int, object]) -> SheetXml:
    """Drop the rows that held only what was taken back."""
    kept = {
        number: raw for number, raw in xml.rows.items()
        if number not in cells
        or any(style or content for style, _, content in row_cells(raw, xml.prefix).values())
    }  # fmt: skip
    return replace(xml, blocks=tuple(kept.values()))


# ------------------------------------------------------------------ tables and ranges


def _resize(draft: Draft, sheet: SheetPart, step: Table) -> None:
    for part, root in table_parts(draft.package, sheet.part):
        if root.get("displayName") != step.name:
            continue
        here = area(root.get("ref", "A1"))
        bottom = step.was[2] if here[2] == step.now[2] else here[2]  # rows that users added stay in the table
        right = step.was[3] if here[3] == step.now[3] else here[3]
        root.set("ref", area_text(here[0], here[1], bottom, right))
        for item in root.iterfind(tag("autoFilter")):
            top, left, low, _ = area(item.get("ref", ""))
            item.set("ref", area_text(top, left, low + bottom - here[2], right))
        listed = root.find(tag("tableColumns"))
        for item in [] if listed is None else list(listed)[right - here[1] + 1 :]:
            listed.remove(item)  # type: ignore[union-attr]
        if listed is not None:
            listed.set("count", str(len(listed)))
        draft.package.put(part, root)


def _shrink(draft: Draft, sheet: SheetPart, was: Mapping[str, str]) -> None:
    """Let validations, formats, the filter and names that grew with the table be as they were, where they still are."""
    xml = draft.xml(sheet.part)
    root = frame_tree(xml)
    for item in _following(root):
        item.set("sqref", " ".join(was.get(text, text) for text in item.get("sqref", "").split()))
    for item in root.iter("{http://schemas.microsoft.com/office/excel/2006/main}sqref"):
        item.text = " ".join(was.get(text, text) for text in (item.text or "").split())
    for item in root.iterfind(tag("autoFilter")):
        item.set("ref", was.get(item.get("ref", ""), item.get("ref", "")))
    draft.set_xml(sheet.part, with_frame(xml, root))
    book = draft.package.tree(draft.workbook)
    for name in book.iterfind(f"{tag('definedNames')}/{tag('definedName')}"):
        if name.get("localSheetId") == str(sheet.position) and name.get("name") in FOLLOWING_NAMES:
            title, mark, ref = (name.text or "").rpartition("!")
            if mark and ref.replace("$", "") in was:
                fixed = _CELL.sub(r"$\1$\2", was[ref.replace("$", "")])
                name.text = f"{title}!{fixed}"
    draft.package.put(draft.workbook, book)


def _following(root: etree._Element) -> list[etree._Element]:
    return [item for name in FOLLOW for item in root.iter(tag(name)) if not ours(item)]
