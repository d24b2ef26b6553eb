"""Replace on an open workbook: one of the program's own sheets written anew, whole, keeping its tab."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from addin.hosts import looks
from addin.hosts.drawing import breaks_lines, first_cell, frozen_columns
from addin.hosts.live_cells import as_read, cells, put, rows_of
from addin.hosts.live_charts import draw_charts
from addin.hosts.live_diff import write_columns
from addin.hosts.live_keeping import KeptSheet, keep, put_back
from addin.hosts.live_looks import heights, lay_looks, lay_tones, set_heights, style_head
from addin.hosts.live_tables import find_layout, sheet_named
from addin.ledger import schema
from addin.ledger.cells import folded
from addin.ports import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import xlwings as xw

    from addin.hosts.live_cells import Cell
    from addin.hosts.live_keeping import Journal
    from addin.ports import Link, Replace

SAFE_SHARE = 0.5  # of the first row's headers must be the program's own
LIVE_LINKS = 100  # in a column; each is a call of its own into the program
MOST_GROWN = 200  # rows that are added to a sheet; more are sooner drawn anew with all the others


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
        standing = _standing(sheet, change) if all(map(all, targets.values())) else 0  # else links have to go
        if standing:
            if standing < len(change.frame):
                _grow(sheet, change, standing, journal)
            _renew(sheet, change, written, targets, journal)
            return
        _keep_sheet(sheet, change, journal)
        new = False
    sheet.clear()
    if new:
        for place, column in enumerate(change.columns, 1):
            sheet.range((1, place)).column_width = looks.column_width(column.header, column.width)
    rows = _write(sheet, change, written)
    if not change.charts and not any(isinstance(value, str) and "\r" in value for row in rows for value in row):
        journal.laid[sheet.name] = rows
    _table(sheet, change)
    lay_tones(sheet, [column.name for column in change.columns], 1 + max(len(change.frame) - change.totals, 1))
    _links(sheet, change, targets)
    draw_charts(sheet, change, journal)
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


def _keep_sheet(sheet: xw.Sheet, change: Replace, journal: Journal) -> None:
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
        style_head(sheet.range((1, 1), (1, kept.area.shape[1])))
        lay_tones(sheet, [names.get(head, "") for head in rows_of(kept.area[0, :])[0]], kept.area.shape[0])

    names: dict[object, str] = {column.header: column.name for column in change.columns}
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


def _standing(sheet: xw.Sheet, change: Replace) -> int:
    """Return the number of rows below the header, 0 if more has to be done to the sheet than to write or add some.

    It has the header and the table that it would be given, and as many rows, or a few less when none are totals.
    """
    width, wanted = len(change.columns), len(change.frame)
    used = sheet.used_range
    rows = used.shape[0] - 1
    most = wanted if not change.totals else rows
    if change.charts or rows <= change.totals or (used.row, used.column, used.shape[1]) != (1, 1, width):
        return 0
    if not rows <= wanted <= min(most, rows + MOST_GROWN):
        return 0
    if wanted > rows and any(column.name in schema.TONES for column in change.columns):  # Calc splits copied rules
        return 0
    whole = sheet.range((1, 1), (1 + rows, width))
    tables = [table.range for table in sheet.tables]
    stands = (
        rows_of(whole[0, :])[0] == [column.header for column in change.columns]
        and [(area.row, area.column, area.shape) for area in tables] == [(1, 1, (1 + rows - change.totals, width))]
        and whole.merge_cells is False
        and not whole.get_special_cells("formulas")
        and not len(sheet.charts)
    )
    return rows if stands else 0


def _grow(sheet: xw.Sheet, change: Replace, standing: int, journal: Journal) -> None:
    """Let the table reach over rows to come, which look like its last one."""
    width, last = len(change.columns), 1 + len(change.frame)
    new = sheet.range((2 + standing, 1), (last, width))
    journal.back(new.clear)
    journal.fresh.append(new)
    new.copy_from(sheet.range((1 + standing, 1), (1 + standing, width)), "formats")
    table = next(iter(sheet.tables))
    old = table.range
    journal.back(lambda: table.resize(old))
    table.resize(sheet.range((1, 1), (last, width)))


def _renew(
    sheet: xw.Sheet,
    change: Replace,
    written: Sequence[Sequence[Cell]],
    targets: dict[str, list[str]],
    journal: Journal,
) -> None:
    """Write the values that differ into a sheet whose rows stand; looks stay, links are laid anew."""
    body = sheet.range((2, 1), (1 + len(change.frame), len(change.columns)))
    standing = list(zip(*rows_of(body), strict=True))
    kinds = [column.kind for column in change.columns]
    parts = write_columns(body, kinds, standing, written, journal)
    found = zip(change.columns, parts, strict=True)
    broken = [run for column, its in found if breaks_lines(column) for run in its]
    wanted = heights(change.columns, written) if broken else []
    for first, last in broken:
        set_heights(body[first : last + 1, :], wanted[first : last + 1])
    _links(sheet, change, targets)
    names = [column.name for column in change.columns]
    if not schema.TONES.keys().isdisjoint(names) and not len(sheet.cells.conditional_formats):  # a user cleared them
        lay_tones(sheet, names, 1 + len(change.frame) - change.totals)


# ------------------------------------------------------------------ writing


def _write(sheet: xw.Sheet, change: Replace, written: Sequence[Sequence[Cell]]) -> list[list[object]]:
    """Write header, body and totals in one go and return what they read.

    Looks come before, so that text stays text, and heights, since a program would measure each row that has none:
    that takes longer than all the rest.
    """
    columns = change.columns
    width = len(columns)
    body = len(change.frame) - change.totals
    head = [column.header for column in columns]

    def rows_from(values: Sequence[Sequence[object]]) -> list[list[Any]]:
        lines = list(map(list, zip(*values, strict=True)))
        return [head, *(lines[:body] or [[None] * width]), *lines[body:]]

    rows = rows_from(written)
    whole = sheet.range((1, 1), (len(rows), width))
    lay_looks(whole, change, max(body, 1))
    whole.row_height = looks.ROW_HEIGHT
    whole[0, :].row_height = looks.HEAD_HEIGHT
    if body:
        set_heights(whole[1:, :], heights(columns, written), looks.ROW_HEIGHT)
    put(whole, rows)
    return rows_from([as_read(column) for column in written])


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
