"""看板: key figures with traffic lights and native charts, all from one settlement of the ledger.

Every block of rows below the key figures is what one chart shows, and sums to a figure above it or says what it counts.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from addin import messages
from addin.domain import kpi
from addin.domain.ageing import BUCKETS, ageing, bucket
from addin.domain.limitation import limitation
from addin.domain.lookups import customer_names
from addin.domain.money import yuan
from addin.domain.movement import DAY, movement
from addin.domain.promises import judge_promises
from addin.domain.settlement import settle
from addin.ledger import board_rows, schema
from addin.ledger.owners import contract_owners, instalment_owners
from addin.ledger.position import latest_receipt, ledger_calendar, settled_tables
from addin.ledger.reporting import FIRST_ROW, first_places, in_columns, links_to, opening, report
from addin.letters.board_figures import (
    AGES,
    CALLS,
    COSTS,
    DEBTORS,
    LIMITS,
    MONTHS,
    OVERDUE_NOW,
    PROMISED,
    RANKING,
    THIS_YEAR,
    TREND,
    TURNOVER,
    WARNINGS,
    YEAR,
    balance_rows,
    bucket_rows,
    debtors,
    limitation_rows,
    promise_rows,
    ranking_rows,
    rate_rows,
    trend_rows,
    urgent_row,
    year_rows,
    year_sums,
)
from addin.ports import Chart, Link, Outcome

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from addin.domain.calendar import Calendar
    from addin.domain.limitation import Limitation
    from addin.domain.settlement import Settlement
    from addin.letters.board_figures import Row
    from addin.ports import Replace, Request, Sheet

CHARTS: tuple[tuple[Any, tuple[str, ...]], ...] = (
    ("column", ("amount",)),
    ("line", ("amount", "compared")),
    ("bar", ("amount",)),
    ("column", ("count",)),
    ("bar", ("amount",)),
    ("column", ("amount",)),
)
SHOWN = ("item", "amount", "compared", "count", "rate")


def run(request: Request) -> Outcome:
    """Draw the dashboard as of the request's day; contracts touched by an error are left out."""
    tables, calendar = settled_tables(request), ledger_calendar(request)
    settled = settle(tables, request.settings, request.as_of, calendar)
    until = pd.Timestamp(request.as_of)
    whose = instalment_owners(tables, settled)
    whose = whose.assign(salesperson=whose["salesperson"].where(whose["salesperson"] != "", messages.NOBODY))
    month = movement(tables, settled, until.replace(day=1), until).join(whose)
    limits = limitation(tables, request.settings, request.as_of, calendar, settled)
    promises = year_promises(tables, settled, until, calendar)
    contacts = kpi.first_contacts(tables, settled, month["entered"], request.settings.first_contact_days, calendar)
    wanted = contacts["unpaid"] & contacts["deadline"].between(until.replace(day=1), until)
    called = (contacts["contact"] <= contacts["deadline"])[wanted]
    aged = ageing(settled.instalments, pd.Series(0, index=settled.instalments.index), request.settings, request.as_of)
    first = until.replace(day=1) - pd.DateOffset(months=MONTHS - 1)
    flow = board_rows.flow(tables, settled, first, until, whose)
    top = debtors(month)
    blocks = (
        bucket_rows(aged),
        trend_rows(flow, until),
        [{"item": name, "amount": amount, "key": (DEBTORS, customer)} for customer, name, amount in top],
        promise_rows(promises),
        ranking_rows(month),
        limitation_rows(limits, settled, until),
    )
    behind = behind_figures(request, tables, settled, whose, month, limits, promises, called, [row[0] for row in top])
    year = year_sums(behind)
    figures = [
        *balance_rows(aged, month),
        *rate_rows(request, month, called, promises),
        *year_rows(year),
        urgent_row(limits),
    ]
    caption = messages.report_caption(request.as_of, latest_receipt(request), settled.lpr_until)
    figures.insert(0, {"item": messages.AS_OF_ROW, "note": caption})
    rows: list[Row] = [{**row, "section": messages.KEY_FIGURES} for row in figures]
    charts = []
    for (kind, values), title, block in zip(CHARTS, messages.DASHBOARD_BLOCKS, blocks, strict=True):
        if block:
            charts.append(Chart(messages.DASHBOARD_CHARTS[title], kind, "item", values, len(block), len(rows)))
            rows += [{**row, "section": title, "key": row.get("key", (title, row["item"]))} for row in block]
    frame = in_columns(schema.DASHBOARD, pd.DataFrame(rows), blank=("amount", "compared"))
    return Outcome(
        messages.dashboard_told(request.as_of, len(request.blocked_contracts)),
        (
            flow_sheet(flow, caption),
            behind_sheet(behind, caption),
            report(
                schema.DASHBOARD, frame, caption, charts=tuple(charts), chart_columns=2,
                links=figure_links(frame, rows, flow, behind, f"{until:%Y-%m}"),
            ),
        ),
        problems=request.problems,
        figures=printed(figures[1:]),
    )  # fmt: skip


