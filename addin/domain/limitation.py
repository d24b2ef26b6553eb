"""Limitation of claims 诉讼时效: when it ends for each debt, through which steps, and how near that is (RULES §5).

A period is three years from the due date (民法典 188, the due date itself not counted: 201), or from a step that
interrupts it (195). It ends on the corresponding day, on the month's last day where there is none (202), moved from
a rest day to the next working day (203). Both ends are taken as part of the period: a step on the due date or on the
last day counts, one on the day after does not.

Sources of the steps: demands and written promises in the log whose evidence proves them, letters signed for, and part
payments (诉讼时效规定 8, 14). After expiry only a written promise starts a new period (规定 19); anything else that
happens then is left to a lawyer.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from addin.domain.calendar import roll
from addin.domain.terms import DebtNature, Evidence, Item, LetterState, LimitationState, Security, Step

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from addin.domain.arrays import Bools, Days, Ints
    from addin.domain.calendar import Calendar
    from addin.domain.settings import Settings
    from addin.domain.settlement import Settlement

THREE_YEARS, TWO_YEARS, SIX_MONTHS = 36, 24, 6
# A period of two years (民法通则 135) that had ended by then stays ended: 法释〔2018〕12号 2, 3.
THREE_YEARS_SINCE = np.datetime64("2017-10-01")
OPEN = np.datetime64("9999-12-31")  # stands for an end not known yet: the hindrance lasts
UNPROVEN = (int(LetterState.DRAFT), int(LetterState.RETURNED), int(LetterState.VOID))


@dataclass(frozen=True)
class Limitation:
    """What became of each debt.

    ``instalments`` (index = sheet rows of the instalments still unpaid): ``start`` (day from which the period runs, not
    counted), ``last_interruption``, ``limitation_end`` (last day of the period; NaT = suspended, open), ``provisional``
    (rests on days only provisionally known), ``state`` (LimitationState), ``warning`` (the narrowest warning in
    days that ``days_left`` is within, 0 = none), ``days_left`` (Int64; 0 on the last day, negative after it);
    ``guarantee_end`` (the contract's, else presumed), ``guarantee_presumed``, ``guarantee_state``
    (-1 = none), ``guarantee_warning`` and ``guarantee_left`` (Int64).

    ``steps`` (in order of instalment and day): ``instalment`` (row), ``day``, ``kind`` (Step), ``evidence`` (Evidence,
    -1 = none needed), ``row`` (of the sheet that Step names), ``end`` (the period's end from then on; NaT if none),
    ``counts`` (False: happened after expiry, changed nothing), ``revives``, ``suspended`` (民法典 194 moved the end).
    """

    instalments: pd.DataFrame
    steps: pd.DataFrame


def limitation(
    tables: Mapping[str, pd.DataFrame],
    settings: Settings,
    as_of: dt.date,
    calendar: Calendar,
    settlement: Settlement,
) -> Limitation:
    """Follow every unpaid instalment's limitation up to ``as_of`` (included); what lies later is not looked at.

    Instalments of one debt share the period that starts with the last of them (民法典 189). The start is the rolled due
    date, the one from which delay counts (203); days of grace do not postpone it.
    """
    plan = _plan(tables, settlement)
    steps = _periods(_steps(plan, tables, settlement), plan, as_of, calendar)
    return Limitation(
        instalments=_positions(plan[plan["unpaid"]], steps, warning_days(settings), as_of, calendar),
        steps=_per_instalment(plan[plan["unpaid"]], steps),
    )


def add_months(days: Days, months: int) -> Days:
    """Return the corresponding day so many months on (negative: back), or that month's last day (民法典 202)."""
    month = days.astype("datetime64[M]")
    first, following = ((month + months + ahead).astype("datetime64[D]") for ahead in (0, 1))
    corresponding: Days = np.minimum(first + (days - month.astype("datetime64[D]")), following - np.timedelta64(1, "D"))
    return corresponding


def warning_days(settings: Settings) -> Ints:
    """Return the warning thresholds in days, ascending, from the setting's text such as ``180,90,30``."""
    return np.array(sorted({int(days) for days in re.findall(r"\d+", settings.limitation_warnings)}), np.int64)


def _plan(tables: Mapping[str, pd.DataFrame], settlement: Settlement) -> pd.DataFrame:
    """Return every settled instalment with its ``debt``: the row of the instalment whose due date starts the period."""
    contracts = tables["contracts"]
    terms = pd.DataFrame(
        {
            "customer": contracts["customer"],
            "one_debt": contracts["debt_nature"].cat.codes == DebtNature.ONE_DEBT,
            "guaranteed": contracts["security"].cat.codes == Security.GUARANTEE,
            "guarantee_end": contracts["guarantee_end"],
        }
    ).set_axis(contracts["contract"])
    hindrances = tables["customers"].set_index("customer")[["suspension_start", "suspension_end"]]
    settled = settlement.instalments
    plan = tables["instalments"].loc[settled.index, ["instalment", "contract"]]
    plan = plan.join(terms, on="contract").join(hindrances, on="customer")
    plan["unpaid"] = (settled["unpaid_principal"] > 0) | (settled["unpaid_penalty"] > 0)
    plan["due"], plan["due_provisional"] = settled["rolled_due"], settled["day_provisional"]
    last = plan.groupby("contract")["due"].transform("idxmax")
    plan["debt"] = plan.index.to_series().where(~plan["one_debt"], last)
    plan["start"] = plan["due"].loc[plan["debt"]].to_numpy()
    plan["start_provisional"] = plan["due_provisional"].loc[plan["debt"]].to_numpy()
    return plan


def _steps(plan: pd.DataFrame, tables: Mapping[str, pd.DataFrame], settlement: Settlement) -> pd.DataFrame:
    """Gather all that may start or interrupt a period: debt, day, kind, evidence, row."""
    debts = plan[plan["unpaid"]].drop_duplicates("debt")[["debt", "contract", "customer", "one_debt", "start"]]
    starts = debts.assign(day=debts["start"], kind=int(Step.START), evidence=-1, row=debts["debt"])
    parts = [starts, _demands(debts, tables), _letters(debts, plan, tables), _payments(debts, tables, settlement)]
    return pd.concat([part[["debt", "day", "kind", "evidence", "row"]] for part in parts], ignore_index=True)


def _demands(debts: pd.DataFrame, tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Entries of the log with proof: on the debts of the contract named, else on all of the customer's."""
    log = tables["contact_log"]
    evidence = log["evidence"].cat.codes.astype("int64")
    proven = evidence.between(0, Evidence.NOTARISED)
    entries = log.assign(day=log["contacted"], evidence=evidence, row=log.index)[proven]
    promised = entries["evidence"] == Evidence.WRITTEN_PROMISE
    entries["kind"] = np.where(promised, int(Step.PROMISE), int(Step.DEMAND))
    return _bearing_on(debts, entries, entries["contract"] != "")


def _letters(debts: pd.DataFrame, plan: pd.DataFrame, tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Letters signed for: on the debts of the instalments they list, on all of the customer's if none is listed."""
    letters, lines = tables["letters"], tables["letter_lines"]
    proven = letters["signed_for"].notna() & ~letters["state"].cat.codes.isin(UNPROVEN)
    signed = letters[["letter", "customer", "signed_for"]][proven].rename(columns={"signed_for": "day"})
    signed = signed.assign(kind=int(Step.LETTER), evidence=int(Evidence.SIGNED_FOR), row=signed.index)
    listed = lines.merge(signed.drop(columns="customer"), on="letter")
    listed = listed.merge(plan[["instalment", "debt"]], on="instalment")
    listed = listed[listed["debt"].isin(debts["debt"])].drop_duplicates(["debt", "row"])
    whole = signed[~signed["letter"].isin(lines["letter"])].merge(debts, on="customer")
    return pd.concat([listed, whole])


def _payments(debts: pd.DataFrame, tables: Mapping[str, pd.DataFrame], settlement: Settlement) -> pd.DataFrame:
    """Receipts on their own day: on the instalment whose principal or penalty they paid, on one debt as a whole."""
    receipts = tables["receipts"].loc[settlement.receipts.index]
    paid = receipts.assign(day=receipts["received"], kind=int(Step.RECEIPT), evidence=-1, row=receipts.index)
    allocations = settlement.allocations
    to_debts = allocations[allocations["item"].isin([Item.PRINCIPAL, Item.PENALTY])][["receipt", "debt"]]
    separate = to_debts.drop_duplicates().merge(debts.loc[~debts["one_debt"], ["debt"]], on="debt")
    single = separate.merge(paid.drop(columns=["receipt"]), left_on="receipt", right_on="row")
    return pd.concat([single, paid.merge(debts[debts["one_debt"]], on="contract")])


def _bearing_on(debts: pd.DataFrame, entries: pd.DataFrame, by_contract: pd.Series) -> pd.DataFrame:
    columns = ["contract", "customer", "day", "kind", "evidence", "row"]
    narrow = entries.loc[by_contract, columns].merge(debts[["debt", "contract"]], on="contract")
    wide = entries.loc[~by_contract, columns].merge(debts[["debt", "customer"]], on="customer")
    return pd.concat([narrow, wide])


def _periods(steps: pd.DataFrame, plan: pd.DataFrame, as_of: dt.date, calendar: Calendar) -> pd.DataFrame:
    """Decide which steps count, and the end that each gives.

    Every promise begins a run of steps; in a run each step counts until one comes after the end that the step before it
    gave. From there on nothing counts until the next promise. So one pass over sorted columns decides all debts.
    """
    steps["day"] = steps["day"].astype("datetime64[s]").dt.floor("D")
    steps = steps.join(plan[["start", "start_provisional", "suspension_start", "suspension_end"]], on="debt")
    started = steps["kind"] == Step.START
    steps = steps[started | ((steps["day"] >= steps["start"]) & (steps["day"] <= pd.Timestamp(as_of)))]
    steps = steps.sort_values(["debt", "day", "kind", "row"], kind="stable", ignore_index=True)
    day = steps["day"].to_numpy().astype("datetime64[D]")
    kind = steps["kind"].to_numpy()
    end, provisional, suspended = _ends(day, steps, as_of, calendar)

    fresh = (kind == Step.START) | (kind == Step.PROMISE)
    before = np.concatenate(([OPEN], end[:-1]))  # of a START it is another debt's, and not looked at
    late = (day > before) & (kind != Step.START)
    run = np.cumsum(fresh)
    broken = pd.Series(late & ~fresh).groupby(run).cummax().to_numpy()
    after_broken = np.concatenate(([False], broken[:-1]))
    return steps.assign(
        end=np.where(broken | (end == OPEN), np.datetime64("NaT"), end).astype("datetime64[s]"),
        counts=~broken,
        revives=(kind == Step.PROMISE) & (late | after_broken),
        suspended=suspended & ~broken,
        provisional=provisional | ((kind == Step.START) & steps["start_provisional"].to_numpy()),
    )


def _ends(day: Days, steps: pd.DataFrame, as_of: dt.date, calendar: Calendar) -> tuple[Days, Bools, Bools]:
    """Return the end of the period that runs from each day (OPEN = suspended still), provisional, suspended."""
    two, three = add_months(day, TWO_YEARS), add_months(day, THREE_YEARS)
    end, provisional = roll(np.where(two < THREE_YEARS_SINCE, two, three), calendar)

    # 民法典 194: a hindrance within the last six months; the period then ends six months after it is removed
    today = np.datetime64(as_of, "D")
    removed = steps["suspension_end"].to_numpy().astype("datetime64[D]")
    arose = steps["suspension_start"].to_numpy().astype("datetime64[D]")
    arose = np.where(np.isnat(arose), removed, arose)
    lasting = np.isnat(removed) | (removed > today)
    until = np.where(lasting, today, removed)
    suspended = (arose <= np.minimum(end, today)) & (until >= add_months(end, -SIX_MONTHS))
    over, open_ = np.flatnonzero(suspended & ~lasting), np.flatnonzero(suspended & lasting)
    moved, guessed = roll(add_months(until[over], SIX_MONTHS), calendar)
    provisional[over] = np.where(moved >= end[over], guessed, provisional[over])
    end[over] = np.maximum(moved, end[over])
    end[open_], provisional[open_] = OPEN, False
    return end, provisional, suspended


def _positions(
    plan: pd.DataFrame, steps: pd.DataFrame, warnings: Ints, as_of: dt.date, calendar: Calendar
) -> pd.DataFrame:
    """Return where each instalment stands by the last step that counts for its debt."""
    latest = steps[steps["counts"]].drop_duplicates("debt", keep="last").set_index("debt")
    final = steps.drop_duplicates("debt", keep="last").set_index("debt")
    reached = latest.loc[plan["debt"]].set_index(plan.index)
    something_after = ~final["counts"].loc[plan["debt"]].to_numpy()
    today = pd.Timestamp(as_of)

    state, warning, left = _graded(reached["end"], today, warnings)
    state = np.where(reached["end"].isna(), int(LimitationState.SUSPENDED), state)
    state = np.where(something_after, int(LimitationState.REVIEW), state)
    state = np.where(plan["start"] >= today, int(LimitationState.NOT_STARTED), state)

    # 民法典 692: without an agreed period, or with one that ends no later than the debt falls due, six months
    agreed = plan["guarantee_end"] > plan["start"]
    presumed = (plan["guaranteed"] | plan["guarantee_end"].notna()) & ~agreed
    half_year, _ = roll(add_months(plan["start"].to_numpy().astype("datetime64[D]"), SIX_MONTHS), calendar)
    guarantee_end = plan["guarantee_end"].where(~presumed, half_year.astype("datetime64[s]"))
    guarantee_state, guarantee_warning, guarantee_left = _graded(guarantee_end, today, warnings)
    return pd.DataFrame(
        {
            "start": plan["start"],
            "last_interruption": reached["day"].where(reached["kind"] != Step.START),
            "limitation_end": reached["end"],
            "provisional": reached["provisional"],
            "state": state,
            "warning": np.where(state == LimitationState.WARNED, warning, 0),
            "days_left": left,
            "guarantee_end": guarantee_end,
            "guarantee_presumed": presumed,
            "guarantee_state": np.where(guarantee_end.isna(), -1, guarantee_state),
            "guarantee_warning": guarantee_warning,
            "guarantee_left": guarantee_left,
        },
        index=plan.index,
    )


def _graded(end: pd.Series, today: pd.Timestamp, warnings: Ints) -> tuple[Ints, Ints, pd.Series]:
    """Return state, the narrowest warning reached (0 = none) and days left (Int64) of periods that end on ``end``."""
    left = (end - today).dt.days.astype("Int64")
    days = left.fillna(0).to_numpy(np.int64)
    narrowest = np.concatenate((warnings, [0]))[np.searchsorted(warnings, days)]
    warning = np.where((days >= 0) & end.notna(), narrowest, 0)
    state = np.where(warning > 0, int(LimitationState.WARNED), int(LimitationState.RUNNING))
    return np.where(days < 0, int(LimitationState.EXPIRED), state), warning, left


def _per_instalment(plan: pd.DataFrame, steps: pd.DataFrame) -> pd.DataFrame:
    shown = ["debt", "day", "kind", "evidence", "row", "end", "counts", "revives", "suspended"]
    instalments = pd.DataFrame({"debt": plan["debt"], "instalment": plan.index})
    merged = instalments.merge(steps[shown], on="debt")
    return merged.drop(columns="debt")
