"""What the cells of a range hold: values in bulk, formulas and number formats.

Values go and come as Excel has them. In a cell whose format is text (@) every text stays as it is; elsewhere a text
that starts with = becomes a formula, and a leading apostrophe is the sign for text and is taken off. Dates are numbers
in a date format. An empty cell is None.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from xlwings import base_classes

from addin.hosts.libreoffice.bridge import Enum, Rows, Struct, perform, post
from addin.hosts.libreoffice.places import Place, box_of, letters, place_of
from addin.hosts.libreoffice.values import Clean, ErrorText, moment, plain_rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from addin.hosts.libreoffice.ranges import Range
    from addin.hosts.libreoffice.sheets import Sheet

# com.sun.star.util.NumberFormat
DATE, TEXT, LOGICAL = 2, 256, 1024
# com.sun.star.sheet.CellFlags
NUMBERS, TEXTS, ANNOTATIONS, FORMULAS = 1 | 2, 4, 8, 16
CONTENTS = NUMBERS | TEXTS | FORMULAS
ERROR_RESULT = 4  # com.sun.star.sheet.FormulaResult
FORMATS = {"general": "General"}
FILL_DOWN = Enum("com.sun.star.sheet.FillDirection", "TO_BOTTOM")
FILL_RIGHT = Enum("com.sun.star.sheet.FillDirection", "TO_RIGHT")


class Cells(base_classes.Range):
    """Where a range lies and what its cells hold; a selection may have more ``areas``."""

    row, column = 1, 1
    shape = (1, 1)
    has_array = False
    max_cells_per_read = None
    max_cells_per_write = None

    def __init__(self, sheet: Sheet, place: Place, areas: Sequence[Place] = ()) -> None:
        """Stand for the cells at a place of a sheet; nothing is asked of the office yet."""
        self.sheet = sheet
        self.row, self.column, height, width = place
        self.shape = (height, width)
        self._areas = tuple(areas) or (place,)
        self._api: Any = None

    @property
    def api(self) -> Any:
        """The UNO cell range."""
        if self._api is None:
            self._api = self.sheet.api.getCellRangeByPosition(*self._box)
        return self._api

    @property
    def _box(self) -> list[int]:
        return box_of((self.row, self.column, *self.shape))

    def _call(self, name: str, *arguments: object) -> Any:
        return perform(self.sheet.api, "range", name, [self._box, list(arguments)])

    def _do(self, name: str, *arguments: object) -> None:
        post(self.sheet.api, "range", name, [self._box, list(arguments)])

    def _get(self, name: str) -> Any:
        return perform(self.sheet.api, "range_get", name, self._box)

    def _set(self, name: str, value: object) -> None:
        post(self.sheet.api, "range_set", name, [self._box, value])

    def _query(self, name: str, *arguments: object, place: Place | None = None) -> list[Place]:
        """Return the places that a query of the range, or of another place, answers."""
        box = box_of(place) if place else self._box
        return [place_of(found) for found in perform(self.sheet.api, "areas", name, [box, list(arguments)])]

    @property
    def coords(self) -> tuple[str, int, int, int, int]:
        """Sheet, row, column, rows, columns."""
        return self.sheet.name, self.row, self.column, *self.shape

    def __len__(self) -> int:
        """Return the number of cells."""
        return self.shape[0] * self.shape[1]

    def __call__(self, row: int, column: int | None = None) -> Range:
        """Return a cell by its place in the range, from 1."""
        if column is None:
            row, column = (row - 1) // self.shape[1] + 1, (row - 1) % self.shape[1] + 1
        return self.sheet.at(self.row + row - 1, self.column + column - 1)

    @property
    def address(self) -> str:
        """Absolute address, such as $A$1:$B$2."""
        return self.get_address(True, True, False)

    def get_address(self, row_absolute: bool, col_absolute: bool, external: bool) -> str:
        """Return the address with or without $, with book and sheet in front when ``external``."""
        column_mark, row_mark = "$" * bool(col_absolute), "$" * bool(row_absolute)
        corners = [(self.row, self.column), (self.row + self.shape[0] - 1, self.column + self.shape[1] - 1)]
        texts = [f"{column_mark}{letters(column)}{row_mark}{row}" for row, column in corners]
        text = texts[0] if len(self) == 1 else ":".join(texts)
        return f"'[{self.sheet.book.name}]{self.sheet.name}'!{text}" if external else text

    # -------------------------------------------------------------- values

    @property
    def raw_value(self) -> list[list[object]]:
        """Values of all cells, always as rows."""
        found, parts, errors = perform(self.sheet.api, "values", "", self._box)
        data: list[list[object]] = (list if errors else Clean)(map(list, found))
        for top, left, bottom, right, kind in self._of_kinds(parts, DATE | LOGICAL):
            for line in data[top : bottom + 1]:
                for at in range(left, right + 1):
                    value = line[at]
                    if type(value) is float:
                        line[at] = moment(value) if kind & DATE else bool(value)
        for row, column, text in errors:
            data[row + 1 - self.row][column + 1 - self.column] = ErrorText(text)
        return data

    @raw_value.setter
    def raw_value(self, value: Any) -> None:
        height, width = self.shape
        rows = [[value] * width] * height if not isinstance(value, (list, tuple)) else value
        plain, dates, special = plain_rows(rows)
        literal = self._text_cells() if special else frozenset()
        formulas = []
        for row, column, text in special:
            if text.startswith("=") and (row, column) not in literal:
                formulas.append((row, column, text))
            else:
                shown = text if (row, column) in literal else text[1:]
                plain[row] = (*plain[row][:column], shown, *plain[row][column + 1 :])
        post(self.sheet.api, "put", "", [self._box, self.sheet.book.model, Rows(plain)])
        for column, runs in dates.items():
            for first, last in runs:
                self._show_dates(column, first, last)
        for row, column, text in formulas:
            self(row + 1, column + 1).formula = text

    def _show_dates(self, column: int, first: int, last: int) -> None:
        cells = self.sheet.at(self.row + first, self.column + column, last - first + 1, 1)
        shown = sum((bottom - top + 1) for top, _, bottom, _, _ in cells.formatted(DATE))
        if shown < last - first + 1:
            cells.number_format = "yyyy-mm-dd"

    def _text_cells(self) -> frozenset[tuple[int, int]]:
        """Return the cells (from 0 in the range) whose format is text."""
        return frozenset(
            (row, column)
            for top, left, bottom, right, _ in self.formatted(TEXT)
            for row in range(top, bottom + 1)
            for column in range(left, right + 1)
        )

    def formatted(self, kinds: int) -> Iterator[tuple[int, int, int, int, int]]:
        """Yield the areas (from 0 in the range, inclusive) whose number format is of these kinds, and the kind."""
        yield from self._of_kinds(perform(self.sheet.api, "formats", "", self._box), kinds)

    def _of_kinds(self, parts: Sequence[tuple[int, Any]], kinds: int) -> Iterator[tuple[int, int, int, int, int]]:
        for key, boxes in parts:
            kind = self._format_of(key)[0]
            if kind & kinds:
                for box in boxes:
                    row, column, height, width = place_of(box)
                    top, left = row - self.row, column - self.column
                    yield top, left, top + height - 1, left + width - 1, kind

    def _format_of(self, key: int) -> tuple[int, str]:
        """Return kind and code of a number format."""
        known = self.sheet.book.formats
        if key not in known:
            found = self.sheet.book.model.getNumberFormats().getByKey(key)
            code = str(found.FormatString)
            known[key] = (found.Type, FORMATS.get(code.lower(), code))
        return known[key]

    @property
    def formula(self) -> Any:
        """Formulas and constants as Excel shows them; one cell gives one text, more give rows."""
        rows = self._call("getFormulaArray")
        if len(self) > 1:
            return tuple(tuple(row) for row in rows)
        return rows[0][0]

    @formula.setter
    def formula(self, value: Any) -> None:
        if isinstance(value, (list, tuple)):
            self.raw_value = value
        elif isinstance(value, str) and value.startswith("="):
            first = self.api.getCellByPosition(0, 0)
            tokens = self._parser().parseFormula(value[1:], self._place())
            first.setTokens(tokens)
            if self.shape[0] > 1:
                self.api.getCellRangeByPosition(0, 0, 0, self.shape[0] - 1).fillAuto(FILL_DOWN, 1)
            if self.shape[1] > 1:
                self.api.fillAuto(FILL_RIGHT, 1)
        else:
            self.raw_value = value

    formula2 = formula

    def _parser(self) -> Any:
        """Return a parser of formulas as Excel writes them."""
        model = self.sheet.book.model
        codes = model.createInstance("com.sun.star.sheet.FormulaOpCodeMapper").getAvailableMappings(4, 0x7FFFFFFF)
        parser = model.createInstance("com.sun.star.sheet.FormulaParser")
        parser.FormulaConvention, parser.OpCodeMap = 1, codes
        return parser

    def _place(self, below: int = 0, right: int = 0) -> Struct:
        row, column = self.row - 1 + below, self.column - 1 + right
        return Struct("com.sun.star.table.CellAddress", Sheet=self.sheet.index - 1, Column=column, Row=row)

    def clear_contents(self) -> None:
        """Clear contents only."""
        self._do("clearContents", CONTENTS)
