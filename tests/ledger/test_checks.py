from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from addin.domain.calendar import build_calendar
from addin.domain.settlement import settle
from addin.ledger.reading import read
from addin.ports import Level, Problem
from tests.ledger.books import SOUND, book, changed

DAY = dt.date(2024, 4, 1)


def problems(**sheets: Any) -> list[Problem]:
    return list(read(book(**sheets)).problems)


def only(**sheets: Any) -> Problem:
    """Return the one problem of a ledger that has exactly one."""
    [problem] = problems(**sheets)
    return problem


def test_a_key_that_stands_twice_is_an_error_on_every_row_and_names_another() -> None:
    again = {"customer": "C1", "customer_name": "又一次"}
    rows = [*SOUND["customers"], again, again]
    found = [(problem.row, problem.found, problem.details["other"]) for problem in problems(customers=rows)]
    assert found == [(2, "C1", "4"), (4, "C1", "2"), (5, "C1", "2")]


def test_a_key_of_two_columns_is_double_only_when_both_agree() -> None:
    row = {"strategy": "甲", "stage": 1, "stage_name": "首次", "trigger": "到期后天数", "days": 5}
    assert problems(strategies=[row, {**row, "stage": 2}, {**row, "strategy": "乙"}]) == []
    assert [problem.code for problem in problems(strategies=[row, row])] == ["duplicate-key"] * 2


def test_days_that_stand_twice_are_shown_as_days() -> None:
    rows = [{"day": dt.date(2025, 10, 1), "day_kind": kind} for kind in ("休息", "上班")]
    assert [problem.found for problem in problems(holidays=rows) if problem.row] == ["2025-10-01"] * 2


@pytest.mark.parametrize(
    ("typed", "code", "meant"),
    [("ht-1", "near-reference", "HT-1"), ("ＨＴ－１", "near-reference", "HT-1"), ("HT-9", "unknown-reference", "")],
)
def test_an_unknown_reference_is_an_error_and_names_a_near_one(typed: str, code: str, meant: str) -> None:
    problem = only(receipts=changed("receipts", 1, contract=typed))
    assert (problem.code, problem.level, problem.found) == (code, Level.ERROR, typed)
    assert (problem.details["refers"], problem.details["meant"]) == ("合同台账", meant)


def test_a_contract_must_equal_the_sum_of_its_instalments_to_the_fen() -> None:
    problem = only(contracts=changed("contracts", 0, contract_amount=300.01))
    assert (problem.code, problem.row, problem.column, problem.found) == ("contract-sum", 2, "合同金额", "300.01")
    assert problem.details == {"total": "300.00", "gap": "0.01"}


def test_a_sum_is_not_judged_while_an_instalment_is_unreadable() -> None:
    assert only(instalments=changed("instalments", 0, amount="若干")).code == "not-number"


def test_a_contract_without_instalments_is_a_hint() -> None:
    rows = [row for row in SOUND["instalments"] if row["contract"] != "HT-3"]
    assert (only(instalments=rows).code, only(instalments=rows).level) == ("no-instalments", Level.HINT)


@pytest.mark.parametrize(
    ("name", "cell", "code", "level"),
    [
        ("contracts", {"penalty_rate": None}, "penalty-rate-missing", Level.ERROR),
        ("contracts", {"penalty_mode": "无"}, "penalty-rate-unused", Level.HINT),
        ("contracts", {"penalty_rate": 0.05}, "penalty-rate-high", Level.HINT),
        ("contracts", {"penalty_rate": 10.00000001}, "penalty-rate-beyond", Level.ERROR),
        ("contracts", {"penalty_mode": "年利率", "penalty_rate": 999}, "penalty-rate-beyond", Level.ERROR),
        ("contracts", {"penalty_mode": "LPR倍数", "penalty_rate": 1.5}, "lpr-missing", Level.ERROR),
        ("contracts", {"signed": dt.date(2024, 3, 6)}, "due-before-signing", Level.HINT),
        ("instalments", {"disputed": 100.01}, "disputed-beyond", Level.ERROR),
        ("instalments", {"number": 2}, "number-twice", Level.HINT),
        ("receipts", {"received": dt.date(2023, 12, 31)}, "receipt-before-signing", Level.HINT),
        ("receipts", {"amount": 0}, "zero-amount", Level.HINT),
        ("receipts", {"amount": 300.01}, "receipts-beyond", Level.HINT),
        ("receipts", {"instalment": "HT-2-1"}, "receipt-elsewhere", Level.ERROR),
        ("customers", {"uscc": "91110000600037341M"}, "uscc", Level.HINT),
        ("customers", {"uscc": "1234"}, "uscc", Level.HINT),
    ],
)
def test_what_does_not_fit_together_is_told(name: str, cell: dict[str, Any], code: str, level: Level) -> None:
    problem = only(**{name: changed(name, 0, **cell)})
    assert (problem.code, problem.level) == (code, level)


