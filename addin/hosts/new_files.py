"""Writes the new files that commands ask for into an open file; the hosts say where, and put them in place."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, BinaryIO

from addin.hosts import looks
from addin.hosts.pages import write_pages
from addin.ports import Book, TextTable

if TYPE_CHECKING:
    from addin.ports import NewFile

MOST_CHARACTERS = 40  # of a column's width


def write_new(change: NewFile, stream: BinaryIO) -> None:
    """Write the content of a new file."""
    if isinstance(change, Book):
        write_pages(stream, change)
    elif isinstance(change, TextTable):
        write_text_table(stream, change)
    else:
        change.write(stream)


def write_text_table(stream: BinaryIO, table: TextTable) -> None:
    """Write a workbook of one sheet whose cells are all text, so that no program reads a date or a number into them."""
    drawn = io.BytesIO()  # as write_pages
    workbook = looks.new_workbook(drawn)
    sheet = workbook.add_worksheet(table.sheet)
    text = workbook.add_format({"num_format": "@"})
    head = workbook.add_format({"num_format": "@", "bold": True})
    for place, header in enumerate(table.headers):
        longest = max(map(len, (header, *(row[place] for row in table.rows))))
        sheet.set_column(place, place, min(2 * longest + 2, MOST_CHARACTERS), text)
        sheet.write_string(0, place, header, head)
    for at, row in enumerate(table.rows, 1):
        for place, cell in enumerate(row):
            sheet.write_string(at, place, cell, text)
    sheet.freeze_panes(1, 0)
    workbook.close()
    stream.write(drawn.getbuffer())
