"""What changed between two days: opening + newly overdue − paid − written off + reinstated = closing, per instalment.

One settlement as of the last day tells it all, for a payment's day never changes afterwards: what stood at the end
of one period opens the next. A write-off lowers the book balance only; the claim lives on. When a debt that was
written off is paid after all, its balance is first reinstated, so that the payment counts as paid.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from addin.domain.terms import Grade, Item

if TYPE_CHECKING:
    from collections.abc import Mapping

    from addin.domain.arrays import Ints
    from addin.domain.settings import Settings
    from addin.domain.settlement import Settlement

DAY = pd.Timedelta(days=1)
FLOWS = ("opening", "new", "paid", "written_off", "reinstated", "closing")


def payments(settled: Settlement) -> pd.DataFrame:
    """Return what was paid on principal: debt (instalment row), receipt (row), day (when applied), amount (fen)."""
    allocated = settled.allocations
    return allocated.loc[allocated["item"] == int(Item.PRINCIPAL), ["debt", "receipt", "day", "amount"]]


def total_until(entries: pd.DataFrame, until: pd.Series | pd.Timestamp, index: pd.Index) -> pd.Series:
    """Return the sum (fen) of the entries (debt, day, amount) up to ``until`` (included), by debt, for ``index``.

    ``until`` is one day, or one for each debt of the index.
    """
    entries = entries[entries["debt"].isin(index)]
    last = until.loc[entries["debt"]].to_numpy() if isinstance(until, pd.Series) else until
    counted = entries[entries["day"] <= last]
    return counted.groupby("debt")["amount"].sum().reindex(index, fill_value=0).astype("int64")


def write_offs(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return the write-offs as entries: debt (instalment row), day, amount (fen)."""
    plan = tables["instalments"]
    rows = pd.Series(plan.index, index=plan["instalment"])
    written = tables["write_offs"]
    entries = pd.DataFrame({"debt": written["instalment"].map(rows), "day": written["written"]})
    return entries.assign(amount=written["amount"]).dropna(subset=["debt"]).astype({"debt": "int64"})


def first_overdue(tables: Mapping[str, pd.DataFrame], settled: Settlement) -> pd.Series:
    """Return the first day on which each settled instalment is overdue if unpaid: rolled due day + grace + 1."""
    instalments = settled.instalments
    contracts = tables["contracts"].drop_duplicates("contract").set_index("contract")
    grace = tables["instalments"].loc[instalments.index, "contract"].map(contracts["grace_days"]).astype("int64")
    day: pd.Series = instalments["rolled_due"] + pd.to_timedelta(grace, unit="D") + DAY
    return day


def overdue_payments(tables: Mapping[str, pd.DataFrame], settled: Settlement) -> pd.DataFrame:
    """Return the :func:`payments` on principal that was overdue when they came."""
    paid = payments(settled)
    return paid[paid["day"] >= first_overdue(tables, settled).reindex(paid["debt"]).to_numpy()]


def movement(
    tables: Mapping[str, pd.DataFrame], settled: Settlement, since: pd.Timestamp, until: pd.Timestamp
) -> pd.DataFrame:
    """Return how the overdue principal of each instalment moved from ``since`` to ``until`` (both included), in fen.

    ``settled`` stands at ``until`` or later. Columns: opening (at the end of the day before ``since``), new (unpaid
    on the first day overdue, when that lies in the period), paid, written_off, reinstated, closing; ``opening_days``
    and ``closing_days`` overdue (0 where nothing is); entered (first day overdue). Only principal: penalty and costs
    are no receivables of the books. What is paid before it is overdue does not appear.
    """
    instalments = settled.instalments
    index = instalments.index
    entered = first_overdue(tables, settled)
    was, is_ = entered < since, entered <= until
    amount = instalments["paid_principal"] + instalments["unpaid_principal"]
    paid, written = payments(settled), write_offs(tables)
    before = total_until(paid, (entered.where(~was, since) - DAY).dt.floor("D"), index)
    base = (amount - before).where(is_, 0)
    during = (total_until(paid, until, index) - before).where(is_, 0)
    off_before = total_until(written, since - DAY, index).clip(upper=base).where(was, 0)
    off_after = total_until(written, until, index).clip(upper=base - during)
    table = pd.DataFrame(
        {
            "opening": (base - off_before).where(was, 0),
            "new": base.where(is_ & ~was, 0),
            "paid": during,
            "written_off": (off_after - off_before).clip(lower=0),
            "reinstated": (off_before - off_after).clip(lower=0),
            "closing": base - during - off_after,
        }
    )
    days = {"opening_days": (since - DAY, table["opening"]), "closing_days": (until, table["closing"])}
    for name, (day, balance) in days.items():
        table[name] = (day - instalments["rolled_due"]).dt.days.where(balance > 0, 0).astype("int64")
    return table.assign(entered=entered)


