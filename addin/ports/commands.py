"""What a command is asked and what it answers: ``run(request) -> Outcome``."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping
    from pathlib import Path

    import pandas as pd

    from addin.domain.settings import Settings
    from addin.ports.changes import Change
    from addin.ports.hosts import Done, Grid, Source
    from addin.ports.problems import Problem


@dataclass(frozen=True)
class Request:
    """One click: the typed tables by English sheet name (sound rows only, index = sheet row), and what was asked.

    ``blocked_contracts`` and ``blocked_customers`` are touched by an error in the data: no figure of theirs is to be
    trusted. ``as_of`` is the day the figures stand at, ``now`` the clock. ``select`` are the IDs chosen by the
    user (empty = all); ``templates`` are the letter templates (.docx) by letter type. ``out`` is the folder that paths
    of new files are relative to ("" = not known), for files that name another one. ``enclosures`` are the files that
    the ledger names and that lie below that folder, by their name there, for buttons that copy them. ``history`` are
    the commands that can be taken back, the last first; ``titles`` the titles of all sheets. Buttons that take a source
    are given ``source`` (None = none was named), the ledger's sheets as read (``grids``), and ``yes``: agreed to
    beforehand.
    """

    tables: Mapping[str, pd.DataFrame]
    settings: Settings
    as_of: dt.date
    now: dt.datetime
    problems: tuple[Problem, ...] = ()
    blocked_contracts: frozenset[str] = frozenset()
    blocked_customers: frozenset[str] = frozenset()
    select: tuple[str, ...] = ()
    templates: Mapping[str, bytes] = field(default_factory=dict)
    out: str = ""
    enclosures: Mapping[str, Path] = field(default_factory=dict)
    history: tuple[Done, ...] = ()
    titles: tuple[str, ...] = ()
    source: Source | None = None
    grids: Mapping[str, Grid] = field(default_factory=dict)
    yes: bool = False


@dataclass(frozen=True)
class Outcome:
    """What a command answers: key figures to show, the changes, and what it found on the way.

    ``done`` is False when the data forbade the work (exit status 1). ``summary`` is one Chinese sentence.
    ``figures`` are (name, printed value) pairs for people. A ``question`` must be answered yes before the changes are
    carried out.
    """

    summary: str
    changes: tuple[Change, ...] = ()
    problems: tuple[Problem, ...] = ()
    figures: tuple[tuple[str, str], ...] = ()
    question: str = ""
    done: bool = True
