"""The indicators of collection work: each a function whose docstring carries its formula and source (KPI-01, KPI-02).

Amounts are int64 fen, rates Int64 in units of 1e-8 (80 % = 80_000_000), missing where the denominator is 0.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from addin.domain.calendar import add_workdays
from addin.domain.dunning import UNSENT
from addin.domain.lookups import contract_customers
from addin.domain.money import mul_div_half_up
from addin.domain.movement import DAY, payments, total_until

if TYPE_CHECKING:
    from collections.abc import Mapping

    from addin.domain.calendar import Calendar
    from addin.domain.settings import Settings
    from addin.domain.settlement import Settlement

RATIO_UNIT = 10**8
FULL_SCORE = 100
INDICATORS = ("recovery", "bad_debt_rate", "timeliness", "satisfaction")


def ratio(part: pd.Series, whole: pd.Series) -> pd.Series:
    """Return part / whole in units of 1e-8, rounded half up; missing where whole is 0."""
    there = (whole > 0).to_numpy()
    divisor = np.where(there, whole.to_numpy(np.int64), 1)
    shares = mul_div_half_up(part.to_numpy(np.int64), RATIO_UNIT, divisor)
    return pd.Series(shares, index=part.index, dtype="Int64").where(there)


def recovery(recovered: pd.Series, overdue: pd.Series) -> pd.Series:
    """Return the recovery rate 回收率 of a period.

    Formula: paid ÷ (opening + new + reinstated)
    Source: 催收工作管理制度, 考核指标
    """
    return ratio(recovered, overdue)


def bad_debt_rate(written_off: pd.Series, overdue: pd.Series) -> pd.Series:
    """Return the bad-debt rate 坏账率 of a period.

    Formula: written_off ÷ (opening + new + reinstated)
    Source: 催收工作管理制度, 考核指标
    """
    return ratio(written_off, overdue)


def timeliness(in_time: pd.Series, to_contact: pd.Series) -> pd.Series:
    """Return the timeliness rate 及时率 of a period.

    Formula: in_time ÷ to_contact
    Source: 催收工作管理制度, 考核指标
    """
    return ratio(in_time, to_contact)


def satisfaction(scores: pd.Series, surveys: pd.Series) -> pd.Series:
    """Return the satisfaction 满意度 of a period from the sum of scores (0 to 100) and the number of surveys.

    Formula: scores ÷ (100 × surveys)
    Source: 催收工作管理制度, 考核指标
    """
    return ratio(scores, surveys * FULL_SCORE)


def met(table: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    """Return for each indicator whether its target is met (boolean, missing where there is nothing to measure)."""
    targets = (settings.target_recovery, settings.target_bad_debt, settings.target_timeliness,
               settings.target_satisfaction)  # fmt: skip
    reached = dict(zip(INDICATORS, targets, strict=True))
    return pd.DataFrame(
        {
            name: (table[name] <= target) if name == "bad_debt_rate" else (table[name] >= target)
            for name, target in reached.items()
        }
    ).astype("boolean")


def dso(receivables: pd.Series, billed: pd.Series, days: int) -> pd.Series:
    """Return the days sales outstanding DSO: how many days' dues are unpaid at the end of a period, whole days.

    Formula: receivables ÷ billed × days
    Source: 通行财务口径
    """
    there = billed > 0
    whole = mul_div_half_up(receivables.to_numpy(np.int64), days, billed.where(there, 1).to_numpy(np.int64))
    return pd.Series(whole, index=billed.index, dtype="Int64").where(there)


def cei(begin: pd.Series, billed: pd.Series, receivables: pd.Series, current: pd.Series) -> pd.Series:
    """Return the collection effectiveness index CEI of a period.

    Formula: (begin + billed - receivables) ÷ (begin + billed - current)
    Source: 通行财务口径
    """
    return ratio(begin + billed - receivables, begin + billed - current)


def cost_ratio(costs: pd.Series, received: pd.Series) -> pd.Series:
    """Return what collecting one yuan cost 每元回款成本.

    Formula: costs ÷ received
    Source: 催收工作计划, 费用控制
    """
    return ratio(costs, received)


def kept_ratio(kept: pd.Series, due_promises: pd.Series) -> pd.Series:
    """Return how many promises that fell due were kept in full 承诺履行率.

    Formula: kept ÷ due_promises
    Source: 催收工作计划, 承诺跟踪
    """
    return ratio(kept, due_promises)


def due_rate(paid: pd.Series, fell_due: pd.Series) -> pd.Series:
    """Return how much of what fell due came in 到期收回率.

    Formula: paid_due ÷ fell_due
    Source: 催收员工作总结, 收回率
    """
    return ratio(paid, fell_due)


def overdue_rate(overdue: pd.Series, unpaid: pd.Series) -> pd.Series:
    """Return how much of what is unpaid is overdue 逾期率.

    Formula: overdue ÷ unpaid
    Source: 催收工作计划, 逾期率
    """
    return ratio(overdue, unpaid)


def grade(count: pd.Series, settings: Settings) -> pd.Series:
    """Return the grade 等级 of a month: 0 excellent, 1 good, 2 pass, 3 fail.

    Formula: met ≥ excellent, ≥ good, ≥ passed
    Source: 催收工作管理制度, 考核方式
    """
    limits = (settings.met_for_excellent, settings.met_for_good, settings.met_for_pass)
    places = np.select([count >= limit for limit in limits], [0, 1, 2], 3)
    return pd.Series(places, index=count.index, dtype="int64")


def first_contacts(
    tables: Mapping[str, pd.DataFrame], settled: Settlement, entered: pd.Series, workdays: int, calendar: Calendar
) -> pd.DataFrame:
    """Return when each instalment had to be, and was, contacted first: deadline, contact (day, NaT = not yet), unpaid.

    ``entered`` is the first day overdue; the deadline is the ``workdays``-th working day after it. A contact is an
    entry of the log for the contract, or for the customer without a contract, or a letter sent that lists the
    instalment, from ``entered`` on. ``unpaid`` (bool): principal was still unpaid at the end of the day before
    ``entered`` and not cleared without a contact by the deadline.
    """
    instalments = settled.instalments
    index = instalments.index
    deadline, _ = add_workdays(entered.to_numpy().astype("datetime64[D]"), workdays, calendar)
    plan = tables["instalments"].loc[index, ["instalment", "contract"]]
    owner = contract_customers(tables)
    plan = plan.assign(row=index, customer=plan["contract"].map(owner), entered=entered)
    touched = pd.concat([_logged(plan, tables), _written(plan, tables)])
    touched = touched[touched["day"] >= touched["entered"]]
    contact = touched.groupby("row")["day"].min().reindex(index)
    table = pd.DataFrame({"deadline": deadline.astype("datetime64[s]"), "contact": contact}, index=index)
    paid = payments(settled)
    amount = instalments["paid_principal"] + instalments["unpaid_principal"]
    owed = total_until(paid, entered - DAY, index) < amount
    cleared = total_until(paid, table["deadline"], index) >= amount
    late = table["contact"].isna() | (table["contact"] > table["deadline"])
    return table.assign(unpaid=owed & ~(cleared & late))


def _logged(plan: pd.DataFrame, tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    log = tables["contact_log"][["customer", "contract", "contacted"]]
    log = log.assign(day=log["contacted"].dt.floor("D"))
    whole = log["contract"] == ""
    columns = ["row", "entered", "day"]
    narrow = plan.merge(log.loc[~whole, ["contract", "day"]], on="contract")[columns]
    return pd.concat([narrow, plan.merge(log.loc[whole, ["customer", "day"]], on="customer")[columns]])


def _written(plan: pd.DataFrame, tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    letters = tables["letters"]
    sent = letters[~letters["state"].cat.codes.isin(UNSENT)]
    days = pd.DataFrame({"letter": sent["letter"], "day": sent["sent"].fillna(sent["as_of"])})
    lines = tables["letter_lines"]
    lines = lines.loc[lines["stage"] > 0, ["letter", "instalment"]].merge(days, on="letter")
    return plan.merge(lines, on="instalment")[["row", "entered", "day"]]
