"""A user's own workbook as the ledger, for whoever opens a workbook: shown as a ledger, and told of in their own names.

How it is shown stands in ``ledger/mapping.py``, which imports pandas: it is imported only for a workbook that has the
sheet 列对应.
"""

from __future__ import annotations

import importlib
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from addin import messages
from addin.asking import same_file
from addin.ledger import schema
from addin.ports import Refusal

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable

    from addin.asking import Asked
    from addin.ports import Host, Outcome
    from addin.ribbon import Button


def in_place(host: Host, as_of: dt.date) -> Host:
    """Return the host, showing a workbook of the user's own as a ledger when its sheet 列对应 says so."""
    if schema.MAPPING.title not in host.titles():
        return host
    shown: Host = importlib.import_module("addin.ledger.mapping").in_place(host, as_of)
    return shown


def in_place_or_anew(button: Button, host: Host, asked: Asked) -> tuple[Host, Asked]:
    """Return the host as :func:`in_place` does. The button that imports proposes anew what cannot be followed."""
    try:
        return in_place(host, asked.as_of), asked
    except Refusal:
        named = asked.source and not (asked.ledger and same_file(asked.source, asked.ledger))
        if button.key != "import" or named or not asked.ledger:
            raise
        return host, replace(asked, source=asked.ledger)


def told_in_place(host: Host, outcome: Outcome) -> Outcome:
    """Return the outcome with problems named as the user's own sheets name their places, and where new rows stand."""
    shown: Any = host if hasattr(host, "renamed") else None
    if shown is None:
        return outcome
    titles: list[str] = shown.beside(outcome.changes)
    told: Outcome = shown.renamed(outcome)
    return replace(told, summary=told.summary + messages.rows_beside(titles)) if titles else told


def selectable(host: Host, header: str) -> Callable[[str], tuple[int, int]] | None:
    """Return where a column of ours stands on the user's own sheets, by title; None when the ledger is no such one."""
    if not header or schema.MAPPING.title not in host.titles():
        return None
    find: Callable[[Host, str, str], tuple[int, int]] = importlib.import_module("addin.ledger.mapping").selectable
    return lambda title: find(host, title, header)
