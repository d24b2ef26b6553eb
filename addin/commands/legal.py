"""移交法务: the six elements of every overdue customer (LEG-01) and the three lists for approval (LEG-02)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from addin import messages
from addin.domain.dunning import UNSENT, assess
from addin.domain.legal import legal_lists
from addin.domain.limitation import limitation
from addin.domain.money import yuan
from addin.domain.promises import broken_counts, judge_promises
from addin.domain.terms import LimitationState, PenaltyMode, Verdict
from addin.ledger import schema
from addin.ledger.position import latest_receipt, ledger_calendar, position, settled_tables
from addin.ports import Append, Kind, Level, Outcome, Problem, Replace

if TYPE_CHECKING:
    from addin.domain.settlement import Settlement
    from addin.ports import Change, Request

MONEY = ("principal", "penalty", "interest", "costs", "prepaid")
REGISTERED = ("legal_list", "customer", "listed", "ground", "principal", "longest_overdue", "approval")


def run(request: Request) -> Outcome:
    """Sum up as of the request's day; who stands on a list already (not released) is not listed again."""
    settled = position(request)
    rows = assess(request.tables, settled.instalments, request.as_of, schema.NEVER_CHASED)
    rows = rows[~rows["customer"].isin(list(request.blocked_customers))]
    facts = customer_facts(request, settled, rows)
    chased = rows.groupby("customer")["verdict"].min().reindex(facts.index)
    lists = grounds(request, facts[~chased.isin([int(Verdict.NEVER), int(Verdict.ON_HOLD)])])
    register = request.tables["legal_register"]
    open_rows = register[~(register["released"] <= pd.Timestamp(request.as_of))]
    new = newly_listed(request, lists, facts, open_rows)
    ready = releasable(request, open_rows, facts)
    table = summary(request, facts, lists)
    total = totals(table)
    added = new["legal_list"].value_counts()
    changes: list[Change] = [
        Replace(
            schema.LEGAL_SUMMARY.title,
            schema.LEGAL_SUMMARY.columns,
            pd.concat([table, total], ignore_index=True),
            totals=1,
            caption=messages.as_of_caption(request.as_of, latest_receipt(request)),
        ),
        *([Append(schema.LEGAL_REGISTER.title, schema.LEGAL_REGISTER.pick(*REGISTERED), new)] if len(new) else []),
    ]
    figures = (
        f"{len(table):,}",
        yuan(int(table["total"].sum())),
        *(str(int(added.get(name, 0))) for name in schema.LEGAL_LISTS),
        str(len(ready)),
    )
    return Outcome(
        messages.handed_over(len(table), len(new), len(ready)),
        tuple(changes),
        problems=(*request.problems, *ready),
        figures=tuple(zip(messages.LEGAL_FIGURES, figures, strict=True)),
    )


def customer_facts(request: Request, settled: Settlement, rows: pd.DataFrame) -> pd.DataFrame:
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
    return facts.join(warned(request, settled, rows)).join(habits(request, settled, facts.index))


def warned(request: Request, settled: Settlement, rows: pd.DataFrame) -> pd.DataFrame:
    """Return, by customer, when the first limitation of an overdue debt ends, and the first warned of (NaT: none)."""
    ends = limitation(
        settled_tables(request), request.settings, request.as_of, ledger_calendar(request), settled
    ).instalments[["limitation_end", "state"]]
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
    return counts.assign(
        special=known.cat.codes.reindex(customers), wilful=(last == schema.WILFUL).reindex(customers, fill_value=False)
    )


def past(request: Request) -> pd.DataFrame:
    """Return the entries of the log up to the as-of day, in order of time."""
    log = request.tables["contact_log"]
    log = log[log["contacted"] < pd.Timestamp(request.as_of) + pd.Timedelta(days=1)]
    return log.sort_values("contacted", kind="stable")


def grounds(request: Request, facts: pd.DataFrame) -> pd.DataFrame:
    """Return the lists with their grounds in words: one row per list and customer."""
    lists = legal_lists(facts, request.settings)
    texts = []
    for customer, ground in lists[["customer", "ground"]].itertuples(index=False, name=None):
        fact = facts.loc[customer]
        end = fact["near_end"]
        texts.append(
            messages.GROUNDS[ground].format(
                days=fact["longest_overdue"],
                end="" if pd.isna(end) else end.date(),
                broken=fact["broken"],
                special=schema.SPECIAL_CASES[fact["special"]],
                reason=schema.WILFUL,
            )
        )
    lists = lists.assign(text=pd.Series(texts, index=lists.index, dtype="str"))
    together = {pair: "；".join(group["text"]) for pair, group in lists.groupby(["list", "customer"])}
    rows = [(which, customer, text) for (which, customer), text in together.items()]
    return pd.DataFrame(rows, columns=["list", "customer", "text"])


def newly_listed(
    request: Request, lists: pd.DataFrame, facts: pd.DataFrame, open_rows: pd.DataFrame
) -> pd.DataFrame:
    """Return the rows to add to 法务名单: who is not on that list yet."""
    named = lists.assign(legal_list=lists["list"].map(dict(enumerate(schema.LEGAL_LISTS))).astype("str"))
    known = set(zip(open_rows["legal_list"].astype("str"), open_rows["customer"], strict=True))
    fresh = [pair not in known for pair in zip(named["legal_list"], named["customer"], strict=True)]
    new = named[pd.Series(fresh, index=named.index, dtype="bool")]
    new = new.join(facts[["principal", "longest_overdue"]], on="customer")
    new = new.rename(columns={"text": "ground"})
    new = new.assign(listed=pd.Timestamp(request.as_of), approval=schema.APPROVALS[0])
    return new[list(REGISTERED)]


def releasable(request: Request, open_rows: pd.DataFrame, facts: pd.DataFrame) -> list[Problem]:
    """Return a hint for each row of a customer who has nothing overdue any more."""
    gone = open_rows[~open_rows["customer"].isin([*facts.index, *request.blocked_customers])]
    return [
        Problem(
            "legal-release", schema.LEGAL_REGISTER.title, row, schema.LEGAL_REGISTER.column("released").header,
            customer, Level.HINT, {"list": which},
        )
        for row, which, customer in gone[["legal_list", "customer"]].itertuples(name=None)
    ]  # fmt: skip


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
    sent = letters[~letters["state"].cat.codes.isin(UNSENT) & (letters["letter_type"] != schema.STATEMENT_TYPE)]
    sent = sent[sent["as_of"] <= pd.Timestamp(request.as_of)].sort_values("as_of", kind="stable")
    by_customer = sent.groupby("customer")["letter"].agg(["size", "last"])
    texts = []
    for customer, promised, broken in facts[["promised", "broken"]].itertuples(name=None):
        made = list(counts[customer].items()) if customer in counts.index else []
        size, last = by_customer.loc[customer] if customer in by_customer.index else (0, "")
        texts.append(messages.collection_work(made, size, last, messages.promise_count(promised, broken)))
    return texts


def totals(table: pd.DataFrame) -> pd.DataFrame:
    """Return the row that sums all amounts, in the order of the sheet's columns."""
    sums = {
        column.name: [int(table[column.name].sum())] if column.kind is Kind.MONEY else [pd.NaT]
        if column.kind is Kind.DATE else [0] if column.kind is Kind.COUNT else [""]
        for column in schema.LEGAL_SUMMARY.columns
    }  # fmt: skip
    days = dict.fromkeys(("since", "limitation_end"), "datetime64[s]")
    return pd.DataFrame(sums).astype(days).assign(customer=messages.SUM)
