from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
import xlsxwriter

from addin import asking, entry
from addin.__main__ import main
from addin.hosts import newbook
from addin.hosts.file import FileHost
from addin.ledger import schema
from addin.ribbon import BUTTONS
from tests.hosts.test_old_book import ERRORS
from tests.hosts.test_sources import OLD

if TYPE_CHECKING:
    from pathlib import Path

HEADER = ["合同号", "购货单位", "签约日期", "合同额", "到期日", "应收款", "备注"]
ROWS: list[list[Any]] = [
    ["HT-1", "华东泵业", "2025.2.3", 100, "2025-03-01", 100, "=1+1"],
    ["HT-2", "西部电机", "2025.2.4", 50.5, "2025-04-01", 50.5, "+86 138"],
]


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    path = tmp_path / "台账.xlsx"
    newbook.write_template(path)
    return path


def written(path: Path, rows: list[list[Any]], title: str = "销售台账") -> Path:
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False, "strings_to_numbers": False}) as book:
        sheet = book.add_worksheet(title)
        for at, row in enumerate(rows):
            sheet.write_row(at, 0, row)
    return path


def run(*arguments: object, capsys: pytest.CaptureFixture[str]) -> tuple[int, dict[str, Any]]:
    status = main([*map(str, arguments), "--json"])
    return status, json.loads(capsys.readouterr().out)


def rows(path: Path, title: str) -> list[dict[str, Any]]:
    grid = FileHost(path).read([title]).get(title)
    if grid is None:
        return []
    heads = [str(head) for head in grid.rows[0]]
    return [dict(zip(heads, row, strict=False)) for row in grid.rows[1:] if any(cell is not None for cell in row)]


def put(path: Path, title: str, where: dict[str, Any], cells: dict[str, Any]) -> None:
    """Type into the first row of a sheet whose cells are these."""
    book = openpyxl.load_workbook(path)
    sheet = book[title]
    heads = {str(cell.value): at for at, cell in enumerate(sheet[1], 1)}
    for number in range(2, sheet.max_row + 1):
        if all(sheet.cell(number, heads[name]).value == value for name, value in where.items()):
            for name, value in cells.items():
                sheet.cell(number, heads[name], value)
            break
    else:
        raise AssertionError(where)
    book.save(path)


