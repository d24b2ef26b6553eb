"""How the log is read and how debtors may be contacted (RULES §8): corrections, hours, calls a day, words.

Contact hours 08:00-22:00 and at most three calls a day and number come from the national guidance for consumer credit;
they are hard limits for natural persons and, by analogy, a warning for companies.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    import pandas as pd

OPENS, CLOSES = 8, 22  # hours of the day, the second one not included
CALLS_A_DAY = 3


def standing(contact_log: pd.DataFrame) -> pd.DataFrame:
    """Return the entries that stand: an entry is never changed, one that names it in ``corrects`` replaces it."""
    return contact_log[~contact_log["entry"].isin(contact_log.loc[contact_log["corrects"] != "", "corrects"])]


def outside_hours(moments: pd.Series) -> pd.Series:
    """Tell of each moment whether nobody may be contacted then; midnight sharp is a day without a time."""
    hour = moments.dt.hour
    outside: pd.Series = ((hour < OPENS) | (hour >= CLOSES)) & (moments != moments.dt.floor("D"))
    return outside


def call_numbers(calls: pd.DataFrame) -> pd.Series:
    """Return for each call (customer, counterpart, contacted) which one it is of that day to that person, from 1 on.

    Entries of the same minute are one call: a call about three contracts has three entries.
    """
    day, minute = calls["contacted"].dt.floor("D"), calls["contacted"].dt.floor("min")
    order = calls.assign(minute=minute)
    numbers = order.groupby([order["customer"], order["counterpart"], day])["minute"].rank(method="dense")
    return numbers.astype("int64")


def forbidden(texts: pd.Series, words: Sequence[str]) -> pd.Series:
    """Return for each text the forbidden words in it, joined by 、 ("" = none)."""
    found = texts.map(lambda text: "、".join(word for word in words if word in text))
    return found.astype("str")


def listed_names(text: str) -> tuple[str, ...]:
    """Return the names that a cell lists, separated by commas, semicolons or blanks."""
    for mark in "，,；; ":
        text = text.replace(mark, "、")
    return tuple(part for part in text.split("、") if part)


def allowed_at(moment: dt.datetime) -> bool:
    """Tell whether debtors may be contacted at this time."""
    return OPENS <= moment.hour < CLOSES
