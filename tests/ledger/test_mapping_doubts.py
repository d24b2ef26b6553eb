"""A user's own workbook changed between two clicks, or telling two things: right figures or a clear refusal."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from addin import entry, messages
from addin.hosts.file import FileHost
from tests.ledger.own_books import DAY, FLAT, HEADER, TITLE, adopted, book, cells, press, told, typed

if TYPE_CHECKING:
    from pathlib import Path

UNPAID = "催收·未收金额"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return adopted(book(tmp_path / "我的.xlsx", [HEADER, *FLAT]))


def changed(place: tuple[int, int], value: object, rows: list[list[Any]] = FLAT) -> list[list[Any]]:
    """Return the rows with one cell (row and column from 0) changed."""
    result = [row[:] for row in rows]
    result[place[0]][place[1]] = value
    return result


def computed(path: Path) -> list[object]:
    rows = FileHost(path).read([TITLE])[TITLE].rows[2:]
    at = rows[0].index(UNPAID)
    return [row[at] if at < len(row) else None for row in rows[1:]]


def errors(report: entry.Report) -> list[tuple[str, str, int, str]]:
    found = [problem for problem in report.problems if problem.level == "error"]
    assert all(messages.problem_text(problem) for problem in found)
    return [(one.code, one.sheet, one.row, one.column) for one in found]


def said(report: entry.Report) -> str:
    return messages.problem_text(next(one for one in report.problems if one.level == "error"))


# ------------------------------------------------------------------ the workbook changed since


def test_columns_and_title_lines_that_are_inserted_change_no_figure(path: Path) -> None:
    made = openpyxl.load_workbook(path)
    made[TITLE].insert_cols(2, 3)
    made[TITLE].insert_cols(8)
    made[TITLE]["B3"] = "我加的列"
    made[TITLE].insert_rows(1, 2)
    made.save(path)
    report = press(path, "overdue")
    assert report.status == entry.DONE, report.summary
    assert [row[UNPAID] for row in cells(path, header_row=5)] == [60, 200, 0, None]
    assert [row["我加的列"] for row in cells(path, header_row=5)] == [None] * 4


def test_a_column_that_every_row_needs_is_asked_for_once_and_a_fixed_value_answers(tmp_path: Path) -> None:
    path = book(tmp_path / "我的.xlsx", [row[:8] + row[10:] for row in [HEADER, *FLAT]])
    for _ in ("proposed", "confirmed"):
        report = press(path, "import")
        assert report.status == entry.DONE
        assert "您的表没有「违约金方式」列，缺了就不能计算" in report.summary
        assert "「固定值」" in report.summary
    report = press(path, "validate")
    assert errors(report) == [("missing-header", TITLE, 0, "违约金方式")]
    (line,) = [line for line in cells(path, "校验结果", 1) if line["列"] == "违约金方式"]
    assert (line["工作表"], line["位置"]) == (TITLE, None)
    assert "固定值" in line["说明与处理"]
    made = openpyxl.load_workbook(path)
    mapping = made["列对应"]
    heads = [cell.value for cell in mapping[1]]
    for row in mapping.iter_rows(min_row=2):
        if row[heads.index("对应列")].value == "违约金方式":
            row[heads.index("固定值")].value = "无"
    made.save(path)
    assert press(path, "overdue").status == entry.DONE
    assert computed(path)[:3] == [60, 200, 0]


def test_a_sheet_that_is_gone_is_refused_by_name(tmp_path: Path) -> None:
    path = book(tmp_path / "我的.xlsx", [HEADER[:7], *[row[:7] for row in FLAT]])
    made = openpyxl.load_workbook(path)
    sheet = made.create_sheet("回款流水")
    for row in (["合同号", "到账日期", "到账金额"], ["HT-1", dt.datetime(2025, 3, 3), 40]):
        sheet.append(row)
    made.save(path)
    adopted(path)
    made = openpyxl.load_workbook(path)
    made["回款流水"].title = "回款流水2025"
    made.save(path)
    report = press(path, "overdue")
    assert report.status == entry.DATA
    assert "找不到工作表《回款流水》" in report.summary


def test_a_wrong_word_on_the_mapping_stops_every_button(path: Path) -> None:
    told(path, "列对应", {"来源列名": "累计回款"}, {"对应列": "回了多少"})
    report = press(path, "overdue")
    assert report.status == entry.DATA
    assert "《列对应》第 9 行「对应列」填写有误" in report.summary


@pytest.mark.parametrize("key", ["overdue", "import"])
def test_two_columns_for_one_of_ours_are_refused_by_name(path: Path, key: str) -> None:
    told(path, "列对应", {"来源列名": "合同总额"}, {"对应列": "应收金额"})
    report = press(path, key)
    assert report.status == entry.DATA
    assert "「合同总额」「应收款」" in report.summary


def test_two_columns_of_a_source_for_one_of_ours_are_refused_by_name(tmp_path: Path) -> None:
    path = book(tmp_path / "我的.xlsx", [HEADER, *FLAT])
    press(path, "import")
    told(path, "列对应", {"来源列名": "签约日期"}, {"对应列": "应收日期"})
    report = press(path, "import")
    assert report.status == entry.DATA
    assert "「签约日期」「到期日」" in report.summary


TWINS: list[list[Any]] = [
    ["合同号", "客户", "签约日期", "合同额", "到期日", "应收款", "金额", "金额", "违约金方式"],
    ["HT-1", "甲", DAY(2025, 1, 1), 100, DAY(2025, 3, 3), 100, 7, 30, "无"],
]


def twins(tmp_path: Path) -> Path:
    """Return a register with two columns of one name, the second of them mapped to what was paid."""
    path = book(tmp_path / "我的.xlsx", TWINS)
    press(path, "import")
    told(path, "列对应", {"来源列": "H"}, {"对应列": "累计已收"})
    press(path, "import")
    return path


def test_of_two_columns_of_one_name_the_same_one_is_followed(tmp_path: Path) -> None:
    path = twins(tmp_path)
    assert press(path, "overdue").status == entry.DONE
    made = openpyxl.load_workbook(path)
    made[TITLE].insert_cols(7)  # now the first of them stands where the second did
    made.save(path)
    report = press(path, "overdue")
    assert report.status == entry.DONE, report.summary
    assert computed(path) == [70]


def test_a_third_column_of_one_name_or_one_less_is_refused(tmp_path: Path) -> None:
    path = twins(tmp_path)
    made = openpyxl.load_workbook(path)
    made[TITLE].delete_cols(7)
    made.save(path)
    report = press(path, "overdue")
    assert report.status == entry.DATA
    assert "叫「金额」的列" in report.summary


# ------------------------------------------------------------------ what the sheets say


def test_sheets_of_one_shape_are_all_the_ledger(tmp_path: Path) -> None:
    path = book(tmp_path / "我的.xlsx", [HEADER, *FLAT[:2]], title="一月")
    made = openpyxl.load_workbook(path)
    sheet = made.copy_worksheet(made["一月"])
    sheet.title = "二月"
    for number in (4, 5):
        sheet.cell(number, 2, "HT-7")
    made.save(path)
    adopted(path)
    assert press(path, "overdue").status == entry.DONE
    assert [row[UNPAID] for row in cells(path, "一月")] == [60, 200]
    assert [row[UNPAID] for row in cells(path, "二月")] == [60, 200]


@pytest.mark.parametrize(("place", "value", "header"), [
    ((1, 2), "西部电机", "客户编号"), ((1, 4), 301, "合同金额"), ((1, 3), DAY(2025, 1, 9), "签订日期"),
    ((1, 9), 0.002, "违约金标准"),
])  # fmt: skip
def test_a_contract_number_given_twice_is_computed_for_neither(
    tmp_path: Path, place: tuple[int, int], value: object, header: str
) -> None:
    path = adopted(book(tmp_path / "我的.xlsx", [HEADER, *changed(place, value)]))
    report = press(path, "overdue")
    assert report.status == entry.DATA
    assert [(code, row) for code, _, row, _ in errors(report)] == [("in-place-conflict", 5)]
    assert header in said(report)
    assert computed(path) == [None, None, 0, None]
    press(path, "propose")
    assert [row["结论"] for row in cells(path, "拟发函件", 1)] in ([], ["不发"])


@pytest.mark.parametrize("paid", ["四十多", -40, "#N/A?"])
def test_money_paid_that_cannot_be_read_is_never_taken_for_none(tmp_path: Path, paid: object) -> None:
    path = adopted(book(tmp_path / "我的.xlsx", [HEADER, *changed((0, 7), paid)]))
    report = press(path, "overdue")
    assert report.status == entry.DATA
    assert [(code, row) for code, _, row, _ in errors(report)] == [("in-place-unread", 4)]
    assert computed(path) == [None, None, 0, None]


def test_an_unpaid_sum_above_the_amount_is_no_figure(tmp_path: Path) -> None:
    header = [*HEADER[:7], "未收余额", *HEADER[8:]]
    rows = [[*row[:7], left, *row[8:]] for row, left in zip(FLAT[:3], (150, 200, 0), strict=True)]
    path = adopted(book(tmp_path / "我的.xlsx", [header, *rows]))
    report = press(path, "overdue")
    assert [code for code, *_ in errors(report)] == ["in-place-unpaid-beyond"]
    assert computed(path) == [None, None, 0]


@pytest.mark.parametrize("balances", [("=1+1", "=1+1", "=1+1"), (60, 100, 0)])
def test_a_balance_that_does_not_fit_is_told_and_what_was_paid_counts(tmp_path: Path, balances: tuple[object]) -> None:
    rows = [[*row, left] for row, left in zip(FLAT[:3], balances, strict=True)]
    path = adopted(book(tmp_path / "我的.xlsx", [[*HEADER, "未收金额"], *rows]))
    report = press(path, "overdue")
    assert report.status == entry.DONE
    (doubt,) = [one for one in report.problems if one.code == "in-place-balance"]
    assert (doubt.level, doubt.sheet, doubt.row) == ("hint", TITLE, 4)
    assert "程序按应收减已收计算" in messages.problem_text(doubt)
    assert computed(path) == [60, 200, 0]


@pytest.mark.parametrize(("single", "status", "figures"), [
    (40, entry.DONE, [60, 200, 0, None]), (30, entry.DATA, [None, None, 0, None]),
])  # fmt: skip
def test_money_told_twice_must_be_the_same(path: Path, single: int, status: int, figures: list[object]) -> None:
    made = openpyxl.load_workbook(path)
    sheet = made.create_sheet("回款记录")
    sheet.append(["回款编号", "回款日期", "合同编号", "回款金额"])
    sheet.append(["HK-1", dt.datetime(2025, 3, 3), "HT-1", single])
    made.save(path)
    report = press(path, "overdue")
    assert report.status == status
    assert [code for code, *_ in errors(report)] == ["in-place-paid-twice"] * (status == entry.DATA)
    assert computed(path) == figures


def test_money_paid_in_a_row_without_a_contract_is_told(tmp_path: Path) -> None:
    rows = [*FLAT[:3], [None, None, None, None, None, None, None, 25, None, None, "张三"]]
    path = adopted(book(tmp_path / "我的.xlsx", [HEADER, *rows]))
    report = press(path, "validate")
    assert [(one.sheet, one.row) for one in report.problems if one.code == "in-place-nobodys"] == [(TITLE, 7)]


def test_merged_cells_in_the_body_are_read_where_they_hold_for_all_and_refused_for_money(tmp_path: Path) -> None:
    path = book(tmp_path / "我的.xlsx", [HEADER, *FLAT])
    made = openpyxl.load_workbook(path)
    for column in "BCDE":
        made[TITLE].merge_cells(f"{column}4:{column}5")
    made.save(path)
    adopted(path)
    report = press(path, "overdue")
    assert report.status == entry.DONE, [messages.problem_text(one) for one in report.problems]
    assert computed(path) == [60, 200, 0, None]
    made = openpyxl.load_workbook(path)
    made[TITLE].merge_cells("G4:G5")
    made.save(path)
    report = press(path, "overdue")
    assert ("merged", TITLE, 4, "应收款") in errors(report)
    assert computed(path) == [None, None, 0, None]


def test_hidden_rows_count_and_are_told(path: Path) -> None:
    made = openpyxl.load_workbook(path)
    made[TITLE].row_dimensions[5].hidden = True
    made[TITLE].auto_filter.ref = "A3:K6"
    made.save(path)
    report = press(path, "overdue")
    assert "hidden-rows" in {problem.code for problem in report.problems}
    assert computed(path) == [60, 200, 0, None]


def test_numbers_and_days_typed_as_text_are_read(path: Path) -> None:
    typed(path, TITLE, {"G4": "100元", "H4": "40.00", "F4": "2025年3月3日", "E4": "300"})
    report = press(path, "overdue")
    assert report.status == entry.DONE
    assert computed(path) == [60, 200, 0, None]


def test_a_sheet_of_ours_with_a_broken_header_is_refused(path: Path) -> None:
    made = openpyxl.load_workbook(path)
    sheet = made.create_sheet("回款记录")
    sheet.append(["回款编号", "回款日期", "合同编号", "回款金额", "回款金额"])
    made.save(path)
    report = press(path, "overdue")
    assert report.status == entry.DATA
    assert "《回款记录》的表头「回款金额」" in report.summary


def test_a_customer_number_with_two_names_gets_no_letter(tmp_path: Path) -> None:
    header = [HEADER[0], "客户编号", *HEADER[1:]]
    rows = [[row[0], number, *row[1:]] for row, number in zip(FLAT[:3], ("C-1", "C-1", "C-1"), strict=True)]
    path = adopted(book(tmp_path / "我的.xlsx", [header, *rows]))
    report = press(path, "validate")
    assert errors(report) == [("in-place-two-names", TITLE, 4, "购货单位")]
    assert "华东泵业、西部电机" in messages.problem_text(report.problems[0])


def test_a_table_below_another_is_told_and_the_register_is_computed(tmp_path: Path) -> None:
    path = book(tmp_path / "我的.xlsx", [HEADER, *FLAT, [], ["客户", "联系人", "手机"], ["华东泵业", "王经理", "1380"]])
    press(path, "import")
    report = press(path, "import")
    assert (report.status, [one.code for one in report.problems]) == (entry.DONE, ["in-place-other-table"])
    report = press(path, "overdue")
    assert report.status == entry.DONE
    (told,) = [one for one in report.problems if one.code == "in-place-other-table"]
    assert (told.level, told.sheet, told.row) == ("hint", TITLE, 9)
    assert "另一张表（客户、联系人、手机），不作为台账读取" in messages.problem_text(told)
    assert computed(path)[:3] == [60, 200, 0]


def test_a_table_of_money_below_another_is_refused_where_it_would_be_confirmed(tmp_path: Path) -> None:
    below: list[list[Any]] = [[], ["合同号", "到账日期", "到账金额"], ["HT-1", DAY(2025, 3, 3), 30]]
    path = book(tmp_path / "我的.xlsx", [HEADER, *FLAT, *below])
    press(path, "import")
    report = press(path, "import")
    assert report.status == entry.DATA
    assert f"《{TITLE}》第 9 行起是另一张表（合同号、到账日期、到账金额），其中的金额没有人读" in report.summary
    assert {row["状态"] for row in cells(path, "列对应", 1)} == {"待确认"}


def test_a_table_of_money_typed_below_the_register_later_stops_every_button(path: Path) -> None:
    typed(path, TITLE, {"B9": "合同号", "C9": "到账日期", "D9": "到账金额", "B10": "HT-1", "D10": 30})
    report = press(path, "overdue")
    assert report.status == entry.DATA
    assert f"《{TITLE}》第 9 行起是另一张表（合同号、到账日期、到账金额），其中的金额没有人读" in report.summary
    assert [row.get(UNPAID) for row in cells(path)][:3] == [None] * 3


def test_a_contract_in_another_currency_is_not_computed_and_the_others_are(tmp_path: Path) -> None:
    rows = [[*row, money] for row, money in zip(FLAT[:3], ("人民币", "美元", "RMB"), strict=True)]
    path = adopted(book(tmp_path / "我的.xlsx", [[*HEADER, "币种"], *rows]))
    report = press(path, "overdue")
    assert errors(report) == [("in-place-foreign", TITLE, 5, "币种")]
    assert "「币种」是“美元”，不是人民币" in said(report)
    assert computed(path) == [None, None, 0]


def test_a_debt_listed_on_two_sheets_is_counted_for_none_and_the_others_are_right(tmp_path: Path) -> None:
    path = book(tmp_path / "我的.xlsx", [HEADER, *FLAT[:2]], title="一月")
    made = openpyxl.load_workbook(path)
    sheet = made.copy_worksheet(made["一月"])
    sheet.title = "二月"
    for at, value in enumerate(FLAT[2], 1):
        sheet.cell(5, at, value)
    made.save(path)
    adopted(path)
    report = press(path, "overdue")
    assert errors(report) == [("in-place-two-sheets", "二月", 4, "")]
    assert "同一笔在《一月》第 4 行已有" in said(report)
    assert [[row.get(UNPAID) for row in cells(path, title)] for title in ("一月", "二月")] == [[None, None], [None, 0]]


def test_a_row_copied_on_one_sheet_is_counted_for_none_and_the_others_are_right(tmp_path: Path) -> None:
    report = press(adopted(path := book(tmp_path / "我的.xlsx", [HEADER, *FLAT[:3], FLAT[0]])), "overdue")
    assert errors(report) == [("in-place-told-again", TITLE, 7, "")]
    assert "与第 4 行完全相同" in said(report)
    assert computed(path) == [None, None, 0, None]


# ------------------------------------------------------------------ proposed anew


@pytest.mark.parametrize("header", ["累计收款", "已收款"])
def test_a_new_column_of_money_stops_every_button_until_it_is_confirmed(tmp_path: Path, header: str) -> None:
    less = [[*row[:7], *row[8:]] for row in [HEADER, *FLAT[:3]]]
    path = book(tmp_path / "我的.xlsx", less)
    press(path, "import")
    told(path, "列对应", {"来源列名": "签约日期"}, {"固定值": ""})
    press(path, "import")
    assert press(path, "overdue").status == entry.DONE
    assert computed(path) == [100, 200, 50]
    made = openpyxl.load_workbook(path)
    sheet = made[TITLE]
    sheet.insert_cols(8)
    for number, value in ((3, header), (4, 40)):
        sheet.cell(number, 8).value = value
    made.save(path)
    report = press(path, "overdue")
    assert report.status == entry.DATA
    assert f"「{header}」列没有登记" in report.summary
    assert "请核对《列对应》" in press(path, "import").summary
    assert "还没有确认" in press(path, "overdue").summary
    assert "已确认" in press(path, "import").summary
    assert press(path, "overdue").status == entry.DONE
    assert computed(path) == [60, 200, 50]


def test_a_renamed_column_or_sheet_is_proposed_again_with_what_the_user_had_chosen(path: Path) -> None:
    told(path, "列对应", {"来源列名": "业务经理"}, {"对应列": "不导入"})
    typed(path, TITLE, {"F3": "应付款日期"})
    assert press(path, "overdue").status == entry.DATA
    assert "请核对《列对应》" in press(path, "import").summary
    lines = {row["来源列名"]: (row["对应列"], row["状态"]) for row in cells(path, "列对应", 1)}
    assert lines["业务经理"] == ("不导入", "待确认")
    assert lines["应收款"] == ("应收金额", "待确认")
    told(path, "列对应", {"来源列名": "应付款日期"}, {"对应列": "应收日期"})
    assert "已确认" in press(path, "import").summary
    assert press(path, "overdue").status == entry.DONE
    assert computed(path) == [60, 200, 0, None]
    made = openpyxl.load_workbook(path)
    made[TITLE].title = "改了名"
    made.save(path)
    assert "找不到工作表" in press(path, "overdue").summary
    press(path, "import")
    told(path, "列对应", {"来源列名": "应付款日期"}, {"对应列": "应收日期"})
    assert "已确认" in press(path, "import").summary
    assert press(path, "overdue").status == entry.DONE
    assert {row["来源工作表"] for row in cells(path, "列对应", 1)} == {"改了名"}


def test_a_new_sheet_of_theirs_waits_for_its_confirmation_and_nothing_is_computed_without_it(path: Path) -> None:
    made = openpyxl.load_workbook(path)
    sheet = made.create_sheet("六月回款")
    for row in (["合同号", "到账日期", "到账金额"], ["HT-2", dt.datetime(2025, 6, 3), 50]):
        sheet.append(row)
    made.save(path)
    assert "请核对《列对应》" in press(path, "import").summary
    assert "《六月回款》的各列还没有确认" in press(path, "overdue").summary
    assert "已确认" in press(path, "import").summary
    assert press(path, "overdue").status == entry.DONE
    assert computed(path) == [60, 200, 0, None]
