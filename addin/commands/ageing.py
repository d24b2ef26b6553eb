"""账龄分析: unpaid principal by customer and age, with totals that tie, expected recovery and a chart (OD-05)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from addin import messages
from addin.domain.ageing import BUCKETS, ageing, bucket
from addin.domain.lookups import customer_names
from addin.domain.money import yuan
from addin.ledger import schema
from addin.ledger.owners import instalment_owners
from addin.ledger.position import latest_receipt, position
from addin.ledger.reporting import FIRST_ROW, first_places, in_columns, links_to, opening, report
from addin.ports import Chart, Outcome

if TYPE_CHECKING:
    from addin.domain.settlement import Settlement
    from addin.ports import Link, Request

TOP = 10  # customers in the chart
AMOUNTS = [*BUCKETS, "total", "expected"]


def run(request: Request) -> Outcome:
    """Age what is unpaid as of the request's day: one row per customer that owes, the largest first, and a total."""
    tables, settlement = request.tables, position(request)
    settled = settlement.instalments
    owner = instalment_owners(tables, settlement)["customer"]
    aged = ageing(settled, owner, request.settings, request.as_of)
    aged = aged[aged["total"] > 0].sort_values("total", ascending=False, kind="stable")
    names = customer_names(tables)
    rows = aged.reset_index().assign(customer_name=names.reindex(aged.index).to_numpy())
    sums = aged[AMOUNTS].sum()
    total = pd.DataFrame([{"customer": messages.SUM, "customer_name": "", **sums.to_dict()}])
    frame = in_columns(schema.AGEING, rows, total)
    behind = detail_lines(request, settlement, aged.index)
    lines = in_columns(
        schema.AGEING_LINES, behind, pd.DataFrame([{"customer": messages.SUM, "unpaid_principal": sums["total"]}])
    )
    chart = Chart(messages.AGEING_CHART, "stacked_bar", "customer_name", BUCKETS, rows=min(TOP, len(rows)))
    caption = messages.report_caption(request.as_of, latest_receipt(request), settlement.lpr_until)
    values = (sums["total"], sums["total"] - sums["not_due"], sums["expected"])
    return Outcome(
        messages.aged(len(rows), yuan(int(sums["total"]))),
        (
            report(
                schema.AGEING_LINES, lines, caption, totals=1,
                links={"instalment": links_to(schema.INSTALMENTS, behind.index.tolist(), 1)},
            ),
            report(
                schema.AGEING, frame, caption, totals=1, charts=(chart,) if len(rows) else (),
                links=figure_links(frame, behind),
            ),
        ),
        problems=request.problems,
        figures=(
            *zip(messages.AGEING_FIGURES, (yuan(int(value)) for value in values), strict=True),
            *messages.due_days_unsure(int(settled["day_provisional"].sum())),
        ),
    )  # fmt: skip


def detail_lines(request: Request, settlement: Settlement, customers: pd.Index) -> pd.DataFrame:
    """Return every unpaid instalment (index = its row): by customer in that order, then by bucket and due day."""
    unpaid = settlement.instalments[settlement.instalments["unpaid_principal"] > 0]
    place = bucket(unpaid["rolled_due"].to_numpy(), unpaid["overdue_days"].to_numpy(), request.as_of)
    headers = {column.name: column.header for column in schema.AGEING.columns}
    whose = instalment_owners(request.tables, settlement).loc[unpaid.index]
    order = pd.Series(range(len(customers)), index=customers)
    lines = unpaid.join(whose).assign(
        place=place,
        bucket=[headers[BUCKETS[code]] for code in place],
        due=unpaid["rolled_due"],
        rank=whose["customer"].map(order),
    )
    return lines.sort_values(["rank", "place", "due"], kind="stable")


def figure_links(frame: pd.DataFrame, behind: pd.DataFrame) -> dict[str, list[Link | None]]:
    """Lead every amount of a customer to the first instalment of its bucket, names and totals to its first."""
    first, whole = first_places(zip(behind["customer"], behind["place"], strict=True)), first_places(behind["customer"])
    names, end = frame["customer"].iloc[:-1], FIRST_ROW if len(behind) else None
    places = [*(whole[name] for name in names), end]
    links = opening(frame, ["customer", "total", "expected"], schema.AGEING_LINES, places)
    for place, name in enumerate(BUCKETS):
        rows = [*(first.get((customer, place)) for customer in names), end]
        links |= opening(frame, [name], schema.AGEING_LINES, rows)
    return links
