"""案件台账: the next step and last day of every case, its costs, what came in (LEG-03, LEG-04, LEG-06, COST-01).

A case is opened for each customer whose suit was agreed to in 法务名单. What people enter in 案件台账 stays as it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from addin import messages
from addin.domain.calendar import build_calendar
from addin.domain.cases import NO_CASE, case_figures, case_steps, interruptions
from addin.domain.limitation import limitation
from addin.domain.lookups import customer_names
from addin.domain.money import yuan
from addin.domain.terms import CaseLight, CaseStep
from addin.ledger import schema
from addin.ledger.position import (
    LOOK_AHEAD,
    contract_balances,
    latest_receipt,
    ledger_calendar,
    position,
    settled_tables,
)
from addin.letters.casework import (
    Docket,
    booked_costs,
    booked_receipts,
    docket,
    events,
    explained,
    limitation_ends,
    step_text,
    teams,
    trips,
)
from addin.letters.totalled import appended, totalled
from addin.ports import Level, Link, Outcome, Problem, Replace

if TYPE_CHECKING:
    from addin.domain.calendar import Calendar
    from addin.domain.settlement import Settlement
    from addin.ports import Request

DAYS = ("preserved", "preserved_until", "filed", "hearing", "judged", "served", "appealed", "effective",
        "perform_until", "enforcement_filed")  # fmt: skip


def run(request: Request) -> Outcome:
    """Watch all cases as of the request's day; figures of customers with errors in their data stay empty."""
    settled = position(request)
    found = docket(request, settled)
    steps = watched(request, settled, found)
    costs, lost = booked_costs(request, found)
    receipts = booked_receipts(request, found)
    money = case_figures(found.cases, costs[costs["case"] != NO_CASE], receipts[receipts["case"] != NO_CASE])
    progress = progress_table(request, settled, found, steps, money)
    caption = messages.as_of_caption(request.as_of, latest_receipt(request))
    deadlines = deadline_table(request, found, steps)
    booked = cost_table(request, found, costs[costs["case"] != NO_CASE])
    opened = found.opened
    live = found.cases[~found.cases["over"]]
    lights = steps["light"].value_counts()
    passed, near = (int(lights.get(int(light), 0)) for light in (CaseLight.PASSED, CaseLight.NEAR))
    sums = (live["claim"].sum(), money.loc[live.index, "recovered"].sum(), money.loc[live.index, "costs"].sum())
    figures = (str(len(live)), str(passed), str(near), *(yuan(int(amount)) for amount in sums))
    return Outcome(
        messages.cases_told(len(live), passed, near, len(opened)),
        (
            *appended(request, schema.CASES, opened),
            Replace(schema.CASE_PROGRESS.title, schema.CASE_PROGRESS.columns, totalled(schema.CASE_PROGRESS, progress),
                    totals=1, caption=caption, links={"case": [*row_links(progress.index), None]}),
            Replace(schema.CASE_DEADLINES.title, schema.CASE_DEADLINES.columns, deadlines, caption=caption,
                    links={"case": row_links(steps["case"])}),
            Replace(schema.CASE_COSTS.title, schema.CASE_COSTS.columns, totalled(schema.CASE_COSTS, booked), totals=1,
                    caption=caption),
        ),
        problems=(*request.problems, *found.problems, *lost, *costly(request, found, money)),
        figures=tuple(zip(messages.CASE_FIGURES, figures, strict=True)),
    )  # fmt: skip


def watched(request: Request, settled: Settlement, found: Docket) -> pd.DataFrame:
    """Return the open steps of all cases, the earliest first, with what interrupts the time to enforce."""
    ends = limitation(
        settled_tables(request), request.settings, request.as_of, ledger_calendar(request), settled
    ).instalments[["limitation_end", "provisional"]]
    cases = found.cases.join(limitation_ends(request, found, ends))
    cases["property_kind"] = cases["property_kind"].cat.codes.astype("int64")
    calendar = case_calendar(request, cases)
    steps = case_steps(cases, request.as_of, request.settings.case_warn_days, calendar)
    ended = cases.index[cases["case_state"] == schema.ENFORCEMENT_ENDED]
    steps = steps[~((steps["step"] == CaseStep.URGE) & steps["case"].isin(ended))].reset_index(drop=True)
    steps["lost"] = cases["limitation_lost"].reindex(steps["case"]).to_numpy()
    return interruptions(steps, events(request, found), calendar)


def case_calendar(request: Request, cases: pd.DataFrame) -> Calendar:
    """Build the calendar over all days that the steps of the cases can touch."""
    days = pd.concat([cases[name] for name in (*DAYS, "limitation_end")]).dropna()
    days = pd.concat([days, pd.Series([pd.Timestamp(request.as_of)])])
    return build_calendar(days.min().date(), days.max().date() + LOOK_AHEAD, request.tables["holidays"])


def names(request: Request, customers: pd.Series) -> pd.Series:
    """Return the names of customers ("" = not known)."""
    known = customer_names(request.tables)
    return known.reindex(customers).fillna("").set_axis(customers.index)


