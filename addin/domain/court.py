"""What going to court costs: 诉讼费用交纳办法 (decree 481 of the State Council, 2007) 13–16, and doubled interest.

Money goes in and comes out as int64 fen; every fee is exact and rounded half up, once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from addin.domain.money import divide_half_up, mul_div_half_up

if TYPE_CHECKING:
    from collections.abc import Sequence

    from addin.domain.arrays import Ints

YUAN = 100
TEN_THOUSAND = 10_000 * YUAN

# (lower end of the band in fen, per mille of what lies above it and below the next band)
CASE_BANDS = (
    (1 * TEN_THOUSAND, 25),
    (10 * TEN_THOUSAND, 20),
    (20 * TEN_THOUSAND, 15),
    (50 * TEN_THOUSAND, 10),
    (100 * TEN_THOUSAND, 9),
    (200 * TEN_THOUSAND, 8),
    (500 * TEN_THOUSAND, 7),
    (1_000 * TEN_THOUSAND, 6),
    (2_000 * TEN_THOUSAND, 5),
)
ENFORCEMENT_BANDS = (
    (1 * TEN_THOUSAND, 15),
    (50 * TEN_THOUSAND, 10),
    (500 * TEN_THOUSAND, 5),
    (1_000 * TEN_THOUSAND, 1),
)
PRESERVATION_BANDS = ((1_000 * YUAN, 10), (10 * TEN_THOUSAND, 5))
PRESERVATION_MOST = 5_000 * YUAN
DOUBLED_INTEREST = (175, 1_000_000)  # 0.175 per mille a day


def case_fee(claim: Ints) -> Ints:
    """Return the fee for hearing a property case (案件受理费, 13 (1)): 50 yuan for up to 10 000, then by bands."""
    return _by_bands(claim, 50 * YUAN, CASE_BANDS)


def halved(fee: Ints) -> Ints:
    """Return half of a fee: summary procedure, mediation or withdrawal (15, 16)."""
    return divide_half_up(fee, 2)


def preservation_fee(value: Ints) -> Ints:
    """Return the fee for preserving property of that value (申请保全费, 14 (2)): 30 yuan up to 1 000, 5 000 at most."""
    return np.minimum(_by_bands(value, 30 * YUAN, PRESERVATION_BANDS), PRESERVATION_MOST)


def enforcement_fee(amount: Ints) -> Ints:
    """Return the fee for enforcing an amount (申请执行费, 14 (1)); not paid in advance (20), borne by the debtor."""
    return _by_bands(amount, 50 * YUAN, ENFORCEMENT_BANDS)


def doubled_interest(debt: Ints, days: Ints | int) -> Ints:
    """Return the doubled part of the interest for ``days`` of delay after the time that a judgment sets.

    ``debt`` is what the judgment awards beside general interest (民诉法 264; 法释〔2014〕8号 1). Rounded once.
    """
    numerator, denominator = DOUBLED_INTEREST
    return mul_div_half_up(debt, np.multiply(days, numerator), denominator)


def _by_bands(amount: Ints, flat: int, bands: Sequence[tuple[int, int]]) -> Ints:
    """Return ``flat`` plus the per mille of each band's part of ``amount``; nothing for no amount."""
    amount = np.asarray(amount, np.int64)
    uppers = [lower for lower, _ in bands[1:]] + [np.iinfo(np.int64).max]
    thousandths = np.zeros_like(amount)
    for (lower, per_mille), upper in zip(bands, uppers, strict=True):
        thousandths += (np.clip(amount, lower, upper) - lower) * per_mille
    return np.where(amount > 0, flat + divide_half_up(thousandths, 1000), 0)
