"""The rows behind the dashboard: what its figures and charts are sums of, each row with where it comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from addin.domain.movement import events, payments, total_until
from addin.domain.terms import LimitationState
from addin.ledger import schema

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from addin.domain.limitation import Limitation
    from addin.domain.settlement import Settlement
    from addin.ports import Sheet

COLUMNS = ["section", "item", "customer_name", "contract", "number", "day", "amount", "compared", "sheet", "row"]
FLOWS = ("new", "paid", "written_off", "reinstated")  # in this order within a month
RISES = ("new", "reinstated")


def flow(
    tables: Mapping[str, pd.DataFrame], settled: Settlement, first: pd.Timestamp, until: pd.Timestamp,
    whose: pd.DataFrame,
) -> pd.DataFrame:  # fmt: skip
    """Return what moved overdue principal from ``first`` (the first of a month) to ``until``, by month and kind.

    Columns: month (text), event (one of FLOWS; "opening" in the first row), day, customer_name, instalment,
    salesperson, up, down, balance (fen, after the row), row (of the instalment, 0 in the first row).
    """
    happened = events(tables, settled, until)
    moved = happened["new"] - happened["paid"] - happened["written_off"] + happened["reinstated"]
    opening = int(moved[happened["day"] < first].sum())
    inside = happened[happened["day"] >= first]
    rows = inside.melt(["debt", "day"], list(FLOWS), "event", "amount")
    rows = rows[rows["amount"] > 0].assign(month=rows["day"].dt.strftime("%Y-%m"))
    rows["kind"] = rows["event"].map({name: place for place, name in enumerate(FLOWS)})
    rows = rows.sort_values(["month", "kind", "day", "debt"], kind="stable", ignore_index=True)
    rises = rows["event"].isin(RISES)
    named = whose.reindex(rows["debt"])[["customer_name", "instalment", "salesperson"]].reset_index(drop=True)
    table = rows.join(named).assign(
        up=np.where(rises, rows["amount"], 0),
        down=np.where(rises, 0, rows["amount"]),
        row=rows["debt"].to_numpy(),
    )
    head = pd.DataFrame({
        "month": [f"{first:%Y-%m}"], "event": "opening", "day": first, "customer_name": "", "instalment": "",
        "salesperson": "", "up": 0, "down": 0, "row": 0,
    })  # fmt: skip
    table = pd.concat([head, table[head.columns]], ignore_index=True)
    return table.assign(balance=opening + (table["up"] - table["down"]).cumsum())


def of_debts(
    section: str, items: pd.Series, whose: pd.DataFrame, amount: pd.Series, day: pd.Series,
    compared: pd.Series | int = 0,
) -> pd.DataFrame:
    """Return rows of instalments (the index of ``items``) for a section."""
    named = whose.loc[items.index]
    return pd.DataFrame({
        "section": section, "item": items, "customer_name": named["customer_name"], "contract": named["contract"],
        "number": named["instalment"], "day": day.loc[items.index], "amount": amount.loc[items.index],
        "compared": compared if isinstance(compared, int) else compared.loc[items.index],
        "sheet": schema.INSTALMENTS.title, "row": items.index,
    })  # fmt: skip


def of_rows(
    section: str, item: str, sheet: Sheet, table: pd.DataFrame, fields: tuple[str, str, str], names: pd.Series
) -> pd.DataFrame:
    """Return rows of receipts or costs: ``fields`` are number, day and amount, ``names`` customers by contract."""
    number, day, amount = (table[name] for name in fields)
    return pd.DataFrame({
        "section": section, "item": item, "customer_name": table["contract"].map(names), "contract": table["contract"],
        "number": number, "day": day, "amount": amount, "compared": 0, "sheet": sheet.title, "row": table.index,
    })  # fmt: skip


def due_rows(
    section: str, items: Sequence[str], settled: Settlement, whose: pd.DataFrame, before: pd.Timestamp,
    until: pd.Timestamp,
) -> pd.DataFrame:  # fmt: skip
    """Return what DSO and CEI rest on: unpaid a year ago, due within the year, unpaid now, of that still in grace."""
    instalments = settled.instalments
    due, amount = instalments["rolled_due"], instalments["paid_principal"] + instalments["unpaid_principal"]
    begin = (amount - total_until(payments(settled), before, amount.index)).where(due <= before, 0)
    unpaid = instalments["unpaid_principal"]
    now = unpaid.where(due <= until, 0)
    billed = amount.where((due > before) & (due <= until), 0)
    parts = (begin, billed, now, now.where(instalments["overdue_days"] == 0, 0))
    rows = []
    for item, part in zip(items, parts, strict=True):
        kept = part[part > 0]
        rows.append(of_debts(section, pd.Series(item, index=kept.index), whose, kept, due))
    return pd.concat(rows)


def year_rows(section: str, item: str, settled: Settlement, whose: pd.DataFrame, until: pd.Timestamp) -> pd.DataFrame:
    """Return what fell due this year: its amount, and as compared what of it is paid."""
    due = settled.instalments["rolled_due"]
    inside = settled.instalments[(due >= until.replace(month=1, day=1)) & (due <= until)]
    amount = inside["paid_principal"] + inside["unpaid_principal"]
    return of_debts(section, pd.Series(item, index=inside.index), whose, amount, due, inside["paid_principal"])


def promise_rows(section: str, promises: pd.DataFrame, names: pd.Series) -> pd.DataFrame:
    """Return the promises by what became of them; amount is what was promised, compared what came."""
    states = [schema.PROMISE_STATES[int(code)] for code in promises["state"]]
    return pd.DataFrame({
        "section": section, "item": states, "customer_name": promises["customer"].map(names),
        "contract": promises["contract"], "number": promises["entry"], "day": promises["deadline"],
        "amount": promises["need"], "compared": promises["received"], "sheet": schema.CONTACT_LOG.title,
        "row": promises.index,
    }).iloc[np.argsort(promises["state"].to_numpy(), kind="stable")]  # fmt: skip


def limitation_rows(
    sections: tuple[str, str], limits: Limitation, settled: Settlement, whose: pd.DataFrame,
    window: tuple[pd.Timestamp, pd.Timestamp],
) -> pd.DataFrame:  # fmt: skip
    """Return the debts whose limitation ends in ``window`` (its end open), by month; then the warned and the lost."""
    ends, unpaid = limits.instalments["limitation_end"], settled.instalments["unpaid_principal"]
    inside = ends[(ends >= window[0]) & (ends < window[1])].sort_values(kind="stable")
    states = limits.instalments["state"]
    parts = [of_debts(sections[0], inside.dt.strftime("%Y-%m"), whose, unpaid, ends)]
    for state in (LimitationState.WARNED, LimitationState.EXPIRED):
        kept = states[states == state]
        name = schema.LIMITATION_STATES[state]
        parts.append(of_debts(sections[1], pd.Series(name, index=kept.index, dtype="str"), whose, unpaid, ends))
    return pd.concat(parts)

