from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest

from addin.domain.calendar import build_calendar
from addin.domain.movement import FLOWS, by_grade, events, grades, movement
from addin.domain.settings import Settings
from addin.domain.settlement import settle
from addin.domain.terms import Grade
from addin.ledger import schema
from tests.domain.ledgers import DAY0, random_ledger, table

if TYPE_CHECKING:
    from addin.domain.settlement import Settlement
    from tests.domain.ledgers import Tables

LAST = dt.date(2024, 5, 20)


def settled_random(seed: int, as_of: dt.date = LAST) -> tuple[Tables, Settlement]:
    """Settle a random ledger some of whose debts are written off, some of them in several parts."""
    tables = random_ledger(seed, 25)
    rng = np.random.default_rng(seed)
    plan = tables["instalments"]
    chosen = plan.iloc[rng.integers(0, len(plan), 30)]
    offs = [
        {"write_off": f"X{n}", "written": str(DAY0 + int(rng.integers(0, 150))), "instalment": name,
         "amount": int(rng.integers(1, max(2, amount)))}
        for n, (name, amount) in enumerate(zip(chosen["instalment"], chosen["amount"], strict=True))
    ]  # fmt: skip
    tables["write_offs"] = table(schema.WRITE_OFFS, offs)
    calendar = build_calendar(dt.date(2024, 1, 1), dt.date(2025, 1, 1), tables["holidays"])
    return tables, settle(tables, Settings(), as_of, calendar)


def day(text: str) -> pd.Timestamp:
    return pd.Timestamp(text)


@pytest.mark.parametrize("seed", range(12))
def test_rpt_opening_new_paid_written_off_and_closing_foot_for_every_debt(seed: int) -> None:
    tables, settled = settled_random(seed)
    moved = movement(tables, settled, day("2024-03-01"), day("2024-03-31"))
    left = moved["opening"] + moved["new"] - moved["paid"] - moved["written_off"] + moved["reinstated"]
    assert (left == moved["closing"]).all()
    assert (moved[list(FLOWS)] >= 0).all(axis=None)


def test_rpt_the_ledgers_of_these_tests_have_every_kind_of_movement() -> None:
    moved = [movement(*settled_random(seed), day("2024-03-01"), day("2024-04-17")) for seed in range(12)]
    assert (pd.concat(moved)[list(FLOWS)].sum() > 0).all()


@pytest.mark.parametrize("seed", range(12))
def test_rpt_what_one_period_closes_with_opens_the_next(seed: int) -> None:
    tables, settled = settled_random(seed)
    first = movement(tables, settled, day("2024-03-01"), day("2024-03-31"))
    second = movement(tables, settled, day("2024-04-01"), day("2024-04-17"))
    both = movement(tables, settled, day("2024-03-01"), day("2024-04-17"))
    assert (first["closing"] == second["opening"]).all()
    assert (both["closing"] == second["closing"]).all()
    assert (first["paid"] + second["paid"] == both["paid"]).all()
    assert (first["new"] + second["new"] == both["new"]).all()


@pytest.mark.parametrize("seed", range(12))
def test_rpt_closing_plus_what_is_written_off_is_what_a_settlement_of_that_day_calls_overdue(seed: int) -> None:
    tables, settled = settled_random(seed)
    tables["write_offs"] = table(schema.WRITE_OFFS, [])
    _, then = settled_random(seed, dt.date(2024, 3, 31))
    moved = movement(tables, settled, day("2024-03-01"), day("2024-03-31"))
    overdue = then.instalments["unpaid_principal"].where(then.instalments["overdue_days"] > 0, 0)
    assert (moved["closing"] == overdue).all()
    assert (moved["closing_days"] == then.instalments["overdue_days"].where(overdue > 0, 0)).all()
    assert (grades(moved["closing_days"], Settings()) == then.instalments["grade"].where(overdue > 0, 0)).all()


@pytest.mark.parametrize("seed", range(12))
def test_od_02_grades_foot_across_and_what_moves_out_of_one_moves_into_another(seed: int) -> None:
    tables, settled = settled_random(seed)
    moved = movement(tables, settled, day("2024-03-01"), day("2024-04-17"))
    sums = by_grade(moved, Settings())
    left = sums["opening"] + sums["new"] - sums["paid"] - sums["written_off"] + sums["reinstated"]
    assert (left + sums["moved_in"] - sums["moved_out"] == sums["closing"]).all()
    assert sums["moved_in"].sum() == sums["moved_out"].sum()
    assert (sums[list(FLOWS)].sum() == moved[list(FLOWS)].sum()).all()


@pytest.mark.parametrize(
    ("days", "grade"),
    [(0, Grade.NOT_OVERDUE), (1, Grade.MILD), (30, Grade.MILD), (31, Grade.MEDIUM), (60, Grade.MEDIUM),
     (61, Grade.SEVERE)],
)  # fmt: skip
def test_od_02_a_grade_holds_its_last_day(days: int, grade: Grade) -> None:
    assert grades(pd.Series([days]), Settings())[0] == grade


@pytest.mark.parametrize("seed", range(12))
def test_rpt_events_sum_to_the_movement_of_any_period(seed: int) -> None:
    tables, settled = settled_random(seed)
    happened = events(tables, settled, pd.Timestamp(LAST))
    net = happened["new"] - happened["paid"] - happened["written_off"] + happened["reinstated"]
    assert happened["day"].is_monotonic_increasing
    for since, until in (("2024-01-01", "2024-02-29"), ("2024-03-01", "2024-04-17"), ("2024-05-20", "2024-05-20")):
        moved = movement(tables, settled, day(since), day(until))
        inside = happened["day"].between(day(since), day(until))
        for name in ("new", "paid"):
            sums = happened[inside].groupby("debt")[name].sum().reindex(moved.index, fill_value=0)
            assert (sums == moved[name]).all(), name
        closing = net[happened["day"] <= day(until)].groupby(happened["debt"]).sum()
        assert (closing.reindex(moved.index, fill_value=0) == moved["closing"]).all()