def test_the_first_time_only_the_mapping_and_a_rehearsal_are_written(
    tmp_path: Path, ledger: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = written(tmp_path / "来源.xlsx", [HEADER, *ROWS])
    status, told = run("import", source, ledger, capsys=capsys)
    assert status == 0
    assert {change["sheet"] for change in told["changes"]} == {"列对应", "导入结果"}
    assert told["figures"]["导入新增行"] == "6"
    assert told["figures"]["销售台账：应收金额"] == "150.50 → 150.50"
    assert rows(ledger, "合同台账") == []
    mapped = {
        row["来源列名"]: (row["对应表"], row["对应列"], row["可信度"])
        for row in rows(ledger, "列对应")
        if row["来源列名"]
    }
    assert mapped["购货单位"] == ("客户", "客户名称", 0.95)
    assert [row["对应列"] for row in rows(ledger, "列对应") if not row["来源列名"]] == ["违约金方式", "违约金标准"]


def test_the_second_time_the_mapping_is_followed_as_the_user_corrected_it(
    tmp_path: Path, ledger: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = written(tmp_path / "来源.xlsx", [[*HEADER, "归口"], *[[*row, "华东区"] for row in ROWS]])
    run("import", source, ledger, capsys=capsys)
    put(ledger, "列对应", {"来源列名": "归口"}, {"对应列": "部门"})
    put(ledger, "列对应", {"来源列名": "备注"}, {"对应列": "不导入"})
    put(ledger, "列对应", {"对应列": "违约金方式"}, {"固定值": "无"})
    status, told = run("import", source, ledger, capsys=capsys)
    assert (status, told["ok"]) == (0, True)
    contracts = rows(ledger, "合同台账")
    assert [(row["合同编号"], row["合同金额"], row["部门"], row["违约金方式"]) for row in contracts] == [
        ("HT-1", 100, "华东区", "无"), ("HT-2", 50.5, "华东区", "无"),
    ]  # fmt: skip
    assert [row["备注"] for row in rows(ledger, "应收计划")] == [None, None]
    assert {row["状态"] for row in rows(ledger, "列对应")} == {"已确认"}
    other = written(
        tmp_path / "五月.xlsx",
        [["五月"], [*HEADER, "归口"], ["HT-3", "丙", "2025.5.3", 1, "2025-06-01", 1, "", "西区"]],
    )
    status, told = run("import", other, ledger, capsys=capsys)
    assert status == 0
    assert rows(ledger, "合同台账")[2]["部门"] == "西区"
    assert len(rows(ledger, "客户")) == 3


def test_importing_again_changes_nothing(tmp_path: Path, ledger: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = written(tmp_path / "来源.xlsx", [[*HEADER, "累计回款"], [*ROWS[0], 30], [*ROWS[1], 0]])
    run("import", source, ledger, "--yes", "--as-of", "2025-07-01", capsys=capsys)
    before = {title: rows(ledger, title) for title in ("客户", "合同台账", "应收计划", "回款记录", "列对应")}
    assert [row["回款编号"] for row in before["回款记录"]] == ["期初-HT-1-1"]
    _, told = run("import", source, ledger, "--as-of", "2025-08-01", capsys=capsys)
    assert told["figures"]["导入新增行"] == "0"
    assert {title: rows(ledger, title) for title in before} == before


def test_a_cell_that_the_user_changed_is_listed_and_only_written_when_chosen(
    tmp_path: Path, ledger: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = written(tmp_path / "来源.xlsx", [HEADER, *ROWS])
    run("import", source, ledger, "--yes", capsys=capsys)
    put(ledger, "合同台账", {"合同编号": "HT-1"}, {"合同金额": 120})
    _, told = run("import", source, ledger, capsys=capsys)
    assert told["figures"]["与台账不同的单元格"] == "1"
    assert rows(ledger, "合同台账")[0]["合同金额"] == 120
    (listed,) = rows(ledger, "导入差异")
    assert (listed["编号"], listed["列"], listed["台账内容"], listed["来源内容"]) == (
        "HT-1",
        "合同金额",
        "120.00",
        "100.00",
    )
    put(ledger, "导入差异", {"编号": "HT-1"}, {"处理": "采用来源"})
    run("import", source, ledger, capsys=capsys)
    assert rows(ledger, "合同台账")[0]["合同金额"] == 100
    assert rows(ledger, "导入差异") == []


def test_cells_that_begin_like_formulas_are_texts(
    tmp_path: Path, ledger: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run("import", written(tmp_path / "来源.xlsx", [HEADER, *ROWS]), ledger, "--yes", capsys=capsys)
    sheet = openpyxl.load_workbook(ledger)["应收计划"]
    place = [cell.value for cell in sheet[1]].index("备注") + 1
    cells = [sheet.cell(row, place) for row in (2, 3)]
    assert [(cell.value, cell.data_type) for cell in cells] == [("=1+1", "s"), ("+86 138", "s")]


@pytest.mark.parametrize("form", ["csv-utf8", "csv-gb", "xls"])
def test_text_files_and_old_workbooks_come_in_too(
    tmp_path: Path, ledger: Path, form: str, capsys: pytest.CaptureFixture[str]
) -> None:
    source = OLD
    if form != "xls":
        source = tmp_path / "来源.csv"
        lines = "\n".join(",".join(map(str, row)) for row in [HEADER, *ROWS])
        source.write_bytes(lines.encode("utf-8" if form == "csv-utf8" else "gb18030"))
    status, told = run("import", source, ledger, "--yes", capsys=capsys)
    assert status == 0, told
    amounts = [row["应收金额"] for row in rows(ledger, "应收计划")]
    assert amounts == ([100.25, 50.25] if form == "xls" else [100, 50.5])
    assert rows(ledger, "应收计划")[0]["应收日期"] == dt.date(2025, 3, 1)


def test_a_source_whose_total_is_wrong_is_told(
    tmp_path: Path, ledger: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    total = ["合计", None, None, None, None, 151, None]
    run("import", written(tmp_path / "来源.xlsx", [HEADER, *ROWS, total]), ledger, capsys=capsys)
    lines = [row for row in rows(ledger, "导入结果") if row["项目"] == "应收款"]
    assert [(row["来源行"], row["来源合计"], row["导入合计"]) for row in lines] == [("4", 151, 150.5)]


def test_a_dry_run_writes_nothing(tmp_path: Path, ledger: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = ledger.read_bytes()
    source = written(tmp_path / "来源.xlsx", [HEADER, *ROWS])
    status, told = run("import", source, ledger, "--yes", "--dry-run", capsys=capsys)
    assert status == 0
    assert {"客户", "合同台账", "应收计划"} <= {change["sheet"] for change in told["changes"]}
    assert ledger.read_bytes() == before


def test_what_cannot_be_read_is_listed_with_its_row_and_the_status_says_so(
    tmp_path: Path, ledger: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = ["HT-3", "丙", "2025.5.3", 1, "3/5/2025", 1, ""]
    source = written(tmp_path / "来源.xlsx", [HEADER, *ROWS, bad])
    status, told = run("import", source, ledger, "--yes", capsys=capsys)
    assert status == 1
    errors = [problem for problem in told["problems"] if problem["level"] == "error"]
    assert [(one["sheet"], one["row"], one["column"], one["found"]) for one in errors] == [
        ("销售台账", 4, "应收日期", "3/5/2025")
    ]
    assert [row["合同编号"] for row in rows(ledger, "合同台账")] == ["HT-1", "HT-2"]


def test_nothing_is_imported_without_a_contract_column(
    tmp_path: Path, ledger: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = written(tmp_path / "来源.xlsx", [["发票号", "应收款", "到期日"], ["F1", 5, "2025-01-01"]])
    status, told = run("import", source, ledger, "--yes", capsys=capsys)
    assert status == 1
    assert "合同编号" in told["summary"]
    assert rows(ledger, "应收计划") == []
    put(ledger, "列对应", {"来源列名": "发票号"}, {"对应列": "合同编号"})
    assert run("import", source, ledger, capsys=capsys)[0] == 0
    assert [row["合同编号"] for row in rows(ledger, "应收计划")] == ["F1"]


def test_a_target_that_is_none_stops_the_import_and_keeps_the_mapping(
    tmp_path: Path, ledger: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = written(tmp_path / "来源.xlsx", [HEADER, *ROWS])
    run("import", source, ledger, capsys=capsys)
    put(ledger, "列对应", {"来源列名": "备注"}, {"对应列": "随便"})
    before = rows(ledger, "列对应")
    status, told = run("import", source, ledger, capsys=capsys)
    assert status == 1
    assert "列对应" in told["summary"]
    assert rows(ledger, "列对应") == before


def test_every_column_that_can_be_chosen_fits_the_list_of_a_cell() -> None:
    for column in schema.MAPPING.columns:
        assert len(",".join(column.options)) <= 255, column.header  # a longer list is no drop-down


def test_other_header_rows_that_the_user_names_are_followed(
    tmp_path: Path, ledger: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    odd = ["合同号", "单位", "何时付", "应收款"]
    source = written(
        tmp_path / "来源.xlsx", [["合同号", "客户", "到期日", "应收款"], odd, ["HT-1", "甲", "2025-03-01", 5]]
    )
    run("import", source, ledger, capsys=capsys)
    assert {row["表头行"] for row in rows(ledger, "列对应")} == {"1"}
    for row in rows(ledger, "列对应"):
        put(ledger, "列对应", {"来源列": row["来源列"], "对应列": row["对应列"]}, {"表头行": "2"})
    run("import", source, ledger, capsys=capsys)
    assert {row["表头行"] for row in rows(ledger, "列对应") if row["来源列名"] == "何时付"} == {"2"}
    assert rows(ledger, "应收计划") == []
    put(ledger, "列对应", {"来源列名": "何时付"}, {"对应列": "应收日期"})
    run("import", source, ledger, capsys=capsys)
    assert [(row["应收编号"], row["应收金额"]) for row in rows(ledger, "应收计划")] == [("HT-1-1", 5)]


def test_on_a_click_without_a_source_the_user_is_told_what_to_do(ledger: Path) -> None:
    now = dt.datetime(2025, 7, 1, 9)
    asked = asking.Asked(now.date(), now, ledger.parent, ledger=ledger)
    report = entry.press(BUTTONS["import"], lambda: FileHost(ledger), asked)
    assert report.status == entry.DATA
    assert "导入来源" in report.summary


def test_on_a_click_in_a_workbook_that_is_no_ledger_it_is_proposed_as_one(tmp_path: Path) -> None:
    path = written(tmp_path / "我的.xlsx", [HEADER, *ROWS])
    now = dt.datetime(2025, 7, 1, 9)
    asked = asking.Asked(now.date(), now, tmp_path, ledger=path)
    report = entry.press(BUTTONS["import"], lambda: FileHost(path), asked)
    assert report.status == entry.DONE, report.summary
    assert {row["用途"] for row in rows(path, "列对应")} == {"本表即台账"}


def test_a_second_table_on_a_sheet_is_told_as_a_problem(
    tmp_path: Path, ledger: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    header = ["合同号", "购货单位", "回款日期", "回款金额"]
    below: list[list[Any]] = [[], header, ["HT-1", "华东泵业", "2025-03-02", 40]]
    source = written(tmp_path / "来源.xlsx", [HEADER, *ROWS, *below])
    status, told = run("import", source, ledger, "--yes", capsys=capsys)
    assert status == 1
    assert [(one["row"], one["found"]) for one in told["problems"] if one["code"] == "intake-skipped"] == [
        (5, "合同号、购货单位、回款日期、回款金额")
    ]
    assert [row["应收金额"] for row in rows(ledger, "应收计划")] == [100, 50.5]


def test_an_error_in_an_old_workbook_keeps_its_contract_outside(
    ledger: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _, report = run("import", ERRORS, ledger, capsys=capsys)
    left = [(one["row"], one["column"], one["found"]) for one in report["problems"] if one["level"] == "error"]
    assert left == [(2, "已收金额", "#DIV/0!"), (4, "已收金额", "#N/A"), (6, "已收金额", "#VALUE!")]
    assert report["figures"]["应收台账：应收金额"] == "500.00 → 300.00"
