"""Which debt each payment pays, day by day: a small state machine, run for many contracts side by side.

In each round every contract that still has money to spend carries out one event of its own: it pours one payment (or
the oldest prepaid one, on a day when something falls due) over the debts that are due, in the order its contract
gives (民法典 560, 561; RULES §4). Contracts drop out as they finish.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from addin.domain.book import DESIGNATED, DUE, PLAIN
from addin.domain.claims import COST, PENALTY, PRINCIPAL, list_claims
from addin.domain.penalty import accrued
from addin.domain.state import begin
from addin.domain.terms import Item
from addin.domain.waterfall import pour

if TYPE_CHECKING:
    from addin.domain.arrays import Bools, Ints
    from addin.domain.book import Book
    from addin.domain.claims import Claims
    from addin.domain.state import State

LANES = 8192  # contracts run side by side: their arrays stay in the processor's cache


@dataclass(frozen=True)
class Takes:
    """What was paid: one element per debt and event; those of one payment stand in the order of time.

    ``start`` lies on the axis of all money received. ``debt`` is a position in the book's instalments or costs; prepaid
    money (Item.PREPAID) has debt -1.
    """

    payment: Ints
    day: Ints
    item: Ints
    debt: Ints
    amount: Ints
    start: Ints
    designated: Bools


def allocate(book: Book) -> Takes:
    """Run every contract from its first receipt to its last and return what was paid, prepaid remainders included."""
    state = begin(book)
    takes: list[tuple[Any, ...]] = []
    for first in range(0, book.order.size, LANES):
        lanes = np.arange(first, min(first + LANES, book.order.size))
        event = book.events.next_payment[book.events.low[lanes]]
        while (going := event < book.events.low[lanes + 1]).any():
            lanes, event = lanes[going], event[going]
            event, taken = _round(lanes, event, book, state)
            takes.append(taken)
    takes.append(_prepaid(book, state))
    return Takes(*(np.concatenate(column) for column in zip(*takes, strict=True)))


def _round(lanes: Ints, event: Ints, book: Book, state: State) -> tuple[Ints, tuple[Ints | Bools, ...]]:
    """Carry out one event of each lane; returns the next event of each, and the columns of Takes."""
    kind, day = book.events.kind[event], book.events.day[event]
    payment = book.events.payment[event]
    due = kind == DUE
    payment[due] = state.queue[state.head[lanes[due]]]
    money = state.left[payment]

    claims = list_claims(lanes, event, money, book, state)
    last = day[claims.lane] - book.lag  # the last day whose penalty this event sees
    take, before = pour(money, _owed(claims, last, book, state), claims.lane, claims.begin, claims.new_group)
    got = np.flatnonzero(take)
    lane, item, debt, take = claims.lane[got], claims.kind[got], claims.debt[got], take[got]
    designated = (kind[lane] == DESIGNATED) & (item != COST)
    of = payment[lane]
    taken = (of, day[lane], item, debt, take, state.start[of] + before[got], designated)
    _pay(lanes[lane], item, debt, take, last[got], book, state)

    spent = np.zeros(lanes.size, np.int64)
    np.add.at(spent, lane, take)
    state.left[payment] -= spent
    state.start[payment] += spent
    return _next(lanes, event, payment, spent, book, state), taken


def _owed(claims: Claims, last: Ints, book: Book, state: State) -> Ints:
    """Return what is owed of each claim: of penalty, what accrued up to the day ``last`` and is not paid."""
    owed = np.empty(claims.kind.size, np.int64)
    is_principal, is_cost = claims.kind == PRINCIPAL, claims.kind == COST
    owed[is_principal] = state.unpaid[claims.debt[is_principal]]
    owed[is_cost] = state.cost_unpaid[claims.debt[is_cost]]
    is_penalty = np.flatnonzero(claims.kind == PENALTY)
    if is_penalty.size:
        debt, last = claims.debt[is_penalty], last[is_penalty]
        grown = accrued(debt, state.unpaid[debt], state.since[debt], last, book.terms, book.quotes)
        penalty = np.minimum(state.closed[debt] + grown, book.terms.cap[debt])
        # inside the days of grace nothing is due (RULES §2); afterwards all since the due day counts
        owed[is_penalty] = np.where(last > book.terms.grace_end[debt], penalty - state.paid[debt], 0)
    return owed


def _pay(contract: Ints, item: Ints, debt: Ints, take: Ints, last: Ints, book: Book, state: State) -> None:
    """Book what was taken. A change of principal ends the penalty line that runs up to ``last``."""
    state.cost_unpaid[debt[item == COST]] -= take[item == COST]
    state.paid[debt[item == PENALTY]] += take[item == PENALTY]
    chosen = item == PRINCIPAL
    contract, debt, take, last = contract[chosen], debt[chosen], take[chosen], last[chosen]
    np.add.at(state.principal_paid, contract, take)
    state.closed[debt] += accrued(debt, state.unpaid[debt], state.since[debt], last, book.terms, book.quotes)
    state.since[debt] = np.maximum(state.since[debt], last + 1)
    state.unpaid[debt] -= take
    in_grace = debt[(state.unpaid[debt] == 0) & (last <= book.terms.grace_end[debt])]
    state.closed[in_grace] = 0  # nothing was unpaid on the day after the grace: no penalty at all


def _next(lanes: Ints, event: Ints, payment: Ints, spent: Ints, book: Book, state: State) -> Ints:
    """Keep what is left as prepaid, and return each lane's next event: days due matter only with prepaid money."""
    kind, left = book.events.kind[event], state.left[payment]
    over = (kind == PLAIN) & (left > 0)
    owner = lanes[over]
    state.queue[state.tail[owner]] = payment[over]
    state.tail[owner] += 1
    if book.apply_prepaid:
        state.prepaid[owner] += left[over]
    due = kind == DUE
    state.prepaid[lanes[due]] -= spent[due]
    emptied = due & (left == 0)
    state.head[lanes[emptied]] += 1
    has_prepaid = state.prepaid[lanes] > 0
    following = event + 1 + ((kind == DESIGNATED) & (left == 0)) - (emptied & has_prepaid)
    after: Ints = np.where(has_prepaid, following, book.events.next_payment[following])
    return after


def _prepaid(book: Book, state: State) -> tuple[Ints | Bools, ...]:
    """Return the columns of Takes for what was never spent."""
    kept = np.flatnonzero(state.left)
    nothing = np.full(kept.size, -1, np.int64)
    item = np.full(kept.size, Item.PREPAID, np.int64)
    no = np.zeros(kept.size, np.bool_)
    return kept, book.payments.day[kept], item, nothing, state.left[kept], state.start[kept], no
