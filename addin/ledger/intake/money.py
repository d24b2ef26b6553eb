"""A cell of money in another's register as fen, on a way of its own: the proof of sums does not share their reader."""

from __future__ import annotations

from decimal import Decimal

from addin.ledger.numbers import TIMES, UNITS, read_number
from addin.ports import Kind


def fen(value: object, scale: int = 1) -> int | None:
    """Return a cell of money as fen, exactly, None when it is none, negative, or no whole number of fen.

    The noise of formulas is forgiven as ``ledger.numbers`` forgives it.
    """
    unit = UNITS[Kind.MONEY]
    if isinstance(value, str):
        own = any(word in value for word in TIMES)
        number = read_number(value, Kind.MONEY)
        exact = None if number is None else number * (1 if own else scale)
    elif isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < unit.limit:
        exact = Decimal(repr(value)) * scale
    else:
        return None
    if exact is None or exact < 0 or exact >= unit.limit:
        return None
    whole = int((exact * unit.scale).to_integral_value())
    noise = Decimal("1e-4") + abs(whole) * Decimal("4e-16") if not isinstance(value, str) else 0
    return whole if abs(exact * unit.scale - whole) <= noise else None
