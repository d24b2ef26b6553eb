"""片区活动: sheets appear when needed, nothing typed is written over (CAM-01 to CAM-03, DL-04)."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from addin import messages
from addin.commands import campaign
from addin.ledger import schema
from addin.ledger.reading import read
from addin.ports import Append, Fill, Outcome, Replace, Request
from tests import markdown
from tests.commands.test_visits import LEDGER, added, asked, grids_of

CASES = Path(__file__).parent.parent / "cases" / "campaign"
CAMPAIGN = (
    "| 活动编号 | 活动名称 | 开始日期 | 结束日期 | 负责人 |\n|---|---|---|---|---|\n"
    "| 活1 | 春季清欠 | 2026-04-06 | 2026-04-30 | 顾主任 |"
)


def of_case(name: str) -> Request:
    case = markdown.load_case(next(CASES.glob(f"{name}*.md")))
    reading = read(case.grids)
    return Request(reading.tables, reading.settings, case.as_of, case.now, reading.problems)


def pressed(select: tuple[str, ...] = (), **sheets: str) -> Outcome:
    return campaign.run(asked(grids_of(**sheets), select=select))


def sheet_of(outcome: Outcome, title: str) -> Replace:
    return next(change for change in outcome.changes if isinstance(change, Replace) and change.sheet == title)


def test_cam_01_the_worked_example_of_nineteen_households() -> None:
    outcome = campaign.run(of_case("CAM-01"))
    assert dict(outcome.figures) == dict(
        zip(
            messages.CAMPAIGN_FIGURES,
            ("19", "13", "4", "2", "68.42%", "2,650.00", "1,850.00", "800.00", "5", "6,900.00", "2", "2", "10,000.00"),
            strict=True,
        )
    )
    assert not [change for change in outcome.changes if isinstance(change, Fill)]  # nothing is filled in
    assert not added(outcome, schema.CAMPAIGN_ROWS.title)


def test_cam_02_the_weekly_report_has_next_week_s_plan() -> None:
    table = sheet_of(campaign.run(of_case("CAM-02")), schema.CAMPAIGN_WEEK.title).frame
    plan = table[table["section"] == messages.CAMPAIGN_SECTIONS[2]]
    assert plan["item"].tolist() == list(messages.CAMPAIGN_STEPS)
    assert plan["count"].tolist() == [2, 2, 5, 2, 2]


def test_cam_03_a_campaign_has_name_period_leader_and_opening_meeting() -> None:
    table = sheet_of(campaign.run(of_case("CAM-02")), schema.CAMPAIGN_WEEK.title).frame
    head = table[table["section"] == messages.CAMPAIGN_SECTIONS[0]].set_index("item")["note"]
    assert head["期间"] == "2026-11-16 至 2026-11-20"
    assert head["负责人"] == "顾主任"
    assert head["动员会"] == "2026-11-13 14:00，二楼会议室"
    required = {column.header for column in schema.CAMPAIGNS.columns if column.required}
    assert required == {"活动编号", "活动名称", "开始日期", "结束日期", "负责人"}


def test_without_a_campaign_the_sheets_are_made_and_the_user_told_what_to_enter() -> None:
    outcome = pressed()
    assert outcome.summary == messages.CAMPAIGN_NONE
    assert [(change.sheet, len(change.frame)) for change in outcome.changes if isinstance(change, Append)] == [
        (schema.CAMPAIGNS.title, 0),
        (schema.CAMPAIGN_ROWS.title, 0),
    ]


def test_dl_04_a_new_campaign_gets_the_chosen_customers_only_and_no_row_twice() -> None:
    rows = added(pressed(select=("C2",), 清欠活动=CAMPAIGN), schema.CAMPAIGN_ROWS.title)
    assert [(row["customer"], row["principal"], row["notice_state"]) for row in rows] == [("C2", 500_000, "未登记")]
    begun = "| 活动编号 | 客户编号 | 户主 |\n|---|---|---|\n| 活1 | C2 | 二元电子 |"
    assert not added(pressed(清欠活动=CAMPAIGN, 片区活动=begun), schema.CAMPAIGN_ROWS.title)
    more = added(pressed(select=("C1", "C2"), 清欠活动=CAMPAIGN, 片区活动=begun), schema.CAMPAIGN_ROWS.title)
    assert [row["customer"] for row in more] == ["C1"]


def test_dl_04_notices_of_the_register_fill_empty_cells_only() -> None:
    letters = (
        "| 函件编号 | 函件类型 | 客户编号 | 截止日期 | 状态 | 出函日期 | 签收日期 |\n|---|---|---|---|---|---|---|\n"
        "| 催1 | 催款函 | C1 | 2026-04-07 | 已签收 | 2026-04-07 | 2026-04-09 |\n"
        "| 催2 | 催款函 | C2 | 2026-04-07 | 已签收 | 2026-04-07 | 2026-04-09 |"
    )
    rows = (
        "| 活动编号 | 客户编号 | 户主 | 通知编号 | 签回 | 未签原因 |\n|---|---|---|---|---|---|\n"
        "| 活1 | C1 | 一品机械 | | | |\n| 活1 | C2 | 二元电子 | 自编1 | 未签回 | 外出 |"
    )
    outcome = pressed(清欠活动=CAMPAIGN, 片区活动=rows, 函件登记=letters)
    fills = [change.frame for change in outcome.changes if isinstance(change, Fill)]
    assert {
        name: {row: str(value) for row, value in frame[name].items()} for frame in fills for name in frame.columns
    } == {
        "notice": {2: "催1"},
        "notice_state": {2: "签回"},
        "returned": {2: "2026-04-09 00:00:00"},
    }
    sums = sheet_of(outcome, schema.CAMPAIGN_SUMS.title).frame
    assert sums[["signed", "unsigned"]].iloc[-1].tolist() == [1, 1]


def test_totals_that_would_miss_a_household_are_refused() -> None:
    rows = "| 活动编号 | 户主 | 现金本金 |\n|---|---|---|\n| 活1 | 张三 | 一百 |"
    outcome = pressed(清欠活动=CAMPAIGN, 片区活动=rows)
    assert not outcome.done
    assert not outcome.changes


@pytest.mark.parametrize("day", [dt.date(2026, 4, 30), dt.date(2026, 5, 1)])
def test_a_campaign_that_is_over_gets_no_new_households(day: dt.date) -> None:
    outcome = campaign.run(asked(grids_of(清欠活动=CAMPAIGN), as_of=day))
    assert len(added(outcome, schema.CAMPAIGN_ROWS.title)) == (2 if day.month == 4 else 0)


def test_the_reasons_and_ways_that_the_program_writes_are_options() -> None:
    reasons = schema.CAMPAIGN_ROWS.column("unsigned_reason").options
    assert {schema.EXPIRED_REASON, schema.RETURNED_REASON, schema.UNEXPLAINED} <= set(reasons)
    ways = schema.LETTERS.column("delivery").options
    assert set(ways) <= set(schema.CAMPAIGN_ROWS.column("delivery").options)
    assert "合同台账" in LEDGER
