"""How the program's sheets look: one font, few colours, formats by kind, and how much room a text needs.

Colours are chosen to stay apart in grey print. 微软雅黑 is part of Excel on Windows and macOS and of WPS.
"""

from __future__ import annotations

import math
import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import xlsxwriter

from addin import messages
from addin.ports import Kind

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Sequence
    from typing import IO

    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

FONT, SIZE = "微软雅黑", 10
NAVY, PALE_BLUE, GREY, PALE_GREY = "#1F4E78", "#DDEBF7", "#D9D9D9", "#F2F2F2"
INK, FADED, RULE = "#262626", "#A6A6A6", "#D0D0D0"
LINK_BLUE = "#0563C1"
SERIES_COLOURS = ("#1F4E78", "#5B9BD5", "#A5A5A5", "#ED7D31", "#7F6000", "#70AD47", "#264478", "#9E480E", "#636363")
SCALE_COLOURS = ("#BDD7EE", "#9DC3E6", "#5B9BD5", "#1F4E78", "#FFD966", "#F4B183", "#ED7D31", "#C55A11", "#843C0C")

ROW_HEIGHT, HEAD_HEIGHT = 18.0, 24.0  # points
LINE_HEIGHT = 15.0  # points of one further line of text at SIZE
MAX_HEIGHT = 409.0  # Excel's limit of a row
LAST_ROW = 1_048_575  # 0-based, Excel's last

NUMBER_FORMATS = {
    Kind.TEXT: "@",  # 00012 and an 18-digit code stay as typed
    Kind.OPTION: "@",
    Kind.FLAG: "@",
    Kind.DATE: "yyyy-mm-dd",
    Kind.MOMENT: "yyyy-mm-dd hh:mm",
    Kind.MONEY: "#,##0.00",
    Kind.RATE: "0.########",
    Kind.PERCENT: "0.00%",
    Kind.COUNT: "0",
}
CENTRED = frozenset({Kind.OPTION, Kind.FLAG, Kind.DATE, Kind.MOMENT})
RIGHT = frozenset({Kind.MONEY, Kind.RATE, Kind.PERCENT, Kind.COUNT})

HEAD_STYLES: dict[str, dict[str, Any]] = {
    "required": {"bg_color": NAVY, "font_color": "#FFFFFF"},
    "optional": {"bg_color": PALE_BLUE, "font_color": INK},
    "computed": {"bg_color": GREY, "font_color": INK},
}
# From a light to a dark ground, so that the order is seen in grey print too.
TONE_STYLES: dict[int, dict[str, Any]] = {
    1: {"bg_color": "#FFF2CC", "font_color": "#7F6000"},
    2: {"bg_color": "#F4B183", "font_color": "#5A2A00"},
    3: {"bg_color": "#A61C1C", "font_color": "#FFFFFF", "bold": True},
}
_DIGIT = re.compile("[0-9]")


def new_workbook(target: str | os.PathLike[str] | IO[bytes]) -> Workbook:
    """Return an XlsxWriter workbook in the product's font; text is never taken for a formula, number or address."""
    return xlsxwriter.Workbook(
        target,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_numbers": False,
            "strings_to_urls": False,
            # Without "none" Excel would put the theme's font in the place of ours.
            "default_format_properties": {"font_name": FONT, "font_size": SIZE, "font_scheme": "none"},
        },
    )


def head_format(workbook: Workbook, style: str) -> Format:
    """Return the format of a header cell: required, optional or computed."""
    return workbook.add_format(
        {"bold": True, "align": "center", "valign": "vcenter", "text_wrap": True, "border": 1, "border_color": RULE}
        | HEAD_STYLES[style],
    )


def body_format(workbook: Workbook, kind: Kind, **extra: Any) -> Format:
    """Return the format of a data cell of that kind; ``extra`` are further XlsxWriter properties."""
    align = extra.pop("align", "center" if kind in CENTRED else "right" if kind in RIGHT else "left")
    return workbook.add_format(
        {
            "num_format": NUMBER_FORMATS[kind],
            "align": align,
            "indent": int(align == "left"),
            "valign": "vcenter",
            "border": 1,
            "border_color": RULE,
        }
        | extra,
    )


