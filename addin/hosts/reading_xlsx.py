"""Reads sheets of a closed workbook into grids: values by calamine, and what calamine hides by a scan of the XML.

calamine is fast but answers '' for an error as for an empty cell, and knows no hidden rows. Both read a sheet as
:mod:`usual` hands it on.
"""

from __future__ import annotations

import datetime as dt
import io
import re
from contextlib import contextmanager
from itertools import chain
from typing import TYPE_CHECKING, Literal, NamedTuple

from python_calamine import CalamineError, CalamineWorkbook

from addin.hosts.bulk import beside
from addin.hosts.cells import area, column_number
from addin.hosts.usual import MERGE, corners
from addin.ports import Grid, Oddity, Refusal

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from concurrent.futures import Future

    from addin.hosts.scanning import Glance

_ERROR = re.compile(rb'<(?:\w+:)?c\s[^>]*?\bt="e"[^>]*>.*?</(?:\w+:)?c>', re.DOTALL)
_FORMULA = re.compile(rb"<((?:\w+:)?)c\s([^>]*[^/>])>\s*<(?:\w+:)?f\b[^>]*?(?:/>|>[^<]*</(?:\w+:)?f>)"
                      rb"\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?\s*</(?:\w+:)?c>")  # fmt: skip
_HIDDEN = re.compile(rb'<(?:\w+:)?row\s[^>]*?\bhidden="(?:1|true)"[^>]*>')
_LONG = re.compile(rb"v>(-?[0-9]{16,})<")
_PLACE = re.compile(rb'\br="([A-Za-z]+)(\d+)"')
_PLACE_ROW = re.compile(rb'\br="(\d+)"')
_TEXT = re.compile(rb"<(?:\w+:)?v>([^<]*)<")
_RARE = {dt.time, dt.timedelta}
PANIC = "PanicException"  # what a damaged file makes of the reader; it is no Exception


def open_book(data: bytes) -> Future[CalamineWorkbook]:
    """Begin to open a workbook file: its shared texts are read."""
    return beside(CalamineWorkbook.from_filelike, io.BytesIO(data))


def read_grids(opened: Future[CalamineWorkbook], sheets: Mapping[str, Glance]) -> dict[str, Grid]:
    """Read sheets of a workbook; ``sheets`` maps their titles to what was seen of them, written as usual.

    Raises Refusal ``cut-off`` or ``encrypted``.
    """
    with calamine_faults():
        book = opened.result()
        hidden = beside(_hidden, sheets)  # calamine lets go of the interpreter while it reads a sheet
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
    for merged in MERGE.finditer(xml, max(xml.rfind(b"sheetData"), 0)):
        if usually := corners(merged[1].decode()):
            top, left, _, _ = area(usually)
            yield Oddity("merged", top, left, usually)
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
