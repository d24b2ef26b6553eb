"""Rewrites the cells of rows as they mostly are, a block of rows at a time, and leaves every other byte as it was."""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise
from operator import ge
from typing import TYPE_CHECKING, cast

from addin.hosts.edits import letters_of, style_attribute

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from addin.hosts.edits import Edit
    from addin.hosts.sheetxml import SheetXml

_BLOCK = 1 << 17  # bytes of rows worked on at a time: so few that they stay in the cache


def rewrite_blocks(sheet: SheetXml, start: int, end: int, edit: Edit) -> tuple[list[bytes], set[int]]:
    """Rewrite the rows as they mostly are: all of the edit's cells there, in order, without formulas; leave the others.

    Return the text from ``start`` to ``end`` in blocks, and the numbers of the rows in which all cells were found. One
    pattern cuts a block of rows into pieces, among them the style and the rest of each cell; then whole columns of
    pieces are exchanged, without a step of the interpreter for each cell.
    """
    opening, split = b"<%brow " % sheet.prefix, _cells_pattern(tuple(edit.columns), sheet.prefix).split
    width = 2 + 3 * len(edit.columns)
    texts: list[bytes] = []
    done: list[int] = []
    at = start if sheet.ordered else end
    while at < end:
        stop = sheet.body.find(opening, at + _BLOCK, end)
        stop = stop if stop >= 0 else end
        pieces = split(sheet.body[at:stop])
        numbers = list(map(int, pieces[2::width]))
        tails = edit.by_column(numbers)
        for nth, fits, column in zip(range(3, width, 3), edit.styles, tails, strict=False):  # no tails without rows
            _exchange(pieces, slice(nth, None, width), slice(nth + 1, None, width), column, fits)
        del pieces[2::width]
        texts.append(b"".join(pieces))
        done += numbers
        at = stop
    if not done or any(map(ge, done, done[1:])):  # not the addresses of a sheet that one may rely on
        return [sheet.body[start:end]], set()
    return texts, set(done)


def _exchange(
    pieces: list[bytes], styles: slice, rests: slice, tails: Sequence[bytes | None], fits: Mapping[bytes, bytes]
) -> None:
    """Exchange the styles and the rests of a column of cells where there is a tail for the cell."""
    old = pieces[styles]
    if None not in tails and old.count(old[0]) == len(old):  # as most columns are: written whole, of one look
        pieces[styles] = [style_attribute(fits[old[0][4:-1]])] * len(old)
        pieces[rests] = cast("Sequence[bytes]", tails)
        return
    asked = dict.fromkeys(style for style, tail in zip(old, tails, strict=True) if tail)
    new = {style: style_attribute(fits[style[4:-1]]) for style in asked}
    pieces[styles] = [new[style] if tail else style for style, tail in zip(old, tails, strict=True)]
    pieces[rests] = [tail or rest for rest, tail in zip(pieces[rests], tails, strict=True)]


@cache
def _cells_pattern(columns: tuple[int, ...], prefix: bytes) -> re.Pattern[bytes]:
    """Return the pattern of plain cells in all columns of a row; group 2 is the number of the row.

    The other groups are three for each cell: what ends with its address, its style as an attribute, its rest.
    """
    rest = (rb"((?: t=\"\w+\")?(?>/>|>(?:<%bv>[^<]*</%bv>|<%bis><%bt[^>]*>[^<]*</%bt></%bis>)?</%bc>))"
            % ((prefix,) * 7))  # fmt: skip
    other = rb'(?><%bc r="[A-Z]+\d+"[^/>]*(?:/>|>.*?</%bc>))' % (prefix, prefix)
    gaps = [b"", *(b"(?:%b){0,%d}?" % (other, after - before - 1) for before, after in pairwise(columns))]
    numbers = [rb"(\d+)", *[rb"\2"] * (len(columns) - 1)]
    cells = (rb'(%b<%bc r="%b%b")((?: s="\d+")?)%b' % (gap, prefix, letters_of(column), number, rest)
             for gap, column, number in zip(gaps, columns, numbers, strict=True))  # fmt: skip
    return re.compile(b"".join(cells), re.DOTALL)
