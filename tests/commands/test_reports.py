"""The reports on the example ledger: every total is the sum of its lines, and one figure is the same in all reports."""

from __future__ import annotations

import dataclasses
import datetime as dt
import importlib
import io
import re
import zipfile
from itertools import pairwise
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from addin.hosts import looks
from addin.hosts.drawing import draw_table
from addin.ledger import schema
from addin.ledger.example import AS_OF, example_grids
from addin.ledger.reading import read
from addin.ports import Kind, Replace, Request

if TYPE_CHECKING:
    from collections.abc import Mapping

    from addin.ports import Sheet

REPORTS = ("weekly", "monthly", "kpi", "incentives", "plan", "dashboard", "ageing")
ONE_TOTAL = (schema.WEEKLY, schema.WEEKLY_SUMS, schema.OVERDUE_LIST, schema.MOVEMENT, schema.DUE_AHEAD, schema.KPI,
             schema.KPI_LINES, schema.INCENTIVE_RECEIPTS)  # fmt: skip


@pytest.fixture(scope="module")
def request_() -> Request:
    reading = read(example_grids())
    contracts = reading.tables["contracts"]
    codes = [row % len(schema.RECOVERY_CLASSES) for row in contracts.index]
    classes = pd.Categorical.from_codes(codes, categories=contracts["recovery_class"].cat.categories)
    tables = {**reading.tables, "contracts": contracts.assign(recovery_class=classes)}
    return Request(tables, reading.settings, AS_OF, dt.datetime.combine(AS_OF, dt.time(9)))


@pytest.fixture(scope="module")
def sheets(request_: Request) -> Mapping[str, Replace]:
    changes = [change for key in REPORTS for change in run(key, request_)]
    return {change.sheet: change for change in changes}


def run(key: str, asked: Request) -> list[Replace]:
    outcome = importlib.import_module(f"addin.commands.{key}").run(asked)
    return [change for change in outcome.changes if isinstance(change, Replace)]


def parts(change: Replace) -> tuple[pd.DataFrame, pd.DataFrame]:
    body = len(change.frame) - change.totals
    return change.frame.iloc[:body], change.frame.iloc[body:]


@pytest.mark.parametrize("sheet", ONE_TOTAL, ids=lambda sheet: sheet.name)
def test_rpt_every_total_is_the_sum_of_the_lines_above_it(sheets: Mapping[str, Replace], sheet: Sheet) -> None:
    lines, totals = parts(sheets[sheet.title])
    assert len(lines) > 1
    for column in sheet.columns:
        if column.kind is Kind.MONEY:
            assert lines[column.name].sum() == totals[column.name].sum(), column.header


def test_inc_01_task_is_cash_offset_written_off_and_unfinished_on_every_line(sheets: Mapping[str, Replace]) -> None:
    lines, totals = parts(sheets[schema.INCENTIVES.title])
    for table in (lines, totals):
        parts_ = table["cash"] + table["offset"] + table["written_off"] + table["unfinished"]
        assert (parts_ == table["task"]).all()
        assert (table["cash_reward"] + table["offset_reward"] - table["penalty"] == table["net"]).all()
    last = totals.iloc[-1]
    receipts = parts(sheets[schema.INCENTIVE_RECEIPTS.title])[1].iloc[0]
    assert (last["cash"], last["offset"]) == (receipts["cash"], receipts["offset"])
    people = parts(sheets[schema.INCENTIVE_ACCOUNTS.title])[1]
    assert people["due"].tolist() == totals["net"].tolist()


def test_rpt_overdue_is_the_same_in_list_movement_appraisal_ageing_and_dashboard(
    sheets: Mapping[str, Replace],
) -> None:
    listed = parts(sheets[schema.OVERDUE_LIST.title])[1]["unpaid_principal"].iloc[0]
    closing = parts(sheets[schema.MOVEMENT.title])[1]["closing"].iloc[0]
    assessed = parts(sheets[schema.KPI_LINES.title])[1]["closing"].iloc[0]
    aged = parts(sheets[schema.AGEING.title])[1].iloc[0]
    board = sheets[schema.DASHBOARD.title].frame
    shown = board.groupby("section", sort=False)["amount"].sum()
    assert listed == closing == assessed == aged["total"] - aged["not_due"] == board["amount"].iloc[2]
    assert shown["账龄"] == board["amount"].iloc[1] == aged["total"]
    assert board.loc[board["section"] == "逾期趋势", "amount"].iloc[-1] == closing
    assert board.loc[board["section"] == "本月收回", "compared"].sum() == closing


