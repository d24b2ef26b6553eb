"""What is no button: new, demo, templates, build, install, uninstall, doctor, selftest."""

from __future__ import annotations

import datetime as dt
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from addin import asking, entry, messages, selftest
from addin.asking import guard_folder
from addin.hosts import newbook
from addin.hosts.disk import told, write_whole
from addin.hosts.file import FileHost
from addin.ledger import schema
from addin.ledger.example import AS_OF, example_tables
from addin.letters.names import letter_folder
from addin.ports import Refusal
from addin.ribbon import BUTTONS
from addin.surfaces import doctor, install, install_libreoffice, machine, oxt, picture, xlam

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable

DEMO = ("validate", "overdue", "ageing", "limitation", "fees", "statements", "propose", "issue", "log")


def run(options: argparse.Namespace) -> int:
    """Carry out the subcommand and return the exit status; what hinders it is told as at any button."""
    report = entry.safely(options.command, lambda: entry.Report(options.command, carry_out(options), ""))
    if report.summary:
        said([report.summary])
    return report.status


def carry_out(options: argparse.Namespace) -> int:
    """Carry out the subcommand and return the exit status."""
    match options.command:
        case "new":
            status = new(options.workbook, example=options.example)
        case "demo":
            status = demo(options.folder)
        case "templates":
            guard_folder(options.folder)
            status = said(str(path) for path in newbook.build_templates(options.folder))
        case "build":
            status = build(options.folder)
        case "doctor":
            status = examine(options.workbook)
        case "selftest":
            status = test_here()
        case _:
            status = place(options.command, libreoffice=options.libreoffice)
    return status


def said(lines: Iterable[str]) -> int:
    """Print lines; they are the whole answer."""
    for line in lines:
        print(line)
    return entry.DONE


def build(folder: Path) -> int:
    """Build what users install: the Excel add-in and the LibreOffice extension; draw the picture of the tab."""
    guard_folder(folder)
    addin, extension = folder / "dunbook.xlam", folder / "dunbook.oxt"
    with told(folder):
        folder.mkdir(parents=True, exist_ok=True)
        write_whole(addin, xlam.build())
        write_whole(extension, oxt.extension())
        drawn = picture.draw()
    return said([str(addin), str(extension), str(drawn)])


def place(command: str, *, libreoffice: bool) -> int:
    """Install or uninstall, in Excel or LibreOffice."""
    with told(Path(xlam.FILE_NAME)):
        if libreoffice:
            return said(getattr(install_libreoffice, command)())
        return said(getattr(install, command)(machine.this_machine()))


def examine(workbook: Path | None) -> int:
    """List every precondition with its remedy; status 1 if one is not met."""
    findings = doctor.examine(machine.this_machine(), workbook)
    said([doctor.report(findings)])
    return entry.DATA if any(finding.mark == "bad" for finding in findings) else entry.DONE


def test_here() -> int:
    """Try every promise of a host and press every button in the Excel found here; ✓ or ✗ for each."""
    with tempfile.TemporaryDirectory() as folder, selftest.excel() as open_book:
        wrong = 0
        for check in selftest.selftest(open_book, Path(folder)):
            said([check.text()])
            wrong += bool(check.fault)
    said([messages.selftest_done(wrong)])
    return entry.DATA if wrong else entry.DONE


def new(path: Path, *, example: bool) -> int:
    """Write a new ledger, never over an existing file. Refusal where no workbook can be written."""
    if path.exists():
        print(messages.exists_already(str(path)))
        return entry.USAGE
    if path.suffix.lower() != ".xlsx":
        raise Refusal("new-extension", file=path.name)
    if not path.parent.is_dir():
        raise Refusal("no-folder", folder=str(path.parent))
    with told(path):
        path.open("xb").close()  # never over one that comes meanwhile
        try:
            if example:
                newbook.write_ledger(path, example_tables())
            else:
                newbook.write_template(path)
        except BaseException:
            path.unlink()
            raise
    print(messages.created(str(path)))
    return entry.DONE


def empty(folder: Path) -> None:
    """Make ``folder`` an empty one: what an earlier demonstration made goes, anything else of it is refused."""
    guard_folder(folder)
    name = Path(messages.DEMO_LEDGER).stem
    made = {messages.DEMO_LEDGER, schema.STATEMENT_TYPE, letter_folder(AS_OF)}
    made |= {pattern.format(name=name) for pattern in (messages.BACKUP_FOLDER, messages.UNDO_FOLDER)}
    held = sorted(path.name for path in folder.iterdir()) if folder.exists() else []
    other = [one for one in held if one not in made] if messages.DEMO_LEDGER in held else held
    if other:
        raise Refusal("folder-not-empty", folder=str(folder), found=other[0])
    with told(folder):
        if held:
            shutil.rmtree(folder)
        folder.mkdir(parents=True, exist_ok=True)


def demo(folder: Path) -> int:
    """Make the example ledger in ``folder`` and press every button of the main job on it."""
    from rich.console import Console  # noqa: PLC0415 - only here
    from rich.table import Table  # noqa: PLC0415

    empty(folder)
    workbook = folder / messages.DEMO_LEDGER
    newbook.write_ledger(workbook, example_tables())
    table = Table(title=messages.demo_title(AS_OF))
    for heading in ("button", "key figure", "value"):
        table.add_column(heading, overflow="fold")
    files: list[Path] = []
    worst = entry.DONE
    for key in DEMO:
        select = tuple(example_tables()["contracts"]["contract"].head(3)) if BUTTONS[key].needs_selection else ()
        now = dt.datetime.combine(AS_OF, dt.time(15, 30))
        asked = asking.Asked(as_of=AS_OF, now=now, out=folder, select=select, yes=True)
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
