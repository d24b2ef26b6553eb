"""Results of visits into the ledger: entries of 催收记录, costs by contract, once for each visit (VIS-03, COST-01)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from addin.domain.conduct import listed_names
from addin.domain.terms import VisitResult
from addin.domain.visits import PROOF, SIGNED, share_out
from addin.ledger import numbering, schema
from addin.ports import Level, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from addin.ports import Request

VISIT = schema.CONTACT_METHODS[1]
TIME = re.compile(r"(\d{1,2})[:：](\d{2})")
ENTRY = (
    "entry", "contacted", "customer", "contract", "method", "handler", "counterpart", "result", "response",
    "promised_day", "promised_amount", "promised_instalments", "evidence", "anomaly", "remark",
)  # fmt: skip
COST = ("cost", "spent", "contract", "cost_type", "amount", "remark")
WATCHED = (schema.VISIT_PLANS, schema.CONTACT_LOG, schema.COSTS)


@dataclass(frozen=True)
class Booked:
    """What visits add to the ledger: rows of 催收记录 (:data:`ENTRY`) and 催收费用 (:data:`COST`, fen).

    ``entries_of`` are the numbers of a visit's entries, joined by 、, by row of the plan. ``problems`` name the rows
    that are not booked, and why.
    """

    entries: pd.DataFrame
    costs: pd.DataFrame
    entries_of: pd.Series
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class Visit:
    """A visit that took place: its row of the plan, the contracts it was about, and the customer's overdue ones."""

    row: int
    facts: Any  # the row as a named tuple
    contracts: tuple[str, ...]
    overdue: tuple[str, ...]
    handler: str

    @property
    def result(self) -> VisitResult:
        """Return what came of it."""
        return VisitResult(schema.VISIT_RESULTS.index(self.facts.result))


def in_doubt(request: Request) -> bool:
    """Tell whether plan, log or costs have errors: a row that cannot be read may hold a number, or a booking."""
    titles = {sheet.title for sheet in WATCHED}
    return any(problem.sheet in titles and problem.level is Level.ERROR for problem in request.problems)


def numbered_plans(request: Request) -> pd.DataFrame:
    """Return 上门方案 with a number for every row that has none yet; a number once used anywhere is not given again."""
    plans = request.tables["visit_plans"]
    bare = plans["visit"] == ""
    return plans.assign(visit=plans["visit"].mask(bare, pd.Series(next_numbers(request, plans, int(bare.sum())),
                                                                   index=plans.index[bare], dtype="str")))  # fmt: skip


def next_numbers(request: Request, plans: pd.DataFrame, count: int) -> list[str]:
    """Return the next numbers of visits of this year."""
    tables = request.tables
    costs = [cost.rpartition("-")[0] for cost in tables["costs"]["cost"]]
    told = [word for remark in tables["contact_log"]["remark"] if remark for word in listed_names(remark)]
    year = request.as_of.year
    first = numbering.next_serial(schema.VISIT_NUMBER, year, [*plans["visit"], *costs, *told])
    return [numbering.render(schema.VISIT_NUMBER, year, first + at) for at in range(count)]


def took_place(plans: pd.DataFrame) -> pd.Series:
    """Tell of each row of the plan whether day and result of the visit are entered."""
    happened: pd.Series = plans["visited"].notna() & plans["result"].notna()
    return happened


