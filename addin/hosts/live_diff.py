"""Writes a column of an open workbook only where it differs from what stands there, and keeps just that for going back.

A program's cells cost the most to write: what a click finds as it should be stays as it is.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from addin.hosts.live_cells import GENERAL, fits, runs, split_runs
from addin.hosts.live_keeping import Kept
from addin.hosts.looks import NUMBER_FORMATS

if TYPE_CHECKING:
    from collections.abc import Sequence

    import xlwings as xw

    from addin.hosts.live_cells import Cell
    from addin.hosts.live_keeping import Journal
    from addin.ports import Kind

GAP = 12  # equal cells between two that differ are written too: a call into the program costs as much
MOST_PARTS = 24  # of a column; beyond, the column is written from the first difference to the last
_MIDNIGHT = dt.time()


def write_column(
    area: xw.Range, kind: Kind, old: Sequence[object], new: Sequence[Cell], journal: Journal
) -> list[tuple[int, int]]:
    """Write one column of values without formulas and return the parts written (places from 0, both ends included).

    ``old`` is what ``rows_of`` read there. The number format is set only where it does not show the values rightly.
    """
    code = area.number_format
    parts = _parts([at for at, (was, now) in enumerate(zip(old, new, strict=True)) if not same(was, now)])
    if fits(code, kind):
        for first, last in parts:
            part = area[first : last + 1, :]
            journal.hold(Kept(part, [[value] for value in old[first : last + 1]], [], [(part, code or GENERAL)]))
    else:
        formats = [(one, one.number_format or GENERAL) for one in split_runs(area, lambda one: one.number_format, ())]
        journal.hold(Kept(area, [[value] for value in old], [], formats))
        area.number_format = NUMBER_FORMATS[kind]
    for first, last in parts:
        area[first : last + 1, :].value = [[value] for value in new[first : last + 1]]
    return parts


def same(was: object, now: Cell) -> bool:
    """Tell whether a cell that reads ``was`` need not be written with ``now``."""
    if isinstance(now, dt.datetime):
        return was == (now.date() if now.time() == _MIDNIGHT else now) and type(was) is not bool
    return was == now and type(was) is not bool


def _parts(places: Sequence[int]) -> list[tuple[int, int]]:
    """Return the runs of places that differ, joined over small gaps."""
    joined: list[tuple[int, int]] = []
    for first, last in runs(places):
        if joined and first - joined[-1][1] <= GAP:
            joined[-1] = (joined[-1][0], last)
        else:
            joined.append((first, last))
    return joined if len(joined) <= MOST_PARTS else [(joined[0][0], joined[-1][1])]
