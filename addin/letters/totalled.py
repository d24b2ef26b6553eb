"""Rows that several buttons add: the sums below a written sheet, and new rows of a sheet that people fill in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from addin import messages
from addin.ports import Append, Kind

if TYPE_CHECKING:
    from addin.ports import Change, Request, Sheet


def totalled(sheet: Sheet, table: pd.DataFrame) -> pd.DataFrame:
    """Return a table (columns as the sheet's) with one more row, which sums the amounts and is empty elsewhere."""
    empty: dict[Kind, object] = {Kind.DATE: pd.NaT, Kind.COUNT: pd.NA, Kind.PERCENT: pd.NA}
    line = {
        column.name: [int(table[column.name].sum()) if column.kind is Kind.MONEY else empty.get(column.kind, "")]
        for column in sheet.columns
    }
    kinds = {column.name: "datetime64[s]" for column in sheet.columns if column.kind is Kind.DATE}
    kinds |= {column.name: "Int64" for column in sheet.columns if column.kind in (Kind.COUNT, Kind.PERCENT)}
    last = pd.DataFrame({**line, sheet.columns[0].name: [messages.SUM]}).astype(kinds)
    return pd.concat([table, last], ignore_index=True)


def appended(request: Request, sheet: Sheet, rows: pd.DataFrame) -> list[Change]:
    """Return what adds rows to a sheet people fill in ([] without rows); one not there yet gets all their columns."""
    if rows.empty:
        return []
    if sheet.title in request.titles:
        return [Append(sheet.title, sheet.pick(*rows.columns), rows)]
    columns = tuple(column for column in sheet.columns if not column.computed)
    return [Append(sheet.title, columns, rows.reindex(columns=[column.name for column in columns]).astype("object"))]
