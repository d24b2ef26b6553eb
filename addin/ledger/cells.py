"""Raw cells of one column to typed values: texts and options, and the way to dates and numbers.

A column comes as the list of plain values that a grid gives and leaves as a :class:`Parsed`: an array in the type of
its kind, a mask of the empty cells, and flaws. A flaw is an error (the value is then the kind's empty value) or a hint
(the value was understood, and the hint says how). Nothing here raises for bad data.
"""

from __future__ import annotations

import datetime as dt
import math
import re
import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias, cast

import numpy as np
import pandas as pd

from addin.ports import Kind, Level

# Text behaves the same whether or not a user's machine happens to have pyarrow.
pd.set_option("mode.string_storage", "python")

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from addin.ports import Column

Values: TypeAlias = "Sequence[object]"

BLANK = " \t\r\n\v\f\x85\u00a0\u3000\u200b\u2060\ufeff" + "".join(map(chr, range(0x2000, 0x200B)))
NOTHING = frozenset({"-", "--", "—", "——", "–", "/", "\\", "无", "暂无", "N/A", "n/a"})  # typed for an empty cell
SAFE_INTEGER = 10**15  # a spreadsheet keeps 15 significant digits: a longer number typed as a number has lost some
SCIENTIFIC = re.compile(r"\d(?:\.\d+)?E\+\d{2,}")  # what a text file holds of a long number that a spreadsheet saved
SHOWN = 40  # characters of a found value that are quoted

YES_WORDS = frozenset({"y", "yes", "true", "t", "1", "√", "✓", "✔", "对", "有"})
NO_WORDS = frozenset({"n", "no", "false", "f", "0", "×", "✗", "✘", "错", "没有"})


@dataclass(frozen=True)
class Flaw:
    """A bad or doubtful cell of a column: position (0 = first data row), code, level, and details of the sentence."""

    position: int
    code: str
    level: Level = Level.ERROR
    details: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Parsed:
    """A column as typed values, which cells were empty, and the flaws in order of position."""

    data: Any
    empty: np.ndarray[Any, np.dtype[np.bool_]]
    flaws: tuple[Flaw, ...] = ()


def parse(values: Values, column: Column, options: Sequence[str] = (), *, percent_points: bool = False) -> Parsed:
    """Parse one column by its kind; ``options`` are all options allowed (schema's and users').

    ``percent_points`` says that a rate column holds per cents (3.45 for 3.45 %), as the sheet of LPR quotes does.
    """
    from addin.ledger import dates, numbers  # noqa: PLC0415 - they are built on this module

    if len(values) > 1 and all(value is None for value in values):
        empty = parse([None], column, options)
        return Parsed(empty.data[np.zeros(len(values), dtype=np.int64)], np.ones(len(values), dtype=bool))
    if column.kind is Kind.TEXT:
        return texts(values, identity=column.required or bool(column.refers))
    if column.kind is Kind.OPTION:
        return choices(values, options or column.options)
    if column.kind is Kind.FLAG:
        return flags(values)
    tidy = without_blanks(values, placeholders=not (column.required or column.setting))
    if column.kind in {Kind.DATE, Kind.MOMENT}:
        parsed = dates.days(tidy.data, with_time=column.kind is Kind.MOMENT)
    else:
        parsed = numbers.numbers(tidy.data, column.kind, percent_points=percent_points)
    return Parsed(parsed.data, parsed.empty, tidy.flaws + parsed.flaws) if tidy.flaws else parsed


def clean(text: str) -> str:
    """Return the text without blanks of any script at its ends (also zero-width ones, which nobody can see)."""
    return text.strip(BLANK)


def folded(text: str) -> str:
    """Return the text in the form in which full width, capitals and blanks make no difference."""
    return "".join(unicodedata.normalize("NFKC", clean(text)).casefold().split())


def shown(value: object) -> str:
    """Return a cell's value as a sentence quotes it: no ``.0`` on whole numbers, dates as 2025-02-28, long text cut."""
    match value:
        case None:
            return ""
        case bool():
            return "TRUE" if value else "FALSE"
        case float():
            return plain_number(value)
        case dt.datetime():
            return value.isoformat(" ", "seconds").removesuffix(" 00:00:00")
        case _:
            text = str(value)
            return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"


def plain_number(value: float) -> str:
    """Return the shortest decimal that is this number, without exponent: 20240001.0 → 20240001, 5e-05 → 0.00005."""
    if not math.isfinite(value):
        return str(value)
    return np.format_float_positional(value, trim="-")


