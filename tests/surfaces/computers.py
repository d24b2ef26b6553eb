"""Computers to install on, made of a folder and a registry that is a dict."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from addin.surfaces import machine as computer
from addin.surfaces.machine import Machine
from addin.surfaces.xlwings_vba import LIBRARIES, VERSION

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

EXCEL = r"C:\Program Files\Microsoft Office\root\Office16\EXCEL.EXE"
SOUND: dict[str, Mapping[str, object]] = {
    rf"HKLM\{computer.EXCEL_PATH}": {"": f'"{EXCEL}"'},
    computer.CLICK_TO_RUN: {"Platform": "x64"},
}


def windows(folder: Path, **registry: Mapping[str, object]) -> Machine:
    """Return a Windows computer on which everything is right, with these values added to its registry."""
    interpreter = folder / "python" / "python.exe"
    interpreter.parent.mkdir(parents=True, exist_ok=True)
    for library in LIBRARIES.values():
        (interpreter.parent / library).touch()
    return Machine(
        platform="win32",
        system="Windows-11",
        home=folder,
        environ={"APPDATA": str(folder / "Roaming")},
        interpreter=interpreter,
        version=(3, 12, 4),
        bits=64,
        registry=lambda key: {**SOUND, **registry}.get(key, {}),
        installed={"xlwings": VERSION, "pywin32": "311"}.get,
    )


def mac(folder: Path) -> Machine:
    """Return a Mac."""
    return replace(windows(folder), platform="darwin", system="macOS-15", interpreter=folder / "py 3/bin/python3")


def linux(folder: Path) -> Machine:
    """Return a computer without Excel."""
    return replace(windows(folder), platform="linux", system="Linux")
