"""The views beside the hand-over: demands before a suit, denied debts."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

from addin import messages
from addin.domain.settings import Settings
from addin.letters.demands import demand_advice
from addin.letters.hand_over import denied_shares
from addin.ports import Request

DAY = dt.date(2026, 3, 31)
REQUEST = Request({}, Settings(), DAY, dt.datetime.combine(DAY, dt.time(9)))


@pytest.mark.parametrize(
    ("age", "left", "advice"),
    [
        (None, 400, messages.DEMAND_NONE),
        (0, 400, messages.DEMAND_FRESH),
        (90, 400, messages.DEMAND_FRESH),
        (91, 400, messages.DEMAND_OLD.format(days=91)),
        (10, 31, messages.DEMAND_FRESH),
        (10, 30, f"{messages.DEMAND_FRESH}；{messages.DEMAND_URGENT.format(end='E')}"),
        (None, 0, f"{messages.DEMAND_NONE}；{messages.DEMAND_URGENT.format(end='E')}"),
        (10, -1, messages.DEMAND_EXPIRED.format(end="E")),
        (None, None, messages.DEMAND_NONE),
    ],
)
def test_dl_02_a_demand_is_asked_for_before_a_suit_unless_a_fresh_one_was_signed_for(
    age: int | None, left: int | None, advice: str
) -> None:
    days, rest = (pd.NA if number is None else number for number in (age, left))
    assert demand_advice(REQUEST, days, rest, "E") == advice  # type: ignore[arg-type]


def test_od_09_the_sales_slip_is_seven_point_fourteen_percent_of_the_debt_denied() -> None:
    denied = pd.DataFrame({"owed": [60_000_00, 0], "evidence_amount": [4_286_00, 4_286_00]}, index=[2, 3])
    share = denied_shares(denied)["share"]
    assert messages.percent_of(int(share.iloc[0])) == "7.14%"
    assert pd.isna(share.iloc[1])
