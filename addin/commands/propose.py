"""拟发函件: list every overdue customer with the letter that would go out, or the reason why none does."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from addin import messages
from addin.domain.dunning import assess, letters_due
from addin.domain.money import yuan
from addin.domain.terms import Verdict
from addin.ledger import schema
from addin.ledger.differences import customers_in_difference
from addin.ledger.position import contract_balances, latest_receipt, position
from addin.letters.explain import proposal_reason
from addin.ports import Outcome, Replace

if TYPE_CHECKING:
    from addin.ports import Request

SHOWN = ("count", "longest_overdue", "principal", "penalty", "costs", "prepaid", "total")


def run(request: Request) -> Outcome:
    """Propose as of the request's day; the rows of customers that nothing is sent to carry all their overdue debts."""
    settled = position(request)
    rows = assess(request.tables, settled.instalments, request.as_of, schema.NEVER_CHASED)
    rows = rows[~rows["customer"].isin(list(request.blocked_customers))]  # listed once, as withheld
    due = letters_due(rows, contract_balances(request, settled))
    known = due["letter_type"].isin(list(request.templates))
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
    differing = customers_in_difference(request)
    sends = pd.Series(table.index.isin(due.index[known].difference(list(differing))), index=table.index)
    reasons = {customer: proposal_reason(group) for customer, group in rows.groupby("customer")}
    table["reason"] = pd.Series(reasons, dtype="str")
    doubtful = set(rows.loc[rows["provisional"] & (rows["unpaid_penalty"] > 0), "customer"])
    table.loc[table.index.isin(doubtful), "reason"] += messages.penalty_provisional(settled.lpr_until)
    covered = set(rows.loc[rows["verdict"] == Verdict.CHASE, "customer"]) - set(due.index)
    table.loc[table.index.isin(covered), "reason"] = messages.PREPAID_COVERS
    for customer in due.index[~known]:
        table.loc[customer, "reason"] = messages.no_template(due.loc[customer, "letter_type"])
    table.loc[table.index.isin(list(differing)), "reason"] = messages.DIFFERENCES_OPEN
    table = pd.concat([table.assign(sends=sends), withheld(request)])
    table["chosen"] = table["sends"].map({True: schema.YES, False: schema.NO})
    table["verdict"] = table["sends"].map({True: schema.TO_SEND, False: schema.NOT_TO_SEND})
    customers = request.tables["customers"].drop_duplicates("customer").set_index("customer")
    table["customer_name"] = customers["customer_name"].reindex(table.index).fillna("")
    table["as_of"] = pd.Timestamp(request.as_of)
    table = table.rename_axis("customer").reset_index()
    table = table.sort_values(["sends", "total"], ascending=False, kind="stable").reset_index(drop=True)
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


def withheld(request: Request) -> pd.DataFrame:
    """Return a row for each customer that an error in the data touches: nothing is sent, and the reason says so."""
    customers = sorted(request.blocked_customers)
    frame = pd.DataFrame(
        {"letter_type": "", "reason": messages.WITHHELD, "sends": False}, index=pd.Index(customers, dtype="str")
    )
    return frame.assign(stage=0, **dict.fromkeys(SHOWN, 0))
