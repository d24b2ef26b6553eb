"""The figures of a settlement as frames indexed by sheet rows (see ``settlement.Settlement`` for what they hold)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from addin.domain.book import DAY_BITS
from addin.domain.penalty import penalty_lines
from addin.domain.terms import Grade, Item

if TYPE_CHECKING:
    from collections.abc import Mapping

    from addin.domain.allocation import Takes
    from addin.domain.arrays import Bools, Days, Ints
    from addin.domain.layout import Layout
    from addin.domain.penalty import Lines
    from addin.domain.settings import Settings

CONTRACT_SUMS = ("unpaid_principal", "unpaid_penalty", "unpaid_costs", "prepaid", "payable", "longest_overdue")
ROW_BITS = 32


def lines(layout: Layout, takes: Takes) -> Lines:
    """Return the penalty lines of all instalments (positions in the book) in the order of sheet rows and days."""
    return penalty_lines(*_spans(layout, takes), layout.book.terms, layout.book.quotes)


def segments(layout: Layout, printed: Lines) -> pd.DataFrame:
    """Return the printed lines, each with where its rate comes from."""
    terms, quotes = layout.book.terms, layout.book.quotes
    of = printed.instalment
    quote_day = np.where(printed.run >= 0, quotes.start[printed.run], 0).astype("datetime64[D]")
    quote_day[(printed.run < 0) | (quotes.until is None)] = np.datetime64("NaT")
    return pd.DataFrame(
        {
            "instalment": layout.instalment_row[of],
            "from_day": _dates(printed.from_day),
            "to_day": _dates(printed.to_day),
            "days": printed.to_day - printed.from_day + 1,
            "principal": printed.principal,
            "rate": printed.rate,
            "day_basis": terms.basis[of],
            "penalty": printed.penalty,
            "mode": terms.mode[of],
            "quote_day": quote_day.astype("datetime64[s]"),
            "capped": printed.capped,
            "provisional": printed.beyond,
        },
        copy=False,
    )


def allocations(layout: Layout, takes: Takes) -> pd.DataFrame:
    """Return what each receipt paid."""
    payments = layout.book.payments
    of, receipt, amount = _by_receipt(layout, takes)
    item, debt = takes.item[of], takes.debt[of]
    row = np.zeros(of.size, np.int64)
    is_cost, is_prepaid = item == Item.COST, item == Item.PREPAID
    row[is_cost] = layout.cost_row[debt[is_cost]]
    to_instalment = ~(is_cost | is_prepaid)
    row[to_instalment] = layout.instalment_row[debt[to_instalment]]
    contract = layout.contract_row[payments.contract[takes.payment[of]]]
    # receipts are numbered by contract and arrival; what one paid is already in the order of time
    order = np.argsort((contract << ROW_BITS) + receipt, kind="stable")
    columns = {
        "receipt": layout.receipt_row[receipt],
        "day": _dates(takes.day[of]),
        "contract": contract,
        "item": item,
        "debt": row,
        "amount": amount,
        "designated": takes.designated[of],
    }
    return pd.DataFrame({name: column[order] for name, column in columns.items()}, copy=False)


def _by_receipt(layout: Layout, takes: Takes) -> tuple[Ints, Ints, Ints]:
    """Cut what was paid at the ends of receipts; returns (position in takes, position of the receipt, fen)."""
    payments, ends = layout.book.payments, layout.receipt_start + layout.receipt_amount
    several = payments.count[takes.payment] > 1
    one = np.flatnonzero(~several)
    joint = np.flatnonzero(several)
    start, end = takes.start[joint], takes.start[joint] + takes.amount[joint]
    first = np.searchsorted(ends, start, side="right")
    count = np.searchsorted(ends, end, side="left") - first + 1
    nth = np.repeat(np.arange(count.size), count)
    receipt = first[nth] + np.arange(nth.size) - np.repeat(np.cumsum(count) - count, count)
    amount = np.minimum(end[nth], ends[receipt]) - np.maximum(start[nth], layout.receipt_start[receipt])
    some = amount > 0
    return (
        np.concatenate((one, joint[nth[some]])),
        np.concatenate((payments.first[takes.payment[one]], receipt[some])),
        np.concatenate((takes.amount[one], amount[some])),
    )


def instalments(layout: Layout, takes: Takes, printed: Lines, settings: Settings) -> pd.DataFrame:
    """Return the figures of each instalment."""
    book = layout.book
    terms, debts = book.terms, book.instalments
    paid = _totals(takes, Item.PRINCIPAL, debts.row.size)
    paid_penalty = _totals(takes, Item.PENALTY, debts.row.size)
    penalty = np.zeros(debts.row.size, np.int64)
    np.add.at(penalty, printed.instalment, printed.penalty)
    unpaid = debts.amount - paid
    late = (unpaid > 0) & (layout.as_of > terms.grace_end)
    overdue = np.where(late, layout.as_of - debts.day, 0)
    grade = np.where(overdue > settings.medium_days, Grade.SEVERE, Grade.MEDIUM)
    grade[overdue <= settings.mild_days] = Grade.MILD
    grade[overdue <= 0] = Grade.NOT_OVERDUE
    beyond = np.zeros(debts.row.size, np.bool_)
    beyond[printed.instalment[printed.beyond]] = True
    columns = {
        "rolled_due": _dates(debts.day),
        "paid_principal": paid,
        "unpaid_principal": unpaid,
        "overdue_days": overdue,
        "grade": grade,
        "penalty": penalty,
        "unpaid_penalty": penalty - paid_penalty,
        "provisional": layout.guessed | beyond,
        "day_provisional": layout.guessed,
    }
    return _frame(columns, layout.instalment_row)


def receipts(layout: Layout, allocated: pd.DataFrame) -> pd.DataFrame:
    """Return what each receipt went to."""
    index = np.sort(layout.receipt_row)
    place = np.zeros(index.max(initial=0) + 1, np.int64)
    place[index] = np.arange(index.size)
    at = place[allocated["receipt"].to_numpy()]
    item, amount = allocated["item"].to_numpy(), allocated["amount"].to_numpy()
    columns = {}
    for name, kind in (
        ("to_principal", Item.PRINCIPAL),
        ("to_penalty", Item.PENALTY),
        ("to_costs", Item.COST),
        ("prepaid", Item.PREPAID),
    ):
        columns[name] = np.zeros(index.size, np.int64)
        np.add.at(columns[name], at[item == kind], amount[item == kind])
    return pd.DataFrame(columns, index=index)


def contracts(layout: Layout, takes: Takes, settled: pd.DataFrame) -> pd.DataFrame:
    """Return the sums of each contract; ``settled`` are the figures of the instalments."""
    book, size = layout.book, layout.contract_row.size
    of = book.instalments.contract
    settled = settled.loc[layout.instalment_row]
    columns = {name: np.zeros(size, np.int64) for name in CONTRACT_SUMS}
    for name in ("unpaid_principal", "unpaid_penalty"):
        np.add.at(columns[name], of, settled[name].to_numpy())
    unpaid_costs = book.costs.amount - _totals(takes, Item.COST, book.costs.row.size)
    np.add.at(columns["unpaid_costs"], book.costs.contract, unpaid_costs)
    kept = takes.item == Item.PREPAID
    np.add.at(columns["prepaid"], book.payments.contract[takes.payment[kept]], takes.amount[kept])
    owed = columns["unpaid_principal"] + columns["unpaid_penalty"] + columns["unpaid_costs"]
    columns["payable"] = owed - columns["prepaid"]
    np.maximum.at(columns["longest_overdue"], of, settled["overdue_days"].to_numpy())
    return _frame(columns, layout.contract_row)


def _spans(layout: Layout, takes: Takes) -> tuple[Ints, Ints, Ints, Ints]:
    """Return (instalment, principal, first, last day) of every balance that bears penalty, by sheet row and day."""
    book, terms = layout.book, layout.book.terms
    rank = np.empty_like(layout.instalment_row)
    by_row = np.argsort(layout.instalment_row)
    rank[by_row] = np.arange(rank.size)

    chosen = takes.item == Item.PRINCIPAL
    paid = takes.debt[chosen]
    changed = np.maximum(takes.day[chosen] - book.lag + 1, terms.first_day[paid])  # first day of the new balance
    instalment = np.concatenate((by_row, paid))
    first = np.concatenate((terms.first_day[by_row], changed))
    amount = np.concatenate((book.instalments.amount[by_row], -takes.amount[chosen]))
    order = np.argsort((rank[instalment] << DAY_BITS) + first, kind="stable")
    instalment, first, amount = instalment[order], first[order], amount[order]

    # each balance is what all changes up to its first day leave; the last of one instalment and day counts
    same = instalment[1:] == instalment[:-1]
    running = np.cumsum(amount)
    begins = np.ones(instalment.size, dtype=np.bool_)
    begins[1:] = ~same
    before = (running - amount)[np.maximum.accumulate(np.where(begins, np.arange(begins.size), 0))]
    last = np.full(instalment.size, layout.as_of)
    last[:-1][same] = first[1:][same] - 1
    principal = running - before

    # grace: no penalty where it has not passed by the as-of day or nothing was unpaid on the day after it
    bears = terms.bears & (layout.as_of > terms.grace_end)
    cleared = principal == 0
    bears[instalment[cleared & (first <= terms.grace_end[instalment] + 1)]] = False
    kept = bears[instalment] & (principal > 0) & (last >= first)
    return instalment[kept], principal[kept], first[kept], last[kept]


def _totals(takes: Takes, item: Item, size: int) -> Ints:
    total = np.zeros(size, np.int64)
    chosen = takes.item == item
    np.add.at(total, takes.debt[chosen], takes.amount[chosen])
    return total


def _frame(columns: Mapping[str, Ints | Days | Bools], rows: Ints) -> pd.DataFrame:
    order = np.argsort(rows)
    return pd.DataFrame({name: column[order] for name, column in columns.items()}, index=rows[order], copy=False)


def _dates(days: Ints) -> Days:
    return days.astype("datetime64[D]").astype("datetime64[s]")
