"""回函跟进: which statements were answered in writing, which are late, and what the differences are (ST-01)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from addin import messages
from addin.domain.lookups import contract_customers, customer_names
from addin.domain.money import yuan
from addin.domain.replies import explained, reply_cycle
from addin.domain.terms import ReplyState
from addin.ledger import schema
from addin.ledger.position import latest_receipt, ledger_calendar, position
from addin.ports import Append, Link, Outcome, Replace

if TYPE_CHECKING:
    from addin.ports import Change, Request

PREFILLED = ("letter", "customer", "contract", "instalment", "due", "unpaid_principal")


def run(request: Request) -> Outcome:
    """List every statement sent; for an answer that differs, lay down its instalments to work off, once.

    The instalments of a difference are those unpaid as of the statement's day, as receipts entered since show them.
    """
    tables, settings = request.tables, request.settings
    cycle = reply_cycle(
        tables["letters"],
        tables["contact_log"],
        schema.STATEMENT_TYPES,
        request.as_of,
        settings.statement_reply_days,
        ledger_calendar(request),
    )
    known = customer_names(tables)
    cycle["customer_name"] = cycle["customer"].map(known).fillna("").astype("str")
    cycle["explained"] = explained(tables["reply_differences"]).reindex(cycle["letter"]).fillna(0).to_numpy("int64")
    cycle["advice"] = advice(cycle)
    states = cycle["reply_state"]
    table = cycle.assign(reply_state=[schema.REPLY_STATES[state] for state in states])
    table = table[[column.name for column in schema.REPLIES.columns]]
    new = new_differences(request, cycle[states == ReplyState.DIFFERS])
    changes: list[Change] = [
        Replace(
            schema.REPLIES.title,
            schema.REPLIES.columns,
            table.reset_index(drop=True),
            links={"letter": [Link(schema.LETTERS.title, row, schema.LETTERS.key[0]) for row in table.index.tolist()]},
            caption=messages.as_of_caption(request.as_of, latest_receipt(request)),
        )
    ]
    if len(new):
        changes.append(Append(schema.REPLY_DIFFERENCES.title, schema.REPLY_DIFFERENCES.columns, new))
    count = states.value_counts().reindex(list(map(int, ReplyState)), fill_value=0)
    differing = int(count[ReplyState.DIFFERS])
    gap = int(cycle.loc[states == ReplyState.DIFFERS, "gap"].sum())
    shown = (
        len(cycle), count[ReplyState.WAITING], count[ReplyState.LATE], count[ReplyState.AGREED], differing, yuan(gap),
    )  # fmt: skip
    return Outcome(
        messages.replies_told(len(cycle), int(count[ReplyState.LATE]), differing, len(new)),
        tuple(changes),
        problems=request.problems,
        figures=tuple(zip(messages.REPLY_FIGURES, map(str, shown), strict=True)),
    )


def advice(cycle: pd.DataFrame) -> list[str]:
    """Say of each statement what to do next: chase, explain, or complete what the register lacks."""
    texts = []
    columns = ["reply_state", "gap", "explained", "confirmed", "replied", "scan"]
    for state, gap, told, confirmed, replied, scan in cycle[columns].itertuples(index=False, name=None):
        answered = state in (ReplyState.AGREED, ReplyState.DIFFERS, ReplyState.CONCLUDED)
        differs = state == ReplyState.DIFFERS
        parts = (
            messages.REPLY_ADVICE[state],
            messages.reply_unexplained(yuan(gap - told)) if differs and confirmed and gap != told else "",
            messages.REPLY_NO_AMOUNT if differs and not confirmed else "",
            messages.REPLY_NO_DAY if answered and pd.isna(replied) else "",
            messages.REPLY_NO_SCAN if answered and not scan else "",
        )
        texts.append("；".join(filter(None, parts)))
    return texts


def new_differences(request: Request, differing: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of 回函差异 for statements that have none there yet: their unpaid instalments of that day."""
    columns = schema.REPLY_DIFFERENCES.columns
    listed = set(request.tables["reply_differences"]["letter"])
    waiting = differing[~differing["letter"].isin(listed) & ~differing["customer"].isin(request.blocked_customers)]
    owner = contract_customers(request.tables)
    parts = []
    for day, group in ((pd.Timestamp(str(key)), part) for key, part in waiting.groupby("as_of")):
        settled = position(request, day.date())
        items = request.tables["instalments"][["contract", "instalment", "due"]].join(
            settled.instalments[["unpaid_principal"]], how="inner"
        )
        items = items[items["unpaid_principal"] > 0].assign(customer=items["contract"].map(owner))
        parts.append(group[["letter", "customer"]].merge(items, on="customer"))
    rows = pd.concat(parts) if parts else pd.DataFrame(columns=list(PREFILLED))
    blank = {"theirs": pd.Series(0, index=rows.index, dtype="int64"), "reason": None, "handler": "", "outcome": ""}
    return rows[list(PREFILLED)].assign(**blank)[[column.name for column in columns]].reset_index(drop=True)
