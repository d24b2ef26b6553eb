"""The kinds of change that a command asks for and a host carries out: cells, sheets, marks, new files, undoing."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, BinaryIO, Literal, TypeAlias

from addin.ports.problems import Level

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Mapping, Sequence

    import pandas as pd

    from addin.ports.sheets import Column


@dataclass(frozen=True)
class Fill:
    """Write columns of an existing table sheet; ``frame.index`` are sheet rows, its columns the ``Column.name`` s.

    Values are typed as inside (fen, datetime64 …). A column whose header is missing is added right of the table. Rows
    of the table that are not in the index get empty cells in these columns, unless ``keep_others``. The headers stand
    in ``header_row``, other than 1 only on a sheet of the user's own that serves as the ledger; ``headers`` are the
    columns (from 1) of those that this row does not tell, such as one of two lines.
    """

    sheet: str
    columns: tuple[Column, ...]
    frame: pd.DataFrame
    keep_others: bool = False
    header_row: int = 1
    headers: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Append:
    """Add rows below the last row of a table sheet; formats and validations grow with it. The index is ignored."""

    sheet: str
    columns: tuple[Column, ...]
    frame: pd.DataFrame


@dataclass(frozen=True)
class Link:
    """A jump from a written cell to a cell of the workbook: value of the cell shown, and where it leads."""

    sheet: str
    row: int
    header: str = ""


@dataclass(frozen=True)
class Chart:
    """A native chart beside a written table: categories and one or more value columns, by English column name.

    It draws the first ``rows`` data rows (0 = all).
    """

    title: str
    kind: Literal["column", "bar", "line", "pie", "stacked", "stacked_bar"]
    categories: str
    values: tuple[str, ...]
    rows: int = 0
    first_row: int = 0


@dataclass(frozen=True)
class Replace:
    """Write one of the program's own sheets anew, whole: header row, rows, then ``totals`` rows counted in ``frame``.

    ``links`` maps a column name to one target per row (None = no link). ``editable`` columns are not shaded.
    ``totals`` is the number of last rows of ``frame`` printed bold. ``caption`` is printed in the page header. Charts
    stand in ``chart_columns`` columns right of the table; with more than one they are printed beside it.
    """

    sheet: str
    columns: tuple[Column, ...]
    frame: pd.DataFrame
    charts: tuple[Chart, ...] = ()
    links: Mapping[str, Sequence[Link | None]] = field(default_factory=dict)
    editable: tuple[str, ...] = ()
    totals: int = 0
    caption: str = ""
    chart_columns: int = 1


@dataclass(frozen=True)
class Note:
    """A mark on one cell: shaded by level, the text as a note. ``column`` (from 1) says where if the header cannot."""

    row: int
    header: str
    text: str
    level: Level = Level.ERROR
    column: int = 0


@dataclass(frozen=True)
class Mark:
    """Put the program's marks on a sheet; those of an earlier run on it are cleared first, users' notes stay."""

    sheet: str
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True)
class Line:
    """One printed row of a :class:`Page`: cells from the first column on, each with the name of a style.

    ``spans`` gives how many columns each cell covers. Styles: title, subtitle, text, small, label, head, money, date,
    count, rate, total, total_money, box (tall, bordered, for writing by hand), gap.
    """

    cells: tuple[object, ...]
    styles: tuple[str, ...]
    spans: tuple[int, ...] = ()
    height: float = 0.0


@dataclass(frozen=True)
class Page:
    """A print-ready sheet: lines from the top, A4 portrait, scaled to one page's width.

    ``repeat`` are the first and last of the lines printed on top of every page. The lines from ``together`` on are not
    torn apart by a page's end if they fit on one page (0 = nothing is kept together).
    """

    title: str
    widths: tuple[float, ...]
    lines: tuple[Line, ...]
    footer: str = ""
    repeat: tuple[int, int] | None = None
    together: int = 0


@dataclass(frozen=True)
class Book:
    """A new workbook file of print-ready pages; ``path`` is relative to the output folder."""

    path: str
    pages: tuple[Page, ...]


@dataclass(frozen=True)
class File:
    """A new file; ``write`` is called with the open file when the changes are carried out. Never replaces another."""

    path: str
    write: Callable[[BinaryIO], None]


@dataclass(frozen=True)
class TextTable:
    """A new .xlsx of one sheet for other programs to read: ``headers`` in row 1, rows below, every cell text."""

    path: str
    sheet: str
    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Remember:
    """Keep what the other changes replace, so that they can be taken back under the name of their command."""

    command: str
    moment: dt.datetime


@dataclass(frozen=True)
class TakeBack:
    """Bring back what the last remembered command replaced; ``number`` says which that is (see :class:`Done`)."""

    number: int


NewFile: TypeAlias = Book | File | TextTable
Change: TypeAlias = Fill | Append | Replace | Mark | NewFile | Remember | TakeBack
