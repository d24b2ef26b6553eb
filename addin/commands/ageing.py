"""账龄分析: unpaid principal by customer and age, with totals that tie, expected recovery and a chart (OD-05)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from addin import messages
from addin.domain.ageing import BUCKETS, ageing
from addin.domain.money import yuan
from addin.ledger import schema
from addin.ledger.position import latest_receipt, position
from addin.ports import Chart, Outcome, Replace

if TYPE_CHECKING:
    from addin.ports import Request

TOP = 10  # customers in the chart
AMOUNTS = [*BUCKETS, "total", "expected"]


def run(request: Request) -> Outcome:
    """Age what is unpaid as of the request's day: one row per customer that owes, the largest first, and a total."""
    tables = request.tables
    settled = position(request).instalments
    owner = tables["instalments"]["contract"].map(tables["contracts"].set_index("contract")["customer"])
    aged = ageing(settled, owner.rename("customer"), request.settings, request.as_of)
    aged = aged[aged["total"] > 0].sort_values("total", ascending=False, kind="stable")
    names = tables["customers"].set_index("customer")["customer_name"]
    rows = aged.reset_index().assign(customer_name=names.reindex(aged.index).to_numpy())
    sums = aged[AMOUNTS].sum()
    total = pd.DataFrame([{"customer": messages.SUM, "customer_name": "", **sums.to_dict()}])
    table = pd.concat([rows, total], ignore_index=True)[[column.name for column in schema.AGEING.columns]]
    chart = Chart(messages.AGEING_CHART, "stacked", "customer_name", BUCKETS, rows=min(TOP, len(rows)))
    values = (sums["total"], sums["total"] - sums["not_due"], sums["expected"])
    return Outcome(
        messages.aged(len(rows), yuan(int(sums["total"]))),
        (
            Replace(
                schema.AGEING.title,
                schema.AGEING.columns,
                table,
                charts=(chart,) if len(rows) else (),
                totals=1,
                caption=messages.as_of_caption(request.as_of, latest_receipt(request)),
            ),
        ),
        problems=request.problems,
        figures=(
            *zip(messages.AGEING_FIGURES, (yuan(int(value)) for value in values), strict=True),
            *messages.due_days_unsure(int(settled["day_provisional"].sum())),
        ),
    )
