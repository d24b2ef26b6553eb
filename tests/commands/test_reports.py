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

import docx
import pandas as pd
import pytest

from addin import messages
from addin.asking import letter_templates
from addin.domain.ageing import BUCKETS
from addin.domain.movement import movement
from addin.hosts import drawing, looks
from addin.hosts.drawing import draw_table
from addin.ledger import schema
from addin.ledger.example import AS_OF, example_grids
from addin.ledger.position import position
from addin.ledger.reading import read
from addin.ports import Book, File, Kind, Replace, Request

if TYPE_CHECKING:
    from collections.abc import Mapping

    from addin.ports import Sheet

REPORTS = ("weekly", "monthly", "kpi", "incentives", "plan", "dashboard", "ageing")
ONE_TOTAL = (schema.WEEKLY, schema.WEEKLY_SUMS, schema.WEEKLY_LINES, schema.OVERDUE_LIST, schema.MOVEMENT,
             schema.MOVEMENT_LINES, schema.DUE_AHEAD, schema.DUE_LINES, schema.BY_CHANNEL, schema.CHANNEL_LINES,
             schema.CASH_KEPT, schema.MONTHLY_TERMS_LIST, schema.KPI, schema.KPI_LINES, schema.INCENTIVE_RECEIPTS,
             schema.AGEING, schema.AGEING_LINES)  # fmt: skip
BY_CHECKPOINT = (schema.INCENTIVES, schema.INCENTIVE_LINES, schema.INCENTIVE_ACCOUNTS, schema.NOTICE)
WEEK_SHEETS = {sheet.title for sheet in (schema.WEEKLY, schema.WEEKLY_SUMS, schema.WEEKLY_LINES)}
LINKED = (  # every figure of these reports opens onto its rows
    schema.WEEKLY, schema.WEEKLY_SUMS, schema.MOVEMENT, schema.DUE_AHEAD, schema.BY_CHANNEL, schema.KPI,
    schema.INCENTIVES, schema.INCENTIVE_ACCOUNTS, schema.NOTICE, schema.AGEING, schema.DASHBOARD,
)  # fmt: skip
UNLINKED = {"month_share", "year_share", "met", "recovery_met", "year"}  # shares of figures that lead there
PAGE = 260  # width units that print well on A4 landscape


@pytest.fixture(scope="module")
def request_() -> Request:
    reading = read(example_grids())
    now = dt.datetime.combine(AS_OF, dt.time(9))
    return Request(reading.tables, reading.settings, AS_OF, now, templates=letter_templates())


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


@pytest.mark.parametrize("sheet", BY_CHECKPOINT, ids=lambda sheet: sheet.name)
def test_inc_02_every_checkpoint_s_total_is_the_sum_of_its_lines(sheets: Mapping[str, Replace], sheet: Sheet) -> None:
    lines, totals = parts(sheets[sheet.title])
    assert len(totals) == 2
    for column in sheet.columns:
        if column.kind is Kind.MONEY:
            sums = lines.groupby("checkpoint")[column.name].sum()
            assert sums.tolist() == totals[column.name].tolist(), column.header


def test_rpt_07_the_notice_tells_what_each_department_brought_in_and_earns(sheets: Mapping[str, Replace]) -> None:
    told = parts(sheets[schema.NOTICE.title])[1]
    accounts = parts(sheets[schema.INCENTIVES.title])[1]
    assert told["task"].tolist() == accounts["task"].tolist()
    assert told["collected"].tolist() == (accounts["cash"] + accounts["offset"]).tolist()
    assert told["reward"].tolist() == (accounts["cash_reward"] + accounts["offset_reward"]).tolist()
    assert told["reward"].gt(0).all()


