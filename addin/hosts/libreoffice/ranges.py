"""Ranges of cells: their looks, and what is hidden, merged, special, noted or linked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from addin.hosts.libreoffice import features
from addin.hosts.libreoffice.bridge import Struct, perform, post
from addin.hosts.libreoffice.cells import ANNOTATIONS, CONTENTS, ERROR_RESULT, NUMBERS, TEXTS, Cells
from addin.hosts.libreoffice.looks import ACROSS, DOWN, Borders, Font, across, centimetres, characters, rgb, whole
from addin.hosts.libreoffice.places import place_in, place_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

LOOKS = 32 | 64 | 256  # com.sun.star.sheet.CellFlags: hard attributes, styles, edit attributes
# com.sun.star.sheet.FormulaResult
ANY_RESULT = 1 | 2 | ERROR_RESULT
RESULTS = {"numbers": 1, "text": 2, "errors": ERROR_RESULT}


class Range(Cells):
    """A rectangle of cells."""

    def clear_formats(self) -> None:
        """Clear formats only."""
        self._do("clearContents", LOOKS)
        features.ConditionalFormats(self).clear()

    def clear(self) -> None:
        """Clear contents, formats and notes."""
        self._do("clearContents", CONTENTS | LOOKS | ANNOTATIONS)
        features.ConditionalFormats(self).clear()

    # -------------------------------------------------------------- looks

    @property
    def number_format(self) -> str | None:
        """The number format's code; None when the cells differ."""
        codes = {self._format_of(key)[1] for key, _ in perform(self.sheet.api, "formats", "", self._box)}
        return codes.pop() if len(codes) == 1 else None

    @number_format.setter
    def number_format(self, value: str) -> None:
        keys = self.sheet.book.format_keys
        if value not in keys:
            formats = self.sheet.book.model.getNumberFormats()
            english = Struct("com.sun.star.lang.Locale", Language="en", Country="US", Variant="")
            key = formats.queryKey(value, english, False)
            keys[value] = formats.addNew(value, english) if key == -1 else key
        self._set("NumberFormat", keys[value])

    @property
    def color(self) -> tuple[int, int, int] | None:
        """Colour of the ground, None when there is none."""
        return rgb(self._get("CellBackColor"))

    @color.setter
    def color(self, value: Any) -> None:
        self._set("CellBackColor", whole(value))

    @property
    def font(self) -> Font:
        """The font."""
        return Font(self._get, self._set)

    @property
    def borders(self) -> Borders:
        """The lines around and between the cells."""
        return Borders(self._set)

    @property
    def wrap_text(self) -> bool:
        """Whether long texts break their lines."""
        return bool(self._get("IsTextWrapped"))

    @wrap_text.setter
    def wrap_text(self, value: bool) -> None:
        self._set("IsTextWrapped", value)

    @property
    def horizontal_alignment(self) -> str:
        """Alignment: general, left, center or right."""
        name = self._get("HoriJustify").name
        return next((known for known, uno in ACROSS.items() if uno == name), "general")

    @horizontal_alignment.setter
    def horizontal_alignment(self, value: str) -> None:
        self._set("HoriJustify", across(value))

    @property
    def vertical_alignment(self) -> str:
        """Alignment: top, center or bottom."""
        number = self._get("VertJustify")
        return next((known for known, uno in DOWN.items() if uno == number), "bottom")

    @vertical_alignment.setter
    def vertical_alignment(self, value: str) -> None:
        self._set("VertJustify", DOWN[value])

    @property
    def column_width(self) -> float:
        """Width of the columns in characters, as Excel counts them."""
        return characters(self.api.getColumns().getByIndex(0).Width)

    @column_width.setter
    def column_width(self, value: float) -> None:
        self.api.getColumns().Width = centimetres(value)

    @property
    def row_height(self) -> float:
        """Height of the rows in points."""
        return float(self.api.getRows().getByIndex(0).Height) * 72 / 2540

    @row_height.setter
    def row_height(self, value: float) -> None:
        post(self.sheet.api, "rows_set", "Height", [self._box, round(value * 2540 / 72)])

    @property
    def left(self) -> float:
        """Distance from the left edge in points."""
        return float(self.api.Position.X) * 72 / 2540

    @property
    def top(self) -> float:
        """Distance from the top edge in points."""
        return float(self.api.Position.Y) * 72 / 2540

    def autofit(self, axis: str | None = None) -> None:
        """Fit widths and heights to the contents."""
        if axis not in {"r", "rows"}:
            self.api.getColumns().OptimalWidth = True
        if axis not in {"c", "columns"}:
            post(self.sheet.api, "rows_set", "OptimalHeight", [self._box, True])

    # -------------------------------------------------------------- what is special

    @property
    def row_hidden(self) -> bool | None:
        """Whether the rows are hidden; None when some are."""
        shown = self._shown_rows()
        return True if not shown else False if shown == self.shape[0] else None

    @row_hidden.setter
    def row_hidden(self, value: bool) -> None:
        self.api.getRows().IsVisible = not value

    def _shown_rows(self) -> int:
        first = (self.row, self.column, self.shape[0], 1)
        return sum(height for _, _, height, _ in self._query("queryVisibleCells", place=first))

    @property
    def merge_cells(self) -> bool | None:
        """Whether the cells are merged; None when some are."""
        if len(self) == 1:
            return self.merge_area.shape != (1, 1)
        if not self._call("getIsMerged"):  # whether any is
            return False
        area = self.merge_area
        return True if (area.row, area.column, area.shape) == (self.row, self.column, self.shape) else None

    @property
    def merge_area(self) -> Range:
        """The merged range that the first cell belongs to, or the cell itself."""
        return Range(self.sheet, place_of(perform(self.sheet.api, "merged", "", self._box[:2])))

    def merge(self, across: bool) -> None:
        """Merge the cells, ``across`` row by row; what was merged inside before comes apart."""
        self._do("merge", False)
        rows = range(self.shape[0]) if across else ()
        for row in rows:
            self.api.getCellRangeByPosition(0, row, self.shape[1] - 1, row).merge(True)
        if not across:
            self._do("merge", True)

    def unmerge(self) -> None:
        """Take the cells apart."""
        self._do("merge", False)

    def get_special_cells(self, cell_type: str, value_type: str | None) -> list[Range]:
        """Return the areas of visible, blank, constant or formula cells, over all areas of a selection."""
        numbers_or_texts = {"numbers": NUMBERS, "text": TEXTS}.get(value_type or "", NUMBERS | TEXTS)
        queries: dict[str, tuple[str, list[int]]] = {
            "visible": ("queryVisibleCells", []),
            "blanks": ("queryEmptyCells", []),
            "formulas": ("queryFormulaCells", [RESULTS.get(value_type or "", ANY_RESULT)]),
            "constants": ("queryContentCells", [numbers_or_texts]),
        }
        query, flags = queries[cell_type]
        return [Range(self.sheet, found) for area in self._areas for found in self._query(query, *flags, place=area)]

    def end(self, direction: str) -> Range:
        """Return the last cell in a direction, as Ctrl and an arrow key find it."""
        down, across = direction[0] in "dr", direction[0] in "lr"
        used = self.sheet.used_range
        last = used.column + used.shape[1] - 1 if across else used.row + used.shape[0] - 1
        here = self.column if across else self.row
        if (down and here >= last) or (not down and here <= 1):
            return self.sheet.at(self.row, self.column)
        first, final = (here, last) if down else (1, here)
        size = final - first + 1
        block = self.sheet.at(self.row, first, 1, size) if across else self.sheet.at(first, self.column, size, 1)
        values = [value for row in block.api.getDataArray() for value in row]
        steps = _steps([value not in {"", None} for value in (values if down else values[::-1])])
        place = here + steps if down else here - steps
        return self.sheet.at(self.row, place) if across else self.sheet.at(place, self.column)

    @property
    def current_region(self) -> Range:
        """The block of filled cells around the range."""
        cursor = self.sheet.api.createCursorByRange(self.api)
        cursor.collapseToCurrentRegion()
        return Range(self.sheet, place_in(cursor.getRangeAddress()))

    def copy_from(
        self, source_range: Any, copy_type: str = "all", skip_blanks: bool = False, transpose: bool = False
    ) -> None:
        """Copy one row's formats, or one cell's, all over this range, whose own contents go; or a range whole."""
        del skip_blanks, transpose
        origin: Range = source_range.impl
        place = origin.api.getRangeAddress()
        for step in range(self.shape[0]) if origin.shape[0] == 1 else range(1):
            for right in range(0, self.shape[1], origin.shape[1]) if origin.shape[0] == 1 else range(1):
                post(self.sheet.api, "call", "copyRange", [self._place(step, right), place])
        if copy_type == "formats":
            self._do("clearContents", CONTENTS | ANNOTATIONS)

    # -------------------------------------------------------------- notes, links, rules

    @property
    def note(self) -> features.Note | None:
        """The note of the first cell."""
        return features.note_at(self.sheet, self.row, self.column)

    def add_note(self, text: str) -> features.Note:
        """Add a note to the cell."""
        post(self.sheet.api, "add_note", text, self._box[:2])
        return features.Note(self.sheet, self.row, self.column, "", text)

    @property
    def hyperlink(self) -> str:
        """Address that a link in the cell leads to, "" when there is none."""
        fields = self.api.getCellByPosition(0, 0).getTextFields()
        found = [str(field.URL) for field in _each(fields)]
        return found[0] if found else ""

    def add_hyperlink(self, address: str, text_to_display: str | None = None, screen_tip: str | None = None) -> None:
        """Make the text of the cell a link; #Sheet!A1 leads into the book."""
        del screen_tip
        sheet, mark, place = address.removeprefix("#").rpartition("!")
        url = f"#{sheet}.{place}" if address.startswith("#") and mark else address
        model = self.sheet.book.model
        post(self.sheet.api, "link", url, [self.column - 1, self.row - 1, model, text_to_display or address])

    @property
    def conditional_formats(self) -> features.ConditionalFormats:
        """The rules that touch the range."""
        return features.ConditionalFormats(self)

    def select(self) -> None:
        """Select the cells."""
        self.sheet.book.model.getCurrentController().select(self.api)


def _steps(filled: Sequence[bool]) -> int:
    """Return how far Ctrl and an arrow go: to the end of the filled block, else to the next filled cell or the edge."""
    inside = len(filled) > 1 and filled[0] and filled[1]
    step = 1
    while step < len(filled) - 1 and (filled[step + 1] if inside else not filled[step]):
        step += 1
    return step


def _each(collection: Any) -> Iterator[Any]:
    elements = collection.createEnumeration()
    while elements.hasMoreElements():
        yield elements.nextElement()
