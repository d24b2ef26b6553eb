"""How long each report takes on a ledger of 50 000 instalments, beside the settlement that all of them rest on.

Run as ``python -m tests.bench.reports``; prints one Markdown table.
"""

from __future__ import annotations

import datetime as dt
import importlib
import time

import numpy as np
import pandas as pd

from addin.domain.settings import Settings
from addin.ledger import schema
from addin.ledger.example import example_tables
from addin.ledger.position import position
from addin.ports import Request
from tests.domain.ledgers import AS_OF, large_ledger

SIZE = 50_000
REPORTS = ("weekly", "monthly", "kpi", "incentives", "plan", "dashboard", "ageing")


def main() -> None:
    """Print processor seconds on one core without the writing of files, and how many settlements each is worth."""
    request = large_request()
    base = seconds(lambda: position(request))
    print(f"| report of {SIZE:,} instalments | CPU seconds | settlements |")
    print("|---|--:|--:|")
    print(f"| (settlement alone) | {base:.2f} | 1.0 |")
    total = 0.0
    for key in REPORTS:
        run = importlib.import_module(f"addin.commands.{key}").run
        took = seconds(lambda run=run: run(request))
        total += took
        print(f"| {key} | {took:.2f} | {took / base:.1f} |")
    print(f"| all reports | {total:.2f} | {total / base:.1f} |")


def seconds(work: object) -> float:
    """Return the processor seconds of one call."""
    start = time.process_time()
    work()  # type: ignore[operator]
    return time.process_time() - start


def large_request() -> Request:
    """Return a ledger of that size with customers, classes and a log of one entry per contract."""
    empty = {name: table.iloc[:0] for name, table in example_tables().items()}
    tables = {**empty, **{name: completed(table, empty[name]) for name, table in large_ledger(SIZE, SIZE).items()}}
    contracts = tables["contracts"]
    count = max(1, len(contracts) // 3)
    owner = np.arange(len(contracts)) % count
    classes = pd.Categorical.from_codes(
        np.arange(len(contracts)) % len(schema.RECOVERY_CLASSES), categories=pd.Index(schema.RECOVERY_CLASSES)
    )
    names = pd.Index([f"C{number}" for number in range(count)])
    sellers = [f"S{number % 20}" for number in owner]
    contracts = contracts.assign(customer=names[owner], recovery_class=classes, salesperson=sellers)
    customers = completed(pd.DataFrame({"customer": names, "customer_name": names}), empty["customers"])
    days = np.datetime64(AS_OF, "s") - np.arange(len(contracts)) % 300 * np.timedelta64(86_400, "s")
    log = completed(contracts[["contract", "customer"]].assign(contacted=days), empty["contact_log"])
    tables = {**tables, "contracts": contracts, "customers": customers, "contact_log": log}
    return Request(tables, Settings(), AS_OF, dt.datetime.combine(AS_OF, dt.time(9)))


def completed(table: pd.DataFrame, empty: pd.DataFrame) -> pd.DataFrame:
    """Return a table with all columns that ``empty`` has, those it lacks without values."""
    missing = {"str": "", "int64": 0, "bool": False}
    columns = {
        name: table[name] if name in table else pd.Series(missing.get(str(kind)), index=table.index, dtype=kind)
        for name, kind in empty.dtypes.items()
    }
    return pd.DataFrame(columns, index=table.index)


if __name__ == "__main__":
    main()
