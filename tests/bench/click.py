"""From the click of a button, or a command line, to the first line of our code: the start of Python and the imports.

Run as ``python -m tests.bench.click``. The processes are started as the add-in's macro does it; of each the quickest
run counts, in seconds of the processor and of the clock. ``python -X importtime -c 'import addin.click'`` tells more.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import addin

RUNS = 15
LIMIT = 0.15  # seconds of the processor
STARTS = {
    "Python alone": "pass",
    "a click in Excel (a process per click)": "import addin.click",
    "a command line": "import addin.__main__",
    "pandas, for comparison": "import pandas",
}


def main() -> None:
    """Print the seconds of each start."""
    print("| to the first line of our code | CPU seconds | seconds |")
    print("|---|--:|--:|")
    for name, code in STARTS.items():
        processor, clock = zip(*(started(code) for _ in range(RUNS)), strict=True)
        print(f"| {name} | {min(processor):.3f} | {min(clock):.3f} |")
    print(f"\nKept below {LIMIT} s of the processor by tests/surfaces/test_click.py.")


def started(code: str) -> tuple[float, float]:
    """Run a statement in a new process as the macro does; return seconds of the processor and of the clock."""
    environment = {**os.environ, "PYTHONPATH": str(Path(addin.__file__).parent.parent)}
    began, before = time.perf_counter(), os.times()
    subprocess.run([sys.executable, "-P", "-X", "utf8", "-c", code], check=True, env=environment)
    after = os.times()
    spent = after.children_user + after.children_system - before.children_user - before.children_system
    return spent, time.perf_counter() - began


if __name__ == "__main__":
    main()
