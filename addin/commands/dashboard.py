"""看板: key figures with traffic lights and native charts, all from one settlement of the ledger.

Every block of rows below the key figures is what one chart shows, and sums to a figure above it or says what it counts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

import pandas as pd

from addin import messages
from addin.domain import kpi
from addin.domain.ageing import BUCKETS, ageing
from addin.domain.limitation import limitation
from addin.domain.money import yuan
from addin.domain.movement import DAY, movement, payments, total_until
from addin.domain.promises import judge_promises
from addin.domain.settlement import settle
from addin.domain.terms import LimitationState, PromiseState
from addin.ledger import schema
from addin.ledger.owners import instalment_owners
from addin.ledger.position import latest_receipt, ledger_calendar, settled_tables
from addin.ledger.reporting import in_columns, links_to
from addin.ports import Chart, Outcome, Replace

if TYPE_CHECKING:
    from collections.abc import Sequence

    from addin.domain.limitation import Limitation
    from addin.domain.settlement import Settlement
    from addin.ports import Request

Row: TypeAlias = "dict[str, Any]"

TOP = 10
MONTHS = 12
YEAR = 365  # days
CHARTS: tuple[tuple[Any, tuple[str, ...]], ...] = (
    ("column", ("amount",)),
    ("line", ("amount", "compared")),
    ("bar", ("amount",)),
    ("column", ("count",)),
    ("bar", ("amount",)),
    ("column", ("amount",)),
)


def run(request: Request) -> Outcome:
    """Draw the dashboard as of the request's day; contracts touched by an error are left out."""
    tables, calendar = settled_tables(request), ledger_calendar(request)
    settled = settle(tables, request.settings, request.as_of, calendar)
    until = pd.Timestamp(request.as_of)
    month = movement(tables, settled, until.replace(day=1), until).join(instalment_owners(tables, settled))
    limits = limitation(tables, request.settings, request.as_of, calendar, settled)
    promises = judge_promises(tables, settled, request.as_of, calendar)
    promises = promises[promises["deadline"] > until - YEAR * DAY]
    aged = ageing(settled.instalments, pd.Series(0, index=settled.instalments.index), request.settings, request.as_of)
    top = debtors(tables, month)
    blocks = (
        bucket_rows(aged),
        trend_rows(tables, settled, until),
        top,
        promise_rows(promises),
        ranking_rows(month),
        limitation_rows(limits, settled, until),
    )
    figures = [
        *balance_rows(aged, month),
        *rate_rows(request, tables, settled, month, promises),
        *year_rows(tables, settled, until),
        urgent_row(limits),
    ]
    caption = messages.report_caption(request.as_of, latest_receipt(request), settled.lpr_until)
    figures.insert(0, {"item": messages.AS_OF_ROW, "note": caption})
    parts, charts = [pd.DataFrame(figures).assign(section=messages.KEY_FIGURES)], []
    first = len(figures)
    for (kind, values), title, block in zip(CHARTS, messages.DASHBOARD_BLOCKS, blocks, strict=True):
        if block:
            parts.append(pd.DataFrame(block).assign(section=title))
            charts.append(Chart(messages.DASHBOARD_CHARTS[title], kind, "item", values, len(block), first))
        first += len(block)
    rows = [None if pd.isna(row) else int(row) for part in parts for row in part.get("row", [None] * len(part))]
    return Outcome(
        messages.dashboard_told(request.as_of, len(request.blocked_contracts)),
        (
            Replace(
                schema.DASHBOARD.title,
                schema.DASHBOARD.columns,
                in_columns(schema.DASHBOARD, *parts, blank=("amount", "compared")),
                charts=tuple(charts),
                links={"item": links_to(schema.CUSTOMERS, rows)},
                caption=caption,
                chart_columns=2,
            ),
        ),
        problems=request.problems,
        figures=printed(figures[1:]),
    )


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


# ------------------------------------------------------------------ key figures


