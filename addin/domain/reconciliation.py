"""Two registers of the same debts side by side: which instalments belong together, and how they differ (REG-08)."""

from __future__ import annotations

import numpy as np
import pandas as pd

from addin.domain.terms import Difference

PASSES: tuple[list[str], ...] = (
    ["amount", "due"],
    ["due"],
    ["amount"],
    [],
)  # what must agree, from the surest to the least sure


def reconcile(
    own: pd.DataFrame, theirs: pd.DataFrame, amount_tolerance: int, day_tolerance: int, *, by_number: bool
) -> pd.DataFrame:
    """Return every pair and every lone instalment: contract, number, both amounts (fen) and days, gap, difference.

    Both tables have contract, number, amount (fen) and due; their index names their rows and comes back as ``own_row``
    and ``their_row`` (-1 = not there). ``by_number``: the number of the instalment decides; else, within a contract,
    what agrees in amount and day belongs together, then in day, then in amount, then in order of days. ``difference``
    is a :class:`Difference`, -1 where the two agree: amounts up to ``amount_tolerance`` fen apart and days up to
    ``day_tolerance`` days apart (both inclusive) do. A day that is missing on one side only differs.
    """
    pairs = _by_number(own, theirs) if by_number else _by_likeness(own, theirs)
    lone = [(row, -1) for row in own.index.difference(pairs["own_row"].tolist())]
    lone += [(-1, row) for row in theirs.index.difference(pairs["their_row"].tolist())]
    pairs = pd.concat([pairs, pd.DataFrame(lone, columns=list(pairs), dtype="int64")], ignore_index=True)
    left, right = own.reindex(pairs["own_row"]), theirs.reindex(pairs["their_row"])
    here, there = (pairs["own_row"] >= 0).to_numpy(), (pairs["their_row"] >= 0).to_numpy()
    table = pairs.assign(
        contract=np.where(here, left["contract"], right["contract"]),
        number=np.where(here, left["number"], right["number"]).astype("int64"),
        own_amount=left["amount"].fillna(0).to_numpy().astype("int64"),
        their_amount=right["amount"].fillna(0).to_numpy().astype("int64"),
        own_due=left["due"].to_numpy(),
        their_due=right["due"].to_numpy(),
    )
    table["gap"] = table["own_amount"] - table["their_amount"]
    amounts = table["gap"].abs() > amount_tolerance
    apart = (table["own_due"] - table["their_due"]).abs() > pd.Timedelta(days=day_tolerance)
    days = apart | (table["own_due"].isna() != table["their_due"].isna())
    kinds = [~here, ~there, (amounts & days).to_numpy(), amounts.to_numpy(), days.to_numpy()]
    codes = [Difference.MISSING_HERE, Difference.MISSING_THERE, Difference.BOTH, Difference.AMOUNT, Difference.DAY]
    table["difference"] = np.select(kinds, [np.int64(code) for code in codes], np.int64(-1))
    return table.sort_values(["contract", "number", "own_row"], kind="stable", ignore_index=True)


def _by_number(own: pd.DataFrame, theirs: pd.DataFrame) -> pd.DataFrame:
    """Pair by contract and number; of several with the same number, the first with the first."""
    return _paired(own, theirs, ["number"])


def _by_likeness(own: pd.DataFrame, theirs: pd.DataFrame) -> pd.DataFrame:
    """Pair in passes, each among those that the passes before left over."""
    own, theirs = (side.sort_values(["contract", "due", "number"], kind="stable") for side in (own, theirs))
    parts = []
    for columns in PASSES:
        part = _paired(own, theirs, columns)
        parts.append(part)
        own = own.drop(index=part["own_row"].tolist())
        theirs = theirs.drop(index=part["their_row"].tolist())
    return pd.concat(parts, ignore_index=True)


def _paired(own: pd.DataFrame, theirs: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    """Pair rows that agree in contract and these columns, in order; return own_row and their_row."""
    keys = ["contract", *columns]
    sides = []
    for side, name in ((own, "own_row"), (theirs, "their_row")):
        known = side.dropna(subset=keys)
        sides.append(known[keys].assign(order=known.groupby(keys).cumcount(), **{name: known.index}))
    if sides[0].empty or sides[1].empty:  # a column of no rows has no kind to be compared by
        return pd.DataFrame({"own_row": [], "their_row": []}, dtype="int64")
    return sides[0].merge(sides[1], on=[*keys, "order"])[["own_row", "their_row"]].astype("int64")
