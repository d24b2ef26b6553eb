"""What the protection of an open workbook would refuse in the middle of the work is refused before anything changes.

On a closed workbook it stands in nobody's way: it keeps people's hands off, and stays as it is.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from addin.hosts.libreoffice.engine import NAME
from addin.hosts.live_marks import has_marks
from addin.hosts.live_tables import sheet_named
from addin.ports import Append, Mark, Refusal, Replace

if TYPE_CHECKING:
    from collections.abc import Iterable

    import xlwings as xw

    from addin.ports import Change


def guard_changes(book: xw.Book, changes: Iterable[Change]) -> None:
    """Refuse changes to protected sheets, and new sheets in a protected workbook.

    Raises Refusal ``sheet-protected`` and ``book-protected``.
    """
    for change in changes:
        title = getattr(change, "sheet", "")
        sheet = sheet_named(book, title) if title else None
        if sheet is None:
            if isinstance(change, Append | Replace):
                guard_structure(book)
        elif is_protected(sheet) and (not isinstance(change, Mark) or change.notes or has_marks(sheet)):
            raise Refusal("sheet-protected", sheet=sheet.name)


def guard_structure(book: xw.Book) -> None:
    """Raise Refusal ``book-protected`` when sheets can neither be added nor taken away."""
    api: Any = book.api
    if book.app.engine.name == NAME:
        protected = api.isProtected()
    else:
        protected = api.ProtectStructure if sys.platform == "win32" else api.protect_structure.get()
    if protected:
        raise Refusal("book-protected", file=book.name)


def is_protected(sheet: xw.Sheet) -> bool:
    """Tell whether programs may not write on a sheet (one that is protected from people alone is not meant)."""
    if sheet.book.app.engine.name == NAME:
        return bool(sheet.api.isProtected())
    if sys.platform == "win32":
        return bool(sheet.api.ProtectContents and not sheet.api.ProtectionMode)
    return bool(sheet.api.protect_contents.get() and not sheet.api.protection_mode.get())
