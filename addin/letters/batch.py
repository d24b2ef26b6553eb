"""A batch of letters on disk: goes on past failures and lists them, tells its progress, resumes where it broke off.

The plan (which customer has which number and file) is kept beside the letters until the batch is complete, so that a
batch that was broken off goes on with the numbers it had given out. A letter is swapped in whole; a file of the same
content counts as done.
"""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from addin.letters.fill import fill
from addin.ports import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path

    from addin.letters.compile import Template
    from addin.letters.program import Record

PLAN = "出函计划.json"


@dataclass(frozen=True)
class Job:
    """One letter to write: whose (``key``), its number, its path below the folder, and what it says."""

    key: str
    number: str
    path: str
    record: Record


@dataclass(frozen=True)
class Failure:
    """A letter that was not written: the job's key and path, the code and details of the sentence that says why."""

    key: str
    path: str
    code: str
    details: Mapping[str, str]


@dataclass(frozen=True)
class Progress:
    """How far a batch is; ``seconds_left`` is estimated from the pace so far."""

    done: int
    total: int
    seconds_left: float


@dataclass(frozen=True)
class Report:
    """What became of a batch: paths written now, paths found done already, failures."""

    written: tuple[str, ...]
    kept: tuple[str, ...]
    failures: tuple[Failure, ...]


def rehearse(template: Template, jobs: Iterable[Job]) -> list[Failure]:
    """Fill every letter without writing it and return those that fail, to refuse a batch beforehand."""
    failures = []
    for job in jobs:
        try:
            fill(template, job.record)
        except Refusal as refusal:
            failures.append(Failure(job.key, job.path, refusal.code, refusal.details))
    return failures


def write_batch(
    template: Template, jobs: Sequence[Job], folder: Path, tell: Callable[[Progress], None] = lambda _: None
) -> Report:
    """Write the letters below ``folder``; no failure stops the others, no file is ever overwritten by another."""
    _save_plan(folder, jobs)
    written: list[str] = []
    kept: list[str] = []
    failures: list[Failure] = []
    began = time.monotonic()
    for done, job in enumerate(jobs, 1):
        try:
            (written if _write(template, job, folder) else kept).append(job.path)
        except Refusal as refusal:
            failures.append(Failure(job.key, job.path, refusal.code, refusal.details))
        except OSError as error:
            failures.append(Failure(job.key, job.path, "letter-unwritten", {"found": error.strerror or str(error)}))
        tell(Progress(done, len(jobs), (time.monotonic() - began) / done * (len(jobs) - done)))
    if not failures:
        (folder / PLAN).unlink(missing_ok=True)
    return Report(tuple(written), tuple(kept), tuple(failures))


def unfinished(folder: Path) -> dict[str, tuple[str, str]]:
    """Return the plan of a batch that was broken off in this folder: key → (number, path); empty if there is none."""
    try:
        plan = json.loads((folder / PLAN).read_text("utf-8"))
        return {str(key): (str(number), str(path)) for key, (number, path) in plan.items()}
    except FileNotFoundError:
        return {}
    except (ValueError, AttributeError, TypeError) as error:
        raise Refusal("letter-plan", found=str(folder / PLAN)) from error


def _save_plan(folder: Path, jobs: Sequence[Job]) -> None:
    """Keep what numbers are given out; Refusal ``letter-twice`` if two letters share a number or a file."""
    if len({job.path.casefold() for job in jobs}) < len(jobs) or len({job.number for job in jobs}) < len(jobs):
        raise Refusal("letter-twice")
    folder.mkdir(parents=True, exist_ok=True)
    beside = folder / f"{PLAN}.part"
    beside.write_text(json.dumps({job.key: (job.number, job.path) for job in jobs}, ensure_ascii=False), "utf-8")
    beside.replace(folder / PLAN)


def _write(template: Template, job: Job, folder: Path) -> bool:
    """Write one letter; False if a file of this content is there already. Refusal ``letter-exists`` if another is."""
    target = (folder / job.path).resolve()
    if not target.is_relative_to(folder.resolve()):
        raise Refusal("letter-outside", found=job.path)
    content = fill(template, job.record)
    if target.exists():
        if target.read_bytes() == content:
            return False
        raise Refusal("letter-exists", found=job.path)
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = target.with_name(f"{target.name}.part")
    beside.write_bytes(content)
    beside.replace(target)
    return True
