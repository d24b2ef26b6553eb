"""Draws the native charts beside a table of the program with XlsxWriter; they follow the table's cells."""

from __future__ import annotations

from itertools import cycle
from typing import TYPE_CHECKING

from addin.hosts import looks
from addin.ports import Kind

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

    from addin.ports import Chart, Replace

CHART_TYPES = {
    "column": {"type": "column"},
    "bar": {"type": "bar"},
    "line": {"type": "line"},
    "pie": {"type": "pie"},
    "stacked": {"type": "column", "subtype": "stacked"},
    "stacked_bar": {"type": "bar", "subtype": "stacked"},
}
CHART_SIZE = (720, 380)  # pixels
SMALL_CHART = (560, 290)  # pixels of a chart that has others beside it
CHART_COLUMNS = 9  # columns of ordinary width that such a chart covers, one of air included
TIGHT = 14.5  # points of the rows beside several charts
CHART_ROWS = 16  # rows of the sheet that such a chart covers, one row of air included
PATTERNS = (  # of the series of a chart, so that they are told apart in grey print
    "solid", "wide_upward_diagonal", "small_grid", "wide_downward_diagonal", "dotted_diamond", "dark_horizontal",
    "dark_vertical", "large_check", "solid",
)  # fmt: skip
MARKERS, DASHES = ("circle", "diamond", "square"), ("solid", "dash", "round_dot")


def draw_chart(
    workbook: Workbook, sheet: Worksheet, change: Replace, chart: Chart, corner: tuple[int, int]
) -> None:
    """Insert a native chart right of the table, at (0-based) row and columns to the right; it follows its cells."""
    names = [column.name for column in change.columns]
    first = 1 + chart.first_row
    last = first + (chart.rows or len(change.frame) - change.totals - chart.first_row) - 1
    if last < first:
        return
    drawn = workbook.add_chart(CHART_TYPES[chart.kind])
    colours = looks.SCALE_COLOURS if chart.kind.startswith("stacked") else looks.SERIES_COLOURS
    pie, alone = chart.kind == "pie", len(chart.values) == 1
    label = names.index(chart.categories)
    small = {"name": looks.FONT, "size": 8, "color": looks.INK}
    for at, (name, colour) in enumerate(zip(chart.values, cycle(colours), strict=False)):
        place = names.index(name)
        pattern = PATTERNS[at % len(PATTERNS)]
        figure = "#,##0" if change.columns[place].kind is Kind.MONEY else "0"
        series: dict[str, object] = {
            "name": [change.sheet, 0, place],
            "categories": [change.sheet, first, label, last, label],
            "values": [change.sheet, first, place, last, place],
        }
        if pie:
            series |= {"points": [{"fill": {"color": each}} for each in colours], "data_labels": {"percentage": True}}
        elif chart.kind == "line":
            ink = {"color": colour}
            marker = {"type": MARKERS[at % len(MARKERS)], "size": 6, "fill": ink, "border": ink}
            series |= {"line": {"color": colour, "width": 2, "dash_type": DASHES[at % len(DASHES)]}, "marker": marker}
        else:
            plain = {"fill": {"color": colour}}
            hatched = {"pattern": {"pattern": pattern, "fg_color": colour, "bg_color": "#FFFFFF"}}
            series |= {**(plain if pattern == "solid" else hatched), "border": {"color": colour}, "gap": 60}
            if alone:
                series["data_labels"] = {"value": True, "num_format": figure, "font": small}
        drawn.add_series(series)
    font = {"name": looks.FONT, "size": 9, "color": looks.INK}
    drawn.set_title({"name": chart.title, "name_font": {**font, "size": 12, "bold": True}, "overlay": False})
    drawn.set_legend({"none": True} if len(chart.values) == 1 and not pie else {"position": "bottom", "font": font})
    if not pie:
        category = {"num_font": font, "line": {"color": looks.RULE}, "major_gridlines": {"visible": False}}
        grid = {"visible": True, "line": {"color": "#E5E5E5"}}
        value = {"num_font": font, "num_format": "#,##0", "major_gridlines": grid, "line": {"none": True}}
        if chart.kind in ("bar", "stacked_bar"):  # categories run up the vertical axis: turned, the first is on top
            drawn.set_y_axis(category | {"reverse": True, "interval_unit": 1})
            drawn.set_x_axis(value)
        else:
            drawn.set_x_axis(category)
            drawn.set_y_axis(value)
    width, height = CHART_SIZE if change.chart_columns == 1 else SMALL_CHART
    drawn.set_size({"width": width, "height": height})
    drawn.set_chartarea({"border": {"color": looks.RULE}})
    row, right = corner
    sheet.insert_chart(row, len(change.columns) + 1 + right, drawn, {"object_position": 2, "description": chart.title})
