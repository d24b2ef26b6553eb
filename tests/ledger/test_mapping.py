"""A user's own workbook as the ledger: what the commands see, and where what they write goes."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from addin import entry
from addin.hosts.file import FileHost
from addin.ledger.mapping import in_place
from addin.ledger.reading import read
from addin.ports import Refusal
from tests.ledger.own_books import AS_OF, BEGUN, DAY, FLAT, HEADER, TITLE, adopted, book, cells, press

if TYPE_CHECKING:
    from pathlib import Path


def test_a_workbook_without_a_mapping_is_left_alone(tmp_path: Path) -> None:
    host = FileHost(book(tmp_path / "我的.xlsx", [HEADER, *FLAT]))
    assert in_place(host, AS_OF) is host


def test_a_mapping_serves_only_once_it_is_confirmed(tmp_path: Path) -> None:
    path = book(tmp_path / "我的.xlsx", [HEADER, *FLAT])
    press(path, "import")
    with pytest.raises(Refusal) as refused:
        in_place(FileHost(path), AS_OF)
    assert refused.value.code == "mapping-unconfirmed"
    press(path, "import")
    assert in_place(FileHost(path), AS_OF).titles() == (
        TITLE, "列对应", *BEGUN, "客户", "合同台账", "应收计划", "回款记录",
    )  # fmt: skip


def test_a_flat_register_is_seen_as_our_sheets_on_its_own_rows(tmp_path: Path) -> None:
    host = in_place(FileHost(adopted(book(tmp_path / "我的.xlsx", [HEADER, *FLAT]))), AS_OF)
    tables = read(host.read(host.titles())).tables
    assert tables["contracts"]["contract"].to_dict() == {4: "HT-1", 6: "HT-2"}
    assert tables["contracts"]["contract_amount"].to_dict() == {4: 30_000, 6: 5_000}
    assert tables["instalments"]["instalment"].to_dict() == {4: "HT-1-1", 5: "HT-1-2", 6: "HT-2-1"}
    assert tables["customers"]["customer"].tolist() == ["华东泵业", "西部电机"]
    assert sorted(tables["receipts"]["amount"]) == [4_000, 5_000]


def test_figures_stand_right_of_their_table_and_nothing_else_changes(tmp_path: Path) -> None:
    path = adopted(book(tmp_path / "我的.xlsx", [HEADER, *FLAT]))
    before = cells(path)
    report = press(path, "overdue")
    assert report.status == entry.DONE, report.summary
    after = cells(path)
    assert [{name: row[name] for name in HEADER} for row in after] == before
    assert [row["催收·未收金额"] for row in after] == [60, 200, 0, None]
    assert [row["催收·逾期天数"] for row in after] == [120, 0, 0, None]
    assert [row["催收·违约金"] for row in after] == [7.2, 0, 0, None]  # 60 yuan, 120 days, 0.001 a day
    assert [row["催收·合同应付合计"] for row in after] == [267.2, None, 0, None]
    again = press(path, "overdue")
    assert again.figures == report.figures
    assert cells(path) == after


def test_a_wide_register_gets_the_figures_of_each_instalment_on_its_row(tmp_path: Path) -> None:
    header = ["合同号", "客户", "签约日", "合同额", "一期金额", "一期日期", "二期金额", "二期日期", "违约金方式"]
    rows = [["HT-1", "甲", DAY(2025, 1, 1), 300, 100, DAY(2025, 3, 3), 200, DAY(2025, 6, 5), "无"],
            ["HT-2", "乙", DAY(2025, 1, 1), 5, 5, DAY(2025, 4, 1), None, None, "无"]]  # fmt: skip
    path = adopted(book(tmp_path / "我的.xlsx", [header, *rows]))
    assert press(path, "overdue").status == entry.DONE
    found = [
        (row["催收·第1期逾期天数"], row["催收·第2期逾期天数"], row["催收·合同最长逾期天数"]) for row in cells(path)
    ]
    assert found == [(120, 26, 120), (91, None, 91)]


def test_problems_name_the_users_sheet_row_and_header(tmp_path: Path) -> None:
    bad = [row[:] for row in FLAT]
    bad[1][5] = "3/5/2025"
    path = adopted(book(tmp_path / "我的.xlsx", [HEADER, *bad]))
    report = press(path, "validate")
    errors = [problem for problem in report.problems if problem.level == "error"]
    assert [(one.sheet, one.row, one.column, one.code) for one in errors] == [(TITLE, 5, "到期日", "ambiguous-date")]
    (listed,) = [row for row in cells(path, "校验结果", 1) if row["级别"] == "错误"]
    assert (listed["工作表"], listed["位置"], listed["列"]) == (TITLE, "第 5 行", "到期日")
    sheet = openpyxl.load_workbook(path)[TITLE]
    assert sheet["F5"].comment is not None
    at = 2 + [row["级别"] for row in cells(path, "校验结果", 1)].index("错误")
    (link,) = [cell.hyperlink for cell in openpyxl.load_workbook(path)["校验结果"][at] if cell.hyperlink]
    assert TITLE in (link.location or "")


def test_every_button_without_a_selection_answers_on_such_a_workbook(tmp_path: Path) -> None:
    path = adopted(book(tmp_path / "我的.xlsx", [HEADER, *FLAT]))
    for key in (
        "validate",
        "overdue",
        "ageing",
        "limitation",
        "propose",
        "worklist",
        "promises",
        "monthly",
        "dashboard",
    ):
        assert press(path, key).status in {entry.DONE, entry.DATA}, key
    sheets = openpyxl.load_workbook(path).sheetnames
    assert {"账龄分析", "拟发函件", "今日待办"} <= set(sheets)
    assert not {"客户", "合同台账", "应收计划", "回款记录"} & set(sheets)


def test_a_column_that_a_button_adds_is_read_as_ours(tmp_path: Path) -> None:
    path = adopted(book(tmp_path / "我的.xlsx", [[*HEADER, "宽限天数"], *[[*row, 5] for row in FLAT[:3]]]))
    made = openpyxl.load_workbook(path)
    sheet = made[TITLE]
    sheet.cell(3, 13, "催收员")
    sheet.cell(4, 13, "王五")
    made.save(path)
    host = in_place(FileHost(path), AS_OF)
    tables = read(host.read(host.titles())).tables
    assert tables["customers"]["collector"].tolist() == ["王五", ""]
    assert tables["contracts"]["grace_days"].tolist() == [5, 5]


def test_receipts_typed_on_a_sheet_of_ours_count_beside_those_paid_before(tmp_path: Path) -> None:
    path = adopted(book(tmp_path / "我的.xlsx", [HEADER[:7] + HEADER[8:], *[row[:7] + row[8:] for row in FLAT[:3]]]))
    made = openpyxl.load_workbook(path)
    heads = [str(cell.value) for cell in made["回款记录"][1]]
    row: dict[str, Any] = {"回款编号": "HK-1", "回款日期": dt.datetime(2025, 3, 3), "合同编号": "HT-1", "回款金额": 30}
    for at, head in enumerate(heads, 1):
        made["回款记录"].cell(2, at, row.get(head))
    made.save(path)
    assert press(path, "overdue").status == entry.DONE
    assert [row["催收·未收金额"] for row in cells(path)] == [70, 200, 50]
    assert cells(path, "回款记录", 1)[0]["冲本金"] == 30


def test_a_mapped_column_that_is_gone_is_refused_by_name(tmp_path: Path) -> None:
    path = adopted(book(tmp_path / "我的.xlsx", [HEADER, *FLAT]))
    made = openpyxl.load_workbook(path)
    made[TITLE]["F3"] = "付款的日子"
    made.save(path)
    report = press(path, "overdue")
    assert report.status == entry.DATA
    assert "「到期日」" in report.summary


def test_customers_are_joined_by_name_across_sheets_to_the_number_that_one_of_them_has(tmp_path: Path) -> None:
    header = [*HEADER[:1], "合同号", "购货单位（全称）", *HEADER[3:]]
    rows = [row[:] for row in FLAT[:3]]
    rows[0][2], rows[1][2], rows[2][2] = "华东泵业（集团）", "华东泵业(集团)", "西部电机"
    path = book(tmp_path / "我的.xlsx", [[*HEADER[:2], "购货单位", *header[3:]], *rows])
    made = openpyxl.load_workbook(path)
    sheet = made.create_sheet("客户资料")
    for row in (["客户编号", "客户名称", "通讯地址"], ["C-1", "华东泵业(集团)", "上海"], ["C-2", "北方阀门", "沈阳"]):
        sheet.append(row)
    made.save(path)
    host = in_place(FileHost(adopted(path)), AS_OF)
    tables = read(host.read(host.titles())).tables
    assert tables["contracts"]["customer"].to_dict() == {4: "C-1", 6: "西部电机"}
    people = tables["customers"].set_index("customer")
    assert people["address"].to_dict() == {"C-1": "上海", "西部电机": "", "C-2": "沈阳"}
