"""What is wrong with data (a value, all of it at once) and why a file cannot be read or saved (raised)."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


class Level(StrEnum):
    """ERROR: the row cannot be trusted and is not computed. HINT: understood or doubtful, and said aloud."""

    ERROR = "error"
    HINT = "hint"


@dataclass(frozen=True)
class Problem:
    """Bad or doubtful data as a value. The sentence is made by ``messages`` from ``code`` and ``details``.

    ``row`` is the sheet's row number (0 = the sheet itself), ``column`` the Chinese header ("" = the whole row).
    """

    code: str
    sheet: str
    row: int = 0
    column: str = ""
    found: str = ""
    level: Level = Level.ERROR
    details: Mapping[str, str] = field(default_factory=dict)


class Refusal(Exception):  # noqa: N818 - not a fault: a reason to stop that the user can act on
    """Raised by a host when a file cannot be read or saved safely; ``code`` and ``details`` make the sentence."""

    def __init__(self, code: str, **details: str) -> None:
        """Keep the code and what its sentence names."""
        super().__init__(code, details)
        self.code = code
        self.details = details
