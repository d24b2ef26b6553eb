"""What changes while contracts are settled: balances, open debts and prepaid money."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from addin.domain.arrays import Ints
    from addin.domain.book import Book


@dataclass(frozen=True)
class State:
    """Arrays changed in place.

    Per instalment: ``unpaid`` principal; ``since``, the first day on which that balance bears; ``closed``, the sum of
    the penalty lines before that day; ``paid`` of the penalty. Per cost: what is unpaid. Per contract: the first
    instalment and cost that may be open (all before are settled); principal paid; ``prepaid`` money to be applied, and
    the queue (``queue[head:tail]``) of the payments that hold it. Per payment: ``left`` of it, and ``start`` of what is
    left on the axis of all money received.
    """

    unpaid: Ints
    since: Ints
    closed: Ints
    paid: Ints
    cost_unpaid: Ints
    open_principal: Ints
    open_penalty: Ints
    open_cost: Ints
    principal_paid: Ints
    prepaid: Ints
    queue: Ints
    head: Ints
    tail: Ints
    left: Ints
    start: Ints


def begin(book: Book) -> State:
    """Return the state before the first event: nothing paid, nothing prepaid."""
    instalments, contracts = book.instalments.row.size, book.order.size
    return State(
        unpaid=book.instalments.amount.copy(),
        since=book.terms.first_day.copy(),
        closed=np.zeros(instalments, np.int64),
        paid=np.zeros(instalments, np.int64),
        cost_unpaid=book.costs.amount.copy(),
        open_principal=book.instalments.low[:-1].copy(),
        open_penalty=book.instalments.low[:-1].copy(),
        open_cost=book.costs.low[:-1].copy(),
        principal_paid=np.zeros(contracts, np.int64),
        prepaid=np.zeros(contracts, np.int64),
        queue=np.zeros(book.events.day.size, np.int64),
        head=book.events.low[:-1].copy(),
        tail=book.events.low[:-1].copy(),
        left=book.payments.amount.copy(),
        start=book.payments.start.copy(),
    )
