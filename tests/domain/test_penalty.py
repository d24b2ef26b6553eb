from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd
import pytest

from addin.domain.calendar import build_calendar
from addin.domain.settings import Settings
from addin.domain.settlement import settle
from tests.domain.ledgers import ledger

LPR = (("2024-01-22", 3.45), ("2024-02-20", 3.45), ("2024-03-20", 3.65), ("2024-04-22", 3.45))
SEGMENTS, AT_BREACH, AT_SIGNING = range(3)
CALENDAR = build_calendar(dt.date(2023, 1, 1), dt.date(2025, 1, 1), ledger([], [])["holidays"])
DEBT = {"due": "2024-03-10", "amount": 365_000_00}


def lines(
    terms: dict[str, Any], as_of: str, receipts: list[tuple[str, int]] | None = None, **changed: Any
) -> pd.DataFrame:
    """Settle one instalment of 365 000 yuan due 2024-03-10 and return its lines."""
    paid = [{"received": f"2024-{day}", "amount": amount} for day, amount in receipts or []]
    tables = ledger([terms], [DEBT | changed], paid, lpr=LPR)
    return settle(tables, Settings(), dt.date.fromisoformat(f"2024-{as_of}"), CALENDAR).segments


def spans(table: pd.DataFrame) -> list[tuple[str, str, int, int]]:
    """Return (first day, last day, principal, penalty) of each line."""
    days = (table[column].dt.strftime("%m-%d") for column in ("from_day", "to_day"))
    return list(zip(*days, table["principal"], table["penalty"], strict=True))


TIMES = {"penalty_mode": 3, "penalty_rate": 100_000_000}


@pytest.mark.parametrize(
    ("pick", "signed", "expected"),
    [
        (
            SEGMENTS,
            "2024-01-30",
            [("03-11", "03-19", 310_50), ("03-20", "04-21", 1_204_50), ("04-22", "04-30", 310_50)],
        ),
        (AT_BREACH, "2024-01-30", [("03-11", "04-30", 1_759_50)]),
        (AT_SIGNING, "2024-03-20", [("03-11", "04-30", 1_861_50)]),
    ],
)
def test_which_days_quote_counts(pick: int, signed: str, expected: list[tuple[str, str, int]]) -> None:
    table = lines(TIMES | {"lpr_pick": pick, "signed": signed}, "04-30")
    assert spans(table) == [(first, last, 365_000_00, penalty) for first, last, penalty in expected]


def test_a_quote_is_in_force_on_its_own_day_and_equal_quotes_are_one_line() -> None:
    assert spans(lines(TIMES, "03-20"))[-1] == ("03-20", "03-20", 365_000_00, 36_50)
    early = lines(TIMES, "03-15", due="2024-02-01")
    assert spans(early) == [("02-02", "03-15", 365_000_00, 43 * 34_50)]
    assert early["quote_day"].tolist() == [pd.Timestamp("2024-01-22")]


@pytest.mark.parametrize(
    ("pick", "due", "as_of", "signed", "provisional"),
    [
        (SEGMENTS, "2024-04-01", "04-22", "2024-03-01", [False, False]),  # the day of the last quote is covered
        (SEGMENTS, "2024-04-01", "04-23", "2024-03-01", [False, True]),
        (SEGMENTS, "2024-01-20", "02-10", "2024-03-01", [True]),  # 21 January stands before the first quote
        (AT_BREACH, "2024-04-01", "06-30", "2024-03-01", [False]),
        (AT_BREACH, "2024-04-22", "06-30", "2024-03-01", [True]),
        (AT_SIGNING, "2024-04-01", "06-30", "2024-01-21", [True]),
    ],
)
def test_lines_beyond_the_quotes_known_are_provisional(
    pick: int, due: str, as_of: str, signed: str, provisional: list[bool]
) -> None:
    assert lines(TIMES | {"lpr_pick": pick, "signed": signed}, as_of, due=due)["provisional"].tolist() == provisional