def balance_rows(aged: pd.DataFrame, month: pd.DataFrame) -> list[Row]:
    """Return what is unpaid, overdue (book and claim) and expected to come in."""
    total = int(aged["total"].sum())
    late = total - int(aged["not_due"].sum())
    share = kpi.ratio(pd.Series([late]), pd.Series([total]))[0]
    names = messages.BALANCES
    return [
        {"item": names[0], "amount": total},
        {"item": names[1], "amount": late, "rate": share, "note": messages.SHARE_OF_UNPAID},
        {"item": names[2], "amount": int(aged["expected"].sum()), "note": messages.EXPECTED_NOTE},
        {"item": names[3], "amount": int(month["opening"].sum())},
        {"item": names[4], "amount": int(month["new"].sum())},
        {"item": names[5], "amount": int(month["paid"].sum())},
    ]


def rate_rows(
    request: Request, tables: dict[str, pd.DataFrame], settled: Settlement, month: pd.DataFrame, promises: pd.DataFrame
) -> list[Row]:
    """Return the indicators of the month that have a target, with their light, and how many promises are kept."""
    settings, until = request.settings, pd.Timestamp(request.as_of)
    sums = month[["opening", "new", "reinstated", "paid", "written_off"]].sum()
    overdue = pd.Series([sums["opening"] + sums["new"] + sums["reinstated"]])
    contacts = kpi.first_contacts(
        tables, settled, month["entered"], settings.first_contact_days, ledger_calendar(request)
    )
    wanted = contacts["unpaid"] & contacts["deadline"].between(until.replace(day=1), until)
    kept = wanted & (contacts["contact"] <= contacts["deadline"])
    due = promises[promises["state"] != PromiseState.PENDING]
    recovery = kpi.recovery(pd.Series([sums["paid"]]), overdue)[0]
    bad = kpi.bad_debt_rate(pd.Series([sums["written_off"]]), overdue)[0]
    timely = kpi.timeliness(pd.Series([int(kept.sum())]), pd.Series([int(wanted.sum())]))[0]
    promised = kpi.kept_ratio(pd.Series([int((due["state"] == PromiseState.KEPT).sum())]), pd.Series([len(due)]))[0]
    names = messages.RATES
    return [
        {"item": names[0], "rate": recovery, "light": light(recovery, settings.target_recovery)},
        {"item": names[1], "rate": bad, "light": light(bad, settings.target_bad_debt, most=True)},
        {"item": names[2], "rate": timely, "light": light(timely, settings.target_timeliness)},
        {"item": names[3], "rate": promised, "count": len(due), "note": messages.PROMISES_NOTE},
    ]


def light(rate: Any, target: int, *, most: bool = False) -> str:
    """Return the light of a rate: within its target, within a fifth of it, beyond; "" without data.

    With ``most`` the target is the most allowed, and half as much again is still only a warning.
    """
    if pd.isna(rate):
        return ""
    near = rate * 2 <= target * 3 if most else rate * 5 >= target * 4
    reached = rate <= target if most else rate >= target
    return schema.LIGHTS[0 if reached else 1 if near else 2]


def year_rows(tables: dict[str, pd.DataFrame], settled: Settlement, until: pd.Timestamp) -> list[Row]:
    """Return DSO, CEI and the cost per yuan over the last 365 days."""
    instalments, before = settled.instalments, until - YEAR * DAY
    due, amount = instalments["rolled_due"], instalments["paid_principal"] + instalments["unpaid_principal"]
    paid = payments(settled)
    begin = (amount - total_until(paid, before, amount.index))[due <= before].sum()
    end = instalments.loc[due <= until, "unpaid_principal"].sum()
    current = instalments.loc[(due <= until) & (instalments["overdue_days"] == 0), "unpaid_principal"].sum()
    billed = amount[(due > before) & (due <= until)].sum()
    costs, receipts = tables["costs"], tables["receipts"].loc[settled.receipts.index]
    spent = costs.loc[(costs["spent"] > before) & (costs["spent"] <= until), "amount"].sum()
    received = receipts.loc[receipts["received"] > before, "amount"].sum()
    one = {name: pd.Series([int(value)]) for name, value in (
        ("begin", begin), ("end", end), ("current", current), ("billed", billed), ("spent", spent), ("in", received),
    )}  # fmt: skip
    names = messages.YEAR_FIGURES
    return [
        {"item": names[0], "count": kpi.dso(one["end"], one["billed"], YEAR)[0], "note": messages.DAYS_NOTE},
        {"item": names[1], "rate": kpi.cei(one["begin"], one["billed"], one["end"], one["current"])[0]},
        {"item": names[2], "rate": kpi.cost_ratio(one["spent"], one["in"])[0]},
    ]