def without_blanks(values: Values, *, placeholders: bool) -> Parsed:
    """Turn texts of blanks into empty cells; with ``placeholders`` also "-", "无" and the like, which is a hint."""
    if str not in set(map(type, values)):
        return Parsed(values, np.zeros(0, bool))
    tidy: list[object] = list(values)
    flaws = []
    for position, value in enumerate(values):
        if isinstance(value, str):
            text = clean(value)
            if not text:
                tidy[position] = None
            elif placeholders and text in NOTHING:
                tidy[position] = None
                flaws.append(Flaw(position, "placeholder", Level.HINT))
    return Parsed(tidy, np.zeros(0, bool), tuple(flaws))


def texts(values: Values, *, identity: bool) -> Parsed:
    """Parse texts: blanks at the ends go, a number becomes its digits.

    In a column that identifies something (``identity``) a date or a number of more than 15 digits is an error, because
    the spreadsheet changed what was typed; elsewhere such a number is a hint.
    """
    kinds = set(map(type, values))
    flaws: list[Flaw] = []
    if kinds <= {str, type(None)}:
        taken = [str.strip(value, BLANK) if value else "" for value in cast("Sequence[str | None]", values)]
        if identity and any("E+" in text for text in taken):
            flaws = [Flaw(at, "digits-lost") for at, text in enumerate(taken) if SCIENTIFIC.fullmatch(text)]
            taken = ["" if SCIENTIFIC.fullmatch(text) else text for text in taken]
    else:
        taken = []
        for position, value in enumerate(values):
            text = clean(value) if isinstance(value, str) else shown(value)
            if isinstance(value, dt.date | dt.time | bool) and identity:
                flaws.append(Flaw(position, "text-changed"))
                text = ""
            elif isinstance(value, int | float) and abs(value) >= SAFE_INTEGER:
                flaws.append(Flaw(position, "digits-lost", Level.ERROR if identity else Level.HINT))
                text = "" if identity else text
            taken.append(text)
    bad = {flaw.position for flaw in flaws}
    empty = np.array([not text for text in taken], dtype=bool)
    empty[list(bad)] = False
    return Parsed(pd.array(taken, dtype="str"), empty, tuple(flaws))


def choices(values: Values, options: Sequence[str]) -> Parsed:
    """Parse options to a categorical of ``options``; full width, capitals and blanks are forgiven (hint)."""
    known: dict[object, int] = {option: code for code, option in enumerate(options)}
    alike = {folded(option): code for code, option in enumerate(options)}

    def meant(text: str) -> int | None:
        return alike.get(folded(text))

    codes, empty, flaws = _pick(values, known, meant, options)
    return Parsed(pd.Categorical.from_codes(codes, dtype=pd.CategoricalDtype(list(options))), empty, flaws)


def flags(values: Values) -> Parsed:
    """Parse 是/否 to bool (empty = False); a check box is taken silently, √, Y, TRUE and the like with a hint."""
    from addin.ledger.schema import NO, YES  # noqa: PLC0415 - the schema's names are needed here only

    def meant(text: str) -> int | None:
        word = folded(text)
        return 1 if word in YES_WORDS or word == YES else 0 if word in NO_WORDS or word == NO else None

    codes, empty, flaws = _pick(values, {NO: 0, YES: 1}, meant, (NO, YES))
    return Parsed(codes == 1, empty, flaws)


def _pick(
    values: Values, known: Mapping[object, int], meant: Callable[[str], int | None], options: Sequence[str]
) -> tuple[np.ndarray[Any, np.dtype[np.int64]], np.ndarray[Any, np.dtype[np.bool_]], tuple[Flaw, ...]]:
    """Return option codes (-1 where empty or bad), the mask of empty cells, and flaws; see :func:`choices`."""
    odd, none = -2, -1
    taken = [known.get(value, odd) if isinstance(value, str) else none if value is None else odd for value in values]
    codes = np.array(taken, dtype=np.int64)
    flaws = []
    empty = codes == none
    for position in np.flatnonzero(codes == odd).tolist():
        value = values[position]
        text = clean(value) if isinstance(value, str) else shown(value)
        exact = known.get(text)
        code = meant(text) if exact is None else exact
        if not text:
            empty[position] = True
        elif code is None:
            flaws.append(Flaw(position, "not-option", details={"allowed": "、".join(options)}))
        elif exact is None and not isinstance(value, bool):
            flaws.append(Flaw(position, "option-text", Level.HINT, {"reading": options[code]}))
        codes[position] = none if code is None else code
    return codes, empty, tuple(flaws)
