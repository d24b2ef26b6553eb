from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from addin.domain.money import divide_half_up, mul_div_half_up, mul_divmod, yuan

UNIT = 10**12
CASES = st.tuples(
    st.integers(0, 10**15) | st.integers(0, 2**53 - 1), st.integers(0, 2**63 - 1), st.integers(1, 2**60 - 1)
).filter(lambda case: case[0] * case[1] // case[2] < 2**51)


@given(st.lists(CASES, min_size=1, max_size=20))
def test_a_product_and_quotient_equals_that_of_unbounded_integers(cases: list[tuple[int, int, int]]) -> None:
    columns = [np.array(column, dtype=np.int64) for column in zip(*cases, strict=True)]
    quotient, remainder = mul_divmod(*columns)
    assert list(zip(quotient.tolist(), remainder.tolist(), strict=True)) == [divmod(a * n, d) for a, n, d in cases]


@given(CASES)
def test_rounding_is_half_up(case: tuple[int, int, int]) -> None:
    amount, numerator, denominator = case
    expected = int(Fraction(amount * numerator, denominator) + Fraction(1, 2))
    assert int(mul_div_half_up(amount, numerator, denominator)) == expected


@given(st.integers(0, 2**63 - 1), st.integers(1, 2**63 - 1))
def test_dividing_rounds_half_up_at_any_size(numerator: int, denominator: int) -> None:
    expected = (2 * numerator + denominator) // (2 * denominator)
    assert int(divide_half_up(np.array([numerator]), denominator)[0]) == expected


@pytest.mark.parametrize(
    ("fen", "rate", "days", "expected"),
    [
        (250_00, 500_000_000, 1, 13),  # 0.125 yuan: up, where half-even would give 0.12
        (1_234_50, 500_000_000, 30, 18_52),  # not 30 × 0.62
        (10**15, UNIT, 1, 10**15),
        (0, UNIT, 1, 0),
        (1, UNIT // 2, 1, 1),
        (1, UNIT // 2 - 1, 1, 0),
    ],
)
def test_daily_penalty_is_rounded_once_per_line(fen: int, rate: int, days: int, expected: int) -> None:
    assert int(mul_div_half_up(fen, rate * days, UNIT)) == expected


def test_columns_and_single_numbers_may_be_mixed() -> None:
    assert mul_div_half_up(np.array([1, 2, 3]), 1, 2).tolist() == [1, 1, 2]
    assert mul_div_half_up(np.array([], dtype=np.int64), 1, 2).tolist() == []


@pytest.mark.parametrize(
    ("case", "error"),
    [
        ((2**52, 4, 1), OverflowError),
        ((10**15, 10**18, 3), OverflowError),
        ((-1, 1, 1), ValueError),
        ((1, -1, 1), ValueError),
        ((1, 1, 0), ValueError),
        ((2**53, 1, 1), ValueError),
        ((1, 1, 2**60), ValueError),
    ],
)
def test_what_cannot_be_exact_is_refused(case: tuple[int, int, int], error: type[Exception]) -> None:
    with pytest.raises(error):
        mul_divmod(*case)


@pytest.mark.parametrize(
    ("fen", "text"),
    [(0, "0.00"), (5, "0.05"), (123450, "1,234.50"), (10**15, "10,000,000,000,000.00"), (-5, "-0.05"), (-100, "-1.00")],
)
def test_yuan_are_printed_with_two_decimals(fen: int, text: str) -> None:
    assert yuan(fen) == text
