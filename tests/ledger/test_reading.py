from __future__ import annotations

import dataclasses
import datetime as dt

import numpy as np
import pandas as pd
import pytest

from addin.domain import terms
from addin.domain.settings import Settings
from addin.ledger import parameters, schema
from addin.ledger.reading import read
from addin.ledger.sheets import inputs
from addin.ports import Grid, Kind, Level, Oddity
from tests.ledger.books import SOUND, book, changed, grid

DTYPES = {
    Kind.TEXT: "str",
    Kind.OPTION: "category",
    Kind.FLAG: "bool",
    Kind.DATE: "datetime64[s]",
    Kind.MOMENT: "datetime64[s]",
    Kind.MONEY: "int64",
    Kind.RATE: "Int64",
    Kind.PERCENT: "Int64",
    Kind.COUNT: "int64",
}


def found(grids: dict[str, Grid]) -> list[tuple[str, str, int, str]]:
    return [(problem.code, problem.sheet, problem.row, problem.column) for problem in read(grids).problems]


def test_a_sound_ledger_has_no_problem_and_every_column_its_type() -> None:
    reading = read(book())
    assert reading.problems == ()
    assert not reading.blocked_contracts
    assert not reading.blocked_customers
    for sheet in schema.SHEETS:
        table = reading.tables[sheet.name]
        columns = inputs(sheet)
        assert list(table.columns) == [column.name for column in columns]
        assert table.index.dtype == np.int64
        for column in columns:
            assert str(table[column.name].dtype) == DTYPES[column.kind], (sheet.name, column.name)
            if column.kind is Kind.OPTION:
                assert tuple(table[column.name].cat.categories) == column.options
    assert reading.tables["contracts"]["contract_amount"].tolist() == [30_000] * 3
    assert reading.tables["contracts"]["penalty_rate"].tolist() == [50_000] * 3
    assert reading.tables["instalments"].index.tolist() == [2, 3, 4, 5, 6, 7]


def test_headers_alone_give_empty_tables_of_the_same_types() -> None:
    full = read(book()).tables
    empty = read(book(**{name: [] for name in SOUND})).tables
    for name, table in full.items():
        assert len(empty[name]) == 0
        assert empty[name].dtypes.equals(table.dtypes), name


def test_blank_rows_are_skipped_and_rows_keep_their_sheet_numbers() -> None:
    rows = [{}, SOUND["customers"][0], {"customer": "  "}, {}, SOUND["customers"][1], {}]
    reading = read(book(customers=rows))
    assert reading.problems == ()
    assert reading.tables["customers"].index.tolist() == [3, 6]


def test_ragged_rows_own_columns_and_another_order_are_read() -> None:
    grids = book()
    title = schema.CUSTOMERS.title
    headers = ["我的列", "客户名称", None, "客户编号", "我的列"]
    grids[title] = Grid(title, [headers, ["x", "甲公司", None, "C1"], [None, "乙公司", 3, "C2", "y", "z"], ["x"], []])
    reading = read(grids)
    assert reading.problems == ()
    assert reading.tables["customers"]["customer_name"].to_dict() == {2: "甲公司", 3: "乙公司"}


def test_forgiven_headers_are_hints_and_missing_or_double_ones_block_everybody() -> None:
    grids = book()
    title = schema.RECEIPTS.title
    headers = list(grids[title].rows[0])
    body = grids[title].rows[1:]

    def with_header(old: str, new: str) -> dict[str, Grid]:
        renamed = [new if header == old else header for header in headers]
        return grids | {title: Grid(title, [renamed, *body])}

    assert found(with_header("回款金额", " 回款 金额*")) == [("header-text", title, 1, "回款金额")]
    for new, code in (("金额", "missing-header"), ("回款日期", "duplicate-header")):
        reading = read(with_header("回款金额", new))
        assert code in {problem.code for problem in reading.problems}
        assert reading.blocked_contracts == {"HT-1", "HT-2", "HT-3"}
        assert reading.blocked_customers == {"C1", "C2"}
        assert len(reading.tables["receipts"]) == 0


