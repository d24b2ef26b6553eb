"""The days of a case, and the money booked to it (LEG-03, LEG-04, LEG-06, COST-01).

民诉法 is the Civil Procedure Law as amended in 2023 (in force since 2024-01-01), 解释 its interpretation as amended in
2022. A period does not count its first day and ends, where its last day is a rest day, on the next working day
(民诉法 85). Courts may extend their own periods; these are days to ask, not rights.

A day that is not entered is never invented: where an earlier day is known, the period is counted from that one, which
ends it no later, and the step is marked ``assumed``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from addin.domain.calendar import roll
from addin.domain.limitation import add_months
from addin.domain.money import mul_div_half_up
from addin.domain.terms import CaseLight, CaseStep

if TYPE_CHECKING:
    import datetime as dt

    from addin.domain.arrays import Days
    from addin.domain.calendar import Calendar

NO_CASE = 0  # no sheet row, and none of a case that is new
NEVER = np.array("NaT", "datetime64[D]")  # no day
SUE_WITHIN, APPEAL_WITHIN, RENEW_BEFORE = 30, 15, 7  # days
PRESERVED_MONTHS = np.array([12, 24, 36, 12])  # by PropertyKind; the last (-1): not entered
TRIAL, SECOND_TRIAL, ENFORCE_WITHIN, URGE_AFTER = 6, 3, 24, 6  # months
RATIO_UNIT = 10**8
FIGURES = ("costs", "unapproved", "recovered", "agency_recovered", "commission", "cost_ratio")


def case_steps(cases: pd.DataFrame, as_of: dt.date, warn: int, calendar: Calendar) -> pd.DataFrame:
    """Return the open steps of all cases, the earliest first (those without a last day at the end).

    ``cases`` (index = sheet rows): before_suit, over (bool: nothing is due any more), property_kind (PropertyKind, -1
    unknown), limitation_provisional (bool), and the days preserved, preserved_until, filed, hearing, judged, served,
    appealed, effective, perform_until, enforcement_filed, limitation_end (of what the case claims). Columns: case
    (row), step (CaseStep), from_day, deadline (last day, NaT = none), assumed, provisional (rests on days only
    provisionally known), until (end of a preservation), days_left (Int64, 0 on the last day), light (CaseLight; near
    within ``warn`` days).

    - FILE before limitation ends (民法典 188); SUE within 30 days of a preservation before suit (民诉法 104).
    - RENEW a preservation seven days before it ends (财产保全规定 18, 2020): deposits one year, movables two, other
      property three (解释 485; 168: it runs on into enforcement).
    - HEARING; JUDGMENT within six months of filing (民诉法 152), SECOND_JUDGMENT within three (民诉法 183).
    - APPEAL within 15 days of service (民诉法 171); after them CONFIRM that the judgment has taken effect.
    - ENFORCE within two years of the last day to perform, else of the effect (民诉法 250); URGE at the court above when
      six months of enforcement brought nothing (民诉法 237).
    """
    live = cases[~cases["over"]]
    day = {name: _days(live[name]) for name in live.columns if live[name].dtype.kind == "M"}
    known = {name: ~np.isnat(days) for name, days in day.items()}
    today = np.datetime64(as_of, "D")

    decided = known["judged"] | known["served"] | known["effective"] | known["enforcement_filed"]
    waiting = decided & ~known["appealed"] & ~known["effective"] & ~known["enforcement_filed"]
    served = np.where(known["served"], day["served"], day["judged"])
    appeal_end, appeal_guess = roll(_later(served, APPEAL_WITHIN), calendar)
    appeal_over = waiting & (appeal_end < today)
    effect = np.where(known["effective"], day["effective"], np.where(appeal_over, _later(appeal_end, 1), NEVER))
    perform = np.where(known["perform_until"], day["perform_until"], effect)
    due_to_enforce = ~np.isnat(perform) & ~known["enforcement_filed"]
    months = PRESERVED_MONTHS[live["property_kind"].to_numpy()]
    until = np.where(known["preserved_until"], day["preserved_until"], _months(day["preserved"], months))

    parts = [
        _part(live, CaseStep.FILE, ~known["filed"] & ~decided & known["limitation_end"], NEVER, day["limitation_end"],
              live["limitation_provisional"].to_numpy()),
        _part(live, CaseStep.SUE, live["before_suit"].to_numpy() & known["preserved"] & ~known["filed"] & ~decided,
              day["preserved"], *roll(_later(day["preserved"], SUE_WITHIN), calendar)),
        _part(live, CaseStep.RENEW, ~np.isnat(until) & (known["filed"] | ~live["before_suit"].to_numpy()),
              day["preserved"], _later(until, -RENEW_BEFORE), until=until,
              assumed=(live["property_kind"].to_numpy() < 0) & ~known["preserved_until"]),
        _part(live, CaseStep.HEARING, ~decided & known["hearing"] & (day["hearing"] >= today), day["hearing"],
              day["hearing"]),
        _part(live, CaseStep.JUDGMENT, known["filed"] & ~decided & ~(known["hearing"] & (day["hearing"] >= today)),
              day["filed"], *roll(add_months(day["filed"], TRIAL), calendar)),
        _part(live, CaseStep.APPEAL, waiting & ~appeal_over, served, appeal_end, appeal_guess,
              assumed=~known["served"]),
        _part(live, CaseStep.SECOND_JUDGMENT,
              known["appealed"] & ~known["effective"] & ~known["enforcement_filed"], day["appealed"],
              *roll(add_months(day["appealed"], SECOND_TRIAL), calendar), assumed=True),
        _part(live, CaseStep.CONFIRM, appeal_over, appeal_end, NEVER),
        _part(live, CaseStep.ENFORCE, due_to_enforce, perform,
              *roll(add_months(perform, ENFORCE_WITHIN), calendar),
              assumed=~known["perform_until"] & ~known["effective"]),
        _part(live, CaseStep.URGE, known["enforcement_filed"], day["enforcement_filed"],
              *roll(add_months(day["enforcement_filed"], URGE_AFTER), calendar)),
    ]  # fmt: skip
    steps = pd.concat(parts, ignore_index=True)
    steps["days_left"] = (steps["deadline"] - pd.Timestamp(as_of)).dt.days.astype("Int64")
    left = steps["days_left"].fillna(0)
    lights = [(left < 0).to_numpy(bool), (left <= warn).to_numpy(bool)]
    steps["light"] = np.select(lights, [int(CaseLight.PASSED), int(CaseLight.NEAR)], int(CaseLight.FAR))
    return steps.sort_values(["deadline", "case", "step"], kind="stable", ignore_index=True)


def interruptions(steps: pd.DataFrame, events: pd.DataFrame, calendar: Calendar) -> pd.DataFrame:
    """Add to steps when the two years of ENFORCE were last interrupted within them, and the end that gives.

    ``events`` (case, day) are demands that provably arrived, acknowledgements and part payments (执行程序解释 20).
    Columns added: interrupted, interrupted_end (NaT = none). ``deadline`` stays the end without any interruption: what
    interrupts is for a court to judge. Events after that end are left to a lawyer.
    """
    enforce = steps.loc[steps["step"] == CaseStep.ENFORCE, ["case", "from_day", "deadline"]]
    joined = events.merge(enforce, on="case")
    inside = joined[(joined["day"] > joined["from_day"]) & (joined["day"] <= joined["deadline"])]
    latest = inside.groupby("case")["day"].max().reindex(steps["case"]).set_axis(steps.index)
    days = latest.where(steps["step"] == CaseStep.ENFORCE).astype("datetime64[s]")
    ends, _ = roll(add_months(_days(days), ENFORCE_WITHIN), calendar)
    return steps.assign(interrupted=days, interrupted_end=pd.Series(ends, index=steps.index).astype("datetime64[s]"))


def attribute(rows: pd.DataFrame, links: pd.DataFrame, *, before_filing: bool) -> pd.Series:
    """Return the case (row) that each row of money belongs to, :data:`NO_CASE` = none; a row never goes to two.

    ``rows``: contract, day; ``links``: case, contract, filed (NaT = not filed). Of several cases on a contract it is
    the last one filed by that day. With ``before_filing`` what is earlier than all of them goes to the first: what was
    spent on a debt before the suit is part of what the case cost; money received before it is no fruit of it.
    """
    asked = rows[["contract", "day"]].assign(row=range(len(rows)))
    pairs = asked.merge(links, on="contract")
    pairs["filed"] = pairs["filed"].fillna(pd.Timestamp.max.floor("s")).astype("datetime64[s]")
    pairs = pairs.sort_values(["row", "filed", "case"], kind="stable")
    filed = pairs[pairs["filed"] <= pairs["day"]].drop_duplicates("row", keep="last").set_index("row")["case"]
    first = pairs.drop_duplicates("row").set_index("row")["case"] if before_filing else filed
    found = filed.reindex(asked["row"]).fillna(first.reindex(asked["row"])).fillna(NO_CASE)
    return pd.Series(found.to_numpy(np.int64), index=rows.index, dtype="int64")


def case_figures(cases: pd.DataFrame, costs: pd.DataFrame, receipts: pd.DataFrame) -> pd.DataFrame:
    """Return the money of each case in fen, by its row: the columns :data:`FIGURES`.

    ``cases``: agency_rate (Int64, 1e-8); ``costs``: case, amount, approved; ``receipts``: case, amount, outsourced.
    ``commission`` is the agency's rate on what came in through it, ``cost_ratio`` costs ÷ recovered (1e-8, <NA> while
    nothing came in), both rounded half up once.
    """

    def total(rows: pd.DataFrame) -> pd.Series:
        return rows.groupby("case")["amount"].sum().reindex(cases.index, fill_value=0).astype("int64")

    table = pd.DataFrame(
        {
            "costs": total(costs),
            "unapproved": total(costs[~costs["approved"]]),
            "recovered": total(receipts),
            "agency_recovered": total(receipts[receipts["outsourced"]]),
        }
    )
    rate = cases["agency_rate"].fillna(0).to_numpy(np.int64)
    table["commission"] = mul_div_half_up(table["agency_recovered"].to_numpy(), rate, RATIO_UNIT)
    recovered = table["recovered"].to_numpy(np.int64)
    ratio = mul_div_half_up(table["costs"].to_numpy(), RATIO_UNIT, np.maximum(recovered, 1))
    table["cost_ratio"] = pd.Series(ratio, index=cases.index, dtype="Int64").where(table["recovered"] > 0)
    return table[list(FIGURES)]


def _part(
    cases: pd.DataFrame, step: CaseStep, is_open: np.ndarray, from_day: Days, deadline: Days,
    provisional: np.ndarray | bool = False, *, assumed: np.ndarray | bool = False, until: Days | None = None,
) -> pd.DataFrame:  # fmt: skip
    """Return the rows of one step for the cases in which it is open."""
    index = cases.index
    frame = pd.DataFrame(
        {
            "case": index.to_numpy(np.int64),
            "step": int(step),
            "from_day": np.broadcast_to(from_day, len(index)).astype("datetime64[s]"),
            "deadline": np.broadcast_to(deadline, len(index)).astype("datetime64[s]"),
            "provisional": np.broadcast_to(provisional, len(index)),
            "assumed": np.broadcast_to(assumed, len(index)),
            "until": np.broadcast_to(NEVER if until is None else until, len(index)).astype("datetime64[s]"),
        }
    )
    return frame[np.asarray(is_open, bool)]


def _days(values: pd.Series) -> Days:
    days: Days = values.to_numpy().astype("datetime64[D]")
    return days


def _later(days: Days, count: int) -> Days:
    """Return the days so many days later (negative: earlier)."""
    later: Days = days + np.timedelta64(count, "D")
    return later


def _months(days: Days, months: np.ndarray) -> Days:
    """Return the corresponding day so many months on, each its own number."""
    by_kind = [add_months(days, int(number)) for number in np.unique(PRESERVED_MONTHS)]
    return np.select([months == number for number in np.unique(PRESERVED_MONTHS)], by_kind, NEVER)
