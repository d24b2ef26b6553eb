"""Put the Excel add-in into the user's own start folder, and take it away again; no administrator is needed."""

from __future__ import annotations

import contextlib
import shutil
from typing import TYPE_CHECKING

from addin import messages
from addin.ports import Refusal
from addin.surfaces import machine as computer
from addin.surfaces import xlam, xlwings_vba

if TYPE_CHECKING:
    from pathlib import Path

    from addin.surfaces.machine import Machine


def install(machine: Machine) -> list[str]:
    """Build the add-in for this computer, put it into Excel's start folder, and return the lines to tell the user.

    The configuration is part of the add-in, so nothing else is written on Windows. Refusal where there is no Excel
    or while Excel holds the file.
    """
    path = computer.startup_folder(machine) / xlam.FILE_NAME
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_suffix(".tmp")
    try:
        beside.write_bytes(xlam.build(computer.configuration(machine)))
        beside.replace(path)
    except OSError as fault:
        beside.unlink(missing_ok=True)
        if isinstance(fault, PermissionError):
            raise Refusal("addin-in-use", file=str(path)) from None
        raise
    remove_download_mark(path)
    if machine.platform == "darwin":
        scripts = machine.home / computer.MAC_SCRIPTS
        scripts.mkdir(parents=True, exist_ok=True)
        shutil.copy(xlwings_vba.package_folder() / xlwings_vba.APPLESCRIPT, scripts)
    return [messages.installed(str(path)), *messages.INSTALL_NEXT]


def uninstall(machine: Machine) -> list[str]:
    """Remove what install wrote and return the line to tell the user. Refusal while Excel holds the file."""
    paths = [computer.startup_folder(machine) / xlam.FILE_NAME]
    if machine.platform == "darwin":
        paths.append(machine.home / computer.MAC_SCRIPTS / xlwings_vba.APPLESCRIPT)
    removed = []
    for path in paths:
        if not path.exists():
            continue
        try:
            path.unlink()
        except PermissionError:
            raise Refusal("addin-in-use", file=str(path)) from None
        removed.append(str(path))
    return [messages.uninstalled(removed)]


def download_mark(path: Path) -> Path:
    """Return the stream in which Windows notes that a file came from the internet."""
    return path.with_name(f"{path.name}:Zone.Identifier")


def remove_download_mark(path: Path) -> None:
    """Let a file no longer count as downloaded; one without the mark stays as it is."""
    with contextlib.suppress(OSError):
        download_mark(path).unlink()
