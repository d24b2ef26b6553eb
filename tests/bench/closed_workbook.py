"""A closed workbook of 100 000 instalments next to openpyxl, and to a bare read by calamine and a copy of the file.

First what the file host takes to read one sheet, fill its computed columns and save; then the whole command 计算逾期 on
a ledger with as many receipts: it also settles, checks, writes each line that explains a figure, and remembers the way
back, whereas openpyxl only loads and saves.
"""

from __future__ import annotations

import datetime as dt
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from addin import asking, entry
from addin.hosts import newbook
from addin.hosts.file import FileHost
from addin.ledger import schema
from addin.ports import Fill
from addin.ribbon import BUTTONS
from tests.bench.overdue import large_request
from tests.domain.ledgers import AS_OF

if TYPE_CHECKING:
    from collections.abc import Sequence

ROWS = 100_000
FILLED = ("paid_principal", "unpaid_principal", "overdue_days", "penalty", "unpaid_penalty")


def ledger(path: str) -> None:
    """Write a ledger with ROWS instalments."""
    number = np.arange(ROWS)
    table = pd.DataFrame(
        {
            "instalment": [f"I{at:07}" for at in number],
            "contract": [f"K{at // 4:07}" for at in number],
            "number": number % 4 + 1,
            "due": np.datetime64("2024-01-01") + (number % 700).astype("timedelta64[D]"),
            "amount": number * 100 + 12_345,
        },
        index=pd.Index(number + 2),
    )
    newbook.write_ledger(Path(path), {"instalments": table})


def ours(path: str) -> None:
    """Read the sheet and fill its computed columns."""
    host = FileHost(Path(path))
    rows = len(host.read([schema.INSTALMENTS.title])[schema.INSTALMENTS.title].rows) - 1
    frame = pd.DataFrame({name: np.arange(rows) for name in FILLED}, index=pd.Index(np.arange(rows) + 2))
    host.apply([Fill(schema.INSTALMENTS.title, schema.INSTALMENTS.pick(*FILLED), frame)], Path(path).parent)


def by_openpyxl(path: str) -> None:
    """Do the same with openpyxl: load, write the cells, save."""
    import openpyxl  # noqa: PLC0415

    book = openpyxl.load_workbook(path)
    sheet = book[schema.INSTALMENTS.title]
    headers = [cell.value for cell in sheet[1]]
    places = [headers.index(schema.INSTALMENTS.column(name).header) + 1 for name in FILLED]
    for row in range(2, sheet.max_row + 1):
        for place in places:
            sheet.cell(row, place, row)
    book.save(path)


def floor(path: str) -> None:
    """Only read the sheet with calamine and copy the file: what no host can beat."""
    import python_calamine  # noqa: PLC0415

    python_calamine.load_workbook(path).get_sheet_by_name(schema.INSTALMENTS.title).to_python()
    shutil.copy(path, f"{path}.copy")


def whole_ledger(path: str) -> None:
    """Write a ledger with ROWS instalments, their contracts, and as many receipts."""
    tables = large_request(ROWS).tables
    newbook.write_ledger(Path(path), {name: table for name, table in tables.items() if len(table)})


def overdue(path: str) -> None:
    """Press 计算逾期."""
    place = Path(path)
    asked = asking.Asked(AS_OF, dt.datetime.combine(AS_OF, dt.time(9)), place.parent, yes=True)
    report = entry.press(BUTTONS["overdue"], lambda: FileHost(place), asked)
    if report.status != entry.DONE:
        raise SystemExit(report.summary)


def load_and_save(path: str) -> None:
    """Load and save by openpyxl, and do nothing else."""
    import openpyxl  # noqa: PLC0415

    openpyxl.load_workbook(path).save(path)


def floor_of_all(path: str) -> None:
    """Only read every sheet with calamine and copy the file."""
    import python_calamine  # noqa: PLC0415

    book = python_calamine.load_workbook(path)
    for title in book.sheet_names:
        book.get_sheet_by_name(title).to_python()
    shutil.copy(path, f"{path}.copy")


HOST = {"calamine read + copy": floor, "file host": ours, "openpyxl load, fill, save": by_openpyxl}
COMMAND = {"calamine read of all + copy": floor_of_all, "计算逾期": overdue, "openpyxl load + save": load_and_save}
MAKERS = {"one sheet": ledger, "whole ledger": whole_ledger}
ROUNDS = 3


def apart(name: str, path: Path) -> tuple[float, float, float]:
    """Run one way in a process of its own; return seconds on the clock, seconds of processors and peak MiB."""
    command = [sys.executable, "-m", "tests.bench.closed_workbook", name, str(path)]
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    clock, processors, peak = map(float, run.stdout.split())
    return clock, processors, peak


def main() -> None:
    """Print time, memory and ratios: the best of some rounds, in each of which every way has its turn."""
    for made, ways in zip(MAKERS, (HOST, COMMAND), strict=True):
        with tempfile.TemporaryDirectory() as folder:
            compare(made, list(ways), Path(folder))


def compare(made: str, ways: Sequence[str], folder: Path) -> None:
    """Print the table of some ways, the first of which is the floor, on one workbook."""
    source = folder / "source.xlsx"
    apart(made, source)
    found: dict[str, list[tuple[float, float, float]]] = {name: [] for name in ways}
    for _ in range(ROUNDS):
        for at, name in enumerate(ways):
            path = folder / f"{at}.xlsx"
            shutil.copy(source, path)
            found[name].append(apart(name, path))
    best = {name: tuple(map(min, zip(*runs, strict=True))) for name, runs in found.items()}
    least_clock, least_processors, _ = best[ways[0]]
    print(f"\n| {ROWS:,} instalments, {made} | clock s | × | CPU s | × | peak MiB |\n|---|--:|--:|--:|--:|--:|")
    for name, (clock, processors, peak) in best.items():
        ratios = clock / least_clock, processors / least_processors
        print(f"| {name} | {clock:.2f} | {ratios[0]:.2f} | {processors:.2f} | {ratios[1]:.2f} | {peak:,.0f} |")


def timed(name: str, path: str) -> None:
    """Run one way and print what :func:`apart` returns."""
    clock, processors = time.perf_counter(), time.process_time()
    (MAKERS | HOST | COMMAND)[name](path)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(time.perf_counter() - clock, time.process_time() - processors, peak)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        timed(*sys.argv[1:])
    else:
        main()
