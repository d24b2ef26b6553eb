"""特殊情形: lay down the steps for debtors who break promises, are unwilling or have died (TYP-02, SPC-01)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from addin import messages
from addin.domain.guided import CLOSED_STEPS, missing_steps, open_complaints
from addin.ledger import schema
from addin.ledger.position import ledger_calendar
from addin.ledger.starter import starting_steps
from addin.ports import Append, Outcome

if TYPE_CHECKING:
    from addin.ports import Change, Request

LAID = ("customer", "customer_name", "special", "step", "what", "opened", "due", "step_state")


def run(request: Request) -> Outcome:
    """Append the steps of every marked customer (or of those selected) that has none of that case yet.

    The steps come from 情形步骤; a ledger that lacks the sheet is given the usual ones. What users filled in stays.
    """
    customers, progress = request.tables["customers"], request.tables["special_progress"]
    unknown = [name for name in request.select if name not in set(customers["customer"])]
    if unknown:
        return Outcome(messages.unknown_customers(unknown), problems=request.problems, done=False)
    marked = customers[customers["special"].notna()]
    if request.select:
        marked = marked[marked["customer"].isin(list(request.select))]
    if marked.empty:
        told = messages.NO_SPECIAL_CHOSEN if request.select else messages.NO_SPECIAL
        return Outcome(told, problems=request.problems)
    steps = request.tables["special_steps"]
    own = steps.empty
    steps = starting_steps() if own else steps
    rows = missing_steps(marked, progress, steps, request.as_of, ledger_calendar(request))
    rows["step_state"] = schema.STEP_OPEN
    changes: list[Change] = []
    if own:
        changes.append(Append(schema.SPECIAL_STEPS.title, schema.SPECIAL_STEPS.columns, steps))
    if len(rows):
        columns = schema.SPECIAL_PROGRESS.columns
        whole = rows.reindex(columns=[column.name for column in columns])
        texts = dict.fromkeys(("handler", "outcome"), "")
        whole = whole.assign(**texts, done=pd.Series(pd.NaT, index=rows.index, dtype="datetime64[s]"))
        changes.append(Append(schema.SPECIAL_PROGRESS.title, columns, whole))
    waiting = progress[~progress["step_state"].cat.codes.isin(CLOSED_STEPS)]
    late = int((waiting["due"] < pd.Timestamp(request.as_of)).sum())
    complaints = open_complaints(request.tables["complaints"], request.as_of)
    laid = rows["customer"].nunique()
    figures = (len(marked), laid, len(waiting) + len(rows), late, len(complaints))
    return Outcome(
        messages.steps_laid(laid, len(rows), len(waiting) + len(rows)),
        tuple(changes),
        problems=request.problems,
        figures=tuple(zip(messages.SPECIAL_FIGURES, map(str, figures), strict=True)),
    )