def test_a_missing_core_sheet_is_an_error_and_any_other_a_hint_and_only_if_wanted() -> None:
    grids = book()
    del grids[schema.RECEIPTS.title], grids[schema.COSTS.title]
    reading = read(grids)
    assert [(problem.code, problem.level) for problem in reading.problems] == [
        ("missing-sheet", Level.ERROR),
        ("absent-sheet", Level.HINT),
    ]
    assert reading.blocked_contracts == {"HT-1", "HT-2", "HT-3"}
    partly = read(grids, {schema.CUSTOMERS.title, schema.CONTRACTS.title, schema.INSTALMENTS.title})
    assert partly.problems == ()
    assert len(partly.tables["instalments"]) == 6


def test_empty_terms_of_a_contract_come_from_the_settings_and_a_typed_zero_stays() -> None:
    names = ("宽限天数", "节假日顺延", "冲抵顺序", "计息年天数", "LPR取值")
    values = (5, "否", "费用-本金-违约金", 360, "违约时")
    rows = [{"setting": name, "value": value} for name, value in zip(names, values, strict=True)]
    own = {"grace_days": 0, "roll_due": "是", "day_basis": 365, "lpr_pick": "分段", "allocation_order": "先本金"}
    contracts = changed("contracts", 0, **own)
    reading = read(book(settings=rows, contracts=contracts))
    assert reading.problems == ()
    columns = ["grace_days", "roll_due", "day_basis", "lpr_pick", "allocation_order", "debt_nature"]
    table = reading.tables["contracts"][columns].astype("object")
    assert table.iloc[0].tolist() == [0, True, "365", "分段", "先本金", "各期独立"]
    assert table.iloc[1].tolist() == [5, False, "360", "违约时", "费用-本金-违约金", "各期独立"]
    assert reading.settings.day_basis == 360
    assert reading.settings.lpr_pick == terms.LprPick.AT_BREACH


def test_computed_columns_are_no_input_and_never_complained_of() -> None:
    grids = book()
    title = schema.INSTALMENTS.title
    rows = [[*row, extra] for row, extra in zip(grids[title].rows, ["逾期天数", 2, "x", -1, None, 1.5, 3], strict=True)]
    odd = (Oddity("error", 3, len(rows[0]), "#REF!"),)
    reading = read(grids | {title: Grid(title, rows, odd)})
    assert reading.problems == ()
    assert "overdue_days" not in reading.tables["instalments"]
    assert len(reading.tables["instalments"]) == 6


def test_options_that_users_add_count_for_open_columns_only() -> None:
    extra = Grid(schema.OPTIONS_TITLE, [["回款方式", "违约金方式"], ["微信", "面议"], [None, None], ["电汇"]])
    grids = book(receipts=changed("receipts", 0, method="微信"), contracts=changed("contracts", 2, penalty_mode="面议"))
    reading = read(grids | {extra.title: extra})
    assert [problem.code for problem in reading.problems] == ["not-option"]
    method = reading.tables["receipts"]["method"]
    assert method.tolist()[:1] == ["微信"]
    assert method.cat.categories.tolist() == [*schema.RECEIPTS.column("method").options, "微信"]


@pytest.mark.parametrize(
    ("name", "position", "cell"),
    [
        ("contracts", 1, {"signed": "昨天"}),
        ("instalments", 3, {"amount": -1.0}),
        ("receipts", 1, {"received": None}),
        ("receipts", 1, {"instalment": "HT-1-1"}),
        ("instalments", 2, {"instalment": "HT-2-2"}),
    ],
)
def test_an_error_in_any_row_of_a_contract_blocks_it_and_its_customer(
    name: str, position: int, cell: dict[str, object]
) -> None:
    reading = read(book(**{name: changed(name, position, **cell)}))
    assert reading.blocked_contracts >= {"HT-2"}
    assert reading.blocked_customers >= {"C2"}
    assert "HT-3" not in reading.blocked_contracts
    for table in reading.tables.values():
        assert table.index.is_unique


