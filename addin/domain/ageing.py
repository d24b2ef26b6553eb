"""Ageing of what is unpaid, and what of it can be expected to come in (RULES §6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from addin.domain.money import mul_divmod

if TYPE_CHECKING:
    import datetime as dt

    from addin.domain.arrays import Days, Ints
    from addin.domain.settings import Settings

BUCKETS = ("not_due", "d30", "d60", "d90", "d180", "d365", "y2", "y3", "older")
LAST_DAYS = (0, 30, 60, 90, 180)  # overdue days that end the first buckets; the next ones end with a year
RATIO_UNIT = 10**8
YEARS = (1, 2, 3)
OLDER_THAN_TWO_YEARS = ("y3", "older")


def bucket(rolled_due: Days, overdue_days: Ints, as_of: dt.date) -> Ints:
    """Return the position in BUCKETS of each instalment.

    Each bucket holds its last day: 30 days overdue is still in d30. Years are whole years by date: d365 ends with the
    first anniversary of the rolled due day (so with day 366 where a leap day lies between), y2 with the second, y3
    with the third; of 29 February it is 28 February. What is not overdue, in days of grace too, is not due.
    """
    passed = sum((np.datetime64(as_of, "D") > anniversary(rolled_due, year)).astype(np.int64) for year in YEARS)
    by_days = np.searchsorted(LAST_DAYS, overdue_days, side="left")
    return np.where(overdue_days > LAST_DAYS[-1], len(LAST_DAYS) + passed, by_days)


def anniversary(days: Days, years: int) -> Days:
    """Return the same calendar day so many years on; 29 February becomes the 28th in other years."""
    days = days.astype("datetime64[D]")
    months = days.astype("datetime64[M]")
    later = months + 12 * years
    month_end = (later + 1).astype("datetime64[D]") - 1
    same_day: Days = later.astype("datetime64[D]") + (days - months.astype("datetime64[D]"))
    return np.where(same_day > month_end, month_end, same_day)


def ageing(instalments: pd.DataFrame, key: pd.Series, settings: Settings, as_of: dt.date) -> pd.DataFrame:
    """Return unpaid principal by key and bucket: one row per key (its index, sorted), BUCKETS, total, expected.

    ``instalments`` are those of a Settlement as of the same day, ``key`` what each belongs to (customer, salesperson …;
    the same index). All in fen. ``expected`` is what the settings' shares of recovery give, for what is at most two
    years overdue and for what is older, rounded half up once per row.
    """
    position = bucket(instalments["rolled_due"].to_numpy(), instalments["overdue_days"].to_numpy(), as_of)
    codes, keys = pd.factorize(key.loc[instalments.index], sort=True)
    amounts = np.zeros((len(keys), len(BUCKETS)), dtype=np.int64)
    np.add.at(amounts, (codes, position), instalments["unpaid_principal"].to_numpy())
    table = pd.DataFrame(amounts, index=pd.Index(keys, name=key.name), columns=list(BUCKETS))
    total = amounts.sum(axis=1)
    older = table[list(OLDER_THAN_TWO_YEARS)].to_numpy().sum(axis=1)
    return table.assign(total=total, expected=expected(total - older, older, settings))


def expected(young: Ints, older: Ints, settings: Settings) -> Ints:
    """Return what can be expected to come in 预计可收回 (fen), rounded half up once, of what is two years old or older.

    Formula: young × share + older × share
    Source: 催收员工作总结, 欠款账龄与可回收预期
    """
    whole, rest = mul_divmod(young, settings.recovery_two_years, RATIO_UNIT)
    old, old_rest = mul_divmod(older, settings.recovery_older, RATIO_UNIT)
    rounded: Ints = whole + old + (2 * (rest + old_rest) + RATIO_UNIT) // (2 * RATIO_UNIT)
    return rounded
