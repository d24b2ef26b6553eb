from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any, Literal

import pytest

from addin.ledger.intake.building import build
from addin.ledger.intake.heading import find_heading
from addin.ledger.intake.recognising import propose
from addin.ledger.intake.words import CONFIDENT, meaning
from addin.ports import Grid, Oddity
from tests.ledger.intake.sources import AS_OF, EXPECTED, SHAPES, grid, own_tables, taken_in


@pytest.mark.parametrize("shape", SHAPES)
def test_one_register_in_any_shape_comes_in_as_the_same_ledger(shape: str) -> None:
    _, built = taken_in(*SHAPES[shape])
    contracts, plans, money = (built.tables[name] for name in ("contracts", "instalments", "receipts"))
    names = built.tables["customers"].set_index("customer")["customer_name"]
    found = {
        row["contract"]: (
            names[row["customer"]],
            row["signed"].date(),
            row["contract_amount"],
            [
                (number, due.date(), amount)
                for number, due, amount in plans.loc[
                    plans["contract"] == row["contract"], ["number", "due", "amount"]
                ].itertuples(index=False)
            ],
            money.loc[money["contract"] == row["contract"], "amount"].sum(),
        )
        for row in contracts.to_dict("records")
    }
    assert found == EXPECTED
    assert [doubt for doubt in built.skipped if doubt.contract] == []
    assert all(one.holds for one in built.sums)
    assert len(built.sums) >= 2


def test_money_paid_to_date_is_dated_when_it_was_due_and_marked() -> None:
    _, built = taken_in(*SHAPES["wide"])
    (row,) = built.tables["receipts"].to_dict("records")
    assert (row["receipt"], row["received"].date(), row["instalment"], row["remark"]) == (
        "期初-HT-1-1",
        dt.date(2025, 3, 1),
        "HT-1-1",
        "期初",
    )


def test_what_was_paid_beyond_the_first_instalment_pays_the_next_and_what_is_over_stays_with_the_contract() -> None:
    rows: list[list[Any]] = [
        ["合同号", "客户", "一期金额", "一期日期", "二期金额", "二期日期", "累计回款"],
        ["HT-1", "甲", 100, dt.date(2025, 1, 1), 50, dt.date(2025, 12, 1), 170.25],
    ]
    _, built = taken_in(grid(rows))
    found = built.tables["receipts"][["receipt", "received", "instalment", "amount"]]
    days = [(*row[:1], row[1].date().isoformat(), *row[2:]) for row in found.itertuples(index=False)]
    assert days == [
        ("期初-HT-1-1", "2025-01-01", "HT-1-1", 10_000),
        ("期初-HT-1-2", "2025-07-01", "HT-1-2", 5_000),  # not due yet: on the as-of day
        ("期初-HT-1", "2025-07-01", "", 2_025),
    ]


def test_a_contract_with_receipts_of_its_own_gets_no_opening_ones() -> None:
    _, built = taken_in(
        grid(
            [["合同号", "客户", "到期日", "应收金额", "累计回款"], ["HT-1", "甲", dt.date(2025, 1, 1), 100, 60]], "台账"
        ),
        grid([["合同号", "收款日期", "收款金额"], ["HT-1", dt.date(2025, 1, 5), 60]], "回款"),
    )
    assert built.tables["receipts"]["amount"].tolist() == [6_000]
    assert [(doubt.code, doubt.amount) for doubt in built.skipped] == [("paid-twice", 6_000)]
    assert all(one.holds for one in built.sums)


@pytest.mark.parametrize("bad", ["3/5/2025", "2025-02-30", "下月底"])
def test_a_day_that_cannot_be_read_keeps_the_whole_contract_outside(bad: str) -> None:
    rows: list[list[Any]] = [
        ["合同号", "客户", "到期日", "应收金额"],
        ["HT-1", "甲", dt.date(2025, 1, 1), 100],
        ["HT-1", "甲", bad, 50],
        ["HT-2", "乙", dt.date(2025, 1, 1), 7],
    ]
    _, built = taken_in(grid(rows))
    assert built.tables["contracts"]["contract"].tolist() == ["HT-2"]
    assert built.tables["instalments"]["amount"].tolist() == [700]
    assert [(doubt.row, doubt.amount) for doubt in built.skipped] == [(3, 0), (3, 15_000)]
    (total,) = built.sums
    assert (total.before, total.taken, total.skipped, total.holds) == (15_700, 700, 15_000, True)


