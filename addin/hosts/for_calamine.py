"""A workbook file as calamine wants it: parts under their usual names, and no sheet of a kind that it does not know.

calamine looks for styles and shared texts by name where the workbook stands, though a file may call them anything: it
would answer days as numbers and texts as nothing. Old macro sheets (Excel 4.0) and states of sheets that are none, as
early ExcelJS wrote them, make it give up on the whole file.
"""

from __future__ import annotations

import io
import posixpath
from typing import TYPE_CHECKING

from addin.hosts.opc import RELATIONS, relations, relations_name, tag
from addin.hosts.package import Package

if TYPE_CHECKING:
    from lxml import etree

_USUAL = {"styles": "styles.xml", "sharedStrings": "sharedStrings.xml"}
_MACRO_SHEETS = ("xlMacrosheet", "xlIntlMacrosheet")
_PASSED_FOR = f"{RELATIONS}/chartsheet"  # known to calamine, and never read
_STATES = {None, "visible", "hidden", "veryHidden"}


def for_calamine(package: Package, workbook: str, data: bytes) -> bytes:
    """Return the file as it is, which nearly always will do, or a copy for calamine alone."""
    folder = posixpath.dirname(workbook)
    found = relations(package, workbook)
    places = {relation.target: posixpath.join(folder, _USUAL[relation.kind])
              for relation in found if relation.kind in _USUAL}  # fmt: skip
    places |= {workbook: posixpath.join(folder, "workbook.xml")}
    moved = {old: new for old, new in places.items() if old.lower() != new.lower() and old in package}
    macros = any(relation.kind in _MACRO_SHEETS for relation in found)
    book = package.tree(workbook)
    if not moved and not macros and not _odd(book):
        return data
    copy = Package(data)
    for old, new in moved.items():
        copy.put(new, package.part(old))
    for sheet in _odd(book):
        del sheet.attrib["state"]
    copy.put(places[workbook], book)
    root = package.tree(relations_name(workbook))
    for item in root:
        if item.get("Type", "").endswith(_MACRO_SHEETS):
            item.set("Type", _PASSED_FOR)
    copy.put(relations_name(places[workbook]), root)
    stream = io.BytesIO()
    copy.save(stream)
    return stream.getvalue()


def _odd(book: etree._Element) -> list[etree._Element]:
    return [sheet for sheet in book.iterfind(f"{tag('sheets')}/{tag('sheet')}") if sheet.get("state") not in _STATES]
