"""What a command on a closed workbook changed, found from the file before and after: the steps that take it back.

Only the parts that differ are looked at, and of a sheet only the rows that differ.
"""

from __future__ import annotations

import datetime as dt
import re
from itertools import groupby
from typing import TYPE_CHECKING

from lxml import etree
from openpyxl.styles.numbers import BUILTIN_FORMATS

from addin.hosts.cells import address, area, area_text
from addin.hosts.formulas import mover
from addin.hosts.marks import AUTHOR
from addin.hosts.opc import relations, sheet_parts, tag, uses_1904, workbook_part
from addin.hosts.package import Package
from addin.hosts.sheetxml import frame_tree, row_cells, split
from addin.hosts.tables import FOLLOW, FOLLOWING_NAMES, MARK, table_parts
from addin.hosts.undo_steps import Cells, Created, Drawn, Marks, Ranges, Table, same, trimmed
from addin.messages import NOTE_MARK

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from addin.hosts.opc import SheetPart
    from addin.hosts.sheetxml import SheetXml
    from addin.hosts.undo_steps import Box, Rows, Step, Value

_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_XM = "{http://schemas.microsoft.com/office/excel/2006/main}sqref"
GENERAL = "General"


class Book:
    """A workbook file to look cells up in. Raises the refusals of a :class:`Package`."""

    def __init__(self, package: Package) -> None:
        """Look at a package."""
        self.package = package
        self.workbook = workbook_part(package)
        self.sheets = {sheet.title: sheet for sheet in sheet_parts(package, self.workbook)}
        self._strings: list[str] | None = None
        self._codes: list[str] | None = None
        self._xml: dict[str, SheetXml] = {}
        self._shared: dict[tuple[str, str], Callable[[str], str | None]] = {}

    def xml(self, sheet: SheetPart) -> SheetXml:
        """Return a sheet cut up."""
        if sheet.part not in self._xml:
            self._xml[sheet.part] = split(self.package.part(sheet.part))
        return self._xml[sheet.part]

    def row(self, sheet: SheetPart, raw: bytes) -> dict[int, tuple[Value, bytes]]:
        """Return value and style of each cell of a raw row by column."""
        prefix = self.xml(sheet).prefix
        return {
            column: (self._value(sheet, whole, prefix), style)
            for column, (style, whole, _) in row_cells(raw, prefix).items()
        }

    def rows(self, sheet: SheetPart, wanted: set[int] | None = None) -> dict[int, dict[int, tuple[Value, bytes]]]:
        """Return the cells of some rows (all, when None) by row and column."""
        rows = self.xml(sheet).rows
        return {number: self.row(sheet, rows[number]) for number in (rows if wanted is None else wanted & rows.keys())}

    def grid(self, sheet: SheetPart) -> Rows:
        """Return all values of a sheet, without empty ends."""
        found = self.rows(sheet)
        rows: Rows = []
        for number in range(1, max(found, default=0) + 1):
            cells = found.get(number, {})
            rows.append([cells[c][0] if c in cells else None for c in range(1, max(cells, default=0) + 1)])
        return trimmed(rows)

    def _value(self, sheet: SheetPart, whole: bytes, prefix: bytes) -> Value:
        root = etree.fromstring(whole.replace(b"<" + prefix, b"<").replace(b"</" + prefix, b"</") if prefix else whole,
                                etree.XMLParser(recover=True, resolve_entities=False))  # fmt: skip
        formula, kind, text = root.find("f"), root.get("t", "n"), root.findtext("v")
        if formula is not None:
            return {"f": self._formula(sheet, formula, root.get("r", "A1"))}
        if kind == "inlineStr":
            return _unescaped("".join(item.text or "" for item in root.iter("t"))) or None
        if not text:
            return None
        match kind:
            case "s":
                found: Value = self._string(int(text)) or None
            case "b":
                found = text not in {"0", "false"}
            case "e":
                found = {"e": text}
            case "d":
                found = self._serial(text)
            case "str":
                found = _unescaped(text) or None
            case _:
                found = float(text)
        return found

    def _serial(self, text: str) -> Value:
        """Return a day written as one (2026-01-31T08:00:00) as Excel would save it."""
        try:
            moment = dt.datetime.fromisoformat(text).replace(tzinfo=None)
        except ValueError:
            return text
        zero = "1904-01-01" if uses_1904(self.package, self.workbook) else "1899-12-30"
        return (moment - dt.datetime.fromisoformat(zero)) / dt.timedelta(days=1)

    def _formula(self, sheet: SheetPart, formula: etree._Element, cell: str) -> str:
        if formula.get("t") == "shared" and not formula.text:
            place = sheet.part, formula.get("si", "")
            if place not in self._shared:  # sought once: thousands of cells may lean on it
                self._shared[place] = self._master(sheet, place[1])
            return self._shared[place](cell) or ""
        return formula.text or ""

    def _master(self, sheet: SheetPart, group: str) -> Callable[[str], str | None]:
        """Return what answers the formula of a group of shared ones as it reads in a cell."""
        pattern = rb'<(?:\w+:)?c\s[^>]*?\br="([A-Z]+\d+)"[^>]*>\s*<(?:\w+:)?f\s[^>]*?\bsi="%b"[^>]*>([^<]+)<'
        found = re.search(pattern % group.encode(), self.xml(sheet).body)
        if not found:
            return lambda _: None
        return mover(etree.fromstring(b"<f>%b</f>" % found[2]).text or "", found[1].decode())

    def _string(self, number: int) -> str:
        if self._strings is None:
            parts = [r.target for r in relations(self.package, self.workbook) if r.kind == "sharedStrings"]
            items = self.package.tree(parts[0]) if parts else ()
            self._strings = [_unescaped(_words(item)) for item in items]
        return self._strings[number] if number < len(self._strings) else ""

    def code(self, style: bytes) -> str:
        """Return the number format of a style."""
        if self._codes is None:
            parts = [r.target for r in relations(self.package, self.workbook) if r.kind == "styles"]
            root = self.package.tree(parts[0]) if parts else etree.Element(tag("styleSheet"))  # a book may have none
            own = {item.get("numFmtId"): item.get("formatCode", "") for item in root.iter(tag("numFmt"))}
            styles = root.find(tag("cellXfs"))
            numbers = [item.get("numFmtId", "0") for item in styles] if styles is not None else []
            self._codes = [own.get(n) or BUILTIN_FORMATS.get(int(n), GENERAL) for n in numbers]
        number = int(style or b"0")
        return self._codes[number] if number < len(self._codes) else GENERAL


