"""Fill and Append on a closed workbook: computed columns into a table's rows, new rows below its last."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

from addin.hosts.cells import EMPTY, MAX_ROW, address, area, tails, text_tail
from addin.hosts.edits import Edit, style_attribute
from addin.hosts.formulas import mover
from addin.hosts.opc import tag
from addin.hosts.patching import rewrite
from addin.hosts.sheetxml import frame_tree, row_cells
from addin.hosts.tables import HEADER_ROW, add_columns, grow_rows, has_data, merged, with_places
from addin.ports import Refusal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from addin.hosts.draft import Draft
    from addin.hosts.opc import SheetPart
    from addin.hosts.sheetxml import SheetXml
    from addin.hosts.styles import Styles
    from addin.hosts.tables import Layout
    from addin.ports import Append, Column, Fill

_PLAIN_FORMULA = re.compile(rb"\s*<(?:\w+:)?f>([^<]*)</")
_KEPT_OF_ROW = re.compile(rb'\s(?:ht|customHeight|s|customFormat)="[^"]*"')


class _Same(dict[bytes, bytes]):
    """Answers every style with itself."""

    def __missing__(self, old: bytes) -> bytes:
        return old


class _Fits(dict[bytes, bytes]):
    """Answers the style of a written cell from the one it had, asking the styles once for each."""

    def __init__(self, styles: Styles, column: Column, *, shaded: bool = False) -> None:
        super().__init__()
        self._styles, self._column, self._shaded = styles, column, shaded

    def __missing__(self, old: bytes) -> bytes:
        new = self._styles.fit(int(old or b"0"), self._column.kind, shaded=self._shaded)
        self[old] = b"%d" % new if new or old else b""
        return self[old]


def fill(draft: Draft, change: Fill) -> None:
    """Carry out a Fill. Raises a Refusal when a cell could not be written without loss."""
    sheet = draft.cell_sheet(change.sheet)
    layout, added = _with_columns(draft, sheet, change.columns, change.header_row, change.headers)
    xml = draft.xml(sheet.part)
    columns = sorted(change.columns, key=lambda column: layout.place(column.header))
    places = [layout.place(column.header) for column in columns]
    written = [tails(change.frame[c.name], c.kind, date1904=draft.date1904, prefix=xml.prefix) for c in columns]
    like = _column_styles(xml) | row_styles(xml, layout.header_row + 1)
    beside = like.get(min(added, default=0) - 1, b"")
    edit = Edit(
        columns=places,
        places=dict(zip(change.frame.index.tolist(), range(len(change.frame)), strict=True)),
        tails=written,
        styles=[_Fits(draft.styles, column) for column in columns],
        defaults=[
            _Fits(draft.styles, column, shaded=column.computed)[beside] if place in added
            else _Fits(draft.styles, column)[like.get(place, b"")]
            for column, place in zip(columns, places, strict=True)
        ],
        otherwise=(EMPTY,) * len(columns),
        first=layout.header_row + 1,
        last=layout.header_row if change.keep_others else layout.last_row,
        dress=bool(added),
        formulas=False,
    )  # fmt: skip
    _write(draft, sheet, edit)


def append(
    draft: Draft, change: Append, row_attributes: Sequence[bytes] = (),
    cell_styles: Mapping[str, Sequence[bytes]] | None = None,
) -> None:  # fmt: skip
    """Carry out an Append; rows without attributes, and columns without styles, of their own look like the last row.

    Raises a Refusal when the rows have no room below the table.
    """
    if change.frame.empty:
        return
    sheet = draft.cell_sheet(change.sheet)
    layout, _ = _with_columns(draft, sheet, change.columns)
    xml = draft.xml(sheet.part)
    above = _last_data_row(xml, layout)
    first, last = above + 1, above + len(change.frame)
    if last > MAX_ROW:
        raise Refusal("no-room-below", sheet=sheet.title, cell=address(MAX_ROW, layout.first_column))
    draft.set_xml(sheet.part, grow_rows(draft.package, draft.workbook, xml, layout, first, last))
    pattern = max(above, layout.header_row + 1)
    like = _column_styles(xml) | row_styles(xml, pattern)
    by_place = {layout.place(column.header): column for column in change.columns}
    places = list(range(layout.first_column, layout.last_column + 1))
    formulas = _formulas(xml, above) if above > layout.header_row else {}
    written = [
        tails(change.frame[by_place[place].name], by_place[place].kind, date1904=draft.date1904, prefix=xml.prefix)
        if place in by_place else _copied(formulas.get(place, ""), place, above, len(change.frame), xml.prefix)
        for place in places
    ]  # fmt: skip
    fits: list[dict[bytes, bytes]] = [
        _Fits(draft.styles, by_place[place]) if place in by_place else _Same() for place in places
    ]
    for place, column in by_place.items():
        if cell_styles and column.name in cell_styles:
            at = places.index(place)
            styled = zip(map(style_attribute, cell_styles[column.name]), written[at], strict=True)
            written[at] = [style + (tail or EMPTY) for style, tail in styled]
            fits[at], like[place] = _Same(), b""
    edit = Edit(
        columns=places,
        places=dict(zip(range(first, last + 1), range(len(change.frame)), strict=True)),
        tails=written,
        styles=fits,
        defaults=[fit[like.get(place, b"")] for place, fit in zip(places, fits, strict=True)],
        dress=True,
        row_attributes=row_attributes or [_row_attributes(xml, pattern)] * len(change.frame),
        formulas=bool(formulas),
    )  # fmt: skip
    _write(draft, sheet, edit)


def _formulas(xml: SheetXml, number: int) -> dict[int, str]:
    """Return the plain formulas of a row by column: those that new rows below it take over, as in Excel."""
    cells = row_cells(xml.row(number), xml.prefix)
    found = {column: _PLAIN_FORMULA.match(content) for column, (_, _, content) in cells.items()}
    return {column: html.unescape(match[1].decode()) for column, match in found.items() if match}


def _copied(formula: str, column: int, origin: int, count: int, prefix: bytes) -> Sequence[bytes | None]:
    """Return the tails of a column of the user's in ``count`` new rows: its formula moved down, else nothing."""
    if not formula:
        return [None] * count
    move = mover(formula, address(origin, column))
    moved = (move(address(origin + step, column)) for step in range(1, count + 1))
    texts = (text and html.escape(text, quote=False).encode() for text in moved)
    return [b"><%bf>%b</%bf></%bc>" % (prefix, text, prefix, prefix) if text else None for text in texts]


