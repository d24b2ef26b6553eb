"""Draws the group report as a workbook whose lines lead, by relative path, into the workbooks they come from."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from addin.hosts import looks
from addin.hosts.disk import told
from addin.hosts.drawing import MAX_LINKS, draw_table
from addin.hosts.locks import guard_closed
from addin.hosts.newbook import MADE
from addin.ledger.schema.group import ROW, SHEET, WORKBOOK

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

    from addin.ports import Replace

MOST_URL = 2_000  # characters that Excel takes


def write_book(path: Path, tables: Sequence[Replace], folder: Path) -> None:
    """Write the sheets into a new workbook at ``path``, in place of an earlier one; whole or not at all.

    The column 工作簿 of a sheet holds paths below ``folder`` and leads there, to the row that the line names if it
    names one. Raises a Refusal when the file is open elsewhere or cannot be written.
    """
    with told(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        guard_closed(path)
        temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
        try:
            book = looks.new_workbook(temporary)
            book.set_properties({"created": MADE.replace(tzinfo=None)})
            for table in tables:
                sheet = draw_table(book, table)
                lead_back(book, sheet, table, path.parent, folder)
            book.close()
            temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)


def lead_back(book: Workbook, sheet: Worksheet, table: Replace, here: Path, folder: Path) -> None:
    """Make the cells of 工作簿 jump to the workbook, and to its sheet and row where the line names them."""
    frame = table.frame.iloc[: len(table.frame) - table.totals].head(MAX_LINKS)
    names = [column.name for column in table.columns]
    if WORKBOOK.name not in names or frame.empty:
        return
    style = looks.body_format(book, WORKBOOK.kind, font_color=looks.LINK_BLUE, underline=1, bg_color=looks.PALE_GREY)
    place = names.index(WORKBOOK.name)
    nowhere = [""] * len(frame)
    titles = frame.get(SHEET.name, nowhere)
    rows = frame[ROW.name].fillna(1) if ROW.name in frame else nowhere
    base = {name: relative(folder / name, here) for name in frame[WORKBOOK.name].unique()}
    for at, (name, title, row) in enumerate(zip(frame[WORKBOOK.name], titles, rows, strict=True), 1):
        quoted = str(title).replace("'", "''")
        target = f"#'{quoted}'!A{max(int(row), 1)}" if title else ""
        url = f"external:{base[name]}{target}"
        if name and len(url) < MOST_URL:
            sheet.write_url(at, place, url, style, string=name)


def relative(path: Path, here: Path) -> str:
    """Return how a link at ``here`` names a file; on another drive its whole path. # would begin a place in it."""
    try:
        found = os.path.relpath(path, here)
    except ValueError:
        found = str(path)
    return found.replace("#", "%23")