@pytest.mark.parametrize("amount", [1.005, -5, "一百", 1e13])
def test_money_that_is_no_sum_of_fen_keeps_its_contract_outside(amount: object) -> None:
    rows: list[list[Any]] = [
        ["合同号", "客户", "到期日", "应收金额"],
        ["HT-1", "甲", dt.date(2025, 1, 1), amount],
        ["HT-2", "乙", dt.date(2025, 1, 1), 7],
    ]
    _, built = taken_in(grid(rows))
    assert built.tables["contracts"]["contract"].tolist() == ["HT-2"]
    assert all(one.holds for one in built.sums)


def test_rows_of_one_contract_that_disagree_on_its_amount_keep_it_outside() -> None:
    rows: list[list[Any]] = [
        ["合同号", "客户", "合同额", "到期日", "应收金额"],
        ["HT-1", "甲", 100, dt.date(2025, 1, 1), 50],
        ["HT-1", "甲", 110, dt.date(2025, 2, 1), 50],
    ]
    _, built = taken_in(grid(rows))
    assert len(built.tables["contracts"]) == 0
    assert built.skipped[0].code == "conflict"


def test_rows_without_a_contract_are_left_out_and_their_money_is_told() -> None:
    rows: list[list[Any]] = [
        ["合同号", "客户", "到期日", "应收金额"],
        ["HT-1", "甲", dt.date(2025, 1, 1), 100],
        [None, None, dt.date(2025, 2, 1), 50],
    ]
    _, built = taken_in(grid(rows))
    assert [(doubt.code, doubt.row, doubt.amount) for doubt in built.skipped] == [("no-contract", 3, 5_000)]
    assert all(one.holds for one in built.sums)


def test_the_same_name_and_the_same_code_are_the_same_customer() -> None:
    code = "91310000MA1FL0LL3M"
    rows: list[list[Any]] = [
        ["合同号", "客户", "税号", "到期日", "应收金额"],
        ["1", "甲公司", code, dt.date(2025, 1, 1), 1],
        ["2", "甲 公司", None, dt.date(2025, 1, 1), 1],
        ["3", "甲公司（原乙公司）", code, dt.date(2025, 1, 1), 1],
        ["4", "丙", None, dt.date(2025, 1, 1), 1],
    ]
    _, built = taken_in(grid(rows))
    assert built.tables["contracts"]["customer"].tolist() == ["KH0001", "KH0001", "KH0001", "KH0002"]
    assert built.tables["customers"]["customer_name"].tolist() == ["甲公司", "丙"]


def test_a_remark_that_reads_like_a_total_loses_no_row() -> None:
    rows: list[list[Any]] = [
        ["合同号", "客户", "到期日", "应收金额", "备注"],
        ["HT-1", "甲", dt.date(2025, 1, 1), 100, "合计"],
    ]
    _, built = taken_in(grid(rows))
    assert built.tables["instalments"]["amount"].tolist() == [10_000]


def test_two_columns_that_mean_the_same_are_asked_about() -> None:
    rows: list[list[Any]] = [
        ["合同号", "客户", "到期日", "约定付款日", "应收金额"],
        ["HT-1", "甲", dt.date(2025, 1, 1), dt.date(2025, 1, 2), 5],
    ]
    mapped = propose(grid(rows))
    assert mapped
    asked = {one.heading: one.reason for one in mapped.columns if one.target is None}
    assert asked == {"到期日": "rival", "约定付款日": "rival"}


@pytest.mark.parametrize(
    "heading",
    [
        "预计回款日期",
        "开票日期",
        "最近回款日期",
        "合同到期后天数",
        "未开票金额",
        "税额",
        "数量",
        "日期",
        "编号",
        "回款率",
    ],
)
def test_a_heading_that_is_not_surely_one_of_ours_is_left_to_the_user(heading: str) -> None:
    assert meaning(heading).confidence < CONFIDENT


BODY_HEADER: list[Any] = ["合同号", "客户", "到期日", "应收金额"]
BODY_ROW: list[Any] = ["HT-1", "甲", dt.date(2025, 1, 1), 100]


