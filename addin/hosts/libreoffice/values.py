"""Values between Excel's words and the office's: days as numbers, errors, and the texts that need care."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

LAST_DAY = 2_958_466  # the day after 9999-12-31
EPOCH = dt.datetime(1899, 12, 30)  # noqa: DTZ001 - sheets know no time zones


class ErrorText(str):
    """The text of an error value, such as #DIV/0!."""

    __slots__ = ()


def moment(value: float) -> object:
    """Return the moment of a serial number, to the millisecond as in Excel; the number itself where there is none."""
    if not 0 <= value < LAST_DAY:
        return value
    days, rest = divmod(round(value * 86_400_000), 86_400_000)
    return EPOCH + dt.timedelta(days=days, milliseconds=rest)


def _serial(value: dt.date) -> float:
    moment = value if isinstance(value, dt.datetime) else dt.datetime.combine(value, dt.time())
    return (moment.replace(tzinfo=None) - EPOCH) / dt.timedelta(days=1)


def plain_rows(
    rows: Sequence[Sequence[object]],
) -> tuple[list[list[Any]], dict[int, list[list[int]]], list[tuple[int, int, str]]]:
    """Return rows of numbers and texts, the runs of rows with dates by column, and texts that start with = or '."""
    plain: list[list[Any]] = []
    dates: dict[int, list[list[int]]] = {}
    special: list[tuple[int, int, str]] = []
    for at, row in enumerate(rows):
        line: list[Any] = []
        for column, value in enumerate(row):
            cell: object = value
            if isinstance(value, str):
                if value[:1] in {"=", "'"}:
                    special.append((at, column, value))
                    cell = ""
            elif value is None:
                cell = ""  # a void writes #N/A, and crashed LibreOffice 7.4 on a column never used
            elif isinstance(value, dt.date):
                cell = _serial(value)
                runs = dates.setdefault(column, [])
                if runs and runs[-1][1] == at - 1:
                    runs[-1][1] = at
                else:
                    runs.append([at, at])
            else:
                cell = float(value)  # type: ignore[arg-type]
            line.append(cell)
        plain.append(line)
    return plain, dates, special
