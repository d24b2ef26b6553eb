from __future__ import annotations

import datetime as dt

from addin.ledger.penalty_hints import hints
from addin.ledger.reading import read
from addin.ports import Level
from tests import markdown

AS_OF = dt.date(2026, 9, 30)
LPR = "| 公布日 | 一年期LPR |\n|---|---|\n| 2025-05-20 | 3.00 |"


def told(contracts: list[str], rate: str = "0.0005", blocked: tuple[str, ...] = ()) -> list[tuple[str, int, str, str]]:
    heads = "| 合同编号 | 违约金方式 | 违约金标准 |\n|---|---|---|\n"
    dues = "| 合同编号 | 应收日期 | 应收金额 |\n|---|---|---|\n"
    parsed = {
        "合同台账": heads + "\n".join(f"| {name} | 日利率 | {rate} |" for name in contracts),
        "应收计划": dues + "\n".join(f"| {name} | 2026-01-15 | 100 |" for name in contracts),
        "LPR利率": LPR,
    }
    filled = markdown.filled_up({title: markdown.parse_table(text, title) for title, text in parsed.items()})
    reading = read({title: markdown.grid(title, table) for title, table in filled.items()})
    found = hints(reading.tables, reading.settings, AS_OF, blocked)
    assert all(problem.level is Level.HINT for problem in found)
    return [(problem.code, problem.row, problem.details["count"], problem.details["names"]) for problem in found]


def test_contracts_with_the_same_terms_share_one_hint_on_the_first() -> None:
    assert told(["A", "B", "C"]) == [("penalty-over-130", 2, "3", "A、B、C")]


def test_of_many_contracts_alike_the_first_ten_are_named() -> None:
    ((_, _, count, named),) = told([f"A{number}" for number in range(11)])
    assert count == "11"
    assert named == "A0、A1、A2、A3、A4、A5、A6、A7、A8、A9…"


def test_blocked_contracts_are_not_judged() -> None:
    assert told(["A", "B"], blocked=("A",)) == [("penalty-over-130", 3, "1", "B")]


def test_moderate_terms_and_empty_ledgers_give_no_hint() -> None:
    assert told(["A"], rate="0.00016") == []
    assert told([]) == []
