"""Differences with finance that are not settled: their customers get no letters while the setting says so (REG-08)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from addin.ledger import schema
from addin.ports import Level

if TYPE_CHECKING:
    import pandas as pd

    from addin.ports import Request


def open_rows(table: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of 对账差异 without a conclusion, or with the one that it is still to be checked."""
    conclusion = table["conclusion"].astype("str")
    settled = table["conclusion"].notna() & (conclusion != schema.OPEN_CONCLUSION)
    return table[~settled]


def customers_in_difference(request: Request) -> frozenset[str]:
    """Return the customers whose letters are withheld; all of them while the sheet itself has errors."""
    if not request.settings.withhold_on_differences:
        return frozenset()
    if any(one.sheet == schema.RECONCILIATION.title and one.level is Level.ERROR for one in request.problems):
        return frozenset(request.tables["customers"]["customer"])
    return frozenset(open_rows(request.tables["reconciliation"])["customer"]) - {""}
