"""Limitation of one debt, step by step in plain Python: slow, obvious, and independent of the fast columns."""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

PROMISE, OTHER = "promise", "other"


@dataclass(frozen=True)
class Hindrance:
    """A cause of suspension: when it arose and when it was removed (None: lasts)."""

    arose: dt.date
    removed: dt.date | None


@dataclass(frozen=True)
class Result:
    """Where the debt stands; ``end`` None = suspended, open."""

    end: dt.date | None
    last: dt.date | None
    review: bool
    counted: tuple[bool, ...]


def months_on(day: dt.date, months: int) -> dt.date:
    """Return the corresponding day, or the month's last."""
    years, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return dt.date(years, month + 1, min(day.day, calendar.monthrange(years, month + 1)[1]))


def period_end(
    day: dt.date, hindrance: Hindrance | None, as_of: dt.date, roll: Callable[[dt.date], dt.date]
) -> dt.date | None:
    """Return the last day of the period that runs from ``day`` (None: suspended, open)."""
    end = months_on(day, 24)
    if end >= dt.date(2017, 10, 1):
        end = months_on(day, 36)
    end = roll(end)
    if hindrance is None or hindrance.arose > as_of or hindrance.arose > end:
        return end
    lasting = hindrance.removed is None or hindrance.removed > as_of
    until = as_of if lasting else hindrance.removed
    assert until is not None
    if until < months_on(end, -6):
        return end
    return None if lasting else max(end, roll(months_on(until, 6)))


def follow(
    start: dt.date,
    events: list[tuple[dt.date, str]],
    hindrance: Hindrance | None,
    as_of: dt.date,
    roll: Callable[[dt.date], dt.date],
) -> Result:
    """Follow the debt through its events, each day in order, promises before others."""
    end = period_end(start, hindrance, as_of, roll)
    last, review = None, False
    counted = []
    for day, kind in sorted(events, key=lambda event: (event[0], event[1] != PROMISE)):
        if day < start or day > as_of:
            continue
        in_time = end is None or (day <= end and not review)
        counts = in_time or kind == PROMISE
        counted.append(counts)
        if counts:
            end, last, review = period_end(day, hindrance, as_of, roll), day, False
        else:
            review = True
    return Result(end, last, review, tuple(counted))
