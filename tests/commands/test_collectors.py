"""分派绩效 and 内审督促: what 【分派】 says of the month beside the assignment (ASG-02, AUD-01)."""

from __future__ import annotations

from addin import messages
from addin.commands import assign
from addin.ledger import schema
from addin.ports import Append, Fill, Outcome, Replace
from tests.commands.test_visits import LEDGER, added, asked, grids_of

OWNED = LEDGER["客户"].replace("| 通讯地址 |", "| 催收员 |").replace("一路 1 号", "甲").replace("二路 2 号", "乙")


def pressed(**sheets: str) -> Outcome:
    return assign.run(asked(grids_of(**{"客户": OWNED, **sheets})))


def month_of(outcome: Outcome) -> Replace:
    title = schema.COLLECTOR_MONTH.title
    return next(change for change in outcome.changes if isinstance(change, Replace) and change.sheet == title)


def test_asg_02_a_case_paid_in_the_month_is_finished_and_one_written_off_is_not() -> None:
    paid = "| 回款日期 | 合同编号 | 回款金额 |\n|---|---|---|\n| 2026-04-03 | K2 | 5,000 |"
    frame = month_of(pressed(回款记录=paid)).frame.set_index("collector")
    assert frame["finished"].to_dict() == {"乙": 1, "甲": 0}
    assert frame["stars"].to_dict() == {"乙": "★★★★★", "甲": "★"}
    off = "| 核销编号 | 核销日期 | 应收编号 | 核销金额 |\n|---|---|---|---|\n| 销1 | 2026-04-03 | K2-1 | 5,000 |"
    frame = month_of(pressed(坏账核销=off)).frame.set_index("collector")
    assert frame["finished"].to_dict() == {"乙": 0, "甲": 0}


def test_aud_01_counts_are_renewed_and_the_auditor_s_words_stay() -> None:
    sellers = LEDGER["合同台账"].replace("| 客户编号 |", "| 客户编号 | 业务员 |").replace("|---|---|", "|---|---|---|")
    sellers = sellers.replace("| C1 |", "| C1 | 赵一 |").replace("| C2 |", "| C2 | 钱二 |")
    log = "| 催收时间 | 客户编号 | 催收方式 | 经办人 |\n|---|---|---|---|\n| 2026-04-02 | C1 | 电话 | 甲 |"
    audits = '| 月份 | 业务员 | 督促日 |\n|---|---|---|\n| "2026-04" | 赵一 | 2026-04-08 |'
    outcome = pressed(合同台账=sellers, 催收记录=log, 内审督促=audits)
    fills = [change for change in outcome.changes if isinstance(change, Fill)]
    (filled,) = (change for change in fills if change.sheet == schema.AUDITS.title)
    assert filled.keep_others
    assert filled.frame.reset_index().to_numpy().tolist() == [[2, 1, 1, 0]]
    (new,) = added(outcome, schema.AUDITS.title)
    assert (new["month"], new["salesperson"], new["to_contact"], new["uncontacted"]) == ("2026-04", "钱二", 1, 1)


def test_a_month_without_overdue_customers_is_told_too() -> None:
    paid = "".join(f"\n| 2026-04-03 | {name} |" for name in ("K1 | 20,000", "K1乙 | 10,000", "K2 | 5,000"))
    outcome = pressed(回款记录=f"| 回款日期 | 合同编号 | 回款金额 |\n|---|---|---|{paid}")
    assert outcome.summary == messages.NO_CASES
    assert month_of(outcome).frame["finished"].tolist() == [1, 1]
    assert not [change for change in outcome.changes if isinstance(change, Append)]
