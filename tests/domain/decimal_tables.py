"""The tables of a ledger as a plain program reads them: rows by contract, days as dates, money in Decimal yuan."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from itertools import groupby
from typing import TYPE_CHECKING, Any

import chinese_calendar
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Iterator

DAILY = 1
ONE_DAY = dt.timedelta(days=1)
CENT = Decimal("0.01")


@dataclass
class Quotes:
    """The LPR: runs of equal quotes from their first day on, and the first and last day of a quote."""

    starts: list[dt.date]
    rates: list[Decimal]
    first: dt.date
    last: dt.date

    def run(self, day: dt.date) -> int:
        """Return the run in force on a day."""
        return max(bisect_right(self.starts, day) - 1, 0)

    def beyond(self, day: dt.date) -> bool:
        """Tell whether no quote covers the day."""
        return not self.rates or not self.first <= day <= self.last


@dataclass
class Terms:
    """What a contract agrees: rate as a fraction per day or year, the rest as positions of options."""

    signed: dt.date
    mode: int
    rate: Decimal | None
    pick: int
    basis: int
    grace: dt.timedelta
    rolls: bool
    cap: Decimal | None
    order: int


@cache
def rolled(day: dt.date) -> dt.date:
    """Return the first working day from a day on."""
    while not chinese_calendar.is_workday(day):
        day += ONE_DAY
    return day


def yuan(fen: int) -> Decimal:
    return Decimal(fen) * CENT


def by_contract(table: pd.DataFrame, *names: str) -> dict[str, list[tuple[Any, ...]]]:
    """Return the rows of each contract: sheet row, then the columns named; days as dates, fen as yuan."""
    columns: list[list[Any]] = [table.index.tolist()]
    for name in names:
        column = table[name]
        columns.append(column.dt.date.tolist() if column.dtype.kind == "M" else column.tolist())
    rows: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
    for name, row in zip(table["contract"].tolist(), zip(*columns, strict=True), strict=True):
        rows[name].append(row)
    return rows


def read_quotes(lpr: pd.DataFrame) -> Quotes:
    quotes = sorted(zip(lpr["published"].dt.date, lpr["one_year"], strict=True))
    runs = [next(group) for _, group in groupby(quotes, key=lambda quote: quote[1])]
    days = [day for day, _ in quotes] or [dt.date.min]
    return Quotes([day for day, _ in runs], [Decimal(int(rate)).scaleb(-10) for _, rate in runs], days[0], days[-1])


def read_terms(contracts: pd.DataFrame) -> Iterator[tuple[int, str, Terms]]:
    def optional(value: Any, *, exponent: int = -8) -> Decimal | None:
        return None if pd.isna(value) else Decimal(int(value)).scaleb(exponent)

    codes = {name: contracts[name].cat.codes.tolist() for name in ("penalty_mode", "lpr_pick", "allocation_order")}
    signed = contracts["signed"].dt.date.tolist()
    columns = (contracts[name].tolist() for name in (
        "contract", "penalty_rate", "day_basis", "grace_days", "roll_due", "penalty_cap"
    ))  # fmt: skip
    for at, (row, (name, rate, basis, grace, rolls, cap)) in enumerate(
        zip(contracts.index.tolist(), zip(*columns, strict=True), strict=True)
    ):
        mode = codes["penalty_mode"][at]
        yield row, name, Terms(
            signed[at], mode, optional(rate), codes["lpr_pick"][at], 1 if mode == DAILY else int(basis),
            dt.timedelta(days=grace), rolls, optional(cap), codes["allocation_order"][at],
        )  # fmt: skip