# ------------------------------------------------------------------ shared steps


def _with_columns(
    draft: Draft, sheet: SheetPart, columns: Sequence[Column], header_row: int = HEADER_ROW,
    headers: Mapping[str, int] | None = None,
) -> tuple[Layout, frozenset[int]]:
    """Return the layout with every column present, and the places of those that were added (header written)."""
    layout = with_places(draft.layout(sheet, header_row), headers or {})
    missing = [column for column in columns if not layout.place(column.header)]
    if not missing:
        return layout, frozenset()
    left = layout.last_column
    xml, layout = add_columns(draft.package, draft.xml(sheet.part), layout, missing)
    draft.set_xml(sheet.part, xml)
    places = [layout.place(column.header) for column in missing]
    head = row_styles(xml, header_row).get(left, b"")
    edit = Edit(
        columns=places,
        places={header_row: 0},
        tails=[[text_tail(column.header, xml.prefix)] for column in missing],
        styles=[_Same()] * len(places),
        defaults=[head] * len(places),
        formulas=False,
    )
    _write(draft, sheet, edit)
    return layout, frozenset(places)


def _write(draft: Draft, sheet: SheetPart, edit: Edit) -> None:
    xml = draft.xml(sheet.part)
    _guard_merged(sheet, xml, edit)
    xml, formulas_gone = rewrite(xml, edit, sheet.title)
    draft.formulas_changed |= formulas_gone
    draft.set_xml(sheet.part, xml)


def _guard_merged(sheet: SheetPart, xml: SheetXml, edit: Edit) -> None:
    """Refuse to write a value under a merged range, where nobody would see it."""
    for text in merged(xml):
        top, left, bottom, right = area(text)
        inside = [place for place, column in enumerate(edit.columns) if left <= column <= right]
        for row in range(top, min(bottom, MAX_ROW) + 1) if inside else ():
            written = edit.wanted(row) if row in edit.places else ()
            for place in inside if written else ():
                if (row, edit.columns[place]) != (top, left) and written[place] not in {None, EMPTY}:
                    raise Refusal("merged-cell", sheet=sheet.title, cell=text)


def _last_data_row(xml: SheetXml, layout: Layout) -> int:
    """Return the number of the last row with data of the table, the header's when there is none."""
    for number, raw in reversed(xml.rows.items()):
        below_table = layout.part and number > layout.last_row
        if number > layout.header_row and not below_table and has_data(raw, xml, layout):
            return number
    return layout.header_row


def row_styles(xml: SheetXml, number: int) -> dict[int, bytes]:
    """Return the styles of the cells of a row by column; none when the file does not know the row."""
    return {column: style for column, (style, _, _) in row_cells(xml.row(number), xml.prefix).items()}


def _column_styles(xml: SheetXml) -> dict[int, bytes]:
    """Return the styles that columns give their empty cells (of the first 1 000 columns)."""
    styles = {}
    for item in frame_tree(xml).iterfind(f"{tag('cols')}/{tag('col')}"):
        for column in range(int(item.get("min", "1")), min(int(item.get("max", "1")), 1000) + 1):
            if item.get("style"):
                styles[column] = item.get("style", "").encode()
    return styles


def _row_attributes(xml: SheetXml, number: int) -> bytes:
    """Return height and style of a row as attributes for the rows added below it."""
    opening, _, _ = xml.row(number).partition(b">")
    return b"".join(_KEPT_OF_ROW.findall(opening))
