"""New rows for 上门方案 and 失联修复: the customers that the settings choose, the steps to find one nobody reaches."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from addin import messages
from addin.domain.terms import Approval
from addin.domain.visits import priorities, visit_reasons
from addin.ledger import schema
from addin.ledger.visit_booking import next_numbers
from addin.letters.visit_texts import reason_texts

if TYPE_CHECKING:
    from addin.ports import Request

DAY = pd.Timedelta(days=1)


def proposals(request: Request, plans: pd.DataFrame, facts: pd.DataFrame) -> tuple[pd.DataFrame, int]:
    """Return the rows to add to 上门方案, the most pressing first, and how many the month's limit leaves out.

    ``plans`` are all rows there are. Chosen are the customers that a reason speaks for, or, of those selected by the
    user, all who owe; not again who has an open plan, or was listed or visited within 上门间隔天数.
    """
    reasons = visit_reasons(facts, request.settings)
    chosen = facts.index.isin(request.select) if request.select else reasons.any(axis=1).to_numpy()
    fresh = ~facts.index.isin(busy_customers(request, plans))
    found = facts[chosen & fresh].copy()
    reasons = reasons.loc[found.index]
    found["place_in_order"] = priorities(reasons)
    found["reason"] = reason_texts(found, reasons)
    found = found.sort_values(["place_in_order", "principal"], ascending=[True, False], kind="stable")
    room = len(found)
    if request.settings.visits_a_month:
        room = min(room, max(0, request.settings.visits_a_month - listed_this_month(request, plans)))
    kept = found.iloc[:room].rename_axis("customer").reset_index()
    customers = request.tables["customers"].drop_duplicates("customer").set_index("customer")
    pending = schema.APPROVALS[Approval.PENDING]
    new = kept[["customer", "reason"]].assign(
        visit=next_numbers(request, plans, len(kept)),
        priority=[schema.VISIT_PRIORITIES[place] for place in kept["place_in_order"]],
        listed=pd.Timestamp(request.as_of),
        place=kept["customer"].map(customers["address"]).astype("str"),
        review=pending,
        approval=pending,
    )
    return new, len(found) - room


def busy_customers(request: Request, plans: pd.DataFrame) -> list[str]:
    """Return who has a plan that is neither finished nor refused, or had one within the interval."""
    finished = (plans["entry"] != "") | refused(plans)
    last = plans[["listed", "visited"]].max(axis=1)
    recent = last + request.settings.visit_interval * DAY > pd.Timestamp(request.as_of)
    return plans.loc[~finished | recent, "customer"].unique().tolist()


def refused(plans: pd.DataFrame) -> pd.Series:
    """Tell of each row of the plan whether it was refused."""
    both: pd.Series = (plans[["review", "approval"]].astype("object") == schema.APPROVALS[Approval.REFUSED]).any(axis=1)
    return both


def listed_this_month(request: Request, plans: pd.DataFrame) -> int:
    """Count the visits that were listed in the month of the request's day and not refused (COST-01)."""
    month = pd.Timestamp(request.as_of).to_period("M")
    return int(((plans["listed"].dt.to_period("M") == month) & ~refused(plans)).sum())


def tracing_steps(request: Request, facts: pd.DataFrame) -> pd.DataFrame:
    """Return the guided steps to add to 失联修复 for customers without a usable number (CNT-01); nobody twice.

    The step that searches itemised phone bills is listed as forbidden, so that nobody thinks it forgotten.
    """
    lost = facts.index[~facts["reachable"]]
    if request.select:
        lost = lost[lost.isin(request.select)]
    lost = lost[~lost.isin(request.tables["tracing"]["customer"])]
    steps = pd.DataFrame(messages.TRACING_STEPS, columns=["what", "ground"])
    steps["step"] = range(1, len(steps) + 1)
    steps["allowed"] = [
        schema.FORBIDDEN if step == messages.FORBIDDEN_STEP else schema.ALLOWED for step in steps["step"]
    ]
    return pd.DataFrame({"customer": lost}, dtype="str").merge(steps, how="cross")
