"""The words that all rooms share: what a host reads, what a command answers, what a host carries out.

A button is a pure function ``run(request) -> Outcome`` from the tables of the workbook and a date to a list of
changes; a :class:`Host` reads the grids and carries out the changes, whole or not at all. Everything here is
frozen data, so a preview costs nothing. This module imports no pandas at run time: a click stays cheap.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, BinaryIO, Literal, Protocol, TypeAlias

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    import pandas as pd

    from addin.domain.settings import Settings


class Kind(StrEnum):
    """What a column holds; a host chooses number format and alignment by it, reading the type."""

    TEXT = "text"  # str, missing ""
    OPTION = "option"  # category of the option names, missing NaN
    FLAG = "flag"  # 是/否 on the sheet, bool inside
    DATE = "date"  # datetime64[s], missing NaT
    MOMENT = "moment"  # date with time, datetime64[s], missing NaT
    MONEY = "money"  # yuan with two decimals on the sheet, int64 fen inside, missing 0
    RATE = "rate"  # a plain number such as 0.0005, Int64 in units of 1e-8 inside, missing <NA>
    PERCENT = "percent"  # a ratio shown as per cent, Int64 in units of 1e-8 inside, missing <NA>
    COUNT = "count"  # a whole number (days, number of an instalment), int64 inside, missing 0


@dataclass(frozen=True)
class Column:
    """One column of a sheet: its header as users see it and its name in code.

    ``options`` are the values allowed; with ``open_options`` users may add values on the sheet 选项.
    ``default`` stands for an empty cell, as it would be typed; ``setting`` names the row of 参数 that gives it.
    ``refers`` names the sheet whose key column must hold the value.
    """

    header: str
    name: str
    kind: Kind = Kind.TEXT
    required: bool = False
    computed: bool = False
    options: tuple[str, ...] = ()
    open_options: bool = False
    default: str = ""
    setting: str = ""
    refers: str = ""
    width: int = 14


@dataclass(frozen=True)
class Sheet:
    """One sheet that is one table: ``key`` are the headers that identify a row, ``written`` ones are the program's.

    An ``optional`` sheet is not missed when it is not there; an ``on_demand`` one is not drawn in a new ledger either:
    the button that needs it adds it.
    """

    title: str
    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()
    written: bool = False
    note: str = ""
    optional: bool = False
    on_demand: bool = False

    def column(self, name: str) -> Column:
        """Return the column of that English name (KeyError: a fault of ours)."""
        for column in self.columns:
            if column.name == name:
                return column
        msg = f"{self.name}.{name}"
        raise KeyError(msg)

    def pick(self, *names: str) -> tuple[Column, ...]:
        """Return the columns of those English names, in that order."""
        return tuple(self.column(name) for name in names)


# ------------------------------------------------------------------ what a host reads


@dataclass(frozen=True)
class Oddity:
    """A cell or row that a reader must not trust: what is odd, where (1-based; column 0 = the whole row), the text."""

    what: Literal["merged", "hidden", "error", "uncached"]
    row: int
    column: int = 0
    text: str = ""


@dataclass(frozen=True)
class Grid:
    """A sheet as read: ``rows[0]`` is sheet row 1, ``rows[r][c]`` a plain value. Rows may differ in length.

    A value is a str, int, float, bool, ``datetime.date``, ``datetime.datetime`` or None (empty).
    """

    title: str
    rows: Sequence[Sequence[object]]
    oddities: tuple[Oddity, ...] = ()


@dataclass(frozen=True)
class Source:
    """A file from outside as read: its name and its sheets in order. ``own``: it is the ledger's own workbook."""

    name: str
    grids: tuple[Grid, ...]
    own: bool = False


# ------------------------------------------------------------------ what a reader or command finds


class Level(StrEnum):
    """ERROR: the row cannot be trusted and is not computed. HINT: understood or doubtful, and said aloud."""

    ERROR = "error"
    HINT = "hint"


