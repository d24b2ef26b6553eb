"""``dunbook group FOLDER`` and ``dunbook group issue FOLDER``: from the options to a report for any surface.

Here stands what needs no extra package: everything heavy is imported once it is known to be there.
"""

from __future__ import annotations

import datetime as dt
import importlib.util
import sys
import time
from typing import TYPE_CHECKING, Any

from addin import entry, messages
from addin.asking import guard_folder
from addin.ledger.schema.group import GROUP_DATA, GROUP_LIST, GROUP_REPORT
from addin.ports import Problem

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping, Sequence
    from pathlib import Path

NEEDED = ("dask", "distributed", "duckdb", "cryptography")
TOLD_EVERY = 10.0  # seconds between two lines of progress where there is no terminal


def run(options: argparse.Namespace) -> entry.Report:
    """Carry out ``group``; never raises."""
    name = "group issue" if options.action else "group"
    missing = [package for package in NEEDED if importlib.util.find_spec(package) is None]
    if missing:
        return entry.Report(name, entry.USAGE, messages.group_missing("、".join(missing)))
    if not options.folder.is_dir():
        return entry.Report(name, entry.USAGE, messages.group_no_folder(str(options.folder)))

    def carry_out() -> entry.Report:
        guard_folder(options.out or options.folder)
        return issue(options) if options.action else compute(options)

    return entry.safely(name, carry_out)


def issue(options: argparse.Namespace) -> entry.Report:
    """Issue the letters of every ledger, or tell how many there would be."""
    from addin.group import letters  # noqa: PLC0415 - heavy

    return letters.run(options, Progress())


def compute(options: argparse.Namespace) -> entry.Report:
    """Compute every ledger that is not kept, and write the report."""
    from addin.group import book, cluster, find, report, store, unit  # noqa: PLC0415 - heavy

    folder, out = options.folder.resolve(), (options.out or options.folder).resolve()
    as_of = options.as_of or dt.datetime.now().astimezone().date()
    names = [path.relative_to(folder).as_posix() for path in find.workbooks(folder)]
    if not names:
        return entry.Report("group", entry.DATA, messages.group_empty(str(folder)))
    kept = out / GROUP_DATA
    secret, program = store.read_secret(kept), store.program()
    tasks = {name: unit.Task(str(folder), name, str(kept), as_of, program, secret) for name in names}
    with cluster.pool(options.scheduler, options.workers, len(tasks)) as on:
        cluster.examine(on, [folder, kept])
        results = [
            unit.NOTHING | {"workbook": name, "unit": tasks[name].unit} | result
            for name, result in cluster.run(on, unit.compute, tasks, Progress()).items()
        ]
        ran = workers_told(on)
    store.prune(kept, str(folder), {str(one["workbook"]): str(one["content"]) for one in results})
    store.note(kept / GROUP_LIST, {"as_of": str(as_of), "program": program, "workbooks": results})
    tables, totals = report.report(results, kept, as_of)
    path = out / GROUP_REPORT.format(day=as_of)
    book.write_book(path, tables, folder)
    return told(results, totals, ran, (path, kept / GROUP_LIST))


def told(
    results: Sequence[Mapping[str, Any]], totals: Mapping[str, int], ran: tuple[str, str], files: tuple[Path, ...]
) -> entry.Report:
    """Return what came of it: a problem for each workbook that failed or has errors."""
    from addin.domain.money import yuan  # noqa: PLC0415 - heavy

    count = {name: sum(result["outcome"] == name for result in results) for name in messages.GROUP_OUTCOMES}
    problems = [
        Problem("group-failed", "", found=result["workbook"], details={"reason": result["reason"].rstrip("。")})
        for result in results
        if result["outcome"] == "failed"
    ] + [
        Problem("group-errors", "", found=str(result["workbook"]), details={"count": str(result["errors"])})
        for result in results
        if result["errors"]
    ]
    units = count["computed"] + count["kept"]
    values = (
        f"{units:,}", f"{totals['instalments']:,}",
        *(yuan(totals[name]) for name in ("unpaid_principal", "overdue_principal", "payable")),
        str(count["failed"]), *ran,
    )  # fmt: skip
    return entry.Report(
        "group",
        entry.DATA if problems else entry.DONE,
        messages.group_told(units, count["computed"], count["failed"], count["no-ledger"]),
        figures=tuple(zip(messages.GROUP_FIGURES, values, strict=True)),
        problems=tuple(problems),
        files=files,
    )


def workers_told(on: Any) -> tuple[str, str]:
    """Return how many processes computed and what memory bounds each."""
    if on.client is None:
        return messages.GROUP_HERE, messages.GROUP_UNBOUNDED_HERE
    return str(on.workers), messages.gibibytes(on.memory) if on.memory else messages.GROUP_UNBOUNDED


class Progress:
    """Tells on stderr how many workbooks are done and how long the rest will take."""

    def __init__(self) -> None:
        """Begin; nothing is told yet."""
        self._last = time.monotonic()

    def __call__(self, done: int, total: int, left: float) -> None:
        """Write over one line of a terminal, or now and then a line into a file."""
        if sys.stderr.isatty():
            end = "" if done < total else "\n"
            print(f"\r{messages.group_progress(done, total, left)}\033[K", end=end, file=sys.stderr, flush=True)
        elif done == total or time.monotonic() - self._last >= TOLD_EVERY:
            self._last = time.monotonic()
            print(messages.group_progress(done, total, left), file=sys.stderr, flush=True)
