"""Puts files in place so that a crash at any step leaves the old workbook or the new one, never half.

New files and the new workbook are written beside their places under temporary names and forced to disk; then the
files are put in place, never over another, and last of all the workbook is swapped in. What it replaced is kept.
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
from addin.hosts import undo_stack
from addin.hosts.locks import digest, file_digest, guard_closed, lock_of, locked, restore
from addin.ports import Refusal

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from addin.hosts.locks import Journal

BACKUPS = 10
_WRITABLE = stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH


Writer: TypeAlias = "Callable[[BinaryIO], None]"
Tell: TypeAlias = "Callable[[int, int], None]"  # how many files of how many are written
Recorder: TypeAlias = "Callable[[BinaryIO, Mapping[Path, str], Sequence[Path]], None]"


def save(
    path: Path,
    old: bytes,
    new: bytes | None,
    files: Mapping[Path, Writer],
    now: dt.datetime,
    tell: Tell,
    record: Recorder | None = None,
) -> None:
    """Write ``files`` (none may exist) and swap the workbook at ``path`` from ``old`` to ``new`` (None = leave it).

    Each file is written by its function into the open file, so that no more than one is ever in memory; ``tell``
    hears of each. ``record`` writes the record that takes it all back, given the fingerprints of the files and the
    folders made. All or nothing. Raises a Refusal: ``open-elsewhere``, ``busy``, ``changed-since-read``,
    ``read-only-file``, ``read-only-folder``, ``file-exists``, ``disk-full`` or ``no-permission``.
    """
    with told(path):
        if new is not None:
            guard_writable(path)
            guard_closed(path)
        with locked(path) as journal:
            if path.read_bytes() != old:
                raise Refusal("changed-since-read", file=path.name)
            _save(path, old, new, files, now, tell, journal, record)
            undo_stack.trim(path)


def put_record(path: Path, write: Writer) -> None:
    """Put a record on the stack of a workbook that is open in a program; the caller holds its lock."""
    place = undo_stack.next_place(path)
    temporary = _beside(place)
    made: list[Path] = []
    try:
        make_folder(place.parent, made)
        _write_new(temporary, write)
        undo_stack.make_private(path, place.parent, temporary)
        _place(temporary, place)
    except BaseException:
        clear_away([temporary])
        remove_folders(made)
        raise


def settle(path: Path) -> None:
    """Clear up what a killed run left, before anything is read that it may have left half done."""
    if os.path.lexists(lock_of(path)):
        with told(path), locked(path):
            pass


def take_back(path: Path, old: bytes, new: bytes | None, record: undo_stack.Record, now: dt.datetime) -> None:
    """Swap the workbook from ``old`` to ``new`` (None = leave it), and take away a record and the files it names.

    All or nothing, as :func:`save`. The workbook's swap is the moment at which it is done; without one it is the end of
    the record. Raises its Refusals, and ``undo-file-changed`` when a file is no longer what was written.
    """
    with told(path):
        if new is not None:
            guard_writable(path)
            guard_closed(path)
        with locked(path) as journal:
            if path.read_bytes() != old or not record.place.exists():
                raise Refusal("changed-since-read", file=path.name)
            files = undo_stack.files_of(path, record.about)
            guard_files(files)
            _take_back(path, old, new, record, list(files), now, journal)
            undo_stack.trim(path)


def guard_files(files: Mapping[Path, str]) -> None:
    """Refuse when a file is no longer what was written (``undo-file-changed``) or is open (``open-elsewhere``)."""
    for file, fingerprint in files.items():
        if not file.is_file() or file.is_symlink() or file_digest(file) != fingerprint:
            raise Refusal("undo-file-changed", found=str(file))
        guard_closed(file)


def _take_back(
    path: Path,
    old: bytes,
    new: bytes | None,
    record: undo_stack.Record,
    files: Sequence[Path],
    now: dt.datetime,
    journal: Journal,
) -> None:
    moved = {file: _beside(file) for file in files}
    swapped = _beside(path)
    folders = [undo_stack.place_named(path, text) for text in reversed(record.about.folders)]
    done = False
    journal.write({
        "undone": str(record.place), "moved": [str(one) for one in moved.values()],
        "swap": str(swapped) if new is not None else "", "new": digest(new) if new is not None else "",
        "temporary": [str(swapped)], "folders": [str(folder) for folder in folders],
    })  # fmt: skip
    try:
        if new is not None:
            _write(swapped, new)
            shutil.copymode(path, swapped)
            _back_up(path, old, now)
        for file, temporary in moved.items():
            file.rename(temporary)
        if new is not None:
            guard_closed(path)
            swapped.replace(path)
        else:
            record.place.unlink()
        done = True
    finally:
        with suppress(OSError):
            if done:
                clear_away([*moved.values(), record.place])
                remove_folders(folders)
            else:
                restore(moved.values())
                swapped.unlink(missing_ok=True)
        left = [*moved.values(), *([record.place] if done else [swapped])]
        journal.unfinished = any(map(os.path.lexists, left))  # what could not be done here, the next run does


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
        raise


def guard_writable(path: Path) -> None:
    """Refuse a workbook that its owner set read-only: swapping a file would not even notice."""
    if not path.stat().st_mode & _WRITABLE or not os.access(path, os.W_OK):
        raise Refusal("read-only-file", file=path.name)
    if not path.parent.stat().st_mode & _WRITABLE or not os.access(path.parent, os.W_OK):
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


def _save(
    path: Path,
    old: bytes,
    new: bytes | None,
    files: Mapping[Path, Writer],
    now: dt.datetime,
    tell: Tell,
    journal: Journal,
    record: Recorder | None,
) -> None:
    for final in files:
        if os.path.lexists(final):
            raise Refusal("file-exists", file=str(final))
    folders: list[Path] = []
    placed: list[Path] = []
    done = False
    prints: dict[Path, str] = {}
    writers = dict(files)
    if record and (files or new is not None):
        writers |= _recording(path, record, prints, folders)
    temporary = {final: _beside(final) for final in writers}
    swapped = _beside(path)
    journal.plan(old, [*temporary.values(), swapped], prints)
    try:
        for final, write in writers.items():
            make_folder(final.parent, folders)
            prints[final] = _write_new(temporary[final], write)
            tell(min(len(prints), len(files)), len(files))
        if temporary:
            journal.plan(old, [*temporary.values(), swapped], prints)
        if new is not None:
            _write(swapped, new)
            shutil.copymode(path, swapped)
            _back_up(path, old, now)
        for final, made in temporary.items():
            _place(made, final)
            placed.append(final)
        if new is not None:
            guard_closed(path)  # once more: saving takes a while
            swapped.replace(path)
        done = True
        with suppress(OSError):  # everything is in place; only when names reach the disk is left to the system
            _settle({final.parent for final in temporary} | {path.parent})
    finally:
        clear_away([*temporary.values(), swapped, *([] if done else placed)])
        remove_folders([] if done else reversed(folders))


def _recording(
    path: Path, record: Recorder, prints: Mapping[Path, str], folders: Sequence[Path]
) -> Mapping[Path, Writer]:
    """Return what writes the record after all files, when their fingerprints and the folders made are known."""
    place = undo_stack.next_place(path)

    def write(stream: BinaryIO) -> None:
        undo_stack.make_private(path, place.parent, _beside(place))
        record(stream, dict(prints), [folder for folder in folders if folder != place.parent])

    return {place: write}


def _beside(path: Path) -> Path:
    return path.with_name(f".{path.name}.{os.getpid()}.tmp")


def _write(path: Path, data: bytes) -> None:
    with path.open("xb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())


def _write_new(path: Path, write: Writer) -> str:
    """Let a function write a file, force it to disk and return its fingerprint."""
    with path.open("xb") as stream:
        write(stream)
        stream.flush()
        os.fsync(stream.fileno())
    return file_digest(path)


def _place(temporary: Path, final: Path) -> None:
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


def _settle(folders: set[Path]) -> None:
    """Force names to disk, where the system can."""
    if os.name == "posix":
        for folder in folders:
            handle = os.open(folder, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)


# ------------------------------------------------------------------ backups


def _back_up(path: Path, old: bytes, now: dt.datetime) -> None:
    """Keep the version that is about to be replaced, and no more than BACKUPS of them."""
    folder = path.with_name(messages.BACKUP_FOLDER.format(name=path.stem))
    folder.mkdir(exist_ok=True)
    name = f"{path.stem}-{now:%Y%m%d-%H%M%S}"
    kept, number = folder / f"{name}{path.suffix}", 1
    while kept.exists():
        number += 1
        kept = folder / f"{name}-{number:02d}{path.suffix}"
    _write(kept, old)
    for outdated in backups(path)[:-BACKUPS]:
        outdated.unlink(missing_ok=True)


def backups(path: Path) -> Sequence[Path]:
    """Return the kept versions of a workbook, the oldest first."""
    folder = path.with_name(messages.BACKUP_FOLDER.format(name=path.stem))
    if not folder.is_dir():
        return []
    ours = re.compile(re.escape(path.stem) + r"-\d{8}-\d{6}(-\d+)?" + re.escape(path.suffix))
    return sorted((kept for kept in folder.iterdir() if ours.fullmatch(kept.name)), key=lambda kept: kept.stem)
