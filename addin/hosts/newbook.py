"""Makes new workbooks: the empty ledger 催收台账.xlsx, a ledger filled with tables, and books of pages to print.

Everything is drawn from ``ledger.schema``. The same input gives the same bytes: a test fails when the committed
templates differ from the schema.
"""

from __future__ import annotations

import datetime as dt
import io
from decimal import Decimal
from typing import TYPE_CHECKING

import pandas as pd

from addin.hosts import looks
from addin.hosts.disk import told, write_whole
from addin.hosts.drawing import Cell, add_tones, lay_out, pages_wide, table_cells, write_cells
from addin.hosts.guide import draw_guide, draw_options
from addin.hosts.pages import write_pages
from addin.hosts.validations import admit_kind, validate_columns
from addin.ledger import schema
from addin.ledger.example import example_tables
from addin.ledger.starter import starting_tables
from addin.ports import Kind

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

    from addin.ports import Sheet

__all__ = ["build_templates", "write_ledger", "write_pages", "write_template"]

MADE = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)  # fixed, so that bytes repeat
QUOTE_FORMAT = "0.00"  # LPR quotes are published so
TEMPLATE, EXAMPLE = "催收台账.xlsx", "催收台账示例.xlsx"
TAB_COLOURS = {schema.SETTINGS.name: "#7F7F7F", schema.LPR.name: "#7F7F7F", schema.HOLIDAYS.name: "#7F7F7F",
               schema.STRATEGIES.name: "#7F7F7F"}  # fmt: skip


def build_templates(folder: Path) -> list[Path]:
    """Write the empty ledger and the filled example into ``folder`` and return their paths."""
    with told(folder):
        folder.mkdir(parents=True, exist_ok=True)
    template, example = folder / TEMPLATE, folder / EXAMPLE
    write_template(template)
    write_ledger(example, example_tables())
    return [template, example]


def write_template(path: Path) -> None:
    """Write an empty ledger: guide, every sheet that users fill in, options; settings, rates and strategies filled."""
    write_ledger(path, {})


def write_ledger(path: Path, tables: Mapping[str, pd.DataFrame]) -> None:
    """Write a ledger filled with typed tables (English sheet names), one row after the other from row 2.

    A table not given is empty; settings, lpr and strategies not given hold what every ledger starts with. Columns that
    a table lacks stay empty, so do amounts and counts of 0 that a user need not fill in, and the program's columns:
    the first click fills them.
    """
    contents = {**starting_tables(), **tables}
    drawn = io.BytesIO()
    workbook = looks.new_workbook(drawn)
    workbook.set_properties({"created": MADE.replace(tzinfo=None)})
    wanted = {sheet.name for sheet in schema.SHEETS if not sheet.on_demand or len(tables.get(sheet.name, ()))}
    sheets = [sheet for sheet in schema.SHEETS if sheet.name in wanted and not sheet.written]
    draw_guide(workbook, sheets)
    for spec in sheets:
        draw_ledger_sheet(workbook, spec, contents.get(spec.name, pd.DataFrame()))
    draw_options(workbook, contents)
    workbook.close()
    write_whole(path, drawn.getvalue())


def draw_ledger_sheet(workbook: Workbook, spec: Sheet, frame: pd.DataFrame) -> None:
    """Add one sheet that users fill in, with formats and validation down to its last row."""
    sheet = workbook.add_worksheet(spec.title)
    rows = max(len(frame), 1)
    styles = {c.name: "computed" if c.computed else "required" if c.required else "optional" for c in spec.columns}
    lay_out(workbook, sheet, spec.columns, rows, styles)
    for place, column in enumerate(spec.columns):
        shade = {"bg_color": looks.PALE_GREY} if column.computed else {}
        quote = {"num_format": QUOTE_FORMAT} if spec is schema.LPR and column.kind is Kind.RATE else {}
        style = looks.body_format(workbook, column.kind, **shade, **quote)
        # The format of the whole column waits for the rows that users add below.
        sheet.set_column(place, place, looks.column_width(column.header, column.width), style)
        cells: list[Cell] = [None] * rows
        if column.name in frame and len(frame) and not column.computed:
            cells = table_cells(column, frame[column.name])
            if column.kind in (Kind.MONEY, Kind.COUNT) and not (column.required or column.setting):
                cells = [cell or None for cell in cells]
        write_cells(sheet, 1, place, cells, style)
    validate_columns(sheet, spec)
    add_tones(workbook, sheet, spec.columns, looks.LAST_ROW)
    if spec is schema.SETTINGS:
        write_settings(workbook, sheet, frame)
    looks.set_print(sheet, wide=pages_wide(spec.columns))
    sheet.set_tab_color(TAB_COLOURS.get(spec.name, looks.NAVY))


def write_settings(workbook: Workbook, sheet: Worksheet, frame: pd.DataFrame) -> None:
    """Write the values of 参数 again, each by the kind of its setting and with the validation of that kind."""
    place = [column.name for column in schema.SETTINGS.columns].index("value")
    known = {row.header: row for row in schema.SETTING_ROWS}
    for at, (header, text) in enumerate(zip(frame["setting"], frame["value"], strict=True), 1):
        row = known.get(header)
        if row is None:
            continue
        number = text and row.kind in (Kind.COUNT, Kind.MONEY, Kind.RATE, Kind.PERCENT)
        style = looks.body_format(workbook, row.kind, align="left")
        write_cells(sheet, at, place, [float(Decimal(text)) if number else text or None], style)
        rule = admit_kind(row.kind, row.options)
        if rule:
            sheet.data_validation(at, place, at, place, rule)
