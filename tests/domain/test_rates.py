from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from addin.domain.rates import RATE_UNIT, beyond_data, build_quotes, lpr_rate, run_of
from addin.domain.terms import PenaltyMode
from tests.domain.ledgers import ledger

LPR = (("2024-06-20", 3.45), ("2024-07-22", 3.35), ("2024-08-20", 3.35), ("2024-10-21", 3.10))


def day(*names: str) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return np.array(names, dtype="datetime64[D]").astype(np.int64)


@pytest.mark.parametrize(
    ("on", "quote", "beyond"),
    [
        ("2024-06-19", 3.45, True),  # before the first quote: the first, and marked
        ("2024-06-20", 3.45, False),
        ("2024-07-21", 3.45, False),
        ("2024-07-22", 3.35, False),  # in force from its day of publication
        ("2024-10-20", 3.35, False),
        ("2024-10-21", 3.10, False),
        ("2024-10-22", 3.10, True),  # after the last quote: the last, and marked
    ],
)
def test_the_quote_last_published_is_in_force(on: str, quote: float, beyond: bool) -> None:
    quotes = build_quotes(ledger([], [], lpr=LPR)["lpr"])
    assert quotes.rate[run_of(day(on), quotes)].tolist() == [round(quote * 10**8)]
    assert beyond_data(day(on), quotes).tolist() == [beyond]


def test_equal_neighbouring_quotes_are_one_run_in_whatever_order_they_stand() -> None:
    quotes = build_quotes(ledger([], [], lpr=LPR[::-1])["lpr"])
    assert quotes.start.tolist() == day("2024-06-20", "2024-07-22", "2024-10-21").tolist()
    assert quotes.until == dt.date(2024, 10, 21)


def test_without_quotes_every_day_is_beyond_the_data() -> None:
    quotes = build_quotes(ledger([], [])["lpr"])
    assert quotes.until is None
    assert beyond_data(day("2024-06-20"), quotes).all()
    assert quotes.rate[run_of(day("2024-06-20"), quotes)].tolist() == [0]


@pytest.mark.parametrize(
    ("mode", "standard", "rate"),
    [
        (PenaltyMode.LPR_TIMES, 150_000_000, 51_750_000_000),  # 3.45 % × 1.5 = 5.175 %
        (PenaltyMode.LPR_TIMES, 1, 345),
        (PenaltyMode.LPR_PLUS, 2_000_000, 54_500_000_000),  # 3.45 % + 2 %
        (PenaltyMode.LPR_PLUS, -1_000_000, 24_500_000_000),
        (PenaltyMode.LPR_PLUS, -5_000_000, 0),
    ],
)
def test_rates_agreed_by_the_lpr(mode: PenaltyMode, standard: int, rate: int) -> None:
    column = (np.array([value], dtype=np.int64) for value in (345_000_000, mode, standard))
    assert lpr_rate(*column).tolist() == [rate]
    assert RATE_UNIT == 10**12


def test_without_a_quote_neither_a_multiple_nor_a_margin_bears_anything() -> None:
    """The margin alone would look like a computed rate; a ledger without quotes is refused before it comes to this."""
    for mode in (PenaltyMode.LPR_TIMES, PenaltyMode.LPR_PLUS):
        column = (np.array([value], dtype=np.int64) for value in (0, mode, 50_000_000))
        assert lpr_rate(*column).tolist() == [0]
