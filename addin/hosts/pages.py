"""Writes a new workbook of print-ready pages, such as statements: one sheet per page, A4 portrait, one page wide.

A cell of style money or total_money holds fen (int) or yuan (Decimal); date a date; count and rate a number or a
text. A text beside figures is a table's cell and gets the table's border. ``Page.repeat`` counts lines from 0, both
ends included.
"""

from __future__ import annotations

import datetime as dt
import io
import re
from decimal import Decimal
from typing import IO, TYPE_CHECKING, Any

import pandas as pd

from addin.hosts import looks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

    from addin.ports import Book, Line, Page

BORDER = {"border": 1, "border_color": "#808080"}
FIGURES = frozenset({"money", "date", "count", "rate", "total", "total_money"})
MONEY = frozenset({"money", "total_money"})
WORDS = frozenset({"text", "small"})
STYLES: dict[str, dict[str, Any]] = {
    "title": {"font_size": 16, "bold": True, "align": "center"},
    "subtitle": {"align": "center", "font_color": "#595959"},
    "text": {"align": "left"},
    "small": {"font_size": 8.5, "align": "left", "font_color": "#595959", "valign": "top"},
    "label": {"align": "left", "bold": True},
    "head": {"align": "center", "bold": True, "bg_color": looks.PALE_BLUE, **BORDER},
    "money": {"align": "right", "num_format": "#,##0.00", **BORDER},
    "date": {"align": "center", "num_format": "yyyy-mm-dd", **BORDER},
    "count": {"align": "center", "num_format": "0", **BORDER},
    "rate": {"align": "center", "num_format": "0.########", **BORDER},
    "total": {"align": "center", "bold": True, "bg_color": looks.PALE_GREY, **BORDER},
    "total_money": {"align": "right", "bold": True, "num_format": "#,##0.00", "bg_color": looks.PALE_GREY, **BORDER},
    "box": {"align": "left", "valign": "top", **BORDER},
    "gap": {},
}
GAP_HEIGHT, BOX_HEIGHT = 8.0, 72.0
FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
MAX_TITLE = 31


def write_pages(stream: IO[bytes], book: Book) -> None:
    """Write all pages of ``book`` as one .xlsx into an open binary file."""
    drawn = io.BytesIO()  # what XlsxWriter is left with when the disk is full is closed too late, with a traceback
    workbook = looks.new_workbook(drawn)
    formats: dict[tuple[str, bool], Format] = {}
    taken: set[str] = set()
    for page in book.pages:
        sheet = workbook.add_worksheet(sheet_title(page.title, taken))
        write_page(workbook, sheet, page, formats)
    workbook.close()
    stream.write(drawn.getbuffer())


def sheet_title(wanted: str, taken: set[str]) -> str:
    """Return a legal sheet title unlike all in ``taken`` (casefolded), and take it.

    Excel's limits: 31 characters, none of its path characters, no apostrophe at an end, not History.
    """
    base = FORBIDDEN.sub("_", wanted).strip(" '")[:MAX_TITLE].rstrip(" '") or "Sheet"
    if base.casefold() == "history":  # Excel keeps this one to itself
        base += "_"
    title, number = base, 1
    while title.casefold() in taken:
        number += 1
        title = f"{base[: MAX_TITLE - len(str(number)) - 2]}({number})"
    taken.add(title.casefold())
    return title


def write_page(workbook: Workbook, sheet: Worksheet, page: Page, formats: dict[tuple[str, bool], Format]) -> None:
    """Write one page from the top and set its print; ``formats`` are shared by the pages of a workbook."""
    for place, width in enumerate(page.widths):
        sheet.set_column(place, place, width)
    sheet.hide_gridlines(2)
    looks.set_letter_print(sheet, page.footer)
    if page.repeat:
        sheet.repeat_rows(*page.repeat)
    heights = [line.height or line_height(line, page.widths) for line in page.lines]
    if any(torn(heights, page.together, room) for room in looks.room_down(page.widths)):
        sheet.set_h_pagebreaks([page.together])
    for row, line in enumerate(page.lines):
        sheet.set_row(row, heights[row])
        in_table = not FIGURES.isdisjoint(line.styles)
        place = 0
        spans = line.spans or (1,) * len(line.cells)
        for value, style, span in zip(line.cells, line.styles, spans, strict=True):
            key = (style, in_table)
            if key not in formats:
                formats[key] = page_format(workbook, style, in_table=in_table)
            if span > 1:
                sheet.merge_range(row, place, row, place + span - 1, "", formats[key])
            write_value(sheet, row, place, value, style, formats[key])
            place += span


def torn(heights: Sequence[float], together: int, room: float) -> bool:
    """Tell whether the lines from ``together`` on would be torn by the end of a page that holds ``room`` points."""
    used = 0.0
    for height in heights[:together]:
        used = used + height if used + height <= room else height
    rest = sum(heights[together:])
    return bool(together) and used + rest > room >= rest


def page_format(workbook: Workbook, style: str, *, in_table: bool) -> Format:
    """Return the format of a style; a text in a row of figures is bordered like them."""
    framed = {**BORDER, "indent": 1, "valign": "vcenter"} if style in WORDS and in_table else {}
    look = STYLES[style] | framed
    return workbook.add_format({"valign": "vcenter", "text_wrap": True} | look)


def write_value(sheet: Worksheet, row: int, place: int, value: Any, style: str, look: Format) -> None:
    """Write one value by its type; a missing one leaves an empty cell of that style."""
    if pd.isna(value) or (isinstance(value, str) and not value):
        sheet.write_blank(row, place, None, look)
    elif isinstance(value, str):
        sheet.write_string(row, place, value, look)
    elif isinstance(value, (dt.date, dt.datetime)):
        sheet.write_datetime(row, place, value, look)
    elif isinstance(value, Decimal):
        sheet.write_number(row, place, float(value), look)
    else:
        sheet.write_number(row, place, int(value) / 100 if style in MONEY else value, look)


def line_height(line: Line, widths: tuple[float, ...]) -> float:
    """Return the height in points at which no cell of the line is cut off."""
    if "box" in line.styles:
        return BOX_HEIGHT
    if set(line.styles) <= {"gap"}:
        return GAP_HEIGHT
    place, height = 0, 0.0
    spans = line.spans or (1,) * len(line.cells)
    for value, style, span in zip(line.cells, line.styles, spans, strict=True):
        size = float(STYLES[style].get("font_size", looks.SIZE))
        text = value if isinstance(value, str) else ""
        lines = looks.text_lines(text, sum(widths[place : place + span]), size)
        height = max(height, looks.row_height(lines, size))
        place += span
    return height