def text_units(text: str) -> float:
    """Return the width of a text in column-width units, on the safe side: 1.95 a Chinese character, 1.1 a Latin one."""
    return sum(1.95 if unicodedata.east_asian_width(letter) in "WFA" else 1.1 for letter in text)


def text_lines(text: str, width: float, size: float = SIZE) -> int:
    """Return how many lines a text takes in a column of ``width`` units at a font size (at least 1).

    A character a line is given away when it breaks, since punctuation may not open a line and numbers are not split.
    """
    fits = width * SIZE / size
    room = max(2.0, fits - 2.0)
    return sum(1 if text_units(part) <= fits else math.ceil(text_units(part) / room) for part in text.split("\n"))


def row_lines(columns: Iterable[tuple[float, Iterable[object]]]) -> list[int]:
    """Return how many lines each row takes, from the (width in units, cells) of the columns that break their lines."""
    measured = [[_lines(_DIGIT.sub("0", str(cell or "")), width) for cell in cells] for width, cells in columns]
    return [max(row) for row in zip(*measured, strict=True)]


@lru_cache(maxsize=10_000)
def _lines(shape: str, width: float) -> int:
    """Return the lines of a text; digits are alike wide, so texts that differ in theirs are looked at once."""
    return text_lines(shape, width)


def row_height(lines: int, size: float = SIZE) -> float:
    """Return the height in points of a row of that many lines."""
    line = LINE_HEIGHT * size / SIZE
    return min(MAX_HEIGHT, max(ROW_HEIGHT * size / SIZE, lines * line + 3.0))


def column_width(header: str, width: float) -> float:
    """Return the width of a column: never narrower than its header beside the filter button."""
    return max(width, math.ceil(text_units(header)) + 3)


def table_name(title: str) -> str:
    """Return a legal name of an Excel table for a sheet title: 函件登记 stays, ``3月 周报`` becomes ``_3月_周报``."""
    name = re.sub(r"[^\w.]", "_", title)
    like_a_cell = re.fullmatch(r"(?i)[a-z]{1,3}\d+|[rc]|r\d*c\d*", name)
    return name if re.match(r"[^\W\d]", name) and not like_a_cell else f"_{name}"


def printed(text: str) -> str:
    """Return a text safe in a page header or footer, where & opens a code (255 characters in all)."""
    return text[:100].replace("&", "&&")


def set_print(sheet: Worksheet, *, wide: int = 1, header: str = "") -> None:
    """Set A4 landscape, ``wide`` pages across and as many down as needed: a header beside the title, page numbers."""
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.set_margins(left=0.4, right=0.4, top=0.75, bottom=0.6)
    sheet.fit_to_pages(wide, 0)
    sheet.center_horizontally()
    sheet.set_header(f"&L{printed(header)}&R&A" if header else "&C&A")
    sheet.set_footer(f"&C{messages.PAGE_FOOTER}")


ROOM_ACROSS, ROOM_DOWN = (8.27 - 1.2) * 72, (11.69 - 1.35) * 72  # points inside the margins of A4, upright
PIXELS = (7.0, 8.5)  # width of a character: what programs and fonts make of a column's width differs so much


def room_down(widths: Sequence[float]) -> tuple[float, ...]:
    """Return how many points of rows one page may hold when columns of these widths are scaled to fit across."""
    across = [sum(width * pixels + 5 for width in widths) * 0.75 for pixels in PIXELS]
    return tuple(ROOM_DOWN * max(1.0, points / ROOM_ACROSS) for points in across)


def set_letter_print(sheet: Worksheet, footer: str = "") -> None:
    """Set A4 portrait, one page across, for a sheet that goes to somebody: its pages are counted from 1.

    No total number: Excel would print that of the whole workbook, which holds other people's sheets too.
    """
    sheet.set_paper(9)
    sheet.set_portrait()
    sheet.set_margins(left=0.6, right=0.6, top=0.6, bottom=0.75)
    sheet.fit_to_pages(1, 0)
    sheet.center_horizontally()
    sheet.set_start_page(1)
    sheet.set_footer(f"&L{printed(footer)}&R{messages.LETTER_FOOTER}" if footer else f"&C{messages.LETTER_FOOTER}")
