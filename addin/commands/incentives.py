"""清收奖惩: what collecting earns and failing to costs, by contract, person, department (INC-01, INC-02, RPT-07)."""

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
    task_lines,
)
from addin.domain.kpi import ratio
from addin.domain.money import yuan
from addin.ledger import schema
from addin.ledger.owners import contract_owners
from addin.ledger.position import latest_receipt, position
from addin.ledger.reporting import FIRST_ROW, first_places, in_columns, links_to, opening, report
from addin.ports import Outcome

if TYPE_CHECKING:
    from collections.abc import Sequence

    from addin.domain.incentives import Checkpoint
    from addin.ports import Replace, Request

PAID = {False: "cash", True: "offset"}
ACCOUNT = ("due", "issued", "difference", "payable", "clawed_back")
TASK = ("task", "cash", "offset", "written_off", "unfinished")
NOTICED = ("contracts", "task", "collected", "written_off", "unfinished", "reward", "penalty")
ORDER = ["at", "department", "salesperson", "recovery_class", "contract"]
CAME = ("cash", "offset", "cash_reward", "offset_reward")


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
    tasks = [task_lines(debts, paid, tables, settled, of.start, point) for point in of.points]
    accounts = [
        account(task, request.settings, point).join(owners).assign(at=number)
        for number, (task, point) in enumerate(zip(tasks, of.points, strict=True))
    ]
    lines = pd.concat(accounts).sort_values(ORDER, kind="stable")
    people = settle_accounts(nets(lines, len(accounts)), request.settings.claw_back)
    caption = messages.report_caption(request.as_of, latest_receipt(request), settled.lpr_until)
    unclassed = int(tables["contracts"].loc[settled.contracts.index, "recovery_class"].isna().sum())
    receipts = receipt_rows(request, debts, paid, owners)
    behind = detail_rows(request, pd.concat([task.assign(at=at) for at, task in enumerate(tasks)]), owners)
    return Outcome(
        messages.rewarded(of.start, request.as_of, len(accounts[-1]), unclassed),
        (
            receipt_sheet(receipts, caption),
            detail_sheet(behind, of.points, caption),
            line_sheet(lines, behind, receipts, of.points, caption),
            account_sheet(people, lines, of.points, caption),
            notice_sheet(lines, of.points, caption),
        ),
        problems=request.problems,
        figures=figures(lines, people, of.points),
    )


def nets(lines: pd.DataFrame, count: int) -> pd.DataFrame:
    """Return what is due to each person (index) up to each of ``count`` checkpoints (columns), in fen."""
    table = lines.pivot_table(index="salesperson", columns="at", values="net", aggfunc="sum", fill_value=0)
    return table.reindex(columns=range(count), fill_value=0).astype("int64")


def detail_rows(request: Request, tasks: pd.DataFrame, owners: pd.DataFrame) -> pd.DataFrame:
    """Return the tasks of the instalments (row, at) by checkpoint and contract, with whose they are."""
    plan = request.tables["instalments"]
    whose = owners.loc[tasks["contract"], ["contract", "salesperson"]]
    rows = tasks.rename(columns={"contract": "of"}).assign(
        contract=whose["contract"].to_numpy(),
        salesperson=whose["salesperson"].to_numpy(),
        instalment=plan.loc[tasks.index, "instalment"],
        recovery_class=[schema.RECOVERY_CLASSES[code] for code in tasks["recovery_class"]],
    )
    return rows.rename_axis("row").reset_index().sort_values(["at", "contract", "due", "row"], kind="stable")


def detail_sheet(behind: pd.DataFrame, points: Sequence[Checkpoint], caption: str) -> Replace:
    """Write 奖惩明细: the task of every instalment at each checkpoint, which sums to the contracts' accounts."""
    totals = behind.groupby("at")[list(TASK)].sum().reindex(range(len(points)), fill_value=0).reset_index()
    totals["recovery_class"] = messages.SUM
    frame = in_columns(schema.INCENTIVE_LINES, dated(behind, points), dated(totals, points))
    return report(
        schema.INCENTIVE_LINES, frame, caption, totals=len(totals),
        links={"instalment": links_to(schema.INSTALMENTS, behind["row"].tolist(), len(totals))},
    )  # fmt: skip


