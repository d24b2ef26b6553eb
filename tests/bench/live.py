"""From the press of a button in a real Calc window to its message box: the example ledger and one fifty times it.

Run as ``python -m tests.bench.live``. The office runs without a screen; the button is pressed by its accessible action,
and the worker's own log tells the seconds. Three clicks are told apart: the first on a ledger that nobody has computed
yet, later ones that find every figure as it should be, and one after every rate of penalty was doubled. Processor
seconds are those of worker and office until the message box, for computers that have other things to do meanwhile.
"""

from __future__ import annotations

import os
import re
import tempfile
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from addin.hosts.newbook import write_ledger
from addin.ledger import schema
from addin.ledger.example import example_tables
from tests.hosts.libreoffice import office_process
from tests.hosts.libreoffice.window import make_profile, wait, window

if TYPE_CHECKING:
    from tests.hosts.libreoffice.window import Window

TIMES = 50
WARM = 4  # clicks of which the quickest counts
IDS = ("customer", "contract", "instalment", "receipt", "cost", "entry")
TOLD = re.compile(r"^overdue ([\d.]+) s to the message box$", re.MULTILINE)
LABEL, CLOSE, RATES = "计算逾期", ("确定",), schema.CONTRACTS.column("penalty_rate").header
MINUTES = 300.0
TARGETS = {1: 0.5, TIMES: 5.0}  # seconds of a warm click


def main() -> None:
    """Print the seconds of each kind of click."""
    absent = office_process.missing()
    if absent:
        print(f"not measured: {absent} is not installed")
        return
    print("| 计算逾期 clicked in Calc | first, s (CPU) | again, s (CPU) | every penalty changed, s (CPU) | target |")
    print("|---|--:|--:|--:|--:|")
    with tempfile.TemporaryDirectory() as folder:
        profile = make_profile(Path(folder))
        for times in (1, TIMES):
            tables = repeated(times)
            first, again, changed = clicked(profile, Path(folder) / str(times), tables)
            name = f"{len(tables['instalments']):,} instalments, {len(tables['receipts']):,} receipts"
            figures = " | ".join(f"{seconds:.2f} ({spent:.2f})" for seconds, spent in (first, again, changed))
            print(f"| {name} | {figures} | {TARGETS[times]} |", flush=True)


def repeated(times: int) -> dict[str, pd.DataFrame]:
    """Return the example ledger ``times`` times over, each copy under IDs of its own."""
    tables = dict(example_tables())
    for name, frame in tables.items():
        ids = [column for column in IDS if column in frame]
        if times > 1 and ids:
            copies = [frame.assign(**{c: numbered(frame[c], copy) for c in ids}) for copy in range(times)]
            tables[name] = pd.concat(copies, ignore_index=True).set_axis(range(2, 2 + len(frame) * times))
    return tables


def numbered(ids: pd.Series, copy: int) -> pd.Series:
    """Return IDs with the number of the copy behind them; empty ones stay empty."""
    return ids.where(ids == "", ids + f"/{copy}")


def clicked(profile: Path, folder: Path, tables: dict[str, pd.DataFrame]) -> list[tuple[float, float]]:
    """Return seconds and processor seconds of the first click, of a later one, and of one after a change."""
    folder.mkdir()
    workbook = folder / "台账.xlsx"
    write_ledger(workbook, tables)
    log = Path(os.environ["XDG_CONFIG_HOME"]) / "dunbook" / "libreoffice.log"
    log.unlink(missing_ok=True)
    with window(profile, workbook) as shown:
        click = partial(_click, shown, log, folder)
        first = click()
        again = min(click() for _ in range(WARM))
        sheet = shown.book.sheets[schema.CONTRACTS.title]
        heads = sheet.used_range[0, :].options(ndim=1).value
        rates = sheet.used_range[1:, heads.index(RATES) : heads.index(RATES) + 1]
        values = rates.options(ndim=2).value
        rates.value = [[value * 2 if isinstance(value, float) else value] for (value,) in values]
        return [first, again, click()]


def _click(shown: Window, log: Path, folder: Path) -> tuple[float, float]:
    time.sleep(4)  # the worker warms up meanwhile, as it does while a person looks at the window
    clicks, before = len(told(log)), spent(folder)
    shown.click(LABEL)
    wait(partial(_done, log, clicks + 1), "the click to be done", MINUTES)
    after = spent(folder)
    shown.answer(*CLOSE)
    return told(log)[-1], after - before


def spent(folder: Path) -> float:
    """Return the processor seconds so far of the office that shows a workbook of the folder, and of its worker."""
    rows = {}
    for place in Path("/proc").glob("[0-9]*"):
        try:
            command, state = (place / "cmdline").read_text(), (place / "stat").read_text()
        except OSError:
            continue  # it has just ended
        fields = state.rpartition(")")[2].split()
        rows[int(place.name)] = (command, int(fields[1]), int(fields[11]) + int(fields[12]))
    offices = {pid for pid, (command, _, _) in rows.items() if str(folder) in command and "soffice.bin" in command}
    ticks = sum(used for pid, (_, parent, used) in rows.items() if pid in offices or parent in offices)
    return ticks / os.sysconf("SC_CLK_TCK")


def _done(log: Path, clicks: int) -> bool:
    return len(told(log)) >= clicks


def told(log: Path) -> list[float]:
    """Return the seconds in the worker's log."""
    return [float(found) for found in TOLD.findall(log.read_text(encoding="utf-8"))] if log.exists() else []


if __name__ == "__main__":
    main()
