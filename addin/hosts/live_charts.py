"""The charts beside a sheet of the program's own on an open workbook."""

from __future__ import annotations

from typing import TYPE_CHECKING

from addin.hosts.charts import CHART_COLUMNS, CHART_ROWS
from addin.hosts.live_cells import rows_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    import xlwings as xw

    from addin.hosts.live_keeping import Journal
    from addin.ports import Chart, Replace

CHART_TYPES = {
    "column": "column_clustered",
    "bar": "bar_clustered",
    "line": "line",
    "pie": "pie",
    "stacked": "column_stacked",
    "stacked_bar": "bar_stacked",
}
CHART_SIZE = (540, 285)  # points
SMALL_CHART = (420, 217)  # points of a chart that has others beside it


def draw_charts(sheet: xw.Sheet, change: Replace, journal: Journal) -> None:
    """Draw the charts; those of the last time go when all is done, since a deleted chart cannot be put back."""
    for old in list(sheet.charts):
        journal.at_end(old.delete)
    for number, chart in enumerate(change.charts):
        _chart(sheet, change, chart, number, journal)


def _chart(sheet: xw.Sheet, change: Replace, chart: Chart, number: int, journal: Journal) -> None:
    """Draw one chart right of the table, from a block of cells beyond it that holds what it shows."""
    names = [column.name for column in change.columns]
    first = chart.first_row
    last = first + (chart.rows or len(change.frame) - change.totals - first)
    if last <= first:
        return
    places = [names.index(name) + 1 for name in (chart.categories, *chart.values)]
    source = sheet.range((1, min(places)), (1 + last, max(places)))
    if first or places != list(range(places[0], places[0] + len(places))):
        source = _chart_block(sheet, change, places, (first, last), number)
    down, right = divmod(number, change.chart_columns)
    anchor = sheet.range((2 + down * CHART_ROWS, len(names) + 2 + right * CHART_COLUMNS))
    width, height = CHART_SIZE if change.chart_columns == 1 else SMALL_CHART
    drawn = sheet.charts.add(width=width, height=height, anchor=anchor,
                             chart_type=CHART_TYPES[chart.kind], source=source)  # fmt: skip
    journal.back(drawn.delete)
    drawn.title = chart.title


def _chart_block(
    sheet: xw.Sheet, change: Replace, places: Sequence[int], rows: tuple[int, int], number: int
) -> xw.Range:
    """Copy the columns of a chart side by side far right of the table, since a chart takes one block of cells."""
    left = len(change.columns) + 20 + number * 20
    heads = [change.columns[place - 1].header for place in places]
    values = [rows_of(sheet.range((2 + rows[0], place), (1 + rows[1], place))) for place in places]
    lines = [heads, *([column[at][0] for column in values] for at in range(rows[1] - rows[0]))]
    block = sheet.range((1, left), (len(lines), left + len(places) - 1))
    block[:, 0].number_format = "@"
    block.value = lines
    return block
