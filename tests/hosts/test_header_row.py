"""A sheet of the user's whose headers stand below title lines, on two lines or in 万元 is written on every host."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from addin.ports import Fill, Level, Mark, Note
from tests.hosts.contract import DAYS, PAID, RATE, TITLE, Ledger, frame

if TYPE_CHECKING:
    from pathlib import Path

    from tests.hosts.contract import Factory

ROWS = (
    ("某公司销售台账", None, None),
    (None, "单位：元", None),
    ("应收编号", "应收金额", "备注"),
    ("YS-1", 100.5, "甲"),
    ("YS-2", 7.0, "乙"),
)
SHEET = Ledger({TITLE: ROWS}, tables=frozenset())


def test_figures_and_marks_go_below_a_header_in_row_three(factory: Factory, tmp_path: Path) -> None:
    made = factory(tmp_path, SHEET)
    figures = frame([4, 5], paid=[1050, 0], days=[3, 0])
    made.host.apply(
        [
            Fill(TITLE, (PAID, DAYS), figures, header_row=3),
            Mark(TITLE, (Note(5, "", "请核对", Level.HINT, column=2),)),
        ],
        tmp_path,
    )
    grid = made.host.read([TITLE])[TITLE]
    found = [[*row, *[None] * (5 - len(row))] for row in grid.rows]
    assert found == [
        ["某公司销售台账", None, None, None, None],
        [None, "单位：元", None, None, None],
        ["应收编号", "应收金额", "备注", "已收金额", "逾期天数"],
        ["YS-1", 100.5, "甲", 10.5, 3],
        ["YS-2", 7, "乙", 0, 0],
    ]
    assert set(made.again().read([TITLE])) == {TITLE}
    assert made.notes(TITLE) == {"B5": "请核对"}


def test_columns_are_written_where_they_stand_whatever_their_row_tells(factory: Factory, tmp_path: Path) -> None:
    rows = (
        ("合同", "第一期", None, "第二期", None, "备注"),
        (None, "日期", "金额", "日期", "金额", None),
        ("HT-1", "x", 1.5, "y", 2.5, None),
        ("HT-2", "x", 3.5, "y", None, None),
    )
    made = factory(tmp_path, Ledger({TITLE: rows}, tables=frozenset()))
    second = replace(RATE, header="第二期金额")
    held = frame([3, 4], rate=pd.array([100, 1_234_567_890_123], dtype="Int64"))  # a fen in 万元, and more
    change = Fill(TITLE, (second,), held, keep_others=True, header_row=2, headers={"第二期金额": 5, "备注": 6})
    figures = Fill(TITLE, (PAID, DAYS), frame([3], paid=[1050], days=[3]), header_row=2, headers={"备注": 6})
    made.host.apply([change, figures], tmp_path)
    found = [[*row, *[None] * (8 - len(row))] for row in made.again().read([TITLE])[TITLE].rows]
    assert found == [
        ["合同", "第一期", None, "第二期", None, "备注", None, None],
        [None, "日期", "金额", "日期", "金额", None, "已收金额", "逾期天数"],
        ["HT-1", "x", 1.5, "y", 0.000001, None, 10.5, 3],
        ["HT-2", "x", 3.5, "y", 12345.67890123, None, None, None],
    ]
