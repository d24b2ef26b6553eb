"""An example ledger of plausible, invented data. The same date and seed give the same ledger."""

from __future__ import annotations

import datetime as dt
import random
from typing import TYPE_CHECKING, Any, TypeAlias

from addin.ledger import example_names as names
from addin.ledger import schema
from addin.ledger.example_reports import class_contracts, plan_rows, survey_rows, vary_receipts, write_off_rows
from addin.ledger.example_work import Late, business_day, contact_rows, cost_rows, receipt_rows
from addin.ledger.reading import read
from addin.ledger.starter import grid_of, starting_grids

if TYPE_CHECKING:
    import pandas as pd

    from addin.ports import Grid

Row: TypeAlias = "dict[str, Any]"

AS_OF = dt.date(2026, 10, 31)
SEED = 20261031
CUSTOMERS, CONTRACTS, INSTALMENTS, CONTACT_ENTRIES = 40, 120, 400, 150

# Mode, rate, and how often, out of 20 contracts.
PENALTIES = (
    ("日利率", 0.0005, 6),
    ("日利率", 0.0003, 3),
    ("年利率", 0.06, 3),
    ("LPR倍数", 1.5, 4),
    ("LPR加点", 0.02, 2),
    ("无", None, 2),
)
PUBLIC = dict(zip((17, 31), names.PUBLIC_BODIES, strict=True))  # numbers of the customers that are public bodies
SPREAD = 30  # instalments per contract fall due this many days apart, or a multiple
TWO_YEARS = 730


def example_tables(as_of: dt.date = AS_OF, seed: int = SEED) -> dict[str, pd.DataFrame]:
    """Return the example as typed tables by English sheet name, as a ledger that holds it would be read."""
    return dict(read(example_grids(as_of, seed)).tables)


def example_grids(as_of: dt.date = AS_OF, seed: int = SEED) -> dict[str, Grid]:
    """Return the example as a user would have typed it: 40 customers, 120 contracts, 400 instalments and what followed.

    Nothing happens after ``as_of``; instalments fall due up to a year later.
    """
    chance = random.Random(seed)  # noqa: S311 - nothing here is secret
    customers = customer_rows(chance, as_of)
    contracts, instalments = contract_rows(chance, as_of, customers)
    receipts, late = receipt_rows(chance, as_of, contracts, instalments)
    settle_states(as_of, contracts, receipts, late)
    dispute(chance, late)
    log = contact_rows(chance, as_of, late, CONTACT_ENTRIES)
    class_contracts(as_of, contracts, customers, late)
    vary_receipts(receipts, contracts)
    rows = {
        schema.CUSTOMERS: customers,
        schema.CONTACTS: person_rows(chance, as_of, customers),
        schema.CONTRACTS: contracts,
        schema.INSTALMENTS: instalments,
        schema.RECEIPTS: receipts,
        schema.COSTS: cost_rows(chance, as_of, late),
        schema.CONTACT_LOG: log,
        schema.WRITE_OFFS: write_off_rows(as_of, late),
        schema.PLANS: plan_rows(as_of, contracts, receipts),
        schema.SURVEYS: survey_rows(as_of, customers),
    }
    grids = {sheet.title: grid_of(sheet, rows.get(sheet, [])) for sheet in schema.SHEETS if not sheet.written}
    return grids | starting_grids(names.COMPANY)


def customer_rows(chance: random.Random, as_of: dt.date) -> list[Row]:
    """Return 40 customers: companies, two public bodies and one natural person; three are on hold."""
    rows: list[Row] = []
    for number in range(1, CUSTOMERS + 1):
        public, person = number in PUBLIC, number == CUSTOMERS
        city = names.CITIES[number % len(names.CITIES)]
        word, trade = names.WORDS[(number - 1) % len(names.WORDS)], names.TRADES[number * 5 % len(names.TRADES)]
        name = PUBLIC.get(number, names.PERSON if person else f"{city}{word}{trade}有限公司")
        size = chance.choices(schema.FIRM_SIZES[:4], (2, 3, 4, 1))[0]
        seller, department = chance.choice(names.SELLERS)
        rows.append({
            "customer": f"C{number:03d}",
            "customer_name": name,
            "uscc": None if person else names.credit_code(number, public=public),
            "firm_size": "公共机构" if public else "自然人" if person else size,
            "credit": chance.choices("ABCD", (8, 14, 6, 2))[0],
            "supply": "正常",
            "salesperson": seller,
            "department": department,
            "strategy": "月结" if number % 9 == 0 else None,
            "address": f"{name[:2] if public else city}市示例区样本路 {number * 7} 号",
            "postcode": f"{100 + number:06d}",
            "email": f"finance@c{number:03d}.example.com",
        })  # fmt: skip
    for customer, reason in zip((rows[5], rows[18], rows[27]), names.HOLD_REASONS, strict=True):
        customer |= {"hold_until": as_of + dt.timedelta(days=chance.randint(15, 60)), "hold_reason": reason}
    return rows


def person_rows(chance: random.Random, as_of: dt.date, customers: list[Row]) -> list[Row]:
    """Return one to three people to talk to for each customer."""
    rows: list[Row] = []
    for customer in customers:
        roles = chance.sample(list(names.TITLES), chance.choice((1, 2, 2, 3)))
        for role in sorted(roles, key=list(names.TITLES).index):
            rows.append({
                "customer": customer["customer"],
                "person": chance.choice(names.SURNAMES) + names.TITLES[role],
                "role": role,
                "phone": names.mobile(len(rows) + 1),
                "phone_state": chance.choices(schema.PHONE_STATES, (18, 1, 1, 1))[0],
                "verified": as_of - dt.timedelta(days=chance.randint(5, 300)),
            })  # fmt: skip
    return rows