def test_rows_hanging_on_an_unsound_row_leave_the_tables_too() -> None:
    reading = read(book(contracts=changed("contracts", 0, signed="昨天")))
    assert "HT-1" not in set(reading.tables["instalments"]["contract"])
    assert reading.tables["receipts"]["receipt"].tolist() == ["HK-2"]
    reading = read(book(instalments=changed("instalments", 0, due="昨天")))
    assert reading.tables["receipts"]["receipt"].tolist() == ["HK-2"]
    assert reading.blocked_contracts == {"HT-1"}


def test_a_receipt_that_names_an_instalment_of_another_contract_blocks_both() -> None:
    reading = read(book(receipts=changed("receipts", 1, instalment="HT-1-1")))
    assert [problem.code for problem in reading.problems] == ["receipt-elsewhere"]
    assert reading.blocked_contracts == {"HT-1", "HT-2"}


def test_an_error_in_a_customer_withholds_letters_but_not_figures() -> None:
    reading = read(book(customers=changed("customers", 1, hold_until="明天")))
    assert reading.blocked_contracts == frozenset()
    assert reading.blocked_customers == {"C2"}
    assert reading.tables["customers"]["customer"].tolist() == ["C1"]
    assert len(reading.tables["contracts"]) == 3


def test_an_error_in_settings_or_holidays_blocks_everybody_and_says_so() -> None:
    for sheets in (
        {"settings": [{"setting": "宽限天数", "value": "三天"}]},
        {"holidays": [{"day": "国庆", "day_kind": "休息"}]},
    ):
        reading = read(book(**sheets))
        assert "all-blocked" in {problem.code for problem in reading.problems}
        assert reading.blocked_contracts == {"HT-1", "HT-2", "HT-3"}
        assert reading.blocked_customers == {"C1", "C2"}


def test_an_error_in_the_quotes_blocks_the_contracts_that_need_them() -> None:
    contracts = changed("contracts", 0, penalty_mode="LPR倍数", penalty_rate=1.5)
    quotes = [{"published": dt.date(2024, 1, 22), "one_year": 3.45}, {"published": "2024年底", "one_year": 3.1}]
    reading = read(book(contracts=contracts, lpr=quotes))
    assert reading.blocked_contracts == {"HT-1"}
    sound = read(book(contracts=contracts, lpr=quotes[:1]))
    assert sound.blocked_contracts == frozenset()
    assert sound.tables["lpr"]["one_year"].tolist() == [345_000_000]


def test_a_quote_typed_as_fraction_is_taken_as_per_cent_with_a_hint() -> None:
    reading = read(book(lpr=[{"published": dt.date(2024, 1, 22), "one_year": 0.0345}]))
    assert reading.tables["lpr"]["one_year"].tolist() == [345_000_000]
    assert [(problem.code, problem.details["reading"]) for problem in reading.problems] == [("lpr-fraction", "3.45")]


def test_merged_cells_make_every_covered_row_an_error_once() -> None:
    grids = book()
    title = schema.CONTRACTS.title
    rows = [list(row) for row in grids[title].rows]
    rows[3][1] = None
    merged = grids | {title: Grid(title, rows, (Oddity("merged", 3, 2, "B3:C4"),))}
    assert found(merged) == [("merged", title, 3, "客户编号"), ("merged", title, 4, "客户编号")]
    assert read(merged).blocked_contracts == {"HT-2", "HT-3"}


def test_error_and_uncached_cells_are_told_once_and_hidden_rows_in_one_hint() -> None:
    rows = changed("instalments", 1, amount=None)
    rows[3]["due"] = None
    hidden = tuple(Oddity("hidden", row) for row in (2, 3, 4, 7, 99))
    odd = (Oddity("error", 3, 6, "#REF!"), Oddity("uncached", 5, 5, "=A1"), *hidden)
    title = schema.INSTALMENTS.title
    grids = book() | {title: grid("instalments", rows, odd)}
    assert found(grids) == [
        ("hidden-rows", title, 2, ""),
        ("error-cell", title, 3, "应收金额"),
        ("uncached", title, 5, "应收日期"),
    ]
    hint = read(grids).problems[0]
    assert hint.details == {"count": "4", "rows": "2–4、7"}


