from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import Any

import pytest

from addin.ledger import schema
from addin.ports import Oddity
from tests import markdown
from tests.markdown import Table

README = Path(__file__).parent / "cases" / "README.md"


@pytest.mark.parametrize(
    ("typed", "held"),
    [
        ("", None),
        ("2025-01-15", dt.date(2025, 1, 15)),
        ("2025-13-15", "2025-13-15"),
        ("2025.1.15", "2025.1.15"),
        ("1,234.50", 1234.5),
        ("-3", -3.0),
        ("3.45%", 0.0345),
        ("001", "001"),
        ("1,23", "1,23"),
        ('"20240305"', "20240305"),
        ("“ 货款”", " 货款"),
        ("TRUE", True),
        ("货款", "货款"),
    ],
)
def test_a_cell_holds_what_a_spreadsheet_makes_of_the_typing(typed: str, held: object) -> None:
    assert markdown.value(typed) == (held, "")


def test_odd_cells_and_rows_become_oddities() -> None:
    body = "| 甲 | 乙 |\n|---|---|\n| #REF! | =B2*2 |\n| 1 | a\\|b |\n\n合并: AA3:AB4\n隐藏: 2-3、5"
    grid = markdown.grid("客户", markdown.parse_table(body, "here"))
    assert [list(row) for row in grid.rows] == [["甲", "乙"], [None, None], [1.0, "a|b"]]
    hidden = [Oddity("hidden", row) for row in (2, 3, 5)]
    assert list(grid.oddities) == [
        Oddity("error", 2, 1, "#REF!"),
        Oddity("uncached", 2, 2, "=B2*2"),
        Oddity("merged", 3, 27, "AA3:AB4"),
        *hidden,
    ]


def test_a_row_of_another_length_is_refused_with_its_place() -> None:
    with pytest.raises(ValueError, match=r"overdue\.md ## 客户: 1 cells under 2 headers"):
        markdown.parse_table("| 甲 | 乙 |\n|---|---|\n| 1 |", "overdue.md ## 客户")


def differences(title: str, headers: str, rows: list[str], actual: list[dict[str, str]]) -> list[str]:
    table = Table(tuple(headers.split()), tuple(tuple(row.split()) for row in rows))
    return markdown.differences(title, schema.BY_TITLE[title], table, actual)


INSTALMENTS: list[dict[str, str]] = [
    {"应收编号": "甲", "未收金额": "1,234.50", "逾期天数": "3"},
    {"应收编号": "乙", "未收金额": "0.00", "逾期天数": ""},
]


def test_rows_with_a_key_are_compared_by_it_and_money_in_any_writing() -> None:
    assert differences("应收计划", "应收编号 未收金额", ["乙 0", "甲 1234.5"], INSTALMENTS) == []
    assert differences("应收计划", "应收编号 未收金额", ["甲 1234.51"], INSTALMENTS) == [
        "《应收计划》甲「未收金额」应为 1,234.51，实为 1,234.50"
    ]
    [lost] = differences("应收计划", "应收编号 逾期天数", ["丙 3"], INSTALMENTS)
    assert lost == "《应收计划》丙：应有 1 行，实有 0 行"
    assert differences("应收计划", "应收编号 没有", ["甲 3"], INSTALMENTS)[0] == "《应收计划》没有列「没有」"


LINES: list[dict[str, Any]] = [
    {"应收编号": name, "天数": days} for name, days in (("甲", "1"), ("甲", "2"), ("乙", "3"))
]


def test_rows_without_a_key_are_compared_in_order_and_in_number() -> None:
    assert differences("违约金明细", "应收编号 天数", ["甲 1", "甲 2", "乙 3"], LINES) == []
    short = differences("违约金明细", "应收编号 天数", ["甲 1", "甲 2"], LINES)
    assert short[0] == "《违约金明细》应有 2 行，实有 3 行"
    assert differences("违约金明细", "应收编号 天数", ["甲 2", "甲 1", "乙 3"], LINES)


def test_dots_stand_for_any_rows_but_not_for_order() -> None:
    assert differences("违约金明细", "应收编号 天数", ["… …", "乙 3"], LINES) == []
    assert differences("违约金明细", "应收编号 天数", ["甲 1", "… …"], LINES) == []
    assert differences("违约金明细", "应收编号 天数", ["乙 3", "… …", "甲 1"], LINES)


def test_what_a_case_leaves_out_is_filled_up_as_the_readme_says(tmp_path: Path) -> None:
    [example] = re.findall(r"```markdown\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    path = tmp_path / "overdue" / "example.md"
    path.parent.mkdir()
    path.write_text(example, encoding="utf-8")
    case = markdown.load_case(path)
    assert (case.command, case.as_of) == ("overdue", dt.date(2025, 4, 30))
    assert case.grids["客户"].rows[1] == ["C1", "C1公司"]
    contract = dict(zip(case.grids["合同台账"].rows[0], case.grids["合同台账"].rows[1], strict=True))
    assert contract["合同金额"] == 100_000.0
    assert contract["签订日期"] == dt.date(2000, 1, 1)
    instalment = dict(zip(case.grids["应收计划"].rows[0], case.grids["应收计划"].rows[1], strict=True))
    assert (instalment["期次"], instalment["应收编号"]) == (1.0, "HT-A-1")
    assert set(case.expected) == {"应收计划"}