def test_rpt_overdue_is_the_same_in_list_movement_appraisal_ageing_and_dashboard(
    sheets: Mapping[str, Replace],
) -> None:
    """The books know less than the claim by what was written off."""
    listed = parts(sheets[schema.OVERDUE_LIST.title])[1].iloc[0]
    closing = parts(sheets[schema.MOVEMENT.title])[1]["closing"].iloc[0]
    assessed = parts(sheets[schema.KPI_LINES.title])[1]["closing"].iloc[0]
    aged = parts(sheets[schema.AGEING.title])[1].iloc[0]
    board = sheets[schema.DASHBOARD.title].frame
    shown = board.groupby("section", sort=False)["amount"].sum()
    assert listed["written_off"] > 0
    assert listed["unpaid_principal"] - listed["written_off"] == closing == assessed
    assert listed["unpaid_principal"] == aged["total"] - aged["not_due"] == board["amount"].iloc[2]
    assert shown["账龄"] == board["amount"].iloc[1] == aged["total"]
    assert board.loc[board["section"] == "逾期趋势", "amount"].iloc[-1] == closing
    assert board.loc[board["section"] == "本月收回", "compared"].sum() == closing
    assert sheets[schema.FLOW.title].frame["balance"].iloc[-1] == closing
    assert parts(sheets[schema.WEEKLY.title])[1]["closing"].iloc[0] == closing  # nothing moved on Saturday


def test_rpt_the_trend_of_the_dashboard_is_what_the_movement_of_each_month_says(
    request_: Request, sheets: Mapping[str, Replace]
) -> None:
    board = sheets[schema.DASHBOARD.title].frame
    trend = board[board["section"] == "逾期趋势"]
    settled = position(request_)
    for month, amount, paid in zip(trend["item"], trend["amount"], trend["compared"], strict=True):
        first = pd.Timestamp(f"{month}-01")
        moved = movement(request_.tables, settled, first, min(first + pd.offsets.MonthEnd(0), pd.Timestamp(AS_OF)))
        assert (moved["closing"].sum(), moved["paid"].sum()) == (amount, paid), month


def test_rpt_receipts_of_the_week_are_those_of_the_ledger(request_: Request, sheets: Mapping[str, Replace]) -> None:
    receipts = request_.tables["receipts"]
    week = receipts["received"].between("2026-10-24", "2026-10-30")
    assert parts(sheets[schema.WEEKLY.title])[1]["received"].iloc[0] == receipts.loc[week, "amount"].sum()


def test_rpt_01_the_week_ends_on_the_friday_before_the_day_or_as_set(request_: Request) -> None:
    for day, friday in ((dt.date(2026, 10, 30), "2026-10-30"), (dt.date(2026, 10, 29), "2026-10-23")):
        told = importlib.import_module("addin.commands.weekly").run(dataclasses.replace(request_, as_of=day))
        assert f"至 {friday} 回款" in told.summary
    monday = dataclasses.replace(request_, settings=dataclasses.replace(request_.settings, report_weekday=1))
    assert "至 2026-10-26 回款" in importlib.import_module("addin.commands.weekly").run(monday).summary


def test_rpt_01_the_manager_s_word_file_holds_the_week_s_figures_lists_and_boxes(request_: Request) -> None:
    outcome = importlib.import_module("addin.commands.weekly").run(request_)
    (file,) = [change for change in outcome.changes if isinstance(change, File)]
    stream = io.BytesIO()
    file.write(stream)
    assert file.path == "周报/周报_2026-10-30_1031-090000.docx"
    document = docx.Document(stream)
    tables = [[[cell.text for cell in row.cells] for row in table.rows] for table in document.tables]
    texts = [paragraph.text for paragraph in document.paragraphs]
    week = parts({change.sheet: change for change in outcome.changes if isinstance(change, Replace)}["周报"])
    lines, total = week[0], week[1].iloc[0]
    figures, came, _, overdue, people, boxes = tables
    assert f"{total['closing'] / 100:,.2f}" in figures[1]
    assert came[-1][-1] == f"{total['received'] / 100:,.2f}"
    assert len(overdue) == 2 + (lines["closing"] > 0).sum()
    assert overdue[-1][4] == f"{total['closing'] / 100:,.2f}"
    assert "10-27 上门：" in "".join(cell for row in overdue for cell in row)
    assert len(people) == 2 + lines.groupby(["department", "salesperson"]).ngroups
    assert boxes[0] == ["内勤制表", "销售部经理审批", "财务核对"]
    assert any("截止日期 2026-10-30　回款已录至 2026-10-30　LPR 登记至 2026-09-20" in text for text in texts)
    assert not any("{{" in text for text in texts)


