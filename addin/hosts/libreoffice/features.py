"""Tables, notes and rules of a sheet, as xlwings speaks of them, over UNO."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from xlwings import base_classes

from addin.hosts.libreoffice.bridge import perform, post
from addin.hosts.libreoffice.looks import BOLD, DOWN, rgb, whole

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from addin.hosts.libreoffice.books import Book
    from addin.hosts.libreoffice.ranges import Range
    from addin.hosts.libreoffice.sheets import Sheet

STYLE_PREFIX = "dunbook_"
EQUAL, EXPRESSION = 0, 24  # com.sun.star.sheet.ConditionFormatOperator, as far as rules are offered
OPERATORS = {"equal_to": EQUAL}


# ------------------------------------------------------------------ tables


class Tables:
    """The database ranges that stand on a sheet: Excel's tables come in as these, and are saved as tables again."""

    def __init__(self, sheet: Sheet) -> None:
        """Look at a sheet."""
        self._sheet = sheet

    def _all(self) -> list[Table]:
        place = self._sheet.index - 1
        return [Table(self._sheet, one) for one in perform(self._sheet.book.model, "tables", "", place)]

    def __iter__(self) -> Iterator[Table]:
        """Iterate over the tables."""
        return iter(self._all())

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._all())

    def __contains__(self, name: str) -> bool:
        """Tell whether there is a table of that name."""
        return any(table.name == name for table in self._all())

    def __call__(self, name_or_index: str | int) -> Table:
        """Return a table by name or by place from 1. Raises KeyError."""
        tables = self._all()
        if isinstance(name_or_index, int):
            return tables[name_or_index - 1]
        for table in tables:
            if table.name == name_or_index:
                return table
        raise KeyError(name_or_index)

    def add(self, source: Any, name: str | None = None, **_options: object) -> Table:
        """Make a range with headers a table."""
        ranges = self._sheet.book.model.DatabaseRanges
        title = name or f"Table{ranges.getCount() + 1}"
        ranges.addNewByName(title, source.impl.api.getRangeAddress())
        ranges.getByName(title).AutoFilter = True
        return self(title)


class Table(base_classes.Table):
    """One table."""

    def __init__(self, sheet: Sheet, known: Sequence[Any]) -> None:
        """Stand for a UNO database range: name, box, whether it has a header, whether it has totals."""
        self.sheet = sheet
        self._name, self._box, self._header, self._totals = known

    @property
    def api(self) -> Any:
        """The UNO database range."""
        return self.sheet.book.model.DatabaseRanges.getByName(self._name)

    @property
    def parent(self) -> Sheet:
        """The sheet."""
        return self.sheet

    @property  # type: ignore[misc]  # ours only reads it
    def name(self) -> str:
        """Name of the table."""
        return str(self._name)

    @property
    def range(self) -> Range:
        """All cells, header and totals row included."""
        left, top, right, bottom = self._box
        return self.sheet.at(top + 1, left + 1, bottom - top + 1, right - left + 1)

    @property
    def header_row_range(self) -> Range:
        """The header row."""
        whole_table = self.range
        return self.sheet.at(whole_table.row, whole_table.column, 1, whole_table.shape[1])

    @property  # type: ignore[misc]  # ours only reads it
    def show_headers(self) -> bool:
        """Whether there is a header row."""
        return bool(self._header)

    @property  # type: ignore[misc]  # ours only reads it
    def show_totals(self) -> bool:
        """Whether there is a totals row."""
        return bool(self._totals)

    def resize(self, range: Any) -> None:  # noqa: A002 - xlwings' name
        """Let the table cover another range of its sheet."""
        self.api.setDataArea(range.impl.api.getRangeAddress())
        top, left = range.row - 1, range.column - 1
        self._box = [left, top, left + range.shape[1] - 1, top + range.shape[0] - 1]


# ------------------------------------------------------------------ notes


class Note(base_classes.Note):
    """The note of a cell."""

    def __init__(self, sheet: Sheet, row: int, column: int, author: str, text: str) -> None:
        """Stand for the note of a cell that has one."""
        self._sheet, self._row, self._column, self._author, self._text = sheet, row, column, author, text

    @property
    def api(self) -> Any:
        """The UNO annotation."""
        return self._sheet.api.getCellByPosition(self._column - 1, self._row - 1).getAnnotation()

    @property
    def text(self) -> str:
        """The text."""
        return self._text

    @text.setter
    def text(self, value: str) -> None:
        self.api.setString(value)
        self._text = value

    @property
    def author(self) -> str:
        """Who wrote it."""
        return self._author

    @property
    def location(self) -> Range:
        """The cell."""
        return self._sheet.at(self._row, self._column)

    def delete(self) -> None:
        """Take the note away."""
        post(self._sheet.api, "range", "clearContents", [[self._column - 1, self._row - 1] * 2, [8]])


def notes(sheet: Sheet) -> list[Note]:
    """Return the notes of a sheet."""
    found = perform(sheet.api, "notes")
    return [Note(sheet, row + 1, column + 1, author, text) for row, column, author, text in found]


def note_at(sheet: Sheet, row: int, column: int) -> Note | None:
    """Return the note of a cell, None when it has none."""
    author, text = perform(sheet.api, "note", "", [column - 1, row - 1])
    return Note(sheet, row, column, author, text) if text else None


