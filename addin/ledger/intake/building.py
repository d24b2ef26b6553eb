"""The rows of a source as rows of the ledger: whose they are, keys, receipts for what was paid, sums that prove it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from addin.ledger import schema
from addin.ledger.intake.consistency import (
    on_two_sheets,
    paid_beyond,
    told_again,
    unbalanced,
    without_amount,
    without_owner,
)
from addin.ledger.intake.following import receipts_again
from addin.ledger.intake.merged_rows import contacts, customers, once
from addin.ledger.intake.numbering_rows import numbered, with_names
from addin.ledger.intake.opening import MADE, opening_receipts
from addin.ledger.intake.parties import Parties
from addin.ledger.intake.reading_cells import Doubt, Typed, as_text, read_cells
from addin.ledger.intake.recognising import AMOUNT, CONTRACT_AMOUNT, PAID, RECEIPT, header_of
from addin.ledger.intake.spelling import one_spelling

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Hashable, Mapping, Sequence

    from addin.ledger.intake.splitting import Split

NAMES = ("customers", "contacts", "contracts", "instalments", "receipts", "paid")
MONEY_OF = {AMOUNT: ("instalments", "amount"), RECEIPT: ("receipts", "amount"), PAID: ("paid", "paid"),
            CONTRACT_AMOUNT: ("contracts", "contract_amount")}  # fmt: skip
ONCE = ("signed", "contract_amount", "customer", "penalty_mode", "penalty_rate")  # may not differ within a contract


@dataclass(frozen=True)
class Sum:
    """A money column of the source against the ledger, fen: all in the source, taken in, and in rows not taken."""

    source: str
    header: str
    before: int
    taken: int
    skipped: int

    @property
    def holds(self) -> bool:
        """Tell whether nothing was lost or doubled."""
        return self.before == self.taken + self.skipped


@dataclass(frozen=True)
class Built:
    """A source as tables of the ledger (with ``source`` and ``row``), the columns it gave, and what became of the rest.

    ``skipped`` are rows and contracts that were not taken, ``notes`` what was taken but should be known.
    """

    tables: Mapping[str, pd.DataFrame]
    given: Mapping[str, tuple[str, ...]]
    skipped: tuple[Doubt, ...]
    notes: tuple[Doubt, ...]
    sums: tuple[Sum, ...]


def build(
    splits: Sequence[Split],
    known: Mapping[str, pd.DataFrame],
    options: Mapping[str, Sequence[str]],
    as_of: dt.date,
    *,
    opening_at_due: bool = True,
    ask: bool = True,
    spelt: Sequence[str] = (),
) -> Built:
    """Make the tables. ``known`` are the ledger's own (every row, also unsound ones); the source may be a copy.

    ``opening_at_due``: what was paid to date counts as paid when it was due, at the latest on the as-of day, so that no
    penalty is claimed on it; else on the as-of day. ``ask``: a row of which nobody can tell whether it is new keeps its
    contract outside. ``spelt``: contracts beside those of 合同台账 whose spelling is the one that counts.
    """
    in_place = any(one.map.in_place for one in splits)
    splits = one_spelling(splits, [*known["contracts"]["contract"], *spelt])
    raw = {name: together(splits, name) for name in NAMES}
    read: dict[str, Typed] = {name: read_cells(name, frame, options) for name, frame in raw.items()}
    frames = {name: one.frame for name, one in read.items()}
    flawed = [doubt for one in splits for doubt in one.wrong] + [doubt for one in read.values() for doubt in one.flawed]
    notes = [doubt for one in splits for doubt in one.emptied]
    notes += [doubt for one in read.values() for doubt in one.emptied]

    parties = Parties(known["customers"])
    for name in ("customers", "contracts"):
        frames[name]["customer"] = parties.resolve(frames[name])
    frames["receipts"] = with_contract(frames["receipts"], frames["contracts"], known["contracts"], parties)
    flawed += on_two_sheets(frames["instalments"], ("contract", "due"), "number")
    flawed += on_two_sheets(frames["receipts"], ("contract", "received", "amount"), "receipt")
    flawed += told_again(frames["instalments"])
    flawed += [*without_amount(splits), *without_owner(splits, frames, known["contracts"])]
    beside, known_balance = unbalanced(splits)
    flawed += beside
    notes += known_balance
    frames["instalments"], twice = numbered(frames["instalments"], known["instalments"], again=not in_place, ask=ask)
    flawed += twice
    if not in_place:
        names, unsure = receipts_again(frames["receipts"], known["receipts"])
        flawed += unsure if ask else []
        frames["receipts"].loc[list(names), "receipt"] = list(names.values())
    flawed += conflicts(frames["contracts"])
    frames["paid"], beyond = paid_sums(frames["paid"])
    flawed += beyond

    bad = {doubt.contract for doubt in flawed} - {""}
    accepted, skipped = {}, list(flawed)
    for name in ("contracts", "instalments", "receipts", "paid"):
        frame = frames[name]
        lost = (frame["contract"] == "") & (name != "contracts")
        skipped += [_no_contract(name, row) for row in frame[lost].to_dict("records")]
        accepted[name] = frame[~lost & ~frame["contract"].isin(list(bad))]
    skipped += whole_contracts(bad, frames["instalments"], flawed)
    receipts, openings, doubled = opening_receipts(
        accepted["paid"], accepted["instalments"], accepted["receipts"], known, as_of, at_due=opening_at_due
    )
    skipped += doubled
    accepted["receipts"] = pd.concat([with_names(receipts, known["receipts"]), openings], ignore_index=True)
    accepted["contracts"] = with_amounts(once(accepted["contracts"]), accepted["instalments"], notes)
    notes += paid_beyond(openings, accepted["instalments"])
    accepted["customers"] = customers(frames["customers"], accepted["contracts"])
    accepted["contacts"] = contacts(frames["contacts"], parties)
    given = {name: tuple(str(column) for column in frame if frame[column].notna().any()) for name, frame in raw.items()}
    sums = tuple(tally(splits, frames, accepted, openings, bad, {doubt.contract for doubt in doubled}))
    del accepted["paid"]
    return Built(accepted, given, tuple(skipped), tuple(notes), sums)


def together(splits: Sequence[Split], name: str) -> pd.DataFrame:
    """Return the raw rows of one ledger sheet from all source sheets, with the title of each row's sheet."""
    parts = [one.frames[name].assign(source=one.map.sheet) for one in splits if len(one.frames[name])]
    if not parts:
        return pd.DataFrame(columns=["source", "row", "unit", "contract"], dtype="object")
    return pd.concat(parts, ignore_index=True).astype("object")


