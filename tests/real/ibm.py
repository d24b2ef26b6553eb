"""2 466 real invoices of 100 customers (a public sample) brought into a ledger: for tests only, no product feature."""

from __future__ import annotations

import csv
import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from addin.ledger import schema
from addin.ports import Grid

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from addin.ports import Sheet

SOURCE = Path(__file__).resolve().parents[3] / "shared" / "data" / "ibm_receivables.csv"

ACCOUNT = ("account_name", "account_bank", "account_number")


@dataclass(frozen=True)
class Invoice:
    """One invoice of the sample."""

    number: str
    customer: str
    invoiced: dt.date
    due: dt.date
    settled: dt.date
    amount: Decimal
    disputed: bool
    days_late: int


def invoices() -> list[Invoice]:
    """Read the sample (dates are month/day/year)."""

    def date(text: str) -> dt.date:
        month, day, year = map(int, text.split("/"))
        return dt.date(year, month, day)

    with SOURCE.open(encoding="utf-8-sig", newline="") as file:
        return [
            Invoice(
                number=row["invoiceNumber"],
                customer=row["customerID"],
                invoiced=date(row["InvoiceDate"]),
                due=date(row["DueDate"]),
                settled=date(row["SettledDate"]),
                amount=Decimal(row["InvoiceAmount"]),
                disputed=row["Disputed"] == "Yes",
                days_late=int(row["DaysLate"]),
            )
            for row in csv.DictReader(file)
        ]


def grids(rows: Sequence[Invoice]) -> dict[str, Grid]:
    """Return a ledger as typed by a user: a contract per customer, an instalment per invoice, each paid when settled.

    Days count as in the sample: no roll, no grace; 0.05 % a day so that every day of delay prints in 违约金明细.
    """
    by_customer: dict[str, list[Invoice]] = defaultdict(list)
    for invoice in sorted(rows, key=lambda invoice: (invoice.due, invoice.number)):
        by_customer[invoice.customer].append(invoice)
    customers, contracts, instalments, receipts = [], [], [], []
    for customer, own in sorted(by_customer.items()):
        contract = f"K-{customer}"
        customers.append({"customer": customer, "customer_name": f"Customer {customer}", "address": "on file"})
        contracts.append(
            {
                "contract": contract,
                "customer": customer,
                "signed": min(invoice.invoiced for invoice in own),
                "contract_amount": float(sum(invoice.amount for invoice in own)),
                "penalty_mode": schema.PENALTY_MODES[1],
                "penalty_rate": 0.0005,
                "roll_due": schema.NO,
            }
        )
        for number, invoice in enumerate(own, 1):
            shared = {"contract": contract, "instalment": invoice.number, "amount": float(invoice.amount)}
            instalments.append(
                {
                    **shared,
                    "number": number,
                    "due": invoice.due,
                    "invoice": invoice.number,
                    "disputed": float(invoice.amount) if invoice.disputed else None,
                }
            )
            receipts.append({**shared, "receipt": f"R{invoice.number}", "received": invoice.settled})
    company = ("company", "company_address", "company_phone", "company_contact", *ACCOUNT)
    headers = {row.name: row.header for row in schema.SETTING_ROWS}
    settings = [{"setting": headers[name], "value": f"sample {name}"} for name in company]
    stage = {"trigger": schema.TRIGGERS[0], "days": 1, "letter_type": "催款函", "stage": 1, "stage_name": "first"}
    rows_of: dict[Sheet, list[dict[str, Any]]] = {
        schema.SETTINGS: settings,
        schema.STRATEGIES: [{"strategy": schema.CUSTOMERS.column("strategy").default, **stage}],
        schema.CUSTOMERS: customers,
        schema.CONTRACTS: contracts,
        schema.INSTALMENTS: instalments,
        schema.RECEIPTS: receipts,
    }
    return {sheet.title: grid(sheet.title, typed) for sheet, typed in rows_of.items()}


def grid(title: str, rows: Sequence[Mapping[str, object]]) -> Grid:
    """Return rows by English column name as a sheet with Chinese headers."""
    columns = [column for column in schema.BY_TITLE[title].columns if not column.computed]
    cells = [[row.get(column.name) for column in columns] for row in rows]
    return Grid(title, [[column.header for column in columns], *cells])
