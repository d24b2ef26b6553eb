"""What all reports do with their tables: put them in a sheet's columns, with totals below and links to their rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from addin.ports import Kind, Link

if TYPE_CHECKING:
    from collections.abc import Iterable

    from addin.ports import Sheet

EMPTY: dict[Kind, tuple[object, str]] = {  # value and dtype of a cell that a report leaves empty
    Kind.TEXT: ("", "str"),
    Kind.MONEY: (0, "int64"),
    Kind.COUNT: (pd.NA, "Int64"),
    Kind.PERCENT: (pd.NA, "Int64"),
    Kind.DATE: (pd.NaT, "datetime64[s]"),
}


def in_columns(sheet: Sheet, *parts: pd.DataFrame, blank: tuple[str, ...] = ()) -> pd.DataFrame:
    """Return the parts (lines, then totals) below one another in the columns of the sheet.

    What a part lacks is empty there: text "", money 0, everything else missing; money of ``blank`` columns too.
    """
    shaped = []
    for part in parts:
        columns = {}
        for column in sheet.columns:
            missing, dtype = EMPTY.get(column.kind, (pd.NA, "object"))
            if column.name in blank:
                missing, dtype = pd.NA, "Int64"
            values = part[column.name].astype("object") if column.name in part else missing
            cells = pd.Series(values, index=part.index, dtype="object")
            columns[column.name] = cells.where(cells.notna(), missing).astype(pd.api.types.pandas_dtype(dtype))
        shaped.append(pd.DataFrame(columns, index=part.index))
    return pd.concat(shaped, ignore_index=True)


def links_to(sheet: Sheet, rows: Iterable[int | None], totals: int = 0) -> list[Link | None]:
    """Return a link to the key of each of these rows of a sheet (None: no link), and none for the totals below."""
    return [None if row is None else Link(sheet.title, row, sheet.key[0]) for row in rows] + [None] * totals
