"""The two sheets of a new ledger that are no tables: 说明 tells how to work, 选项 holds the lists users extend."""

from __future__ import annotations

from typing import TYPE_CHECKING

from addin import messages
from addin.hosts import looks
from addin.hosts.drawing import write_cells
from addin.ledger import schema
from addin.ports import Kind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

    from addin.ports import Sheet

WIDTHS = (3, 13, 106)  # margin, number or name, text
OPTION_WIDTH = 14


def draw_guide(workbook: Workbook, sheets: Sequence[Sheet]) -> None:
    """Add the guide: ten lines, what the colours mean, and what each sheet is for."""
    sheet = workbook.add_worksheet(schema.GUIDE_TITLE)
    for place, width in enumerate(WIDTHS):
        sheet.set_column(place, place, width)
    sheet.hide_gridlines(2)
    looks.set_letter_print(sheet)
    sheet.set_tab_color("#ED7D31")
    plain = {"valign": "vcenter", "text_wrap": True}
    title = workbook.add_format({"font_size": 18, "bold": True, "font_color": looks.NAVY, "valign": "vcenter"})
    heading = workbook.add_format({"font_size": 12, "bold": True, "font_color": looks.NAVY, "valign": "vcenter",
                                   "bottom": 1, "bottom_color": looks.NAVY})  # fmt: skip
    number = workbook.add_format({**plain, "align": "center", "bold": True, "font_size": 12, "font_color": looks.NAVY})
    text = workbook.add_format({**plain, "font_size": 11, "indent": 1})
    faded = workbook.add_format({"font_color": "#595959", "valign": "vcenter"})
    link = workbook.add_format({"font_size": 11, "valign": "vcenter", "align": "center", "font_color": looks.LINK_BLUE,
                                "underline": 1})  # fmt: skip

    sheet.set_row(0, 36)
    sheet.write_string(0, 1, messages.GUIDE_TITLE, title)
    sheet.write_string(1, 1, messages.GUIDE_SUBTITLE, faded)
    sheet.set_row(1, 20)
    sheet.set_row(2, 10)
    for row, sentence in enumerate(messages.GUIDE_LINES, 3):
        sheet.set_row(row, looks.row_height(looks.text_lines(sentence, WIDTHS[2] - 2, 11), 11) + 8)
        sheet.write_number(row, 1, row - 2, number)
        sheet.write_string(row, 2, sentence, text)
    row = head(sheet, 3 + len(messages.GUIDE_LINES), messages.GUIDE_COLOURS, heading)
    for style, (colour, meaning) in messages.GUIDE_LEGEND.items():
        sheet.set_row(row, 20)
        sheet.write_string(row, 1, colour, looks.head_format(workbook, style))
        sheet.write_string(row, 2, meaning, text)
        row += 1
    row = head(sheet, row, messages.GUIDE_SHEETS, heading)
    for name, note in [(each.title, each.note) for each in sheets] + [(schema.OPTIONS_TITLE, messages.GUIDE_OPTIONS)]:
        sheet.set_row(row, 20)
        sheet.write_url(row, 1, f"internal:'{name}'!A1", link, string=name)
        sheet.write_string(row, 2, note, text)
        row += 1
    sheet.activate()


def head(sheet: Worksheet, row: int, words: str, style: object) -> int:
    """Write a heading after a small gap and return the row below it."""
    sheet.set_row(row, 10)
    sheet.set_row(row + 1, 26)
    sheet.write_string(row + 1, 1, words, style)
    sheet.write_blank(row + 1, 2, None, style)
    return row + 2


def draw_options(workbook: Workbook, tables: Mapping[str, pd.DataFrame]) -> None:
    """Add 选项: one column per list that users may extend, with the schema's options and those that ``tables`` hold."""
    sheet = workbook.add_worksheet(schema.OPTIONS_TITLE)
    style = looks.body_format(workbook, Kind.OPTION)
    header = looks.head_format(workbook, "required")
    sheet.set_default_row(looks.ROW_HEIGHT)
    sheet.set_row(0, looks.HEAD_HEIGHT)
    for place, column in enumerate(schema.open_columns()):
        sheet.set_column(place, place, OPTION_WIDTH, style)
        sheet.write_string(0, place, column.header, header)
        write_cells(sheet, 1, place, list(dict.fromkeys((*column.options, *held(column.header, tables)))), style)
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)
    looks.set_print(sheet)
    sheet.set_tab_color("#7F7F7F")


def held(header: str, tables: Mapping[str, pd.DataFrame]) -> list[str]:
    """Return the options that the tables hold under a header with open options, in order of the categories."""
    return [
        str(option)
        for spec in schema.SHEETS
        for column in spec.columns
        if column.header == header and column.open_options and column.name in tables.get(spec.name, ())
        for option in tables[spec.name][column.name].cat.categories
    ]
