"""计划完成率: each target against what was done and the time gone, and the target by month (RPT-04, KPI-05)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from addin import messages
from addin.domain.money import divide_half_up
from addin.domain.movement import movement, payments
from addin.domain.plan import by_month, elapsed, grown, whole_percent
from addin.ledger import schema
from addin.ledger.owners import contract_owners
from addin.ledger.position import latest_receipt, position
from addin.ledger.reporting import in_columns, links_to
from addin.ports import Outcome, Replace

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    from addin.domain.settlement import Settlement
    from addin.ports import Request

PERCENT_POINT = 10**6  # in units of 1e-8
TYPED, RECEIVED, PRINCIPAL, OVERDUE = schema.PLAN_SOURCES
MONEY_UNITS = {schema.PLAN_UNITS[0]: 1, schema.PLAN_UNITS[1]: 10_000}  # yuan in the unit


def run(request: Request) -> Outcome:
    """Measure every plan of 计划 up to the request's day; without any, the year's receipts against last year's."""
    settled = position(request)
    plans = request.tables["plans"]
    if plans.empty:
        plans = general_plan(request)
    plans = plans.assign(
        source=plans["source"].astype("str"),
        unit=plans["unit"].astype("str"),
        target=plans["target"].where(
            plans["target"] > 0, grown(plans["last_year"].to_numpy(np.int64), request.settings.plan_growth)
        ),
    )
    table = measured(request, settled, plans)
    caption = messages.report_caption(request.as_of, latest_receipt(request), settled.lpr_until)
    rows = table.index.tolist() if len(request.tables["plans"]) else [None] * len(table)
    return Outcome(
        messages.planned(len(table), int(((table["gap"] <= 0) & (table["target"] > 0)).sum())),
        (
            Replace(
                schema.PROGRESS.title,
                schema.PROGRESS.columns,
                in_columns(schema.PROGRESS, table),
                links={"plan": links_to(schema.PLANS, rows)},
                caption=caption,
            ),
            target_sheet(plans, caption),
        ),
        problems=request.problems,
        figures=tuple(zip(table["subject"], table["rate"], strict=True)),
    )


def general_plan(request: Request) -> pd.DataFrame:
    """Return the plan that every ledger has: last year's receipts × the growth of 参数, against this year's."""
    receipts = request.tables["receipts"]
    last_year = receipts.loc[receipts["received"].dt.year == request.as_of.year - 1, "amount"].sum()
    plan = {
        "plan": messages.GENERAL_PLAN, "year": request.as_of.year, "subject": RECEIVED, "unit": schema.PLAN_UNITS[0],
        "source": RECEIVED, "salesperson": "", "department": "", "last_year": last_year, "target": 0, "actual": 0,
    }  # fmt: skip
    return pd.DataFrame([plan]).astype({"last_year": "int64", "target": "int64", "actual": "int64"})


def measured(request: Request, settled: Settlement, plans: pd.DataFrame) -> pd.DataFrame:
    """Return the plans with actual, rate (text), elapsed, ahead, gap and where the actual figure comes from."""
    done = entries(request, settled, sorted(set(plans["year"].tolist())))
    actual, origin = [], []
    for plan in plans.to_dict("records"):
        if plan["source"] == TYPED:
            actual.append(plan["actual"])
            origin.append(messages.PLAN_TYPED)
        elif plan["unit"] not in MONEY_UNITS:
            actual.append(0)
            origin.append(messages.PLAN_UNIT_UNFIT)
        else:
            fen = counted(done, plan)
            actual.append(int(divide_half_up(fen, MONEY_UNITS[plan["unit"]])))
            origin.append(messages.plan_origin(plan["source"], plan["year"], request.as_of))
    table = plans.assign(actual=np.array(actual, np.int64), origin=origin)
    percent = whole_percent(table["actual"].to_numpy(np.int64), table["target"].to_numpy(np.int64))
    gone = np.array([elapsed(year, request.as_of) for year in table["year"].tolist()], np.int64)
    ahead = pd.Series(percent * PERCENT_POINT - gone, index=table.index, dtype="Int64")
    return table.assign(
        rate=[messages.percent(number) for number in percent.tolist()],
        elapsed=gone,
        ahead=ahead.where(percent >= 0),
        gap=table["target"] - table["actual"],
    )


def entries(request: Request, settled: Settlement, years: list[int]) -> pd.DataFrame:
    """Return what was done in each of the years up to the request's day: source, year, salesperson, department, amount.

    回款金额 are receipts, 收回本金 what they paid on principal, 清收逾期 what was paid on overdue principal.
    """
    tables, plan = request.tables, request.tables["instalments"]
    owners = contract_owners(tables)
    rows = pd.Series(owners.index, index=owners["contract"])
    receipts = tables["receipts"].loc[settled.receipts.index]
    repaid = payments(settled)
    parts = [
        pd.DataFrame({"source": RECEIVED, "year": receipts["received"].dt.year,
                      "row": receipts["contract"].map(rows), "amount": receipts["amount"]}),
        pd.DataFrame({"source": PRINCIPAL, "year": repaid["day"].dt.year,
                      "row": repaid["debt"].map(plan["contract"]).map(rows), "amount": repaid["amount"]}),
    ]  # fmt: skip
    for year in years:
        if year <= request.as_of.year:
            last = min(pd.Timestamp(year, 12, 31), pd.Timestamp(request.as_of))
            moved = movement(tables, settled, pd.Timestamp(year, 1, 1), last)
            owner = plan.loc[moved.index, "contract"].map(rows)
            parts.append(pd.DataFrame({"source": OVERDUE, "year": year, "row": owner, "amount": moved["paid"]}))
    return pd.concat(parts, ignore_index=True).join(owners[["salesperson", "department"]], on="row")


def counted(done: pd.DataFrame, plan: Mapping[Hashable, object]) -> int:
    """Return the fen done for a plan: of its source and year, of its salesperson and department where it names them."""
    fits = (done["source"] == plan["source"]) & (done["year"] == plan["year"])
    for name in ("salesperson", "department"):
        if plan[name]:
            fits &= done[name] == plan[name]
    return int(done.loc[fits, "amount"].sum())


def target_sheet(plans: pd.DataFrame, caption: str) -> Replace:
    """Write 计划分解: twelve months of every plan; the months of a plan sum to its target."""
    parts = []
    for plan in plans.to_dict("records"):
        months = by_month(plan["target"], plan["year"])
        months["month"] = months["from_day"].dt.strftime("%Y-%m")
        parts.append(months.assign(plan=plan["plan"], subject=plan["subject"], unit=plan["unit"]))
    return Replace(
        schema.TARGETS.title, schema.TARGETS.columns, in_columns(schema.TARGETS, *parts), caption=caption
    )
