"""The days of a case against a table computed by hand, and what is booked to it.

Days by 民诉法 (as amended 2023, in force since 2024-01-01) and its interpretation (2022); the calendar is the State
Council's of 2025 and 2026: 2025-10-01 to 08 and 2026-02-15 to 23 are holidays.
"""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

from addin.domain.calendar import Calendar, build_calendar
from addin.domain.cases import NO_CASE, attribute, case_figures, case_steps, interruptions
from addin.domain.terms import CaseStep

AS_OF = dt.date(2026, 3, 31)
DAYS = ("preserved", "preserved_until", "filed", "hearing", "judged", "served", "appealed", "effective",
        "perform_until", "enforcement_filed", "limitation_end")  # fmt: skip


@pytest.fixture(scope="module")
def calendar() -> Calendar:
    none = pd.DataFrame({"day": pd.Series(dtype="datetime64[s]"), "day_kind": pd.Categorical([], [0, 1])})
    return build_calendar(dt.date(2020, 1, 1), dt.date(2032, 12, 31), none)


def cases(*rows: dict[str, object]) -> pd.DataFrame:
    frame = pd.DataFrame(list(rows), index=pd.RangeIndex(2, 2 + len(rows)))
    for name in DAYS:
        given = frame[name] if name in frame else pd.Series(pd.NaT, index=frame.index)
        frame[name] = pd.to_datetime(given).astype("datetime64[s]")
    for name, empty in {
        "before_suit": False,
        "over": False,
        "limitation_provisional": False,
        "property_kind": -1,
    }.items():
        frame[name] = frame[name].fillna(empty) if name in frame else empty
    return frame.astype(
        {"before_suit": "bool", "over": "bool", "limitation_provisional": "bool", "property_kind": "int64"}
    )


def steps_of(calendar: Calendar, **case: object) -> dict[CaseStep, tuple[str, bool]]:
    steps = case_steps(cases(case), AS_OF, 30, calendar)
    ends = steps["deadline"].dt.strftime("%Y-%m-%d").fillna("")
    return {CaseStep(step): (end, assumed) for step, end, assumed in zip(steps["step"], ends, steps["assumed"],
                                                                         strict=True)}  # fmt: skip


@pytest.mark.parametrize(
    ("given", "step", "deadline", "assumed"),
    [
        # a suit must be filed before limitation ends (民法典 188); the day comes rolled
        ({"limitation_end": "2026-09-01"}, CaseStep.FILE, "2026-09-01", False),
        # 30 days after preservation before suit (民诉法 104): 2026-03-10 + 30 = Thursday 2026-04-09
        ({"before_suit": True, "preserved": "2026-03-10"}, CaseStep.SUE, "2026-04-09", False),
        # 2025-09-05 + 30 = 2025-10-05, a holiday: the first day after it is 2025-10-09 (民诉法 85)
        ({"before_suit": True, "preserved": "2025-09-05"}, CaseStep.SUE, "2025-10-09", False),
        # bank deposits one year (解释 485): until 2026-05-20, to be asked for seven days before (财产保全规定 18)
        ({"preserved": "2025-05-20", "property_kind": 0, "filed": "2025-05-20"}, CaseStep.RENEW, "2026-05-13", False),
        ({"preserved": "2025-05-20", "property_kind": 1, "filed": "2025-05-20"}, CaseStep.RENEW, "2027-05-13", False),
        ({"preserved": "2025-05-20", "property_kind": 2, "filed": "2025-05-20"}, CaseStep.RENEW, "2028-05-13", False),
        # what was preserved is not entered: the shortest period is watched
        ({"preserved": "2025-05-20", "filed": "2025-05-20"}, CaseStep.RENEW, "2026-05-13", True),
        # the court's own day goes first; 29 February has its corresponding day (民法典 202)
        ({"preserved": "2025-05-20", "preserved_until": "2026-11-19", "filed": "2025-05-20"}, CaseStep.RENEW,
         "2026-11-12", False),
        ({"preserved": "2024-02-29", "property_kind": 0, "filed": "2024-03-05"}, CaseStep.RENEW, "2025-02-21", False),
        ({"filed": "2026-03-02", "hearing": "2026-04-15"}, CaseStep.HEARING, "2026-04-15", False),
        # six months for ordinary procedure (民诉法 152)
        ({"filed": "2026-03-02"}, CaseStep.JUDGMENT, "2026-09-02", False),
        # 15 days after service (民诉法 171): 2026-03-20 + 15 = 2026-04-04, a Saturday, then 清明: Tuesday 07
        ({"filed": "2025-11-02", "judged": "2026-03-18", "served": "2026-03-20"}, CaseStep.APPEAL, "2026-04-07", False),
        # not entered when it was served: from the judgment, which is earlier
        ({"filed": "2025-11-02", "judged": "2026-03-18"}, CaseStep.APPEAL, "2026-04-02", True),
        # three months for the second instance (民诉法 183), from its filing, which is not entered
        ({"filed": "2025-11-02", "judged": "2026-02-09", "appealed": "2026-02-13"}, CaseStep.SECOND_JUDGMENT,
         "2026-05-13", True),
        # two years from the last day to perform, else from the effect (民诉法 250)
        ({"filed": "2024-01-10", "judged": "2024-05-06", "effective": "2024-05-28", "perform_until": "2024-06-07"},
         CaseStep.ENFORCE, "2026-06-08", False),  # 2026-06-07 is a Sunday
        ({"filed": "2024-01-10", "judged": "2024-05-06", "effective": "2024-05-28"}, CaseStep.ENFORCE,
         "2026-05-28", False),
        # neither entered: taken as effective on the day after the days to appeal, 2024-05-07 + 15 = 22, so the 23rd
        ({"filed": "2024-01-10", "judged": "2024-05-06", "served": "2024-05-07"}, CaseStep.ENFORCE,
         "2026-05-25", True),  # 2026-05-23 is a Saturday
        # after six months without enforcement the court above may be asked (民诉法 237)
        ({"filed": "2024-01-10", "effective": "2025-10-10", "enforcement_filed": "2025-11-20"}, CaseStep.URGE,
         "2026-05-20", False),
    ],
)  # fmt: skip
def test_leg_03_the_days_of_a_case_are_those_computed_by_hand(
    given: dict[str, object], step: CaseStep, deadline: str, assumed: bool, calendar: Calendar
) -> None:
    assert steps_of(calendar, **given)[step] == (deadline, assumed)


