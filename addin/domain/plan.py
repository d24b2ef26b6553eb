"""Plans of a year: how much of a target is done and of the year gone, the target by month, week and day."""

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
WEEKDAYS = ("d1", "d2", "d3", "d4", "d5", "d6", "d7")
FULL = 100


def elapsed(year: int, as_of: dt.date) -> int:
    """Return how much of ``year`` is gone at the end of ``as_of``, in units of 1e-8, rounded half up.

    Every month is a twelfth, a month under way counts by its days: 31 October = 10/12. Nothing is gone before the
    year, all after it.

    Formula: months ÷ 12
    Source: 催收工作计划, 时间进度
    """
    if as_of.year != year:
        return RATIO_UNIT if as_of.year > year else 0
    days = calendar.monthrange(year, as_of.month)[1]
    return int(divide_half_up(((as_of.month - 1) * days + as_of.day) * RATIO_UNIT, MONTHS * days))


def whole_percent(actual: Ints, target: Ints) -> Ints:
    """Return actual / target in whole per cents, rounded half up (5112 of 6300 = 81); −1 where there is no target.

    Formula: actual ÷ target × 100
    Source: 催收工作计划, 计划完成率
    """
    there = target > 0
    return np.where(there, mul_div_half_up(actual, 100, np.where(there, target, 1)), -1)


def grown(last_year: Ints, growth: int) -> Ints:
    """Return last year's figure × ``growth`` (units of 1e-8), rounded half up to the fen.

    Formula: last_year × growth
    Source: 催收工作计划, 目标分解
    """
    return mul_div_half_up(last_year, growth, RATIO_UNIT)


def month_score(actual: Ints, target: Ints) -> Ints:
    """Return the score of a salesperson's month: whole per cents, at most 100; −1 where there is no target (KPI-04).

    Formula: actual ÷ target × 100
    Source: 催收工作计划, 销售月评
    """
    return np.minimum(whole_percent(actual, target), FULL)


def by_month(target: int, year: int) -> pd.DataFrame:
    """Split a yearly target (fen) into months: month, from_day, to_day, days, target, cumulative, weekly, daily.

    Each month is a twelfth, rounded half up, the last takes the rest; so they sum to the target (KPI-05). ``weekly``
    and ``daily`` are averages of the month's target over 7 days and one day; :func:`by_week` has what adds up.
    """
    month = np.arange(1, MONTHS + 1)
    share = int(divide_half_up(target, MONTHS))
    if (MONTHS - 1) * share > target:  # a few fen: nothing may be left over for the last but a deficit
        share = target // MONTHS
    shares = np.full(MONTHS, share, np.int64)
    shares[-1] = target - (MONTHS - 1) * share
    first = np.array([f"{year}-{number:02d}-01" for number in month], dtype="datetime64[D]")
    last = (first.astype("datetime64[M]") + 1).astype("datetime64[D]") - 1
    days = (last - first).astype(np.int64) + 1
    return pd.DataFrame(
        {
            "month": month,
            "from_day": first.astype("datetime64[s]"),
            "to_day": last.astype("datetime64[s]"),
            "days": days,
            "target": shares,
            "cumulative": np.cumsum(shares),
            "weekly": mul_div_half_up(shares, WEEK, days),
            "daily": divide_half_up(shares, days),
        }
    )


def by_day(months: pd.DataFrame) -> pd.DataFrame:
    """Split the months of :func:`by_month` into days: day, month, target (fen).

    Day d of a month ends at d/days of its target, rounded half up; so the days of a month sum to it.
    """
    month = months.loc[months.index.repeat(months["days"])].reset_index(drop=True)
    number = (month.groupby("month").cumcount() + 1).to_numpy().astype(np.int64)
    until = mul_div_half_up(month["target"].to_numpy(np.int64), number, month["days"].to_numpy(np.int64))
    before = np.where(number == 1, 0, np.roll(until, 1))
    day = month["from_day"] + pd.to_timedelta(number - 1, unit="D")
    return pd.DataFrame({"day": day.astype("datetime64[s]"), "month": month["month"], "target": until - before})


def by_week(months: pd.DataFrame) -> pd.DataFrame:
    """Split the months of :func:`by_month` into calendar weeks (Monday to Sunday), cut where a month ends (KPI-05).

    Columns: month, week (1 …, of the year; ISO weeks of the days, a cut week has two rows), from_day, to_day, days,
    d1 … d7 (the days' targets, 0 outside), target (their sum), cumulative. Days sum to weeks, weeks to months, months
    to the year, to the fen.
    """
    days = by_day(months)
    weekday = days["day"].dt.day_of_week
    monday = days["day"] - pd.to_timedelta(weekday, unit="D")
    place = days.assign(monday=monday, weekday=weekday + 1)
    table = place.pivot_table("target", ["month", "monday"], "weekday", aggfunc="sum", fill_value=0)
    table = table.reindex(columns=range(1, WEEK + 1), fill_value=0).set_axis(list(WEEKDAYS), axis=1).astype("int64")
    spans = place.groupby(["month", "monday"])["day"].agg(["min", "max", "size"])
    table = table.assign(from_day=spans["min"], to_day=spans["max"], days=spans["size"]).reset_index()
    table["week"] = (table["monday"] != table["monday"].shift()).cumsum()
    table["target"] = table[list(WEEKDAYS)].sum(axis=1)
    return table.assign(cumulative=table["target"].cumsum())
