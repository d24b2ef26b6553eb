"""The worker that the office starts in our own Python: waits for clicks on stdin and presses the buttons.

It imports what the buttons need before the first click, survives any fault of a click, and ends when the office does.
"""

from __future__ import annotations

import gc
import importlib
import logging
import sys
import time
from typing import TYPE_CHECKING, Any

from addin import messages
from addin.hosts.libreoffice.bridge import Bridge, OfficeGoneError, UnoError, perform
from addin.ribbon import BUTTONS

if TYPE_CHECKING:
    from collections.abc import Callable

    import xlwings as xw

    Click = Callable[[str, Callable[[], Any], Callable[[str, int], bool]], None]

YES_NO, WARNING = 4, 0x30  # styles of a message box, as click.py gives them
WARM = ("addin.ledger.reading", "addin.hosts.live", "chinese_calendar", "holidays")
log = logging.getLogger("dunbook")


def serve(click: Click) -> None:
    """Serve the office at the other end of stdin and stdout until it ends; ``click`` presses one button."""
    source, sink = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr  # what anybody prints must not get between the frames
    bridge = Bridge(source, sink)
    try:
        from addin.hosts.libreoffice.engine import attach  # noqa: PLC0415 - xlwings is heavy

        app = attach(bridge)
        for module in (*WARM, *(button.command for button in BUTTONS.values())):
            importlib.import_module(module)
        gc.collect()
        gc.freeze()  # what is loaded now stays: no click looks through it for garbage
        gc.disable()  # nor for garbage among a million fresh cells, but between two clicks
        while True:
            message = bridge.next_message()
            try:
                _press(app, message["key"], message["document"], click)
            except UnoError:
                log.exception("the document went away during a click on %s", message["key"])
            perform(bridge.context, "idle")
            gc.collect()
    except OfficeGoneError:
        return


def _press(app: xw.App, key: str, document: str, click: Click) -> None:
    office = app.impl
    worked = time.perf_counter()
    office.document = next((model for model in office.books.models() if document == model.RuntimeUID), None)
    if office.document is None:
        return

    def show(text: str, style: int) -> bool:
        print(f"{key} {time.perf_counter() - worked:.3f} s to the message box", flush=True)  # into the extension's log
        app.status_bar = False
        mode = "critical" if style & WARNING == WARNING else "info"
        return app.alert(text, messages.BOX_TITLE, "yes_no" if style & YES_NO else "ok", mode) == "yes"

    try:
        click(key, lambda: app.books.active, show)
    finally:
        office.document = None
