"""Replace on an open workbook: one of the program's own sheets written anew, whole, keeping its tab."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from addin.hosts import looks
from addin.hosts.drawing import CHART_COLUMNS, CHART_ROWS, WRAP_FROM, first_cell, frozen_columns
from addin.hosts.live_cells import cells, rows_of, runs
from addin.hosts.live_diff import write_column
from addin.hosts.live_keeping import KeptSheet, keep, put_back
from addin.hosts.live_tables import find_layout, sheet_named
from addin.ledger import schema
from addin.ledger.cells import folded
from addin.ports import Kind, Refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import xlwings as xw

    from addin.hosts.live_cells import Cell
    from addin.hosts.live_keeping import Journal
    from addin.ports import Chart, Column, Link, Replace

SAFE_SHARE = 0.5  # of the first row's headers must be the program's own
LIVE_LINKS = 100  # in a column; each is a call of its own into the program
MEASURED_ROWS = 2_000  # beyond, measuring the height of each row takes longer than all the rest
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


def replace_sheet(book: xw.Book, change: Replace, journal: Journal) -> None:
    """Carry out a Replace. Raises Refusal ``sheet-not-ours`` when a sheet of the user's has that title."""
    written = [cells(column, change.frame[column.name]) for column in change.columns]
    locate = _locator(book)
    targets = {
        name: [locate(link) if link else "" for link in links[:LIVE_LINKS]] for name, links in change.links.items()
    }  # fmt: skip
    sheet = sheet_named(book, change.sheet)
    if sheet is None:
        front = book.sheets.active
        sheet = book.sheets.add(change.sheet, after=book.sheets[-1])
        added = sheet
        journal.back(lambda: drop_sheet(added))
        front.activate()
        new = True
    else:
        _guard_ours(sheet, change)
        if _stands(sheet, change) and all(map(all, targets.values())):  # no link has to be taken away
            _renew(sheet, change, written, targets, journal)
            return
        _keep_sheet(sheet, journal)
        new = False
    sheet.clear()
    if new:
        for place, column in enumerate(change.columns, 1):
            sheet.range((1, place)).column_width = looks.column_width(column.header, column.width)
    _write(sheet, change, written)
    _table(sheet, change)
    _tones(sheet, change)
    _links(sheet, change, targets)
    _charts(sheet, change, journal)
    if new:
        sheet.freeze_panes.freeze_at(sheet.range((1, 1), (1, max(frozen_columns(change.columns), 1))))


def _guard_ours(sheet: xw.Sheet, change: Replace) -> None:
    """Refuse to write over a sheet whose first row does not read like the program's own."""
    used = sheet.used_range
    rows = rows_of(sheet.range((1, 1), (1, used.column + used.shape[1] - 1)))
    texts = [folded(str(value)) for value in rows[0] if value is not None]
    empty = not texts and used.shape == (1, 1) and rows_of(used) == [[None]]
    own = {folded(column.header) for column in change.columns}
    if not empty and sum(text in own for text in texts) < max(1, len(texts) * SAFE_SHARE):
        raise Refusal("sheet-not-ours", sheet=change.sheet)


def _keep_sheet(sheet: xw.Sheet, journal: Journal) -> None:
    """Keep contents, number formats, notes and table of a sheet that is about to be cleared."""
    used = sheet.used_range
    kept = keep(sheet.range((1, 1), used.last_cell))
    notes = [(note.location.get_address(False, False), note.text) for note in sheet.notes]
    tables = [(table.name, table.range.address) for table in sheet.tables]
    journal.drawn.append(KeptSheet(sheet.name, kept, notes, _boxes(sheet), len(sheet.charts)))

    def back() -> None:
        sheet.clear()
        put_back(kept)
        for address, text in notes:
            sheet.range(address).add_note(text)
        here = {table.name: table for table in sheet.tables}
        for name, address in tables:
            if name in here:
                here[name].resize(sheet.range(address))
            else:
                sheet.tables.add(sheet.range(address), name=name)
        _style_head(sheet.range((1, 1), (1, kept.area.shape[1])))

    journal.back(back)


def _boxes(sheet: xw.Sheet) -> list[tuple[str, tuple[int, int, int, int]]]:
    areas = [(table.name, table.range) for table in sheet.tables]
    return [(name, (a.row, a.column, a.row + a.shape[0] - 1, a.column + a.shape[1] - 1)) for name, a in areas]


def drop_sheet(sheet: xw.Sheet) -> None:
    """Delete a sheet without a question."""
    app = sheet.book.app
    alerts = app.display_alerts
    app.display_alerts = False
    try:
        sheet.delete()
    finally:
        app.display_alerts = alerts


# ------------------------------------------------------------------ writing what differs


def _stands(sheet: xw.Sheet, change: Replace) -> bool:
    """Tell whether the sheet has the header, the rows and the table that it would be given, so that values will do."""
    width, body = len(change.columns), len(change.frame) - change.totals
    used = sheet.used_range
    if change.charts or not body or (used.row, used.column, used.shape) != (1, 1, (1 + len(change.frame), width)):
        return False
    whole = sheet.range((1, 1), (1 + len(change.frame), width))
    tables = [table.range for table in sheet.tables]
    return (
        rows_of(whole[0, :])[0] == [column.header for column in change.columns]
        and [(area.row, area.column, area.shape) for area in tables] == [(1, 1, (1 + body, width))]
        and whole.merge_cells is False
        and not whole.get_special_cells("formulas")
        and not len(sheet.charts)
    )


