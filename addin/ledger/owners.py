"""Whose a debt is: contract, customer, and the salesperson and department responsible for bringing it in (ASG-03)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Mapping

    from addin.domain.settlement import Settlement

WHOSE = ("contract", "customer", "customer_name", "salesperson", "department")


def contract_owners(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return :data:`WHOSE` of every contract (index = contract rows).

    Salesperson and department are the contract's, else the customer's; "" where neither is named.
    """
    contracts = tables["contracts"]
    customers = tables["customers"].drop_duplicates("customer").set_index("customer")
    owners = contracts[["contract", "customer"]].copy()
    owners["customer_name"] = contracts["customer"].map(customers["customer_name"]).fillna("").astype("str")
    for name in ("salesperson", "department"):
        own, general = contracts[name], contracts["customer"].map(customers[name]).fillna("")
        owners[name] = own.where(own != "", general).astype("str")
    return owners


def instalment_owners(tables: Mapping[str, pd.DataFrame], settled: Settlement) -> pd.DataFrame:
    """Return :data:`WHOSE`, ``instalment`` and ``row`` (the contract's) of every settled instalment, by its row."""
    owners = contract_owners(tables)
    rows = pd.Series(owners.index, index=owners["contract"])
    plan = tables["instalments"].loc[settled.instalments.index]
    of = plan["contract"].map(rows)
    return owners.loc[of].set_index(plan.index).assign(instalment=plan["instalment"], row=of)
