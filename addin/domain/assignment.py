"""Who collects from whom (ASG-01, ASG-03): by seller, in equal numbers, or balanced by amount; always reproducible.

And what came of it in a month: cases finished, rate, stars (ASG-02).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from addin.domain.kpi import ratio

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence


def equal_sizes(cases: int, people: int) -> list[int]:
    """Return how many cases each of ``people`` gets: they differ by one at most, the first ones take the remainder."""
    share, rest = divmod(cases, people)
    return [share + 1] * rest + [share] * (people - rest)


def assign_equal(owners: pd.Series, people: Sequence[str]) -> pd.Series:
    """Give equal numbers of cases to people; ``owners`` are the present ones ("" = none), in the order of the cases.

    A case stays with its owner while the owner's share lasts; the others go, in order, to the first of ``people`` whose
    share is not full. Raises ValueError without people.
    """
    if not people:
        msg = "nobody to assign to"
        raise ValueError(msg)
    left = dict(zip(people, equal_sizes(len(owners), len(people)), strict=True))
    kept = owners.groupby(owners).cumcount() < owners.map(left).fillna(0)
    for name, count in owners[kept].value_counts().items():
        left[str(name)] -= int(count)
    free = (name for name in people for _ in range(left[name]))
    return pd.Series([owner if keep else next(free) for owner, keep in zip(owners, kept, strict=True)], owners.index)


def assign_by_amount(amounts: pd.Series, owners: pd.Series, people: Sequence[str]) -> pd.Series:
    """Balance the amounts (fen): the largest case first, each to whom has least; equal loads go by order of ``people``.

    A case stays with its owner as long as that does not lift the owner above an equal share. Raises ValueError without
    people.
    """
    if not people:
        msg = "nobody to assign to"
        raise ValueError(msg)
    load = dict.fromkeys(people, 0)
    share = int(amounts.sum()) / len(people)
    given = {}
    largest_first = amounts.sort_values(ascending=False, kind="stable")
    for case, amount, owner in zip(
        largest_first.index.tolist(), largest_first.tolist(), owners.loc[largest_first.index], strict=True
    ):
        keeps = owner in load and load[owner] + amount <= share
        name = owner if keeps else min(people, key=load.__getitem__)
        load[name] += amount
        given[case] = name
    return pd.Series(given, dtype="str").reindex(amounts.index)


def stand_ins(
    sellers: pd.Series, departments: pd.Series, away: Sequence[str], people: pd.Series
) -> pd.Series:
    """Keep each case with its seller; a seller who is away or not named is stood in for.

    ``people`` are the departments of those present by name, in order. The stand-in is who has the fewest cases so far,
    of the case's own department if anybody there is present; "" when nobody is.
    """
    load = {name: int((sellers == name).sum()) for name in people.index}
    given = []
    for seller, department in zip(sellers, departments, strict=True):
        name = seller
        if not seller or seller in away:
            near = [one for one in people.index if department and people[one] == department]
            name = min(near or list(people.index), key=load.__getitem__, default="")
            if name:
                load[name] += 1
        given.append(name)
    return pd.Series(given, index=sellers.index, dtype="str")


def absent(staff: pd.DataFrame, day: dt.date) -> pd.Series:
    """Tell of each person whether they are away on a day: from 缺勤起 to 缺勤止, both included (no end: still away)."""
    today = pd.Timestamp(day)
    return (staff["away_from"] <= today) & ~(staff["away_until"] < today)


def month_results(cases: pd.DataFrame) -> pd.DataFrame:
    """Return what each collector's cases came to in a month, by collector in order of name (ASG-02).

    ``cases``: one row a customer: collector, overdue (fen: overdue when the month began or fell overdue in it),
    recovered and left (fen). A case counts when something of it was overdue; it is finished when nothing is left.
    Columns: cases, finished, rate (1e-8), overdue, recovered.
    """
    counted = cases[(cases["overdue"] > 0) & (cases["collector"] != "")]
    finished = (counted["left"] == 0).astype("int64")
    results = counted.assign(cases=1, finished=finished).groupby("collector")[
        ["cases", "finished", "overdue", "recovered"]
    ].sum()
    return results.assign(rate=ratio(results["finished"], results["cases"]))


def stars(rate: pd.Series, limits: str) -> pd.Series:
    """Return the stars (1 to one more than there are limits) of rates in 1e-8.

    ``limits`` are per cents, rising, such as ``20,40,60,80``; a limit reached is one star more.
    """
    steps = np.array(sorted({int(percent) for percent in re.findall(r"\d+", limits)}), dtype=np.int64) * 10**6
    reached = np.searchsorted(steps, rate.fillna(0).to_numpy(np.int64), side="right")
    return pd.Series(reached + 1, index=rate.index, dtype="int64")
