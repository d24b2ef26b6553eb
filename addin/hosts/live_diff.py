"""Writes columns of an open workbook only where they differ from what stands there, and keeps just that for going back.

A program's cells cost the most to write: what a click finds as it should be stays as it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from addin.hosts.live_cells import GENERAL, SCALES, as_read, fits, put, runs, split_runs
from addin.hosts.live_keeping import Kept
from addin.hosts.looks import NUMBER_FORMATS

if TYPE_CHECKING:
    from collections.abc import Sequence

    import xlwings as xw

    from addin.hosts.live_cells import Cell
    from addin.hosts.live_keeping import Journal
    from addin.ports import Kind

Part: TypeAlias = "tuple[int, int]"  # first and last place in a column, from 0, both included

MOST_WRITTEN = 0.9  # share of the cells that differ, for columns to be written together
GAP = 12  # equal cells between two that differ are written too: a call into the program costs as much
MOST_PARTS = 24  # of a column; beyond, the column is written from the first difference to the last


def write_columns(
    block: xw.Range,
    kinds: Sequence[Kind],
    old: Sequence[Sequence[object]],
    new: Sequence[Sequence[Cell]],
    journal: Journal,
) -> list[list[Part]]:
    """Write the columns of a block without formulas and return the parts of each that were written.

    ``old`` is what ``rows_of`` read there, by columns. Number formats are set only where they do not show the values
    rightly. Neighbours whose numbers differ in the same rows go in one call.
    """
    areas = [block[:, at : at + 1] for at in range(len(kinds))]
    codes = [area.number_format for area in areas]  # all asked for before the program is busy with the writing
    found = [_ready(*column, journal) for column in zip(areas, codes, kinds, old, new, strict=True)]
    at = 0
    while at < len(kinds):
        until, parts = at + 1, found[at]
        while until < len(kinds) and _together(kinds[until - 1], kinds[until], parts, found[until]):
            parts = _both(parts, found[until])
            until += 1
        for first, last in parts:
            rows = list(zip(*(values[first : last + 1] for values in new[at:until]), strict=True))
            put(block[first : last + 1, at:until], rows)
        at = until
    return found


def _ready(
    area: xw.Range, code: str | None, kind: Kind, old: Sequence[object], new: Sequence[Cell], journal: Journal
) -> list[Part]:
    """Return the parts of a column that have to be written, which are kept and have their number format now."""
    shown = as_read(new)
    parts = _parts(_differing(old, shown))
    if fits(code, kind):
        for first, last in parts:
            part, formats = area[first : last + 1, :], code or GENERAL
            was, left = _rows(old[first : last + 1]), _left(shown, first, last)
            journal.hold(Kept(part, was, [], [(part, formats)], left))
        return parts
    formerly = [(one, one.number_format or GENERAL) for one in split_runs(area, lambda one: one.number_format, ())]
    journal.hold(Kept(area, _rows(old), [], formerly, _left(shown, 0, len(shown) - 1)))
    area.number_format = NUMBER_FORMATS[kind]
    return parts


def _together(kind: Kind, other: Kind, parts: Sequence[Part], more: Sequence[Part]) -> bool:
    """Tell whether neighbours are written in one call: numbers, one part in each, and hardly a cell for nothing."""
    if not {kind, other} <= SCALES.keys() or len(parts) != 1 or len(more) != 1:
        return False
    ((first, last),) = _both(parts, more)
    return all((last - first + 1) * MOST_WRITTEN <= end - start + 1 for start, end in (*parts, *more))


def _both(parts: Sequence[Part], more: Sequence[Part]) -> list[Part]:
    return [(min(parts[0][0], more[0][0]), max(parts[0][1], more[0][1]))]


def same(was: object, now: object) -> bool:
    """Tell whether a cell that reads ``was`` need not be written to read ``now``; True is not 1."""
    return was == now and type(was) is not bool


def _differing(old: Sequence[object], new: Sequence[object]) -> list[int]:
    if bool in set(map(type, old)):
        return [at for at, (was, now) in enumerate(zip(old, new, strict=True)) if not same(was, now)]
    return [at for at, (was, now) in enumerate(zip(old, new, strict=True)) if was != now]


def _rows(column: Sequence[object]) -> list[list[object]]:
    return [[value] for value in column]


def _left(shown: Sequence[object], first: int, last: int) -> list[list[object]] | None:
    """Return what a part will read once it is written; None where a program may bend a text (other line ends)."""
    part = shown[first : last + 1]
    return None if any(isinstance(value, str) and "\r" in value for value in part) else _rows(part)


def _parts(places: Sequence[int]) -> list[Part]:
    """Return the runs of places that differ, joined over small gaps."""
    joined: list[Part] = []
    for first, last in runs(places):
        if joined and first - joined[-1][1] <= GAP:
            joined[-1] = (joined[-1][0], last)
        else:
            joined.append((first, last))
    return joined if len(joined) <= MOST_PARTS else [(joined[0][0], joined[-1][1])]
