"""The factory of the contract for the live host: the ledger is made as a file and opened in a real headless office."""

from __future__ import annotations

import atexit
import contextlib
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from addin.hosts.libreoffice.bridge import Bridge
from addin.hosts.libreoffice.engine import attach
from tests.hosts.libreoffice import office_process

if TYPE_CHECKING:
    import xlwings as xw

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


def open_book(path: Path) -> xw.Book:
    """Open a file in the headless office, closing what an earlier test left open."""
    app = headless_app()
    for book in list(app.books):
        book.close()
    return app.books.open(path)
