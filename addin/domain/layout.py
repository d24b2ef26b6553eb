"""From the tables of a slice of the ledger to the flat arrays that settlement computes with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from addin.domain.book import Book, build_debts, build_events, build_payments, by_contract_and_day
from addin.domain.calendar import roll
from addin.domain.rates import LPR_MODES, build_terms, day_numbers
from addin.domain.terms import PenaltyMode

if TYPE_CHECKING:
    from addin.domain.arrays import Bools, Ints
    from addin.domain.calendar import Calendar
    from addin.domain.rates import Quotes
    from addin.domain.settings import Settings
    from addin.domain.slices import Tables


@dataclass(frozen=True)
class Layout:
    """The book, and the sheet rows of its contracts, instalments and costs by position.

    Receipts (sheet row, amount) stand in the order in which they arrived at each contract; receipt r lies on the axis
    of all money from ``receipt_start[r]`` on. ``guessed`` instalments have a due day that rests on a provisional
    calendar. ``as_of`` is the day number that the figures stand at.
    """

    book: Book
    as_of: int
    contract_row: Ints
    instalment_row: Ints
    cost_row: Ints
    guessed: Bools
    receipt_row: Ints
    receipt_amount: Ints
    receipt_start: Ints


def lay_out(part: Tables, quotes: Quotes, settings: Settings, as_of: int, calendar: Calendar) -> Layout:
    """Lay out a slice of the ledger (see ``slices``); further arguments and errors as ``settlement.settle``."""
    contracts, instalments, receipts, costs = (
        part[name] for name in ("contracts", "instalments", "receipts", "costs")
    )
    receipt_of, instalment_of, cost_of = (
        table["contract"].to_numpy(np.int64) for table in (receipts, instalments, costs)
    )
    _check_options(contracts)
    rolled, guessed = _roll(instalments, contracts["roll_due"].to_numpy(np.bool_)[instalment_of], calendar)
    by_number = np.argsort(instalments["number"].to_numpy(), kind="stable")
    size = len(contracts)
    debts = build_debts(by_number, instalment_of[by_number], rolled[by_number], _fen(instalments)[by_number], size)
    charges = build_debts(np.arange(len(costs)), cost_of, day_numbers(costs["spent"]), _fen(costs), size)

    received = day_numbers(receipts["received"])
    arrival = by_contract_and_day(receipt_of, received)
    amount = _fen(receipts)[arrival]
    target = _targets(receipts, receipt_of, instalments, instalment_of, debts.row)
    payments = build_payments(receipt_of[arrival], received[arrival], target[arrival], amount)
    terms = build_terms(contracts, debts.contract, debts.day, debts.amount, quotes)
    bears = np.zeros(size, dtype=np.bool_)
    bears[debts.contract[terms.bears]] = True
    book = Book(
        order=contracts["allocation_order"].cat.codes.to_numpy().astype(np.int64),
        bears=bears,
        instalments=debts,
        costs=charges,
        payments=payments,
        events=build_events(payments, debts, charges, as_of, size, apply_prepaid=settings.apply_prepaid),
        terms=terms,
        quotes=quotes,
        lag=0 if settings.accrue_on_receipt_day else 1,
        apply_prepaid=settings.apply_prepaid,
    )
    return Layout(
        book=book,
        as_of=as_of,
        contract_row=contracts.index.to_numpy(np.int64),
        instalment_row=instalments.index.to_numpy(np.int64)[debts.row],
        cost_row=costs.index.to_numpy(np.int64)[charges.row],
        guessed=guessed[debts.row],
        receipt_row=receipts.index.to_numpy(np.int64)[arrival],
        receipt_amount=amount,
        receipt_start=np.cumsum(amount) - amount,
    )


def _check_options(contracts: pd.DataFrame) -> None:
    """Refuse contracts that lack an option which a rule turns on: reading fills them all."""
    mode = contracts["penalty_mode"].cat.codes
    needed = {
        "penalty_mode": mode < 0,
        "allocation_order": contracts["allocation_order"].cat.codes < 0,
        "lpr_pick": mode.isin(LPR_MODES) & (contracts["lpr_pick"].cat.codes < 0),
        "day_basis": (mode > PenaltyMode.DAILY) & (contracts["day_basis"].cat.codes < 0),
    }
    missing = [name for name, empty in needed.items() if empty.any()]
    if missing:
        raise ValueError(missing)


def _fen(table: pd.DataFrame) -> Ints:
    return table["amount"].to_numpy(np.int64)


def _roll(instalments: pd.DataFrame, rolls: Bools, calendar: Calendar) -> tuple[Ints, Bools]:
    """Return the due day of each instalment, rolled where its contract says so, and whether that is provisional."""
    due = day_numbers(instalments["due"])
    guessed = np.zeros(due.size, dtype=np.bool_)
    days, guessed[rolls] = roll(due[rolls].astype("datetime64[D]"), calendar)
    due[rolls] = days.astype(np.int64)
    return due, guessed


def _targets(
    receipts: pd.DataFrame, receipt_of: Ints, instalments: pd.DataFrame, instalment_of: Ints, order: Ints
) -> Ints:
    """Return the position in the book of the instalment that each receipt names, -1 where it names none."""
    target = np.full(len(receipts), -1, dtype=np.int64)
    named = np.flatnonzero(receipts["instalment"].to_numpy() != "")
    if named.size:
        keys = pd.Index(instalments["instalment"])
        at = keys.get_indexer(pd.Index(receipts["instalment"].iloc[named])).astype(np.int64)
        if (at < 0).any() or (instalment_of[at] != receipt_of[named]).any():
            msg = "a receipt names an instalment that is not its contract's"
            raise ValueError(msg)
        position = np.empty_like(order)
        position[order] = np.arange(order.size)
        target[named] = position[at]
    return target
