"""Letter runs unit by unit: each proposes and issues in its own ledger, with its own numbers, into one archive.

What was issued stands in the unit's ledger, put there together with the archive or not at all, by the same save as
that of a click. A journal beside the ledger says when a run of letters began and how it ended, so that a run broken
anywhere may be run again: a unit that ended is left alone, one that broke after its save is taken from the register,
any other begins anew. The numbers come from the register alone, so none is given twice.
"""

from __future__ import annotations

import datetime as dt
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from addin import asking, entry, in_place, messages
from addin.commands import propose
from addin.domain.money import yuan
from addin.domain.terms import LetterOutput
from addin.group import cluster, store
from addin.group.find import workbooks
from addin.hosts.disk import told
from addin.hosts.file import FileHost
from addin.ledger import schema
from addin.ledger.reading import read
from addin.ledger.schema.group import GROUP_JOURNAL, GROUP_LETTERS
from addin.ledger.soundness import is_ledger
from addin.ports import Level, Problem, Refusal, Replace
from addin.ribbon import BUTTONS

if TYPE_CHECKING:
    import argparse

    from addin.ports import Request

ARCHIVE = {"letter_output": int(LetterOutput.ARCHIVE)}
FINAL = ("issued", "recovered")  # how a unit's run of a day ends for good


@dataclass(frozen=True)
class Order:
    """The letters of one unit as of a day; ``workbook`` is the ledger's path below the folder, with slashes."""

    folder: str
    workbook: str
    out: str
    as_of: dt.date
    now: dt.datetime
    program: str

    @property
    def path(self) -> Path:
        """Where the ledger lies."""
        return Path(self.folder, self.workbook)

    @property
    def journal(self) -> Path:
        """Where the journal lies: with the ledger, whatever the output folder of a run."""
        return self.path.with_name(GROUP_JOURNAL.format(name=self.path.name))

    @property
    def asked(self) -> asking.Asked:
        """What a person would ask for at the ledger; the user has said yes for all units."""
        out = Path(self.out, self.workbook.rpartition(".")[0])
        return asking.Asked(as_of=self.as_of, now=self.now, out=out, yes=True, settings=ARCHIVE)


def run(options: argparse.Namespace, tell: cluster.Tell) -> entry.Report:
    """Issue the letters of all units, or without ``--yes`` say how many that would be."""
    folder, out = options.folder.resolve(), (options.out or options.folder).resolve() / GROUP_LETTERS
    now = dt.datetime.now().astimezone().replace(tzinfo=None)
    program = store.program()
    orders = {}
    for path in workbooks(folder):
        name = path.relative_to(folder).as_posix()
        orders[name] = Order(str(folder), name, str(out), options.as_of or now.date(), now, program)
    if not orders:
        return entry.Report("group issue", entry.DATA, messages.group_empty(str(folder)))
    out.mkdir(parents=True, exist_ok=True)
    with cluster.pool(options.scheduler, options.workers, len(orders)) as on:
        cluster.examine(on, [folder, out])
        results = cluster.run(on, issue if options.yes else preview, orders, tell)
    return letters_told(results) if options.yes else asked_for(results)


# ------------------------------------------------------------------ one unit


def issue(order: Order) -> dict[str, Any]:
    """Propose and issue the letters of one unit as of the day, once; safe to run again after any interruption.

    Keys of the answer: outcome (issued, recovered, earlier, none, failed, no-ledger), reason, letters, total (fen),
    first, last, file, left_out (a sentence for each customer who should have got a letter).
    """
    same_program(order)
    try:
        ended = last_line(order)
        if ended.get("state") in FINAL:
            return ended | {"outcome": "earlier", "reason": ""}
        host = FileHost(order.path)
        if not is_ledger(in_place.in_place(host, order.as_of).titles()):
            return {"outcome": "no-ledger", "reason": messages.NOT_A_LEDGER}
        before = register(host)
        if ended.get("state") == "started":
            done = issued_since(before, ended["row"], order)
            if done["letters"]:
                return finish(order, "recovered", "", done)
        row = int(before.index.max()) if len(before) else 1
        note(order, {"state": "started", "row": row})
        state, reason, left_out = issue_here(order, host)
        return finish(order, state, reason, issued_since(register(host), row, order) | {"left_out": left_out})
    except Refusal as refusal:
        return {"outcome": "failed", "reason": messages.refusal_text(refusal)}


