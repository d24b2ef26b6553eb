"""A source imported again: what the ledger has is known again, what is new is new, what cannot be told is asked."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from addin.ledger import schema
from addin.ledger.intake.building import build
from addin.ledger.intake.planning import plan
from addin.ledger.intake.recognising import column_of
from addin.ledger.intake.sheetform import lines_of
from addin.ledger.sheets import take
from addin.ports import Grid, Source
from tests.ledger.intake.sources import AS_OF, grid, own_tables

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from addin.ledger.intake.building import Built


def day(month: int, number: int = 1) -> dt.date:
    return dt.date(2025, month, number)


def again(rows: list[list[Any]], *known: Grid) -> Built:
    found = plan(Source("来源.xlsx", (grid(rows),)), take(None, schema.MAPPING, {}, {}).frame)
    return build(found.splits, own_tables({one.title: one for one in known}), {}, AS_OF)


def instalments(*rows: tuple[int, dt.date | None, float], invoice: str = "") -> Grid:
    header = ["应收编号", "合同编号", "期次", "应收日期", "应收金额", schema.INSTALMENTS.column("invoice").header]
    lines: list[list[Any]] = [[f"A-{number}", "A", number, due, amount, invoice] for number, due, amount in rows]
    return Grid("应收计划", [header, *lines])


def receipts(*rows: tuple[str, dt.date, float]) -> Grid:
    header = ["回款编号", "回款日期", "合同编号", "回款金额"]
    lines: list[list[Any]] = [[name, received, "A", amount] for name, received, amount in rows]
    return Grid("回款记录", [header, *lines])


def codes(built: Built) -> list[str]:
    return [one.code for one in built.skipped if one.code != "whole-contract"]


HAD = ((1, day(3), 100), (2, day(6), 200))
OTHER = ["B", "乙", day(1), 7]  # the whole of a register begins before and ends after
LAST = ["B", "乙", day(12), 7]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([(day(3), 100), (day(9), 300), (day(6), 200)], [1, 3, 2]),  # one inserted
        ([(day(6), 200)], [2]),  # one paid and gone
        ([(day(6), 200), (day(3), 100)], [2, 1]),  # sorted otherwise
        ([(day(3), 150), (day(6), 200)], [1, 2]),  # a sum corrected
        ([(day(3, 20), 100), (day(6), 200)], [1, 2]),  # a day corrected
        ([(day(5), 100), (day(6), 200)], [1, 2]),  # by more, but it stands where it stood
        ([(day(3, 20), 100), (day(6, 20), 200)], [1, 2]),  # both days
        ([(day(9), 300), (day(6), 200)], None),  # new, or the first one corrected in both
        ([(day(6), 200), (day(8), 100)], None),  # a month's rent like that of March, which is paid, or March's own
        ([(day(8), 100)], None),
    ],
)
def test_instalments_without_numbers_are_known_again(
    rows: Sequence[tuple[dt.date, float]], expected: list[int] | None
) -> None:
    lines = [["A", "甲", due, amount] for due, amount in rows]
    built = again([["合同号", "客户", "到期日", "应收金额"], OTHER, *lines, LAST], instalments(*HAD))
    numbers = built.tables["instalments"].query("contract == 'A'")["number"].tolist()
    assert (numbers, codes(built)) == ((expected, []) if expected else ([], ["which-instalment"]))
    assert all(one.holds for one in built.sums)


def test_a_list_of_one_month_does_not_miss_the_months_before() -> None:
    rows: list[list[Any]] = [["合同号", "客户", "到期日", "应收金额"], ["A", "甲", day(9), 100], ["B", "乙", day(9), 7]]
    built = again(rows, instalments(*HAD))
    assert built.tables["instalments"]["instalment"].tolist() == ["A-3", "B-1"]


def test_invoices_tell_instalments_apart() -> None:
    known = instalments((1, day(3), 100), invoice="00000001")
    rows: list[list[Any]] = [["合同号", "客户", "到期日", "应收金额", "发票号"], ["A", "甲", day(3), 100, "00000002"]]
    assert again(rows, known).tables["instalments"]["number"].tolist() == [2]
    rows[1:] = [["A", "甲", day(4), 120, "00000001"], ["A", "甲", day(3), 90, "00000003"]]
    built = again(rows, known)
    assert built.tables["instalments"]["number"].tolist() == [1, 2]


@pytest.mark.parametrize("rows", [[(None, 100), (day(6), 200)], [(day(6), 200), (None, 100)]])
def test_an_instalment_without_a_day_is_known_again(rows: Sequence[tuple[dt.date | None, float]]) -> None:
    lines = [["A", "甲", due, amount] for due, amount in rows]
    built = again(
        [["合同号", "客户", "到期日", "应收金额"], *lines], instalments((1, None, 100), (2, day(6), 200))
    )
    assert (sorted(built.tables["instalments"]["number"].tolist()), codes(built)) == ([1, 2], [])


PAID = (("回A-20250301-1", day(3), 30), ("回A-20250601-1", day(6), 50))


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([(day(3), 30), (day(6), 50)], ["回A-20250301-1", "回A-20250601-1"]),
        ([(day(1), 5), (day(3), 30), (day(6), 50)], ["回A-20250101-1", "回A-20250301-1", "回A-20250601-1"]),
        ([(day(3), 35), (day(6), 50)], ["回A-20250301-1", "回A-20250601-1"]),  # a sum corrected
        ([(day(1), 5), (day(3, 8), 30), (day(6), 50)], ["回A-20250101-1", "回A-20250301-1", "回A-20250601-1"]),  # a day
        ([(day(3, 8), 30), (day(6), 50)], None),  # that of March, or the list begins after it
        ([(day(3), 30), (day(3), 20), (day(6), 50)], ["回A-20250301-1", "回A-20250301-2", "回A-20250601-1"]),
        ([(day(9), 30), (day(10), 40)], ["回A-20250901-1", "回A-20251001-1"]),  # the list of later months
        ([(day(2), 1), (day(4, 20), 30), (day(6), 50)], None),  # new, or that of March
    ],
)
def test_receipts_without_numbers_are_known_again(
    rows: Sequence[tuple[dt.date, float]], expected: list[str] | None
) -> None:
    lines = [["A", "甲", received, amount] for received, amount in rows]
    built = again([["合同号", "客户", "回款日期", "回款金额"], *lines], receipts(*PAID))
    names = built.tables["receipts"]["receipt"].tolist()
    assert (names, codes(built)) == ((expected, []) if expected else ([], ["which-receipt"]))


def test_money_typed_by_hand_is_not_taken_in_a_second_time() -> None:
    rows: list[list[Any]] = [["合同号", "客户", "回款日期", "回款金额"], ["A", "甲", day(3), 30]]
    built = again(rows, receipts(("HK-7", day(3), 30)))
    assert built.tables["receipts"]["receipt"].tolist() == ["HK-7"]


def test_an_opening_receipt_keeps_the_day_that_it_has_in_the_ledger() -> None:
    rows: list[list[Any]] = [["合同号", "客户", "到期日", "应收金额", "已收款"], ["A", "甲", day(12), 100, 30]]
    built = again(rows, receipts(("期初-A-1", day(5, 5), 30)))
    assert [received.date() for received in built.tables["receipts"]["received"]] == [day(5, 5)]


# ------------------------------------------------------------------ within one source


@pytest.mark.parametrize(("invoices", "taken"), [((None, None), 0), (("1", "1"), 0), (("1", "2"), 2)])
def test_a_row_told_twice_is_asked_about_unless_its_invoice_is_another(invoices: Sequence[Any], taken: int) -> None:
    rows: list[list[Any]] = [["合同号", "客户", "到期日", "应收金额", "发票号"]]
    rows += [["A", "甲", day(3), 5, invoice] for invoice in invoices]
    built = again(rows)
    assert len(built.tables["instalments"]) == taken
    assert [(one.code, one.row, one.found) for one in built.skipped][:1] == ([] if taken else [("told-again", 3, "2")])


def test_a_row_told_twice_with_numbers_of_its_own_is_two_instalments() -> None:
    rows: list[list[Any]] = [["合同号", "客户", "期次", "到期日", "应收金额"]]
    rows += [["A", "甲", number, day(3), 5] for number in (1, 2)]
    assert again(rows).tables["instalments"]["number"].tolist() == [1, 2]


def test_one_contract_on_two_sheets_tells_its_amount_on_each() -> None:
    header = ["合同号", "客户", "合同金额", "到期日", "应收金额"]
    first, second = (grid([header, ["A", "甲", 100, day(at), sum_]], f"{at}月") for at, sum_ in ((1, 60), (2, 40)))
    found = plan(Source("来源.xlsx", (first, second)), take(None, schema.MAPPING, {}, {}).frame)
    built = build(found.splits, own_tables(), {}, AS_OF)
    assert built.tables["instalments"]["amount"].tolist() == [6_000, 4_000]
    assert all(one.holds for one in built.sums)


def test_more_paid_than_was_ever_due_is_told() -> None:
    rows: list[list[Any]] = [["合同号", "客户", "应收账款", "到期日", "已收款"], ["A", "甲", 40, day(3), 60]]
    notes = again(rows).notes
    assert [(one.contract, one.found) for one in notes if one.code == "paid-beyond"] == [("A", "20.00")]


# ------------------------------------------------------------------ what the user chose for a shape


def chosen(header: list[Any], row: list[Any], **targets: str) -> pd.DataFrame:
    """Return the lines of 列对应 as they are proposed for a source, confirmed, with some columns as the user says."""
    found = plan(Source("来源.xlsx", (grid([header, row]),)), take(None, schema.MAPPING, {}, {}).frame)
    lines = lines_of(replace(found.maps[0], confirmed=True), (), lambda _: "")
    lines["unit_number"] = lines["unit_number"].fillna(0)  # as an empty cell is read
    for text, target in targets.items():
        lines.loc[lines["source_header"] == text, "target"] = target
    return lines


def meant(header: list[Any], row: list[Any], lines: pd.DataFrame) -> tuple[dict[str, str], bool]:
    """Return what each column of a source is taken for, and whether the user is to look at it again."""
    found = plan(Source("来源.xlsx", (grid([header, row]),)), lines)
    columns = {one.heading: column_of(one.target).header if one.target else "" for one in found.maps[0].columns}
    return columns, found.fresh


FIELDS, VALUES = ["合同号", "客户", "到期日", "应收款", "日子"], ["A", "甲", day(3), 100, day(1)]


def test_a_column_that_came_or_went_loses_nothing_that_the_user_chose() -> None:
    lines = chosen(FIELDS, VALUES, 日子="签订日期", 客户="不导入")
    columns, fresh = meant([*FIELDS[:2], "经办心得", *FIELDS[2:]], [*VALUES[:2], "好", *VALUES[2:]], lines)
    assert (columns["日子"], columns["客户"], columns["经办心得"], fresh) == ("签订日期", "", "", True)
    columns, fresh = meant([*FIELDS[:2], *FIELDS[3:]], [*VALUES[:2], *VALUES[3:]], lines)
    assert (columns["日子"], columns["客户"], fresh) == ("签订日期", "", True)


def test_choices_for_other_units_or_that_another_column_meets_now_are_not_carried_over() -> None:
    lines = chosen(FIELDS, VALUES, 日子="签订日期")
    assert meant([*FIELDS, "签订日期"], [*VALUES, day(1)], lines)[0]["日子"] == ""
    columns, _ = meant([*FIELDS[:3], "应收款（万元）", "日子"], VALUES, lines)
    assert columns["日子"] == "签订日期"  # another heading: its own unit
    lines.loc[lines["source_header"] == "应收款", "money_unit"] = "万元"
    assert meant([*FIELDS, "经办心得"], [*VALUES, "好"], lines)[0]["日子"] == ""
