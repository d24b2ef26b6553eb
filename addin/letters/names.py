"""Names of files: number, customer and date, safe on Windows, never outside the folder they are meant for."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Container

LONGEST = 80  # of one name; with the folder of a campaign well below Windows' 260 for the whole path
_RESERVED = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_DEVICES = re.compile(r"^(CON|PRN|AUX|NUL|CONIN\$|CONOUT\$|COM[0-9¹²³]|LPT[0-9¹²³])\s*(\.|$)", re.IGNORECASE)


def safe_name(text: str, longest: int = LONGEST) -> str:
    """Return text as one part of a path: no reserved character or device name, at most ``longest`` characters.

    Full-width forms stay; an empty or wholly unusable text becomes ``_``.
    """
    text = unicodedata.normalize("NFC", text)
    text = "".join("_" if unicodedata.category(sign) in _INVISIBLE else sign for sign in text)
    text = _RESERVED.sub("_", text)
    text = re.sub(r"\s+", " ", text).strip(" .")[:longest].strip(" .")
    if _DEVICES.match(text):
        text = f"_{text}"
    return text or "_"


def letter_file(number: str, customer: str, day: dt.date) -> str:
    """Return the file name of a letter: 催字〔2026〕第0001号_客户_2026-11-22.docx; only the customer is cut short."""
    tail = f"_{day:%Y-%m-%d}.docx"
    number = safe_name(number, LONGEST // 2)
    room = LONGEST - len(number) - len(tail) - 1
    return f"{number}_{safe_name(customer, room)}{tail}"


def letter_path(day: dt.date, number: str, customer: str) -> str:
    """Return where a letter goes below the output folder: a folder of the day, then :func:`letter_file`."""
    return f"函件_{day:%Y-%m-%d}/{letter_file(number, customer, day)}"


def free_name(name: str, taken: Container[str]) -> str:
    """Return ``name``, or with (2), (3) … before its ending if it is taken; compare case-folded names."""
    stem, dot, ending = name.rpartition(".") if "." in name else (name, "", "")
    candidate, count = name, 1
    while candidate.casefold() in taken:
        count += 1
        candidate = f"{stem}({count}){dot}{ending}"
    return candidate
