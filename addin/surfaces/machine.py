"""The computer as install and doctor see it: handed in, so that every case of Windows and macOS is tested anywhere."""

from __future__ import annotations

import importlib.metadata
import os
import platform
import struct
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from addin.ports import Refusal

if TYPE_CHECKING:
    from addin.surfaces.xlam import Configuration

Registry = Callable[[str], Mapping[str, object]]
"""Values of a key such as ``HKCU\\Software\\…`` by name ("" is the default value); empty when there is none."""

EXCEL_PATH = r"SOFTWARE\Microsoft\Windows\CurrentVersion\App Paths\excel.exe"
CLICK_TO_RUN = r"HKLM\SOFTWARE\Microsoft\Office\ClickToRun\Configuration"
MAC_STARTUP = "Library/Group Containers/UBF8T346G9.Office/User Content.localized/Startup.localized/Excel"
MAC_SCRIPTS = "Library/Application Scripts/com.microsoft.Excel"


@dataclass(frozen=True)
class Machine:
    """What is known of the computer; ``bits`` are the interpreter's, ``installed`` gives a distribution's version."""

    platform: str
    system: str
    home: Path
    environ: Mapping[str, str]
    interpreter: Path
    version: tuple[int, ...]
    bits: int
    registry: Registry
    installed: Callable[[str], str | None]

    def windows(self) -> bool:
        """Whether this is Windows."""
        return self.platform == "win32"


def this_machine() -> Machine:
    """Return the computer that the program runs on."""
    return Machine(
        platform=sys.platform,
        system=platform.platform(terse=True),
        home=Path.home(),
        environ=os.environ,
        interpreter=Path(sys.executable),
        version=sys.version_info[:3],
        bits=8 * struct.calcsize("P"),
        registry=registry_values,
        installed=version_of,
    )


def version_of(distribution: str) -> str | None:
    """Return the installed version of a distribution, None when it is not there."""
    try:
        return importlib.metadata.version(distribution)
    except importlib.metadata.PackageNotFoundError:
        return None


def registry_values(path: str) -> dict[str, object]:
    """Read the values of a key of Windows' registry, in its 64-bit view."""
    if sys.platform != "win32":
        return {}
    import winreg  # noqa: PLC0415 - Windows only

    root, _, key = path.partition("\\")
    hive = {"HKCU": winreg.HKEY_CURRENT_USER, "HKLM": winreg.HKEY_LOCAL_MACHINE, "HKCR": winreg.HKEY_CLASSES_ROOT}[root]
    try:
        with winreg.OpenKey(hive, key, 0, winreg.KEY_READ | winreg.KEY_WOW64_64KEY) as opened:
            count = winreg.QueryInfoKey(opened)[1]
            return {name: value for name, value, _ in (winreg.EnumValue(opened, at) for at in range(count))}
    except OSError:
        return {}


# ------------------------------------------------------------------ Excel on it


def startup_folder(machine: Machine) -> Path:
    """Return the user's own start folder of Excel, which it trusts from the start.

    Refusal where there can be no Excel.
    """
    if machine.windows():
        roaming = machine.environ.get("APPDATA") or str(machine.home / "AppData" / "Roaming")
        return Path(roaming) / "Microsoft" / "Excel" / "XLSTART"
    if machine.platform == "darwin":
        return machine.home / MAC_STARTUP
    raise Refusal("no-excel-here")


def excel_path(machine: Machine) -> str:
    """Return where Excel's program lies, "" when it is not found."""
    if machine.platform == "darwin":
        found = [Path("/Applications/Microsoft Excel.app"), machine.home / "Applications/Microsoft Excel.app"]
        return next((str(path) for path in found if path.exists()), "")
    for hive in ("HKCU", "HKLM"):
        path = str(machine.registry(rf"{hive}\{EXCEL_PATH}").get("", "")).strip('"')
        if path:
            return path
    return ""


def excel_bits(machine: Machine) -> int:
    """Return the bitness of Excel: what Click-to-Run says, else by the folder of 32-bit programs, else 64."""
    told = machine.registry(CLICK_TO_RUN).get("Platform")
    if told in {"x64", "x86"}:
        return 64 if told == "x64" else 32
    return 32 if "(x86)" in excel_path(machine) else 64


def server_library(machine: Machine) -> Path | None:
    """Return xlwings' library for Excel's bitness: beside the interpreter or a folder above, where the macro looks."""
    from addin.surfaces.xlwings_vba import LIBRARIES  # noqa: PLC0415 - keeps this module free of the VBA

    name = LIBRARIES[excel_bits(machine)]
    beside = (machine.interpreter.parent / name, machine.interpreter.parent.parent / name)
    return next((path for path in beside if path.is_file()), None)


def configuration(machine: Machine) -> Configuration:
    """Return what an add-in for this computer is to be told.

    Clicks are warm only where the library can be loaded: it takes its paths in the system's old code page, so a
    path with other than ASCII letters starts a process per click instead.
    """
    from addin.surfaces.xlam import Configuration  # noqa: PLC0415 - as above

    interpreter = str(machine.interpreter)
    if not machine.windows():
        return Configuration("", f'"{interpreter}"')
    return Configuration(interpreter, warm=interpreter.isascii() and server_library(machine) is not None)
