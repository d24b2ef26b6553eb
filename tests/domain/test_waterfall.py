from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from addin.domain.waterfall import pour, share


@pytest.mark.parametrize(
    ("amount", "weights", "shares"),
    [
        (100_00, [100_00, 200_00], [33_33, 66_67]),
        (100, [200, 200, 200], [33, 33, 34]),  # the last takes the odd fen
        (1, [1, 1], [1, 0]),  # half a fen each: the first is rounded up, the last takes the rest
        (2, [1, 1, 1, 1], [1, 0, 1, 0]),  # rounding each up would give out three: the running totals are rounded
        (0, [5, 5], [0, 0]),
        (3, [0, 3, 0], [0, 3, 0]),
    ],
)
def test_equal_claims_share_pro_rata(amount: int, weights: list[int], shares: list[int]) -> None:
    assert share(amount, np.array(weights)).tolist() == shares


@given(st.lists(st.integers(0, 10**6) | st.integers(0, 3), min_size=1, max_size=12), st.data())
def test_shares_are_exact_fair_to_a_fen_and_never_more_than_owed(weights: list[int], data: st.DataObject) -> None:
    total = sum(weights)
    amount = data.draw(st.integers(0, total))
    if not total:
        return
    shares = share(amount, np.array(weights)).tolist()
    assert sum(shares) == amount
    assert all(0 <= part <= weight for part, weight in zip(shares, weights, strict=True))
    assert all(abs(part - amount * weight / total) <= 1 for part, weight in zip(shares[:-1], weights, strict=False))


def test_each_lane_pours_its_own_payment_over_its_own_debts_in_order() -> None:
    payment = np.array([70, 0, 25])
    owed = np.array([50, 50, 30, 10, 10, 10])
    lane = np.array([0, 0, 1, 2, 2, 2])
    new_group = np.array([True, True, True, True, True, False])
    take, before = pour(payment, owed, lane, np.array([0, 2, 3]), new_group)
    assert take.tolist() == [50, 20, 0, 10, 8, 7]
    assert before.tolist() == [0, 50, 0, 0, 10, 18]
