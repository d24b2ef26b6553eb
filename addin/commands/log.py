"""记录催收: append prefilled rows to 催收记录; the collector only adds what was said (LOG-01).

Entries are never changed: choosing an entry's number appends a copy of it that corrects it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from addin import messages
from addin.domain.conduct import CALLS_A_DAY, allowed_at, call_numbers, listed_names
from addin.domain.terms import Special
from addin.ledger import numbering, schema
from addin.ledger.conduct_hints import HOURS, OFTEN, natural_persons
from addin.ports import Append, Kind, Level, Outcome, Problem

if TYPE_CHECKING:
    from addin.ports import Request

PREFILLED = ("entry", "contacted", "customer", "contract", "method", "handler", "counterpart")
CALL, LEGAL = schema.CONTACT_METHODS[0], schema.CONTACT_METHODS[-1]


def run(request: Request) -> Outcome:
    """Prefill one entry per chosen contract, or a correction per chosen entry; an unknown ID refuses the whole.

    A call to a natural person out of hours, or the fourth of a day, is refused; for a company it is a warning.
    """
    chosen = list(dict.fromkeys(name for item in request.select for name in listed_names(item)))
    log, contracts = request.tables["contact_log"], request.tables["contracts"]
    entries = [name for name in chosen if name in set(log["entry"])]
    picked = [name for name in chosen if name in set(contracts["contract"])]
    unknown = [name for name in chosen if name not in {*entries, *picked}]
    if unknown or not chosen:
        return Outcome(messages.log_unknown(unknown), done=False)
    if entries and picked:
        return Outcome(messages.LOG_MIXED, done=False)
    return correct(request, entries) if entries else prefill(request, picked)


def correct(request: Request, entries: list[str]) -> Outcome:
    """Append a copy of each entry that names the one it corrects."""
    log = request.tables["contact_log"]
    rows = log.set_index("entry", drop=False).loc[entries]
    columns = [column for column in schema.CONTACT_LOG.columns if not column.computed]
    used = {column.name for column in columns if filled(rows[column.name], column.kind)}
    rows = rows.assign(corrects=rows["entry"], entry=numbers(request, len(rows)))
    names = [column.name for column in columns if column.name in {*used, "entry", "corrects"}]
    return Outcome(
        messages.log_corrected(entries),
        (Append(schema.CONTACT_LOG.title, schema.CONTACT_LOG.pick(*names), rows[names]),),
        figures=tuple(zip(rows["entry"], entries, strict=True)),
    )


def filled(values: pd.Series, kind: Kind) -> bool:
    """Tell whether any cell of a column holds something."""
    empty = values == 0 if kind is Kind.MONEY else values == "" if kind is Kind.TEXT else values.isna()
    return not empty.all()


def prefill(request: Request, contracts: list[str]) -> Outcome:
    """Append one entry per contract, as a call now to the first person whose number works."""
    table = request.tables["contracts"].drop_duplicates("contract").set_index("contract")
    rows = table.loc[contracts].reset_index()[["contract", "customer", "salesperson"]]
    customers = request.tables["customers"].drop_duplicates("customer").set_index("customer")
    dead = rows["customer"].map(customers["special"].cat.codes) == Special.DEAD
    rows["contacted"] = pd.Timestamp(request.now.replace(second=0, microsecond=0))
    rows["method"] = pd.Series(CALL, index=rows.index).where(~dead, LEGAL)
    rows["handler"] = handlers(request, rows, customers)
    rows["counterpart"] = reachable(request.tables["contacts"]).reindex(rows["customer"]).fillna("").to_numpy()
    rows.loc[dead, "counterpart"] = ""
    problems = conduct(request, rows)
    refused = {problem.details["contract"] for problem in problems if problem.level is Level.ERROR}
    kept = rows[~rows["contract"].isin(list(refused))].copy()
    kept["entry"] = numbers(request, len(kept))
    change = Append(schema.CONTACT_LOG.title, schema.CONTACT_LOG.pick(*PREFILLED), kept[list(PREFILLED)])
    return Outcome(
        messages.log_refused(sorted(refused), len(kept)) if refused else messages.logged(len(kept)),
        (change,) if len(kept) else (),
        tuple(problems),
        tuple(zip(kept["entry"], kept["contract"], strict=True)),
        done=not refused,
    )


def handlers(request: Request, rows: pd.DataFrame, customers: pd.DataFrame) -> pd.Series:
    """Return who makes the entry: the setting, else the customer's collector, else the contract's salesperson."""
    if request.settings.handler:
        return pd.Series(request.settings.handler, index=rows.index)
    collector = rows["customer"].map(customers["collector"]).fillna("")
    return collector.where(collector != "", rows["salesperson"])


def numbers(request: Request, count: int) -> list[str]:
    """Return the next numbers of entries of this year; corrected entries keep theirs."""
    form, year, log = schema.ENTRY_NUMBER, request.now.year, request.tables["contact_log"]
    first = numbering.next_serial(form, year, [*log["entry"], *log["corrects"]])
    return [numbering.render(form, year, first + at) for at in range(count)]


def reachable(contacts: pd.DataFrame) -> pd.Series:
    """Return the first contact person with a valid number per customer, by customer."""
    valid = contacts[(contacts["phone_state"] == schema.PHONE_VALID) | contacts["phone_state"].isna()]
    return valid.drop_duplicates("customer").set_index("customer")["person"]


def conduct(request: Request, rows: pd.DataFrame) -> list[Problem]:
    """Return what the rules of conduct say against these calls, each with its contract: refusals and warnings."""
    people = natural_persons(request.tables["customers"])
    known = request.tables["customers"].drop_duplicates("customer")
    places = dict(zip(known["customer"], known.index.tolist(), strict=True))
    names = ["customer", "counterpart", "contacted"]
    log = request.tables["contact_log"]
    both = pd.concat([log.loc[log["method"] == CALL, names], rows[names]], ignore_index=True)
    number = call_numbers(both).tail(len(rows)).tolist()
    problems = []
    for row, count in zip(rows.to_dict("records"), number, strict=True):
        customer, person = row["customer"], row["customer"] in people
        call = row["method"] == CALL
        limit = Level.ERROR if person else Level.HINT
        found = (
            ("contact-dead", not call, customer, Level.HINT),
            (HOURS[person], call and not allowed_at(request.now), f"{request.now:%H:%M}", limit),
            (OFTEN[person], call and count > CALLS_A_DAY, row["counterpart"], limit),
        )
        details = {"contract": row["contract"], "count": str(count)}
        problems += [
            Problem(code, schema.CUSTOMERS.title, places[customer], found=text, level=level, details=details)
            for code, applies, text, level in found
            if applies
        ]
    return problems
