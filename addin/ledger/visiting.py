"""What the ledger knows for visits and collection plans: facts by customer, and the papers to take along."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from addin.domain.dunning import UNSENT, assess
from addin.domain.promises import broken_counts
from addin.domain.terms import LetterState, Verdict
from addin.domain.visits import unanswered_calls
from addin.domain.worklist import with_number
from addin.ledger import schema
from addin.ports import Level, Problem

if TYPE_CHECKING:
    from collections.abc import Sequence

    from addin.domain.settlement import Settlement
    from addin.ports import Request

CHASED = tuple(
    int(verdict)
    for verdict in (
        Verdict.NO_STAGE_LEFT, Verdict.NOT_YET, Verdict.NO_ADDRESS, Verdict.BELOW_MINIMUM, Verdict.CHASE
    )
)  # fmt: skip
CALL = schema.CONTACT_METHODS[0]
PAPERS = ("has_statement", "has_contract", "has_demand", "has_lawyer_letter", "has_slip")
JUDGED = {  # what is read of the rows of ``assess``
    **dict.fromkeys(("customer", "contract", "instalment"), "str"),
    **dict.fromkeys(("overdue_days", "unpaid_principal", "chased", "verdict"), "int64"),
    "trigger_day": "datetime64[s]",
}
PAPER_COLUMNS = ("customer", "paper", "complete", "number", "day", "place")


def overdue_rows(request: Request, settled: Settlement) -> pd.DataFrame:
    """Return the overdue instalments of sound customers as ``domain.dunning.assess`` judges them."""
    if not (settled.instalments["overdue_days"] > 0).any():
        return pd.DataFrame({name: pd.Series(dtype=dtype) for name, dtype in JUDGED.items()})
    rows = assess(request.tables, settled.instalments, request.as_of, schema.NEVER_CHASED)
    return rows[~rows["customer"].isin(list(request.blocked_customers))]


def visit_facts(request: Request, rows: pd.DataFrame, judged: pd.DataFrame) -> pd.DataFrame:
    """Return what speaks for a visit, by customer with a debt that may be chased and is not before a court.

    ``rows`` are those of ``assess``, ``judged`` the promises of ``judge_promises``.
    Columns: longest_overdue (days), principal (fen, undisputed), broken, unanswered, reachable (see
    ``domain.visits.visit_reasons``); overdue (principal with what is disputed, fen).
    """
    tables = request.tables
    in_court = tables["contracts"].loc[tables["contracts"]["contract_state"] == schema.IN_COURT, "contract"]
    open_rows = rows[rows["verdict"].isin(CHASED) & ~rows["contract"].isin(in_court)]
    facts = open_rows.groupby("customer").agg(
        longest_overdue=("overdue_days", "max"),
        principal=("chased", "sum"),
        overdue=("unpaid_principal", "sum"),
    )
    log, contacts = tables["contact_log"], tables["contacts"]
    calls = log[(log["method"] == CALL) & (log["contacted"] < pd.Timestamp(request.as_of) + pd.Timedelta(days=1))]
    calls = calls[["customer", "contacted"]].assign(answered=calls["result"] != schema.NOT_REACHED)
    usable = with_number(contacts)
    return facts.assign(
        broken=broken_counts(judged)["broken"].reindex(facts.index, fill_value=0),
        unanswered=unanswered_calls(calls).reindex(facts.index, fill_value=0),
        reachable=facts.index.isin(usable["customer"]),
    )


def papers(request: Request, owed: pd.DataFrame) -> pd.DataFrame:
    """Return the papers that the ledger holds for each customer, one row each (VIS-02, PLN-02; :data:`PAPER_COLUMNS`).

    ``owed``: customer and contract of what is overdue. A statement and letters are there when one was sent and did not
    come back (the latest is named, with its day and file); the contracts when each has its file number. ``paper`` is a
    name of :data:`PAPERS`, ``place`` says where a paper lies, or what is missing.
    """
    letters = request.tables["letters"]
    gone = [*UNSENT, int(LetterState.RETURNED)]
    sent = letters[~letters["state"].cat.codes.isin(gone)]
    sent = sent.assign(day=sent["sent"].fillna(sent["as_of"])).sort_values(["day", "letter"], kind="stable")
    named = set(request.tables["strategies"]["letter_type"]) - {"", schema.LAWYER_TYPE, *schema.ACCOUNT_TYPES}
    types = {
        "has_statement": {schema.STATEMENT_TYPE},
        "has_demand": {schema.DEMAND_TYPE, *named},
        "has_lawyer_letter": {schema.LAWYER_TYPE},
    }
    customers = pd.Index(owed["customer"].unique(), name="customer")
    found = [contract_papers(request, owed)]
    for paper, of_type in types.items():
        latest = sent[sent["letter_type"].isin(list(of_type))].drop_duplicates("customer", keep="last")
        rows = latest.set_index("customer")[["letter", "day", "file"]].reindex(customers)
        rows = rows.rename(columns={"letter": "number", "file": "place"}).fillna({"number": "", "place": ""})
        found.append(rows.assign(paper=paper, complete=rows["number"] != "").reset_index())
    return pd.concat(found, ignore_index=True)[list(PAPER_COLUMNS)]


def contract_papers(request: Request, owed: pd.DataFrame) -> pd.DataFrame:
    """Return, by customer, the file numbers of the overdue contracts; ``place`` names those without one."""
    contracts = request.tables["contracts"].drop_duplicates("contract").set_index("contract")
    pairs = owed[["customer", "contract"]].drop_duplicates()
    pairs = pairs.join(contracts[["file_number", "original_at"]], on="contract")
    held: dict[str, list[tuple[str, str, str]]] = {}
    for customer, *facts in pairs.itertuples(index=False, name=None):
        held.setdefault(customer, []).append((facts[0], facts[1], facts[2]))
    rows = [(customer, *told_contracts(contracts_held)) for customer, contracts_held in held.items()]
    table = pd.DataFrame(rows, columns=["customer", "complete", "number", "place"])
    return table.assign(paper="has_contract", day=pd.Series(pd.NaT, index=table.index, dtype="datetime64[s]"))


def told_contracts(held: Sequence[tuple[str, str, str]]) -> tuple[bool, str, str]:
    """Return of contracts (ID, file number, where kept): all filed, their file numbers, where, or which are lacking."""
    lacking = [contract for contract, file, _ in held if not file]
    places = [place for place in dict.fromkeys(place for _, _, place in held) if place]
    return not lacking, "、".join(file for _, file, _ in held if file), "、".join(lacking or places)


def forbidden_steps_taken(request: Request) -> list[Problem]:
    """Return a hint for each forbidden step of 失联修复 that somebody says was taken (CNT-01)."""
    steps = request.tables["tracing"]
    taken = steps[(steps["allowed"] == schema.FORBIDDEN) & ((steps["outcome"] != "") | steps["done"].notna())]
    header = schema.TRACING.column("outcome").header
    return [
        Problem("tracing-forbidden", schema.TRACING.title, row, header, customer, Level.HINT)
        for row, customer in taken[["customer"]].itertuples(name=None)
    ]
