"""Values as a sheet's XML holds them: addresses, exact numbers, serial days, text that stays text.

A *tail* is what follows a cell's ``r`` and ``s`` attributes: ``b'/>'`` (empty), ``b'><v>12.50</v></c>'`` or
``b' t="inlineStr"><is>…</is></c>'``; with a namespace prefix p the inner tags carry it.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from addin.ledger.schema import NO, YES
from addin.ports import Kind, Refusal

if TYPE_CHECKING:
    from collections.abc import Sequence

MAX_ROW, MAX_COLUMN = 1_048_576, 16_384
MAX_TEXT = 32_767  # characters a cell can hold
EMPTY = b"/>"
RATE_UNIT = 8  # decimals of RATE and PERCENT
MONEY_UNIT = 2
_DAY_SECONDS = 86_400
_FIRST_SAFE_SERIAL = 61  # 1900-03-01: before it Excel counts a day that never was
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LOOKS_ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_ODD_ENDS = re.compile(r"[ |]\||\| ")  # texts with blanks at an end, or nothing between two bars
_AT_ONCE = 256  # texts: one that is not ordinary makes no more than these slow
_REFERENCE = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")


# ------------------------------------------------------------------ addresses


@cache
def letters(column: int) -> str:
    """Return the letters of a column: 1 → A, 28 → AB."""
    text = ""
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


@cache
def column_number(name: str) -> int:
    """Return the number of a column: A → 1, AB → 28."""
    number = 0
    for letter in name.upper():
        number = number * 26 + ord(letter) - 64
    return number


def address(row: int, column: int) -> str:
    """Return the address of a cell: (7, 4) → D7."""
    return f"{letters(column)}{row}"


def area(text: str) -> tuple[int, int, int, int]:
    """Return (first row, first column, last row, last column), all inclusive, of ``B2:D9``, ``B2`` or ``$B$2``.

    Whole columns ``B:D`` and whole rows ``2:9`` reach to the sheet's edge. Raises ValueError when it is none of these.
    """
    first, _, last = text.replace("$", "").partition(":")
    last = last or first
    if first.isalpha() and last.isalpha():
        return 1, column_number(first), MAX_ROW, column_number(last)
    if first.isdigit() and last.isdigit():
        return int(first), 1, int(last), MAX_COLUMN
    one, two = _REFERENCE.fullmatch(first), _REFERENCE.fullmatch(last)
    if not one or not two:
        raise ValueError(text)
    return int(one[2]), column_number(one[1]), int(two[2]), column_number(two[1])


def area_text(first_row: int, first_column: int, last_row: int, last_column: int) -> str:
    """Return the text of an area, one cell as ``B2``."""
    one, two = address(first_row, first_column), address(last_row, last_column)
    return one if one == two else f"{one}:{two}"


# ------------------------------------------------------------------ values


def number_tail(text: str | bytes, prefix: bytes = b"") -> bytes:
    """Return the tail of a number given as its exact decimal text."""
    inner = text.encode() if isinstance(text, str) else text
    return b"><%bv>%b</%bv></%bc>" % (prefix, inner, prefix, prefix)


def text_tail(text: str, prefix: bytes = b"") -> bytes:
    """Return the tail of a text: always inline, so that =1+1 stays text; "" is an empty cell.

    Characters that XML cannot hold are written _xHHHH_, as Office does. Raises Refusal ``text-too-long``.
    """
    if not text:
        return EMPTY
    if len(text) > MAX_TEXT:
        raise Refusal("text-too-long", found=text[:20])
    kept = text.strip() == text and "\n" not in text
    return _text_form(prefix, b"" if kept else b' xml:space="preserve"') % escape(text)


@cache
def _text_form(prefix: bytes, space: bytes) -> bytes:
    return b' t="inlineStr"><%bis><%bt%b>%%b</%bt></%bis></%bc>' % (prefix, prefix, space, prefix, prefix, prefix)


def text_tails(texts: Sequence[str], prefix: bytes = b"") -> list[bytes]:
    """Return what :func:`text_tail` does of each text, of ordinary ones many at a time."""
    written: list[bytes] = []
    for at in range(0, len(texts), _AT_ONCE):
        some = texts[at : at + _AT_ONCE]
        joined = f"|{'|'.join(some)}|"
        safe = max(map(len, some)) <= MAX_TEXT and joined.count("|") == len(some) + 1 and not _ODD_ENDS.search(joined)
        if safe and _ordinary(joined):
            written += map(_text_form(prefix, b"").__mod__, joined[1:-1].encode().split(b"|"))
        else:
            written += [text_tail(text, prefix) for text in some]
    return written


def _ordinary(text: str) -> bool:
    """Tell whether a text is its own XML."""
    return text.isprintable() and not ("&" in text or "<" in text or ">" in text or "_x" in text)


def escape(text: str) -> bytes:
    """Return text as XML character data, every character kept."""
    if _ordinary(text):
        return text.encode()
    text = _LOOKS_ESCAPED.sub("_x005F_", text)
    text = _ILLEGAL.sub(lambda found: f"_x{ord(found[0]):04X}_", text)
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\r", "_x000D_")
    return text.encode()


def decimal_text(units: int, decimals: int) -> str:
    """Return whole units of 10^-decimals as exact decimal text: (123456, 2) → 1234.56, (50000, 8) → 0.0005."""
    sign, units = ("-", -units) if units < 0 else ("", units)
    whole, part = divmod(units, 10**decimals)
    text = f"{part:0{decimals}d}"
    text = text if decimals == MONEY_UNIT else text.rstrip("0")
    return f"{sign}{whole}.{text}" if text else f"{sign}{whole}"


def tails(values: pd.Series, kind: Kind, *, date1904: bool = False, prefix: bytes = b"") -> list[bytes]:
    """Return one tail per value of a column typed as inside (see :class:`Kind`); missing values are empty cells.

    Raises Refusal ``text-too-long`` and ``early-date``.
    """
    if kind in {Kind.DATE, Kind.MOMENT}:
        values = _serials(values, date1904=date1904)
    codes, distinct = pd.factorize(values)  # a missing value has the code -1
    whole = distinct.dtype.kind == "i"
    written = _distinct_tails((distinct if whole else np.asarray(distinct, dtype=object)).tolist(), kind, prefix)
    if len(written) == len(codes):  # each has its own
        return written
    written.append(EMPTY)
    return [written[code] for code in codes.tolist()]


def _money_tails(values: list[int], prefix: bytes) -> list[bytes]:
    """Return the tails of fen, which are many: the cents are formatted once each."""
    forms = [number_tail(b"%%d.%02d" % cents, prefix) for cents in range(100)]
    negative = [number_tail(b"-%%d.%02d" % cents, prefix) for cents in range(100)]
    return [
        forms[fen % 100] % (fen // 100) if fen >= 0 else negative[-fen % 100] % (-fen // 100) for fen in values
    ]  # fmt: skip


def _distinct_tails(values: list[Any], kind: Kind, prefix: bytes) -> list[bytes]:
    match kind:
        case Kind.MONEY:
            return _money_tails(list(map(int, values)), prefix)
        case Kind.RATE | Kind.PERCENT:
            return [number_tail(decimal_text(int(value), RATE_UNIT), prefix) for value in values]
        case Kind.COUNT:
            return list(map(number_tail(b"%d", prefix).__mod__, map(int, values)))
        case Kind.DATE | Kind.MOMENT:
            return [number_tail(repr(value) if value % 1 else str(int(value)), prefix) for value in values]
        case Kind.FLAG:
            return [text_tail(YES if value else NO, prefix) for value in values]
        case _:
            return text_tails(list(map(str, values)), prefix)


def _serials(values: pd.Series, *, date1904: bool) -> pd.Series:
    """Return days and moments as the numbers of days that a sheet counts, without end. Raises ``early-date``."""
    moments = values.astype("datetime64[s]")
    seconds = (moments - pd.Timestamp("1904-01-01" if date1904 else "1899-12-30")) // pd.Timedelta(seconds=1)
    early = seconds < (0 if date1904 else _FIRST_SAFE_SERIAL * _DAY_SECONDS)
    if early.any():
        raise Refusal("early-date", found=str(moments[early].min())[:10])
    return seconds / _DAY_SECONDS
