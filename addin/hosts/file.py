"""The host of a closed workbook: reads an .xlsx or .xlsm fast, and writes it so that nothing in it is lost.

Parts that no change touches are copied byte for byte, a touched sheet differs only in the cells written. The workbook
of one :meth:`FileHost.apply` is made in memory first; then new files are written one by one beside their places, and
files and workbook are put in place together.
"""

from __future__ import annotations

import datetime as dt
import io
import os
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from addin.hosts.bulk import uncollected
from addin.hosts.disk import target, told
from addin.hosts.draft import Draft
from addin.hosts.filling import append, fill
from addin.hosts.for_calamine import for_calamine
from addin.hosts.graft import replace_sheet
from addin.hosts.marks import mark
from addin.hosts.new_files import write_new
from addin.hosts.opc import sheet_parts, workbook_part
from addin.hosts.package import Package
from addin.hosts.reading_xlsx import open_book, read_grids
from addin.hosts.saving import save, settle, settle_if_idle, take_back
from addin.hosts.scanning import glance
from addin.hosts.undo import before, recorder
from addin.hosts.undo_stack import history, top
from addin.hosts.usual import usual
from addin.ports import Append, Fill, Mark, NewFile, Refusal, Remember, Replace, TakeBack

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from addin.hosts.disk import Writer
    from addin.hosts.saving import Tell
    from addin.hosts.scanning import Glance
    from addin.ports import Change, Done, Grid

SUFFIXES = (".xlsx", ".xlsm")
MOST_BYTES = 2**30  # of a file; the parts of one are judged by themselves


class FileHost:
    """A closed workbook as a :class:`addin.ports.Host`. The file is read once; a later change to it is noticed."""

    def __init__(
        self, path: Path, clock: Callable[[], dt.datetime] = dt.datetime.now, tell: Tell = lambda _done, _total: None
    ) -> None:
        """Keep the path (a link is followed, so that the file itself is written); nothing is read yet.

        ``tell`` is told, while new files are written, how many of how many are done.
        """
        self._path = Path(os.path.realpath(path))  # of links that go round none is refused here
        self._clock = clock
        self._tell = tell
        self._data: bytes | None = None
        self._seen: dict[str, Glance] = {}

    def titles(self) -> tuple[str, ...]:
        """Return the titles of all sheets in order. Raises a Refusal when the file is no workbook."""
        with self._named():
            package = Package(self._bytes())
            return tuple(sheet.title for sheet in sheet_parts(package, workbook_part(package)))

    def read(self, titles: Sequence[str]) -> dict[str, Grid]:
        """Read the named sheets; titles that do not exist are left out. Raises a Refusal that says why not."""
        with self._named():
            data = self._bytes()
            package = Package(data)
            workbook = workbook_part(package)
            found = {sheet.title: sheet.part for sheet in sheet_parts(package, workbook) if sheet.cells}
            seen = {title: glance(package.part(found[title])) for title in titles if title in found}
            self._seen |= {found[title]: sheet for title, sheet in seen.items()}
            sheets = {title: usual(title, sheet) for title, sheet in seen.items()}
            book = open_book(for_calamine(package, workbook, {found[title]: sheets[title] for title in sheets}))
            return read_grids(book, sheets)

    def apply(self, changes: Sequence[Change], out: Path) -> list[Path]:
        """Carry out all changes or none, and return the files written below ``out``.

        Raises a Refusal when anything stands in the way; then nothing was written. Later reads see the new file.
        """
        with self._named():
            for change in changes:
                if isinstance(change, TakeBack):
                    with told(self._path):
                        return self._take_back(change)
            old = self._bytes()
            package = Package(old)
            files = _files(changes, out)
            touching = [change for change in changes if not isinstance(change, NewFile | Remember | TakeBack)]
            if touching:
                seen, self._seen = self._seen, {}  # the draft may let go of it
                draft = Draft(package, seen)
                for change in touching:
                    with _on_sheet(change.sheet):
                        _change(draft, change)
                draft.finish()
            new = None
            if package.changed:
                stream = io.BytesIO()
                package.save(stream)
                new = stream.getvalue()
            record = recorder(self._path, changes, old, new)
            save(self._path, old, new, files, self._clock(), self._tell, record)
            self._data = old if new is None else new
            return list(files)

    def history(self) -> tuple[Done, ...]:
        """Return the remembered commands that can still be taken back, the last first."""
        with self._named(), told(self._path):
            self._bytes()  # a file that is no workbook has no history
            settle(self._path)
            return history(self._path)

    def _take_back(self, change: TakeBack) -> list[Path]:
        """Bring back what the last command replaced: byte for byte while the file is what that command left."""
        settle(self._path)
        record = top(self._path, change.number)
        current = self._bytes()
        new = before(self._path, record, current)
        take_back(self._path, current, new, record, self._clock())
        self._data, self._seen = (current if new is None else new), {}
        return []

    @contextmanager
    def _named(self) -> Iterator[None]:
        """Let every refusal know the file; cells by the million are made in here."""
        try:
            with uncollected():
                yield
        except Refusal as refusal:
            refusal.details.setdefault("file", self._path.name)
            raise

    def _bytes(self) -> bytes:
        if self._data is None:
            settle_if_idle(self._path)
            self._data = _read(self._path)
        return self._data


def _read(path: Path) -> bytes:
    with told(path):
        if path.is_dir():
            raise Refusal("is-directory", file=path.name)
        if path.exists() and not path.is_file():
            raise Refusal("not-a-workbook", file=path.name)  # a pipe or a device, which may never end
        if path.stat().st_size > MOST_BYTES:
            raise Refusal("too-large", file=path.name)
        data = path.read_bytes()
    if path.suffix.lower() not in SUFFIXES and data.startswith(b"PK\x03\x04"):
        raise Refusal("xlsb" if path.suffix.lower() == ".xlsb" else "wrong-extension", file=path.name)
    return data


@contextmanager
def _on_sheet(title: str) -> Iterator[None]:
    """Let every refusal know the sheet that was to be written."""
    try:
        yield
    except Refusal as refusal:
        refusal.details.setdefault("sheet", title)
        raise


def _change(draft: Draft, change: Change) -> None:
    match change:
        case Fill():
            fill(draft, change)
        case Append() if draft.find(change.sheet):
            append(draft, change)
        case Append():  # the sheet is not there yet: it begins with these rows
            names = tuple(column.name for column in change.columns if not column.computed)
            replace_sheet(draft, Replace(change.sheet, change.columns, change.frame, editable=names))
        case Replace():
            replace_sheet(draft, change)
        case Mark():
            mark(draft, change)


def _files(changes: Sequence[Change], out: Path) -> dict[Path, Writer]:
    """Return what writes each new file, by its place. Raises Refusal ``bad-path`` and ``file-exists``."""
    files: dict[Path, Writer] = {}
    for change in changes:
        if isinstance(change, NewFile):
            place = target(out, change.path)
            if place in files:
                raise Refusal("file-exists", file=str(place))
            files[place] = partial(write_new, change)
    return files
