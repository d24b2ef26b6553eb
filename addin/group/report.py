"""The group report from the Parquet of all units: DuckDB adds up, this module puts it into sheets.

Every line carries the workbook, and where it stands for one row also the sheet and the row, that it comes from.
"""

from __future__ import annotations

from contextlib import closing
from operator import itemgetter
from typing import TYPE_CHECKING, Any

import pandas as pd

from addin import messages
from addin.domain import kpi
from addin.domain.ageing import BUCKETS
from addin.domain.movement import FLOWS
from addin.domain.terms import LimitationState
from addin.group import queries, store
from addin.ledger import schema
from addin.ledger.reporting import in_columns
from addin.ledger.schema import group as sheets
from addin.ports import Chart, Kind, Replace

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    import duckdb

    from addin.ports import Sheet

TOP = 15  # units or debtors in a chart
DEBTORS = 200  # of the list of the largest
LINES = 5_000  # of a sheet that lists single debts; all of them stand in the Parquet files
FINDINGS = 20_000
MONTHS = 12
RATES = ("overdue_rate", "recovery", "bad_debt_rate", "timeliness", "satisfaction", "share")
CODE = 8  # digits of a debtor's code that are shown
STATES = {name.lower(): int(state) for name, state in LimitationState.__members__.items()}


def report(results: Sequence[Mapping[str, Any]], folder: Path, as_of: dt.date) -> tuple[list[Replace], dict[str, int]]:
    """Return the sheets of the group report, and the totals of the group (fen, counts).

    ``results`` are the summaries of :func:`addin.group.unit.compute`, ``folder`` holds what they name.
    """
    keys = [str(result["key"]) for result in results if result["key"]]
    failed = sum(result["outcome"] == "failed" for result in results)
    caption = messages.group_caption(as_of, len(keys), failed)
    with closing(store.engine()) as data:
        open_views(data, folder, keys)
        units = data.sql(queries.UNITS).df()
        made = [
            unit_sheet(units, caption),
            ageing_sheet(data, caption),
            movement_sheet(data, caption),
            kpi_sheet(data, caption),
            incentive_sheet(data, caption),
            *debtor_sheets(data, int(units["unpaid_principal"].sum()), caption),
            calendar_sheet(data, as_of, caption),
            limitation_sheet(data, caption),
            overdue_sheet(data, caption),
            problem_sheet(data, caption),
        ]
    made.append(book_sheet(results, caption))
    names = ("instalments", "unpaid_principal", "overdue_principal", "payable")
    return made, {name: int(units[name].sum()) for name in names}


def open_views(data: duckdb.DuckDBPyConnection, folder: Path, keys: Sequence[str]) -> None:
    """Make a view of each table over the files of these keys; without any it is an empty table."""
    for name, types in store.TABLES.items():
        if keys:
            files = [str(folder / key / f"{name}.parquet") for key in keys]
            data.read_parquet(files).create_view(name)
        else:
            columns = ", ".join(f'"{column}" {kind}' for column, kind in types.items())
            data.execute(f"CREATE TABLE {name} ({columns})")


def sheet_of(
    sheet: Sheet, body: pd.DataFrame, totals: pd.DataFrame | None, caption: str, charts: Sequence[Chart] = ()
) -> Replace:
    """Write a table of the report with its totals and, where it has rows, its charts."""
    parts = [body] if totals is None else [body, totals]
    return Replace(
        sheet.title,
        sheet.columns,
        in_columns(sheet, *parts),
        charts=tuple(charts) if len(body) else (),
        totals=0 if totals is None else len(totals),
        caption=caption,
    )


def chart(name: str, kind: Any, categories: str, values: tuple[str, ...], body: pd.DataFrame) -> Chart:
    """Draw the first rows of a table."""
    return Chart(messages.GROUP_CHARTS[name], kind, categories, values, rows=min(TOP, len(body)))


def total(body: pd.DataFrame, sheet: Sheet, largest: Sequence[str] = (), label: str = "unit") -> pd.DataFrame:
    """Return the row that adds up money and counts; of the columns ``largest`` it holds the maximum."""
    sums: dict[str, Any] = {label: messages.SUM}
    for column in sheet.columns:
        if column.kind in (Kind.MONEY, Kind.COUNT) and column.name in body:
            values = body[column.name]
            sums[column.name] = int(values.max() if column.name in largest else values.sum()) if len(body) else 0
    return pd.DataFrame([sums])


