"""Promises to pay against receipts: pending, kept, kept in part, broken (issue 7; 民法典 203 for the last day)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from addin.domain.calendar import roll
from addin.domain.conduct import listed_names
from addin.domain.lookups import contract_customers
from addin.domain.terms import Item, PromiseState

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping, Sequence

    from addin.domain.calendar import Calendar
    from addin.domain.settlement import Settlement

COLUMNS = (
    "entry", "customer", "contract", "made", "promised_day", "deadline", "need", "received", "state", "covers",
    "restated",
)  # fmt: skip


class Promise(NamedTuple):
    """A promise of the log: what it names ("" and () = everything), whole days, fen (0 = what is due)."""

    row: int
    entry: str
    contract: str
    instalments: tuple[str, ...]
    made: pd.Timestamp
    promised_day: pd.Timestamp
    amount: int
    deadline: pd.Timestamp


class Debt(NamedTuple):
    """An instalment of the customer, and when so many fen of its principal were paid."""

    instalment: str
    contract: str
    due: pd.Timestamp
    amount: int
    payments: tuple[tuple[pd.Timestamp, int], ...]


@dataclass
class Money:
    """A receipt of the customer; ``left`` is what no promise has taken yet."""

    day: pd.Timestamp
    contract: str
    instalment: str
    left: int


def judge_promises(
    tables: Mapping[str, pd.DataFrame], settled: Settlement, as_of: dt.date, calendar: Calendar
) -> pd.DataFrame:
    """Judge every promise of the standing log; index = rows of ``contact_log``.

    A promise names a day, perhaps an amount (else: what is due of its scope by that day), a contract (else: all of the
    customer) and instalments. Money of its scope counts from the day it was made to the promised day, rolled to a
    working day, both included; a receipt that the payer designated to an instalment outside the promise does not.
    Promises of one customer take receipts in order of their deadline, each fen once. A promise is kept when the
    amount came in, or when what was due of its scope when it was made is paid in full. The same promise entered again
    (same scope and day) is one promise: the last entry counts, earlier ones carry its state and ``restated``.

    Columns: entry, customer, contract, made, promised_day, deadline (days), need, received (fen), state
    (:class:`PromiseState`), covers (instalment IDs), restated (bool).
    """
    log = tables["contact_log"]
    log = log[log["promised_day"].notna() & (log["contacted"] < pd.Timestamp(as_of) + pd.Timedelta(days=1))]
    log = log.assign(deadline=deadlines(log["promised_day"], calendar), made=log["contacted"].dt.floor("D"))
    debts, receipts = customer_debts(tables, settled), customer_receipts(tables, as_of)
    day = pd.Timestamp(as_of)
    judged = {
        row: (promise.entry, customer, *rest)
        for customer, made in promises_by_customer(log).items()
        for row, promise, rest in judge_customer(made, debts.get(customer, ()), receipts.get(customer, ()), day)
    }
    frame = pd.DataFrame.from_dict(judged, orient="index", columns=list(COLUMNS)).reindex(log.index)
    days = dict.fromkeys(("made", "promised_day", "deadline"), "datetime64[s]")
    texts = dict.fromkeys(("entry", "customer", "contract", "covers"), "str")
    numbers = dict.fromkeys(("need", "received", "state"), "int64")
    return frame.astype({**days, **texts, **numbers, "restated": "bool"})


def deadlines(promised: pd.Series, calendar: Calendar) -> pd.Series:
    """Return the last day of each promise: the promised day, rolled to a working day (民法典 203)."""
    rolled, _ = roll(promised.to_numpy().astype("datetime64[D]"), calendar)
    return pd.Series(rolled.astype("datetime64[s]"), index=promised.index)


def promises_by_customer(log: pd.DataFrame) -> dict[str, list[Promise]]:
    """Return each customer's promises in the order in which they take money; the last entry of each first."""
    names = ["entry", "contract", "promised_instalments", "made", "promised_day", "promised_amount", "deadline"]
    ordered = log.sort_values("contacted", kind="stable", ascending=False)
    found: dict[str, list[Promise]] = {}
    for customer, row, entry, contract, instalments, *rest in zip(
        ordered["customer"], ordered.index.tolist(), *(ordered[name] for name in names), strict=True
    ):
        found.setdefault(str(customer), []).append(Promise(row, entry, contract, listed_names(instalments), *rest))
    return {
        customer: sorted(promises, key=lambda promise: (promise.deadline, promise.promised_day))
        for customer, promises in found.items()
    }


