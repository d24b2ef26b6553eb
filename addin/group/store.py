"""What a group run keeps: for each workbook and content one folder of Parquet files, found again by its key.

A key is made of everything the figures depend on: the bytes of the workbook (which hold its settings), its path below
the folder, the as-of day, the program and the packages whose data it uses, and the run's secret. So an unchanged
workbook is not computed again, and what a key names never changes. A folder is written beside its place and renamed:
it is there whole or not at all, and whoever comes second finds it there.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import shutil
import time
import uuid
from contextlib import closing, suppress
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from addin import __version__

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping
    from pathlib import Path

    import duckdb
    import pandas as pd

FORMAT = 1  # of the tables below; counted up whenever they, or what is computed for them, change
DATED_DATA = ("chinesecalendar", "holidays", "pandas")  # packages whose release may change a figure
SECRET, SUMMARY = "secret.key", "summary.json"
SECRET_BYTES = 32
HALF_WRITTEN = 86_400.0  # seconds after which nobody is writing it any more
MEMORY = "2GB"  # that DuckDB may use; beyond, it works on disk

MONEY = "BIGINT"  # fen
ORIGIN = {"unit": "VARCHAR", "workbook": "VARCHAR", "sheet": "VARCHAR", "row": "BIGINT"}

# Columns and types of every Parquet file. Days are DATE, money is fen, flags are BOOLEAN; names as inside the program.
TABLES: dict[str, dict[str, str]] = {
    "units": {
        **ORIGIN, "names": "BOOLEAN", "contracts": "BIGINT", "blocked": "BIGINT", "errors": "BIGINT", "hints": "BIGINT",
    },
    "instalments": {
        **ORIGIN, "instalment": "VARCHAR", "contract": "VARCHAR", "customer": "VARCHAR", "debtor": "VARCHAR",
        "due": "DATE", "rolled_due": "DATE", "amount": MONEY, "paid_principal": MONEY, "unpaid_principal": MONEY,
        "overdue_days": "BIGINT", "grade": "VARCHAR", "bucket": "BIGINT", "penalty": MONEY, "unpaid_penalty": MONEY,
        "provisional": "BOOLEAN", "stage": "BIGINT", "next_step": "VARCHAR", "limitation_end": "DATE",
        "limitation_state": "BIGINT", "days_left": "BIGINT", "opening": MONEY, "new": MONEY, "paid": MONEY,
        "written_off": MONEY, "reinstated": MONEY, "closing": MONEY,
    },
    "segments": {
        **ORIGIN, "instalment": "VARCHAR", "from_day": "DATE", "to_day": "DATE", "days": "BIGINT", "principal": MONEY,
        "rate": "BIGINT", "day_basis": "BIGINT", "penalty": MONEY, "quote_day": "DATE", "capped": "BOOLEAN",
        "provisional": "BOOLEAN",
    },
    "allocations": {
        **ORIGIN, "receipt": "VARCHAR", "contract": "VARCHAR", "day": "DATE", "item": "VARCHAR", "debt_row": "BIGINT",
        "amount": MONEY, "designated": "BOOLEAN",
    },
    "contracts": {
        **ORIGIN, "contract": "VARCHAR", "customer": "VARCHAR", "unpaid_principal": MONEY, "unpaid_penalty": MONEY,
        "unpaid_costs": MONEY, "prepaid": MONEY, "payable": MONEY, "longest_overdue": "BIGINT",
    },
    "customers": {
        **ORIGIN, "customer": "VARCHAR", "debtor": "VARCHAR", "customer_name": "VARCHAR", "uscc": "VARCHAR",
        "total": MONEY, "expected": MONEY,
    },
    "kpi": {
        **ORIGIN, "overdue": MONEY, "recovered": MONEY, "bad_debt": MONEY, "to_contact": "BIGINT", "in_time": "BIGINT",
        "surveys": "BIGINT", "scores": "BIGINT", "met": "BIGINT", "kpi_grade": "VARCHAR",
    },
    "accounts": {
        **ORIGIN, "checkpoint": "DATE", "phase": "VARCHAR", "reward": MONEY, "penalty": MONEY, "due": MONEY,
        "issued": MONEY, "difference": MONEY, "payable": MONEY, "clawed_back": MONEY,
    },
    "problems": {**ORIGIN, "column": "VARCHAR", "level": "VARCHAR", "code": "VARCHAR", "message": "VARCHAR"},
}  # fmt: skip


def program() -> str:
    """Return what computes: the versions of this program and of the packages whose data it uses."""
    packages = (f"{name}-{version(name)}" for name in DATED_DATA)
    return " ".join((f"dunbook-{__version__}-{FORMAT}", *packages))


def fingerprint(data: bytes) -> str:
    """Return what tells one content of a workbook from any other."""
    return hashlib.sha256(data).hexdigest()


def key_of(content: str, workbook: str, as_of: dt.date, program_: str, secret: str) -> str:
    """Return the key of the figures of a workbook with that fingerprint: 40 hexadecimal digits."""
    facts = json.dumps([content, workbook, str(as_of), program_, secret])
    return hashlib.sha256(facts.encode()).hexdigest()[:40]


def read_secret(folder: Path) -> str:
    """Return the secret that debtors' codes are made with; it is made once and stays with the figures.

    Without it a code could be traced back by trying all registered companies.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / SECRET
    with suppress(FileExistsError):
        place = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(place, "w") as stream:
            stream.write(secrets.token_hex(SECRET_BYTES))
    return path.read_text()


