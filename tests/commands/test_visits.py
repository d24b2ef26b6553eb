"""上门方案 from proposal to booked result on a workbook, and what must never happen on the way."""

from __future__ import annotations

import datetime as dt
import io
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import docx
import openpyxl
import pytest

from addin import messages
from addin.__main__ import main
from addin.commands import limitation, promises, visits
from addin.hosts import newbook
from addin.hosts.file import FileHost
from addin.ledger import schema
from addin.ledger.reading import read
from addin.ports import Append, File, Fill, Outcome, Replace, Request
from tests import markdown

if TYPE_CHECKING:
    from collections.abc import Mapping

    from addin.ports import Grid

TEMPLATES = Path(__file__).parent.parent.parent / "letter_templates"
AS_OF = dt.date(2026, 4, 10)
LEDGER = {
    "参数": "| 参数 | 值 |\n|---|---|\n| 公司名称 | 青禾设备有限公司 |",
    "客户": (
        "| 客户编号 | 客户名称 | 通讯地址 |\n|---|---|---|\n"
        "| C1 | 一品机械 | 一路 1 号 |\n| C2 | 二元电子 | 二路 2 号 |"
    ),
    "联系人": "| 客户编号 | 姓名 | 电话 |\n|---|---|---|\n| C1 | 王一 | 138-1 |\n| C2 | 王二 | 138-2 |",
    "合同台账": "| 合同编号 | 客户编号 |\n|---|---|\n| K1 | C1 |\n| K1乙 | C1 |\n| K2 | C2 |",
    "应收计划": (
        "| 合同编号 | 应收日期 | 应收金额 |\n|---|---|---|\n| K1 | 2024-01-15 | 20,000 |\n"
        "| K1乙 | 2025-12-15 | 10,000 |\n| K2 | 2025-12-15 | 5,000 |"
    ),
}


def grids_of(**sheets: str) -> dict[str, Grid]:
    parsed = {title: markdown.parse_table(text, title) for title, text in {**LEDGER, **sheets}.items()}
    return {title: markdown.grid(title, table) for title, table in markdown.filled_up(parsed).items()}


def asked(grids: Mapping[str, Grid], as_of: dt.date = AS_OF, select: tuple[str, ...] = ()) -> Request:
    reading = read(grids)
    templates = {path.stem: path.read_bytes() for path in TEMPLATES.glob("*.docx")}
    return Request(
        reading.tables,
        reading.settings,
        as_of,
        dt.datetime.combine(as_of, dt.time(16)),
        reading.problems,
        reading.blocked_contracts,
        reading.blocked_customers,
        select,
        templates,
    )


def pressed(select: tuple[str, ...] = (), **sheets: str) -> Outcome:
    return visits.run(asked(grids_of(**sheets), select=select))


def added(outcome: Outcome, sheet: str) -> list[dict[Any, Any]]:
    return [
        row
        for change in outcome.changes
        if isinstance(change, Append) and change.sheet == sheet
        for row in change.frame.to_dict("records")
    ]


SIGNED: dict[str, object] = {
    "到访日期": dt.date(2026, 4, 9),
    "走访结果": "书面承诺",
    "签字人": "王总",
    "承诺还款日": dt.date(2026, 4, 30),
    "承诺金额": 30_000,
}
PLAN = (
    "| 走访编号 | 客户编号 | 审核 | 审批 | 经理或主管 | 到访日期 | 走访结果 | 签字人 | 走访费用 |\n"
    "|---|---|---|---|---|---|---|---|---|\n"
)


# ------------------------------------------------------------------ a workbook, press by press


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "台账.xlsx"
    newbook.write_ledger(path, {name: frame for name, frame in read(grids_of()).tables.items() if len(frame)})
    return path


def press(path: Path, capsys: pytest.CaptureFixture[str], key: str, *more: str) -> dict[str, Any]:
    capsys.readouterr()
    main([key, str(path), "--as-of", str(AS_OF), "--out", str(path.parent), "--yes", "--json", *more])
    report: dict[str, Any] = json.loads(capsys.readouterr().out)
    return report


def typed(path: Path, row: int, **cells: object) -> None:
    """Type into a row of 上门方案, as a user does."""
    book = openpyxl.load_workbook(path)
    sheet = book[schema.VISIT_PLANS.title]
    headers = [cell.value for cell in sheet[1]]
    for header, value in cells.items():
        sheet.cell(row, 1 + headers.index(header)).value = value  # type: ignore[assignment]
    book.save(path)