def judge_customer(
    promises: Iterable[Promise], debts: Sequence[Debt], receipts: Sequence[Money], as_of: pd.Timestamp
) -> list[tuple[int, Promise, tuple[object, ...]]]:
    """Judge the promises of one customer; each is (row, promise, the columns after ``customer``)."""
    same: dict[tuple[object, ...], list[Promise]] = {}
    for promise in promises:
        same.setdefault((promise.contract, promise.instalments, promise.promised_day), []).append(promise)
    judged: list[tuple[int, Promise, tuple[object, ...]]] = []
    for entries in same.values():
        last, made = entries[0], min(entry.made for entry in entries)
        scope = [debt for debt in debts if covered(last, debt)]
        before = {debt.instalment: owed(debt, made - pd.Timedelta(days=1)) for debt in scope}
        covers = tuple(name for name, fen in before.items() if fen)
        need = last.amount or sum(before.values())
        received = take(last, receipts, made, need)
        cleared = bool(covers) and not any(owed(debt, min(last.deadline, as_of)) for debt in scope)
        state = outcome(need, received, cleared=cleared, passed=last.deadline < as_of)
        judged += [
            (
                entry.row,
                entry,
                (entry.contract, made, last.promised_day, last.deadline, need, received, int(state),
                 "、".join(last.instalments or covers), entry is not last),
            )
            for entry in entries
        ]  # fmt: skip
    return judged


def covered(promise: Promise, debt: Debt) -> bool:
    """Tell whether a promise is about a debt: named, or due by the promised day within its scope."""
    if promise.instalments:
        return debt.instalment in promise.instalments
    return promise.contract in {"", debt.contract} and debt.due <= promise.promised_day


def owed(debt: Debt, day: pd.Timestamp) -> int:
    """Return the principal of a debt that was unpaid at the end of a day (fen)."""
    return debt.amount - sum(amount for paid, amount in debt.payments if paid <= day)


def take(promise: Promise, receipts: Sequence[Money], made: pd.Timestamp, need: int) -> int:
    """Take what the promise still needs from the receipts in its time and scope, and return the fen taken."""
    taken = 0
    for receipt in receipts:
        in_scope = promise.contract in {"", receipt.contract} and made <= receipt.day <= promise.deadline
        elsewhere = promise.instalments and receipt.instalment and receipt.instalment not in promise.instalments
        if in_scope and not elsewhere:
            part = min(receipt.left, need - taken)
            receipt.left -= part
            taken += part
    return taken


def outcome(need: int, received: int, *, cleared: bool, passed: bool) -> PromiseState:
    """Return the state of a promise; ``passed`` is whether its last day lies behind."""
    if cleared or (need and received >= need) or (passed and not need):
        return PromiseState.KEPT
    if not passed:
        return PromiseState.PENDING
    return PromiseState.PART if received else PromiseState.BROKEN


def customer_debts(tables: Mapping[str, pd.DataFrame], settled: Settlement) -> dict[str, list[Debt]]:
    """Return the instalments of the settlement by customer, each with the payments of its principal."""
    paid = settled.allocations[settled.allocations["item"] == int(Item.PRINCIPAL)]
    payments: dict[int, list[tuple[pd.Timestamp, int]]] = {}
    for row, day, amount in paid[["debt", "day", "amount"]].itertuples(index=False, name=None):
        payments.setdefault(row, []).append((day, amount))
    rows = tables["instalments"].loc[settled.instalments.index, ["instalment", "contract", "amount"]]
    rows = rows.assign(due=settled.instalments["rolled_due"], customer=owners(tables, rows["contract"]))
    debts: dict[str, list[Debt]] = {}
    names = ["customer", "instalment", "contract", "due", "amount"]
    for row, customer, instalment, contract, due, amount in rows[names].itertuples(name=None):
        debt = Debt(instalment, contract, due, amount, tuple(payments.get(row, ())))
        debts.setdefault(customer, []).append(debt)
    return debts


def customer_receipts(tables: Mapping[str, pd.DataFrame], as_of: dt.date) -> dict[str, list[Money]]:
    """Return the receipts up to the day by customer, the earliest first."""
    rows = tables["receipts"]
    rows = rows[rows["received"] <= pd.Timestamp(as_of)].sort_values("received", kind="stable")
    rows = rows.assign(customer=owners(tables, rows["contract"]))
    receipts: dict[str, list[Money]] = {}
    names = ["customer", "received", "contract", "instalment", "amount"]
    for customer, *receipt in rows[names].itertuples(index=False, name=None):
        receipts.setdefault(customer, []).append(Money(*receipt))
    return receipts


def owners(tables: Mapping[str, pd.DataFrame], contracts: pd.Series) -> pd.Series:
    """Return the customer of each contract."""
    return contracts.map(contract_customers(tables))


def broken_counts(promises: pd.DataFrame) -> pd.DataFrame:
    """Count the promises of each customer by state, restated ones once: promised, pending, kept, part, broken."""
    once = promises[~promises["restated"]]
    counts = pd.DataFrame(
        {
            name: (once["state"] == int(state)).groupby(once["customer"]).sum()
            for name, state in zip(("pending", "kept", "part", "broken"), PromiseState, strict=True)
        },
        dtype=np.int64,
    )
    counts.insert(0, "promised", counts.sum(axis=1))
    return counts
