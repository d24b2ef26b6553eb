"""Data validation of a new ledger: what a cell admits, what is said beside it, and when something else is typed."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from xlsxwriter.utility import xl_col_to_name

from addin import messages
from addin.hosts.looks import LAST_ROW
from addin.ledger import schema
from addin.ports import Kind

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

    from addin.ports import Column, Sheet

EARLIEST = dt.date(2000, 1, 1)
AMOUNTS = frozenset({Kind.MONEY, Kind.RATE, Kind.PERCENT})
OPTION_ROWS = 500  # rows of 选项 that the lists look at


def validate_columns(sheet: Worksheet, spec: Sheet) -> None:
    """Put the validation of every column of a ledger sheet on its rows, from row 2 to the last of the sheet."""
    for place, column in enumerate(spec.columns):
        rule = computed_rule() if column.computed else admit(column)
        hint = messages.INPUT_HINTS.get(f"{spec.name}.{column.name}", "")
        if hint and not column.computed:
            rule = (rule or {"validate": "any"}) | {"input_title": column.header, "input_message": hint}
        if rule:
            sheet.data_validation(1, place, LAST_ROW, place, rule)


def computed_rule() -> dict[str, Any]:
    """Return the rule of a column that only the program fills: nothing can be typed into it."""
    return {
        "validate": "custom",
        "value": "=FALSE",
        "ignore_blank": False,
        "input_title": messages.COMPUTED_TITLE,
        "input_message": messages.COMPUTED_HINT,
        "error_title": messages.COMPUTED_TITLE,
        "error_message": messages.CELL_COMPUTED,
    }


def admit(column: Column) -> dict[str, Any]:
    """Return the rule of a column that users fill ({} = anything goes)."""
    if column.refers:
        target = schema.BY_TITLE[column.refers]
        place = next(at for at, other in enumerate(target.columns) if other.header == target.key[0])
        return listed(filled_range(target.title, place, LAST_ROW), messages.CELL_REFERS.format(sheet=target.title))
    if column.kind is Kind.OPTION and column.open_options:
        place = [other.header for other in schema.open_columns()].index(column.header)
        source = filled_range(schema.OPTIONS_TITLE, place, OPTION_ROWS)
        return listed(source, messages.CELL_OPEN_LIST.format(header=column.header))
    return admit_kind(column.kind, column.options)


def admit_kind(kind: Kind, options: tuple[str, ...] = ()) -> dict[str, Any]:
    """Return the rule of a value of that kind, of these options."""
    if kind is Kind.OPTION:
        return listed(list(options), messages.CELL_LIST)
    if kind is Kind.FLAG:
        return listed([schema.YES, schema.NO], messages.CELL_LIST)
    if kind in (Kind.DATE, Kind.MOMENT):
        return {"validate": "date", "criteria": ">=", "value": EARLIEST} | refuse(messages.CELL_DATE)
    if kind in AMOUNTS:
        return {"validate": "decimal", "criteria": ">=", "value": 0} | refuse(messages.CELL_AMOUNT)
    if kind is Kind.COUNT:
        return {"validate": "integer", "criteria": ">=", "value": 0} | refuse(messages.CELL_COUNT)
    return {}


def listed(source: list[str] | str, sentence: str) -> dict[str, Any]:
    """Return the rule of a drop-down list: the values themselves or the formula of a range."""
    return {"validate": "list", "source": source} | refuse(sentence)


def refuse(sentence: str) -> dict[str, Any]:
    """Return what is said when something else is typed; it is not taken."""
    return {"error_title": messages.CELL_TITLE, "error_message": sentence}


def filled_range(title: str, place: int, last: int) -> str:
    """Return a formula for the filled cells below a header: a list with blanks at its end would admit anything."""
    letter = xl_col_to_name(place)
    top = f"{title}!${letter}$2"
    return f"=OFFSET({top},0,0,MAX(1,COUNTA({top}:${letter}${last + 1})),1)"
