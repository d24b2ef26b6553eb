"""Which dunning stage each overdue instalment has reached and which comes next (RULES §7, sheet 催收策略)."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from addin.domain.calendar import build_calendar
from addin.domain.guided import paused_by_complaint
from addin.domain.promises import deadlines
from addin.domain.terms import LetterState, Special, Trigger, Verdict

if TYPE_CHECKING:
    from collections.abc import Mapping

UNSENT = (int(LetterState.DRAFT), int(LetterState.VOID))
ROLLS_WITHIN = dt.timedelta(days=366)  # no run of rest days is longer


def sent_stages(letters: pd.DataFrame, letter_lines: pd.DataFrame) -> pd.DataFrame:
    """Return, per instalment that was ever in a sent letter, ``stage`` (highest sent) and ``last_sent`` (day).

    The index is the instalment's ID. Drafts and void letters do not count, nor those without a stage (a request for
    confirmation, a visit's receipt); a letter without a sending date counts from the date of its figures.
    """
    sent = letters[~letters["state"].cat.codes.isin(UNSENT)]
    days = sent["sent"].fillna(sent["as_of"])
    lines = letter_lines[letter_lines["stage"] > 0].merge(
        pd.DataFrame({"letter": sent["letter"], "last_sent": days}), on="letter", validate="many_to_one"
    )
    return lines.groupby("instalment").agg(stage=("stage", "max"), last_sent=("last_sent", "max"))


def next_stages(position: pd.DataFrame, strategies: pd.DataFrame) -> pd.DataFrame:
    """Return for each row of ``position`` (``strategy``, ``stage``) the stage after it: none is skipped.

    Columns as in 催收策略 plus ``next_stage`` (0 = none left); the index is that of ``position``.
    """
    steps = strategies.sort_values(["strategy", "stage"], kind="stable")
    left = position[["strategy", "stage"]].astype({"strategy": "str"}).reset_index(names="row")  # of no rows: no text
    pairs = left.merge(steps.rename(columns={"stage": "next_stage"}), on="strategy", how="left")
    later = pairs[pairs["next_stage"] > pairs["stage"]].drop_duplicates("row").set_index("row")
    following = later.drop(columns=["strategy", "stage"]).reindex(position.index)
    following["next_stage"] = following["next_stage"].fillna(0).astype("int64")
    return following


def trigger_days(due: pd.Series, last_sent: pd.Series, stage: pd.DataFrame) -> pd.Series:
    """Return the first day on which the next stage may be sent (NaT = never), per row.

    到期后天数 n: due + n. 到期后天数至月末 n: the end of the month of (due + n). 上一函件后天数 n: last letter + n.
    """
    wait = pd.to_timedelta(stage["days"].fillna(0).astype("int64"), unit="D")
    kind = stage["trigger"].cat.codes
    from_due = due + wait
    month_end = from_due + pd.offsets.MonthEnd(0)
    day = from_due.where(kind == Trigger.AFTER_DUE, month_end)
    day = day.where(kind != Trigger.AFTER_LAST_LETTER, last_sent + wait)
    return day.where(kind >= 0)


def pending_promises(contact_log: pd.DataFrame, run_day: dt.date, holidays: pd.DataFrame) -> pd.DataFrame:
    """Return the promises whose last day has not passed: customer, contract ("" = all).

    The last day is the promised one, rolled to a working day as :func:`domain.promises.judge_promises` rolls it.
    """
    promised = contact_log[contact_log["promised_day"] >= pd.Timestamp(run_day - ROLLS_WITHIN)]
    day = pd.Timestamp(run_day)
    near = promised["promised_day"].where(promised["promised_day"] < day, day)  # those ahead are pending
    calendar = build_calendar(run_day - ROLLS_WITHIN, run_day + ROLLS_WITHIN, holidays)
    return promised.loc[deadlines(near, calendar) >= day, ["customer", "contract"]]


def assess(
    tables: Mapping[str, pd.DataFrame], settled: pd.DataFrame, run_day: dt.date, never: str
) -> pd.DataFrame:
    """Judge every overdue instalment on ``run_day``; one row each, index = sheet rows of the instalments.

    ``settled`` is ``Settlement.instalments``; ``never`` names the strategy that is never chased. Columns: customer,
    contract, instalment, strategy, stage (last sent, 0 = none), next_stage (0 = none left), stage_name, letter_type,
    deadline_days, minimum, trigger_day, hold_until, chased (fen of principal not in dispute), unpaid_principal,
    unpaid_penalty,
    overdue_days, rolled_due, verdict (:class:`Verdict`).
    """
    overdue = settled[settled["overdue_days"] > 0]
    rows = tables["instalments"].loc[overdue.index, ["instalment", "contract", "invoice", "disputed"]].join(overdue)
    contract_customer = tables["contracts"].set_index("contract")["customer"]
    rows["customer"] = rows["contract"].map(contract_customer)
    customers = tables["customers"].set_index("customer")
    rows["strategy"] = rows["customer"].map(customers["strategy"])
    rows["hold_until"] = customers["hold_until"].reindex(rows["customer"]).to_numpy()
    sent = sent_stages(tables["letters"], tables["letter_lines"])
    rows = rows.join(sent, on="instalment")
    rows["stage"] = rows["stage"].fillna(0).astype("int64")
    step = next_stages(rows, tables["strategies"])
    names = ["next_stage", "stage_name", "letter_type", "deadline_days", "minimum"]
    rows[names] = step[names]
    rows["trigger_day"] = trigger_days(rows["rolled_due"], rows["last_sent"], step)
    rows["chased"] = (rows["unpaid_principal"] - rows["disputed"]).clip(lower=0)
    promises = pending_promises(tables["contact_log"], run_day, tables["holidays"])
    whole = promises.loc[promises["contract"] == "", "customer"]
    day = pd.Timestamp(run_day)
    unreachable = customers.index[(customers["address"] == "") & (customers["email"] == "")]
    dead = customers.index[customers["special"].cat.codes == Special.DEAD]
    reasons = {
        Verdict.ESTATE: rows["customer"].isin(dead),
        Verdict.NEVER: rows["strategy"] == never,
        Verdict.ON_HOLD: rows["hold_until"] >= day,
        Verdict.COMPLAINT: rows["customer"].isin(paused_by_complaint(tables["complaints"], run_day)),
        Verdict.PROMISED: rows["contract"].isin(promises["contract"]) | rows["customer"].isin(whole),
        Verdict.DISPUTED: rows["chased"] == 0,
        Verdict.NO_STAGE_LEFT: rows["next_stage"] == 0,
        Verdict.NOT_YET: ~(rows["trigger_day"] <= day),
        Verdict.NO_ADDRESS: rows["customer"].isin(unreachable),
    }
    rows["verdict"] = np.select(list(reasons.values()), [int(code) for code in reasons], int(Verdict.CHASE))
    return below_minimum(rows)


def below_minimum(rows: pd.DataFrame) -> pd.DataFrame:
    """Withdraw what would be chased of a customer whose principal together is below the stage's 最低金额."""
    chase = rows["verdict"] == Verdict.CHASE
    together = rows["chased"].where(chase, 0).groupby(rows["customer"]).transform("sum")
    minimum = rows["minimum"].where(chase).groupby(rows["customer"]).transform("max").fillna(0)
    rows.loc[chase & (together < minimum), "verdict"] = int(Verdict.BELOW_MINIMUM)
    return rows