@pytest.mark.parametrize(
    "row",
    [
        ["本年累计", None, None, 900],
        ["合计（元）", None, None, 900],
        ["合计：3笔", None, None, 900],
        ["编制人：张三", "审核人：李四"],
        ["制表人：张三", "复核：李四", "2025年1月31日"],
        ["制表：张三", "审核：李四", dt.date(2025, 1, 31)],
        ["日期：2025-01-31", "财务主管：王五"],
    ],
)
def test_totals_and_footers_are_no_contracts(row: list[Any]) -> None:
    found, built = taken_in(grid([BODY_HEADER, BODY_ROW, row]))
    assert built.tables["contracts"]["contract"].tolist() == ["HT-1"]
    assert built.tables["customers"]["customer_name"].tolist() == ["甲"]
    assert built.tables["instalments"]["amount"].tolist() == [10_000]
    assert [(left.row, left.code in {"total", "note"}) for left in found.splits[0].left] == [(3, True)]


def test_a_second_table_below_the_first_is_not_read_as_its_rows() -> None:
    rows: list[list[Any]] = [
        BODY_HEADER,
        BODY_ROW,
        [],
        ["合同号", "客户", "回款日期", "回款金额"],
        ["HT-1", "甲", dt.date(2025, 1, 15), 40],
        ["王经理", "乙", None, None],
        BODY_HEADER,
        ["HT-2", "乙", dt.date(2025, 2, 1), 7],
    ]
    found, built = taken_in(grid(rows))
    assert built.tables["instalments"]["amount"].tolist() == [10_000, 700]
    assert [(left.row, left.code) for left in found.splits[0].left] == [(4, "other-table"), (7, "header-again")]


@pytest.mark.parametrize(
    ("column", "what", "code"),
    [(4, "error", "error-cell"), (4, "uncached", "uncached"), (3, "uncached", "uncached"), (5, "error", "error-cell")],
)
def test_a_formula_without_a_result_keeps_its_contract_outside(
    column: int, what: Literal["error", "uncached"], code: str
) -> None:
    rows: list[list[Any]] = [[*BODY_HEADER, "累计已收"], [*BODY_ROW, 30], ["HT-2", "乙", dt.date(2025, 1, 1), 7, None]]
    rows[1][column - 1] = None
    odd = replace(grid(rows), oddities=(Oddity(what, 2, column, "#N/A"),))
    _, built = taken_in(odd)
    assert built.tables["contracts"]["contract"].tolist() == ["HT-2"]
    assert (built.skipped[0].row, built.skipped[0].code, built.skipped[0].contract) == (2, code, "HT-1")
    assert all(one.holds for one in built.sums)


def test_an_error_in_a_column_without_figures_is_left_empty_and_told() -> None:
    rows: list[list[Any]] = [[*BODY_HEADER, "业务员"], [*BODY_ROW, None]]
    _, built = taken_in(replace(grid(rows), oddities=(Oddity("error", 2, 5, "#N/A"),)))
    assert built.tables["contracts"]["contract"].tolist() == ["HT-1"]
    assert "error-cell" in [note.code for note in built.notes]


def test_money_of_another_currency_is_not_taken_for_yuan() -> None:
    rows: list[list[Any]] = [[*BODY_HEADER, "币种"], [*BODY_ROW, "USD"], ["HT-2", "乙", *BODY_ROW[2:], "人民币"]]
    _, built = taken_in(grid(rows))
    assert built.tables["contracts"]["contract"].tolist() == ["HT-2"]
    assert built.skipped[0].code == "foreign"


@pytest.mark.parametrize(
    ("above", "heading"), [("", "Amount (USD)"), ("", "应收金额（美元）"), ("单位：万美元", "应收金额")]
)
def test_a_column_of_another_currency_is_asked_about(above: str, heading: str) -> None:
    mapped = propose(grid([[above], [*BODY_HEADER[:3], heading], BODY_ROW]))
    assert mapped
    assert (mapped.columns[3].target, mapped.columns[3].candidate) == (None, ("instalments", "amount"))


def test_contract_numbers_that_a_text_file_has_cut_are_not_one_contract() -> None:
    _, built = taken_in(grid([BODY_HEADER, ["2.02401E+11", *BODY_ROW[1:]], ["2.02401E+11", "乙", *BODY_ROW[2:]]]))
    assert len(built.tables["contracts"]) == 0
    assert [one.code for one in built.skipped] == ["digits-lost", "digits-lost", "no-contract", "no-contract"]


