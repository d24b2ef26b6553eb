"""出函: one Word letter per chosen customer of 拟发函件, numbered without gaps and registered.

An issued letter is frozen: its figures stand in 函件登记 and 函件明细 and never change afterwards. A customer whose
figures are no longer those of the proposal gets no letter.
"""

from __future__ import annotations

from dataclasses import asdict
from functools import partial
from typing import TYPE_CHECKING, BinaryIO

import numpy as np
import pandas as pd

from addin import messages
from addin.domain.calendar import add_workdays
from addin.domain.dunning import UNSENT, assess, letter_rows, letters_due
from addin.domain.money import yuan
from addin.domain.terms import LetterState
from addin.ledger import numbering, schema
from addin.ledger.position import contract_balances, latest_receipt, ledger_calendar, position, register_in_doubt
from addin.letters.catalogue import required
from addin.letters.compile import compile_template
from addin.letters.explain import next_steps
from addin.letters.fill import check_fields, empty_required, fill
from addin.letters.names import letter_path
from addin.letters.records import Facts, dunning_record, names
from addin.ports import Append, File, Fill, Level, Outcome, Problem

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from addin.letters.compile import Template
    from addin.letters.program import Record
    from addin.ports import Change, Request

REGISTERED = (
    "letter", "letter_type", "customer", "stage", "as_of", "principal", "penalty", "costs", "prepaid", "total", "file",
    "state", "sent",
)  # fmt: skip
LINES = ("letter", "instalment", "contract", "stage", "due", "unpaid_principal", "overdue_days", "unpaid_penalty")


def run(request: Request) -> Outcome:
    """Issue the letters chosen in 拟发函件 (or by ``--select``), with the figures of its as-of date, dated today."""
    if register_in_doubt(request):
        return Outcome(messages.REGISTER_IN_DOUBT, problems=request.problems, done=False)
    chosen = chosen_proposals(request)
    if chosen.empty:
        return Outcome(messages.NO_PROPOSALS, problems=request.problems, done=False)
    as_of = chosen["as_of"].max().date()
    if as_of > request.as_of:
        return Outcome(messages.proposals_ahead(as_of, request.as_of), problems=request.problems, done=False)
    settled = position(request, as_of)
    rows = assess(request.tables, settled.instalments, as_of, schema.NEVER_CHASED)
    due = letters_due(rows, contract_balances(request, settled))
    kept_back = doubts(request, chosen, due)
    refused = {problem.found for problem in kept_back}
    ready = due.loc[[name for name in chosen["customer"] if name not in refused]]
    problems = (*request.problems, *kept_back)
    if ready.empty:
        return Outcome(messages.issued(0, len(kept_back)), problems=problems)
    letters = numbered(request, ready, as_of)
    lines = letter_lines(request, letters, letter_rows(rows))
    records = letter_records(request, letters, lines)
    templates = {name: compile_template(request.templates[name]) for name in letters["letter_type"].unique()}
    faults = unfilled(templates, letters, records)
    if faults:
        return Outcome(messages.letters_refused(len(faults)), problems=(*problems, *faults), done=False)
    files = [
        File(path, partial(write_letter, templates[letter_type], record))
        for path, letter_type, record in zip(letters["file"], letters["letter_type"], records, strict=True)
    ]
    return Outcome(
        messages.issued(len(letters), len(kept_back)),
        (*files, *register(request, letters, lines, chosen)),
        problems=problems,
        figures=messages.issue_figures(
            len(letters), yuan(int(letters["total"].sum())), letters["letter"].iloc[0], letters["letter"].iloc[-1]
        ),
        question=messages.ask_to_issue(len(letters), latest_receipt(request)),
    )


def chosen_proposals(request: Request) -> pd.DataFrame:
    """Return the rows of 拟发函件 that the user chose: 选中 = 是, or the customers named by ``--select``."""
    proposals = request.tables["proposals"]
    if request.select:
        return proposals[proposals["customer"].isin(request.select)]
    return proposals[proposals["chosen"] == schema.YES]


