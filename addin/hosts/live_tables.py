"""Fill and Append on an open workbook: where a table stands, its columns filled, rows added below its last."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from addin.hosts.live_cells import cells, dress, rows_of, runs
from addin.hosts.live_diff import write_columns
from addin.hosts.looks import PALE_GREY, column_width
from addin.ledger.cells import clean, folded
from addin.ports import Refusal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import xlwings as xw

    from addin.hosts.live_cells import Cell
    from addin.hosts.live_keeping import Journal
    from addin.ports import Append, Column, Fill

HEADER_ROW = 1
MAX_ROW = 1_048_576


@dataclass(frozen=True)
class Layout:
    """A table on a sheet: columns (inclusive, from 1), body rows from 2 to ``last_row``, columns by header text.

    ``table`` is Excel's table, None for a plain range.
    """

    sheet: xw.Sheet
    first_column: int
    last_column: int
    last_row: int
    headers: Mapping[str, int]
    table: xw.main.Table | None = None
    header_row: int = HEADER_ROW

    def place(self, header: str) -> int:
        """Return the column of a header, 0 when there is none; full width, blanks and * make no difference."""
        if header in self.headers:
            return self.headers[header]
        wanted = folded(header)
        return next((at for text, at in self.headers.items() if folded(text).strip("*") == wanted), 0)


def sheet_named(book: xw.Book, title: str) -> xw.Sheet | None:
    """Return the sheet of that title (capitals make no difference), None when there is none."""
    wanted = title.casefold()
    return next((sheet for sheet in book.sheets if sheet.name.casefold() == wanted), None)


def find_layout(sheet: xw.Sheet, header_row: int = HEADER_ROW) -> Layout:
    """Return where a table stands: the table whose header is ``header_row``, else the range below that row.

    Raises Refusal ``no-header``.
    """
    used = sheet.used_range
    last_row, width = used.row + used.shape[0] - 1, used.column + used.shape[1] - 1
    heads = rows_of(sheet.range((header_row, 1), (header_row, width)))[0]
    texts = [clean(str(value)) if value is not None else "" for value in heads]
    headers = {text: column for column, text in reversed([*enumerate(texts, 1)]) if text}
    best: Layout | None = None
    for table in sheet.tables:
        area = table.range
        if area.row != header_row or not table.show_headers:
            continue
        first, last = area.column, area.column + area.shape[1] - 1
        inside = {text: column for text, column in headers.items() if first <= column <= last}
        bottom = area.row + area.shape[0] - 1 - bool(table.show_totals)
        found = Layout(sheet, first, last, bottom, inside, table, header_row)
        if best is None or len(found.headers) > len(best.headers):
            best = found
    if best:
        return best
    if not headers:
        raise Refusal("no-header", sheet=sheet.name)
    return Layout(sheet, min(headers.values()), max(headers.values()), max(last_row, header_row), headers,
                  header_row=header_row)  # fmt: skip


def fill(book: xw.Book, change: Fill, journal: Journal) -> None:
    """Carry out a Fill: cells that stand as they should stay. Raises a Refusal for what cannot be written."""
    layout = _with_columns(_sheet(book, change.sheet), change.columns, journal, change.header_row, change.headers)
    columns = sorted(change.columns, key=lambda column: layout.place(column.header))
    written = {layout.place(column.header): cells(column, change.frame[column.name]) for column in columns}
    numbers = [int(number) for number in change.frame.index]
    if change.keep_others and not numbers:
        return
    first_row, last_row = layout.header_row + 1, max([layout.last_row, *numbers])
    if change.keep_others:
        first_row, last_row = min(numbers), max(numbers)
    if last_row < first_row:
        return
    by_place = {layout.place(column.header): column for column in columns}
    in_order = numbers == list(range(first_row, last_row + 1))
    for first, last in runs(sorted(written)):
        block = layout.sheet.range((first_row, first), (last_row, last))
        dressed = [by_place[at] for at in range(first, last + 1)]
        if change.keep_others or block.get_special_cells("formulas"):
            journal.keep(block)
            _dress(block, dressed)
            _write_rows(block, numbers, [written[at] for at in range(first, last + 1)], keep_others=change.keep_others)
            continue
        _guard_merged(block)
        standing = list(zip(*rows_of(block), strict=True))
        columns_written = [written[at] for at in range(first, last + 1)]
        if not in_order:
            by_row = [dict(zip(numbers, values, strict=True)) for values in columns_written]
            rows = range(first_row, last_row + 1)
            columns_written = [[values.get(number) for number in rows] for values in by_row]
        write_columns(block, [column.kind for column in dressed], standing, columns_written, journal)


def _write_rows(
    block: xw.Range, numbers: Sequence[int], columns: Sequence[Sequence[Cell]], *, keep_others: bool
) -> None:
    """Write columns whose cells belong to the sheet rows ``numbers``; other rows of the block are emptied, or kept."""
    rows = dict(zip(numbers, zip(*columns, strict=True), strict=True))
    if keep_others:
        for top, bottom in runs(sorted(numbers)):
            part = block[top - block.row : bottom - block.row + 1, :]
            part.value = [list(rows[number]) for number in range(top, bottom + 1)]
    else:
        empty: tuple[Cell, ...] = (None,) * len(columns)
        block.value = [list(rows.get(number, empty)) for number in range(block.row, block.row + block.shape[0])]


def append(book: xw.Book, change: Append, journal: Journal) -> None:
    """Carry out an Append. Raises a Refusal when the rows have no room below the table."""
    if change.frame.empty:
        return
    layout = _with_columns(_sheet(book, change.sheet), change.columns, journal)
    sheet = layout.sheet
    above = _last_data_row(layout)
    first, last = above + 1, above + len(change.frame)
    if last > MAX_ROW:
        raise Refusal("no-room-below", sheet=sheet.name, cell=f"A{MAX_ROW}")
    if layout.table is not None and last > layout.last_row:
        _grow(layout, last, journal)
    whole = sheet.range((first, layout.first_column), (last, layout.last_column))
    journal.keep(whole)
    used = sheet.used_range
    bottom = used.row + used.shape[0] - 1
    if last > bottom:
        journal.fresh.append(sheet.range((max(first, bottom + 1), layout.first_column), (last, layout.last_column)))
    if last > layout.last_row > layout.header_row:
        pattern = sheet.range((layout.last_row, layout.first_column), (layout.last_row, layout.last_column))
        new = sheet.range((max(first, layout.last_row + 1), layout.first_column), (last, layout.last_column))
        new.copy_from(pattern, "formats")
    written = {
        layout.place(column.header): (column, cells(column, change.frame[column.name])) for column in change.columns
    }
    for left, right in runs(sorted(written)):
        block = sheet.range((first, left), (last, right))
        _dress(block, [written[at][0] for at in range(left, right + 1)])
        block.value = [list(row) for row in zip(*(written[at][1] for at in range(left, right + 1)), strict=True)]


# ------------------------------------------------------------------ shared steps


def _sheet(book: xw.Book, title: str) -> xw.Sheet:
    sheet = sheet_named(book, title)
    if sheet is None:
        raise Refusal("no-sheet", file=book.name, sheet=title)
    return sheet


def _dress(block: xw.Range, columns: Sequence[Column]) -> None:
    """Make a block ready to take the values of its columns: nothing merged, number formats that show them."""
    _guard_merged(block)
    for place, column in enumerate(columns):
        dress(block[:, place : place + 1], column.kind)


def _guard_merged(block: xw.Range) -> None:
    """Refuse to write under a merged range, where nobody would see the value."""
    if block.merge_cells is not False:
        raise Refusal("merged-cell", sheet=block.sheet.name, cell=block.get_address(False, False))


def _with_columns(
    sheet: xw.Sheet, columns: Sequence[Column], journal: Journal, header_row: int = HEADER_ROW,
    headers: Mapping[str, int] | None = None,
) -> Layout:  # fmt: skip
    """Return the layout with every column present; those that are missing are added right of the table."""
    layout = find_layout(sheet, header_row)
    if headers:  # of a sheet of the user's: a table there tells its own
        right = layout.last_column if layout.table else max(layout.last_column, *headers.values())
        layout = replace(layout, last_column=right, headers={**layout.headers, **headers})
    missing = [column for column in columns if not layout.place(column.header)]
    if not missing:
        return layout
    used = sheet.used_range
    bottom, right = used.row + used.shape[0] - 1, used.column + used.shape[1] - 1
    first = layout.last_column + 1 if layout.table is not None else max(right, layout.last_column) + 1
    last = first + len(missing) - 1
    beside = sheet.range((header_row, first), (max(bottom, layout.last_row), last))
    for number, row in enumerate(rows_of(beside), header_row):
        for place, value in enumerate(row):
            if value is not None:
                cell = sheet.range((number, first + place)).get_address(False, False)
                raise Refusal("no-room-right", sheet=sheet.name, cell=cell, header=missing[0].header)
    body = sheet.range((header_row, first), (max(layout.last_row, header_row + 1), last))
    journal.back(body.clear)
    journal.fresh.append(body)
    table = layout.table
    if table is not None:
        old = table.range
        journal.back(lambda: table.resize(old))
        table.resize(sheet.range((header_row, layout.first_column), (header_row + old.shape[0] - 1, last)))
    head = sheet.range((header_row, first), (header_row, last))
    head.copy_from(sheet.range((header_row, layout.last_column)), "formats")
    head.value = [[column.header for column in missing]]
    for place, column in enumerate(missing, first):
        sheet.range((1, place)).column_width = column_width(column.header, column.width)
        if column.computed and layout.last_row > header_row:
            sheet.range((header_row + 1, place), (layout.last_row, place)).color = PALE_GREY
    headers = dict(layout.headers) | {column.header: first + at for at, column in enumerate(missing)}
    return replace(layout, last_column=last, headers=headers)


def _last_data_row(layout: Layout) -> int:
    """Return the last body row with data, the header's when there is none; formulas that wait in a table are none."""
    sheet = layout.sheet
    used = sheet.used_range
    last = layout.last_row if layout.table is not None else used.row + used.shape[0] - 1
    if last <= layout.header_row:
        return layout.header_row
    body = sheet.range((layout.header_row + 1, layout.first_column), (last, layout.last_column))
    rows = rows_of(body)
    found = body.get_special_cells("formulas") if layout.table is not None else []
    for area in found if isinstance(found, list) else []:
        for number in range(area.row, area.row + area.shape[0]):
            for column in range(area.column, area.column + area.shape[1]):
                rows[number - layout.header_row - 1][column - layout.first_column] = None
    filled = [at for at, row in enumerate(rows) if any(value is not None for value in row)]
    return layout.header_row + 1 + filled[-1] if filled else layout.header_row


def _grow(layout: Layout, last: int, journal: Journal) -> None:
    """Let a table reach down to row ``last``. Raises Refusal ``totals-row`` and ``no-room-below``."""
    table, sheet = layout.table, layout.sheet
    if table is None:
        return
    if table.show_totals:
        raise Refusal("totals-row", sheet=sheet.name)
    below = sheet.range((layout.last_row + 1, layout.first_column), (last, layout.last_column))
    for number, row in enumerate(rows_of(below), layout.last_row + 1):
        for place, value in enumerate(row):
            if value is not None:
                cell = sheet.range((number, layout.first_column + place)).get_address(False, False)
                raise Refusal("no-room-below", sheet=sheet.name, cell=cell)
    old = table.range
    journal.back(lambda: table.resize(old))
    table.resize(sheet.range((old.row, old.column), (last, old.column + old.shape[1] - 1)))
