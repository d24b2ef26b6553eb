"""One source table to raw cells shaped as the ledger's: flat rows taken apart, instalments side by side as rows.

The same cells feed an import (typed afterwards) and a workbook that serves as the ledger in place.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pandas as pd

from addin.ledger.cells import Parsed, folded, parse, texts
from addin.ledger.intake.body import Left, body
from addin.ledger.intake.money import fen
from addin.ledger.intake.odd_cells import odd_cells
from addin.ledger.intake.recognising import (
    AMOUNT,
    CONTRACT,
    CONTRACT_AMOUNT,
    CUSTOMER,
    DUE,
    IDENTITY,
    NAME,
    PAID,
    RECEIPT,
    RECEIVED,
    UNPAID,
    column_of,
    nature_of,
)
from addin.ledger.numbers import TIMES, UNITS, read_number
from addin.ports import Kind, Level

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from addin.ledger.intake.body import Body
    from addin.ledger.intake.reading_cells import Doubt
    from addin.ledger.intake.recognising import SheetMap, SourceColumn
    from addin.ports import Grid

FROM_CONTRACTS = ("salesperson", "department")  # a customer's too, where all its contracts have the same
SHARED = ("customers", "contacts", "contracts")  # sheets whose merged cells hold for every row they cover


@dataclass(frozen=True)
class Split:
    """A source table taken apart: raw cells by English sheet name, and what stood there beside them.

    Each frame has ``row`` (sheet row of the source) and ``unit`` (number of the instalment in a wide register, else 0);
    the frame ``paid`` holds what was paid to date. ``sums`` are fen by heading, counted from the cells themselves.
    ``wrong`` are cells without a value that keep their contract outside, ``emptied`` those that are only left empty.
    """

    map: SheetMap
    body: Body
    frames: Mapping[str, pd.DataFrame]
    sums: Mapping[int, int] = field(default_factory=dict)
    wrong: Sequence[Doubt] = ()
    emptied: Sequence[Doubt] = ()

    @property
    def left(self) -> tuple[Left, ...]:
        """The rows that are no data."""
        return self.body.left


def split(mapped: SheetMap, grid: Grid) -> Split:
    """Take a source table apart as its mapping says."""
    identity = mapped.places(IDENTITY) or {one.place for one in mapped.columns if one.target and one.place >= 0}
    shared = {one.place for one in mapped.columns if one.target and one.target[0] in SHARED}
    rows = body(grid, mapped.heading, identity, shared)
    fed = mapped.fed()
    raw = {key: cells_of(one, rows) for key, one in fed.items()}
    base = pd.DataFrame({"row": list(rows.rows), "unit": 0}, dtype="object")
    base["contract"] = identities(raw.get((*CONTRACT, 0)), len(base)).data
    frames = {
        "customers": _customers(mapped, base, raw),
        "contacts": _some(base, raw, "contacts", needs=("contacts", "person"), also=(CUSTOMER, NAME)),
        "contracts": _contracts(mapped, base, raw),
        "instalments": _instalments(mapped, base, raw),
        "receipts": _receipts(base, raw),
        "paid": _paid(base, raw),
    }
    used = {int(row) for frame in frames.values() for row in frame["row"]}
    idle = [Left(row, "idle", next(str(cell) for cell in cells if cell is not None))
            for row, cells in rows.rows.items() if row not in used]  # fmt: skip
    kept = replace(rows, left=(*rows.left, *idle))
    contracts = base["contract"].tolist()
    return Split(mapped, kept, frames, sums(mapped, rows, contracts), *odd_cells(mapped, grid, rows, contracts))


def identities(values: Sequence[object] | None, count: int) -> Parsed:
    """Return texts that identify something ("" where there is none, or where a spreadsheet changed it)."""
    return texts(list(values) if values is not None else [None] * count, identity=True)


def cells_of(one: SourceColumn, rows: Body) -> list[object]:
    """Return the raw cells of a column (its constant when it has no place), money in yuan."""
    if one.place < 0:
        return [constant(one)] * len(rows.rows)
    values = [row[one.place] for row in rows.rows.values()]
    return [in_yuan(value, one.scale) for value in values] if one.scale > 1 else values


def constant(one: SourceColumn) -> object:
    """Return the value that stands for a column the source lacks, as a cell of its kind would hold it."""
    column = column_of(one.target) if one.target else None
    if column is None or not one.constant or column.kind in {Kind.TEXT, Kind.OPTION, Kind.FLAG}:
        return one.constant or None
    parsed = parse([one.constant], column)
    if any(flaw.level is Level.ERROR for flaw in parsed.flaws):
        return one.constant
    if column.kind in {Kind.DATE, Kind.MOMENT}:
        return parsed.data[0].item()
    return int(parsed.data[0]) / UNITS[column.kind].scale


def in_yuan(value: object, scale: int) -> object:
    """Return a number of a column in thousands and the like in yuan; a text that states its own unit stays."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return value
    if isinstance(value, str):
        number = None if any(word in value for word in TIMES) else read_number(value, Kind.MONEY)
        return value if number is None else float(number * scale)
    return float(Decimal(repr(value)) * scale) if abs(value) < UNITS[Kind.MONEY].limit else value


