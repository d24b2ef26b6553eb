"""Special cases by steps, complaints, questions, anomalies and thanks: what the log and its registers ask for next.

A debtor who breaks promises, is unwilling or has died goes through the steps that the company laid down (TYP-02,
SPC-01); a complaint is handled apart from the debt and pauses collection only where it is marked so (SPC-02).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from addin.domain.calendar import add_workdays
from addin.domain.terms import StepState

if TYPE_CHECKING:
    import datetime as dt

    from addin.domain.calendar import Calendar

DAY = pd.Timedelta(days=1)
CLOSED_STEPS = (int(StepState.DONE), int(StepState.NOT_APPLICABLE))


def missing_steps(
    customers: pd.DataFrame, progress: pd.DataFrame, steps: pd.DataFrame, as_of: dt.date, calendar: Calendar
) -> pd.DataFrame:
    """Return the steps to lay down: all of a customer's special case, unless any of that case stands already.

    ``steps`` has special, step, what, deadline_days. Columns: customer, customer_name, special (text), step, what,
    opened, due (``deadline_days`` working days after ``as_of``; NaT for 0).
    """
    marked = customers.loc[customers["special"].notna(), ["customer", "customer_name", "special"]]
    marked = marked.drop_duplicates("customer").assign(special=lambda table: table["special"].astype("str"))
    begun = set(zip(progress["customer"], progress["special"].astype("str"), strict=True))
    new = [key not in begun for key in zip(marked["customer"], marked["special"], strict=True)]
    laid = steps.assign(special=steps["special"].astype("str"))[["special", "step", "what", "deadline_days"]]
    rows = marked[new].merge(laid, on="special", how="inner").sort_values(["customer", "step"], kind="stable")
    day = np.full(len(rows), np.datetime64(as_of, "D"))
    due, _ = add_workdays(day, rows["deadline_days"].to_numpy(np.int64), calendar)
    limited = rows["deadline_days"].to_numpy() > 0
    return rows.assign(
        opened=pd.Timestamp(as_of), due=pd.Series(due.astype("datetime64[s]"), index=rows.index).where(limited)
    ).drop(columns="deadline_days").reset_index(drop=True)  # fmt: skip


def next_steps(customers: pd.DataFrame, progress: pd.DataFrame) -> pd.DataFrame:
    """Return the first open step of each customer whose special case stands: customer, special, step, what, due."""
    now = customers.drop_duplicates("customer").set_index("customer")["special"].astype("str")
    same = progress["special"].astype("str") == progress["customer"].map(now).astype("str")
    open_steps = progress[same & ~progress["step_state"].cat.codes.isin(CLOSED_STEPS)]
    first = open_steps.sort_values("step", kind="stable").drop_duplicates("customer")
    return first[["customer", "special", "step", "what", "due"]]


def paused_by_complaint(complaints: pd.DataFrame, as_of: dt.date) -> list[str]:
    """Return the customers with an open complaint marked to pause collection on that day (SPC-02)."""
    day = pd.Timestamp(as_of)
    open_now = (complaints["complained"] <= day) & ~(complaints["closed"] <= day)
    return sorted(set(complaints.loc[open_now & complaints["pauses"], "customer"]))


def open_complaints(complaints: pd.DataFrame, as_of: dt.date) -> pd.DataFrame:
    """Return the complaints made by that day and not closed by then."""
    day = pd.Timestamp(as_of)
    return complaints[(complaints["complained"] <= day) & ~(complaints["closed"] <= day)]


def unreported(log: pd.DataFrame) -> pd.DataFrame:
    """Return the entries that tell of an anomaly and have no day on which it was reported (LOG-02)."""
    return log[log["anomaly"].notna() & log["reported"].isna()]


def unanswered(log: pd.DataFrame) -> pd.DataFrame:
    """Return the entries with a customer's question and no answer (PHN-04)."""
    return log[(log["question"] != "") & (log["answer"] == "")]


def paid_up(
    instalments: pd.DataFrame, allocations: pd.DataFrame, log: pd.DataFrame, as_of: dt.date, within: int
) -> pd.DataFrame:
    """Return the customers to thank (PHN-04): they paid what they were called about, and nobody spoke to them since.

    ``instalments`` has customer, contract, rolled_due, unpaid_principal (as of the day, index = rows), ``allocations``
    the principal paid (debt, day). A customer counts when the last payment of principal came within ``within`` days,
    nothing that fell due is unpaid, and the log has an entry before the payment and none on or after it.
    Columns: customer, day (of the payment), next_due (the next instalment to fall due; NaT = none).
    """
    day = pd.Timestamp(as_of)
    known = instalments.assign(last_paid=allocations.groupby("debt")["day"].max().reindex(instalments.index))
    fallen = known["rolled_due"] < day
    owing = known.loc[fallen & (known["unpaid_principal"] > 0), "customer"]
    ahead = known[~fallen & (known["unpaid_principal"] > 0)].groupby("customer")["rolled_due"].min()
    last_paid = known.groupby("customer")["last_paid"].max().dropna()
    spoken = log["contacted"].dt.floor("D").groupby(log["customer"]).agg(["min", "max"]).reindex(last_paid.index)
    fresh = last_paid >= day - within * DAY
    chosen = fresh & (spoken["min"] <= last_paid) & ~(spoken["max"] >= last_paid) & ~last_paid.index.isin(owing)
    rows = pd.DataFrame({"day": last_paid[chosen].astype("datetime64[s]")})
    rows["next_due"] = ahead.reindex(rows.index).astype("datetime64[s]")
    return rows.rename_axis("customer").reset_index()
