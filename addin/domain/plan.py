"""Plans of a year: how much of a target is done, how much of the year is gone, the target by month (RPT-04, KPI-05)."""

from __future__ import annotations

import calendar
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from addin.domain.money import divide_half_up, mul_div_half_up

if TYPE_CHECKING:
    import datetime as dt

    from addin.domain.arrays import Ints

RATIO_UNIT = 10**8
MONTHS = 12
WEEK = 7


def elapsed(year: int, as_of: dt.date) -> int:
    """Return how much of ``year`` is gone at the end of ``as_of``, in units of 1e-8, rounded half up.

    Every month is a twelfth, a month under way counts by its days: 31 October = 10/12. Nothing is gone before the
    year, all after it.
    """
    if as_of.year != year:
        return RATIO_UNIT if as_of.year > year else 0
    days = calendar.monthrange(year, as_of.month)[1]
    return int(divide_half_up(((as_of.month - 1) * days + as_of.day) * RATIO_UNIT, MONTHS * days))


def whole_percent(actual: Ints, target: Ints) -> Ints:
    """Return actual / target in whole per cents, rounded half up (5112 of 6300 = 81); −1 where there is no target."""
    there = target > 0
    return np.where(there, mul_div_half_up(actual, 100, np.where(there, target, 1)), -1)


def grown(last_year: Ints, growth: int) -> Ints:
    """Return last year's figure × ``growth`` (units of 1e-8), rounded half up to the fen."""
    return mul_div_half_up(last_year, growth, RATIO_UNIT)


def by_month(target: int, year: int) -> pd.DataFrame:
    """Split a yearly target (fen) into months: month, from_day, to_day, days, target, cumulative, weekly, daily.

    Month n ends at n/12 of the target, rounded half up; so the months differ by at most a fen and sum to the target.
    ``weekly`` and ``daily`` are averages of the month's target over 7 days and one day, rounded half up.
    """
    month = np.arange(1, MONTHS + 1)
    until = mul_div_half_up(np.full(MONTHS, target, np.int64), month, MONTHS)
    first = np.array([f"{year}-{number:02d}-01" for number in month], dtype="datetime64[D]")
    last = (first.astype("datetime64[M]") + 1).astype("datetime64[D]") - 1
    days = (last - first).astype(np.int64) + 1
    share = np.diff(until, prepend=0)
    return pd.DataFrame(
        {
            "month": month,
            "from_day": first.astype("datetime64[s]"),
            "to_day": last.astype("datetime64[s]"),
            "days": days,
            "target": share,
            "cumulative": until,
            "weekly": mul_div_half_up(share, WEEK, days),
            "daily": divide_half_up(share, days),
        }
    )
