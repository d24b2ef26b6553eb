"""Where the table of a sheet begins: its header row under title lines, of one line or two, and what stands below."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from addin.ledger.cells import clean, folded, shown
from addin.ledger.intake.words import CONFIDENT, PART, TITLE_UNIT, UNIT_LINE, bare, foreign_word, meaning, whole_unit
from addin.ledger.schema.synonyms import CURRENCY_WORDS
from addin.ledger.sheets import RANGE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from addin.ports import Grid

SEARCHED = 40  # rows from the top in which a header is looked for
LEAST_KNOWN = 2.0  # headings that must be understood
LEAST_SHARE = 0.3  # of the headings
LONGEST = 40  # characters of a heading; longer texts are notes
FOOT = 15  # rows at the end of a sheet in which a note may state the unit of money
VALUE = re.compile(r"[-+(¥]?[\d,.]+[%)]?(?:元|万元)?|\d{4}[-./年]\d{1,2}[-./月]\d{1,2}日?.*")


@dataclass(frozen=True)
class Heading:
    """The header of a table: its first and last sheet row, and the text over each column (from the first column on).

    ``unit`` is the unit of money that the sheet states beside its headings ("" = none).
    """

    first: int
    last: int
    texts: tuple[str, ...]
    unit: str = ""

    @property
    def rows(self) -> str:
        """The rows as the sheet 列对应 names them: ``3``, or ``2-3`` for two lines."""
        return str(self.last) if self.first == self.last else f"{self.first}-{self.last}"

    @property
    def shape(self) -> str:
        """A fingerprint of the headings and the stated unit: files of one shape have the same.

        The same headings over 万元 and over 元 are two shapes: what is remembered for one does not hold for the other.
        """
        text = "\n".join([*map(folded, self.texts), *([f"/{self.unit}"] if self.unit else [])])
        return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:8].upper()


def find_heading(grid: Grid) -> Heading | None:
    """Return the header of the sheet's table, None when no row reads like one.

    Single rows and pairs of rows are judged by the headings that are understood; a pair must explain more than either.
    """
    best: Heading | None = None
    most = LEAST_KNOWN - 0.01
    last = min(len(grid.rows), SEARCHED)
    for lines in (1, 2):
        for first in range(1, last + 2 - lines):
            rows = grid.rows[first - 1 : first - 1 + lines]
            if any(_holds_values(row) for row in rows):
                continue
            heading = _heading(grid, first, first + lines - 1)
            score = _score(heading.texts)
            if score > most + (0.5 if best and lines > 1 else 0):
                best, most = heading, score
    return replace(best, unit=stated_unit(grid, best)) if best else None


def heading_at(grid: Grid, first: int, last: int) -> Heading:
    """Return the header that stands in these sheet rows (both inclusive)."""
    heading = _heading(grid, first, last)
    return replace(heading, unit=stated_unit(grid, heading))


def _heading(grid: Grid, first: int, last: int) -> Heading:
    rows = [list(row) for row in grid.rows[first - 1 : last]]
    width = max((len(row) for row in rows), default=0)
    lines = [[_text(row[place]) if place < len(row) else "" for place in range(width)] for row in rows]
    if len(lines) == 1:
        return Heading(first, last, _trimmed(lines[0]))
    upper, lower = _spread(lines[0], lines[1]), lines[1]
    spans = _from_above(grid, first, last)
    texts = [
        _joined(above, "" if place in spans else below)
        for place, (above, below) in enumerate(zip(upper, lower, strict=True))
    ]
    return Heading(first, last, _trimmed(texts))


def rows_named(text: str) -> tuple[int, int] | None:
    """Return the rows that a cell such as ``3`` or ``2-3`` names (None: it names none)."""
    found = re.fullmatch(r"(\d{1,6})(?:\.0)?(?:[-–—~至](\d{1,6}))?", folded(text))
    if not found:
        return None
    first, last = int(found[1]), int(found[2] or found[1])
    return (first, last) if 1 <= first <= last <= first + 1 else None


def stated_unit(grid: Grid, heading: Heading) -> str:
    """Return the unit of money that the sheet states: in a line above the table, its title, or a note at its end."""
    for number, row in enumerate(grid.rows[: heading.last], 1):
        found = _unit_of_row(row, title=number < heading.first)
        if found:
            return found
    titled = TITLE_UNIT.search(folded(grid.title))
    if titled:
        return whole_unit(titled[1])
    end = grid.rows[max(heading.last, len(grid.rows) - FOOT) :]
    return next((found for row in reversed(end) if (found := _unit_of_row(row, title=False))), "")


def _unit_of_row(row: Sequence[object], *, title: bool) -> str:
    """Return the unit, or the other currency, that a row states: 单位：万元, above the table also （万元） alone."""
    for value in row:
        text = folded(value) if isinstance(value, str) else ""
        found = UNIT_LINE.search(text) or (TITLE_UNIT.search(text) if title else None)
        if found:
            return whole_unit(found[1])
        if any(word in text for word in ("单位", *CURRENCY_WORDS)) and (foreign := foreign_word(text)):
            return foreign
    return ""


def _score(texts: Sequence[str]) -> float:
    """Return how many headings are understood, each meaning once; 0 when they are too small a share."""
    filled = [text for text in texts if text]
    sure, maybe = set(), 0.0
    for text in filled:
        found = meaning(text)
        if found.target and found.confidence >= CONFIDENT:
            sure.add((found.target, found.unit, found.named))
        elif found.confidence >= PART or found.reason == "generic":
            maybe += 0.3
    score = len(sure) + maybe
    return score if score >= LEAST_SHARE * len(filled) else 0.0


def _holds_values(row: Sequence[object]) -> bool:
    """Tell whether a row holds numbers or dates, also written as text: then it is no header."""
    for value in row:
        if isinstance(value, int | float | dt.date) and not isinstance(value, bool):
            return True
        if isinstance(value, str) and (len(value) > LONGEST * 4 or VALUE.fullmatch(folded(value))):
            return True
    return False


def _text(value: object) -> str:
    text = " ".join(clean(value if isinstance(value, str) else shown(value)).split())
    return text if len(text) <= LONGEST else ""


def _spread(upper: Sequence[str], lower: Sequence[str]) -> list[str]:
    """Return the upper line with each text carried right over the blanks that have a text below."""
    spread, carried = [], ""
    for above, below in zip(upper, lower, strict=True):
        carried = above or (carried if below else "")
        spread.append(carried)
    return spread


def _joined(above: str, below: str) -> str:
    """Return the heading of two lines: both together where that means something, else the one that does."""
    together = above + below
    if not above or not below or meaning(together).confidence >= CONFIDENT:
        return together
    if meaning(below).confidence < CONFIDENT:
        return together
    unit = "" if bare(below)[1] else bare(above)[1]
    return f"{below}({unit})" if unit else below


def _from_above(grid: Grid, first: int, last: int) -> set[int]:
    """Return the columns (from 0) whose heading is merged over both lines."""
    found = set()
    for oddity in grid.oddities:
        merged = RANGE.fullmatch(oddity.text) if oddity.what == "merged" else None
        if merged and int(merged[2]) <= first and int(merged[4]) >= last and merged[1] == merged[3]:
            found.add(oddity.column - 1)
    return found


def _trimmed(texts: Sequence[str]) -> tuple[str, ...]:
    last = max((place for place, text in enumerate(texts) if text), default=-1)
    return tuple(texts[: last + 1])
