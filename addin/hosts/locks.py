"""Who holds a workbook: the owner files of Excel, WPS and LibreOffice, and this program's own lock.

Our lock is a file beside the workbook, held by a lock of the operating system that dies with the process. It is also
the journal of a save: what a killed run left half done is cleared by the next one.
"""

from __future__ import annotations

import codecs
import errno
import getpass
import hashlib
import json
import os
import re
import socket
import stat
import sys
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from addin.ports import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from typing import IO

_TEMPORARY = re.compile(r"\..+\.\d+\.tmp")
_TEMPORARY_OF = re.compile(r"\.(.+)\.\d+\.tmp")
UNDO_SUFFIX = ".dunbook-undo"
_OWNER_MOST, _NAME_MOST = 4096, 60  # bytes read of an owner file, characters of a name told
_OWNER_LENGTH, _OWNER_NAME = 55, 57  # Excel's owner file: name in the local script, then length and name in UTF-16


def guard_closed(path: Path) -> None:
    """Refuse with the holder's name when an editor has the workbook open (``open-elsewhere``)."""
    names = [(f"~${path.name}", _office_holder), (f".~{path.name}", _office_holder),
             (f".~lock.{path.name}#", _libreoffice_holder)]  # fmt: skip
    if path.suffix.lower() == ".docx":
        names.append((f"~${path.name[2:]}", _office_holder))  # Word's takes the place of two letters
    for name, holder in names:
        owner = path.with_name(name)
        if owner.exists():
            raise Refusal("open-elsewhere", file=path.name, holder=_name(holder(_start(owner))), owner=name)


def _start(owner: Path) -> bytes:
    """Return what an owner file says; anybody may have laid it, of any kind and size."""
    try:
        if not owner.is_file():
            return b""
        with owner.open("rb") as stream:
            return stream.read(_OWNER_MOST)
    except OSError:
        return b""  # Excel on Windows keeps it to itself: a sure sign that it is alive


def _name(text: str) -> str:
    """Return a name fit to be told, "" for what can be none."""
    return text if text.isprintable() and len(text) <= _NAME_MOST else ""


def _office_holder(data: bytes) -> str:
    if len(data) > _OWNER_NAME:
        length = data[_OWNER_LENGTH]
        name = data[_OWNER_NAME : _OWNER_NAME + 2 * length].decode("utf-16-le", "ignore").strip("\0 ")
        if name:
            return name
    short = data[1 : 1 + data[0]] if data else b""
    return short.decode("gb18030", "ignore").strip("\0 ")


def _libreoffice_holder(data: bytes) -> str:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        fields = data.decode("utf-16", "ignore").split(",")
    else:
        try:
            fields = data.decode("utf-8").split(",")
        except UnicodeDecodeError:
            fields = data.decode("gb18030", "ignore").split(",")
    return next((field.strip() for field in fields[:3] if field.strip()), "")


# ------------------------------------------------------------------ our own lock


def lock_of(path: Path) -> Path:
    """Return the lock file of a workbook."""
    return path.with_name(f".{path.name}.dunbook-lock")


@contextmanager
def locked(path: Path) -> Iterator[Journal]:
    """Hold the workbook against other runs of this program. Raises Refusal ``busy`` with who holds it."""
    lock = lock_of(path)
    stream = _hold(lock)
    with suppress(OSError):  # who may write the workbook may clear up after a killed run of anybody's
        lock.chmod(path.stat().st_mode & 0o666 | 0o600)
    journal = Journal(stream, path)
    try:
        journal.clear_up()
        journal.write({})
        yield journal
    finally:
        _let_go(lock, stream, keep=journal.unfinished)


def _hold(lock: Path) -> IO[str]:
    while True:
        stream = open(lock, "a+", encoding="utf-8", opener=_own)  # noqa: SIM115 - held until it is let go
        try:
            _lock(stream)
        except OSError as fault:
            with stream:
                holder = _last_entry(stream)
            who = f"{holder['user']}@{holder['host']}" if {"user", "host"} <= holder.keys() else ""
            raise Refusal("busy", holder=who) from fault
        try:
            same = os.path.samestat(lock.stat(), os.fstat(stream.fileno()))
        except FileNotFoundError:
            same = False
        if same:  # else the holder before us took the file away while we waited: take a new one
            return stream
        stream.close()


def _own(name: str, flags: int) -> int:
    """Open the lock file itself: what others laid in its place must lead us nowhere, and waits for nobody."""
    handle = os.open(name, flags | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0), 0o666)
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), name)
    return handle


def _lock(stream: IO[str]) -> None:
    if sys.platform == "win32":
        import msvcrt  # noqa: PLC0415 - only there

        stream.seek(2**30)  # past the text, so that others can read who holds it
        msvcrt.locking(stream.fileno(), msvcrt.LK_NBLCK, 1)
    else:
        import fcntl  # noqa: PLC0415 - only there

        fcntl.flock(stream.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)