def test_rpt_01_a_week_without_anything_still_gives_a_word_file(request_: Request) -> None:
    empty = {name: table if name in {"lpr", "settings", "strategies"} else table.iloc[:0]
             for name, table in request_.tables.items()}  # fmt: skip
    outcome = importlib.import_module("addin.commands.weekly").run(dataclasses.replace(request_, tables=empty))
    (file,) = [change for change in outcome.changes if isinstance(change, File)]
    stream = io.BytesIO()
    file.write(stream)
    assert any("没有逾期" in paragraph.text for paragraph in docx.Document(stream).paragraphs)


def test_rpt_03_receipts_and_arrears_of_each_week_of_the_year_follow_one_another(request_: Request) -> None:
    closing = None
    for back in range(4, -1, -1):
        day = dt.date(2026, 10, 30) - dt.timedelta(weeks=back)
        change = next(one for one in run("weekly", dataclasses.replace(request_, as_of=day)) if one.sheet == "周报")
        total = parts(change)[1].iloc[0]
        assert closing in (None, total["opening"])
        assert total["opening"] + total["new"] - total["paid"] - total["written_off"] + total["reinstated"] == (
            total["closing"]
        )
        closing = total["closing"]


def test_kpi_02_every_salesperson_gets_a_score_sheet_with_targets_figures_grade_and_room_to_sign(
    request_: Request,
) -> None:
    outcome = importlib.import_module("addin.commands.kpi").run(request_)
    (book,) = [change for change in outcome.changes if isinstance(change, Book)]
    people = parts(next(one for one in outcome.changes if isinstance(one, Replace) and one.sheet == "考核"))[0]
    assert [page.title for page in book.pages] == people["salesperson"].tolist()
    for page, person in zip(book.pages, people.to_dict("records"), strict=True):
        text = "\n".join(str(cell) for line in page.lines for cell in line.cells)
        assert f"{person['recovered'] / 100:,.2f} ÷ {person['overdue'] / 100:,.2f}" in text
        assert "≥ 80.00%" in text
        assert "≤ 2.00%" in text
        assert f"等级：{person['kpi_grade']}" in text
        assert person["proposal"] in text
        assert "本人确认" in text
        assert "截止日期 2026-10-31　回款已录至 2026-10-30　LPR 登记至 2026-09-20" in text


def test_kpi_03_sanctions_are_proposed_never_carried_out() -> None:
    best = messages.kpi_proposal(0, 0, best=True, losses=False)
    worst = messages.kpi_proposal(3, 1, best=False, losses=True)
    assert "奖励" in best
    assert "特别奖" in best
    assert "警告" in worst
    assert "依法定程序" in worst
    assert "没有数据" in worst
    assert "建议" in messages.SCORE_NOTE


def test_rpt_every_report_names_its_day_and_how_far_receipts_and_lpr_are_entered(sheets: Mapping[str, Replace]) -> None:
    for title, change in sheets.items():
        assert f"截止日期 {'2026-10-30' if title in WEEK_SHEETS else '2026-10-31'}" in change.caption, title
        assert "回款已录至 2026-10-30" in change.caption
        assert "LPR 登记至 2026-09-20" in change.caption


@pytest.mark.parametrize("sheet", LINKED, ids=lambda sheet: sheet.name)
def test_rpt_every_figure_opens_onto_its_rows(sheets: Mapping[str, Replace], sheet: Sheet) -> None:
    change = sheets[sheet.title]
    for column in sheet.columns:
        if column.kind not in (Kind.MONEY, Kind.COUNT, Kind.PERCENT) or column.name in UNLINKED:
            continue
        for at, value in enumerate(change.frame[column.name]):
            if pd.isna(value) or value == 0:
                continue
            link = change.links[column.name][at]
            assert link, (column.header, at)
            target = sheets[link.sheet].frame
            assert 2 <= link.row <= len(target) + 1


