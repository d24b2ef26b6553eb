"""What collectors and sellers did in a month: cases finished (ASG-02), customers to contact and contacted (AUD-01)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from addin.domain.dunning import UNSENT
from addin.domain.lookups import contract_customers
from addin.domain.movement import movement
from addin.ledger import schema
from addin.ledger.owners import contract_owners
from addin.ledger.reporting import in_columns
from addin.ledger.visiting import CHASED, overdue_rows
from addin.ports import Append, Fill

if TYPE_CHECKING:
    from addin.domain.settlement import Settlement
    from addin.ports import Change, Request

COUNTED = ("to_contact", "contacted_count", "uncontacted")


def month_cases(request: Request, settled: Settlement) -> pd.DataFrame:
    """Return the cases of the month up to the request's day, by customer: collector, overdue, recovered, left (fen)."""
    since, until = pd.Timestamp(request.as_of.replace(day=1)), pd.Timestamp(request.as_of)
    moved = movement(request.tables, settled, since, until)
    owner = contract_customers(request.tables)
    customers = request.tables["instalments"].loc[moved.index, "contract"].map(owner)
    sums = moved[["opening", "new", "reinstated", "paid", "written_off", "closing"]].groupby(customers).sum()
    known = request.tables["customers"].drop_duplicates("customer").set_index("customer")["collector"]
    return pd.DataFrame(
        {
            "collector": known.reindex(sums.index).fillna("").astype("str"),
            "overdue": sums["opening"] + sums["new"] + sums["reinstated"],
            "recovered": sums["paid"],
            "left": sums["closing"] + sums["written_off"],  # what was written off this month was not brought in
        }
    )


def audit_counts(request: Request, settled: Settlement) -> pd.DataFrame:
    """Return, by salesperson, how many overdue customers there are to contact, contacted this month, not contacted.

    Contacted is who has an entry in the log, or a letter sent, from the first of the month to the request's day.
    """
    since, until = pd.Timestamp(request.as_of.replace(day=1)), pd.Timestamp(request.as_of) + pd.Timedelta(days=1)
    log, letters = request.tables["contact_log"], request.tables["letters"]
    talked = log.loc[(log["contacted"] >= since) & (log["contacted"] < until), "customer"]
    sent = letters[~letters["state"].cat.codes.isin(UNSENT)]
    days = sent["sent"].fillna(sent["as_of"])
    written = sent.loc[(days >= since) & (days < until), "customer"]
    rows = overdue_rows(request, settled)
    rows = rows[rows["verdict"].isin(CHASED)]
    sellers = contract_owners(request.tables).set_index("contract")["salesperson"]
    pairs = pd.DataFrame(
        {"salesperson": sellers.reindex(rows["contract"]).to_numpy(), "customer": rows["customer"].to_numpy()},
        dtype="str",
    ).drop_duplicates()
    pairs = pairs[pairs["salesperson"] != ""]
    done = pairs["customer"].isin([*talked, *written])
    table = pd.DataFrame({"to_contact": 1, "contacted_count": done.astype("int64")}, index=pairs.index)
    counts = table.groupby(pairs["salesperson"]).sum()
    return counts.assign(uncontacted=counts["to_contact"] - counts["contacted_count"])


def audit_changes(request: Request, settled: Settlement) -> list[Change]:
    """Return the changes to 内审督促: counts of this month in the rows of each person, rows for those who have none."""
    month = f"{request.as_of:%Y-%m}"
    counts = audit_counts(request, settled)
    audits = request.tables["audits"]
    rows = audits[(audits["month"] == month) & audits["salesperson"].isin(counts.index)]
    there = counts.loc[rows["salesperson"]].set_index(rows.index)
    new = counts[~counts.index.isin(rows["salesperson"])].reset_index().assign(month=month)
    sheet = schema.AUDITS
    changes: list[Change] = []
    if len(there):
        changes.append(Fill(sheet.title, sheet.pick(*COUNTED), there[list(COUNTED)], keep_others=True))
    if len(new):
        changes.append(Append(sheet.title, sheet.columns, in_columns(sheet, new)))
    return changes
