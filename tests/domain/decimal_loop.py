"""Settlement as a careful programmer writes it by hand: contract by contract, event by event, in Decimal yuan.

It does the job of ``settle`` in full and serves as its measure of speed; being far quicker than the day-by-day oracle
it also checks contracts with many receipts.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, Any

from tests.domain.decimal_tables import CENT, DAILY, ONE_DAY, by_contract, read_quotes, read_terms, rolled, yuan

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from addin.domain.settings import Settings
    from tests.domain.decimal_tables import Quotes, Terms
    from tests.domain.ledgers import Tables

NONE, _, ANNUAL, TIMES, PLUS = range(5)
SEGMENTS, AT_BREACH, AT_SIGNING = range(3)
PRINCIPAL_FIRST, COSTS_PRINCIPAL, EACH, ALL = range(4)
PRINCIPAL, PENALTY, COST, PREPAID = range(4)
TO = ("to_principal", "to_penalty", "to_costs", "prepaid")
ZERO = Decimal(0)
EXACT = Context(prec=60, rounding=ROUND_HALF_UP)

Records = dict[str, list[dict[str, Any]]]


@dataclass
class Debt:
    """An instalment; ``spans`` are the balances that bore a penalty before ``since``."""

    row: int
    name: str
    number: int
    due: dt.date
    amount: Decimal
    unpaid: Decimal
    grace_end: dt.date
    since: dt.date
    cap: Decimal | None
    closed: Decimal = ZERO
    penalty_paid: Decimal = ZERO
    cleared_in_grace: bool = False
    spans: list[tuple[dt.date, dt.date, Decimal]] = field(default_factory=list)


@dataclass
class Charge:
    """A cost."""

    row: int
    due: dt.date
    unpaid: Decimal


@dataclass
class Purse:
    """Receipts that act as one payment: [row, yuan left]."""

    day: dt.date
    target: str
    parts: list[tuple[int, Decimal]]
    left: Decimal


@dataclass
class Contract:
    """One contract with its debts, its payments and what it was paid."""

    row: int
    terms: Terms
    settings: Settings
    as_of: dt.date
    quotes: Quotes
    debts: list[Debt]
    charges: list[Charge]
    purses: list[Purse]
    received: list[int]
    prepaid: list[Purse] = field(default_factory=list)
    paid: list[dict[str, Any]] = field(default_factory=list)

    def rates(self, debt: Debt, first: dt.date, last: dt.date) -> Iterator[tuple[dt.date, dt.date, Decimal, int, bool]]:
        """Cut a span at the days when the rate changes: (first, last, rate, run of quotes or -1, beyond the data)."""
        terms, quotes = self.terms, self.quotes
        if terms.rate is None or terms.mode == NONE or (terms.mode != PLUS and not terms.rate) or last < first:
            return
        if terms.mode in (DAILY, ANNUAL):
            yield first, last, terms.rate, -1, False
        elif not quotes.rates:
            yield first, last, ZERO, -1, True
        elif terms.pick == SEGMENTS:
            for run in range(quotes.run(first), quotes.run(last) + 1):
                begin = max(first, quotes.starts[run]) if run else first
                end = min(last, quotes.starts[run + 1] - ONE_DAY) if run + 1 < len(quotes.starts) else last
                yield begin, end, self.lpr(run), run, quotes.beyond(begin) or quotes.beyond(end)
        else:
            picked = debt.due + ONE_DAY if terms.pick == AT_BREACH else terms.signed
            yield first, last, self.lpr(quotes.run(picked)), quotes.run(picked), quotes.beyond(picked)

    def lpr(self, run: int) -> Decimal:
        """Return the rate agreed on a quote."""
        quote, standard = self.quotes.rates[run], self.terms.rate or ZERO
        return quote * standard if self.terms.mode == TIMES else max(quote + standard, ZERO)

    def line(self, principal: Decimal, rate: Decimal, first: dt.date, last: dt.date) -> Decimal:
        """Return the penalty of one line, rounded once."""
        return (principal * rate * ((last - first).days + 1) / self.terms.basis).quantize(CENT, ROUND_HALF_UP)

    def grown(self, debt: Debt, until: dt.date) -> Decimal:
        """Return the penalty on the balance that stands now, up to and including a day."""
        lines = self.rates(debt, debt.since, until) if debt.unpaid else ()
        return sum((self.line(debt.unpaid, rate, first, last) for first, last, rate, _, _ in lines), ZERO)

    def penalty(self, debt: Debt, until: dt.date) -> Decimal:
        """Return all penalty up to and including a day."""
        if until <= debt.grace_end or debt.cleared_in_grace:
            return ZERO
        total = debt.closed + self.grown(debt, until)
        return total if debt.cap is None else min(total, debt.cap)

    def pay(self, purse: Purse, claims: list[tuple[int, Any]], day: dt.date, *, designated: bool = False) -> None:
        """Pay equal claims: all of them, or pro rata as far as the money goes."""
        until = day if self.settings.accrue_on_receipt_day else day - ONE_DAY
        owed = [
            self.penalty(debt, until) - debt.penalty_paid if kind == PENALTY else debt.unpaid for kind, debt in claims
        ]
        total = sum(owed, ZERO)
        amounts = owed if total <= purse.left else shares(purse.left, owed)
        for (kind, debt), amount in zip(claims, amounts, strict=True):
            if not amount:
                continue
            if kind == PENALTY:
                debt.penalty_paid += amount
            elif kind == COST:
                debt.unpaid -= amount
            else:
                self.reduce(debt, amount, until)
            self.take(purse, amount, day, kind, debt.row, designated=designated and kind != COST)

    def reduce(self, debt: Debt, amount: Decimal, until: dt.date) -> None:
        """Pay principal: the old balance bears up to and including the day ``until``."""
        if until >= debt.since:
            debt.closed += self.grown(debt, until)
            debt.spans.append((debt.since, until, debt.unpaid))
            debt.since = until + ONE_DAY
        debt.unpaid -= amount
        debt.cleared_in_grace = not debt.unpaid and until <= debt.grace_end

    def take(self, purse: Purse, amount: Decimal, day: dt.date, kind: int, row: int, *, designated: bool) -> None:
        """Take money from the receipts of a payment, the first one first."""
        purse.left -= amount
        while amount:
            receipt, left = purse.parts[0]
            part = min(amount, left)
            amount -= part
            if part:
                self.paid.append({
                    "receipt": receipt, "day": day, "contract": self.row, "item": kind, "debt": row, "amount": part,
                    "designated": designated,
                })  # fmt: skip
            if part == left:
                purse.parts.pop(0)
            else:
                purse.parts[0] = (receipt, left - part)

    def spend(self, purse: Purse, day: dt.date) -> None:
        """Let a payment go through what is due, in the contract's order, while money is left."""
        for claims in self.steps(day):
            if not purse.left:
                return
            self.pay(purse, claims, day)

    def steps(self, day: dt.date) -> Iterator[list[tuple[int, Any]]]:
        """Yield what is due on a day in the contract's order; equal claims together."""
        order = self.terms.order
        groups = [list(group) for _, group in groupby(
            (debt for debt in self.debts if debt.due <= day), key=lambda debt: debt.due
        )]  # fmt: skip
        if order != PRINCIPAL_FIRST:
            yield from self.costs(day)
        if order == EACH:
            for group in groups:
                yield [(PENALTY, debt) for debt in group]
                yield [(PRINCIPAL, debt) for debt in group]
        else:
            for kind in (PENALTY, PRINCIPAL) if order == ALL else (PRINCIPAL, PENALTY):
                yield from ([(kind, debt) for debt in group] for group in groups)
        if order == PRINCIPAL_FIRST:
            yield from self.costs(day)

    def costs(self, day: dt.date) -> Iterator[list[tuple[int, Any]]]:
        """Yield the costs due by day."""
        due = (charge for charge in self.charges if charge.due <= day)
        for _, group in groupby(due, key=lambda charge: charge.due):
            yield [(COST, charge) for charge in group]

    def receive(self, purse: Purse) -> None:
        """Let a payment pay what it names, then what is due, and keep the rest."""
        if purse.target:
            debt = next(debt for debt in self.debts if debt.name == purse.target)
            kinds = (PENALTY, PRINCIPAL) if self.terms.order in (EACH, ALL) else (PRINCIPAL, PENALTY)
            costs = self.costs(purse.day) if self.terms.order != PRINCIPAL_FIRST else ()
            for claims in (*costs, *([(kind, debt)] for kind in kinds)):
                self.pay(purse, claims, purse.day, designated=True)
        self.spend(purse, purse.day)
        if purse.left:
            self.prepaid.append(purse)

    def play(self) -> None:
        """Go from event to event: the days when something falls due, for prepaid money, and the payments."""
        dues = {debt.due for debt in self.debts} | {charge.due for charge in self.charges}
        days = [day for day in dues if day <= self.as_of] if self.settings.apply_prepaid else []
        events = [(day, -1) for day in days] + [(purse.day, at) for at, purse in enumerate(self.purses)]
        for day, at in sorted(events):
            if at >= 0:
                self.receive(self.purses[at])
                continue
            for purse in self.prepaid:
                self.spend(purse, day)
            self.prepaid = [purse for purse in self.prepaid if purse.left]
        for purse in self.prepaid:
            self.take(purse, purse.left, purse.day, PREPAID, 0, designated=False)

    def lines(self, debt: Debt) -> list[dict[str, Any]]:
        """Return the printed lines of an instalment."""
        if self.as_of <= debt.grace_end or debt.cleared_in_grace:
            return []
        lines: list[dict[str, Any]] = []
        room = debt.cap
        for begin, end, principal in (*debt.spans, (debt.since, self.as_of, debt.unpaid)):
            for first, last, rate, run, beyond in self.rates(debt, begin, end) if principal else ():
                if room is not None and room <= 0:
                    if lines:
                        lines[-1]["capped"] = True
                    return lines
                penalty = self.line(principal, rate, first, last)
                capped = room is not None and penalty > room
                if room is not None:
                    penalty = min(penalty, room)
                    room -= penalty
                lines.append({
                    "instalment": debt.row, "from_day": first, "to_day": last, "days": (last - first).days + 1,
                    "principal": principal, "rate": rate, "day_basis": self.terms.basis, "penalty": penalty,
                    "mode": self.terms.mode, "quote_day": self.quotes.starts[run] if run >= 0 else None,
                    "capped": capped, "provisional": beyond,
                })  # fmt: skip
        return lines

    def figures(self, debt: Debt, lines: list[dict[str, Any]]) -> dict[str, Any]:
        """Return the figures of an instalment."""
        late = debt.unpaid > 0 and self.as_of > debt.grace_end
        overdue = (self.as_of - debt.due).days if late else 0
        limits = (0, self.settings.mild_days, self.settings.medium_days)
        penalty = sum((line["penalty"] for line in lines), ZERO)
        return {
            "row": debt.row, "rolled_due": debt.due, "paid_principal": debt.amount - debt.unpaid,
            "unpaid_principal": debt.unpaid, "overdue_days": overdue, "grade": sum(overdue > limit for limit in limits),
            "penalty": penalty, "unpaid_penalty": penalty - debt.penalty_paid,
        }  # fmt: skip

    def result(self, found: Records) -> None:
        """Add the figures of the contract to the records."""
        sums: dict[str, Any] = {"unpaid_principal": ZERO, "unpaid_penalty": ZERO}
        longest = 0
        for debt in self.debts:
            lines = self.lines(debt)
            figures = self.figures(debt, lines)
            found["segments"] += lines
            found["instalments"].append(figures)
            longest = max(longest, figures["overdue_days"])
            for name in ("unpaid_principal", "unpaid_penalty"):
                sums[name] += figures[name]
        found["allocations"] += self.paid
        receipts = {row: dict.fromkeys(TO, ZERO) for row in self.received}
        for line in self.paid:
            receipts[line["receipt"]][TO[line["item"]]] += line["amount"]
        found["receipts"] += [{"row": row, **sums} for row, sums in receipts.items()]
        prepaid = sum((line["amount"] for line in self.paid if line["item"] == PREPAID), ZERO)
        sums["unpaid_costs"] = sum((charge.unpaid for charge in self.charges), ZERO)
        sums |= {"prepaid": prepaid, "payable": sum(sums.values()) - prepaid, "longest_overdue": longest}
        found["contracts"].append({"row": self.row, **sums})


