"""What a new ledger holds before anybody types: settings with their defaults, published rates, dunning strategies.

``lpr_1y.csv``: one-year loan prime rate by day of publication (National Interbank Funding Center); before 2019-08-20
the PBoC benchmark up to one year in force since 2015-10-24. ``strategies.csv``: strategies to start from (yuan, days).
``debtor_tips.csv``: the seven types of debtors with traits, tactics and warning signs (TYP-01). ``special_steps.csv``:
the steps of the three special cases (TYP-02, SPC-01). ``techniques.csv``: advice for collectors, the forbidden marked
(TIP-01).
"""

from __future__ import annotations

import csv
import datetime as dt
from importlib.resources import files
from typing import TYPE_CHECKING

from addin.ledger import schema
from addin.ledger.reading import read
from addin.ports import Grid, Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pandas as pd

    from addin.ports import Sheet

NAMES = (schema.SETTINGS.name, schema.LPR.name, schema.STRATEGIES.name, schema.DEBTOR_TIPS.name)


def grid_of(sheet: Sheet, rows: Iterable[Mapping[str, object]]) -> Grid:
    """Return rows by English column names as the grid of a sheet; what a row does not name is an empty cell."""
    typed = [column for column in sheet.columns if not column.computed]
    body = [[row.get(column.name) for column in typed] for row in rows]
    return Grid(sheet.title, [[column.header for column in typed], *body])


def starting_grids(settings: Mapping[str, str] | None = None) -> dict[str, Grid]:
    """Return 参数, LPR利率 and 催收策略 by title; ``settings`` are values by English name that replace the defaults."""
    given = settings or {}
    values = {row.header: plain(row.kind, given.get(row.name, row.default)) for row in schema.SETTING_ROWS}
    rows = [
        {"setting": row.header, "value": values[row.header], "explanation": row.explanation}
        for row in schema.SETTING_ROWS
    ]
    grids = (
        grid_of(schema.SETTINGS, rows),
        packaged(schema.LPR, "lpr_1y.csv"),
        packaged(schema.STRATEGIES, "strategies.csv"),
        packaged(schema.DEBTOR_TIPS, "debtor_tips.csv"),
    )
    return {grid.title: grid for grid in grids}


def starting_tables() -> dict[str, pd.DataFrame]:
    """Return the same as typed tables by English name."""
    grids = starting_grids()
    tables = read(grids, wanted=tuple(grids)).tables
    return {name: tables[name] for name in NAMES}


def starting_steps() -> pd.DataFrame:
    """Return the usual steps of the special cases as the typed table of 情形步骤."""
    return one_table(schema.SPECIAL_STEPS, "special_steps.csv")


def starting_techniques() -> pd.DataFrame:
    """Return the usual advice as the typed table of 催收技巧."""
    return one_table(schema.TECHNIQUES, "techniques.csv")


def one_table(sheet: Sheet, file: str) -> pd.DataFrame:
    """Return a CSV file of this package as the typed table of ``sheet``."""
    grid = packaged(sheet, file)
    return read({grid.title: grid}, wanted=(grid.title,)).tables[sheet.name]


def packaged(sheet: Sheet, file: str) -> Grid:
    """Return a CSV file of this package as the grid of ``sheet``; its headers are those of the sheet."""
    kinds = {column.header: column.kind for column in sheet.columns}
    headers, *lines = csv.reader(files("addin.ledger").joinpath(file).read_text("utf-8").splitlines())
    rows = [[plain(kinds[header], text) for header, text in zip(headers, line, strict=True)] for line in lines]
    return Grid(sheet.title, [headers, *rows])


def plain(kind: Kind, text: str) -> object:
    """Return a value written as text as a spreadsheet would hold it."""
    if not text:
        return None
    if kind is Kind.DATE:
        return dt.date.fromisoformat(text)
    return float(text) if kind in (Kind.MONEY, Kind.RATE, Kind.PERCENT, Kind.COUNT) else text
