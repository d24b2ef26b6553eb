"""One payment per lane poured over the debts of that lane in order: earliest group first, pro rata within a group.

A lane is a contract that has a payment to spend. Its debts come as a run of elements of flat arrays, lanes and the
order of payment ascending. Debts of one group rank equally (民法典 560: same due date) and share pro rata.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from addin.domain.money import mul_div_half_up

if TYPE_CHECKING:
    from addin.domain.arrays import Bools, Ints


def pour(payment: Ints, owed: Ints, lane: Ints, lane_start: Ints, new_group: Bools) -> tuple[Ints, Ints]:
    """Return what each debt gets of its lane's payment, and how much of the payment was spent before it.

    ``payment`` and ``lane_start`` (position of its first debt) are one element per lane; ``owed``, ``lane`` and
    ``new_group`` (the debt begins a group) one per debt. A debt never gets more than is owed.
    """
    first = lane_start[lane]
    before = _before_in_lane(owed, first)
    take = np.clip(payment[lane] - before, 0, owed)
    starts = np.flatnonzero(new_group)
    if starts.size < owed.size:
        _share_within_groups(take, owed, starts)
    return take, _before_in_lane(take, first)


def share(amount: int, weights: Ints) -> Ints:
    """Divide ``amount`` by ``weights`` (0 <= amount <= their sum): no share exceeds its weight, the sum is exact.

    Each share is rounded half up and the last takes the rest (民法典 560 pro rata). Where so many small shares are
    rounded up that the rest would be negative or too large, the running totals are rounded instead.
    """
    total = int(weights.sum())
    shares = mul_div_half_up(weights, amount, total)
    rest = amount - int(shares[:-1].sum())
    if 0 <= rest <= weights[-1]:
        shares[-1] = rest
        return shares
    return np.diff(mul_div_half_up(np.cumsum(weights), amount, total), prepend=0)


def _before_in_lane(amounts: Ints, first: Ints) -> Ints:
    before = np.cumsum(amounts) - amounts
    return before - before[first]


def _share_within_groups(take: Ints, owed: Ints, starts: Ints) -> None:
    """Replace what the groups got that are only partly paid (at most one a lane) by pro rata shares, in place."""
    got, due = np.add.reduceat(take, starts), np.add.reduceat(owed, starts)
    ends = np.append(starts[1:], owed.size)
    for group in np.flatnonzero((got > 0) & (got < due) & (ends - starts > 1)).tolist():
        members = slice(int(starts[group]), int(ends[group]))
        take[members] = share(int(got[group]), owed[members])