def book_visits(request: Request, plans: pd.DataFrame, rows: pd.DataFrame) -> Booked:
    """Book the visits that took place and are not booked yet. ``rows``: the overdue instalments of ``assess``.

    One entry a visit: of the contract visited, or of the customer as a whole when the visit was about all that is
    overdue; else one a contract, and one more that carries the promise. Costs are divided over the contracts by what is
    overdue, with numbers made from the visit's, so that a second press finds them. Blocked customers wait.
    """
    log, costs = request.tables["contact_log"], request.tables["costs"]
    known = entries_by_visit(log)
    booked_costs: dict[str, int] = {}
    for cost, amount in costs[["cost", "amount"]].itertuples(index=False, name=None):
        visit_number = cost.rpartition("-")[0]
        booked_costs[visit_number] = booked_costs.get(visit_number, 0) + amount
    entries: list[dict[str, object]] = []
    spent: list[dict[str, object]] = []
    marks: dict[int, str] = {}
    problems = []
    names = entry_numbers(request)
    done = plans[took_place(plans) & ~plans["customer"].isin(list(request.blocked_customers))]
    facts: Any
    for facts in done.itertuples():
        visit = the_visit(request, facts, rows)
        code = fault(request, visit)
        if code:
            problems.append(problem(visit, code))
            continue
        if not facts.entry:
            numbers = known.get(facts.visit) or [next(names) for _ in told(visit, rows)]
            if facts.visit not in known:
                entries += [
                    {**each, "entry": number} for each, number in zip(told(visit, rows), numbers, strict=True)
                ]
            marks[visit.row] = "、".join(numbers)
        if facts.visit in booked_costs:
            if booked_costs[facts.visit] != facts.spent:
                problems.append(problem(visit, "visit-cost-changed"))
        elif facts.spent:
            spent += cost_rows(visit, rows)
    days = dict.fromkeys(("contacted", "promised_day"), "datetime64[s]")
    return Booked(
        pd.DataFrame(entries, columns=list(ENTRY)).astype({**days, "promised_amount": "Int64"}),
        pd.DataFrame(spent, columns=list(COST)).astype({"spent": "datetime64[s]", "amount": "int64"}),
        pd.Series(marks, dtype="str"),
        tuple(problems),
    )


def entries_by_visit(log: pd.DataFrame) -> dict[str, list[str]]:
    """Return the entries of visits that this program made, by the number of the visit in their remark."""
    found: dict[str, list[str]] = {}
    visits = log[(log["method"] == VISIT) & log["remark"].str.startswith(f"{schema.VISIT_PLANS.title} ")]
    for entry, remark in visits[["entry", "remark"]].itertuples(index=False, name=None):
        found.setdefault(listed_names(remark)[1], []).append(entry)
    return found


def entry_numbers(request: Request) -> Iterator[str]:
    """Yield the next numbers of entries of this year."""
    form, year, log = schema.ENTRY_NUMBER, request.now.year, request.tables["contact_log"]
    serial = numbering.next_serial(form, year, [*log["entry"], *log["corrects"]])
    while True:
        yield numbering.render(form, year, serial)
        serial += 1


def the_visit(request: Request, facts: Any, rows: pd.DataFrame) -> Visit:
    """Return a visit with its contracts: those named, else the overdue ones, else all of the customer's."""
    contracts = request.tables["contracts"]
    own = contracts.loc[contracts["customer"] == facts.customer, "contract"].tolist()
    overdue = rows.loc[rows["customer"] == facts.customer, "contract"].drop_duplicates().tolist()
    named = listed_names(facts.contracts)
    if any(name not in own for name in named):
        named, overdue, own = (), [], []  # a contract of somebody else's: the visit cannot be booked
    return Visit(facts.Index, facts, tuple(named or overdue or own), tuple(overdue), handler(request, facts))


def fault(request: Request, visit: Visit) -> str:
    """Return the code of what keeps a visit from being booked ("" = nothing)."""
    facts = visit.facts
    if facts.visited > pd.Timestamp(request.as_of):
        return "visit-ahead"
    if not visit.contracts:
        return "visit-contract"
    if visit.result in SIGNED and not facts.signatory:
        return "visit-unsigned"
    if facts.promised_amount and pd.isna(facts.promised_day):
        return "visit-promise"
    return "" if visit.handler else "visit-handler"