def doubts(request: Request, chosen: pd.DataFrame, due: pd.DataFrame) -> list[Problem]:
    """Return, for each chosen customer who must not get this letter, why not; ``found`` is the customer."""
    return [
        Problem(code, schema.PROPOSALS.title, row, found=customer, level=Level.HINT, details=details)
        for row, customer, total in chosen[["customer", "total"]].itertuples(name=None)
        for code, details in [doubt(request, customer, total, due)]
        if code
    ]


def doubt(request: Request, customer: str, proposed: int, due: pd.DataFrame) -> tuple[str, dict[str, str]]:
    """Return the code and details of the reason against a letter ("" = none)."""
    if customer in request.blocked_customers:
        return "customer-withheld", {}
    if customer not in due.index:
        return "letter-not-due", {}
    letter_type, total = str(due["letter_type"][customer]), int(due["total"][customer])
    if letter_type not in request.templates:
        return "letter-no-template", {"template": letter_type}
    if total != proposed:
        return "letter-stale", {"proposed": yuan(proposed), "now": yuan(total)}
    return "", {}


def numbered(request: Request, ready: pd.DataFrame, as_of: dt.date) -> pd.DataFrame:
    """Give each letter its number, file, deadline and the columns of 函件登记; one row a letter, in order of number."""
    form, year = request.settings.letter_number, request.as_of.year
    first = numbering.next_serial(form, year, request.tables["letters"]["letter"])
    letters = ready.reset_index()
    names = request.tables["customers"].set_index("customer")["customer_name"]
    letters["customer_name"] = letters["customer"].map(names)
    letters["letter"] = [numbering.render(form, year, first + at) for at in range(len(letters))]
    letters["file"] = [
        letter_path(request.as_of, number, name)
        for number, name in zip(letters["letter"], letters["customer_name"], strict=True)
    ]
    letters["as_of"], letters["sent"] = pd.Timestamp(as_of), pd.Timestamp(request.as_of)
    letters["state"] = schema.LETTER_STATES[LetterState.ISSUED]
    within = letters["deadline_days"].where(letters["deadline_days"] > 0, request.settings.pay_within_days)
    sent = letters["sent"].to_numpy().astype("datetime64[D]")
    letters["pay_by"] = add_workdays(sent, within.to_numpy(dtype="int64"), ledger_calendar(request))[0]
    return letters


def letter_records(request: Request, letters: pd.DataFrame, lines: pd.DataFrame) -> list[Record]:
    """Return what each letter may print, in the order of ``letters``."""
    tables = request.tables
    contracts = tables["contracts"].set_index("contract")[["contract_name", "signed"]]
    printed = lines.join(contracts, on="contract").join(tables["instalments"]["amount"])
    by_letter = {number: group.to_dict("records") for number, group in printed.groupby("letter")}
    customers = tables["customers"].set_index("customer", drop=False)
    addressees = finance_contacts(tables["contacts"])
    last = last_letters(tables["letters"])
    until = object_by(request)
    settings = asdict(request.settings)
    return [
        dunning_record(
            Facts(
                letter=letter,
                customer=customers.loc[letter["customer"]].to_dict(),
                lines=by_letter[letter["letter"]],
                addressee=addressees.get(letter["customer"], ""),
                pay_by=letter["pay_by"].date(),
                object_by=until,
                last_number=last.get(letter["customer"], ("", None))[0],
                last_sent=last.get(letter["customer"], ("", None))[1],
            ),
            settings,
        )
        for letter in letters.to_dict("records")
    ]


def finance_contacts(contacts: pd.DataFrame) -> dict[str, str]:
    """Return the person each customer's letters go to: the one for finance, else the first one named."""
    finance = contacts["role"] != schema.FINANCE_ROLE
    first = contacts.assign(other=finance).sort_values("other", kind="stable").drop_duplicates("customer")
    return dict(zip(first["customer"], first["person"], strict=True))