def year_promises(
    tables: Mapping[str, pd.DataFrame], settled: Settlement, until: pd.Timestamp, calendar: Calendar
) -> pd.DataFrame:
    """Judge the promises of the last 365 days; only the customers who promised are looked at."""
    log, contracts = tables["contact_log"], tables["contracts"]
    promised = log.loc[log["promised_day"].notna(), "customer"].unique()
    theirs = contracts[contracts["customer"].isin(promised)]
    rows = tables["instalments"].loc[settled.instalments.index, "contract"].isin(theirs["contract"])
    receipts = tables["receipts"]
    cut = replace(
        settled,
        instalments=settled.instalments[rows],
        allocations=settled.allocations[settled.allocations["contract"].isin(theirs.index)],
    )
    few = {**tables, "contracts": theirs, "receipts": receipts[receipts["contract"].isin(theirs["contract"])]}
    judged = judge_promises(few, cut, until.date(), calendar)
    known = judged["contract"].isin([*contracts["contract"], ""])
    return judged[(judged["deadline"] > until - YEAR * DAY) & known]


def behind_figures(
    request: Request, tables: dict[str, pd.DataFrame], settled: Settlement, whose: pd.DataFrame, month: pd.DataFrame,
    limits: Limitation, promises: pd.DataFrame, called: pd.Series, top: Sequence[str],
) -> pd.DataFrame:  # fmt: skip
    """Return the rows that the figures are sums of, by section and item (``key``), in the order of the dashboard."""
    until = pd.Timestamp(request.as_of)
    figures = settled.instalments
    due, unpaid = figures["rolled_due"], figures["unpaid_principal"]
    headers = {column.name: column.header for column in schema.AGEING.columns}
    places = pd.Series(bucket(due.to_numpy(), figures["overdue_days"].to_numpy(), request.as_of), index=figures.index)
    places = places[unpaid > 0].sort_values(kind="stable")
    largest = month[month["customer"].isin(top) & (month["closing"] > 0)]
    rank = largest["customer"].map({customer: place for place, customer in enumerate(top)}).sort_values(kind="stable")
    moving = month[(month["paid"] > 0) | (month["closing"] > 0)].sort_values("salesperson", kind="stable")
    customers = customer_names(tables)
    names = contract_owners(tables).drop_duplicates("contract").set_index("contract")["customer_name"]
    costs, receipts = costs_and_receipts(tables, settled, until)
    kept = called.map({True: messages.CALLED[0], False: messages.CALLED[1]}).astype("str").sort_values(kind="stable")
    named = largest.loc[rank.index, "customer_name"]
    parts = [
        board_rows.of_debts(AGES, places.map(lambda place: headers[BUCKETS[place]]).astype("str"), whose, unpaid, due),
        board_rows.of_debts(DEBTORS, named, whose, month["closing"], due).assign(group=largest["customer"]),
        board_rows.promise_rows(PROMISED, promises, customers),
        board_rows.of_debts(RANKING, moving["salesperson"], whose, month["paid"], due, month["closing"]),
        board_rows.limitation_rows(
            (LIMITS, WARNINGS), limits, settled, whose, (until, until.replace(day=1) + pd.DateOffset(months=MONTHS))
        ),
        board_rows.of_debts(CALLS, kept, whose, unpaid, due),
        board_rows.year_rows(THIS_YEAR, THIS_YEAR, settled, whose, until),
        board_rows.due_rows(TURNOVER, messages.TURNOVER_ITEMS, settled, whose, until - YEAR * DAY, until),
        board_rows.of_rows(COSTS, messages.COST_ITEMS[0], schema.COSTS, costs, ("cost", "spent", "amount"), names),
        board_rows.of_rows(
            COSTS, messages.COST_ITEMS[1], schema.RECEIPTS, receipts, ("receipt", "received", "amount"), names
        ),
    ]
    behind = pd.concat([part for part in parts if len(part)] or parts[:1], ignore_index=True)
    group = behind["group"].fillna(behind["item"]) if "group" in behind else behind["item"]
    behind["key"] = pd.Series(list(zip(behind["section"], group, strict=True)), index=behind.index, dtype="object")
    return behind


