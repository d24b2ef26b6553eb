"""Print-ready pages as a spreadsheet reads them."""

from __future__ import annotations

import datetime as dt
import errno
import gc
import io
from decimal import Decimal
from typing import Any

import pandas as pd
import pytest
from openpyxl import load_workbook

from addin.hosts.new_files import write_new
from addin.hosts.newbook import write_pages
from addin.hosts.pages import STYLES, sheet_title, torn
from addin.ports import Book, Line, Page, TextTable

WIDTHS = (6.0, 20.0, 12.0, 16.0)
HEAD = Line(("期次", "合同", "日期", "金额"), ("head",) * 4)
ROW = Line((1, "=HT-1", dt.date(2026, 3, 5), 12_345), ("count", "text", "date", "money"))
MISSING = Line((None, "", pd.NaT, pd.NA), ("count", "text", "date", "money"))
LONG = Line(("欠款核对" * 40,), ("text",), (4,))
TOTAL = Line(("合计", Decimal("123.45")), ("total", "total_money"), (3, 1))
PAGE = Page("C001 甲/乙", WIDTHS, (HEAD, ROW, MISSING, LONG, TOTAL, Line((), ())), footer="A&B", repeat=(0, 0))


@pytest.fixture(scope="module")
def book() -> Any:
    stream = io.BytesIO()
    write_pages(stream, Book("对账单.xlsx", (PAGE, PAGE)))
    return load_workbook(stream)


def test_values_keep_their_types_and_fen_become_yuan(book: Any) -> None:
    row = [cell.value for cell in book.worksheets[0][2]]
    assert row == [1, "=HT-1", dt.datetime(2026, 3, 5), 123.45]
    assert book.worksheets[0]["B2"].data_type == "s"
    assert book.worksheets[0]["D5"].value == 123.45


def test_missing_values_leave_bordered_empty_cells(book: Any) -> None:
    cells = book.worksheets[0][3]
    assert [cell.value for cell in cells] == [None] * 4
    assert {cell.border.bottom.style for cell in cells} == {"thin"}


def test_a_text_beside_figures_is_bordered_and_running_text_is_not(book: Any) -> None:
    sheet = book.worksheets[0]
    assert sheet["B2"].border.left.style == "thin"
    assert sheet["A4"].border.left.style is None


def test_cells_span_the_columns_they_cover(book: Any) -> None:
    assert sorted(str(merged) for merged in book.worksheets[0].merged_cells.ranges) == ["A4:D4", "A5:C5"]


def test_rows_are_as_high_as_their_text_needs(book: Any) -> None:
    sheet = book.worksheets[0]
    assert sheet.row_dimensions[4].height > 6 * sheet.row_dimensions[2].height / 2
    assert all(sheet.row_dimensions[row].height for row in range(1, 7))


def test_a_page_prints_on_a4_upright_one_page_wide_and_counts_from_one(book: Any) -> None:
    sheet = book.worksheets[1]
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("portrait", 9)
    assert (sheet.sheet_properties.pageSetUpPr.fitToPage, sheet.page_setup.fitToHeight) == (True, 0)
    assert sheet.page_setup.useFirstPageNumber is True  # its number is 1 by default
    assert (sheet.oddFooter.left.text, sheet.oddFooter.right.text) == ("A&&B", "第 &P 页")
    assert sheet.print_title_rows == "$1:$1"


def test_titles_become_legal_and_unlike(book: Any) -> None:
    assert book.sheetnames == ["C001 甲_乙", "C001 甲_乙(2)"]


def test_a_title_is_cut_cleaned_and_numbered_without_regard_to_capitals() -> None:
    taken: set[str] = set()
    titles = [sheet_title(wanted, taken) for wanted in ("长" * 40, "长" * 40, "'a[1]'", "A_1_", "History", "  ")]
    assert titles == ["长" * 31, "长" * 28 + "(2)", "a_1_", "A_1_(2)", "History_", "Sheet"]


def test_every_style_that_a_line_may_name_is_there() -> None:
    named = str(Line.__doc__).split("Styles:")[1].replace("(tall, bordered, for writing by hand)", "")
    assert {name.strip(" .\n") for name in named.split(",")} == set(STYLES)


@pytest.mark.parametrize(
    ("heights", "together", "expected"),
    [
        ([100.0] * 5, 4, False),  # all on one page
        ([100.0] * 12, 8, True),  # lines 8 … 11 cross the end of the first page of 1 000 points
        ([100.0] * 12, 7, True),
        ([100.0] * 13, 10, True),  # a full page before them
        ([100.0] * 30, 10, False),  # longer than a page: nothing helps
        ([100.0] * 12, 0, False),
    ],
)
def test_lines_kept_together_get_a_page_break_only_where_the_page_would_end_in_them(
    heights: list[float], together: int, expected: bool
) -> None:
    assert torn(heights, together, 1000.0) is expected


@pytest.mark.parametrize("change", [Book("a.xlsx", (PAGE,)), TextTable("a.xlsx", "表", ("甲",), (("乙",),))])
def test_a_full_disk_is_told_by_the_system_itself(change: Book | TextTable) -> None:
    class Full(io.BytesIO):
        def write(self, _data: object) -> int:
            raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(OSError, match="No space"), Full() as stream:
        write_new(change, stream)
    gc.collect()  # an archive left open would now complain
