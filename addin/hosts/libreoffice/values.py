"""Values between Excel's words and the office's: days as numbers, errors, and the texts that need care."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

LAST_DAY = 2_958_466  # the day after 9999-12-31
EPOCH = dt.datetime(1899, 12, 30)  # noqa: DTZ001 - sheets know no time zones


_SPECIAL = frozenset({"=", "'"})
_AS_THEY_ARE = frozenset({float, str})
_DATELESS = frozenset({float, str, int, bool, type(None)})


class ErrorText(str):
    """The text of an error value, such as #DIV/0!."""

    __slots__ = ()


@lru_cache(maxsize=100_000)
def moment(value: float) -> object:
    """Return the moment of a serial number, to the millisecond as in Excel; the number itself where there is none."""
    if not 0 <= value < LAST_DAY:
        return value
    days, rest = divmod(round(value * 86_400_000), 86_400_000)
    return EPOCH + dt.timedelta(days=days, milliseconds=rest)


@lru_cache(maxsize=100_000)
def _serial(value: dt.date) -> float:
    moment = value if isinstance(value, dt.datetime) else dt.datetime.combine(value, dt.time())
    return (moment.replace(tzinfo=None) - EPOCH) / dt.timedelta(days=1)


class Clean(list[list[Any]]):
    """Rows in which no error stands."""


def plain_rows(
    rows: Sequence[Sequence[object]],
) -> tuple[list[tuple[Any, ...]], dict[int, list[list[int]]], list[tuple[int, int, str]]]:
    """Return rows of numbers and texts, the runs of rows with dates by column, and texts that start with = or '.

    An empty cell is an empty text: a void writes #N/A, and crashed LibreOffice 7.4 on a column never used.
    """
    columns: list[Sequence[Any]] = []
    dates: dict[int, list[list[int]]] = {}
    special: list[tuple[int, int, str]] = []
    for place, column in enumerate(zip(*rows, strict=True)):
        kinds = set(map(type, column))
        cells: Sequence[Any] = column
        if str in kinds:
            found = [at for at, value in enumerate(column) if isinstance(value, str) and value[:1] in _SPECIAL]
            special += [(at, place, column[at]) for at in found]
            if found:
                cells = list(column)
                for at in found:
                    cells[at] = ""
        if not kinds <= _AS_THEY_ARE:
            if not kinds <= _DATELESS:
                dates[place] = _runs(at for at, value in enumerate(column) if isinstance(value, dt.date))
            cells = [_plain(value) for value in cells]
        columns.append(cells)
    return list(zip(*columns, strict=True)), dates, sorted(special)


def _plain(value: object) -> object:
    if value is None or isinstance(value, str):
        return value or ""
    return _serial(value) if isinstance(value, dt.date) else float(value)  # type: ignore[arg-type]


def _runs(places: Iterable[int]) -> list[list[int]]:
    """Return the runs of consecutive places as (first, last)."""
    found: list[list[int]] = []
    for at in places:
        if found and found[-1][1] == at - 1:
            found[-1][1] = at
        else:
            found.append([at, at])
    return found
