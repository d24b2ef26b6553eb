"""An xlwings engine over UNO: applications, books and sheets of LibreOffice Calc, as far as ``hosts.live`` needs them.

Written from xlwings' ``base_classes`` (the BSD part). Where Excel and Calc differ, the engine does as Excel does, so
that the code above it is the same for both: see ``ranges`` for values, ``features`` for tables, notes and charts.
"""

from __future__ import annotations

import datetime as dt
import numbers
import os
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import xlwings as xw
from xlwings import base_classes

from addin.hosts.libreoffice.books import SPREADSHEET, Book, Books
from addin.hosts.libreoffice.bridge import Struct, UnoError, perform
from addin.hosts.libreoffice.places import place_in
from addin.hosts.libreoffice.ranges import Range
from addin.hosts.libreoffice.sheets import Sheet
from addin.hosts.libreoffice.values import Clean, ErrorText

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from addin.hosts.libreoffice.bridge import Bridge

NAME = "libreoffice"
BUTTONS = {"ok": 1, "ok_cancel": 2, "yes_no": 3, "yes_no_cancel": 4}  # com.sun.star.awt.MessageBoxButtons
ANSWERS = {1: "ok", 2: "yes", 3: "no"}  # com.sun.star.awt.MessageBoxResults
BOXES = {"info": "INFOBOX", "critical": "ERRORBOX"}


def attach(bridge: Bridge) -> xw.App:
    """Register the engine with xlwings, bind it to the office at the other end of ``bridge``, and return the app."""
    engine = Engine()
    engine.bound.append(App(engine, bridge.context))
    if NAME in xw.engines.engines_by_name:
        old = xw.engines[NAME]
        xw.engines.engines.remove(old)
    xw.engines.add(xw.Engine(impl=engine))
    xw.engines[NAME].activate()
    return xw.engines[NAME].apps[engine.bound[0].pid]


class Engine:
    """What xlwings asks of an engine: its apps, and how values are made ready and cleaned."""

    name, type = NAME, "desktop"

    def __init__(self) -> None:
        """Start without an app."""
        self.bound: list[App] = []
        self.apps = Apps(self)

    @staticmethod
    def prepare_xl_data_element(x: object, _options: object) -> object:
        """Return one value as the engine takes it: str, float, bool, date, datetime, or None for an empty cell."""
        kind = type(x)
        if x is None or kind is str or kind is bool or (kind is float and x == x):  # noqa: PLR0124 - NaN is empty
            return x
        if x is pd.NA or x != x:  # noqa: PLR0124 - NaN and NaT
            return None
        if isinstance(x, np.datetime64):
            return pd.Timestamp(x).to_pydatetime()
        if isinstance(x, (dt.date, dt.datetime)):
            return x.to_pydatetime() if hasattr(x, "to_pydatetime") else x
        return float(x) if isinstance(x, numbers.Number) else str(x)  # type: ignore[arg-type]

    @staticmethod
    def clean_value_data(
        data: Sequence[Sequence[object]],
        datetime_builder: Callable[..., object],
        empty_as: object,
        number_builder: Callable[[float], object] | None,
        err_to_str: bool,
    ) -> list[list[object]]:
        """Return rows as the reader asked for them: empty cells, dates, numbers and errors."""

        def clean(x: object) -> object:
            if x is None or x == "":
                return empty_as
            if isinstance(x, ErrorText):
                return str(x) if err_to_str else None
            if isinstance(x, dt.datetime) and datetime_builder is not dt.datetime:
                return datetime_builder(
                    year=x.year, month=x.month, day=x.day, hour=x.hour, minute=x.minute, second=x.second,
                    microsecond=x.microsecond, tzinfo=None,
                )  # fmt: skip
            return number_builder(x) if number_builder and type(x) is float else x

        if datetime_builder is dt.datetime and number_builder is None:  # as nearly always: only empty cells to look for
            sound = isinstance(data, Clean)
            return [
                [empty_as if x == "" else x for x in row]
                if sound or ErrorText not in set(map(type, row))
                else [clean(x) for x in row]
                for row in data
            ]
        return [[clean(x) for x in row] for row in data]


class Apps(base_classes.Apps):
    """The apps bound to the engine: one, the office that started the worker."""

    def __init__(self, engine: Engine) -> None:
        """Look at the engine's list."""
        self._bound = engine.bound

    def keys(self) -> list[int]:
        """Return the process numbers."""
        return [app.pid for app in self._bound]

    def __iter__(self) -> Iterator[App]:
        """Iterate over the apps."""
        return iter(self._bound)

    def __len__(self) -> int:
        """Return how many apps are bound."""
        return len(self._bound)

    def __getitem__(self, pid: int) -> App:
        """Return the app of that process."""
        return next(app for app in self._bound if app.pid == pid)


