"""Files that a command writes beside an open workbook: made under temporary names, then put in place together."""

from __future__ import annotations

import os
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from addin.hosts.disk import make_folder, target, told
from addin.hosts.locks import file_digest
from addin.hosts.new_files import write_new
from addin.ports import NewFile, Refusal

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from addin.ports import Change


class Staged:
    """Files under temporary names beside their places."""

    def __init__(self, out: Path) -> None:
        """Start without files."""
        self._out = out
        self._temporary: dict[Path, Path] = {}
        self._placed: list[Path] = []
        self.folders: list[Path] = []

    def write(self, change: NewFile) -> None:
        """Write one file. Raises Refusal ``bad-path``, ``file-exists`` and those of the file system."""
        final = target(self._out, change.path)
        with told(final):
            if final in self._temporary or os.path.lexists(final):
                raise Refusal("file-exists", file=str(final))
            make_folder(final.parent, self.folders)
            temporary = final.with_name(f".{final.name}.{os.getpid()}.tmp")
            self._temporary[final] = temporary
            with temporary.open("xb") as stream:
                write_new(change, stream)

    def place(self) -> list[Path]:
        """Give every file its name, never over another one; a failure takes them all away again."""
        for final, temporary in self._temporary.items():
            with told(final):
                if os.path.lexists(final):
                    raise Refusal("file-exists", file=str(final))
                temporary.rename(final)
            self._placed.append(final)
        return list(self._temporary)

    def prints(self) -> dict[Path, str]:
        """Return the fingerprint of each file that was placed."""
        return {path: file_digest(path) for path in self._placed}

    def take_away(self) -> None:
        """Remove what was written and the folders made for it."""
        for path in [*self._temporary.values(), *self._placed]:
            with suppress(OSError):
                path.unlink(missing_ok=True)
        for folder in reversed(self.folders):
            with suppress(OSError):
                folder.rmdir()


@contextmanager
def stage(changes: Sequence[Change], out: Path) -> Iterator[Staged]:
    """Write the files of some changes under temporary names; if anything fails until the end, none is left."""
    staged = Staged(out)
    try:
        for change in changes:
            if isinstance(change, NewFile):
                staged.write(change)
        yield staged
    except BaseException:
        staged.take_away()
        raise