# ------------------------------------------------------------------ contracts


def conflicts(contracts: pd.DataFrame) -> list[Doubt]:
    """Return a doubt for each contract whose rows do not agree on what is one for the whole contract."""
    doubts = []
    for name in ONCE:
        column = schema.CONTRACTS.column(name)
        empty = contracts[name].isna() | (contracts[name].astype("str").isin(["", "0"]))
        filled = contracts[~empty]
        several = filled.groupby("contract")[name].nunique()
        for contract in several.index[several > 1]:
            rows = filled[filled["contract"] == contract]
            other = rows[rows[name] != rows[name].iloc[0]].iloc[0]
            doubts.append(
                Doubt(other["source"], int(other["row"]), "conflict", column.header, str(contract), str(contract))
            )
    return doubts


def with_amounts(contracts: pd.DataFrame, instalments: pd.DataFrame, notes: list[Doubt]) -> pd.DataFrame:
    """Give contracts without an amount the sum of their instalments, and note it."""
    sums = instalments.groupby("contract")["amount"].sum()
    without = (contracts["contract_amount"] == 0) & contracts["contract"].isin(sums.index)
    result = contracts.copy()
    result.loc[without, "contract_amount"] = contracts.loc[without, "contract"].map(sums).astype("int64")
    header = schema.CONTRACTS.column("contract_amount").header
    if without.any():
        first = contracts[without].iloc[0]
        notes.append(Doubt(first["source"], int(first["row"]), "derived-amount", header, str(int(without.sum()))))
    return result


