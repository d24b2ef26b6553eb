from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from addin.domain.penalty_limits import penalty_findings, per_year
from addin.domain.rates import build_quotes
from addin.domain.settings import Settings
from addin.domain.terms import FirmSize, PenaltyFinding, PenaltyMode
from addin.ledger import schema

AS_OF = dt.date(2026, 9, 30)
LPR = pd.DataFrame(
    {
        "published": np.array(["2015-10-24", "2019-08-20", "2022-01-20", "2025-05-20"], "datetime64[s]"),
        "one_year": pd.array([435_000_000, 425_000_000, 370_000_000, 300_000_000], "Int64"),
    }
)
PERCENT = 10**10  # of a rate per year in 1e-12


def contract(
    mode: PenaltyMode, rate: float | None, signed: str = "2025-06-03", basis: str = "365"
) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "signed": np.array([signed], "datetime64[s]"),
            "penalty_mode": pd.Categorical([schema.PENALTY_MODES[mode]], categories=list(schema.PENALTY_MODES)),
            "penalty_rate": pd.array([None if rate is None else round(rate * 10**8)], "Int64"),
            "day_basis": pd.Categorical([basis], categories=list(schema.DAY_BASES)),
        },
        index=[7],
    )


def findings(
    table: pd.DataFrame,
    *,
    size: int = -1,
    lending: bool = False,
    due: str | None = None,
    sme: bool = False,
    lpr: pd.DataFrame = LPR,
) -> list[tuple[PenaltyFinding, float, float]]:
    found = penalty_findings(
        table,
        np.array([size]),
        np.array([lending]),
        pd.Series(np.array([due], "datetime64[s]"), index=table.index),
        build_quotes(lpr),
        replace(Settings(), creditor_is_sme=sme),
        AS_OF,
    )
    assert (found["contract"] == 7).all()
    return [
        (PenaltyFinding(kind), agreed / PERCENT, limit / PERCENT)
        for kind, agreed, limit in found[["finding", "agreed", "limit"]].itertuples(index=False)
    ]


# LPR now 3.00 %: the loss is 4.50 %, and 130 % of it 5.85 %
@pytest.mark.parametrize(
    ("mode", "rate", "basis", "agreed"),
    [
        (PenaltyMode.DAILY, 0.0005, "365", 18.25),
        (PenaltyMode.DAILY, 0.00017, "360", 6.205),  # a daily rate knows no basis
        (PenaltyMode.ANNUAL, 0.0586, "365", 5.86),
        (PenaltyMode.ANNUAL, 0.0576, "360", 5.84),
        (PenaltyMode.LPR_TIMES, 1.9501, "365", 5.8503),
        (PenaltyMode.LPR_PLUS, 0.0286, "365", 5.86),
    ],
)
def test_more_than_130_per_cent_of_the_loss_is_told(mode: PenaltyMode, rate: float, basis: str, agreed: float) -> None:
    told = findings(contract(mode, rate, basis=basis))
    assert told == ([(PenaltyFinding.OVER_130, agreed, 5.85)] if agreed > 5.85 else [])


@pytest.mark.parametrize(
    ("mode", "rate"),
    [
        (PenaltyMode.DAILY, 0.00016),
        (PenaltyMode.ANNUAL, 0.0585),
        (PenaltyMode.LPR_TIMES, 1.95),
        (PenaltyMode.LPR_PLUS, 0.0285),
        (PenaltyMode.DAILY, None),
    ],
)
def test_up_to_130_per_cent_nothing_is_told(mode: PenaltyMode, rate: float | None) -> None:
    assert findings(contract(mode, rate)) == []


