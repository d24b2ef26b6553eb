from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest

from addin import asking, entry
from addin.hosts import newbook
from addin.hosts.file import FileHost
from addin.ledger.example import AS_OF, example_tables
from addin.ribbon import BUTTONS
from tests.commands.test_import import put, rows, written

if TYPE_CHECKING:
    from pathlib import Path

NOW = dt.datetime.combine(AS_OF, dt.time(9))


def press(path: Path, key: str, source: Path | None = None, **asked: Any) -> entry.Report:
    given = asking.Asked(AS_OF, NOW, path.parent, source=source, ledger=path, **asked)
    return entry.press(BUTTONS[key], lambda: FileHost(path), given)


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("ledger") / "台账.xlsx"
    newbook.write_ledger(path, example_tables())
    return path


@pytest.fixture
def ledger(example: Path, tmp_path: Path) -> Path:
    path = tmp_path / "台账.xlsx"
    path.write_bytes(example.read_bytes())
    return path


def finance(path: Path, ledger: Path, change: dict[str, float] | None = None) -> Path:
    """Write finance's list: the ledger's own instalments, some amounts changed."""
    changed = change or {}
    lines = [
        [row["合同编号"], row["期次"], changed.get(row["应收编号"], row["应收金额"]), str(row["应收日期"])[:10]]
        for row in rows(ledger, "应收计划")
    ]
    return written(path / "财务.xlsx", [["财务应收清单"], ["合同号", "期数", "应收账款", "到期日"], *lines], "应收")


def proposed(ledger: Path) -> dict[str, str]:
    press(ledger, "propose")
    return {row["客户编号"]: row["结论"] for row in rows(ledger, "拟发函件")}


def test_reg_08_a_list_that_agrees_has_no_differences(ledger: Path, tmp_path: Path) -> None:
    report = press(ledger, "reconcile", finance(tmp_path, ledger))
    assert report.status == entry.DONE, report.summary
    assert "双方一致" in report.summary
    assert rows(ledger, "对账差异") == []


def test_reg_08_letters_of_a_customer_with_an_open_difference_are_withheld_until_it_is_settled(
    ledger: Path, tmp_path: Path
) -> None:
    before = proposed(ledger)
    customer = next(name for name, verdict in before.items() if verdict == "拟发")
    contracts = {row["合同编号"] for row in rows(ledger, "合同台账") if row["客户编号"] == customer}
    plan = next(row for row in rows(ledger, "应收计划") if row["合同编号"] in contracts)
    source = finance(tmp_path, ledger, {plan["应收编号"]: plan["应收金额"] + 1})
    press(ledger, "reconcile", source)
    (row,) = rows(ledger, "对账差异")
    assert (row["差异类型"], row["差额"], row["客户编号"]) == ("金额不符", -1, customer)
    issued = press(ledger, "issue", select=(customer,), yes=True)
    assert [problem.code for problem in issued.problems if problem.found == customer] == ["differences-open"]
    assert issued.files == ()
    assert proposed(ledger) == before | {customer: "不发"}
    put(ledger, "对账差异", {"客户编号": customer}, {"结论": "以台账为准", "核对人": "赵会计"})
    assert proposed(ledger) == before
    press(ledger, "reconcile", source)
    (row,) = rows(ledger, "对账差异")
    assert (row["核对人"], row["结论"]) == ("赵会计", "以台账为准")
    put(ledger, "对账差异", {"客户编号": customer}, {"结论": "待核"})
    assert proposed(ledger)[customer] == "不发"
    put(ledger, "参数", {"参数": "差异未清不出函"}, {"值": "否"})
    assert proposed(ledger) == before


def test_on_a_click_the_file_is_the_one_that_the_settings_name(ledger: Path, tmp_path: Path) -> None:
    report = press(ledger, "reconcile")
    assert (report.status, "核对来源" in report.summary) == (entry.DATA, True)
    put(ledger, "参数", {"参数": "核对来源"}, {"值": finance(tmp_path, ledger).name})
    assert press(ledger, "reconcile").status == entry.DONE
    put(ledger, "参数", {"参数": "核对来源"}, {"值": "没有这个.xlsx"})
    report = press(ledger, "reconcile")
    assert (report.status, "没有这个.xlsx" in report.summary) == (entry.DATA, True)


def test_a_conclusion_that_is_none_of_the_options_stops_the_next_run_and_is_kept(ledger: Path, tmp_path: Path) -> None:
    plan = rows(ledger, "应收计划")[0]
    source = finance(tmp_path, ledger, {plan["应收编号"]: 1})
    press(ledger, "reconcile", source)
    put(ledger, "对账差异", {"合同编号": plan["合同编号"]}, {"结论": "没问题"})
    before = rows(ledger, "对账差异")
    report = press(ledger, "reconcile", source)
    assert report.status == entry.DATA
    assert rows(ledger, "对账差异") == before


def test_rows_of_finance_that_cannot_be_read_are_named_and_not_called_missing(ledger: Path, tmp_path: Path) -> None:
    plan = rows(ledger, "应收计划")[0]
    lines = [[plan["合同编号"], plan["期次"], "约一百", "2025-01-01"]]
    source = written(tmp_path / "财务.xlsx", [["合同号", "期数", "应收账款", "到期日"],
                                            *lines, ["别的", 1, 5, "2025-01-01"]], "应收")  # fmt: skip
    report = press(ledger, "reconcile", source)
    assert "reconcile-unread" in [problem.code for problem in report.problems]
    assert plan["合同编号"] not in [row["合同编号"] for row in rows(ledger, "对账差异")]


def test_a_file_without_receivables_is_said_plainly(ledger: Path, tmp_path: Path) -> None:
    report = press(ledger, "reconcile", written(tmp_path / "财务.xlsx", [["随便", "什么"], ["a", "b"]]))
    assert report.status == entry.DATA
    assert "应收清单" in report.summary
