"""What the file system does for a save: whole files under temporary names, never over another one, and backups.

Its faults become refusals that say what to do (:func:`told`).
"""

from __future__ import annotations

import errno
import os
import re
import shutil
import stat
from contextlib import contextmanager, suppress
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, BinaryIO, TypeAlias

from addin import messages
from addin.hosts.locks import file_digest
from addin.ports import Refusal

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Iterator, Sequence

BACKUPS = 10
_TOO_LONG = {111, 123, 206}  # what Windows says of it
_IN_THE_WAY = {errno.EEXIST, errno.ENOTDIR, errno.EISDIR, errno.ELOOP}
_READ = 0o444
_WRITABLE = stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH

Writer: TypeAlias = "Callable[[BinaryIO], None]"


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Turn faults of the file system into refusals that say what to do."""
    try:
        yield
    except FileNotFoundError as fault:
        raise Refusal("missing-file", file=str(fault.filename or path)) from fault
    except PermissionError as fault:
        raise Refusal("no-permission", file=str(fault.filename or path)) from fault
    except OSError as fault:
        if fault.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise Refusal("disk-full", file=path.name) from fault
        if fault.errno == errno.EROFS:
            raise Refusal("read-only-folder", file=path.name, folder=str(path.parent)) from fault
        found = str(fault.filename or path)
        if fault.errno == errno.ENAMETOOLONG or getattr(fault, "winerror", None) in _TOO_LONG:
            raise Refusal("name-too-long", file=path.name, found=found) from fault
        if fault.errno in _IN_THE_WAY:
            raise Refusal("in-the-way", file=path.name, found=found) from fault
        raise Refusal("disk-fault", file=path.name, found=found, number=str(fault.errno)) from fault


def writable(place: Path) -> bool:
    """Tell whether a file or a folder may be written, also by the words of an owner whom the system never stops."""
    return bool(place.stat().st_mode & _WRITABLE) and os.access(place, os.W_OK)


def guard_writable(path: Path) -> None:
    """Refuse a workbook that its owner set read-only: swapping a file would not even notice."""
    if not writable(path):
        raise Refusal("read-only-file", file=path.name)
    if not writable(path.parent):
        raise Refusal("read-only-folder", file=path.name, folder=str(path.parent))


def target(out: Path, name: str) -> Path:
    """Return where a file named by a change goes: strictly below ``out``. Raises Refusal ``bad-path``."""
    pure = PurePosixPath(name.replace("\\", "/"))
    if not name or pure.is_absolute() or ".." in pure.parts or ":" in name or "\0" in name:
        raise Refusal("bad-path", file=name)
    found = out.joinpath(*pure.parts)
    if not found.resolve().is_relative_to(out.resolve()) or found.resolve() == out.resolve():
        raise Refusal("bad-path", file=name)
    return found


def beside(path: Path) -> Path:
    """Return the temporary name that a file has until it is whole."""
    return path.with_name(f".{path.name}.{os.getpid()}.tmp")


def write_synced(path: Path, data: bytes) -> None:
    """Write a new file that only we may read as yet, and force it to disk."""
    with open(path, "xb", opener=_private) as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())


def _private(name: str, flags: int) -> int:
    return os.open(name, flags, 0o600)


def make_private(path: Path, folder: Path, file: Path) -> None:
    """Let those use a folder of ours and a file in it who may the workbook, and nobody else (where there are modes)."""
    with suppress(OSError):
        shutil.copymode(path, file)
    with suppress(OSError):
        mode = path.stat().st_mode & 0o777
        folder.chmod(mode | (mode & _READ) >> 2 | 0o700)


def write_new(path: Path, write: Writer) -> str:
    """Let a function write a file, force it to disk and return its fingerprint."""
    with path.open("xb") as stream:
        write(stream)
        stream.flush()
        os.fsync(stream.fileno())
    return file_digest(path)


def write_whole(path: Path, data: bytes) -> None:
    """Write a file whole or not at all, over one that is there; faults of the file system are told."""
    temporary = beside(path)
    with told(path):
        try:
            temporary.write_bytes(data)
            temporary.replace(path)
        finally:
            clear_away([temporary])


def put_in_place(temporary: Path, final: Path) -> None:
    """Give a file its name, never over another one."""
    try:
        os.link(temporary, final)
    except FileExistsError as fault:
        raise Refusal("file-exists", file=str(final)) from fault
    except OSError:  # a file system without links
        if os.path.lexists(final):
            raise Refusal("file-exists", file=str(final)) from None
        os.rename(temporary, final)  # noqa: PTH104 - Path.rename says the same
    else:
        temporary.unlink()


def make_folder(folder: Path, made: list[Path]) -> None:
    """Make a folder and its parents; note in ``made`` those that were not there, outermost first."""
    missing = []
    while not folder.exists():
        missing.append(folder)
        folder = folder.parent
    for one in reversed(missing):
        one.mkdir()
        made.append(one)


def settle_names(folders: set[Path]) -> None:
    """Force names to disk, where the system can."""
    if os.name == "posix":
        for folder in folders:
            handle = os.open(folder, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)


def clear_away(files: Iterable[Path]) -> None:
    """Remove files, each if it can be."""
    for file in files:
        with suppress(OSError):
            file.unlink(missing_ok=True)


def remove_folders(folders: Iterable[Path]) -> None:
    """Remove folders, each if nothing lies in it."""
    for folder in folders:
        with suppress(OSError):
            folder.rmdir()


# ------------------------------------------------------------------ backups


def next_backup(path: Path, now: dt.datetime) -> Path:
    """Return where the version that is about to be replaced is kept."""
    folder = path.with_name(messages.BACKUP_FOLDER.format(name=path.stem))
    name = f"{path.stem}-{now:%Y%m%d-%H%M%S}"
    kept, number = folder / f"{name}{path.suffix}", 1
    while kept.exists():
        number += 1
        kept = folder / f"{name}-{number:02d}{path.suffix}"
    return kept


def back_up(path: Path, old: bytes, kept: Path) -> None:
    """Keep the version that is about to be replaced, whole or not at all, and no more than BACKUPS of them."""
    kept.parent.mkdir(exist_ok=True)
    temporary = beside(kept)
    try:
        write_synced(temporary, old)
        make_private(path, kept.parent, temporary)
        put_in_place(temporary, kept)
    finally:
        clear_away([temporary])
    for outdated in backups(path)[:-BACKUPS]:
        outdated.unlink(missing_ok=True)


def backups(path: Path) -> Sequence[Path]:
    """Return the kept versions of a workbook, the oldest first."""
    folder = path.with_name(messages.BACKUP_FOLDER.format(name=path.stem))
    if not folder.is_dir():
        return []
    ours = re.compile(re.escape(path.stem) + r"-\d{8}-\d{6}(-\d+)?" + re.escape(path.suffix))
    return sorted((kept for kept in folder.iterdir() if ours.fullmatch(kept.name)), key=lambda kept: kept.stem)
