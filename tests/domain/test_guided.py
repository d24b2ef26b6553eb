"""Steps, thanks and reports that tests/cases/worklist and tests/cases/special do not reach: the edges of days."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

from addin.domain.guided import next_steps, paid_up
from addin.ledger import schema

DAY = dt.date(2026, 3, 31)


def options(values: list[str | None], names: tuple[str, ...]) -> pd.Series:
    return pd.Series(pd.Categorical(values, categories=list(names)))


def days(*values: str | None) -> pd.Series:
    return pd.to_datetime(pd.Series(list(values))).astype("M8[s]")


@pytest.mark.parametrize(
    ("called", "paid", "unpaid", "thanked"),
    [
        ("2026-03-20", "2026-03-24", 0, True),  # the seventh day
        ("2026-03-20", "2026-03-23", 0, False),  # longer ago than the setting
        ("2026-03-24", "2026-03-24", 0, False),  # spoken to on the day of the payment
        ("2026-03-25", "2026-03-24", 0, False),  # thanked already
        ("2026-03-20", "2026-03-24", 1, False),  # a fen still owed
    ],
)
def test_phn_04_who_paid_in_full_after_a_call_is_thanked_once(
    called: str, paid: str, unpaid: int, *, thanked: bool
) -> None:
    instalments = pd.DataFrame(
        {"customer": "C", "rolled_due": days("2026-03-02", "2026-06-01"), "unpaid_principal": [unpaid, 500]}
    ).set_index(pd.Index([2, 3]))
    allocations = pd.DataFrame({"debt": [2], "day": days(paid)})
    log = pd.DataFrame({"customer": ["C"], "contacted": days(called)})
    found = paid_up(instalments, allocations, log, DAY, 7)
    assert found["customer"].tolist() == (["C"] if thanked else [])
    assert found["next_due"].tolist() == ([pd.Timestamp("2026-06-01")] if thanked else [])


def test_phn_04_nobody_is_thanked_who_was_never_called() -> None:
    instalments = pd.DataFrame(
        {"customer": "C", "rolled_due": days("2026-03-02"), "unpaid_principal": [0]}
    ).set_index(pd.Index([2]))
    allocations = pd.DataFrame({"debt": [2], "day": days("2026-03-30")})
    log = pd.DataFrame({"customer": pd.Series(dtype="str"), "contacted": days()})
    assert paid_up(instalments, allocations, log, DAY, 7).empty


def test_typ_02_steps_of_a_case_that_no_longer_stands_are_not_asked_for() -> None:
    customers = pd.DataFrame(
        {"customer": ["A", "B"], "special": options(["死亡", None], schema.SPECIAL_CASES)}
    )
    progress = pd.DataFrame(
        {
            "customer": ["A", "A", "A", "B"],
            "special": options(["屡次爽约", "死亡", "死亡", "死亡"], schema.SPECIAL_CASES),
            "step": [1, 1, 2, 1],
            "what": ["一", "二", "三", "四"],
            "due": days(None, None, None, None),
            "step_state": options([None, "不适用", None, "待办"], schema.STEP_STATES),
        }
    )
    found = next_steps(customers, progress)
    assert found[["customer", "what"]].to_numpy().tolist() == [["A", "三"]]
