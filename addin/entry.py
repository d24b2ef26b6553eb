"""A click or a command line comes in here: find the button, read the ledger, run the command, apply, tell.

The only place that catches every exception: a fault of ours becomes one sentence and a line in the log file.
"""

from __future__ import annotations

import contextlib
import importlib
import logging
import logging.handlers
import os
import site
import sys
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from addin import messages
from addin.domain.settings import Settings
from addin.ledger import schema
from addin.ports import (
    Append,
    Book,
    File,
    Fill,
    Mark,
    Outcome,
    Refusal,
    Remember,
    Replace,
    Request,
    Source,
    TakeBack,
    TextTable,
)

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Mapping, Sequence

    import pandas as pd

    from addin.ports import Change, Grid, Host, Problem
    from addin.ribbon import Button

log = logging.getLogger("dunbook")

DONE, DATA, USAGE, FAULT = 0, 1, 2, 3


@dataclass(frozen=True)
class Asked:
    """What the user asked for beside the button: dates, chosen IDs, where files go, whether questions are answered.

    ``settings`` stand in the place of the ledger's own of that name, for this once. ``source`` is the file from outside
    that a button reads (None = the one that the settings name), ``ledger`` the workbook's own file (None = not known).
    """

    as_of: dt.date
    now: dt.datetime
    out: Path
    select: tuple[str, ...] = ()
    yes: bool = False
    dry_run: bool = False
    settings: Mapping[str, Any] = field(default_factory=dict)
    source: Path | None = None
    ledger: Path | None = None


@dataclass(frozen=True)
class Report:
    """What came of it, for any surface to tell: exit status, sentence, figures, problems, changes, files."""

    command: str
    status: int
    summary: str
    figures: tuple[tuple[str, str], ...] = ()
    problems: tuple[Problem, ...] = ()
    changes: tuple[dict[str, object], ...] = ()
    files: tuple[Path, ...] = field(default=())

    def as_json(self) -> dict[str, object]:
        """Return the object that ``--json`` prints."""
        return {
            "command": self.command,
            "ok": self.status == DONE,
            "summary": self.summary,
            "problems": [
                {
                    "code": problem.code,
                    "level": problem.level.value,
                    "sheet": problem.sheet,
                    "row": problem.row,
                    "column": problem.column,
                    "found": problem.found,
                    "message": messages.problem_text(problem),
                }
                for problem in self.problems
            ],
            "figures": dict(self.figures),
            "changes": list(self.changes),
            "files": [str(path) for path in self.files],
        }


def press(
    button: Button,
    open_host: Callable[[], Host],
    asked: Asked,
    ask: Callable[[str], bool] | None = None,
    pick: Callable[[str], Path | None] | None = None,
) -> Report:
    """Press a button on a workbook and return what came of it; never raises.

    ``ask`` puts a question to the user; without it an unanswered question stops the command (status 2). ``pick`` lets
    the user choose, under a title, the file from outside that nobody named; no choice (None) stops the command too.
    """
    try:
        return _press(button, open_host(), asked, ask, pick)
    except Refusal as refusal:
        return Report(button.key, DATA, messages.refusal_text(refusal))
    except Exception:
        file = log_file()
        log.exception("fault in %s", button.key)
        return Report(button.key, FAULT, messages.fault(str(file)))


def _press(
    button: Button,
    host: Host,
    asked: Asked,
    ask: Callable[[str], bool] | None,
    pick: Callable[[str], Path | None] | None,
) -> Report:
    if not button.takes_back:
        host, asked = in_place_or_anew(button, host, asked)
    if pick and button.source and nameless(button, host, asked):
        asked = replace(asked, source=pick(messages.PICK_TITLES[button.key]))
        if asked.source is None:
            return Report(button.key, USAGE, messages.NOTHING_PICKED)
    request = look_back(host, asked) if button.takes_back else gather(button, host, asked)
    outcome: Outcome = importlib.import_module(button.command).run(request)
    if button.lists_problems and button.key != "validate":
        outcome = with_findings(outcome, request)
    outcome = told_in_place(host, outcome)
    status = DONE if outcome.done and not errors(outcome.problems) else DATA
    told = Report(
        button.key, status, outcome.summary, outcome.figures, outcome.problems, tuple(map(describe, outcome.changes))
    )
    if asked.dry_run or not outcome.changes:
        return told
    if outcome.question and not asked.yes and not (ask and ask(outcome.question)):
        said = messages.ANSWERED_NO if ask else messages.unanswered(outcome.question)
        return replace(told, status=USAGE, summary=said, changes=())
    kept = () if button.takes_back else (Remember(button.label, asked.now),)
    return replace(told, files=tuple(host.apply((*kept, *outcome.changes), asked.out)))


