"""Values of an open workbook: what a cell gives and takes, and the number formats that show it rightly.

Money is written as the float nearest to its two decimals, never as a Decimal, which Excel would take for currency. Text
is written only into cells whose format is text, where Excel leaves it alone: no formula, no date, no cut-off zero.
"""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, TypeAlias, cast

import numpy as np
import pandas as pd

from addin.hosts.looks import NUMBER_FORMATS
from addin.ledger.schema import NO, YES
from addin.ports import Kind, Refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    import xlwings as xw

    from addin.ports import Column

Cell: TypeAlias = "str | float | dt.datetime | None"

MAX_TEXT = 32_767
FIRST_SAFE = np.datetime64("1900-03-01")  # before it Excel counts a day that never was
SCALES = {Kind.MONEY: 100, Kind.RATE: 100_000_000, Kind.PERCENT: 100_000_000, Kind.COUNT: 1}
EXACT = 2**53  # whole numbers below it are floats too
DATES = frozenset({Kind.DATE, Kind.MOMENT})
TEXT_FORMAT, GENERAL = "@", "General"
_NOT_CODE = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.|_.|\*.')
_MIDNIGHT = dt.time()
_AS_THEY_ARE = frozenset({float, int, bool, str, type(None)})
_HALF_A_SECOND = dt.timedelta(milliseconds=500)


def rows_of(area: xw.Range) -> list[list[object]]:
    """Return the values of an area as rows: a moment at midnight is a date, an error its text, empty None."""
    rows = area.options(ndim=2, err_to_str=True).value
    return list(map(list, zip(*map(_plain_column, zip(*rows, strict=True)), strict=True)))


def _plain_column(column: Sequence[object]) -> Sequence[object]:
    kinds = set(map(type, column))
    if kinds <= _AS_THEY_ARE and not (str in kinds and "" in column):
        return column
    return [_plain(value) for value in column]


def _plain(value: object) -> object:
    if isinstance(value, dt.datetime):
        return _moment(value)
    if value == "":
        return None
    return float(value) if isinstance(value, Decimal) else value


@lru_cache(maxsize=100_000)
def _moment(value: dt.datetime) -> dt.date:
    naive = (value.replace(tzinfo=None) + _HALF_A_SECOND).replace(microsecond=0)  # never quite on the second
    return naive.date() if naive.time() == _MIDNIGHT else naive


def as_read(column: Sequence[Cell]) -> list[object]:
    """Return the cells of a column as :func:`rows_of` reads them once they are written."""
    if dt.datetime not in set(map(type, column)):
        return list(column)
    return [_moment(value) if isinstance(value, dt.datetime) else value for value in column]


def put(area: xw.Range, rows: Sequence[Sequence[Cell]]) -> None:
    """Write rows of cells. Those without dates go as they are, past xlwings, which would look at each value."""
    columns = list(zip(*rows, strict=True))
    if any(dt.datetime in set(map(type, column)) for column in columns):
        area.value = [list(row) for row in rows]
    elif columns:
        plain = [
            ["" if value is None else value for value in column] if None in column else column for column in columns
        ]
        area.raw_value = list(map(list, zip(*plain, strict=True)))


def cells(column: Column, values: pd.Series) -> list[Cell]:
    """Return a column typed as inside (see :class:`Kind`) as cells take it; missing values are None.

    Raises Refusal ``text-too-long`` and ``early-date``.
    """
    missing = values.isna().to_numpy()
    if column.kind in DATES:
        moments = pd.to_datetime(values).to_numpy(dtype="datetime64[s]")
        known = moments[~missing]
        if len(known) and known.min() < FIRST_SAFE:
            raise Refusal("early-date", found=str(known.min())[:10])
        return cast("list[Cell]", moments.tolist())
    if column.kind in SCALES and values.dtype == np.int64 and len(values) and values.abs().max() < EXACT:
        quotients: list[Cell] = (values.to_numpy() / SCALES[column.kind]).tolist()
        return quotients
    plain = values.astype(object).tolist()
    if column.kind in SCALES:
        scale = SCALES[column.kind]
        return [None if gone else int(value) / scale for value, gone in zip(plain, missing, strict=True)]
    if column.kind is Kind.FLAG:
        return [None if gone else YES if value else NO for value, gone in zip(plain, missing, strict=True)]
    texts = [None if gone else str(value) or None for value, gone in zip(plain, missing, strict=True)]
    if max(map(len, filter(None, texts)), default=0) > MAX_TEXT:
        longest = max(filter(None, texts), key=len)
        raise Refusal("text-too-long", found=longest[:20])
    return list(texts)


def dress(area: xw.Range, kind: Kind) -> None:
    """Give one column's cells a number format for their kind, unless theirs already shows it rightly."""
    code = area.number_format
    if not fits(code, kind):
        area.number_format = NUMBER_FORMATS[kind]


def fits(code: str | None, kind: Kind) -> bool:
    """Tell whether a number format shows values of a kind; None stands for cells that differ."""
    if code is None:
        return False
    bare = _NOT_CODE.sub("", code)
    plain = bare in {"", GENERAL, "Standard"}
    date = not plain and bool(re.search(r"[ymdhs]", bare, re.IGNORECASE))
    if kind in DATES:
        return date
    if kind in SCALES:
        return not date and bare != TEXT_FORMAT and not (plain and kind in {Kind.MONEY, Kind.PERCENT})
    return code == TEXT_FORMAT


def runs(numbers: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Yield the runs of consecutive numbers (first, last) of a rising sequence."""
    first = last = None
    for number in numbers:
        if first is None or last is None:
            first = last = number
        elif number == last + 1:
            last = number
        else:
            yield first, last
            first = last = number
    if first is not None and last is not None:
        yield first, last


def split_runs(area: xw.Range, look: Callable[[xw.Range], object], skip: Sequence[object]) -> Iterator[xw.Range]:
    """Yield the largest parts of an area for which ``look`` is not mixed (None), halving it; ``skip`` are left out."""
    found = look(area)
    height, width = area.shape
    if found is not None or (height, width) == (1, 1):
        if found not in skip:
            yield area
    elif height >= width:
        yield from split_runs(area[: height // 2, :], look, skip)
        yield from split_runs(area[height // 2 :, :], look, skip)
    else:
        yield from split_runs(area[:, : width // 2], look, skip)
        yield from split_runs(area[:, width // 2 :], look, skip)
