"""Which files below a folder may be ledgers: every workbook, in the order of its path, but for what is none."""

from __future__ import annotations

import fnmatch
import os
from pathlib import Path
from typing import TYPE_CHECKING

from addin import messages
from addin.ledger.schema.group import GROUP_DATA, GROUP_LETTERS, GROUP_REPORT

if TYPE_CHECKING:
    from collections.abc import Collection

SUFFIXES = (".xlsx", ".xlsm")
NOT_ENTERED = (".*", messages.BACKUP_FOLDER.format(name="*"), GROUP_DATA, GROUP_LETTERS)
NOT_OPENED = (".*", "~$*", GROUP_REPORT.format(day="*"))


def workbooks(folder: Path) -> list[Path]:
    """Return the workbooks below ``folder`` in the order of their relative paths, the same on every machine.

    Left out are hidden files, owner files of editors (``~$…``), backups, and what group runs write.
    """
    found: list[Path] = []
    for place, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not _matches(name, NOT_ENTERED)]
        found += [
            Path(place, name) for name in names if name.lower().endswith(SUFFIXES) and not _matches(name, NOT_OPENED)
        ]
    return sorted(found, key=lambda path: path.relative_to(folder).as_posix())


def _matches(name: str, patterns: Collection[str]) -> bool:
    return any(fnmatch.fnmatchcase(name, pattern) for pattern in patterns)
