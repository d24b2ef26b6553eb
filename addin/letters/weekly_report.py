"""周报 as a Word file for the manager: the record that its template prints, from the lines of the week."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from addin import messages
from addin.ledger import schema
from addin.letters.names import safe_name
from addin.ports import Kind

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    import pandas as pd

    from addin.domain.settings import Settings
    from addin.letters.program import Record
    from addin.ports import Sheet

TEMPLATE = "周报"
GROUPS = ("回款", "变化", "逾期", "汇总")
CAME, CHANGED, OVERDUE, SUMS = GROUPS
SHOWN = {
    CAME: (schema.WEEKLY_LINES, ("day", "number", "customer_name", "contract", "salesperson", "received")),
    CHANGED: (schema.WEEKLY, ("change", "customer_name", "contract", "salesperson", "new", "paid", "closing", "grade")),
    OVERDUE: (
        schema.WEEKLY,
        ("customer_name", "contract", "salesperson", "received", "closing", "overdue_days", "grade", "measures",
         "next_step"),
    ),
    SUMS: (
        schema.WEEKLY_SUMS,
        ("department", "salesperson", "contracts", "received", "opening", "new", "paid", "closing", "newly",
         "escalated", "cleared"),
    ),
}  # fmt: skip
TOTALS = ("received", "opening", "new", "paid", "written_off", "reinstated", "closing", "contracts", "newly",
          "escalated", "cleared")  # fmt: skip


def weekly_record(
    settings: Settings, week: tuple[dt.date, dt.date], caption: str, lines: pd.DataFrame, behind: pd.DataFrame,
    by_person: pd.DataFrame,
) -> Record:  # fmt: skip
    """Return what the template prints: names are the headers of 周报 and 周报汇总, sums as 合计…; amounts in yuan."""
    overdue = lines[lines["closing"] > 0].sort_values(["closing", "contract"], ascending=[False, True], kind="stable")
    tables = {CAME: behind[behind["sort"] == messages.RECEIPT], CHANGED: lines[lines["change"] != ""],
              OVERDUE: overdue, SUMS: by_person}  # fmt: skip
    headers = {column.name: column.header for column in schema.WEEKLY_SUMS.columns}
    kinds = {column.name: column.kind for column in schema.WEEKLY_SUMS.columns}
    sums = {f"{messages.SUM}{headers[name]}": typed(int(by_person[name].sum()), kinds[name]) for name in TOTALS}
    return {
        schema.SETTING_ROWS[0].header: settings.company,
        messages.WEEK_FROM: week[0],
        messages.WEEK_TO: week[1],
        messages.WEEK_BASIS: caption,
        messages.WEEK_LISTED: typed(int(overdue["received"].sum()), Kind.MONEY),
        **sums,
        **{group: rows(tables[group], sheet, names) for group, (sheet, names) in SHOWN.items()},
    }


def rows(table: pd.DataFrame, sheet: Sheet, names: Iterable[str]) -> list[dict[str, object]]:
    """Return the rows of a table as a group of records, by header."""
    columns = sheet.pick(*names)
    values = [[typed(value, column.kind) for value in table[column.name]] for column in columns]
    headers = [column.header for column in columns]
    return [dict(zip(headers, row, strict=True)) for row in zip(*values, strict=True)]


def typed(value: object, kind: Kind) -> object:
    """Return a value of a column as a template takes it: fen as Decimal yuan, days as dates."""
    if kind is Kind.MONEY:
        return Decimal(int(value)).scaleb(-2)  # type: ignore[call-overload]
    if kind is Kind.COUNT:
        return int(value)  # type: ignore[call-overload]
    if kind is Kind.DATE:
        return value.date()  # type: ignore[attr-defined]
    return str(value)


def weekly_path(until: dt.date, now: dt.datetime) -> str:
    """Return the file of a weekly report below the output folder; each press gives one of its own."""
    return f"{TEMPLATE}/{safe_name(f'{TEMPLATE}_{until}_{now:%m%d-%H%M%S}')}.docx"
