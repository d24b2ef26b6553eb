"""Look at every precondition of the add-in and say, for each that fails, what to do. Nothing is changed."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from addin import messages
from addin.surfaces import install_libreoffice, oxt, xlam, xlwings_vba
from addin.surfaces import machine as computer
from addin.surfaces.install import download_mark

if TYPE_CHECKING:
    from collections.abc import Iterator

    from addin.surfaces.machine import Machine

OLDEST_PYTHON = (3, 11)
EXCEL_KEYS = (r"HKCU\Software\Policies\Microsoft\Office\16.0\Excel", r"HKCU\Software\Microsoft\Office\16.0\Excel")
ASR_KEYS = (
    r"HKLM\SOFTWARE\Policies\Microsoft\Windows Defender\Windows Defender Exploit Guard\ASR\Rules",
    r"HKLM\SOFTWARE\Microsoft\Windows Defender\Windows Defender Exploit Guard\ASR\Rules",
)
NO_CHILD_PROCESSES = "d4f940ab-401b-4efc-aadc-ad5f3c50688a"
NO_API_CALLS = "92e97fa1-2edf-4476-bdd6-9dd0b4dddc7b"
SHELL_FOLDERS = r"HKCU\Software\Microsoft\Windows\CurrentVersion\Explorer\Shell Folders"
CLOUD_VARIABLES = ("OneDrive", "OneDriveCommercial", "OneDriveConsumer")


@dataclass(frozen=True)
class Finding:
    """One precondition: ``bad`` stops the add-in from working, ``hint`` does not. ``details`` fill the sentence."""

    code: str
    mark: Literal["ok", "bad", "hint"]
    details: dict[str, str] = field(default_factory=dict)

    def text(self) -> str:
        """Return the line for people: mark, sentence and, where something is amiss, the remedy."""
        well, amiss, remedy = messages.DOCTOR[self.code]
        if self.mark == "ok":
            return f"{messages.MARKS['ok']} {(well or '').format_map(self.details)}"
        return f"{messages.MARKS[self.mark]} {amiss}。{remedy}".format_map(self.details)


def examine(machine: Machine, workbook: Path | None = None) -> list[Finding]:
    """Return every finding in the order to read them; the add-in can work when none of them is bad."""
    findings = [*_python(machine)]
    if machine.windows():
        findings += [*_excel(machine), *_addin(machine), *_policies(machine)]
    elif machine.platform == "darwin":
        findings += [*_excel(machine), *_addin(machine)]
    else:
        findings.insert(0, Finding("system", "hint", {"system": machine.system}))
    return [*findings, *_cloud(machine, workbook), *_libreoffice(machine)]


def _finding(code: str, good: bool, level: Literal["bad", "hint"] = "bad", **details: str) -> Finding:
    return Finding(code, "ok" if good else level, details)


def _python(machine: Machine) -> Iterator[Finding]:
    version = ".".join(map(str, machine.version))
    good = machine.version >= OLDEST_PYTHON
    yield _finding("python", good, version=version, bits=str(machine.bits), path=str(machine.interpreter))
    found = machine.installed("xlwings") or "—"
    yield _finding("xlwings", found == xlwings_vba.VERSION, wanted=xlwings_vba.VERSION, found=found)
    if machine.windows():
        yield _finding("pywin32", machine.installed("pywin32") is not None)


def _excel(machine: Machine) -> Iterator[Finding]:
    path = computer.excel_path(machine)
    yield _finding("excel", bool(path), path=path, bits=str(computer.excel_bits(machine)))
    if not machine.windows():
        return
    class_id = machine.registry(r"HKCR\Excel.Application\CLSID").get("", "")
    server = str(machine.registry(rf"HKCR\CLSID\{class_id}\LocalServer32").get("", "")).lower()
    if "wps" in server or "\\et.exe" in server:
        yield Finding("wps-com", "bad")
    if machine.registry(r"HKCU\Software\Kingsoft\Office\6.0\Common"):
        yield Finding("wps", "hint")


def _addin(machine: Machine) -> Iterator[Finding]:
    path = computer.startup_folder(machine) / xlam.FILE_NAME
    yield _finding("addin", path.is_file(), path=str(path))
    if path.is_file():
        wanted = xlam.build(computer.configuration(machine))
        yield _finding("current", path.read_bytes() == wanted)
        if download_mark(path).exists():
            yield Finding("mark", "bad")
    if machine.windows():
        library = xlwings_vba.LIBRARIES[computer.excel_bits(machine)]
        warm = computer.configuration(machine).warm
        yield _finding("warm", warm, "hint", library=library, wanted=xlwings_vba.VERSION)


def _policies(machine: Machine) -> Iterator[Finding]:
    """Look for settings by which Excel or Windows keeps the add-in from loading or from starting Python."""

    def is_set(key: str, name: str) -> bool:
        return any(machine.registry(rf"{base}\{key}").get(name) == 1 for base in EXCEL_KEYS)

    if is_set(r"Security\Trusted Locations", "AllLocationsDisabled"):
        yield Finding("locations", "bad")
    if is_set("Security", "DisableAllAddins"):
        yield Finding("addins-off", "bad")
    if is_set("Security", "RequireAddinSig"):
        yield Finding("signed-only", "bad")
    disabled = machine.registry(rf"{EXCEL_KEYS[1]}\Resiliency\DisabledItems").values()
    name = xlam.FILE_NAME.encode("utf-16-le")
    if any(isinstance(item, bytes) and name in item.lower() for item in disabled):
        yield Finding("disabled", "bad")
    rules = {name.lower(): str(value) for key in ASR_KEYS for name, value in machine.registry(key).items()}
    if rules.get(NO_CHILD_PROCESSES) == "1":
        yield Finding("child", "bad", {"path": str(machine.interpreter)})
    if rules.get(NO_API_CALLS) == "1":
        yield Finding("api", "bad")


def _cloud(machine: Machine, workbook: Path | None) -> Iterator[Finding]:
    """Say that a workbook, or the documents where most lie, is kept in OneDrive, which saves while we write."""
    documents = machine.registry(r"HKCU\Software\Microsoft\Windows\CurrentVersion\Explorer\Shell Folders").get(
        "Personal"
    )
    path = workbook.absolute() if workbook else Path(str(documents)) if documents else None
    clouds = [Path(machine.environ[name]) for name in CLOUD_VARIABLES if machine.environ.get(name)]
    if path and any(path.is_relative_to(cloud) for cloud in clouds):
        yield Finding("onedrive", "hint", {"path": str(path)})


def _libreoffice(machine: Machine) -> Iterator[Finding]:
    """Look for our extension in the user's LibreOffice, whether it is this version's, and for the Python it starts."""
    roots = {
        "win32": Path(machine.environ.get("APPDATA", machine.home)) / "LibreOffice",
        "darwin": machine.home / "Library/Application Support/LibreOffice",
    }
    root = roots.get(machine.platform, machine.home / ".config/libreoffice")
    found = sorted(root.glob("*/user/uno_packages/cache/uno_packages/*/dunbook*.oxt"))
    yield _finding("libreoffice", bool(found), "hint", path=str(found[0]) if found else "")
    if found:
        yield _finding("libreoffice-current", all(_holds(found[0] / name, data) for name, data in oxt.parts().items()))
        environment = {"XDG_CONFIG_HOME": str(machine.home / ".config"), **machine.environ}
        path = _named_python(install_libreoffice.configuration_file(environment))
        yield _finding("libreoffice-worker", Path(path).is_file(), path=path or "—")


def _holds(path: Path, data: bytes) -> bool:
    return path.is_file() and path.read_bytes() == data


def _named_python(configuration: Path) -> str:
    """Return the Python that the extension is told to start, "" when nothing tells it."""
    try:
        return str(json.loads(configuration.read_text(encoding="utf-8"))["command"][0])
    except (OSError, ValueError, LookupError):
        return ""


def report(findings: list[Finding]) -> str:
    """Return all findings as lines for people."""
    return "\n".join(finding.text() for finding in findings)
