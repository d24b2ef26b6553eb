"""A source's tables beside the ledger's: new rows, cells to fill, and differences that only the user may settle."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from addin.ledger import schema
from addin.ledger.checks import printed
from addin.ledger.sheets import take
from addin.ports import Kind, Level

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from addin.ports import Column, Grid

KEYS = {
    "customers": ("customer",),
    "contacts": ("customer", "person"),
    "contracts": ("contract",),
    "instalments": ("instalment",),
    "receipts": ("receipt",),
}
MADE = {  # columns that a new row has although no column of the source gives them
    "customers": ("customer", "customer_name"),
    "contacts": ("customer",),
    "contracts": ("contract", "customer", "contract_amount"),
    "instalments": ("instalment", "contract", "number", "due", "amount"),
    "receipts": ("receipt", "received", "contract", "instalment", "amount", "remark"),
}
EMPTY = {Kind.MONEY: 0, Kind.COUNT: 0}


@dataclass(frozen=True)
class Ledger:
    """The ledger's own rows, sound or not, by English sheet name; ``flawed`` are cells (row, header) not to trust."""

    tables: Mapping[str, pd.DataFrame]
    flawed: Mapping[str, frozenset[tuple[int, str]]]


@dataclass(frozen=True)
class Difference:
    """A cell that the ledger holds otherwise than the source: where, both as printed, whether it is to be adopted."""

    table: str
    key: str
    header: str
    row: int
    now: str
    incoming: str
    adopted: bool


@dataclass(frozen=True)
class Merged:
    """What an import does to one sheet: rows to append, columns to fill by sheet row, differences, rows alike."""

    name: str
    new: pd.DataFrame
    columns: tuple[Column, ...]
    fills: Mapping[str, pd.Series[Any]]
    differences: tuple[Difference, ...]
    matched: int


def ledger_rows(grids: Mapping[str, Grid], options: Mapping[str, Sequence[str]]) -> Ledger:
    """Read every filled row of the sheets an import touches, whether sound or not."""
    tables, flawed = {}, {}
    for name in KEYS:
        sheet = schema.BY_NAME[name]
        taken = take(grids.get(sheet.title), sheet, options, {})
        tables[name] = taken.frame
        flawed[name] = frozenset(
            (problem.row, problem.column)
            for problem in taken.problems
            if problem.level is Level.ERROR and problem.code != "missing-cell"
        )
    return Ledger(tables, flawed)


def merge(
    name: str, incoming: pd.DataFrame, given: Sequence[str], ledger: Ledger,
    adopted: Collection[tuple[str, str, str]], *, adopt_all: bool = False,
) -> Merged:  # fmt: skip
    """Compare by key. Of a row that the ledger has, only empty cells are filled, and only in columns ``given``.

    A cell that is filled there and differs is a difference: it is written only when adopted (sheet, key, header).
    """
    sheet, key = schema.BY_NAME[name], list(KEYS[name])
    own = ledger.tables[name]
    incoming = incoming.drop_duplicates(key)
    rows = {_key(values): int(row) for row, *values in own[key].itertuples(name=None)}
    places = [rows.get(_key(values)) for values in incoming[key].itertuples(index=False, name=None)]
    is_new = pd.Series([place is None for place in places], index=incoming.index)
    user = [column for column in sheet.columns if not column.computed]
    columns = tuple(
        column for column in user
        if column.name in MADE[name] or (column.name in incoming and not empty(incoming[column.name], column).all())
    )  # fmt: skip
    here = incoming[~is_new].copy()
    here.index = pd.Index([place for place in places if place is not None], dtype="int64")
    fills: dict[str, pd.Series[Any]] = {}
    differences: list[Difference] = []
    for column in user:
        comparable = column.name in given or (name == "receipts" and column.name in {"received", "amount"})
        if column.name in key or not comparable or column.name not in here:
            continue
        found, to_write = _compare(sheet.title, column, here, own, key, ledger.flawed[name], adopted, all_=adopt_all)
        differences += found
        if len(to_write):
            fills[column.name] = to_write
    return Merged(name, incoming[is_new], columns, fills, tuple(differences), int((~is_new).sum()))


def _compare(
    title: str, column: Column, here: pd.DataFrame, own: pd.DataFrame, key: Sequence[str],
    flawed: Collection[tuple[int, str]], adopted: Collection[tuple[str, str, str]], *, all_: bool,
) -> tuple[list[Difference], pd.Series[Any]]:  # fmt: skip
    """Return the differences in one column, and what is to be written there by sheet row."""
    theirs, ours = here[column.name], own.loc[here.index, column.name]
    doubtful = pd.Series([(row, column.header) in flawed for row in here.index], index=here.index)
    blank = empty(ours, column) & ~doubtful
    told = ~empty(theirs, column)
    text, was = printed(theirs, column), printed(ours, column)
    differs = told & ~blank & ((text != was) | doubtful)
    differences = []
    write = told & blank
    for row in here.index[differs]:
        name = " ".join(str(here.loc[row, part]) for part in key)
        taken = all_ or (title, name, column.header) in adopted
        differences.append(Difference(title, name, column.header, int(row), str(was[row]), str(text[row]), taken))
        write[row] = taken
    return differences, theirs[write]


def empty(values: pd.Series[Any], column: Column) -> pd.Series[bool]:
    """Tell which cells are empty in the way of their kind; a zero of money or count is."""
    if column.kind in EMPTY:
        return values == EMPTY[column.kind]
    if column.kind is Kind.FLAG:
        return ~values.astype("bool")
    return values.isna() | (values.astype("str") == "")


def _key(values: Sequence[object]) -> tuple[str, ...]:
    return tuple(str(value) for value in values)
