"""Days, amounts and captions that several families of sentences share."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt


NOTHING = "（无）"
SUM = "合计"
MINUS = "负"
WORKBOOK = "工作簿"  # where its name is not known


def day(date: dt.date) -> str:
    """Return a date as printed in Chinese letters."""
    return f"{date.year}年{date.month}月{date.day}日"


def up_to(receipt: dt.date | None) -> str:
    """Say up to which day receipts are entered."""
    return f"回款已录至 {receipt}" if receipt else "尚未录入回款"


def as_of_caption(as_of: dt.date, receipt: dt.date | None) -> str:
    """Head a report with the day its figures stand at and how far receipts are entered."""
    return f"截止日期 {as_of}　{up_to(receipt)}"
