"""计划完成率: each target against what was done and the time gone; months, weeks, days (RPT-04, KPI-04, KPI-05)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from addin import messages
from addin.domain.money import divide_half_up
from addin.domain.movement import events, payments
from addin.domain.plan import WEEKDAYS, by_month, by_week, elapsed, grown, month_score, whole_percent
from addin.ledger import schema
from addin.ledger.owners import contract_owners
from addin.ledger.position import latest_receipt, position
from addin.ledger.reporting import in_columns, links_to, opening, report
from addin.ports import Link, Outcome

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    from addin.domain.settlement import Settlement
    from addin.ports import Replace, Request

PERCENT_POINT = 10**6  # in units of 1e-8
FULL = 100
TYPED, RECEIVED, PRINCIPAL, OVERDUE = schema.PLAN_SOURCES
MONEY_UNITS = {schema.PLAN_UNITS[0]: 1, schema.PLAN_UNITS[1]: 10_000}  # yuan in the unit
ORDER = ["source", "year", "department", "salesperson", "day", "number"]


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
    done = entries(request, settled, plans)
    table = measured(request, done, plans)
    caption = messages.report_caption(request.as_of, latest_receipt(request), settled.lpr_until)
    months = {plan["plan"]: by_month(plan["target"], plan["year"]) for plan in plans.to_dict("records")}
    return Outcome(
        messages.planned(len(table), int(((table["gap"] <= 0) & (table["target"] > 0)).sum())),
        (
            line_sheet(done, caption),
            progress_sheet(request, table, done, caption),
            target_sheet(plans, months, caption),
            week_sheet(plans, months, caption),
            month_sheet(request, plans, done, caption),
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


def measured(request: Request, done: pd.DataFrame, plans: pd.DataFrame) -> pd.DataFrame:
    """Return the plans with actual, rate (text), elapsed, ahead, gap and where the actual figure comes from."""
    actual, origin = [], []
    for plan in plans.to_dict("records"):
        if plan["source"] == TYPED:
            actual.append(plan["actual"])
            origin.append(messages.PLAN_TYPED)
        elif plan["unit"] not in MONEY_UNITS:
            actual.append(0)
            origin.append(messages.PLAN_UNIT_UNFIT)
        else:
            actual.append(in_unit(int(done.loc[counted(done, plan), "amount"].sum()), plan))
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


def in_unit(fen: int, plan: Mapping[Hashable, object]) -> int:
    """Return fen in the unit of a plan (hundredths of it), rounded half up."""
    return int(divide_half_up(fen, MONEY_UNITS[str(plan["unit"])]))


def entries(request: Request, settled: Settlement, plans: pd.DataFrame) -> pd.DataFrame:
    """Return what was done up to the request's day, of the sources and years that plans name, in the order of ORDER.

    Columns: source, year, day, number, of (contract row), salesperson, department, contract, customer_name, amount
    (fen), row (in 回款记录 or 应收计划). 回款金额 are receipts, 收回本金 what they paid on principal, 清收逾期 what was
    paid on overdue principal.
    """
    tables, plan = request.tables, request.tables["instalments"]
    owners = contract_owners(tables)
    rows = pd.Series(owners.index, index=owners["contract"])
    receipts = tables["receipts"].loc[settled.receipts.index]
    repaid, moved = payments(settled), events(tables, settled, pd.Timestamp(request.as_of))
    moved = moved[moved["paid"] > 0]
    parts = [
        pd.DataFrame({"source": RECEIVED, "day": receipts["received"], "number": receipts["receipt"],
                      "contract": receipts["contract"], "amount": receipts["amount"], "row": receipts.index}),
        pd.DataFrame({"source": PRINCIPAL, "day": repaid["day"], "number": repaid["debt"].map(plan["instalment"]),
                      "contract": repaid["debt"].map(plan["contract"]), "amount": repaid["amount"],
                      "row": repaid["debt"]}),
        pd.DataFrame({"source": OVERDUE, "day": moved["day"], "number": moved["debt"].map(plan["instalment"]),
                      "contract": moved["debt"].map(plan["contract"]), "amount": moved["paid"], "row": moved["debt"]}),
    ]  # fmt: skip
    wanted = [part[part["source"].isin(plans["source"])] for part in parts]
    done = pd.concat(wanted, ignore_index=True)
    done = done.assign(year=done["day"].dt.year.astype("int64"), of=done["contract"].map(rows))
    done = done[done["year"].isin(plans["year"])]
    done = done.join(owners[["salesperson", "department", "customer_name"]], on="of")
    return done.sort_values(ORDER, kind="stable", ignore_index=True)


def counted(done: pd.DataFrame, plan: Mapping[Hashable, object]) -> pd.Series:
    """Tell which entries count for a plan: of its source and year, of its salesperson and department where named."""
    fits: pd.Series = (done["source"] == plan["source"]) & (done["year"] == plan["year"])
    for name in ("salesperson", "department"):
        if plan[name]:
            fits &= done[name] == plan[name]
    return fits


def line_sheet(done: pd.DataFrame, caption: str) -> Replace:
    """Write 计划取数: what the actual figures are made of; each plan's are the rows that its filter leaves."""
    sheets = [schema.RECEIPTS if source == RECEIVED else schema.INSTALMENTS for source in done["source"]]
    links = [Link(sheet.title, int(row), sheet.key[0]) for sheet, row in zip(sheets, done["row"], strict=True)]
    return report(
        schema.PLAN_LINES, in_columns(schema.PLAN_LINES, done), caption, links={"number": links}
    )  # fmt: skip