def last_letters(letters: pd.DataFrame) -> dict[str, tuple[str, dt.date | None]]:
    """Return number and day of the last dunning letter sent to each customer."""
    sent = letters[(letters["letter_type"] != schema.STATEMENT_TYPE) & ~letters["state"].cat.codes.isin(UNSENT)]
    sent = sent[sent["sent"].notna()].sort_values(["sent", "letter"], kind="stable")
    days = (day.date() for day in sent["sent"])
    return dict(zip(sent["customer"], zip(sent["letter"], days, strict=True), strict=True))


def object_by(request: Request) -> dt.date:
    """Return the last day to object, in working days from the sending."""
    sent = np.array([request.as_of], dtype="datetime64[D]")
    day: dt.date = add_workdays(sent, request.settings.object_within_days, ledger_calendar(request))[0][0].item()
    return day


def write_letter(template: Template, record: Record, file: BinaryIO) -> None:
    """Write one letter into an open file."""
    file.write(fill(template, record))


def unfilled(templates: Mapping[str, Template], letters: pd.DataFrame, records: list[Record]) -> list[Problem]:
    """Return what the templates ask and the ledger cannot give: unknown placeholders, empty required values."""
    unknown = [
        Problem("letter-unknown-field", "", found=field.name, details={"template": letter_type, "nearest": field.nearest})
        for letter_type, template in templates.items()
        for field in check_fields(template, names(records[0]))
    ]
    if unknown:
        return unknown
    rows = zip(letters["letter_type"], letters["customer_name"], records, strict=True)
    return [
        Problem("letter-empty-field", "", found=empty.name, details={"customer": customer})
        for letter_type, customer, record in rows
        for empty in empty_required(templates[letter_type], [record], required(letter_type))
    ]


def register(
    request: Request, letters: pd.DataFrame, lines: pd.DataFrame, chosen: pd.DataFrame
) -> tuple[Change, ...]:
    """Return the changes to the ledger: both registers, the stages reached, and 拟发函件 marked as issued."""
    reached = after_issue(request, letters, lines)
    done = chosen.index[chosen["customer"].isin(letters["customer"])]
    marked = pd.DataFrame({"chosen": schema.NO, "verdict": schema.SENT}, index=done)
    return (
        Append(schema.LETTERS.title, schema.LETTERS.pick(*REGISTERED), letters[list(REGISTERED)]),
        Append(schema.LETTER_LINES.title, schema.LETTER_LINES.pick(*LINES), lines[list(LINES)]),
        Fill(schema.INSTALMENTS.title, schema.INSTALMENTS.pick(*reached), reached, keep_others=True),
        Fill(schema.PROPOSALS.title, schema.PROPOSALS.pick(*marked), marked, keep_others=True),
    )


def letter_lines(request: Request, letters: pd.DataFrame, listed: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of 函件明细, what each letter claims of each instalment; the index is that of ``listed``."""
    claimed = listed.drop(columns=["unpaid_principal", "unpaid_penalty", "stage"]).rename(
        columns={"chased": "unpaid_principal", "claimed_penalty": "unpaid_penalty", "letter_stage": "stage"}
    )
    claimed["letter"] = claimed["customer"].map(letters.set_index("customer")["letter"])
    claimed["due"] = request.tables["instalments"]["due"]
    return claimed[claimed["letter"].notna()].sort_values(["letter", "due"], kind="stable")


def after_issue(request: Request, letters: pd.DataFrame, lines: pd.DataFrame) -> pd.DataFrame:
    """Return 催收阶段 and 下一步 of the instalments listed, as they are once these letters are sent."""
    before = request.tables
    state = letters["state"].astype(before["letters"]["state"].dtype)
    after = {
        **before,
        "letters": pd.concat([before["letters"], letters[list(REGISTERED)].assign(state=state)], ignore_index=True),
        "letter_lines": pd.concat([before["letter_lines"], lines[list(LINES)]], ignore_index=True),
    }
    rows = assess(after, position(request).instalments, request.as_of, schema.NEVER_CHASED)
    rows = rows.loc[rows.index.intersection(lines.index)]
    return pd.DataFrame({"stage": rows["stage"], "next_step": next_steps(rows)})
