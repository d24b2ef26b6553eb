"""Issuing letters: which proposals go out, their numbers without gaps, what each may print, what the registers keep.

Shared by the buttons that issue: they differ only in the files they write. An issued letter is frozen: its figures
stand in 函件登记 and 函件明细 and never change afterwards. A customer whose figures are no longer those of the proposal
gets no letter; a letter that cannot be filled is left out and the others go on; what concerns every letter (a
placeholder that is none, own data missing in 参数) refuses them all. Numbers are given last, so that none is lost.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

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
from addin.letters.fill import check_fields, empty_required, try_fill
from addin.letters.records import Facts, dunning_record, names
from addin.letters.registers import letter_lines, register
from addin.ports import Level, Outcome, Problem, Refusal

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Hashable, Mapping, Sequence

    from addin.letters.compile import Template
    from addin.letters.program import Record
    from addin.ports import NewFile, Request

OWN = frozenset(row.header for row in schema.SETTING_ROWS)

Fault: TypeAlias = "tuple[str, Mapping[str, str]]"  # code and details of the reason against one letter
Unfit: TypeAlias = "Callable[[Template, str, Sequence[Record]], Mapping[int, Fault]]"


@dataclass(frozen=True)
class Batch:
    """Letters ready to be written, one row of ``letters`` and one record each, in order of their numbers.

    ``letters`` has the columns of 函件登记 except ``file``, and customer_name and pay_by; ``lines`` those of 函件明细;
    ``templates`` are by letter type; ``chosen`` the rows of 拟发函件; ``kept_back`` counts customers without a letter.
    """

    letters: pd.DataFrame
    lines: pd.DataFrame
    records: Sequence[Record]
    templates: Mapping[str, Template]
    chosen: pd.DataFrame
    problems: tuple[Problem, ...]
    kept_back: int

    @property
    def first(self) -> str:
        """Number of the first letter."""
        return str(self.letters["letter"].iloc[0])

    @property
    def last(self) -> str:
        """Number of the last letter."""
        return str(self.letters["letter"].iloc[-1])


def unfillable(template: Template, letter_type: str, records: Sequence[Record]) -> dict[int, Fault]:
    """Return, by place, why a record does not fill the template: a required value is empty, or does not fit."""
    faults: dict[int, Fault] = {}
    for at, record in enumerate(records):
        empty = empty_required(template, [record], required(letter_type))
        if empty:
            faults[at] = ("letter-incomplete", {"field": "、".join(dict.fromkeys(one.name for one in empty))})
            continue
        try:
            try_fill(template, record)
        except Refusal as refusal:
            faults[at] = ("letter-unfit", {"field": refusal.details["field"], "value": refusal.details["found"]})
    return faults


def prepare(request: Request, *, by_type: bool = False, unfit: Unfit = unfillable) -> Batch | Outcome:
    """Make ready the letters chosen in 拟发函件 (or by ``--select``), with the figures of its as-of date, dated today.

    ``by_type`` gives letters of one type numbers in a row; ``unfit`` says which letters cannot be written. Returns the
    Outcome instead when nothing is to be issued, or nothing may be.
    """
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
    if by_type:
        ready = ready.sort_values("letter_type", kind="stable")
    templates = {name: compile_template(request.templates[name]) for name in ready["letter_type"].unique()}
    while not ready.empty:
        letters = numbered(request, ready, as_of)
        lines = letter_lines(request, letters, letter_rows(rows))
        records = letter_records(request, letters, lines)
        faults = template_faults(templates, letters, records)
        if faults:
            problems = (*request.problems, *kept_back, *faults)
            return Outcome(messages.letters_refused(len(faults)), problems=problems, done=False)
        left_out = unwritable(templates, letters, records, chosen, unfit)
        if not left_out:
            problems = (*request.problems, *kept_back)
            return Batch(letters, lines, records, templates, chosen, problems, len(kept_back))
        kept_back += left_out  # the numbers of the others move up
        ready = ready.drop(index=[problem.found for problem in left_out])
    return Outcome(messages.issued(0, len(kept_back)), problems=(*request.problems, *kept_back))


def outcome(request: Request, batch: Batch, files: Sequence[NewFile], registered: Sequence[str]) -> Outcome:
    """Return the outcome of issuing: the new files, and the registers with the file that holds each letter."""
    letters = batch.letters
    return Outcome(
        messages.issued(len(letters), batch.kept_back),
        (*files, *register(request, letters.assign(file=list(registered)), batch.lines, batch.chosen)),
        problems=batch.problems,
        figures=messages.issue_figures(len(letters), yuan(int(letters["total"].sum())), batch.first, batch.last),
        question=messages.ask_to_issue(len(letters), latest_receipt(request)),
    )


# ------------------------------------------------------------------ who gets a letter


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


def template_faults(
    templates: Mapping[str, Template], letters: pd.DataFrame, records: Sequence[Record]
) -> list[Problem]:
    """Return what no letter can be given: placeholders that are none, own data that is missing in 参数."""
    unknown = [
        Problem("letter-unknown-field", "", found=field.name, details={"template": name, "nearest": field.nearest})
        for name, template in templates.items()
        for field in check_fields(template, names(records[0]))
    ]
    missing = dict.fromkeys(
        empty.name
        for letter_type in letters["letter_type"].unique()
        for empty in empty_required(templates[letter_type], records[:1], required(letter_type) & OWN)
    )
    return unknown or [Problem("letter-empty-field", schema.SETTINGS.title, found=name) for name in missing]


def unwritable(
    templates: Mapping[str, Template],
    letters: pd.DataFrame,
    records: Sequence[Record],
    chosen: pd.DataFrame,
    unfit: Unfit,
) -> list[Problem]:
    """Return the letters that cannot be written, each at its row of 拟发函件; ``found`` is the customer."""
    rows = dict(zip(chosen["customer"], chosen.index, strict=True))
    customers = letters["customer"].tolist()
    return [
        Problem(code, schema.PROPOSALS.title, rows[customers[places[at]]], found=customers[places[at]],
                level=Level.HINT, details=details)
        for letter_type, places in of_each_type(letters)
        for at, (code, details) in unfit(
            templates[letter_type], letter_type, [records[place] for place in places]
        ).items()
    ]  # fmt: skip


def of_each_type(letters: pd.DataFrame) -> list[tuple[str, list[int]]]:
    """Return the places of the letters of each type, types and letters in order of their numbers."""
    return [
        (str(letter_type), np.flatnonzero(letters["letter_type"] == letter_type).tolist())
        for letter_type in letters["letter_type"].unique()
    ]


# ------------------------------------------------------------------ what a letter says


def numbered(request: Request, ready: pd.DataFrame, as_of: dt.date) -> pd.DataFrame:
    """Give each letter its number, deadline and the columns of 函件登记; one row a letter, in order of number."""
    form, year = request.settings.letter_number, request.as_of.year
    first = numbering.next_serial(form, year, request.tables["letters"]["letter"])
    letters = ready.reset_index()
    letters["customer_name"] = letters["customer"].map(
        request.tables["customers"].set_index("customer")["customer_name"]
    )
    letters["letter"] = [numbering.render(form, year, first + at) for at in range(len(letters))]
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
    by_letter: dict[str, list[dict[Hashable, Any]]] = {}
    for line in printed.to_dict("records"):
        by_letter.setdefault(line["letter"], []).append(line)
    customers = tables["customers"].set_index("customer", drop=False).to_dict("index")
    persons = addressees(tables["contacts"])["person"].to_dict()
    last = last_letters(tables["letters"])
    until = object_by(request)
    settings = asdict(request.settings)
    return [
        dunning_record(
            Facts(
                letter=letter,
                customer=customers[letter["customer"]],
                lines=by_letter[letter["letter"]],
                addressee=persons.get(letter["customer"], ""),
                pay_by=letter["pay_by"].date(),
                object_by=until,
                last_number=last.get(letter["customer"], ("", None))[0],
                last_sent=last.get(letter["customer"], ("", None))[1],
            ),
            settings,
        )
        for letter in letters.to_dict("records")
    ]


def addressees(contacts: pd.DataFrame) -> pd.DataFrame:
    """Return the contact each customer's letters go to, by customer: the one for finance, else the first one named."""
    other = contacts["role"] != schema.FINANCE_ROLE
    first = contacts.assign(other=other).sort_values("other", kind="stable").drop_duplicates("customer")
    return first.set_index("customer")


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
