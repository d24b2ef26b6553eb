"""Lets the person at an open workbook choose a file: in the dialog of Excel, of the Mac, or of LibreOffice.

The only place that knows how each program asks. Where none can, the file is named in 参数 instead.
"""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from addin import messages
from addin.hosts.file import SUFFIXES
from addin.hosts.libreoffice.bridge import UnoError, perform
from addin.hosts.libreoffice.engine import NAME
from addin.hosts.sources import CSV_SUFFIXES, OLD_SUFFIX
from addin.ports import Refusal

if TYPE_CHECKING:
    from typing import Any

    import xlwings as xw

FILTERS = (
    (messages.PICK_KINDS, ";".join(f"*{suffix}" for suffix in (*SUFFIXES, OLD_SUFFIX, *CSV_SUFFIXES))),
    (messages.PICK_ALL, "*.*"),
)
FILE_PICKER = 3  # msoFileDialogFilePicker: unlike GetOpenFilename it begins in the folder it is told
CANCELLED = -128  # userCanceledErr of macOS
FOR_EVER = -1  # of appscript, which else gives up after a minute


def pick(app: xw.App, title: str, folder: Path) -> Path | None:
    """Return the file that the user chose, at first among those of ``folder``; None when there was no choice.

    Raises Refusal ``no-file-dialog`` when the program cannot ask, ``file-elsewhere`` for a file that is on no disk.
    """
    office = app.engine.name == NAME
    ask = _ask_in_office if office else _ask_in_excel if sys.platform == "win32" else _ask_on_mac
    try:
        chosen = ask(app, title, str(folder) if folder.is_absolute() and folder.is_dir() else "")
    except Exception as fault:  # whatever the program said, the file can still be named in 参数
        raise Refusal("no-file-dialog", reason=str(fault)) from fault
    if "://" in chosen:
        raise Refusal("file-elsewhere", file=chosen)
    return Path(chosen) if chosen else None


def _ask_in_excel(app: xw.App, title: str, folder: str) -> str:
    dialog = app.api.FileDialog(FILE_PICKER)
    dialog.Title = title
    dialog.AllowMultiSelect = False
    if folder:
        dialog.InitialFileName = f"{folder}\\"
    dialog.Filters.Clear()
    for name, patterns in FILTERS:
        dialog.Filters.Add(name, patterns)
    return str(dialog.SelectedItems.Item(1)) if dialog.Show() else ""


def _ask_on_mac(app: xw.App, title: str, folder: str) -> str:
    osax: Any = importlib.import_module("osax")  # as xlwings shows its message boxes
    person = osax.OSAX(pid=app.pid)
    person.activate()
    start = {"default_location": osax.mactypes.Alias(folder)} if folder else {}
    try:
        return str(person.choose_file(with_prompt=title, timeout=FOR_EVER, **start).path)
    except osax.CommandError as fault:
        if int(fault) == CANCELLED:
            return ""
        raise


def _ask_in_office(app: xw.App, title: str, folder: str) -> str:
    chosen = perform(app.impl.current(), "pick", title, [folder, [list(pair) for pair in FILTERS]])
    if chosen is None:
        raise UnoError(messages.NO_WINDOW)
    return str(chosen)
