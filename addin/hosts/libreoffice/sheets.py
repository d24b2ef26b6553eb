"""One sheet of a book."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from xlwings import base_classes, utils

from addin.hosts.libreoffice import features
from addin.hosts.libreoffice.bridge import perform
from addin.hosts.libreoffice.charts import Charts, FreezePanes
from addin.hosts.libreoffice.places import place_of
from addin.hosts.libreoffice.ranges import Range

if TYPE_CHECKING:
    from addin.hosts.libreoffice.books import Book

CONTENTS = 1 | 2 | 4 | 16  # com.sun.star.sheet.CellFlags: numbers, dates, texts, formulas
LAST_ROW, LAST_COLUMN = 1_048_576, 1_024  # Calc 7.4 has fewer columns than Excel
EVERYTHING = 1023 - 128  # all but drawn objects, as in Excel


class Sheet(base_classes.Sheet):
    """One sheet, known by its title."""

    def __init__(self, book: Book, name: str) -> None:
        """Stand for the sheet of that title."""
        self._book = book
        self._name = name
        self._api: Any = None

    @property
    def api(self) -> Any:
        """The UNO spreadsheet."""
        if self._api is None:
            self._api = perform(self._book.model, "sheet", self._name)
        return self._api

    @property
    def book(self) -> Book:
        """The book."""
        return self._book

    @property
    def name(self) -> str:
        """Title of the sheet."""
        return self._name

    @name.setter
    def name(self, value: str) -> None:
        self.api.setName(value)
        self._name = value

    @property
    def index(self) -> int:
        """Place in the book, from 1."""
        return int(self.api.getRangeAddress().Sheet) + 1

    @property
    def visible(self) -> bool:
        """Whether the sheet has a tab."""
        return bool(self.api.IsVisible)

    @visible.setter
    def visible(self, value: bool) -> None:
        self.api.IsVisible = value

    def at(self, row: int, column: int, height: int = 1, width: int = 1) -> Range:
        """Return the range of that size at a cell (from 1)."""
        return Range(self, (row, column, height, width))

    def range(self, arg1: Any, arg2: Any = None) -> Range:
        """Return a range by address, by (row, column[, rows, columns]), or spanned by two of these.

        Raises IndexError for a row or column before the first.
        """
        boxes = [_box(one) for one in (arg1, arg2) if one is not None]
        top, left = min(box[0] for box in boxes), min(box[1] for box in boxes)
        if top < 1 or left < 1:
            raise IndexError(arg1, arg2)
        bottom, right = max(box[0] + box[2] for box in boxes), max(box[1] + box[3] for box in boxes)
        return self.at(top, left, bottom - top, right - left)

    @property
    def cells(self) -> Range:
        """All cells."""
        return Range(self, (1, 1, LAST_ROW, LAST_COLUMN))

    @property
    def used_range(self) -> Range:
        """The smallest range that holds every cell with content."""
        box = perform(self.api, "used", "", CONTENTS)
        return self.at(1, 1) if box is None else Range(self, place_of(box))

    def activate(self) -> None:
        """Bring the sheet to the front."""
        self._book.model.getCurrentController().setActiveSheet(self.api)

    select = activate

    def clear(self) -> None:
        """Clear contents, formats and notes."""
        self.api.clearContents(EVERYTHING)
        self.cells.conditional_formats.clear()

    def clear_contents(self) -> None:
        """Clear contents only."""
        self.api.clearContents(CONTENTS)

    def clear_formats(self) -> None:
        """Clear formats only."""
        self.cells.clear_formats()

    def delete(self) -> None:
        """Take the sheet out of the book."""
        self._book.model.Sheets.removeByName(self.name)

    def autofit(self, axis: str | None = None) -> None:
        """Fit widths and heights to the contents."""
        self.used_range.autofit(axis)

    @property
    def tables(self) -> features.Tables:
        """The tables: database ranges of the book that stand on this sheet."""
        return features.Tables(self)

    @property
    def notes(self) -> list[features.Note]:
        """The notes."""
        return features.notes(self)

    @property
    def charts(self) -> Charts:
        """The charts."""
        return Charts(self)

    @property
    def freeze_panes(self) -> FreezePanes:
        """The frozen rows and columns."""
        return FreezePanes(self)


def _box(one: Any) -> tuple[int, int, int, int]:
    """Return (row, column, rows, columns) of what xlwings hands to ``Sheet.range``."""
    if isinstance(one, Range):
        return one.row, one.column, *one.shape
    if isinstance(one, str):
        first, last = utils.a1_to_tuples(one)  # type: ignore[no-untyped-call]
        last = last or first
        return first[0], first[1], last[0] - first[0] + 1, last[1] - first[1] + 1
    row, column, height, width = (*one, 1, 1)[:4]
    return row, column, height, width
