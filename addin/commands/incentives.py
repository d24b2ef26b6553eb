"""清收奖惩: what collecting earns and failing to collect costs, by contract and person (INC-01, INC-02)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from addin import messages
from addin.domain.incentives import (
    AMOUNTS,
    account,
    campaign,
    counted_payments,
    settle_accounts,
    task_debts,
)
from addin.domain.money import yuan
from addin.ledger import schema
from addin.ledger.owners import contract_owners
from addin.ledger.position import latest_receipt, position
from addin.ledger.reporting import in_columns, links_to
from addin.ports import Outcome, Replace

if TYPE_CHECKING:
    from collections.abc import Sequence

    from addin.domain.incentives import Checkpoint
    from addin.ports import Request

PAID = {False: "cash", True: "offset"}
ACCOUNT = ("due", "issued", "difference", "payable", "clawed_back")


def run(request: Request) -> Outcome:
    """Account for the campaign of the request's year at each checkpoint reached, up to the request's day."""
    try:
        of = campaign(request.settings, request.as_of)
    except ValueError:
        return Outcome(messages.BAD_CHECKPOINTS, problems=request.problems, done=False)
    settled, tables = position(request), request.tables
    debts = task_debts(tables, settled, of.end)
    paid = counted_payments(tables, settled, debts, of, schema.OFFSET_METHODS)
    owners = contract_owners(tables)
    owners["salesperson"] = owners["salesperson"].where(owners["salesperson"] != "", messages.NOBODY)
    accounts = [
        account(debts, paid, tables, settled, request.settings, of.start, point).join(owners).assign(at=number)
        for number, point in enumerate(of.points)
    ]
    lines = pd.concat(accounts)
    people = settle_accounts(nets(lines, len(accounts)), request.settings.claw_back)
    caption = messages.report_caption(request.as_of, latest_receipt(request), settled.lpr_until)
    unclassed = int(tables["contracts"].loc[settled.contracts.index, "recovery_class"].isna().sum())
    return Outcome(
        messages.rewarded(of.start, request.as_of, len(accounts[-1]), unclassed),
        (
            line_sheet(lines, of.points, caption),
            account_sheet(people, lines, of.points, caption),
            receipt_sheet(request, debts, paid, owners, caption),
        ),
        problems=request.problems,
        figures=figures(lines, people, of.points),
    )


def nets(lines: pd.DataFrame, count: int) -> pd.DataFrame:
    """Return what is due to each person (index) up to each of ``count`` checkpoints (columns), in fen."""
    table = lines.pivot_table(index="salesperson", columns="at", values="net", aggfunc="sum", fill_value=0)
    return table.reindex(columns=range(count), fill_value=0).astype("int64")


def line_sheet(lines: pd.DataFrame, points: Sequence[Checkpoint], caption: str) -> Replace:
    """Write 奖惩: a line per checkpoint and contract by class, each leading to its contract, and totals."""
    table = lines.sort_values(["at", "recovery_class", "contract"], kind="stable")
    rows = table.index.tolist()
    table = table.assign(
        recovery_class=[schema.RECOVERY_CLASSES[code] for code in table["recovery_class"]],
        stopped=table["stopped"].map({True: schema.YES, False: ""}),
    )
    totals = table.groupby("at")[list(AMOUNTS)].sum().reindex(range(len(points)), fill_value=0).reset_index()
    totals["recovery_class"] = messages.SUM
    return Replace(
        schema.INCENTIVES.title,
        schema.INCENTIVES.columns,
        in_columns(schema.INCENTIVES, dated(table, points), dated(totals, points)),
        links={"contract": links_to(schema.CONTRACTS, rows, len(totals))},
        totals=len(totals),
        caption=caption,
    )


def account_sheet(
    people: pd.DataFrame, lines: pd.DataFrame, points: Sequence[Checkpoint], caption: str
) -> Replace:
    """Write 奖惩结算: what each person is due, was issued and gets or gives back, room for approval, totals."""
    sums = lines.assign(reward=lines["cash_reward"] + lines["offset_reward"])
    sums = sums.groupby(["salesperson", "at"])[["reward", "penalty"]].sum()
    table = people.rename(columns={"person": "salesperson", "checkpoint": "at"})
    table = table.join(sums, on=["salesperson", "at"]).fillna({"reward": 0, "penalty": 0})
    amounts = ["reward", "penalty", *ACCOUNT]
    table = table.astype(dict.fromkeys(amounts, "int64"))
    totals = table.groupby("at")[amounts].sum().reindex(range(len(points)), fill_value=0).reset_index()
    totals["salesperson"] = messages.SUM
    return Replace(
        schema.INCENTIVE_ACCOUNTS.title,
        schema.INCENTIVE_ACCOUNTS.columns,
        in_columns(schema.INCENTIVE_ACCOUNTS, dated(table, points), dated(totals, points)),
        editable=("approval", "reconciled"),
        totals=len(totals),
        caption=caption,
    )


def receipt_sheet(
    request: Request, debts: pd.DataFrame, paid: pd.DataFrame, owners: pd.DataFrame, caption: str
) -> Replace:
    """Write 奖惩回款: every payment that counts, each leading to its receipt; its sums are those of the last lines."""
    receipts, plan = request.tables["receipts"], request.tables["instalments"]
    table = paid.sort_values(["day", "receipt"], kind="stable")
    of = table["debt"].map(debts["contract"])
    table = table.assign(
        contract=of.map(owners["contract"]),
        salesperson=of.map(owners["salesperson"]),
        instalment=table["debt"].map(plan["instalment"]),
        recovery_class=[schema.RECOVERY_CLASSES[code] for code in table["debt"].map(debts["recovery_class"])],
        method=table["receipt"].map(receipts["method"].astype("str")),
        **{name: table["amount"].where(table["is_offset"] == kind, 0) for kind, name in PAID.items()},
    )
    rows = table["receipt"].tolist()
    table["receipt"] = table["receipt"].map(receipts["receipt"])
    total = table[list(PAID.values())].sum().to_frame().T.assign(receipt=messages.SUM)
    return Replace(
        schema.INCENTIVE_RECEIPTS.title,
        schema.INCENTIVE_RECEIPTS.columns,
        in_columns(schema.INCENTIVE_RECEIPTS, table, total),
        links={"receipt": links_to(schema.RECEIPTS, rows, 1)},
        totals=1,
        caption=caption,
    )


def dated(table: pd.DataFrame, points: Sequence[Checkpoint]) -> pd.DataFrame:
    """Add the day and the nature of the checkpoint of each row (``at``: its place among ``points``)."""
    days = [pd.Timestamp(points[at].day) for at in table["at"]]
    phases = [messages.phase(final=points[at].final, trial=points[at].trial) for at in table["at"]]
    return table.assign(checkpoint=pd.Series(days, index=table.index, dtype="datetime64[s]"), phase=phases)


def figures(lines: pd.DataFrame, people: pd.DataFrame, points: Sequence[Checkpoint]) -> tuple[tuple[str, str], ...]:
    """Return what is due at each checkpoint, and what is paid out and taken back at the last."""
    due = [int(lines.loc[lines["at"] == at, "net"].sum()) for at in range(len(points))]
    last = people[people["checkpoint"] == len(points) - 1]
    return (
        *((messages.due_at(point.day), yuan(fen)) for point, fen in zip(points, due, strict=True)),
        (messages.PAYABLE_NOW, yuan(int(last["payable"].sum()))),
        (messages.CLAWED_BACK, yuan(int(last["clawed_back"].sum()))),
    )
