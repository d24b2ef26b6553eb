"""A long list of the program's own is drawn in its first rows and appended in the others: nobody can tell where."""

from __future__ import annotations

from typing import TYPE_CHECKING
from unittest import mock

import openpyxl
import pandas as pd

from addin.hosts import long_lists, newbook
from addin.hosts.file import FileHost
from addin.ledger import schema
from addin.ports import Link, Replace

if TYPE_CHECKING:
    from pathlib import Path

ROWS = 40
SHEET = schema.SEGMENTS


def change() -> Replace:
    """Return lines with reasons of one, two and three lines of text, among them none at all."""
    at = range(ROWS)
    frame = pd.DataFrame(
        {
            "instalment": [f"YS-{i:03}" for i in at],
            "from_day": pd.Timestamp("2025-01-01") + pd.to_timedelta(list(at), unit="D"),
            "to_day": [pd.Timestamp("2025-03-01") if i % 5 else pd.NaT for i in at],
            "days": list(at),
            "principal": [i * 12_345 - 50_000 for i in at],
            "rate": ["0.05%/日", "5.175%/年 & <更多>", "", " 前后有空格 "] * (ROWS // 4),
            "penalty": [i * 7 for i in at],
            "basis": ["，".join(["约定日费率"] * (i % 12)) for i in at],
        }
    )
    jumps = [None if i % 9 == 8 else Link(schema.INSTALMENTS.title, i + 2, "合同编号") for i in at]
    links: dict[str, list[Link | None]] = {"instalment": jumps, "rate": jumps, "to_day": jumps, "days": [None] * ROWS}
    return Replace(SHEET.title, SHEET.columns, frame[[column.name for column in SHEET.columns]], links=links)


def drawn(path: Path, long: int) -> tuple[list[list[tuple[object, ...]]], list[str], str]:
    """Put the list into a ledger, counted as long from so many rows.

    Return each cell as it looks, to which ranges conditional formats reach, and the range of the table.
    """
    newbook.write_ledger(path, {})
    with mock.patch.object(long_lists, "LONG", long), mock.patch.object(long_lists, "DRAWN", 5):
        FileHost(path).apply([change()], path.parent)
    sheet = openpyxl.load_workbook(path)[SHEET.title]
    look: list[list[tuple[object, ...]]] = [
        [
            (cell.value, cell.data_type, cell.number_format, cell.fill.fgColor.rgb, cell.alignment.wrap_text,
             cell.font.name, cell.font.color and cell.font.color.rgb, cell.font.underline, cell.border.top.style,
             cell.hyperlink and cell.hyperlink.location, sheet.row_dimensions[number].height or 18.0)
            for cell in row
        ]
        for number, row in enumerate(sheet.iter_rows(), 1)
    ]  # fmt: skip
    ranges = sorted(str(formatted.sqref) for formatted in sheet.conditional_formatting)
    return look, ranges, str(next(iter(sheet.tables.values())).ref)


def test_rows_that_are_appended_look_like_rows_that_are_drawn(tmp_path: Path) -> None:
    short, long = drawn(tmp_path / "短.xlsx", ROWS), drawn(tmp_path / "长.xlsx", 10)
    assert long == short
    cells = long[0]
    targets, heights = zip(*(row[0][-2:] for row in cells[1:]), strict=True)
    assert len(set(heights)) > 2  # of one, two and three lines
    assert targets[29] == "'应收计划'!B31"
