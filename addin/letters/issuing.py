"""Issuing letters: which proposals go out, their numbers without gaps, what each may print, what the registers keep.

Shared by the buttons that issue: they differ only in the files they write. An issued letter is frozen: its figures
stand in 函件登记 and 函件明细 and never change afterwards. A customer whose figures are no longer those of the proposal
gets no letter; a letter that cannot be filled is left out and the others go on; what concerns every letter (a
placeholder that is none, own data missing in 参数) refuses them all. Numbers are given last, so that none is lost.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from addin import messages
from addin.domain.dunning import assess, letter_rows, letters_due
from addin.domain.money import yuan
from addin.domain.terms import LetterState
from addin.ledger import schema
from addin.ledger.differences import customers_in_difference
from addin.ledger.position import contract_balances, latest_receipt, position, register_in_doubt
from addin.letters.compile import compile_template
from addin.letters.fitness import dead_customers, forbidden_texts, never_chased, template_faults, unfillable
from addin.letters.gathering import letter_records, numbered
from addin.letters.registers import letter_lines, register
from addin.ports import Level, Outcome, Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import pandas as pd

    from addin.letters.compile import Template
    from addin.letters.fitness import Fault
    from addin.letters.program import Record
    from addin.ports import NewFile, Request

ISSUED = schema.LETTER_STATES[LetterState.ISSUED]

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


def prepare(request: Request, *, by_type: bool = False, unfit: Unfit = unfillable) -> Batch | Outcome:
    """Make ready the letters chosen in 拟发函件 (or by ``--select``), with the figures of its as-of date, dated today.

    ``by_type`` gives letters of one type numbers in a row, in it those of one stage and length; ``unfit`` says which
    letters cannot be written. Returns the Outcome instead when nothing is to be issued, or nothing may be.
    """
    chosen = chosen_proposals(request)
    if hindered := hindrance(request, chosen):
        return Outcome(hindered, problems=request.problems, done=False)
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
        ready = ready.sort_values(["letter_type", "stage", "count"], ascending=[True, False, True], kind="stable")
    templates = {name: compile_template(request.templates[name]) for name in ready["letter_type"].unique()}
    while not ready.empty:
        letters = numbered(request, ready.assign(state=ISSUED), as_of)
        lines = letter_lines(request, letters, letter_rows(rows))
        records = letter_records(request, letters, lines)
        faults = template_faults(request.settings, templates, letters["letter_type"], records)
        if faults:
            problems = (*request.problems, *kept_back, *faults)
            return Outcome(messages.letters_refused(len(faults)), problems=problems, done=False)
        left_out = unwritable(request, templates, letters, records, chosen, unfit)
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


def hindrance(request: Request, chosen: pd.DataFrame) -> str:
    """Return why nothing may be issued at all, as a sentence ("" = nothing hinders)."""
    if register_in_doubt(request):
        return messages.REGISTER_IN_DOUBT
    tables = request.tables
    known = {*tables["customers"]["customer"], *tables["proposals"]["customer"], *request.blocked_customers}
    unknown = [name for name in request.select if name not in known]
    if unknown:
        return messages.unknown_customers(unknown)
    return messages.NO_PROPOSALS if chosen.empty else ""


def chosen_proposals(request: Request) -> pd.DataFrame:
    """Return the rows of 拟发函件 that the user chose: 选中 = 是, or the customers named by ``--select``."""
    proposals = request.tables["proposals"]
    if request.select:
        return proposals[proposals["customer"].isin(request.select)]
    return proposals[proposals["chosen"] == schema.YES]


def doubts(request: Request, chosen: pd.DataFrame, due: pd.DataFrame) -> list[Problem]:
    """Return, for each chosen customer who must not get this letter, why not; ``found`` is the customer."""
    barred = {
        **dict.fromkeys(never_chased(request), "letter-never"),
        **dict.fromkeys(dead_customers(request), "letter-estate"),
        **dict.fromkeys(customers_in_difference(request), "differences-open"),
        **dict.fromkeys(request.blocked_customers, "customer-withheld"),
    }
    return [
        Problem(code, schema.PROPOSALS.title, row, found=customer, level=Level.HINT, details=details)
        for row, customer, total in chosen[["customer", "total"]].itertuples(name=None)
        for code, details in [(barred[customer], {}) if customer in barred else doubt(request, customer, total, due)]
        if code
    ]


def doubt(request: Request, customer: str, proposed: int, due: pd.DataFrame) -> tuple[str, dict[str, str]]:
    """Return the code and details of what the figures have against a letter ("" = nothing)."""
    if customer not in due.index:
        return "letter-not-due", {}
    letter_type, total = str(due["letter_type"][customer]), int(due["total"][customer])
    if letter_type not in request.templates:
        return "letter-no-template", {"template": letter_type}
    if total != proposed:
        return "letter-stale", {"proposed": yuan(proposed), "now": yuan(total)}
    return "", {}


def unwritable(
    request: Request,
    templates: Mapping[str, Template],
    letters: pd.DataFrame,
    records: Sequence[Record],
    chosen: pd.DataFrame,
    unfit: Unfit,
) -> list[Problem]:
    """Return the letters that cannot be written, each at its row of 拟发函件; ``found`` is the customer."""
    rows = dict(zip(chosen["customer"], chosen.index, strict=True))
    customers = letters["customer"].tolist()
    problems = []
    for letter_type, places in of_each_type(letters):
        template, of_type = templates[letter_type], [records[place] for place in places]
        faults = forbidden_texts(request.settings, template, letter_type, of_type)
        faults |= unfit(template, letter_type, of_type)
        for at, (code, details) in faults.items():
            customer = customers[places[at]]
            problems.append(Problem(code, schema.PROPOSALS.title, rows[customer], "", customer, Level.HINT, details))
    return problems


def of_each_type(letters: pd.DataFrame) -> list[tuple[str, list[int]]]:
    """Return the places of the letters of each type, types and letters in order of their numbers."""
    return [
        (str(letter_type), np.flatnonzero(letters["letter_type"] == letter_type).tolist())
        for letter_type in letters["letter_type"].unique()
    ]
