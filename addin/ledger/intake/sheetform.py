"""The mappings as the sheet 列对应 holds them: one line per source column, and one per column that the source lacks."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from addin.ledger import schema
from addin.ledger.intake.heading import Heading, heading_at, rows_named
from addin.ledger.intake.reading_cells import as_text
from addin.ledger.intake.recognising import SheetMap, SourceColumn, column_of, header_of, propose_for
from addin.ledger.schema import IMPORT_TARGETS, LEFT_OUT, MAPPING, MAPPING_STATES, PURPOSES, UNITS_OF_MONEY
from addin.ports import Kind, Refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Mapping, Sequence

    from addin.ports import Grid

OWNERS = ("instalments", "receipts", "contacts", "customers", "contracts")  # the last has a header that several have
UNIT = 10**8  # of a confidence of 1


def remembered(table: pd.DataFrame) -> dict[tuple[str, bool], pd.DataFrame]:
    """Return the lines of 列对应 by shape and whether they are for use in place."""
    in_place = table["purpose"].astype("str") == schema.IN_PLACE
    groups = table.groupby(["shape", in_place], sort=False)
    return {(str(shape), bool(place)): lines for (shape, place), lines in groups}


def followed(grid: Grid, found: SheetMap, lines: pd.DataFrame) -> SheetMap:
    """Return the mapping of a sheet as the user's lines have it; ``found`` is what the program would propose.

    While the lines are not confirmed, other header rows typed there are followed: the sheet is then proposed anew.
    """
    confirmed = bool((lines["mapping_state"].astype("str") == MAPPING_STATES[1]).all())
    named = rows_named(lines["header_rows"].iloc[0])
    if named and not confirmed and named != (found.heading.first, found.heading.last):
        return propose_for(grid, heading_at(grid, *named))
    by_heading = {(str(line["letter"]), str(line["source_header"])): line for line in lines.to_dict("records")}
    columns = []
    for one in found.columns:
        told = by_heading.get((letters(one.place), one.heading))
        columns.append(one if told is None else _as_told(one, told))
    for line in lines[lines["letter"] == ""].to_dict("records"):
        target = IMPORT_TARGETS.get(str(line["target"]))
        if target and line["constant"]:
            columns.append(SourceColumn(-1, "", target, constant=str(line["constant"]), reason="constant"))
    return replace(found, columns=tuple(columns), confirmed=True)


def placed(grid: Grid, lines: pd.DataFrame) -> SheetMap:
    """Return the mapping of a sheet that serves as the ledger, from its own lines, whatever columns were added since.

    A heading of the ledger's own that has no line, such as 催收员 added by a button, is that column. Raises Refusal
    ``mapped-column-gone`` when a mapped heading is no longer there.
    """
    rows = rows_named(lines["header_rows"].iloc[0])
    heading = heading_at(grid, *(rows or (1, 1)))
    columns = []
    told = set()
    for line in lines.to_dict("records"):
        target = IMPORT_TARGETS.get(str(line["target"]))
        text = str(line["source_header"])
        told.add(text)
        if not line["letter"]:
            if target and line["constant"]:
                columns.append(SourceColumn(-1, "", target, constant=str(line["constant"]), reason="constant"))
        elif target:
            unit = str(line["money_unit"])
            columns.append(SourceColumn(_place(grid, heading, str(line["letter"]), text), text, target,
                                        unit=int(str(line["unit_number"])),
                                        money_unit=unit if unit in UNITS_OF_MONEY else ""))  # fmt: skip
    fed = {one.target for one in columns if one.target}
    sheets = {sheet for sheet, _ in fed if sheet}
    own = {column.header: (sheet, column.name) for sheet in (*OWNERS, *sheets - {*OWNERS})
           for column in (schema.BY_NAME[sheet].columns if sheet in sheets else ()) if not column.computed}  # fmt: skip
    for place, text in enumerate(heading.texts):
        if text in own and text not in told and own[text] not in fed:
            columns.append(SourceColumn(place, text, own[text], reason="header"))
    return SheetMap(grid.title, heading, tuple(columns), in_place=True, confirmed=True)


def _place(grid: Grid, heading: Heading, letter: str, text: str) -> int:
    """Return where a mapped heading stands now: under its letter, or the one other place that has it."""
    found = [place for place, other in enumerate(heading.texts) if other == text]
    here = [place for place in found if letters(place) == letter]
    if here or len(found) == 1:
        return (here or found)[0]
    raise Refusal("mapped-column-gone", sheet=grid.title, header=text, row=heading.rows)


def _as_told(one: SourceColumn, line: Mapping[Hashable, object]) -> SourceColumn:
    """Return a column as its line says."""
    header = str(line["target"])
    target = IMPORT_TARGETS.get(header)
    unit = str(line["money_unit"])
    money = target is not None and column_of(target).kind is Kind.MONEY
    number = int(str(line["unit_number"]))
    in_unit = unit if unit in UNITS_OF_MONEY else one.money_unit or next(iter(UNITS_OF_MONEY))
    same = target == one.target and header != LEFT_OUT and number == one.unit and (not money or unit == one.money_unit)
    if same:
        return one
    return replace(
        one, target=target, unit=number, money_unit=in_unit if money else "", confidence=1.0, candidate=None,
        reason="left-out" if header == LEFT_OUT else "user" if target else "emptied",
    )  # fmt: skip


def lines_of(
    mapped: SheetMap, lacking: Sequence[tuple[str, str]], explain: Callable[[SourceColumn], str]
) -> pd.DataFrame:
    """Return the lines of 列对应 for a mapping; ``lacking`` are targets that no column feeds."""
    extra = [SourceColumn(-1, "", target, 0.0, "missing") for target in lacking]
    rows = []
    for one in (*mapped.columns, *extra):
        left_out = one.reason == "left-out"
        rows.append({
            "shape": mapped.heading.shape,
            "purpose": PURPOSES[mapped.in_place],
            "mapping_state": MAPPING_STATES[mapped.confirmed],
            "file": mapped.file,
            "sheet": mapped.sheet,
            "header_rows": mapped.heading.rows,
            "letter": letters(one.place),
            "source_header": one.heading,
            "example": one.example,
            "target_sheet": schema.BY_NAME[one.target[0]].title if one.target and one.target[0] else "",
            "target": LEFT_OUT if left_out else header_of(one.target) if one.target else None,
            "unit_number": one.unit,
            "money_unit": one.money_unit or None,
            "constant": one.constant,
            "confidence": round(one.confidence * UNIT),
            "explanation": explain(one),
        })  # fmt: skip
    return typed_lines(pd.DataFrame(rows, columns=[column.name for column in MAPPING.columns]))


def typed_lines(lines: pd.DataFrame) -> pd.DataFrame:
    """Return lines with the types of the sheet."""
    result: dict[str, Any] = {}
    for column in MAPPING.columns:
        values = lines[column.name]
        if column.kind is Kind.OPTION:
            result[column.name] = pd.Categorical(values.astype("object"), categories=list(column.options))
        elif column.kind is Kind.COUNT or column.kind is Kind.PERCENT:
            result[column.name] = _above_zero(values)
        else:
            result[column.name] = as_text(values)
    return pd.DataFrame(result)


def _above_zero(values: pd.Series[Any]) -> pd.Series[Any]:
    """Return whole numbers, those that are zero missing."""
    whole = values.astype("Int64")
    return whole.where(whole > 0)


def letters(place: int) -> str:
    """Return the letters of a column counted from 0 ("" for none)."""
    text = ""
    number = place + 1
    while number > 0:
        number, digit = divmod(number - 1, 26)
        text = chr(ord("A") + digit) + text
    return text
