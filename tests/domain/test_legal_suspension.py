"""When a suspension of supply may end: the debt that caused it is paid, or a plan is approved (OD-07)."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

from addin.domain.legal import suspensions
from addin.domain.terms import Approval, SuspensionState

AS_OF = dt.date(2026, 3, 31)
NONE = pd.Series([pd.NaT], dtype="datetime64[s]")


def judge(
    approval: int = Approval.AGREED, left: int = 0, cleared: str | None = None, *, again: bool = False, **days: str
) -> tuple[SuspensionState, str, str]:
    rows = pd.DataFrame({"customer": ["C1"], "approval": [int(approval)]})
    for name in ("approved", "effective", "plan_approved", "released"):
        rows[name] = pd.to_datetime(pd.Series([days.get(name)])).astype("datetime64[s]")
    debts = pd.DataFrame(
        {"caused": [100], "left": [left], "cleared": pd.to_datetime(pd.Series([cleared])).astype("datetime64[s]")}
    )
    found = suspensions(rows, debts, AS_OF, ["C1"] if again else []).iloc[0]
    effective, release = ("" if pd.isna(found[name]) else f"{found[name]:%m-%d}" for name in ("effective", "release"))
    return SuspensionState(found["state"]), effective, release


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"approval": -1, "left": 50}, (SuspensionState.PROPOSED, "", "")),
        ({"approval": Approval.PENDING, "left": 50}, (SuspensionState.PROPOSED, "", "")),
        ({"approval": Approval.REFUSED, "left": 50}, (SuspensionState.REFUSED, "", "")),
        ({"left": 50, "approved": "2026-02-10"}, (SuspensionState.IN_FORCE, "02-10", "")),
        ({"left": 50, "approved": "2026-02-10", "effective": "2026-02-15"}, (SuspensionState.IN_FORCE, "02-15", "")),
        ({"approved": "2026-02-10", "cleared": "2026-03-05"}, (SuspensionState.RELEASABLE, "02-10", "03-05")),
        # paid before it took effect: not released before it began
        ({"approved": "2026-02-10", "cleared": "2026-02-06"}, (SuspensionState.RELEASABLE, "02-10", "02-10")),
        # that debt is paid, but another one would suspend him anew
        ({"approved": "2026-02-10", "cleared": "2026-03-05", "again": True}, (SuspensionState.IN_FORCE, "02-10", "")),
        # a plan was approved although money is still owed
        ({"left": 50, "approved": "2026-02-10", "plan_approved": "2026-03-20"},
         (SuspensionState.RELEASABLE, "02-10", "03-20")),
        ({"left": 50, "approved": "2026-02-10", "plan_approved": "2026-04-20"},
         (SuspensionState.IN_FORCE, "02-10", "")),
        ({"approved": "2026-02-10", "cleared": "2026-03-05", "released": "2026-03-06"},
         (SuspensionState.RELEASED, "02-10", "")),
    ],
)  # fmt: skip
def test_od_07_supply_stops_by_approval_and_its_release_is_proposed_with_a_day(
    given: dict[str, object], expected: tuple[SuspensionState, str, str]
) -> None:
    assert judge(**given) == expected  # type: ignore[arg-type]
