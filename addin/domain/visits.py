"""Whom to visit and why, what a visit proves, what it cost and brought in (VIS-01 to VIS-04, PLN-01, COST-01).

Tables by customer have the customer's ID as index; amounts are fen, spans are days.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from addin.domain.money import mul_divmod
from addin.domain.terms import Evidence, VisitPriority, VisitReason, VisitResult

if TYPE_CHECKING:
    from collections.abc import Sequence

    from addin.domain.settings import Settings

# What the result of a visit proves. A signed statement proves that the demand arrived; it is no written promise, which
# alone revives a claim after limitation (诉讼时效规定 19), so it is graded as a signature for receipt.
PROOF = {
    VisitResult.WRITTEN_PROMISE: Evidence.WRITTEN_PROMISE,
    VisitResult.STATEMENT_SIGNED: Evidence.SIGNED_FOR,
    VisitResult.PAPERS_SIGNED_FOR: Evidence.SIGNED_FOR,
    VisitResult.ORAL_PROMISE: Evidence.NOTHING,
    VisitResult.SIGNATURE_REFUSED: Evidence.NOTHING,
    VisitResult.NOBODY_MET: Evidence.NOTHING,
}
SIGNED = (VisitResult.WRITTEN_PROMISE, VisitResult.STATEMENT_SIGNED, VisitResult.PAPERS_SIGNED_FOR)
URGENT, PRESSING = 3, 2  # so many reasons together make a visit's priority high, middle
WORST_SCORE = 3
OLD_CUSTOMER, KNOWN_CUSTOMER = 3 * 365, 365  # days since the first contract


def visit_reasons(facts: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    """Tell of each customer which reasons (:class:`VisitReason`, as columns) speak for a visit.

    ``facts`` by customer: longest_overdue (days), principal (overdue, fen), broken (promises), unanswered (last calls
    in a row), reachable (bool). A limit of 0 switches its reason off. The amount counts only once the debt is more than
    mildly overdue; below 上门最低金额 no visit is worth its cost (COST-01).
    """
    days, principal = facts["longest_overdue"], facts["principal"]
    found = {
        VisitReason.LONG_OVERDUE: reaches(days, settings.visit_days),
        VisitReason.LARGE: reaches(principal, settings.visit_amount) & (days > settings.mild_days),
        VisitReason.BROKEN_PROMISES: reaches(facts["broken"], settings.visit_broken),
        VisitReason.NO_ANSWER: reaches(facts["unanswered"], settings.visit_unanswered),
        VisitReason.UNREACHABLE: ~facts["reachable"],
    }
    worth = principal >= settings.visit_minimum
    return pd.DataFrame({int(reason): applies & worth for reason, applies in found.items()}, index=facts.index)


def reaches(values: pd.Series, limit: int) -> pd.Series:
    """Tell whether values reach a limit; 0 is no limit."""
    return (values >= limit) & (limit > 0)


def priorities(reasons: pd.DataFrame) -> pd.Series:
    """Return the priority (:class:`VisitPriority`) of each customer by how many reasons come together."""
    count = reasons.sum(axis=1)
    places = np.select([count >= URGENT, count >= PRESSING], [int(VisitPriority.HIGH), int(VisitPriority.MIDDLE)],
                       int(VisitPriority.LOW))  # fmt: skip
    return pd.Series(places, index=reasons.index, dtype="int64")


def unanswered_calls(calls: pd.DataFrame) -> pd.Series:
    """Return, by customer, how many of the latest calls in a row nobody answered.

    ``calls``: customer, contacted (moment), answered (bool).
    """
    latest_first = calls.sort_values("contacted", kind="stable", ascending=False)
    spoken = latest_first["answered"].astype("int64").groupby(latest_first["customer"]).cumsum()
    return (spoken == 0).astype("int64").groupby(latest_first["customer"]).sum()


def share_out(amount: int, weights: Sequence[int]) -> list[int]:
    """Divide an amount (fen) by weights, to the fen and in full; equal parts when all weights are 0 (COST-01).

    Each share is the difference of two rounded running sums, so that the shares add up.
    """
    base = np.array(weights if any(weights) else [1] * len(weights), dtype=np.int64)
    whole = int(base.sum())
    quotient, remainder = mul_divmod(amount, np.cumsum(base), whole)
    return [int(part) for part in np.diff(quotient + (2 * remainder >= whole), prepend=0)]


def recovered_after(visits: pd.DataFrame, receipts: pd.DataFrame) -> pd.Series:
    """Return what came in after each visit (fen), by the index of ``visits`` (customer, visited).

    A receipt (customer, received, amount) counts for the customer's latest visit on or before its day, so each fen
    counts once.
    """
    order = visits[["customer", "visited"]].assign(place=visits.index).sort_values("visited", kind="stable")
    came = receipts[["customer", "received", "amount"]].sort_values("received", kind="stable")
    order["customer"], came["customer"] = order["customer"].astype("object"), came["customer"].astype("object")
    if order.empty or came.empty:
        return pd.Series(0, index=visits.index, dtype="int64")
    joined = pd.merge_asof(came, order, left_on="received", right_on="visited", by="customer")
    joined = joined[joined["place"].notna()]
    sums = joined.groupby("place")["amount"].sum()
    return sums.reindex(visits.index).fillna(0).astype("int64")


def plan_scores(facts: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    """Score each overdue customer from 0 (easy) to 3 (hard) on the four grounds of a collection plan (PLN-01).

    ``facts`` by customer: broken (promises), longest_overdue (days), principal (fen), known_days (since the first
    contract), suspended (bool: supply is stopped), credit (code of A, B, C, D; -1 not graded).

    habit: broken promises. age_and_amount: the overdue grade (1 to 3), 3 from 上门欠款金额 on. relation: 0 with a
    customer of three years, 1 of one year, else 2; 3 when supply is stopped. credit_score: the grade, missing without
    one. score: their sum; what is missing adds nothing.
    """
    grade = np.searchsorted((0, settings.mild_days, settings.medium_days), facts["longest_overdue"])
    large = reaches(facts["principal"], settings.visit_amount)
    known = facts["known_days"]
    relation = np.select([facts["suspended"], known >= OLD_CUSTOMER, known >= KNOWN_CUSTOMER], [WORST_SCORE, 0, 1], 2)
    credit = facts["credit"].clip(upper=WORST_SCORE).astype("Int64")
    scores = pd.DataFrame(
        {
            "habit": facts["broken"].clip(upper=WORST_SCORE).astype("Int64"),
            "age_and_amount": pd.Series(np.where(large, WORST_SCORE, grade), index=facts.index, dtype="Int64"),
            "relation": pd.Series(relation, index=facts.index, dtype="Int64"),
            "credit_score": credit.where(credit >= 0),
        }
    )
    return scores.assign(score=scores.sum(axis=1).astype("int64"))


def plan_methods(score: pd.Series, settings: Settings) -> pd.Series:
    """Return how to collect by score (PLN-01): 0 by phone, 1 by letter, 2 by visit, 3 by law (limits are settings)."""
    limits = (settings.letter_score, settings.visit_score, settings.legal_score)
    return sum((score >= limit).astype("int64") for limit in limits)  # type: ignore[return-value]
