"""Taking back a command on a closed workbook: what it leaves to be taken back by, and the workbook as it was before.

While the file is what the command left, the old one comes back byte for byte. When someone has saved it since, each
cell that the command changed comes back by itself (:mod:`undo_merge`), and every other change stays.
"""

from __future__ import annotations

import io
from dataclasses import replace
from typing import TYPE_CHECKING

from addin.hosts.locks import digest
from addin.hosts.undo_stack import About, place_text, places, read, write_closed
from addin.hosts.undo_steps import Marks, loaded, recipe
from addin.ports import Remember, Replace

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path
    from typing import Any, BinaryIO

    from addin.hosts.saving import Recorder
    from addin.hosts.undo_stack import Record
    from addin.ports import Change


def recorder(path: Path, changes: Sequence[Change], old: bytes, new: bytes | None) -> Recorder | None:
    """Return what writes the record of a command on a closed workbook, None when it is not to be remembered."""
    remember = next((change for change in changes if isinstance(change, Remember)), None)
    if remember is None:
        return None

    def write(stream: BinaryIO, files: Mapping[Path, str], folders: Sequence[Path]) -> None:
        told = about(path, remember, changes, files, folders)
        if new is not None:
            told = replace(told, old=digest(old), new=digest(new))
        write_closed(stream, told, old, new or old)

    return write


def about(
    path: Path, remember: Remember, changes: Sequence[Change], files: Mapping[Path, str], folders: Sequence[Path]
) -> About:
    """Return what the record of a command tells."""
    return About(
        remember.command,
        remember.moment.isoformat(timespec="seconds"),
        {place_text(path, file): fingerprint for file, fingerprint in files.items()},
        tuple(place_text(path, folder) for folder in folders),
        drawn={change.sheet: recipe(change) for change in changes if isinstance(change, Replace)},
        book=str(path),
    )


def before(path: Path, record: Record, current: bytes) -> bytes | None:
    """Return the workbook as it was before a command, None when it is so already.

    Raises a Refusal when someone has changed the same cells since.
    """
    books = record.books()
    if books and digest(current) == record.about.new:
        return books[0]
    if books and digest(current) == record.about.old:
        return None  # somebody has put the version before in its place
    return merged(path, record, books, current)


def merged(path: Path, record: Record, books: tuple[bytes, bytes] | None, current: bytes) -> bytes | None:
    """Return a workbook that someone has saved since, without what the command wrote. Raises a Refusal."""
    from addin.hosts.draft import Draft  # noqa: PLC0415 - only when somebody has been at the file
    from addin.hosts.package import Package  # noqa: PLC0415
    from addin.hosts.undo_diff import steps_between  # noqa: PLC0415
    from addin.hosts.undo_merge import take_back_steps  # noqa: PLC0415

    held = record.steps()
    if books:
        steps = steps_between(*books, record.about.drawn)
    elif held is not None:
        steps = loaded(held)
    else:
        return None
    draft = Draft(Package(current))
    steps = [
        replace(step, shades=shades_before(path, record, step.sheet))
        if isinstance(step, Marks) and step.shades is None else step
        for step in steps
    ]  # fmt: skip
    take_back_steps(draft, steps, record.about.command, lambda title: recipe_before(path, record, title))
    draft.finish()
    if not draft.package.changed:
        return None
    stream = io.BytesIO()
    draft.package.save(stream)
    return stream.getvalue()


def recipe_before(path: Path, record: Record, title: str) -> dict[str, Any] | None:
    """Return how a sheet was drawn the last time before a command, None when no record tells."""
    for place in places(path):
        if place.name < record.place.name:
            drawn = read(place).about.drawn
            if title in drawn:
                return drawn[title]
    return None


def shades_before(path: Path, record: Record, title: str) -> dict[str, str]:
    """Return the shades (level by cell) that the last record before a command left on a sheet, {} when none tells."""
    from addin.hosts.package import Package  # noqa: PLC0415 - only on an undo
    from addin.hosts.undo_diff import Book, marks_of  # noqa: PLC0415

    for place in places(path):
        if place.name < record.place.name:
            older = read(place)
            held, books = older.steps(), older.books()
            if books:
                book = Book(Package(books[1]))
                return marks_of(book, book.sheets[title])[1] if title in book.sheets else {}
            for step in loaded(held or ()):
                if isinstance(step, Marks) and step.sheet == title:
                    return dict(step.left)
    return {}
