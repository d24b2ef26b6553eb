"""The factory of the contract for the live host: the ledger is made as a file and opened in a real headless office."""

from __future__ import annotations

import atexit
import contextlib
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from addin import messages
from addin.hosts.libreoffice.bridge import Bridge
from addin.hosts.libreoffice.engine import attach
from addin.hosts.live import LiveHost
from addin.hosts.tables import MARK
from tests.hosts.libreoffice import office_process

if TYPE_CHECKING:
    import xlwings as xw

    from addin.ports import Host

_running: list[xw.App] = []


def headless_app() -> xw.App:
    """Return xlwings' app of one headless office for the whole test run; skips when LibreOffice is not installed."""
    need(office_process.missing())
    if not _running:
        stack = contextlib.ExitStack()
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        _, pipe = stack.enter_context(office_process.office(Path(folder) / "profile"))
        served = stack.enter_context(office_process.served(pipe))
        assert served.stdin
        assert served.stdout
        atexit.register(stack.close)
        _running.append(attach(Bridge(served.stdout, served.stdin)))
    return _running[0]


def need(missing: str) -> None:
    """Skip with the reason when something is not installed; with DUNBOOK_NO_SKIP=1 that is a failure."""
    if missing:
        assert os.environ.get("DUNBOOK_NO_SKIP") != "1", f"not installed: {missing}"
        pytest.skip(f"not installed: {missing}")


class MadeLive:
    """A ledger open in Calc."""

    def __init__(self, book: xw.Book) -> None:
        self.book = book
        self.host: Host = LiveHost(book)

    def again(self) -> Host:
        return LiveHost(self.book)

    def notes(self, title: str) -> dict[str, str]:
        return {
            note.location.get_address(False, False): note.text.removeprefix(messages.NOTE_MARK)
            for note in self.book.sheets[title].notes
        }

    def shaded(self, title: str) -> set[str]:
        sheet = self.book.sheets[title]
        found = set()
        for rule in sheet.cells.conditional_formats:
            if str(rule.formula).startswith(f"={MARK}"):
                found |= {
                    sheet.range((row + 1, column + 1)).get_address(False, False)
                    for left, top, right, bottom in rule.impl.boxes
                    for row in range(top, bottom + 1)
                    for column in range(left, right + 1)
                }
        return found


def open_book(path: Path) -> xw.Book:
    """Open a file in the headless office, closing what an earlier test left open."""
    app = headless_app()
    for book in list(app.books):
        book.close()
    return app.books.open(path)
