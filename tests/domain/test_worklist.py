"""The best time to call and the lists of names in a cell; the tasks themselves stand in tests/cases/worklist."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

from addin.domain.conduct import call_numbers, listed_names, outside_hours
from addin.domain.worklist import calling_slot


def test_phn_01_the_best_time_is_the_quarter_hour_before_the_office_opens() -> None:
    assert calling_slot(dt.time(9), 15) == (dt.time(8, 45), dt.time(9))
    assert calling_slot(dt.time(8, 30), 15) == (dt.time(8, 15), dt.time(8, 30))


@pytest.mark.parametrize(
    ("moment", "outside"),
    [("07:59", True), ("08:00", False), ("21:59", False), ("22:00", True), ("23:30", True), ("00:00", False)],
)
def test_contact_hours_are_from_eight_to_ten_and_a_day_without_a_time_is_not_judged(
    moment: str, *, outside: bool
) -> None:
    assert outside_hours(pd.Series([pd.Timestamp(f"2026-03-31 {moment}")])).tolist() == [outside]


def test_calls_are_numbered_by_person_and_day_and_entries_of_one_minute_are_one_call() -> None:
    calls = pd.DataFrame(
        {
            "customer": ["C1", "C1", "C1", "C1", "C1"],
            "counterpart": ["甲", "甲", "乙", "甲", "甲"],
            "contacted": pd.to_datetime(
                ["2026-03-31 10:00", "2026-03-31 10:00", "2026-03-31 10:05", "2026-03-31 11:00", "2026-04-01 09:00"]
            ),
        }
    )
    assert call_numbers(calls).tolist() == [1, 1, 1, 2, 1]


def test_a_cell_may_list_names_with_any_mark_between_them() -> None:
    assert listed_names(" K1、K2，K3; K4  K5") == ("K1", "K2", "K3", "K4", "K5")
    assert listed_names("") == ()
