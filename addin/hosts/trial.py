"""The small ledger that a host's promises are tried on: what stands in it, how it is made, how an open one is seen."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Protocol

import pandas as pd
import xlsxwriter

from addin import messages
from addin.hosts.live import LiveHost
from addin.hosts.tables import MARK
from addin.ledger import schema
from addin.ports import Chart, Column, Kind, Link, Replace

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path
    from typing import BinaryIO

    import xlwings as xw
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

    from addin.ports import Host, Sheet


def _short(sheet: Sheet, name: str, short: str) -> Column:
    return replace(sheet.column(name), name=short)


TITLE, OTHER = schema.INSTALMENTS.title, schema.CONTACT_LOG.title
LOG, OWN = schema.FINDINGS.title, messages.TRIAL_SHEET
KEY = schema.INSTALMENTS.column("instalment")
DUE = schema.INSTALMENTS.column("due")
AMOUNT = schema.INSTALMENTS.column("amount")
PAID = _short(schema.INSTALMENTS, "paid_principal", "paid")
DAYS = _short(schema.INSTALMENTS, "overdue_days", "days")
RATE = replace(_short(schema.SEGMENTS, "rate", "rate"), kind=Kind.RATE, computed=True)
GRADE = schema.INSTALMENTS.column("grade")
END = schema.INSTALMENTS.column("limitation_end")
CHECKED = Column(messages.TRIAL_CHECKED, "checked", Kind.FLAG, computed=True)
ENTRY = schema.CONTACT_LOG.column("entry")
MOMENT = schema.CONTACT_LOG.column("contacted")
TEXT = schema.CONTACT_LOG.column("response")
FINDINGS = (schema.FINDINGS.column("sheet"), schema.FINDINGS.column("place"), AMOUNT)
COMPUTED = (PAID, DAYS, RATE, GRADE, END, CHECKED)

ROWS = (
    (KEY.header, DUE.header, AMOUNT.header, messages.TRIAL_COLUMN, PAID.header),
    ("YS-1", dt.date(2025, 1, 15), 100000.5, messages.TRIAL_TEXT, None),
    ("YS-2", dt.date(2025, 2, 28), 0.01, 7.0, 5.0),
    ("YS-3", dt.date(2025, 12, 31), 12.3, None, 6.0),
)
LOG_ROWS = (
    (ENTRY.header, MOMENT.header, TEXT.header),
    ("JL-1", dt.datetime(2025, 3, 1, 9, 30), messages.TRIAL_REPLY),  # noqa: DTZ001 - sheets know no time zones
)
OWN_ROWS = ((messages.TRIAL_LOOSE, 1.5), (None, messages.TRIAL_FORMULA))


@dataclass(frozen=True)
class Ledger:
    """A ledger to make: rows by sheet title, which sheets are tables, and what else stands there.

    Notes, formulas (of errors) and merged texts go by (sheet, address), hidden rows by sheet.
    """

    sheets: Mapping[str, Sequence[Sequence[object]]]
    tables: frozenset[str] = frozenset({TITLE, OTHER})
    notes: Mapping[tuple[str, str], str] = field(default_factory=dict)
    formulas: Mapping[tuple[str, str], str] = field(default_factory=dict)
    merged: Mapping[tuple[str, str], str] = field(default_factory=dict)
    hidden: Mapping[str, Sequence[int]] = field(default_factory=dict)


LEDGER = Ledger({TITLE: ROWS, OTHER: LOG_ROWS, OWN: OWN_ROWS}, notes={(TITLE, "D2"): messages.TRIAL_NOTE})


class Made(Protocol):
    """A ledger that was made: a host on it, one that looks anew, and what stands in notes and shades."""

    host: Host

    def again(self) -> Host:
        """Return a host that reads the ledger from where it is kept."""
        ...

    def notes(self, title: str) -> dict[str, str]:
        """Return the notes of a sheet by cell, without the sign that they are the program's."""
        ...

    def shaded(self, title: str) -> set[str]:
        """Return the cells that the program shaded."""
        ...


