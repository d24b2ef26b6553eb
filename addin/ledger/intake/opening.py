"""What a source says was paid to date, as opening receipts: per instalment, earliest due first, marked 期初."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

import pandas as pd

from addin.ledger import schema
from addin.ledger.intake.reading_cells import Doubt

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Hashable, Mapping

COLUMNS = ("source", "row", "unit", "receipt", "received", "contract", "instalment", "amount", "remark")
MADE = -1  # the unit of a row that no row of the source is


def opening_receipts(
    paid: pd.DataFrame,
    instalments: pd.DataFrame,
    receipts: pd.DataFrame,
    known: Mapping[str, pd.DataFrame],
    as_of: dt.date,
    *,
    at_due: bool,
) -> tuple[pd.DataFrame, pd.DataFrame, list[Doubt]]:
    """Return the receipts as they are, the opening receipts, and what was paid but is not taken.

    Money first pays the instalment in whose row it stands, the rest of a contract's the earliest due; what is over is a
    receipt of the contract alone, on the as-of day. One that the ledger has keeps its day there. A contract with
    receipts of its own, here or in the ledger, gets no opening ones: its money would count twice.
    """
    single = known["receipts"]
    own = set(single.loc[~single["receipt"].str.startswith(schema.OPENING), "contract"]) | set(receipts["contract"])
    doubled = [
        Doubt(row["source"], int(row["row"]), "paid-twice", found=row["contract"], contract=row["contract"],
              amount=int(row["paid"]))
        for row in paid[paid["contract"].isin(list(own))].to_dict("records")
    ]  # fmt: skip
    paid = paid[~paid["contract"].isin(list(own))]
    plans = pd.concat([instalments, _elsewhere(known["instalments"], instalments)], ignore_index=True)
    plans = plans[plans["contract"].isin(paid["contract"])].sort_values(["due", "number"], kind="stable")
    lines: dict[str, list[dict[Hashable, Any]]] = defaultdict(list)
    for line in plans.to_dict("records"):
        lines[line["contract"]].append(line)
    money: dict[str, list[dict[Hashable, Any]]] = defaultdict(list)
    for one in paid.to_dict("records"):
        money[one["contract"]].append(one)
    rows: list[tuple[object, ...]] = []
    for contract, parts in money.items():
        rows += _of_contract(contract, parts, lines[contract], pd.Timestamp(as_of), at_due=at_due)
    days = {name: day for name, day in zip(single["receipt"], single["received"], strict=True) if not pd.isna(day)}
    rows = [(*row[:4], days.get(str(row[3]), row[4]), *row[5:]) for row in rows]
    kinds = {name: receipts[name].dtype for name in COLUMNS}
    openings = pd.DataFrame(rows, columns=pd.Index(COLUMNS)).astype(kinds)
    return receipts, openings.reindex(columns=[*COLUMNS]), doubled


def _of_contract(
    contract: str,
    money: list[dict[Hashable, Any]],
    plan: list[dict[Hashable, Any]],
    as_of: pd.Timestamp,
    *,
    at_due: bool,
) -> list[tuple[object, ...]]:
    """Spread what was paid on a contract over its instalments; the sum of the receipts is the sum paid."""
    given: dict[object, int] = defaultdict(int)
    rest: list[tuple[dict[Hashable, Any], int]] = []
    owed = {line["instalment"]: int(line["amount"]) for line in plan}
    origin: dict[object, dict[Hashable, Any]] = {}
    for one in money:
        own = next((line for line in plan if _same_row(line, one)), None)
        left = int(one["paid"])
        if own is not None:
            part = min(left, owed[own["instalment"]])
            given[own["instalment"]] += part
            owed[own["instalment"]] -= part
            origin.setdefault(own["instalment"], one)
            left -= part
        rest.append((one, left))
    over = 0
    for one, remaining in rest:
        left = remaining
        for line in plan:
            part = min(left, owed[line["instalment"]])
            if part:
                given[line["instalment"]] += part
                owed[line["instalment"]] -= part
                origin.setdefault(line["instalment"], one)
                left -= part
        over += left
    rows: list[tuple[object, ...]] = []
    for line in plan:
        amount = given[line["instalment"]]
        if amount:
            due = as_of if pd.isna(line["due"]) else line["due"]
            day = min(due, as_of) if at_due else as_of
            one = origin[line["instalment"]]
            rows.append((one["source"], one["row"], MADE, f"{schema.OPENING}-{line['instalment']}", day, contract,
                         line["instalment"], amount, schema.OPENING))  # fmt: skip
    if over:
        one = money[0]
        rows.append((one["source"], one["row"], MADE, f"{schema.OPENING}-{contract}", as_of, contract, "", over,
                     schema.OPENING))  # fmt: skip
    return rows


def _same_row(line: dict[Hashable, Any], one: dict[Hashable, Any]) -> bool:
    """Tell whether money stands in an instalment's own cells: its row of a long list, its part of a wide one."""
    return all(line[name] == one[name] for name in ("source", "row", "unit"))


def _elsewhere(known: pd.DataFrame, instalments: pd.DataFrame) -> pd.DataFrame:
    """Return the ledger's instalments of contracts that the source does not plan."""
    others = known[~known["contract"].isin(list(set(instalments["contract"])))]
    return others.assign(source="", row=0, unit=MADE)