def issue_here(order: Order, host: FileHost) -> tuple[str, str, list[str]]:
    """Press both buttons at the ledger; return how it ended, what was said, and why customers were left out."""
    request = gather(order, host)
    if not reviewed(request):
        report = entry.press(BUTTONS["propose"], lambda: host, order.asked)
        if not report.changes:
            return "failed", report.summary, []
        request = gather(order, host)
    if not (request.tables["proposals"]["chosen"] == schema.YES).any():
        return "none", "", []
    report = entry.press(BUTTONS["issue"], lambda: host, order.asked)
    title = schema.PROPOSALS.title
    left_out = [messages.problem_text(found) for found in report.problems if found.sheet == title]
    return ("issued" if report.files else "failed"), report.summary, left_out


def gather(order: Order, host: FileHost) -> Request:
    """Read the ledger, or the user's own workbook that stands for one."""
    return asking.gather(BUTTONS["propose"], in_place.in_place(host, order.as_of), order.asked)


def reviewed(request: Request) -> bool:
    """Tell whether 拟发函件 is of this day: the unit may have crossed out letters, which are not proposed again."""
    proposals = request.tables["proposals"]
    return bool(len(proposals)) and bool((proposals["as_of"] == pd.Timestamp(request.as_of)).all())


def preview(order: Order) -> dict[str, Any]:
    """Return how many letters :func:`issue` would write for one unit, and over what; nothing is written."""
    same_program(order)
    try:
        if last_line(order).get("state") in FINAL:
            return {"outcome": "earlier", "letters": 0, "total": 0}
        host = FileHost(order.path)
        if not is_ledger(in_place.in_place(host, order.as_of).titles()):
            return {"outcome": "no-ledger", "letters": 0, "total": 0}
        request = gather(order, host)
    except Refusal as refusal:
        return {"outcome": "failed", "reason": messages.refusal_text(refusal), "letters": 0, "total": 0}
    table = request.tables["proposals"] if reviewed(request) else proposed(request)
    chosen = table[(table["chosen"] == schema.YES) & ~table["customer"].isin(list(request.blocked_customers))]
    return {"outcome": "issued", "letters": len(chosen), "total": int(chosen["total"].sum())}


def proposed(request: Request) -> pd.DataFrame:
    """Return 拟发函件 as the button would write it."""
    changes = propose.run(request).changes
    return next(one.frame for one in changes if isinstance(one, Replace) and one.sheet == schema.PROPOSALS.title)


def same_program(order: Order) -> None:
    """Refuse to write letters with another program than that of the one who asked."""
    if store.program() != order.program:
        raise Refusal("group-other-program", here=order.program, there=store.program())


# ------------------------------------------------------------------ register and journal


def register(host: FileHost) -> pd.DataFrame:
    """Return 函件登记 as it stands in the ledger."""
    titles = (schema.LETTERS.title,)
    return read(host.read(titles), wanted=titles).tables["letters"]


def issued_since(letters: pd.DataFrame, row: int, order: Order) -> dict[str, Any]:
    """Sum up the letters of the day that were registered below a row."""
    new = letters[(letters.index > row) & (letters["sent"] == pd.Timestamp(order.as_of))]
    new = new[new["letter_type"] != schema.STATEMENT_TYPE]
    ends = (str(new["letter"].iloc[0]), str(new["letter"].iloc[-1])) if len(new) else ("", "")
    file = str(order.asked.out / new["file"].iloc[-1]) if len(new) else ""
    return {"letters": len(new), "total": int(new["total"].sum()), "first": ends[0], "last": ends[1], "file": file}


