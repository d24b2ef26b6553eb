"""What the tests of the hosts share: the ledger on which ``hosts.promises`` are tried, under its short names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from addin.hosts.trial import (
    AMOUNT,
    CHECKED,
    COMPUTED,
    DAYS,
    DUE,
    END,
    ENTRY,
    GRADE,
    KEY,
    LEDGER,
    LOG,
    LOG_ROWS,
    MOMENT,
    OTHER,
    OWN,
    OWN_ROWS,
    PAID,
    RATE,
    ROWS,
    TEXT,
    TITLE,
    Ledger,
    Made,
    computed,
    frame,
    writes,
)

if TYPE_CHECKING:
    from pathlib import Path

__all__ = [
    "AMOUNT",
    "CHECKED",
    "COMPUTED",
    "DAYS",
    "DUE",
    "END",
    "ENTRY",
    "GRADE",
    "KEY",
    "LEDGER",
    "LOG",
    "LOG_ROWS",
    "MOMENT",
    "OTHER",
    "OWN",
    "OWN_ROWS",
    "PAID",
    "RATE",
    "ROWS",
    "TEXT",
    "TITLE",
    "Factory",
    "Ledger",
    "Made",
    "computed",
    "frame",
    "writes",
]


class Factory(Protocol):
    """Makes a ledger in a folder."""

    def __call__(self, folder: Path, ledger: Ledger) -> Made:
        """Make it."""
        ...
