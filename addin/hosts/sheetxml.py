"""The XML of one worksheet, cut up so that only what must change is touched.

A sheet of a million rows is never parsed into a tree: :func:`split` cuts it into a frame and raw rows by number, and
:mod:`patching` rewrites single cells. The small frame (all but the rows) may be edited as a tree: :func:`frame_tree`,
:func:`with_frame`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache
from operator import ge

from lxml import etree

from addin.hosts.cells import area, column_number
from addin.hosts.opc import tag
from addin.hosts.package import parse, unparse
from addin.ports import Refusal

SHEET_DATA = re.compile(rb"<((?:[A-Za-z0-9_]+:)?)sheetData\s*(/?)>")
_FOREIGN = re.compile(rb"<\?xml[^>]*encoding=[\"'](?!utf-?8[\"'])", re.IGNORECASE)
_ARRAY = re.compile(rb"<(?:\w+:)?f\s[^>]*?\bt=\"(?:array|dataTable)\"[^>]*>")
_REF = re.compile(rb"\bref=\"([^\"]+)\"")
_STYLE = re.compile(rb"\bs=\"(\d+)\"")


@dataclass(frozen=True)
class SheetXml:
    """A worksheet cut up: ``head`` up to the rows, ``tail`` after them, whole raw ``rows`` by ascending number."""

    prefix: bytes
    head: bytes
    tail: bytes
    rows: dict[int, bytes]

    @property
    def last_row(self) -> int:
        """Return the number of the last row that the file knows, 0 when it knows none."""
        return next(reversed(self.rows), 0)


# ------------------------------------------------------------------ cutting and joining


def split(xml: bytes) -> SheetXml:
    """Cut a worksheet up. Raises Refusal ``odd-sheet`` when it is written in a way that cannot be patched safely."""
    if xml.startswith((b"\xff\xfe", b"\xfe\xff")) or _FOREIGN.match(xml.removeprefix(b"\xef\xbb\xbf")):
        raise Refusal("odd-sheet")
    opening = SHEET_DATA.search(xml)
    if opening is None or b"<!" in xml:  # comments and CDATA could hide tags
        raise Refusal("odd-sheet")
    prefix = opening[1]
    if opening[2]:
        return SheetXml(prefix, xml[: opening.start()], xml[opening.end() :], {})
    closing = b"</%bsheetData>" % prefix
    end = xml.rfind(closing)
    if end < 0:
        raise Refusal("odd-sheet")
    rows = _index(xml[opening.end() : end], prefix)
    return SheetXml(prefix, xml[: opening.start()], xml[end + len(closing) :], rows)


@cache
def _row_patterns(prefix: bytes) -> tuple[re.Pattern[bytes], re.Pattern[bytes], re.Pattern[bytes]]:
    """Return the patterns of a row without cells, of a row's opening, and of one as nearly every program writes it."""
    opening = rb"\s*<%brow\s(?:[^>]*?\s)?r=\"(\d+)\"[^>]*?" % prefix
    usual = re.compile(rb"<%brow r=\"(\d+)\"(?:[^>]*[^/>])?>" % prefix)
    return re.compile(opening + rb"/>"), re.compile(opening + rb">"), usual


def _index(rows: bytes, prefix: bytes) -> dict[int, bytes]:
    """Return raw rows by number; white space between rows stays with the row after it."""
    closed, opened, usual = _row_patterns(prefix)
    end = b"</%brow>" % prefix
    *pieces, rest = rows.split(end)
    found = list(map(usual.match, pieces))
    if None not in found and not rest:  # every row has cells and is opened as nearly every program does it
        numbers = [int(match[1]) for match in found if match]
        raws = [piece + end for piece in pieces]
    else:
        numbers, raws = [], []
        for piece in pieces:
            at = _empty_rows(piece, closed, numbers, raws)
            opening = opened.match(piece, at)
            if opening is None:
                raise Refusal("odd-sheet")
            numbers.append(int(opening[1]))
            raws.append(piece[at:] + end)
        if rest[_empty_rows(rest, closed, numbers, raws) :].strip():
            raise Refusal("odd-sheet")
    if any(map(ge, numbers, numbers[1:])):
        raise Refusal("odd-sheet")
    return dict(zip(numbers, raws, strict=True))


def _empty_rows(piece: bytes, closed: re.Pattern[bytes], numbers: list[int], raws: list[bytes]) -> int:
    """Take the rows without cells from the front of a piece; return where the rest begins."""
    at = 0
    while (found := closed.match(piece, at)) is not None:
        numbers.append(int(found[1]))
        raws.append(piece[at : found.end()])
        at = found.end()
    return at


