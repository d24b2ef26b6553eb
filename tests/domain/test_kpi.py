from __future__ import annotations

import inspect
import re

import pandas as pd
import pytest

from addin import messages
from addin.domain import ageing, incentives, kpi, plan
from addin.domain.settings import Settings

TARGETS = {"recovery": 80_000_000, "bad_debt_rate": 2_000_000, "timeliness": 90_000_000, "satisfaction": 90_000_000}


def rates(**changed: int | None) -> pd.DataFrame:
    return pd.DataFrame({name: pd.array([value], dtype="Int64") for name, value in (TARGETS | changed).items()})


def test_kpi_01_a_rate_is_rounded_half_up_and_missing_where_there_is_nothing_to_divide_by() -> None:
    shares = kpi.ratio(pd.Series([2, 1, 5]), pd.Series([3, 0, 5]))
    assert shares.tolist() == [66_666_667, pd.NA, 100_000_000]


def test_kpi_02_a_target_is_met_when_it_is_just_reached() -> None:
    assert kpi.met(rates(), Settings()).all(axis=None)


@pytest.mark.parametrize(
    ("name", "step"), [("recovery", -1), ("bad_debt_rate", 1), ("timeliness", -1), ("satisfaction", -1)]
)
def test_kpi_02_a_target_missed_by_the_least_is_missed(name: str, step: int) -> None:
    reached = kpi.met(rates(**{name: TARGETS[name] + step}), Settings()).iloc[0]
    assert [key for key, flag in reached.items() if not flag] == [name]


def test_kpi_02_what_was_not_measured_is_neither_met_nor_missed() -> None:
    assert pd.isna(kpi.met(rates(satisfaction=None), Settings())["satisfaction"].iloc[0])


def test_kpi_02_four_targets_are_excellent_three_good_one_or_two_pass_none_fails() -> None:
    assert kpi.grade(pd.Series([4, 3, 2, 1, 0]), Settings()).tolist() == [0, 1, 2, 2, 3]


def test_dso_and_cei_of_a_textbook_company() -> None:
    one = {name: pd.Series([fen]) for name, fen in {"begin": 100, "billed": 900, "end": 150, "current": 50}.items()}
    assert kpi.dso(one["end"], one["billed"], 365).tolist() == [61]  # 60.83
    assert kpi.cei(one["begin"], one["billed"], one["end"], one["current"]).tolist() == [89_473_684]  # 850/950


def test_every_indicator_states_its_formula_and_source_in_words_that_the_sheets_know() -> None:
    functions = {
        name: one for room in (kpi, plan, ageing, incentives)
        for name, one in inspect.getmembers(room, inspect.isfunction)
        if one.__module__ == room.__name__ and "Formula:" in (inspect.getdoc(one) or "")
    }  # fmt: skip
    assert set(functions) == set(messages.INDICATORS)
    for one in functions.values():
        text = inspect.getdoc(one) or ""
        formula = re.search(r"^Formula: (.+)$", text, re.MULTILINE)
        assert formula
        assert re.search(r"^Source: .+$", text, re.MULTILINE)
        assert set(re.findall(r"[a-z_]+", formula[1])) <= set(messages.QUANTITIES)
