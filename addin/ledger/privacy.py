"""The tables of a ledger without personal numbers: what a report to others is made from.

Masking what goes in masks all that comes out, sheets, pages and Word files alike, in this one place.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from addin.domain.privacy import NUMBERS, masked
from addin.ledger import schema
from addin.ports import Kind

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from addin.ports import Sheet

PATHS = frozenset({"file", "scan"})  # names of files, which must be found


def masked_tables(tables: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Return typed tables with telephone and identity numbers in their texts masked; keys and references stay."""
    by_name = {sheet.name: sheet for sheet in schema.SHEETS}
    return {name: _masked(table, by_name[name]) if name in by_name else table for name, table in tables.items()}


def _masked(table: pd.DataFrame, sheet: Sheet) -> pd.DataFrame:
    texts = [
        column.name for column in sheet.columns
        if column.kind is Kind.TEXT and not column.refers and column.header not in sheet.key
        and column.name in table.columns and column.name not in PATHS
    ]  # fmt: skip
    new = {}
    for name in texts:
        suspect = table.index[table[name].str.contains(NUMBERS, regex=True, na=False)]
        if len(suspect):
            new[name] = table[name].copy()
            new[name].loc[suspect] = [masked(text, schema.PHONE_WORDS) for text in table.loc[suspect, name]]
    return table.assign(**new) if new else table
