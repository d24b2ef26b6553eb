"""Whether a registered letter may be cancelled; an issued letter that had an effect stays."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from addin.domain.terms import LetterState

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

OPEN_REPLY = (-1, 0)  # codes of a reply: empty, none yet


def objection(letter: str, tables: Mapping[str, pd.DataFrame], as_of: dt.date) -> tuple[str, dict[str, str]]:
    """Return why a letter must not be cancelled on a day, as code and details ("" = it may).

    Not cancelled: what is void already, was answered, was signed for (it interrupted limitation), was sent only after
    the day, has a later letter of a stage about the same instalments (stages would have a hole), or whose contracts
    paid since it was sent.
    """
    letters = tables["letters"].drop_duplicates("letter").set_index("letter")
    if letter not in letters.index:
        return "void-unknown", {}
    one = letters.loc[[letter]]
    code, details = settled_by_state(one)
    if code:
        return code, details
    sent = one["sent"].fillna(one["as_of"]).iloc[0]
    if sent > pd.Timestamp(as_of):
        return "void-before", {"sent": str(sent.date()), "day": str(as_of)}
    lines = tables["letter_lines"]
    own = lines[lines["letter"] == letter]
    later = later_letter(letter, sent, own["instalment"], letters, lines)
    if later:
        return "void-later", {"later": later}
    paid = tables["receipts"]
    paid = paid[paid["contract"].isin(own["contract"]) & (paid["received"] > sent)]
    if len(paid):
        return "void-paid", {"day": str(paid["received"].min().date())}
    return "", {}


def settled_by_state(one: pd.DataFrame) -> tuple[str, dict[str, str]]:
    """Return what the register itself says against cancelling ``one`` letter: void, answered, signed for."""
    state, reply = int(one["state"].cat.codes.iloc[0]), int(one["reply"].cat.codes.iloc[0])
    if state == LetterState.VOID:
        return "void-already", {}
    if state == LetterState.ANSWERED or reply not in OPEN_REPLY:
        text = one["reply"].iloc[0] if reply >= 0 else one["state"].iloc[0]
        return "void-answered", {"reply": str(text)}
    if state == LetterState.SIGNED_FOR or one["signed_for"].notna().iloc[0]:
        return "void-signed", {}
    return "", {}


def later_letter(
    letter: str, sent: pd.Timestamp, instalments: pd.Series, letters: pd.DataFrame, lines: pd.DataFrame
) -> str:
    """Return a letter sent after this one about one of its instalments ("" = none); of one day, what stands below."""
    places = pd.Series(range(len(letters)), index=letters.index)
    days = letters["sent"].fillna(letters["as_of"])
    after = (days > sent) | ((days == sent) & (places > places[letter]))
    counts = letters.index[after & (letters["state"].cat.codes != LetterState.VOID)]
    staged = lines["letter"].isin(counts) & (lines["stage"] > 0)
    found = lines.loc[staged & lines["instalment"].isin(instalments), "letter"]
    return str(found.iloc[0]) if len(found) else ""