def line_sheet(
    table: pd.DataFrame, behind: pd.DataFrame, receipts: pd.DataFrame, points: Sequence[Checkpoint], caption: str
) -> Replace:
    """Write 奖惩: a line per checkpoint and contract, and totals.

    Contracts lead to 合同台账, money that came in to its receipts, the task and what is left of it to the instalments.
    """
    rows = table.index.tolist()
    shown = table.assign(
        recovery_class=[schema.RECOVERY_CLASSES[code] for code in table["recovery_class"]],
        stopped=table["stopped"].map({True: schema.YES, False: ""}),
    )
    totals = table.groupby("at")[list(AMOUNTS)].sum().reindex(range(len(points)), fill_value=0).reset_index()
    totals["recovery_class"] = messages.SUM
    frame = in_columns(schema.INCENTIVES, dated(shown, points), dated(totals, points))
    tasks, came = first_places(zip(behind["at"], behind["of"], strict=True)), first_places(receipts["of"])
    ends: list[int | None] = [FIRST_ROW if len(behind) else None] * len(totals)
    to_tasks = [*(tasks.get(key) for key in zip(table["at"], rows, strict=True)), *ends]
    to_receipts = [*(came.get(row) for row in rows), *(end if len(receipts) else None for end in ends)]
    return report(
        schema.INCENTIVES, frame, caption, totals=len(totals),
        links={
            "contract": links_to(schema.CONTRACTS, rows, len(totals)),
            **opening(frame, CAME, schema.INCENTIVE_RECEIPTS, to_receipts),
            **opening(frame, ["task", "written_off", "unfinished", "penalty", "net"], schema.INCENTIVE_LINES, to_tasks),
        },
    )  # fmt: skip


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
    frame = in_columns(schema.INCENTIVE_ACCOUNTS, dated(table, points), dated(totals, points))
    first = first_places(zip(lines["at"], lines["salesperson"], strict=True))
    every = first_places(lines["at"])
    keys = zip(table["at"], table["salesperson"], strict=True)
    rows = [*(first.get(key) for key in keys), *(every.get(at) for at in totals["at"])]
    return report(
        schema.INCENTIVE_ACCOUNTS, frame, caption, totals=len(totals), editable=("approval", "reconciled"),
        links=opening(frame, ["salesperson", *amounts], schema.INCENTIVES, rows),
    )  # fmt: skip


def notice_sheet(lines: pd.DataFrame, points: Sequence[Checkpoint], caption: str) -> Replace:
    """Write 清收通报: what each department had to bring in, brought in and earns, at each checkpoint (RPT-07)."""
    table = lines.assign(
        department=lines["department"].where(lines["department"] != "", messages.NOBODY),
        contracts=1,
        collected=lines["cash"] + lines["offset"],
        reward=lines["cash_reward"] + lines["offset_reward"],
        stops=lines["stopped"].astype("int64"),
    )
    sums = table.groupby(["at", "department"], sort=False)[[*NOTICED, "stops"]].sum().reset_index()
    totals = sums.groupby("at")[[*NOTICED, "stops"]].sum().reindex(range(len(points)), fill_value=0).reset_index()
    totals["department"] = messages.SUM
    first, every = first_places(zip(table["at"], table["department"], strict=True)), first_places(table["at"])
    rows = [*(first[key] for key in zip(sums["at"], sums["department"], strict=True)), *map(every.get, totals["at"])]
    parts = [
        dated(part.assign(
            rate=ratio(part["collected"], part["task"]),
            stopped=[schema.YES if stops else "" for stops in part["stops"]],
        ), points)
        for part in (sums, totals)
    ]  # fmt: skip
    frame = in_columns(schema.NOTICE, *parts)
    return report(
        schema.NOTICE, frame, caption, totals=len(totals),
        links=opening(frame, ["department", *NOTICED, "rate"], schema.INCENTIVES, rows),
    )  # fmt: skip


def receipt_rows(
    request: Request, debts: pd.DataFrame, paid: pd.DataFrame, owners: pd.DataFrame
) -> pd.DataFrame:
    """Return every payment that counts by contract and day: ``of`` is the contract's row, ``row`` the receipt's."""
    receipts, plan = request.tables["receipts"], request.tables["instalments"]
    of = paid["debt"].map(debts["contract"])
    table = paid.assign(
        of=of,
        row=paid["receipt"],
        contract=of.map(owners["contract"]),
        salesperson=of.map(owners["salesperson"]),
        instalment=paid["debt"].map(plan["instalment"]),
        recovery_class=[schema.RECOVERY_CLASSES[code] for code in paid["debt"].map(debts["recovery_class"])],
        method=paid["receipt"].map(receipts["method"].astype("str")),
        **{name: paid["amount"].where(paid["is_offset"] == kind, 0) for kind, name in PAID.items()},
    )
    table["receipt"] = table["row"].map(receipts["receipt"])
    return table.sort_values(["contract", "day", "row"], kind="stable")


def receipt_sheet(table: pd.DataFrame, caption: str) -> Replace:
    """Write 奖惩回款: every payment that counts, each leading to its receipt; its sums are those of the last lines."""
    total = table[list(PAID.values())].sum().to_frame().T.assign(receipt=messages.SUM)
    return report(
        schema.INCENTIVE_RECEIPTS, in_columns(schema.INCENTIVE_RECEIPTS, table, total), caption, totals=1,
        links={"receipt": links_to(schema.RECEIPTS, table["row"].tolist(), 1)},
    )  # fmt: skip


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
