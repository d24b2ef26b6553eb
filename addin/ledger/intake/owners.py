"""Whose row it is on sheets of the user's own: the number that any of them gives a name, else the name itself."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import pandas as pd

from addin.ledger.cells import clean, folded, shown

if TYPE_CHECKING:
    from collections.abc import Iterable

NAMES = ("customers", "contacts", "contracts")


def with_owners(frames: dict[str, pd.DataFrame]) -> None:
    """Set the column ``customer`` of the sheets that name customers, from raw cells.

    A name that goes with one number anywhere stands for it; with several, or with none, it is a customer of its own,
    spelt as it is first.
    """
    rows = {sheet: list(named(frames[sheet])) for sheet in NAMES}
    numbers: dict[str, set[str]] = defaultdict(set)
    spelt: dict[str, str] = {}
    for number, name in (each for sheet in NAMES for each in rows[sheet]):
        if number and name:
            numbers[folded(name)].add(number)
        spelt.setdefault(folded(name), name)
    known = {name: next(iter(found)) if len(found) == 1 else spelt[name] for name, found in numbers.items()}
    for sheet in NAMES:
        if len(frames[sheet]):
            owners = [number or known.get(folded(name)) or spelt[folded(name)] for number, name in rows[sheet]]
            frames[sheet]["customer"] = pd.Series([owner or None for owner in owners], dtype="object",
                                                  index=frames[sheet].index)  # fmt: skip


def named(frame: pd.DataFrame) -> Iterable[tuple[str, str]]:
    """Return number and name of each row's customer ("" = not told)."""
    return zip(_texts(frame, "customer"), _texts(frame, "customer_name"), strict=True)


def _texts(frame: pd.DataFrame, column: str) -> Iterable[str]:
    values = frame[column] if column in frame else [None] * len(frame)
    return ["" if value is None or pd.isna(value) else clean(shown(value)) for value in values]