def behind(change: Replace, sheets: Mapping[str, Replace], name: str, at: int, keys: tuple[str, ...]) -> pd.DataFrame:
    """Return the rows that stand from a figure's target on and share its keys: what a reader sees there."""
    link = change.links[name][at]
    assert link
    target = sheets[link.sheet].frame.iloc[link.row - 2 :]
    same = (target[list(keys)].astype("str") == target[list(keys)].astype("str").iloc[0]).all(axis=1)
    rest = target[~same.cummin()]
    assert not (rest[list(keys)].astype("str") == target[list(keys)].astype("str").iloc[0]).all(axis=1).any()
    return target[same.cummin()]


@pytest.mark.parametrize(
    ("sheet", "keys", "figures"),
    [
        (schema.WEEKLY, ("contract", "sort"), {"received": "received"}),
        (schema.WEEKLY, ("contract", "sort"), {name: name for name in ("opening", "new", "paid", "closing")}),
        (schema.WEEKLY_SUMS, ("department", "salesperson"), {name: name for name in ("received", "new", "closing")}),
        (schema.MOVEMENT, ("grade_before",), {name: name for name in ("opening", "new", "paid", "moved_out")}),
        (schema.DUE_AHEAD, ("month",), {"amount": "amount", "paid": "paid", "unpaid": "unpaid"}),
        (schema.BY_CHANNEL, ("channel", "method"), {name: name for name in ("month_amount", "year_overdue")}),
        (schema.KPI, ("salesperson",), {"recovered": "paid", "bad_debt": "written_off"}),
        (schema.INCENTIVES, ("checkpoint", "contract"), {name: name for name in ("task", "written_off", "unfinished")}),
        (schema.INCENTIVE_ACCOUNTS, ("checkpoint", "salesperson"), {"due": "net", "penalty": "penalty"}),
        (schema.NOTICE, ("checkpoint", "department"), {"task": "task", "unfinished": "unfinished"}),
        (schema.AGEING, ("customer",), {"total": "unpaid_principal"}),
        (schema.AGEING, ("customer", "bucket"), dict.fromkeys(BUCKETS, "unpaid_principal")),
    ],
    ids=lambda part: part.name if hasattr(part, "name") else None,
)  # fmt: skip
def test_rpt_the_rows_that_a_figure_opens_onto_sum_to_it(
    sheets: Mapping[str, Replace], sheet: Sheet, keys: tuple[str, ...], figures: Mapping[str, str]
) -> None:
    change = sheets[sheet.title]
    lines, _ = parts(change)
    seen = 0
    for name, summed in figures.items():
        for at, value in enumerate(lines[name]):
            if value:
                assert behind(change, sheets, name, at, keys)[summed].sum() == value, (name, at)
                seen += 1
    assert seen


def test_rpt_the_rows_behind_the_dashboard_s_blocks_sum_to_what_its_charts_show(sheets: Mapping[str, Replace]) -> None:
    board, lines = sheets[schema.DASHBOARD.title], sheets[schema.DASHBOARD_LINES.title].frame
    for at, row in enumerate(board.frame.to_dict("records")):
        if row["section"] in {"账龄", "欠款前十", "本月收回", "时效届满"} and row["amount"]:
            found = behind(board, sheets, "amount", at, ("section", "item"))
            assert found["amount"].sum() == row["amount"], row
            assert found["section"].iloc[0] == row["section"]
        if row["section"] == "承诺" and row["count"]:
            assert len(behind(board, sheets, "count", at, ("section", "item"))) == row["count"]
    calls = lines[lines["section"] == "首次催收"]
    timely = board.frame.set_index("item").loc["本月及时率", "rate"]
    assert round(float((calls["item"] == "按时").mean()) * 10**8) == timely