def unit_sheet(units: pd.DataFrame, caption: str) -> Replace:
    """Write 集团概览: what each unit is owed and what of it is overdue."""
    both = [units, total(units, sheets.GROUP_UNITS, largest=("longest_overdue",))]
    body, sums = (part.assign(overdue_rate=kpi.ratio(part["overdue_principal"], part["unpaid_principal"]))
                  for part in both)  # fmt: skip
    drawn = chart("units", "column", "unit", ("overdue_principal", "unpaid_principal"), body)
    return sheet_of(sheets.GROUP_UNITS, body, sums, caption, [drawn])


def ageing_sheet(data: duckdb.DuckDBPyConnection, caption: str) -> Replace:
    """Write 集团账龄: unpaid principal of each unit by age."""
    body = data.sql(queries.AGEING).df()
    drawn = chart("ageing", "stacked", "unit", BUCKETS, body)
    return sheet_of(sheets.GROUP_AGEING, body, total(body, sheets.GROUP_AGEING), caption, [drawn])


def movement_sheet(data: duckdb.DuckDBPyConnection, caption: str) -> Replace:
    """Write 集团变动: how overdue principal moved in the month, opening to closing."""
    body = data.sql(queries.MOVEMENT).df()
    drawn = chart("movement", "column", "unit", (FLOWS[0], FLOWS[-1]), body)
    return sheet_of(sheets.GROUP_MOVEMENT, body, total(body, sheets.GROUP_MOVEMENT), caption, [drawn])


def kpi_sheet(data: duckdb.DuckDBPyConnection, caption: str) -> Replace:
    """Write 集团考核: the indicators of each unit, graded by its own targets, and those of the group."""
    units = data.sql(queries.KPI).df()
    amounts = ["overdue", "recovered", "bad_debt", "to_contact", "in_time", "surveys", "scores"]
    sums = units[amounts].sum().astype("int64").to_frame().T.assign(unit=messages.SUM)
    body, sums = rated(units), rated(sums)
    drawn = chart("kpi", "column", "unit", ("overdue", "recovered"), body)
    return sheet_of(sheets.GROUP_KPI, body, sums, caption, [drawn])


def rated(table: pd.DataFrame) -> pd.DataFrame:
    """Add the indicators."""
    return table.assign(
        recovery=kpi.recovery(table["recovered"], table["overdue"]),
        bad_debt_rate=kpi.bad_debt_rate(table["bad_debt"], table["overdue"]),
        timeliness=kpi.timeliness(table["in_time"], table["to_contact"]),
        satisfaction=kpi.satisfaction(table["scores"], table["surveys"]),
    )


def incentive_sheet(data: duckdb.DuckDBPyConnection, caption: str) -> Replace:
    """Write 集团奖惩: what each unit's people are due at each checkpoint, with the totals of each."""
    body = data.sql(queries.ACCOUNTS).df()
    amounts = ["reward", "penalty", "due", "issued", "difference", "payable", "clawed_back"]
    sums = body.groupby(["checkpoint", "phase"], sort=True)[amounts].sum().reset_index().assign(unit=messages.SUM)
    first = body[body["checkpoint"] == body["checkpoint"].min()]
    drawn = chart("incentives", "column", "unit", ("due",), first)
    return sheet_of(sheets.GROUP_INCENTIVES, body, sums, caption, [drawn])


def debtor_sheets(data: duckdb.DuckDBPyConnection, unpaid: int, caption: str) -> list[Replace]:
    """Write 集团欠款大户 and, unit by unit with the customer's row, 集团客户敞口."""
    data.execute(queries.EXPOSURES)
    data.execute(queries.DEBTORS, [DEBTORS])
    debtors = data.sql(queries.TOP_DEBTORS).df()
    body = debtors.assign(
        debtor=named(debtors["debtor"], debtors),
        differing=debtors["names"].where(debtors["spellings"] > 1, ""),
        share=kpi.ratio(
            debtors["not_due"] + debtors["overdue_principal"], pd.Series(unpaid, index=debtors.index, dtype="int64")
        ),
    )
    lines = data.sql(queries.TOP_EXPOSURES).df().rename(columns={"debtor": "code"})
    lines = lines.assign(debtor=named(lines["customer_name"], lines))
    ranks = {"rank", "units", "longest_overdue"}
    sums = total(body, sheets.GROUP_DEBTORS, label="debtor").drop(columns=list(ranks & set(body)), errors="ignore")
    below = total(lines, sheets.GROUP_EXPOSURES, label="debtor").drop(columns=["rank", "row", "longest_overdue"])
    drawn = chart("debtors", "bar", "debtor", ("overdue_principal",), body.head(10))
    return [
        sheet_of(sheets.GROUP_DEBTORS, body, sums, caption, [drawn]),
        sheet_of(sheets.GROUP_EXPOSURES, lines, below, caption),
    ]


