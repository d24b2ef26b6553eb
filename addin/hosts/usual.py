"""The XML of a sheet as nearly every program writes it, made of whatever a sheet may be: the readers see nothing else.

Patterns look for addresses in double quotes and merged ranges between two cells, whereas calamine reads whatever is XML
(but gives up on a merged column ``B:B``). And it lays the used area out densely: one stray cell at XFD1048576 would
take the process down. So sizes are judged here, before anyone reads.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lxml import etree

from addin.hosts.cells import MAX_COLUMN, MAX_ROW, address, area, area_text, column_number, letters
from addin.hosts.package import parse, unparse
from addin.hosts.scanning import glance
from addin.ports import Refusal

if TYPE_CHECKING:
    from addin.hosts.scanning import Glance

FREE_CELLS = 5_000_000  # of the dense area; beyond, a sheet must be as large in bytes as one that is really full
MERGE = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?\bref="([A-Z]+\d+:[A-Z]+\d+)"')
ANY_MERGE = re.compile(rb"<(?:\w+:)?mergeCell[\s/>]")
_VALUE_CELL = re.compile(rb'<(?:\w+:)?c\s[^>]*?\br="([A-Za-z]+)(\d+)"[^>]*(?<!/)>')
_NUMBER, _ADDRESS = re.compile(r"[0-9]{1,12}"), re.compile(r"[A-Za-z]{1,12}")


def usual(title: str, seen: Glance) -> Glance:
    """Return a sheet with ``r`` first in every row and cell, attributes in double quotes, ranges between two cells.

    Raises Refusal ``unsafe-xml``, ``cut-off``, and ``stray-cell`` when the area up to the last cell is out of all
    proportion.
    """
    if not seen.tidy or _odd_merges(seen.xml):
        root = parse(seen.xml)
        _give_addresses(title, root, FREE_CELLS + len(seen.xml) // 2)
        _give_corners(root)
        seen = glance(unparse(root))
    if not seen.xml.rstrip().endswith(b"worksheet>"):
        raise Refusal("cut-off")
    allowed = FREE_CELLS + len(seen.xml) // 2
    if seen.tidy and seen.last_row * seen.last_column <= allowed:
        return seen
    last_row = last_column = 0
    for name, number in _VALUE_CELL.findall(seen.xml):
        last_row = max(last_row, int(number))
        last_column = max(last_column, column_number(name.decode()))
        if last_row * last_column > allowed:
            raise Refusal("stray-cell", sheet=title, cell=f"{name.decode()}{number.decode()}")
    return seen


def _odd_merges(xml: bytes) -> bool:
    after = max(xml.rfind(b"sheetData"), 0)
    return len(MERGE.findall(xml, after)) != len(ANY_MERGE.findall(xml, after))


def _give_addresses(title: str, root: etree._Element, allowed: int) -> None:
    """Have rows and cells say where they stand: one without an address is the next one.

    Raises Refusal ``stray-cell`` for cells that stand far out.
    """
    row = column = last_row = last_column = 0
    for item in root.iter("{*}row", "{*}c"):
        place = item.get("r", "")
        if etree.QName(item).localname == "row":
            row, column = int(place) if _NUMBER.fullmatch(place) else row + 1, 0
            _put_first(item, str(row))
            continue
        found = _ADDRESS.match(place)
        column = column_number(found[0]) if found else column + 1
        _put_first(item, address(row, column))
        if len(item):
            last_row, last_column = max(last_row, row), max(last_column, column)
            if last_row * last_column > allowed:
                raise Refusal("stray-cell", sheet=title, cell=f"{letters(column)}{row}")


def _put_first(item: etree._Element, place: str) -> None:
    """Have the address of an element, or ``place`` if it has none, be the first of its attributes."""
    place, known = item.get("r", place), [(name, text) for name, text in item.attrib.items() if name != "r"]
    item.attrib.clear()
    item.attrib.update([("r", place), *known])


def _give_corners(root: etree._Element) -> None:
    """Have merged ranges reach from one cell to another, ``B:B`` too; those that are none go."""
    for item in list(root.iter("{*}mergeCell")):
        usually = corners(item.get("ref", ""))
        parent = item.getparent()
        if usually:
            item.set("ref", usually)
        elif parent is not None:
            parent.remove(item)


def corners(text: str) -> str:
    """Return a merged range as it is usually written, ``A1:B2``; "" for what is none, or one cell."""
    try:
        top, left, bottom, right = area(text)
    except ValueError:
        return ""
    top, bottom, left, right = min(top, bottom), max(top, bottom), min(left, right), max(left, right)
    inside = min(top, left) > 0 and bottom <= MAX_ROW and right <= MAX_COLUMN
    return area_text(top, left, bottom, right) if inside and (top, left) != (bottom, right) else ""
