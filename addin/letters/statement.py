"""对账单: a customer's statement of account as a print-ready page (ST-01), drawn from figures that commands give."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from addin import messages
from addin.domain.money import yuan
from addin.domain.rmb import rmb_upper
from addin.ledger import schema
from addin.ports import Kind, Line, Page

if TYPE_CHECKING:
    import datetime as dt

    import pandas as pd

    from addin.domain.settings import Settings
    from addin.ports import Column

WIDTHS = (16.0, 18.0, 12.5, 15.0, 15.0, 15.0, 13.0, 15.0)
WIDE = len(WIDTHS)
STYLES = {Kind.MONEY: "money", Kind.DATE: "date", Kind.COUNT: "count"}


@dataclass(frozen=True)
class Totals:
    """What a customer owes, in fen: principal due and not yet due, penalty, costs, prepaid; the period's movement."""

    due: int
    not_due: int
    penalty: int
    costs: int
    prepaid: int
    opening: int
    fallen_due: int
    repaid: int

    @property
    def payable(self) -> int:
        """未收本金 + 未付违约金 + 未付费用 − 预收余额."""
        return self.due + self.not_due + self.penalty + self.costs - self.prepaid

    @property
    def payable_now(self) -> int:
        """What of it has fallen due."""
        return self.payable - self.not_due

    @property
    def closing(self) -> int:
        """Principal fallen due less principal repaid, at the end of the period."""
        return self.opening + self.fallen_due - self.repaid


@dataclass(frozen=True)
class Statement:
    """Everything that one statement prints. ``since`` is the first day of the period (None = from the first contract).

    Frames (fen, dates): ``items`` as :data:`ITEMS`, ``receipts`` as :data:`RECEIPTS`, ``segments`` as
    :data:`SEGMENTS` (rate and basis already text).
    """

    number: str
    customer: str
    customer_name: str
    uscc: str
    since: dt.date | None
    as_of: dt.date
    totals: Totals
    items: pd.DataFrame
    receipts: pd.DataFrame
    segments: pd.DataFrame


ITEMS = schema.INSTALMENTS.pick(
    "contract", "instalment", "due", "amount", "paid_principal", "unpaid_principal", "overdue_days", "unpaid_penalty",
)  # fmt: skip
RECEIPTS = schema.RECEIPTS.pick(
    "contract", "receipt", "received", "amount", "to_principal", "to_penalty", "to_costs", "prepaid",
)  # fmt: skip
SEGMENTS = schema.SEGMENTS.pick("instalment", "rate", "from_day", "to_day", "days", "principal", "basis", "penalty")


def statement_page(statement: Statement, settings: Settings) -> Page:
    """Lay out one statement: head, movement, open items, receipts, penalty, total, reservation, reply slip."""
    lines = [
        *head(statement, settings),
        wide(messages.STATEMENT_MOVEMENT, "label"),
        *movement(statement),
        wide(messages.STATEMENT_ITEMS, "label"),
        *table(ITEMS, statement.items, ("amount", "paid_principal", "unpaid_principal", "unpaid_penalty")),
        wide(messages.STATEMENT_RECEIPTS, "label"),
        *table(RECEIPTS, statement.receipts, ("amount", "to_principal", "to_penalty", "to_costs", "prepaid")),
        wide(messages.STATEMENT_PENALTY, "label"),
        *penalty(statement.segments),
        wide(messages.STATEMENT_TOTAL, "label"),
        *summary(statement.totals),
        *closing(statement, settings),
    ]
    slip = reply_slip(statement, settings)
    return Page(
        title=f"{statement.customer} {statement.customer_name}",
        widths=WIDTHS,
        lines=(*lines, *slip),
        footer=statement.number,
        together=len(lines),
    )


def wide(text: object, style: str, height: float = 0.0) -> Line:
    """Return a line of one cell over the whole width."""
    return Line((text,), (style,), (WIDE,), height)


def pairs(*cells: tuple[object, str, int]) -> Line:
    """Return a line of cells given as (value, style, columns covered)."""
    values, styles, spans = zip(*cells, strict=True)
    return Line(values, styles, spans)


