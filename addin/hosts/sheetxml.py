"""The XML of one worksheet, cut up so that only what must change is touched.

A sheet of a million rows is never parsed into a tree: :func:`split` cuts it into a frame and the text of its rows, and
:mod:`patching` rewrites single cells. The text is cut into rows only where that cannot be helped. The small frame (all
but the rows) may be edited as a tree: :func:`frame_tree`, :func:`with_frame`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from operator import ge
from typing import TYPE_CHECKING, NamedTuple

from lxml import etree

from addin.hosts.cells import area, column_number
from addin.hosts.opc import has_formulas, tag
from addin.hosts.package import parse, unparse
from addin.hosts.scanning import SHEET_DATA, glance
from addin.ports import Refusal

if TYPE_CHECKING:
    from addin.hosts.scanning import Glance

_FOREIGN = re.compile(rb"<\?xml[^>]*encoding=[\"'](?!utf-?8[\"'])", re.IGNORECASE)
_ARRAY = re.compile(rb"<(?:\w+:)?f\s[^>]*?\bt=\"(?:array|dataTable)\"[^>]*>")
_REF = re.compile(rb"\bref=\"([^\"]+)\"")
_STYLE = re.compile(rb"\bs=\"(\d+)\"")


@dataclass(frozen=True)
class SheetXml:
    """A worksheet cut up: ``head`` up to the rows, the text of all rows in ``blocks``, ``tail`` after them.

    A block holds whole rows.

    ``ordered`` says that rows and cells begin with their addresses, in double quotes, and that the rows ascend;
    ``formulas`` whether there may be formulas in them, never False when there are.
    """

    prefix: bytes
    head: bytes
    blocks: tuple[bytes, ...]
    tail: bytes
    ordered: bool = field(default=False, compare=False)
    formulas: bool = field(default=True, compare=False)

    @cached_property
    def body(self) -> bytes:
        """Return the text of all rows as it is written; only what must be searched is put together."""
        return b"".join(self.blocks)

    @cached_property
    def rows(self) -> dict[int, bytes]:
        """Return whole raw rows by ascending number. Raises Refusal ``odd-sheet``, as do the others here."""
        return cut(self.body, self.prefix)

    def row(self, number: int) -> bytes:
        """Return one whole raw row, b"" when the file does not know it."""
        if not self.ordered:
            return self.rows.get(number, b"")
        start = self.start_of(number)
        if start < 0:
            return b""
        stop = self.body.index(b">", start) + 1
        end = b"</%brow>" % self.prefix
        return self.body[start : stop if self.body[stop - 2 : stop] == b"/>" else self.body.index(end, stop) + len(end)]

    def start_of(self, number: int) -> int:
        """Return where a row of an ordered sheet begins, -1 when the file does not know it."""
        return self.body.find(b'<%brow r="%d"' % (self.prefix, number))

    @property
    def first_row(self) -> int:
        """Return the number of the first row that the file knows, 0 when it knows none."""
        opening = b"<%brow" % self.prefix
        return next((self._number(block, at) for block in self.blocks if (at := block.find(opening)) >= 0), 0)

    @property
    def last_row(self) -> int:
        """Return the number of the last row that the file knows, 0 when it knows none."""
        opening = b"<%brow" % self.prefix
        return next((self._number(block, at) for block in self.blocks[::-1] if (at := block.rfind(opening)) >= 0), 0)

    def _number(self, block: bytes, at: int) -> int:
        opening = _row_patterns(self.prefix).opened.match(block, at)
        if opening is None:
            raise Refusal("odd-sheet")
        return int(opening[1])


# ------------------------------------------------------------------ cutting and joining


def split(sheet: Glance | bytes) -> SheetXml:
    """Cut a worksheet up, given as XML or as what was seen of it.

    Raises Refusal ``odd-sheet`` when it is written in a way that cannot be patched safely.
    """
    seen = glance(sheet) if isinstance(sheet, bytes) else sheet
    xml = seen.xml
    if xml.startswith((b"\xff\xfe", b"\xfe\xff")) or _FOREIGN.match(xml.removeprefix(b"\xef\xbb\xbf")):
        raise Refusal("odd-sheet")
    opening = SHEET_DATA.search(xml)
    if opening is None:
        raise Refusal("odd-sheet")
    prefix = opening[1]
    if opening[2]:
        head, body, tail = xml[: opening.start()], b"", xml[opening.end() :]
    else:
        closing = b"</%bsheetData>" % prefix
        end = xml.rfind(closing)
        if end < 0:
            raise Refusal("odd-sheet")
        head, body, tail = xml[: opening.start()], xml[opening.end() : end], xml[end + len(closing) :]
    if b"<!" in head or b"<!" in tail or (seen.marks and b"<!" in body):  # comments and CDATA could hide tags
        raise Refusal("odd-sheet")
    return SheetXml(prefix, head, (body,), tail, seen.ordered, seen.formulas if seen.tidy else has_formulas(xml))


class _RowPatterns(NamedTuple):
    """A row without cells, a row's opening, and an opening as nearly every program writes it; group 1: the number."""

    closed: re.Pattern[bytes]
    opened: re.Pattern[bytes]
    usual: re.Pattern[bytes]


@cache
def _row_patterns(prefix: bytes) -> _RowPatterns:
    opening = rb"\s*<%brow\s(?:[^>]*?\s)?r=\"(\d+)\"[^>]*?" % prefix
    usual = re.compile(rb"<%brow r=\"(\d+)\"(?:[^>]*[^/>])?>" % prefix)
    return _RowPatterns(re.compile(opening + rb"/>"), re.compile(opening + rb">"), usual)


def cut(body: bytes, prefix: bytes) -> dict[int, bytes]:
    """Return raw rows by number; white space between rows stays with the row after it. Raises Refusal ``odd-sheet``."""
    closed, opened, usual = _row_patterns(prefix)
    end = b"</%brow>" % prefix
    *pieces, rest = body.split(end)
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
    return b"".join(pieces(sheet))


def pieces(sheet: SheetXml) -> tuple[bytes, ...]:
    """Return the pieces of the worksheet, to be written one after the other."""
    name = b"%bsheetData>" % sheet.prefix
    return sheet.head, b"<" + name, *sheet.blocks, b"</" + name, sheet.tail


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
    if not sheet.formulas or (b'"array"' not in sheet.body and b'"dataTable"' not in sheet.body):
        return []
    refs = (_REF.search(opening[0]) for opening in _ARRAY.finditer(sheet.body))
    return [area(ref[1].decode()) for ref in refs if ref]
