"""Numbers of instalments and receipts: those of the source, those they have in the ledger already, and new ones."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, Any

import pandas as pd

from addin.ledger import schema
from addin.ledger.intake.following import instalments_again
from addin.ledger.intake.reading_cells import Doubt

if TYPE_CHECKING:
    from collections.abc import Mapping


def numbered(
    instalments: pd.DataFrame, known: pd.DataFrame, *, again: bool = True, ask: bool = True
) -> tuple[pd.DataFrame, list[Doubt]]:
    """Give the instalments without a number the one they have in the ledger, or one after all others; name them all.

    One that the ledger has under its contract and number keeps the name it has there. ``again`` False: the source is no
    copy of what the ledger has, so that none of its rows is one of the ledger's. ``ask``: see ``following``.
    """
    frame = instalments.copy()
    numbers, doubts = instalments_again(frame, known, ask=ask) if again else ({}, [])
    frame["number"] = with_new_numbers(frame, known, numbers)
    made = frame["contract"] + "-" + frame["number"].astype("str")
    names = {(one, at): name for name, one, at in known[["instalment", "contract", "number"]].itertuples(index=False)}
    keys = zip(frame["contract"], frame["number"].tolist(), made, strict=True)
    made = pd.Series([names.get((one, at)) or name for one, at, name in keys], index=frame.index, dtype="str")
    frame["instalment"] = frame["instalment"].where(frame["instalment"] != "", made)
    owned = frame[frame["contract"] != ""]
    doubled = owned[owned.duplicated(["contract", "number"]) | owned.duplicated("instalment")]
    header = schema.INSTALMENTS.column("number").header
    doubts += [
        Doubt(row["source"], int(row["row"]), "number-again", header, str(row["number"]), row["contract"])
        for row in doubled.to_dict("records")
    ]
    return frame, doubts


def with_new_numbers(frame: pd.DataFrame, known: pd.DataFrame, found: Mapping[Any, int]) -> pd.Series[Any]:
    """Return the number of each instalment: its own, the one ``found``, or one after the highest of its contract."""
    known_again = pd.Series(found, dtype="int64").reindex(frame.index)
    numbers = frame["number"].where(known_again.isna(), known_again).astype("int64")
    own = pd.concat([numbers.groupby(frame["contract"]).max(), known.groupby("contract")["number"].max()])
    highest = own.groupby(level=0).max()
    without = numbers == 0
    order = frame[without].groupby("contract").cumcount() + 1
    return numbers.where(~without, frame["contract"].map(highest).add(order, fill_value=0).fillna(0)).astype("int64")


def with_names(receipts: pd.DataFrame, known: pd.DataFrame) -> pd.DataFrame:
    """Give receipts without a number one from contract, day and their order on it, beside those that have one."""
    frame = receipts.copy()
    taken = {*frame["receipt"], *known["receipt"]} - {""}
    days = frame["received"].dt.strftime("%Y%m%d").fillna("")
    names: list[str] = []
    for name, contract, day in zip(frame["receipt"], frame["contract"], days, strict=True):
        made = (f"{schema.RECEIPT_PREFIX}{contract}-{day}-{order}" for order in count(1))
        names.append(name or next(one for one in made if one not in taken))
        taken.add(names[-1])
    frame["receipt"] = pd.array(names, dtype="str")
    return frame
