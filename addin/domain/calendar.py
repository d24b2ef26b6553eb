"""Working days of the People's Republic of China: rolling a last day (民法典 203) and counting working days.

Sources, the strongest first: the user's sheet of holidays; the State Council's yearly notices, make-up days included
(package ``chinesecalendar``); for all other years weekends plus the statutory days of ``holidays``, provisionally.
Every day is decided once when the calendar is built; all questions are then look-ups in arrays.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import chinese_calendar
import holidays
import numpy as np

if TYPE_CHECKING:
    import pandas as pd

    from addin.domain.arrays import Bools, Days, Ints

REST, WORK = 0, 1  # codes of the column day_kind
DAY = np.timedelta64(1, "D")
SATURDAY = 5
MARGIN = 400  # days kept beyond the span asked for, so that a last day may roll and working days be counted on
OFFICIAL_YEARS = range(min(chinese_calendar.holidays).year, max(chinese_calendar.holidays).year + 1)
LUNAR_YEARS = range(1950, 2100)  # years whose statutory days can be computed


@dataclass(frozen=True)
class Calendar:
    """Every day from ``first`` on: is it a working day, and is that only provisionally known.

    ``next_work[i]`` is the position of the first working day at or after day i, ``work_before[i]`` the number of
    working days before day i, ``guessed_before[i]`` the number of provisional days before day i (both one longer
    than the span). ``known_until`` is the last day up to which every day since the first official year is official.
    """

    first: np.datetime64
    work: Bools
    provisional: Bools
    next_work: Ints
    work_before: Ints
    guessed_before: Ints
    known_until: dt.date


def build_calendar(first: dt.date, last: dt.date, overrides: pd.DataFrame) -> Calendar:
    """Decide every day of ``first`` … ``last`` (both included, kept with a margin of 400 days on both sides).

    ``overrides`` has the columns day (datetime64) and day_kind (category, code 0 rest, 1 work); such a day is
    official. A year that the notices do not cover counts as entered by the user, and official as a whole, once each
    of its statutory days that falls on Monday to Friday is entered as rest: one company holiday does not make a year
    known. In such a year only weekends and the rows entered count.
    """
    start = min(np.datetime64(first, "D") - MARGIN * DAY, np.datetime64(f"{OFFICIAL_YEARS[0]}-01-01"))
    end = max(np.datetime64(last, "D") + MARGIN * DAY, np.datetime64(f"{OFFICIAL_YEARS[-1] + 1}-12-31"))
    days = np.arange(start, end + DAY)
    years = days.astype("datetime64[Y]").astype(np.int64) + 1970
    work = _weekday(days) < SATURDAY
    provisional = ~np.isin(years, OFFICIAL_YEARS)
    _set(work, days, list(chinese_calendar.holidays), value=False)
    _set(work, days, list(chinese_calendar.workdays), value=True)

    entered = overrides["day"].to_numpy().astype("datetime64[D]")
    entered_work = overrides["day_kind"].cat.codes.to_numpy() == WORK
    for year in sorted(set(years[provisional].tolist())):
        statutory = _statutory_days(year)
        needed = _statutory_weekdays(year)
        if needed.size and np.isin(needed, entered[~entered_work]).all():
            provisional[years == year] = False
        else:
            _set(work, days, statutory, value=False)
    for kind in (False, True):
        _set(work, days, entered[entered_work == kind], value=kind)
    _set(provisional, days, entered, value=False)
    return _indexed(days, work, provisional)


def roll(days: Days, calendar: Calendar) -> tuple[Days, Bools]:
    """Move each day that is no working day to the next working day (民法典 203).

    Returns the rolled days (datetime64[D]) and whether that rests on days only provisionally known. NaT stays NaT.
    Raises ValueError for days outside the calendar.
    """
    position, there = _positions(days, calendar)
    rolled = calendar.next_work[position]
    if (rolled >= calendar.work.size).any():
        msg = "the calendar ends before the next working day"
        raise ValueError(msg)
    guessed = calendar.guessed_before[rolled + 1] > calendar.guessed_before[position]
    return np.where(there, calendar.first + rolled, np.datetime64("NaT")), guessed & there


def add_workdays(days: Days, count: int | Ints, calendar: Calendar) -> tuple[Days, Bools]:
    """Return the ``count``-th working day after each day, the first day not counted, and whether it is provisional.

    A count of 0 gives the day itself. NaT stays NaT. Raises ValueError beyond the calendar's end.
    """
    position, there = _positions(days, calendar)
    wanted = calendar.work_before[position + 1] + count
    # the day on which the number of working days up to and including it first reaches the wanted number
    reached = np.searchsorted(calendar.work_before[1:], wanted, side="left")
    reached = np.where(np.asarray(count) == 0, position, reached)
    if (reached >= calendar.work.size).any():
        msg = "the calendar ends before so many working days"
        raise ValueError(msg)
    guessed = calendar.guessed_before[reached + 1] > calendar.guessed_before[np.minimum(position + 1, reached)]
    return np.where(there, calendar.first + reached, np.datetime64("NaT")), guessed & there


def is_workday(days: Days, calendar: Calendar) -> Bools:
    """Tell of each day whether it is a working day (NaT: False)."""
    position, there = _positions(days, calendar)
    return calendar.work[position] & there


def is_provisional(days: Days, calendar: Calendar) -> Bools:
    """Tell of each day whether its kind is only provisionally known (NaT: False)."""
    position, there = _positions(days, calendar)
    return calendar.provisional[position] & there


def known_until(calendar: Calendar) -> dt.date:
    """Return the last day of the unbroken run of official days."""
    return calendar.known_until


def _positions(days: Days, calendar: Calendar) -> tuple[Ints, Bools]:
    days = np.asarray(days).astype("datetime64[D]")
    there = ~np.isnat(days)
    position = np.where(there, (days - calendar.first).astype(np.int64), 0)
    if ((position < 0) | (position >= calendar.work.size)).any():
        msg = "a day lies outside the calendar that was built"
        raise ValueError(msg)
    return position, there


def _indexed(days: Days, work: Bools, provisional: Bools) -> Calendar:
    size = days.size
    here = np.where(work, np.arange(size, dtype=np.int64), size)
    official_from = int((np.datetime64(f"{OFFICIAL_YEARS[0]}-01-01") - days[0]).astype(np.int64))
    gaps = np.flatnonzero(provisional[official_from:])
    last_known = days[official_from + int(gaps[0]) - 1] if gaps.size else days[-1]
    return Calendar(
        first=days[0],
        work=work,
        provisional=provisional,
        next_work=np.minimum.accumulate(here[::-1])[::-1],
        work_before=np.concatenate(([0], np.cumsum(work, dtype=np.int64))),
        guessed_before=np.concatenate(([0], np.cumsum(provisional, dtype=np.int64))),
        known_until=last_known.astype(dt.date),
    )


def _weekday(days: Days) -> Ints:
    return (days.astype("datetime64[D]").astype(np.int64) + 3) % 7  # 1970-01-01 was a Thursday; Monday is 0


def _set(flags: Bools, days: Days, which: Days | list[dt.date], *, value: bool) -> None:
    positions = (np.asarray(which, dtype="datetime64[D]") - days[0]).astype(np.int64)
    flags[positions[(positions >= 0) & (positions < days.size)]] = value


@cache
def _statutory_days(year: int) -> list[dt.date]:
    """Return the public holidays of a year with the days off in lieu that follow from the holidays' own rules."""
    return sorted(holidays.country_holidays("CN", years=year)) if year in LUNAR_YEARS else []


@cache
def _statutory_weekdays(year: int) -> Days:
    """Return the statutory days themselves, without days in lieu, that fall on Monday to Friday."""
    exact = sorted(holidays.country_holidays("CN", years=year, observed=False)) if year in LUNAR_YEARS else []
    days = np.asarray(exact, dtype="datetime64[D]")
    return days[_weekday(days) < SATURDAY]