def in_place(host: Host, as_of: dt.date) -> Host:
    """Return the host, showing a workbook of the user's own as a ledger when its sheet 列对应 says so."""
    if schema.MAPPING.title not in host.titles():
        return host
    shown: Host = importlib.import_module("addin.ledger.mapping").in_place(host, as_of)
    return shown


def selectable(host: Host, header: str) -> Callable[[str], tuple[int, int]] | None:
    """Return where a column of ours stands on the user's own sheets, by title; None when the ledger is no such one."""
    if not header or schema.MAPPING.title not in host.titles():
        return None
    find: Callable[[Host, str, str], tuple[int, int]] = importlib.import_module("addin.ledger.mapping").selectable
    return lambda title: find(host, title, header)


def in_place_or_anew(button: Button, host: Host, asked: Asked) -> tuple[Host, Asked]:
    """Return the host as :func:`in_place` does. The button that imports proposes anew what cannot be followed."""
    try:
        return in_place(host, asked.as_of), asked
    except Refusal:
        named = asked.source and not (asked.ledger and same_file(asked.source, asked.ledger))
        if button.key != "import" or named or not asked.ledger:
            raise
        return host, replace(asked, source=asked.ledger)


def told_in_place(host: Host, outcome: Outcome) -> Outcome:
    """Return the outcome with problems named as the user's own sheets name their places, and where new rows stand."""
    shown: Any = host if hasattr(host, "renamed") else None
    if shown is None:
        return outcome
    titles: list[str] = shown.beside(outcome.changes)
    told: Outcome = shown.renamed(outcome)
    return replace(told, summary=told.summary + messages.rows_beside(titles)) if titles else told


def nameless(button: Button, host: Host, asked: Asked) -> bool:
    """Tell whether a ledger is there, and neither the call nor its settings name the button's file from outside.

    Asked before the ledger is read, so that it cannot change between the reading and the writing.
    """
    from addin.ledger.reading import read  # noqa: PLC0415 - pandas is heavy: not before it is needed

    titles = host.titles()
    if asked.source or schema.CONTRACTS.title not in titles:
        return False
    if schema.SETTINGS.title not in titles:  # the user's own sheet may have that title: then it is the source
        ours: Callable[[Grid], bool] = importlib.import_module("addin.ledger.intake.planning").ours
        return ours(host.read([schema.CONTRACTS.title])[schema.CONTRACTS.title])
    title = schema.SETTINGS.title
    settings = replace(read(host.read([title]), [title]).settings, **asked.settings)
    return not getattr(settings, button.source)


def look_back(host: Host, asked: Asked) -> Request:
    """Make the request of the button that undoes: no table is read, so that it works whatever they hold."""
    return Request({}, Settings(), asked.as_of, asked.now, history=host.history())


def gather(button: Button, host: Host, asked: Asked) -> Request:
    """Read every sheet of the ledger that the workbook has and make the request for a command."""
    from addin.ledger.reading import read  # noqa: PLC0415 - pandas is heavy: not before it is needed

    wanted = [sheet.title for sheet in schema.SHEETS if not sheet.written]
    optional = [schema.OPTIONS_TITLE, schema.PROPOSALS.title]
    reading = read(host.read([*wanted, *optional]), known=getattr(host, "known", ()))
    chosen = replace(reading.settings, **asked.settings)
    tables = reading.tables
    if button.outward and chosen.mask_personal:
        tables = importlib.import_module("addin.ledger.privacy").masked_tables(tables)
    request = Request(
        tables=tables,
        settings=chosen,
        as_of=asked.as_of,
        now=asked.now,
        problems=reading.problems,
        blocked_contracts=reading.blocked_contracts,
        blocked_customers=reading.blocked_customers,
        select=asked.select,
        templates=letter_templates() if button.letters else {},
        out=str(asked.out.absolute()),
        titles=host.titles(),
        enclosures=enclosed(reading.tables, asked.out) if button.encloses else {},
    )
    return with_source(request, host, asked, button.source) if button.source else request


