"""What the rows of a source say against each other: one debt on two sheets, a balance that does not fit, no amount.

A contract of which the source says two things stays outside: nobody's row wins.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from addin.domain.money import yuan
from addin.ledger.intake.money import fen
from addin.ledger.intake.reading_cells import Doubt
from addin.ledger.intake.recognising import AMOUNT, CONTRACT_AMOUNT, CUSTOMER, NAME, PAID, RECEIPT, UNPAID
from addin.ledger.intake.splitting import makes_contracts

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import pandas as pd

    from addin.ledger.intake.splitting import Split

FIGURES = ((AMOUNT,), (CONTRACT_AMOUNT,), (PAID, RECEIPT), (UNPAID,))


def on_two_sheets(frame: pd.DataFrame, key: Sequence[str], own: str) -> list[Doubt]:
    """Return a doubt for each row that another sheet has too, by ``key``, and that has no number of its ``own``.

    A register with a sheet per month lists what is open again and again; read as it stands, it would count each time.
    """
    first: dict[tuple[str, ...], tuple[str, int]] = {}
    doubts = []
    for row in frame.to_dict("records"):
        if row["contract"] and not row[own]:
            place = (str(row["source"]), int(row["row"]))
            source, number = first.setdefault(tuple(str(row[name]) for name in key), place)
            if source != place[0]:
                contract = str(row["contract"])
                doubts.append(Doubt(*place, "two-sheets", found=str(number), contract=contract, other=source))
    return doubts


def told_again(instalments: pd.DataFrame) -> list[Doubt]:
    """Return a doubt for each instalment that its sheet has already: the same day, amount and invoice, no number.

    Whoever copied a row would claim the debt twice; two instalments alike are told apart by 期次 or invoice.
    """
    plain = instalments[(instalments["number"] == 0) & (instalments["instalment"] == "")]
    plain = plain[(plain["contract"] != "") & (plain["amount"] != 0)]
    key = ["source", "contract", "due", "amount", "invoice"]
    first = plain.groupby(key, dropna=False)["row"].transform("first")
    again = plain.assign(first=first)[plain.duplicated(key)]
    return [
        Doubt(str(row["source"]), int(row["row"]), "told-again", "", str(row["first"]), str(row["contract"]))
        for row in again.to_dict("records")
    ]


def paid_beyond(openings: pd.DataFrame, instalments: pd.DataFrame) -> list[Doubt]:
    """Return a note for each contract on which more was paid to date than all that was ever due."""
    over = openings[(openings["instalment"] == "") & openings["contract"].isin(instalments["contract"])]
    return [
        Doubt(str(row["source"]), int(row["row"]), "paid-beyond", "", yuan(int(row["amount"])), str(row["contract"]))
        for row in over.to_dict("records")
    ]


def without_amount(splits: Sequence[Split]) -> list[Doubt]:
    """Return a doubt for each instalment that has a day but no amount, or of whose amount only the balance is told."""
    doubts = []
    for one in splits:
        frame = one.frames["instalments"]
        unpaid = one.map.places([UNPAID])
        if not len(frame) or ("amount" not in frame and not unpaid):
            continue
        blank = frame[frame["amount"].isna()] if "amount" in frame else frame
        for row in blank.to_dict("records"):
            balance = next((one.body.rows[row["row"]][place] for place in unpaid), None)
            code = "no-amount" if balance is None else "balance-only"
            amount = fen(balance) or 0
            if row["contract"]:
                doubts.append(Doubt(one.map.sheet, int(row["row"]), code, "", "", row["contract"], amount))
    return doubts


def without_owner(splits: Sequence[Split], frames: Mapping[str, pd.DataFrame], known: pd.DataFrame) -> list[Doubt]:
    """Return a doubt for each contract of a sheet that names customers, for which neither it nor the ledger names one.

    A name that stands in the first of several rows only, in no merged cell, must not be guessed for the next contract.
    """
    contracts = frames["contracts"]
    owned = {*contracts.loc[contracts["customer"] != "", "contract"], *known["contract"]}
    naming = {one.map.sheet for one in splits if makes_contracts(one.map) and one.map.has(CUSTOMER, NAME)}
    doubts: dict[str, Doubt] = {}
    for name in ("contracts", "instalments"):
        frame = frames[name]
        lone = frame[frame["source"].isin(list(naming)) & ~frame["contract"].isin([*owned, ""])]
        for source, row, contract in zip(lone["source"], lone["row"].tolist(), lone["contract"], strict=True):
            doubts.setdefault(contract, Doubt(source, row, "no-owner", contract=contract))
    return list(doubts.values())


def unbalanced(splits: Sequence[Split]) -> tuple[list[Doubt], list[Doubt]]:
    """Return the contracts whose amount less what was paid is not what the source says is unpaid.

    Those whose balance fits the contract's amount, though not what falls due, are only to be known, and so are all in a
    sheet that serves as the ledger: its balance is a formula whose result in a closed file may be an old one.
    """
    wrong: list[Doubt] = []
    known: list[Doubt] = []
    for one in splits:
        if one.map.has(UNPAID) and one.map.has(PAID, RECEIPT) and one.map.has(AMOUNT):
            for row, contract, due, whole, paid, unpaid in _balances(one):
                text = f"{yuan(due)} - {yuan(paid)} ≠ {yuan(unpaid)}"
                fits = whole is not None and whole - paid == unpaid
                code = "balance-of-contract" if fits else "balance"
                told = known if fits or one.map.in_place else wrong
                told.append(Doubt(one.map.sheet, row, code, "", text, contract))
    return wrong, known


def _balances(one: Split) -> Iterator[tuple[int, str, int, int | None, int, int]]:
    """Yield first row, contract, due, contract's amount, paid and unpaid of each contract that does not balance."""
    owners = {row: contract for frame in one.frames.values()
              for row, contract in zip(frame["row"], frame["contract"], strict=True) if contract}  # fmt: skip
    groups: dict[str, list[tuple[int, list[int | None]]]] = defaultdict(list)
    for number, row in one.body.rows.items():
        groups[owners.get(number, "")].append((number, [_figure(one, row, targets) for targets in FIGURES]))
    for contract, rows in groups.items():
        told = [(due, paid, unpaid) for _, (due, _, paid, unpaid) in rows if unpaid is not None]
        if not contract or not told or all((due or 0) - (paid or 0) == unpaid for due, paid, unpaid in told):
            continue
        due, paid, unpaid = (sum(figures[at] or 0 for _, figures in rows) for at in (0, 2, 3))
        whole = next((figures[1] for _, figures in rows if figures[1]), None)
        if due - paid != unpaid:
            yield rows[0][0], contract, due, whole, paid, unpaid


def _figure(one: Split, row: Sequence[object], targets: Sequence[tuple[str, str]]) -> int | None:
    """Return the fen of a row in all columns that feed the targets, None when none of them holds any."""
    found = [fen(row[each.place], each.scale) for each in one.map.columns if each.target in targets and each.place >= 0]
    filled = [value for value in found if value is not None]
    return sum(filled) if filled else None
