"""Registers or removes the extension for the user: run by the office's own Python, since only that has uno.

``python register.py SOFFICE IDENTIFIER EXTENSION_FILE PROFILE_URL``; without a file ("") the extension is removed, and
without a URL ("") the profile is the user's own. The office is started hidden for it, so no other office may run on the
same profile. Prints what went wrong and ends with status 1.
``unopkg`` would do, but it refuses the superuser, as whom containers run.
"""

from __future__ import annotations

import os
import pathlib
import subprocess
import sys
import time
from typing import Any

import uno
import unohelper
from com.sun.star.task import XInteractionHandler
from com.sun.star.ucb import XCommandEnvironment

SECONDS = 90.0
RESTART = 81  # the office asks to be started again


class Answers(unohelper.Base, XInteractionHandler):
    """Says yes to what the extension manager asks."""

    def handle(self, request: Any) -> None:
        for choice in request.getContinuations():
            approve = choice.queryInterface(uno.getTypeByName("com.sun.star.task.XInteractionApprove"))
            if approve is not None:
                approve.select()
                return


class Environment(unohelper.Base, XCommandEnvironment):
    """The surroundings of a command: answers, and no progress."""

    def __init__(self) -> None:
        self.InteractionHandler = Answers()
        self.ProgressHandler = None

    def getInteractionHandler(self) -> Any:
        return self.InteractionHandler

    def getProgressHandler(self) -> None:
        return None


def main(soffice: Any, identifier: Any, extension: str = "", profile: str = "") -> None:
    """Add the extension, or remove it."""
    pipe = f"dunbook_register_{os.getpid()}"
    command = [soffice, "--headless", "--invisible", "--norestore", "--nologo", "--nodefault", "--nolockcheck"]
    command += ["-env:UserInstallation=" + profile] if profile else []
    command.append(f"--accept=pipe,name={pipe};urp;")
    office = subprocess.Popen(command, stderr=subprocess.DEVNULL)  # noqa: S603 - the office itself
    try:
        ends = time.monotonic() + SECONDS
        resolver = uno.getComponentContext().ServiceManager.createInstance("com.sun.star.bridge.UnoUrlResolver")
        while True:
            try:
                context = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
                break
            except Exception:
                if office.poll() == RESTART:
                    office = subprocess.Popen(command, stderr=subprocess.DEVNULL)  # noqa: S603 - the office itself
                elif office.poll() is not None or time.monotonic() > ends:
                    raise
                time.sleep(0.1)
        manager = context.getValueByName("/singletons/com.sun.star.deployment.ExtensionManager")
        environment, abort = Environment(), manager.createAbortChannel()
        known = [one.getIdentifier().Value for one in manager.getDeployedExtensions("user", abort, environment)]
        if identifier in known:
            manager.removeExtension(identifier, identifier + ".oxt", "user", abort, environment)
        if extension:
            url = pathlib.Path(extension).resolve().as_uri()
            manager.addExtension(url, (), "user", abort, environment)
        context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context).terminate()
        office.wait(SECONDS)
    finally:
        if office.poll() is None:
            office.kill()
            office.wait()


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except Exception as fault:  # noqa: BLE001 - told to the caller
        print(getattr(fault, "Message", "") or fault, file=sys.stderr)
        sys.exit(1)
