"""Own workbooks laid out at random give the same figures and keep every cell; spoilt ones never end in a fault."""

from __future__ import annotations

import re
import tempfile
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from addin import entry
from addin.hosts.file import FileHost
from tests.ledger.own_books import FLAT, HEADER, TITLE, adopted, book, press

if TYPE_CHECKING:
    from hypothesis.strategies import DataObject

CELL = re.compile(rb'<c r="([A-Z]+\d+)"[^>]*?(?:/>|>.*?</c>)', re.DOTALL)
UNPAID, PENALTY = "催收·未收金额", "催收·违约金"
EXPECTED = [(60, 7.2), (200, 0), (0, 0)]
OTHERS = ("毛利率", "逾期天数", "未收金额", "违约金", "客户等级2", "经办心得", "Ω", "开票否")
VALUES = st.sampled_from(["=1+1", "=SUM(A1:A2)", "＝不是公式", "-5", "√", 0, -3.5, True, None, "合计？", "2025-13-45"])
WORDS = (
    "合同编号",
    "应收金额",
    "累计已收",
    "不导入",
    "万元",
    "2-3",
    "99",
    "3",
    "已确认",
    "待确认",
    "导入",
    7,
    "",
    None,
)
QUICK = settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def held(path: Path) -> dict[bytes, bytes]:
    """Return the bytes of each cell of the register that holds anything, by address."""
    with zipfile.ZipFile(path) as archive:
        return {one[1]: one[0] for one in CELL.finditer(archive.read("xl/worksheets/sheet1.xml")) if b"</c>" in one[0]}


@QUICK
@given(st.data())
def test_however_the_columns_stand_the_figures_are_the_same_and_no_cell_changes(data: DataObject) -> None:
    mine = data.draw(st.lists(st.sampled_from(OTHERS), unique=True, max_size=4), label="columns we do not know")
    columns = [(name, [row[at] for row in FLAT]) for at, name in enumerate(HEADER)]
    columns += [(name, [data.draw(VALUES) for _ in FLAT]) for name in mine]
    order = [columns[0], *data.draw(st.permutations(columns[1:]), label="order")]  # 合计 stands in the first
    above = data.draw(st.integers(0, 4), label="title lines")
    rows = [[name for name, _ in order], *(list(row) for row in zip(*(values for _, values in order), strict=True))]
    with tempfile.TemporaryDirectory() as folder:
        path = adopted(book(Path(folder) / "我的.xlsx", rows, above=above))
        before = held(path)
        report = press(path, "overdue")
        assert report.status == entry.DONE, report.summary
        after = held(path)
        assert {address: after.get(address) for address in before} == before
        grid = FileHost(path).read([TITLE])[TITLE].rows
        at = [grid[above].index(UNPAID), grid[above].index(PENALTY)]
        assert [tuple(row[place] for place in at) for row in grid[above + 1 : above + 4]] == EXPECTED


def spoil(sheet: Any, data: DataObject) -> None:
    """Do to a sheet what users do by mistake."""
    row, column = data.draw(st.integers(1, sheet.max_row)), data.draw(st.integers(1, sheet.max_column))
    match data.draw(st.sampled_from(["type", "rows", "columns", "insert", "title", "twice"])):
        case "type":
            sheet.cell(row, column).value = data.draw(st.sampled_from(WORDS))
        case "rows":
            sheet.delete_rows(row, data.draw(st.integers(1, 3)))
        case "columns":
            sheet.delete_cols(column)
        case "insert":
            sheet.insert_cols(column)
        case "title":
            sheet.title = data.draw(st.sampled_from(["改名", "客户", "合同台账", "回款记录"]))
        case "twice":
            sheet.append([cell.value for cell in sheet[row]])


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return adopted(book(tmp_path_factory.mktemp("good") / "我的.xlsx", [HEADER, *FLAT]))


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_a_spoilt_workbook_or_mapping_is_told_and_never_a_fault(good: Path, data: DataObject) -> None:
    made = openpyxl.load_workbook(good)
    for _ in range(data.draw(st.integers(1, 3))):
        name = data.draw(
            st.sampled_from([one for one in (TITLE, "列对应") if one in made.sheetnames] or made.sheetnames)
        )
        spoil(made[name], data)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "我的.xlsx"
        made.save(path)
        for key in ("overdue", "propose", "import"):
            report = press(path, key)
            assert report.status in {entry.DONE, entry.DATA}, (key, report.summary)
            assert report.summary


def moved(sheet: Any, data: DataObject) -> None:
    """Change the place or name of columns of a sheet, and no figure."""
    column, width = data.draw(st.integers(2, sheet.max_column)), sheet.max_column
    header = next(row for row in range(1, sheet.max_row + 1) if sheet.cell(row, 1).value == HEADER[0])
    match data.draw(st.sampled_from(["insert", "title", "swap", "rename", "twin"])):
        case "insert":
            sheet.insert_cols(column, data.draw(st.integers(1, 2)))
        case "title":
            sheet.insert_rows(1, data.draw(st.integers(1, 3)))
        case "swap":
            other = data.draw(st.integers(2, width))
            for row in range(1, sheet.max_row + 1):
                one, two = sheet.cell(row, column), sheet.cell(row, other)
                one.value, two.value = two.value, one.value
        case "rename":
            sheet.cell(header, column).value = data.draw(st.sampled_from([*HEADER, "回款", "累计收款", "某列", None]))
        case "twin":
            sheet.cell(header, width + 1).value = data.draw(st.sampled_from(HEADER))


def muddled(lines: Any, data: DataObject) -> None:
    """Lose, repeat or mix lines of 列对应."""
    row = data.draw(st.integers(2, lines.max_row))
    match data.draw(st.sampled_from(["forget", "mix", "again"])):
        case "forget":
            lines.delete_rows(row)
        case "mix":
            rows = [[cell.value for cell in each] for each in lines.iter_rows(min_row=2)]
            for number, each in enumerate(data.draw(st.permutations(rows)), 2):
                for at, value in enumerate(each, 1):
                    lines.cell(number, at).value = value
        case "again":
            lines.append([cell.value for cell in lines[row]])


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_what_is_moved_or_renamed_is_followed_or_refused_and_never_another_figure(good: Path, data: DataObject) -> None:
    made = openpyxl.load_workbook(good)
    for _ in range(data.draw(st.integers(1, 3))):
        if data.draw(st.booleans()):
            moved(made[TITLE], data)
        else:
            muddled(made["列对应"], data)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "我的.xlsx"
        made.save(path)
        report = press(path, "overdue")
        if report.status == entry.DONE:
            rows = FileHost(path).read([TITLE])[TITLE].rows
            header = next(row for row in rows if row and row[0] == HEADER[0])
            at = header.index(UNPAID)
            found = [row[at] for row in rows[rows.index(header) + 1 :] if row and isinstance(row[0], float | int)]
            assert found == [60, 200, 0]