class OpenLedger:
    """A ledger open in a spreadsheet program, seen through xlwings alone."""

    def __init__(self, book: xw.Book) -> None:
        """Look at an open workbook."""
        self.book = book
        self.host: Host = LiveHost(book)

    def again(self) -> Host:
        """Return another host on the same open workbook."""
        return LiveHost(self.book)

    def notes(self, title: str) -> dict[str, str]:
        """Return the notes of a sheet by cell."""
        notes = self.book.sheets[title].notes
        return {n.location.get_address(False, False): n.text.removeprefix(messages.NOTE_MARK) for n in notes}

    def shaded(self, title: str) -> set[str]:
        """Return the cells of the used range that a rule of ours touches."""
        return {
            cell.get_address(False, False)
            for cell in self.book.sheets[title].used_range
            if any(str(rule.formula).removeprefix("=").startswith(MARK) for rule in cell.conditional_formats)
        }


def make(path: Path, ledger: Ledger = LEDGER) -> Path:
    """Write the ledger as a new .xlsx and return its path."""
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False}) as book:
        for title, rows in ledger.sheets.items():
            sheet = book.add_worksheet(title)
            _write(book, sheet, rows)
            if title in ledger.tables:
                heads = [{"header": str(head)} for head in rows[0]]
                sheet.add_table(0, 0, max(len(rows) - 1, 1), len(rows[0]) - 1, {"columns": heads, "name": title})
            for cell, text in _on(title, ledger.notes):
                sheet.write_comment(cell, text, {"author": "user"})
            for cell, formula in _on(title, ledger.formulas):
                sheet.write_formula(cell, formula, value="#DIV/0!")
            for area, text in _on(title, ledger.merged):
                sheet.merge_range(area, text)
            for number in ledger.hidden.get(title, ()):
                sheet.set_row(number - 1, None, None, {"hidden": True})
    return path


def _write(book: Workbook, sheet: Worksheet, rows: Sequence[Sequence[object]]) -> None:
    day, moment = book.add_format({"num_format": "yyyy/m/d"}), book.add_format({"num_format": "yyyy/m/d hh:mm"})
    for place, row in enumerate(rows):
        for column, value in enumerate(row):
            if isinstance(value, dt.date):
                style = moment if isinstance(value, dt.datetime) else day
                sheet.write_datetime(place, column, value, style)
            elif value is not None:
                sheet.write(place, column, value)


def _on(title: str, texts: Mapping[tuple[str, str], str]) -> list[tuple[str, str]]:
    return [(cell, text) for (where, cell), text in texts.items() if where == title]


def frame(rows: Sequence[int], **columns: object) -> pd.DataFrame:
    """Return a typed table with sheet rows as its index."""
    return pd.DataFrame(columns, index=pd.Index(list(rows), dtype="int64", name=None))


def writes(data: bytes) -> Callable[[BinaryIO], None]:
    """Return the function of a File that writes these bytes."""

    def write(stream: BinaryIO) -> None:
        stream.write(data)

    return write


def computed() -> pd.DataFrame:
    """Return values of every kind for rows 2 and 4; row 3 is not computed."""
    return frame(
        [2, 4],
        paid=pd.array([123456, 0], dtype="int64"),
        days=pd.array([31, 0], dtype="int64"),
        rate=pd.array([50_000, None], dtype="Int64"),
        grade=pd.Categorical([schema.GRADES[1], None], categories=list(schema.GRADES)),
        limitation_end=pd.array(["2028-01-15", None], dtype="datetime64[s]"),
        checked=pd.array([True, False], dtype="bool"),
    )


def rows_of(host: Host, title: str) -> list[list[object]]:
    """Return the rows of a sheet, each without the empty cells at its end."""
    rows = [list(row) for row in host.read([title])[title].rows]
    return [row[: max((i + 1 for i, value in enumerate(row) if value is not None), default=0)] for row in rows]


def plain(rows: Sequence[Sequence[object]]) -> list[list[object]]:
    """Return rows as :func:`rows_of` does."""
    return [list(row[: max((i + 1 for i, v in enumerate(row) if v is not None), default=0)]) for row in rows]


def findings(count: int = 2) -> Replace:
    """Return a sheet of the program's own, with links, a chart and a row of totals."""
    data = pd.DataFrame({"sheet": [TITLE] * count, "place": ["B2"] * count, "amount": range(100, 100 + count)})
    links = {"place": [Link(TITLE, 3, DUE.header)] * count}
    charts = (Chart(LOG, "column", "place", ("amount",)),)
    return Replace(LOG, FINDINGS, data, links=links, charts=charts, totals=1)


def empty_findings() -> pd.DataFrame:
    """Return the table of :func:`findings` without rows."""
    return pd.DataFrame({"sheet": [], "place": [], "amount": pd.array([], dtype="int64")})