# ------------------------------------------------------------------ the tables


def _some(
    base: pd.DataFrame,
    raw: Mapping[tuple[str, str, int], list[object]],
    sheet: str,
    needs: tuple[str, str] | None = None,
    also: Sequence[tuple[str, str]] = (),
    unit: int = 0,
) -> pd.DataFrame:
    """Return the columns of one ledger sheet (and ``also``) for every row; none when the column it needs is not fed."""
    frame = base.copy()
    frame["unit"] = unit
    for (name, column, at), values in raw.items():
        wanted = name == sheet or (name, column) in also
        if wanted and at in {0, unit} and (name, column) != CONTRACT:
            frame[column] = pd.Series(values, index=frame.index, dtype="object")
    return frame.iloc[:0] if needs and (*needs, unit) not in raw else frame


def makes_contracts(mapped: SheetMap) -> bool:
    """Tell whether a sheet registers contracts: it says whose they are or what they are, and is no list of receipts."""
    fed = {one.target for one in mapped.columns if one.target}
    own = {target for target in fed if target[0] == "contracts"} - {CONTRACT}
    receipts_only = fed & {RECEIVED, RECEIPT} and not fed & {DUE, AMOUNT}
    return CONTRACT in fed and bool(own or (fed & {CUSTOMER, NAME} and not receipts_only))


def _contracts(mapped: SheetMap, base: pd.DataFrame, raw: Mapping[Any, list[object]]) -> pd.DataFrame:
    frame = _some(base, raw, "contracts", also=(CUSTOMER, NAME, ("customers", "uscc")))
    if not makes_contracts(mapped):
        return frame.iloc[:0]
    constant = {one.target[1] for one in mapped.columns if one.target and one.place < 0}
    given = frame.drop(columns=["row", "unit", "contract", *constant & set(frame)]).notna().any(axis=1)
    return frame[(frame["contract"] != "") & given]


def _customers(mapped: SheetMap, base: pd.DataFrame, raw: Mapping[Any, list[object]]) -> pd.DataFrame:
    also = [("contracts", name) for name in FROM_CONTRACTS]
    frame = _some(base, raw, "customers", also=also)
    fed = [column for column in ("customer", "customer_name") if column in frame]
    alone = not mapped.has(CONTRACT) and not mapped.has(DUE, AMOUNT, RECEIVED, RECEIPT)
    if not fed or not (alone or makes_contracts(mapped)):
        return frame.iloc[:0]
    return frame[frame[fed].notna().any(axis=1)]


