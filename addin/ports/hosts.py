"""A spreadsheet that holds a ledger, and what it reads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence
    from pathlib import Path

    from addin.ports.changes import Change


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


@dataclass(frozen=True)
class Done:
    """A command that can be taken back: its number on the stack, its key, when it ran, how many of its files are there.

    ``gone`` counts those that somebody has moved, renamed or removed since.
    """

    number: int
    command: str
    moment: dt.datetime
    files: int
    gone: int = 0


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
