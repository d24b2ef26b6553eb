"""数据核对: the ledger against finance's list of receivables, by contract and instalment (REG-08).

The differences stand on a sheet to work off; who checked them and what came of it survives the next run. Customers with
differences that are not settled get no letters (setting 差异未清不出函).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from addin import messages
from addin.domain.lookups import contract_customers, customer_names
from addin.domain.money import yuan
from addin.domain.reconciliation import reconcile
from addin.ledger import schema
from addin.ledger.differences import open_rows
from addin.ledger.intake.building import build
from addin.ledger.intake.merging import ledger_rows
from addin.ledger.intake.planning import plan
from addin.ledger.intake.reading_cells import as_text
from addin.ledger.intake.recognising import AMOUNT, CONTRACT, DUE, UNPAID
from addin.ledger.intake.splitting import split
from addin.ledger.position import position
from addin.ledger.reading import all_options
from addin.ports import Level, Outcome, Problem, Replace

if TYPE_CHECKING:
    from addin.ledger.intake.building import Built
    from addin.ledger.intake.splitting import Split
    from addin.ports import Grid, Request

SHEET = schema.RECONCILIATION
FIGURES = ("own_amount", "their_amount", "own_due", "their_due", "difference")
ANSWERS = ("checker", "remark")
SILENT = {"whole-contract", "paid-twice"}  # follow from another doubt, or are about what was paid


def run(request: Request) -> Outcome:
    """Compare as of the request's day; contracts that an error touches, here or there, are left out and named."""
    if request.source is None:
        return Outcome(messages.NO_OTHER, done=False)
    if any(one.sheet == SHEET.title and one.level is Level.ERROR for one in request.problems):
        return Outcome(messages.DIFFERENCES_IN_DOUBT, problems=request.problems, done=False)
    found = plan(request.source, request.tables["mapping"])
    grids = {grid.title: grid for grid in request.source.grids}
    splits = [balances(one, grids[one.map.sheet]) for one in found.splits]
    splits = [one for one in splits if one.map.has(CONTRACT) and one.map.has(AMOUNT, DUE)]
    if not splits:
        return Outcome(messages.NO_RECEIVABLES, done=False)
    options = all_options(request.grids.get(schema.OPTIONS_TITLE))
    ledger = ledger_rows(request.grids, options).tables
    built = build(splits, ledger, options, request.as_of, ask=False, spelt=sorted(request.blocked_contracts))
    balance = any(one.map.has(UNPAID) for one in found.splits) and not any(one.map.has(AMOUNT) for one in found.splits)
    theirs = their_instalments(request, built)
    own = own_instalments(request, built, balance=balance)
    by_number = any(one.map.has(("instalments", "number")) or one.map.columns_in_units() for one in splits)
    settings = request.settings
    compared = reconcile(own, theirs, settings.amount_tolerance, settings.date_tolerance, by_number=by_number)
    paid = compared["own_row"].isin(own.index[own["unpaid"] == 0]) & (compared["their_row"] < 0)
    compared = compared[~paid]
    table = answered(request, differing(request, compared, theirs))
    problems = (*request.problems, *left_out(built))
    numbers = figures(own, theirs, compared)
    still_open = len(open_rows(table))
    change = Replace(SHEET.title, SHEET.columns, table, editable=("checker", "conclusion", "remark"))
    outside = {*uncompared(built), *request.blocked_contracts}
    nobodys = sum(one.code == "no-contract" for one in built.skipped)
    told = messages.reconciled(len(table), len(compared), still_open, len(outside), nobodys)
    return Outcome(told, (change,), problems, numbers)


def balances(one: Split, grid: Grid) -> Split:
    """Return a list that knows only open balances with the balances as its amounts."""
    if one.map.has(AMOUNT) or not one.map.has(UNPAID):
        return one
    columns = tuple(replace(each, target=AMOUNT) if each.target == UNPAID else each for each in one.map.columns)
    return split(replace(one.map, columns=columns), grid)


def own_instalments(request: Request, built: Built, *, balance: bool) -> pd.DataFrame:
    """Return the ledger's instalments: contract, number, due, unpaid, amount (``balance``: what is unpaid of it)."""
    settled = position(request).instalments
    rows = request.tables["instalments"].loc[settled.index, ["contract", "number", "due", "amount"]]
    rows["unpaid"] = settled["unpaid_principal"]
    if balance:
        rows["amount"] = rows["unpaid"]
    return rows[~rows["contract"].isin(uncompared(built))]


