from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from addin.domain.plan import (
    RATIO_UNIT,
    WEEKDAYS,
    by_day,
    by_month,
    by_week,
    elapsed,
    grown,
    month_score,
    whole_percent,
)


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
    assert months["target"].tolist() == [116_6666_67] * 11 + [116_6666_63]
    assert months["target"].sum() == target


@given(st.integers(0, 10**15), st.integers(2000, 2050))
def test_kpi_05_months_sum_to_the_target_and_only_the_last_differs(target: int, year: int) -> None:
    months = by_month(target, year)
    assert months["target"].sum() == target
    assert months["cumulative"].iloc[-1] == target
    assert (months["target"].iloc[:11] == months["target"].iloc[0]).all()
    assert abs(months["target"].iloc[11] - months["target"].iloc[0]) <= 11
    assert (months["target"] >= 0).all()
    assert months["days"].sum() == (dt.date(year, 12, 31) - dt.date(year - 1, 12, 31)).days


@given(st.integers(0, 10**13), st.integers(2000, 2050))
@example(1_400_0000_00, 2026)
@settings(max_examples=25, deadline=None)
def test_kpi_05_days_sum_to_weeks_weeks_to_months_and_months_to_the_year(target: int, year: int) -> None:
    months = by_month(target, year)
    weeks = by_week(months)
    assert weeks[list(WEEKDAYS)].sum(axis=1).tolist() == weeks["target"].tolist()
    assert weeks.groupby("month")["target"].sum().tolist() == months["target"].tolist()
    assert weeks["cumulative"].iloc[-1] == target
    assert weeks["days"].sum() == months["days"].sum()
    assert (weeks["to_day"] >= weeks["from_day"]).all()
    assert weeks["from_day"].iloc[1:].tolist() == (weeks["to_day"].iloc[:-1] + pd.Timedelta(days=1)).tolist()
    assert (weeks["to_day"].dt.isocalendar().week == weeks["from_day"].dt.isocalendar().week).all()
    assert by_day(months)["target"].min() >= 0
    assert by_day(months)["target"].sum() == target


def test_kpi_04_a_month_scores_whole_per_cents_up_to_a_hundred() -> None:
    assert month_score(np.array([50, 120, 996, 1]), np.array([100, 100, 1000, 0])).tolist() == [50, 100, 100, -1]
