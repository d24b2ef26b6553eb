from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import chinese_calendar
import numpy as np
import pytest

from addin.domain.calendar import Calendar, add_workdays, build_calendar, is_provisional, is_workday, known_until, roll
from addin.ledger import schema
from tests.domain.ledgers import table

if TYPE_CHECKING:
    from addin.domain.arrays import Days

REST, WORK = 0, 1
# Rest days on Monday to Friday of 2027 as a user may enter them, with a make-up day, before they are built in.
ENTERED_2027 = [
    ("2027-01-01", REST), ("2027-02-04", WORK), ("2027-02-08", REST), ("2027-02-09", REST), ("2027-02-05", REST),
    ("2027-04-05", REST), ("2027-05-03", REST), ("2027-06-09", REST), ("2027-09-15", REST), ("2027-10-01", REST),
    ("2027-10-04", REST), ("2027-10-05", REST), ("2027-10-09", WORK),
]  # fmt: skip


def days(*names: str) -> Days:
    return np.array(names, dtype="datetime64[D]")


def calendar(*overrides: tuple[str, int], first: str = "2015-01-01", last: str = "2028-12-31") -> Calendar:
    rows = [{"day": day, "day_kind": kind} for day, kind in overrides]
    return build_calendar(dt.date.fromisoformat(first), dt.date.fromisoformat(last), table(schema.HOLIDAYS, rows))


@pytest.mark.parametrize(
    ("due", "rolled"),
    [
        ("2025-01-28", "2025-02-05"),  # New Year's Eve of the lunar year, eight days off
        ("2025-09-26", "2025-09-26"),
        ("2025-09-27", "2025-09-28"),  # Saturday to the make-up Sunday
        ("2025-09-28", "2025-09-28"),
        ("2025-09-30", "2025-09-30"),
        ("2025-10-01", "2025-10-09"),
        ("2025-10-08", "2025-10-09"),
        ("2025-10-11", "2025-10-11"),  # make-up Saturday
        ("2025-10-12", "2025-10-13"),
        ("2024-02-29", "2024-02-29"),
        ("2022-10-08", "2022-10-08"),
        ("2026-12-31", "2026-12-31"),
    ],
)
def test_a_due_date_on_a_rest_day_moves_to_the_next_working_day(due: str, rolled: str) -> None:
    moved, provisional = roll(days(due), calendar())
    assert moved.tolist() == days(rolled).tolist()
    assert not provisional.any()


def test_every_official_day_is_what_the_notices_say() -> None:
    every = np.arange(np.datetime64("2004-01-01"), np.datetime64("2027-01-01"))
    expected = [chinese_calendar.is_workday(day) for day in every.astype(object).tolist()]
    assert is_workday(every, calendar()).tolist() == expected
    assert not is_provisional(every, calendar()).any()


def test_years_without_a_notice_use_weekends_and_statutory_days_and_are_provisional() -> None:
    due = days("2027-02-06", "2027-06-09", "2027-06-10", "2003-05-01", "1949-10-01")
    moved, provisional = roll(due, calendar(first="1949-01-01"))
    assert moved.tolist() == days("2027-02-11", "2027-06-10", "2027-06-10", "2003-05-08", "1949-10-03").tolist()
    assert provisional.all()


def test_rolling_out_of_the_last_known_year_is_provisional() -> None:
    sheet = calendar(("2026-12-31", REST))
    moved, provisional = roll(days("2026-12-30", "2026-12-31"), sheet)
    assert moved.tolist() == days("2026-12-30", "2027-01-04").tolist()
    assert provisional.tolist() == [False, True]


def test_a_day_entered_by_the_user_is_official_and_wins() -> None:
    sheet = calendar(("2025-10-09", REST), ("2025-10-05", WORK), ("2027-06-09", WORK))
    moved, provisional = roll(days("2025-10-08", "2025-10-04", "2027-06-09", "2027-06-12"), sheet)
    assert moved.tolist() == days("2025-10-10", "2025-10-05", "2027-06-09", "2027-06-14").tolist()
    assert provisional.tolist() == [False, False, False, True]


def test_a_year_is_known_once_all_its_statutory_days_are_entered() -> None:
    sheet = calendar(*ENTERED_2027)
    moved, provisional = roll(days("2027-02-06", "2027-05-04", "2027-07-03"), sheet)
    assert moved.tolist() == days("2027-02-10", "2027-05-04", "2027-07-05").tolist()  # only what was entered counts
    assert not provisional.any()
    assert known_until(sheet) == dt.date(2027, 12, 31)


def test_one_company_holiday_does_not_make_a_year_known() -> None:
    sheet = calendar(("2027-03-08", REST), *ENTERED_2027[1:])
    assert is_provisional(days("2027-03-08", "2027-03-09"), sheet).tolist() == [False, True]
    assert known_until(sheet) == dt.date(2026, 12, 31)


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        ("2025-09-26", 7, "2025-10-13"),  # 28, 29, 30 September, 9, 10, 11, 13 October
        ("2025-09-28", 1, "2025-09-29"),
        ("2025-10-01", 1, "2025-10-09"),
        ("2025-10-01", 0, "2025-10-01"),
        ("2025-03-07", 5, "2025-03-14"),
    ],
)
def test_working_days_are_counted_without_the_first_day(start: str, count: int, end: str) -> None:
    reached, provisional = add_workdays(days(start), count, calendar())
    assert reached.tolist() == days(end).tolist()
    assert not provisional.any()


def test_counting_working_days_agrees_with_walking() -> None:
    sheet = calendar()
    starts = np.arange(np.datetime64("2025-01-01"), np.datetime64("2026-01-01"))
    for count in (1, 2, 7, 30):
        reached, _ = add_workdays(starts, count, sheet)
        walked = []
        for start in starts.astype(object).tolist():
            day, left = start, count
            while left:
                day += dt.timedelta(days=1)
                left -= chinese_calendar.is_workday(day)
            walked.append(day)
        assert reached.tolist() == walked


def test_counting_into_an_unknown_year_is_provisional_and_each_row_may_count_its_own() -> None:
    reached, provisional = add_workdays(days("2026-12-30", "2026-12-30"), np.array([1, 2]), calendar())
    assert reached.tolist() == days("2026-12-31", "2027-01-04").tolist()
    assert provisional.tolist() == [False, True]


def test_missing_days_stay_missing() -> None:
    moved, provisional = roll(days("NaT", "2025-10-01"), calendar())
    assert np.isnat(moved).tolist() == [True, False]
    assert not provisional.any()
    assert np.isnat(add_workdays(days("NaT"), 3, calendar())[0]).all()
    assert not is_workday(days("NaT"), calendar()).any()


def test_a_day_outside_the_calendar_is_refused() -> None:
    with pytest.raises(ValueError, match="outside"):
        roll(days("2055-01-01"), calendar())
    with pytest.raises(ValueError, match="ends before"):
        add_workdays(days("2028-12-31"), 5000, calendar())
