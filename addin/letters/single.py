"""Letters that no dunning stage asks for: a suit, a visit's receipt, a repayment promise, a request for confirmation.

They take their numbers from the same row as demand letters and stand in 函件登记 and 函件明细 (without a stage, so that
they move none), as drafts unless told otherwise. One call makes all letters of a run.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, BinaryIO

import pandas as pd

from addin.domain.terms import LetterState
from addin.ledger import schema
from addin.ledger.differences import customers_in_difference
from addin.ledger.position import position, register_in_doubt
from addin.letters.catalogue import OVERDUE_PRINCIPAL
from addin.letters.compile import Template, compile_template
from addin.letters.fill import fill
from addin.letters.fitness import dead_customers, forbidden_texts, never_chased, template_faults, unfillable
from addin.letters.gathering import letter_records, numbered
from addin.letters.names import letter_folder, single_file
from addin.letters.registers import LINES, REGISTERED
from addin.ports import Append, File, Level, Problem

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from addin.domain.settlement import Settlement
    from addin.letters.program import Record
    from addin.ports import Change, Request

DRAFT, ISSUED = LetterState.DRAFT, LetterState.ISSUED
UNPAID = schema.CONTRACTS.column("unpaid_principal").header
SUMS = ("principal", "penalty", "costs", "prepaid", "total")


@dataclass(frozen=True)
class Wanted:
    """A letter that is asked for: its type (name of the template), the customer, perhaps only some contracts.

    ``more`` are placeholders that the ledger cannot give, or that stand for the ledger's ({"经办人": "张三"}), typed as
    ``formats`` says. ``remark`` goes into 函件登记.
    """

    letter_type: str
    customer: str
    contracts: tuple[str, ...] = ()
    more: Record = field(default_factory=dict)
    remark: str = ""


@dataclass(frozen=True)
class Made:
    """What came of it: the letters, the changes (files and registers), and what stood against others.

    ``letters`` has the columns of 函件登记, and ``wanted``: the place of each letter in what was asked for. ``done`` is
    False when none can be made: the register is in doubt, a template or the company's own data lack something.
    """

    letters: pd.DataFrame
    changes: tuple[Change, ...]
    problems: tuple[Problem, ...]
    done: bool = True


@dataclass(frozen=True)
class Claims:
    """What the letters of a run may list, by customer: instalments (index = sheet rows) and contracts; fen."""

    instalments: pd.DataFrame
    contracts: pd.DataFrame


def make_letters(
    request: Request,
    wanted: Sequence[Wanted],
    *,
    state: LetterState = DRAFT,
    account: bool = False,
    taken: Sequence[str] = (),
) -> Made:
    """Make a numbered and registered Word letter for each one wanted, with the figures of the request's day.

    A letter lists all that is overdue, disputed or not, and penalty left over; with ``account`` all principal that is
    unpaid, due or not, and no penalty. Left out and named in ``problems``: customers whose data have errors, who are
    dead or owe nothing, or (but for an account) are never chased or wait for a reconciliation; letters without a
    template, lacking a required value, or with forbidden words. Numbers go on from the register and those ``taken`` in
    this run.
    """
    if register_in_doubt(request):
        return _nothing((Problem("letter-register", schema.LETTERS.title, level=Level.HINT),), done=False)
    claims = _account(request) if account else _overdue(request)
    lines = [_of(claims.instalments, one) for one in wanted]
    sums = _all_sums(claims, wanted, account=account)
    problems = _objections(request, wanted, sums, account=account)
    ready = [at for at in range(len(wanted)) if at not in problems]
    templates = {
        name: compile_template(request.templates[name])
        for name in dict.fromkeys(wanted[at].letter_type for at in ready)
    }
    while ready:
        letters = numbered(request, _rows(wanted, ready, sums, state), request.as_of, taken)
        numbers = zip(ready, letters["letter"], strict=True)
        listed = pd.concat([lines[at].assign(letter=number) for at, number in numbers])
        records = [
            {**record, **({UNPAID: record[OVERDUE_PRINCIPAL]} if account else {}), **wanted[at].more}
            for at, record in zip(ready, letter_records(request, letters, listed), strict=True)
        ]
        faults = template_faults(request.settings, templates, letters["letter_type"], records)
        if faults:
            return _nothing((*problems.values(), *faults), done=False)
        unfit = _unfit(request, templates, [wanted[at] for at in ready], records)
        if not unfit:
            return _made(request, letters, listed, records, templates, tuple(problems.values()))
        problems |= {ready[at]: problem for at, problem in unfit.items()}
        ready = [at for at in ready if at not in problems]  # the numbers of the others move up
    return _nothing(tuple(problems.values()))


def sums_of(request: Request, wanted: Sequence[Wanted], *, account: bool = False) -> list[dict[str, int]]:
    """Return what each letter would claim: principal, penalty, costs, prepaid, total (fen)."""
    return _all_sums(_account(request) if account else _overdue(request), wanted, account=account)


# ------------------------------------------------------------------ what the letters list


def _overdue(request: Request) -> Claims:
    settled = position(request)
    rows = settled.instalments
    late = rows["unpaid_principal"].where(rows["overdue_days"] > 0, 0)
    return _claims(request, settled, late, rows["unpaid_penalty"])


def _account(request: Request) -> Claims:
    settled = position(request)
    return _claims(request, settled, settled.instalments["unpaid_principal"], 0 * settled.instalments["unpaid_penalty"])


def _claims(request: Request, settled: Settlement, principal: pd.Series, penalty: pd.Series) -> Claims:
    tables = request.tables
    rows = tables["instalments"].loc[settled.instalments.index, ["contract", "instalment", "due", "invoice"]]
    rows["customer"] = rows["contract"].map(tables["contracts"].set_index("contract")["customer"])
    rows = rows.assign(
        unpaid_principal=principal,
        unpaid_penalty=penalty,
        overdue_days=settled.instalments["overdue_days"],
        stage=0,  # no dunning stage: not even once sent does it move one
    )
    rows = rows[(principal > 0) | (penalty > 0)].sort_values("due", kind="stable")
    contracts = tables["contracts"][["customer", "contract"]].join(settled.contracts, how="inner")
    return Claims(rows, contracts)


def _of(rows: pd.DataFrame, one: Wanted) -> pd.DataFrame:
    own = rows[rows["customer"] == one.customer]
    return own[own["contract"].isin(one.contracts)] if one.contracts else own


def _all_sums(claims: Claims, wanted: Sequence[Wanted], *, account: bool) -> list[dict[str, int]]:
    return [_sums(_of(claims.instalments, one), _of(claims.contracts, one), account=account) for one in wanted]


def _sums(lines: pd.DataFrame, contracts: pd.DataFrame, *, account: bool) -> dict[str, int]:
    """Return the sums of a letter (fen): costs and prepaid are those of the contracts listed, of an account of all."""
    listed = contracts if account else contracts[contracts["contract"].isin(lines["contract"])]
    principal, penalty = int(lines["unpaid_principal"].sum()), int(lines["unpaid_penalty"].sum())
    costs, prepaid = 0 if account else int(listed["unpaid_costs"].sum()), int(listed["prepaid"].sum())
    total = principal + penalty + costs - prepaid
    return dict(zip(SUMS, (principal, penalty, costs, prepaid, total), strict=True))


# ------------------------------------------------------------------ what stands against a letter


def _objections(
    request: Request, wanted: Sequence[Wanted], sums: Sequence[Mapping[str, int]], *, account: bool
) -> dict[int, Problem]:
    """Return, by place, why a letter must not be made."""
    customers = request.tables["customers"].drop_duplicates("customer")
    rows = dict(zip(customers["customer"], customers.index, strict=True))
    dead, never, differing = dead_customers(request), never_chased(request), customers_in_difference(request)
    found: dict[int, Problem] = {}
    for at, (one, money) in enumerate(zip(wanted, sums, strict=True)):
        reasons = {
            "customer-withheld": one.customer in request.blocked_customers or one.customer not in rows,
            "letter-estate": one.customer in dead,
            "differences-open": one.customer in differing and not account,
            "letter-never": one.customer in never and not account,
            "letter-no-template": one.letter_type not in request.templates,
            "letter-nothing-owed": not any(money.values()),
        }
        code = next((code for code, holds in reasons.items() if holds), "")
        if code:
            found[at] = _against(one, code, {"template": one.letter_type}, rows.get(one.customer, 0))
    return found


def _unfit(
    request: Request, templates: Mapping[str, Template], wanted: Sequence[Wanted], records: Sequence[Record]
) -> dict[int, Problem]:
    """Return, by place, the letters that cannot be written or must not be."""
    found: dict[int, Problem] = {}
    for at, (one, record) in enumerate(zip(wanted, records, strict=True)):
        template = templates[one.letter_type]
        faults = forbidden_texts(request.settings, template, one.letter_type, [record])
        faults |= unfillable(template, one.letter_type, [record])
        for code, details in faults.values():
            found[at] = _against(one, code, details)
    return found


def _against(one: Wanted, code: str, details: Mapping[str, str], row: int = 0) -> Problem:
    return Problem(code, schema.CUSTOMERS.title, row, "", one.customer, Level.HINT, details)


# ------------------------------------------------------------------ what is made


def _rows(
    wanted: Sequence[Wanted], ready: Sequence[int], sums: Sequence[Mapping[str, int]], state: LetterState
) -> pd.DataFrame:
    """Return the letters to number, by customer, in the order in which they were asked for."""
    return pd.DataFrame(
        [
            {
                "customer": wanted[at].customer, "letter_type": wanted[at].letter_type, "stage": 0, "deadline_days": 0,
                "remark": wanted[at].remark, "wanted": at, "state": schema.LETTER_STATES[state], **sums[at],
            }
            for at in ready
        ]
    ).set_index("customer")  # fmt: skip


def _made(
    request: Request,
    letters: pd.DataFrame,
    lines: pd.DataFrame,
    records: Sequence[Record],
    templates: Mapping[str, Template],
    problems: tuple[Problem, ...],
) -> Made:
    names = letters[["letter_type", "letter", "customer_name"]].itertuples(index=False, name=None)
    folder = letter_folder(request.as_of)
    letters["file"] = [
        f"{folder}/{single_file(letter_type, number, name, request.as_of)}" for letter_type, number, name in names
    ]
    draft = letters["state"] == schema.LETTER_STATES[DRAFT]
    registered = letters.assign(sent=letters["sent"].where(~draft))
    columns = (*REGISTERED, "remark")
    files = [
        File(path, partial(_write, templates[letter_type], record))
        for path, letter_type, record in zip(letters["file"], letters["letter_type"], records, strict=True)
    ]
    return Made(
        registered,
        (
            *files,
            Append(schema.LETTERS.title, schema.LETTERS.pick(*columns), registered[list(columns)]),
            Append(schema.LETTER_LINES.title, schema.LETTER_LINES.pick(*LINES), lines[list(LINES)]),
        ),
        problems,
    )


def _write(template: Template, record: Record, file: BinaryIO) -> None:
    file.write(fill(template, record))


def _nothing(problems: tuple[Problem, ...], *, done: bool = True) -> Made:
    columns = {name: pd.Series(dtype="str") for name in REGISTERED}
    return Made(pd.DataFrame({"wanted": pd.Series(dtype="int64"), **columns}), (), problems, done)
