"""What provably reached a debtor, and whether a demand is needed before a suit (DL-02, DL-03)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from addin import messages
from addin.domain.lookups import customer_names
from addin.domain.terms import Approval, Evidence, LegalList, LetterState
from addin.ledger import schema
from addin.letters.hand_over import listed_on, live

if TYPE_CHECKING:
    from addin.domain.settlement import Settlement
    from addin.ports import Request

UNPROVEN = (int(LetterState.DRAFT), int(LetterState.RETURNED), int(LetterState.VOID))


def demand_table(request: Request, settled: Settlement, register: pd.DataFrame, ends: pd.Series) -> pd.DataFrame:
    """Return 诉前催告: per overdue contract of a customer on the list 起诉 what last provably arrived, and what to do.

    ``ends`` is the end of limitation by instalment row. Only listings that are open and not refused.
    """
    tables, today = request.tables, pd.Timestamp(request.as_of)
    rows = listed_on(live(register, today), LegalList.SUE)
    rows = rows[
        (rows["approval"].cat.codes != Approval.REFUSED) & ~rows["customer"].isin(list(request.blocked_customers))
    ]
    rows = rows.drop_duplicates("customer", keep="last")
    plan = settled.instalments
    overdue = plan.index[plan["overdue_days"] > 0]
    debts = tables["instalments"].loc[overdue, ["instalment", "contract"]].assign(end=ends.reindex(overdue))
    contracts = tables["contracts"].drop_duplicates("contract").set_index("contract")
    debts["customer"] = debts["contract"].map(contracts["customer"])
    debts = debts[debts["contract"].map(contracts["contract_state"].astype("str")) != schema.IN_COURT]
    asked = debts.groupby(["customer", "contract"], sort=False)["end"].min().reset_index()
    asked = asked.merge(rows[["customer", "approval"]], on="customer")
    proofs = proven(request, debts).sort_values("day", kind="stable")
    last = proofs.drop_duplicates(["customer", "contract"], keep="last").drop(columns="row")
    table = asked.merge(last, on=["customer", "contract"], how="left")
    names = customer_names(tables)
    age, left = ((today - table["day"]).dt.days.astype("Int64"), (table["end"] - today).dt.days.astype("Int64"))
    table = table.assign(
        customer_name=table["customer"].map(names).fillna("").astype("str"),
        approval=table["approval"].astype("str").where(table["approval"].notna(), schema.APPROVALS[0]),
        document=table["document"].fillna(""),
        signed_by=table["signed_by"].fillna(""),
        signed_for=table["day"],
        limitation_end=table["end"],
        age=age,
        days_left=left,
    )
    advice = [
        demand_advice(request, days, rest, "" if pd.isna(end) else str(end.date()))
        for days, rest, end in zip(age, left, table["end"], strict=True)
    ]
    table["advice"] = pd.Series(advice, index=table.index, dtype="str")
    return table.sort_values(["days_left", "contract"], kind="stable")[
        [column.name for column in schema.LAST_DEMANDS.columns]
    ]


def demand_advice(request: Request, age: int, left: int, end: str) -> str:
    """Say whether a fresh demand is needed before a suit; ``age`` and ``left`` are days, <NA> = none."""
    if not pd.isna(left) and left < 0:
        return messages.DEMAND_EXPIRED.format(end=end)
    fresh = request.settings.demand_fresh_days
    advice = messages.DEMAND_NONE if pd.isna(age) else messages.DEMAND_FRESH
    if not pd.isna(age) and age > fresh:
        advice = messages.DEMAND_OLD.format(days=age)
    urgent = not pd.isna(left) and left <= request.settings.case_warn_days
    return f"{advice}；{messages.DEMAND_URGENT.format(end=end)}" if urgent else advice


def proven(request: Request, debts: pd.DataFrame) -> pd.DataFrame:
    """Return what provably reached the debtor: customer, contract, day, document, signed_by, row (of its sheet).

    Letters signed for bear on the contracts they list (on all if they list none), entries of the log with proof on
    their contract (on all if they name none). ``debts``: customer, contract.
    """
    tables, today = request.tables, pd.Timestamp(request.as_of)
    pairs = debts[["customer", "contract"]].drop_duplicates()
    letters = tables["letters"]
    signed = letters[letters["signed_for"].notna() & ~letters["state"].cat.codes.isin(UNPROVEN)]
    signed = signed.assign(
        day=signed["signed_for"], document=signed["letter_type"] + " " + signed["letter"], row=signed.index
    )
    listed = tables["letter_lines"][["letter", "contract"]].drop_duplicates()
    narrow = signed.merge(listed, on="letter").merge(pairs, on=["customer", "contract"])
    wide = signed[~signed["letter"].isin(listed["letter"])].merge(pairs, on="customer")
    log = tables["contact_log"]
    entries = log[log["evidence"].cat.codes.between(0, Evidence.NOTARISED)]
    words = zip(entries["method"].astype("str"), entries["entry"], entries["evidence"].astype("str"), strict=True)
    entries = entries.assign(
        day=entries["contacted"].dt.floor("D"),
        signed_by=entries["counterpart"],
        document=pd.Series(
            [messages.ENTRY_DOCUMENT.format(method=one, entry=key, evidence=proof) for one, key, proof in words],
            index=entries.index, dtype="str"),
        row=entries.index,
    )  # fmt: skip
    own = entries[entries["contract"] != ""].merge(pairs, on=["customer", "contract"])
    whole = entries[entries["contract"] == ""].drop(columns="contract").merge(pairs, on="customer")
    columns = ["customer", "contract", "day", "document", "signed_by", "row"]
    found = pd.concat([part[columns] for part in (narrow, wide, own, whole)], ignore_index=True)
    found["signed_by"] = found["signed_by"].where(found["signed_by"] != "", messages.NOBODY_NAMED)
    return found[found["day"] <= today]
