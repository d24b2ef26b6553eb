"""Which sheets of a source are read and how: by the user's mapping where there is one of that shape, else proposed."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from addin.ledger import schema
from addin.ledger.intake.body import TOTALS, Left
from addin.ledger.intake.heading import find_heading, heading_at, rows_named
from addin.ledger.intake.money import fen
from addin.ledger.intake.recognising import (
    AMOUNT,
    CONTRACT,
    CONTRACT_AMOUNT,
    CUSTOMER,
    DUE,
    NAME,
    SheetMap,
    column_of,
    header_of,
    propose_for,
)
from addin.ledger.intake.sheetform import carried_over, followed, is_confirmed, remembered
from addin.ledger.intake.splitting import makes_contracts, split
from addin.ledger.intake.standing import guard_twice, is_own, placed
from addin.ledger.sheets import find_headers
from addin.ports import Kind, Level, Refusal, Source

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    import pandas as pd

    from addin.ledger.intake.splitting import Split
    from addin.ports import Grid

WANTED = (CONTRACT, NAME, ("contracts", "signed"), ("contracts", "penalty_mode"), ("contracts", "penalty_rate"), DUE,
          AMOUNT)  # fmt: skip


@dataclass(frozen=True)
class Plan:
    """The tables of a source with their mappings, the sheets that hold none, and the required columns no sheet has."""

    maps: tuple[SheetMap, ...]
    splits: tuple[Split, ...]
    unknown: tuple[tuple[str, Left], ...]
    lacking: tuple[tuple[str, str], ...]

    @property
    def fresh(self) -> bool:
        """Tell whether a mapping is there that the user has not had the chance to correct."""
        return any(not one.confirmed for one in self.maps)


def plan(source: Source, mapping: pd.DataFrame) -> Plan:
    """Find the tables of a source; ``mapping`` are the lines of 列对应. Sheets of the program's own are passed over.

    Raises Refusal ``mapped-twice`` when the user has two columns feed one of ours.
    """
    lines = remembered(mapping)
    maps: list[SheetMap] = []
    grids: list[Grid] = []
    unknown = []
    for grid in source.grids:
        if source.own and ours(grid):
            continue
        found = map_own_sheet(grid, lines_of_sheet(mapping, grid.title)) if source.own else map_sheet(grid, lines)
        if found is None:
            empty = all(value is None for row in grid.rows for value in row)
            unknown.append((grid.title, Left(0, "empty-sheet" if empty else "no-table")))
        else:
            guard_twice(grid.title, found.columns)
            maps.append(replace(found, file=source.name))
            grids.append(grid)
    splits = tuple(split(one, grid) for one, grid in zip(maps, grids, strict=True))
    return Plan(tuple(maps), splits, tuple(unknown), tuple(lacking(maps)))


def own_workbook(grids: Mapping[str, Grid]) -> Source | None:
    """Return the workbook itself as the source when it is no ledger of ours: then it may serve as one in place."""
    contracts = grids.get(schema.CONTRACTS.title)
    if contracts and ours(contracts):
        return None
    return Source("", tuple(grids.values()), own=True)


def ours(grid: Grid) -> bool:
    """Tell whether a sheet of the workbook is one of the program's, not one of the user's that has such a title."""
    sheet = schema.BY_TITLE.get(grid.title)
    if sheet is None:
        return grid.title in {schema.OPTIONS_TITLE, schema.GUIDE_TITLE}
    return sheet.written or not any(one.level is Level.ERROR for one in find_headers(grid, sheet)[1])


def lines_of_sheet(mapping: pd.DataFrame, title: str) -> pd.DataFrame:
    """Return the lines of 列对应 by which a sheet of this workbook is to serve as the ledger."""
    return mapping[(mapping["sheet"] == title) & (mapping["purpose"].astype("str") == schema.IN_PLACE)]


def settled(mine: pd.DataFrame) -> bool:
    """Tell whether a sheet serves as the ledger by these lines of its own."""
    return bool(len(mine)) and is_confirmed(mine)


def map_own_sheet(grid: Grid, mine: pd.DataFrame) -> SheetMap | None:
    """Return the mapping of a sheet of the user's own workbook: settled, as corrected, or proposed.

    A settled one that can no longer be followed is proposed again, with all that is still there as it was. Columns that
    the program added to the sheet are none of theirs. None when the sheet has no table that we know.
    """
    if settled(mine):
        with suppress(Refusal):
            return placed(grid, mine)
    named = rows_named(mine["header_rows"].iloc[0]) if len(mine) else None
    heading = heading_at(grid, *named) if named else find_heading(grid)
    if heading is None:
        return None
    found = propose_for(grid, heading)
    columns = tuple(one for one in found.columns if not is_own(grid, heading, one.place))
    found = replace(found, columns=columns, in_place=True)
    if settled(mine):
        return replace(followed(grid, found, mine), confirmed=False)
    if len(mine) and (mine["shape"] == heading.shape).all():
        return followed(grid, found, mine)
    return found if found.fed() else None


def map_sheet(grid: Grid, lines: dict[str, pd.DataFrame]) -> SheetMap | None:
    """Return the mapping of one sheet: the remembered one of its shape, else a proposal; None when it has no table."""
    heading = find_heading(grid)
    if heading is None:
        return None
    proposed = propose_for(grid, heading)
    mine = lines.get(heading.shape)
    if mine is None:
        proposed = carried_over(grid, proposed, lines)
        return proposed if proposed.fed() else None
    told = followed(grid, proposed, mine)
    again = lines.get(told.heading.shape) if told.heading != heading else None
    if again is not None:  # the user named other header rows, and has corrected what was proposed for those
        told = followed(grid, told, again)
    return told


def lacking(maps: list[SheetMap]) -> list[tuple[str, str]]:
    """Return what the ledger requires of contracts and instalments and no sheet of the source tells."""
    if not any(one.has(CONTRACT, DUE, AMOUNT) for one in maps):
        return []
    given = {one.target for each in maps for one in each.columns}
    if CUSTOMER in given:
        given.add(NAME)
    if CONTRACT_AMOUNT in given and DUE in given:
        given.add(AMOUNT)
    wanted = WANTED if any(makes_contracts(one) for one in maps) or CONTRACT not in given else (CONTRACT,)
    return [target for target in wanted if target not in given]


def needed_columns(found: Plan, titles: Collection[str]) -> list[str]:
    """Return the headers of ours that their sheets lack and without which no button can compute.

    ``titles`` are the sheets of the workbook: one of ours there has its own columns.
    """
    theirs = [target for target in found.lacking if schema.BY_NAME[target[0]].title not in titles]
    return [header_of(target) for target in theirs if column_of(target).required]


def wanting(found: Plan, mapped: SheetMap) -> list[tuple[str, str]]:
    """Return what a sheet of the user's own workbook lacks of its contracts; a fixed value holds for one sheet only."""
    if not makes_contracts(mapped):
        return []
    fixed = [one.target for each in found.maps for one in each.columns if one.place < 0 and one.target]
    return [target for target in dict.fromkeys((*found.lacking, *fixed)) if not mapped.has(target)]


def wrong_totals(one: Split) -> list[tuple[int, str, int, int]]:
    """Return the grand totals that a source states and its rows do not add up to: row, heading, stated, added (fen)."""
    grand = {row: cells for row, cells in one.body.totals.items() if row == max(one.body.totals)}
    wrong = []
    for row, cells in grand.items():
        if not any(isinstance(cell, str) and "".join(cell.split()).strip(":：") in TOTALS - {"小计"} for cell in cells):
            continue
        for column in one.map.columns:
            money = column.target and column.target != CONTRACT_AMOUNT and column_of(column.target).kind is Kind.MONEY
            stated = fen(cells[column.place], column.scale) if money and column.place >= 0 else None
            if stated and stated != one.sums.get(column.place, stated):
                wrong.append((row, column.heading, stated, one.sums[column.place]))
    return wrong