def test_rpt_receipts_of_the_week_are_those_of_the_ledger(request_: Request, sheets: Mapping[str, Replace]) -> None:
    receipts = request_.tables["receipts"]
    week = receipts["received"].between("2026-10-24", "2026-10-30")
    assert parts(sheets[schema.WEEKLY.title])[1]["received"].iloc[0] == receipts.loc[week, "amount"].sum()


def test_rpt_every_report_names_its_day_and_how_far_receipts_and_lpr_are_entered(sheets: Mapping[str, Replace]) -> None:
    for title, change in sheets.items():
        if title not in {schema.DEFINITIONS.title, schema.AGEING.title}:
            day = "2026-10-30" if title in {schema.WEEKLY.title, schema.WEEKLY_SUMS.title} else "2026-10-31"
            assert f"截止日期 {day}" in change.caption, title
            assert "回款已录至 2026-10-30" in change.caption
            assert "LPR 登记至 2026-09-20" in change.caption


def test_rpt_every_line_leads_to_its_row(sheets: Mapping[str, Replace], request_: Request) -> None:
    targets = {
        schema.WEEKLY: "contract", schema.OVERDUE_LIST: "instalment", schema.KPI_LINES: "instalment",
        schema.INCENTIVES: "contract", schema.INCENTIVE_RECEIPTS: "receipt",
    }  # fmt: skip
    for sheet, column in targets.items():
        lines, _ = parts(sheets[sheet.title])
        links = sheets[sheet.title].links[column]
        assert len(links) == len(sheets[sheet.title].frame)
        for key, link in zip(lines[column], links, strict=False):
            assert link
            source = request_.tables[schema.BY_TITLE[link.sheet].name]
            assert source.loc[link.row, column] == key


@pytest.mark.parametrize("key", REPORTS[:-1])
def test_rpt_an_empty_ledger_gives_empty_reports(key: str, request_: Request) -> None:
    empty = {name: table if name in {"lpr", "settings", "strategies"} else table.iloc[:0]
             for name, table in request_.tables.items()}  # fmt: skip
    changes = run(key, dataclasses.replace(request_, tables=empty))
    assert changes


@pytest.mark.parametrize("key", REPORTS[:-1])
def test_rpt_a_blocked_contract_is_in_no_report(key: str, request_: Request) -> None:
    everything = frozenset(request_.tables["contracts"]["contract"])
    keep = "HT2026-089"
    for change in run(key, dataclasses.replace(request_, blocked_contracts=everything - {keep})):
        for name in ("contract", "instalment"):
            if name in change.frame:
                named = [text for text in change.frame[name] if text]
                assert all(text.startswith(keep) for text in named), change.sheet


def test_the_charts_of_the_dashboard_stand_in_two_columns_and_are_printed(sheets: Mapping[str, Replace]) -> None:
    change = sheets[schema.DASHBOARD.title]
    stream = io.BytesIO()
    book = looks.new_workbook(stream)
    draw_table(book, change)
    book.close()
    with zipfile.ZipFile(stream) as archive:
        drawing = archive.read("xl/drawings/drawing1.xml").decode()
        workbook = archive.read("xl/workbook.xml").decode()
    corners = re.findall(r"<xdr:from><xdr:col>(\d+)</xdr:col>.*?<xdr:row>(\d+)</xdr:row>", drawing)
    places = {(int(row), int(column)) for column, row in corners}
    assert len(places) == len(change.charts) == 6
    assert len({column for _, column in places}) == 2
    area = re.search(r"Print_Area.*?!\$A\$1:\$([A-Z]+)\$(\d+)<", workbook)
    assert area
    assert area[1] > "AD"
    assert int(area[2]) > max(row for row, _ in places) + 16
    shown = [(chart.first_row, chart.rows) for chart in change.charts]
    assert all(first + rows == following for (first, rows), (following, _) in pairwise(shown))
    assert sum(shown[-1]) == len(change.frame)