def contract_rows(chance: random.Random, as_of: dt.date, customers: list[Row]) -> tuple[list[Row], list[Row]]:
    """Return 120 contracts in order of signing and their 400 instalments, whose sums foot."""
    owners = customers + chance.choices(customers, k=CONTRACTS - len(customers))
    ages = [int(25 + 1500 * chance.random() ** 1.9) for _ in owners]  # more young contracts than old ones
    signed = sorted(business_day(as_of - dt.timedelta(days=age)) for age in ages)
    chance.shuffle(owners)
    counts = [chance.choice((1, 2, 3, 4, 4, 6)) for _ in owners]
    while sum(counts) != INSTALMENTS:
        place = chance.randrange(CONTRACTS)
        step = 1 if sum(counts) < INSTALMENTS else -1
        counts[place] = min(6, max(1, counts[place] + step))
    modes = [entry for entry in PENALTIES for _ in range(entry[2])]
    contracts, instalments = [], []
    for number, (owner, day, count) in enumerate(zip(owners, signed, counts, strict=True), 1):
        key = f"HT{day.year}-{number:03d}"
        parts = amounts(chance, count)
        mode, rate, _ = modes[number * 7 % len(modes)]
        contracts.append({
            "contract": key,
            "customer": owner["customer"],
            "contract_name": chance.choice(names.GOODS),
            "signed": day,
            "contract_amount": sum(parts) / 100,
            "payment_terms": "一次付清" if count == 1 else "月结" if owner["strategy"] == "月结" else "分期付款",
            "penalty_mode": mode,
            "penalty_rate": rate,
            "salesperson": owner["salesperson"],
            "department": owner["department"],
            "file_number": f"DA-{number:04d}",
            "original_at": "行政部",
            **particulars(number, day, mode),
        })  # fmt: skip
        instalments += instalment_rows(chance, contracts[-1], parts)
    return contracts, instalments


def particulars(number: int, signed: dt.date, mode: str) -> Row:
    """Return what only some contracts agree on; together they use every option that the money turns on."""
    row: Row = {"security": "无"}
    if mode.startswith("LPR") and number % 3:
        row["lpr_pick"] = schema.LPR_PICKS[number % 3]
    if mode == "年利率" and number % 2:
        row["day_basis"] = "360"
    if number % 8 == 0:
        row["grace_days"] = 3
    if number % 15 == 0:
        row["roll_due"] = schema.NO
    if number % 6 == 0:
        row["penalty_cap"] = 0.3
    if number % 5 == 0:
        row["allocation_order"] = schema.ALLOCATION_ORDERS[1 + number // 5 % 3]
    if number % 4 == 0:
        row["debt_nature"] = "同一债务分期"
    if number % 13 == 0:
        row |= {"security": "保证", "guarantee_end": signed + dt.timedelta(days=5 * 365)}
    return row


def amounts(chance: random.Random, count: int) -> list[int]:
    """Return the amounts of the instalments in fen: round ones, the last with odd fen now and then."""
    base = chance.choice((5, 8, 12, 20, 36, 50, 80, 150)) * chance.randint(6, 18) * 1_000_00
    parts = [base // count // 100_00 * 100_00] * count
    parts[-1] = base - sum(parts[:-1]) + (chance.choice((0, 0, 0, 50, 8, 36)) * 11)
    return parts


def instalment_rows(chance: random.Random, contract: Row, parts: list[int]) -> list[Row]:
    """Return the instalments of one contract, each of what it is for."""
    due = contract["signed"] + dt.timedelta(days=chance.choice((15, 30, 45)))
    step = SPREAD * chance.choice((1, 2, 3, 3))
    staged = ("预付款", "进度款", "验收款", "质保金")
    rows = []
    for number, part in enumerate(parts, 1):
        rows.append({
            "instalment": f"{contract['contract']}-{number:02d}",
            "contract": contract["contract"],
            "number": number,
            "nature": staged[number - 1] if len(parts) == len(staged) else "货款",
            "due": due,
            "amount": part / 100,
            "invoice": f"0000{contract['file_number'][3:]}{number:02d}",
        })  # fmt: skip
        due += dt.timedelta(days=step)
    return rows


def settle_states(as_of: dt.date, contracts: list[Row], receipts: list[Row], late: list[Late]) -> None:
    """Fill 合同状态: settled when all was received, in court when something is open for two years, else running."""
    received: dict[str, float] = {}
    for receipt in receipts:
        received[receipt["contract"]] = received.get(receipt["contract"], 0) + receipt["amount"]
    before = as_of - dt.timedelta(days=TWO_YEARS)
    old = {debt.contract["contract"] for debt in late if debt.unpaid and debt.instalment["due"] < before}
    for contract in contracts:
        key = contract["contract"]
        paid = round(received.get(key, 0), 2) >= contract["contract_amount"]
        contract["contract_state"] = "已结清" if paid else "诉讼中" if key in old else "履行中"


def dispute(chance: random.Random, late: list[Late]) -> None:
    """Put six open instalments in dispute, two of them whole."""
    for number, debt in enumerate(chance.sample([debt for debt in late if debt.unpaid], 6)):
        amount = debt.instalment["amount"]
        debt.instalment["disputed"] = round(amount * 0.3, 2) if number % 3 else amount
        debt.instalment["dispute_reason"] = chance.choice(names.DISPUTE_REASONS)