def finish(order: Order, state: str, reason: str, done: dict[str, Any]) -> dict[str, Any]:
    """Note how the unit's run ended and return its answer."""
    note(order, {"state": state, **done})
    return {"outcome": state, "reason": reason, **done}


def note(order: Order, facts: dict[str, Any]) -> None:
    """Add a line to the journal, surely on disk when this returns."""
    line = json.dumps({"as_of": str(order.as_of), "at": str(order.now), **facts}, ensure_ascii=False)
    with told(order.path), order.journal.open("a+b") as stream:
        stream.seek(0, os.SEEK_END)
        torn = stream.tell() > 0 and _last_byte(order.journal) != b"\n"
        stream.write((b"\n" if torn else b"") + line.encode() + b"\n")
        stream.flush()
        os.fsync(stream.fileno())


def last_line(order: Order) -> dict[str, Any]:
    """Return the last whole line of the journal about the day; a line torn by a crash counts as not written."""
    try:
        lines = order.journal.read_text(encoding="utf-8", errors="replace").splitlines()
    except FileNotFoundError:
        return {}
    found: dict[str, Any] = {}
    for line in lines:
        try:
            facts = json.loads(line)
        except ValueError:
            continue
        if facts["as_of"] == str(order.as_of):
            found = facts
    return found


def _last_byte(path: Path) -> bytes:
    with path.open("rb") as stream:
        stream.seek(-1, os.SEEK_END)
        return stream.read(1)


# ------------------------------------------------------------------ what is told


def letters_told(results: dict[str, dict[str, Any]]) -> entry.Report:
    """Return what came of all units."""
    by = {name: [one for one in results.values() if one["outcome"] == name]
          for name in ("issued", "recovered", "earlier", "failed")}  # fmt: skip
    done = by["issued"] + by["recovered"]
    letters, total = sum(one["letters"] for one in done), sum(one["total"] for one in done)
    values = (str(len(done)), f"{letters:,}", yuan(total), str(len(by["earlier"])), str(len(by["failed"])))
    summary = messages.group_letters_told(len(done), letters, len(by["earlier"]), len(by["failed"]))
    return entry.Report(
        "group issue",
        entry.DATA if by["failed"] else entry.DONE,
        summary,
        figures=tuple(zip(messages.GROUP_LETTER_FIGURES, values, strict=True)),
        problems=failures(results),
        files=tuple(Path(one["file"]) for one in done),
    )


def asked_for(results: dict[str, dict[str, Any]]) -> entry.Report:
    """Return the question that ``--yes`` answers."""
    units = [one for one in results.values() if one.get("letters")]
    letters, total = sum(one["letters"] for one in units), sum(one["total"] for one in units)
    problems = failures(results)
    if not letters:
        return entry.Report("group issue", entry.DATA if problems else entry.DONE, messages.GROUP_LETTERS_NONE,
                            problems=problems)  # fmt: skip
    question = messages.group_ask(len(units), letters, yuan(total))
    return entry.Report("group issue", entry.USAGE, messages.unanswered(question), problems=problems)


def failures(results: dict[str, dict[str, Any]]) -> tuple[Problem, ...]:
    """Return an error for each workbook that nothing was done with, and a hint for each letter left out."""
    failed = [
        Problem("group-failed", "", found=name, details={"reason": str(one["reason"]).rstrip("。")})
        for name, one in results.items()
        if one["outcome"] == "failed"
    ]
    left_out = [
        Problem("group-left-out", "", found=name, level=Level.HINT, details={"reason": text.rstrip("。")})
        for name, one in results.items()
        for text in one.get("left_out", ())
    ]
    return (*failed, *left_out)