class App(base_classes.App):
    """The running office. ``document`` is the book that a click came from; without one the office's current book."""

    def __init__(self, engine: Engine, context: Any) -> None:
        """Bind to the office of a component context."""
        self.engine = engine
        self.context = context
        self.document: Any = None
        self._indicator: Any = None
        self.desktop = self.service("com.sun.star.frame.Desktop")

    def service(self, name: str) -> Any:
        """Make a UNO service."""
        return self.context.ServiceManager.createInstanceWithContext(name, self.context)

    @property
    def api(self) -> Any:
        """The desktop."""
        return self.desktop

    @property
    def pid(self) -> int:
        """A number that tells apps apart (the office does not say its own)."""
        return os.getpid()

    @property
    def version(self) -> str:
        """Version of the office, such as 7.4."""
        provider = self.service("com.sun.star.configuration.ConfigurationProvider")
        where = Struct("com.sun.star.beans.PropertyValue", Name="nodepath", Value="/org.openoffice.Setup/Product")
        reader = "com.sun.star.configuration.ConfigurationAccess"
        return str(provider.createInstanceWithArguments(reader, [where]).getByName("ooSetupVersion"))

    @property  # type: ignore[misc]  # ours only reads it
    def visible(self) -> bool:
        """Whether the office shows windows."""
        return True

    @property
    def books(self) -> Books:
        """The open spreadsheets."""
        return Books(self)

    def activate(self, steal_focus: bool = False) -> None:  # noqa: ARG002 - xlwings' signature
        """Bring the window to the front."""
        self.books.active.activate()

    def current(self) -> Any:
        """Return the model of the active spreadsheet. Raises UnoError when none is open."""
        if self.document is not None:
            return self.document
        current = self.desktop.getCurrentComponent()
        for model in [current, *self.books.models()]:
            if model is not None and model.supportsService(SPREADSHEET):
                return model
        raise UnoError(SPREADSHEET)

    @property
    def screen_updating(self) -> bool:
        """Whether the window paints. Off also keeps keys and mouse away and records no undo, until on again."""
        return not self.current().hasControllersLocked()

    @screen_updating.setter
    def screen_updating(self, value: bool) -> None:
        perform(self.current(), "release" if value else "hold")

    @property
    def display_alerts(self) -> bool:
        """Calc asks nothing of a program."""
        return False

    @display_alerts.setter
    def display_alerts(self, value: bool) -> None:
        del value

    @property
    def calculation(self) -> str:
        """Return "automatic" or "manual"."""
        return "automatic" if self.current().isAutomaticCalculationEnabled() else "manual"

    @calculation.setter
    def calculation(self, value: str) -> None:
        self.current().enableAutomaticCalculation(value == "automatic")

    def calculate(self) -> None:
        """Calculate what has changed."""
        self.current().calculate()

    @property
    def selection(self) -> Range | None:
        """The selected cells; of several areas the first, with the rest in ``get_special_cells``."""
        selected = self.current().getCurrentSelection()
        if selected is None or not hasattr(selected, "supportsService"):
            return None
        book = Book(self, self.current())
        areas = []
        if selected.supportsService("com.sun.star.sheet.SheetCellRange"):
            areas = [selected.getRangeAddress()]
        elif selected.supportsService("com.sun.star.sheet.SheetCellRanges"):
            areas = selected.getRangeAddresses()
        if not areas:
            return None
        sheet = Sheet(book, str(self.current().Sheets.getElementNames()[areas[0].Sheet]))
        places = [place_in(area) for area in areas]
        return Range(sheet, places[0], places)

    @property
    def status_bar(self) -> str | bool:
        """The text in the status bar; False gives it back to the office."""
        return False

    @status_bar.setter
    def status_bar(self, value: str | bool) -> None:
        if self._indicator is not None:
            self._indicator.end()
            self._indicator = None
        if isinstance(value, str):
            controller = self.current().getCurrentController()
            if controller is not None:
                self._indicator = controller.Frame.createStatusIndicator()
                self._indicator.start(value, 0)

    def alert(self, prompt: str, title: str | None, buttons: str, mode: str | None, _callback: object) -> str:
        """Show a message box and return the name of the pressed button."""
        kind = BOXES.get(mode or "", "MESSAGEBOX") if buttons == "ok" else "QUERYBOX"  # the others have one button only
        pressed = perform(self.current(), "box", kind, [title or "", prompt, BUTTONS[buttons]])
        return ANSWERS.get(pressed, "cancel" if "cancel" in buttons else "no") if buttons != "ok" else "ok"

    def quit(self) -> None:
        """End the office."""
        self.desktop.terminate()
