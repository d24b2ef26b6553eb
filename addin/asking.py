"""What the user asks for beside the button, and the request that becomes of it: all that a command is given.

The ledger is read here, and with it what lies elsewhere: the file from outside that a button takes in, the letter
templates, the files named in the registers.
"""

from __future__ import annotations

import contextlib
import importlib
import site
import sys
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from addin import messages
from addin.domain.settings import Settings
from addin.ledger import schema
from addin.ports import Refusal, Request, Source

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Mapping

    import pandas as pd

    from addin.ports import Grid, Host
    from addin.ribbon import Button


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


def gather(button: Button, host: Host, asked: Asked) -> Request:
    """Read every sheet of the ledger that the workbook has and make the request for a command.

    Raises Refusal ``not-a-ledger``: nothing is written into a workbook that was clicked in by mistake. What imports may
    make a ledger of it.
    """
    from addin.ledger.reading import read  # noqa: PLC0415 - pandas is heavy: not before it is needed
    from addin.ledger.soundness import is_ledger  # noqa: PLC0415

    if button.key != "import" and not is_ledger(host.titles()):
        raise Refusal("not-a-ledger", file=asked.ledger.name if asked.ledger else messages.WORKBOOK)
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


def look_back(host: Host, asked: Asked) -> Request:
    """Make the request of the button that undoes: no table is read, so that it works whatever they hold."""
    return Request({}, Settings(), asked.as_of, asked.now, history=host.history())


# ------------------------------------------------------------------ files that lie elsewhere


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


def guard_folder(folder: Path) -> None:
    """Refuse a file in the place of the folder that is to be written into (``not-a-folder``)."""
    if folder.exists() and not folder.is_dir():
        raise Refusal("not-a-folder", file=str(folder))


def template_folder() -> Path:
    """Return the folder of the shipped letter templates: the source tree's, else the installed copy's."""
    beside = Path(__file__).resolve().parent.parent / "letter_templates"
    installed = [Path(base) / "share" / "dunbook" / "letter_templates" for base in (sys.prefix, site.getuserbase())]
    return next((folder for folder in (beside, *installed) if folder.is_dir()), beside)


def letter_templates() -> Mapping[str, bytes]:
    """Return every letter template by its letter type (the file's name)."""
    return {path.stem: path.read_bytes() for path in sorted(template_folder().glob("*.docx"))}
