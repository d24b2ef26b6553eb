"""A sheet whose headers stand below title lines is written as one whose headers are in row 1, on every host."""

from __future__ import annotations

from typing import TYPE_CHECKING

from addin.ports import Append, Fill, Level, Mark, Note
from tests.hosts.contract import AMOUNT, DAYS, KEY, PAID, TITLE, Ledger, frame

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


def test_figures_and_rows_and_marks_go_below_a_header_in_row_three(factory: Factory, tmp_path: Path) -> None:
    made = factory(tmp_path, SHEET)
    figures = frame([4, 5], paid=[1050, 0], days=[3, 0])
    rows = frame([0], instalment=["YS-3"], amount=[250])
    made.host.apply(
        [
            Fill(TITLE, (PAID, DAYS), figures, header_row=3),
            Append(TITLE, (KEY, AMOUNT), rows, header_row=3),
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
        ["YS-3", 2.5, None, None, None],
    ]
    assert set(made.again().read([TITLE])) == {TITLE}
    assert made.notes(TITLE) == {"B5": "请核对"}
