"""What the example's reports rest on: classes of recovery, ways and channels of receipts, write-offs, plans, surveys.

Drawn from the debts that the example has already, without a further throw of its dice: the rest of it stays as it is.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import TYPE_CHECKING, Any, TypeAlias

from addin.ledger import example_names as names
from addin.ledger import schema
from addin.ledger.example_work import business_day

if TYPE_CHECKING:
    from collections.abc import Sequence

    from addin.ledger.example_work import Late

Row: TypeAlias = "dict[str, Any]"

ONE_YEAR, TWO_YEARS = 365, 730
RETENTION = "质保金"
CROSSED, OUTSOURCED, POLICE = 9, 14, 45  # every so many receipts, one comes through that channel
IN_CASH = 11  # every so many receipts, one is cash
LATE_DAYS = 2  # days that the last cash but one was kept before finance had it; the last is not handed in yet
OFFSET_EVERY = 2  # every so many receipts, one of a dispute is an offset


def class_contracts(as_of: dt.date, contracts: Sequence[Row], customers: Sequence[Row], late: Sequence[Late]) -> None:
    """Fill 清收类别 of the contracts that were late this year or are: every class occurs, most are ordinary (4)."""
    restructured = {row["customer"] for row in customers if row.get("hold_reason") == names.HOLD_REASONS[2]}
    debts: dict[str, list[Late]] = defaultdict(list)
    for debt in late:
        debts[debt.contract["contract"]].append(debt)
    for number, contract in enumerate(contracts):
        open_ = [debt for debt in debts[contract["contract"]] if debt.unpaid]
        if open_:
            contract["recovery_class"] = recovery_class(as_of, number, contract["customer"] in restructured, open_)
        elif any(debt.instalment["due"].year == as_of.year for debt in debts[contract["contract"]]):
            contract["recovery_class"] = "4"


def recovery_class(as_of: dt.date, number: int, restructured: bool, debts: Sequence[Late]) -> str:
    """Return the class of a contract by what is open on it (SYSTEMS §7)."""
    oldest = min(debt.instalment["due"] for debt in debts)
    age = (as_of - oldest).days
    if restructured:
        return "1a"
    if age > TWO_YEARS:
        return "1b" if number % 2 else "1c"
    if any(debt.instalment.get("disputed") for debt in debts):
        return "2"
    if all(debt.instalment["nature"] == RETENTION for debt in debts):
        return "5b" if number % 3 else "5a"
    if age > ONE_YEAR:
        return "1c" if number % 2 else "3"
    return "3" if number % 4 == 0 else "4"


def vary_receipts(receipts: Sequence[Row], contracts: Sequence[Row]) -> None:
    """Let some receipts come through other channels, in cash or, in disputes, by offset; numbered from 1 in order."""
    classes = {contract["contract"]: contract.get("recovery_class") for contract in contracts}
    cash: list[Row] = []
    for number, row in enumerate(receipts, 1):
        for every, channel in ((CROSSED, "交叉"), (OUTSOURCED, "外包"), (POLICE, "公安")):
            if number % every == 0:
                row["channel"] = channel
        if classes[row["contract"]] == "2" and number % OFFSET_EVERY == 0:
            row["method"] = schema.OFFSET_METHODS[number // OFFSET_EVERY % len(schema.OFFSET_METHODS)]
        elif number % IN_CASH == 0:
            row["method"] = schema.CASH
            row["handed_in"] = row["received"]
            cash.append(row)
    for row, day in zip(cash[-2:], (LATE_DAYS, None), strict=False):
        row["handed_in"] = None if day is None else row["received"] + dt.timedelta(days=day)


def write_off_rows(as_of: dt.date, late: Sequence[Late]) -> list[Row]:
    """Return write-offs of old debts: the oldest whole, earlier this year; the next two in part, this month."""
    old = sorted(
        (debt for debt in late if debt.unpaid and (as_of - debt.instalment["due"]).days > ONE_YEAR),
        key=lambda debt: (debt.instalment["due"], debt.instalment["instalment"]),
    )
    shares = ((1.0, 100), (0.5, 16), (0.3, 9))
    rows = []
    for number, (debt, (share, ago)) in enumerate(zip(old, shares, strict=False), 1):
        day = business_day(as_of - dt.timedelta(days=ago))
        rows.append({
            "write_off": f"HX{day.year}-{number:02d}",
            "written": day,
            "instalment": debt.instalment["instalment"],
            "amount": round(debt.unpaid * share) / 100,
            "applied": business_day(day - dt.timedelta(days=20)),
            "evidence": names.EVIDENCE[(number - 1) % len(names.EVIDENCE)],
            "approved_by": names.DIRECTOR,
        })  # fmt: skip
    return rows


def plan_rows(as_of: dt.date, contracts: Sequence[Row], receipts: Sequence[Row]) -> list[Row]:
    """Return the year's plans: receipts of the company and of each salesperson, overdue debts, one counted by hand.

    Without a target of their own they are last year's receipts × 1.40 (KPI-05).
    """
    seller = {contract["contract"]: contract["salesperson"] for contract in contracts}
    before: dict[str, int] = defaultdict(int)
    for row in receipts:
        if row["received"].year == as_of.year - 1:
            before[seller[row["contract"]]] += round(row["amount"] * 100)
    plans: list[Row] = [
        {"subject": "全年回款", "unit": "元", "source": "回款金额", "last_year": sum(before.values()) / 100},
        *({"subject": f"{name}回款", "unit": "万元", "source": "回款金额", "salesperson": name,
           "department": department,
           "last_year": round(before[name] / 10_000) / 100} for name, department in names.SELLERS),
        {"subject": "清收逾期欠款", "unit": "万元", "source": "清收逾期", "target": 800.0},
        {"subject": "新增客户", "unit": "人", "source": "手工填写", "target": 24.0, "actual": 17.0},
    ]  # fmt: skip
    return [{"plan": f"JH{as_of.year}-{number:02d}", "year": as_of.year, **row} for number, row in enumerate(plans, 1)]


def survey_rows(as_of: dt.date, customers: Sequence[Row]) -> list[Row]:
    """Return a survey of every second customer within sixty days; the last salesperson's customers are not content."""
    unloved = names.SELLERS[-1][0]
    rows: list[Row] = []
    for number, customer in enumerate(customers[::2]):
        day = business_day(as_of - dt.timedelta(days=number * 3))
        score = (78 if customer["salesperson"] == unloved else 90) + number * 7 % 10
        rows.append({"day": day, "customer": customer["customer"], "salesperson": customer["salesperson"],
                     "score": float(score)})  # fmt: skip
    return sorted(rows, key=lambda row: row["day"])
