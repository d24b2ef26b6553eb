"""Draws one table sheet of the program with XlsxWriter: for a new book, or to be grafted into an existing one.

Header in row 1, data from row 2, an Excel table of the sheet's name; total rows stand below the table, so that
sorting and filtering leave them where they are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import pandas as pd
from xlsxwriter.utility import xl_rowcol_to_cell

from addin.hosts import looks
from addin.hosts.charts import CHART_COLUMNS, CHART_ROWS, TIGHT, draw_chart
from addin.hosts.validations import admit_kind
from addin.ledger import schema
from addin.ports import Column, Kind, Link

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

    from addin.ports import Replace

Cell: TypeAlias = "str | int | float | None"

INDENT = 1.5  # column-width units
WRAP_FROM = 20  # text columns this wide or wider break their lines
PAGE_UNITS = 300  # column-width units that still read well on one A4 landscape page
MAX_LINKS = 65_000  # Excel keeps 65 530 links on a sheet
MAX_TEXT = 32_767  # characters of a cell
EPOCH = pd.Timestamp("1899-12-30")  # day 0 of the serial numbers from 1900-03-01 on
SCALES = {Kind.MONEY: 100, Kind.RATE: 100_000_000, Kind.PERCENT: 100_000_000, Kind.COUNT: 1}


def table_cells(column: Column, values: pd.Series) -> list[Cell]:
    """Return the values of a typed column as a sheet holds them: text, number, serial day number, None = empty.

    Fen become yuan (``fen / 100`` is the double nearest to the two decimals below 1e13 yuan), units of 1e-8 numbers.
    """
    if column.kind in (Kind.DATE, Kind.MOMENT):
        days = (pd.to_datetime(values) - EPOCH) / pd.Timedelta(days=1)
        return [None if day != day else int(day) if day == int(day) else float(day) for day in days]  # noqa: PLR0124
    missing = values.isna()
    cells = [None if gone else value for value, gone in zip(values, missing, strict=True)]
    if column.kind is Kind.FLAG:
        return [None if cell is None else schema.YES if cell else schema.NO for cell in cells]
    if column.kind in SCALES:
        scale = SCALES[column.kind]
        numbers = (None if cell is None or cell == "" else int(cell) for cell in cells)
        return [each if each is None or scale == 1 else each / scale for each in numbers]
    return [None if cell is None else str(cell)[:MAX_TEXT] or None for cell in cells]


def write_cells(sheet: Worksheet, row: int, place: int, cells: Iterable[Cell], style: Format) -> None:
    """Write cells downwards from (0-based) ``row`` in column ``place``, each by its own type."""
    for at, cell in enumerate(cells, row):
        if cell is None:
            sheet.write_blank(at, place, None, style)
        elif isinstance(cell, str):
            sheet.write_string(at, place, cell, style)
        else:
            sheet.write_number(at, place, cell, style)


def first_cell(link: Link) -> str:
    """Return the first cell of the row a link leads to: for books whose columns are not known."""
    return f"A{max(link.row, 1)}"


def draw_table(workbook: Workbook, change: Replace, locate: Callable[[Link], str] = first_cell) -> Worksheet:
    """Add the sheet of ``change`` to a workbook and return it.

    ``locate`` answers the cell, such as ``C7``, that a link leads to; "" leaves the cell without a link. A linked value
    keeps its type.
    """
    sheet = workbook.add_worksheet(change.sheet)
    columns, frame = change.columns, change.frame
    body = len(frame) - change.totals
    register = len(change.editable) == len(columns)  # users type on below
    wrapped: list[tuple[float, list[Cell]]] = []
    found = targets(change, locate)
    for place, column in enumerate(columns):
        ground = {} if column.name in change.editable else {"bg_color": looks.PALE_GREY}
        wraps = {"text_wrap": True} if breaks_lines(column) else {}
        style = looks.body_format(workbook, column.kind, **ground, **wraps)
        total = looks.body_format(workbook, column.kind, bold=True, top=2, top_color=looks.INK, **wraps)
        cells = table_cells(column, frame[column.name])
        write_cells(sheet, 1, place, cells[:body] or [None], style)
        write_cells(sheet, 1 + max(body, 1), place, cells[body:], total)
        if column.name in change.links:
            linked = looks.body_format(
                workbook, column.kind, font_color=looks.LINK_BLUE, underline=int(column.kind is Kind.TEXT),
                **ground, **wraps,
            )  # fmt: skip
            write_links(sheet, place, cells, found[column.name], linked, body, total)
        if column.name in change.editable and (rule := admit_kind(column.kind, column.options)):
            sheet.data_validation(1, place, looks.LAST_ROW if register else max(body, 1), place, rule)
        if wraps:
            wrapped.append((text_room(column), cells))
    lay_out(workbook, sheet, columns, max(body, 1), dict.fromkeys((c.name for c in columns), "required"))
    if register:
        for place, column in enumerate(columns):
            width = looks.column_width(column.header, column.width)
            sheet.set_column(place, place, width, looks.body_format(workbook, column.kind))
    set_heights(sheet, wrapped, max(body, 1) - body, body)
    add_tones(workbook, sheet, columns, looks.LAST_ROW if register else max(body, 1))
    fade_zeros(workbook, sheet, columns, max(body, 1))
    looks.set_print(sheet, wide=pages_wide(columns), header=change.caption)
    below, across = max(body, 1) + change.totals, len(columns) - 1
    if change.chart_columns > 1:
        below = max(below, -(-len(change.charts) // change.chart_columns) * CHART_ROWS)
        across += 1 + change.chart_columns * CHART_COLUMNS
        sheet.fit_to_pages(1, 0)
        sheet.set_default_row(TIGHT)
    if change.charts:
        sheet.print_area(0, 0, below, across)
    for number, chart in enumerate(change.charts):
        down, right = divmod(number, change.chart_columns)
        draw_chart(workbook, sheet, change, chart, (1 + down * CHART_ROWS, right * CHART_COLUMNS))
    return sheet


def lay_out(
    workbook: Workbook, sheet: Worksheet, columns: Sequence[Column], rows: int, head_styles: dict[str, str],
) -> None:  # fmt: skip
    """Make header and ``rows`` data rows an Excel table: header formats by style, widths, panes, print titles."""
    heads = {style: looks.head_format(workbook, style) for style in set(head_styles.values())}
    sheet.add_table(
        0, 0, rows, len(columns) - 1,
        {
            "name": looks.table_name(sheet.get_name()),
            "style": None,
            "columns": [{"header": c.header, "header_format": heads[head_styles[c.name]]} for c in columns],
        },
    )  # fmt: skip
    sheet.set_default_row(looks.ROW_HEIGHT)
    sheet.set_row(0, looks.HEAD_HEIGHT)
    for place, column in enumerate(columns):
        sheet.set_column(place, place, looks.column_width(column.header, column.width))
    leading = frozen_columns(columns)
    sheet.freeze_panes(1, leading)
    sheet.repeat_rows(0)
    if leading and pages_wide(columns) > 1:
        sheet.repeat_columns(0, leading - 1)
    sheet.ignore_errors({"number_stored_as_text": f"A1:{xl_rowcol_to_cell(looks.LAST_ROW, len(columns) - 1)}"})


def frozen_columns(columns: Sequence[Column]) -> int:
    """Return how many leading columns stay in sight when scrolling: up to two text columns of a wide table."""
    if sum(column.width for column in columns) <= PAGE_UNITS // 2:
        return 0
    return next((place for place, column in enumerate(columns[:2]) if column.kind is not Kind.TEXT), 2)


def pages_wide(columns: Sequence[Column]) -> int:
    """Return how many pages a table is printed across, so that its letters stay readable."""
    return -(-sum(column.width for column in columns) // PAGE_UNITS)


def targets(change: Replace, locate: Callable[[Link], str]) -> dict[str, list[str]]:
    """Return where each cell of the linked columns jumps to (``'应收计划'!C7``), "" for nowhere.

    An empty cell does not jump, nor do more than :data:`MAX_LINKS` of a sheet.
    """
    found: dict[str, list[str]] = {}
    room = MAX_LINKS
    for column in change.columns:
        if column.name in change.links:
            cells = table_cells(column, change.frame[column.name])
            links = found[column.name] = [""] * len(cells)
            for at, (cell, link) in enumerate(zip(cells, change.links[column.name], strict=True)):
                place = locate(link) if link and cell is not None and room else ""
                if link and place:
                    title = link.sheet.replace("'", "''")
                    links[at] = f"'{title}'!{place}"
                    room -= 1
    return found


def write_links(
    sheet: Worksheet, place: int, cells: Sequence[Cell], found: Sequence[str], style: Format, body: int, total: Format
) -> None:
    """Make the cells that have a target jump to it; totals from ``body`` on stay bold.

    Total rows stand below the table, one row lower when it has no line.
    """
    for at, (cell, target) in enumerate(zip(cells, found, strict=True)):
        if target:
            row, look = (1 + at, style) if at < body else (1 + max(body, 1) - body + at, total)
            sheet.write_url(row, place, f"internal:{target}", look, string="")
            write_cells(sheet, row, place, [cell], look)


def breaks_lines(column: Column) -> bool:
    """Tell whether long texts of a column break their lines."""
    return column.kind is Kind.TEXT and column.width >= WRAP_FROM


def text_room(column: Column) -> float:
    """Return how wide a text of a column may be before it breaks, in column-width units."""
    return looks.column_width(column.header, column.width) - INDENT


def set_heights(
    sheet: Worksheet, wrapped: Sequence[tuple[float, list[Cell]]], shift: int, body: int,
) -> None:  # fmt: skip
    """Give rows with broken lines the height they need; total rows stand ``shift`` rows lower."""
    for row, lines in enumerate(looks.row_lines(wrapped)):
        if lines > 1:
            sheet.set_row(1 + row + (shift if row >= body else 0), looks.row_height(lines))


def add_tones(workbook: Workbook, sheet: Worksheet, columns: Sequence[Column], last: int) -> None:
    """Colour the weighty values of a column (schema.TONES) in the rows 1 … ``last`` (0-based)."""
    for place, column in enumerate(columns):
        for value, tone in schema.TONES.get(column.name, {}).items():
            style = workbook.add_format(looks.TONE_STYLES[tone])
            sheet.conditional_format(
                1, place, last, place, {"type": "cell", "criteria": "==", "value": f'"{value}"', "format": style},
            )  # fmt: skip


def fade_zeros(workbook: Workbook, sheet: Worksheet, columns: Sequence[Column], last: int) -> None:
    """Print amounts of 0.00 pale, so that the others stand out."""
    pale = workbook.add_format({"font_color": looks.FADED})
    for place, column in enumerate(columns):
        if column.kind is Kind.MONEY:
            rule = {"type": "cell", "criteria": "==", "value": 0, "format": pale}
            sheet.conditional_format(1, place, last, place, rule)
