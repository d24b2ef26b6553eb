"""Puts the LibreOffice extension into the user's own profile and names the worker that it starts; and takes both away.

The extension is the same for everybody; which Python runs the worker stands in a file of the user's, so that neither a
workbook nor its folder can have another program started.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

import addin
from addin import messages
from addin.ports import Refusal
from addin.surfaces import oxt

if TYPE_CHECKING:
    from collections.abc import Mapping

SECONDS = 180
START = (
    "import sys; sys.path.insert(0, {root!r}); "
    "from addin.click import run; from addin.hosts.libreoffice.worker import serve; serve(run)"
)
PLACES = (
    "/usr/lib/libreoffice/program/soffice",
    "/usr/lib64/libreoffice/program/soffice",
    "/opt/libreoffice/program/soffice",
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    r"C:\Program Files\LibreOffice\program\soffice.exe",
    r"C:\Program Files (x86)\LibreOffice\program\soffice.exe",
)


def install(profile: str = "") -> list[str]:
    """Register the extension for the user and return the lines to tell; ``profile`` is the URL of another profile.

    Raises Refusal ``no-office`` and ``office-refused``. No LibreOffice may be open meanwhile.
    """
    soffice = find_office()
    write_configuration(configuration_file(os.environ))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / oxt.FILE_NAME
        oxt.write_extension(path)
        _register(soffice, str(path), profile)
    return [messages.installed_office(str(soffice)), *messages.INSTALL_OFFICE_NEXT]


def uninstall(profile: str = "") -> list[str]:
    """Remove the extension and the file that names the worker; return the lines to tell. Refuses like install."""
    _register(find_office(), "", profile)
    configuration_file(os.environ).unlink(missing_ok=True)
    return [messages.OFFICE_UNINSTALLED]


def find_office() -> Path:
    """Return LibreOffice's program. Raises Refusal ``no-office``."""
    found = shutil.which("soffice") or shutil.which("libreoffice")
    for place in (found, *PLACES):
        if place and Path(place).exists():
            return Path(place).resolve()
    raise Refusal("no-office")


def office_python(soffice: Path) -> Path:
    """Return the Python that has uno: the one shipped beside LibreOffice, else the system's."""
    beside = (soffice.parent / "python.exe", soffice.parent / "python", soffice.parent.parent / "Resources" / "python")
    return next((path for path in beside if path.exists()), Path("/usr/bin/python3"))


def configuration_file(environment: Mapping[str, str]) -> Path:
    """Return the user's file that names the worker; the handler in the extension looks in the same place."""
    if sys.platform == "win32":
        base = Path(environment.get("APPDATA") or Path.home())
    else:
        base = Path(environment.get("XDG_CONFIG_HOME") or Path.home() / ".config")
    return base / "dunbook" / "libreoffice.json"


def write_configuration(path: Path, log: Path | None = None) -> None:
    """Write the command that starts the worker with this Python, shut off from the environment, and its log."""
    root = Path(addin.__file__).resolve().parent.parent
    command = [sys.executable, "-I", "-X", "utf8", "-c", START.format(root=str(root))]
    path.parent.mkdir(parents=True, exist_ok=True)
    log = log or path.with_name("libreoffice.log")
    path.write_text(json.dumps({"command": command, "log": str(log)}, ensure_ascii=False, indent=1), encoding="utf-8")


def _register(soffice: Path, extension: str, profile: str) -> None:
    """Have the office's own Python add or remove the extension. Raises Refusal ``office-refused``."""
    script = resources.files("addin.hosts.libreoffice") / "register.py"
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV"))}
    with resources.as_file(script) as path:
        arguments = [str(office_python(soffice)), str(path), str(soffice), oxt.IDENTIFIER, extension, profile]
        try:
            done = subprocess.run(arguments, env=environment, capture_output=True, timeout=SECONDS, check=False)  # noqa: S603 - our own
        except (OSError, subprocess.TimeoutExpired) as fault:
            raise Refusal("office-refused", reason=str(fault)) from fault
    if done.returncode:
        raise Refusal("office-refused", reason=done.stderr.decode("utf-8", "replace").strip()[-300:])