def shares(amount: Decimal, weights: list[Decimal]) -> list[Decimal]:
    """Pro rata, each share half up and the last the rest; running totals half up where that would not do."""
    total = sum(weights)
    result = [(amount * weight / total).quantize(CENT, ROUND_HALF_UP) for weight in weights[:-1]]
    result.append(amount - sum(result))
    if 0 <= result[-1] <= weights[-1]:
        return result
    running = [ZERO]
    for weight in weights:
        running.append(running[-1] + weight)
    ends = [(amount * weight / total).quantize(CENT, ROUND_HALF_UP) for weight in running]
    return [now - before for before, now in pairwise(ends)]


def debt_of(row: tuple[Any, ...], terms: Terms) -> Debt:
    at, name, number, due, fen = row
    due = rolled(due) if terms.rolls else due
    amount = yuan(fen)
    cap = None if terms.cap is None else (amount * terms.cap).quantize(CENT, ROUND_HALF_UP)
    return Debt(at, name, number, due, amount, amount, due + terms.grace, due + ONE_DAY, cap)


def purses_of(rows: list[tuple[Any, ...]], as_of: dt.date) -> list[Purse]:
    """Join receipts of one day and designation that follow one another."""
    arrived = sorted((received, at, target, yuan(fen)) for at, received, target, fen in rows if received <= as_of)
    purses = []
    for (day, target), group in groupby(arrived, key=lambda row: (row[0], row[2])):
        parts = [(at, amount) for _, at, _, amount in group]
        purses.append(Purse(day, target, parts, sum((amount for _, amount in parts), ZERO)))
    return purses


