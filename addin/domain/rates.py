"""Interest rates: the quotes of the LPR sheet as runs of equal rates, and each instalment's terms of penalty.

A rate is an int64 in units of 1e-12: the fraction per day where the day basis is 1, per year otherwise.
Days are int64 numbers of days since 1970-01-01.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from addin.domain.money import mul_div_half_up
from addin.domain.terms import LprPick, PenaltyMode

if TYPE_CHECKING:
    import pandas as pd

    from addin.domain.arrays import Bools, Ints

RATE_UNIT = 10**12
PER_SHEET_RATE = 10**4  # 1e-8 (contracts) → 1e-12
PER_LPR = 100  # 1e-10 (LPR sheet) → 1e-12
HIGHEST_RATE = 10 * RATE_UNIT  # 1000 %: keeps rate × days within int64 for 2 500 years
NO_CAP = np.iinfo(np.int64).max
LPR_MODES = (PenaltyMode.LPR_TIMES, PenaltyMode.LPR_PLUS)
EPOCH = dt.date(1970, 1, 1)


@dataclass(frozen=True)
class Quotes:
    """The one-year LPR in force: run r of equal quotes holds from day ``start[r]`` until the next run starts.

    ``rate`` is in units of 1e-10 as on the sheet. ``first`` and ``last`` are the days of the first and last quote;
    with no quote at all there is one run of rate 0 and ``until`` is None.
    """

    start: Ints
    rate: Ints
    first: int
    last: int
    until: dt.date | None


@dataclass(frozen=True)
class Terms:
    """Terms of penalty of each instalment, one element each.

    ``first_day`` is the first day of delay (rolled due + 1), ``grace_end`` the last day of grace. ``plan`` is the row
    of ``table`` (rate per run of quotes) that holds, or -1 for one fixed ``rate``; ``run`` the run of quotes that a
    fixed LPR rate came from, or -1. ``unit`` divides principal × rate × days. ``cap`` is the most fen, or NO_CAP.
    ``beyond`` says that a fixed LPR rate was picked on a day before the first or after the last quote.
    """

    mode: Ints
    bears: Bools
    first_day: Ints
    grace_end: Ints
    rate: Ints
    plan: Ints
    run: Ints
    basis: Ints
    unit: Ints
    cap: Ints
    beyond: Bools
    table: Ints


def build_quotes(lpr: pd.DataFrame) -> Quotes:
    """Read the quotes (columns published, one_year) into runs; equal neighbouring quotes are one run."""
    published = day_numbers(lpr["published"])
    if not published.size:
        return Quotes(np.zeros(1, np.int64), np.zeros(1, np.int64), 0, 0, None)
    order = np.argsort(published, kind="stable")
    published, rate = published[order], lpr["one_year"].to_numpy(dtype=np.int64)[order]
    new = np.concatenate(([True], rate[1:] != rate[:-1]))
    first, last = int(published[0]), int(published[-1])
    return Quotes(published[new], rate[new], first, last, EPOCH + dt.timedelta(days=last))


def run_of(days: Ints, quotes: Quotes) -> Ints:
    """Return the run in force on each day: the quote last published on or before it; the first one before all."""
    return np.maximum(np.searchsorted(quotes.start, days, side="right") - 1, 0)


def beyond_data(days: Ints, quotes: Quotes) -> Bools:
    """Tell of each day whether no published quote covers it: before the first or later than the last quote's day."""
    if quotes.until is None:
        return np.ones(days.size, dtype=np.bool_)
    return (days < quotes.first) | (days > quotes.last)


def lpr_rate(quote: Ints, mode: Ints, standard: Ints) -> Ints:
    """Return the rate agreed as times the LPR or above it: quote in 1e-10, standard in 1e-8, result in 1e-12 half up.

    Never below 0. Quotes with two decimals in per cent give exact products. A quote of 0 stands for a sheet without
    quotes: nothing can be worked out, so the result is 0 in both modes, not the margin alone.
    """
    times = mul_div_half_up(quote, np.where(mode == PenaltyMode.LPR_TIMES, np.maximum(standard, 0), 0), 10**6)
    above = np.where(quote > 0, np.maximum(quote * PER_LPR + standard * PER_SHEET_RATE, 0), 0)
    return np.where(mode == PenaltyMode.LPR_TIMES, times, above)