def rows_of(path: Path, title: str) -> list[dict[str, object]]:
    heads, *rows = FileHost(path).read([title])[title].rows
    return [dict(zip(map(str, heads), row, strict=False)) for row in rows]


def test_vis_02_from_proposal_to_booked_result_and_a_second_press_books_nothing(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report = press(path, capsys, "visits")
    assert report["figures"]["新提名客户"] == "2"
    assert not report["files"]
    people = {"经理或主管": "钱经理", "售后技术员": "孙工", "法务人员": "李律"}
    typed(path, 2, 审核="同意", 审批="同意", 拟定日期=dt.date(2026, 4, 9), 客户人数=2, 备注="带样品", **people)
    report = press(path, capsys, "visits")
    (slip,) = report["files"]
    text = "\n".join(cell.text for table in docx.Document(slip).tables for row in table.rows for cell in row.cells)
    assert "一品机械" in text
    assert "钱经理、孙工、李律" in text
    assert "20,000.00" in text
    plan = rows_of(path, schema.VISIT_PLANS.title)[0]
    assert (plan["涉及合同"], plan["客户人数"], plan["备注"]) == ("K1、K1乙", 2, "带样品")
    assert press(path, capsys, "visits")["files"] == []  # the slip is not made twice
    typed(path, 2, 走访费用=300, **SIGNED)
    report = press(path, capsys, "visits")
    assert report["figures"]["登记走访"] == "1"
    assert report["figures"]["登记费用"] == "300.00"
    for _ in range(2):
        report = press(path, capsys, "visits")
        assert (report["figures"]["登记走访"], report["figures"]["登记费用"]) == ("0", "0.00")
    log = rows_of(path, schema.CONTACT_LOG.title)
    costs = rows_of(path, schema.COSTS.title)
    assert [(row["催收方式"], row["送达证据"], row["承诺金额"]) for row in log] == [("上门", "书面承诺", 30_000)]
    assert [(row["费用编号"], row["合同编号"], row["金额"]) for row in costs] == [
        ("访2026-0001-1", "K1", 200),
        ("访2026-0001-2", "K1乙", 100),
    ]


def test_vis_03_a_booked_visit_interrupts_limitation_and_its_promise_is_followed(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    press(path, capsys, "visits")
    typed(path, 2, 审核="同意", 审批="同意", 经理或主管="钱经理", **SIGNED)
    press(path, capsys, "visits")
    request = asked(FileHost(path).read([sheet.title for sheet in schema.SHEETS if not sheet.written]))
    (sheet, *_) = (change for change in limitation.run(request).changes if isinstance(change, Replace))
    ends = dict(zip(sheet.frame["instalment"], sheet.frame["last_interruption"], strict=True))
    assert str(ends["K1-1"]) == "2026-04-09 00:00:00"
    assert str(ends["K1乙-1"]) == "2026-04-09 00:00:00"
    assert str(ends["K2-1"]) == "NaT"
    judged = next(
        change for change in promises.run(request).changes
        if isinstance(change, Replace) and change.sheet == schema.PROMISES.title
    )  # fmt: skip
    assert judged.frame[["customer", "need", "promise_state"]].to_numpy().tolist() == [["C1", 3_000_000, "待履行"]]


def test_an_old_ledger_without_the_sheets_gets_them(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert schema.VISIT_PLANS.title not in FileHost(path).titles()
    press(path, capsys, "visits")
    heads = FileHost(path).read([schema.VISIT_PLANS.title])[schema.VISIT_PLANS.title].rows[0]
    assert list(heads) == [column.header for column in schema.VISIT_PLANS.columns]
    assert {schema.VISIT_PACKAGE.title, schema.VISIT_SUMMARY.title} <= set(FileHost(path).titles())


# ------------------------------------------------------------------ what must not happen


@pytest.mark.parametrize(("review", "approval"), [("待批", "同意"), ("同意", "待批"), ("同意", "不同意"), ("", "同意")])
def test_vis_02_without_both_approvals_no_slip_is_made(review: str, approval: str) -> None:
    plan = PLAN + f"| 访2026-0001 | C1 | {review} | {approval} | 钱经理 | | | | |"
    assert not [change for change in pressed(上门方案=plan).changes if isinstance(change, File)]


def test_vis_02_a_slip_whose_number_was_deleted_from_the_plan_is_named_again_and_not_made_twice() -> None:
    letters = (
        "| 函件编号 | 函件类型 | 客户编号 | 截止日期 | 状态 | 备注 |\n|---|---|---|---|---|---|\n"
        "| 催字〔2026〕第0001号 | 到访回执单 | C1 | 2026-04-03 | 草稿 | 访2026-0001 |"
    )
    outcome = pressed(上门方案=PLAN + "| 访2026-0001 | C1 | 同意 | 同意 | 钱经理 | | | | |", 函件登记=letters)
    assert not [change for change in outcome.changes if isinstance(change, File)]
    named = [change.frame for change in outcome.changes if isinstance(change, Fill) and "slip" in change.frame]
    assert [frame["slip"].tolist() for frame in named] == [["催字〔2026〕第0001号"]]


def test_nothing_is_done_while_a_row_that_may_hold_a_number_cannot_be_read() -> None:
    plan = PLAN + "| 访2026-0001 | C1 | 同意 | 同意 | 钱经理 | 2026.4.99 | 未见到人 | | 100 |"
    outcome = pressed(上门方案=plan)
    assert not outcome.done
    assert not outcome.changes
    assert outcome.summary == messages.VISITS_IN_DOUBT


def test_a_customer_with_errors_in_the_data_waits_and_no_figure_is_told() -> None:
    plan = PLAN + "| 访2026-0001 | C1 | 同意 | 同意 | 钱经理 | 2026-04-09 | 未见到人 | | 100 |"
    broken = LEDGER["应收计划"].replace("2024-01-15", "2024-01-35")
    outcome = pressed(上门方案=plan, 应收计划=broken)
    assert not added(outcome, schema.CONTACT_LOG.title)
    assert not added(outcome, schema.COSTS.title)
    frames = [change.frame for change in outcome.changes if isinstance(change, Fill)]
    (known,) = (frame for frame in frames if "principal" in frame)
    assert known["principal"].isna().all()
    assert (known[["has_statement", "has_contract"]] == "").all(axis=None)
    (steps,) = (frame["next_step"] for frame in frames if "next_step" in frame)
    assert ["数据有误" in step for step in steps] == [True]


def test_only_selected_customers_are_proposed_and_the_reason_says_who_chose() -> None:
    plan = "| 参数 | 值 |\n|---|---|\n| 上门逾期天数 | 0 |"
    outcome = pressed(select=("C2",), 参数=plan)
    assert [(row["customer"], row["reason"]) for row in added(outcome, schema.VISIT_PLANS.title)] == [
        ("C2", "经办人选定：逾期 116 天，本金 5,000.00 元")
    ]
    refused = pressed(select=("C9",))
    assert not refused.done
    assert "C9" in refused.summary


def test_cost_01_the_month_s_limit_leaves_out_the_less_pressing() -> None:
    outcome = pressed(参数="| 参数 | 值 |\n|---|---|\n| 每月上门上限 | 1 |")
    assert [row["customer"] for row in added(outcome, schema.VISIT_PLANS.title)] == ["C1"]
    assert "1 户未提名" in outcome.summary
    listed = "| 走访编号 | 客户编号 | 列入日期 |\n|---|---|---|\n| 访2026-0001 | C1 | 2026-04-02 |"
    full = pressed(参数="| 参数 | 值 |\n|---|---|\n| 每月上门上限 | 1 |", 上门方案=listed)
    assert not added(full, schema.VISIT_PLANS.title)


def test_a_number_is_never_given_twice_even_when_its_row_was_deleted() -> None:
    costs = "| 费用编号 | 日期 | 合同编号 | 金额 |\n|---|---|---|---|\n| 访2026-0007-1 | 2026-03-02 | K1 | 100 |"
    outcome = pressed(催收费用=costs)
    numbers = [row["visit"] for row in added(outcome, schema.VISIT_PLANS.title)]
    assert numbers == ["访2026-0008", "访2026-0009"]


def test_a_remark_about_another_visit_is_not_taken_for_its_booking() -> None:
    log = (
        "| 催收时间 | 客户编号 | 催收方式 | 经办人 | 备注 |\n|---|---|---|---|---|\n"
        "| 2026-04-09 | C1 | 电话 | 秦一 | 参见 访2026-0001 |"
    )
    plan = PLAN + "| 访2026-0001 | C1 | 同意 | 同意 | 钱经理 | 2026-04-09 | 未见到人 | | 100 |"
    assert len(added(pressed(上门方案=plan, 催收记录=log), schema.CONTACT_LOG.title)) == 1


def test_the_user_is_asked_before_slips_and_bookings_with_the_newest_receipt() -> None:
    receipts = "| 回款日期 | 合同编号 | 回款金额 |\n|---|---|---|\n| 2026-04-02 | K2 | 100 |"
    plan = PLAN + "| 访2026-0001 | C1 | 同意 | 同意 | 钱经理 | | | | |"
    question = pressed(上门方案=plan, 回款记录=receipts).question
    assert "到访回执单 1 份" in question
    assert "回款已录至 2026-04-02" in question
    assert pressed().question == ""


def test_cnt_01_the_forbidden_step_is_listed_as_such_and_taking_it_is_told() -> None:
    contacts = LEDGER["联系人"].replace("| 电话 |", "| 电话 | 号码状态 |").replace("|---|---|---|", "|---|---|---|---|")
    contacts = contacts.replace("| 138-1 |", "| 138-1 | 空号 |").replace("| 138-2 |", "| 138-2 | |")
    steps = added(pressed(联系人=contacts), schema.TRACING.title)
    assert [(row["customer"], row["step"]) for row in steps] == [("C1", number) for number in range(1, 6)]
    assert [row["step"] for row in steps if row["allowed"] == schema.FORBIDDEN] == [messages.FORBIDDEN_STEP]
    taken = "| 客户编号 | 步骤 | 使用 | 结果 |\n|---|---|---|---|\n| C1 | 5 | 禁用 | 查到三个号码 |"
    outcome = pressed(联系人=contacts, 失联修复=taken)
    assert not added(outcome, schema.TRACING.title)
    assert [problem.code for problem in outcome.problems if problem.sheet == schema.TRACING.title] == [
        "tracing-forbidden"
    ]


def test_pln_02_the_three_papers_of_a_plan_are_checked() -> None:
    outcome = pressed()
    plan = next(
        change for change in outcome.changes
        if isinstance(change, Replace) and change.sheet == schema.COLLECTION_PLAN.title
    )  # fmt: skip
    assert plan.frame[["has_contract", "has_statement", "has_demand"]].to_numpy().tolist() == [
        ["缺 K1、K1乙", "缺", "缺"],
        ["缺 K2", "缺", "缺"],
    ]


def test_results_and_marks_of_visits_have_a_place_in_the_log() -> None:
    results = schema.CONTACT_LOG.column("result").options
    assert set(schema.VISIT_TO_LOG) == set(schema.VISIT_RESULTS)
    assert set(schema.VISIT_TO_LOG.values()) <= set(results)
    assert schema.NOT_REACHED in results
    assert schema.TRAVEL in schema.COSTS.column("cost_type").options
    assert schema.VISIT_PLANS.column("anomaly").options == schema.CONTACT_LOG.column("anomaly").options


def test_a_slip_is_a_document_that_opens() -> None:
    plan = PLAN + "| 访2026-0001 | C1 | 同意 | 同意 | 钱经理 | | | | |"
    (file,) = (change for change in pressed(上门方案=plan).changes if isinstance(change, File))
    stream = io.BytesIO()
    file.write(stream)
    assert docx.Document(io.BytesIO(stream.getvalue())).paragraphs[0].text == schema.SLIP_TYPE


def test_a_row_that_the_user_added_gets_a_number_and_keeps_what_was_typed() -> None:
    plan = "| 客户编号 | 理由 | 审核 | 审批 |\n|---|---|---|---|\n| C2 | 老板交办 | 同意 | 同意 |"
    outcome = pressed(上门方案=plan)
    frames = [change.frame for change in outcome.changes if isinstance(change, Fill)]
    assert [frame["visit"].to_dict() for frame in frames if "visit" in frame] == [{2: "访2026-0001"}]
    assert not {"reason", "review", "approval", "place"} & {name for frame in frames for name in frame.columns}
    (letter,) = added(outcome, schema.LETTERS.title)
    assert (letter["customer"], letter["remark"]) == ("C2", "访2026-0001")
    assert [row["visit"] for row in added(outcome, schema.VISIT_PLANS.title)] == ["访2026-0002"]


def test_selecting_customers_leaves_the_package_of_the_others_in_sight() -> None:
    agreed = "| 访2026-000{} | C{} | 同意 | 同意 | 钱经理 | | | | |\n"
    plan = PLAN + agreed.format(1, 1) + agreed.format(2, 2)
    outcome = pressed(select=("C2",), 上门方案=plan)
    assert [row["customer"] for row in added(outcome, schema.LETTERS.title)] == ["C2"]
    package = next(
        change for change in outcome.changes
        if isinstance(change, Replace) and change.sheet == schema.VISIT_PACKAGE.title
    )  # fmt: skip
    assert package.frame["visit"].value_counts().to_dict() == {"访2026-0001": 5, "访2026-0002": 5}
    touched = {row for change in outcome.changes if isinstance(change, Fill) for row in change.frame.index}
    assert touched == {3}
