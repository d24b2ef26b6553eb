"""核对承诺: what became of every promise, by the receipts; fills 承诺状态 and counts the broken (PTP-01, PEN-02)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from addin import messages
from addin.domain.lookups import customer_names
from addin.domain.money import yuan
from addin.domain.promises import broken_counts, judge_promises
from addin.domain.terms import PromiseState, Special
from addin.ledger import schema
from addin.ledger.position import latest_receipt, ledger_calendar, position
from addin.ports import Fill, Link, Outcome, Replace

if TYPE_CHECKING:
    from addin.ports import Request


def run(request: Request) -> Outcome:
    """Judge as of the request's day; promises of customers that an error touches stay empty."""
    judged = judge_promises(request.tables, position(request), request.as_of, ledger_calendar(request))
    judged = judged[~judged["customer"].isin(list(request.blocked_customers))]
    counts = consequences(request, judged)
    states = pd.Categorical.from_codes(judged["state"].tolist(), categories=pd.Index(schema.PROMISE_STATES))
    entries = judged.assign(promise_state=states, explanation=explanations(request, judged))
    entries["customer_name"] = judged["customer"].map(names(request)).fillna("").astype("str")
    entries = entries.sort_values(["deadline", "customer"], kind="stable")
    state = schema.CONTACT_LOG.column("promise_state")
    key = schema.CONTACT_LOG.key[0]
    escalated = int((counts["advice"] != "").sum())
    numbers = (*counts[["promised", "pending", "kept", "part", "broken"]].sum(), escalated)
    caption = messages.as_of_caption(request.as_of, latest_receipt(request))
    return Outcome(
        messages.promises_judged(int(counts["promised"].sum()), int(counts["broken"].sum()), escalated),
        (
            Fill(schema.CONTACT_LOG.title, (state,), entries[[state.name]].sort_index()),
            Replace(
                schema.PROMISES.title,
                schema.PROMISES.columns,
                entries[[column.name for column in schema.PROMISES.columns]].reset_index(drop=True),
                links={"entry": [Link(schema.CONTACT_LOG.title, row, key) for row in entries.index.tolist()]},
                caption=caption,
            ),
            Replace(schema.BROKEN_PROMISES.title, schema.BROKEN_PROMISES.columns, counts, caption=caption),
        ),
        problems=request.problems,
        figures=tuple(zip(messages.PROMISE_FIGURES, (f"{number:,}" for number in numbers), strict=True)),
    )


def names(request: Request) -> pd.Series:
    """Return the names of the customers by ID."""
    return customer_names(request.tables)


def explanations(request: Request, judged: pd.DataFrame) -> list[str]:
    """Say of each promise what its state alone does not."""
    amounts = request.tables["contact_log"].loc[judged.index, "promised_amount"]
    texts = []
    for (need, received, state, restated), amount in zip(
        judged[["need", "received", "state", "restated"]].itertuples(index=False, name=None), amounts, strict=True
    ):
        short = state in (PromiseState.PART, PromiseState.BROKEN)
        parts = (
            messages.promise_gap(yuan(need - received)) if short else "",
            "" if amount else messages.PROMISE_NO_AMOUNT,
            messages.PROMISE_RESTATED if restated else "",
        )
        texts.append("；".join(filter(None, parts)))
    return texts


def consequences(request: Request, judged: pd.DataFrame) -> pd.DataFrame:
    """Return 爽约统计: each broken promise is one negative record and one fee, if there is a fee."""
    settings = request.settings
    counts = broken_counts(judged).sort_values("broken", ascending=False, kind="stable")
    special = request.tables["customers"].drop_duplicates("customer").set_index("customer")["special"]
    marked = set(special.index[special.cat.codes == Special.BREAKS_PROMISES])
    counts["negative_records"] = counts["broken"]
    counts["fees"] = counts["broken"] if settings.broken_promise_fee else 0
    counts["fee_amount"] = counts["fees"] * settings.broken_promise_fee
    counts["advice"] = [
        messages.promise_advice(broken, settings.promises_to_escalate, marked=customer in marked)
        for customer, broken in counts["broken"].items()
    ]
    counts = counts.rename_axis("customer").reset_index()
    counts["customer_name"] = counts["customer"].map(names(request))
    return counts[[column.name for column in schema.BROKEN_PROMISES.columns]]
