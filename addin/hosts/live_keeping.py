"""What a change of an open workbook replaced, kept until all changes are made: a failure puts it back.

Neither Excel nor Calc can undo a program's writing by itself (Calc forgets cells that were empty), so the program does.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Self

from addin.hosts.live_cells import GENERAL, TEXT_FORMAT, rows_of, split_runs

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from types import TracebackType

    import xlwings as xw

log = logging.getLogger("dunbook")


class Journal:
    """Steps back, taken in reverse when the work fails, and steps left for the end, taken when it succeeded."""

    def __init__(self) -> None:
        """Start empty."""
        self._back: list[Callable[[], object]] = []
        self._end: list[Callable[[], object]] = []
        self.kept: list[Kept] = []
        self.fresh: list[xw.Range] = []  # cells that were not there before
        self.drawn: list[KeptSheet] = []
        self.laid: dict[str, list[list[object]]] = {}  # all that a sheet written anew reads now, where that is known
        self.marked: list[tuple[str, Mapping[str, str], Mapping[str, str]]] = []  # sheet, notes before, shades after

    def back(self, step: Callable[[], object]) -> None:
        """Keep a step that undoes what is done next."""
        self._back.append(step)

    def keep(self, area: xw.Range) -> None:
        """Keep what an area holds, to be put back when the work fails."""
        self.hold(keep(area))

    def hold(self, kept: Kept) -> None:
        """Take what an area holds, as it was read, to be put back when the work fails."""
        self.kept.append(kept)
        self.back(partial(put_back, kept))

    def at_end(self, step: Callable[[], object]) -> None:
        """Keep a step that cannot be undone until everything else is done."""
        self._end.append(step)

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Finish, or go back: every step is tried even when one fails, and each failure is logged."""
        for step in self._end if kind is None else reversed(self._back):
            try:
                step()
            except Exception:
                log.exception("a step %s failed", "at the end" if kind is None else "back")


@dataclass(frozen=True)
class Kept:
    """Contents and number formats of an area; ``left`` is what it reads after the change, None = not known."""

    area: xw.Range
    rows: list[list[object]]
    formulas: list[tuple[xw.Range, list[list[str]]]]
    formats: list[tuple[xw.Range, str]]
    left: list[list[object]] | None = None


@dataclass(frozen=True)
class KeptSheet:
    """A sheet that is written anew: its cells, its notes by cell, name and box of its tables, how many charts."""

    title: str
    cells: Kept
    notes: Sequence[tuple[str, str]]
    tables: Sequence[tuple[str, tuple[int, int, int, int]]]
    charts: int


def keep(area: xw.Range) -> Kept:
    """Read what an area holds: values in bulk, formulas and number formats by areas."""
    found = area.get_special_cells("formulas")
    formulas = [(one, formulas_of(one)) for one in found] if isinstance(found, list) else []
    head = int(area.row == 1 and area.shape[0] > 1)  # a header is formatted unlike what stands below it
    formats = [
        (part, part.number_format or GENERAL)
        for rows in ([area[:head, :], area[head:, :]] if head else [area])
        for place in range(area.shape[1])
        for part in split_runs(rows[:, place : place + 1], lambda one: one.number_format, ())
    ]
    return Kept(area, rows_of(area), formulas, formats)


def put_back(kept: Kept) -> None:
    """Write back what :func:`keep` read."""
    for part, code in kept.formats:
        part.number_format = code
    literal = {
        (row, column)
        for part, code in kept.formats
        if code == TEXT_FORMAT
        for row in range(part.row, part.row + part.shape[0])
        for column in range(part.column, part.column + part.shape[1])
    }
    top, left = kept.area.row, kept.area.column
    kept.area.value = [
        [_guarded(value, (top + at, left + place) in literal) for place, value in enumerate(row)]
        for at, row in enumerate(kept.rows)
    ]
    for area, formulas in kept.formulas:
        code = area.number_format
        area.number_format = GENERAL  # in a cell whose format is text a formula would stay text
        area.formula = formulas
        if code:
            area.number_format = code


def _guarded(value: object, literal: bool) -> object:
    """Return a value such that a text is taken for text."""
    return f"'{value}" if isinstance(value, str) and not literal and not value.startswith("#") else value


def formulas_of(area: xw.Range) -> list[list[str]]:
    """Return the formulas of an area as rows."""
    found = area.formula
    return [[found]] if isinstance(found, str) else [list(row) if not isinstance(row, str) else [row] for row in found]