def test_a_row_of_totals_is_no_row() -> None:
    rows = [*SOUND["instalments"], {"instalment": "合 计：", "amount": 900.0}, {"remark": "小计", "amount": "900.00"}]
    title = schema.INSTALMENTS.title
    assert found(book(instalments=rows)) == [("total-row", title, 8, ""), ("total-row", title, 9, "")]
    assert len(read(book(instalments=rows)).tables["instalments"]) == 6


def test_problems_come_in_order_of_sheet_row_and_column() -> None:
    grids = book(
        customers=changed("customers", 1, hold_until="x", firm_size="y"),
        receipts=changed("receipts", 0, amount="x", received="y"),
        contracts=changed("contracts", 2, customer="C9"),
    )
    assert [place[1:] for place in found(grids)] == [
        ("客户", 3, "企业规模"),
        ("客户", 3, "暂缓至"),
        ("合同台账", 4, "客户编号"),
        ("回款记录", 2, "回款日期"),
        ("回款记录", 2, "回款金额"),
    ]


# ------------------------------------------------------------------ settings


def test_settings_rows_and_fields_and_defaults_are_one_list() -> None:
    fields = {field.name: field for field in dataclasses.fields(Settings)}
    assert [row.name for row in schema.SETTING_ROWS] == list(fields)
    read_empty, problems = parameters.read_settings(None, [])
    assert problems == []
    # their defaults are Chinese and so stand in the schema only
    chinese = {"letter_number", "statement_number", "forbidden_words"}
    for name in fields:
        value, default = getattr(read_empty, name), getattr(Settings(), name)
        assert type(value) is type(default), name
        if name not in chinese:
            assert value == default, name


def test_the_options_that_rules_turn_on_stand_in_the_order_of_the_terms() -> None:
    pairs = {
        terms.PenaltyMode: schema.PENALTY_MODES,
        terms.LprPick: schema.LPR_PICKS,
        terms.Order: schema.ALLOCATION_ORDERS,
        terms.DebtNature: schema.DEBT_NATURES,
        terms.FirmSize: schema.FIRM_SIZES,
        terms.Grade: schema.GRADES,
        terms.Evidence: schema.EVIDENCE,
        terms.PromiseState: schema.PROMISE_STATES,
        terms.Special: schema.SPECIAL_CASES,
        terms.AssignMode: schema.ASSIGN_MODES,
        terms.LegalList: schema.LEGAL_LISTS,
    }
    for members, options in pairs.items():
        assert [member.value for member in members] == list(range(len(options))), members


def test_every_kind_of_setting_is_read_and_a_wrong_one_keeps_its_default() -> None:
    rows: list[dict[str, object]] = [
        {"setting": "公司名称", "value": " 本公司 "},
        {"setting": "收款账号", "value": "6222021234567890123"},
        {"setting": "两年内回收率", "value": "75%"},
        {"setting": "付款当日计息", "value": "否"},
        {"setting": "法定加计倍数", "value": 1.5},
        {"setting": "冲抵顺序", "value": "随便"},
        {"setting": "轻度逾期天数上限", "value": 15},
        {"setting": "经办人", "value": None},
    ]
    reading = read(book(settings=rows))
    settings = reading.settings
    assert (settings.company, settings.account_number) == ("本公司", "6222021234567890123")
    assert (settings.recovery_two_years, settings.statutory_multiple) == (75_000_000, 150_000_000)
    assert (settings.accrue_on_receipt_day, settings.mild_days, settings.allocation_order) == (False, 15, 0)
    assert [(problem.code, problem.row) for problem in reading.problems if problem.row] == [
        ("number-text", 4),
        ("not-option", 7),
    ]


def test_frames_of_categories_can_be_joined_by_code() -> None:
    table = read(book()).tables["contracts"]
    assert isinstance(table["penalty_mode"].dtype, pd.CategoricalDtype)
    assert table["penalty_mode"].cat.codes.tolist() == [terms.PenaltyMode.DAILY] * 3
