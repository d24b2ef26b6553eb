"""Cells of a source that hold no value where one is meant: errors, formulas not computed, spoilt numbers, other money.

Taken as empty they would be a debt of nothing, or money of another currency would be taken for yuan. So they keep their
contract outside; in columns that carry no figure they are left empty, and told.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from addin.ledger.cells import folded, shown, texts
from addin.ledger.intake.reading_cells import Doubt
from addin.ledger.intake.recognising import CONTRACT, IDENTITY, PAID, RECEIPT, UNPAID, column_of
from addin.ledger.schema.synonyms import CURRENCY_WORDS, YUAN_WORDS
from addin.ports import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from addin.ledger.intake.body import Body
    from addin.ledger.intake.recognising import SheetMap, SourceColumn
    from addin.ports import Grid

CODES = {"error": "error-cell", "uncached": "uncached"}
FIGURES = {Kind.MONEY, Kind.DATE, Kind.COUNT}


def odd_cells(mapped: SheetMap, grid: Grid, rows: Body, contracts: Sequence[str]) -> tuple[list[Doubt], list[Doubt]]:
    """Return the cells that keep their contract outside, and those that are only left empty."""
    owners = dict(zip(rows.rows, contracts, strict=True))
    fed = {one.place: one for one in mapped.columns if one.target and one.place >= 0}
    wrong: list[Doubt] = []
    left: list[Doubt] = []
    for oddity in grid.oddities:
        one = fed.get(oddity.column - 1)
        if one and oddity.what in CODES and oddity.row in owners:
            doubt = Doubt(mapped.sheet, oddity.row, CODES[oddity.what], one.heading, oddity.text, owners[oddity.row])
            (wrong if _carries(one, mapped) else left).append(doubt)
    wrong += [*_spoilt(mapped, rows), *_foreign(mapped, rows, owners)]
    return wrong, left


def _carries(one: SourceColumn, mapped: SheetMap) -> bool:
    """Tell whether a column carries figures, or whose they are; a balance beside what was paid only repeats them."""
    if one.target == UNPAID and mapped.has(PAID, RECEIPT):
        return False
    return one.target is not None and (one.target in IDENTITY or column_of(one.target).kind in FIGURES)


def _spoilt(mapped: SheetMap, rows: Body) -> Iterator[Doubt]:
    """Yield the numbers of contracts that a spreadsheet changed into a date, or cut."""
    for one in mapped.columns:
        if one.target == CONTRACT and one.place >= 0:
            numbers = list(rows.rows)
            values = [row[one.place] for row in rows.rows.values()]
            for flaw in texts(values, identity=True).flaws:
                yield Doubt(mapped.sheet, numbers[flaw.position], flaw.code, one.heading, shown(values[flaw.position]))


def _foreign(mapped: SheetMap, rows: Body, owners: dict[int, str]) -> Iterator[Doubt]:
    """Yield the rows whose currency is not the yuan."""
    for one in mapped.columns:
        if one.place >= 0 and not one.target and folded(one.heading) in CURRENCY_WORDS:
            for number, row in rows.rows.items():
                value = row[one.place]
                if value is not None and folded(shown(value)) not in YUAN_WORDS:
                    yield Doubt(mapped.sheet, number, "foreign", one.heading, shown(value), owners[number])
