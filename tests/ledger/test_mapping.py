"""A user's own workbook as the ledger: what the commands see, and where what they write goes."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import openpyxl
import pandas as pd
import pytest
import xlsxwriter

from addin import entry
from addin.hosts.file import FileHost
from addin.ledger import schema
from addin.ledger.mapping import in_place
from addin.ledger.reading import read
from addin.ports import Fill, Refusal
from addin.ribbon import BUTTONS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

AS_OF = dt.date(2025, 7, 1)
NOW = dt.datetime(2025, 7, 1, 9)
HEADER = [
    "序号",
    "合同号",
    "购货单位",
    "签约日期",
    "合同总额",
    "到期日",
    "应收款",
    "累计回款",
    "违约金方式",
    "违约金比例",
    "业务经理",
]
DAY = dt.date
FLAT: list[list[Any]] = [
    [1, "HT-1", "华东泵业", DAY(2025, 1, 5), 300, DAY(2025, 3, 3), 100, 40, "日利率", 0.001, "张三"],
    [2, "HT-1", "华东泵业", DAY(2025, 1, 5), 300, DAY(2025, 9, 1), 200, None, "日利率", 0.001, "张三"],
    [3, "HT-2", "西部电机", DAY(2025, 1, 6), 50, DAY(2025, 4, 1), 50, 50, "无", None, "李四"],
    ["合计", None, None, None, None, None, 350, 90, None, None, None],
]
TITLE = "销售台账2025"


def book(path: Path, rows: Sequence[Sequence[Any]], above: int = 2, title: str = TITLE) -> Path:
    """Write a workbook of the user's: title lines, then the register."""
    with xlsxwriter.Workbook(path) as made:
        sheet = made.add_worksheet(title)
        day = made.add_format({"num_format": "yyyy-mm-dd"})
        if above:
            sheet.write("A1", "某公司销售台账")
        for at, row in enumerate(rows, above):
            for place, value in enumerate(row):
                if isinstance(value, dt.date):
                    sheet.write_datetime(at, place, dt.datetime.combine(value, dt.time()), day)
                elif value is not None:
                    sheet.write(at, place, value)
    return path


def press(path: Path, key: str, *, as_of: dt.date = AS_OF, select: tuple[str, ...] = ()) -> entry.Report:
    asked = entry.Asked(as_of, NOW, path.parent, select, source=path if key == "import" else None, ledger=path)
    return entry.press(BUTTONS[key], lambda: FileHost(path), asked)


def adopted(path: Path) -> Path:
    """Let a workbook serve as the ledger: proposed, then confirmed."""
    for _ in range(2):
        report = press(path, "import")
        assert report.status == entry.DONE, report.summary
    return path


def cells(path: Path, title: str = TITLE, header_row: int = 3) -> list[dict[str, Any]]:
    sheet = openpyxl.load_workbook(path)[title]
    heads = [str(cell.value) for cell in sheet[header_row]]
    return [
        dict(zip(heads, (cell.value for cell in row), strict=True)) for row in sheet.iter_rows(min_row=header_row + 1)
    ]


def test_a_workbook_without_a_mapping_is_left_alone(tmp_path: Path) -> None:
    host = FileHost(book(tmp_path / "我的.xlsx", [HEADER, *FLAT]))
    assert in_place(host, AS_OF) is host


def test_a_mapping_serves_only_once_it_is_confirmed(tmp_path: Path) -> None:
    path = book(tmp_path / "我的.xlsx", [HEADER, *FLAT])
    press(path, "import")
    host = FileHost(path)
    assert in_place(host, AS_OF) is host
    press(path, "import")
    assert in_place(FileHost(path), AS_OF).titles() == (TITLE, "列对应", "客户", "合同台账", "应收计划", "回款记录")


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
    assert [row["未收金额"] for row in after] == [60, 200, 0, None]
    assert [row["逾期天数"] for row in after] == [120, 0, 0, None]
    assert [row["违约金"] for row in after] == [7.2, 0, 0, None]  # 60 yuan, 120 days, 0.001 a day
    assert [row["合同应付合计"] for row in after] == [267.2, None, 0, None]
    again = press(path, "overdue")
    assert again.figures == report.figures
    assert cells(path) == after


def test_a_wide_register_gets_the_figures_of_each_instalment_on_its_row(tmp_path: Path) -> None:
    header = ["合同号", "客户", "签约日", "合同额", "一期金额", "一期日期", "二期金额", "二期日期", "违约金方式"]
    rows = [["HT-1", "甲", DAY(2025, 1, 1), 300, 100, DAY(2025, 3, 3), 200, DAY(2025, 6, 5), "无"],
            ["HT-2", "乙", DAY(2025, 1, 1), 5, 5, DAY(2025, 4, 1), None, None, "无"]]  # fmt: skip
    path = adopted(book(tmp_path / "我的.xlsx", [header, *rows]))
    assert press(path, "overdue").status == entry.DONE
    found = [(row["第1期逾期天数"], row["第2期逾期天数"], row["合同最长逾期天数"]) for row in cells(path)]
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
    sheet = made.create_sheet("回款记录")
    sheet.append(["回款编号", "回款日期", "合同编号", "回款金额"])
    sheet.append(["HK-1", dt.datetime(2025, 3, 3), "HT-1", 30])
    made.save(path)
    assert press(path, "overdue").status == entry.DONE
    assert [row["未收金额"] for row in cells(path)] == [70, 200, 50]
    assert cells(path, "回款记录", 1)[0]["冲本金"] == 30


def test_a_mapped_column_that_is_gone_is_refused_by_name(tmp_path: Path) -> None:
    path = adopted(book(tmp_path / "我的.xlsx", [HEADER, *FLAT]))
    made = openpyxl.load_workbook(path)
    made[TITLE]["F3"] = "付款的日子"
    made.save(path)
    report = press(path, "overdue")
    assert report.status == entry.DATA
    assert "「到期日」" in report.summary


def test_rows_are_never_added_to_a_flat_register(tmp_path: Path) -> None:
    path = adopted(book(tmp_path / "我的.xlsx", [HEADER, *FLAT]))
    other = book(
        tmp_path / "别的.xlsx", [HEADER, [1, "HT-9", "新", DAY(2025, 1, 5), 1, DAY(2025, 3, 3), 1]], title="新"
    )
    asked = entry.Asked(AS_OF, NOW, tmp_path, yes=True, source=other, ledger=path)
    before = path.read_bytes()
    report = entry.press(BUTTONS["import"], lambda: FileHost(path), asked)
    assert report.status == entry.DATA
    assert TITLE in report.summary
    assert path.read_bytes() == before


def test_a_column_in_ten_thousands_is_not_written(tmp_path: Path) -> None:
    header = ["合同号", "客户", "到期日", "应收款(万元)"]
    path = adopted(book(tmp_path / "我的.xlsx", [header, ["HT-1", "甲", DAY(2025, 3, 3), 1.5]]))
    host = in_place(FileHost(path), AS_OF)
    grid = host.read(["应收计划"])["应收计划"]
    assert 15000.0 in grid.rows[3]
    column = schema.INSTALMENTS.column("amount")
    change = Fill("应收计划", (column,), pd.DataFrame({"amount": [5]}, index=[4]), keep_others=True)
    with pytest.raises(Refusal) as refused:
        host.apply([change], tmp_path)
    assert refused.value.code == "in-place-write"
