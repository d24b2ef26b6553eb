"""Numbers and names of instalments: those of the source, those they have in the ledger already, and new ones."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import pandas as pd

from addin.ledger import schema
from addin.ledger.intake.reading_cells import Doubt


def numbered(instalments: pd.DataFrame, known: pd.DataFrame) -> tuple[pd.DataFrame, list[Doubt]]:
    """Give the instalments without a number one after those of their contract that have one, and name them all.

    One that the ledger has under its contract and number keeps the name it has there.
    """
    frame = instalments.copy()
    frame["number"] = numbers_again(frame, known)
    made = frame["contract"] + "-" + frame["number"].astype("str")
    names = {(one, at): name for name, one, at in known[["instalment", "contract", "number"]].itertuples(index=False)}
    keys = zip(frame["contract"], frame["number"].tolist(), made, strict=True)
    made = pd.Series([names.get((one, at)) or name for one, at, name in keys], index=frame.index, dtype="str")
    frame["instalment"] = frame["instalment"].where(frame["instalment"] != "", made)
    owned = frame[frame["contract"] != ""]
    again = owned[owned.duplicated(["contract", "number"]) | owned.duplicated("instalment")]
    header = schema.INSTALMENTS.column("number").header
    doubts = [
        Doubt(row["source"], int(row["row"]), "number-again", header, str(row["number"]), row["contract"])
        for row in again.to_dict("records")
    ]
    return frame, doubts


def numbers_again(frame: pd.DataFrame, known: pd.DataFrame) -> pd.Series[Any]:
    """Return the number of each instalment: its own, that of the ledger's with the same day and amount, or a new one.

    So a row inserted or taken out in the source does not turn the others into one another. What is left on both sides
    is matched in its order: the source has changed it.
    """
    without = frame["number"] == 0
    given = frame.loc[~without].groupby("contract")["number"].agg(set).to_dict()
    free: dict[str, list[tuple[int, int, int]]] = defaultdict(list)
    for contract, number, due, amount in _figures(known[known["contract"].isin(frame["contract"])]):
        if number not in given.get(contract, ()):
            free[contract].append((number, due, amount))
    highest = {name: max(numbers) for name, numbers in given.items()}
    for contract, numbers in free.items():
        highest[contract] = max(highest.get(contract, 0), *(number for number, _, _ in numbers))
    rows = frame[without]
    found: dict[Any, int] = {}
    for at, (contract, _, due, amount) in zip(rows.index, _figures(rows), strict=True):
        same = next((one for one in free.get(contract, ()) if one[1:] == (due, amount)), None)
        if same:
            free[contract].remove(same)
            found[at] = same[0]
    for at, contract in rows.loc[[at for at in rows.index if at not in found], "contract"].items():
        if free.get(contract):
            found[at] = free[contract].pop(0)[0]
        else:
            found[at] = highest[contract] = highest.get(contract, 0) + 1
    return frame["number"].where(~without, pd.Series(found, dtype="int64").reindex(frame.index)).astype("int64")


def _figures(frame: pd.DataFrame) -> list[tuple[str, int, int, int]]:
    """Return contract, number, day and amount of each row."""
    days = frame["due"].astype("int64").tolist()
    return list(zip(frame["contract"], frame["number"].tolist(), days, frame["amount"].tolist(), strict=True))