def uncompared(built: Built) -> list[str]:
    """Return the contracts of which finance's list leaves something in doubt."""
    return [one.contract for one in built.skipped if one.code == "whole-contract"]


def their_instalments(request: Request, built: Built) -> pd.DataFrame:
    """Return finance's instalments of contracts that no error touches, with their customers."""
    table = built.tables["instalments"].reset_index(drop=True)
    owners = built.tables["contracts"].set_index("contract")["customer"]
    named = built.tables["customers"].set_index("customer")["customer_name"]
    table["customer"] = as_text(table["contract"].map(owners))
    table["customer_name"] = as_text(table["customer"].map(named))
    return table[~table["contract"].isin(list(request.blocked_contracts))]


def differing(request: Request, compared: pd.DataFrame, theirs: pd.DataFrame) -> pd.DataFrame:
    """Return the differences in the columns of the sheet, without answers."""
    table = compared[compared["difference"] >= 0].reset_index(drop=True)
    owners = contract_customers(request.tables)
    named = customer_names(request.tables)
    there = theirs.reindex(table["their_row"])
    customers = set(named.index)
    guessed = as_text(there["customer"].where(there["customer"].isin(list(customers)))).set_axis(table.index)
    owner = as_text(table["contract"].map(owners))
    table["customer"] = owner.where(owner != "", guessed)
    name = as_text(table["customer"].map(named))
    table["customer_name"] = name.where(name != "", as_text(there["customer_name"]).set_axis(table.index))
    table["their_place"] = [
        messages.SOURCE_PLACE.format(sheet=sheet, row=int(row)) if isinstance(sheet, str) else ""
        for sheet, row in zip(there["source"], there["row"].fillna(0), strict=True)
    ]
    kinds = pd.Index(schema.DIFFERENCE_KINDS)
    table["difference"] = pd.Categorical.from_codes(table["difference"].tolist(), categories=kinds)
    return table


def answered(request: Request, table: pd.DataFrame) -> pd.DataFrame:
    """Carry over who checked a difference, and what came of it while its figures are the same."""
    old = request.tables["reconciliation"]
    keys = ["contract", "number"]
    same = [*keys, *FIGURES]
    before = old.assign(difference=old["difference"].astype("str"), conclusion=old["conclusion"].astype("object"))
    key_of = table.assign(difference=table["difference"].astype("str"))
    people = before.drop_duplicates(keys)[[*keys, *ANSWERS]]
    verdicts = before.drop_duplicates(same)[[*same, "conclusion"]]
    told = key_of[same].merge(people, on=keys, how="left").merge(verdicts, on=same, how="left")
    for name in ANSWERS:
        table[name] = as_text(told[name]).to_numpy()
    table["conclusion"] = pd.Categorical(told["conclusion"].astype("object"), categories=list(schema.CONCLUSIONS))
    return table[[column.name for column in SHEET.columns]]


def left_out(built: Built) -> list[Problem]:
    """Return finance's rows that could not be compared."""
    return [
        Problem("reconcile-unread", doubt.source, doubt.row, doubt.header, doubt.found, Level.HINT,
                {"reason": messages.intake_reason(doubt.code, vars(doubt))})
        for doubt in built.skipped
        if doubt.row and doubt.code not in SILENT
    ]  # fmt: skip


def figures(own: pd.DataFrame, theirs: pd.DataFrame, compared: pd.DataFrame) -> tuple[tuple[str, str], ...]:
    """Return the counts of both sides, of what agrees and of each kind of difference, and the sum of the gaps."""
    kinds = [int((compared["difference"] == code).sum()) for code in range(len(schema.DIFFERENCE_KINDS))]
    agreed = int((compared["difference"] < 0).sum())
    gap = int(compared.loc[compared["difference"] >= 0, "gap"].sum())
    counts = (len(own), len(theirs), agreed, *kinds)
    return tuple(zip(messages.RECONCILE_FIGURES, (*map(str, counts), yuan(gap)), strict=True))
