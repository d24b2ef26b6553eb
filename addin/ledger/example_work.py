"""What happened to the example's debts: receipts, costs, and the contact log."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from addin.ledger import example_names as names
from addin.ledger import numbering, schema

if TYPE_CHECKING:
    import random

Row: TypeAlias = "dict[str, Any]"

# Of 100 instalments due so long ago (days, from): how many were paid on time, paid late, paid in part, not paid.
FATES = (
    (730, (82, 16, 1, 1)),
    (400, (76, 20, 2, 2)),
    (61, (62, 18, 8, 12)),
    (31, (42, 8, 14, 36)),
    (0, (40, 0, 14, 46)),
)
OLD = 400  # days after which a contract whose receipts pay penalty first has only good payers, as its rests never end
ON_TIME, LATE, PART, UNPAID = range(4)
DESIGNATED = 0.15  # share of receipts whose payer says which instalment they pay
AHEAD = 0.06  # share of instalments not yet due that are paid ahead
COSTS = (
    (("邮寄费", "差旅费"), (22, 1800), None),
    (("律师费", "公证费"), (800, 20000), schema.YES),
    (("诉讼费", "保全费"), (300, 9000), schema.YES),
)  # types, least and most yuan, whether the debtor bears them
PROMISED = 0.35  # share of conversations that end in a promise
FOLLOW_UP = 10  # days after a call; a promise is to be kept within twice as many


@dataclass(frozen=True)
class Late:
    """An instalment that was or is overdue, the contract it is of, and the fen that were never received."""

    contract: Row
    instalment: Row
    unpaid: int


def receipt_rows(
    chance: random.Random, as_of: dt.date, contracts: list[Row], instalments: list[Row]
) -> tuple[list[Row], list[Late]]:
    """Return the receipts in order of day, and the instalments that were not paid in full on time.

    Once an instalment stays open, most later ones of its contract do too; a receipt for a later one then names it,
    since it would otherwise pay the older debt (民法典 560).
    """
    by_key = {contract["contract"]: contract for contract in contracts}
    rows: list[Row] = []
    late: list[Late] = []
    stalled: set[str] = set()
    for instalment in instalments:
        contract, due, fen = by_key[instalment["contract"]], instalment["due"], round(instalment["amount"] * 100)
        age = (as_of - due).days
        if age <= 0 and chance.random() >= AHEAD:
            continue
        fate = chance.choices(range(4), next(odds for least, odds in FATES if age >= least))[0] if age > 0 else ON_TIME
        if age > OLD and "allocation_order" in contract:
            fate = ON_TIME
        if contract["contract"] in stalled and age > 0:
            fate = chance.choice((ON_TIME, ON_TIME, PART, UNPAID, UNPAID))
        paid = {PART: fen * chance.randint(3, 8) // 10 // 100 * 100, UNPAID: 0}.get(fate, fen)
        if fate != ON_TIME:
            late.append(Late(contract, instalment, fen - paid))
        if paid:
            wait = -chance.randint(0, 4) if fate == ON_TIME else chance.randint(6, 75)
            day = business_day(max(contract["signed"], min(due + dt.timedelta(days=wait), as_of)))
            named = contract["contract"] in stalled or chance.random() < DESIGNATED
            rows.append(receipt(chance, day, contract, instalment if named else None, paid))
        if paid < fen:
            stalled.add(contract["contract"])
    rows.sort(key=lambda row: row["received"])
    for number, row in enumerate(rows, 1):
        row["receipt"] = f"R{row['received'].year}-{number:04d}"
    return rows, late


def receipt(chance: random.Random, day: dt.date, contract: Row, instalment: Row | None, fen: int) -> Row:
    """Return one receipt (numbered later), for an instalment that the payer named or for the contract."""
    return {
        "receipt": "",
        "received": day,
        "contract": contract["contract"],
        "instalment": instalment["instalment"] if instalment else None,
        "amount": fen / 100,
        "method": chance.choices(("电汇", "承兑汇票", "支票"), (16, 3, 1))[0],
        "channel": "自身",
        "voucher": f"银收{day:%y%m}{chance.randint(1, 9999):04d}",
    }


def cost_rows(chance: random.Random, as_of: dt.date, late: list[Late]) -> list[Row]:
    """Return 18 costs of collecting open debts in order of day."""
    rows = []
    for debt in chance.sample([debt for debt in late if debt.unpaid], 18):
        types, (least, most), borne = chance.choice(COSTS)
        room = max(1, (as_of - debt.instalment["due"]).days)
        rows.append({
            "spent": business_day(as_of - dt.timedelta(days=chance.randrange(room))),
            "contract": debt.contract["contract"],
            "cost_type": chance.choice(types),
            "amount": float(chance.randint(least, most)),
            "borne_by_debtor": borne,
        })  # fmt: skip
    rows.sort(key=lambda row: row["spent"])
    return [{"cost": f"F{row['spent'].year}-{number:03d}", **row} for number, row in enumerate(rows, 1)]


def contact_rows(chance: random.Random, as_of: dt.date, late: list[Late], count: int) -> list[Row]:
    """Return ``count`` entries of the contact log in order of time, in office hours, all before ``as_of``."""
    rows = []
    for _ in range(count):
        debt = chance.choice(late)
        due = debt.instalment["due"]
        day = business_day(due + dt.timedelta(days=chance.randint(1, max(1, min(180, (as_of - due).days - 1)))))
        moment = dt.datetime.combine(day, dt.time(chance.randint(9, 16), chance.choice((5, 15, 30, 45))))
        reason = chance.choices(list(names.RESPONSES), (6, 3, 8, 3))[0]
        rows.append({
            "contacted": moment,
            "customer": debt.contract["customer"],
            "contract": debt.contract["contract"],
            "handler": chance.choice(names.COLLECTORS),
            "counterpart": chance.choice(names.SURNAMES) + chance.choice(list(names.TITLES.values())),
            "reason": reason,
            "response": chance.choice(names.RESPONSES[reason]),
            **outcome(chance, day, debt),
        })  # fmt: skip
    rows.sort(key=lambda row: row["contacted"])
    serials: dict[int, int] = {}
    for row in rows:
        year = row["contacted"].year
        serials[year] = serials.get(year, 0) + 1
        row["entry"] = numbering.render(schema.ENTRY_NUMBER, year, serials[year])
    return rows


def outcome(chance: random.Random, day: dt.date, debt: Late) -> Row:
    """Return how the debtor was reached, what proves it, and what was promised."""
    method = chance.choices(schema.CONTACT_METHODS[:4], (13, 3, 2, 2))[0]
    proof = {
        "电话": ("电话无录音",),
        "上门": ("书面承诺", "无"),
        "信函": ("签收", "退回"),
        "邮件": ("邮件签收回执", "无"),
    }
    row: Row = {"method": method, "evidence": chance.choice(proof[method])}
    if chance.random() < PROMISED or row["evidence"] == "书面承诺":
        promised = business_day(day + dt.timedelta(days=chance.randint(5, 2 * FOLLOW_UP)))
        owed = debt.unpaid or round(debt.instalment["amount"] * 100)
        row |= {"promised_day": promised, "promised_amount": owed / 100, "follow_up": promised}
    elif method == "电话":
        row["follow_up"] = business_day(day + dt.timedelta(days=FOLLOW_UP))
    return row


def business_day(day: dt.date) -> dt.date:
    """Return the day, or the Friday before a weekend."""
    return day - dt.timedelta(days=max(0, day.weekday() - 4))
