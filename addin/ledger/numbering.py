"""Gapless running numbers of letters, entries and statements from a format such as 催字〔{年}〕第{序号:4}号."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

SLOT = re.compile(r"\{年\}|\{序号(?::(\d+))?\}")


def render(form: str, year: int, serial: int) -> str:
    """Return the number of that year and serial: ``{年}`` is the year, ``{序号:4}`` the serial with four digits."""
    return SLOT.sub(lambda slot: str(year) if slot[0] == "{年}" else str(serial).zfill(int(slot[1] or 1)), form)


def next_serial(form: str, year: int, taken: Iterable[str]) -> int:
    """Return the serial after the highest one that ``taken`` holds for this format and year (1 if none)."""
    pattern, at = "", 0
    for slot in SLOT.finditer(form):
        pattern += re.escape(form[at : slot.start()]) + (str(year) if slot[0] == "{年}" else r"(\d+)")
        at = slot.end()
    shape = re.compile(pattern + re.escape(form[at:]))
    serials = [int(match[1]) for number in taken if (match := shape.fullmatch(number))]
    return max(serials, default=0) + 1


def valid_format(form: str) -> bool:
    """Tell whether a number format holds the serial exactly once (without it, numbers would repeat)."""
    return sum(slot[0] != "{年}" for slot in SLOT.finditer(form)) == 1
