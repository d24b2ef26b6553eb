"""还款承诺书: a Word promise to sign for each plan of 还款方案, once its sum is the debt it covers (PLY-01)."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

import pandas as pd

from addin import messages
from addin.domain.money import yuan
from addin.ledger import schema
from addin.letters.catalogue import MOVES_DUE, PLAN, PLANNED, PRINCIPAL_ONLY
from addin.letters.records import headed
from addin.letters.single import Wanted, make_letters, sums_of
from addin.ports import Fill, Level, Outcome, Problem

if TYPE_CHECKING:
    from collections.abc import Mapping

    from addin.ports import Request

PRINTED = schema.REPAYMENTS.pick("number", "pay_day", "amount")


def run(request: Request) -> Outcome:
    """Make the promises of the plans selected (or of all that have none yet), with the figures of the request's day.

    A plan must add up to all that is overdue of its customer or contract, or to its principal alone. 应收计划 is
    never changed: a plan that moves due dates moves the start of the penalty, and the user is told to enter that.
    """
    rows = request.tables["repayments"]
    unknown = [name for name in request.select if name not in set(rows["plan"])]
    if unknown:
        return Outcome(messages.unknown_plans(unknown), problems=request.problems, done=False)
    asked = rows[rows["plan"].isin(request.select)] if request.select else rows[rows["letter"] == ""]
    plans = {str(name): plan.sort_values("number") for name, plan in asked.groupby("plan", sort=False)}
    owed = dict(zip(plans, sums_of(request, [promise(name, plan) for name, plan in plans.items()]), strict=True))
    faults = [fault for name, plan in plans.items() if (fault := objection(request, name, plan, owed[name]))]
    faulty = {fault.found for fault in faults}
    sound = [name for name in plans if name not in faulty]
    made = make_letters(request, [covering(promise(name, plans[name]), owed[name]) for name in sound])
    problems = (*request.problems, *faults, *made.problems)
    if made.letters.empty:
        return Outcome(messages.no_plan_letter(len(plans)), problems=problems, done=made.done and not faults)
    numbers = {sound[at]: number for at, number in made.letters[["wanted", "letter"]].itertuples(index=False)}
    filled = asked.loc[asked["plan"].isin(list(numbers)), ["plan"]]
    filled = filled.assign(letter=filled["plan"].map(numbers))[["letter"]]
    return Outcome(
        messages.plan_letters_made(len(numbers), len(plans) - len(numbers)),
        (*made.changes, Fill(schema.REPAYMENTS.title, schema.REPAYMENTS.pick("letter"), filled, keep_others=True)),
        problems=(*problems, *(moved(name, plans[name]) for name in numbers if plans[name]["moves_due"].any())),
        figures=messages.plan_letter_figures(len(numbers), yuan(int(made.letters["total"].sum()))),
        done=not faults,
    )


def promise(name: str, plan: pd.DataFrame) -> Wanted:
    """Return the letter that a plan asks for."""
    moves = bool(plan["moves_due"].any())
    return Wanted(
        schema.PLAN_TYPE,
        str(plan["customer"].iloc[0]),
        tuple(filter(None, dict.fromkeys(plan["contract"]))),
        {
            PLAN: [headed(PRINTED, row) for row in plan.to_dict("records")],
            PLANNED: Decimal(int(plan["amount"].sum())).scaleb(-2),
            MOVES_DUE: moves,
        },
        messages.plan_remark(name, moves=moves),
    )


def covering(letter: Wanted, owed: Mapping[str, int]) -> Wanted:
    """Say in the letter whether its plan covers the principal alone."""
    alone = letter.more[PLANNED] != Decimal(owed["total"]).scaleb(-2)
    return replace(letter, more={**letter.more, PRINCIPAL_ONLY: alone})


def objection(request: Request, name: str, plan: pd.DataFrame, owed: Mapping[str, int]) -> Problem | None:
    """Return why a plan makes no promise (None: it does): it mixes debtors, its days do not rise, its sum is wrong."""
    days, total = plan["pay_day"], int(plan["amount"].sum())
    details = {
        "planned": yuan(total), "total": yuan(owed["total"]), "gap": yuan(abs(owed["total"] - total)),
        "principal": yuan(owed["principal"]), "day": str(request.as_of),
    }  # fmt: skip
    reasons = {
        ("plan-mixed", "customer"): len(plan[["customer", "contract"]].drop_duplicates()) > 1,
        ("plan-days", "pay_day"): days.iloc[0] < pd.Timestamp(request.as_of)
        or not (days.is_monotonic_increasing and days.is_unique),
        ("plan-sum", "amount"): owed["total"] > 0 and total not in (owed["total"], owed["principal"]),
    }
    return next((fault(code, column, name, plan, details) for (code, column), holds in reasons.items() if holds), None)


def moved(name: str, plan: pd.DataFrame) -> Problem:
    """Say what a plan that moves due dates asks of the user: the ledger still holds the old ones."""
    return fault("plan-moves-due", "moves_due", name, plan, {}, Level.HINT)


def fault(
    code: str, column: str, name: str, plan: pd.DataFrame, details: Mapping[str, str], level: Level = Level.ERROR
) -> Problem:
    """Return what is to be said of a plan, at its first row."""
    header = schema.REPAYMENTS.column(column).header
    return Problem(code, schema.REPAYMENTS.title, int(plan.index.min()), header, name, level, details)