def problem(visit: Visit, code: str) -> Problem:
    """Return a problem of a visit's row."""
    columns = {
        "visit-ahead": "visited",
        "visit-contract": "contracts",
        "visit-unsigned": "signatory",
        "visit-promise": "promised_day",
        "visit-handler": "leader",
        "visit-cost-changed": "spent",
    }
    header = schema.VISIT_PLANS.column(columns[code]).header
    return Problem(code, schema.VISIT_PLANS.title, visit.row, header, visit.facts.visit, Level.HINT)


def handler(request: Request, facts: Any) -> str:
    """Return who made the visit for the log: its leader, else the customer's collector or seller, else the setting."""
    if facts.leader:
        return str(facts.leader)
    customers = request.tables["customers"].drop_duplicates("customer").set_index("customer")
    own = customers.loc[facts.customer]
    return str(own["collector"] or own["salesperson"] or request.settings.handler)


def told(visit: Visit, rows: pd.DataFrame) -> list[dict[str, object]]:
    """Return the entries of a visit, without numbers; the promise stands in exactly one of them."""
    facts = visit.facts
    at = TIME.search(facts.time)
    moment = facts.visited + pd.Timedelta(hours=int(at[1]), minutes=int(at[2])) if at else facts.visited
    entry: dict[str, object] = {
        "contacted": moment,
        "customer": facts.customer,
        "method": VISIT,
        "handler": visit.handler,
        "counterpart": facts.signatory,
        "result": schema.VISIT_TO_LOG[facts.result],
        "response": "；".join(filter(None, (facts.result, facts.remark))),
        "promised_instalments": "",
        "evidence": schema.EVIDENCE[PROOF[visit.result]],
        "anomaly": facts.anomaly,
        "remark": f"{schema.VISIT_PLANS.title} {facts.visit}",
    }
    promise = {"promised_day": facts.promised_day, "promised_amount": facts.promised_amount or pd.NA}
    nothing = {"promised_day": pd.NaT, "promised_amount": pd.NA}
    if len(visit.contracts) == 1 or set(visit.overdue) <= set(visit.contracts):
        return [{**entry, **promise, "contract": visit.contracts[0] if len(visit.contracts) == 1 else ""}]
    entries = [{**entry, **nothing, "contract": name} for name in visit.contracts]
    if pd.isna(facts.promised_day):
        return entries
    about = rows[(rows["customer"] == facts.customer) & rows["contract"].isin(visit.contracts)]
    instalments = "、".join(about["instalment"])
    return [*entries, {**entry, **promise, "contract": "", "promised_instalments": instalments, "evidence": pd.NA}]


def cost_rows(visit: Visit, rows: pd.DataFrame) -> list[dict[str, object]]:
    """Return the cost of a visit divided over its contracts by what is overdue; without a share there is no row."""
    facts = visit.facts
    of_customer = rows[rows["customer"] == facts.customer]
    owed = of_customer.groupby("contract")["unpaid_principal"].sum().reindex(visit.contracts, fill_value=0)
    shares: Sequence[int] = share_out(int(facts.spent), owed.tolist())
    return [
        {
            "cost": f"{facts.visit}-{place}",
            "spent": facts.visited,
            "contract": contract,
            "cost_type": schema.TRAVEL,
            "amount": share,
            "remark": f"{schema.VISIT_PLANS.title} {facts.visit}",
        }
        for place, (contract, share) in enumerate(zip(visit.contracts, shares, strict=True), start=1)
        if share
    ]


def typed_like(rows: pd.DataFrame, table: pd.DataFrame) -> pd.DataFrame:
    """Return rows with the columns and types of a table; what they lack is empty there."""
    typed = rows.reindex(columns=table.columns)
    for name, dtype in table.dtypes.items():
        empty = {"str": "", "int64": 0, "bool": False}.get(str(dtype))
        values = typed[name] if empty is None else typed[name].astype("object").where(typed[name].notna(), empty)
        typed[name] = values.astype(dtype)
    return typed