def progress_table(
    request: Request, settled: Settlement, found: Docket, steps: pd.DataFrame, money: pd.DataFrame
) -> pd.DataFrame:
    """Return 案件进程 with the rows of 案件台账: live cases by their next day, then those that are over."""
    cases = found.cases
    first = steps.drop_duplicates("case").set_index("case")
    texts = pd.Series([step_text(*pair) for pair in zip(first["step"], first["until"], strict=True)], index=first.index,
                      dtype="str")  # fmt: skip
    payable = found.links["contract"].map(contract_balances(request, settled)["payable"])
    payable = payable.groupby(found.links["case"]).sum().reindex(cases.index, fill_value=0).astype("Int64")
    lights = first["light"].map(dict(enumerate(schema.LIGHTS_OF_CASES))).astype("str")
    table = cases.assign(
        customer_name=names(request, cases["customer"]),
        reached=reached(cases),
        next_step=texts.reindex(cases.index).fillna(messages.CASE_NOTHING),
        deadline=first["deadline"].reindex(cases.index),
        days_left=first["days_left"].reindex(cases.index),
        case_light=lights.reindex(cases.index).fillna(""),
        payable=payable,
        trips=trips(request, found),
        team=teams(request, cases["customer"]),
        **money.drop(columns="cost_ratio").astype("Int64"),
        cost_ratio=money["cost_ratio"],
    )
    doubtful = cases["customer"].isin(list(request.blocked_customers))
    for name in ("payable", "recovered", "agency_recovered", "commission", "cost_ratio"):
        table[name] = table[name].where(~doubtful)
    table = table.sort_values(["over", "deadline"], kind="stable")
    return table[[column.name for column in schema.CASE_PROGRESS.columns]]


def reached(cases: pd.DataFrame) -> pd.Series:
    """Name how far each case has come, by the days entered."""
    stage = pd.Series(0, index=cases.index)
    came = {
        1: cases["preserved"].notna() & cases["before_suit"], 2: cases["filed"].notna(), 3: cases["judged"].notna(),
        4: cases["appealed"].notna(), 5: cases["effective"].notna(), 6: cases["enforcement_filed"].notna(),
        7: cases["over"],
    }  # fmt: skip
    for place, there in came.items():
        stage = stage.where(~there, place)
    return stage.map(dict(enumerate(messages.REACHED))).astype("str")


def deadline_table(request: Request, found: Docket, steps: pd.DataFrame) -> pd.DataFrame:
    """Return 案件期限: every open step of every case, the earliest first."""
    texts = [step_text(*pair) for pair in zip(steps["step"], steps["until"], strict=True)]
    told = [explained(CaseStep(row["step"]), row) for row in steps.to_dict("records")]
    numbers = dict(enumerate(messages.CASE_BASIS))
    table = steps.assign(
        customer_name=names(request, steps["case"].map(found.cases["customer"])),
        case_light=steps["light"].map(dict(enumerate(schema.LIGHTS_OF_CASES))).astype("str"),
        basis=steps["step"].map(numbers).astype("str"),
        next_step=pd.Series(texts, index=steps.index, dtype="str"),
        explanation=pd.Series(told, index=steps.index, dtype="str"),
    )
    table["case"] = steps["case"].map(found.cases["case"]).astype("str")
    return table[[column.name for column in schema.CASE_DEADLINES.columns]]


def cost_table(request: Request, found: Docket, costs: pd.DataFrame) -> pd.DataFrame:
    """Return 案件费用: what was spent on each case, in order of case and day (LEG-04)."""
    case, customer = costs["case"].map(found.cases["case"]), costs["case"].map(found.cases["customer"])
    table = costs.assign(
        customer_name=names(request, customer),
        cost_type=costs["cost_type"].astype("str").where(costs["cost_type"].notna(), ""),
        approval=costs["approval"].astype("str").where(costs["approval"].notna(), schema.APPROVALS[0]),
        attribution=costs["named"].astype("int64").map(dict(enumerate(messages.ATTRIBUTIONS))).astype("str"),
        borne_by_debtor=costs["borne_by_debtor"].map({True: schema.YES, False: schema.NO}).astype("str"),
    )
    table = table.assign(case=case.astype("str")).sort_values(["case", "spent"], kind="stable")
    return table[[column.name for column in schema.CASE_COSTS.columns]]


def costly(request: Request, found: Docket, money: pd.DataFrame) -> list[Problem]:
    """Return a hint for each live case that cost more of what came in than the setting allows (COST-01)."""
    limit = request.settings.case_cost_limit
    header = schema.CASES.column("case").header
    high = ~found.cases["over"] & (money["cost_ratio"] > limit).fillna(value=False).astype("bool") & (limit > 0)
    rows = zip(high.index[high].tolist(), found.cases.loc[high, "case"], money.loc[high, "cost_ratio"], strict=True)
    return [
        Problem("case-cost-high", schema.CASES.title, max(row, 0), header, case, Level.HINT,
                {"ratio": messages.percent_of(int(ratio))})
        for row, case, ratio in rows
    ]  # fmt: skip


def row_links(rows: pd.Index | pd.Series) -> list[Link | None]:
    """Return a jump to the row of 案件台账; a case opened just now has none yet."""
    return [Link(schema.CASES.title, row, schema.CASES.key[0]) if row > 0 else None for row in rows.tolist()]
