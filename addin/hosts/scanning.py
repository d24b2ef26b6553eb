"""A glance over the XML of a sheet before anyone trusts it: whether it is written as usual, how far its cells reach.

Patterns see only what is written as nearly every program writes it, whereas calamine reads whatever is XML, and lays
the used area out densely. So every tag between the rows is looked at, as columns of bytes and a block at a time.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from addin.hosts.bulk import LARGE, beside

if TYPE_CHECKING:
    from collections.abc import Iterator

SHEET_DATA = re.compile(rb"<((?:[A-Za-z0-9_]+:)?)sheetData\s*(/?)>")
FAR = 1 << 32  # more rows or columns than any sheet has
_BLOCK = 1 << 19  # bytes looked at in one go: so few that they stay in the cache
_WINDOW = 8  # bytes taken up at a time
_CELL = b'c r="'
_ROW = b'row r="'
_FORMULAS = (b"f>", b"f ")
_HEADS = (_CELL, b"v>", _ROW, b"is>", b"t>", b"t ", *_FORMULAS)  # what may stand between the rows by the million
_ODD = re.compile(rb"<(?:(?:[^\s/>:]*:)?(?:c|row)[\s/>]|!DOCTYPE)")
_FORMULA = re.compile(rb"<(?:[^\s/>:]*:)?f[\s/>]")
_MOST_LETTERS = 4  # one more than the address of any cell has
_NEEDED = 1 + len(_CELL) + _MOST_LETTERS + _WINDOW  # bytes that are looked at from the start of a tag


@dataclass(frozen=True)
class Glance:
    """What was seen of some XML. ``tidy``: no DOCTYPE, and rows and cells begin with their addresses, in double quotes.

    Then no cell stands beyond ``last_row`` (9, 99, 999, … by the number of its digits) and ``last_column``; the rows
    ascend (``ordered``) or not; they hold ``formulas``, or ``marks`` (comments, CDATA), or none. Of a sheet that is not
    tidy nothing is known.
    """

    xml: bytes = field(repr=False)
    tidy: bool
    last_row: int = 0
    last_column: int = 0
    ordered: bool = False
    formulas: bool = True
    marks: bool = True


class _Stretch(NamedTuple):
    """What was seen of a stretch of tidy rows: how far cells reach, first and last row (0, 0 = none), and more."""

    last_row: int
    last_column: int
    rows: tuple[int, int]
    ordered: bool
    formulas: bool
    marks: bool


class _Tags(NamedTuple):
    """Tags of a block: where addresses of tidy cells and numbers of tidy rows begin, and where other tags stand."""

    addresses: np.ndarray
    numbers: np.ndarray
    formulas: bool
    others: list[int]


def glance(xml: bytes) -> Glance:
    """Look over the XML of a sheet, whatever it may be."""
    opening = SHEET_DATA.search(xml)
    if opening is None or b"<!DOCTYPE" in xml[: opening.start()]:
        return Glance(xml, tidy=False)
    start, half = opening.end(), max((opening.end() + len(xml)) // 2, opening.end())
    if len(xml) < LARGE:
        halves = [_look(xml, opening[1], start, len(xml))]
    else:
        later = beside(_look, xml, opening[1], half, len(xml))  # numpy lets go of the interpreter
        halves = [_look(xml, opening[1], start, half), later.result()]
    found = [half for half in halves if half is not None]
    if len(found) < len(halves):
        return Glance(xml, tidy=False)
    ends = [half.rows for half in found if half.rows[1]]
    return Glance(
        xml,
        tidy=True,
        last_row=max(half.last_row for half in found),
        last_column=max(half.last_column for half in found),
        ordered=all(half.ordered for half in found) and all(a[1] < b[0] for a, b in pairwise(ends)),
        formulas=any(half.formulas for half in found),
        marks=any(half.marks for half in found),
    )


def _look(xml: bytes, prefix: bytes, start: int, stop: int) -> _Stretch | None:
    """Look over the tags that begin in a stretch of the XML; None when it is not tidy."""
    windows: np.ndarray = np.ndarray((max(len(xml) - _WINDOW + 1, 0),), np.uint64, xml, strides=(1,))  # at every byte
    last_row = last_column = first = row = 0
    ordered, formulas, marks = True, False, False
    for tags in _tags(xml, windows, prefix, start, stop):
        if any(_ODD.match(xml, tag) for tag in tags.others):
            return None
        reached = _reach(windows, tags.addresses)
        last_row, last_column = max(last_row, reached[0]), max(last_column, reached[1])
        numbers = np.concatenate(([row], _numbers(windows[tags.numbers])))
        row, ordered = int(numbers[-1]), ordered and bool((numbers[1:] > numbers[:-1]).all())
        first = first or int(numbers[1:2].sum())
        formulas = formulas or tags.formulas or any(_FORMULA.match(xml, tag) for tag in tags.others)
        marks = marks or any(xml.startswith(b"<!", tag) for tag in tags.others)
    return _Stretch(last_row, last_column, (first, row), ordered, formulas, marks)


def _tags(xml: bytes, windows: np.ndarray, prefix: bytes, start: int, stop: int) -> Iterator[_Tags]:
    """Yield the tags that begin from ``start`` to before ``stop``, block by block, without those that only end."""
    text = np.frombuffer(xml, np.uint8)
    name = 1 + len(prefix)
    end = min(stop, len(xml) - _NEEDED - len(prefix))
    for at in range(start, end, _BLOCK):
        to = min(at + _BLOCK, end)
        tags = np.flatnonzero((text[at:to] == ord("<")) & (text[at + 1 : to + 1] != ord("/"))) + at
        own = np.ones(len(tags), bool)
        for step, byte in enumerate(prefix, 1):
            own &= text[tags + step] == byte
        others, tags = tags[~own].tolist(), tags[own] + name
        found = windows[tags]
        places = {}
        for head in _HEADS:
            known = _begin(found, head)
            places[head] = tags[known] + len(head)
            tags, found = tags[~known], found[~known]
        formulas = any(len(places[head]) for head in _FORMULAS)
        yield _Tags(places[_CELL], places[_ROW], formulas, others + (tags - name).tolist())
    last = [found.start() for found in re.finditer(rb"<(?!/)", xml[max(end, start) : stop])]
    yield _Tags(text[:0], text[:0], formulas=False, others=[max(end, start) + tag for tag in last])


def _begin(windows: np.ndarray, head: bytes) -> np.ndarray:
    """Tell which windows begin with some bytes."""
    mask, wanted = _masked(head)
    return np.asarray((windows & mask) == wanted)


@cache
def _masked(head: bytes) -> tuple[np.uint64, np.uint64]:
    mask, wanted = (np.frombuffer(part.ljust(_WINDOW, b"\0"), np.uint64)[0] for part in (b"\xff" * len(head), head))
    return mask, wanted


def _reach(windows: np.ndarray, addresses: np.ndarray) -> tuple[int, int]:
    """Return the row and the column that no address at some places goes beyond."""
    columns, width = np.zeros(len(addresses), np.int32), np.zeros(len(addresses), np.int64)
    going = np.ones(len(addresses), bool)
    for line in _lines(windows[addresses])[:_MOST_LETTERS]:
        letter = (line | np.uint8(0x20)) - np.uint8(ord("a") - 1)
        going = going & (letter - np.uint8(1) < 26)  # noqa: PLR2004 - letters
        if not going.any():
            break
        columns = np.where(going, columns * 26 + letter, columns)
        width += going
    last_row = next((10**count - 1 for count, (_, going) in enumerate(_digits(windows[addresses + width]))
                     if not going.any()), FAR)  # fmt: skip
    return last_row, int(columns.max(initial=0))


def _numbers(windows: np.ndarray) -> np.ndarray:
    """Return the whole numbers with which windows begin; FAR where there is no end to one."""
    numbers, going = np.zeros(len(windows), np.int64), np.ones(len(windows), bool)
    for digit, going in _digits(windows):
        numbers = np.where(going, numbers * 10 + digit, numbers)
    return np.where(going, FAR, numbers)


def _digits(windows: np.ndarray) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Yield the first, second, … digit of the numbers with which windows begin, and which of them have one there."""
    going = np.ones(len(windows), bool)
    for line in _lines(windows):
        digit = line - np.uint8(ord("0"))
        going = going & (digit < 10)  # noqa: PLR2004 - digits
        yield digit, going


def _lines(windows: np.ndarray) -> np.ndarray:
    """Return windows with their bytes one under the other: the first line is the first byte of each."""
    return np.ascontiguousarray(windows.view(np.uint8).reshape(-1, _WINDOW).T)