def named(names: pd.Series, table: pd.DataFrame) -> pd.Series:
    """Return names where they are shown; else the code of a debtor of several ledgers, unit and ID of one of one."""
    columns = (names, table["code"], table["customers"], table["unit"], table["customer"])
    shown = [
        name or (messages.anonymous(code[:CODE]) if several > 1 else messages.of_unit(unit, customer))
        for name, code, several, unit, customer in zip(*columns, strict=True)
    ]
    return pd.Series(shown, index=table.index, dtype="str")


def calendar_sheet(data: duckdb.DuckDBPyConnection, as_of: dt.date, caption: str) -> Replace:
    """Write 集团时效: unpaid principal by the month in which its limitation ends."""
    until = (pd.Timestamp(as_of).replace(day=1) + pd.DateOffset(months=MONTHS)).date()
    words = {"gone": messages.LIMITATION_GONE, "later": messages.LIMITATION_LATER,
             "suspended": schema.LIMITATION_STATES[LimitationState.SUSPENDED]}  # fmt: skip
    states = {name: STATES[name] for name in ("review", "expired", "not_started")}
    body = data.execute(queries.CALENDAR, {**states, **words, "until": until}).df()
    sums = total(body, sheets.GROUP_CALENDAR, label="month").drop(columns="units")
    drawn = Chart(messages.GROUP_CHARTS["calendar"], "column", "month", ("unpaid_principal",), rows=len(body))
    return sheet_of(sheets.GROUP_CALENDAR, body, sums, caption, [drawn])


def limitation_sheet(data: duckdb.DuckDBPyConnection, caption: str) -> Replace:
    """Write 集团时效明细: the debts whose limitation is near or over, the most urgent first."""
    states = {name: STATES[name] for name in ("warned", "review", "expired")}
    body = data.execute(queries.LIMITATION, {**states, "most": LINES}).df()
    body = body.assign(state=[schema.LIMITATION_STATES[code] for code in body["limitation_state"]])
    return sheet_of(sheets.GROUP_LIMITATION, body, None, caption + cut(body))


def overdue_sheet(data: duckdb.DuckDBPyConnection, caption: str) -> Replace:
    """Write 集团逾期明细: the largest overdue instalments with their rows."""
    body = data.execute(queries.OVERDUE, [LINES]).df().rename(columns={"debtor": "code"})
    body = body.assign(debtor=body["customer_name"].fillna(""))
    return sheet_of(sheets.GROUP_OVERDUE, body, None, caption + cut(body))


def problem_sheet(data: duckdb.DuckDBPyConnection, caption: str) -> Replace:
    """Write 集团问题: every finding of every unit with its place, errors first."""
    body = data.execute(queries.PROBLEMS, [messages.LEVEL_NAMES["error"], FINDINGS]).df()
    return sheet_of(sheets.GROUP_PROBLEMS, body, None, caption + cut(body))


def cut(body: pd.DataFrame) -> str:
    """Say that a sheet does not list all lines."""
    return messages.largest_first(len(body), int(body["lines"].iloc[0])) if len(body) else ""


def book_sheet(results: Sequence[Mapping[str, Any]], caption: str) -> Replace:
    """Write 集团工作簿: what became of every file found, what failed first."""
    first = {"failed": 0, "no-ledger": 1}
    listed = [(first.get(one["outcome"], len(first)), str(one["workbook"]), one) for one in results]
    body = pd.DataFrame([one for _, _, one in sorted(listed, key=itemgetter(0, 1))])
    body = body.assign(
        outcome=body["outcome"].map(messages.GROUP_OUTCOMES),
        names=body["names"].map({True: schema.YES, False: schema.NO}).where(body["key"] != "", ""),
    )
    return sheet_of(sheets.GROUP_BOOKS, body, None, caption)
