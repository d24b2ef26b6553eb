"""A workbook file as calamine wants it: what it is to read, laid out plainly, and nothing else.

The parts are not packed, since each was inflated already under our guards, and sheets come without the cells that hold
nothing but a look, of which ledgers are full: both spare calamine much of its time. Styles and shared texts bear the
names under which it looks for them, though a file may call them anything: it would answer days as numbers and texts as
nothing. Old macro sheets (Excel 4.0) and states of sheets that are none, as early ExcelJS wrote them, make it give up
on the whole file: they are passed off as others.
"""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

import numpy as np

from addin.hosts.opc import RELATIONS, relations, relations_name, tag
from addin.hosts.package import guard_xml, stored, unparse
from addin.hosts.scanning import SHEET_DATA
from addin.ports import Refusal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from addin.hosts.package import Package
    from addin.hosts.scanning import Glance

_USUAL = {"styles": "styles.xml", "sharedStrings": "sharedStrings.xml"}
_MACRO_SHEETS = ("xlMacrosheet", "xlIntlMacrosheet")
_PASSED_FOR = f"{RELATIONS}/chartsheet"  # known to calamine, and never read
_STATES = {None, "visible", "hidden", "veryHidden"}
_TEXTS = re.compile(rb"""\buniqueCount\s*=\s*["'](\d+)""")
MOST_TEXTS = 10_000_000  # that a workbook may announce, however small it is: room is made for so many
_BLOCK = 1 << 19  # bytes looked at in one go: so few that they stay in the cache


def for_calamine(package: Package, workbook: str, sheets: Mapping[str, Glance]) -> bytes:
    """Return a file of the workbook, its styles and shared texts, and some ``sheets``, as they were seen, by part.

    Raises Refusal ``cut-off`` or ``unsafe-xml``.
    """
    folder = posixpath.dirname(workbook)
    book = posixpath.join(folder, "workbook.xml")
    parts = {
        relations_name(""): package.part(relations_name("")),  # leads to the folder
        book: _book(package, workbook),
        relations_name(book): _relations(package, workbook),
    }
    for relation in relations(package, workbook):
        if relation.kind in _USUAL and relation.target in package:
            xml = package.part(relation.target)
            guard_xml(xml)
            if relation.kind == "sharedStrings":
                _guard_texts(xml)
            parts[posixpath.join(folder, _USUAL[relation.kind])] = xml
    return stored(parts | {part: without_empty_cells(seen) for part, seen in sheets.items()})


def _book(package: Package, workbook: str) -> bytes:
    root = package.tree(workbook)
    for sheet in root.iterfind(f"{tag('sheets')}/{tag('sheet')}"):
        if sheet.get("state") not in _STATES:
            del sheet.attrib["state"]
    return unparse(root)


def _relations(package: Package, workbook: str) -> bytes:
    root = package.tree(relations_name(workbook))
    for item in root:
        if item.get("Type", "").endswith(_MACRO_SHEETS):
            item.set("Type", _PASSED_FOR)
    return unparse(root)


def _guard_texts(xml: bytes) -> None:
    """Refuse shared texts that announce far more than they can hold (``cut-off``)."""
    announced = _TEXTS.search(xml, 0, 4096)
    if announced and int(announced[1]) > max(len(xml), MOST_TEXTS):
        raise Refusal("cut-off")


def without_empty_cells(seen: Glance) -> bytes:
    """Return the XML of a sheet without the cells that hold nothing: ``<c r="A1" s="1"/>``.

    Only where each cell says where it stands, and every < has its > before the next one; else the XML as it is.
    """
    xml = seen.xml
    opening = SHEET_DATA.search(xml)
    end = xml.rfind(b"</%bsheetData>" % opening[1]) if opening else -1
    if not seen.tidy or seen.marks or opening is None or end <= opening.end():
        return xml
    pieces = _filled(xml, b"<%bc " % opening[1], opening.end(), end)
    return b"".join([xml[: opening.end()], *pieces, xml[end:]]) if pieces else xml


def _filled(xml: bytes, cell: bytes, start: int, end: int) -> list[bytes]:
    """Return the pieces between the empty cells of a stretch that begins and ends between tags; none if it is odd."""
    text = np.frombuffer(xml, np.uint8)
    pieces: list[bytes] = []
    at = kept = start
    while at < end:
        to = xml.find(b">", at + _BLOCK, end) + 1 or end
        starts = np.flatnonzero(text[at:to] == ord("<")) + at
        stops = np.flatnonzero(text[at:to] == ord(">")) + at
        if len(starts) != len(stops) or (starts > stops).any() or (starts[1:] < stops[:-1]).any():
            return []
        empty = text[stops - 1] == ord("/")
        starts, stops = starts[empty], stops[empty] + 1
        for step, byte in enumerate(cell):
            empty = text[starts + step] == byte
            starts, stops = starts[empty], stops[empty]
        if len(starts):
            apart = starts[1:] != stops[:-1]  # those side by side go as one
            begins = [kept, *stops[:-1][apart].tolist()]
            pieces += map(xml.__getitem__, map(slice, begins, [int(starts[0]), *starts[1:][apart].tolist()]))
            kept = int(stops[-1])
        at = to
    return [*pieces, xml[kept:end]]