def costs_and_receipts(
    tables: Mapping[str, pd.DataFrame], settled: Settlement, until: pd.Timestamp
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the costs and the receipts of the last 365 days, of contracts that are settled."""
    before = until - YEAR * DAY
    known = tables["contracts"].loc[settled.contracts.index, "contract"]
    costs, receipts = tables["costs"], tables["receipts"].loc[settled.receipts.index]
    costs = costs[(costs["spent"] > before) & (costs["spent"] <= until) & costs["contract"].isin(known)]
    return costs, receipts[receipts["received"] > before]


def figure_links(
    frame: pd.DataFrame, rows: Sequence[Row], flow: pd.DataFrame, behind: pd.DataFrame, month: str
) -> dict[str, list[Link | None]]:
    """Lead every row to the first of the rows behind it, in 看板明细 or 逾期流水.

    ``key`` of a row names section and item (item "": the whole section), or month and kind of 逾期流水; a balance
    stands in the last row of its month.
    """
    detail = first_places(behind["key"]) | first_places(zip(behind["section"], [""] * len(behind), strict=True))
    late = behind.index[(behind["section"] == AGES) & (behind["item"] != messages.NOT_DUE)]
    moves = first_places(zip(flow["month"], flow["event"], strict=True))
    starts = first_places(flow["month"])
    ends = {name: row + FIRST_ROW for row, name in enumerate(flow["month"])}

    def target(row: Row, name: str) -> tuple[Sheet, int | None]:
        key = row.get("key")
        if key == OVERDUE_NOW:
            return schema.DASHBOARD_LINES, int(late[0]) + FIRST_ROW if len(late) else None
        if row["section"] == TREND:
            at = moves.get((row["item"], "paid")) if name == "compared" else last_until(ends, row["item"])
            return schema.FLOW, at
        if key and key[0] == TREND:
            at = moves.get((month, key[1]), starts.get(month))
            if key[1] == "opening":
                at = last_until(ends, month, before=True)
            return schema.FLOW, at
        return schema.DASHBOARD_LINES, detail.get(key) if key else None

    links: dict[str, list[Link | None]] = {}
    for name in SHOWN:
        targets = [target(row, name) for row in rows]
        sheets = {sheet.title: opening(frame, [name], sheet, [place if of is sheet else None for of, place in targets])
                  for sheet in (schema.DASHBOARD_LINES, schema.FLOW)}  # fmt: skip
        links[name] = [one or other for one, other in zip(*(found[name] for found in sheets.values()), strict=True)]
    return links


def last_until(ends: Mapping[Any, int], month: str, *, before: bool = False) -> int | None:
    """Return the sheet row of the last move of a month or, where it has none, of an earlier one (of one ``before``)."""
    known = [row for name, row in ends.items() if (name < month if before else name <= month)]
    return max(known, default=FIRST_ROW)


def flow_sheet(flow: pd.DataFrame, caption: str) -> Replace:
    """Write 逾期流水: what moved the overdue balance in twelve months; the last balance is what is overdue now."""
    table = flow.assign(event=flow["event"].map(messages.FLOW_EVENTS))
    links = links_to(schema.INSTALMENTS, [int(row) or None for row in flow["row"]])
    return report(schema.FLOW, in_columns(schema.FLOW, table), caption, links={"instalment": links})


def behind_sheet(behind: pd.DataFrame, caption: str) -> Replace:
    """Write 看板明细: every row leads to where it was entered."""
    links = [
        Link(title, int(row), schema.BY_TITLE[title].key[0])
        for title, row in zip(behind["sheet"], behind["row"], strict=True)
    ]
    return report(schema.DASHBOARD_LINES, in_columns(schema.DASHBOARD_LINES, behind), caption, links={"number": links})


def printed(figures: Sequence[Row]) -> tuple[tuple[str, str], ...]:
    """Return the key figures for people: the rate where there is one, else the number, else the amount."""
    pairs = []
    for row in figures:
        rate, count = row.get("rate"), row.get("count")
        if rate is not None and not pd.isna(rate):
            text = messages.percent_of(int(rate))
        else:
            text = yuan(row["amount"]) if "amount" in row else str(count) if not pd.isna(count) else messages.NO_DATA
        pairs.append((row["item"], text))
    return tuple(pairs)
