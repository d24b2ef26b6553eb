"""Puts files in place so that a crash at any step leaves the old workbook or the new one, never half.

New files and the new workbook are written beside their places under temporary names and forced to disk; then the
files are put in place, never over another, and last of all the workbook is swapped in. What it replaced is kept.
"""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from typing import TYPE_CHECKING, BinaryIO, TypeAlias

from addin.hosts import disk, undo_stack
from addin.hosts.locks import digest, file_digest, guard_closed, lock_of, locked, restore
from addin.ports import Refusal

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from addin.hosts.disk import Writer
    from addin.hosts.locks import Journal

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
    with disk.told(path):
        if new is not None:
            disk.guard_writable(path)
            guard_closed(path)
        with locked(path) as journal:
            if path.read_bytes() != old:
                raise Refusal("changed-since-read", file=path.name)
            _save(path, old, new, files, now, tell, journal, record)
            undo_stack.trim(path)


def put_record(path: Path, write: Writer) -> None:
    """Put a record on the stack of a workbook that is open in a program; the caller holds its lock."""
    place = undo_stack.next_place(path)
    temporary = disk.beside(place)
    made: list[Path] = []
    try:
        disk.make_folder(place.parent, made)
        disk.write_new(temporary, write)
        disk.make_private(path, place.parent, temporary)
        disk.put_in_place(temporary, place)
    except BaseException:
        disk.clear_away([temporary])
        disk.remove_folders(made)
        raise


def settle(path: Path) -> None:
    """Clear up what a killed run left, before anything is read that it may have left half done."""
    if os.path.lexists(lock_of(path)):
        with disk.told(path), locked(path):
            pass


def settle_if_idle(path: Path) -> None:
    """As :func:`settle`, but reading waits for nobody: what cannot be cleared up now is left to who writes next."""
    with suppress(Refusal, OSError):
        settle(path)


def take_back(path: Path, old: bytes, new: bytes | None, record: undo_stack.Record, now: dt.datetime) -> None:
    """Swap the workbook from ``old`` to ``new`` (None = leave it), and take away a record and the files it names.

    All or nothing, as :func:`save`. The workbook's swap is the moment at which it is done; without one it is the end of
    the record. Raises its Refusals, and ``undo-file-changed`` when a file is no longer what was written.
    """
    with disk.told(path):
        if new is not None:
            disk.guard_writable(path)
            guard_closed(path)
        with locked(path) as journal:
            if path.read_bytes() != old or not record.place.exists():
                raise Refusal("changed-since-read", file=path.name)
            if not disk.writable(record.place.parent):  # the record could not be taken away
                raise Refusal("no-permission", file=str(record.place.parent))
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
    moved = {file: disk.beside(file) for file in files}
    swapped, kept = disk.beside(path), disk.next_backup(path, now)
    folders = [undo_stack.place_named(path, text) for text in reversed(record.about.folders)]
    done = False
    journal.write({
        "undone": str(record.place), "moved": [str(one) for one in moved.values()],
        "swap": str(swapped) if new is not None else "", "new": digest(new) if new is not None else "",
        "temporary": [str(swapped), str(disk.beside(kept))], "folders": [str(folder) for folder in folders],
    })  # fmt: skip
    try:
        if new is not None:
            disk.write_synced(swapped, new)
            shutil.copymode(path, swapped)
            disk.back_up(path, old, kept)
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
                disk.clear_away([*moved.values(), record.place])
                disk.remove_folders(folders)
            else:
                restore(moved.values())
                swapped.unlink(missing_ok=True)
        left = [*moved.values(), *([record.place] if done else [swapped])]
        journal.unfinished = any(map(os.path.lexists, left))  # what could not be done here, the next run does


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
    temporary = {final: disk.beside(final) for final in writers}
    swapped, kept = disk.beside(path), disk.next_backup(path, now)
    new_book = swapped if new is not None else None
    passing = [*temporary.values(), swapped, disk.beside(kept)]
    journal.plan(old, new_book, passing, prints)
    try:
        for final, write in writers.items():
            disk.make_folder(final.parent, folders)
            prints[final] = disk.write_new(temporary[final], write)
            tell(min(len(prints), len(files)), len(files))
        if temporary:
            journal.plan(old, new_book, passing, prints)
        if new is not None:
            disk.write_synced(swapped, new)
            shutil.copymode(path, swapped)
            disk.back_up(path, old, kept)
        for final, made in temporary.items():
            disk.put_in_place(made, final)
            placed.append(final)
        if new is not None:
            guard_closed(path)  # once more: saving takes a while
            swapped.replace(path)
        done = True
        with suppress(OSError):  # everything is in place; only when names reach the disk is left to the system
            disk.settle_names({final.parent for final in temporary} | {path.parent})
    finally:
        disk.clear_away([*temporary.values(), swapped, *([] if done else placed)])
        disk.remove_folders([] if done else reversed(folders))


def _recording(
    path: Path, record: Recorder, prints: Mapping[Path, str], folders: Sequence[Path]
) -> Mapping[Path, Writer]:
    """Return what writes the record after all files, when their fingerprints and the folders made are known."""
    place = undo_stack.next_place(path)

    def write(stream: BinaryIO) -> None:
        disk.make_private(path, place.parent, disk.beside(place))
        record(stream, dict(prints), [folder for folder in folders if folder != place.parent])

    return {place: write}
