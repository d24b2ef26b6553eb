"""What a user's own sheets leave in doubt that no sheet of ours can show: rows that contradict each other, money paid.

Our sheets show one row for a contract and none for what was paid to date. Where the rows they come from do not agree,
or money cannot be read, the contract is not computed: a figure must never rest on a choice that nobody made.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from addin.domain.money import yuan
from addin.ledger import schema
from addin.ledger.cells import folded
from addin.ledger.intake.owners import named
from addin.ledger.intake.recognising import PAID, UNPAID
from addin.ledger.intake.standing import MONEY
from addin.ledger.intake.words import meaning
from addin.ledger.soundness import DEBTS
from addin.ports import Level, Problem, Refusal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from addin.ledger.intake.building import Built
    from addin.ledger.intake.reading_cells import Doubt
    from addin.ledger.intake.splitting import Split
    from addin.ledger.mapping_changes import View
    from addin.ports import Sheet

HINTS = {"in-place-balance"}  # a balance is reckoned by a formula whose result in a closed file may be an old one
ROLES = ("receipts", "instalments")  # what a table of money may be about
CONTRADICTIONS = {
    "conflict": "in-place-conflict",
    "unpaid-beyond": "in-place-unpaid-beyond",
    "foreign": "in-place-foreign",
    "two-sheets": "in-place-two-sheets",
    "told-again": "in-place-told-again",
    "balance": "in-place-balance",
}
DERIVED = frozenset({  # follow from another doubt, or are told below or by the reader of our sheets
    "whole-contract", "paid-twice", "no-contract", "no-amount", "balance-only", "no-owner",
})  # fmt: skip


def doubts(
    built: Built, splits: Sequence[Split], own: Mapping[str, pd.DataFrame], made: Mapping[str, View]
) -> tuple[Problem, ...]:
    """Return the problems, at rows of our sheets; ``own`` are the tables of sheets of ours beside theirs.

    A flaw of a cell is told again only where money paid hangs on it: the reader of our sheets tells the others.
    """
    told_paid = {(one.map.sheet, each.heading) for one in splits for each in one.map.columns
                 if each.target in (PAID, UNPAID)}  # fmt: skip
    paid = {contract for one in splits for contract in one.frames["paid"]["contract"]} - {""}
    known = (*built.skipped, *built.notes)
    found = [(CONTRADICTIONS[one.code], one, one.found, "") for one in known if one.code in CONTRADICTIONS]
    found += [
        ("in-place-unread", one, one.found, "")
        for one in built.skipped
        if one.code not in {*CONTRADICTIONS, *DERIVED}
        and (one.contract in paid or (one.contract and (one.source, one.header) in told_paid))
    ]
    found += _paid_twice(built, own)
    rows = _rows(made) if found else {}
    problems = [_at(rows, code, one, text, single) for code, one, text, single in found]
    problems = [replace(one, level=Level.HINT) if one.code in HINTS else one for one in problems]
    return (*problems, *_nobodys(built), *_two_names(splits, made), *unread_tables(splits))


def _paid_twice(built: Built, own: Mapping[str, pd.DataFrame]) -> list[tuple[str, Doubt, str, str]]:
    """Return each contract whose money paid to date is not what its single receipts come to, with both."""
    theirs = built.tables["receipts"]
    money = own["receipts"].groupby("contract")["amount"].sum()
    money = money.add(theirs.groupby("contract")["amount"].sum(), fill_value=0).astype("int64")
    first: dict[str, Doubt] = {}
    total: dict[str, int] = {}
    for one in built.skipped:
        if one.code == "paid-twice":
            first.setdefault(one.contract, one)
            total[one.contract] = total.get(one.contract, 0) + one.amount
    return [
        ("in-place-paid-twice", first[contract], yuan(amount), yuan(int(money[contract])))
        for contract, amount in total.items()
        if amount != money[contract]
    ]


def _two_names(splits: Sequence[Split], made: Mapping[str, View]) -> list[Problem]:
    """Return an error for each number that goes with several names: nobody can tell whom a letter is for."""
    spelt: dict[str, dict[str, str]] = defaultdict(dict)
    for one in splits:
        for number, name in (each for sheet in ("customers", "contracts") for each in named(one.frames[sheet])):
            if number and name:
                spelt[number].setdefault(folded(name), name)
    wrong = {number: "、".join(names.values()) for number, names in spelt.items() if len(names) > 1}
    rows = _keyed(made, schema.CUSTOMERS) if wrong else {}
    header = schema.CUSTOMERS.column("customer_name").header
    return [
        Problem("in-place-two-names", *rows["", number], header, found, details={"customer": number})
        for number, found in wrong.items()
        if ("", number) in rows
    ]


def _nobodys(built: Built) -> list[Problem]:
    """Return a hint for money paid in a row of theirs that names no contract."""
    return [
        Problem("in-place-nobodys", one.source, one.row, "", yuan(one.amount), Level.HINT)
        for one in built.skipped
        if one.code == "no-contract" and one.amount
    ]


def guard_other_tables(splits: Sequence[Split]) -> None:
    """Raise Refusal ``mapped-other-table`` for a table with money below another on one sheet: nobody would count it."""
    for one in splits:
        for left in one.left:
            money = any(meaning(text, role).target in MONEY for text in left.found.split("、") for role in ROLES)
            if left.code == "other-table" and money:
                raise Refusal("mapped-other-table", sheet=one.map.sheet, row=str(left.row), found=left.found)


def unread_tables(splits: Sequence[Split]) -> tuple[Problem, ...]:
    """Return a hint for each table below another on one sheet, which nobody reads."""
    return tuple(
        Problem("in-place-other-table", one.map.sheet, left.row, "", left.found, Level.HINT)
        for one in splits
        for left in one.left
        if left.code == "other-table"
    )


def _at(
    rows: Mapping[tuple[str, object], tuple[str, int]], code: str, doubt: Doubt, found: str, single: str
) -> Problem:
    """Return an error at the row of ours that stands where the doubt does, else at the row of its contract.

    Where no sheet of ours knows the contract nothing is computed of it: a hint at its place in theirs.
    """
    details = {"contract": doubt.contract, "header": doubt.header, "other": doubt.other, "single": single}
    place = rows.get((doubt.source, doubt.row)) or rows.get(("", doubt.contract))
    if place is None:
        return Problem(code, doubt.source, doubt.row, doubt.header, found, Level.HINT, details)
    return Problem(code, *place, doubt.header, found, details=details)


def _rows(made: Mapping[str, View]) -> dict[tuple[str, object], tuple[str, int]]:
    """Return title and row of ours by sheet and row of theirs, and by contract."""
    found: dict[tuple[str, object], tuple[str, int]] = {}
    for title in (schema.BY_NAME[name].title for name in DEBTS):
        for number, place in made[title].places.items() if title in made else ():
            found.setdefault((place.title, place.row), (title, number))
    return found | _keyed(made, schema.CONTRACTS)


def _keyed(made: Mapping[str, View], sheet: Sheet) -> dict[tuple[str, object], tuple[str, int]]:
    """Return title and row of a sheet of ours by its key."""
    rows = made[sheet.title].grid.rows if sheet.title in made else [sheet.key]
    at = list(rows[0]).index(sheet.key[0])
    return {("", cells[at]): (sheet.title, number) for number, cells in reversed([*enumerate(rows[1:], 2)])}
