"""Records as the ledger gives them, plain or with the nastiest texts, for every shipped letter."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

TEMPLATES = Path(__file__).parents[2] / "letter_templates"
REPORTS = ("周报", "邮寄标签")  # a report for our own manager, label sheets: no letters
LETTERS = tuple(sorted(path.stem for path in TEMPLATES.glob("*.docx") if path.stem not in REPORTS))
NASTY = (
    'A&B <w:t> "引号" {{合计}} \x07\x0b«x»\n第二行\t列]]> 😀𠮷 \ud800\ufffe\u202e反'
    + "很长的名称" * 60
    + r"{ DDE c:\\cmd }"
)


def detail(number: int) -> dict[str, object]:
    """Return one row of 明细; every figure of a row differs from those of the others."""
    return {
        "合同编号": f"XS-2025-{number:04}",
        "应收日期": dt.date(2025, 1, 15) + dt.timedelta(days=number),
        "发票号": f"2411200000{number:010}",
        "应收金额": Decimal("100000.00"),
        "未收金额": Decimal("60000.00") + number * Decimal("1234.57"),
        "逾期天数": 105 - number,
        "未付违约金": Decimal("4030.00") + number * Decimal("18.52"),
    }


def record(rows: int = 3, *, full: bool = True, text: str = "") -> dict[str, object]:
    """Return a record with so many rows; not ``full``: everything that may be empty is, all conditions turn over.

    ``text`` is put behind every text.
    """
    details = [detail(number) for number in range(1, rows + 1)]
    principal = sum((Decimal(str(row["未收金额"])) for row in details), Decimal(0))
    penalty = sum((Decimal(str(row["未付违约金"])) for row in details), Decimal(0))
    costs, prepaid = (Decimal("1200.00"), Decimal("500.00")) if full else (Decimal(0), Decimal(0))
    values: dict[str, object] = {
        "函件编号": "催字〔2026〕第0001号",
        "客户名称": "江苏恒通重型机械制造股份有限公司",
        "统一社会信用代码": "91320000134767253W" if full else "",
        "通讯地址": "江苏省南京市江宁区秣陵街道将军大道 1188 号恒通工业园 3 号楼" if full else "",
        "邮编": "211100" if full else "",
        "收件人": "王建国" if full else "",
        "截止日期": dt.date(2025, 4, 30),
        "出函日期": dt.date(2025, 5, 6),
        "付款期限": dt.date(2025, 5, 14),
        "异议期限": dt.date(2025, 5, 12),
        "暂停日期": dt.date(2025, 5, 15),
        "逾期本金": principal,
        "未收本金": principal,
        "未付违约金": penalty,
        "未付费用": costs,
        "预收余额": prepaid,
        "合计": principal + penalty + costs - prepaid,
        "公司名称": "苏州东云自动化科技有限公司",
        "公司地址": "江苏省苏州市工业园区金鸡湖大道 88 号",
        "联系电话": "0512-62886688",
        "财务联系人": "李晓梅",
        "经办人": "陈立",
        "走访人员": "陈立、孙工、李律" if full else "",
        "收款户名": "苏州东云自动化科技有限公司",
        "收款开户行": "中国工商银行苏州工业园区支行",
        "收款账号": "1102020109000123456",
        "再次": full,
        "方案合计": Decimal("150000.00") if full else Decimal(0),
        "只还本金": full,
        "变更到期日": full,
        "上次函件编号": "催字〔2025〕第0107号" if full else "",
        "上次出函日期": dt.date(2025, 3, 6) if full else "",
        "明细": details,
        "还款计划": [
            {"期次": n, "还款日期": dt.date(2025, 5 + n, 15), "还款金额": Decimal("50000.00")} for n in range(1, 4)
        ]
        if full
        else [],
        "证据": [{"证据名称": "合同", "证明内容": "合同关系", "存放": "档案室"}] if full else [],
    }
    return {name: _with(value, text) for name, value in values.items()}


def _with(value: object, text: str) -> object:
    if isinstance(value, str):
        return value + text
    if isinstance(value, list):
        return [{name: _with(cell, text) for name, cell in row.items()} for row in value]
    return value
