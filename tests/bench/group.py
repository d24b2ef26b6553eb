"""What a group run costs: one task and its parts, the scheduler, an added workbook, a second process, memory.

Run as ``python -m tests.bench.group [--units N] [--instalments N] [--workers N] [--folder DIR]``; prints Markdown.
Parts are in seconds of the processor, runs of the clock. A folder that is given is computed as it is; else ledgers
are made in a temporary one.
"""

from __future__ import annotations

import argparse
import resource
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from addin.group import cluster, find, report, store, unit
from tests.bench.settlement import MEBIBYTE
from tests.group.ledgers import AS_OF, make_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from addin.group.cluster import Pool

EMPTY_TASKS = 1_000
MOST_ALONE = 40  # workbooks that one process computes for comparison


def main(arguments: Sequence[str] = ()) -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--units", type=int, default=12)
    parser.add_argument("--instalments", type=int, default=1_000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--folder", type=Path)
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as name:
        folder = options.folder or Path(name, "ledgers")
        if not options.folder:
            make_folder(folder, options.units, options.instalments, faults=False)
        _parts(folder, Path(name, "parts"))
        print()
        _runs(folder, Path(name), options.workers)


def tasks_of(folder: Path, place: Path, most: int = sys.maxsize) -> dict[str, unit.Task]:
    """Return the tasks of a folder."""
    secret, program = store.read_secret(place), store.program()
    names = [path.relative_to(folder).as_posix() for path in find.workbooks(folder)][:most]
    return {name: unit.Task(str(folder), name, str(place), AS_OF, program, secret) for name in names}


def _parts(folder: Path, place: Path) -> None:
    """Print what the parts of one task take, as shares of the task."""
    first, task = list(tasks_of(folder, place, 2).values())
    unit.compute(first)  # imports and first calls
    path = Path(task.folder, task.workbook)
    size = path.stat().st_size / 2**20
    data = path.read_bytes()
    reading, (request, _) = timed(lambda: unit.read(data, path.name, AS_OF), time.process_time)
    figures, tables = timed(lambda: unit.tables_of(request, task), time.process_time)
    keeping, _ = timed(lambda: store.keep(place, "parts", tables, {}), time.process_time)
    kept = sum(each.stat().st_size for each in (place / "parts").iterdir()) / 2**20
    whole = reading + figures + keeping
    rows = len(tables["instalments"])
    print(f"| one task: {rows:,} instalments, {size:.2f} MiB in, {kept:.2f} MiB out | ms | share |")
    print("|---|--:|--:|")
    for name, took in (("read and validate", reading), ("settle, accrue, stage, report", figures),
                       ("write Parquet", keeping), ("together", whole)):  # fmt: skip
        print(f"| {name} | {took * 1e3:,.0f} | {took / whole:.0%} |")


def _runs(folder: Path, place: Path, workers: int) -> None:
    """Print one process against several, what a workbook more costs, and the scheduler's share."""
    alone = tasks_of(folder, place / "alone", MOST_ALONE)
    half = dict(list(alone.items())[: len(alone) // 2])
    here = cluster.Pool(None, 0)
    few, _ = timed(lambda: cluster.run(here, unit.compute, half, quiet))
    rest, _ = timed(lambda: cluster.run(here, unit.compute, alone, quiet))
    added = rest / (len(alone) - len(half))
    print("| run | workbooks | seconds | a workbook, ms | speed-up | peak MiB of one process |")
    print("|---|--:|--:|--:|--:|--:|")
    print(f"| one process, half of them | {len(half)} | {few:.1f} | {few / len(half) * 1e3:,.0f} | | |")
    print(f"| one process, those added | {len(alone) - len(half)} | {rest:.1f} | {added * 1e3:,.0f} | 1 | {peak():,} |")
    with cluster.pool("", workers, len(alone)) as on:
        assert on.client is not None
        on.client.run(seconds_of_import)
        whole = tasks_of(folder, place / "many")
        took, results = timed(lambda: cluster.run(on, unit.compute, whole, quiet))
        each = took / len(whole)
        most = max(on.client.run(peak).values())
        print(f"| {workers} processes, each bound to {on.memory / 2**20:,.0f} MiB | {len(whole)} | {took:.1f} "
              f"| {each * 1e3:,.0f} | {added / each:.2f} | {most:,} |")  # fmt: skip
        again, _ = timed(lambda: cluster.run(on, unit.compute, whole, quiet))
        print(f"| the same, nothing changed | {len(whole)} | {again:.1f} | {again / len(whole) * 1e3:,.1f} | "
              f"{added / (again / len(whole)):.0f} | |")  # fmt: skip
        overhead = _overhead(on)
    answers = [unit.NOTHING | each for each in results.values()]
    told, (_, totals) = timed(lambda: report.report(answers, place / "many", AS_OF))
    print(f"\nscheduler: {overhead * 1e3:.2f} ms a task, {overhead / added:.2%} of one; "
          f"adding up {totals['instalments']:,} instalments with DuckDB: {told:.1f} s, "
          f"{told / len(whole) * 1e3:.1f} ms a workbook; peak {peak():,} MiB")  # fmt: skip


def _overhead(on: Pool) -> float:
    """Return the seconds that a task costs which does nothing."""
    took, _ = timed(lambda: cluster.run(on, nothing, {str(at): at for at in range(EMPTY_TASKS)}, quiet))
    return took / EMPTY_TASKS


def nothing(_: int) -> dict[str, Any]:
    """Do nothing."""
    return {}


def seconds_of_import() -> float:
    """Import what tasks need, so that the first one does not pay for it."""
    return timed(lambda: __import__("addin.group.unit"))[0]


def quiet(_done: int, _total: int, _left: float) -> None:
    """Tell nothing."""


def timed(work: Callable[[], Any], clock: Callable[[], float] = time.perf_counter) -> tuple[float, Any]:
    """Return the seconds that a call took, and its result."""
    start = clock()
    result = work()
    return clock() - start, result


def peak() -> int:
    """Return the most memory this process ever had, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // MEBIBYTE


if __name__ == "__main__":
    main(sys.argv[1:])