def test_rpt_04_what_a_plan_counts_are_the_rows_of_its_filter(
    request_: Request, sheets: Mapping[str, Replace]
) -> None:
    lines, progress = sheets[schema.PLAN_LINES.title].frame, sheets[schema.PROGRESS.title]
    plans = request_.tables["plans"].set_index("plan")
    counted = 0
    for at, row in enumerate(progress.frame.to_dict("records")):
        plan = plans.loc[row["plan"]]
        rows = lines[(lines["source"] == plan["source"]) & (lines["year"] == plan["year"])]
        for name in ("salesperson", "department"):
            rows = rows[rows[name] == plan[name]] if plan[name] else rows
        if plan["source"] == schema.PLAN_SOURCES[0]:
            continue
        link = progress.links["actual"][at]
        assert link
        assert link.row == rows.index[0] + 2
        unit = 1 if plan["unit"] == "元" else 10_000
        assert row["actual"] == (2 * int(rows["amount"].sum()) + unit) // (2 * unit)
        counted += 1
    assert counted == 7


def test_rcp_02_receipts_by_channel_are_all_receipts_of_the_month_and_year(
    request_: Request, sheets: Mapping[str, Replace]
) -> None:
    lines, total = parts(sheets[schema.BY_CHANNEL.title])
    receipts = request_.tables["receipts"]
    year = receipts[receipts["received"] >= "2026-01-01"]
    assert set(lines["channel"]) == {"自身", "交叉", "公安", "外包"}
    assert total["year_amount"].iloc[0] == year["amount"].sum()
    assert total["month_amount"].iloc[0] == year.loc[year["received"] >= "2026-10-01", "amount"].sum()
    settled = position(request_)
    moved = movement(request_.tables, settled, pd.Timestamp("2026-01-01"), pd.Timestamp(AS_OF))
    assert total["year_overdue"].iloc[0] == moved["paid"].sum()
    assert abs(int(lines["year_share"].sum()) - 10**8) < len(lines)


def test_ar_03_cash_that_finance_did_not_get_on_its_day_is_an_alarm(sheets: Mapping[str, Replace]) -> None:
    lines, _ = parts(sheets[schema.CASH_KEPT.title])
    assert lines["kept_days"].gt(0).any()
    assert (lines["light"] == "警示").tolist() == (lines["kept_days"] != 0).tolist()


def test_ar_02_what_falls_due_ahead_is_all_that_is_not_due(
    request_: Request, sheets: Mapping[str, Replace]
) -> None:
    settled = position(request_).instalments
    ahead = settled.loc[settled["rolled_due"] > pd.Timestamp(AS_OF), "unpaid_principal"].sum()
    assert parts(sheets[schema.DUE_AHEAD.title])[1]["unpaid"].iloc[0] == ahead


def test_rpt_every_report_fits_a4_landscape_in_readable_letters(sheets: Mapping[str, Replace]) -> None:
    for title, change in sheets.items():
        width = sum(looks.column_width(column.header, column.width) for column in change.columns)
        most = PAGE + 40 if title in {schema.KPI.title, schema.INCENTIVES.title, schema.DEFINITIONS.title} else PAGE
        assert width <= most, (title, width)
        for column in change.columns:
            if column.kind is Kind.MONEY:
                widest = change.frame[column.name].dropna().map(lambda fen: len(f"{fen / 100:,.2f}")).max()
                assert looks.column_width(column.header, column.width) >= widest + 1, (title, column.header)


def test_rpt_every_line_leads_to_its_row(sheets: Mapping[str, Replace], request_: Request) -> None:
    targets = {
        schema.WEEKLY: "contract", schema.OVERDUE_LIST: "instalment", schema.MOVEMENT_LINES: "instalment",
        schema.INCENTIVES: "contract", schema.INCENTIVE_RECEIPTS: "receipt", schema.INCENTIVE_LINES: "instalment",
        schema.DUE_LINES: "instalment", schema.CHANNEL_LINES: "receipt", schema.CASH_KEPT: "receipt",
        schema.MONTHLY_TERMS_LIST: "instalment", schema.AGEING_LINES: "instalment", schema.PROGRESS: "plan",
    }  # fmt: skip
    for sheet, column in targets.items():
        lines, _ = parts(sheets[sheet.title])
        links = sheets[sheet.title].links[column]
        assert len(links) == len(sheets[sheet.title].frame)
        for key, link in zip(lines[column], links, strict=False):
            assert link
            source = request_.tables[schema.BY_TITLE[link.sheet].name]
            assert source.loc[link.row, column] == key


