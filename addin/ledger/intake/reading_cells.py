"""Raw cells of a source to typed columns: what cannot be read takes its whole contract with it, and says so.

An amount or a day that cannot be read would make the contract's debt another one; so the contract stays outside until
the source is mended. An option or a rate that the ledger does not know is left empty instead: the ledger's own checks
ask for it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from addin.ledger import cells, schema
from addin.ledger.cells import folded, shown
from addin.ledger.intake.body import tidy
from addin.ledger.intake.words import ORDINAL, chinese_number
from addin.ports import Kind, Level

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from addin.ports import Column

FORGIVEN = {Kind.OPTION, Kind.RATE, Kind.PERCENT, Kind.FLAG}
WHO = ("customer", "customer_name", "uscc")
PROVENANCE = ("source", "row", "unit")


@dataclass(frozen=True)
class Doubt:
    """A cell or row of a source not taken, or not as it stands: where, why, what was found, the money in it.

    ``other`` is what else it is about: the sheet that tells the same, the ledger's row that it may be.
    """

    source: str
    row: int
    code: str
    header: str = ""
    found: str = ""
    contract: str = ""
    amount: int = 0
    other: str = ""


@dataclass(frozen=True)
class Typed:
    """One ledger sheet's rows typed, with ``source``, ``row``, ``unit``; flawed cells; cells that were left empty."""

    frame: pd.DataFrame
    flawed: tuple[Doubt, ...] = ()
    emptied: tuple[Doubt, ...] = ()


def read_cells(name: str, raw: pd.DataFrame, options: Mapping[str, Sequence[str]]) -> Typed:
    """Type the rows of the ledger sheet ``name`` ("paid" = the figures of the source); all its columns are there."""
    data: dict[str, Any] = {column: raw[column].tolist() for column in PROVENANCE}
    flawed: list[Doubt] = []
    emptied: list[Doubt] = []
    contracts = raw["contract"].astype("str").tolist() if "contract" in raw else [""] * len(raw)
    data["contract"] = pd.array(contracts, dtype="str")
    for column in columns_of(name):
        if column.name == "contract":
            continue
        values = raw[column.name].tolist() if column.name in raw else [None] * len(raw)
        if column.name == "number":
            values = [ordinal(value) for value in values]
        values = [tidy(value) for value in values]
        parsed = cells.parse(values, column, options.get(column.header, column.options))
        data[column.name] = parsed.data
        for flaw in parsed.flaws:
            if flaw.level is Level.ERROR:
                row = raw.iloc[flaw.position]
                doubt = Doubt(row["source"], int(row["row"]), flaw.code, column.header, shown(values[flaw.position]),
                              contracts[flaw.position])  # fmt: skip
                (emptied if column.kind in FORGIVEN else flawed).append(doubt)
    return Typed(
        pd.DataFrame(data).astype({"source": "str", "row": "int64", "unit": "int64"}), tuple(flawed), tuple(emptied)
    )


def columns_of(name: str) -> list[Column]:
    """Return the columns that users fill of a ledger sheet, or those of the figures of a source."""
    if name == "paid":
        from addin.ports import Column as PortColumn  # noqa: PLC0415 - the value, not the type

        figures = [PortColumn(header, figure, Kind.MONEY) for header, figure in schema.SOURCE_FIGURES.items()]
        return [schema.CONTRACTS.column("contract"), *figures, schema.INSTALMENTS.column("amount")]
    own = [column for column in schema.BY_NAME[name].columns if not column.computed]
    known = {column.name for column in own}
    return own + [column for column in schema.CUSTOMERS.pick(*WHO) if column.name not in known]


def ordinal(value: object) -> object:
    """Return the number of an instalment from 第一期 or 首期, everything else as it is."""
    found = ORDINAL.fullmatch(folded(value)) if isinstance(value, str) else None
    return chinese_number(found["number"]) if found and not found["part"] else value


def as_text(values: pd.Series[Any]) -> pd.Series[str]:
    """Return a looked-up column as texts, "" where nothing was found."""
    plain = values.astype("object")
    return plain.where(plain.notna(), "").astype("str")
