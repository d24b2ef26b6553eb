"""The ledger in slices of contracts: contracts do not touch each other, so one slice after the other is settled.

So the working arrays are those of one slice, and they stay small, however many rows the sheets have.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import pandas as pd

from addin.domain.rates import day_numbers

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from addin.domain.arrays import Ints

Tables: TypeAlias = "Mapping[str, pd.DataFrame]"

ROWS_AT_ONCE = 2**17
MANY_RECEIPTS = 32  # from here on contracts are ranked by the number of their receipts (within a factor of two)
MOST_MONEY = 2.0**62  # fen on one sheet: running totals stay within int64
USED = {
    "instalments": ["instalment", "number", "due", "amount"],
    "receipts": ["instalment", "received", "amount"],
    "costs": ["spent", "amount"],
}
DATED = {"received", "spent"}  # days after the as-of day do not count


def slices(tables: Tables, as_of: int) -> Iterator[dict[str, pd.DataFrame]]:
    """Yield the tables contracts, instalments, receipts and costs of some contracts at a time (at least once).

    Contracts come ranked: those with many receipts, which take many rounds, last and with about as many together. The
    other tables have the columns that settlement uses, in the order of their sheets, and ``contract`` is the position
    in the slice's contracts. Left out are rows of contracts not held, receipts and costs later than the day ``as_of``,
    and costs that the debtor does not bear. Raises ValueError for a negative amount, OverflowError for amounts that
    cannot be added up.
    """
    contracts, costs = tables["contracts"], tables["costs"]
    counting = dict(tables) | {"costs": costs[costs["borne_by_debtor"].to_numpy(np.bool_)]}
    names = pd.Index(contracts["contract"])
    rows = {name: _counted(counting[name], columns, names, as_of) for name, columns in USED.items()}
    counts = {name: np.bincount(of, minlength=names.size) for name, (_, of) in rows.items()}

    ranked = rank_contracts(counts["receipts"])
    rank = np.empty_like(ranked)
    rank[ranked] = np.arange(ranked.size)
    nth = np.cumsum(np.sum(list(counts.values()), axis=0)[ranked]) // ROWS_AT_ONCE  # the slice of each, by rank
    low = np.searchsorted(nth, np.arange(nth.max(initial=0) + 2))
    parts = {name: _parted(table, rank[of], nth, low) for name, (table, of) in rows.items()}
    for at in range(low.size - 1):
        mine = {name: next(part) for name, part in parts.items()}
        yield mine | {"contracts": contracts.iloc[ranked[low[at] : low[at + 1]]]}


def rank_contracts(receipts: Ints) -> Ints:
    """Return the order of contracts by the number of their ``receipts``: as they stand, those with many last."""
    return np.argsort(np.frexp(receipts // MANY_RECEIPTS)[1], kind="stable")


def _counted(table: pd.DataFrame, columns: list[str], names: pd.Index[str], as_of: int) -> tuple[pd.DataFrame, Ints]:
    """Return the rows that count, in the order of the sheet, and the position of the contract of each in ``names``."""
    if not table.index.is_monotonic_increasing:
        table = table.sort_index()
    of = names.get_indexer(pd.Index(table["contract"])).astype(np.int64)
    kept = of >= 0
    for day in DATED.intersection(columns):
        kept &= day_numbers(table[day]) <= as_of
    counted = table[columns] if kept.all() else table.loc[kept, columns]
    _check_amounts(counted["amount"].to_numpy(np.int64))
    return counted, of[kept]


def _check_amounts(amount: Ints) -> None:
    if amount.size and amount.min() < 0:
        msg = "a negative amount"
        raise ValueError(msg)
    if amount.astype(np.float64).sum() >= MOST_MONEY:
        msg = "amounts too large to add up"
        raise OverflowError(msg)


def _parted(table: pd.DataFrame, rank: Ints, nth: Ints, low: Ints) -> Iterator[pd.DataFrame]:
    """Yield the rows of each slice with their contract as its position there."""
    of = nth[rank]
    order = np.argsort(of.astype(np.int16), kind="stable")  # small numbers are sorted in linear time
    ends = np.cumsum(np.bincount(of, minlength=low.size - 1))
    for at, rows in enumerate(np.split(order, ends[:-1])):
        yield table.iloc[rows].assign(contract=rank[rows] - low[at])