def events(tables: Mapping[str, pd.DataFrame], settled: Settlement, until: pd.Timestamp) -> pd.DataFrame:
    """Return all that ever moved overdue principal up to ``until``, in order of day: one row a debt and day.

    Columns: debt (instalment row), day, new, paid, written_off, reinstated (fen). Of any period, new − paid −
    written_off + reinstated is what :func:`movement` says that it moved, and so are new and paid alone; a write-off
    that is paid within the period shows here as both. What was paid or written off before a debt is overdue counts on
    its first day overdue, as less that is new or as written off.
    """
    instalments = settled.instalments
    entered = first_overdue(tables, settled)
    entered = entered[entered <= until]
    paid, written = (
        part[part["debt"].isin(entered.index) & (part["day"] <= until)]
        for part in (payments(settled), write_offs(tables))
    )
    amount = (instalments["paid_principal"] + instalments["unpaid_principal"]).loc[entered.index]
    base = amount - total_until(paid, (entered - DAY).dt.floor("D"), entered.index)
    later = paid[paid["day"] >= entered.reindex(paid["debt"]).to_numpy()]
    begins = pd.DataFrame({"debt": entered.index, "day": entered.to_numpy(), "new": base.to_numpy()})
    counts_from = np.maximum(written["day"].to_numpy(), entered.reindex(written["debt"]).to_numpy())
    off = pd.DataFrame({"debt": written["debt"], "day": counts_from, "wrote": written["amount"]})
    parts = [begins, later[["debt", "day", "amount"]].rename(columns={"amount": "paid"}), off]
    rows = pd.concat(parts, ignore_index=True).fillna({"new": 0, "paid": 0, "wrote": 0})
    rows = rows.astype({"new": "int64", "paid": "int64", "wrote": "int64"})
    rows = rows.groupby(["debt", "day"], as_index=False).sum()
    sums = rows.groupby("debt")[["new", "paid", "wrote"]].cumsum()
    standing = sums["wrote"].clip(upper=sums["new"] - sums["paid"])
    change = standing.groupby(rows["debt"]).diff().fillna(standing).astype("int64")
    rows = rows.assign(written_off=change.clip(lower=0), reinstated=(-change).clip(lower=0)).drop(columns="wrote")
    kept = (rows[["new", "paid", "written_off", "reinstated"]] > 0).any(axis=1)
    return rows[kept].sort_values(["day", "debt"], kind="stable", ignore_index=True)


def grades(days: pd.Series, settings: Settings) -> Ints:
    """Return the overdue grade (:class:`Grade`) of days overdue; the limits belong to the milder grade (RULES §6)."""
    limits = (0, settings.mild_days, settings.medium_days)
    return np.array([Grade.NOT_OVERDUE, Grade.MILD, Grade.MEDIUM, Grade.SEVERE])[np.searchsorted(limits, days)]


def grades_of(moved: pd.DataFrame, settings: Settings) -> tuple[Ints, Ints]:
    """Return in which grade each instalment of a movement counts at the opening, and in which at the closing.

    What was not overdue before counts at the opening where it stands at the closing; what is cleared, as mild then.
    """
    at_start, at_end = grades(moved["opening_days"], settings), grades(moved["closing_days"], settings)
    reached = np.where(at_end == Grade.NOT_OVERDUE, Grade.MILD, at_end)
    return np.where(at_start == Grade.NOT_OVERDUE, reached, at_start), reached


def by_grade(moved: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    """Sum a movement by overdue grade (index 1 … 3), with what moved from grade to grade (fen).

    Payments and write-offs count in the grade at the opening, of what is new in that at the closing (mild, when
    nothing is left). Per row: opening + new − paid − written_off + reinstated + moved_in − moved_out = closing; over
    all rows moved_in = moved_out.
    """
    home, reached = grades_of(moved, settings)
    moves = moved["closing"].where(home != reached, 0)
    rows = pd.Index([int(Grade.MILD), int(Grade.MEDIUM), int(Grade.SEVERE)])
    flows = moved[list(FLOWS[:-1])].assign(moved_out=moves).groupby(home).sum().reindex(rows, fill_value=0)
    open_ = (moved["closing"] > 0).astype("int64")
    ends = pd.DataFrame({"moved_in": moves, "closing": moved["closing"], "count": open_})
    return flows.join(ends.groupby(reached).sum().reindex(rows, fill_value=0))
