"""Registers as people really keep them, whose sums would agree although their money was another one."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest

from addin.ledger.intake.recognising import propose
from tests.ledger.intake.sources import grid, taken_in

if TYPE_CHECKING:
    from addin.ledger.intake.building import Built

DUE, LATER = dt.date(2025, 3, 1), dt.date(2025, 6, 1)


def amounts(built: Built) -> list[tuple[str, int]]:
    frame = built.tables["instalments"]
    return list(zip(frame["contract"], frame["amount"].tolist(), strict=True))


def paid(built: Built) -> list[int]:
    return [int(amount) for amount in built.tables["receipts"]["amount"]]


def codes(built: Built) -> list[str]:
    return [one.code for one in built.skipped if one.code != "whole-contract"]


@pytest.mark.parametrize("heading", ["应收款", "应收金额", "欠款金额", "应收账款"])
def test_what_is_still_open_is_not_taken_for_what_is_due(heading: str) -> None:
    rows: list[list[Any]] = [
        ["合同号", "客户", "合同金额", "已收款", heading, "到期日"],
        ["HT-1", "甲", 100, 60, 40, DUE],
        ["HT-2", "乙", 50, None, 50, DUE],
    ]
    _, built = taken_in(grid(rows))
    assert amounts(built) == [("HT-1", 10_000), ("HT-2", 5_000)]
    assert paid(built) == [6_000]


def test_the_amount_of_a_contract_less_its_balance_is_what_was_paid() -> None:
    rows: list[list[Any]] = [["合同号", "客户", "合同金额", "到期日", "余额"], ["HT-1", "甲", 100, DUE, 40]]
    _, built = taken_in(grid(rows))
    assert (amounts(built), paid(built)) == ([("HT-1", 10_000)], [6_000])


def test_a_balance_beyond_what_is_planned_may_be_that_of_the_whole_contract() -> None:
    rows: list[list[Any]] = [
        ["合同号", "客户", "合同金额", "开票金额", "到期日", "已收款", "未收款"],
        ["HT-1", "甲", 100, 60, DUE, 30, 70],
    ]
    _, built = taken_in(grid(rows))
    assert (amounts(built), paid(built), codes(built)) == ([("HT-1", 6_000)], [3_000], [])


def test_an_instalment_without_a_sum_is_never_taken_in_as_nothing() -> None:
    rows: list[list[Any]] = [["合同号", "客户", "到期日", "未收余额"], ["HT-1", "甲", DUE, 40]]
    _, built = taken_in(grid(rows))
    assert (amounts(built), codes(built)) == ([], ["balance-only"])


def test_the_amount_of_a_contract_is_no_amount_of_each_of_its_rows() -> None:
    rows: list[list[Any]] = [["合同号", "客户", "合同金额", "到期日"], ["A", "甲", 9, DUE], ["A", "甲", 9, LATER]]
    _, built = taken_in(grid(rows))
    assert (amounts(built), set(codes(built))) == ([], {"no-amount"})


@pytest.mark.parametrize(
    ("above", "heading"),
    [
        (None, "应收金额(万)"),
        (None, "应收金额（万元含税）"),
        ("应收账款明细表（万元）", "应收金额"),
        ("单位：万", "应收金额"),
        ("金额单位：人民币万元", "应收金额"),
    ],
)
def test_ten_thousands_are_seen_wherever_they_are_stated(above: str | None, heading: str) -> None:
    rows: list[list[Any]] = [[above], ["合同号", "客户", "到期日", heading], ["HT-1", "甲", DUE, 10]]
    _, built = taken_in(grid(rows))
    assert amounts(built) == [("HT-1", 10_000_000)]


def test_the_unit_of_an_upper_header_line_holds_for_all_below_it() -> None:
    rows: list[list[Any]] = [
        ["合同号", "客户", "到期日", "金额（万元）", None],
        [None, None, None, "应收金额", "已收金额"],
        ["HT-1", "甲", DUE, 10, 3],
    ]
    _, built = taken_in(grid(rows, "台账", "A1:A2", "B1:B2", "C1:C2", "D1:E1"))
    assert (amounts(built), paid(built)) == ([("HT-1", 10_000_000)], [3_000_000])


def test_a_company_that_begins_like_a_unit_states_none() -> None:
    rows: list[list[Any]] = [["编制单位：万达公司"], ["合同号", "客户", "到期日", "应收金额"], ["A", "甲", DUE, 10]]
    _, built = taken_in(grid(rows))
    assert amounts(built) == [("A", 1_000)]


@pytest.mark.parametrize(("heading", "reason"), [
    ("应收金额（美元）", "foreign"), ("应收金额(USD)", "foreign"), ("应收金额($)", "foreign"),
    ("应收金额（不含税）", "untaxed"),
])  # fmt: skip
def test_sums_that_are_not_in_yuan_or_without_tax_are_asked_about(heading: str, reason: str) -> None:
    mapped = propose(grid([["合同号", "客户", "到期日", heading], ["HT-1", "甲", DUE, 10]]))
    assert mapped
    assert [(one.target, one.reason) for one in mapped.columns if one.heading == heading] == [(None, reason)]


def test_shares_of_a_contract_are_no_amounts() -> None:
    rows: list[list[Any]] = [
        ["合同号", "客户", "合同金额", "首付款", "首付款日期", "尾款", "尾款日期"],
        ["HT-1", "甲", 100, 0.3, DUE, 0.7, LATER],
    ]
    mapped = propose(grid(rows))
    assert mapped
    assert {one.reason for one in mapped.columns if one.heading in {"首付款", "尾款"}} == {"share"}
