"""The extension's dispatch handler: a click on a menu entry or toolbar button goes to the worker, and nothing waits.

Runs in the office's own Python with the standard library and uno alone. The worker is started when a spreadsheet window
first asks for our buttons, so that the first click finds it warm, and again when it has died.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import threading
from typing import Any

import dunbook_office
import uno
import unohelper
from com.sun.star.frame import XDispatch, XDispatchProvider
from com.sun.star.lang import XInitialization, XServiceInfo

IDENTIFIER = "dunbook.libreoffice"
IMPLEMENTATION = IDENTIFIER + ".Handler"
PROTOCOL = IDENTIFIER + ":"
NO_WINDOW = 0x08000000  # CREATE_NO_WINDOW of Windows
SERVICE = "com.sun.star.frame.ProtocolHandler"
OFFICES_OWN = ("PYTHONHOME", "PYTHONPATH", "LD_LIBRARY_PATH", "URE_BOOTSTRAP", "UNO_PATH", "PYTHONSTARTUP")


def config_file() -> Any:
    """Return the user's file that names the worker (written by the installer; see install_libreoffice)."""
    if sys.platform == "win32":
        base = os.environ.get("APPDATA") or os.path.expanduser("~")
    else:
        base = os.environ.get("XDG_CONFIG_HOME") or os.path.join(os.path.expanduser("~"), ".config")
    return os.path.join(base, "dunbook", "libreoffice.json")


def texts(context: Any) -> Any:
    """Return the sentences that the handler itself may show."""
    provider = context.getValueByName("/singletons/com.sun.star.deployment.PackageInformationProvider")
    folder = uno.fileUrlToSystemPath(provider.getPackageLocation(IDENTIFIER))
    with open(os.path.join(folder, "texts.json"), encoding="utf-8") as stream:
        return json.load(stream)


class Office(dunbook_office.Office):
    """The office's end of the bridge; the worker says when it has finished a click."""

    def __init__(self, context: Any, worker: Any) -> None:
        super().__init__(context)
        self._worker = worker

    def _do_idle(self, _target: Any, _name: Any, _arguments: Any) -> None:
        self._worker.busy_with = None


class Worker:
    """The worker process of this office."""

    current: Any = None
    lock = threading.Lock()

    @classmethod
    def get(cls, context: Any) -> Any:
        """Return the running worker, started if need be."""
        with cls.lock:
            if cls.current is None or cls.current.process.poll() is not None:
                cls.current = cls(context)
            return cls.current

    def __init__(self, context: Any) -> None:
        with open(config_file(), encoding="utf-8") as stream:
            config = json.load(stream)
        os.makedirs(os.path.dirname(config["log"]), exist_ok=True)
        environment = {name: value for name, value in os.environ.items() if name not in OFFICES_OWN}
        hidden: dict[str, Any] = {"creationflags": NO_WINDOW} if sys.platform == "win32" else {}
        with open(config["log"], "ab") as log:
            self.process = subprocess.Popen(  # noqa: S603 - the command of the user's own file
                config["command"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, env=environment, **hidden
            )
        self.context = context
        self.busy_with: Any = None
        self.writing = threading.Lock()
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self) -> None:
        """Answer the worker until it ends; say so if it ended in the middle of a click."""
        office = Office(self.context, self)
        with contextlib.suppress(OSError, ValueError, EOFError):  # the pipe breaks when the worker dies
            office.serve(self.process.stdout, self.write)
        self.process.wait()
        if self.busy_with is not None:
            tell(self.context, self.busy_with, "died")

    def write(self, frame: Any) -> None:
        """Write a frame to the worker, one at a time."""
        with self.writing:
            dunbook_office.write_frame(self.process.stdin, frame)

    def click(self, key: Any, model: Any) -> None:
        """Hand a click to the worker."""
        self.busy_with = model
        self.write(("click", {"key": key, "document": model.RuntimeUID}))


def tell(context: Any, model: Any, code: Any) -> None:
    """Show one of the handler's own sentences."""
    try:
        dunbook_office.Office(context).show(model, "ERRORBOX", texts(context)["title"], texts(context)[code])
    except Exception as fault:  # noqa: BLE001 - nothing is left to tell it with
        print(fault, file=sys.stderr)


def later(work: Any) -> None:
    """Run ``work`` on a thread of its own: the office's main thread must go on."""
    threading.Thread(target=work, daemon=True).start()


class Dispatch(unohelper.Base, XDispatch):
    """Takes the clicks of one window."""

    def __init__(self, context: Any, frame: Any) -> None:
        self.context, self.frame = context, frame

    def dispatch(self, url: Any, _arguments: Any) -> None:
        model, key = self.frame.getController().getModel(), url.Complete[len(PROTOCOL) :]

        def work() -> None:
            try:
                Worker.get(self.context).click(key, model)
            except (OSError, ValueError, KeyError):
                tell(self.context, model, "no-worker")

        later(work)

    def addStatusListener(self, listener: Any, url: Any) -> None:
        pass

    def removeStatusListener(self, listener: Any, url: Any) -> None:
        pass


class Handler(unohelper.Base, XDispatchProvider, XInitialization, XServiceInfo):
    """Answers which buttons are ours."""

    warmed = False

    def __init__(self, context: Any, *_arguments: Any) -> None:
        self.context, self.frame = context, None

    def initialize(self, arguments: Any) -> None:
        if arguments:
            self.frame = arguments[0]

    def queryDispatch(self, url: Any, _target: Any, _flags: Any) -> Any:
        if self.frame is None or not url.Complete.startswith(PROTOCOL):
            return None
        if not Handler.warmed:
            Handler.warmed = True
            later(self.warm)
        return Dispatch(self.context, self.frame)

    def queryDispatches(self, requests: Any) -> Any:
        return tuple([self.queryDispatch(r.FeatureURL, r.FrameName, r.SearchFlags) for r in requests])

    def warm(self) -> None:
        """Start the worker; a click will tell when it cannot be started."""
        try:
            Worker.get(self.context)
        except (OSError, ValueError, KeyError) as fault:
            print(fault, file=sys.stderr)

    def getImplementationName(self) -> Any:
        return IMPLEMENTATION

    def supportsService(self, name: Any) -> Any:
        return name in self.getSupportedServiceNames()

    def getSupportedServiceNames(self) -> Any:
        return (IMPLEMENTATION, SERVICE)


g_ImplementationHelper = unohelper.ImplementationHelper()
g_ImplementationHelper.addImplementation(Handler, IMPLEMENTATION, (IMPLEMENTATION, SERVICE))
