"""What every host promises, told apart from any spreadsheet program: a factory makes the ledger, the tests ask.

A live host joins by adding a factory to ``conftest.FACTORIES``; it may leave a ledger's user extras out by saying so.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

import pandas as pd

from addin.ports import Column, Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path
    from typing import BinaryIO

    from addin.ports import Host

TITLE, OTHER, LOG, OWN = "应收计划", "催收记录", "校验结果", "我的表"
KEY = Column("应收编号", "instalment", required=True)
DUE = Column("应收日期", "due", Kind.DATE)
AMOUNT = Column("应收金额", "amount", Kind.MONEY)
PAID = Column("已收金额", "paid", Kind.MONEY, computed=True)
DAYS = Column("逾期天数", "days", Kind.COUNT, computed=True)
RATE = Column("利率", "rate", Kind.RATE, computed=True)
GRADE = Column("逾期等级", "grade", Kind.OPTION, computed=True, options=("未逾期", "轻度"))
END = Column("时效届满日", "limitation_end", Kind.DATE, computed=True)
CHECKED = Column("已核对", "checked", Kind.FLAG, computed=True)
ENTRY = Column("记录编号", "entry")
MOMENT = Column("催收时间", "contacted", Kind.MOMENT)
TEXT = Column("客户反馈", "response")

ROWS = (
    ("应收编号", "应收日期", "应收金额", "我的列", "已收金额"),
    ("YS-1", dt.date(2025, 1, 15), 100000.5, "自己的", None),
    ("YS-2", dt.date(2025, 2, 28), 0.01, 7.0, 5.0),
    ("YS-3", dt.date(2025, 12, 31), 12.3, None, 6.0),
)
LOG_ROWS = (("记录编号", "催收时间", "客户反馈"), ("JL-1", dt.datetime(2025, 3, 1, 9, 30), "下周付款"))
OWN_ROWS = (("随便", 1.5), (None, "=不是公式"))


@dataclass(frozen=True)
class Ledger:
    """A ledger to make: rows by sheet title, which sheets are tables, and notes of the user's by (sheet, cell)."""

    sheets: Mapping[str, Sequence[Sequence[object]]]
    tables: frozenset[str] = frozenset({TITLE, OTHER})
    notes: Mapping[tuple[str, str], str] = field(default_factory=dict)


class Made(Protocol):
    """A ledger that was made: a host on it, one that looks anew, and what stands in notes and shades."""

    host: Host

    def again(self) -> Host:
        """Return a host that reads the ledger from where it is kept."""
        ...

    def notes(self, title: str) -> dict[str, str]:
        """Return the notes of a sheet by cell."""
        ...

    def shaded(self, title: str) -> set[str]:
        """Return the cells that the program shaded."""
        ...


class Factory(Protocol):
    """Makes a ledger in a folder."""

    def __call__(self, folder: Path, ledger: Ledger) -> Made:
        """Make it."""
        ...


LEDGER = Ledger({TITLE: ROWS, OTHER: LOG_ROWS, OWN: OWN_ROWS}, notes={(TITLE, "D2"): "我的批注"})


def frame(rows: Sequence[int], **columns: object) -> pd.DataFrame:
    """Return a typed table with sheet rows as its index."""
    return pd.DataFrame(columns, index=pd.Index(list(rows), dtype="int64", name=None))


def writes(data: bytes) -> Callable[[BinaryIO], None]:
    """Return the function of a File that writes these bytes."""

    def write(stream: BinaryIO) -> None:
        stream.write(data)

    return write


def computed() -> pd.DataFrame:
    """Return values of every kind for rows 2 and 4; row 3 is not computed."""
    return frame(
        [2, 4],
        paid=pd.array([123456, 0], dtype="int64"),
        days=pd.array([31, 0], dtype="int64"),
        rate=pd.array([50_000, None], dtype="Int64"),
        grade=pd.Categorical(["轻度", None], categories=["未逾期", "轻度"]),
        limitation_end=pd.array(["2028-01-15", None], dtype="datetime64[s]"),
        checked=pd.array([True, False], dtype="bool"),
    )


COMPUTED = (PAID, DAYS, RATE, GRADE, END, CHECKED)
