"""Which instalment or receipt of the ledger a row of the source without a number is.

A source is imported again and again: rows are inserted above, paid ones go, days and sums are corrected. Counted anew,
the same debt or the same money would stand in the ledger twice; taken for another, a new one would be lost. What
cannot be told is asked.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from addin.domain.money import yuan
from addin.ledger import schema
from addin.ledger.intake.reading_cells import Doubt

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Mapping, Sequence

CORRECTED = dt.timedelta(days=27)  # less than from one month's rent to the next


class Row(NamedTuple):
    """A row: its index in the source or its name in the ledger, invoice, day (NaT for none), fen."""

    name: Any
    invoice: str
    day: pd.Timestamp
    amount: int


def _amount(one: Row) -> int:
    return one.amount


ALIKE: tuple[Callable[[Row], object], ...] = (  # in all; several such are taken in their order
    lambda one: (one.invoice, one.day, one.amount) if one.invoice else None,
    lambda one: (one.day, one.amount),
)
TELLING: tuple[Callable[[Row], object], ...] = (  # one row from all others, or nothing
    lambda one: one.invoice or None,
    lambda one: None if pd.isna(one.day) else one.day,
    _amount,
)


def instalments_again(
    frame: pd.DataFrame, known: pd.DataFrame, *, ask: bool = True
) -> tuple[dict[Any, int], list[Doubt]]:
    """Return the numbers that rows without one have in the ledger, by index, and a doubt for each that may be new.

    Without ``ask`` rows that may be new are those that are missed, in their order: two lists are only compared.
    A contract of which no row is alike in all may be listed in part only: then what the ledger has from before or after
    all days of the source is not missed there.
    """
    plain = frame[(frame["number"] == 0) & (frame["instalment"] == "") & (frame["contract"] != "")]
    given = set(zip(frame["contract"], frame["number"].tolist(), strict=True))
    there = _rows(known, "due", known["number"].tolist(), known["invoice"])
    days = frame["due"].min(), frame["due"].max()
    numbers: dict[Any, int] = {}
    doubts: list[Doubt] = []
    for contract, rows in _rows(plain, "due", plain.index.tolist(), plain["invoice"]).items():
        had = [one for one in there.get(contract, ()) if (contract, one.name) not in given]
        found, new, gone = alike(rows, had)
        near = gone if found else _between(gone, days, CORRECTED)
        corrected, new, missed = told(new, near, found)
        missed = missed if found else _between(missed, days)
        numbers |= found | corrected
        if not ask:
            numbers |= {one.name: other.name for one, other in zip(new, missed, strict=False)}
        elif new and missed and not all(one.invoice for one in (*new, *missed)):
            name = f"{contract}-{missed[0].name}"
            doubts.append(_doubt(frame, new[0], contract, "which-instalment", name, missed[0]))
    return numbers, doubts


def receipts_again(frame: pd.DataFrame, known: pd.DataFrame) -> tuple[dict[Any, str], list[Doubt]]:
    """Return the names that receipts without one have in the ledger, by index, and a doubt for each that may be new.

    A list of receipts is often one of a month: what the ledger has from before or after all its days is not missed.
    """
    plain = frame[(frame["receipt"] == "") & (frame["contract"] != "")]
    given = set(frame["receipt"])
    single = known[~known["receipt"].str.startswith(schema.OPENING) & ~known["receipt"].isin(list(given))]
    there = _rows(single, "received", single["receipt"].tolist())
    days = frame["received"].min(), frame["received"].max()
    names: dict[Any, str] = {}
    doubts: list[Doubt] = []
    for contract, rows in _rows(plain, "received", plain.index.tolist()).items():
        found, new, gone = alike(rows, there.get(contract, []))
        imported = [one for one in gone if str(one.name).startswith(f"{schema.RECEIPT_PREFIX}{contract}-")]
        corrected, new, missed = told(new, _between(imported, days), {})
        missed += [one for one in imported if found and any(map(partial(_near, one), new))]
        names |= found | corrected
        if new and missed:
            doubts.append(_doubt(frame, new[0], contract, "which-receipt", str(missed[0].name), missed[0]))
    return names, doubts


def alike(rows: list[Row], had: list[Row]) -> tuple[dict[Any, Any], list[Row], list[Row]]:
    """Return which row is which of those that were there, alike in all, and what is left of both."""
    found: dict[Any, Any] = {}
    for mark in ALIKE:
        ours, theirs = _by(rows, mark), _by(had, mark)
        for key in ours.keys() & theirs.keys():
            pairs = zip(ours[key], theirs[key], strict=False)
            found |= {one.name: other.name for one, other in pairs if _one_invoice(one, other)}
        rows, had = _left(rows, had, found)
    return found, rows, had


def told(
    rows: list[Row], had: list[Row], placed: Mapping[Any, Any]
) -> tuple[dict[Any, Any], list[Row], list[Row]]:
    """Return which row is which of those that were there, corrected since, and what is left of both.

    A row is known again by one mark that no other has: its invoice, its day, or its sum, if the day moved a little or
    the row stands where it stood among those ``placed``. Rents are alike every month.
    """
    found: dict[Any, Any] = {}
    for mark in TELLING:
        ours, theirs = _by(rows, mark), _by(had, mark)
        for key in ours.keys() & theirs.keys():
            if len(ours[key]) == len(theirs[key]) == 1:
                one, other = ours[key][0], theirs[key][0]
                near = mark is not _amount or _near(one, other) or _between_same(one, other, placed)
                if near and _one_invoice(one, other):
                    found[one.name] = other.name
        rows, had = _left(rows, had, found)
    return found, rows, had


def _one_invoice(one: Row, other: Row) -> bool:
    return not (one.invoice and other.invoice) or one.invoice == other.invoice


def _near(one: Row, other: Row) -> bool:
    """Tell whether two rows are the same sum on days near to one another; no day is near to none."""
    return one.amount == other.amount and abs(one.day - other.day) <= CORRECTED


def _between_same(one: Row, other: Row, placed: Mapping[Any, Any]) -> bool:
    """Tell whether a row stands before and after the same ones as that of the ledger, if there are any."""
    return bool(placed) and all((at < one.name) == (number < other.name) for at, number in placed.items())


def _left(rows: list[Row], had: list[Row], found: dict[Any, Any]) -> tuple[list[Row], list[Row]]:
    taken = set(found.values())
    return [one for one in rows if one.name not in found], [one for one in had if one.name not in taken]


def _between(
    had: list[Row], days: tuple[pd.Timestamp, pd.Timestamp], slack: dt.timedelta = dt.timedelta()
) -> list[Row]:
    """Return the rows whose day is not before or after the first and last of the source, by more than ``slack``."""
    first, last = days
    return [one for one in had if pd.isna(one.day) or first - slack <= one.day <= last + slack]


def _by(rows: Sequence[Row], mark: Callable[[Row], object]) -> dict[Any, list[Row]]:
    groups: dict[Any, list[Row]] = defaultdict(list)
    for one in rows:
        key = mark(one)
        if key is not None:
            groups[key].append(one)
    return groups


def _rows(
    frame: pd.DataFrame, day: str, names: Sequence[Hashable], invoices: Sequence[str] | pd.Series | None = None
) -> dict[str, list[Row]]:
    """Return the rows by contract."""
    result: dict[str, list[Row]] = defaultdict(list)
    marks = [""] * len(frame) if invoices is None else list(invoices)
    for contract, *row in zip(frame["contract"], names, marks, frame[day], frame["amount"].tolist(), strict=True):
        result[contract].append(Row(*row))
    return result


def _doubt(frame: pd.DataFrame, row: Row, contract: str, code: str, name: str, other: Row) -> Doubt:
    day = "" if pd.isna(other.day) else f"{other.day:%Y-%m-%d}"
    source, number = frame.loc[row.name, ["source", "row"]]
    told = f"{day} {yuan(other.amount)}".strip()
    return Doubt(str(source), int(number), code, found=told, contract=contract, other=name)
