"""The last commands on a workbook, kept in a folder beside it, so that each can be taken back, the last one first.

A record is a zip file named by its number. ``about.json`` tells the command, its time and its new files with their
fingerprints. A command on a closed workbook also leaves ``old``, the whole workbook as it was, and ``new``, what
differs afterwards, byte for byte; a command on an open one leaves ``steps.json`` (see :mod:`undo_steps`). Records are
as private as the workbook itself. Nothing in them is trusted: bytes are held against their fingerprints.
"""

from __future__ import annotations

import datetime as dt
import io
import json
import os
import re
import zipfile
import zlib
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import accumulate
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, BinaryIO

from addin import messages
from addin.hosts.locks import digest
from addin.ports import Done, Refusal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

MOST, MOST_BYTES = 50, 512 * 2**20  # records kept, and bytes of all of them; the last is always kept
MOST_JSON, MOST_ABOUT, MOST_BOOK = 2**30, 2**27, 2**30  # bytes, inflated
_ODD = (zipfile.BadZipFile, zlib.error, OSError, EOFError, KeyError, IndexError, ValueError, TypeError, RuntimeError)
_NAME = re.compile(r"(\d{6})\.dunbook-undo")


@dataclass(frozen=True)
class About:
    """What a record tells: files by their place (relative to the workbook's folder where they lie below it).

    ``old`` and ``new`` are the fingerprints of the workbook before and after, "" when it was not rewritten.
    ``folders`` were made for the files; ``drawn`` are the sheets written anew, each with how (see :mod:`undo_steps`).
    ``book`` is where the workbook stood.
    """

    command: str
    moment: str
    files: dict[str, str] = field(default_factory=dict)
    folders: tuple[str, ...] = ()
    old: str = ""
    new: str = ""
    drawn: dict[str, dict[str, Any]] = field(default_factory=dict)
    book: str = ""


@dataclass(frozen=True)
class Record:
    """One command of the stack as kept: ``place`` is its file."""

    place: Path
    about: About

    @property
    def number(self) -> int:
        """Return the number on the stack."""
        return _number(self.place)

    def done(self, path: Path) -> Done:
        """Return what commands may know of it, as a record of the workbook at ``path``."""
        moment = dt.datetime.fromisoformat(self.about.moment)
        there = len(files_of(path, self.about))
        return Done(self.number, self.about.command, moment, there, len(self.about.files) - there)

    def books(self) -> tuple[bytes, bytes] | None:
        """Return the workbook before and after, None when it was open in a program. Raises ``undo-damaged``."""
        with _opened(self.place) as archive:
            if "old" not in archive.namelist():
                return None
            old = _held(archive, "old", MOST_BOOK)
            new = patched(old, json.loads(_held(archive, "new.json")), _held(archive, "new", MOST_BOOK))
        if digest(old) != self.about.old or digest(new) != self.about.new:
            raise Refusal("undo-damaged", record=str(self.place))
        return old, new

    def steps(self) -> list[Any] | None:
        """Return the steps back of a command on an open workbook, None for a closed one."""
        with _opened(self.place) as archive:
            return json.loads(_held(archive, "steps.json")) if "steps.json" in archive.namelist() else None


# ------------------------------------------------------------------ the folder


def folder_of(path: Path) -> Path:
    """Return the folder of the stack of a workbook."""
    name = path.stem if path.suffix.lower() == ".xlsx" else path.name
    return path.with_name(messages.UNDO_FOLDER.format(name=name))


def places(path: Path) -> list[Path]:
    """Return the records of a workbook, the last first."""
    folder = folder_of(path)
    found = [place for place in folder.iterdir() if _NAME.fullmatch(place.name)] if folder.is_dir() else []
    return sorted(found, key=_number, reverse=True)


def next_place(path: Path) -> Path:
    """Return where the next record goes."""
    last = places(path)
    return folder_of(path) / f"{_number(last[0]) + 1 if last else 1:06d}.dunbook-undo"


def history(path: Path) -> tuple[Done, ...]:
    """Return the commands that can be taken back, the last first; one that is damaged hides those before it.

    Raises Refusal ``undo-damaged`` when it is the last one.
    """
    found: list[Done] = []
    for place in places(path):
        try:
            found.append(read(place).done(path))
        except Refusal:
            if not found:
                raise
            break
    return tuple(found)


def top(path: Path, number: int) -> Record:
    """Return the last record. Raises Refusal ``undo-changed`` when it is not the one of that number, ``undo-other``."""
    last = places(path)
    if not last or _number(last[0]) != number:
        raise Refusal("undo-changed")
    record = read(last[0])
    _guard_own(path, record.about)
    return record


def _guard_own(path: Path, about: About) -> None:
    """Refuse what was done to another workbook that still stands, of which this is a copy or which shares the stack.

    A copy in a folder of its own, with letters of its own, may go its own way.
    """
    other = Path(about.book) if about.book and "\0" not in about.book else path
    if not other.is_file() or (path.exists() and other.samefile(path)):
        return  # the same one, or one that was moved or renamed
    theirs = (place for place in files_of(path, about) if not place.is_relative_to(path.parent))
    if other.parent.samefile(path.parent) or any(theirs):
        raise Refusal("undo-other", command=about.command, other=str(other))