def _instalments(mapped: SheetMap, base: pd.DataFrame, raw: Mapping[Any, list[object]]) -> pd.DataFrame:
    """Return the instalments: those side by side one below the other, else one a row; empty ones are none."""
    units = sorted({unit for sheet, _, unit in raw if sheet == "instalments" and unit})
    if not units:
        frame = _some(base, raw, "instalments")
        if "amount" not in frame and "due" in frame and (*CONTRACT_AMOUNT, 0) in raw:
            frame["amount"] = _whole_amounts(frame, raw)
        return _filled(frame, ("amount", "due")) if {"amount", "due"} & set(frame) else frame.iloc[:0]
    natures = {one.unit: nature_of(one.heading) for one in mapped.columns if one.unit and one.target in (DUE, AMOUNT)}
    parts = []
    for unit in units:
        part = _some(base, raw, "instalments", unit=unit)
        part["number"] = unit
        if natures.get(unit):
            part["nature"] = natures[unit]
        parts.append(_filled(part, ("amount", "due")))
    return pd.concat(parts, ignore_index=True).sort_values(["row", "unit"], kind="stable", ignore_index=True)


def _whole_amounts(frame: pd.DataFrame, raw: Mapping[Any, list[object]]) -> pd.Series[Any]:
    """Return the amounts of contracts as those of their one instalment; none where a contract has several rows."""
    amounts = pd.Series(raw[(*CONTRACT_AMOUNT, 0)], index=frame.index, dtype="object")
    several = (frame["contract"] != "") & frame["contract"].map(folded).duplicated(keep=False)
    return amounts.where(~several, None)


def _receipts(base: pd.DataFrame, raw: Mapping[Any, list[object]]) -> pd.DataFrame:
    units = sorted({unit for sheet, column, unit in raw if (sheet, column) == RECEIPT})
    parts = []
    for unit in units:
        part = _some(base, raw, "receipts", unit=unit, also=(CUSTOMER, NAME))
        parts.append(_filled(part, ("amount", "received") if not unit else ("amount",)))
    return pd.concat(parts, ignore_index=True) if parts else _some(base, raw, "receipts").iloc[:0]


def _paid(base: pd.DataFrame, raw: Mapping[Any, list[object]]) -> pd.DataFrame:
    """Return what was paid to date, per row or instalment; from what is unpaid where nothing else tells."""
    parts = []
    for sheet, column, unit in raw:
        if (sheet, column) == PAID:
            part = base.assign(unit=unit)
            part["paid"] = pd.Series(raw[sheet, column, unit], dtype="object")
            parts.append(part[part["paid"].notna()])
    if not parts and (*UNPAID, 0) in raw and {(*AMOUNT, 0), (*CONTRACT_AMOUNT, 0)} & set(raw):
        amount = pd.Series(raw[(*AMOUNT, 0)], dtype="object") if (*AMOUNT, 0) in raw else _whole_amounts(base, raw)
        part = base.assign(unpaid=pd.Series(raw[(*UNPAID, 0)], dtype="object"), amount=amount)
        parts.append(part[part["unpaid"].notna() & part["amount"].notna()])
    return pd.concat(parts, ignore_index=True) if parts else base.iloc[:0].assign(paid=None)


def _filled(frame: pd.DataFrame, columns: Sequence[str]) -> pd.DataFrame:
    """Return the rows with anything in one of the columns."""
    present = [column for column in columns if column in frame]
    return frame[frame[present].notna().any(axis=1)] if present else frame.iloc[:0]


# ------------------------------------------------------------------ sums, on a way of their own


def sums(mapped: SheetMap, rows: Body, contracts: Sequence[str]) -> dict[int, int]:
    """Return the sum in fen of each money column by its place; the amount of a contract counts once per contract.

    Cells that hold no sum of whole fen count as nothing: they are listed with the rows that were not taken.
    """
    found = {}
    for one in mapped.columns:
        if one.target and one.place >= 0 and column_of(one.target).kind is Kind.MONEY and one.target != UNPAID:
            values = [fen(row[one.place], one.scale) for row in rows.rows.values()]
            if one.target == CONTRACT_AMOUNT:
                once: dict[str, int | None] = {}
                for contract, value in zip(contracts, values, strict=True):
                    name = folded(contract)
                    if name and once.get(name) is None:
                        once[name] = value
                values = list(once.values())
            found[one.place] = sum(value or 0 for value in values)
    return found
