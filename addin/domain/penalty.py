"""Penalty for delay, simple and by lines: a line is a run of days with the same principal and the same rate.

Each line is rounded half up to the fen once; everything else is a sum of lines, so what is printed foots.
Days are int64 numbers of days since 1970-01-01, amounts int64 fen.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from addin.domain.money import mul_div_half_up
from addin.domain.rates import NO_CAP, beyond_data, run_of

if TYPE_CHECKING:
    from addin.domain.arrays import Bools, Ints
    from addin.domain.rates import Quotes, Terms


@dataclass(frozen=True)
class Lines:
    """Printed lines in the order of their instalments and days; ``to_day`` is included; ``run`` of quotes or -1."""

    instalment: Ints
    from_day: Ints
    to_day: Ints
    principal: Ints
    rate: Ints
    penalty: Ints
    run: Ints
    capped: Bools
    beyond: Bools


def accrued(instalment: Ints, principal: Ints, first: Ints, last: Ints, terms: Terms, quotes: Quotes) -> Ints:
    """Return the penalty on ``principal`` from day ``first`` to day ``last`` (both included): the sum of its lines.

    All arguments run in parallel, ``instalment`` being positions in ``terms``. An empty span gives 0.
    """
    result = np.zeros(instalment.size, dtype=np.int64)
    some = np.flatnonzero((principal > 0) & (last >= first) & terms.bears[instalment])
    if some.size:
        owner, lines = _lines(instalment[some], principal[some], first[some], last[some], terms, quotes)
        result[some] = _sums(lines.penalty, np.searchsorted(owner, np.arange(some.size + 1)))
    return result


def penalty_lines(
    instalment: Ints, principal: Ints, first: Ints, last: Ints, terms: Terms, quotes: Quotes
) -> Lines:
    """Return the printed lines of spans sorted by instalment and day, cut where the penalty reaches its cap.

    A span is a balance ``principal`` from ``first`` to ``last`` (both included). The line that crosses the cap is cut
    and marked, later lines are left out.
    """
    some = np.flatnonzero((principal > 0) & (last >= first) & terms.bears[instalment])
    _, lines = _lines(instalment[some], principal[some], first[some], last[some], terms, quotes)
    return _cap(lines, terms) if (terms.cap[lines.instalment] != NO_CAP).any() else lines


def _lines(
    instalment: Ints, principal: Ints, first: Ints, last: Ints, terms: Terms, quotes: Quotes
) -> tuple[Ints, Lines]:
    """Cut spans at the days when the rate changes; returns the position of the span of each line, and the lines."""
    plan = terms.plan[instalment]
    by_quote = plan >= 0
    first_run = np.where(by_quote, run_of(first, quotes), 0)
    count = np.where(by_quote, run_of(last, quotes) - first_run, 0) + 1
    owner = np.repeat(np.arange(count.size), count)
    nth = np.arange(owner.size) - np.repeat(np.cumsum(count) - count, count)
    run = first_run[owner] + nth
    ends = np.append(quotes.start[1:] - 1, np.iinfo(np.int64).max)
    from_day = np.where(nth > 0, quotes.start[run], first[owner])
    to_day = np.where(nth < count[owner] - 1, ends[run], last[owner])
    rate = terms.rate[instalment]
    rate = np.where(by_quote[owner], terms.table[plan[owner], run], rate[owner]) if terms.table.size else rate[owner]
    penalty = mul_div_half_up(principal[owner], rate * (to_day - from_day + 1), terms.unit[instalment][owner])
    whose = instalment[owner]
    quoted = by_quote[owner]
    beyond = np.where(quoted, beyond_data(to_day, quotes) | beyond_data(from_day, quotes), terms.beyond[whose])
    run = np.where(quoted, run, terms.run[whose])
    nothing = np.zeros(owner.size, dtype=np.bool_)
    return owner, Lines(whose, from_day, to_day, principal[owner], rate, penalty, run, nothing, beyond)


def _cap(lines: Lines, terms: Terms) -> Lines:
    cap = terms.cap[lines.instalment]
    new = np.concatenate(([True], lines.instalment[1:] != lines.instalment[:-1]))
    running = np.cumsum(lines.penalty)
    before = running - lines.penalty
    before -= before[np.maximum.accumulate(np.where(new, np.arange(new.size), 0))]
    room = cap - before
    kept = room > 0
    cut = lines.penalty > room
    # a line that fills the cap exactly stops the penalty when another line would follow it
    followed = np.concatenate((~new[1:] & ~kept[1:], [False]))
    return Lines(
        instalment=lines.instalment[kept],
        from_day=lines.from_day[kept],
        to_day=lines.to_day[kept],
        principal=lines.principal[kept],
        rate=lines.rate[kept],
        penalty=np.minimum(lines.penalty, room)[kept],
        run=lines.run[kept],
        capped=(cut | followed)[kept],
        beyond=lines.beyond[kept],
    )


def _sums(values: Ints, bounds: Ints) -> Ints:
    """Return the sums of ``values[bounds[k]:bounds[k + 1]]``."""
    running = np.concatenate((np.zeros(1, np.int64), np.cumsum(values)))
    return running[bounds[1:]] - running[bounds[:-1]]