def enclosed(tables: Mapping[str, pd.DataFrame], out: Path) -> dict[str, Path]:
    """Return the files that the registers name and that lie below the output folder, links followed, by their names."""
    target = importlib.import_module("addin.hosts.disk").target
    columns = (("letters", "file"), ("letters", "scan"), ("evidence_register", "file"))
    found: dict[str, Path] = {}
    for name in dict.fromkeys(name for sheet, column in columns for name in tables[sheet][column]):
        with contextlib.suppress(Refusal, OSError, ValueError):  # no path that is ours to read: as good as not there
            path = target(out, name)
            if path.is_file():
                found[name] = path.resolve()
    return found


def with_source(request: Request, host: Host, asked: Asked, setting: str) -> Request:
    """Give a request the file from outside that was named, by the command line or by a setting, and all sheets as read.

    A name in the settings is looked for beside the ledger. The ledger's own file is read as the host has it.
    """
    named = getattr(request.settings, setting)
    beside = asked.ledger.parent if asked.ledger else asked.out
    path = asked.source or (beside / named if named else None)
    grids = host.read(host.titles())
    source = None
    if path and asked.ledger and same_file(path, asked.ledger):
        base: Host = getattr(host, "base", host)
        source = Source("", tuple(base.read(base.titles()).values()), own=True)
    elif path:
        source = importlib.import_module("addin.hosts.sources").read_source(path)
    return replace(request, source=source, grids=grids, yes=asked.yes)


def same_file(one: Path, other: Path) -> bool:
    """Tell whether two paths lead to one file, though a drive letter and a share may both name it."""
    with contextlib.suppress(OSError, ValueError):
        return one.samefile(other)
    return one.resolve() == other.resolve()


def with_findings(outcome: Outcome, request: Request) -> Outcome:
    """Let a computing button also renew 校验结果 and the marks, so that what was left out is seen on the sheet."""
    validated: Outcome = importlib.import_module("addin.commands.validate").run(request)
    return replace(outcome, changes=(*outcome.changes, *validated.changes), problems=validated.problems)


def errors(problems: Sequence[Problem]) -> list[Problem]:
    """Return the problems that are errors."""
    return [problem for problem in problems if problem.level == "error"]


def describe(change: Change) -> dict[str, object]:
    """Return a change in a few words, for ``--json`` and ``--dry-run``."""
    kind = type(change).__name__.lower()
    match change:
        case Fill() | Append() | Replace():
            headers = [column.header for column in change.columns]
            return {"kind": kind, "sheet": change.sheet, "rows": len(change.frame), "columns": headers}
        case Mark():
            return {"kind": kind, "sheet": change.sheet, "cells": len(change.notes)}
        case Book():
            return {"kind": kind, "path": change.path, "pages": len(change.pages)}
        case File():
            return {"kind": kind, "path": change.path}
        case TextTable():
            return {"kind": kind, "path": change.path, "rows": len(change.rows), "columns": list(change.headers)}
        case Remember() | TakeBack():
            return {"kind": kind}


# ------------------------------------------------------------------ what lies beside the package


def template_folder() -> Path:
    """Return the folder of the shipped letter templates: the source tree's, else the installed copy's."""
    beside = Path(__file__).resolve().parent.parent / "letter_templates"
    installed = [Path(base) / "share" / "dunbook" / "letter_templates" for base in (sys.prefix, site.getuserbase())]
    return next((folder for folder in (beside, *installed) if folder.is_dir()), beside)


def letter_templates() -> Mapping[str, bytes]:
    """Return every letter template by its letter type (the file's name)."""
    return {path.stem: path.read_bytes() for path in sorted(template_folder().glob("*.docx"))}


def state_folder() -> Path:
    """Return the user's folder for logs (never the workbook's folder, which others may read)."""
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", Path.home())) / "dunbook"
    return Path(os.environ.get("XDG_STATE_HOME", Path.home() / ".local" / "state")) / "dunbook"


def log_file() -> Path:
    """Open the rolling log (UTF-8, three files of a megabyte) on first use and return its path."""
    path = state_folder() / "dunbook.log"
    if not log.handlers:
        path.parent.mkdir(parents=True, exist_ok=True)
        handler = logging.handlers.RotatingFileHandler(path, maxBytes=1_000_000, backupCount=2, encoding="utf-8")
        handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
        log.addHandler(handler)
    return path
