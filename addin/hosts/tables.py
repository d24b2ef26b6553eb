"""Where a ledger table stands on its sheet, and how it grows: header cells, the table part, ranges that follow it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias

from lxml import etree

from addin.hosts.cells import MAX_COLUMN, address, area, area_text, letters
from addin.hosts.opc import relations, tag
from addin.hosts.shared_texts import shared_texts, text_of
from addin.hosts.sheetxml import frame_tree, insert_in_order, last_column, row_cells, with_frame
from addin.hosts.usual import ANY_MERGE, corners
from addin.ledger.cells import clean, folded
from addin.ports import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from addin.hosts.opc import SheetPart
    from addin.hosts.package import Package
    from addin.hosts.sheetxml import SheetXml
    from addin.ports import Column

HEADER_ROW = 1
_XM = "http://schemas.microsoft.com/office/excel/2006/main"
MARK = '"dunbook:'  # a rule of the program's own marks compares this text with itself
FOLLOWING_NAMES = {"_xlnm.Print_Area", "_xlnm._FilterDatabase"}
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?\bref="([^"]+)"')
_FORMULA = re.compile(rb"<(?:\w+:)?f[ >/]")
FOLLOW = ("conditionalFormatting", "dataValidation", "protectedRange", "ignoredError")


Box: TypeAlias = "tuple[int, int, int, int]"  # first row, first column, last row, last column, inclusive


@dataclass(frozen=True)
class Layout:
    """A table on a sheet: columns (inclusive, from 1), body rows from 2 to ``last_row``, ``headers`` as written.

    ``part`` is the table's part, "" for a plain range; ``totals`` says that a totals row stands below the body.
    """

    sheet: str
    sheet_part: str
    position: int
    first_column: int
    last_column: int
    last_row: int
    headers: Mapping[str, int]
    part: str = ""
    totals: bool = False
    header_row: int = HEADER_ROW

    def place(self, header: str) -> int:
        """Return the column of a header, 0 when there is none; full width, blanks and * make no difference."""
        if header in self.headers:
            return self.headers[header]
        wanted = folded(header)
        return next((at for text, at in self.headers.items() if folded(text).strip("*") == wanted), 0)


# ------------------------------------------------------------------ finding it


def find_table(
    package: Package, workbook: str, sheet: SheetPart, xml: SheetXml, header_row: int = HEADER_ROW
) -> Layout:
    """Return where a table stands: the Excel table whose header is ``header_row``, else the range below that row."""
    headers = {column: text for column, text in row_texts(package, workbook, xml, header_row).items() if text}
    found = None
    for part, root in table_parts(package, sheet.part):
        first_row, first, last_row, last = area(root.get("ref", "A1"))
        if first_row == header_row and root.get("headerRowCount", "1") != "0":
            totals = int(root.get("totalsRowCount", "0"))
            inside = {text: at for at, text in reversed(headers.items()) if first <= at <= last}
            layout = Layout(sheet.title, sheet.part, sheet.position, first, last, last_row - totals, inside, part,
                            bool(totals), header_row)  # fmt: skip
            if found is None or len(layout.headers) > len(found.headers):
                found = layout
    if found:
        return found
    if not headers:
        raise Refusal("no-header", sheet=sheet.title)
    texts = {text: column for column, text in reversed(headers.items())}
    bottom = max(xml.last_row, header_row)
    return Layout(sheet.title, sheet.part, sheet.position, min(headers), max(headers), bottom, texts,
                  header_row=header_row)  # fmt: skip


def table_parts(package: Package, sheet_part: str) -> Iterator[tuple[str, etree._Element]]:
    """Yield name and tree of the table parts of a sheet."""
    for relation in relations(package, sheet_part):
        if relation.kind == "table":
            yield relation.target, package.tree(relation.target)


def row_texts(package: Package, workbook: str, xml: SheetXml, number: int) -> dict[int, str]:
    """Return the texts of one row by column, shared strings resolved; numbers as written."""
    cells = row_cells(xml.row(number), xml.prefix)
    found, shared = {}, {}
    for column, (_, whole, _) in cells.items():
        kind, text = _cell_text(whole, xml.prefix)
        if kind == "s" and text.isdigit():
            shared[column] = int(text)
        else:
            found[column] = clean(text)
    if shared:
        part = next((r.target for r in relations(package, workbook) if r.kind == "sharedStrings"), "")
        texts = shared_texts(package, part, shared.values())
        found |= {column: clean(texts[at]) for column, at in shared.items() if at in texts}
    return dict(sorted(found.items()))


def _cell_text(whole: bytes, prefix: bytes) -> tuple[str, str]:
    """Return type and text of a cell; a prefix that is bound outside is cut off."""
    root = etree.fromstring(whole.replace(b"<" + prefix, b"<").replace(b"</" + prefix, b"</") if prefix else whole,
                            etree.XMLParser(recover=True, resolve_entities=False))  # fmt: skip
    inline = root.find("is")
    text = text_of(inline) if inline is not None else root.findtext("v", "")
    return root.get("t", "n"), text


def with_places(layout: Layout, headers: Mapping[str, int]) -> Layout:
    """Return the layout with the columns of headers that its row does not tell; a plain range reaches to them."""
    if not headers:
        return layout
    wide = () if layout.part else headers.values()
    return replace(layout, first_column=min([layout.first_column, *wide]), last_column=max([layout.last_column, *wide]),
                   headers={**layout.headers, **headers})  # fmt: skip


# ------------------------------------------------------------------ growing


def add_columns(package: Package, xml: SheetXml, layout: Layout, columns: Sequence[Column]) -> tuple[SheetXml, Layout]:
    """Widen the table by columns at its right: table part, column widths; the cells themselves are not written.

    A plain range goes on right of everything when something stands beside it. Raises Refusal ``no-room-right`` and
    ``query-table`` (the table belongs to a query).
    """
    first = layout.last_column + 1
    bottom = layout.last_row + layout.totals if layout.part else max(xml.last_row, layout.header_row)
    found = occupied(package, xml, layout, (layout.header_row, first, bottom, first + len(columns) - 1))
    if found and not layout.part:
        first = _last_used(package, xml, layout) + 1
        found = ""
    if found or first + len(columns) - 1 > MAX_COLUMN:
        cell = found or address(layout.header_row, MAX_COLUMN)
        raise Refusal("no-room-right", sheet=layout.sheet, cell=cell, header=columns[0].header)
    last = first + len(columns) - 1
    headers = dict(layout.headers) | {column.header: first + at for at, column in enumerate(columns)}
    if layout.part:
        _widen_part(package, layout, columns, last)
    return _with_widths(xml, columns, first), replace(layout, last_column=last, headers=headers)


def _widen_part(package: Package, layout: Layout, columns: Sequence[Column], last: int) -> None:
    root = package.tree(layout.part)
    if root.get("tableType", "worksheet") != "worksheet":
        raise Refusal("query-table", sheet=layout.sheet)
    listed = root.find(tag("tableColumns"))
    if listed is None:
        raise Refusal("odd-sheet")
    number = max(int(item.get("id", "0")) for item in listed)
    for at, column in enumerate(columns, 1):
        etree.SubElement(listed, tag("tableColumn"), id=str(number + at), name=column.header)
    listed.set("count", str(len(listed)))
    _set_areas(root, lambda box: (*box[:3], last))
    package.put(layout.part, root)


def grow_rows(package: Package, workbook: str, xml: SheetXml, layout: Layout, first: int, last: int) -> SheetXml:
    """Have the table and what follows it (filter, validations, formats, print area) reach down to ``last``.

    ``first`` is the first row added: ranges that cover the row above it, or the first body row, grow. Raises Refusal
    ``totals-row`` and ``no-room-below``.
    """
    if last > layout.last_row and layout.part:
        if layout.totals:
            raise Refusal("totals-row", sheet=layout.sheet)
        found = occupied(package, xml, layout, (layout.last_row + 1, layout.first_column, last, layout.last_column))
        if found:
            raise Refusal("no-room-below", sheet=layout.sheet, cell=found)
        root = package.tree(layout.part)
        _set_areas(root, lambda box: (*box[:2], last, box[3]))
        package.put(layout.part, root)
    anchor = max(first - 1, layout.header_row + 1)

    def grown(text: str) -> str:
        return " ".join(_reach(one, layout, anchor, last) for one in text.split())

    root = frame_tree(xml)
    changed = [_grow_attribute(item, grown) for name in FOLLOW for item in root.iter(tag(name)) if not _is_ours(item)]
    changed += [_grow_attribute(item, grown, "ref") for item in root.iterfind(tag("autoFilter"))]
    changed += [_grow_text(item, grown) for item in root.iter(f"{{{_XM}}}sqref")]
    _grow_names(package, workbook, layout, grown)
    return with_frame(xml, root) if any(changed) else xml


def _reach(text: str, layout: Layout, anchor: int, last: int) -> str:
    try:
        first_row, first_column, last_row, last_column = area(text)
    except ValueError:
        return text
    beside = last_column < layout.first_column or first_column > layout.last_column
    if beside or not first_row <= anchor <= last_row or last_row >= last:
        return text
    return area_text(first_row, first_column, last, last_column)


def _grow_attribute(item: etree._Element, grown: Callable[[str], str], name: str = "sqref") -> bool:
    old = item.get(name, "")
    new = grown(old)
    if new != old:
        item.set(name, new)
    return new != old


def _grow_text(item: etree._Element, grown: Callable[[str], str]) -> bool:
    old = item.text or ""
    new = grown(old)
    if new != old:
        item.text = new
    return new != old


def _is_ours(item: etree._Element) -> bool:
    return any((formula.text or "").startswith(MARK) for formula in item.iter(tag("formula")))


def _grow_names(package: Package, workbook: str, layout: Layout, grown: Callable[[str], str]) -> None:
    """Let the print area and the hidden name of the filter follow the rows."""
    root = package.tree(workbook)
    changed = False
    for name in root.iterfind(f"{tag('definedNames')}/{tag('definedName')}"):
        if name.get("localSheetId") != str(layout.position) or name.get("name") not in FOLLOWING_NAMES:
            continue
        sheet, mark, ref = (name.text or "").rpartition("!")
        new = grown(ref.replace("$", ""))
        if mark and new != ref.replace("$", ""):
            top, left, bottom, right = area(new)
            name.text = f"{sheet}!${letters(left)}${top}:${letters(right)}${bottom}"
            changed = True
    if changed:
        package.put(workbook, root)


def _set_areas(root: etree._Element, change: Callable[[Box], Box]) -> None:
    """Change the area of a table part and of its filter (which leaves a totals row out)."""
    old = area(root.get("ref", ""))
    new = change(old)
    root.set("ref", area_text(*new))
    for item in root.iterfind(tag("autoFilter")):
        top, left, bottom, _ = area(item.get("ref", ""))
        item.set("ref", area_text(top, left, bottom + new[2] - old[2], new[3]))


# ------------------------------------------------------------------ room


def occupied(package: Package, xml: SheetXml, layout: Layout, box: Box) -> str:
    """Return the address of what stands in an area: a cell with content, a merged range, a table; "" if it is free."""
    top, left, bottom, right = box
    for number, raw in xml.rows.items():
        if top <= number <= bottom and last_column(raw, xml.prefix) >= left:
            for column, (_, _, content) in row_cells(raw, xml.prefix).items():
                if left <= column <= right and content.strip():
                    return address(number, column)
    tables = [root.get("ref", "") for part, root in table_parts(package, layout.sheet_part) if part != layout.part]
    for text in [*merged(xml), *tables]:
        top_other, left_other, bottom_other, right_other = area(text)
        if top_other <= bottom and bottom_other >= top and left_other <= right and right_other >= left:
            return address(top_other, left_other)
    return ""


def merged(xml: SheetXml) -> list[str]:
    """Return the merged ranges of a sheet."""
    found = [ref.decode() for ref in _MERGED.findall(xml.tail)]
    if len(found) != len(ANY_MERGE.findall(xml.tail)):  # in single quotes
        found = [item.get("ref", "") for item in frame_tree(xml).iter(tag("mergeCell"))]
    return [ref for ref in map(corners, found) if ref]


def _last_used(package: Package, xml: SheetXml, layout: Layout) -> int:
    tables = [root.get("ref", "A1") for _, root in table_parts(package, layout.sheet_part)]
    return max([layout.last_column, *(last_column(raw, xml.prefix) for raw in xml.rows.values()),
                *(area(text)[3] for text in [*merged(xml), *tables])])  # fmt: skip


def has_data(raw: bytes, xml: SheetXml, layout: Layout) -> bool:
    """Tell whether a raw row holds data of the table; in an Excel table, prepared formulas alone are none."""
    return any(
        layout.first_column <= column <= layout.last_column and content.strip()
        and not (layout.part and _FORMULA.search(content))
        for column, (_, _, content) in row_cells(raw, xml.prefix).items()
    )  # fmt: skip


def _with_widths(xml: SheetXml, columns: Sequence[Column], first: int) -> SheetXml:
    """Give new columns a width, unless the sheet states one for them."""
    root = frame_tree(xml)
    cols = root.find(tag("cols"))
    if cols is None:
        cols = etree.Element(tag("cols"))
        insert_in_order(root, cols)
    for at, column in enumerate(columns, first):
        if not any(int(item.get("min", "0")) <= at <= int(item.get("max", "0")) for item in cols):
            item = etree.Element(tag("col"), min=str(at), max=str(at), width=str(column.width + 2), customWidth="1")
            cols.insert(sum(int(other.get("max", "0")) < at for other in cols), item)
    return with_frame(xml, root)
