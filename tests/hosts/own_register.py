"""A user's own workbook as they come: titles above, a totals row, formulas, columns we do not know, notes, a chart."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import xlsxwriter

if TYPE_CHECKING:
    from pathlib import Path

    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

REGISTER, CLIENTS, BOARD = "2025年销售台账", "客户资料", "领导看板"
HEADER_ROW = 3
HEADS = ("序号", "合同号", "购货单位", "签约日期", "合同总额", "到期日", "应收款", "累计回款", "余额", "逾期天数",
         "业务经理", "评级", "备注")  # fmt: skip
DEBTS: tuple[tuple[Any, ...], ...] = (  # contract, customer, contract amount, days overdue, amount, paid, seller, grade
    ("HT-1", "华东泵业有限公司", 300_000, 100, 100_000, 40_000, "张三", "A"),
    ("HT-1", "华东泵业有限公司", 300_000, -60, 200_000, None, "张三", "A"),
    ("HT-2", "西部电机厂", 50_000, 70, 50_000, 50_000, "李四", "B"),
    ("HT-3", "北方阀门有限公司", 88_888.88, 70, 88_888.88, None, "李四", "C"),
)
FIRST, LAST = HEADER_ROW + 1, HEADER_ROW + len(DEBTS)
PEOPLE = (
    ("单位名称", "通讯地址", "联系人", "手机", "拜访频率"),
    ("华东泵业有限公司", "上海市某路1号", "王经理", "13800000001", "月"),
    ("西部电机厂", "西安市某路2号", "李工", "13800000002", "季"),
    ("北方阀门有限公司", "沈阳市某路3号", "赵总", "13800000003", "周"),
)
COMPANY = {
    "公司名称": "某某机械有限公司",
    "公司地址": "南京市某路9号",
    "联系电话": "025-1",
    "财务联系人": "陈会计",
    "收款户名": "某某机械有限公司",
    "收款开户行": "某银行",
    "收款账号": "6222000011112222",
    "节假日顺延": "否",  # the days overdue do not depend on the day of the test
}


def make(path: Path, today: dt.date) -> Path:
    """Write the workbook: ``today`` is the day from which the days overdue count."""
    with xlsxwriter.Workbook(path) as book:
        money, day = book.add_format({"num_format": "#,##0.00"}), book.add_format({"num_format": "yyyy-mm-dd"})
        head = book.add_format({"bold": True, "bg_color": "#FFEE99", "border": 1})
        sheet = book.add_worksheet(REGISTER)
        sheet.merge_range(
            "A1:M1", "某某机械有限公司 2025 年销售台账", book.add_format({"bold": True, "align": "center"})
        )
        sheet.write("A2", "制表：张三　单位：元")
        sheet.write_row(HEADER_ROW - 1, 0, HEADS, head)
        for number, debt in enumerate(DEBTS, FIRST):
            _row(sheet, number, debt, today, money, day)
        _totals(sheet, money)
        sheet.write_comment(f"C{FIRST}", "他们老板姓王", {"author": "张三"})
        sheet.data_validation(f"L{FIRST}:L{LAST}", {"validate": "list", "source": ["A", "B", "C"]})
        red = book.add_format({"font_color": "#C00000"})
        sheet.conditional_format(f"I{FIRST}:I{LAST}", {"type": "cell", "criteria": ">", "value": 0, "format": red})
        clients = book.add_worksheet(CLIENTS)
        for at, person in enumerate(PEOPLE):
            clients.write_row(at, 0, person)
        board = book.add_worksheet(BOARD)
        board.write("A1", "应收合计")
        board.write_formula("B1", f"='{REGISTER}'!G{LAST + 1}", money, sum(debt[4] for debt in DEBTS))
        chart = book.add_chart({"type": "column"})
        chart.add_series({"values": f"='{REGISTER}'!$G${FIRST}:$G${LAST}"})
        board.insert_chart("A3", chart)
    return path


def _row(sheet: Worksheet, number: int, debt: tuple[Any, ...], today: dt.date, money: Format, day: Format) -> None:
    contract, customer, whole, days, amount, paid, seller, grade = debt
    at = number - 1
    due = dt.datetime.combine(today - dt.timedelta(days=days), dt.time())
    sheet.write_row(at, 0, (number - HEADER_ROW, contract, customer))
    sheet.write_datetime(at, 3, dt.datetime(2025, 1, 6), day)
    sheet.write_number(at, 4, whole, money)
    sheet.write_datetime(at, 5, due, day)
    sheet.write_number(at, 6, amount, money)
    if paid:
        sheet.write_number(at, 7, paid, money)
    sheet.write_formula(at, 8, f"=G{number}-H{number}", money, amount - (paid or 0))
    sheet.write_formula(at, 9, f"=IF(I{number}>0,MAX(0,TODAY()-F{number}),0)", None, days)
    sheet.write_row(at, 10, (seller, grade))


def _totals(sheet: Worksheet, money: Format) -> None:
    sheet.write(LAST, 0, "合计")
    amounts, paid = sum(debt[4] for debt in DEBTS), sum(debt[5] or 0 for debt in DEBTS)
    for letter, value in zip("GHI", (amounts, paid, amounts - paid), strict=True):
        sheet.write_formula(f"{letter}{LAST + 1}", f"=SUM({letter}{FIRST}:{letter}{LAST})", money, value)
