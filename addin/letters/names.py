"""Names of files: number, customer and date, safe on Windows, never outside the folder they are meant for."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Container

SHORT = 20  # of one of several parts of a name
DRAFTS = "邮件草稿"  # folder of the mail drafts beside the letters
MERGE_SHEET = "邮件合并数据"
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


def single_file(letter_type: str, number: str, customer: str, day: dt.date) -> str:
    """Return the file name of a letter that is no demand letter: its type stands first."""
    return f"{safe_name(letter_type, SHORT)}_{letter_file(number, customer, day)}"


def letter_folder(day: dt.date) -> str:
    """Return the folder of a day's letters, below the output folder."""
    return f"函件_{day:%Y-%m-%d}"


def archive_path(day: dt.date, first: str, last: str) -> str:
    """Return where the archive of one run goes, named by its first and last letter."""
    return f"{letter_folder(day)}/函件_{span(first, last)}.zip"


def print_path(day: dt.date, letter_type: str, first: str, last: str) -> str:
    """Return where a print file goes, named by its first and last letter."""
    return f"{letter_folder(day)}/合并打印_{safe_name(letter_type, SHORT)}_{span(first, last)}.docx"


def merge_paths(day: dt.date, letter_type: str, first: str) -> tuple[str, str, str]:
    """Return where data, bound and unbound template of a mail merge go, named by its first letter."""
    stem = f"邮件合并_{day:%Y-%m-%d}/{safe_name(letter_type, SHORT)}_{_end(first)}起"
    return f"{stem}_数据.xlsx", f"{stem}_已关联数据.docx", f"{stem}_未关联数据.docx"


def mailing_path(day: dt.date, first: str, last: str) -> str:
    """Return where the mailing list of a mail merge goes."""
    return f"邮件合并_{day:%Y-%m-%d}/邮寄名单_{span(first, last)}.xlsx"


def label_path(day: dt.date, first: str, last: str) -> str:
    """Return where the label sheets of a mail merge go."""
    return f"邮件合并_{day:%Y-%m-%d}/邮寄标签_{span(first, last)}.docx"


def span(first: str, last: str) -> str:
    """Return the numbers of a run as part of a file name."""
    return "至".join(_end(number) for number in dict.fromkeys((first, last)))


def _end(number: str) -> str:
    """Return a number as one of several parts of a name: of a long one its end, where the serial stands."""
    return safe_name(number)[-SHORT:].strip(" .")


def free_name(name: str, taken: Container[str]) -> str:
    """Return ``name``, or with (2), (3) … before its ending if it is taken; compare case-folded names."""
    stem, dot, ending = name.rpartition(".") if "." in name else (name, "", "")
    candidate, count = name, 1
    while candidate.casefold() in taken:
        count += 1
        candidate = f"{stem}({count}){dot}{ending}"
    return candidate
