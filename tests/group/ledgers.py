"""A folder of ledgers of invented units: deterministic, of any size, with faults planted where they are told.

Customers repeat across units (one credit code in several ledgers, now and then under another name). Planted faults by
place in the folder: a file that is encrypted, one cut off, one that is no ledger, dates and amounts that are none.
"""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from stdnum.cn import uscc

from addin.hosts import newbook
from addin.ledger import schema
from addin.ledger.example import example_tables
from tests.bench.reports import completed
from tests.domain.ledgers import large_ledger

if TYPE_CHECKING:
    from pathlib import Path

AS_OF = dt.date(2024, 9, 30)
PER_CUSTOMER = 12  # instalments
ENCRYPTED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le").ljust(2000)


def make_folder(folder: Path, units: int, instalments: int, *, faults: bool = True, names: bool = True) -> list[str]:
    """Write so many ledgers of so many instalments and return their paths below ``folder``, in order.

    With ``faults`` the third has a date that is none and an amount below zero in two contracts, and three more files
    stand beside them: one encrypted, one cut off, one that is no ledger. Every other unit shows names if ``names``.
    """
    made = []
    for number in range(units):
        name = f"事业部{number % 3}/单位{number:03}.xlsx"
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        newbook.write_ledger(path, unit_tables(number, instalments, shows=names and number % 2 == 0))
        made.append(name)
    if faults:
        spoil(folder / made[2])
        (folder / "加密.xlsx").write_bytes(ENCRYPTED)
        (folder / "残缺.xlsx").write_bytes((folder / made[0]).read_bytes()[:3000])
        (folder / "通讯录.xlsx").write_bytes(other_workbook(folder))
    return sorted(made)


def unit_tables(number: int, instalments: int, *, shows: bool) -> dict[str, pd.DataFrame]:
    """Return the typed tables of one unit."""
    known = example()
    empty = {name: table.iloc[:0] for name, table in known.items()}
    made = large_ledger(instalments, instalments, seed=number + 1)
    tables = {**empty, **{name: completed(table, empty[name]) for name, table in made.items()}}
    contracts = tables["contracts"]
    count = max(instalments // PER_CUSTOMER, 1)
    owner = np.arange(len(contracts)) % count
    sums = tables["instalments"].groupby("contract")["amount"].sum()
    classes = np.arange(len(contracts)) % len(schema.RECOVERY_CLASSES)
    tables["contracts"] = contracts.assign(
        customer=pd.Index([f"C{place:04}" for place in range(count)])[owner],
        contract_amount=contracts["contract"].map(sums).fillna(0).astype("int64"),
        recovery_class=pd.Categorical.from_codes(classes, categories=pd.Index(schema.RECOVERY_CLASSES)),
        salesperson=[f"业务员{place % 5}" for place in owner],
    )
    tables["customers"] = customers(number, count, empty["customers"])
    receipts = tables["receipts"]
    tables["receipts"] = receipts.assign(receipt=[f"回{row}" for row in receipts.index])
    settings = known["settings"]
    setting = schema.SETTING_ROWS[[row.name for row in schema.SETTING_ROWS].index("group_names")].header
    value = settings["value"].where(settings["setting"] != setting, schema.YES if shows else schema.NO)
    tables["settings"] = settings.assign(value=value)
    for name in ("lpr", "strategies"):
        tables[name] = known[name]
    return tables


@cache
def example() -> dict[str, pd.DataFrame]:
    """Return the tables of the example ledger, for their columns and settings."""
    return example_tables()


def customers(unit: int, count: int, empty: pd.DataFrame) -> pd.DataFrame:
    """Return customers of whom every third is also a customer of other units, some under another name there."""
    places = np.arange(count)
    shared = places % 3 == 0
    names, codes = [], []
    for place, same in zip(places.tolist(), shared.tolist(), strict=True):
        former = "（原名）" if unit % 4 == 0 and place % 2 else ""
        names.append(f"示例公司{place}{former}" if same else f"单位{unit}客户{place}")
        codes.append(credit_code(place if same else (unit + 1) * 100_000 + place))
    table = pd.DataFrame(
        {
            "customer": [f"C{place:04}" for place in places],
            "customer_name": names,
            "uscc": codes,
            "strategy": "默认",
            "address": "示例路1号",
        },
        index=places + 2,
    )
    return completed(table, empty)


def credit_code(number: int) -> str:
    """Return a credit code of a region that no place has, with the right check digit."""
    body = f"91980000{number:09}"
    return body + str(uscc.calc_check_digit(body))


def spoil(path: Path) -> None:
    """Plant in the first two contracts of a ledger a date that is none and an amount below zero."""
    import openpyxl  # noqa: PLC0415 - writes what our own writer would not

    book = openpyxl.load_workbook(path)
    sheet = book[schema.INSTALMENTS.title]
    headers = [cell.value for cell in sheet[1]]
    sheet.cell(2, headers.index(schema.INSTALMENTS.column("due").header) + 1).value = "2025.2.30"
    sheet.cell(6, headers.index(schema.INSTALMENTS.column("amount").header) + 1).value = -5
    book.save(path)


def other_workbook(folder: Path) -> bytes:
    """Return the bytes of a workbook that is no ledger."""
    import openpyxl  # noqa: PLC0415

    path = folder / ".other.xlsx"
    openpyxl.Workbook().save(path)
    data = path.read_bytes()
    path.unlink()
    return data
