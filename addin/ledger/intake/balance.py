"""A column that is called 应收款 or the like and holds what is still open: told by its figures, and asked about."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from addin.ledger.intake.money import fen

if TYPE_CHECKING:
    from collections.abc import Sequence

    from addin.ledger.intake.recognising import SourceColumn
    from addin.ledger.intake.words import Target


def without_balances(
    columns: Sequence[SourceColumn], rows: Sequence[Sequence[object]], targets: tuple[Target, Target, Target, Target]
) -> list[SourceColumn]:
    """Leave the amount due to the user where it is the contract's amount less what was paid in every row.

    ``targets`` are the amount of the contract, what was paid, the amount due, and what is unpaid.
    """
    fed = {one.target: one for one in columns if one.target and not one.unit}
    whole, paid, due, unpaid = targets
    if not {whole, paid, due} <= set(fed):
        return list(columns)
    told = [tuple(_money(row, fed[target]) for target in (whole, paid, due)) for row in rows]
    filled = [(total, got or 0, left) for total, got, left in told if left is not None]
    balance = all(total is not None and total - got == left for total, got, left in filled)
    if not (balance and any(got for _, got, _ in filled)):
        return list(columns)
    asked = replace(fed[due], target=None, candidate=unpaid, reason="balance")
    return [asked if one is fed[due] else one for one in columns]


def _money(row: Sequence[object], one: SourceColumn) -> int | None:
    return fen(row[one.place], one.scale) if one.place < len(row) else None
