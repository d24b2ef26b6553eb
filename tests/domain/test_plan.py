from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from addin.domain.plan import RATIO_UNIT, by_month, elapsed, grown, whole_percent


@pytest.mark.parametrize(
    ("actual", "target", "percent"), [(5112, 6300, 81), (3697, 4800, 77), (2092, 2300, 91), (1, 200, 1), (1, 201, 0)]
)
def test_rpt_04_completion_is_rounded_half_up_to_whole_per_cents(actual: int, target: int, percent: int) -> None:
    assert whole_percent(np.array([actual * 100]), np.array([target * 100])) == [percent]


def test_rpt_04_without_a_target_there_is_no_rate() -> None:
    assert whole_percent(np.array([5]), np.array([0])) == [-1]


@pytest.mark.parametrize(
    ("day", "share"),
    [("2026-10-31", 83_333_333), ("2026-02-14", 12_500_000), ("2028-02-29", 0), ("2025-12-31", 0),
     ("2026-12-31", RATIO_UNIT), ("2027-01-01", RATIO_UNIT)],
)  # fmt: skip
def test_rpt_04_ten_months_of_twelve_are_gone_at_the_end_of_october(day: str, share: int) -> None:
    year = 2029 if day.startswith("2028") else 2026
    assert elapsed(year, dt.date.fromisoformat(day)) == share


def test_kpi_05_a_year_is_last_year_times_1_40_and_a_month_a_twelfth() -> None:
    target = int(grown(np.array([1_000_0000_00]), 140_000_000)[0])
    assert target == 1_400_0000_00
    months = by_month(target, 2026)
    assert months["target"].iloc[0] == 116_6666_67
    assert months["target"].sum() == target


@given(st.integers(0, 10**15), st.integers(2000, 2050))
def test_kpi_05_months_sum_to_the_target_and_differ_by_a_fen_at_most(target: int, year: int) -> None:
    months = by_month(target, year)
    assert months["target"].sum() == target
    assert months["cumulative"].iloc[-1] == target
    assert months["target"].max() - months["target"].min() <= 1
    assert months["days"].sum() == (dt.date(year, 12, 31) - dt.date(year - 1, 12, 31)).days