# ------------------------------------------------------------------ rules


class ConditionalFormat(base_classes.ConditionalFormat):
    """One rule by a formula or a value; rules of other kinds are of type unknown."""

    def __init__(self, sheet: Sheet, known: Sequence[Any]) -> None:
        """Stand for a UNO conditional format: number, operator or None, formula, style, boxes."""
        self._sheet = sheet
        self.number, self._operator, self._formula, self._style, self.boxes = known

    @property
    def api(self) -> Any:
        """The UNO conditional format."""
        formats = self._sheet.api.ConditionalFormats.getConditionalFormats()
        return next(api for api in formats if self.number == api.ID)

    @property
    def type(self) -> str:
        """Return "custom" for a rule by a formula, "cell_value" for equality with a value, else "unknown"."""
        known = {EXPRESSION: "custom", EQUAL: "cell_value"}
        return "unknown" if self._operator is None else known.get(self._operator, "unknown")

    @property
    def operator(self) -> str | None:
        """How a cell is compared with the value."""
        return "equal_to" if self._operator == EQUAL else None

    @property
    def formula(self) -> str | None:
        """The formula, with its =."""
        return f"={self._formula}" if self._operator == EXPRESSION else None

    @property
    def formula1(self) -> str | None:
        """What a cell is compared with, with its =."""
        return f"={self._formula}" if self._operator == EQUAL else None

    @property
    def fill_color(self) -> tuple[int, int, int] | None:
        """Colour of the ground that the rule lays."""
        styles = self._sheet.book.model.StyleFamilies.getByName("CellStyles")
        return rgb(styles.getByName(self._style).CellBackColor) if styles.hasByName(self._style) else None

    def delete(self) -> None:
        """Take the rule away."""
        rule = [self._operator, self._formula, self._style]
        post(self._sheet.api, "drop_rule", "", [self._sheet.book.model, self.number, rule, self.boxes])


class ConditionalFormats:
    """The rules that touch a range."""

    def __init__(self, range_: Range) -> None:
        """Look at a range."""
        self._range = range_

    @property
    def _box(self) -> list[int]:
        row, column, (height, width) = self._range.row, self._range.column, self._range.shape
        return [column - 1, row - 1, column + width - 2, row + height - 2]

    def _all(self) -> list[ConditionalFormat]:
        sheet = self._range.sheet
        rules = [ConditionalFormat(sheet, known) for known in perform(sheet.api, "rules", "", sheet.book.model)]
        return [rule for rule in rules if any(map(self._touches, rule.boxes))]

    def _touches(self, box: Sequence[int]) -> bool:
        (first, top, last, bottom), (height, width) = box, self._range.shape
        row, column = self._range.row - 1, self._range.column - 1
        return top < row + height and bottom >= row and first < column + width and last >= column

    def __iter__(self) -> Iterator[ConditionalFormat]:
        """Iterate over the rules."""
        return iter(self._all())

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._all())

    def __call__(self, index: int) -> ConditionalFormat:
        """Return a rule by its place from 1."""
        return self._all()[index - 1]

    def add_custom(self, spec: dict[str, Any]) -> ConditionalFormat:
        """Add a rule by a formula."""
        return self._add(EXPRESSION, spec["formula"], spec)

    def add_cell_value(self, spec: dict[str, Any]) -> ConditionalFormat:
        """Add a rule that compares the cell with one value; more than equality is not offered. Raises KeyError."""
        return self._add(OPERATORS[spec["operator"]], spec["formula1"], spec)

    def _add(self, operator: int, formula: str, spec: dict[str, Any]) -> ConditionalFormat:
        sheet, model = self._range.sheet, self._range.sheet.book.model
        box = self._box
        style, formula = _style(sheet.book, spec), formula.removeprefix("=")
        number = perform(sheet.api, "add_rule", "", [model, box, [operator, formula, style]])
        return ConditionalFormat(sheet, [number, operator, formula, style, [box]])

    def clear(self) -> None:
        """Take the range out of all rules; their other cells keep them."""
        post(self._range.sheet.api, "clear_rules", "", [self._range.sheet.book.model, self._box])


def _style(book: Book, spec: dict[str, Any]) -> str:
    """Return the name of a cell style that lays the ground and gives the letters the colour and weight of a rule."""
    ground, ink = whole(spec.get("fill_color")), whole(spec.get("font_color"))
    bold = spec.get("font_bold") is True
    name = f"{STYLE_PREFIX}{ground & 0xFFFFFF:06X}" + (f"_{ink & 0xFFFFFF:06X}" if ink >= 0 else "") + "_b" * bold
    if name not in book.styles:
        model = book.model
        styles = model.StyleFamilies.getByName("CellStyles")
        if not styles.hasByName(name):
            styles.insertByName(name, model.createInstance("com.sun.star.style.CellStyle"))
            made = styles.getByName(name)
            if ground >= 0:
                made.CellBackColor = ground
            if ink >= 0:
                made.CharColor = ink
            if bold:
                made.CharWeight = made.CharWeightAsian = BOLD
            made.VertJustify = DOWN["center"]  # Calc would take that of the default style, whatever the cell has
        book.styles.add(name)
    return name
