"""What goes to the law department beside the summary, in words.

That is suspensions with their release (OD-07), bad debts to be proven and written off (BAD-01), and the special teams
that severe arrears call for (LEG-05).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from addin import messages
from addin.domain.legal import causing_debts, suspensions
from addin.domain.lookups import customer_names
from addin.domain.money import mul_div_half_up
from addin.domain.terms import Approval, LegalList, LetterState, SuspensionState
from addin.ledger import schema

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from addin.domain.settlement import Settlement
    from addin.ports import Request

RATIO_UNIT = 10**8
YEAR = 365  # days after which a debt is old enough to be proven bad
TO_WRITE_OFF = 3  # the first classes of 清收类别: bankruptcy, judgment not enforceable, over a year and fit for it
FIT_FOR_LOSS = 2


def listed_on(register: pd.DataFrame, which: LegalList) -> pd.DataFrame:
    """Return the rows of 法务名单 of one list."""
    return register[register["legal_list"] == schema.LEGAL_LISTS[which]]


def with_new(table: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    """Return a typed table with rows that this run adds; these have no sheet row yet and count down from -1."""
    if rows.empty:
        return table
    index = pd.RangeIndex(-1, -1 - len(rows), -1)
    values = {name: rows[name].to_list() if name in rows else [blank(table[name])] * len(rows) for name in table}
    new = {name: pd.Series(of, index=index, dtype=table[name].dtype) for name, of in values.items()}
    return pd.concat([table, pd.DataFrame(new)])


def blank(column: pd.Series) -> object:
    """Return what an empty cell of a typed column holds."""
    text = "" if isinstance(column.dtype, pd.StringDtype) else None
    return {"b": False, "i": 0, "M": pd.NaT}.get(column.dtype.kind, text)


def live(register: pd.DataFrame, as_of: pd.Timestamp) -> pd.DataFrame:
    """Return the rows of 法务名单 that are not released."""
    return register[~(register["released"] <= as_of)]


def approved_customers(request: Request, which: LegalList) -> list[str]:
    """Return the customers whose listing was agreed to and is not released, each once."""
    rows = listed_on(live(request.tables["legal_register"], pd.Timestamp(request.as_of)), which)
    return list(dict.fromkeys(rows.loc[rows["approval"].cat.codes == Approval.AGREED, "customer"]))


# ------------------------------------------------------------------ 停供清单


def suspension_table(
    request: Request, settled: Settlement, register: pd.DataFrame, overdue_again: Collection[str]
) -> pd.DataFrame:
    """Return 停供清单 with the index of 法务名单: every row of that list whose customer's figures can be trusted."""
    tables, today = request.tables, pd.Timestamp(request.as_of)
    rows = listed_on(register, LegalList.SUSPEND_SUPPLY)
    rows = rows[(rows["listed"] <= today) & ~rows["customer"].isin(list(request.blocked_customers))]
    debts = causing_debts(tables, settled, rows)
    coded = rows.assign(approval=rows["approval"].cat.codes)
    judged = suspensions(coded, debts, request.as_of, overdue_again)
    customers = tables["customers"].drop_duplicates("customer").set_index("customer")
    notices = registered_notices(request)
    table = rows.assign(
        customer_name=rows["customer"].map(customers["customer_name"]).fillna("").astype("str"),
        approval=rows["approval"].astype("str").where(rows["approval"].notna(), schema.APPROVALS[0]),
        suspension_state=judged["state"].map(dict(enumerate(messages.SUSPENSION_STATES))).astype("str"),
        effective=judged["effective"],
        release=judged["release"],
        **debts,
    )
    supply = rows["customer"].map(customers["supply"].astype("str"))
    again = rows["customer"].isin(list(overdue_again))
    planned = rows["plan_approved"] <= today
    advice = [
        suspension_advice(SuspensionState(state), name, goods, notices.get(customer, ""), left, plan=plan, more=more,
                          waited=messages.passed_days(listed.date(), request.as_of))
        for state, name, customer, goods, left, plan, more, listed in zip(
            judged["state"], table["customer_name"], rows["customer"], supply, debts["left"], planned, again,
            rows["listed"], strict=True)
    ]  # fmt: skip
    table["advice"] = pd.Series(advice, index=table.index, dtype="str")
    order = judged["state"].map(
        {SuspensionState.RELEASABLE: 0, SuspensionState.IN_FORCE: 1, SuspensionState.PROPOSED: 2}
    )
    table = table.assign(order=order.fillna(3)).sort_values(["order", "listed"], kind="stable")
    return table[[column.name for column in schema.SUSPENSIONS.columns]]


