"""A click in Excel comes in here: find the workbook, press the button on it, tell the user in a message box.

The macro of the add-in calls :func:`press`: by ``python -c`` for each click, or in the process that :func:`serve` keeps
warm.
Nothing heavy is imported before it is needed, and nothing reaches the user but one Chinese sentence and what it lists.
"""

from __future__ import annotations

import datetime as dt
import importlib
import sys
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING, Any

from addin import asking, entry, in_place, messages
from addin.ports import Refusal
from addin.ribbon import BUTTONS

if TYPE_CHECKING:
    from collections.abc import Callable

    from addin.ribbon import Button

MOST_LINES = 5  # of problems, and twice as many of figures, in one message box
OK, YES_NO, WARNING, QUESTION, INFORMATION, YES = 0, 4, 0x30, 0x20, 0x40, 6  # of MessageBoxW


def press(key: str, name: str = "", window: int = 0) -> None:
    """Press the button ``key`` on the open workbook ``name`` (UTF-16 in hexadecimal digits) of Excel's ``window``."""
    book_name = bytes.fromhex(name).decode("utf-16-be", "replace")
    run(key, lambda: calling_book(book_name, window), lambda text, style: box(window, text, style))


def run(key: str, find_book: Callable[[], Any], show: Callable[[str, int], bool]) -> None:
    """Press a button on the book that is found and show what came of it; ``show(text, style)`` answers a question."""
    report = entry.safely(key, lambda: press_on(find_book(), BUTTONS[key], lambda text: show(text, YES_NO | QUESTION)))
    show(told(report), OK | (INFORMATION if report.status == entry.DONE else WARNING))


def press_on(book: Any, button: Button, ask: Callable[[str], bool]) -> entry.Report:
    """Press a button on an open workbook: as of today, on the selected rows if any, files beside the workbook.

    Refusal when the button needs a selection and there is none.
    """
    live = importlib.import_module("addin.hosts.live")
    now = dt.datetime.now().astimezone().replace(tzinfo=None)
    host = live.LiveHost(book)
    where = in_place.selectable(host, button.selects)
    one = button.needs_selection
    select = live.selected(book.app, button.selects, even_one=one, where=where) if button.selects else ()
    if button.needs_selection and not select:
        raise Refusal("no-selection", header=button.selects, button=button.label)
    ledger = Path(book.fullname)
    asked = asking.Asked(as_of=now.date(), now=now, out=output_folder(book), select=select, ledger=ledger)

    def pick(title: str) -> Path | None:
        chosen: Path | None = importlib.import_module("addin.hosts.file_dialog").pick(book.app, title, ledger.parent)
        return chosen

    with live.progress(book.app, messages.working(button.label)):
        return entry.press(button, lambda: live.LiveHost(book), asked, ask, pick)


def output_folder(book: Any) -> Path:
    """Return the folder of the workbook; for one never saved, or only in the cloud, one among the user's documents."""
    path = Path(book.fullname)
    if path.is_absolute() and path.parent.is_dir():
        return path.parent
    return Path.home() / "Documents" / messages.CLICK_OUT


def calling_book(name: str, window: int) -> Any:
    """Return the xlwings book that was clicked in: given by the warm process, else found by name in that Excel.

    Refusal when no open workbook has the name.
    """
    import xlwings as xw  # noqa: PLC0415 - imports pandas

    if sys.platform == "win32":
        windows: Any = importlib.import_module("xlwings._xlwindows")  # as xlwings' own Book.caller does
        if windows.BOOK_CALLER is not None:
            return xw.Book(impl=windows.Book(windows.BOOK_CALLER))
        app: xw.App | None = xw.App(impl=windows.App(xl=window))
    else:
        app = xw.apps.active
    for book in app.books if app else ():
        if same_name(book.name, name):
            return book
    raise Refusal("no-live-book", book=name)


def same_name(one: str, other: str) -> bool:
    """Compare file names as systems do: composed or not, capitals or not."""
    return unicodedata.normalize("NFC", one).casefold() == unicodedata.normalize("NFC", other).casefold()


def told(report: entry.Report) -> str:
    """Return the text of a message box: the sentence, key figures, the first problems, where the files lie."""
    lines = [report.summary, *(f"{name}：{value}" for name, value in report.figures[: 2 * MOST_LINES])]
    shown = report.problems[:MOST_LINES]
    lines += [f"{messages.LEVELS[problem.level]} {messages.problem_text(problem)}" for problem in shown]
    if len(report.problems) > MOST_LINES:
        lines.append(messages.click_more(len(report.problems) - MOST_LINES))
    if report.files:
        lines.append(messages.click_files(str(report.files[0].parent), len(report.files)))
    return "\n".join(lines)


def box(window: int, text: str, style: int) -> bool:
    """Show a message box over Excel and return whether a question was answered with yes."""
    if sys.platform == "win32":
        import ctypes  # noqa: PLC0415 - Windows only

        return bool(ctypes.windll.user32.MessageBoxW(window, text, messages.BOX_TITLE, style) == YES)
    import xlwings as xw  # noqa: PLC0415 - imports pandas

    app = xw.apps.active
    return app is not None and app.alert(text, messages.BOX_TITLE, "yes_no" if style & YES_NO else "ok") == "yes"


def serve(class_id: str) -> None:
    """Stay warm for the clicks to come: import what they need, then wait for Excel (xlwings' server, Windows only)."""
    for module in ("addin.ledger.reading", "addin.hosts.live", *(button.command for button in BUTTONS.values())):
        importlib.import_module(module)
    importlib.import_module("xlwings").serve(class_id)
