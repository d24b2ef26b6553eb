"""Whom to visit, what a visit proves, costs divided, receipts after visits, scores of a collection plan."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from addin.domain.settings import Settings
from addin.domain.terms import Evidence, VisitPriority, VisitReason, VisitResult
from addin.domain.visits import (
    PROOF,
    SIGNED,
    plan_methods,
    plan_scores,
    priorities,
    recovered_after,
    share_out,
    unanswered_calls,
    visit_reasons,
)

SETTINGS = Settings()


def facts(**changed: object) -> pd.DataFrame:
    usual = {"longest_overdue": 10, "principal": 500_000, "broken": 0, "unanswered": 0, "reachable": True}
    return pd.DataFrame([{**usual, **changed}], index=["C1"])


@pytest.mark.parametrize(
    ("changed", "reason", "speaks"),
    [
        ({"longest_overdue": 60}, VisitReason.LONG_OVERDUE, False),
        ({"longest_overdue": 61}, VisitReason.LONG_OVERDUE, True),
        ({"longest_overdue": 31, "principal": 9_999_999}, VisitReason.LARGE, False),
        ({"longest_overdue": 31, "principal": 10_000_000}, VisitReason.LARGE, True),
        ({"longest_overdue": 30, "principal": 10_000_000}, VisitReason.LARGE, False),  # mildly overdue
        ({"broken": 1}, VisitReason.BROKEN_PROMISES, False),
        ({"broken": 2}, VisitReason.BROKEN_PROMISES, True),
        ({"unanswered": 2}, VisitReason.NO_ANSWER, False),
        ({"unanswered": 3}, VisitReason.NO_ANSWER, True),
        ({"reachable": False}, VisitReason.UNREACHABLE, True),
        ({"reachable": False, "principal": 99_999}, VisitReason.UNREACHABLE, False),  # not worth the trip
    ],
)
def test_vis_01_each_reason_begins_at_its_limit(changed: dict[str, object], reason: int, *, speaks: bool) -> None:
    found = visit_reasons(facts(**changed), SETTINGS)
    assert found.loc["C1", int(reason)] == speaks
    assert found.drop(columns=int(reason)).to_numpy().any() == False  # noqa: E712 - a numpy truth value


def test_vis_01_a_limit_of_nought_switches_its_reason_off() -> None:
    off = Settings(visit_days=0, visit_amount=0, visit_broken=0, visit_unanswered=0)
    table = facts(longest_overdue=900, principal=10**9, broken=9, unanswered=9)
    assert not visit_reasons(table, off).to_numpy().any()


def test_vis_01_the_more_reasons_the_more_pressing() -> None:
    reasons = pd.DataFrame([[True] * 3 + [False] * 2, [True, True] + [False] * 3, [False] * 4 + [True]])
    assert priorities(reasons).tolist() == [VisitPriority.HIGH, VisitPriority.MIDDLE, VisitPriority.LOW]


def test_vis_01_only_the_latest_calls_in_a_row_count_as_unanswered() -> None:
    calls = pd.DataFrame(
        {
            "customer": ["A", "A", "A", "B", "B", "C"],
            "contacted": pd.to_datetime([f"2026-01-0{day}" for day in (1, 2, 3, 1, 2, 1)]),
            "answered": [True, False, False, False, True, False],
        }
    )  # fmt: skip
    assert unanswered_calls(calls).to_dict() == {"A": 2, "B": 0, "C": 1}


def test_vis_03_a_signature_proves_arrival_and_only_a_written_promise_is_one() -> None:
    assert set(PROOF) == set(VisitResult)
    assert [result for result, proof in PROOF.items() if proof == Evidence.WRITTEN_PROMISE] == [
        VisitResult.WRITTEN_PROMISE
    ]
    assert {PROOF[result] for result in SIGNED} == {Evidence.WRITTEN_PROMISE, Evidence.SIGNED_FOR}
    assert {PROOF[result] for result in set(VisitResult) - set(SIGNED)} == {Evidence.NOTHING}


@pytest.mark.parametrize(
    ("amount", "weights", "shares"),
    [
        (100_001, [20_000, 10_000], [66_667, 33_334]),
        (100, [1, 1, 1], [33, 34, 33]),
        (1, [1, 1], [1, 0]),
        (300, [0, 0], [150, 150]),
        (300, [5], [300]),
        (0, [1, 2], [0, 0]),
    ],
)
def test_cost_01_a_cost_is_divided_to_the_fen(amount: int, weights: list[int], shares: list[int]) -> None:
    assert share_out(amount, weights) == shares


@given(st.integers(0, 10**12), st.lists(st.integers(0, 10**13), min_size=1, max_size=8))
def test_cost_01_shares_add_up_and_are_within_a_fen_of_their_part(amount: int, weights: list[int]) -> None:
    shares = share_out(amount, weights)
    base = weights if any(weights) else [1] * len(weights)
    assert sum(shares) == amount
    whole = sum(base)
    assert all(abs(share * whole - amount * weight) <= whole for share, weight in zip(shares, base, strict=True))


def test_vis_04_a_receipt_counts_once_for_the_latest_visit_before_it() -> None:
    visits = pd.DataFrame(
        {"customer": ["A", "A", "B"], "visited": pd.to_datetime(["2026-03-05", "2026-04-05", "2026-03-05"])},
        index=[7, 3, 5],
    )
    receipts = pd.DataFrame(
        {
            "customer": ["A", "A", "A", "A", "C"],
            "received": pd.to_datetime(["2026-03-04", "2026-03-05", "2026-04-04", "2026-04-05", "2026-04-01"]),
            "amount": [1, 10, 100, 1_000, 10_000],
        }
    )
    assert recovered_after(visits, receipts).to_dict() == {7: 110, 3: 1_000, 5: 0}
    assert recovered_after(visits.iloc[:0], receipts).empty
    assert recovered_after(visits, receipts.iloc[:0]).to_dict() == {7: 0, 3: 0, 5: 0}


def plan_facts(**changed: object) -> pd.DataFrame:
    usual = {
        "broken": 0, "longest_overdue": 1, "principal": 100, "known_days": 3_000, "suspended": False, "credit": 0,
    }  # fmt: skip
    return pd.DataFrame([{**usual, **changed}], index=["C1"])


@pytest.mark.parametrize(
    ("changed", "score", "value"),
    [
        ({"broken": 5}, "habit", 3),
        ({"longest_overdue": 30}, "age_and_amount", 1),
        ({"longest_overdue": 31}, "age_and_amount", 2),
        ({"longest_overdue": 61}, "age_and_amount", 3),
        ({"principal": 10_000_000}, "age_and_amount", 3),
        ({"known_days": 364}, "relation", 2),
        ({"known_days": 365}, "relation", 1),
        ({"known_days": 1_095}, "relation", 0),
        ({"suspended": True}, "relation", 3),
        ({"credit": 3}, "credit_score", 3),
    ],
)
def test_pln_01_each_ground_is_scored_from_nought_to_three(
    changed: dict[str, object], score: str, value: int
) -> None:
    scores = plan_scores(plan_facts(**changed), SETTINGS)
    assert scores.loc["C1", score] == value
    grounds = ["habit", "age_and_amount", "relation", "credit_score"]
    assert scores.loc["C1", "score"] == scores.loc["C1", grounds].sum()


def test_pln_01_a_customer_without_a_grade_is_not_given_one() -> None:
    scores = plan_scores(plan_facts(credit=-1), SETTINGS)
    assert scores["credit_score"].isna().all()
    assert scores.loc["C1", "score"] == 1


def test_pln_01_the_score_decides_the_method() -> None:
    score = pd.Series([0, 3, 4, 6, 7, 9, 10, 12])
    assert plan_methods(score, SETTINGS).tolist() == [0, 0, 1, 1, 2, 2, 3, 3]