def test_one_debt_on_two_sheets_counts_on_neither() -> None:
    january = grid([BODY_HEADER, BODY_ROW, ["HT-2", "乙", dt.date(2025, 1, 1), 7]], "1月")
    february = grid([BODY_HEADER, BODY_ROW, ["HT-2", "乙", dt.date(2025, 2, 1), 8]], "2月")
    _, built = taken_in(january, february)
    assert built.tables["instalments"]["amount"].tolist() == [700, 800]
    assert [(one.source, one.row, one.other, one.found) for one in built.skipped if one.code == "two-sheets"] == [
        ("2月", 2, "1月", "2")
    ]
    assert all(one.holds for one in built.sums)


def test_instalments_with_numbers_of_their_own_may_stand_on_two_sheets() -> None:
    header = [*BODY_HEADER, "期次"]
    _, built = taken_in(grid([header, [*BODY_ROW, 1]], "一"), grid([header, [*BODY_ROW, 2]], "二"))
    assert built.tables["instalments"]["amount"].tolist() == [10_000, 10_000]


def test_one_receipt_on_two_sheets_keeps_its_contract_outside() -> None:
    header = ["合同号", "收款日期", "收款金额"]
    money = [grid([header, ["HT-1", dt.date(2025, 1, 5), 60]], title) for title in ("1月回款", "回款总表")]
    _, built = taken_in(grid([BODY_HEADER, BODY_ROW], "台账"), *money)
    assert len(built.tables["receipts"]) == 0
    assert "two-sheets" in [one.code for one in built.skipped]
    assert all(one.holds for one in built.sums)


@pytest.mark.parametrize(
    ("heading", "figures", "code"), [("应收余额", [50], "balance-only"), ("应收金额", [None], "no-amount")]
)
def test_an_instalment_without_an_amount_is_no_debt_of_nothing(heading: str, figures: list[Any], code: str) -> None:
    header = [*BODY_HEADER[:3], heading]
    rows = [header, [*BODY_ROW[:3], *figures], ["HT-2", "乙", dt.date(2025, 2, 1), 8]]
    _, built = taken_in(grid(rows))
    assert "HT-1" not in built.tables["contracts"]["contract"].tolist()
    assert code in [one.code for one in built.skipped if one.contract == "HT-1"]


BALANCE: list[Any] = ["合同号", "客户", "合同额", "到期日", "应收金额", "累计已收", "余额"]


def balanced(*rows: tuple[object, ...]) -> list[str]:
    lines = [["HT-1", "甲", row[0], dt.date(2025, at, 1), *row[1:]] for at, row in enumerate(rows, 1)]
    _, built = taken_in(grid([BALANCE, *lines]))
    assert all(one.holds for one in built.sums)
    return [one.code for one in (*built.skipped, *built.notes) if one.code.startswith("balance")]


def test_a_balance_that_does_not_fit_keeps_its_contract_outside() -> None:
    assert balanced((1000, 400, 300, 700), (1000, 600, 300, 700)) == ["balance"]  # told on each row of the contract
    assert balanced((None, 100, 30, 60)) == ["balance"]
    assert balanced((1000, 800, 300, 700)) == ["balance-of-contract"]
    assert balanced((1000, 400, 300, 700), (1000, 600, None, None)) == []  # told once
    assert balanced((1000, 400, 100, 300), (1000, 600, None, 600)) == []


def test_full_width_capitals_and_blanks_make_no_other_contract() -> None:
    contracts = grid([["合同号", "客户", "合同额"], ["HT-1", "甲", 100], ["HT-2", "乙", 50]], "合同")
    plans = grid([["合同号", "到期日", "应收金额"], ["ht-1", dt.date(2025, 1, 1), 100]], "应收")
    money = grid([["合同号", "收款日期", "收款金额"], ["ＨＴ－1 ", dt.date(2025, 1, 5), 60]], "回款")
    _, built = taken_in(contracts, plans, money)
    for name in ("instalments", "receipts"):
        assert built.tables[name]["contract"].tolist() == ["HT-1"]
    assert built.tables["instalments"]["instalment"].tolist() == ["HT-1-1"]
    assert all(one.holds for one in built.sums)


