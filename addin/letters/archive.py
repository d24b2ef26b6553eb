"""One ZIP with all letters of a run, in place of a folder."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING, BinaryIO

from addin.letters.names import free_name, safe_name

if TYPE_CHECKING:
    from collections.abc import Iterable


def write_archive(letters: Iterable[tuple[str, bytes]], stream: BinaryIO) -> int:
    """Write (path, content) pairs into a ZIP, each as it comes, and return how many.

    Letters are compressed already and are stored as they are. Each part of a path is made safe; a name that occurs
    twice is told apart by (2). File names are UTF-8, which Windows' own unpacking reads right.
    """
    taken: set[str] = set()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
        for path, content in letters:
            safe = "/".join(safe_name(part) for part in path.split("/") if part not in ("", ".", ".."))
            name = free_name(safe, taken)
            taken.add(name.casefold())
            archive.writestr(zipfile.ZipInfo(name), content)
    return len(taken)
