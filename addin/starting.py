"""Starting out: ``new`` (an empty or example ledger), ``demo`` (the whole job on it), ``build`` (templates)."""

from __future__ import annotations

import datetime as dt
import shutil
from typing import TYPE_CHECKING

from addin import entry, messages
from addin.hosts import newbook
from addin.hosts.file import FileHost
from addin.ledger.example import AS_OF, example_tables
from addin.ribbon import BUTTONS

if TYPE_CHECKING:
    import argparse
    from pathlib import Path

DEMO = ("validate", "overdue", "ageing", "limitation", "fees", "statements", "propose", "issue", "log")


def run(options: argparse.Namespace) -> int:
    """Carry out ``new``, ``demo`` or ``build``."""
    if options.command == "new":
        return new(options.workbook, example=options.example)
    if options.command == "demo":
        return demo(options.folder)
    options.folder.mkdir(parents=True, exist_ok=True)
    for path in newbook.build_templates(options.folder):
        print(path)
    return entry.DONE


def new(path: Path, *, example: bool) -> int:
    """Write a new ledger, never over an existing file."""
    if path.exists():
        print(messages.exists_already(str(path)))
        return entry.USAGE
    if example:
        newbook.write_ledger(path, example_tables())
    else:
        newbook.write_template(path)
    print(messages.created(str(path)))
    return entry.DONE


def demo(folder: Path) -> int:
    """Make the example ledger in ``folder`` (emptied first) and press every button of the main job on it."""
    from rich.console import Console  # noqa: PLC0415 - only here
    from rich.table import Table  # noqa: PLC0415

    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    workbook = folder / messages.DEMO_LEDGER
    newbook.write_ledger(workbook, example_tables())
    table = Table("button", "key figure", "value", title=messages.demo_title(AS_OF))
    files: list[Path] = []
    worst = entry.DONE
    for key in DEMO:
        select = tuple(example_tables()["contracts"]["contract"].head(3)) if BUTTONS[key].needs_selection else ()
        now = dt.datetime.combine(AS_OF, dt.time(15, 30))
        asked = entry.Asked(as_of=AS_OF, now=now, out=folder, select=select, yes=True)
        report = entry.press(BUTTONS[key], lambda: FileHost(workbook), asked)
        worst = max(worst, report.status)
        files += report.files
        table.add_row(f"{BUTTONS[key].label} ({key})", "", report.summary, end_section=not report.figures)
        for at, (name, value) in enumerate(report.figures, 1):
            table.add_row("", name, value, end_section=at == len(report.figures))
    console = Console()
    console.print(table)
    for line in messages.demo_files(str(workbook), [str(path) for path in files]):
        console.print(line, markup=False, soft_wrap=True)
    return worst
