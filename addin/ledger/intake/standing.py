"""The mapping of a sheet of the user's that serves as the ledger: found again by its headings, wherever they stand now.

Users insert columns and title lines between two clicks; a mapped heading is never taken from its old place alone. What
the program adds to such a sheet has headers of its own kind (催收·逾期天数), so that a column of theirs is never taken
for one of ours, nor ours for theirs.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from addin.ledger import schema
from addin.ledger.cells import clean, shown
from addin.ledger.intake.heading import SEARCHED, Heading, heading_at, rows_named
from addin.ledger.intake.recognising import AMOUNT, PAID, RECEIPT, UNPAID, SheetMap, SourceColumn, header_of
from addin.ledger.intake.words import CONFIDENT, meaning
from addin.ledger.schema import IMPORT_TARGETS, LEFT_OUT, UNITS_OF_MONEY
from addin.ledger.sheets import column_number
from addin.ports import Refusal

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from addin.ledger.intake.words import Target
    from addin.ports import Column, Grid

OWNERS = ("instalments", "receipts", "contracts", "customers", "contacts")  # the first that is fed owns the sheet
MONEY = (AMOUNT, PAID, RECEIPT, UNPAID)


def placed(grid: Grid, lines: pd.DataFrame) -> SheetMap:
    """Return the mapping of a sheet that serves as the ledger, from its own lines, whatever columns were added since.

    A heading of the ledger's own that has no line, such as 催收员, is that column. Raises Refusal
    ``mapped-column-gone`` and ``mapped-column-unsure`` when a mapped heading is no longer there or which of several of
    that name it is cannot be told, ``mapped-twice`` when two columns are to feed one of ours, and ``mapped-column-new``
    when a column of money stands there that nobody has mapped.
    """
    heading = _heading(grid, lines)
    columns = []
    for line in lines.to_dict("records"):
        target = IMPORT_TARGETS.get(str(line["target"]))
        letter, text = str(line["letter"]), str(line["source_header"])
        unit = str(line["money_unit"])
        if not letter:
            if target and line["constant"]:
                columns.append(SourceColumn(-1, "", target, constant=str(line["constant"]), reason="constant"))
            continue
        alike = sorted(lines.loc[lines["source_header"] == text, "letter"], key=column_number)
        place = _place(grid, heading, alike, letter, text) if target else _perhaps(heading, alike, letter, text)
        if place >= 0:
            columns.append(SourceColumn(
                place, text, target, unit=int(str(line["unit_number"])), example=str(line["example"]),
                money_unit=unit if unit in UNITS_OF_MONEY else "",
                reason="typed" if target else "left-out" if line["target"] == LEFT_OUT else "unknown",
            ))  # fmt: skip
    columns += _added(grid, heading, columns, set(lines["source_header"]))
    guard_twice(grid.title, columns)
    _guard_new(grid, heading, columns, set(lines["source_header"]))
    width = max((one.place for one in columns), default=0) + 1  # what the program computed is not read
    heading = replace(heading, texts=heading.texts[:width])
    return SheetMap(grid.title, heading, tuple(columns), in_place=True, confirmed=True)


def guard_twice(title: str, columns: Sequence[SourceColumn]) -> None:
    """Raise Refusal ``mapped-twice`` when two columns, or a column and a fixed value, are to feed one of ours."""
    times = Counter((one.target, one.unit) for one in columns if one.target)
    twice = next((key for key, count in times.items() if count > 1), None)
    if twice and twice[0]:
        found = [one.heading or one.constant for one in columns if (one.target, one.unit) == twice]
        raise Refusal("mapped-twice", sheet=title, header=header_of(twice[0]), found="」「".join(found))


def _guard_new(grid: Grid, heading: Heading, columns: Sequence[SourceColumn], told: set[str]) -> None:
    """Raise Refusal for a column without a line that reads like money due or paid: left out, it would be wrong."""
    fed = {(one.target, one.unit) for one in columns}
    taken = {one.place for one in columns}
    for place, text in enumerate(heading.texts):
        if place not in taken and text not in told and not is_own(grid, heading, place):
            found = meaning(text)
            sure = found.confidence >= CONFIDENT and found.target in MONEY
            if sure and (found.target, found.unit) not in fed:
                raise Refusal("mapped-column-new", sheet=grid.title, header=text)


def own_header(mapped: SheetMap, sheet: str, column: Column, unit: int = 0) -> str:
    """Return the header that a column of ours gets on a sheet of theirs which has no such column."""
    label = schema.INSTALMENT_LABEL.format(number=unit) if unit else _label(mapped.columns, sheet)
    return schema.OWN_COLUMN + label + column.header


def _label(columns: Sequence[SourceColumn], sheet: str) -> str:
    """Return what tells columns of several of our sheets apart on one of theirs: 备注 of customer and contract."""
    fed = {one.target[0] for one in columns if one.target}
    owner = next((name for name in OWNERS if name in fed), sheet)
    return "" if sheet == owner else schema.OWN_LABELS.get(sheet, "")


def is_own(grid: Grid, heading: Heading, place: int) -> bool:
    """Tell whether the column (from 0) of a table is one that the program added."""
    return _last_line(grid, heading, place).startswith(schema.OWN_COLUMN)


def _last_line(grid: Grid, heading: Heading, place: int) -> str:
    row = grid.rows[heading.last - 1]
    return clean(shown(row[place])) if place < len(row) else ""


def _added(grid: Grid, heading: Heading, columns: Sequence[SourceColumn], told: set[str]) -> list[SourceColumn]:
    """Return the columns of the ledger that were added to the sheet since, by the program or by the user."""
    fed = {(one.target, one.unit) for one in columns if one.target}
    sheets = [name for name in OWNERS if any(target and target[0] == name for target, _ in fed)]
    units = sorted({unit for _, unit in fed})
    known: dict[str, tuple[Target, int]] = {}
    for sheet in sheets:
        for column in schema.BY_NAME[sheet].columns:
            for unit in () if column.computed else units:
                label = schema.INSTALMENT_LABEL.format(number=unit) if unit else _label(columns, sheet)
                known.setdefault(schema.OWN_COLUMN + label + column.header, ((sheet, column.name), unit))
    typed = {header.removeprefix(schema.OWN_COLUMN): target for header, target in known.items()}
    for sheet in sheets:
        for column in schema.BY_NAME[sheet].columns:
            if not column.computed:
                typed.setdefault(column.header, ((sheet, column.name), 0))
    found = []
    for place in range(len(heading.texts)):
        text = _last_line(grid, heading, place)
        meant = known.get(text) or (typed.get(text) if text not in told and heading.texts[place] not in told else None)
        if meant and meant not in fed:
            found.append(SourceColumn(place, text, meant[0], reason="header", unit=meant[1]))
            fed.add(meant)
    return found


def _heading(grid: Grid, lines: pd.DataFrame) -> Heading:
    """Return the header where the lines say it is, or the one other place within reach that has all mapped headings."""
    first, last = rows_named(lines["header_rows"].iloc[0]) or (1, 1)
    heading = heading_at(grid, first, last)
    mapped = lines["target"].astype("object").isin(list(IMPORT_TARGETS)) & (lines["letter"] != "")
    wanted = set(lines.loc[mapped, "source_header"])
    if wanted <= set(heading.texts):
        return heading
    deep = last - first
    others = [heading_at(grid, at, at + deep) for at in range(1, min(len(grid.rows), SEARCHED) + 1 - deep)]
    fitting = [one for one in others if wanted <= set(one.texts)]
    return fitting[0] if len(fitting) == 1 else heading


def _place(grid: Grid, heading: Heading, alike: Sequence[str], letter: str, text: str) -> int:
    """Return where a mapped heading stands now; ``alike`` are the letters of those of its name when it was mapped."""
    if text not in heading.texts:
        raise Refusal("mapped-column-gone", sheet=grid.title, header=text, row=heading.rows)
    place = _perhaps(heading, alike, letter, text)
    if place < 0:
        raise Refusal("mapped-column-unsure", sheet=grid.title, header=text, row=heading.rows)
    return place


def _perhaps(heading: Heading, alike: Sequence[str], letter: str, text: str) -> int:
    """Return where a heading stands now, -1 when it is not there as many times as it was."""
    found = [place for place, other in enumerate(heading.texts) if other == text]
    return found[alike.index(letter)] if len(found) == len(alike) else -1
