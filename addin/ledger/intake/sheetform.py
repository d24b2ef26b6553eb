"""The mappings as the sheet 列对应 holds them: one line per source column, and one per column that the source lacks."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from addin.ledger import schema
from addin.ledger.intake.heading import heading_at, rows_named
from addin.ledger.intake.reading_cells import as_text
from addin.ledger.intake.recognising import SheetMap, SourceColumn, column_of, header_of, propose_for
from addin.ledger.schema import IMPORT_TARGETS, LEFT_OUT, MAPPING, MAPPING_STATES, PURPOSES, UNITS_OF_MONEY
from addin.ports import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Mapping, Sequence

    from addin.ports import Grid

UNIT = 10**8  # of a confidence of 1
ALIKE, LEAST_ALIKE = 0.7, 3  # share and number of headings that two similar shapes have in common


def remembered(table: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return the lines of 列对应 for importing, by shape."""
    groups = table[table["purpose"].astype("str") != schema.IN_PLACE].groupby("shape", sort=False)
    return {str(shape): lines for shape, lines in groups}


def followed(grid: Grid, found: SheetMap, lines: pd.DataFrame) -> SheetMap:
    """Return the mapping of a sheet as the user's lines have it; ``found`` is what the program would propose.

    While the lines are not confirmed, other header rows typed there are followed: the sheet is then proposed anew.
    """
    confirmed = is_confirmed(lines)
    named = rows_named(lines["header_rows"].iloc[0])
    if named and not confirmed and named != (found.heading.first, found.heading.last):
        return propose_for(grid, heading_at(grid, *named))
    by_heading = {(str(line["letter"]), str(line["source_header"])): line for line in lines.to_dict("records")}
    known = Counter(heading for _, heading in by_heading)
    by_name = {heading: line for (_, heading), line in by_heading.items() if known[heading] == 1}
    columns = []
    for one in found.columns:
        told = by_heading.get((letters(one.place), one.heading), by_name.get(one.heading))
        columns.append(one if told is None else _as_told(one, told))
    for line in lines[lines["letter"] == ""].to_dict("records"):
        target = IMPORT_TARGETS.get(str(line["target"]))
        if target and line["constant"]:
            columns.append(SourceColumn(-1, "", target, constant=str(line["constant"]), reason="constant"))
    return replace(found, columns=tuple(columns), confirmed=True)


def carried_over(grid: Grid, proposed: SheetMap, lines: Mapping[str, pd.DataFrame]) -> SheetMap:
    """Return a proposal with what the user chose for the most similar shape: a column came or went since.

    The user is to look at it again. Where units differ, or two columns would feed one of ours, the proposal stays.
    """
    texts = set(filter(None, proposed.heading.texts))
    near: list[tuple[int, str]] = []
    for shape, mine in lines.items():
        theirs = set(mine["source_header"]) - {""}
        most = max(len(theirs), len(texts))
        if len(theirs & texts) >= max(ALIKE * most, LEAST_ALIKE) and is_confirmed(mine):
            near.append((len(theirs & texts), shape))
    if not near:
        return proposed
    told = followed(grid, proposed, lines[max(near)[1]])
    units = any(one.money_unit != other.money_unit for one, other in zip(proposed.columns, told.columns, strict=False))
    fed = Counter((one.target, one.unit) for one in told.columns if one.target)
    return proposed if units or max(fed.values(), default=0) > 1 else replace(told, confirmed=False)


def is_confirmed(lines: pd.DataFrame) -> bool:
    """Tell whether the user has confirmed all lines of a shape or a sheet."""
    return bool((lines["mapping_state"].astype("str") == MAPPING_STATES[1]).all())


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