def build_terms(contracts: pd.DataFrame, of: Ints, rolled: Ints, amount: Ints, quotes: Quotes) -> Terms:
    """Work out the terms of every instalment from its contract.

    ``of`` is the position of the contract of each instalment, ``rolled`` its rolled due day, ``amount`` its fen.
    A mode without a rate, and a rate of zero, bear nothing. AT_BREACH takes the quote in force on the first day of
    delay, AT_SIGNING that of the day of signing. Raises ValueError for a rate above 1000 %.
    """
    mode = contracts["penalty_mode"].cat.codes.to_numpy().astype(np.int64)
    pick = contracts["lpr_pick"].cat.codes.to_numpy()
    given = ~contracts["penalty_rate"].isna().to_numpy()
    standard = contracts["penalty_rate"].fillna(0).to_numpy(dtype=np.int64)
    lpr = np.isin(mode, LPR_MODES)
    bears = given & (mode > PenaltyMode.NONE) & ((standard > 0) | (mode == PenaltyMode.LPR_PLUS))
    segmented = lpr & bears & (pick == LprPick.SEGMENTS)
    basis = _day_basis(contracts, mode)
    plan, table = _rate_table(mode, standard, segmented, quotes)

    first_day = rolled + 1
    fixed_lpr = (lpr & ~segmented)[of]
    picked_on = np.where((pick == LprPick.AT_SIGNING)[of], day_numbers(contracts["signed"])[of], first_day)
    run = np.where(fixed_lpr, run_of(picked_on, quotes), -1)
    agreed = np.where(lpr, 0, standard * PER_SHEET_RATE)
    rate = np.where(fixed_lpr, lpr_rate(quotes.rate[run], mode[of], standard[of]), agreed[of])
    if (bears[of] & (rate > HIGHEST_RATE)).any() or (table > HIGHEST_RATE).any():
        msg = "a rate of penalty above 1000 %"
        raise ValueError(msg)
    share = contracts["penalty_cap"].fillna(-1).to_numpy(dtype=np.int64)[of]
    capped = mul_div_half_up(amount, np.maximum(share, 0), 10**8)
    return Terms(
        mode=mode[of],
        bears=bears[of],
        first_day=first_day,
        grace_end=rolled + contracts["grace_days"].to_numpy(dtype=np.int64)[of],
        rate=rate,
        plan=plan[of],
        run=run,
        basis=basis[of],
        unit=basis[of] * RATE_UNIT,
        cap=np.where(share < 0, NO_CAP, capped),
        beyond=fixed_lpr & beyond_data(picked_on, quotes),
        table=table,
    )


def day_numbers(days: pd.Series) -> Ints:
    """Return a column of dates as numbers of days since 1970-01-01."""
    return days.to_numpy().astype("datetime64[D]").astype(np.int64)


def _day_basis(contracts: pd.DataFrame, mode: Ints) -> Ints:
    named = contracts["day_basis"].cat
    bases = np.asarray([*(int(name) for name in named.categories), 0], dtype=np.int64)
    return np.where(mode == PenaltyMode.DAILY, 1, np.maximum(bases[named.codes.to_numpy()], 1))


def _rate_table(mode: Ints, standard: Ints, segmented: Bools, quotes: Quotes) -> tuple[Ints, Ints]:
    """Return the plan of each contract (-1: fixed) and the rates of each distinct plan by run of quotes."""
    plan = np.full(mode.size, -1, dtype=np.int64)
    agreed = np.stack((mode[segmented], standard[segmented]), axis=1)
    distinct, plan[segmented] = np.unique(agreed, axis=0, return_inverse=True)
    shape = (distinct.shape[0], quotes.rate.size)
    columns = (np.broadcast_to(column, shape) for column in (quotes.rate, distinct[:, :1], distinct[:, 1:]))
    return plan, lpr_rate(*columns)
