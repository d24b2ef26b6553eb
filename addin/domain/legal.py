"""Which customers belong on the three lists for the legal department, and why (LEG-02)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from addin.domain.terms import Ground, LegalList, Special

if TYPE_CHECKING:
    from addin.domain.settings import Settings


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