def test_a_large_debtor_of_an_sme_may_agree_what_the_regulation_would_give() -> None:
    usual = contract(PenaltyMode.DAILY, 0.0005)
    assert findings(usual, size=FirmSize.LARGE, sme=True) == []
    assert findings(usual, size=FirmSize.MEDIUM, sme=True) == [(PenaltyFinding.OVER_130, 18.25, 5.85)]
    more = contract(PenaltyMode.DAILY, 0.0006)
    assert findings(more, size=FirmSize.PUBLIC, sme=True) == [(PenaltyFinding.OVER_130, 21.9, 18.25)]


def test_less_than_the_lpr_at_signing_is_told_only_under_the_sme_regulation() -> None:
    low = contract(PenaltyMode.ANNUAL, 0.0369, signed="2022-03-01")
    assert findings(low, size=FirmSize.LARGE, sme=True) == [(PenaltyFinding.BELOW_LPR, 3.69, 3.7)]
    assert findings(low, size=FirmSize.LARGE, sme=False) == []
    assert findings(low, size=FirmSize.SMALL, sme=True) == []
    assert findings(contract(PenaltyMode.ANNUAL, 0.037, signed="2022-03-01"), size=FirmSize.LARGE, sme=True) == []
    earlier = contract(PenaltyMode.ANNUAL, 0.01, signed="2020-08-31")  # the regulation came the day after
    assert findings(earlier, size=FirmSize.LARGE, sme=True) == []


def test_the_cap_of_four_times_the_lpr_is_for_lending_only() -> None:
    rate = contract(PenaltyMode.ANNUAL, 0.1201)
    assert findings(rate, lending=True) == [(PenaltyFinding.LENDING_CAP, 12.01, 12.0)]
    assert findings(contract(PenaltyMode.ANNUAL, 0.12), lending=True) == []
    assert [kind for kind, _, _ in findings(rate)] == [PenaltyFinding.OVER_130]


def test_the_cap_is_that_of_signing_and_todays_for_loans_older_than_the_lpr() -> None:
    assert findings(contract(PenaltyMode.ANNUAL, 0.15, signed="2022-03-01"), lending=True) == [
        (PenaltyFinding.LENDING_CAP, 15.0, 14.8)
    ]
    assert findings(contract(PenaltyMode.ANNUAL, 0.15, signed="2018-03-01"), lending=True) == [
        (PenaltyFinding.LENDING_CAP, 15.0, 12.0)
    ]


@pytest.mark.parametrize(
    ("due", "rate"),
    [("2022-01-18", 5.525), ("2022-01-19", 4.81), (None, 3.9), ("2027-01-01", 3.9)],
    ids=["the day before a new quote's delay", "delay begins on a quote's day", "no instalment", "not due yet"],
)
def test_without_a_clause_the_rate_of_the_breach_is_proposed(due: str | None, rate: float) -> None:
    assert findings(contract(PenaltyMode.NONE, None), due=due) == [(PenaltyFinding.NO_CLAUSE, 0.0, rate)]


def test_without_a_clause_an_sme_is_told_of_the_regulations_rate() -> None:
    bare = contract(PenaltyMode.NONE, None)
    assert findings(bare, size=FirmSize.LARGE, sme=True) == [(PenaltyFinding.NO_CLAUSE_SME, 0.0, 18.25)]
    assert findings(bare, lending=True) == []


def test_without_quotes_only_what_needs_none_is_told() -> None:
    none = LPR.iloc[:0]
    assert findings(contract(PenaltyMode.DAILY, 0.0005), lpr=none) == []
    assert findings(contract(PenaltyMode.NONE, None), lpr=none) == []
    told = findings(contract(PenaltyMode.NONE, None), size=FirmSize.LARGE, sme=True, lpr=none)
    assert told == [(PenaltyFinding.NO_CLAUSE_SME, 0.0, 18.25)]


def test_an_lpr_penalty_is_reckoned_with_the_quote_compared_with() -> None:
    table = contract(PenaltyMode.LPR_TIMES, 1.5, basis="360")
    assert per_year(table, np.array([300_000_000])).tolist() == [45_625_000_000]  # 4.5 % × 365 / 360
