"""The cases of 案件台账 with what the ledger knows of each: contracts, limitation, interruptions, costs, receipts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from addin import messages
from addin.domain.cases import NO_CASE, attribute
from addin.domain.conduct import listed_names
from addin.domain.terms import Approval, CaseStep, LegalList
from addin.ledger import numbering, schema
from addin.letters.claim import claimed_contracts
from addin.letters.demands import proven
from addin.letters.hand_over import approved_customers, with_new
from addin.ports import Level, Problem

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    from addin.domain.settlement import Settlement
    from addin.ports import Request


@dataclass(frozen=True)
class Docket:
    """All cases (index = sheet rows, negative for those opened now), and which contracts each is about.

    ``cases`` has the columns of 案件台账 and ``over`` (nothing is due any more); ``links``: case (row), contract,
    customer, filed.
    """

    cases: pd.DataFrame
    links: pd.DataFrame
    opened: pd.DataFrame
    problems: tuple[Problem, ...]


def docket(request: Request, settled: Settlement) -> Docket:
    """Gather the cases, and open one for each customer whose suit was agreed to and who has none."""
    table = request.tables["cases"]
    opened = open_cases(request, settled, table)
    cases = with_new(table, opened)
    closed = cases["closed"] <= pd.Timestamp(request.as_of)
    cases = cases.assign(over=closed | cases["case_state"].isin(schema.CASE_OVER))
    links, problems = linked(request, cases)
    return Docket(cases, links, opened, tuple(problems))


def open_cases(request: Request, settled: Settlement, table: pd.DataFrame) -> pd.DataFrame:
    """Return the rows to add to 案件台账: customers agreed to be sued, with something overdue and no live case."""
    over = table["case_state"].isin(schema.CASE_OVER) | (table["closed"] <= pd.Timestamp(request.as_of))
    served = {*table.loc[~over, "customer"], *request.blocked_customers}
    claimed = claimed_contracts(request, settled)
    claimed = claimed[claimed["contract_state"] != schema.IN_COURT]
    customers = [
        name for name in approved_customers(request, LegalList.SUE)
        if name not in served and name in set(claimed["customer"])
    ]  # fmt: skip
    sums = claimed.groupby("customer")["claim"].sum()
    names = claimed.groupby("customer")["contract"].agg("、".join)
    year = request.as_of.year
    first = numbering.next_serial(schema.CASE_NUMBER, year, table["case"])
    return pd.DataFrame(
        {
            "case": [numbering.render(schema.CASE_NUMBER, year, first + at) for at in range(len(customers))],
            "customer": customers,
            "contracts": [names[name] for name in customers],
            "case_state": schema.CASE_STATES[0],
            "claim": [int(sums[name]) for name in customers],
        }
    ).astype({"case": "str", "customer": "str", "contracts": "str", "case_state": "str", "claim": "int64"})


def linked(request: Request, cases: pd.DataFrame) -> tuple[pd.DataFrame, list[Problem]]:
    """Return which contracts each case is about (all of its customer if it names none), and what does not fit."""
    contracts = request.tables["contracts"][["contract", "customer"]]
    owner = dict(contracts.itertuples(index=False, name=None))
    known = {*owner, *request.blocked_contracts}
    header = schema.CASES.column("contracts").header
    pairs: list[tuple[int, str]] = []
    problems: list[Problem] = []
    for row, customer, text in cases[["customer", "contracts"]].itertuples(name=None):
        named = listed_names(text)
        strangers = [name for name in named if name not in known or owner.get(name, customer) != customer]
        problems += [
            Problem("case-contract", schema.CASES.title, row, header, name, Level.HINT, {"customer": customer})
            for name in strangers
        ]
        own = [name for name in named if name not in strangers]
        pairs += [
            (row, name)
            for name in own or ([] if named else contracts.loc[contracts["customer"] == customer, "contract"])
        ]
    links = pd.DataFrame(pairs, columns=["case", "contract"]).astype({"case": "int64", "contract": "str"})
    return links.join(cases[["customer", "filed"]], on="case"), problems


def limitation_ends(request: Request, docket: Docket, ends: pd.DataFrame) -> pd.DataFrame:
    """Return, by case, limitation_end, limitation_provisional, and limitation_lost (some of the debts are past it).

    The end is the next one of what the case claims, of debts that are all past it the last one. ``ends``
    (limitation_end, provisional) is by instalment row.
    """
    owner = request.tables["instalments"]["contract"].reindex(ends.index)
    rows = docket.links.merge(ends.assign(contract=owner), on="contract")
    lost = rows["limitation_end"] < pd.Timestamp(request.as_of)
    by_case = rows[~lost].groupby("case").agg(day=("limitation_end", "min"), guess=("provisional", "any"))
    past = rows[lost].groupby("case").agg(day=("limitation_end", "max"), guess=("provisional", "any"))
    found = by_case.combine_first(past).reindex(docket.cases.index)
    return pd.DataFrame(
        {
            "limitation_end": found["day"].astype("datetime64[s]"),
            "limitation_provisional": found["guess"].eq(other=True).astype("bool"),
            "limitation_lost": docket.cases.index.isin(past.index),
        },
        index=docket.cases.index,
    )


def events(request: Request, docket: Docket) -> pd.DataFrame:
    """Return what may interrupt the time to enforce a judgment: case, day (demands that arrived, and receipts)."""
    proofs = proven(request, docket.links)[["customer", "contract", "day"]]
    paid = request.tables["receipts"].rename(columns={"received": "day"})[["contract", "day"]]
    paid = paid[paid["day"] <= pd.Timestamp(request.as_of)]
    found = pd.concat([proofs[["contract", "day"]], paid]).merge(docket.links, on="contract")
    return found[["case", "day"]]


def booked_costs(request: Request, docket: Docket) -> tuple[pd.DataFrame, list[Problem]]:
    """Return 催收费用 up to the day with ``case`` (row, NO_CASE = none) and ``named`` (by the cost), and hints."""
    costs = request.tables["costs"]
    costs = costs[costs["spent"] <= pd.Timestamp(request.as_of)].rename(columns={"case": "number"})
    rows = pd.Series(docket.cases.index, index=docket.cases["case"])
    named = costs["number"].map(rows[~rows.index.duplicated()])
    by_contract = attribute(costs.rename(columns={"spent": "day"}), docket.links, before_filing=True)
    case = named.fillna(by_contract).astype("int64")
    lost = costs[(costs["number"] != "") & named.isna()]
    header = schema.COSTS.column("case").header
    problems = [
        Problem("case-cost-unknown", schema.COSTS.title, row, header, number, Level.HINT)
        for row, number in zip(lost.index.tolist(), lost["number"], strict=True)
    ]
    approved = costs["approval"].cat.codes == Approval.AGREED
    return costs.assign(case=case, named=named.notna(), approved=approved), problems


def booked_receipts(request: Request, docket: Docket) -> pd.DataFrame:
    """Return what came in on the contracts of each case since it was filed, or given to an agency: case, amount."""
    receipts = request.tables["receipts"].rename(columns={"received": "day"})
    receipts = receipts[receipts["day"] <= pd.Timestamp(request.as_of)]
    began = docket.cases["filed"].fillna(docket.cases["entrusted"])
    began = began.where(~(docket.cases["entrusted"] < began), docket.cases["entrusted"])
    links = docket.links.assign(filed=of_case(began, docket.links["case"]))
    case = attribute(receipts, links, before_filing=False)
    handed_over, filed = (of_case(docket.cases[name], case) for name in ("entrusted", "filed"))
    outside = (receipts["channel"] == schema.OUTSOURCED) & (handed_over <= receipts["day"])
    since_filing = filed <= receipts["day"]
    return receipts.assign(case=case.where(since_filing | outside, NO_CASE), outsourced=outside)


def of_case(column: pd.Series, case: pd.Series) -> pd.Series:
    """Return a column of days of the cases for rows that name their case (NaT = none)."""
    return column.reindex(case).set_axis(case.index).astype("datetime64[s]")


def trips(request: Request, docket: Docket) -> pd.Series:
    """Return how often somebody went out for each case: visits of the log; those to a customer go to his first case."""
    log = request.tables["contact_log"]
    log = log[(log["method"] == schema.VISIT) & (log["contacted"] < pd.Timestamp(request.as_of) + pd.Timedelta(days=1))]
    asked = pd.DataFrame({"contract": log["contract"], "day": log["contacted"].dt.floor("D")})
    case = attribute(asked, docket.links, before_filing=True)
    first = docket.cases[~docket.cases["over"]].reset_index(names="row").drop_duplicates("customer")
    whole = log["customer"].map(first.set_index("customer")["row"]).where(log["contract"] == "")
    return whole.fillna(case).astype("int64").value_counts().reindex(docket.cases.index, fill_value=0)


def teams(request: Request, customers: pd.Series) -> pd.Series:
    """Return the special team of each customer in words ("" = none)."""
    rows = request.tables["special_teams"]
    rows = rows[~(rows["dissolved"] <= pd.Timestamp(request.as_of)) & (rows["approval"].cat.codes == Approval.AGREED)]
    rows = rows.drop_duplicates("customer", keep="last").set_index("customer")
    told = [messages.TEAM_SHOWN.format(leader=one, members=all_) for one, all_ in zip(rows["leader"], rows["members"],
                                                                                       strict=True)]  # fmt: skip
    return pd.Series(told, index=rows.index, dtype="str").reindex(customers).fillna("").set_axis(customers.index)


def step_text(step: int, until: pd.Timestamp) -> str:
    """Name a step of a case."""
    return messages.CASE_STEPS[step].format(until="" if pd.isna(until) else until.date())


def explained(step: CaseStep, row: Mapping[Hashable, Any]) -> str:
    """Say what the day of a step rests on: ``row`` is one of ``domain.cases.interruptions``, with ``lost``."""
    told = [messages.CASE_EXPIRED] if step is CaseStep.FILE and row["lost"] else []
    told += [messages.CASE_ASSUMED[step]] if row["assumed"] and step in messages.CASE_ASSUMED else []
    if step is CaseStep.JUDGMENT:
        told.append(messages.CASE_SUMMARY_TIME)
    if row["provisional"]:
        told.append(messages.CASE_PROVISIONAL)
    if not pd.isna(row["interrupted"]):
        day, end = row["interrupted"].date(), row["interrupted_end"].date()
        told.append(messages.CASE_INTERRUPTED.format(day=day, end=end))
    if step is CaseStep.ENFORCE and row["days_left"] < 0:
        told.append(messages.CASE_LAPSED)
    return "；".join(told)
