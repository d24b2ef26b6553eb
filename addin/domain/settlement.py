"""Settlement: what every receipt paid, what is still owed, and the penalty line by line (RULES §1–§4).

:func:`settle` cuts the ledger into slices of contracts, lays each out, lets the receipts pay the debts
(``allocation``), prints the penalty lines (``penalty``) and checks that no fen was lost. Money is int64 fen; frames
are indexed by, and refer to, sheet rows.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from addin.domain import figures
from addin.domain.allocation import allocate
from addin.domain.layout import lay_out
from addin.domain.rates import EPOCH, build_quotes
from addin.domain.slices import slices

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from addin.domain.calendar import Calendar
    from addin.domain.layout import Layout
    from addin.domain.settings import Settings

# The frames of a Settlement, the largest first, and the column whose sheet rows order them ("": the index)
ORDER = {"segments": "instalment", "allocations": "contract", "instalments": "", "receipts": "", "contracts": ""}


@dataclass(frozen=True)
class Settlement:
    """Every figure as of one day. Amounts are int64 fen, days datetime64[s]; frames are in the order of the sheets.

    - ``instalments`` (index: instalment rows): rolled_due, paid_principal, unpaid_principal, overdue_days (from the
      rolled due day; 0 while nothing is overdue), grade (terms.Grade), penalty (all that accrued up to and including
      the day), unpaid_penalty, provisional (a figure rests on days or quotes not known yet), day_provisional (the due
      day does).
    - ``receipts`` (index: receipt rows up to the day): to_principal, to_penalty, to_costs, prepaid; their sum is the
      amount.
    - ``contracts`` (index: contract rows): unpaid_principal, unpaid_penalty, unpaid_costs, prepaid, payable
      (= the first three − prepaid), longest_overdue (days).
    - ``allocations`` (by contract, receipt, day): receipt, day (when applied), contract, item (terms.Item), debt
      (row of the instalment or cost, 0 for prepaid), amount, designated (the receipt names this instalment).
    - ``segments`` (by instalment, day): instalment, from_day, to_day (included), days, principal, rate (in 1e-12, a day
      where day_basis is 1, else a year), day_basis, penalty, mode (terms.PenaltyMode), quote_day (publication of the
      LPR used: the first of a run of equal quotes; NaT without LPR), capped (the cap ends the penalty in this line),
      provisional (a day before the first or after the last quote known).
    - ``lpr_until``: day of the last quote known, None without any.
    """

    instalments: pd.DataFrame
    receipts: pd.DataFrame
    contracts: pd.DataFrame
    allocations: pd.DataFrame
    segments: pd.DataFrame
    lpr_until: dt.date | None


class ConservationError(AssertionError):
    """Figures that do not balance: always a fault of this program, never of the data."""


def settle(
    tables: Mapping[str, pd.DataFrame], settings: Settings, as_of: dt.date, calendar: Calendar
) -> Settlement:
    """Settle all contracts as of a day (that day included).

    Uses the tables contracts, instalments, receipts, costs and lpr, and of the settings accrue_on_receipt_day,
    apply_prepaid, mild_days and medium_days. Receipts and costs later than ``as_of``, costs that the debtor does not
    bear, and rows of contracts that the table contracts does not hold are left out.

    - An instalment may be paid from its rolled due day on (民法典 203), by a designated receipt also before. It is
      overdue, and bears penalty from the day after the rolled due day, once the days of grace have passed with
      principal unpaid; what is cleared by the last day of grace bears none.
    - A receipt goes to the debts in the order of its contract (民法典 560, 561); debts of one due day share pro rata. A
      designated receipt first pays its instalment (in orders that begin with costs: after the costs due), then
      follows the same rule. Receipts of one contract, day and designation that follow one another act as one payment,
      which the earlier row pays first; so a receipt split in two changes nothing.
    - What is left stands as prepaid. With ``apply_prepaid`` it pays, oldest first, on the day when an instalment or a
      cost falls due, before that day's receipts.
    - A receipt can pay the penalty accrued up to and including its day; with ``accrue_on_receipt_day`` off up to the
      day before, and its own day bears on the new balance.

    Raises ValueError for tables that are not sound (negative amounts, a rate above 1000 %, a receipt that names
    another contract's instalment) or a calendar too short, OverflowError for amounts beyond int64, ConservationError
    if the figures do not balance.
    """
    day, quotes = (as_of - EPOCH).days, build_quotes(tables["lpr"])
    parts: dict[str, list[pd.DataFrame]] = {name: [] for name in ORDER}
    for part in slices(tables, day):
        settled = _settle(lay_out(part, quotes, settings, day, calendar), settings)
        for name, frames in parts.items():
            frames.append(getattr(settled, name))
    return Settlement(**{name: _joined(parts.pop(name), by) for name, by in ORDER.items()}, lpr_until=quotes.until)


def _settle(layout: Layout, settings: Settings) -> Settlement:
    """Settle the contracts of one slice."""
    takes = allocate(layout.book)
    lines = figures.lines(layout, takes)
    allocations = figures.allocations(layout, takes)
    instalments = figures.instalments(layout, takes, lines, settings)
    settlement = Settlement(
        instalments=instalments,
        receipts=figures.receipts(layout, allocations),
        contracts=figures.contracts(layout, takes, instalments),
        allocations=allocations,
        segments=figures.segments(layout, lines),
        lpr_until=layout.book.quotes.until,
    )
    _check(settlement, layout)
    return settlement


def _joined(frames: list[pd.DataFrame], by: str) -> pd.DataFrame:
    """Put the slices of a frame together by sheet row: that of its index, or of the column ``by``.

    What belongs to one row stands in one slice, in order.
    """
    joined = pd.concat(frames)
    return joined.sort_values(by, kind="stable", ignore_index=True) if by else joined.sort_index()


def _check(settlement: Settlement, layout: Layout) -> None:
    """Raise ConservationError unless every fen received went somewhere and nothing was paid that was not owed."""
    order = np.argsort(layout.receipt_row)
    received = layout.receipt_amount[order]
    instalments, contracts = settlement.instalments, settlement.contracts
    paid_penalty = instalments["penalty"].sum() - instalments["unpaid_penalty"].sum()
    principal = instalments["paid_principal"] + instalments["unpaid_principal"]
    owed = (instalments[["unpaid_principal", "unpaid_penalty"]], contracts[["unpaid_costs", "prepaid"]])
    sound = {
        "received = principal + penalty + costs + prepaid": (settlement.receipts.sum(axis=1) == received).all(),
        "due = paid + unpaid": principal.sum() == layout.book.instalments.amount.sum(),
        "nothing is overpaid": all((part >= 0).all(axis=None) for part in owed),
        "principal received = principal paid": (
            settlement.receipts["to_principal"].sum() == instalments["paid_principal"].sum()
        ),
        "penalty received = penalty paid": settlement.receipts["to_penalty"].sum() == paid_penalty,
    }
    broken = [rule for rule, holds in sound.items() if not holds]
    if broken:
        raise ConservationError(broken)
