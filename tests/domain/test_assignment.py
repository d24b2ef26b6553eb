"""Assignment of cases to collectors (ASG-01) on the numbers of the company's own paper."""

from __future__ import annotations

from collections import Counter

import pandas as pd
import pytest

from addin.domain.assignment import assign_by_amount, assign_equal, equal_sizes, month_results, stars

CASES = 11_452


def owners(*names: str) -> pd.Series:
    return pd.Series(list(names), dtype="str")


@pytest.mark.parametrize(
    ("people", "sizes"),
    [(20, {573: 12, 572: 8}), (7, {1636: 7}), (37, {310: 19, 309: 18}), (1, {CASES: 1})],
)
def test_asg_01_cases_are_shared_equally_and_the_remainder_goes_first(people: int, sizes: dict[int, int]) -> None:
    shares = equal_sizes(CASES, people)
    assert Counter(shares) == sizes
    assert sum(shares) == CASES
    assert shares == sorted(shares, reverse=True)


def test_asg_01_the_assignment_of_all_cases_has_these_shares_and_repeats() -> None:
    people = [f"经理{number:02}" for number in range(20)]
    blank = owners(*[""] * CASES)
    given = assign_equal(blank, people)
    assert given.value_counts().reindex(people).tolist() == [573] * 12 + [572] * 8
    assert given.equals(assign_equal(blank, people))
    assert assign_equal(given, people).equals(given)  # nobody moves who need not


def test_cases_stay_with_their_owner_while_the_share_lasts() -> None:
    given = assign_equal(owners("乙", "乙", "乙", "走了", ""), ["甲", "乙"])
    assert given.tolist() == ["乙", "乙", "甲", "甲", "甲"]


def test_amounts_are_balanced_largest_first_and_owners_keep_what_fits_their_share() -> None:
    amounts = pd.Series([70, 10, 40, 40, 40])
    given = assign_by_amount(amounts, owners("乙", "乙", "", "", "甲"), ["甲", "乙"])
    assert given.tolist() == ["乙", "甲", "甲", "甲", "乙"]
    loads = amounts.groupby(given).sum()
    assert loads.to_dict() == {"甲": 90, "乙": 110}


def test_nobody_to_assign_to_is_an_error() -> None:
    with pytest.raises(ValueError, match="nobody"):
        assign_equal(owners(""), [])
    with pytest.raises(ValueError, match="nobody"):
        assign_by_amount(pd.Series([1]), owners(""), [])


def test_asg_02_a_case_is_finished_when_nothing_of_it_is_left_overdue() -> None:
    cases = pd.DataFrame(
        {
            "collector": ["甲", "甲", "甲", "乙", ""],
            "overdue": [100, 200, 0, 300, 400],
            "recovered": [100, 50, 0, 300, 0],
            "left": [0, 150, 0, 0, 400],
        }
    )
    results = month_results(cases)
    assert results.reset_index().to_numpy().tolist() == [  # who has no collector is nobody's result
        ["乙", 1, 1, 300, 300, 100_000_000],
        ["甲", 2, 1, 300, 150, 50_000_000],
    ]


@pytest.mark.parametrize(
    ("rate", "count"),
    [(0, 1), (19_999_999, 1), (20_000_000, 2), (40_000_000, 3), (60_000_000, 4), (79_999_999, 4), (100_000_000, 5)],
)
def test_asg_02_stars_rise_with_the_limits_of_the_settings(rate: int, count: int) -> None:
    assert stars(pd.Series([rate], dtype="Int64"), "20,40,60,80").tolist() == [count]
    assert stars(pd.Series([rate], dtype="Int64"), "90").tolist() == [1 + (rate >= 90_000_000)]
