"""Where agreed penalties meet the law's limits: findings for people to judge, never a silent cap (RULES §3).

Rates compared are per year in units of 1e-12 (LPR quotes: 1e-10); a rate per day counts 365 days.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from addin.domain.money import mul_div_half_up
from addin.domain.rates import LPR_MODES, PER_LPR, PER_SHEET_RATE, day_numbers, lpr_rate, run_of
from addin.domain.terms import FirmSize, PenaltyFinding, PenaltyMode

if TYPE_CHECKING:
    import datetime as dt

    from addin.domain.arrays import Bools, Ints
    from addin.domain.rates import Quotes
    from addin.domain.settings import Settings

YEAR = 365
SME_YEAR = 50_000 * PER_SHEET_RATE * YEAR  # 0.0005 a day
LOSS_AND_30 = PER_LPR * 195 // 100  # LPR × 1.5 × 130 %
PER_MULTIPLE = 10**6  # 1e-10 × 1e-8 → 1e-12
LARGE = (FirmSize.LARGE, FirmSize.PUBLIC)
# In force: 保障中小企业款项支付条例 2020-09-01; the LPR as the measure of courts 2019-08-20.
SME_SINCE = int(np.datetime64("2020-09-01").astype(np.int64))
LPR_SINCE = int(np.datetime64("2019-08-20").astype(np.int64))


def penalty_findings(
    contracts: pd.DataFrame,
    debtor_size: Ints,
    lending: Bools,
    first_due: pd.Series,
    quotes: Quotes,
    settings: Settings,
    as_of: dt.date,
) -> pd.DataFrame:
    """Return one row per finding: ``contract`` (row), ``finding``, ``agreed``, ``limit``, ``lpr``, ``lpr_since`` (day).

    ``debtor_size`` (FirmSize, -1 unknown), ``lending`` (a sum of the contract is a loan) and ``first_due`` stand beside
    ``contracts``. ``limit`` is what ``agreed`` passed, or the rate proposed where nothing is agreed.

    OVER_130: more than 130 % of the loss, taken as LPR × 1.5 on ``as_of`` (民法典 585; 合同编通则解释 65; 买卖合同解释
    18), and more than 0.0005 a day where the SME regulation would give that. BELOW_LPR: less than the LPR at signing,
    creditor an SME, debtor large or public (保障中小企业款项支付条例 17; 15 until 2025). LENDING_CAP: over 4 × LPR at
    signing, as of now for loans before the LPR (民间借贷规定 25, 28, 31). NO_CLAUSE: LPR on the first day of delay ×
    the setting (买卖合同解释 18), NO_CLAUSE_SME: 0.0005 a day. Loans are judged by the cap alone.
    """
    mode = contracts["penalty_mode"].cat.codes.to_numpy()
    signed = day_numbers(contracts["signed"])
    today = np.full(signed.size, np.datetime64(as_of, "D").astype(np.int64))
    breach = np.where(first_due.isna(), today, np.minimum(day_numbers(first_due) + 1, today))
    now, at_signing, at_breach = (run_of(days, quotes) for days in (today, signed, breach))
    for_loans = np.where(signed < LPR_SINCE, now, at_signing)

    known = quotes.until is not None
    agreed = known & (mode > PenaltyMode.NONE) & contracts["penalty_rate"].notna().to_numpy()
    bare = (mode == PenaltyMode.NONE) & ~lending
    sme = settings.creditor_is_sme & np.isin(debtor_size, LARGE) & (signed >= SME_SINCE)
    quote = quotes.rate
    too_much = np.maximum(quote[now] * LOSS_AND_30, np.where(sme, SME_YEAR, 0))
    least, cap = quote[at_signing] * PER_LPR, quote[for_loans] * (4 * PER_LPR)
    proposed = mul_div_half_up(quote[at_breach], settings.statutory_multiple, PER_MULTIPLE)
    findings = (
        (PenaltyFinding.OVER_130, now, too_much, agreed & ~lending & (per_year(contracts, quote[now]) > too_much)),
        (PenaltyFinding.BELOW_LPR, at_signing, least, agreed & sme & (per_year(contracts, quote[at_signing]) < least)),
        (PenaltyFinding.LENDING_CAP, for_loans, cap, agreed & lending & (per_year(contracts, quote[for_loans]) > cap)),
        (PenaltyFinding.NO_CLAUSE, at_breach, proposed, known & bare & ~sme),
        (PenaltyFinding.NO_CLAUSE_SME, at_signing, np.full(signed.size, SME_YEAR), bare & sme),
    )
    return pd.concat(
        pd.DataFrame(
            {
                "contract": contracts.index[which],
                "finding": int(finding),
                "agreed": np.where(mode > PenaltyMode.NONE, per_year(contracts, quote[run]), 0)[which],
                "limit": limit[which],
                "lpr": quote[run][which],
                "lpr_since": quotes.start[run][which].astype("datetime64[D]").astype("datetime64[s]"),
            }
        )
        for finding, run, limit, which in findings
    ).sort_values(["contract", "finding"], kind="stable", ignore_index=True)


def per_year(contracts: pd.DataFrame, quote: Ints) -> Ints:
    """Return each contract's agreed rate per year of 365 days (1e-12), LPR modes reckoned with ``quote`` (1e-10)."""
    mode = contracts["penalty_mode"].cat.codes.to_numpy().astype(np.int64)
    standard = contracts["penalty_rate"].fillna(0).to_numpy(dtype=np.int64)
    basis = contracts["day_basis"].to_numpy().astype(np.int64)
    yearly = np.where(np.isin(mode, LPR_MODES), lpr_rate(quote, mode, standard), standard * PER_SHEET_RATE)
    return np.where(mode == PenaltyMode.DAILY, yearly * YEAR, mul_div_half_up(yearly, YEAR, basis))