def _renew(
    sheet: xw.Sheet,
    change: Replace,
    written: Sequence[Sequence[Cell]],
    targets: dict[str, list[str]],
    journal: Journal,
) -> None:
    """Write the values that differ into a sheet that :func:`_stands`; looks stay, links are laid anew."""
    body = sheet.range((2, 1), (1 + len(change.frame), len(change.columns)))
    standing = list(zip(*rows_of(body), strict=True))
    wrapped: list[tuple[int, int]] = []
    for place, column in enumerate(change.columns):
        area = body[:, place : place + 1]
        parts = write_column(area, column.kind, standing[place], written[place], journal)
        if _wraps(column):
            wrapped += parts
    if len(change.frame) <= MEASURED_ROWS:
        for first, last in wrapped:
            body[first : last + 1, :].rows.autofit()
    _links(sheet, change, targets)


# ------------------------------------------------------------------ writing


def _write(sheet: xw.Sheet, change: Replace, written: Sequence[Sequence[Cell]]) -> None:
    """Write header, body and totals in one go; looks before, so that text stays text and no row is measured twice."""
    columns = change.columns
    width = len(columns)
    body = len(change.frame) - change.totals
    lines: list[list[Cell]] = [list(row) for row in zip(*written, strict=True)]
    rows = [[column.header for column in columns], *(lines[:body] or [[None] * width]), *lines[body:]]
    whole = sheet.range((1, 1), (len(rows), width))
    wraps = _dress(whole, change, max(body, 1))
    whole.value = rows
    if wraps and len(rows) <= MEASURED_ROWS:
        whole.rows.autofit()
    whole[0, :].row_height = looks.HEAD_HEIGHT


def _dress(whole: xw.Range, change: Replace, depth: int) -> bool:
    """Lay the looks on an empty area whose body has ``depth`` rows; return whether long texts break their lines."""
    wraps = False
    whole.font.name, whole.font.size = looks.FONT, looks.SIZE
    whole.vertical_alignment = "center"
    whole.borders.set("all", line_style="continuous", weight="thin", color=looks.RULE)
    for place, column in enumerate(change.columns):
        area = whole[1:, place : place + 1]
        area.number_format = looks.NUMBER_FORMATS[column.kind]
        if column.kind in looks.CENTRED:
            area.horizontal_alignment = "center"
        if _wraps(column):
            area.wrap_text = wraps = True
    for first, last in runs(place for place, column in enumerate(change.columns) if column.name not in change.editable):
        whole[1 : depth + 1, first : last + 1].color = looks.PALE_GREY
    if change.totals:
        whole[depth + 1 :, :].font.bold = True
    _style_head(whole[0, :])
    return wraps


def _wraps(column: Column) -> bool:
    """Tell whether long texts of a column break their lines."""
    return column.kind is Kind.TEXT and column.width >= WRAP_FROM


def _tones(sheet: xw.Sheet, change: Replace) -> None:
    """Colour the weighty values of a column (schema.TONES), as on a closed workbook; the sheet has no rules yet."""
    depth = max(len(change.frame) - change.totals, 1)
    for place, column in enumerate(change.columns, 1):
        for value, tone in schema.TONES.get(column.name, {}).items():
            style = looks.TONE_STYLES[tone]
            area = sheet.range((2, place), (1 + depth, place))
            area.conditional_formats.add_cell_value(
                "equal_to", f'="{value}"', fill_color=style["bg_color"], font_color=style["font_color"],
                font_bold=style.get("bold"),
            )  # fmt: skip


def _style_head(head: xw.Range) -> None:
    head.color = looks.NAVY
    head.font.color = "#FFFFFF"
    head.font.bold = True
    head.horizontal_alignment = "center"


def _table(sheet: xw.Sheet, change: Replace) -> None:
    """Make header and body a table of the sheet's name; total rows stay outside it."""
    depth = max(len(change.frame) - change.totals, 1)
    area = sheet.range((1, 1), (depth + 1, len(change.columns)))
    known = next((table for table in sheet.tables if table.range.row == 1), None)
    if known is None:
        sheet.tables.add(area, name=looks.table_name(sheet.name), table_style_name="")
    else:
        known.resize(area)


def _locator(book: xw.Book) -> Callable[[Link], str]:
    """Return the function that answers the address a link leads to, "" when its sheet does not exist."""

    @cache
    def header_places(title: str) -> Callable[[str], int] | None:
        sheet = sheet_named(book, title)
        if sheet is None:
            return None
        try:
            return find_layout(sheet).place
        except Refusal:
            return lambda _: 0  # no header row: the link leads to the row

    def locate(link: Link) -> str:
        place = header_places(link.sheet)
        if place is None:
            return ""
        column = place(link.header) if link.header else 0
        cell = f"{_letters(column)}{max(link.row, 1)}" if column else first_cell(link)
        title = link.sheet.replace("'", "''")
        return f"#'{title}'!{cell}"

    return locate


def _letters(column: int) -> str:
    text = ""
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


def _links(sheet: xw.Sheet, change: Replace, targets: dict[str, list[str]]) -> None:
    names = [column.name for column in change.columns]
    body = len(change.frame) - change.totals
    for name, addresses in targets.items():
        column = names.index(name)
        texts = change.frame[name].astype("object").tolist()
        for at, address in enumerate(addresses[:body]):
            if address and isinstance(texts[at], str) and texts[at]:
                sheet.range((2 + at, column + 1)).add_hyperlink(address, texts[at], texts[at])


def _charts(sheet: xw.Sheet, change: Replace, journal: Journal) -> None:
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
