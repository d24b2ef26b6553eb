"""Books and their sheets: open documents of the office."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlparse

from xlwings import base_classes

from addin.hosts.libreoffice.bridge import Struct, UnoError, perform
from addin.hosts.libreoffice.sheets import Sheet

if TYPE_CHECKING:
    from collections.abc import Iterator

    from addin.hosts.libreoffice.engine import App

SPREADSHEET = "com.sun.star.sheet.SpreadsheetDocument"
FILTERS = {".xlsx": "Calc MS Excel 2007 XML", ".xlsm": "Calc MS Excel 2007 VBA XML", ".ods": "calc8"}


class Books(base_classes.Books):
    """The open spreadsheets of the office."""

    def __init__(self, app: App) -> None:
        """Look at an app."""
        self.app = app

    @property
    def api(self) -> Any:
        """The desktop."""
        return self.app.desktop

    def models(self) -> list[Any]:
        """Return the models of all open spreadsheets."""
        components, found = self.app.desktop.Components.createEnumeration(), []
        while components.hasMoreElements():
            model = components.nextElement()
            if model.supportsService(SPREADSHEET):
                found.append(model)
        return found

    @property
    def active(self) -> Book:
        """The active book."""
        return Book(self.app, self.app.current())

    def __iter__(self) -> Iterator[Book]:
        """Iterate over the open books."""
        return iter([Book(self.app, model) for model in self.models()])

    def __len__(self) -> int:
        """Return how many books are open."""
        return len(self.models())

    def __call__(self, name_or_index: str | int) -> Book:
        """Return a book by its name or its place from 1. Raises KeyError."""
        books = list(self)
        if isinstance(name_or_index, int):
            return books[name_or_index - 1]
        for book in books:
            if name_or_index in {book.name, book.fullname}:
                return book
        raise KeyError(name_or_index)

    def add(self) -> Book:
        """Open a new book."""
        return self._load("private:factory/scalc")

    def open(self, fullname: str, *_options: object) -> Book:
        """Open a file."""
        return self._load(Path(fullname).resolve().as_uri())

    def _load(self, url: str) -> Book:
        model = self.app.desktop.loadComponentFromURL(url, "_blank", 0, [])
        if model is None:
            raise UnoError(url)
        return Book(self.app, model)


class Book(base_classes.Book):
    """An open spreadsheet document."""

    def __init__(self, app: App, model: Any) -> None:
        """Stand for a document model."""
        self._app = app
        self.model = model
        self.formats: dict[int, tuple[int, str]] = {}  # kind and code by key
        self.format_keys: dict[str, int] = {}
        self._fullname = ""
        self.styles: set[str] = set()  # those of rules that are known to be there

    @property
    def api(self) -> Any:
        """The document model."""
        return self.model

    @property
    def app(self) -> App:
        """The office."""
        return self._app

    @property
    def fullname(self) -> str:
        """Path of the file, or the title of a book that has none; asked for once, since xlwings compares by it."""
        self._fullname = self._fullname or self._located()
        return self._fullname

    def _located(self) -> str:
        url = self.model.getURL()
        if not url:
            return str(self.model.Title)
        path = unquote(urlparse(url).path)
        return str(Path(path.lstrip("/") if sys.platform == "win32" else path)) if url.startswith("file:") else str(url)

    @property
    def name(self) -> str:
        """Name of the file."""
        return Path(self.fullname).name

    @property
    def sheets(self) -> Sheets:
        """The sheets."""
        return Sheets(self)

    def activate(self) -> None:
        """Bring the book's window to the front."""
        self.model.getCurrentController().Frame.activate()

    def close(self) -> None:
        """Close without saving."""
        self.model.setModified(False)
        self.model.close(True)

    def save(self, path: str | None = None, password: str | None = None) -> None:  # noqa: ARG002 - xlwings' signature
        """Save, or save as ``path`` in the format of its suffix."""
        self._fullname = ""
        if path is None:
            self.model.store()
            return
        kind = FILTERS[Path(path).suffix.lower()]
        self.model.storeAsURL(Path(path).resolve().as_uri(), [_property("FilterName", kind)])


class Sheets(base_classes.Sheets):
    """The sheets of a book."""

    def __init__(self, book: Book) -> None:
        """Look at a book."""
        self.book = book

    @property
    def api(self) -> Any:
        """The UNO collection."""
        return self.book.model.Sheets

    def names(self) -> list[str]:
        """Return the titles in order."""
        return [str(title) for title in perform(self.book.model, "titles")]

    @property
    def active(self) -> Sheet:
        """The sheet in front."""
        return Sheet(self.book, str(self.book.model.getCurrentController().ActiveSheet.getName()))

    def __len__(self) -> int:
        """Return how many sheets there are."""
        return len(self.names())

    def __iter__(self) -> Iterator[Sheet]:
        """Iterate over the sheets in order."""
        return iter([Sheet(self.book, name) for name in self.names()])

    def __contains__(self, name: str) -> bool:
        """Tell whether there is a sheet of that name."""
        return name in self.names()

    def __call__(self, name_or_index: str | int) -> Sheet:
        """Return a sheet by name (capitals make no difference) or by place from 1. Raises KeyError."""
        names = self.names()
        if isinstance(name_or_index, int):
            return Sheet(self.book, names[name_or_index - 1])
        for name in names:
            if name.casefold() == name_or_index.casefold():
                return Sheet(self.book, name)
        raise KeyError(name_or_index)

    def add(self, before: Sheet | None = None, after: Sheet | None = None, name: str | None = None) -> Sheet:
        """Add a sheet, before the one in front unless told otherwise, and bring it to the front, as Excel does."""
        title = name or f"Sheet{len(self) + 1}"
        at = before.index - 1 if before else after.index if after else self.active.index - 1
        self.api.insertNewByName(title, at)
        added = Sheet(self.book, title)
        added.activate()
        return added


def _property(name: str, value: object) -> Struct:
    return Struct("com.sun.star.beans.PropertyValue", Name=name, Value=value)
