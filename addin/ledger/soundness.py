"""What an error takes with it: rows that leave the tables, contracts without figures, customers without letters.

A contract is the unit of soundness: an error in its row, its instalments, receipts or costs blocks the contract and
its customer. An error that touches everybody (settings, holidays, a sheet without its headers) blocks everybody.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from addin.domain.terms import PenaltyMode
from addin.ledger import schema
from addin.ledger.sheets import FIRST_ROW
from addin.ports import Level, Problem

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    import pandas as pd

CORE = ("customers", "contracts", "instalments", "receipts")  # without these sheets there is no ledger
DEBTS = ("contracts", "instalments", "receipts", "costs")  # an error in a row of these blocks its contract
PEOPLE = ("customers", "contacts", "contracts", "contact_log", "letters")  # … blocks its customer
ENOUGH = 2  # of the core: a ledger that lost a sheet is to be told so, not taken for another workbook
GENERAL = ("settings", "holidays")  # … blocks every contract
LPR_MODES = (PenaltyMode.LPR_TIMES, PenaltyMode.LPR_PLUS)


def is_ledger(titles: Collection[str]) -> bool:
    """Tell whether a workbook with these sheets is meant as a ledger: two of the sheets that every ledger needs."""
    return sum(schema.BY_NAME[name].title in titles for name in CORE) >= ENOUGH


def without_core(problems: Sequence[Problem]) -> tuple[Problem, ...]:
    """Return the errors for which a sheet of the core cannot be read at all: it or a column of it is not there."""
    core = {schema.BY_NAME[name].title for name in CORE}
    return tuple(one for one in problems if one.level is Level.ERROR and one.sheet in core and one.row < FIRST_ROW)


def sift(
    frames: Mapping[str, pd.DataFrame], problems: Sequence[Problem], readable: Collection[str]
) -> tuple[dict[str, pd.DataFrame], frozenset[str], frozenset[str]]:
    """Return the tables of sound rows, the blocked contracts and the blocked customers.

    ``frames`` hold every row read, ``readable`` names the sheets that are there with sound headers. Rows that hang on
    a contract or an instalment which is not sound leave the tables too.
    """
    rows, broken = unsound(problems)
    contracts = blocked_contracts(frames, rows, broken)
    customers = blocked_customers(frames, rows, broken, contracts)
    tables = dict(frames)
    for name in rows.keys() & frames.keys():
        tables[name] = frames[name].drop(index=list(rows[name]), errors="ignore")
    if "contracts" in readable:
        for name in DEBTS[1:]:
            tables[name] = tables[name][tables[name]["contract"].isin(tables["contracts"]["contract"])]
    if "instalments" in readable:
        named = tables["receipts"]["instalment"]
        tables["receipts"] = tables["receipts"][(named == "") | named.isin(tables["instalments"]["instalment"])]
    return tables, contracts, customers


def unsound(problems: Sequence[Problem]) -> tuple[Mapping[str, set[int]], set[str]]:
    """Return the rows with an error by sheet name, and the sheets that have an error as a whole."""
    rows: dict[str, set[int]] = defaultdict(set)
    broken = set()
    for problem in problems:
        if problem.level is Level.ERROR:
            name = schema.BY_TITLE[problem.sheet].name
            if problem.row >= FIRST_ROW:
                rows[name].add(problem.row)
            else:
                broken.add(name)
    return rows, broken


def blocked_contracts(
    frames: Mapping[str, pd.DataFrame], rows: Mapping[str, set[int]], broken: set[str]
) -> frozenset[str]:
    """Return the contracts of which no figure can be trusted."""
    contracts = frames["contracts"]
    if broken & {*DEBTS, *CORE, *GENERAL} or any(rows[name] for name in GENERAL):
        return frozenset(contracts["contract"]) - {""}
    blocked = touched_contracts(frames, rows)
    if rows["lpr"] or "lpr" in broken:
        blocked |= set(contracts.loc[contracts["penalty_mode"].cat.codes.isin(LPR_MODES), "contract"])
    return blocked - {""}


def touched_contracts(frames: Mapping[str, pd.DataFrame], rows: Mapping[str, set[int]]) -> frozenset[str]:
    """Return the contracts with an error in a row of their own, or in a receipt that names an instalment of theirs."""
    touched: set[str] = set()
    for name in DEBTS:
        touched |= set(_at(frames[name], rows[name], "contract"))
    instalments = frames["instalments"]
    named = set(_at(frames["receipts"], rows["receipts"], "instalment")) - {""}
    if named:
        touched |= set(instalments.loc[instalments["instalment"].isin(list(named)), "contract"])
    return frozenset(touched) - {""}


def blocked_customers(
    frames: Mapping[str, pd.DataFrame], rows: Mapping[str, set[int]], broken: set[str], contracts: frozenset[str]
) -> frozenset[str]:
    """Return the customers who get no letter or statement: an error touches them or a contract of theirs."""
    everybody = frozenset(frames["customers"]["customer"]) | frozenset(frames["contracts"]["customer"])
    strategies = set(_at(frames["strategies"], rows["strategies"], "strategy"))
    reaches_all = broken & {*DEBTS, *GENERAL, *PEOPLE, "strategies", "letter_lines"}
    if reaches_all or any(rows[name] for name in GENERAL) or "" in strategies:
        return everybody - {""}
    owed = frames["contracts"]
    lettered = _at(frames["letter_lines"], rows["letter_lines"], "contract")
    blocked = set(owed.loc[owed["contract"].isin([*contracts, *lettered]), "customer"])
    for name in PEOPLE:
        blocked |= set(_at(frames[name], rows[name], "customer"))
    if strategies:
        customers = frames["customers"]
        blocked |= set(customers.loc[customers["strategy"].isin(list(strategies)), "customer"])
    return frozenset(blocked) - {""}


def consequences(problems: Sequence[Problem]) -> list[Problem]:
    """Return one problem for each sheet whose errors reach beyond its rows, saying how far."""
    rows, broken = unsound(problems)
    reach = {"settings": "all-blocked", "holidays": "all-blocked", "lpr": "lpr-blocked"}
    return [Problem(code, schema.BY_NAME[name].title) for name, code in reach.items() if rows[name] or name in broken]


def _at(frame: pd.DataFrame, rows: set[int], column: str) -> pd.Series[str]:
    return frame.loc[frame.index.isin(list(rows)), column]
