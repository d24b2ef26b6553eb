"""Whose a contract is and what a customer is called: looked up in the same way wherever a table lacks it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd


def contract_customers(tables: Mapping[str, pd.DataFrame]) -> pd.Series:
    """Return the customer of each contract, by contract ID; of an ID that stands twice, the first row's."""
    customers: pd.Series = tables["contracts"].drop_duplicates("contract").set_index("contract")["customer"]
    return customers


def customer_names(tables: Mapping[str, pd.DataFrame]) -> pd.Series:
    """Return the name of each customer, by customer ID; of an ID that stands twice, the first row's."""
    names: pd.Series = tables["customers"].drop_duplicates("customer").set_index("customer")["customer_name"]
    return names
