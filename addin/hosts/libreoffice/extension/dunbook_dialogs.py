"""Message boxes and the file dialog over the window of a document.

Both must run on the office's main thread. A document without a window (hidden, or opened by a program) gets none.
"""

from __future__ import annotations

from typing import Any

import uno

OPEN_ONE = 0  # com.sun.star.ui.dialogs.TemplateDescription.FILEOPEN_SIMPLE


def window_of(model: Any) -> Any:
    """Return the window of a document, None when it has none."""
    controller = model.getCurrentController()
    return controller.Frame.ContainerWindow if controller else None


def message(model: Any, kind: Any, title: Any, text: Any, buttons: Any) -> Any:
    """Show a message box and return the number of the button pressed, 0 without a window."""
    window = window_of(model)
    if window is None:
        return 0
    box = window.Toolkit.createMessageBox(
        window, uno.Enum("com.sun.star.awt.MessageBoxType", kind), buttons, title, text
    )
    try:
        return box.execute()
    finally:
        box.dispose()


def picked(context: Any, model: Any, title: Any, folder: Any, filters: Any) -> Any:
    """Let the user choose a file: its path (its URL if it is on no disk), "" for no choice, None without a window.

    The dialog begins in a folder ("" = where the office likes); the filters are (name, patterns).
    """
    window = window_of(model)
    if window is None:
        return None
    picker = context.ServiceManager.createInstanceWithContext("com.sun.star.ui.dialogs.FilePicker", context)
    try:
        _belong_to(picker, window)
        picker.setTitle(title)
        picker.setMultiSelectionMode(False)
        if folder:
            picker.setDisplayDirectory(uno.systemPathToFileUrl(folder))
        for name, patterns in filters:
            picker.appendFilter(name, patterns)
        picker.setCurrentFilter(filters[0][0])
        if not picker.execute():
            return ""
        url = picker.getSelectedFiles()[0]
        return uno.fileUrlToSystemPath(url) if url.startswith("file:") else url
    finally:
        picker.dispose()


def _belong_to(picker: Any, window: Any) -> None:
    """Tie a file dialog to the window, so that it stays in front of it and keeps keys away from it meanwhile.

    The dialogs of desktops take the window as their second argument, the office's own one by name.
    """
    parent = uno.createUnoStruct("com.sun.star.beans.NamedValue")
    parent.Name, parent.Value = "ParentWindow", window
    uno.invoke(picker, "initialize", ((uno.Any("short", OPEN_ONE), window, parent),))
