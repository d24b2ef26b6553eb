"""What a dunning letter may print: the record of one letter, from its row of the register, the ledger and the settings.

Placeholders are the ledger's own column and setting names, and the few names below.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pandas as pd

from addin.ledger import schema
from addin.letters.catalogue import DETAILS as LINES
from addin.ports import Kind

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Hashable, Iterable, Mapping, Sequence

    from addin.letters.program import Record
    from addin.ports import Column

# names that are no columns; ``catalogue.OTHERS`` says what they mean, a test holds the two together
OVERDUE_PRINCIPAL, AGAIN, PAY_BY, OBJECT_BY, ADDRESSEE = "逾期本金", "再次", "付款期限", "异议期限", "收件人"
LAST_NUMBER, LAST_SENT = "上次函件编号", "上次出函日期"

CUSTOMER = schema.CUSTOMERS.pick("customer", "customer_name", "uscc", "address", "postcode", "email", "salesperson")
LETTER = schema.LETTERS.pick("letter", "stage", "as_of", "sent", "total")
MONEY = {
    "principal": OVERDUE_PRINCIPAL,
    "penalty": schema.CONTRACTS.column("unpaid_penalty").header,
    "costs": schema.CONTRACTS.column("unpaid_costs").header,
    "prepaid": schema.CONTRACTS.column("prepaid").header,
}
LINE = (
    *schema.INSTALMENTS.pick(
        "contract", "instalment", "due", "invoice", "amount", "unpaid_principal", "overdue_days", "unpaid_penalty"
    ),
    *schema.CONTRACTS.pick("contract_name", "signed"),
)


@dataclass(frozen=True)
class Facts:
    """One letter: its row of the register (fen), the customer's row, the lines it lists, addressee and deadlines.

    ``last_number`` and ``last_sent`` are the letter before it ("" and None if it is the first).
    """

    letter: Mapping[Hashable, Any]
    customer: Mapping[Hashable, Any]
    lines: Sequence[Mapping[Hashable, Any]]
    addressee: str
    pay_by: dt.date
    object_by: dt.date
    last_number: str
    last_sent: dt.date | None


def typed(cell: object, kind: Kind) -> object:
    """Return a table's cell as a template takes it: Decimal yuan, a date, text or a number; missing is ""."""
    if kind is Kind.MONEY:
        return Decimal(int(str(cell))).scaleb(-2)
    if cell is None or cell is pd.NaT or cell is pd.NA:
        return ""
    return cell.date() if isinstance(cell, pd.Timestamp) else cell


def headed(columns: Iterable[Column], row: Mapping[Hashable, Any]) -> dict[str, object]:
    """Return a row under its Chinese headers, typed for a template."""
    return {column.header: typed(row[column.name], column.kind) for column in columns}


def dunning_record(facts: Facts, settings: Mapping[str, object]) -> Record:
    """Return the record of one letter; ``settings`` are the ledger's, by English name."""
    return {
        **{row.header: settings[row.name] for row in schema.SETTING_ROWS},
        **headed(CUSTOMER, facts.customer),
        **headed(LETTER, facts.letter),
        **{header: typed(facts.letter[name], Kind.MONEY) for name, header in MONEY.items()},
        ADDRESSEE: facts.addressee,
        AGAIN: int(str(facts.letter["stage"])) > 1,
        LAST_NUMBER: facts.last_number,
        LAST_SENT: facts.last_sent or "",
        PAY_BY: facts.pay_by,
        OBJECT_BY: facts.object_by,
        LINES: [headed(LINE, line) for line in facts.lines],
    }


def names(record: Record) -> frozenset[str]:
    """Return every placeholder that a record can fill; columns of the repeating rows as 明细.合同编号."""
    return frozenset([*record, *(f"{LINES}.{column.header}" for column in LINE)])
