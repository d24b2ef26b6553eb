"""The example ledger is sound, the same every time, and shows every case that the product is for."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pandas as pd
import pytest
from stdnum.cn import uscc

from addin.domain.calendar import build_calendar
from addin.domain.settlement import Settlement, settle
from addin.ledger import schema
from addin.ledger.example import AS_OF, example_grids, example_tables
from addin.ledger.reading import Reading, read
from addin.ledger.starter import starting_tables
from addin.ports import Level

if TYPE_CHECKING:
    from collections.abc import Mapping


@pytest.fixture(scope="module")
def reading() -> Reading:
    return read(example_grids())


@pytest.fixture(scope="module")
def tables(reading: Reading) -> Mapping[str, pd.DataFrame]:
    return reading.tables


@pytest.fixture(scope="module")
def settled(reading: Reading) -> Settlement:
    calendar = build_calendar(dt.date(2022, 1, 1), dt.date(2031, 12, 31), reading.tables["holidays"])
    return settle(reading.tables, reading.settings, AS_OF, calendar)


def test_it_holds_what_was_asked_for(tables: Mapping[str, pd.DataFrame]) -> None:
    sizes = {name: len(tables[name]) for name in ("customers", "contracts", "instalments", "contact_log")}
    assert sizes == {"customers": 40, "contracts": 120, "instalments": 400, "contact_log": 150}
    assert len(tables["receipts"]) > 250
    assert len(tables["letters"]) == 0


def test_it_is_the_same_every_time_and_another_seed_makes_another(tables: Mapping[str, pd.DataFrame]) -> None:
    again = example_tables()
    assert all(again[name].equals(table) for name, table in tables.items())
    assert not example_tables(seed=1)["receipts"].equals(tables["receipts"])


@pytest.mark.parametrize("as_of", [AS_OF, dt.date(2027, 2, 28)])
def test_it_has_no_error_and_blocks_nobody(as_of: dt.date) -> None:
    found = read(example_grids(as_of))
    assert [problem for problem in found.problems if problem.level is Level.ERROR] == []
    assert not found.blocked_contracts | found.blocked_customers


def test_instalments_sum_to_their_contract(tables: Mapping[str, pd.DataFrame]) -> None:
    sums = tables["instalments"].groupby("contract")["amount"].sum()
    contracts = tables["contracts"].set_index("contract")["contract_amount"]
    pd.testing.assert_series_equal(sums.sort_index(), contracts.sort_index(), check_names=False)


def test_every_rule_of_the_money_occurs(tables: Mapping[str, pd.DataFrame]) -> None:
    contracts = tables["contracts"]
    for name in ("penalty_mode", "lpr_pick", "allocation_order", "debt_nature", "day_basis"):
        assert set(contracts[name].cat.categories) == set(contracts[name].unique()), name
    assert set(contracts["roll_due"]) == {True, False}
    assert contracts["grace_days"].gt(0).any()
    assert contracts["penalty_cap"].notna().any()


def test_debts_of_every_age_stand_open_and_most_are_paid(
    settled: Settlement, tables: Mapping[str, pd.DataFrame]
) -> None:
    days = settled.instalments["overdue_days"]
    ages = pd.cut(days, [-1, 0, 30, 60, 400, 730, 9999]).value_counts(sort=False)
    assert (ages > 0).all()
    assert 2 <= ages.iloc[-1] <= 10
    due = settled.instalments["rolled_due"] <= pd.Timestamp(AS_OF)
    assert 0.6 < (days[due] == 0).mean() < 0.9
    assert tables["instalments"]["disputed"].gt(0).sum() == 6
    assert tables["customers"]["hold_until"].gt(pd.Timestamp(AS_OF)).sum() == 3


def test_receipts_are_partial_designated_and_ahead_too(settled: Settlement, tables: Mapping[str, pd.DataFrame]) -> None:
    paid, unpaid = settled.instalments["paid_principal"], settled.instalments["unpaid_principal"]
    assert ((paid > 0) & (unpaid > 0)).sum() > 10
    assert (tables["receipts"]["instalment"] != "").sum() > 20
    assert settled.receipts["prepaid"].gt(0).any()


def test_nothing_happens_after_the_day_it_stands_at(tables: Mapping[str, pd.DataFrame]) -> None:
    end = pd.Timestamp(AS_OF) + pd.Timedelta(days=1)
    moments = (("receipts", "received"), ("costs", "spent"), ("contact_log", "contacted"), ("contracts", "signed"))
    assert all((tables[name][column] < end).all() for name, column in moments)


def test_people_are_called_in_office_hours(tables: Mapping[str, pd.DataFrame]) -> None:
    moments = tables["contact_log"]["contacted"]
    assert moments.is_monotonic_increasing
    assert moments.dt.hour.between(9, 16).all()
    assert (moments.dt.day_of_week < 5).all()


def test_numbers_pass_their_checks_and_belong_to_nobody(tables: Mapping[str, pd.DataFrame]) -> None:
    codes = tables["customers"]["uscc"]
    codes = codes[codes != ""]
    assert len(codes) == 39
    assert all(uscc.validate(code) == code for code in codes)
    assert set(codes.str[2:8]) == {"980000"}
    assert tables["contacts"]["phone"].str.fullmatch(r"1540000\d{4}").all()
    assert tables["customers"]["email"].str.endswith(".example.com").all()


def test_a_new_ledger_starts_with_every_setting_the_published_rates_and_a_default_strategy() -> None:
    start = starting_tables()
    assert list(start["settings"]["setting"]) == [row.header for row in schema.SETTING_ROWS]
    rates = start["lpr"].set_index("published")["one_year"]
    assert rates[pd.Timestamp("2015-10-24")] == 435_000_000
    assert rates[pd.Timestamp("2024-10-21")] == 310_000_000
    assert rates.index.is_monotonic_increasing
    strategies = start["strategies"]
    default = strategies[strategies["strategy"] == schema.CUSTOMERS.column("strategy").default]
    assert list(default["stage"]) == [1, 2, 3]
    assert default["minimum"].iloc[0] == 100_000
