"""A click or a command line comes in here: find the button, read the ledger, run the command, apply, tell.

The only place that catches every exception: a fault of ours becomes one sentence and a line in the log file.
"""

from __future__ import annotations

import importlib
import logging
import logging.handlers
import os
import re
import sys
import traceback
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from addin import messages
from addin.asking import gather, look_back, nameless
from addin.in_place import in_place_or_anew, told_in_place
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
    TakeBack,
    TextTable,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from types import TracebackType

    from addin.asking import Asked
    from addin.ports import Change, Host, Problem, Request
    from addin.ribbon import Button

    _Raised = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]

log = logging.getLogger("dunbook")

DONE, DATA, USAGE, FAULT = 0, 1, 2, 3


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
    return safely(button.key, lambda: _press(button, open_host(), asked, ask, pick))


def safely(command: str, work: Callable[[], Report]) -> Report:
    """Return the report of some work on a command; never raises.

    A refusal is told as its sentence (status 1), a fault of ours is logged and told as one (status 3).
    """
    try:
        return work()
    except Refusal as refusal:
        return Report(command, DATA, messages.refusal_text(refusal))
    except Exception:
        file = log_file()
        log.exception("fault in %s", command)  # to stderr where no log can be kept
        return Report(command, FAULT, messages.fault(str(file)))


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
    outcome = answer(button, request)
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


def answer(button: Button, request: Request) -> Outcome:
    """Run the command. Without a sheet that every ledger needs, no figure of any button would be right: none runs."""
    lost = () if button.takes_back else importlib.import_module("addin.ledger.soundness").without_core(request.problems)
    if lost and button.key not in {"validate", "import"}:
        titles = tuple(dict.fromkeys(problem.sheet for problem in lost))
        return Outcome(messages.sheets_lost(titles, button.label), problems=lost, done=False)
    outcome: Outcome = importlib.import_module(button.command).run(request)
    if button.lists_problems and button.key != "validate":
        outcome = with_findings(outcome, request)
    return outcome


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


# ------------------------------------------------------------------ the log

_DATA = re.compile(r"[^\x00-\x7f]+|\d+")  # names, texts and amounts of a ledger, and its path


class Discreet(logging.Formatter):
    """Writes what happened and where, but no cell: of the words of an exception only those that are English."""

    def formatException(self, ei: _Raised) -> str:  # noqa: N802 - logging's own name
        """Return the exceptions that led to one another, the last one last."""
        fault, told = ei[1], []
        while fault is not None:
            frames = "".join(traceback.format_tb(fault.__traceback__)).rstrip()
            told.append(f"{frames}\n{type(fault).__name__}: {_DATA.sub('…', str(fault))}")
            fault = fault.__cause__ or fault.__context__
        return "\n".join(reversed(told))


def state_folder() -> Path:
    """Return the user's folder for logs (never the workbook's folder, which others may read)."""
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", Path.home())) / "dunbook"
    return Path(os.environ.get("XDG_STATE_HOME", Path.home() / ".local" / "state")) / "dunbook"


def log_file() -> Path:
    """Open the rolling log (UTF-8, three files of a megabyte) on first use and return its path."""
    path = state_folder() / "dunbook.log"
    if not log.handlers:
        handler: logging.Handler
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            handler = logging.handlers.RotatingFileHandler(path, maxBytes=1_000_000, backupCount=2, encoding="utf-8")
        except OSError:  # a full disk, a home that is read-only: the fault is told all the same
            handler = logging.StreamHandler()
        handler.setFormatter(Discreet("%(asctime)s %(levelname)s %(message)s"))
        log.addHandler(handler)
    return path
