"""Small ledgers as grids for tests: a sound one, and a way to change single cells of it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from addin.ledger import schema
from addin.ports import Grid, Oddity

if TYPE_CHECKING:
    from collections.abc import Sequence

DAY = dt.date(2024, 4, 1)
SOUND: dict[str, list[dict[str, Any]]] = {
    "customers": [
        {"customer": "C1", "customer_name": "华东泵业有限公司"},
        {"customer": "C2", "customer_name": "西部电机厂"},
    ],
    "contracts": [
        {
            "contract": f"HT-{number}",
            "customer": customer,
            "signed": dt.date(2024, 1, 5),
            "contract_amount": 300.0,
            "penalty_mode": "日利率",
            "penalty_rate": 0.0005,
        }
        for number, customer in ((1, "C1"), (2, "C2"), (3, "C2"))
    ],
    "instalments": [
        {
            "instalment": f"HT-{contract}-{number}",
            "contract": f"HT-{contract}",
            "number": float(number),
            "due": dt.date(2024, 2 + number, 5),
            "amount": float(number * 100),
        }
        for contract in (1, 2, 3)
        for number in (1, 2)
    ],
    "receipts": [
        {"receipt": "HK-1", "received": DAY, "contract": "HT-1", "instalment": "HT-1-1", "amount": 50.0},
        {"receipt": "HK-2", "received": DAY, "contract": "HT-2", "amount": 60.0},
    ],
}


def grid(name: str, rows: Sequence[dict[str, Any]], oddities: tuple[Oddity, ...] = ()) -> Grid:
    """Return a sheet with all input columns of the schema, filled from rows by column name."""
    sheet = schema.BY_NAME[name]
    columns = [column for column in sheet.columns if not column.computed]
    body = [[row.get(column.name) for column in columns] for row in rows]
    return Grid(sheet.title, [[column.header for column in columns], *body], oddities)


def book(**sheets: Sequence[dict[str, Any]]) -> dict[str, Grid]:
    """Return the sound ledger with these sheets instead of its own; every sheet that users fill in is there."""
    names = [sheet.name for sheet in schema.SHEETS if not sheet.written]
    rows = {name: sheets.get(name, SOUND.get(name, [])) for name in names}
    return {schema.BY_NAME[name].title: grid(name, body) for name, body in rows.items()}


def changed(name: str, position: int, **cells: Any) -> list[dict[str, Any]]:
    """Return the rows of a sheet of the sound ledger with some cells of one row changed (0 = first data row)."""
    rows = [dict(row) for row in SOUND[name]]
    rows[position].update(cells)
    return rows
