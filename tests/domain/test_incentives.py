from __future__ import annotations

import dataclasses
import datetime as dt

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from addin.domain.incentives import Checkpoint, campaign, priced, rates, settle_accounts
from addin.domain.settings import Settings

FEN = 100
# class position, cash, offset, unfinished (yuan): the example of SYSTEMS §7
EXAMPLE = (
    (0, 200_000, 0, 700_000), (1, 300_000, 0, 0), (2, 0, 0, 40_000), (3, 150_000, 100_000, 250_000),
    (4, 300_000, 0, 100_000), (5, 0, 0, 60_000), (6, 0, 0, 50_000), (7, 0, 0, 30_000),
)  # fmt: skip
DAY = dt.date(2020, 12, 31)


def accounts(final: bool) -> pd.DataFrame:
    rows = [(code, cash * FEN, offset * FEN, rest * FEN, rest * FEN) for code, cash, offset, rest in EXAMPLE]
    table = pd.DataFrame(rows, columns=["recovery_class", "cash", "offset", "unfinished", "late"])
    return priced(table, rates(Settings()), Checkpoint(DAY, final))


def test_inc_01_the_worked_example_gives_28_000_at_the_first_checkpoint_and_23_400_at_the_last() -> None:
    assert accounts(final=False)["net"].sum() == 28_000_00
    assert accounts(final=True)["net"].tolist() == [
        fen * FEN for fen in (10_000, 9_000, -200, 3_500, 2_000, -600, 0, -300)
    ]
    assert accounts(final=True)["net"].sum() == 23_400_00


def test_inc_02_expenses_stop_for_the_unfinished_at_first_and_for_ordinary_accounts_at_the_end() -> None:
    assert accounts(final=False)["stopped"].tolist() == [False, False, True, True, True, True, False, True]
    assert accounts(final=True)["stopped"].tolist() == [False, False, False, False, False, True, False, False]


@pytest.mark.parametrize(("claw_back", "taken"), [(True, 4_600_00), (False, 0)])
def test_inc_02_4_600_issued_too_much_are_clawed_back_if_the_setting_says_so(claw_back: bool, taken: int) -> None:
    paid = settle_accounts(pd.DataFrame({0: [28_000_00], 1: [23_400_00]}, index=["A"]), claw_back)
    assert paid["issued"].tolist() == [0, 28_000_00]
    assert paid["payable"].tolist() == [28_000_00, 0]
    assert paid["clawed_back"].tolist() == [0, taken]


@settings(deadline=None)
@given(st.lists(st.lists(st.integers(-10**9, 10**9), min_size=3, max_size=3), min_size=1, max_size=5))
def test_inc_02_with_claw_back_what_was_issued_in_all_is_what_is_due(nets: list[list[int]]) -> None:
    table = pd.DataFrame(nets)
    paid = settle_accounts(table, claw_back=True)
    assert (paid["difference"] == paid["payable"] - paid["clawed_back"]).all()
    sums = paid.groupby("person")[["payable", "clawed_back"]].sum()
    assert (sums["payable"] - sums["clawed_back"] == table[2]).all()


def test_inc_02_a_day_between_checkpoints_is_a_trial_by_the_rules_of_the_next() -> None:
    of = campaign(Settings(), dt.date(2026, 10, 31))
    assert of.points == (
        Checkpoint(dt.date(2026, 9, 30), final=False),
        Checkpoint(dt.date(2026, 10, 31), final=True, trial=True),
    )
    assert (of.start, of.end) == (dt.date(2026, 1, 1), dt.date(2026, 12, 31))
    assert campaign(Settings(), dt.date(2026, 12, 31)).points[-1] == Checkpoint(dt.date(2026, 12, 31), final=True)


@pytest.mark.parametrize("text", ["9月30日", "", "12-31,09-30", "09-30,09-30", "02-30"])
def test_inc_02_checkpoints_that_are_no_days_of_the_year_in_order_are_refused(text: str) -> None:
    settings = dataclasses.replace(Settings(), incentive_checkpoints=text)
    with pytest.raises(ValueError, match=r"month-day|ascending|day"):
        campaign(settings, DAY)