def whole_contracts(bad: set[str], instalments: pd.DataFrame, flawed: Sequence[Doubt]) -> list[Doubt]:
    """Return what of the contracts with a flaw stays outside with it: the sum of their instalments."""
    sums = instalments[instalments["contract"].isin(list(bad))].groupby("contract")["amount"].sum()
    first = {doubt.contract: doubt for doubt in reversed(flawed)}
    return [
        Doubt(first[name].source, first[name].row, "whole-contract", found=name, contract=name,
              amount=int(sums.get(name, 0)))
        for name in sorted(bad)
    ]  # fmt: skip


def _no_contract(name: str, row: Mapping[Hashable, object]) -> Doubt:
    amount = row.get("paid") if name == "paid" else row.get("amount")
    return Doubt(str(row["source"]), int(str(row["row"])), "no-contract", amount=int(str(amount or 0)))


# ------------------------------------------------------------------ instalments and receipts


def with_contract(
    receipts: pd.DataFrame, contracts: pd.DataFrame, known: pd.DataFrame, parties: Parties
) -> pd.DataFrame:
    """Give a receipt that names only its customer the customer's contract, when there is just one."""
    frame = receipts.copy()
    owners = pd.concat([contracts[["contract", "customer"]], known[["contract", "customer"]]]).drop_duplicates()
    counts = owners.groupby("customer")["contract"].agg(["nunique", "first"])
    single = counts.loc[counts["nunique"] == 1, "first"]
    frame["customer"] = parties.find(frame)
    found = as_text(frame["customer"].map(single))
    frame["contract"] = frame["contract"].where(frame["contract"] != "", found)
    return frame


def paid_sums(paid: pd.DataFrame) -> tuple[pd.DataFrame, list[Doubt]]:
    """Return the frame with ``paid`` filled: given, or the amount less what is unpaid, which may not be more."""
    frame = paid.copy()
    derived = frame["unpaid"] != 0
    short = derived & (frame["paid"] == 0)
    unpaid_only = (frame["amount"] != 0) & (frame["paid"] == 0)
    frame["paid"] = frame["paid"].where(~unpaid_only, frame["amount"] - frame["unpaid"]).astype("int64")
    beyond = frame[short & (frame["paid"] < 0)]
    doubts = [
        Doubt(row["source"], int(row["row"]), "unpaid-beyond", "", str(row["contract"]), row["contract"])
        for row in beyond.to_dict("records")
    ]
    return frame[frame["paid"] > 0], doubts


# ------------------------------------------------------------------ sums


def tally(
    splits: Sequence[Split],
    frames: Mapping[str, pd.DataFrame],
    accepted: Mapping[str, pd.DataFrame],
    openings: pd.DataFrame,
    bad: Collection[str],
    doubled: Collection[str],
) -> list[Sum]:
    """Compare each source sheet's money, summed from its cells, with the ledger's rows and those left outside."""
    sums = []
    for one in splits:
        for target, (name, column) in MONEY_OF.items():
            places = [each.place for each in one.map.columns if each.target == target and each.place >= 0]
            if not places:
                continue
            before = sum(one.sums[place] for place in places)
            every = of_source(frames[name], one.map.sheet)
            every = once(every) if target == CONTRACT_AMOUNT else every
            outside = every["contract"].isin([*bad, "", *(doubled if target == PAID else ())])
            rows = of_source(openings if target == PAID else accepted[name], one.map.sheet)
            if target == CONTRACT_AMOUNT:  # derived amounts are no money of the source; several sheets may tell one
                rows = every[every["contract"].isin(accepted[name]["contract"])]
            elif target == RECEIPT:
                rows = rows[rows["unit"] != MADE]
            taken, skipped = (int(part.sum()) for part in (rows["amount" if target == PAID else column],
                                                           every.loc[outside, column]))  # fmt: skip
            sums.append(Sum(one.map.sheet, header_of(target), before, taken, skipped))
    return sums


def of_source(frame: pd.DataFrame, title: str) -> pd.DataFrame:
    """Return the rows that come from a source sheet."""
    return frame[frame["source"] == title]