@pytest.mark.parametrize(
    ("given", "open_"),
    [
        ({}, set()),
        ({"limitation_end": "2026-09-01", "filed": "2026-03-02"}, {CaseStep.JUDGMENT}),
        ({"before_suit": True, "preserved": "2026-03-10", "filed": "2026-03-20"}, {CaseStep.RENEW, CaseStep.JUDGMENT}),
        ({"filed": "2026-01-05", "hearing": "2026-03-30"}, {CaseStep.JUDGMENT}),
        ({"filed": "2025-11-02", "judged": "2026-03-18", "served": "2026-03-20"}, {CaseStep.APPEAL}),
        # the days to appeal are over and nothing is entered: ask for the certificate, and watch the two years
        ({"filed": "2025-11-02", "judged": "2026-02-09"}, {CaseStep.CONFIRM, CaseStep.ENFORCE}),
        ({"filed": "2025-11-02", "judged": "2026-02-09", "appealed": "2026-02-13"}, {CaseStep.SECOND_JUDGMENT}),
        (
            {"filed": "2025-11-02", "judged": "2026-02-09", "appealed": "2026-02-13", "effective": "2026-03-20"},
            {CaseStep.ENFORCE},
        ),
        ({"filed": "2025-11-02", "effective": "2026-01-20", "enforcement_filed": "2026-02-20"}, {CaseStep.URGE}),
        ({"filed": "2025-11-02", "effective": "2026-01-20", "preserved": "2025-11-02", "over": True}, set()),
    ],
)
def test_leg_03_a_step_is_open_until_its_day_is_entered(
    given: dict[str, object], open_: set[CaseStep], calendar: Calendar
) -> None:
    assert set(steps_of(calendar, **given)) == open_


def test_leg_03_the_earliest_step_comes_first_and_lights_say_how_near_it_is(calendar: Calendar) -> None:
    steps = case_steps(
        cases(
            {"preserved": "2025-04-30", "property_kind": 0, "filed": "2025-11-02"},  # renew by 2026-04-23: 23 days
            {"filed": "2026-03-02"},  # 155 days
            {"preserved": "2025-03-20", "property_kind": 0, "filed": "2025-11-02"},  # by 2026-03-13: 18 days ago
        ),
        AS_OF, 30, calendar,
    )  # fmt: skip
    first = steps.drop_duplicates("case")
    assert first["step"].tolist() == [CaseStep.RENEW, CaseStep.RENEW, CaseStep.JUDGMENT]
    assert first["case"].tolist() == [4, 2, 3]
    assert first["days_left"].tolist() == [-18, 23, 155]
    assert first["light"].tolist() == [2, 1, 0]


