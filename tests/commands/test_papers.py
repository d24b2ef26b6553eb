"""Lines of the papers that are a letter's wording or a register without rules of its own, each by its ID."""

from __future__ import annotations

import datetime as dt
import io
from typing import TYPE_CHECKING

import openpyxl
import pytest

from addin import asking, entry
from addin.commands import issue
from addin.domain.rmb import rmb_upper
from addin.hosts.file import FileHost
from addin.hosts.newbook import write_template
from addin.ledger import schema
from addin.ledger.reading import read
from addin.ports import File, Request
from addin.ribbon import BUTTONS
from tests import markdown
from tests.letters.documents import lines

if TYPE_CHECKING:
    from pathlib import Path

CASE = """# 一笔逾期，{letter}

as-of: 2026-03-31

## 客户
| 客户编号 | 客户名称 | 通讯地址 |
|---|---|---|
| A | 甲公司 | 一路 1 号 |

## 合同台账
| 合同编号 | 客户编号 | 违约金方式 | 违约金标准 |
|---|---|---|---|
| KA | A | 日利率 | 0.0005 |

## 应收计划
| 合同编号 | 应收日期 | 应收金额 |
|---|---|---|
| KA | 2026-03-02 | 1,000.00 |

## 参数
| 参数 | 值 |
|---|---|
| 公司名称 | 乙方公司 |
| 公司地址 | 二路 2 号 |
| 联系电话 | 010-00000000 |
| 财务联系人 | 财务一 |
| 收款户名 | 乙方公司 |
| 收款开户行 | 某行 |
| 收款账号 | "0000" |

## 催收策略
| 策略 | 阶段 | 名称 | 触发方式 | 天数 | 函件类型 | 时限工作日 |
|---|---|---|---|---|---|---|
| 默认 | 1 | 首次催款 | 到期后天数 | 5 | {letter} | 7 |

## 拟发函件
| 选中 | 客户编号 | 合计 | 截止日期 |
|---|---|---|---|
| 是 | A | 1,014.50 | 2026-03-31 |
"""


def letter_text(letter: str, folder: Path) -> str:
    """Issue one letter to a debtor who owes 1 000.00 and 29 days of penalty (14.50), and return its text."""
    written = folder / "case.md"
    written.write_text(CASE.format(letter=letter), encoding="utf-8")
    case = markdown.load_case(written)
    reading = read(case.grids)
    now = dt.datetime.combine(case.as_of, dt.time(9))
    outcome = issue.run(
        Request(
            reading.tables,
            reading.settings,
            case.as_of,
            now,
            reading.problems,
            select=("A",),
            templates=asking.letter_templates(),
        )
    )
    made = next(change for change in outcome.changes if isinstance(change, File))
    stream = io.BytesIO()
    made.write(stream)
    return "\n".join(lines(stream.getvalue()))


def test_dl_01_a_demand_letter_has_amount_days_deadline_and_consequence(tmp_path: Path) -> None:
    text = letter_text("催款函", tmp_path)
    assert "1,014.50" in text
    assert rmb_upper(1_014_50) in text
    assert "29" in text
    assert "2026年4月10日" in text  # the seventh working day; Qingming on 6 April is none
    assert "甲公司" in text
    assert any(word in text for word in ("诉讼", "暂停", "法律"))


def test_dl_02_a_lawyers_letter_is_filled_like_a_demand(tmp_path: Path) -> None:
    text = letter_text("律师函", tmp_path)
    assert "1,014.50" in text
    assert "甲公司" in text
    assert "律师" in text


@pytest.mark.parametrize(
    ("paper", "title", "headers"),
    [
        ("TRN-01", "培训登记", {"培训日期", "培训类别", "主题", "参加人"}),
        ("TRN-01 FAQ", "常见问答", {"问题", "答复"}),
        ("FBK-01", "客户反馈", {"客户编号", "反馈类别", "内容", "转交部门", "处理结果"}),
        ("RET-01", "优惠方案", {"客户编号", "优惠内容", "条件", "有效期至"}),
        ("SPC-02", "投诉登记", {"客户编号", "投诉来源", "投诉内容", "处理结果", "暂停催收"}),
    ],
)
def test_trn_01_fbk_01_ret_01_registers_are_added_with_drop_downs(
    paper: str, title: str, headers: set[str], tmp_path: Path
) -> None:
    ledger = tmp_path / "台账.xlsx"
    write_template(ledger)
    asked = asking.Asked(dt.date(2026, 3, 31), dt.datetime(2026, 3, 31, 9), tmp_path, select=(title,), yes=True)
    report = entry.press(BUTTONS["registers"], lambda: FileHost(ledger), asked)
    assert report.status == entry.DONE, paper
    sheet = openpyxl.load_workbook(ledger)[title]
    assert headers <= {cell.value for cell in sheet[1]}
    spec = schema.BY_TITLE[title]
    lists = [column for column in spec.columns if column.options]
    rules = [rule for rule in sheet.data_validations.dataValidation if rule.type == "list"]
    assert len(rules) >= len(lists)
    again = entry.press(BUTTONS["registers"], lambda: FileHost(ledger), asked)
    assert (again.status, again.changes) == (entry.DONE, ())
