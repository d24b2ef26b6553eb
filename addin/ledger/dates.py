"""Raw cells of a date column to days: real dates, and texts and numbers that can be read in one way only."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from typing import TYPE_CHECKING

import numpy as np

from addin.ledger.cells import Flaw, Parsed, shown
from addin.ports import Level

if TYPE_CHECKING:
    from addin.ledger.cells import Values

FIRST, LAST = dt.date(1980, 1, 1), dt.date(2099, 12, 31)
EPOCH = dt.datetime(1970, 1, 1)  # noqa: DTZ001 - sheets know no zones
NAT = np.iinfo(np.int64).min  # what numpy holds for NaT
SERIAL_ZERO = dt.date(1899, 12, 30)  # day 0 of spreadsheets, so that serial 45350 is 2024-02-28
SERIALS = range((FIRST - SERIAL_ZERO).days, (LAST - SERIAL_ZERO).days + 1)
EIGHT_DIGITS = range(FIRST.year * 10_000, (LAST.year + 1) * 10_000)

# Year first and four digits: the only order that has one reading. Both separators must be the same.
YEAR_FIRST = re.compile(
    r"(\d{4})(?:([-./])(\d{1,2})\2(\d{1,2})|年(\d{1,2})月(\d{1,2})[日号]?|(\d{2})(\d{2}))"
    r"(?:[ T]*(\d{1,2})(?::|时|点)(\d{1,2})(?:(?::|分)(\d{1,2})(?:\.\d+)?秒?|分?))?"
)
MANY_READINGS = re.compile(r"\d{1,2}([-./])\d{1,2}\1(\d{4}|\d{1,2})")


def days(values: Values, *, with_time: bool) -> Parsed:
    """Parse dates to datetime64[s]; midnight unless ``with_time``. Empty cells and flawed ones are NaT.

    A date with a time counts as its day. Text such as 2024.3.5, 2024年3月5日 or 20240305, the number 20240305 and a
    spreadsheet's day number are understood (hint); 3/5/2024 or 24.3.5 has several readings and is an error, as is a
    day that does not exist or lies outside 1980 to 2099.
    """
    if bool in set(map(type, values)):
        values = [str(value) if isinstance(value, bool) else value for value in values]
    readings = {value: _read(value) for value in set(values)}  # each distinct value is read once
    seconds = np.array([readings[value][0] for value in values], dtype=np.int64).view("datetime64[s]")
    if not with_time:
        seconds = seconds.astype("datetime64[D]").astype("datetime64[s]")
    empty = np.array([value is None for value in values], dtype=bool)
    if not any(code for _, code in readings.values()):
        return Parsed(seconds, empty)
    flaws = [
        _flaw(position, readings[value][1], seconds[position].item())
        for position, value in enumerate(values)
        if readings[value][1]
    ]
    return Parsed(seconds, empty, tuple(flaws))


def _flaw(position: int, code: str, moment: dt.datetime | None) -> Flaw:
    """Return a hint with the reading where there is one, else an error."""
    if moment is not None:
        return Flaw(position, code, Level.HINT, {"reading": shown(moment)})
    details = {"first": FIRST.isoformat(), "last": LAST.isoformat()} if code == "date-range" else {}
    return Flaw(position, code, details=details)


def _read(value: object) -> tuple[int, str]:
    """Return the second a cell means (since 1970; NAT if none) and the code of its flaw ("" = a date, or empty)."""
    moment: dt.datetime | None = None
    code = ""
    match value:
        case None:
            return NAT, ""
        case dt.datetime():
            moment = value.replace(tzinfo=None)
        case dt.date():
            moment = dt.datetime.combine(value, dt.time())
        case int() | float():
            moment, code = _from_number(value)
        case str():
            moment, code = _from_text(value)
        case _:
            code = "not-date"
    if moment is None:
        return NAT, code
    if not FIRST <= moment.date() <= LAST:
        return NAT, "date-range"
    # half a millisecond up: spreadsheets keep times as floats, and 23:59:59.999999 is midnight (23:59:59.997 is not)
    return (moment - EPOCH + dt.timedelta(microseconds=500)) // dt.timedelta(seconds=1), code


def _from_number(value: float) -> tuple[dt.datetime | None, str]:
    if value == value // 1 and int(value) in EIGHT_DIGITS:
        moment, code = _from_text(str(int(value)))
        return moment, "date-number" if moment else code
    if value == value and value not in (float("inf"), float("-inf")) and int(value) in SERIALS:  # noqa: PLR0124 - not NaN
        midnight = dt.datetime.combine(SERIAL_ZERO, dt.time())
        return midnight + dt.timedelta(days=value), "date-number"
    return None, "not-date"


def _from_text(value: str) -> tuple[dt.datetime | None, str]:
    text = " ".join(unicodedata.normalize("NFKC", value).split())
    text = re.sub(r" ?([-./年月日:时点分]) ?", lambda found: found[1] + (" " if found[1] == "日" else ""), text).strip()
    found = YEAR_FIRST.fullmatch(text)
    if not found:
        return None, "ambiguous-date" if MANY_READINGS.fullmatch(text) else "not-date"
    year, _, *rest = found.groups()
    day = [int(part) for part in rest[:6] if part]
    clock = [int(part or 0) for part in rest[6:]]
    try:
        return dt.datetime(int(year), *day, *clock), "date-text"  # type: ignore[arg-type]  # noqa: DTZ001 - sheets know no zones
    except ValueError:
        return None, "not-date"