def progress_sheet(request: Request, table: pd.DataFrame, done: pd.DataFrame, caption: str) -> Replace:
    """Write 计划完成率: plans lead to 计划, what was done to the first of its rows in 计划取数."""
    frame = in_columns(schema.PROGRESS, table)
    rows = table.index.tolist() if len(request.tables["plans"]) else [None] * len(table)
    first = [first_place(done, plan) for plan in table.to_dict("records")]
    return report(
        schema.PROGRESS, frame, caption,
        links={
            "plan": links_to(schema.PLANS, rows),
            **opening(frame, ["target"], schema.PLANS, rows),
            **opening(frame, ["actual", "rate", "gap"], schema.PLAN_LINES, first),
        },
    )  # fmt: skip


def first_place(done: pd.DataFrame, plan: Mapping[Hashable, object]) -> int | None:
    """Return the sheet row of the first entry that counts for a plan, if any does."""
    fits = counted(done, plan).to_numpy()
    return int(fits.argmax()) + 2 if plan["unit"] in MONEY_UNITS and fits.any() else None


def target_sheet(plans: pd.DataFrame, months: Mapping[str, pd.DataFrame], caption: str) -> Replace:
    """Write 计划分解: twelve months of every plan; the months of a plan sum to its target."""
    parts = [
        named(months[plan["plan"]], plan).assign(at=place, month=months[plan["plan"]]["from_day"].dt.strftime("%Y-%m"))
        for place, plan in enumerate(plans.to_dict("records"), 2)
    ]
    frame = in_columns(schema.TARGETS, *parts)
    rows = [row for part in parts for row in part["at"]]
    return report(schema.TARGETS, frame, caption, links={"plan": links_to(schema.PROGRESS, rows)})


def week_sheet(plans: pd.DataFrame, months: Mapping[str, pd.DataFrame], caption: str) -> Replace:
    """Write 周计划: the weeks and days of every plan, which sum to its months; each leads to its month (KPI-05)."""
    parts = [
        named(by_week(months[plan["plan"]]), plan).assign(at=place)
        for place, plan in enumerate(plans.to_dict("records"))
    ]
    rows = [12 * at + month + 1 for part in parts for at, month in zip(part["at"], part["month"], strict=True)]
    parts = [part.assign(month=part["from_day"].dt.strftime("%Y-%m")) for part in parts]
    frame = in_columns(schema.WEEK_TARGETS, *parts, blank=WEEKDAYS)
    return report(schema.WEEK_TARGETS, frame, caption, links={"plan": links_to(schema.TARGETS, rows)})


def named(table: pd.DataFrame, plan: Mapping[Hashable, object]) -> pd.DataFrame:
    """Put the plan's name, subject and unit beside its parts."""
    return table.assign(plan=str(plan["plan"]), subject=str(plan["subject"]), unit=str(plan["unit"]))


def month_sheet(request: Request, plans: pd.DataFrame, done: pd.DataFrame, caption: str) -> Replace:
    """Write 销售月评: each salesperson's month against its plan, and the year once it is over (KPI-04).

    A plan of the year before is judged as a whole, with its December.
    """
    this = request.as_of.year
    personal = plans[(plans["salesperson"] != "") & plans["unit"].isin(list(MONEY_UNITS)) & (plans["source"] != TYPED)]
    rows = []
    for plan in personal[personal["year"].isin([this - 1, this])].to_dict("records"):
        over = plan["year"] < this
        month = 12 if over else request.as_of.month
        fits = counted(done, plan)
        inside = fits & (done["day"].dt.month == month)
        target = int(by_month(plan["target"], plan["year"])["target"].iloc[month - 1])
        actual, year_actual = (in_unit(int(done.loc[part, "amount"].sum()), plan) for part in (inside, fits))
        score = int(month_score(np.array([actual]), np.array([target]))[0])
        rows.append({
            **plan, "month": f"{plan['year']}-{month:02d}", "target": target, "actual": actual,
            "score": score if score >= 0 else pd.NA,
            "commission": "" if score < 0 else schema.YES if score >= FULL else schema.NO,
            "year_target": plan["target"], "year_actual": year_actual,
            "year_verdict": messages.year_verdict(over=over, reached=year_actual >= plan["target"]),
            "first": int(inside.to_numpy().argmax()) + 2 if inside.any() else None,
            "year_first": first_place(done, plan),
        })  # fmt: skip
    frame = in_columns(schema.SALES_MONTH, pd.DataFrame(rows) if rows else pd.DataFrame(index=[]))
    return report(
        schema.SALES_MONTH, frame, caption, editable=("approval",),
        links={
            **opening(frame, ["actual", "score"], schema.PLAN_LINES, [row["first"] for row in rows]),
            **opening(frame, ["plan", "year_actual"], schema.PLAN_LINES, [row["year_first"] for row in rows]),
        },
    )  # fmt: skip
