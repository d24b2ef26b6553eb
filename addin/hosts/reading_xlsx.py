"""Reads sheets of a closed workbook into grids: values by calamine, and what calamine hides by a scan of the XML.

calamine is fast but answers '' for an error as for an empty cell, knows no hidden rows, and lays the used area out
densely: one stray cell at XFD1048576 would take the process down. So sizes are judged first.
"""

from __future__ import annotations

import datetime as dt
import io
import re
from contextlib import contextmanager
from itertools import chain
from typing import TYPE_CHECKING, Literal, NamedTuple

from lxml import etree
from python_calamine import CalamineError, CalamineWorkbook

from addin.hosts.bulk import beside
from addin.hosts.cells import column_number, letters
from addin.hosts.package import parse, unparse
from addin.hosts.scanning import glance
from addin.ports import Grid, Oddity, Refusal

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from concurrent.futures import Future

    from addin.hosts.scanning import Glance

FREE_CELLS = 5_000_000  # of the dense area; beyond, a sheet must be as large in bytes as one that is really full
_VALUE_CELL = re.compile(rb'<(?:\w+:)?c\s[^>]*?\br="([A-Za-z]+)(\d+)"[^>]*(?<!/)>')
_ERROR = re.compile(rb'<(?:\w+:)?c\s[^>]*?\bt="e"[^>]*>.*?</(?:\w+:)?c>', re.DOTALL)
_FORMULA = re.compile(rb"<((?:\w+:)?)c\s([^>]*[^/>])>\s*<(?:\w+:)?f\b[^>]*?(?:/>|>[^<]*</(?:\w+:)?f>)"
                      rb"\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?\s*</(?:\w+:)?c>")  # fmt: skip
_HIDDEN = re.compile(rb'<(?:\w+:)?row\s[^>]*?\bhidden="(?:1|true)"[^>]*>')
_MERGE = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?\bref="([A-Z]+)(\d+):([A-Z]+)(\d+)"')
_LONG = re.compile(rb"v>(-?[0-9]{16,})<")
_PLACE = re.compile(rb'\br="([A-Za-z]+)(\d+)"')
_PLACE_ROW = re.compile(rb'\br="(\d+)"')
_NUMBER, _ADDRESS = re.compile(r"[0-9]{1,12}"), re.compile(r"[A-Za-z]{1,12}")
_TEXT = re.compile(rb"<(?:\w+:)?v>([^<]*)<")
_RARE = {dt.time, dt.timedelta}
PANIC = "PanicException"  # what a damaged file makes of the reader; it is no Exception


def open_book(data: bytes) -> Future[CalamineWorkbook]:
    """Begin to open a workbook file: its shared texts are read."""
    return beside(CalamineWorkbook.from_filelike, io.BytesIO(data))


def read_grids(opened: Future[CalamineWorkbook], sheets: Mapping[str, Glance]) -> dict[str, Grid]:
    """Read sheets of a workbook; ``sheets`` maps their titles to what was seen of them.

    Raises Refusal ``stray-cell``, ``cut-off``, ``encrypted`` or ``unsafe-xml``.
    """
    guarded = {title: _guarded(title, seen) for title, seen in sheets.items()}
    with calamine_faults():
        book = opened.result()
        hidden = beside(_hidden, guarded)  # calamine lets go of the interpreter while it reads a sheet
        rows = {title: plain_rows(book.get_sheet_by_name(title).to_python(skip_empty_area=False)) for title in sheets}
        return {title: _grid(title, rows[title], found) for title, found in hidden.result().items()}


@contextmanager
def calamine_faults() -> Iterator[None]:
    """Refuse a file that the reader cannot read (``cut-off``, ``encrypted``), also where it panics."""
    try:
        yield
    except (CalamineError, OSError, ValueError, OverflowError) as fault:
        code = "encrypted" if "assword" in str(fault) else "cut-off"
        raise Refusal(code) from fault
    except BaseException as fault:
        if type(fault).__name__ != PANIC:
            raise
        raise Refusal("cut-off") from fault


