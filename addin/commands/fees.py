"""诉讼费用测算: what a suit on each overdue contract would cost, and what enforcement would add (LEG-04)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from addin import messages
from addin.domain.court import case_fee, doubled_interest, enforcement_fee, halved, preservation_fee
from addin.domain.lookups import customer_names
from addin.domain.money import yuan
from addin.ledger import schema
from addin.ledger.position import latest_receipt, position
from addin.ports import Kind, Link, Outcome, Replace

if TYPE_CHECKING:
    from addin.domain.settlement import Settlement
    from addin.ports import Request

SHOWN = ("claim", "case_fee", "preservation_fee", "in_advance", "enforcement_fee")


def run(request: Request) -> Outcome:
    """Assess every contract with an overdue claim as of the request's day as one case, the largest claim first."""
    table = fees(request, position(request))
    names = customer_names(request.tables)
    contracts = request.tables["contracts"].loc[table.index]
    table = table.assign(
        contract=contracts["contract"], customer_name=contracts["customer"].map(names).fillna("").astype("str")
    )
    links: list[Link | None] = [Link(schema.CONTRACTS.title, row, schema.FEES.key[0]) for row in table.index.tolist()]
    total = totals(table)
    return Outcome(
        messages.assessed(len(table), len(request.blocked_contracts)),
        (
            Replace(
                schema.FEES.title,
                schema.FEES.columns,
                pd.concat([table[list(total)], total], ignore_index=True),
                links={"contract": [*links, None]},
                totals=1,
                caption=f"{messages.as_of_caption(request.as_of, latest_receipt(request))}　{messages.FEES_CAPTION}",
            ),
        ),
        problems=request.problems,
        figures=tuple(zip(messages.FEES_FIGURES, (yuan(int(total[name].iloc[0])) for name in SHOWN), strict=True)),
    )


def fees(request: Request, settled: Settlement) -> pd.DataFrame:
    """Return claim and fees (fen) of each contract with overdue principal, penalty or costs; index = contract rows.

    The claim is overdue principal + unpaid penalty + unpaid costs − prepaid. The doubled interest counts on principal
    and costs only: penalty that runs on is general interest (法释〔2014〕8号 1).
    """
    instalments = settled.instalments
    overdue = instalments["unpaid_principal"].where(instalments["overdue_days"] > 0, 0)
    owner = request.tables["instalments"].loc[instalments.index, "contract"]
    contracts = request.tables["contracts"].loc[settled.contracts.index, "contract"]
    table = pd.DataFrame(
        {
            "principal": contracts.map(overdue.groupby(owner).sum()).fillna(0).astype("int64"),
            "penalty": settled.contracts["unpaid_penalty"],
            "costs": settled.contracts["unpaid_costs"],
            "prepaid": settled.contracts["prepaid"],
        }
    )
    table["claim"] = table["principal"] + table["penalty"] + table["costs"] - table["prepaid"]
    table = table[table["claim"] > 0].sort_values("claim", ascending=False, kind="stable")
    claim = table["claim"].to_numpy(np.int64)
    base = np.minimum((table["principal"] + table["costs"]).to_numpy(np.int64), claim)
    table["case_fee"] = case_fee(claim)
    table["halved_fee"] = halved(case_fee(claim))
    table["preservation_fee"] = preservation_fee(claim)
    table["in_advance"] = table["case_fee"] + table["preservation_fee"]
    table["enforcement_fee"] = enforcement_fee(claim)
    table["doubled_daily"] = doubled_interest(base, 1)
    return table


def totals(table: pd.DataFrame) -> pd.DataFrame:
    """Return the row that sums all amounts, in the order of the sheet's columns."""
    return pd.DataFrame(
        {
            column.name: [int(table[column.name].sum())] if column.kind is Kind.MONEY else [""]
            for column in schema.FEES.columns
        }
    ).assign(contract=messages.SUM)