@pytest.mark.parametrize(
    ("sheet", "column"),
    [(schema.WEEKLY_LINES, "number"), (schema.KPI_LINES, "instalment"), (schema.PLAN_LINES, "number"),
     (schema.DASHBOARD_LINES, "number"), (schema.FLOW, "instalment")],
    ids=lambda part: part if isinstance(part, str) else part.name,
)  # fmt: skip
def test_rpt_rows_of_several_kinds_lead_to_where_they_were_entered(
    sheets: Mapping[str, Replace], request_: Request, sheet: Sheet, column: str
) -> None:
    change = sheets[sheet.title]
    lines, _ = parts(change)
    for key, link in zip(lines[column], change.links[column], strict=False):
        if link and key != messages.SURVEY:
            source = schema.BY_TITLE[link.sheet]
            place = next(one.name for one in source.columns if one.header == link.header)
            assert request_.tables[source.name].loc[link.row, place] == key
    assert sum(link is not None for link in change.links[column]) >= len(lines) - 1


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
                named = [text for text in change.frame[name] if text and text != messages.SURVEY]
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
    assert area[1] == "AA"
    assert int(area[2]) > max(row for row, _ in places) + 16
    shown = [(chart.first_row, chart.rows) for chart in change.charts]
    assert all(first + rows == following for (first, rows), (following, _) in pairwise(shown))
    assert sum(shown[-1]) == len(change.frame)


def drawn(change: Replace) -> dict[str, str]:
    """Return the parts of a workbook that holds only this sheet."""
    stream = io.BytesIO()
    book = looks.new_workbook(stream)
    draw_table(book, change)
    book.close()
    with zipfile.ZipFile(stream) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist() if name.endswith((".xml", ".rels"))}


def test_series_of_a_chart_are_told_apart_without_colour(sheets: Mapping[str, Replace]) -> None:
    ages = drawn(sheets[schema.AGEING.title])["xl/charts/chart1.xml"]
    fill = r"<c:ser>.*?(?:<a:pattFill prst=\"(\w+)\"|<a:solidFill><a:srgbClr val=\"(\w+)\")"
    fills = re.findall(fill, ages, re.DOTALL)
    assert len(set(fills)) == len(BUCKETS)
    board = drawn(sheets[schema.DASHBOARD.title])
    (trend,) = [text for name, text in board.items() if "charts/" in name and "<c:lineChart>" in text]
    assert len(set(re.findall(r"<c:symbol val=\"(\w+)\"", trend))) == 2
    assert 'prstDash val="dash"' in trend
    bars = [text for name, text in board.items() if "charts/chart" in name and "<c:barChart>" in text]
    assert all("<c:showVal val=" in text for text in bars)


def test_links_of_all_columns_together_stay_below_excel_s_limit(
    sheets: Mapping[str, Replace], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drawing, "MAX_LINKS", 50)
    change = sheets[schema.WEEKLY.title]
    assert sum(link is not None for links in change.links.values() for link in links) > 50
    assert drawn(change)["xl/worksheets/sheet1.xml"].count("<hyperlink ") == 50


def test_linked_totals_stay_bold_below_the_table(sheets: Mapping[str, Replace]) -> None:
    parts_ = drawn(sheets[schema.WEEKLY_SUMS.title])
    last = len(sheets[schema.WEEKLY_SUMS.title].frame) + 1
    cell = re.search(rf'<c r="D{last}" s="(\d+)"', parts_["xl/worksheets/sheet1.xml"])
    assert cell
    assert f'ref="D{last}"' in parts_["xl/worksheets/sheet1.xml"]
    styles = parts_["xl/styles.xml"]
    formats = re.findall(r"<xf [^>]*fontId=\"(\d+)\"", styles[styles.index("<cellXfs") :])
    fonts = re.findall(r"<font>.*?</font>", styles, re.DOTALL)
    assert "<b/>" in fonts[int(formats[int(cell[1])])]
