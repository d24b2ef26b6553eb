from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from addin import messages
from addin.commands import fees, limitation
from addin.domain.terms import LimitationState, Security, Step
from addin.ledger import schema
from addin.ledger.reading import read
from addin.ports import Fill, Link, Outcome, Replace, Request
from tests import markdown

if TYPE_CHECKING:
    from collections.abc import Mapping

    from addin.ports import Grid

CASES = Path(__file__).parent.parent / "cases" / "limitation"
AS_OF = dt.date(2026, 3, 31)


def asked(grids: Mapping[str, Grid], as_of: dt.date) -> Request:
    reading = read(grids)
    return Request(
        reading.tables,
        reading.settings,
        as_of,
        dt.datetime.combine(as_of, dt.time(9)),
        reading.problems,
        reading.blocked_contracts,
        reading.blocked_customers,
    )


def of_case(name: str) -> Request:
    case = markdown.load_case(CASES / f"{name}.md")
    return asked(case.grids, case.as_of)


def of_text(as_of: dt.date, **tables: str) -> Request:
    parsed = {title: markdown.parse_table(text, title) for title, text in tables.items()}
    grids = {title: markdown.grid(title, table) for title, table in markdown.filled_up(parsed).items()}
    return asked(grids, as_of)


def sheets_of(outcome: Outcome) -> dict[str, Replace]:
    return {change.sheet: change for change in outcome.changes if isinstance(change, Replace)}


def test_each_line_leads_to_its_instalment_its_contract_and_its_last_interruption() -> None:
    sheet = sheets_of(limitation.run(of_case("中断与证据")))[schema.LIMITATION.title]
    place = sheet.frame["instalment"].tolist().index
    assert sheet.links["instalment"][place("A-1")] == Link("应收计划", 2, "应收编号")
    assert sheet.links["contract"][place("B-1")] == Link("合同台账", 3, "合同编号")
    led = {name: sheet.links["last_interruption"][place(name)] for name in ("A-1", "B-1", "B-2", "D-2", "E-1")}
    assert led == {
        "A-1": Link("催收记录", 2),
        "B-1": Link("函件登记", 2),
        "B-2": None,
        "D-2": Link("回款记录", 2),
        "E-1": Link("催收记录", 5),
    }


def test_each_step_leads_to_the_row_that_it_comes_from() -> None:
    sheet = sheets_of(limitation.run(of_case("届满以后")))[schema.LIMITATION_STEPS.title]
    leads = list(zip(sheet.frame["step"], sheet.links["source"], strict=True))
    assert ("到期起算", Link("应收计划", 2)) in leads
    assert ("部分回款", Link("回款记录", 3)) in leads
    assert ("债务人承诺", Link("催收记录", 4)) in leads
    assert len(leads) == len(sheet.frame) == 10


def test_only_debts_due_and_unpaid_get_their_last_day_in_the_plan() -> None:
    (filled,) = (change for change in limitation.run(of_case("起算与顺延")).changes if isinstance(change, Fill))
    assert filled.sheet == schema.INSTALMENTS.title
    assert filled.frame.index.tolist() == [2, 3, 4, 5]
    assert not filled.keep_others


@pytest.mark.parametrize(("demands", "left_out"), [(6, 0), (7, 1), (30, 24)])
def test_a_long_chain_is_told_by_its_first_and_latest_steps(demands: int, left_out: int) -> None:
    days = [dt.date(2023, 1, 10) + dt.timedelta(days=30 * number) for number in range(demands)]
    log = "| 催收时间 | 客户编号 | 合同编号 | 催收方式 | 经办人 | 送达证据 |\n|---|---|---|---|---|---|\n"
    request = of_text(
        AS_OF,
        合同台账="| 合同编号 |\n|---|\n| A |",
        应收计划="| 合同编号 | 应收日期 | 应收金额 |\n|---|---|---|\n| A | 2022-10-10 | 100 |",
        催收记录=log + "\n".join(f"| {day} 10:00 | C1 | A | 信函 | 李明 | 签收 |" for day in days),
    )
    sheets = sheets_of(limitation.run(request))
    chain = sheets[schema.LIMITATION.title].frame["chain"].iloc[0]
    assert chain.count("催收送达") == min(demands, 6)
    assert (f"其间另有 {left_out} 次中断，见《时效经过》" in chain) == (left_out > 0)
    assert f"{days[-1]} 催收送达·签收（《催收记录》第 {demands + 1} 行）" in chain
    assert len(sheets[schema.LIMITATION_STEPS.title].frame) == demands + 1


def test_an_empty_ledger_gives_empty_sheets_and_no_fees() -> None:
    request = of_text(AS_OF)
    for command in (limitation, fees):
        outcome = command.run(request)
        assert outcome.done
        for title, sheet in sheets_of(outcome).items():
            assert list(sheet.frame.columns) == [column.name for column in schema.BY_TITLE[title].columns]
    assert len(sheets_of(fees.run(request))[schema.FEES.title].frame) == 1  # the sum alone
    assert sheets_of(limitation.run(request))[schema.LIMITATION.title].frame.empty


def test_prepaid_money_lessens_the_claim() -> None:
    request = of_text(
        AS_OF,
        参数="| 参数 | 值 |\n|---|---|\n| 预收自动冲抵 | 否 |",
        合同台账="| 合同编号 |\n|---|\n| A |",
        应收计划="| 合同编号 | 应收日期 | 应收金额 |\n|---|---|---|\n| A | 2025-01-15 | 20,000 |",
        回款记录="| 回款日期 | 合同编号 | 回款金额 |\n|---|---|---|\n| 2024-12-02 | A | 5,000 |",
    )
    frame = sheets_of(fees.run(request))[schema.FEES.title].frame
    assert frame[["principal", "prepaid", "claim", "case_fee", "doubled_daily"]].iloc[0].tolist() == [
        2_000_000,
        500_000,
        1_500_000,
        17_500,
        263,  # 15 000.00 × 0.000175 = 2.625
    ]


def test_names_that_the_commands_look_for_are_options_of_the_sheets() -> None:
    states = schema.CONTRACTS.column("contract_state").options
    assert {schema.SETTLED, schema.IN_COURT} <= set(states)
    assert schema.LOAN in schema.INSTALMENTS.column("nature").options
    assert schema.CONTRACTS.column("security").options[Security.GUARANTEE] == "保证"


def test_states_and_steps_have_a_name_each() -> None:
    assert len(schema.LIMITATION_STATES) == len(LimitationState)
    assert schema.LIMITATION_STATES[LimitationState.REVIEW] == "待法务判断"
    assert schema.LIMITATION_STATES[LimitationState.EXPIRED] == "已届满"
    assert len(messages.LIMITATION_STEPS) == len(Step) == len(limitation.SOURCES)
