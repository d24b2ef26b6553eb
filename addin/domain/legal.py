"""Who belongs on the lists for the legal department and why (LEG-02), and what becomes of a suspension (OD-07)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from addin.domain.movement import first_overdue, payments
from addin.domain.terms import Approval, Ground, LegalList, Special, SuspensionState

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Mapping

    from addin.domain.settings import Settings
    from addin.domain.settlement import Settlement


def legal_lists(facts: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    """Return one row per list, customer and ground (:class:`LegalList`, :class:`Ground`), in this order.

    ``facts`` by customer: longest_overdue (days), stages_used, limitation_near, wilful, in_court (bool: all of it is
    before a court already), broken (promises), special (code, -1 none).

    - Suspend supply: overdue for so many days (setting).
    - Sue: overdue for so many days (setting), no dunning stage left, or limitation within a warning; not when it is
      before a court already.
    - Enforce: as many broken promises as lead to escalation (setting), registered as breaking promises or unwilling,
      or wilful and severely overdue.
    A setting of 0 days or promises switches its ground off.
    """
    days, broken = facts["longest_overdue"], facts["broken"]
    unwilling = facts["special"].isin([int(Special.BREAKS_PROMISES), int(Special.UNWILLING)])
    outside = ~facts["in_court"]
    found = {
        (LegalList.SUSPEND_SUPPLY, Ground.LONG_OVERDUE): reaches(days, settings.suspend_days),
        (LegalList.SUE, Ground.LONG_OVERDUE): reaches(days, settings.sue_days) & outside,
        (LegalList.SUE, Ground.STAGES_USED): facts["stages_used"] & outside,
        (LegalList.SUE, Ground.LIMITATION_NEAR): facts["limitation_near"] & outside,
        (LegalList.ENFORCE, Ground.BROKEN_PROMISES): reaches(broken, settings.promises_to_escalate),
        (LegalList.ENFORCE, Ground.SPECIAL): unwilling,
        (LegalList.ENFORCE, Ground.WILFUL): facts["wilful"] & (days > settings.medium_days),
    }
    rows = [
        (int(which), customer, int(ground))
        for (which, ground), applies in found.items()
        for customer in facts.index[applies]
    ]
    return pd.DataFrame(rows, columns=["list", "customer", "ground"])


def reaches(values: pd.Series, limit: int) -> pd.Series:
    """Tell whether values reach a limit; 0 is no limit."""
    return (values >= limit) & (limit > 0)


def causing_debts(tables: Mapping[str, pd.DataFrame], settled: Settlement, rows: pd.DataFrame) -> pd.DataFrame:
    """Return the principal (fen) that was overdue when each of ``rows`` (customer, listed) was listed, by their index.

    ``caused`` is what was overdue and unpaid at the end of the day of listing, ``left`` what of it is unpaid still,
    ``cleared`` the day of the payment that cleared the last of it (NaT while something is left, or nothing caused it).
    """
    plan = settled.instalments
    owner = tables["contracts"].set_index("contract")["customer"]
    debts = pd.DataFrame(
        {
            "debt": plan.index,
            "customer": tables["instalments"].loc[plan.index, "contract"].map(owner),
            "amount": plan["paid_principal"] + plan["unpaid_principal"],
            "left": plan["unpaid_principal"],
            "since": first_overdue(tables, settled),
        }
    )
    pairs = rows[["customer", "listed"]].rename_axis("row").reset_index().merge(debts, on="customer")
    pairs = pairs[pairs["since"] <= pairs["listed"]]
    paid = pairs[["row", "debt", "listed"]].merge(payments(settled), on="debt")
    before = paid[paid["day"] <= paid["listed"]].groupby(["row", "debt"])["amount"].sum()
    last = paid.groupby(["row", "debt"])["day"].max().rename("cleared")
    pairs = pairs.join(before.rename("before"), on=["row", "debt"]).join(last, on=["row", "debt"])
    pairs["caused"] = pairs["amount"] - pairs["before"].fillna(0).astype("int64")
    sums = pairs[pairs["caused"] > 0].groupby("row").agg(
        caused=("caused", "sum"), left=("left", "sum"), cleared=("cleared", "max")
    ).reindex(rows.index)  # fmt: skip
    sums = sums.fillna({"caused": 0, "left": 0}).astype({"caused": "int64", "left": "int64"})
    return sums.assign(cleared=sums["cleared"].astype("datetime64[s]").where(sums["left"] == 0))


def suspensions(
    rows: pd.DataFrame, debts: pd.DataFrame, as_of: dt.date, overdue_again: Collection[str]
) -> pd.DataFrame:
    """Return state (:class:`SuspensionState`), effective and release (days, NaT = none) of each suspension.

    ``rows``: customer, approval (:class:`Approval`, -1 empty), approved, effective, plan_approved, released; ``debts``
    as :func:`causing_debts` gives them. A suspension that was agreed to is in force from its own day, else from the
    day of agreement. Its release is proposed when a repayment plan was approved, or when the debt that caused it is
    paid and the customer is not ``overdue_again`` so long that he would be listed anew; the day is that of the plan or
    of the last payment, not before it took effect. Nobody's supply is stopped or resumed by this.
    """
    today = pd.Timestamp(as_of)
    agreed, refused = rows["approval"] == Approval.AGREED, rows["approval"] == Approval.REFUSED
    effective = rows["effective"].fillna(rows["approved"]).where(agreed)
    planned = rows["plan_approved"] <= today
    paid = (debts["left"] == 0) & ~rows["customer"].isin(list(overdue_again))
    release = rows["plan_approved"].where(planned, debts["cleared"].fillna(today).where(paid))
    release = release.where(release.isna() | effective.isna(), np.maximum(release, effective))
    states = {
        SuspensionState.RELEASED: rows["released"] <= today,
        SuspensionState.REFUSED: refused,
        SuspensionState.RELEASABLE: release.notna(),
        SuspensionState.IN_FORCE: agreed,
    }
    state = np.select(list(states.values()), [int(code) for code in states], int(SuspensionState.PROPOSED))
    proposed = np.isin(state, [int(SuspensionState.RELEASABLE)])
    return pd.DataFrame({"state": state, "effective": effective, "release": release.where(proposed)}, index=rows.index)
