"""What all reports do with their tables: put them in a sheet's columns, with totals below and links to their rows."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from addin.ports import Column, Kind, Link, Replace

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Mapping, Sequence

    from addin.ports import Chart, Sheet

EMPTY: dict[Kind, tuple[object, str]] = {  # value and dtype of a cell that a report leaves empty
    Kind.TEXT: ("", "str"),
    Kind.MONEY: (0, "int64"),
    Kind.COUNT: (pd.NA, "Int64"),
    Kind.PERCENT: (pd.NA, "Int64"),
    Kind.DATE: (pd.NaT, "datetime64[s]"),
}
NARROWEST, BESIDE = 6, 2.5  # width units: of a column, and of the air beside its longest value
MEASURED = 2_000  # values of a text column that are measured
FIRST_ROW = 2  # sheet row of the first line below the header


def in_columns(sheet: Sheet, *parts: pd.DataFrame, blank: tuple[str, ...] = ()) -> pd.DataFrame:
    """Return the parts (lines, then totals) below one another in the columns of the sheet.

    What a part lacks is empty there: text "", money 0, everything else missing; money of ``blank`` columns too.
    """
    shaped = []
    for part in parts:
        columns = {}
        for column in sheet.columns:
            missing, dtype = EMPTY.get(column.kind, (pd.NA, "object"))
            if column.name in blank:
                missing, dtype = pd.NA, "Int64"
            if column.name in part and str(part[column.name].dtype) == dtype and not part[column.name].hasnans:
                columns[column.name] = part[column.name]
                continue
            values = part[column.name].astype("object") if column.name in part else missing
            cells = pd.Series(values, index=part.index, dtype="object")
            columns[column.name] = cells.where(cells.notna(), missing).astype(pd.api.types.pandas_dtype(dtype))
        shaped.append(pd.DataFrame(columns, index=part.index))
    return pd.concat(shaped, ignore_index=True)


def links_to(sheet: Sheet, rows: Iterable[int | None], totals: int = 0) -> list[Link | None]:
    """Return a link to the key of each of these rows of a sheet (None: no link), and none for the totals below."""
    header = sheet.key[0] if sheet.key else sheet.columns[0].header
    return [None if row is None else Link(sheet.title, int(row), header) for row in rows] + [None] * totals


def first_places(keys: Iterable[Hashable]) -> dict[Hashable, int]:
    """Return the sheet row of the first line with each key, for lines that stand in this order below a header."""
    places: dict[Hashable, int] = {}
    for row, key in enumerate(keys, FIRST_ROW):
        places.setdefault(key, row)
    return places


def opening(
    frame: pd.DataFrame, columns: Iterable[str], sheet: Sheet, rows: Sequence[int | None]
) -> dict[str, list[Link | None]]:
    """Let the figures of ``columns`` lead to a row of ``sheet`` each; a cell that is empty, "" or 0 leads nowhere.

    ``rows`` are the sheet rows behind the lines of ``frame``, totals included; None: there is nothing to show.
    """
    targets = links_to(sheet, rows)
    links: dict[str, list[Link | None]] = {}
    for name in columns:
        values = frame[name]
        says = values.notna() & (values.astype("object") != 0) & (values.astype("object") != "")
        links[name] = [link if shown else None for link, shown in zip(targets, says, strict=True)]
    return links


def report(
    sheet: Sheet, frame: pd.DataFrame, caption: str, *, links: Mapping[str, Sequence[Link | None]] | None = None,
    totals: int = 0, editable: tuple[str, ...] = (), charts: tuple[Chart, ...] = (), chart_columns: int = 1,
) -> Replace:  # fmt: skip
    """Return the sheet written anew with this frame; its columns are as wide as what stands in them."""
    return Replace(
        sheet.title,
        fitted(sheet.columns, frame),
        frame,
        charts=charts,
        links=links or {},
        editable=editable,
        totals=totals,
        caption=caption,
        chart_columns=chart_columns,
    )


def fitted(columns: Sequence[Column], frame: pd.DataFrame) -> tuple[Column, ...]:
    """Return the columns as wide as their contents need: amounts are never cut, texts not wider than the column's own.

    So a report of many columns stays readable on one page, and a sum of hundreds of millions shows no ####.
    """
    return tuple(replace(column, width=needed(column, frame[column.name])) for column in columns)


def needed(column: Column, values: pd.Series) -> int:
    """Return the width that the values of a column need; a host widens it to its header."""
    if column.kind is Kind.MONEY:
        known = values.dropna()
        largest = max((abs(int(known.max())), abs(int(known.min()))), default=0) if len(known) else 0
        negative = len(known) > 0 and int(known.min()) < 0
        return max(NARROWEST, round(len(f"{largest // 100:,}.00") + negative + BESIDE - 0.5))
    if column.kind is not Kind.TEXT or not len(values):
        return column.width
    widest = max((units(text) for text in values.iloc[:MEASURED].unique()), default=0)
    return max(NARROWEST, min(column.width, round(widest + BESIDE)))


def units(text: str) -> float:
    """Return the width of a text in width units: a Chinese character counts nearly two."""
    return sum(1.95 if unicodedata.east_asian_width(letter) in "WFA" else 1.1 for letter in text)