def _words(item: etree._Element) -> str:
    """Return the text of a string item, without the phonetic runs."""
    parts = [*item.iterfind(tag("t")), *item.iterfind(f"{tag('r')}/{tag('t')}")]
    return "".join(part.text or "" for part in parts)


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)


# ------------------------------------------------------------------ the steps


def steps_between(old: bytes, new: bytes, drawn: Iterable[str]) -> list[Step]:
    """Return what takes a workbook from ``new`` back to ``old``; ``drawn`` are the sheets that were written anew."""
    before, after = Book(Package(old)), Book(Package(new))
    anew = {title.casefold() for title in drawn}
    found: list[Step] = []
    for title, sheet in after.sheets.items():
        known = before.sheets.get(title)
        if not sheet.cells:
            continue
        if known is None:
            found.append(Created(title, after.grid(sheet)))
        elif title.casefold() in anew:
            found.append(_drawn(before, known, after, sheet))
        else:
            found += _changed(before, known, after, sheet)
    return found


def _drawn(before: Book, known: SheetPart, after: Book, sheet: SheetPart) -> Drawn:
    was = before.grid(known)
    tables = [area(root.get("ref", "A1")) for _, root in table_parts(before.package, known.part)]
    first = before.rows(known)
    codes = {(row, column): before.code(style) for row, cells in first.items() for column, (_, style) in cells.items()}
    drawings = [r.target for r in relations(before.package, known.part) if r.kind == "drawing"]
    charts = sum(r.kind == "chart" for target in drawings for r in relations(before.package, target))
    notes, _ = marks_of(before, known)
    table = next((box for box in tables if box[0] == 1), None)
    return Drawn(known.title, was, after.grid(sheet), tuple(boxes(codes)), table, charts, notes)


def _changed(before: Book, known: SheetPart, after: Book, sheet: SheetPart) -> Iterator[Step]:
    if before.package.part(known.part) != after.package.part(sheet.part):
        yield from _cells(before, known, after, sheet)
        pairs = tuple(_grown(before, known, after, sheet))
        if pairs:
            yield Ranges(sheet.title, pairs)
    tables = {root.get("displayName", ""): area(root.get("ref", "A1")) for _, root in
              table_parts(before.package, known.part)}  # fmt: skip
    for _, root in table_parts(after.package, sheet.part):
        name, now = root.get("displayName", ""), area(root.get("ref", "A1"))
        if name in tables and tables[name] != now:
            yield Table(sheet.title, name, tables[name], now)
    was, now_marks = marks_of(before, known), marks_of(after, sheet)
    if was != now_marks:
        yield Marks(sheet.title, *was, now_marks[1])


