from __future__ import annotations

import pandas as pd
import pytest

from addin.domain.reconciliation import reconcile
from addin.domain.terms import Difference

ROWS = list[tuple[str, int, int, str]]


def table(rows: ROWS) -> pd.DataFrame:
    """Return instalments: contract, number, amount (fen), due; the index is where they stand."""
    frame = pd.DataFrame(rows, columns=["contract", "number", "amount", "due"])
    return frame.assign(
        due=pd.to_datetime(frame["due"]).astype("datetime64[s]"), contract=frame["contract"].astype("str")
    )


def kinds(
    own: ROWS, theirs: ROWS, *, amount: int = 0, days: int = 0, by_number: bool = True
) -> dict[tuple[str, int], str]:
    found = reconcile(table(own), table(theirs), amount, days, by_number=by_number)
    return {
        (contract, number): Difference(kind).name if kind >= 0 else "SAME"
        for contract, number, kind in found[["contract", "number", "difference"]].itertuples(index=False)
    }


OWN: ROWS = [("A", 1, 100, "2025-01-01"), ("A", 2, 200, "2025-02-01"), ("B", 1, 300, "2025-03-01")]


def test_reg_08_each_kind_of_difference_is_told() -> None:
    theirs: ROWS = [("A", 1, 101, "2025-01-01"), ("A", 2, 200, "2025-02-03"), ("C", 1, 5, "2025-01-01")]
    assert kinds(OWN, theirs) == {
        ("A", 1): "AMOUNT", ("A", 2): "DAY", ("B", 1): "MISSING_THERE", ("C", 1): "MISSING_HERE",
    }  # fmt: skip
    assert kinds([("A", 1, 1, "2025-01-01")], [("A", 1, 2, "2025-01-02")]) == {("A", 1): "BOTH"}


@pytest.mark.parametrize(
    ("amount", "days", "expected"), [(0, 0, "BOTH"), (5, 0, "DAY"), (4, 3, "AMOUNT"), (5, 3, "SAME")]
)
def test_what_lies_within_both_tolerances_agrees(amount: int, days: int, expected: str) -> None:
    theirs: ROWS = [("A", 1, 105, "2025-01-04")]
    assert kinds(OWN[:1], theirs, amount=amount, days=days) == {("A", 1): expected}


def test_without_numbers_what_agrees_best_belongs_together() -> None:
    theirs: ROWS = [("A", 1, 200, "2025-02-01"), ("A", 2, 100, "2025-01-05")]  # in another order
    assert kinds(OWN[:2], theirs, by_number=False) == {("A", 1): "DAY", ("A", 2): "SAME"}


def test_a_day_that_only_one_side_knows_differs() -> None:
    assert kinds([("A", 1, 1, "2025-01-01")], [("A", 1, 1, "")]) == {("A", 1): "DAY"}
    assert kinds([("A", 1, 1, "")], [("A", 1, 1, "")]) == {("A", 1): "SAME"}


def test_nothing_against_nothing_and_against_something() -> None:
    assert kinds([], []) == {}
    assert kinds([], OWN) == dict.fromkeys([("A", 1), ("A", 2), ("B", 1)], "MISSING_HERE")
    assert kinds(OWN, [], by_number=False) == dict.fromkeys([("A", 1), ("A", 2), ("B", 1)], "MISSING_THERE")


def test_every_row_of_either_side_appears_once() -> None:
    twice: ROWS = [*OWN, ("A", 1, 100, "2025-01-01")]
    found = reconcile(table(twice), table(OWN), 0, 0, by_number=True)
    assert sorted(found["own_row"]) == [0, 1, 2, 3]
    assert sorted(found.loc[found["their_row"] >= 0, "their_row"]) == [0, 1, 2]
