"""The dashboard's rows: key figures with their lights, and what the charts show; each names the rows behind it.

``key`` of a row is (section, item) of 看板明细, item "" for a whole section, or (TREND, kind) for this month's moves in
逾期流水.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

import pandas as pd

from addin import messages
from addin.domain import kpi
from addin.domain.ageing import BUCKETS
from addin.domain.terms import LimitationState, PromiseState
from addin.ledger import schema

if TYPE_CHECKING:
    from collections.abc import Mapping

    from addin.domain.limitation import Limitation
    from addin.domain.settlement import Settlement
    from addin.ports import Request

Row: TypeAlias = "dict[str, Any]"

TOP = 10
MONTHS = 12
YEAR = 365  # days
AGES, TREND, DEBTORS, PROMISED, RANKING, LIMITS = messages.DASHBOARD_BLOCKS
CALLS, TURNOVER, COSTS, THIS_YEAR, WARNINGS = messages.DASHBOARD_BEHIND
OVERDUE_NOW = (AGES, "overdue")


# ------------------------------------------------------------------ key figures


def balance_rows(aged: pd.DataFrame, month: pd.DataFrame) -> list[Row]:
    """Return what is unpaid, overdue (book and claim) and expected to come in."""
    total = int(aged["total"].sum())
    late = total - int(aged["not_due"].sum())
    share = kpi.overdue_rate(pd.Series([late]), pd.Series([total]))[0]
    names, all_ages = messages.BALANCES, (AGES, "")
    return [
        {"item": names[0], "amount": total, "key": all_ages},
        {"item": names[1], "amount": late, "rate": share, "note": messages.SHARE_OF_UNPAID, "key": OVERDUE_NOW},
        {"item": names[2], "amount": int(aged["expected"].sum()), "note": messages.EXPECTED_NOTE, "key": all_ages},
        *(
            {"item": names[at], "amount": int(month[name].sum()), "key": (TREND, name)}
            for at, name in enumerate(("opening", "new", "paid"), 3)
        ),
    ]


def rate_rows(request: Request, month: pd.DataFrame, called: pd.Series, promises: pd.DataFrame) -> list[Row]:
    """Return the indicators of the month that have a target, with their light, and how many promises are kept."""
    settings = request.settings
    sums = month[["opening", "new", "reinstated", "paid", "written_off"]].sum()
    overdue = pd.Series([sums["opening"] + sums["new"] + sums["reinstated"]])
    due = promises[promises["state"] != PromiseState.PENDING]
    recovery = kpi.recovery(pd.Series([sums["paid"]]), overdue)[0]
    bad = kpi.bad_debt_rate(pd.Series([sums["written_off"]]), overdue)[0]
    timely = kpi.timeliness(pd.Series([int(called.sum())]), pd.Series([len(called)]))[0]
    promised = kpi.kept_ratio(pd.Series([int((due["state"] == PromiseState.KEPT).sum())]), pd.Series([len(due)]))[0]
    names = messages.RATES
    return [
        {"item": names[0], "rate": recovery, "light": light(recovery, settings.target_recovery),
         "key": (TREND, "paid")},
        {"item": names[1], "rate": bad, "light": light(bad, settings.target_bad_debt, most=True),
         "key": (TREND, "written_off")},
        {"item": names[2], "rate": timely, "light": light(timely, settings.target_timeliness), "key": (CALLS, "")},
        {"item": names[3], "rate": promised, "count": len(due), "note": messages.PROMISES_NOTE, "key": (PROMISED, "")},
    ]  # fmt: skip


def light(rate: Any, target: int, *, most: bool = False) -> str:
    """Return the light of a rate: within its target, within a fifth of it, beyond; "" without data.

    With ``most`` the target is the most allowed, and half as much again is still only a warning.
    """
    if pd.isna(rate):
        return ""
    near = rate * 2 <= target * 3 if most else rate * 5 >= target * 4
    reached = rate <= target if most else rate >= target
    return schema.LIGHTS[0 if reached else 1 if near else 2]


def year_sums(behind: pd.DataFrame) -> dict[str, pd.Series]:
    """Return what the figures of the year are made of, from the rows behind them (fen)."""
    sums = behind.groupby(["section", "item"])[["amount", "compared"]].sum()

    def total(section: str, item: str, name: str = "amount") -> pd.Series:
        return pd.Series([int(sums[name].get((section, item), 0))])

    turnover = dict(zip(("begin", "billed", "end", "current"), messages.TURNOVER_ITEMS, strict=True))
    return {
        **{name: total(TURNOVER, item) for name, item in turnover.items()},
        **{name: total(COSTS, item) for name, item in zip(("spent", "in"), messages.COST_ITEMS, strict=True)},
        "due": total(THIS_YEAR, THIS_YEAR),
        "paid": total(THIS_YEAR, THIS_YEAR, "compared"),
    }


def year_rows(one: Mapping[str, pd.Series]) -> list[Row]:
    """Return DSO, CEI and the cost per yuan over the last 365 days, and how much came in of what fell due this year."""
    names = messages.YEAR_FIGURES
    return [
        {"item": names[0], "count": kpi.dso(one["end"], one["billed"], YEAR)[0], "note": messages.DAYS_NOTE,
         "key": (TURNOVER, "")},
        {"item": names[1], "rate": kpi.cei(one["begin"], one["billed"], one["end"], one["current"])[0],
         "key": (TURNOVER, "")},
        {"item": names[2], "rate": kpi.cost_ratio(one["spent"], one["in"])[0], "key": (COSTS, "")},
        {"item": messages.DUE_RATE, "rate": kpi.due_rate(one["paid"], one["due"])[0], "key": (THIS_YEAR, "")},
    ]  # fmt: skip


def urgent_row(limits: Limitation) -> Row:
    """Return how many debts are about to be lost to limitation, or are."""
    states = limits.instalments["state"]
    warned, lost = int((states == LimitationState.WARNED).sum()), int((states == LimitationState.EXPIRED).sum())
    shade = schema.LIGHTS[2 if lost else 1 if warned else 0]
    return {"item": messages.LIMITATION_ROW, "count": warned + lost, "light": shade,
            "note": messages.limitation_note(warned, lost), "key": (WARNINGS, "")}  # fmt: skip


# ------------------------------------------------------------------ what the charts show


def bucket_rows(aged: pd.DataFrame) -> list[Row]:
    """Return unpaid principal by age; the rows sum to what is unpaid."""
    headers = {column.name: column.header for column in schema.AGEING.columns}
    return [{"item": headers[name], "amount": int(aged[name].sum())} for name in BUCKETS]


def trend_rows(flow: pd.DataFrame, until: pd.Timestamp) -> list[Row]:
    """Return overdue principal at the end of twelve months, the last at ``until``, and what was paid on it in each."""
    months = [f"{until.replace(day=1) - pd.DateOffset(months=back):%Y-%m}" for back in reversed(range(MONTHS))]
    balances = flow.groupby("month")["balance"].last().reindex(months).ffill()
    paid = flow[flow["event"] == "paid"].groupby("month")["down"].sum().reindex(months, fill_value=0)
    return [
        {"item": name, "amount": int(balance), "compared": int(came)}
        for name, balance, came in zip(months, balances, paid, strict=True)
    ]


def debtors(month: pd.DataFrame) -> list[tuple[str, str, int]]:
    """Return the ten customers with most overdue, the largest first: customer, name, fen."""
    owed = month.groupby("customer")["closing"].sum().sort_values(ascending=False, kind="stable")
    names = month.drop_duplicates("customer").set_index("customer")["customer_name"].to_dict()
    return [(str(key), str(names[key]), int(fen)) for key, fen in owed[owed > 0].head(TOP).items()]


def promise_rows(promises: pd.DataFrame) -> list[Row]:
    """Return how many promises of the last year came to which end."""
    counts = promises["state"].value_counts()
    rows = [{"item": name, "count": int(counts.get(code, 0))} for code, name in enumerate(schema.PROMISE_STATES)]
    return rows if len(promises) else []


def ranking_rows(month: pd.DataFrame) -> list[Row]:
    """Return what each salesperson brought in of overdue principal this month, and what is overdue still."""
    sums = month.groupby("salesperson")[["paid", "closing"]].sum().sort_values("paid", ascending=False, kind="stable")
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
