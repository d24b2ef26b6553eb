"""The 到访回执单 of approved visits: numbered, registered as drafts, prefilled for the visitors (VIS-02, VIS-03)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from addin.domain.conduct import listed_names
from addin.domain.terms import Approval, LetterState
from addin.ledger import schema
from addin.ledger.visit_booking import took_place
from addin.letters.catalogue import VISITORS
from addin.letters.single import Wanted, make_letters
from addin.ports import Append

if TYPE_CHECKING:
    from addin.ports import Change, Problem, Request

PARTIES = ("leader", "technician", "lawyer")
HANDLER = next(row.header for row in schema.SETTING_ROWS if row.name == "handler")
ADDRESS = schema.CUSTOMERS.column("address").header


@dataclass(frozen=True)
class Slips:
    """The slips of a run: number and contracts listed by row of the plan, the changes, what stood against others.

    ``count`` are those newly made; a slip that is registered for the visit already is only named again.
    """

    numbers: pd.Series
    contracts: pd.Series
    changes: tuple[Change, ...]
    problems: tuple[Problem, ...]
    count: int
    done: bool = True


def approved(plans: pd.DataFrame) -> pd.Series:
    """Tell of each row of the plan whether both the manager and the approver agree: only then are papers made."""
    both: pd.Series = (plans["review"].cat.codes == Approval.AGREED) & (plans["approval"].cat.codes == Approval.AGREED)
    return both


def make_slips(request: Request, plans: pd.DataFrame) -> Slips:
    """Make the slips of approved visits that lie ahead and have none; each lists what is overdue on the day."""
    waiting = plans[approved(plans) & ~took_place(plans) & (plans["slip"] == "")]
    letters = request.tables["letters"]
    standing = letters[(letters["letter_type"] == schema.SLIP_TYPE) & (letters["state"].cat.codes != LetterState.VOID)]
    registered = standing.drop_duplicates("remark", keep="last").set_index("remark")["letter"]
    known = waiting.loc[waiting["visit"].isin(registered.index), "visit"].map(registered.to_dict())
    waiting = waiting.drop(index=known.index)
    if waiting.empty:
        return Slips(known, pd.Series(dtype="str"), (), (), 0)
    made = make_letters(request, [wanted(row) for row in waiting.to_dict("records")])
    rows = waiting.index[made.letters["wanted"].astype("int64").tolist()]
    numbers = pd.Series(made.letters["letter"].to_numpy(), index=rows, dtype="str")
    lines = next(
        (change.frame for change in made.changes
         if isinstance(change, Append) and change.sheet == schema.LETTER_LINES.title),
        pd.DataFrame({"letter": [], "contract": []}),
    )  # fmt: skip
    listed = lines.groupby("letter")["contract"].agg(lambda names: "、".join(dict.fromkeys(names)))
    contracts = pd.Series([listed.get(number, "") for number in numbers], index=numbers.index, dtype="str")
    return Slips(pd.concat([known, numbers]), contracts, made.changes, made.problems, len(numbers), made.done)


def wanted(row: dict[object, object]) -> Wanted:
    """Return the slip to make for a row of the plan: who goes, and where to, where the plan says so."""
    names = "、".join(str(row[party]) for party in PARTIES if row[party])
    more: dict[str, object] = {VISITORS: names}
    more |= {HANDLER: row["leader"]} if row["leader"] else {}
    more |= {ADDRESS: row["place"]} if row["place"] else {}
    contracts = listed_names(str(row["contracts"]))
    return Wanted(schema.SLIP_TYPE, str(row["customer"]), contracts, more, str(row["visit"]))
