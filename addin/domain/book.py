"""The ledger laid out for settlement: flat sorted arrays of contracts, instalments, costs, payments and events.

Contracts stand in the order in which the slice ranks them; all else is sorted by that.
Days are int64 numbers of days since 1970-01-01, amounts int64 fen.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from addin.domain.arrays import Bools, Ints
    from addin.domain.rates import Quotes, Terms

DUE, DESIGNATED, PLAIN = 0, 1, 2  # kinds of event
DAY_BITS = 23  # days from year 1 to 9999 fit


@dataclass(frozen=True)
class Debts:
    """Instalments or costs by contract and day; ``row`` is the position in the sheet's frame.

    Debts of one contract and day are a group of ``size`` that starts at ``group``. Contract c owns the positions
    ``low[c]`` … ``low[c + 1] - 1``. ``before`` are the amounts of all debts before a position. ``group`` and ``before``
    have one element more, for the end.
    """

    row: Ints
    contract: Ints
    day: Ints
    amount: Ints
    group: Ints
    size: Ints
    before: Ints
    low: Ints

    def due_by(self, contract: Ints, day: Ints) -> Ints:
        """Return the position after the last debt of each contract that has fallen due by each day."""
        return np.searchsorted(_key(self.contract, self.day), _key(contract, day), side="right")


@dataclass(frozen=True)
class Payments:
    """Receipts of one contract, day and designation that follow one another act as one payment.

    So a receipt split in two changes nothing. ``target`` is the designated instalment's position or -1, ``first`` the
    position of the first receipt, ``count`` their number, and ``start`` where the payment lies on the axis of all money
    received.
    """

    contract: Ints
    day: Ints
    target: Ints
    amount: Ints
    first: Ints
    count: Ints
    start: Ints


@dataclass(frozen=True)
class Events:
    """What can happen to a contract, in order: on each day first DUE (prepaid money may be applied), then payments.

    A designated payment is two events: DESIGNATED pays the named debt, PLAIN spends what is left. ``payment`` is the
    position in Payments (-1 for DUE). ``due_instalments`` and ``due_costs`` end the debts that are due on the day.
    ``next_payment[e]`` is the first event at or after e that is a payment. Contract c owns ``low[c]`` … .
    """

    day: Ints
    kind: Ints
    payment: Ints
    due_instalments: Ints
    due_costs: Ints
    next_payment: Ints
    low: Ints


@dataclass(frozen=True)
class Book:
    """All that settlement needs to know, fixed while it runs.

    ``order`` (terms.Order) and ``bears`` (a penalty) are one element per contract, ``terms`` one per instalment.
    ``lag`` is 0 where the day of a receipt still bears on the old balance, 1 where it does not.
    """

    order: Ints
    bears: Bools
    instalments: Debts
    costs: Debts
    payments: Payments
    events: Events
    terms: Terms
    quotes: Quotes
    lag: int
    apply_prepaid: bool


def build_debts(row: Ints, contract: Ints, day: Ints, amount: Ints, contracts: int) -> Debts:
    """Sort debts (already in order among equals) by contract and day."""
    order = by_contract_and_day(contract, day)
    row, contract, day, amount = row[order], contract[order], day[order], amount[order]
    new = np.ones(row.size + 1, dtype=np.bool_)
    new[1:-1] = (contract[1:] != contract[:-1]) | (day[1:] != day[:-1])
    first = np.flatnonzero(new)
    size = np.diff(first)
    group = np.append(np.repeat(first[:-1], size), row.size)
    before = np.concatenate((np.zeros(1, np.int64), np.cumsum(amount)))
    return Debts(row, contract, day, amount, group, np.repeat(size, size), before, _lows(contract, contracts))


def build_payments(contract: Ints, day: Ints, target: Ints, amount: Ints) -> Payments:
    """Join receipts, sorted by contract, day and row, that follow one another with the same day and designation."""
    new = np.ones(contract.size, dtype=np.bool_)
    new[1:] = (contract[1:] != contract[:-1]) | (day[1:] != day[:-1]) | (target[1:] != target[:-1])
    first = np.flatnonzero(new)
    end = np.cumsum(amount)
    total = np.add.reduceat(amount, first) if first.size else amount
    count = np.diff(first, append=contract.size)
    return Payments(contract[first], day[first], target[first], total, first, count, (end - amount)[first])


def build_events(
    payments: Payments, instalments: Debts, costs: Debts, as_of: int, contracts: int, *, apply_prepaid: bool
) -> Events:
    """Put payments, and the days when prepaid money may be applied, into one order by contract and day."""
    due_contract, due_day = _due_days(instalments, costs, as_of) if apply_prepaid else (np.empty(0, np.int64),) * 2
    designated = payments.target >= 0
    of = np.repeat(np.arange(payments.day.size), 1 + designated)
    kind = np.full(of.size, PLAIN, dtype=np.int64)
    kind[(np.cumsum(1 + designated) - 1 - designated)[designated]] = DESIGNATED

    contract = np.concatenate((due_contract, payments.contract[of]))
    day = np.concatenate((due_day, payments.day[of]))
    order = by_contract_and_day(contract, day)
    contract, day = contract[order], day[order]
    kind = np.concatenate((np.full(due_day.size, DUE, dtype=np.int64), kind))[order]
    here = np.where(kind != DUE, np.arange(kind.size), kind.size)
    return Events(
        day=day,
        kind=kind,
        payment=np.concatenate((np.full(due_day.size, -1, dtype=np.int64), of))[order],
        due_instalments=instalments.due_by(contract, day),
        due_costs=costs.due_by(contract, day),
        next_payment=np.append(np.minimum.accumulate(here[::-1])[::-1], kind.size),
        low=_lows(contract, contracts),
    )


def by_contract_and_day(contract: Ints, day: Ints) -> Ints:
    """Return the order by contract and day that keeps equals as they stand."""
    return np.argsort(_key(contract, day), kind="stable")


def _due_days(instalments: Debts, costs: Debts, as_of: int) -> tuple[Ints, Ints]:
    """Return the distinct (contract, day) on which an instalment or a cost falls due, up to the as-of day."""
    contract = np.concatenate((instalments.contract, costs.contract))
    day = np.concatenate((instalments.day, costs.day))
    contract, day = contract[day <= as_of], day[day <= as_of]
    _, chosen = np.unique(_key(contract, day), return_index=True)
    return contract[chosen], day[chosen]


def _key(contract: Ints, day: Ints) -> Ints:
    return (contract << DAY_BITS) + day + (1 << (DAY_BITS - 1))


def _lows(contract: Ints, contracts: int) -> Ints:
    return np.searchsorted(contract, np.arange(contracts + 1))