def engine() -> duckdb.DuckDBPyConnection:
    """Open a DuckDB that reaches for nothing over a network and keeps its memory bounded."""
    import duckdb  # noqa: PLC0415 - an optional extra

    return duckdb.connect(config={"autoinstall_known_extensions": "false", "memory_limit": MEMORY})


def kept(store: Path, key: str) -> dict[str, Any] | None:
    """Return the summary kept under a key, None when there is none."""
    try:
        found: dict[str, Any] = json.loads((store / key / SUMMARY).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    return found


def keep(store: Path, key: str, tables: Mapping[str, pd.DataFrame], summary: Mapping[str, object]) -> None:
    """Write every table of :data:`TABLES` as Parquet and the summary under a key, all or nothing.

    Rows stand in the order given and one thread writes, so that the same figures give the same bytes.
    """
    temporary = store / f".{key}.{uuid.uuid4().hex}"
    temporary.mkdir()
    try:
        with closing(engine()) as connection:
            connection.execute("SET threads = 1")
            for name, types in TABLES.items():
                _write(connection, tables[name], types, temporary / f"{name}.parquet")
        (temporary / SUMMARY).write_text(json.dumps(summary, ensure_ascii=False), encoding="utf-8")
        _settle(temporary)
        try:
            temporary.rename(store / key)
        except OSError:
            if kept(store, key) is None:
                raise
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def prune(store: Path, folder: str, contents: Mapping[str, str]) -> None:
    """Take away the figures of workbooks of ``folder`` as they were before: what a unit no longer shows must not stay.

    ``contents`` are the fingerprints of the workbooks that are there, "" of one that could not be read now. Figures
    as of other days stay as long as their workbook is the same. What dead workers left half written goes as well.
    """
    for place in sorted(path for path in store.iterdir() if path.is_dir()):
        if place.name.startswith("."):
            gone = time.time() - place.stat().st_mtime > HALF_WRITTEN
        else:
            facts = kept(store, place.name) or {}
            now = contents.get(facts.get("workbook", ""))
            gone = facts.get("folder") == folder and (now is None or now not in ("", facts["content"]))
        if gone:
            shutil.rmtree(place, ignore_errors=True)


def _write(connection: duckdb.DuckDBPyConnection, table: pd.DataFrame, types: Mapping[str, str], path: Path) -> None:
    connection.register("given", table)
    columns = ", ".join(f'"{name}"::{kind} AS "{name}"' for name, kind in types.items())
    shaped = connection.sql(f"SELECT {columns} FROM given")  # noqa: S608 - names of our own, no data
    shaped.write_parquet(str(path), compression="zstd")
    connection.unregister("given")


def _settle(folder: Path) -> None:
    """Force the files of a folder to disk before it gets its name."""
    for path in folder.iterdir():
        with path.open("rb+") as stream:
            os.fsync(stream.fileno())


def note(path: Path, facts: Mapping[str, object]) -> None:
    """Write facts as JSON in place of earlier ones, whole or not at all."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    temporary.write_text(json.dumps(facts, ensure_ascii=False, indent=1), encoding="utf-8")
    temporary.replace(path)