def letter_rows(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of :func:`assess` that letters list: those whose stage is due now, and the customer's others.

    One letter per customer: beside the instalments that reach a stage now it lists those already dunned and still
    open, which keep their stage (``letter_stage``), so that its total is what the customer must pay. The penalty of an
    instalment in part dispute is not claimed (``claimed_penalty`` 0), nor its disputed principal (``chased``).
    """
    now = rows["verdict"] == Verdict.CHASE
    dunned = (rows["stage"] > 0) & rows["verdict"].isin([int(Verdict.NO_STAGE_LEFT), int(Verdict.NOT_YET)])
    with_letter = rows["customer"].isin(rows.loc[now, "customer"])
    listed = rows[now | (dunned & with_letter)].copy()
    listed["letter_stage"] = listed["next_stage"].where(now, listed["stage"])
    listed["claimed_penalty"] = listed["unpaid_penalty"].where(listed["disputed"] == 0, 0)
    return listed


def letters_due(rows: pd.DataFrame, balances: pd.DataFrame) -> pd.DataFrame:
    """Group :func:`letter_rows` to one letter per customer; the index is the customer.

    ``balances`` (index: contract ID; unpaid_costs, prepaid in fen) of the contracts listed are claimed and deducted.
    Columns: stage, stage_name, letter_type and deadline_days of the highest stage that is due now; count and
    longest_overdue (days) of the listed instalments; principal, penalty, costs, prepaid, total (fen). Customers whose
    prepaid money covers all get no letter.
    """
    listed = letter_rows(rows)
    highest = listed[listed["verdict"] == Verdict.CHASE].sort_values("next_stage", kind="stable")
    head = highest.groupby("customer").agg(
        stage=("next_stage", "last"),
        stage_name=("stage_name", "last"),
        letter_type=("letter_type", "last"),
        deadline_days=("deadline_days", "last"),
    )
    sums = listed.groupby("customer").agg(
        count=("instalment", "size"),
        longest_overdue=("overdue_days", "max"),
        principal=("chased", "sum"),
        penalty=("claimed_penalty", "sum"),
    )
    contracts = listed[["customer", "contract"]].drop_duplicates().join(balances, on="contract")
    other = contracts.groupby("customer").agg(costs=("unpaid_costs", "sum"), prepaid=("prepaid", "sum"))
    due = head.join(sums).join(other)
    due["total"] = due["principal"] + due["penalty"] + due["costs"] - due["prepaid"]
    return due[due["total"] > 0]