def read(place: Path) -> Record:
    """Read what a record tells. Raises Refusal ``undo-damaged``."""
    with _opened(place) as archive:
        told = json.loads(_held(archive, "about.json", MOST_ABOUT))
        about = About(**(told | {"folders": tuple(told["folders"])}))
        dt.datetime.fromisoformat(about.moment)
        if not (isinstance(about.command, str) and isinstance(about.files, dict) and isinstance(about.drawn, dict)
                and isinstance(about.book, str)):  # fmt: skip
            raise TypeError
        return Record(place, about)


def trim(path: Path) -> None:
    """Drop the oldest records beyond what is kept, and the folder with the last of them; a failure is no matter."""
    with suppress(OSError):
        found = places(path)
        sizes = accumulate(place.stat().st_size for place in found)
        for at, (place, size) in enumerate(zip(found, sizes, strict=True)):
            if at and (at >= MOST or size > MOST_BYTES):
                place.unlink(missing_ok=True)
        if not found:
            folder_of(path).rmdir()


def _number(place: Path) -> int:
    found = _NAME.fullmatch(place.name)
    return int(found[1]) if found else 0


class _opened:  # noqa: N801 - used like a function
    """Open a record; whatever is wrong with it is one refusal."""

    def __init__(self, place: Path) -> None:
        self._place = place

    def __enter__(self) -> zipfile.ZipFile:
        try:
            self._archive = zipfile.ZipFile(self._place)
        except PermissionError:
            raise
        except _ODD as fault:
            raise Refusal("undo-damaged", record=str(self._place)) from fault
        return self._archive

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, _: object) -> None:
        self._archive.close()
        if isinstance(fault, _ODD):
            raise Refusal("undo-damaged", record=str(self._place)) from fault


def _held(archive: zipfile.ZipFile, name: str, most: int = MOST_JSON) -> bytes:
    if archive.getinfo(name).file_size > most:
        raise ValueError(name)
    return archive.read(name)


# ------------------------------------------------------------------ writing


def write_closed(stream: BinaryIO, about: About, old: bytes, new: bytes) -> None:
    """Write the record of a command on a closed workbook."""
    operations, literals = differences(old, new)
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("about.json", json.dumps(vars(about)))  # in ASCII: a name may be no Unicode
        if about.old:
            archive.writestr("old", old)
            archive.writestr("new.json", json.dumps(operations))
            archive.writestr("new", literals)


def write_open(stream: BinaryIO, about: About, steps: Sequence[Any]) -> None:
    """Write the record of a command on an open workbook."""
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("about.json", json.dumps(vars(about)))  # in ASCII: a name may be no Unicode
        archive.writestr("steps.json", _dumped(steps))


def _dumped(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def place_text(path: Path, file: Path) -> str:
    """Return how a record names a file of the workbook at ``path``: relative where it lies below its folder."""
    file = file.absolute()
    return file.relative_to(path.parent).as_posix() if file.is_relative_to(path.parent) else str(file)


def place_named(path: Path, text: str) -> Path:
    """Return the file that a record names. Raises Refusal ``bad-path`` for a way up out of the folder."""
    if ".." in PurePosixPath(text).parts or "\0" in text:
        raise Refusal("bad-path", file=text)
    return path.parent / text


def files_of(path: Path, about: About) -> Mapping[Path, str]:
    """Return the files of a record that are still there, with the fingerprint of what was written."""
    named = {place_named(path, text): fingerprint for text, fingerprint in about.files.items()}
    return {place: fingerprint for place, fingerprint in named.items() if os.path.lexists(place)}


# ------------------------------------------------------------------ what differs between two workbooks


def differences(old: bytes, new: bytes) -> tuple[list[list[int]], bytes]:
    """Return how ``new`` is made: lengths of literal bytes, each with a place and length in ``old``, and those bytes.

    Two zip files of mostly the same members: what they share is named, not repeated.
    """
    known = {name: (start, end) for name, start, end in _members(old)}
    operations: list[list[int]] = []
    literals = io.BytesIO()
    at = 0
    for name, start, end in _members(new):
        first, last = known.get(name, (0, 0))
        if end > start and old[first:last] == new[start:end]:
            literals.write(new[at:start])
            operations.append([start - at, first, last - first])
            at = end
    literals.write(new[at:])
    return operations, literals.getvalue()


def patched(old: bytes, operations: Sequence[Sequence[int]], literals: bytes) -> bytes:
    """Return ``new`` from what :func:`differences` answered."""
    pieces, at = [], 0
    if sum(min(count, len(old)) for _, _, count in operations) > MOST_BOOK:
        raise ValueError
    for length, start, count in operations:
        pieces += [literals[at : at + length], old[start : start + count]]
        at += length
    return b"".join((*pieces, literals[at:]))


def _members(data: bytes) -> list[tuple[str, int, int]]:
    """Return name, start and end of the compressed bytes of every member, in the order of the file."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        found = []
        for info in archive.infolist():
            header = data[info.header_offset : info.header_offset + 30]
            start = info.header_offset + 30 + int.from_bytes(header[26:28], "little")
            start += int.from_bytes(header[28:30], "little")
            found.append((info.filename, start, start + info.compress_size))
        return sorted(found, key=lambda member: member[1])