def join(sheet: SheetXml) -> bytes:
    """Return the worksheet as bytes."""
    name = b"%bsheetData>" % sheet.prefix
    return b"".join((sheet.head, b"<", name, *sheet.rows.values(), b"</", name, sheet.tail))


def frame_tree(sheet: SheetXml) -> etree._Element:
    """Return everything but the rows as a tree, with an empty sheetData in their place."""
    return parse(b"%b<%bsheetData/>%b" % (sheet.head, sheet.prefix, sheet.tail))


def with_frame(sheet: SheetXml, root: etree._Element) -> SheetXml:
    """Return the sheet with an edited frame around the same rows."""
    empty = split(unparse(root))
    return replace(sheet, head=empty.head, tail=empty.tail)


FRAME_ORDER = (
    "sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetCalcPr", "sheetProtection",
    "protectedRanges", "scenarios", "autoFilter", "sortState", "dataConsolidate", "customSheetViews", "mergeCells",
    "phoneticPr", "conditionalFormatting", "dataValidations", "hyperlinks", "printOptions", "pageMargins",
    "pageSetup", "headerFooter", "rowBreaks", "colBreaks", "customProperties", "cellWatches", "ignoredErrors",
    "smartTags", "drawing", "legacyDrawing", "legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls",
    "webPublishItems", "tableParts", "extLst",
)  # fmt: skip


def insert_in_order(root: etree._Element, item: etree._Element) -> None:
    """Put an element where the schema of a worksheet wants it; wrappers for alternatives stay where they are."""
    name = etree.QName(item).localname
    before = {tag(known) for known in FRAME_ORDER[: FRAME_ORDER.index(name) + 1]}
    at = max((index + 1 for index, child in enumerate(root) if child.tag in before), default=0)
    root.insert(at, item)


# ------------------------------------------------------------------ reading cells


@cache
def cell_pattern(prefix: bytes) -> re.Pattern[bytes]:
    """Return the pattern of a cell; groups: letters, style (when written r, s), more; or all attributes; content."""
    return re.compile(rb"<%bc\s(?:r=\"([A-Z]+)\d+\"(?:\ss=\"(\d+)\")?(?=[\s/>])([^>]*?)|([^>]*?))(?:/>|>(.*?)</%bc>)"
                      % (prefix, prefix), re.DOTALL)  # fmt: skip


@cache
def _column(name: bytes) -> int:
    return column_number(name.decode())


def place(found: re.Match[bytes]) -> tuple[int, bytes]:
    """Return the column of a cell and its style ("" = none)."""
    if found[1] is not None:
        style = found[2] or b""
        if not style and b's="' in found[3]:
            other = _STYLE.search(found[3])
            style = other[1] if other else b""
        return _column(found[1]), style
    place = re.search(rb"(?:^|\s)r=\"([A-Z]+)\d+\"", found[4])
    if place is None:
        raise Refusal("odd-sheet")
    other = re.search(rb"(?:^|\s)s=\"(\d+)\"", found[4])
    return _column(place[1]), other[1] if other else b""


def row_cells(raw: bytes, prefix: bytes) -> dict[int, tuple[bytes, bytes, bytes]]:
    """Return the cells of a raw row by column: (style, whole text, content)."""
    found = {}
    for match in cell_pattern(prefix).finditer(raw):
        column, style = place(match)
        found[column] = (style, match[0], match[5] or b"")
    return found


def last_column(raw: bytes, prefix: bytes) -> int:
    """Return the column of the last cell of a raw row, 0 when it has none."""
    at = raw.rfind(b"<%bc " % prefix)
    found = cell_pattern(prefix).match(raw, at) if at >= 0 else None
    return place(found)[0] if found else 0


def row_style(raw: bytes) -> bytes:
    """Return the style that a row gives its empty cells, "" for none."""
    opening = raw[: raw.index(b">")]
    if b'customFormat="1"' not in opening and b'customFormat="true"' not in opening:
        return b""
    found = _STYLE.search(opening)
    return found[1] if found else b""


def arrays(sheet: SheetXml) -> list[tuple[int, int, int, int]]:
    """Return the areas of array formulas and data tables."""
    found = []
    for raw in sheet.rows.values():
        if b'"array"' in raw or b'"dataTable"' in raw:
            for opening in _ARRAY.finditer(raw):
                ref = _REF.search(opening[0])
                if ref:
                    found.append(area(ref[1].decode()))
    return found
