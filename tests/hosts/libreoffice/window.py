"""A real Calc window with the extension installed: its buttons found in the accessibility tree, and pressed.

``Window`` speaks to the office over the bridge from outside, as a person's eyes would; the clicks themselves go the way
of every click: toolbar, handler, worker.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import subprocess
import time
from typing import TYPE_CHECKING, Any, TypeVar

from addin import messages
from addin.hosts.libreoffice.bridge import Bridge, UnoError
from addin.hosts.libreoffice.engine import attach
from addin.surfaces import install_libreoffice
from tests.hosts.libreoffice import office_process

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    import xlwings as xw

PUSH_BUTTON, LABEL, MENU = 44, 29, 30  # com.sun.star.accessibility.AccessibleRole
DEEP, MANY = 8, 90
SECONDS = 15.0
OPENING = 120.0  # seconds in which a large workbook is loaded on a busy computer
SCREEN = "1920x1080x24"
SETTINGS = (  # Chinese, and nothing that stands in the way of a click
    ("org.openoffice.Setup/L10N", "ooLocale", "zh-CN"),
    ("org.openoffice.Office.Linguistic/General", "UILocale", "zh-CN"),
    ("org.openoffice.Office.Common/Misc", "ShowTipOfTheDay", "false"),
    ("org.openoffice.Setup/Product", "ooSetupLastVersion", "99.9"),
    ("org.openoffice.Office.Common/Save/Document", "WarnAlienFormat", "false"),
)
ITEM = '<item oor:path="/{}"><prop oor:name="{}" oor:op="fuse"><value>{}</value></prop></item>'
T = TypeVar("T")


def make_profile(folder: Path) -> Path:
    """Install the extension, with the product's own installer, into a new profile in Chinese; return the profile."""
    profile = folder / "profile"
    os.environ["XDG_CONFIG_HOME"] = str(folder / "config")
    install_libreoffice.install(profile.resolve().as_uri())
    settings = profile / "user" / "registrymodifications.xcu"
    text = settings.read_text(encoding="utf-8")
    items = "".join(ITEM.format(*setting) for setting in SETTINGS)
    settings.write_text(text.replace("</oor:items>", items + "</oor:items>"), encoding="utf-8")
    return profile


def wait(look: Callable[[], T | None], what: str, seconds: float = SECONDS) -> T:
    """Return the first true answer of ``look``; a fault of the office meanwhile counts as not yet."""
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        with contextlib.suppress(UnoError, KeyError, IndexError):
            found = look()
            if found:
                return found
        time.sleep(0.05)
    raise TimeoutError(what)


