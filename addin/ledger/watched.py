"""What the monthly list watches beside arrears: channels of receipts, cash not handed in, contracts settled monthly."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from addin.domain.dunning import next_stages, trigger_days
from addin.domain.kpi import first_contacts, ratio
from addin.domain.movement import first_overdue, overdue_payments
from addin.ledger import schema
from addin.ledger.owners import contract_owners
from addin.ledger.position import ledger_calendar

if TYPE_CHECKING:
    from addin.domain.settlement import Settlement
    from addin.ports import Request

CHANNEL_AMOUNTS = ("month_amount", "year_amount", "year_overdue")


def channel_lines(request: Request, settled: Settlement, unnamed: str) -> pd.DataFrame:
    """Return the receipts that count this month or year by channel and method (index = receipt rows) (RCP-02).

    In fen: month_amount, year_amount, and year_overdue, what they paid this year on principal that was overdue then.
    """
    until = pd.Timestamp(request.as_of)
    receipts = request.tables["receipts"].loc[settled.receipts.index]
    year, month = until.replace(month=1, day=1), until.replace(day=1)
    paid = overdue_payments(request.tables, settled)
    paid = paid[paid["day"] >= year]
    owners = contract_owners(request.tables).set_index("contract")["customer_name"]
    said, both = receipts, ("channel", "method")
    named = {name: said[name].astype("str").where(said[name].notna(), unnamed) for name in both}
    lines = receipts[["receipt", "received", "contract"]].assign(
        **named,
        customer_name=receipts["contract"].map(owners),
        month_amount=receipts["amount"].where(receipts["received"] >= month, 0),
        year_amount=receipts["amount"].where(receipts["received"] >= year, 0),
        year_overdue=paid.groupby("receipt")["amount"].sum().reindex(receipts.index, fill_value=0),
    )
    lines = lines[(lines[list(CHANNEL_AMOUNTS)] > 0).any(axis=1)]
    return lines.sort_values(["channel", "method", "received"], kind="stable")


def by_channel(lines: pd.DataFrame) -> pd.DataFrame:
    """Sum :func:`channel_lines` by channel and method: number and amount of month and year, their shares, overdue."""
    counts = lines.assign(month_count=lines["month_amount"] > 0, year_count=lines["year_amount"] > 0)
    names = ["month_count", "year_count", *CHANNEL_AMOUNTS]
    table = counts.astype({"month_count": "int64", "year_count": "int64"}).groupby(["channel", "method"])[names].sum()
    table = table.reset_index()
    whole = {name: pd.Series(table[f"{name}_amount"].sum(), index=table.index) for name in ("month", "year")}
    return table.assign(**{f"{name}_share": ratio(table[f"{name}_amount"], whole[name]) for name in whole})


def cash_kept(request: Request, settled: Settlement) -> pd.DataFrame:
    """Return cash received or handed in this month, or not handed in yet (index = receipt rows) (AR-03).

    ``kept_days``: days from receipt to finance, to the request's day while finance has not got it; 0 is as wanted.
    """
    until = pd.Timestamp(request.as_of)
    receipts = request.tables["receipts"].loc[settled.receipts.index]
    cash = receipts[receipts["method"] == schema.CASH]
    handed = cash["handed_in"].where(cash["handed_in"] <= until)
    month = until.replace(day=1)
    listed = handed.isna() | (handed >= month) | (cash["received"] >= month)
    contracts = request.tables["contracts"].drop_duplicates("contract").set_index("contract")
    owners = contract_owners(request.tables).drop_duplicates("contract").set_index("contract")
    table = cash.assign(
        handed_in=handed,
        kept_days=(handed.fillna(until) - cash["received"]).dt.days,
        terms=cash["contract"].map(contracts["payment_terms"].astype("str")).fillna("").replace("nan", ""),
        **{name: cash["contract"].map(owners[name]) for name in ("customer_name", "salesperson")},
    )
    return table[listed].sort_values(["kept_days", "received"], ascending=[False, True], kind="stable")


def monthly_terms(request: Request, settled: Settlement) -> pd.DataFrame:
    """Return what is due and unpaid of contracts settled monthly: dun_day, first_contact (AR-03); by instalment row.

    ``dun_day`` is the day of the first stage of the customer's strategy, as a rule a month's end.
    """
    tables, until = request.tables, pd.Timestamp(request.as_of)
    contracts = tables["contracts"].drop_duplicates("contract").set_index("contract")
    monthly = contracts.index[contracts["payment_terms"] == schema.MONTHLY_TERMS]
    plan = tables["instalments"].loc[settled.instalments.index]
    figures = settled.instalments
    owed = (figures["unpaid_principal"] > 0) & (figures["rolled_due"] <= until)
    rows = figures[plan["contract"].isin(monthly) & owed]
    owners = contract_owners(tables).drop_duplicates("contract").set_index("contract")
    of = plan.loc[rows.index, "contract"]
    strategies = tables["customers"].drop_duplicates("customer").set_index("customer")["strategy"]
    at = pd.DataFrame({"strategy": of.map(owners["customer"]).map(strategies), "stage": 0}, index=rows.index)
    unsent = pd.Series(pd.NaT, index=rows.index, dtype="datetime64[s]")
    contacts = first_contacts(
        tables, settled, first_overdue(tables, settled), request.settings.first_contact_days, ledger_calendar(request)
    )
    return rows.assign(
        contract=of,
        instalment=plan.loc[rows.index, "instalment"],
        due=plan.loc[rows.index, "due"],
        dun_day=trigger_days(rows["rolled_due"], unsent, next_stages(at, tables["strategies"])),
        first_contact=contacts.loc[rows.index, "contact"],
        terms=schema.MONTHLY_TERMS,
        **{name: of.map(owners[name]) for name in ("customer_name", "salesperson")},
    ).sort_values(["dun_day", "contract"], kind="stable")