def test_a_row_inserted_in_the_source_leaves_the_numbers_of_the_others() -> None:
    days = [dt.date(2025, month, 1) for month in (1, 2, 3, 4)]

    def rows(*figures: tuple[dt.date, int]) -> Grid:
        return grid([BODY_HEADER, *(["HT-1", "甲", day, amount] for day, amount in figures)])

    _, first = taken_in(rows((days[1], 100), (days[2], 200)))
    found, _ = taken_in(rows((days[0], 50), (days[1], 100), (days[2], 200)))
    again = build(found.splits, {**own_tables(), "instalments": first.tables["instalments"]}, {}, AS_OF)
    named = again.tables["instalments"].set_index("instalment")["amount"].to_dict()
    assert named == {"HT-1-1": 10_000, "HT-1-2": 20_000, "HT-1-3": 5_000}
    found, _ = taken_in(rows((days[3], 100), (days[2], 200)))  # one day changed: it stays what it is
    again = build(found.splits, {**own_tables(), "instalments": first.tables["instalments"]}, {}, AS_OF)
    assert again.tables["instalments"]["instalment"].tolist() == ["HT-1-1", "HT-1-2"]


def test_a_customer_named_in_the_first_row_only_is_not_guessed_for_another_contract() -> None:
    rows: list[list[Any]] = [BODY_HEADER, BODY_ROW, ["HT-1", None, BODY_ROW[2], 7], ["HT-2", None, *BODY_ROW[2:]]]
    _, built = taken_in(grid(rows))
    assert built.tables["contracts"]["contract"].tolist() == ["HT-1"]
    assert built.tables["instalments"]["amount"].tolist() == [10_000, 700]
    assert ("no-owner", 4) in [(one.code, one.row) for one in built.skipped]


UNIT_HEADER: list[Any] = ["合同号", "客户", "到期日", "应收金额"]
UNIT_ROW: list[Any] = ["HT-1", "甲", dt.date(2025, 1, 1), 12.5]


@pytest.mark.parametrize(
    ("title", "above", "below"),
    [
        ("台账", "2025年应收账款台账（万元）", ""),
        ("台账", "单位（万元）", ""),
        ("台账", "金额单位：人民币 万元", ""),
        ("台账", "万元", ""),
        ("应收(万元)", "", ""),
        ("台账", "", "注：以上金额单位为万元"),
    ],
)
def test_a_unit_stated_anywhere_beside_the_table_counts(title: str, above: str, below: str) -> None:
    rows = [*([[above]] if above else []), UNIT_HEADER, UNIT_ROW, *([[], [below]] if below else [])]
    _, built = taken_in(grid(rows, title))
    assert built.tables["instalments"]["amount"].tolist() == [12_500_000]


@pytest.mark.parametrize("above", ["编制单位：元通公司", "编制单位：万元达公司", "单位：元", "应收（含税）"])
def test_a_line_that_states_no_larger_unit_leaves_yuan(above: str) -> None:
    _, built = taken_in(grid([[above], UNIT_HEADER, UNIT_ROW]))
    assert built.tables["instalments"]["amount"].tolist() == [1_250]


def test_a_mapping_confirmed_for_one_unit_is_not_followed_for_another() -> None:
    in_wan, in_yuan = (find_heading(grid([[unit], UNIT_HEADER, UNIT_ROW])) for unit in ("单位：万元", "单位：元"))
    assert in_wan
    assert in_yuan
    assert in_wan.shape != in_yuan.shape


def test_values_overrule_a_heading() -> None:
    rows: list[list[Any]] = [
        ["合同号", "客户", "到期日", "应收金额"],
        ["HT-1", "C001", "张三", 5],
        ["HT-2", "C002", "李四", 6],
    ]
    mapped = propose(grid(rows))
    assert mapped
    by_heading = {one.heading: (one.target, one.reason) for one in mapped.columns}
    assert by_heading["客户"][0] == ("customers", "customer")
    assert by_heading["到期日"] == (None, "unlike")


@pytest.mark.parametrize(
    "rows",
    [[], [[]], [[None]], [["标题"]], [["张三", "李四"], [1, 2]], [[1, 2, 3]] * 5, [["姓名", "身高"], ["甲", 1.8]]],
)
def test_a_sheet_that_is_no_register_has_no_heading(rows: list[list[object]]) -> None:
    assert find_heading(grid(rows)) is None
