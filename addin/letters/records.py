"""What a dunning letter may print: the record of one letter, from its row of the register, the ledger and the settings.

Placeholders are the ledger's own column and setting names, and the few of ``catalogue.OTHERS``.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pandas as pd

from addin.ledger import schema
from addin.letters.catalogue import (
    ADDRESSEE,
    AGAIN,
    DETAILS,
    EVIDENCE,
    LAST_NUMBER,
    LAST_SENT,
    MOVES_DUE,
    OBJECT_BY,
    OTHERS,
    OVERDUE_PRINCIPAL,
    PAY_BY,
    PLAN,
    PLANNED,
    PRINCIPAL_ONLY,
    SUSPENDED_FROM,
    VISITORS,
)
from addin.ports import Kind

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Hashable, Iterable, Mapping, Sequence

    from addin.letters.program import Record
    from addin.ports import Column

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
    suspended_from: dt.date
    object_by: dt.date
    again: bool
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
        VISITORS: "",
        AGAIN: facts.again,
        LAST_NUMBER: facts.last_number,
        LAST_SENT: facts.last_sent or "",
        PAY_BY: facts.pay_by,
        SUSPENDED_FROM: facts.suspended_from,
        OBJECT_BY: facts.object_by,
        PLAN: [],
        EVIDENCE: [],
        PLANNED: Decimal(0),
        PRINCIPAL_ONLY: False,
        MOVES_DUE: False,
        DETAILS: [headed(LINE, line) for line in facts.lines],
    }


def names(record: Record) -> frozenset[str]:
    """Return every placeholder that a record can fill; columns of the repeating rows as 明细.合同编号."""
    others = (placeholder.name for placeholder in OTHERS if "." in placeholder.name)
    return frozenset([*record, *others, *(f"{DETAILS}.{column.header}" for column in LINE)])


def source(name: str, record: Record, row: Record) -> tuple[str, str]:
    """Return sheet and key of the cell that a placeholder prints ("" = not a cell of the ledger).

    ``row`` is the row of the group for a column of one, else the record.
    """
    group, _, header = name.rpartition(".")
    if name == ADDRESSEE:
        return schema.CONTACTS.title, str(record[schema.CUSTOMERS.key[0]])
    for sheet, columns, holder in (
        (schema.CUSTOMERS, CUSTOMER, record),
        (schema.INSTALMENTS, LINE, row),
        (schema.CONTRACTS, LINE, row),
    ):
        at_home = header in {column.header for column in sheet.columns}
        if (group == DETAILS) is (columns is LINE) and at_home and header in {column.header for column in columns}:
            return sheet.title, str(holder.get(sheet.key[0], ""))
    return "", ""
