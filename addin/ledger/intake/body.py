"""The rows below a header: which are data, and which are blank, totals, headers again or notes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from addin.ledger.cells import clean, folded
from addin.ledger.schema.synonyms import TOTAL_WORDS
from addin.ledger.sheets import RANGE, column_number

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from addin.ledger.intake.heading import Heading
    from addin.ports import Grid

TOTALS = frozenset(map(folded, TOTAL_WORDS))
ENDINGS = ("小计", "合计", "总计", "subtotal")  # of a cell such as 华东泵业小计
LONGEST = 30  # characters of a cell that may announce a total


@dataclass(frozen=True)
class Left:
    """A row of the source that was not taken: why, and the text that told so."""

    row: int
    code: str
    found: str = ""


@dataclass(frozen=True)
class Body:
    """The data rows of a source table by sheet row, each as wide as its header, and the rows left out."""

    rows: Mapping[int, Sequence[object]]
    left: tuple[Left, ...] = ()
    totals: Mapping[int, Sequence[object]] = field(default_factory=dict)


def body(grid: Grid, heading: Heading, identity: Collection[int], shared: Collection[int] = ()) -> Body:
    """Sort the rows below the header.

    ``identity`` are the columns (from 0) that say whose row it is: a row with none of them filled whose text stands
    alone is a note. ``shared`` are columns whose merged cells hold for every row they cover.
    """
    width = len(heading.texts)
    headings = tuple(map(folded, heading.texts))
    spread = _spread(grid, heading, shared)
    rows: dict[int, Sequence[object]] = {}
    totals: dict[int, Sequence[object]] = {}
    left = []
    for number, raw in enumerate(grid.rows[heading.last :], heading.last + 1):
        row = [spread.get((number, place), tidy(value)) for place, value in enumerate(raw[:width])]
        row += [spread.get((number, place)) for place in range(len(row), width)]
        if all(value is None for value in row):
            continue
        word = total_word(row, identity)
        if word:
            left.append(Left(number, "total", word))
            totals[number] = row
        elif _is_header(row, headings):
            left.append(Left(number, "header-again"))
        elif not any(row[place] is not None for place in identity) and _only_text(row):
            left.append(Left(number, "note", next(str(value) for value in row if value is not None)))
        else:
            rows[number] = row
    return Body(rows, tuple(left), totals)


def tidy(value: object) -> object:
    """Return a cell's value, None for a text of blanks and for what is no value of a cell."""
    if isinstance(value, str):
        return value if clean(value) else None
    return None if value != value else value  # noqa: PLR0124 - not a number


def total_word(row: Sequence[object], identity: Collection[int]) -> str:
    """Return the word that makes a row a total, "" when there is none.

    It is the row's first text or stands where the row's owner is named; elsewhere only in a row that has no owner, so
    that a remark such as 合计 loses no row.
    """
    first = next((place for place, value in enumerate(row) if value is not None), 0)
    owned = any(row[place] is not None for place in identity)
    for place, value in enumerate(row):
        word = folded(value).strip(":") if isinstance(value, str) and len(value) <= LONGEST else ""
        telling = place == first or place in identity
        if word in TOTALS and (telling or not owned):
            return str(value)
        if telling and word.endswith(ENDINGS):
            return str(value)
    return ""


def _is_header(row: Sequence[object], headings: Sequence[str]) -> bool:
    texts = [folded(value) if isinstance(value, str) else None for value in row]
    same = sum(text is not None and text == heading for text, heading in zip(texts, headings, strict=True) if heading)
    return same >= 2 and same * 2 >= sum(value is not None for value in row)  # noqa: PLR2004 - one may be chance


def _only_text(row: Sequence[object]) -> bool:
    return sum(value is not None for value in row) <= 2 and all(  # noqa: PLR2004 - a label and its text
        value is None or isinstance(value, str) for value in row
    )


def _spread(grid: Grid, heading: Heading, shared: Collection[int]) -> dict[tuple[int, int], object]:
    """Return the values of merged cells for the other rows they cover, by row and column (from 0)."""
    values = {}
    for oddity in grid.oddities:
        found = RANGE.fullmatch(oddity.text) if oddity.what == "merged" else None
        if not found or found[1] != found[3]:
            continue
        place, top, bottom = column_number(found[1]) - 1, int(found[2]), min(int(found[4]), len(grid.rows))
        if place in shared and top > heading.last and top <= len(grid.rows) and place < len(grid.rows[top - 1]):
            value = tidy(grid.rows[top - 1][place])
            values.update({(row, place): value for row in range(top + 1, bottom + 1)})
    return values
