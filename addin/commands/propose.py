"""拟发函件: list every overdue customer with the letter that would go out, or the reason why none does."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from addin import messages
from addin.domain.dunning import assess, letters_due
from addin.domain.lookups import customer_names
from addin.domain.money import yuan
from addin.domain.terms import Verdict
from addin.ledger import schema
from addin.ledger.differences import customers_in_difference
from addin.ledger.position import contract_balances, latest_receipt, position
from addin.letters.explain import proposal_reason
from addin.ports import Outcome, Replace

if TYPE_CHECKING:
    from collections.abc import Collection

    from addin.domain.settlement import Settlement
    from addin.ports import Request

SHOWN = ("count", "longest_overdue", "principal", "penalty", "costs", "prepaid", "total")


def run(request: Request) -> Outcome:
    """Propose as of the request's day; the rows of customers that nothing is sent to carry all their overdue debts."""
    settled = position(request)
    rows = assess(request.tables, settled.instalments, request.as_of, schema.NEVER_CHASED)
    rows = rows[~rows["customer"].isin(list(request.blocked_customers))]  # listed once, as withheld
    due = letters_due(rows, contract_balances(request, settled))
    known = due["letter_type"].isin(list(request.templates))
    differing = customers_in_difference(request)
    table = figures(rows, due)
    table["reason"] = reasons(request, settled, rows, due, differing)
    table["sends"] = table.index.isin(due.index[known].difference(list(differing)))
    table = shown(request, pd.concat([table, withheld(request)]))
    number, total = int(table["sends"].sum()), int(table.loc[table["sends"], "total"].sum())
    return Outcome(
        messages.proposed(number, len(table) - number),
        (
            Replace(
                schema.PROPOSALS.title,
                schema.PROPOSALS.columns,
                table[[column.name for column in schema.PROPOSALS.columns]],
                editable=("chosen",),
                caption=messages.report_caption(request.as_of, latest_receipt(request), settled.lpr_until),
            ),
        ),
        problems=request.problems,
        figures=messages.proposal_figures(number, len(table), yuan(total), latest_receipt(request)),
    )


def figures(rows: pd.DataFrame, due: pd.DataFrame) -> pd.DataFrame:
    """Return a row for each customer: what the letter would claim, or all overdue debt where none is due."""
    table = rows.groupby("customer").agg(
        count=("instalment", "size"),
        longest_overdue=("overdue_days", "max"),
        principal=("unpaid_principal", "sum"),
        penalty=("unpaid_penalty", "sum"),
    )
    table["costs"], table["prepaid"], table["total"] = 0, 0, table["principal"] + table["penalty"]
    table.loc[due.index, list(SHOWN)] = due[list(SHOWN)]
    table["letter_type"] = due["letter_type"].reindex(table.index).fillna("")
    table["stage"] = due["stage"].reindex(table.index).fillna(0).astype("int64")
    return table


def reasons(
    request: Request, settled: Settlement, rows: pd.DataFrame, due: pd.DataFrame, differing: Collection[str]
) -> pd.Series:
    """Return by customer why a letter goes out or none does; the later of the rules below wins."""
    told = pd.Series({str(who): proposal_reason(group) for who, group in rows.groupby("customer")}, dtype="str")
    doubtful = rows.loc[rows["provisional"] & (rows["unpaid_penalty"] > 0), "customer"]
    told.loc[told.index.isin(doubtful)] += messages.penalty_provisional(settled.lpr_until)
    covered = set(rows.loc[rows["verdict"] == Verdict.CHASE, "customer"]) - set(due.index)
    told.loc[told.index.isin(covered)] = messages.PREPAID_COVERS
    for customer in due.index[~due["letter_type"].isin(list(request.templates))]:
        told.loc[customer] = messages.no_template(due.loc[customer, "letter_type"])
    told.loc[told.index.isin(list(differing))] = messages.DIFFERENCES_OPEN
    return told


def shown(request: Request, table: pd.DataFrame) -> pd.DataFrame:
    """Return the rows as the sheet shows them: letters that go out first, the largest claims first."""
    table = table.assign(
        chosen=table["sends"].map({True: schema.YES, False: schema.NO}),
        verdict=table["sends"].map({True: schema.TO_SEND, False: schema.NOT_TO_SEND}),
        customer_name=customer_names(request.tables).reindex(table.index).fillna(""),
        as_of=pd.Timestamp(request.as_of),
    )
    table = table.rename_axis("customer").reset_index()
    return table.sort_values(["sends", "total"], ascending=False, kind="stable").reset_index(drop=True)


def withheld(request: Request) -> pd.DataFrame:
    """Return a row for each customer that an error in the data touches: nothing is sent, and the reason says so."""
    customers = sorted(request.blocked_customers)
    frame = pd.DataFrame(
        {"letter_type": "", "reason": messages.WITHHELD, "sends": False}, index=pd.Index(customers, dtype="str")
    )
    return frame.assign(stage=0, **dict.fromkeys(SHOWN, 0))
