"""A large ledger as a workbook file, and how long reading it back takes, step by step."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import pandas as pd
import xlsxwriter
from python_calamine import CalamineWorkbook

from addin.hosts.file import FileHost
from addin.ledger import schema
from addin.ledger.reading import read
from addin.ports import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from addin.ports import Column
    from tests.domain.ledgers import Tables

WRITTEN = {
    schema.CUSTOMERS: ("customer", "customer_name"),
    schema.CONTRACTS: (
        "contract", "customer", "signed", "contract_amount", "penalty_mode", "penalty_rate", "lpr_pick", "day_basis",
        "grace_days", "roll_due", "penalty_cap", "allocation_order",
    ),
    schema.INSTALMENTS: ("instalment", "contract", "number", "due", "amount"),
    schema.RECEIPTS: ("receipt", "received", "contract", "instalment", "amount"),
    schema.LPR: ("published", "one_year"),
}  # fmt: skip
READ = (schema.INSTALMENTS.title, schema.RECEIPTS.title)
CUSTOMER = "C1"


def write(path: Path, tables: Tables) -> None:
    """Write the sheets of a large ledger with their required columns (texts stand in the cells, not shared)."""
    sums = tables["instalments"].groupby("contract")["amount"].sum()
    contracts = tables["contracts"].assign(customer=CUSTOMER, contract_amount=tables["contracts"]["contract"].map(sums))
    receipts = tables["receipts"].assign(receipt=[f"R{row}" for row in tables["receipts"].index])
    customers = pd.DataFrame({"customer": [CUSTOMER], "customer_name": [CUSTOMER]})
    made = tables | {"customers": customers, "contracts": contracts, "receipts": receipts}
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for sheet, names in WRITTEN.items():
            page = book.add_worksheet(sheet.title)
            page.write_row(0, 0, [sheet.column(name).header for name in names])
            dated = {at for at, name in enumerate(names) if sheet.column(name).kind is Kind.DATE}
            for at, row in enumerate(_rows(made[sheet.name], sheet.pick(*names)), 1):
                for place, value in enumerate(row):
                    if value is not None and value != "":
                        page.write(at, place, value, day if place in dated else None)


def _rows(table: pd.DataFrame, columns: tuple[Column, ...]) -> Iterator[tuple[object, ...]]:
    return zip(*(_typed(table[column.name], column) for column in columns), strict=True)


def _typed(values: pd.Series[Any], column: Column) -> list[Any]:
    """Return a column as it stands on the sheet: yuan, days as serial numbers, options and flags by name."""
    if column.kind is Kind.MONEY:
        values = values / 100
    elif column.kind in {Kind.RATE, Kind.PERCENT}:
        values = (values / 10**8).astype("object").where(values.notna(), None)
    elif column.kind is Kind.DATE:
        values = (values - pd.Timestamp("1899-12-30")).dt.days
    elif column.kind is Kind.FLAG:
        values = values.map({True: schema.YES, False: schema.NO})
    return list(values)


def timed_read(path: Path) -> tuple[Tables, dict[str, float]]:
    """Return the tables read, and the processor seconds of each way: raw, through the host, and into typed tables."""
    start = time.process_time()
    book = CalamineWorkbook.from_path(path)
    for title in READ:
        book.get_sheet_by_name(title).to_python()
    raw = time.process_time()
    FileHost(path).read(READ)
    host = time.process_time()
    grids = FileHost(path).read([sheet.title for sheet in WRITTEN])
    all_grids = time.process_time()
    reading = read(grids)
    return dict(reading.tables), {
        "python-calamine, those two sheets": raw - start,
        "FileHost.read, those two sheets": host - raw,
        "FileHost.read, whole ledger": all_grids - host,
        "ledger.reading.read, whole ledger": time.process_time() - all_grids,
    }
