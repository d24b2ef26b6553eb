"""From the press of a button in a real Calc window to its message box: the example ledger and one fifty times it.

Run as ``python -m tests.bench.live``. The office runs without a screen; the button is pressed by its accessible action,
and the worker's own log tells the seconds, the first click beside the later ones.
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
from addin.ledger.example import example_tables
from tests.hosts.libreoffice import office_process
from tests.hosts.libreoffice.window import make_profile, wait, window

if TYPE_CHECKING:
    from collections.abc import Sequence

TIMES = 50
CLICKS = 3
IDS = ("customer", "contract", "instalment", "receipt", "cost", "entry")
TOLD = re.compile(r"^overdue ([\d.]+) s to the message box$", re.MULTILINE)
LABEL, CLOSE = "计算逾期", ("确定",)
MINUTES = 300.0


def main() -> None:
    """Print the seconds of the first click and of the quickest later one."""
    absent = office_process.missing()
    if absent:
        print(f"not measured: {absent} is not installed")
        return
    print("| 计算逾期 clicked in Calc | first click, s | warm click, s |")
    print("|---|--:|--:|")
    with tempfile.TemporaryDirectory() as folder:
        profile = make_profile(Path(folder))
        for times in (1, TIMES):
            tables = repeated(times)
            seconds = clicked(profile, Path(folder) / str(times), tables)
            name = f"{len(tables['instalments']):,} instalments, {len(tables['receipts']):,} receipts"
            print(f"| {name} | {seconds[0]:.2f} | {min(seconds[1:]):.2f} |", flush=True)


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


def clicked(profile: Path, folder: Path, tables: dict[str, pd.DataFrame]) -> Sequence[float]:
    """Return the seconds of each click on a ledger, as the worker told them."""
    folder.mkdir()
    workbook = folder / "台账.xlsx"
    write_ledger(workbook, tables)
    log = Path(os.environ["XDG_CONFIG_HOME"]) / "dunbook" / "libreoffice.log"
    log.unlink(missing_ok=True)
    with window(profile, workbook) as shown:
        for click in range(1, CLICKS + 1):
            time.sleep(3)  # the worker warms up meanwhile, as it does while a person looks at the window
            shown.click(LABEL)
            wait(partial(_done, log, click), "the click to be done", MINUTES)
            shown.answer(*CLOSE)
    return told(log)


def _done(log: Path, clicks: int) -> bool:
    return len(told(log)) >= clicks


def told(log: Path) -> list[float]:
    """Return the seconds in the worker's log."""
    return [float(found) for found in TOLD.findall(log.read_text(encoding="utf-8"))] if log.exists() else []


if __name__ == "__main__":
    main()
