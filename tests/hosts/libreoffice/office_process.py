"""A headless office with a profile of its own, and the bridge to it through the system's pyuno.

Run as a script by the system's Python it is the office's end: it joins the office of a named pipe and serves it on its
stdin and stdout with the very module that the extension carries.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

ROOT = Path(__file__).parents[3]
OFFICE_FOLDER = ROOT / "addin" / "hosts" / "libreoffice" / "extension"
PROGRAM = Path("/usr/lib/libreoffice/program/soffice.bin")
SYSTEM_PYTHON = "/usr/bin/python3"
NEEDED = {"soffice": str(PROGRAM), "python3-uno": "/usr/lib/python3/dist-packages/uno.py"}
START_SECONDS = 60.0
LOADING_SECONDS = 300.0  # of a large workbook on a busy computer
REST_SECONDS = 0.5


def missing() -> str:
    """Return what is not installed, "" when the office can be started."""
    return next((name for name, path in NEEDED.items() if not Path(path).exists()), "")


@contextlib.contextmanager
def office(
    profile: Path, *arguments: str, headless: bool = True, environment: Mapping[str, str] | None = None
) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """Start an office on a profile folder; yield the process and the name of its pipe, end it at last."""
    pipe = f"dunbook_{os.getpid()}_{time.monotonic_ns()}"
    hidden = ["--headless", "--invisible"] if headless else []
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV"))}
    command = [
        str(PROGRAM),
        f"-env:UserInstallation={profile.resolve().as_uri()}",
        "--norestore",
        "--nologo",
        "--nodefault",
    ]
    environment = {**kept, "SAL_USE_VCLPLUGIN": "svp", **(environment or {})}
    nowhere = subprocess.DEVNULL
    if not profile.exists():  # the first start makes the profile and asks to be started again
        first = [*command, "--headless", "--terminate_after_init"]
        subprocess.run(first, check=False, timeout=START_SECONDS, env=environment, stdout=nowhere, stderr=nowhere)
    command += [f"--accept=pipe,name={pipe};urp;", *hidden, *arguments]
    process = subprocess.Popen(command, env=environment, stdout=nowhere, stderr=nowhere)
    try:
        come_to_rest(process.pid)
        yield process, pipe
    finally:
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(2)  # it may have been asked to end already
        if process.poll() is None:
            process.kill()
            process.wait()
        shutil.rmtree(profile, ignore_errors=True)


def come_to_rest(pid: int) -> None:
    """Wait until a process that has begun to work does nothing for a moment; one that has ended is at rest.

    LibreOffice 7.4 can lock up for ever when a bridge is made while its main thread loads a document: the acceptor
    holds the lock of all implementation helpers and waits for the bridge's.
    """
    ends, spent, since = time.monotonic() + LOADING_SECONDS, 0, time.monotonic()
    while time.monotonic() < min(ends, since + REST_SECONDS):
        try:
            fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        except OSError:
            return
        now = int(fields[11]) + int(fields[12])
        if now != spent or not now:
            spent, since = now, time.monotonic()
        time.sleep(0.02)


@contextlib.contextmanager
def served(pipe: str) -> Iterator[subprocess.Popen[bytes]]:
    """Start the office's end of the bridge beside the office; its stdin and stdout carry the frames."""
    process = subprocess.Popen([SYSTEM_PYTHON, __file__, pipe], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    try:
        yield process
    finally:
        assert process.stdin
        process.stdin.close()
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        assert process.stdout
        process.stdout.close()


def serve(pipe: str) -> None:
    """Join the office and answer frames until stdin ends."""
    sys.path.insert(0, str(OFFICE_FOLDER))
    import dunbook_office as office_end  # noqa: PLC0415
    import uno  # noqa: PLC0415 - the system's Python only

    resolver = uno.getComponentContext().ServiceManager.createInstance("com.sun.star.bridge.UnoUrlResolver")
    ends = time.monotonic() + START_SECONDS
    while True:
        try:
            context = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
            break
        except Exception:
            if time.monotonic() > ends:
                raise
            time.sleep(0.05)
    sink = sys.stdout.buffer
    with contextlib.suppress(BrokenPipeError):
        office_end.Office(context).serve(sys.stdin.buffer, lambda answer: office_end.write_frame(sink, answer))
    os._exit(0)


if __name__ == "__main__":
    serve(sys.argv[1])