@dataclass(frozen=True)
class Problem:
    """Bad or doubtful data as a value. The sentence is made by ``messages`` from ``code`` and ``details``.

    ``row`` is the sheet's row number (0 = the sheet itself), ``column`` the Chinese header ("" = the whole row).
    """

    code: str
    sheet: str
    row: int = 0
    column: str = ""
    found: str = ""
    level: Level = Level.ERROR
    details: Mapping[str, str] = field(default_factory=dict)


# ------------------------------------------------------------------ what a command is asked and answers


@dataclass(frozen=True)
class Done:
    """A command that can be taken back: its number on the stack, its key, when it ran, how many files it wrote."""

    number: int
    command: str
    moment: dt.datetime
    files: int


@dataclass(frozen=True)
class Request:
    """One click: the typed tables by English sheet name (sound rows only, index = sheet row), and what was asked.

    ``blocked_contracts`` and ``blocked_customers`` are touched by an error in the data: no figure of theirs is to be
    trusted. ``as_of`` is the day the figures stand at, ``now`` the clock. ``select`` are the IDs chosen by the
    user (empty = all); ``templates`` are the letter templates (.docx) by letter type. ``out`` is the folder that paths
    of new files are relative to ("" = not known), for files that name another one. ``enclosures`` are the files that
    the ledger names and that lie below that folder, by their name there, for buttons that copy them. ``history`` are
    the commands that can be taken back, the last first; ``titles`` the titles of all sheets. Buttons that take a source
    are given ``source`` (None = none was named), the ledger's sheets as read (``grids``), and ``yes``: agreed to
    beforehand.
    """

    tables: Mapping[str, pd.DataFrame]
    settings: Settings
    as_of: dt.date
    now: dt.datetime
    problems: tuple[Problem, ...] = ()
    blocked_contracts: frozenset[str] = frozenset()
    blocked_customers: frozenset[str] = frozenset()
    select: tuple[str, ...] = ()
    templates: Mapping[str, bytes] = field(default_factory=dict)
    out: str = ""
    enclosures: Mapping[str, Path] = field(default_factory=dict)
    history: tuple[Done, ...] = ()
    titles: tuple[str, ...] = ()
    source: Source | None = None
    grids: Mapping[str, Grid] = field(default_factory=dict)
    yes: bool = False


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


@dataclass(frozen=True)
class Outcome:
    """What a command answers: key figures to show, the changes, and what it found on the way.

    ``done`` is False when the data forbade the work (exit status 1). ``summary`` is one Chinese sentence.
    ``figures`` are (name, printed value) pairs for people. A ``question`` must be answered yes before the changes are
    carried out.
    """

    summary: str
    changes: tuple[Change, ...] = ()
    problems: tuple[Problem, ...] = ()
    figures: tuple[tuple[str, str], ...] = ()
    question: str = ""
    done: bool = True


class Refusal(Exception):  # noqa: N818 - not a fault: a reason to stop that the user can act on
    """Raised by a host when a file cannot be read or saved safely; ``code`` and ``details`` make the sentence."""

    def __init__(self, code: str, **details: str) -> None:
        """Keep the code and what its sentence names."""
        super().__init__(code, details)
        self.code = code
        self.details = details


class Host(Protocol):
    """A spreadsheet that holds a ledger. Only hosts know a spreadsheet program; they know no business."""

    def titles(self) -> tuple[str, ...]:
        """Return the titles of all sheets in order."""
        ...

    def read(self, titles: Sequence[str]) -> dict[str, Grid]:
        """Read the named sheets, each in bulk; titles that do not exist are left out."""
        ...

    def apply(self, changes: Sequence[Change], out: Path) -> list[Path]:
        """Carry out all changes or none, and return the files written below ``out``."""
        ...

    def history(self) -> tuple[Done, ...]:
        """Return the remembered commands that can still be taken back, the last first."""
        ...
