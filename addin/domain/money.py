"""Exact arithmetic on whole fen (int64): products and quotients that neither overflow nor round twice.

The rounding point of this product is one: half up, to the fen, once per printed line. No float holds money. In
:func:`mul_divmod` a float guesses a quotient, and the exact remainder corrects the guess.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from addin.domain.arrays import Ints

LARGEST_QUOTIENT = 2**52
LARGEST_DENOMINATOR = 2**60


def mul_divmod(amount: int | Ints, numerator: int | Ints, denominator: int | Ints) -> tuple[Ints, Ints]:
    """Return (quotient, remainder) of ``amount * numerator / denominator``, exact, although the product may not fit.

    Element by element, with broadcasting. 0 <= amount < 2**53 (9e15), 0 <= numerator < 2**63,
    0 < denominator < 2**60. Raises OverflowError where the quotient would reach 2**52 (4.5e15), ValueError
    outside the ranges.
    """
    amount, numerator, denominator = (np.asarray(x, dtype=np.int64) for x in (amount, numerator, denominator))
    if amount.size and (amount.min() < 0 or amount.max() >= 2 * LARGEST_QUOTIENT):
        msg = "an amount is negative or too large"
        raise ValueError(msg)
    if (numerator.size and numerator.min() < 0) or (
        denominator.size and (denominator.min() <= 0 or denominator.max() >= LARGEST_DENOMINATOR)
    ):
        msg = "a factor is negative or a divisor out of range"
        raise ValueError(msg)
    guess = amount.astype(np.float64) * numerator / denominator
    if guess.size and guess.max() >= LARGEST_QUOTIENT:
        msg = "a quotient is too large for whole fen"
        raise OverflowError(msg)
    quotient = guess.astype(np.int64)
    # The guess is off by less than 4, so the true remainder fits int64, and arithmetic modulo 2**64 gives it exactly.
    with np.errstate(over="ignore"):
        remainder = amount * numerator - quotient * denominator
    correction, remainder = np.divmod(remainder, denominator)
    return quotient + correction, remainder


def mul_div_half_up(amount: int | Ints, numerator: int | Ints, denominator: int | Ints) -> Ints:
    """Return ``amount * numerator / denominator`` rounded half up; ranges and errors as :func:`mul_divmod`."""
    quotient, remainder = mul_divmod(amount, numerator, denominator)
    return quotient + (2 * remainder >= denominator)


def divide_half_up(numerator: int | Ints, denominator: int | Ints) -> Ints:
    """Return ``numerator / denominator`` rounded half up, for numerator >= 0 and denominator > 0."""
    quotient, remainder = np.divmod(np.asarray(numerator, dtype=np.int64), denominator)
    return quotient + (remainder >= denominator - remainder)


def yuan(fen: int) -> str:
    """Print an amount in yuan: ``123450`` → ``1,234.50``; negative amounts carry a minus sign."""
    whole, cents = divmod(abs(int(fen)), 100)
    return f"{'-' if fen < 0 else ''}{whole:,}.{cents:02d}"
