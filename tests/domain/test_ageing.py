from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from addin.domain.ageing import BUCKETS, ageing, anniversary, bucket
from addin.domain.settings import Settings


def frame(rows: list[tuple[str, int]], as_of: str) -> pd.DataFrame:
    """Make instalments (rolled due day, unpaid fen), overdue by all days since."""
    due = np.array([day for day, _ in rows], dtype="datetime64[s]")
    late = (np.datetime64(as_of) - due.astype("datetime64[D]")).astype(np.int64)
    columns = {"rolled_due": due, "unpaid_principal": [fen for _, fen in rows], "overdue_days": np.maximum(late, 0)}
    return pd.DataFrame(columns, index=range(2, 2 + len(rows)))


@pytest.mark.parametrize(
    ("due", "as_of", "name"),
    [
        ("2025-06-30", "2025-06-30", "not_due"),
        ("2025-06-29", "2025-06-30", "d30"),
        ("2025-05-31", "2025-06-30", "d30"),
        ("2025-05-30", "2025-06-30", "d60"),
        ("2025-05-01", "2025-06-30", "d60"),
        ("2025-04-30", "2025-06-30", "d90"),
        ("2025-04-01", "2025-06-30", "d90"),
        ("2025-03-31", "2025-06-30", "d180"),
        ("2025-01-01", "2025-06-30", "d180"),
        ("2024-12-31", "2025-06-30", "d365"),
        ("2024-06-30", "2025-06-30", "d365"),
        ("2024-06-29", "2025-06-30", "y2"),
        ("2023-06-30", "2024-06-30", "d365"),  # 366 days: a leap day lies between
        ("2023-06-30", "2025-06-30", "y2"),
        ("2023-06-29", "2025-06-30", "y3"),
        ("2022-06-30", "2025-06-30", "y3"),
        ("2022-06-29", "2025-06-30", "older"),
        ("2024-02-29", "2025-02-28", "d365"),
        ("2024-02-29", "2025-03-01", "y2"),
        ("2010-01-01", "2025-06-30", "older"),
    ],
)
def test_each_bucket_holds_its_last_day(due: str, as_of: str, name: str) -> None:
    table = frame([(due, 1)], as_of)
    day = dt.date.fromisoformat(as_of)
    position = bucket(table["rolled_due"].to_numpy(), table["overdue_days"].to_numpy(), day)
    assert [BUCKETS[at] for at in position] == [name]


def test_an_instalment_in_grace_is_not_due() -> None:
    due = np.array(["2020-01-01"], dtype="datetime64[D]")
    assert bucket(due, np.array([0]), dt.date(2025, 1, 1)).tolist() == [0]


def test_the_anniversary_of_a_leap_day_is_the_last_of_february() -> None:
    days = np.array(["2024-02-29", "2023-12-31", "2023-02-28"], dtype="datetime64[D]")
    assert anniversary(days, 1).astype(str).tolist() == ["2025-02-28", "2024-12-31", "2024-02-28"]
    assert anniversary(days, 4).astype(str).tolist() == ["2028-02-29", "2027-12-31", "2027-02-28"]


def test_buckets_tie_to_what_is_unpaid_by_customer() -> None:
    rows = [("2025-07-01", 10_00), ("2025-06-01", 20_00), ("2023-01-01", 30_01), ("2025-01-05", 40_00)]
    key = pd.Series(["B", "A", "A", "B"], index=range(2, 6), name="customer")
    table = ageing(frame(rows, "2025-06-30"), key, Settings(), dt.date(2025, 6, 30))
    assert table.index.tolist() == ["A", "B"]
    some = table[["not_due", "d30", "d180", "y3", "total", "expected"]]
    assert some.to_numpy().tolist() == [[0, 20_00, 0, 30_01, 50_01, 22_00], [10_00, 0, 40_00, 0, 50_00, 40_00]]
    assert (table[list(BUCKETS)].sum(axis=1) == table["total"]).all()


def test_expected_recovery_is_rounded_half_up_once_per_row() -> None:
    # 0.8 × 0.03 + 0.2 × 0.03 = 0.03; rounded apart it would be 0.02 + 0.01
    assert expected(3, 3, Settings()) == 3
    # 0.5 × 0.01 twice is 0.01, rounded apart 0.02
    assert expected(1, 1, Settings(recovery_two_years=50_000_000, recovery_older=50_000_000)) == 1
    assert expected(1, 0, Settings(recovery_two_years=50_000_000)) == 1


@given(st.integers(0, 10**14), st.integers(0, 10**14), st.integers(0, 10**8), st.integers(0, 10**8))
def test_expected_recovery_is_exact(young: int, old: int, first: int, second: int) -> None:
    exact = (2 * (young * first + old * second) + 10**8) // (2 * 10**8)
    assert expected(young, old, Settings(recovery_two_years=first, recovery_older=second)) == exact


def expected(young: int, old: int, settings: Settings) -> int:
    table = frame([("2025-06-01", young), ("2020-01-01", old)], "2025-06-30")
    key = pd.Series(["A", "A"], index=table.index)
    return int(ageing(table, key, settings, dt.date(2025, 6, 30))["expected"].iloc[0])


def test_no_instalments_give_no_rows() -> None:
    key = pd.Series([], index=pd.Index([], dtype="int64"), dtype="str", name="customer")
    assert ageing(frame([], "2025-06-30"), key, Settings(), dt.date(2025, 6, 30)).empty