def test_what_is_at_the_limit_fits() -> None:
    assert problems(instalments=changed("instalments", 0, disputed=100.0)) == []
    assert problems(contracts=changed("contracts", 0, penalty_rate=0.01)) == []
    assert problems(contracts=changed("contracts", 0, signed=dt.date(2024, 3, 5))) == []
    assert problems(receipts=changed("receipts", 0, received=dt.date(2024, 1, 5))) == []
    assert problems(receipts=changed("receipts", 0, amount=300.0)) == []
    assert problems(customers=changed("customers", 0, uscc="91110000600037341L")) == []


MODES = {"日利率": 10.0, "年利率": 10.0, "LPR倍数": 289.8, "LPR加点": 9.96}  # just below 1000 % with an LPR of 3.45 %


@pytest.mark.parametrize(("mode", "rate"), MODES.items())
def test_every_rate_and_amount_that_reading_lets_through_can_be_settled(mode: str, rate: float) -> None:
    quotes = [{"published": dt.date(2020, 1, 20), "one_year": 3.45}]
    for size, known in ((9e11, {"contract-too-large"}), (1e8, set())):
        debts = changed("instalments", 0, amount=size)
        terms = changed("contracts", 0, contract_amount=size + 200, penalty_mode=mode, penalty_rate=rate)
        found = read(book(contracts=terms, instalments=debts, lpr=quotes))
        assert {problem.code for problem in found.problems if problem.level is Level.ERROR} == known
        held = found.tables["contracts"]
        assert ("HT-1" in set(held["contract"])) == (not known)
        calendar = build_calendar(dt.date(2024, 1, 1), dt.date(2024, 12, 31), found.tables["holidays"])
        settled = settle(found.tables, found.settings, dt.date(2099, 12, 31), calendar)
        assert settled.instalments["penalty"].min() > 0
        over = read(book(contracts=changed("contracts", 0, penalty_mode=mode, penalty_rate=rate * 1.01), lpr=quotes))
        assert "penalty-rate-beyond" in {problem.code for problem in over.problems}


def test_amounts_that_cannot_be_added_up_block_every_contract() -> None:
    rows = changed("receipts", 0, amount=9.9e11)
    many = [{**rows[0], "receipt": f"HK-{at}"} for at in range(47_000)]
    found = read(book(receipts=many))
    [problem] = [problem for problem in found.problems if problem.level is Level.ERROR]
    assert (problem.code, problem.sheet, problem.row) == ("total-too-large", "回款记录", 0)
    assert found.blocked_contracts == {"HT-1", "HT-2", "HT-3"}


def test_one_credit_code_for_two_customers_is_a_hint_on_the_second() -> None:
    rows = [{**row, "uscc": "91110000600037341L"} for row in SOUND["customers"]]
    problem = only(customers=rows)
    assert (problem.code, problem.row, problem.details) == ("uscc-twice", 3, {"other": "C1"})


def test_a_strategy_must_exist_but_the_two_built_in_ones_always_do() -> None:
    for strategy in (None, "默认", "不催收"):
        assert problems(customers=changed("customers", 0, strategy=strategy)) == []
    problem = only(customers=changed("customers", 0, strategy="温柔"))
    assert (problem.code, problem.level) == ("unknown-strategy", Level.ERROR)


def test_receipts_beyond_all_instalments_are_told_at_the_receipt_that_first_exceeds() -> None:
    rows = [
        {"receipt": f"HK-{number}", "received": dt.date(2024, 9 - number, 1), "contract": "HT-1", "amount": 150.25}
        for number in (1, 2, 3, 4)
    ]
    problem = only(receipts=rows)
    assert (problem.row, problem.details) == (4, {"owed": "300.00", "beyond": "0.50"})


def test_a_promise_before_the_contact_is_a_hint_and_on_its_day_is_none() -> None:
    entry = {
        "entry": "记1",
        "contacted": dt.datetime.combine(DAY, dt.time(15)),
        "customer": "C1",
        "method": "电话",
        "handler": "张三",
        "promised_day": DAY,
    }
    assert problems(contact_log=[entry]) == []
    assert only(contact_log=[{**entry, "promised_day": dt.date(2024, 3, 31)}]).code == "promise-before-contact"
