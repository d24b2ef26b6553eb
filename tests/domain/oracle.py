"""The slow, obvious settlement: one contract at a time, one day after the other, in exact fractions.

It knows the rules of ``settle`` and nothing of its workings. For each day it writes down on what balance and at what
quote each instalment bears; lines are made from that diary by putting equal neighbours together.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import groupby
from typing import TYPE_CHECKING, Any

import chinese_calendar
import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from addin.domain.settings import Settings
    from tests.domain.ledgers import Tables

NONE, DAILY, ANNUAL, TIMES, PLUS = range(5)
SEGMENTS, AT_BREACH, AT_SIGNING = range(3)
PRINCIPAL_FIRST, COSTS_PRINCIPAL, EACH, ALL = range(4)
PRINCIPAL, PENALTY, COST, PREPAID = range(4)
ONE_DAY = dt.timedelta(days=1)


@dataclass
class Quote:
    """A rate in force: its per-year or per-day fraction, the day of its quote, whether data covers the day."""

    rate: Fraction
    run: dt.date | None
    beyond: bool


@dataclass
class Debt:
    """An instalment with its diary: (day, principal that bears, quote)."""

    row: int
    key: tuple[dt.date, int, int]
    due: dt.date
    amount: int
    unpaid: int
    grace_end: dt.date
    penalty_paid: int = 0
    diary: list[tuple[dt.date, int, Quote]] = field(default_factory=list)


@dataclass
class Charge:
    """A cost that the debtor bears."""

    row: int
    spent: dt.date
    unpaid: int


@dataclass
class Purse:
    """Receipts that act as one payment: [row, fen left] in order."""

    day: dt.date
    target: str
    parts: list[list[int]]

    def left(self) -> int:
        """Return the fen not spent."""
        return sum(part[1] for part in self.parts)


def half_up(value: Fraction) -> int:
    return int(value + Fraction(1, 2)) if value >= 0 else -int(-value + Fraction(1, 2))


def shares(amount: int, weights: list[int]) -> list[int]:
    """Pro rata, each share half up and the last the rest; running totals half up where that would not do."""
    total = sum(weights)
    result = [half_up(Fraction(amount * weight, total)) for weight in weights[:-1]]
    result.append(amount - sum(result))
    if 0 <= result[-1] <= weights[-1]:
        return result
    running = [half_up(Fraction(amount * sum(weights[: n + 1]), total)) for n in range(len(weights))]
    return [now - before for now, before in zip(running, [0, *running], strict=False)]


class Contract:
    """One contract, played through from its first day to the as-of day."""

    def __init__(self, row: int, terms: Any, tables: Tables, settings: Settings, as_of: dt.date) -> None:
        """Pick the contract's own rows from the tables."""
        self.row, self.terms, self.settings, self.as_of = row, terms, settings, as_of
        self.mode = codes(tables["contracts"], "penalty_mode", row)
        self.pick = codes(tables["contracts"], "lpr_pick", row)
        self.order = codes(tables["contracts"], "allocation_order", row)
        self.basis = 1 if self.mode == DAILY else int(terms.day_basis)
        quotes = zip(tables["lpr"].published, tables["lpr"].one_year, strict=True)
        self.lpr = sorted((day.date(), int(rate)) for day, rate in quotes)
        self.names: dict[str, Debt] = {}
        for at, each in mine(tables["instalments"], terms.contract):
            due = each.due.date()
            while terms.roll_due and not chinese_calendar.is_workday(due):
                due += ONE_DAY
            debt = Debt(at, (due, each.number, at), due, each.amount, each.amount, due + terms.grace_days * ONE_DAY)
            self.names[each.instalment] = debt
        self.debts = sorted(self.names.values(), key=lambda debt: debt.key)
        self.charges = [
            Charge(at, each.spent.date(), each.amount)
            for at, each in mine(tables["costs"], terms.contract)
            if each.borne_by_debtor and each.spent.date() <= as_of
        ]
        self.charges.sort(key=lambda charge: (charge.spent, charge.row))
        receipts = [(each.received.date(), at, each) for at, each in mine(tables["receipts"], terms.contract)]
        receipts.sort(key=lambda receipt: receipt[:2])
        self.purses = [
            Purse(day, target, [[at, each.amount] for _, at, each in group])
            for (day, target), group in groupby(receipts, key=lambda receipt: (receipt[0], receipt[2].instalment))
            if day <= as_of
        ]
        self.prepaid: list[Purse] = []
        self.paid: list[dict[str, Any]] = []

    # ---------------------------------------------------------------- rates and penalty

    def quote(self, debt: Debt, day: dt.date) -> Quote | None:
        """Return what the debt bears on a day, None where nothing is agreed."""
        if self.mode == NONE or pd.isna(self.terms.penalty_rate):
            return None
        if self.mode != PLUS and self.terms.penalty_rate == 0:
            return None
        standard = Fraction(int(self.terms.penalty_rate), 10**8)
        if self.mode in (DAILY, ANNUAL):
            return Quote(standard, None, beyond=False)
        picked = {SEGMENTS: day, AT_BREACH: debt.due + ONE_DAY, AT_SIGNING: self.terms.signed.date()}[self.pick]
        if not self.lpr:
            return Quote(Fraction(0), None, beyond=True)
        nth = max(sum(published <= picked for published, _ in self.lpr) - 1, 0)
        beyond = picked < self.lpr[0][0] or picked > self.lpr[-1][0]
        while nth and self.lpr[nth - 1][1] == self.lpr[nth][1]:
            nth -= 1
        lpr = Fraction(self.lpr[nth][1], 10**10)
        rate = lpr * standard if self.mode == TIMES else max(lpr + standard, Fraction(0))
        return Quote(rate, self.lpr[nth][0], beyond)

    def lines(self, debt: Debt, until: dt.date) -> list[dict[str, Any]]:
        """Return the printed lines up to and including a day."""
        if until <= debt.grace_end or all(day != debt.grace_end + ONE_DAY for day, _, _ in debt.diary):
            return []  # grace has not passed, or nothing was unpaid on the day after it
        lines: list[dict[str, Any]] = []
        cap = self.terms.penalty_cap
        room = None if pd.isna(cap) else half_up(Fraction(debt.amount * int(cap), 10**8))
        days = [entry for entry in debt.diary if entry[0] <= until]
        for (principal, run, rate), group in groupby(days, key=lambda entry: (entry[1], entry[2].run, entry[2].rate)):
            run_days = list(group)
            penalty = half_up(principal * rate * len(run_days) / self.basis)
            if room is not None and room <= 0:
                lines[-1:] = [line | {"capped": True} for line in lines[-1:]]
                break
            capped = room is not None and penalty > room
            penalty = min(penalty, room) if room is not None else penalty
            room = None if room is None else room - penalty
            lines.append({
                "instalment": debt.row, "from_day": run_days[0][0], "to_day": run_days[-1][0], "days": len(run_days),
                "principal": principal, "rate": half_up(rate * 10**12), "day_basis": self.basis, "penalty": penalty,
                "mode": self.mode, "quote_day": run, "capped": capped,
                "provisional": any(quote.beyond for _, _, quote in run_days),
            })  # fmt: skip
        return lines

    def penalty(self, debt: Debt, until: dt.date) -> int:
        """Return the sum of the lines."""
        return int(sum(line["penalty"] for line in self.lines(debt, until)))

    # ---------------------------------------------------------------- paying

    def owed(self, kind: int, debt: Any, until: dt.date) -> int:
        """Return what is unpaid of a claim, penalty up to and including a day."""
        if kind == PENALTY:
            return int(self.penalty(debt, until) - debt.penalty_paid)
        return int(debt.unpaid)

    def pay(self, purse: Purse, claims: list[tuple[int, Any]], day: dt.date, *, designated: bool = False) -> None:
        """Pay equal claims: all of them, or pro rata as far as the money goes."""
        until = day if self.settings.accrue_on_receipt_day else day - ONE_DAY
        owed = [self.owed(kind, debt, until) for kind, debt in claims]
        money = min(purse.left(), sum(owed))
        for (kind, debt), amount in zip(claims, owed if money == sum(owed) else shares(money, owed), strict=True):
            if kind == PENALTY:
                debt.penalty_paid += amount
            else:
                debt.unpaid -= amount
            self.take(purse, amount, day, kind, debt.row, designated=designated and kind != COST)

    def take(self, purse: Purse, amount: int, day: dt.date, kind: int, row: int, *, designated: bool) -> None:
        """Take fen from the receipts of a payment, the first one first."""
        for part in purse.parts:
            fen = min(amount, part[1])
            part[1] -= fen
            amount -= fen
            if fen:
                self.paid.append({
                    "receipt": part[0], "day": day, "contract": self.row, "item": kind, "debt": row, "amount": fen,
                    "designated": designated,
                })  # fmt: skip

    def spend(self, purse: Purse, day: dt.date) -> None:
        """Let a payment go through what is due on a day, in the contract's order."""
        groups = [list(g) for _, g in groupby((d for d in self.debts if d.due <= day), key=lambda debt: debt.due)]
        principals = [[(PRINCIPAL, debt) for debt in group] for group in groups]
        penalties = [[(PENALTY, debt) for debt in group] for group in groups]
        costs = self.cost_claims(day)
        steps = {
            PRINCIPAL_FIRST: [*principals, *penalties, *costs],
            COSTS_PRINCIPAL: [*costs, *principals, *penalties],
            EACH: [*costs, *(step for pair in zip(penalties, principals, strict=True) for step in pair)],
            ALL: [*costs, *penalties, *principals],
        }[self.order]
        for claims in steps:
            self.pay(purse, claims, day)

    def cost_claims(self, day: dt.date) -> list[list[tuple[int, Any]]]:
        """Return the costs due, grouped by day."""
        due = [charge for charge in self.charges if charge.spent <= day]
        return [[(COST, charge) for charge in group] for _, group in groupby(due, key=lambda charge: charge.spent)]

    def receive(self, purse: Purse, day: dt.date) -> None:
        """Let a payment of the day pay, first what it names, and keep the rest as prepaid."""
        if purse.target:
            debt = self.names[purse.target]
            own = [[(PRINCIPAL, debt)], [(PENALTY, debt)]]
            own = own[::-1] if self.order in (EACH, ALL) else own
            for claims in [*(self.cost_claims(day) if self.order != PRINCIPAL_FIRST else []), *own]:
                self.pay(purse, claims, day, designated=True)
        self.spend(purse, day)
        if purse.left():
            self.prepaid.append(purse)

    # ---------------------------------------------------------------- the days

    def play(self) -> None:
        """Go through all days."""
        days = [debt.due for debt in self.debts] + [purse.day for purse in self.purses]
        day = min(days, default=self.as_of)
        while day <= self.as_of:
            if self.settings.accrue_on_receipt_day:
                self.write_diary(day)
            falls_due = any(debt.due == day for debt in self.debts) or any(each.spent == day for each in self.charges)
            if self.settings.apply_prepaid and falls_due:
                for purse in self.prepaid:
                    self.spend(purse, day)
                self.prepaid = [purse for purse in self.prepaid if purse.left()]
            for purse in self.purses:
                if purse.day == day:
                    self.receive(purse, day)
            if not self.settings.accrue_on_receipt_day:
                self.write_diary(day)
            day += ONE_DAY
        for purse in self.prepaid:
            self.take(purse, purse.left(), purse.day, PREPAID, 0, designated=False)

    def write_diary(self, day: dt.date) -> None:
        """Note what bears on a day."""
        for debt in self.debts:
            quote = self.quote(debt, day)
            if day > debt.due and debt.unpaid and quote:
                debt.diary.append((day, debt.unpaid, quote))