def registered_notices(request: Request) -> Mapping[str, str]:
    """Return the last notice of suspension of each customer that is not void."""
    letters = request.tables["letters"]
    valid = (letters["letter_type"] == messages.NOTICE_TYPE) & (letters["state"].cat.codes != LetterState.VOID)
    return dict(zip(letters.loc[valid, "customer"], letters.loc[valid, "letter"], strict=True))


def suspension_advice(
    state: SuspensionState, name: str, supply: str, notice: str, left: int, *, plan: bool, more: bool, waited: int
) -> str:  # fmt: skip
    """Say what is to be done next about one suspension."""
    match state:
        case SuspensionState.RELEASED:
            return messages.SUSPENSION_DONE
        case SuspensionState.REFUSED:
            return messages.SUSPENSION_REFUSED
        case SuspensionState.RELEASABLE:
            return messages.SUSPENSION_PLAN if plan else messages.SUSPENSION_PAID
        case SuspensionState.PROPOSED:
            late = f"；{messages.SUSPENSION_TIMES.format(days=waited)}" if waited else ""
            return messages.SUSPENSION_WAITING + late
    told = [messages.SUSPENSION_RUNNING.format(letter=notice) if notice else messages.SUSPENSION_NOTICE]
    if left == 0 and more:
        told = [messages.SUSPENSION_AGAIN]
    if name and supply == schema.CUSTOMERS.column("supply").options[0]:
        told.append(messages.SUSPENSION_CUSTOMER.format(supply=supply))
    return "；".join(told)


# ------------------------------------------------------------------ 坏账取证


def bad_debt_table(request: Request, settled: Settlement) -> pd.DataFrame:
    """Return 坏账取证 with the index of 应收计划: what is to be proven and written off, the largest rest first.

    Debts of the classes bankruptcy, judgment not enforceable and over a year fit for it, and all others overdue for
    more than a year. The fine for what was not written off in time falls on the third class only (SYSTEMS §7, INC-01).
    """
    tables, today = request.tables, pd.Timestamp(request.as_of)
    plan = settled.instalments
    open_ = plan.index[(plan["unpaid_principal"] > 0) & (plan["overdue_days"] > 0)]
    rows = (
        tables["instalments"]
        .loc[open_, ["instalment", "contract"]]
        .join(plan.loc[open_, ["overdue_days", "unpaid_principal"]])
    )
    contracts = tables["contracts"].drop_duplicates("contract").set_index("contract")
    known = contracts["recovery_class"].cat.codes
    rows["class_"] = rows["contract"].map(known).astype("int64")
    rows = rows[rows["class_"].between(0, TO_WRITE_OFF - 1) | (rows["overdue_days"] > YEAR)]
    owner = rows["contract"].map(contracts["customer"])
    rows = rows[~owner.isin(list(request.blocked_customers))]
    written = tables["write_offs"][tables["write_offs"]["written"] <= today].sort_values("written", kind="stable")
    sums = written.groupby("instalment").agg(
        amount=("amount", "sum"),
        written=("written", "last"),
        applied=("applied", "last"),
        evidence=("evidence", "last"),
    )
    rows = rows.join(sums, on="instalment")
    rows["amount"] = np.minimum(rows["amount"].fillna(0).astype("int64"), rows["unpaid_principal"])
    rows["left"] = rows["unpaid_principal"] - rows["amount"]
    fined = rows["left"].where((rows["class_"] == FIT_FOR_LOSS) & (rows["overdue_days"] > YEAR), 0)
    names = customer_names(tables)
    causes = dict(enumerate(messages.BAD_DEBT_CAUSES))
    rows = rows.assign(
        customer_name=rows["contract"].map(contracts["customer"]).map(names).fillna("").astype("str"),
        cause=rows["class_"].map(causes).fillna(messages.BAD_DEBT_AGED).astype("str"),
        evidence=rows["evidence"].fillna("").astype("str"),
        penalty=mul_div_half_up(fined.to_numpy(np.int64), request.settings.penalty_1c, RATIO_UNIT),
    )
    judged = rows[["class_", "amount", "left", "evidence"]].itertuples(index=False, name=None)
    rows["advice"] = pd.Series([bad_debt_advice(*row) for row in judged], index=rows.index, dtype="str")
    rows = rows.astype({"applied": "datetime64[s]", "written": "datetime64[s]"})
    return rows.sort_values("left", ascending=False, kind="stable")[
        [column.name for column in schema.BAD_DEBTS.columns]
    ]


