"""Campaigns by district on the numbers of the company's own paper: 19 households, 13 notices returned."""

from __future__ import annotations

import pandas as pd
import pytest

from addin.domain.campaign import household_figures, in_week, limitation_marks, reasons_counted, summed
from addin.domain.terms import LimitationMark, LimitationState, Notice

AMOUNTS = ("principal", "cash_principal", "cash_interest", "intended", "help_amount")


def households() -> pd.DataFrame:
    states = [Notice.SIGNED] * 13 + [Notice.UNSIGNED] * 4 + [Notice.UNREPORTED] * 2
    table = pd.DataFrame({"state": [int(state) for state in states], "expired": False, **dict.fromkeys(AMOUNTS, 0)})
    table.loc[[14, 15], "expired"] = True
    table.loc[[0, 1], "cash_principal"] = 40_000, 20_000
    table.loc[[0, 1], "cash_interest"] = 30_000, 20_000
    table.loc[[2, 3, 4], "cash_principal"] = 50_000, 45_000, 30_000
    table.loc[[2, 3, 4], "cash_interest"] = 10_000
    table.loc[[5, 6, 7, 8], "intended"] = 150_000, 120_000, 100_000, 90_000
    table.loc[9, "intended"] = 230_000
    table.loc[[10, 11], "help_amount"] = 600_000, 400_000
    return table


def test_cam_01_the_worked_example_adds_up_and_shows_what_is_not_reported() -> None:
    everything = pd.Series("all", index=range(19))
    total = summed(household_figures(households()), [everything]).iloc[0].to_dict()
    assert [total[name] for name in ("households", "signed", "unsigned", "unreported")] == [19, 13, 4, 2]
    assert total["signed_rate"] == 68_421_053  # 68.42 %
    assert [total[name] for name in ("cash", "cash_principal", "cash_interest")] == [265_000, 185_000, 80_000]
    assert [total[name] for name in ("intending", "intended")] == [5, 690_000]
    assert [total[name] for name in ("helped", "help_amount")] == [2, 1_000_000]
    assert total["expired"] == 2


def test_cam_01_districts_add_up_to_the_total() -> None:
    figures = household_figures(households())
    district = pd.Series(["east"] * 9 + ["west"] * 6 + ["south"] * 4)
    parts = summed(figures, [district])
    assert parts.index.tolist() == ["east", "west", "south"]
    whole = summed(figures, [pd.Series("all", index=district.index)]).drop(columns="signed_rate")
    assert parts.drop(columns="signed_rate").sum().to_dict() == whole.iloc[0].to_dict()


def test_cam_01_reasons_are_counted_and_a_missing_one_is_unexplained() -> None:
    reasons = pd.Series(["away", "expired", "expired", ""])
    assert reasons_counted(reasons, "unexplained") == [("expired", 2), ("away", 1), ("unexplained", 1)]


@pytest.mark.parametrize(
    ("states", "mark"),
    [
        ([LimitationState.RUNNING, LimitationState.NOT_STARTED], LimitationMark.RUNNING),
        ([LimitationState.WARNED, LimitationState.RUNNING], LimitationMark.NEAR),
        ([LimitationState.EXPIRED, LimitationState.EXPIRED], LimitationMark.EXPIRED),
        ([LimitationState.EXPIRED, LimitationState.RUNNING], LimitationMark.REVIEW),
        ([LimitationState.REVIEW, LimitationState.WARNED], LimitationMark.REVIEW),
    ],
)
def test_lim_01_a_household_is_beyond_limitation_only_with_all_its_debts(states: list[int], mark: int) -> None:
    codes = pd.Series([int(state) for state in states])
    assert limitation_marks(codes, pd.Series("C1", index=codes.index)).to_dict() == {"C1": mark}


def test_cam_02_a_week_runs_from_monday_to_the_day_of_the_report() -> None:
    days = pd.Series([*pd.to_datetime(["2026-11-15", "2026-11-16", "2026-11-20", "2026-11-21"]), pd.NaT])
    assert in_week(days, pd.Timestamp("2026-11-20")).tolist() == [False, True, True, False, False]
