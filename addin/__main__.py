"""The command line: one subcommand per button of the ribbon, and those that start out, install and build."""

from __future__ import annotations

import argparse
import datetime as dt
import json
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from addin import __version__, asking, entry, messages
from addin.ribbon import BUTTONS, Button

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

FIRST_DAY, LAST_DAY = dt.date(1990, 1, 1), dt.date(2199, 12, 31)  # what figures can stand at
MANY_FILES = 20  # from here on it is worth telling how far the writing is
MOST_PROBLEMS = 20  # printed on a terminal; --json and 校验结果 list all


def day(text: str) -> dt.date:
    """Return the as-of date typed; what is no date, or one that can only be a slip, is wrong usage."""
    try:
        found = dt.date.fromisoformat(text)
    except ValueError as fault:
        raise argparse.ArgumentTypeError(messages.not_a_day(text)) from fault
    if not FIRST_DAY <= found <= LAST_DAY:
        raise argparse.ArgumentTypeError(messages.day_out_of_range(FIRST_DAY, LAST_DAY, found))
    return found


def parser() -> argparse.ArgumentParser:
    """Build the parser from the ribbon."""
    top = argparse.ArgumentParser(prog="dunbook", description=messages.CLI_ABOUT)
    top.add_argument("--version", action="version", version=f"dunbook {__version__}")
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for button in BUTTONS.values():
        told = f"{button.label} — {button.tip}"
        add_button(commands.add_parser(button.key, help=told, description=button.tip), button)
    new = commands.add_parser("new", help=messages.CLI_NEW)
    new.add_argument("workbook", type=Path)
    new.add_argument("--example", action="store_true", help=messages.CLI_EXAMPLE)
    demo = commands.add_parser("demo", help=messages.CLI_DEMO)
    demo.add_argument("folder", type=Path)
    templates = commands.add_parser("templates", help=messages.CLI_TEMPLATES)
    templates.add_argument("folder", type=Path, nargs="?", default=Path("workbook_templates"))
    build = commands.add_parser("build", help=messages.CLI_BUILD)
    build.add_argument("folder", type=Path, nargs="?", default=Path("build"))
    for name, told in (("install", messages.CLI_INSTALL), ("uninstall", messages.CLI_UNINSTALL)):
        sub = commands.add_parser(name, help=told)
        sub.add_argument("--libreoffice", action="store_true", help=messages.CLI_LIBREOFFICE)
    doctor = commands.add_parser("doctor", help=messages.CLI_DOCTOR)
    doctor.add_argument("workbook", type=Path, nargs="?")
    commands.add_parser("selftest", help=messages.CLI_SELFTEST)
    add_group(commands.add_parser("group", help=messages.CLI_GROUP))
    return top


def add_group(sub: argparse.ArgumentParser) -> None:
    """Give the subcommand for many workbooks its options."""
    sub.add_argument("action", nargs="?", choices=("issue",), help=messages.CLI_GROUP_ACTION)
    sub.add_argument("folder", type=Path, help=messages.CLI_GROUP_FOLDER)
    sub.add_argument("--as-of", type=day, metavar="YYYY-MM-DD", help=messages.CLI_AS_OF)
    sub.add_argument("--out", type=Path, metavar="DIR", help=messages.CLI_GROUP_OUT)
    sub.add_argument("--scheduler", default="", metavar="ADDRESS", help=messages.CLI_SCHEDULER)
    sub.add_argument("--workers", type=int, metavar="N", help=messages.CLI_WORKERS)
    sub.add_argument("--json", action="store_true", help=messages.CLI_JSON)
    sub.add_argument("--yes", action="store_true", help=messages.CLI_YES)


