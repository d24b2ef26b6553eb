"""Which debts a payment goes through, and in what order (冲抵顺序, 民法典 560 and 561; RULES §4)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from addin.domain.book import DESIGNATED
from addin.domain.terms import Item, Order

if TYPE_CHECKING:
    from collections.abc import Callable

    from addin.domain.arrays import Bools, Ints
    from addin.domain.book import Book
    from addin.domain.state import State

PRINCIPAL, PENALTY, COST = int(Item.PRINCIPAL), int(Item.PENALTY), int(Item.COST)
EACH, NONE = 3, 4  # a run that goes group by group: its penalties, then its principals; an empty run
# The runs of debts that a payment goes through, by terms.Order: of any payment, and of a designated one.
RUNS = np.array([
    [[PRINCIPAL, PENALTY, COST], [COST, PRINCIPAL, PENALTY], [COST, EACH, NONE], [COST, PENALTY, PRINCIPAL]],
    [[PRINCIPAL, PENALTY, NONE], [COST, PRINCIPAL, PENALTY], [COST, PENALTY, PRINCIPAL], [COST, PENALTY, PRINCIPAL]],
], dtype=np.int64)  # fmt: skip


@dataclass(frozen=True)
class Claims:
    """Debts in the order in which the lanes' payments go through them; ``begin`` is the first of each lane.

    ``kind`` is PRINCIPAL or PENALTY (``debt`` is an instalment) or COST (a cost). A ``new_group`` ranks after the last.
    """

    lane: Ints
    begin: Ints
    kind: Ints
    debt: Ints
    new_group: Bools


def list_claims(lanes: Ints, event: Ints, money: Ints, book: Book, state: State) -> Claims:
    """List the debts for one event of each lane: those due on its day and still open, or the designated one."""
    designated = book.events.kind[event] == DESIGNATED
    first, stop = _windows(lanes, event, money, designated, book, state)
    runs = RUNS[designated.astype(np.int64), book.order[lanes]]
    rows = np.arange(lanes.size)[:, np.newaxis]
    low = first[rows, runs].ravel()
    count = stop[rows, runs].ravel() - low
    run = np.repeat(np.arange(count.size), count)
    end = np.cumsum(count)
    debt = np.arange(run.size) + (low - end + count)[run]
    kind = runs.ravel()[run]
    each = np.flatnonzero(kind == EACH)
    kind[each], debt[each] = _each(debt[each], book)
    rank = np.where(kind == COST, -1 - book.costs.group[np.where(kind == COST, debt, 0)], 0)
    at = kind != COST
    rank[at] = book.instalments.group[debt[at]]
    new_group = np.ones(run.size, dtype=np.bool_)
    new_group[1:] = (run[1:] != run[:-1]) | (kind[1:] != kind[:-1]) | (rank[1:] != rank[:-1])
    begin = np.concatenate((np.zeros(1, np.int64), end[2:-1:3]))
    return Claims(run // 3, begin, kind, debt, new_group)


def _windows(
    lanes: Ints, event: Ints, money: Ints, designated: Bools, book: Book, state: State
) -> tuple[Ints, Ints]:
    """Return where the open debts of each lane (row) and kind of run (column) begin and end."""
    order, bears = book.order[lanes], book.bears[lanes]
    debts = book.instalments
    stop, cost_stop = book.events.due_instalments[event], book.events.due_costs[event]
    principal = _skip(state.open_principal, lanes, stop, lambda at: state.unpaid[at] == 0)
    cost = _skip(state.open_cost, lanes, cost_stop, lambda at: state.cost_unpaid[at] == 0)

    # Where principal comes first, no penalty need be worked out while the principal due takes all the money.
    due = debts.before[stop] - debts.before[debts.low[lanes]] - state.principal_paid[lanes]
    wanted = bears & ((order >= Order.COSTS_PENALTY_PRINCIPAL_EACH) | (money > due))
    penalty = stop.copy()
    penalty[wanted] = _skip(
        state.open_penalty, lanes[wanted], stop[wanted],
        lambda at: (state.unpaid[at] == 0) & (np.minimum(state.closed[at], book.terms.cap[at]) == state.paid[at]),
    )  # fmt: skip
    nothing = np.zeros_like(stop)
    each = 2 * debts.group[np.where(bears, penalty, principal)]
    first = np.stack((principal, penalty, cost, each, nothing), axis=1)
    stops = np.stack((stop, stop, cost_stop, 2 * stop, nothing), axis=1)
    target = book.payments.target[book.events.payment[event[designated]]]
    first[designated, PRINCIPAL] = first[designated, PENALTY] = target
    stops[designated, PRINCIPAL] = target + 1
    stops[designated, PENALTY] = target + bears[designated]
    return first, stops


def _skip(opened: Ints, lanes: Ints, stop: Ints, settled: Callable[[Ints], Bools]) -> Ints:
    """Move each lane's first open debt on over settled ones (not beyond ``stop``), remember it, and return it."""
    at = opened[lanes]
    moving = np.flatnonzero(at < stop)
    while moving.size:
        moving = moving[settled(at[moving])]
        at[moving] += 1
        moving = moving[at[moving] < stop[moving]]
    opened[lanes] = at
    return at


def _each(position: Ints, book: Book) -> tuple[Ints, Ints]:
    """Resolve positions in runs that hold, for each group of instalments, its penalties and then its principals."""
    near = position // 2
    group, size = book.instalments.group[near], book.instalments.size[near]
    nth = position - 2 * group
    second = nth >= size
    return np.where(second, PRINCIPAL, PENALTY), group + nth - size * second