def settle_by_loop(tables: Tables, settings: Settings, as_of: dt.date) -> Records:
    """Return the records of the frames of a Settlement (but for provisional days), in no order; amounts in yuan."""
    found: Records = {name: [] for name in ("instalments", "receipts", "contracts", "allocations", "segments")}
    quotes = read_quotes(tables["lpr"])
    instalments = by_contract(tables["instalments"], "instalment", "number", "due", "amount")
    receipts = by_contract(tables["receipts"], "received", "instalment", "amount")
    costs = by_contract(tables["costs"], "spent", "amount", "borne_by_debtor")
    with localcontext(EXACT):
        for row, name, terms in read_terms(tables["contracts"]):
            debts = [debt_of(each, terms) for each in instalments.get(name, ())]
            debts.sort(key=lambda debt: (debt.due, debt.number, debt.row))
            own = costs.get(name, ())
            charges = [Charge(at, day, yuan(fen)) for at, day, fen, borne in own if borne and day <= as_of]
            charges.sort(key=lambda charge: (charge.due, charge.row))
            purses = purses_of(receipts.get(name, []), as_of)
            received = [at for purse in purses for at, _ in purse.parts]
            contract = Contract(row, terms, settings, as_of, quotes, debts, charges, purses, received)
            contract.play()
            contract.result(found)
    return found