def bad_debt_advice(class_: int, amount: int, left: int, evidence: str) -> str:
    """Say what is missing for a write-off."""
    if not amount:
        proof = messages.BAD_DEBT_PROOFS[class_ if 0 <= class_ < TO_WRITE_OFF else -1]
        return messages.BAD_DEBT_COLLECT.format(what=proof)
    if not evidence:
        return messages.BAD_DEBT_NO_PROOF
    return messages.BAD_DEBT_PART if left else messages.BAD_DEBT_DONE


# ------------------------------------------------------------------ 专项小组, 否认债务核查


def proposed_teams(request: Request, facts: pd.DataFrame) -> pd.DataFrame:
    """Return the rows to add to 专项小组: severe arrears (setting 中度逾期天数上限) without a team (LEG-05, 61 days).

    ``facts`` by customer: longest_overdue (days), reason (of the last entry of the log, "" = none). Members are those
    the customer has already; the leader is the manager of 催收人员, if there is one. People decide about both.
    """
    tables, today = request.tables, pd.Timestamp(request.as_of)
    teams = tables["special_teams"]
    served = set(teams.loc[~(teams["dissolved"] <= today), "customer"])
    severe = facts[(facts["longest_overdue"] > request.settings.medium_days) & ~facts.index.isin(list(served))]
    customers = tables["customers"].drop_duplicates("customer").set_index("customer").loc[severe.index]
    staff = tables["staff"]
    leaders = staff.loc[staff["position"] == schema.TEAM_LEADER, "person"].tolist()
    people = zip(customers["collector"], customers["salesperson"], strict=True)
    return pd.DataFrame(
        {
            "customer": severe.index.to_list(),
            "proposed": today,
            "longest_overdue": severe["longest_overdue"].to_list(),
            "leader": leaders[0] if leaders else "",
            "members": ["、".join(dict.fromkeys(filter(None, pair))) for pair in people],
            "strategy": [messages.TEAM_STRATEGIES.get(reason, messages.TEAM_STRATEGY) for reason in severe["reason"]],
            "approval": schema.APPROVALS[Approval.PENDING],
        }
    ).astype({"proposed": "datetime64[s]"})


def denied_shares(denied: pd.DataFrame) -> pd.DataFrame:
    """Return what part of a denied debt the evidence sought stands for (1e-8, half up; <NA> without a debt), OD-09."""
    known = denied[(denied["owed"] > 0) & (denied["evidence_amount"] >= 0)]
    share = mul_div_half_up(known["evidence_amount"].to_numpy(np.int64), RATIO_UNIT, known["owed"].to_numpy(np.int64))
    return pd.DataFrame({"share": pd.Series(share, index=known.index, dtype="Int64").reindex(denied.index)})
