from __future__ import annotations

import numpy as np
import pytest

from addin.domain.court import case_fee, doubled_interest, enforcement_fee, halved, preservation_fee

YUAN = 100


def fen(*yuan: float) -> np.ndarray[tuple[int, ...], np.dtype[np.int64]]:
    return np.array([round(y * YUAN) for y in yuan], np.int64)


# 诉讼费用交纳办法 13 (1) with the courts' quick formulas: (claim, fee) at every edge and inside every band
@pytest.mark.parametrize(
    ("claim", "fee"),
    [
        (0, 0),
        (0.01, 50),
        (10_000, 50),
        (10_000.20, 50.01),  # 0.5 fen, half up
        (50_000, 1_050),  # × 2.5 % − 200
        (100_000, 2_300),
        (150_000, 3_300),  # × 2 % + 300
        (200_000, 4_300),
        (300_000, 5_800),  # × 1.5 % + 1 300
        (500_000, 8_800),
        (800_000, 11_800),  # × 1 % + 3 800
        (1_000_000, 13_800),
        (1_500_000, 18_300),  # × 0.9 % + 4 800
        (2_000_000, 22_800),
        (3_000_000, 30_800),  # × 0.8 % + 6 800
        (5_000_000, 46_800),
        (8_000_000, 67_800),  # × 0.7 % + 11 800
        (10_000_000, 81_800),
        (15_000_000, 111_800),  # × 0.6 % + 21 800
        (20_000_000, 141_800),
        (30_000_000, 191_800),  # × 0.5 % + 41 800
    ],
)
def test_the_fee_for_hearing_a_case_follows_the_bands(claim: float, fee: float) -> None:
    assert case_fee(fen(claim)).tolist() == fen(fee).tolist()


@pytest.mark.parametrize(
    ("amount", "fee"),
    [
        (0, 0),
        (5_000, 50),
        (10_000, 50),
        (100_000, 1_400),  # × 1.5 % − 100
        (500_000, 7_400),
        (1_000_000, 12_400),  # × 1 % + 2 400
        (5_000_000, 52_400),
        (8_000_000, 67_400),  # × 0.5 % + 27 400
        (10_000_000, 77_400),
        (20_000_000, 87_400),  # × 0.1 % + 67 400
    ],
)
def test_the_fee_for_enforcement_follows_the_bands(amount: float, fee: float) -> None:
    assert enforcement_fee(fen(amount)).tolist() == fen(fee).tolist()


@pytest.mark.parametrize(
    ("value", "fee"),
    [
        (0, 0),
        (1_000, 30),
        (10_000, 120),  # × 1 % + 20
        (100_000, 1_020),
        (500_000, 3_020),  # × 0.5 % + 520
        (896_000, 5_000),
        (895_999.99, 5_000),  # 4 999.99995, rounded half up
        (895_998, 4_999.99),
        (50_000_000, 5_000),
    ],
)
def test_the_fee_for_preservation_follows_the_bands_up_to_five_thousand(value: float, fee: float) -> None:
    assert preservation_fee(fen(value)).tolist() == fen(fee).tolist()


def test_half_a_fee_is_rounded_half_up() -> None:
    assert halved(fen(13_800, 50, 50.01)).tolist() == fen(6_900, 25, 25.01).tolist()


def test_doubled_interest_is_a_hundred_seventy_five_millionths_a_day() -> None:
    assert doubled_interest(fen(1_000_000, 60_000), 1).tolist() == fen(175, 10.5).tolist()
    assert doubled_interest(fen(123_456.78), 30).tolist() == fen(648.15).tolist()  # 648.148095


def test_a_larger_claim_never_costs_less() -> None:
    claims = np.sort(np.random.default_rng(7).integers(0, 3_000_000_000, 5_000))
    for fee in (case_fee, enforcement_fee, preservation_fee):
        assert (np.diff(fee(claims)) >= 0).all()


def test_the_largest_sums_do_not_overflow() -> None:
    most = 10**15  # ten thousand billion yuan
    assert case_fee(np.array([most])).tolist() == [most * 5 // 1000 + 41_800 * YUAN]
    assert enforcement_fee(np.array([most])).tolist() == [most // 1000 + 67_400 * YUAN]
