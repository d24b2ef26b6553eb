"""The six elements of every overdue customer for the law department (LEG-01).

They are: who he is, since when he owes, how much, penalty, interest, and what was done to collect.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from addin import messages
from addin.domain.dunning import UNSENT
from addin.domain.promises import broken_counts, judge_promises
from addin.domain.terms import LimitationState, PenaltyMode, Verdict
from addin.ledger import schema
from addin.ledger.position import ledger_calendar

if TYPE_CHECKING:
    from addin.domain.settlement import Settlement
    from addin.ports import Request


def customer_facts(request: Request, settled: Settlement, rows: pd.DataFrame, ends: pd.DataFrame) -> pd.DataFrame:
    """Return what is known of each customer with overdue principal, by customer; amounts in fen.

    Penalty agreed per day is 违约金额; what accrues at a yearly rate or the LPR is 利息. The two are what is unpaid of
    the penalty of all contracts of the customer.
    """
    tables = request.tables
    contracts = tables["contracts"].loc[settled.contracts.index]
    daily = contracts["penalty_mode"].cat.codes == PenaltyMode.DAILY
    sums = pd.DataFrame(
        {
            "customer": contracts["customer"],
            "penalty": settled.contracts["unpaid_penalty"].where(daily, 0),
            "interest": settled.contracts["unpaid_penalty"].where(~daily, 0),
            "costs": settled.contracts["unpaid_costs"],
            "prepaid": settled.contracts["prepaid"],
        }
    )
    in_court = tables["contracts"].loc[tables["contracts"]["contract_state"] == schema.IN_COURT, "contract"]
    rows = rows.assign(in_court=rows["contract"].isin(in_court), used=rows["verdict"] == Verdict.NO_STAGE_LEFT)
    facts = rows.groupby("customer").agg(
        since=("rolled_due", "min"),
        longest_overdue=("overdue_days", "max"),
        principal=("unpaid_principal", "sum"),
        stages_used=("used", "any"),
        in_court=("in_court", "all"),
    )
    facts = facts.join(sums.groupby("customer").sum())
    facts["contracts"] = rows.groupby("customer")["contract"].agg(lambda names: "、".join(dict.fromkeys(names)))
    return facts.join(warned(rows, ends)).join(habits(request, settled, facts.index))


def warned(rows: pd.DataFrame, ends: pd.DataFrame) -> pd.DataFrame:
    """Return, by customer, when the first limitation of an overdue debt ends, and the first warned of (NaT: none)."""
    lines = rows[["customer"]].join(ends)
    lines["near"] = lines["limitation_end"].where(lines["state"] == LimitationState.WARNED)
    ends = lines.groupby("customer").agg(limitation_end=("limitation_end", "min"), near_end=("near", "min"))
    return ends.assign(limitation_near=ends["near_end"].notna())


def habits(request: Request, settled: Settlement, customers: pd.Index) -> pd.DataFrame:
    """Return, by customer, promises and broken ones, the special case and whether the last reason is wilful."""
    tables = request.tables
    promises = judge_promises(tables, settled, request.as_of, ledger_calendar(request))
    counts = broken_counts(promises)[["promised", "broken"]].reindex(customers, fill_value=0)
    known = tables["customers"].drop_duplicates("customer").set_index("customer")["special"]
    log = past(request)
    last = log[log["reason"].notna()].drop_duplicates("customer", keep="last").set_index("customer")["reason"]
    reason = last.astype("str").reindex(customers).fillna("")
    return counts.assign(special=known.cat.codes.reindex(customers), reason=reason, wilful=reason == schema.WILFUL)


def past(request: Request) -> pd.DataFrame:
    """Return the entries of the log up to the as-of day, in order of time."""
    log = request.tables["contact_log"]
    log = log[log["contacted"] < pd.Timestamp(request.as_of) + pd.Timedelta(days=1)]
    return log.sort_values("contacted", kind="stable")


def summary(request: Request, facts: pd.DataFrame, lists: pd.DataFrame) -> pd.DataFrame:
    """Return 移交法务: the six elements of each customer, the largest claim first."""
    customers = request.tables["customers"].drop_duplicates("customer").set_index("customer").loc[facts.index]
    contacts = request.tables["contacts"]
    people = [messages.contact_person(*one) for one in zip(contacts["person"], contacts["role"].astype("str").where(
        contacts["role"].notna(), ""), contacts["phone"], strict=True)]  # fmt: skip
    named = pd.Series(people, index=contacts.index, dtype="str").groupby(contacts["customer"]).agg("、".join)
    known = zip(customers["uscc"], customers["address"], named.reindex(facts.index).fillna(""), strict=True)
    on = lists.groupby("customer")["list"].agg(lambda codes: "、".join(schema.LEGAL_LISTS[code] for code in codes))
    table = facts.assign(
        customer_name=customers["customer_name"],
        particulars=[messages.particulars(*one) for one in known],
        total=facts["principal"] + facts["penalty"] + facts["interest"] + facts["costs"] - facts["prepaid"],
        work=work_done(request, facts),
        lists=on.reindex(facts.index).fillna(""),
    )
    table = table.rename_axis("customer").reset_index().sort_values("total", ascending=False, kind="stable")
    return table[[column.name for column in schema.LEGAL_SUMMARY.columns]]


def work_done(request: Request, facts: pd.DataFrame) -> list[str]:
    """Sum up, for each customer, what was done to collect."""
    log = past(request)
    counts = log.groupby(["customer", log["method"].astype("str")], sort=False).size()
    letters = request.tables["letters"]
    sent = letters[~letters["state"].cat.codes.isin(UNSENT) & ~letters["letter_type"].isin(schema.ACCOUNT_TYPES)]
    sent = sent[sent["as_of"] <= pd.Timestamp(request.as_of)].sort_values("as_of", kind="stable")
    by_customer = sent.groupby("customer")["letter"].agg(["size", "last"])
    texts = []
    for customer, promised, broken in facts[["promised", "broken"]].itertuples(name=None):
        made = list(counts[customer].items()) if customer in counts.index else []
        size, last = by_customer.loc[customer] if customer in by_customer.index else (0, "")
        texts.append(messages.collection_work(made, size, last, messages.promise_count(promised, broken)))
    return texts
