"""Rewards and penalties of a collection campaign: five classes, checkpoints, settlement (SYSTEMS §7, INC-01, INC-02).

Classes by position in 清收类别: 1a bankruptcy, 1b judgment not enforceable, 1c over a year old and fit to be written
off, 2 disputes and untraceable debtors, 3 able but unwilling, 4 ordinary accounts, 5a deposits within the term,
5b deposits after it.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from addin.domain.money import mul_div_half_up
from addin.domain.movement import DAY, payments, total_until, write_offs

if TYPE_CHECKING:
    from collections.abc import Mapping

    from addin.domain.settings import Settings
    from addin.domain.settlement import Settlement

RATIO_UNIT = 10**8
ORDINARY = 5  # position of class 4: its department's expenses stop until all is in
AMOUNTS = (
    "task", "cash", "offset", "written_off", "unfinished", "cash_reward", "offset_reward", "penalty", "net",
)  # fmt: skip


@dataclass(frozen=True)
class Checkpoint:
    """A day of account. Only a ``final`` one penalises; a ``trial`` shows how that would be if nothing more came in."""

    day: dt.date
    final: bool
    trial: bool = False


@dataclass(frozen=True)
class Campaign:
    """First day, last checkpoint of the year (both included), and the checkpoints reached."""

    start: dt.date
    end: dt.date
    points: tuple[Checkpoint, ...]


@dataclass(frozen=True)
class Rates:
    """Reward in cash, reward by offset or restructuring, penalty on what is unfinished: by class, in units of 1e-8."""

    cash: tuple[int, ...]
    offset: tuple[int, ...]
    penalty: tuple[int, ...]


def rates(settings: Settings) -> Rates:
    """Return the rates by class. Only class 2 tells offset from cash; elsewhere both are recovery."""
    one = (settings.reward_1a, settings.reward_1b, 0)
    rest = (settings.reward_3, 0, 0, 0)
    return Rates(
        (*one, settings.reward_2, *rest),
        (*one, settings.reward_2_offset, *rest),
        (0, 0, settings.penalty_1c, settings.penalty_2, settings.penalty_3, settings.penalty_4, 0, settings.penalty_5b),
    )


def campaign(settings: Settings, as_of: dt.date) -> Campaign:
    """Return the campaign of the year of ``as_of`` with the checkpoints reached.

    A day between two checkpoints is a trial by the rules of the next one. Raises ValueError for a setting that names
    no days of the year, in ascending order.
    """
    texts = re.split(r"\s*[,，、]\s*", settings.incentive_checkpoints.strip())
    words = [settings.incentive_start.strip(), *texts]
    if not all(re.fullmatch(r"\d{1,2}-\d{1,2}", word) for word in words):
        msg = "a checkpoint is not written as month-day"
        raise ValueError(msg)
    start, *days = (dt.date(as_of.year, *map(int, word.split("-"))) for word in words)
    if days != sorted(set(days)) or start > days[0]:
        msg = "checkpoints are not in ascending order"
        raise ValueError(msg)
    reached = [Checkpoint(day, day == days[-1]) for day in days if day <= as_of]
    ahead = [day for day in days if day > as_of]
    if ahead and as_of not in days:
        reached.append(Checkpoint(as_of, ahead[0] == days[-1], trial=True))
    return Campaign(start, days[-1], tuple(reached))


def counted_payments(
    tables: Mapping[str, pd.DataFrame], settled: Settlement, debts: pd.DataFrame, of: Campaign,
    offset_methods: tuple[str, ...],
) -> pd.DataFrame:  # fmt: skip
    """Return the payments on principal of ``debts`` within the campaign: debt, receipt, day, amount, is_offset.

    Penalty, costs and prepaid money do not count. ``offset_methods`` are the ways of repayment that are not cash.
    """
    paid = payments(settled)
    inside = paid["day"].between(pd.Timestamp(of.start), pd.Timestamp(of.end) + DAY, inclusive="left")
    paid = paid[paid["debt"].isin(debts.index) & inside]
    method = paid["receipt"].map(tables["receipts"]["method"].astype("str"))
    return paid.assign(is_offset=method.isin(offset_methods))


def task_debts(tables: Mapping[str, pd.DataFrame], settled: Settlement, last: dt.date) -> pd.DataFrame:
    """Return contract (row), recovery_class (position), amount (fen) and due (day) of the campaign's instalments.

    Those are the instalments of contracts with a class whose rolled due day is not after ``last``.
    """
    contracts = tables["contracts"].loc[settled.contracts.index]
    rows = pd.Series(contracts.index, index=contracts["contract"])
    settled_rows = settled.instalments
    owner = tables["instalments"].loc[settled_rows.index, "contract"].map(rows)
    debts = pd.DataFrame(
        {
            "contract": owner,
            "recovery_class": owner.map(contracts["recovery_class"].cat.codes).astype("int64"),
            "amount": settled_rows["paid_principal"] + settled_rows["unpaid_principal"],
            "due": settled_rows["rolled_due"],
        }
    )
    known = debts["recovery_class"].between(0, 7)
    return debts[known & (debts["due"] <= pd.Timestamp(last))]


def task_lines(
    debts: pd.DataFrame, paid: pd.DataFrame, tables: Mapping[str, pd.DataFrame], settled: Settlement,
    start: dt.date, point: Checkpoint,
) -> pd.DataFrame:  # fmt: skip
    """Return the task of each instalment from ``start`` to a checkpoint (both included), and what became of it, in fen.

    task (unpaid and not written off when the campaign began) = cash + offset + written_off + unfinished; ``late`` is
    what of the unfinished was due before the day. Debts without a task are left out.
    """
    day, eve = pd.Timestamp(point.day), pd.Timestamp(start) - DAY
    written = write_offs(tables)
    open_before = debts["amount"] - total_until(payments(settled), eve, debts.index)
    off_before = total_until(written, eve, debts.index).clip(upper=open_before)
    cash, offset = (
        total_until(paid[paid["is_offset"] == kind], day, debts.index) for kind in (False, True)
    )
    off_after = total_until(written, day, debts.index).clip(upper=open_before - cash - offset)
    revived = (off_before - off_after).clip(lower=0)  # written off before, paid after all: back in the task
    lines = debts[["contract", "recovery_class", "due"]].assign(
        task=open_before - off_before + revived,
        cash=cash,
        offset=offset,
        written_off=(off_after - off_before).clip(lower=0),
    )
    lines["unfinished"] = lines["task"] - lines["cash"] - lines["offset"] - lines["written_off"]
    lines["late"] = lines["unfinished"].where(debts["due"] < day, 0)
    return lines[(lines["task"] > 0) | (lines["cash"] + lines["offset"] > 0)]


def account(lines: pd.DataFrame, settings: Settings, point: Checkpoint) -> pd.DataFrame:
    """Return the account of each contract at a checkpoint: sums of :func:`task_lines`; index = contract rows, fen.

    Rewards and the penalty on ``unfinished`` are rounded half up, once per line; net = cash_reward + offset_reward −
    penalty. ``stopped``: expenses are stopped — at an interim checkpoint where something due is unfinished in a class
    that is penalised at the end, at the final one for ordinary accounts (class 4).
    """
    sums = lines.drop(columns="due").groupby(["contract", "recovery_class"]).sum()
    return priced(sums.reset_index("recovery_class").rename_axis(None), rates(settings), point)


def priced(table: pd.DataFrame, by_class: Rates, point: Checkpoint) -> pd.DataFrame:
    """Add rewards, penalty, net and ``stopped`` to accounts (recovery_class, cash, offset, unfinished, late).

    Formula: cash × rates + offset × rates - unfinished × rates
    Source: 催收员工作总结, 清收奖惩五类
    """
    code = table["recovery_class"].to_numpy()

    def share(name: str, of: tuple[int, ...]) -> pd.Series:
        parts = mul_div_half_up(table[name].to_numpy(np.int64), np.array(of, np.int64)[code], RATIO_UNIT)
        return pd.Series(parts, index=table.index, dtype="int64")

    table = table.assign(
        cash_reward=share("cash", by_class.cash),
        offset_reward=share("offset", by_class.offset),
        penalty=share("unfinished", by_class.penalty) if point.final else np.int64(0),
    )
    penalised = np.array(by_class.penalty)[code] > 0
    ordinary = code == ORDINARY
    return table.assign(
        net=table["cash_reward"] + table["offset_reward"] - table["penalty"],
        stopped=(table["late"] > 0) & (ordinary if point.final else penalised),
    )


def settle_accounts(nets: pd.DataFrame, claw_back: bool) -> pd.DataFrame:
    """Return what is paid out and clawed back; ``nets`` has a row each person and a column each checkpoint, in order.

    ``nets`` holds the sum due up to each checkpoint (fen, may be negative); issued is what earlier checkpoints paid
    out less what they took back. Columns of the result: person (the index of ``nets``), checkpoint (label), due,
    issued, difference (= due − issued), payable, clawed_back. Without ``claw_back`` nothing is taken back.
    """
    issued = pd.Series(0, index=nets.index, dtype="int64")
    parts = []
    for label in nets.columns:
        difference = nets[label] - issued
        taken = (-difference).clip(lower=0) if claw_back else pd.Series(0, index=nets.index, dtype="int64")
        paid = difference.clip(lower=0)
        parts.append(
            pd.DataFrame(
                {
                    "checkpoint": label, "due": nets[label], "issued": issued, "difference": difference,
                    "payable": paid, "clawed_back": taken,
                }
            )
        )  # fmt: skip
        issued = issued + paid - taken
    return pd.concat(parts).rename_axis("person").reset_index()