def _let_go(lock: Path, stream: IO[str], *, keep: bool) -> None:
    """Give the lock back; its file stays as the journal when something is left for the next run to clear up."""
    if keep:
        stream.close()
    elif sys.platform == "win32":
        stream.close()
        with suppress(OSError):
            lock.unlink()
    else:
        with stream, suppress(OSError):  # a lock file that stays is taken over by the next run
            lock.unlink(missing_ok=True)


def _last_entry(stream: IO[str]) -> Mapping[str, Any]:
    """Return the last whole entry of a lock file, {} when there is none: one torn by a kill counts as not written."""
    try:
        stream.seek(0)
        lines = stream.read().splitlines()
    except (ValueError, OSError):
        return {}
    for line in reversed(lines):
        with suppress(ValueError, RecursionError):
            entry = json.loads(line)
            if isinstance(entry, dict):
                return entry
    return {}


def _texts(value: object) -> list[str]:
    """Return the paths of a journal's list; the lock file lies where others can write."""
    return [text for text in value if isinstance(text, str) and "\0" not in text] if isinstance(value, list) else []


class Journal:
    """The text of the lock file, a line per entry: who holds it and which files a save is about to put in place."""

    def __init__(self, stream: IO[str], path: Path) -> None:
        """Keep the open lock file of the workbook at ``path``."""
        self._stream, self._path = stream, path
        self.unfinished = False

    def write(self, entry: Mapping[str, object]) -> None:
        """Add an entry, surely on disk when this returns; until then the one before it counts."""
        holder = {"user": _user(), "host": socket.gethostname(), "process": os.getpid()}
        self._stream.write(json.dumps(holder | dict(entry)) + "\n")  # in ASCII: a name may be no Unicode
        self._stream.flush()
        os.fsync(self._stream.fileno())

    def plan(self, old: bytes, swap: Path | None, temporary: Sequence[Path], final: Mapping[Path, str]) -> None:
        """Note what a save is about to do: the workbook's old bytes, temporary files, and each new file's fingerprint.

        ``swap`` is the new workbook beside the old one, None when there is none. It is noted before anything is
        written, and again with the fingerprints before the first file is put in place.
        """
        self.write({
            "old": digest(old),
            "swap": str(swap or ""),
            "temporary": [str(path) for path in temporary],
            "final": {str(path): fingerprint for path, fingerprint in final.items()},
        })

    def clear_up(self) -> None:
        """Take away what a killed run left: if the workbook was not swapped its new files, and its temporary files."""
        left = _last_entry(self._stream)
        if left.get("undone"):
            self._clear_up_undo(left)
        final = left.get("final")
        if isinstance(final, dict) and final and self._not_swapped(left):
            for name in _texts(list(final)):
                path = Path(name)
                if path.is_file() and file_digest(path) == final[name]:
                    path.unlink()
        for name in _texts(left.get("temporary")):
            if _TEMPORARY.fullmatch(Path(name).name):  # the lock file lies where others can write
                Path(name).unlink(missing_ok=True)
        self._stream.truncate(0)

    def _not_swapped(self, left: Mapping[str, Any]) -> bool:
        """Tell whether the workbook is still the old one, whoever has saved it since."""
        swap = _texts([left.get("swap")])
        return bool(swap and swap[0] and os.path.lexists(swap[0])) or file_digest(self._path) == left.get("old")

    def _clear_up_undo(self, left: Mapping[str, Any]) -> None:
        """Finish a killed undo if it had come to its end, else put its files back.

        The new workbook is written beside before the first file is moved and is gone once it is swapped in.
        """
        record, swap = (Path(*_texts([left.get(key)])) for key in ("undone", "swap"))
        moved = [path for name in _texts(left.get("moved")) if (path := Path(name)).is_file()]
        if left.get("swap"):
            done = not swap.exists() and (bool(moved) or file_digest(self._path) == left.get("new"))
        else:
            done = not record.exists()
        if not done:
            restore(moved)
            return
        for path in moved:
            if _TEMPORARY.fullmatch(path.name):  # the lock file lies where others can write
                path.unlink()
        for name in _texts(left.get("folders")):
            with suppress(OSError):
                Path(name).rmdir()  # only one in which nothing lies
        if record.suffix == UNDO_SUFFIX:
            record.unlink(missing_ok=True)


def restore(moved: Iterable[Path]) -> None:
    """Give files that were moved out of the way their names back, which their temporary names tell."""
    for path in moved:
        found = _TEMPORARY_OF.fullmatch(path.name)
        if found and path.is_file() and not os.path.lexists(path.with_name(found[1])):
            path.rename(path.with_name(found[1]))


def digest(data: bytes) -> str:
    """Return the fingerprint of a file's bytes."""
    return _fingerprint(data).hexdigest()


def file_digest(path: Path) -> str:
    """Return the fingerprint of a file, read block by block."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, _fingerprint).hexdigest()


def _fingerprint(data: bytes = b"") -> hashlib.blake2b:
    return hashlib.blake2b(data, digest_size=16)


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return ""
