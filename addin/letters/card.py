"""客户卡: what one must know before dialling, as a print-ready page per customer (PHN-03), drawn from typed frames."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from addin import messages
from addin.ledger import schema
from addin.letters.statement import STYLES, pairs, wide
from addin.ports import Kind, Line, Page

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from addin.ports import Column

WIDTHS = (16.0, 18.0, 12.5, 15.0, 15.0, 15.0, 13.0, 15.0)
# The columns of each block and how many of the page's columns each covers.
DEBTS = (
    schema.INSTALMENTS.pick(
        "contract", "instalment", "due", "amount", "unpaid_principal", "overdue_days", "unpaid_penalty", "stage"
    ),
    (1, 1, 1, 1, 1, 1, 1, 1),
)
CONTACTS = (schema.CONTACTS.pick("person", "role", "phone", "phone_state", "remark"), (1, 1, 2, 2, 2))
LOG = (schema.CONTACT_LOG.pick("contacted", "method", "counterpart", "reason", "response"), (1, 1, 1, 1, 4))
PROMISES = (
    schema.PROMISES.pick("made", "promised_day", "need", "received", "promise_state", "covers"), (1, 1, 1, 1, 1, 3),
)  # fmt: skip
LETTERS = (schema.LETTERS.pick("letter", "letter_type", "sent", "total", "state", "reply"), (2, 1, 1, 1, 1, 2))


@dataclass(frozen=True)
class Card:
    """Everything that one card prints: who (values of messages.CARD_WHO), the balance in words, frames, told lines.

    ``people`` is empty where nobody may be contacted; ``told`` maps a section to lines of text.
    """

    customer: str
    customer_name: str
    who: Sequence[str]
    as_of: dt.date
    slot: str
    balance: str
    dead: bool
    debts: pd.DataFrame
    people: pd.DataFrame
    log: pd.DataFrame
    promises: pd.DataFrame
    letters: pd.DataFrame
    told: Mapping[str, Sequence[str]]


def card_page(card: Card) -> Page:
    """Lay out one card: who, what is owed, whom to call, what was said, how to go about it."""
    names = messages.CARD_SECTIONS
    who = list(zip(messages.CARD_WHO, card.who, strict=True))
    lines = [
        wide(messages.CARD_TITLE, "title"),
        wide(messages.card_number(card.as_of, card.slot), "subtitle"),
        *(
            pairs((left, "label", 1), (text, "text", 3), (right, "label", 1), (other, "text", 3))
            for (left, text), (right, other) in zip(who[::2], who[1::2], strict=True)
        ),
        *([wide(messages.CARD_DEAD, "label")] if card.dead else []),
        wide(names["debts"], "label"),
        *block(DEBTS, card.debts),
        wide(card.balance, "text"),
        wide(names["contacts"], "label"),
        *block(CONTACTS, card.people),
        wide(names["log"], "label"),
        *block(LOG, card.log),
        wide(names["promises"], "label"),
        *block(PROMISES, card.promises),
        wide(names["letters"], "label"),
        *block(LETTERS, card.letters),
    ]
    for section, texts in card.told.items():
        lines += [wide(names[section], "label"), *(wide(text, "text") for text in texts or [messages.CARD_NOTHING])]
    lines += [wide("", "gap"), wide(messages.CARD_PRIVATE, "small")]
    return Page(f"{card.customer} {card.customer_name}", WIDTHS, tuple(lines), footer=card.customer)


def block(layout: tuple[tuple[Column, ...], tuple[int, ...]], frame: pd.DataFrame) -> list[Line]:
    """Return a header and a line a row; says so when there is nothing."""
    if frame.empty:
        return [wide(messages.CARD_NOTHING, "text")]
    columns, spans = layout
    plain = [STYLES.get(column.kind, "text") for column in columns]
    styles = tuple(plain if set(plain) != {"text"} else ["count", *plain[1:]])  # a table's row, not a paragraph
    rows = zip(*(shown(column, frame[column.name]) for column in columns), strict=True)
    return [
        Line(tuple(column.header for column in columns), ("head",) * len(columns), spans),
        *(Line(row, styles, spans) for row in rows),
    ]


def shown(column: Column, values: pd.Series) -> list[object]:
    """Return the cells of one column: options and moments as text, a missing day as an empty text."""
    if column.kind is Kind.MOMENT:
        return list(values.dt.strftime("%Y-%m-%d %H:%M").fillna(""))
    if column.kind is Kind.DATE:
        return ["" if missing else day for day, missing in zip(values, values.isna(), strict=True)]
    return list(values) if column.kind in STYLES else list(values.astype("str").where(values.notna(), ""))
