"""Workbooks of a user's own that serve as the ledger: made, adopted, pressed and looked at."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import openpyxl
import xlsxwriter

from addin import asking, entry
from addin.hosts.file import FileHost
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
BEGUN = ("联系人", "催收费用", "催收记录", "函件登记", "函件明细", "参数", "LPR利率", "节假日", "催收策略")


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
    asked = asking.Asked(as_of, NOW, path.parent, select, source=path if key == "import" else None, ledger=path)
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


def typed(path: Path, title: str, cells: dict[str, Any]) -> None:
    """Type into cells by address; None empties one."""
    made = openpyxl.load_workbook(path)
    for address, value in cells.items():
        made[title][address] = value
    made.save(path)


def told(path: Path, title: str, where: dict[str, Any], told: dict[str, Any]) -> None:
    """Type into the rows of a sheet of ours whose cells are these."""
    made = openpyxl.load_workbook(path)
    sheet = made[title]
    heads = {str(cell.value): at for at, cell in enumerate(sheet[1], 1)}

    def fits(number: int) -> bool:
        return all((sheet.cell(number, heads[name]).value or "") == value for name, value in where.items())

    found = list(filter(fits, range(2, sheet.max_row + 1)))
    assert found, where
    for number in found:
        for name, value in told.items():
            sheet.cell(number, heads[name], value)
    made.save(path)