def test_leg_03_a_demand_interrupts_the_two_years_of_enforcement_and_both_ends_are_told(calendar: Calendar) -> None:
    given = cases({"filed": "2023-01-10", "effective": "2023-06-01", "perform_until": "2023-06-10"})
    events = pd.DataFrame({"case": [2, 2, 2], "day": pd.to_datetime(["2023-06-10", "2024-05-06", "2025-07-01"])})
    # 2023-06-10 + 2 years = 2025-06-10, passed; the demand of 2024-05-06 lies in between, that of 2025-07-01 does not
    told = interruptions(case_steps(given, AS_OF, 30, calendar), events, calendar)
    enforce = told[told["step"] == CaseStep.ENFORCE].iloc[0]
    assert enforce["deadline"] == pd.Timestamp("2025-06-10")
    assert enforce["light"] == 2
    assert enforce["interrupted"] == pd.Timestamp("2024-05-06")
    assert enforce["interrupted_end"] == pd.Timestamp("2026-05-06")


def money_rows(*rows: tuple[str, str, int]) -> pd.DataFrame:
    frame = pd.DataFrame(list(rows), columns=["contract", "day", "amount"])
    return frame.assign(day=pd.to_datetime(frame["day"]).astype("datetime64[s]"))


def of_contracts(*rows: tuple[int, str, str | None]) -> pd.DataFrame:
    frame = pd.DataFrame(list(rows), columns=["case", "contract", "filed"])
    return frame.assign(filed=pd.to_datetime(frame["filed"]).astype("datetime64[s]"))


def test_leg_04_money_goes_to_the_last_case_filed_before_it_and_never_to_two() -> None:
    links = of_contracts((2, "K1", "2024-03-01"), (3, "K1", "2025-03-01"), (4, "K2", None))
    rows = money_rows(("K1", "2024-02-01", 1), ("K1", "2024-03-01", 2), ("K1", "2025-02-28", 4),
                      ("K1", "2025-03-01", 8), ("K2", "2025-01-01", 16), ("K9", "2025-01-01", 32))  # fmt: skip
    costs = attribute(rows, links, before_filing=True)
    assert costs.tolist() == [2, 2, 2, 3, 4, NO_CASE]
    receipts = attribute(rows, links, before_filing=False)
    assert receipts.tolist() == [NO_CASE, 2, 2, 3, NO_CASE, NO_CASE]


def test_leg_04_costs_by_case_and_cost_01_the_ratio_of_costs_to_what_came_in() -> None:
    costs = pd.DataFrame({"case": [2, 2, 3, NO_CASE], "amount": [120_00, 80_00, 50_00, 7_00],
                          "approved": [True, False, True, True]})  # fmt: skip
    receipts = pd.DataFrame(
        {"case": [2, 2, NO_CASE], "amount": [600_00, 33_33, 9_00], "outsourced": [False, True, True]}
    )
    given = pd.DataFrame({"agency_rate": pd.array([15_000_000, None], "Int64")}, index=pd.Index([2, 3]))
    figures = case_figures(given, costs, receipts)
    assert figures.loc[[2]].iloc[0].tolist() == [200_00, 80_00, 633_33, 33_33, 5_00, 31_579_114]
    # 33.33 × 15 % = 4.9995 → 5.00; 200.00 ÷ 633.33 = 0.315791135 74…: half up in units of 1e-8
    assert figures.loc[[3]].iloc[0].tolist()[:5] == [50_00, 0, 0, 0, 0]
    assert figures["cost_ratio"].isna().tolist() == [False, True]


@pytest.mark.parametrize(
    ("amount", "rate", "commission"),
    [
        (0, 15_000_000, 0),
        (33_33, 15_000_000, 5_00),
        (33_30, 15_000_000, 5_00),
        (33_29, 15_000_000, 4_99),
        (100, None, 0),
    ],
)
def test_leg_06_the_agency_is_paid_its_rate_of_what_came_in_through_it_alone(
    amount: int, rate: int | None, commission: int
) -> None:
    receipts = pd.DataFrame({"case": [2, 2], "amount": [amount, 900_00], "outsourced": [True, False]})
    nothing = pd.DataFrame({"case": [2], "amount": [0], "approved": [True]})
    given = pd.DataFrame({"agency_rate": pd.array([rate], "Int64")}, index=pd.Index([2]))
    # 33.30 × 15 % = 4.995 → 5.00; 33.29 × 15 % = 4.9935 → 4.99
    assert case_figures(given, nothing, receipts)["commission"].tolist() == [commission]
