"""The rows below a header: which are data, and which are blank, totals, headers again or notes."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from addin.ledger.cells import clean, folded
from addin.ledger.intake.words import BRACKETS, is_known
from addin.ledger.numbers import read_number
from addin.ledger.schema.synonyms import FOOTER_WORDS, TOTAL_WORDS
from addin.ledger.sheets import RANGE, column_number
from addin.ports import Kind

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from addin.ledger.intake.heading import Heading
    from addin.ports import Grid

TOTALS = frozenset(map(folded, TOTAL_WORDS))
ENDINGS = ("小计", "合计", "总计", "共计", "累计", "合计数", "合计金额", "subtotal")  # of a cell such as 华东泵业小计
BEGINNINGS = ("小计", "合计", "总计", "共计")  # of a cell such as 合计3笔
LONGEST = 30  # characters of a cell that may announce a total
FOOTER = re.compile(rf"(?:{'|'.join(FOOTER_WORDS)})[^:]{{0,4}}:.*")  # 编制人：张三
LEAST_HEADINGS = 3  # known headings that make a row of texts the header of another table


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
    alone is a note. ``shared`` are columns whose merged cells hold for every row they cover. Below the header of
    another table nothing is taken until this table's own header comes again.
    """
    width = len(heading.texts)
    headings = tuple(map(folded, heading.texts))
    spread = _spread(grid, heading, shared)
    rows: dict[int, Sequence[object]] = {}
    totals: dict[int, Sequence[object]] = {}
    left = []
    other: Left | None = None
    for number, raw in enumerate(grid.rows[heading.last :], heading.last + 1):
        row = [spread.get((number, place), tidy(value)) for place, value in enumerate(raw[:width])]
        row += [spread.get((number, place)) for place in range(len(row), width)]
        again = _is_header(row, headings)
        if again or other_headings(raw):
            other = None if again else Left(number, "other-table", "、".join(other_headings(raw)))
            left.append(other or Left(number, "header-again"))
        elif other or all(value is None for value in row):
            continue
        elif word := total_word(row, identity):
            left.append(Left(number, "total", word))
            totals[number] = row
        elif _is_note(row, identity):
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
        word = BRACKETS.sub("", folded(value)).strip(":") if isinstance(value, str) and len(value) <= LONGEST else ""
        telling = place == first or place in identity
        if word in TOTALS and (telling or not owned):
            return str(value)
        if telling and (word.endswith(ENDINGS) or word.startswith(BEGINNINGS)):
            return str(value)
    return ""


def _is_header(row: Sequence[object], headings: Sequence[str]) -> bool:
    """Tell whether a row is this table's header again: each of its cells stands under its own name."""
    texts = [folded(value) if isinstance(value, str) else value for value in row]
    filled = [(text, heading) for text, heading in zip(texts, headings, strict=True) if text is not None]
    return len(filled) >= 2 and all(text == heading for text, heading in filled)  # noqa: PLR2004 - one may be chance


def other_headings(row: Sequence[object]) -> list[str]:
    """Return the headings of a row that begins another table ([] when it is none): nothing but texts, most known."""
    filled = [value for value in row if value is not None and (not isinstance(value, str) or clean(value))]
    texts = [value for value in filled if isinstance(value, str) and len(value) <= LONGEST]
    if len(texts) < LEAST_HEADINGS or len(texts) < len(filled):
        return []
    known = sum(is_known(text) for text in texts)
    return texts if known >= LEAST_HEADINGS and known * 2 >= len(texts) else []


def _is_note(row: Sequence[object], identity: Collection[int]) -> bool:
    """Tell whether a row is a note or a footer (编制人：张三 … 日期：…), not a row of the table."""
    if not any(row[place] is not None for place in identity) and _only_text(row):
        return True
    first = next(value for value in row if value is not None)
    if not isinstance(first, str) or not FOOTER.fullmatch(folded(first)):
        return False
    return not any(isinstance(value, int | float) or _is_money(value) for value in row)


def _is_money(value: object) -> bool:
    return isinstance(value, str) and read_number(value, Kind.MONEY) is not None


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
