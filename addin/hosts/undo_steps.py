"""What takes a command back cell by cell, on whatever host: the inverse list of its changes.

A value is a number (a day is its serial number), a text, a bool, None (empty), ``{"f": formula}`` without its =, or
``{"e": error}``. A box is (first row, first column, last row, last column), all inclusive, from 1. Each step knows what
the command left (``now``), so that what someone has changed since is seen, and what was there before (``was``). A cell
that already holds what was there before is in nobody's way.
"""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import asdict, dataclass, field, fields, replace
from typing import TYPE_CHECKING, Any, TypeAlias

import pandas as pd

from addin import messages
from addin.hosts.cells import address
from addin.ledger import schema
from addin.ledger.cells import folded
from addin.ports import Chart, Column, Kind, Link, Refusal, Replace

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

Value: TypeAlias = "float | str | bool | dict[str, str] | None"
Box: TypeAlias = "tuple[int, int, int, int]"
Rows: TypeAlias = "list[list[Value]]"

EPOCH = dt.datetime(1899, 12, 30)  # noqa: DTZ001 - days on a sheet know no zone
_DAY = 86_400
_SCALES = {Kind.MONEY: 100, Kind.RATE: 100_000_000, Kind.PERCENT: 100_000_000, Kind.COUNT: 1}


@dataclass(frozen=True)
class Cells:
    """A block of cells written over; ``codes`` are the number formats before, None where the cells did not exist."""

    sheet: str
    top: int
    left: int
    was: Rows
    now: Rows
    codes: tuple[tuple[Box, str | None], ...] = ()


@dataclass(frozen=True)
class Created:
    """A sheet that was not there before."""

    sheet: str
    now: Rows


@dataclass(frozen=True)
class Drawn:
    """A sheet of the program written anew: its cells before and after, its table and notes; ``charts`` it had."""

    sheet: str
    was: Rows
    now: Rows
    codes: tuple[tuple[Box, str | None], ...] = ()
    table: Box | None = None
    charts: int = 0
    notes: Mapping[str, str] | None = None


@dataclass(frozen=True)
class Table:
    """A table that grew, known by its name."""

    sheet: str
    name: str
    was: Box
    now: Box


@dataclass(frozen=True)
class Ranges:
    """Ranges of validations, formats and names that grew with a table: what each is now, and was."""

    sheet: str
    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Marks:
    """The program's own notes (by cell) and shades (level by cell) of a sheet before, and the shades ``left`` on it.

    An open workbook does not tell its shades: None stands for those that an older record left.
    """

    sheet: str
    notes: Mapping[str, str]
    shades: Mapping[str, str] | None
    left: Mapping[str, str] = field(default_factory=dict)


Step: TypeAlias = Cells | Created | Drawn | Table | Ranges | Marks
_KINDS: dict[str, type[Any]] = {kind.__name__: kind for kind in (Cells, Created, Drawn, Table, Ranges, Marks)}


def dumped(steps: Iterable[Step]) -> list[Any]:
    """Return steps as plain values."""
    return [[type(step).__name__, {one.name: getattr(step, one.name) for one in fields(step)}] for step in steps]


def loaded(values: Iterable[Any]) -> list[Step]:
    """Return steps from plain values. Raises Refusal ``undo-damaged``."""
    try:
        return [_loaded(_KINDS[kind], dict(held)) for kind, held in values]
    except (KeyError, TypeError, ValueError) as fault:
        raise Refusal("undo-damaged", record="") from fault


def _loaded(kind: type[Any], held: dict[str, Any]) -> Any:
    if "codes" in held:
        held["codes"] = tuple((tuple(box), code) for box, code in held["codes"])
    if "pairs" in held:
        held["pairs"] = tuple((now, was) for now, was in held["pairs"])
    if kind is Table:
        held |= {"was": tuple(held["was"]), "now": tuple(held["now"])}
    if held.get("table") is not None:
        held["table"] = tuple(held["table"])
    return kind(**held)


# ------------------------------------------------------------------ values


def serial(moment: dt.date) -> float:
    """Return the serial number of a day or a moment, to the second."""
    if not isinstance(moment, dt.datetime):
        return float((moment - EPOCH.date()).days)
    gone = moment - EPOCH
    return gone.days + round(gone.seconds + gone.microseconds / 1e6) / _DAY


def plain(value: object) -> Value:
    """Return a value as steps hold it."""
    if isinstance(value, dt.date):
        return serial(value)
    if isinstance(value, dt.time):
        return (value.hour * 3600 + value.minute * 60 + value.second) / _DAY
    if value is None or value == "":
        return None
    if isinstance(value, bool | str):
        return value
    return float(value)  # type: ignore[arg-type]


def same(one: Value, other: Value) -> bool:
    """Tell whether two cells hold the same; a formula is compared by its text, not its result."""
    if isinstance(one, float) and isinstance(other, float):
        return one == other or math.isclose(one, other, rel_tol=1e-14)
    if isinstance(one, dict) and isinstance(other, dict):
        return {key: folded(text) for key, text in one.items()} == {key: folded(text) for key, text in other.items()}
    return type(one) is type(other) and one == other


