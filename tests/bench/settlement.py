"""How long settlement takes at the size of a sheet: its growth, its memory, beside plain loops and beside reading.

Run as ``python -m tests.bench.settlement [--file [ROWS]]``; prints Markdown tables. Seconds are of the processor, on
one core. With ``--file`` a workbook of so many instalments and as many receipts is written to a temporary folder and
read back.
"""

from __future__ import annotations

import argparse
import datetime as dt
import resource
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from addin.domain.calendar import build_calendar
from addin.domain.settings import Settings
from addin.domain.settlement import Settlement, settle
from tests.domain.decimal_loop import settle_by_loop
from tests.domain.ledgers import AS_OF, large_ledger
from tests.domain.oracle import settle_slowly
from tests.sheetfile import timed_read, write

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.domain.ledgers import Tables

SIZES = (10_000, 100_000, 1_000_000)
BESIDE_LOOP = 100_000  # instalments, and as many receipts, that the Decimal loop settles
SAMPLE = 30  # contracts that the day-by-day oracle plays through
MEBIBYTE = 1024 * 1024 if sys.platform == "darwin" else 1024  # unit of ru_maxrss


def main(arguments: Sequence[str] = ()) -> None:
    """Print seconds, rows per second, growth and peak memory, what the plain loops take, and what reading takes."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--file", nargs="?", type=int, const=100_000, default=0, metavar="ROWS")
    rows = parser.parse_args(arguments).file
    per_row = _growth()
    print()
    _loops(per_row)
    if rows:
        print()
        _file(rows)


def _growth() -> float:
    """Print the table of sizes; returns the seconds a row (instalment or receipt) at the largest."""
    print("| instalments | receipts | penalty lines | CPU seconds | rows/s | growth × | peak MiB, tables included |")
    print("|--:|--:|--:|--:|--:|--:|--:|")
    _timed(large_ledger(1_000, 1_000))  # imports and first calls
    seconds = 0.0
    for size in SIZES:
        tables = large_ledger(size, size)
        before, (seconds, settled) = seconds, _timed(tables)
        growth = f"{seconds / before:.1f}" if before else ""
        print(
            f"| {size:,} | {size:,} | {len(settled.segments):,} | {seconds:.2f} | {2 * size / seconds:,.0f} "
            f"| {growth} | {_peak():,} |"
        )
    return seconds / (2 * SIZES[-1])


def _loops(fast: float) -> None:
    """Print what loops that do the same job take, beside ``fast`` seconds a row."""
    loop, slow = _loop_seconds_per_row(BESIDE_LOOP), _oracle_seconds_per_row()
    print("| the same job, instalments and receipts | µs a row | ratio |")
    print("|---|--:|--:|")
    print(f"| settle, {SIZES[-1]:,} + {SIZES[-1]:,} | {fast * 1e6:.2f} | 1 |")
    size = f"{BESIDE_LOOP:,} + {BESIDE_LOOP:,}"
    print(f"| plain Decimal loop, event by event, {size} | {loop * 1e6:.1f} | {loop / fast:.0f} |")
    print(f"| plain loop day by day in exact fractions (the oracle) | {slow * 1e6:,.0f} | {slow / fast:,.0f} |")


def _file(rows: int) -> None:
    """Print what reading the columns from a file takes, and settling as a multiple of it."""
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "ledger.xlsx"
        write(path, large_ledger(rows, rows))
        size = path.stat().st_size
        tables, seconds = timed_read(path)
    settling, _ = _timed(tables)
    raw = next(iter(seconds.values()))
    print(f"| a file of {rows:,} + {rows:,} rows, {size / 2**20:,.0f} MiB | CPU seconds | × python-calamine |")
    print("|---|--:|--:|")
    for step, taken in [*seconds.items(), ("settle", settling)]:
        print(f"| {step} | {taken:.2f} | {taken / raw:.2f} |")
    print(f"\npeak {_peak():,} MiB")


def _timed(tables: Tables) -> tuple[float, Settlement]:
    calendar = build_calendar(dt.date(2020, 1, 1), AS_OF, tables["holidays"])
    start = time.process_time()
    settled = settle(tables, Settings(), AS_OF, calendar)
    return time.process_time() - start, settled


def _loop_seconds_per_row(size: int) -> float:
    tables = large_ledger(size, size)
    start = time.process_time()
    settle_by_loop(tables, Settings(), AS_OF)
    return (time.process_time() - start) / (2 * size)


def _oracle_seconds_per_row() -> float:
    tables = large_ledger(SIZES[0], SIZES[0])
    names = tables["contracts"]["contract"].iloc[:SAMPLE]
    kept = {name: table[table["contract"].isin(names)] for name, table in tables.items() if "contract" in table}
    start = time.process_time()
    settle_slowly(tables | kept, Settings(), AS_OF)
    return (time.process_time() - start) / (len(kept["instalments"]) + len(kept["receipts"]))


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // MEBIBYTE


if __name__ == "__main__":
    main(sys.argv[1:])