def _cells(before: Book, known: SheetPart, after: Book, sheet: SheetPart) -> Iterator[Cells]:
    """Yield the cells that differ, as runs of a column."""
    olds, news = before.xml(known).rows, after.xml(sheet).rows
    rows = {number for number in olds.keys() | news.keys() if olds.get(number) != news.get(number)}
    was, now = before.rows(known, rows), after.rows(sheet, rows)
    nothing: tuple[Value, bytes] = (None, b"")
    cells: dict[tuple[int, int], tuple[Value, Value]] = {}
    codes: dict[tuple[int, int], str | None] = {}
    for row in sorted(rows):
        for column in was.get(row, {}).keys() | now.get(row, {}).keys():
            old, old_style = was.get(row, {}).get(column, nothing)
            new, style = now.get(row, {}).get(column, nothing)
            fresh = column not in was.get(row, {}) and bool(style)
            other = before.code(old_style) != after.code(style)
            if not same(old, new) or fresh or other:
                cells[column, row] = old, new
            if fresh or other:
                codes[row, column] = None if fresh else before.code(old_style)
    for column, run in _runs(cells):
        told = {(row, column): codes[row, column] for row in run if (row, column) in codes}
        yield Cells(sheet.title, run[0], column, [[cells[column, row][0]] for row in run],
                    [[cells[column, row][1]] for row in run], tuple(boxes(told)))  # fmt: skip


def _runs(cells: Iterable[tuple[int, int]]) -> Iterator[tuple[int, list[int]]]:
    """Yield the runs of rows within each column, of (column, row) pairs."""
    for (column, _), run in groupby(enumerate(sorted(cells)), lambda item: (item[1][0], item[1][1] - item[0])):
        yield column, [row for _, (_, row) in run]


def boxes(codes: Mapping[tuple[int, int], str | None]) -> Iterator[tuple[Box, str | None]]:
    """Yield the areas of one format: runs within a column, by (row, column)."""
    for code in dict.fromkeys(codes.values()):
        for column, run in _runs((column, row) for (row, column), its in codes.items() if its == code):
            yield (run[0], column, run[-1], column), code


def _grown(before: Book, known: SheetPart, after: Book, sheet: SheetPart) -> Iterator[tuple[str, str]]:
    """Yield each range of a sheet's frame that grew: as it is now, and as it was."""
    one, two = _ranges(before, known), _ranges(after, sheet)
    if len(one) == len(two):
        yield from {now: was for was, now in zip(one, two, strict=True) if was != now}.items()


def _ranges(book: Book, sheet: SheetPart) -> list[str]:
    root = frame_tree(book.xml(sheet))
    held = [text for name in FOLLOW for item in root.iter(tag(name)) if not ours(item)
            for text in item.get("sqref", "").split()]  # fmt: skip
    held += [text for item in root.iter(_XM) for text in (item.text or "").split()]
    held += [item.get("ref", "") for item in root.iterfind(tag("autoFilter"))]
    for name in book.package.tree(book.workbook).iterfind(f"{tag('definedNames')}/{tag('definedName')}"):
        if name.get("localSheetId") == str(sheet.position) and name.get("name") in FOLLOWING_NAMES:
            held.append((name.text or "").rpartition("!")[2].replace("$", ""))
    return held


def ours(item: etree._Element) -> bool:
    """Tell whether a conditional format is a shade of the program's."""
    return any((formula.text or "").startswith(MARK) for formula in item.iter(tag("formula")))


def marks_of(book: Book, sheet: SheetPart) -> tuple[dict[str, str], dict[str, str]]:
    """Return the program's notes (text by cell) and shades (level by cell) of a sheet."""
    shades: dict[str, str] = {}
    for item in frame_tree(book.xml(sheet)).iterfind(tag("conditionalFormatting")):
        for rule in item:
            formula = rule.findtext(tag("formula")) or ""
            if formula.startswith(MARK):
                level = formula.removeprefix(MARK).partition('"')[0]
                shades |= {cell: level for text in item.get("sqref", "").split() for cell in _cells_of(text)}
    notes: dict[str, str] = {}
    comments = next((r.target for r in relations(book.package, sheet.part) if r.kind == "comments"), None)
    if comments:
        root = book.package.tree(comments)
        authors = [item.text for item in root.iterfind(f"{tag('authors')}/{tag('author')}")]
        for item in root.iterfind(f"{tag('commentList')}/{tag('comment')}"):
            text = "".join(part.text or "" for part in item.iter(tag("t")))
            number = item.get("authorId", "")
            author = authors[int(number)] if number.isdigit() and int(number) < len(authors) else ""
            if author == AUTHOR or text.lstrip().startswith(NOTE_MARK):
                notes[item.get("ref", "")] = text.lstrip().removeprefix(NOTE_MARK)
    return notes, shades


def _cells_of(text: str) -> Iterator[str]:
    top, left, bottom, right = area(text)
    return (address(row, column) for row in range(top, bottom + 1) for column in range(left, right + 1))


def box_text(box: Box) -> str:
    """Return the text of a box."""
    return area_text(*box)