def urgent_row(limits: Limitation) -> Row:
    """Return how many debts are about to be lost to limitation, or are."""
    states = limits.instalments["state"]
    warned, lost = int((states == LimitationState.WARNED).sum()), int((states == LimitationState.EXPIRED).sum())
    shade = schema.LIGHTS[2 if lost else 1 if warned else 0]
    return {"item": messages.LIMITATION_ROW, "count": warned + lost, "light": shade,
            "note": messages.limitation_note(warned, lost)}  # fmt: skip


# ------------------------------------------------------------------ what the charts show


def bucket_rows(aged: pd.DataFrame) -> list[Row]:
    """Return unpaid principal by age; the rows sum to what is unpaid."""
    headers = {column.name: column.header for column in schema.AGEING.columns}
    return [{"item": headers[name], "amount": int(aged[name].sum())} for name in BUCKETS]


def trend_rows(tables: dict[str, pd.DataFrame], settled: Settlement, until: pd.Timestamp) -> list[Row]:
    """Return overdue principal at the end of twelve months, the last at ``until``, and what was paid on it in each."""
    rows: list[Row] = []
    for back in reversed(range(MONTHS)):
        first = until.replace(day=1) - pd.DateOffset(months=back)
        last = min(until, first + pd.offsets.MonthEnd(0))
        moved = movement(tables, settled, first, last)
        rows.append(
            {"item": f"{first:%Y-%m}", "amount": int(moved["closing"].sum()), "compared": int(moved["paid"].sum())}
        )
    return rows


def debtors(tables: dict[str, pd.DataFrame], month: pd.DataFrame) -> list[Row]:
    """Return the ten customers with most overdue, the largest first, each leading to its row."""
    owed = month.groupby("customer")["closing"].sum().sort_values(ascending=False, kind="stable")
    largest = owed[owed > 0].head(TOP).rename("amount").to_frame()
    customers = tables["customers"].drop_duplicates("customer").reset_index(names="row").set_index("customer")
    listed = largest.join(customers[["customer_name", "row"]])
    return [
        {"item": name, "amount": amount, "row": row}
        for amount, name, row in listed[["amount", "customer_name", "row"]].itertuples(index=False, name=None)
    ]


def promise_rows(promises: pd.DataFrame) -> list[Row]:
    """Return how many promises of the last year came to which end."""
    counts = promises["state"].value_counts()
    rows = [{"item": name, "count": int(counts.get(code, 0))} for code, name in enumerate(schema.PROMISE_STATES)]
    return rows if len(promises) else []


def ranking_rows(month: pd.DataFrame) -> list[Row]:
    """Return what each salesperson brought in of overdue principal this month, and what is overdue still."""
    names = month["salesperson"].where(month["salesperson"] != "", messages.NOBODY)
    sums = month.groupby(names)[["paid", "closing"]].sum().sort_values("paid", ascending=False, kind="stable")
    return [
        {"item": name, "amount": int(paid), "compared": int(closing), "note": messages.RANKING_NOTE}
        for name, paid, closing in sums.itertuples(name=None)
    ]


def limitation_rows(limits: Limitation, settled: Settlement, until: pd.Timestamp) -> list[Row]:
    """Return unpaid principal whose limitation ends in each of the next twelve months."""
    ends = limits.instalments["limitation_end"]
    principal = settled.instalments.loc[ends.index, "unpaid_principal"]
    rows: list[Row] = []
    for ahead in range(MONTHS):
        first = until.replace(day=1) + pd.DateOffset(months=ahead)
        inside = (ends >= max(first, until)) & (ends < first + pd.DateOffset(months=1))
        rows.append({"item": f"{first:%Y-%m}", "amount": int(principal[inside].sum()), "count": int(inside.sum())})
    return rows