def _guarded(title: str, seen: Glance) -> Glance:
    """Return a sheet as nearly every program writes it: ``r`` first, attributes in double quotes.

    The patterns of this module see nothing else, whereas calamine reads whatever is XML. Raises Refusal ``unsafe-xml``,
    ``cut-off``, and ``stray-cell`` when the area up to the last cell is out of all proportion.
    """
    if not seen.tidy:
        root = parse(seen.xml)
        _guard_places(title, root, FREE_CELLS + len(seen.xml) // 2)
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


def _guard_places(title: str, root: etree._Element, allowed: int) -> None:
    """Refuse cells that stand far out without saying so: one without an address is the next one (``stray-cell``)."""
    row = column = last_row = last_column = 0
    for item in root.iter("{*}row", "{*}c"):
        address = item.get("r", "")
        if etree.QName(item).localname == "row":
            row, column = int(address) if _NUMBER.fullmatch(address) else row + 1, 0
            continue
        place = _ADDRESS.match(address)
        column = column_number(place[0]) if place else column + 1
        if len(item):
            last_row, last_column = max(last_row, row), max(last_column, column)
            if last_row * last_column > allowed:
                raise Refusal("stray-cell", sheet=title, cell=f"{letters(column)}{row}")


class _Hidden(NamedTuple):
    """What calamine hides: numbers with more digits than a float holds (column, row, value), and oddities."""

    numbers: list[tuple[int, int, int]]
    oddities: list[Oddity]


def _hidden(sheets: Mapping[str, Glance]) -> dict[str, _Hidden]:
    return {title: _Hidden(list(_long_numbers(seen.xml)), list(_oddities(seen))) for title, seen in sheets.items()}


def _grid(title: str, rows: list[list[object]], hidden: _Hidden) -> Grid:
    """Return a grid; merged ranges and hidden rows only as far as the data reaches."""
    for column, row, number in hidden.numbers:
        if row <= len(rows):
            rows[row - 1][column - 1] = number
    known = (odd for odd in hidden.oddities if odd.row <= len(rows) or odd.what not in {"merged", "hidden"})
    return Grid(title, rows, tuple(sorted(known, key=lambda oddity: (oddity.row, oddity.column))))


def plain_rows(rows: Sequence[Sequence[object]]) -> list[list[object]]:
    """Return rows as calamine answers them in the plain values of a grid."""
    plain = [[None if value == "" else value for value in row] for row in rows]
    if _RARE.isdisjoint(map(type, chain.from_iterable(plain))):
        return plain
    return [[str(value) if type(value) in _RARE else value for value in row] for row in plain]


def _long_numbers(xml: bytes) -> Iterator[tuple[int, int, int]]:
    """Yield column, row and exact value of numbers with more digits than a float holds."""
    for found in _LONG.finditer(xml):
        window = xml[max(found.start() - 4096, 0) : found.start()]
        opening = window[max(window.rfind(b"<c "), window.rfind(b":c "), 0) :]
        place = _PLACE.search(opening)
        if place and (b' t="' not in opening or b' t="n"' in opening):
            yield column_number(place[1].decode()), int(place[2]), int(found[1])


def _oddities(seen: Glance) -> Iterator[Oddity]:
    """Yield what a reader must not trust, in no order."""
    xml = seen.xml
    for merged in _MERGE.finditer(xml, max(xml.rfind(b"sheetData"), 0)):
        first, top, last, bottom = (group.decode() for group in merged.groups())
        yield Oddity("merged", int(top), column_number(first), f"{first}{top}:{last}{bottom}")
    if b' hidden="' in xml:
        numbers = (_PLACE_ROW.search(found[0]) for found in _HIDDEN.finditer(xml))
        yield from (Oddity("hidden", int(n[1])) for n in numbers if n)
    if b't="e"' in xml:
        for found in _ERROR.finditer(xml):
            text = _TEXT.search(found[0])
            yield from _at("error", found[0], text[1].decode() if text else "")
    if seen.formulas:
        for found in _FORMULA.finditer(xml):
            if b't="str"' not in found[2]:
                yield from _at("uncached", found[2], "")


def _at(what: Literal["error", "uncached"], cell: bytes, text: str) -> Iterator[Oddity]:
    place = _PLACE.search(cell)
    if place:
        yield Oddity(what, int(place[2]), column_number(place[1].decode()), text)