def mine(frame: pd.DataFrame, contract: str) -> list[tuple[int, Any]]:
    rows = frame[frame["contract"] == contract]
    return [(int(at), each) for at, each in zip(rows.index, rows.itertuples(index=False), strict=True)]


def codes(frame: pd.DataFrame, column: str, row: int) -> int:
    return int(frame[column].cat.codes.loc[row])


def settle_slowly(tables: Tables, settings: Settings, as_of: dt.date) -> dict[str, pd.DataFrame]:
    """Return the frames of a Settlement (but for provisional days), sorted; allocations summed by what they paid."""
    names = ("instalments", "receipts", "contracts", "allocations", "segments")
    found: dict[str, list[dict[str, Any]]] = {name: [] for name in names}
    for row, terms in zip(tables["contracts"].index, tables["contracts"].itertuples(index=False), strict=True):
        contract = Contract(int(row), terms, tables, settings, as_of)
        contract.play()
        figures = [instalment_figures(contract, debt, settings) for debt in contract.debts]
        found["instalments"] += figures
        found["segments"] += [line for debt in contract.debts for line in contract.lines(debt, as_of)]
        found["allocations"] += contract.paid
        received = (part[0] for purse in contract.purses for part in purse.parts)
        found["receipts"] += [receipt_figures(contract, at) for at in received]
        prepaid = sum(line["amount"] for line in contract.paid if line["item"] == PREPAID)
        sums = {name: sum(each[name] for each in figures) for name in ("unpaid_principal", "unpaid_penalty")}
        sums["unpaid_costs"] = sum(charge.unpaid for charge in contract.charges)
        longest = max((each["overdue_days"] for each in figures), default=0)
        sums |= {"prepaid": prepaid, "payable": sum(sums.values()) - prepaid, "longest_overdue": longest}
        found["contracts"].append({"row": row, **sums})
    return {name: pd.DataFrame(rows) for name, rows in found.items()}


def receipt_figures(contract: Contract, at: int) -> dict[str, Any]:
    names = ("to_principal", "to_penalty", "to_costs", "prepaid")
    paid = [line for line in contract.paid if line["receipt"] == at]
    return {"row": at} | {
        name: sum(line["amount"] for line in paid if line["item"] == item) for item, name in enumerate(names)
    }


def instalment_figures(contract: Contract, debt: Debt, settings: Settings) -> dict[str, Any]:
    late = debt.unpaid > 0 and contract.as_of > debt.grace_end
    overdue = (contract.as_of - debt.due).days if late else 0
    penalty = contract.penalty(debt, contract.as_of)
    grade = 0 if overdue == 0 else 1 if overdue <= settings.mild_days else 2 if overdue <= settings.medium_days else 3
    return {
        "row": debt.row, "rolled_due": np.datetime64(debt.due), "paid_principal": debt.amount - debt.unpaid,
        "unpaid_principal": debt.unpaid, "overdue_days": overdue, "grade": grade, "penalty": penalty,
        "unpaid_penalty": penalty - debt.penalty_paid,
    }  # fmt: skip