def head(statement: Statement, settings: Settings) -> list[Line]:
    """Title, number, who to whom, and the opening sentence."""
    return [
        wide(messages.STATEMENT_TITLE, "title"),
        wide(messages.statement_number(statement.number, statement.as_of), "subtitle"),
        pairs((messages.STATEMENT_TO, "label", 1), (statement.customer_name, "text", 4),
              (messages.STATEMENT_USCC, "label", 1), (statement.uscc, "text", 2)),
        pairs((messages.STATEMENT_FROM, "label", 1), (settings.company, "text", 4),
              (messages.STATEMENT_PERIOD, "label", 1), (messages.period(statement.since, statement.as_of), "text", 2)),
        wide(messages.statement_opening(statement.as_of), "text"),
    ]  # fmt: skip


def movement(statement: Statement) -> list[Line]:
    """Return opening balance, fallen due, repaid and closing balance: they foot across."""
    totals = statement.totals
    values = (totals.opening, totals.fallen_due, totals.repaid, totals.closing)
    return [
        Line(messages.STATEMENT_MOVEMENT_HEADS, ("head",) * 4, (2,) * 4),
        Line(values, ("money",) * 4, (2,) * 4),
    ]


def table(columns: tuple[Column, ...], frame: pd.DataFrame, summed: tuple[str, ...]) -> list[Line]:
    """Header, one line a row, and the sum of the ``summed`` columns; says so when there is nothing."""
    if frame.empty:
        return [wide(messages.NOTHING, "text")]
    styles = tuple(STYLES.get(column.kind, "text") for column in columns)
    rows = frame[[column.name for column in columns]].itertuples(index=False, name=None)
    totals = [int(frame[column.name].sum()) if column.name in summed else "" for column in columns]
    totals[0] = messages.SUM
    return [
        Line(tuple(column.header for column in columns), ("head",) * WIDE),
        *(Line(tuple(row), styles) for row in rows),
        Line(tuple(totals), tuple("total_money" if column.name in summed else "total" for column in columns)),
    ]


def penalty(segments: pd.DataFrame) -> list[Line]:
    """Return the lines of penalty, and beneath them once each basis that they refer to by number."""
    bases = list(dict.fromkeys(segments["basis"]))
    numbers = {basis: messages.note_number(at) for at, basis in enumerate(bases, 1)}
    notes = [wide(f"{numbers[basis]}：{basis}", "small") for basis in bases]
    return [*table(SEGMENTS, segments.assign(basis=segments["basis"].map(numbers)), ("penalty",)), *notes]


def summary(totals: Totals) -> list[Line]:
    """Return the position in figures, and the total payable in figures and in words."""
    rows = zip(
        messages.STATEMENT_POSITION,
        (totals.due, totals.not_due, totals.penalty, totals.costs, -totals.prepaid),
        strict=True,
    )
    return [
        *(pairs((name, "text", 5), (value, "money", 3)) for name, value in rows),
        pairs((messages.STATEMENT_PAYABLE, "total", 5), (totals.payable, "total_money", 3)),
        wide(messages.in_words(signed_words(totals.payable)), "text"),
        wide(messages.payable_now(yuan(totals.payable_now)), "text"),
    ]


def signed_words(fen: int) -> str:
    """Return the amount in Chinese capital numerals, 负 before a negative one (a customer's credit)."""
    return rmb_upper(fen) if fen >= 0 else messages.MINUS + rmb_upper(-fen)


def closing(statement: Statement, settings: Settings) -> list[Line]:
    """Account, objection channel, reservation of the contractual penalty (买卖合同解释 18), signature."""
    return [
        wide(messages.statement_account(settings), "text"),
        wide(messages.statement_objection(settings), "text"),
        wide(messages.STATEMENT_RESERVATION, "text"),
        wide("", "gap"),
        pairs(("", "text", 4), (messages.signature(settings.company, statement.as_of), "text", 4)),
    ]


def reply_slip(statement: Statement, settings: Settings) -> list[Line]:
    """Return the customer's written answer: agreed or not, difference, seal, date (B1: 一定要求客户给予书面回复)."""
    payable = yuan(statement.totals.payable)
    return [
        wide(messages.CUT_LINE, "small"),
        wide(messages.REPLY_TITLE, "subtitle"),
        wide(messages.reply_text(settings.company, statement.number, statement.as_of, payable), "text"),
        pairs((messages.REPLY_AGREED, "text", 2), (messages.REPLY_DIFFERS, "text", 6)),
        wide("", "box", 60.0),
        pairs((messages.REPLY_SEAL, "text", 4), (messages.REPLY_DATE, "text", 4)),
    ]