class Window:
    """The window of one workbook."""

    def __init__(self, app: xw.App, book: xw.Book, display: str) -> None:
        self.app, self.book, self.display = app, book, display
        self.toolkit = app.impl.service("com.sun.star.awt.Toolkit")

    def button(self, name: str) -> Any:
        """Return the toolbar button of that label."""
        frame = self.book.impl.model.getCurrentController().Frame
        root = frame.ContainerWindow.getAccessibleContext()
        return wait(lambda: _find(root, PUSH_BUTTON, name, DEEP), f"button {name}")

    def click(self, name: str) -> None:
        """Click a toolbar button: with the mouse where there is a display, else by its accessible action."""
        self._press(self.button(name))

    def _press(self, found: Any) -> None:
        if not self.display:
            found.doAccessibleAction(0)
            return
        place, size = found.getLocationOnScreen(), found.getSize()
        self.xdotool("mousemove", str(place.X + size.Width // 2), str(place.Y + size.Height // 2), "click", "1")

    def dialog(self, title: str = messages.BOX_TITLE) -> Any:
        """Return the accessible context of the dialog of that title, None when it is not open."""
        for at in range(self.toolkit.getTopWindowCount()):
            top = self.toolkit.getTopWindow(at)
            context = top.getAccessibleContext() if top is not None else None
            if context is not None and context.getAccessibleName() == title:
                return context
        return None

    def answer(self, *names: str) -> str:
        """Wait for a message box, press its first button of these names, wait until it is gone; return what it said."""
        box = wait(self.dialog, "message box")
        button = wait(
            lambda: next(filter(None, (_find(box, PUSH_BUTTON, name, 3) for name in names)), None), "its button"
        )
        text = "\n".join(_labels(box, 3))
        self._press(button)
        wait(lambda: self._said() != text, "the message box to close")
        return text

    def choose(self, title: str, path: Path | None) -> None:
        """Wait for the file dialog of that title, type a path into it and accept; None cancels it."""
        box = wait(lambda: self.dialog(title), "file dialog")
        if path is None:
            self._press(wait(lambda: _find(box, PUSH_BUTTON, "取消", DEEP), "its button"))
        else:
            self.xdotool("key", "ctrl+a", "type", "--delay", "20", str(path))
            self.xdotool("sleep", "0.5", "key", "Return")
        wait(lambda: self.dialog(title) is None, "the file dialog to close")

    def _said(self) -> str:
        box = self.dialog()
        return "" if box is None else "\n".join(_labels(box, 3))

    def cell(self, sheet: str, address: str) -> object:
        """Return the value of a cell."""
        return self.book.sheets[sheet].range(address).value

    def shot(self, path: Path) -> None:
        """Take a picture of the whole screen."""
        path.parent.mkdir(parents=True, exist_ok=True)
        subprocess.run(["scrot", "-o", path], env={**os.environ, "DISPLAY": self.display}, check=True)

    def xdotool(self, *arguments: str) -> None:
        """Move the mouse or press keys."""
        subprocess.run(["xdotool", *arguments], env={**os.environ, "DISPLAY": self.display}, check=True, timeout=20)


@contextlib.contextmanager
def window(profile: Path, workbook: Path, display: str = "") -> Iterator[Window]:
    """Open a workbook in a real window of an office of its own, and close everything at last."""
    copied = workbook.with_name("profile")
    shutil.copytree(profile, copied)
    screen = {"DISPLAY": display, "SAL_USE_VCLPLUGIN": "gen"} if display else {}
    with contextlib.ExitStack() as stack:
        arguments = ("--calc", str(workbook))
        started = office_process.office(copied, *arguments, headless=False, environment=screen)
        _, pipe = stack.enter_context(started)
        served = stack.enter_context(office_process.served(pipe))
        assert served.stdin
        assert served.stdout
        app = attach(Bridge(served.stdout, served.stdin))
        book = wait(lambda: next((one for one in app.books if one.name == workbook.name), None), "book", OPENING)
        wait(book.impl.model.getCurrentController, "window")
        yield Window(app, book, display)
        for model in app.books.impl.models():
            model.setModified(False)
            model.close(True)
        app.quit()


@contextlib.contextmanager
def screen() -> Iterator[str]:
    """Start a virtual screen with a window manager and yield its display."""
    read, write = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", SCREEN, "-nolisten", "tcp"],
        pass_fds=[write], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    os.close(write)
    with os.fdopen(read) as stream:
        display = f":{stream.readline().strip()}"
    manager = subprocess.Popen(
        ["openbox"], env={**os.environ, "DISPLAY": display}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        yield display
    finally:
        for process in (manager, server):
            process.terminate()
            process.wait(10)


def _children(context: Any) -> Iterator[Any]:
    count = context.getAccessibleChildCount()
    for at in range(count if count < MANY else 0):
        child = context.getAccessibleChild(at)
        inner = child.getAccessibleContext() if child is not None else None
        if inner is not None:
            yield inner


def _find(context: Any, role: int, name: str, depth: int) -> Any:
    """Return the shown accessible of that role and name, None when there is none."""
    if context.getAccessibleRole() == role and _same(context.getAccessibleName(), name):
        size = context.getSize()
        if size.Width > 4 and size.Height > 4:
            return context
    for child in _children(context) if depth else ():
        found = _find(child, role, name, depth - 1)
        if found is not None:
            return found
    return None


def _same(shown: str, wanted: str) -> bool:
    return re.sub(r"[~_]|\(\w\)", "", shown) == re.sub(r"\(\w\)", "", wanted)


def _labels(context: Any, depth: int) -> Iterator[str]:
    if context.getAccessibleRole() != PUSH_BUTTON and context.getAccessibleName():
        yield context.getAccessibleName()
    for child in _children(context) if depth else ():
        yield from _labels(child, depth - 1)
