"""Raw cells of money, rate, per cent and count columns to whole numbers of the smallest unit; no fen is lost."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
import pandas as pd

from addin.ledger.cells import Flaw, Parsed, clean
from addin.ports import Kind, Level

if TYPE_CHECKING:
    from addin.ledger.cells import Values

Ints: TypeAlias = "np.ndarray[Any, np.dtype[np.int64]]"


@dataclass(frozen=True)
class Unit:
    """How a kind is held: units per 1, the limit of a cell's number (exclusive), and the code when a unit is split."""

    scale: int
    limit: int
    split: str


UNITS = {
    Kind.MONEY: Unit(100, 10**12, "money-decimals"),
    Kind.RATE: Unit(10**8, 10**4, "rate-decimals"),
    Kind.PERCENT: Unit(10**8, 10**4, "rate-decimals"),
    Kind.COUNT: Unit(1, 10**6, "not-whole"),
}

GROUPED = r"\d{1,3}(?P<comma>[, '’])\d{3}(?:(?P=comma)\d{3})*"
NUMBER = rf"(?P<number>(?:{GROUPED}|\d+)(?:\.\d+)?|\.\d+)"
MONEY = re.compile(
    rf"(?P<minus>-|\()?(?:人民币|RMB|CNY|¥)? ?(?P<minus2>-)?{NUMBER} ?(?P<times>亿|万|千)?(?:元整|元|圆|RMB|CNY)?\)?"
)
SHARES = {"%": 100, "‰": 1_000, "‱": 10_000, "百分之": 100, "千分之": 1_000, "万分之": 10_000}
RATE = re.compile(
    rf"(?P<front>百分之|千分之|万分之)?(?P<minus>-)?(?:{NUMBER}|(?P<hanzi>[一二三四五六七八九])) ?(?P<back>[%‰‱]|倍)?"
)
COUNT = re.compile(rf"第?(?P<minus>-)?{NUMBER} ?(?:个工作日|工作日|天|日|期)?")
TIMES = {"千": 1_000, "万": 10_000, "亿": 100_000_000}


def numbers(values: Values, kind: Kind, *, percent_points: bool = False) -> Parsed:
    """Parse numbers to int64 in units of ``UNITS[kind]`` (RATE, PERCENT: Int64 with NA for empty; others 0).

    A number typed as text (1,234.50元, 12.5万元, 0.05%) is understood (hint). More decimals than the unit holds, a
    negative number, a share over 100 % or a number beyond the limit is an error: nothing is rounded silently.
    """
    unit = UNITS[kind]
    ordinary = {int, float, type(None)}
    flaws: list[Flaw] = []
    if set(map(type, values)) <= ordinary:
        taken, wrong = _from_numbers(values, unit)
    else:
        taken, wrong = _from_numbers([value if type(value) in ordinary else None for value in values], unit)
        for position, value in enumerate(values):
            if type(value) not in ordinary:
                taken[position], flaw = _from_text(position, value, kind, percent_points=percent_points)
                flaws.append(flaw)
    empty = np.array([value is None for value in values], dtype=bool)
    wrong["negative"] = (taken < 0) & ~wrong["too-large"]
    if kind is Kind.PERCENT:
        wrong["percent-range"] = (taken > unit.scale) & ~wrong["too-large"]
    for code, mask in wrong.items():
        flaws += [Flaw(position, code) for position in np.flatnonzero(mask).tolist()]
    bad = {flaw.position for flaw in flaws if flaw.level is Level.ERROR}
    taken[list(bad)] = 0
    told = [flaw for flaw in flaws if flaw.level is Level.ERROR or flaw.position not in bad]
    order = tuple(sorted(told, key=lambda flaw: flaw.position))
    if kind in {Kind.RATE, Kind.PERCENT}:
        missing = empty.copy()
        missing[list(bad)] = True
        return Parsed(pd.arrays.IntegerArray(taken, missing), empty, order)
    return Parsed(taken, empty, order)


def _from_numbers(values: Values, unit: Unit) -> tuple[Ints, dict[str, Any]]:
    """Return whole units of ordinary numbers (None = 0), and masks of those that are split or too large.

    Exact although it multiplies floats: let a cell hold the decimal d = n/scale. Its double is d(1+e) and the product
    is rounded once more, |e| ≤ 2^-53, so x*scale is within 2.3e-16 |n| of n; with |n| < 1e14 (the limits) that is
    under 0.03, and rint gives n. Up to 1e-4 of a unit more is noise of formulas (0.1 + 0.2) and taken silently; a
    decimal too many is at least 0.1 of a unit off and never passes.
    """
    number = np.array(values, dtype=np.float64)
    nothing = np.isnan(number)
    number[nothing] = 0.0
    large = ~(np.abs(number) < unit.limit)
    number[large] = 0.0
    scaled = number * unit.scale
    whole = np.rint(scaled)
    split = np.abs(scaled - whole) > 1e-4 + np.abs(whole) * 4e-16
    nan = np.array([value is not None for value in values], dtype=bool) & nothing if nothing.any() else nothing
    return whole.astype(np.int64), {"not-number": nan, "too-large": large, unit.split: split}


def _from_text(position: int, value: object, kind: Kind, *, percent_points: bool) -> tuple[int, Flaw]:
    """Return the units that a cell means which is not a number by type, and its flaw (0 and an error if none)."""
    unit = UNITS[kind]
    number = read_number(value, kind, percent_points=percent_points) if isinstance(value, str) else None
    if number is None:
        return 0, Flaw(position, "not-number")
    if abs(number) >= unit.limit:
        return 0, Flaw(position, "too-large")
    scaled = number * unit.scale
    if scaled != int(scaled):
        return 0, Flaw(position, unit.split)
    reading = f"{number:,.2f}" if kind is Kind.MONEY else f"{number.normalize():f}"
    return int(scaled), Flaw(position, "number-text", Level.HINT, {"reading": reading})


def read_number(text: str, kind: Kind, *, percent_points: bool = False) -> Decimal | None:
    """Return the number that a text means in a column of that kind, exactly, or None if it has no single reading."""
    text = " ".join(unicodedata.normalize("NFKC", clean(text)).split())
    if kind is Kind.MONEY:
        found = MONEY.fullmatch(text)
        if not found or (found["minus"] == "(") != text.endswith(")"):
            return None
        times = Decimal(TIMES.get(found["times"], 1))
        return _digits(found["number"]) * times * (-1 if found["minus"] or found["minus2"] else 1)
    found = (COUNT if kind is Kind.COUNT else RATE).fullmatch(text)
    if not found:
        return None
    if kind is Kind.COUNT:
        return _digits(found["number"]) * (-1 if found["minus"] else 1)
    return _rate(found, kind, percent_points=percent_points)


def _rate(found: re.Match[str], kind: Kind, *, percent_points: bool) -> Decimal | None:
    """Return the number of a rate text: 0.05%, 万分之五, 1.5倍 (a share has one mark of its unit at most)."""
    if (found["front"] and found["back"]) or (found["back"] == "倍" and (kind is Kind.PERCENT or percent_points)):
        return None
    if found["hanzi"] and not found["front"]:
        return None
    number = _digits(found["number"]) if found["number"] else Decimal("一二三四五六七八九".index(found["hanzi"]) + 1)
    share = SHARES.get(found["front"] or found["back"], 1)
    points = 100 if percent_points and share > 1 else 1
    return number * points / share * (-1 if found["minus"] else 1)


def _digits(text: str) -> Decimal:
    return Decimal(re.sub(r"[, '’]", "", text))
