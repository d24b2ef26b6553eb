"""走访汇总: every visit with its result, what it cost and brought in, and to whom the customer is reported (VIS-04)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from addin import messages
from addin.domain.conduct import listed_names
from addin.domain.kpi import ratio
from addin.domain.lookups import contract_customers, customer_names
from addin.domain.promises import broken_counts
from addin.domain.visits import recovered_after
from addin.ledger import schema
from addin.ledger.visit_booking import took_place, typed_like
from addin.letters.visit_slip import PARTIES
from addin.letters.visit_texts import reports

if TYPE_CHECKING:
    from addin.ledger.visit_booking import Booked
    from addin.ports import Request

SUMS = ("promised_amount", "spent", "recovered")


def summed_up(request: Request, plans: pd.DataFrame, judged: pd.DataFrame) -> pd.DataFrame:
    """Return a row of 走访汇总 for each booked visit, by row of the plan; receipts count up to the request's day.

    ``judged`` are the promises as ``judge_promises`` judges them with the entries that this press books.
    """
    visits = plans[took_place(plans) & (plans["entry"] != "")].sort_values(["visited", "visit"], kind="stable")
    states = dict(zip(judged["entry"], judged["state"], strict=True))
    contracts = contract_customers(request.tables)
    receipts = request.tables["receipts"]
    receipts = receipts[receipts["received"] <= pd.Timestamp(request.as_of)]
    receipts = receipts.assign(customer=receipts["contract"].map(contracts))
    recovered = recovered_after(visits, receipts)
    names = customer_names(request.tables)
    codes = [
        next((states[entry] for entry in listed_names(entries) if entry in states), -1) for entries in visits["entry"]
    ]
    table = visits.assign(
        customer_name=visits["customer"].map(names),
        visitors=["、".join(filter(None, people)) for people in visits[list(PARTIES)].itertuples(index=False)],
        promise_state=pd.Categorical.from_codes(codes, categories=pd.Index(schema.PROMISE_STATES)),
        recovered=recovered,
        cost_ratio=ratio(visits["spent"], recovered),
    )
    return table.join(reports(visits, request, broken_counts(judged)["broken"]))


def with_entries(request: Request, booked: Booked) -> dict[str, pd.DataFrame]:
    """Return the tables with the entries that this press adds, so that their promises are judged with the others."""
    log = request.tables["contact_log"]
    if booked.entries.empty:
        return dict(request.tables)
    new = typed_like(booked.entries, log)
    start = int(log.index.max()) + 1 if len(log) else 2
    new.index = pd.RangeIndex(start, start + len(new))
    return {**request.tables, "contact_log": pd.concat([log, new])}


def total_row(summary: pd.DataFrame) -> pd.DataFrame:
    """Return the row of sums, with the cost of one yuan recovered by all visits together (COST-01)."""
    total = summary[list(SUMS)].sum().to_frame().T
    return total.assign(visit=messages.SUM, cost_ratio=ratio(total["spent"], total["recovered"]))


def trips(summary: pd.DataFrame) -> int:
    """Count the trips of the visits (COST-01): customers visited on one day with one car, or by one leader, are one."""
    by = summary["vehicle"].where(summary["vehicle"] != "", summary["leader"])
    by = by.where(by != "", summary["visit"])
    return len(set(zip(summary["visited"], by, strict=True)))