def add_button(sub: argparse.ArgumentParser, button: Button) -> None:
    """Give a button's subcommand the options that all buttons share, and its own."""
    if button.key == "import":
        sub.add_argument("source", type=Path, help=messages.CLI_SOURCE)
    sub.add_argument("workbook", type=Path)
    if button.key == "reconcile":
        sub.add_argument("source", type=Path, nargs="?", metavar="other", help=messages.CLI_OTHER)
    sub.add_argument("--as-of", type=day, metavar="YYYY-MM-DD", help=messages.CLI_AS_OF)
    sub.add_argument("--out", type=Path, metavar="DIR", help=messages.CLI_OUT)
    sub.add_argument("--json", action="store_true", help=messages.CLI_JSON)
    sub.add_argument("--dry-run", action="store_true", help=messages.CLI_DRY_RUN)
    sub.add_argument("--yes", action="store_true", help=messages.CLI_YES)
    sub.add_argument(
        "--select", nargs="+", default=[], metavar="ID", help=messages.CLI_SELECT, required=button.needs_selection
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command line and return its exit status (0 done, 1 data, 2 usage, 3 fault)."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    options = parser().parse_args(arguments)
    if options.command in BUTTONS:
        return press(BUTTONS[options.command], options)
    if options.command == "group":
        from addin.group import command  # noqa: PLC0415 - only this command looks for its extra packages

        return show(command.run(options), as_json=options.json)
    from addin import starting  # noqa: PLC0415 - only these commands build workbooks

    return starting.run(options)


def press(button: Button, options: argparse.Namespace) -> int:
    """Press a button on a closed workbook and print what came of it."""
    from addin.hosts.file import FileHost  # noqa: PLC0415 - parsing an option must not wait for a reader

    now = dt.datetime.now().astimezone().replace(tzinfo=None)
    asked = asking.Asked(
        as_of=options.as_of or now.date(),
        now=now,
        out=options.out or options.workbook.absolute().parent,
        select=tuple(options.select),
        yes=options.yes,
        dry_run=options.dry_run,
        source=getattr(options, "source", None),
        ledger=options.workbook,
    )
    ask = ask_on_terminal if sys.stdin.isatty() and not options.json else None

    def open_host() -> FileHost:
        asking.guard_folder(asked.out)
        return FileHost(options.workbook, tell=progress())

    report = entry.press(button, open_host, asked, ask)
    return show(report, as_json=options.json)


def show(report: entry.Report, *, as_json: bool) -> int:
    """Print what came of it, as one object or for people, and return the exit status."""
    if as_json:
        print(json.dumps(report.as_json(), ensure_ascii=False, indent=2))
    else:
        tell(report)
    return report.status


def progress() -> Callable[[int, int], None]:
    """Return what tells on stderr how many of many files are written and how long the rest will take."""
    began = 0.0

    def tell(done: int, total: int) -> None:
        nonlocal began
        began = began if done > 1 else time.monotonic()
        if total >= MANY_FILES and sys.stderr.isatty():
            left = (time.monotonic() - began) / max(done - 1, 1) * (total - done)
            end = "" if done < total else "\n"
            print(f"\r{messages.writing(done, total, left)}", end=end, file=sys.stderr, flush=True)

    return tell


def ask_on_terminal(question: str) -> bool:
    """Put a yes/no question to the person at the terminal."""
    return input(f"{question} [y/N] ").strip().lower() in {"y", "yes", messages.YES}


def tell(report: entry.Report) -> None:
    """Print a report for people: sentence, key figures as a table, problems, files."""
    from rich.console import Console  # noqa: PLC0415 - not needed with --json
    from rich.table import Table  # noqa: PLC0415

    console = Console(stderr=report.status in {entry.USAGE, entry.FAULT}, highlight=False)
    console.print(report.summary, markup=False, soft_wrap=True)
    if report.figures:
        table = Table(show_header=False)
        table.add_column(no_wrap=True)
        table.add_column(justify="right")
        for name, value in report.figures:
            table.add_row(name, value)
        console.print(table)
    for problem in report.problems[:MOST_PROBLEMS]:
        line = f"  {messages.LEVELS[problem.level]} {messages.problem_text(problem)}"
        console.print(line, markup=False, soft_wrap=True)
    if len(report.problems) > MOST_PROBLEMS:
        console.print(messages.more_problems(len(report.problems) - MOST_PROBLEMS), markup=False)
    for path in report.files[:MOST_PROBLEMS]:
        console.print(f"  → {path}", markup=False, soft_wrap=True)
    if len(report.files) > MOST_PROBLEMS:
        console.print(messages.more_files(len(report.files) - MOST_PROBLEMS), markup=False)


if __name__ == "__main__":
    sys.exit(main())
