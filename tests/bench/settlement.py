"""How long settlement takes at the size of a sheet, beside plain loops in exact fractions and in Decimal.

Run as ``python -m tests.bench.settlement``; prints one Markdown table.
"""

from __future__ import annotations

import datetime as dt
import resource
import sys
import time
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from addin.domain.calendar import build_calendar
from addin.domain.settings import Settings
from addin.domain.settlement import Settlement, settle
from tests.domain.ledgers import AS_OF, large_ledger
from tests.domain.oracle import settle_slowly

if TYPE_CHECKING:
    import pandas as pd

    from tests.domain.ledgers import Tables

SIZES = (10_000, 100_000, 1_000_000)
SAMPLE = 30  # contracts that the day-by-day oracle plays through
LINES = 50_000  # penalty lines that the Decimal loop computes anew
MEBIBYTE = 1024 * 1024 if sys.platform == "darwin" else 1024  # unit of ru_maxrss


def main() -> None:
    """Print processor seconds on one core, rows per second, growth, peak memory, and what the plain loops take."""
    print("| instalments | receipts | penalty lines | CPU seconds | rows/s | growth × | peak MiB |")
    print("|--:|--:|--:|--:|--:|--:|--:|")
    settled, seconds = {}, 0.0
    for size in SIZES:
        tables = large_ledger(size, size)
        before, (seconds, settled[size]) = seconds, _timed(tables)
        growth = f"{seconds / before:.1f}" if before else ""
        cells = (size, size, len(settled[size].segments), f"{seconds:.2f}", round(2 * size / seconds), growth, _peak())
        print("| " + " | ".join(f"{cell:,}" if isinstance(cell, int) else cell for cell in cells) + " |")
    per_row = seconds / (2 * SIZES[-1])
    slow = _oracle_seconds_per_row(large_ledger(SIZES[0], SIZES[0]))
    line = _decimal_seconds_per_line(settled[SIZES[0]].segments)
    print()
    print(f"day-by-day oracle: {slow * 1e6:,.0f} µs a row, {slow / per_row:,.0f} times as long")
    per_line = seconds / len(settled[SIZES[-1]].segments)
    print(
        f"Decimal loop over the finished penalty lines, nothing else: {line * 1e6:.1f} µs a line; "
        f"the whole settlement: {per_line * 1e6:.1f} µs a line"
    )


def _timed(tables: Tables) -> tuple[float, Settlement]:
    calendar = build_calendar(dt.date(2020, 1, 1), AS_OF, tables["holidays"])
    start = time.process_time()
    settled = settle(tables, Settings(), AS_OF, calendar)
    return time.process_time() - start, settled


def _oracle_seconds_per_row(tables: Tables) -> float:
    names = tables["contracts"]["contract"].iloc[:SAMPLE]
    kept = {name: table[table["contract"].isin(names)] for name, table in tables.items() if "contract" in table}
    start = time.process_time()
    settle_slowly(tables | kept, Settings(), AS_OF)
    return (time.process_time() - start) / (len(kept["instalments"]) + len(kept["receipts"]))


def _decimal_seconds_per_line(lines: pd.DataFrame) -> float:
    lines = lines[~lines["capped"]].iloc[:LINES]
    columns = [lines[name].tolist() for name in ("principal", "rate", "days", "day_basis", "penalty")]
    cent, unit = Decimal("0.01"), Decimal(10**12)
    start = time.process_time()
    for principal, rate, days, basis, penalty in zip(*columns, strict=True):
        yuan = Decimal(principal) / 100 * (Decimal(rate) / unit) * days / basis
        if yuan.quantize(cent, ROUND_HALF_UP) != Decimal(penalty) / 100:
            msg = "the Decimal loop disagrees"
            raise AssertionError(msg)
    return (time.process_time() - start) / len(columns[0])


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // MEBIBYTE


if __name__ == "__main__":
    main()