def at(rows: Sequence[Sequence[Value]], row: int, column: int) -> Value:
    """Return a value of rows that may differ in length, None beyond them (places from 0)."""
    return rows[row][column] if row < len(rows) and column < len(rows[row]) else None


def trimmed(rows: Sequence[Sequence[Value]]) -> Rows:
    """Return rows without empty ends."""
    found = []
    for row in rows:
        last = max((place + 1 for place, value in enumerate(row) if value is not None), default=0)
        found.append(list(row[:last]))
    while found and not found[-1]:
        found.pop()
    return found


def conflicts(was: Rows, now: Rows, here: Sequence[Sequence[Value]], top: int = 1, left: int = 1) -> Iterator[str]:
    """Yield the addresses at which a block holds neither what the command left nor what was there before."""
    height = max(len(was), len(now), len(here))
    width = max((len(row) for rows in (was, now, here) for row in rows), default=0)
    for row in range(height):
        for column in range(width):
            value = at(here, row, column)
            if not same(value, at(now, row, column)) and not same(value, at(was, row, column)):
                yield address(top + row, left + column)


def refuse(command: str, found: Mapping[str, Sequence[str]]) -> None:
    """Refuse when cells were changed since (``undo-cells``), naming the sheets and the first cells."""
    touched = {sheet: cells for sheet, cells in found.items() if cells}
    if touched:
        raise Refusal("undo-cells", command=command, places=messages.undo_places(touched))


# ------------------------------------------------------------------ how a sheet was drawn


def recipe(change: Replace) -> dict[str, Any]:
    """Return all of a Replace but its rows, as plain values."""
    held = {one.name: getattr(change, one.name) for one in fields(change) if one.name != "frame"}
    return held | {
        "columns": [asdict(column) for column in change.columns],
        "charts": [asdict(chart) for chart in change.charts],
        "links": {name: [vars(link) if link else None for link in links] for name, links in change.links.items()},
    }


def redrawn(step: Drawn, how: Mapping[str, Any] | None) -> Replace:
    """Return the Replace that draws a sheet as it was; without its recipe the columns are known by their headers."""
    first = step.was[0] if step.was else []
    heads = [value for value in first[: step.table[3] if step.table else len(first)] if isinstance(value, str)]
    if how is not None:
        change = _made(how)
        if [folded(column.header) for column in change.columns] == list(map(folded, heads))[: len(change.columns)]:
            body = len(step.was) - 1
            return replace(change, frame=_frame(change.columns, step.was), totals=min(change.totals, body))
    known = {folded(c.header): c for s in schema.SHEETS if s.title == step.sheet for c in s.columns}
    columns: list[Column] = []
    for place, head in enumerate(heads):
        column = known.pop(folded(head), Column(head, f"c{place}"))  # a header that stands twice is known once
        columns.append(replace(column, header=head))
    totals = len(step.was) - step.table[2] if step.table else 0
    return Replace(step.sheet, tuple(columns), _frame(columns, step.was), totals=max(totals, 0))


def _made(how: Mapping[str, Any]) -> Replace:
    """Return a Replace without rows from its recipe."""
    known = {one.name for one in fields(Replace)}
    held: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in how.items() if name in known
    }
    held["columns"] = tuple(_column(column) for column in how["columns"])
    held["charts"] = tuple(Chart(**(chart | {"values": tuple(chart["values"])})) for chart in how["charts"])
    held["links"] = {
        name: [Link(**link) if link else None for link in links] for name, links in how["links"].items()
    }
    return Replace(frame=pd.DataFrame(), **held)


def _column(held: Mapping[str, Any]) -> Column:
    return Column(**(dict(held) | {"kind": Kind(held["kind"]), "options": tuple(held["options"])}))


def _frame(columns: Sequence[Column], rows: Rows) -> pd.DataFrame:
    """Return rows as a typed table, so far as they fit; what does not is empty here and written as it was later."""
    body = rows[1:]
    return pd.DataFrame({
        column.name: _typed(column.kind, [at(body, row, place) for row in range(len(body))])
        for place, column in enumerate(columns)
    })  # fmt: skip


def _typed(kind: Kind, values: list[Value]) -> pd.Series:
    if kind in _SCALES:
        numbers = [round(value * _SCALES[kind]) if isinstance(value, float) else None for value in values]
        return pd.Series(numbers, dtype="Int64")
    if kind in {Kind.DATE, Kind.MOMENT}:
        days = [EPOCH + dt.timedelta(days=value) if isinstance(value, float) else None for value in values]
        return pd.Series(pd.to_datetime(pd.Series(days, dtype="object"))).astype("datetime64[s]")
    if kind is Kind.FLAG:
        flags = [value == schema.YES if isinstance(value, str) else None for value in values]
        return pd.Series(flags, dtype="boolean")
    return pd.Series([value if isinstance(value, str) else None for value in values], dtype="object")