def test_without_any_quote_the_penalty_is_nothing_and_provisional() -> None:
    settled = settle(ledger([TIMES], [DEBT]), Settings(), dt.date(2024, 4, 1), CALENDAR)
    assert settled.segments[["penalty", "provisional"]].to_numpy().tolist() == [[0, True]]
    assert settled.segments["quote_day"].isna().all()
    assert settled.instalments["provisional"].tolist() == [True]
    assert settled.lpr_until is None


@pytest.mark.parametrize(
    ("mode", "rate", "basis", "penalty"),
    [
        (1, 50_000, 1, 10 * 182_50),  # 0.0005 a day, whatever the year
        (2, 6_000_000, 0, 600_00),  # 6 % a year of 365 days
        (2, 6_000_000, 1, 608_33),  # and of 360
        (3, 150_000_000, 0, 517_50 + 2 * 3_00),  # 8 days at 3.45 % × 1.5, 2 at 3.65 % × 1.5
        (4, 2_000_000, 0, 545_00 + 2 * 2_00),
        (0, None, 0, 0),
    ],
)
def test_the_five_ways_to_agree_a_penalty(mode: int, rate: int | None, basis: int, penalty: int) -> None:
    table = lines({"penalty_mode": mode, "penalty_rate": rate, "day_basis": basis}, "03-21", due="2024-03-11")
    assert table["penalty"].sum() == penalty


def test_a_line_carries_its_rate_and_its_basis() -> None:
    table = lines({"penalty_mode": 2, "penalty_rate": 6_000_000, "day_basis": 1}, "03-20")
    assert table[["rate", "day_basis", "mode"]].to_numpy().tolist() == [[60_000_000_000, 360, 2]]
    assert table["quote_day"].isna().all()


def test_a_receipt_that_pays_only_penalty_does_not_cut_the_line() -> None:
    terms = {"penalty_mode": 1, "penalty_rate": 50_000, "allocation_order": 3}
    assert spans(lines(terms, "03-20", [("03-15", 182_50)])) == [("03-11", "03-20", 365_000_00, 1_825_00)]


def test_a_receipt_cuts_the_line_after_its_day() -> None:
    terms = {"penalty_mode": 1, "penalty_rate": 50_000}
    wanted = [("03-11", "03-15", 365_000_00, 912_50), ("03-16", "03-20", 165_000_00, 412_50)]
    assert spans(lines(terms, "03-20", [("03-15", 200_000_00)])) == wanted


@pytest.mark.parametrize(
    ("cap", "expected", "capped"),
    [
        (None, [912_50, 412_50], [False, False]),
        (1_000_000, [912_50, 412_50], [False, False]),  # 3 650.00: not reached
        (300_000, [912_50, 182_50], [False, True]),  # 1 095.00: the line that crosses is cut
        (250_000, [912_50], [True]),  # 912.50: filled exactly, the next line falls away
        (100_000, [365_00], [True]),
        (0, [], []),
    ],
)
def test_the_cap_cuts_the_line_that_crosses_it(cap: int | None, expected: list[int], capped: list[bool]) -> None:
    terms = {"penalty_mode": 1, "penalty_rate": 50_000, "penalty_cap": cap}
    table = lines(terms, "03-20", [("03-15", 200_000_00)])
    assert (table["penalty"].tolist(), table["capped"].tolist()) == (expected, capped)


def test_no_more_than_the_cap_can_be_paid() -> None:
    terms = {"penalty_mode": 1, "penalty_rate": 50_000, "penalty_cap": 100_000}
    receipts = [{"received": "2024-03-20", "amount": 365_500_00}]
    settled = settle(ledger([terms], [DEBT], receipts), Settings(), dt.date(2024, 3, 31), CALENDAR)
    assert settled.receipts.to_numpy().tolist() == [[365_000_00, 365_00, 0, 135_00]]
