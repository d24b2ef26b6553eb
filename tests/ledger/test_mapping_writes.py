"""What is written into a user's own sheets: our columns beside theirs, theirs only where they said so, no rows."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import openpyxl
import pandas as pd
import pytest

from addin import asking, entry
from addin.hosts.file import FileHost
from addin.ledger import schema
from addin.ledger.intake.merging import ledger_rows
from addin.ledger.mapping import in_place
from addin.ledger.reading import read
from addin.ports import Append, Fill, Refusal
from addin.ribbon import BUTTONS
from tests.ledger.own_books import AS_OF, DAY, FLAT, HEADER, NOW, TITLE, adopted, book, cells, press, told, typed

if TYPE_CHECKING:
    from pathlib import Path

AMOUNT = schema.INSTALMENTS.column("amount")
DUE = schema.INSTALMENTS.column("due")


def fill(path: Path, rows: dict[int, int]) -> None:
    """Write fen into 应收金额 of these rows of the instalments as the commands see them."""
    host = in_place(FileHost(path), AS_OF)
    frame = pd.DataFrame({"amount": list(rows.values())}, index=pd.Index(list(rows), dtype="int64"))
    host.apply([Fill("应收计划", (AMOUNT,), frame, keep_others=True)], path.parent)


def amounts(path: Path) -> dict[int, int]:
    """Return 应收金额 in fen by row of the instalments as the commands see them, sound or not."""
    host = in_place(FileHost(path), AS_OF)
    frame = ledger_rows(host.read(["应收计划"]), {}).tables["instalments"]
    return dict(zip(frame.index.tolist(), frame["amount"].tolist(), strict=True))


def values(path: Path, *addresses: str) -> list[Any]:
    sheet = openpyxl.load_workbook(path)[TITLE]
    return [sheet[address].value for address in addresses]


def as_read(value: object) -> object:
    return dt.datetime.combine(value, dt.time()) if isinstance(value, dt.date) else value


def imported(path: Path, rows: list[list[Any]], header: list[str], *, yes: bool = True) -> entry.Report:
    other = book(path.parent / "来源.xlsx", [header, *rows], title="来源")
    asked = asking.Asked(AS_OF, NOW, path.parent, yes=yes, source=other, ledger=path)
    return entry.press(BUTTONS["import"], lambda: FileHost(path), asked)


def test_a_column_of_theirs_with_the_name_of_one_of_ours_is_never_written(tmp_path: Path) -> None:
    header = [*HEADER, "逾期天数", "未收金额"]
    rows = [[*row, "=TODAY()-F4", "=G4-H4"] for row in FLAT[:3]]
    path = adopted(book(tmp_path / "我的.xlsx", [header, *rows]))
    assert press(path, "overdue").status == entry.DONE
    assert [(row["逾期天数"], row["未收金额"]) for row in cells(path)] == [("=TODAY()-F4", "=G4-H4")] * 3
    assert [row["催收·逾期天数"] for row in cells(path)] == [120, 0, 0]


@pytest.mark.parametrize(("unit", "fen", "shown"), [
    ("万元", 1, 0.000001), ("万元", 123_456_789_012, 123_456.789012), ("万元", 0, 0), ("千元", 1, 0.00001),
    ("百万元", 1, 0.00000001), ("亿元", 100, 0.00000001),
])  # fmt: skip
def test_money_goes_into_a_column_in_ten_thousands_to_the_fen(
    tmp_path: Path, unit: str, fen: int, shown: float
) -> None:
    header = ["合同号", "客户", "到期日", f"应收款({unit})"]
    path = adopted(book(tmp_path / "我的.xlsx", [header, ["HT-1", "甲", DAY(2025, 3, 3), 1.5]]))
    fill(path, {4: fen})
    assert values(path, "D4") == [shown]
    assert amounts(path) == {4: fen}


def test_money_that_a_unit_cannot_hold_to_the_fen_is_refused_by_name(tmp_path: Path) -> None:
    header = ["合同号", "客户", "到期日", "应收款(亿元)"]
    path = adopted(book(tmp_path / "我的.xlsx", [header, ["HT-1", "甲", DAY(2025, 3, 3), 1.5]]))
    with pytest.raises(Refusal) as refused:
        fill(path, {4: 1})
    assert (refused.value.code, refused.value.details["header"]) == ("in-place-write", "应收款(亿元)")


TWO_LINES: list[list[Any]] = [
    ["合同", None, None, "第一期", None, "第二期", None, "备注"],
    ["编号", "客户名称", "签订日期", "日期", "金额(万元)", "日期", "金额(万元)", None],
    ["HT-1", "甲", DAY(2025, 1, 1), DAY(2025, 3, 3), 1, DAY(2025, 6, 5), 2, None],
    ["HT-2", "乙", DAY(2025, 1, 1), DAY(2025, 4, 1), 3, None, None, None],
]


def test_columns_under_a_two_line_header_are_written_where_they_stand(tmp_path: Path) -> None:
    path = book(tmp_path / "我的.xlsx", TWO_LINES, above=1)
    press(path, "import")
    told(path, "列对应", {"来源列名": "", "对应列": "违约金方式"}, {"固定值": "无"})
    press(path, "import")
    assert amounts(path) == {4: 1_000_000, 5: 3_000_000, 6: 2_000_000}
    fill(path, {4: 1_000_001, 6: 2_345_678})
    assert values(path, "E4", "G4", "E5", "G5") == [1.000001, 2.345678, 3, None]
    assert press(path, "overdue").status == entry.DONE
    assert values(path, "H2", "H3", "H4") == ["备注", None, None]
    assert str(values(path, "I3")[0]).startswith("催收·")
    first = cells(path)
    assert [(row["催收·第1期未收金额"], row["催收·第2期未收金额"]) for row in first] == [
        (10000.01, 23456.78),
        (30000, None),
    ]
    assert press(path, "overdue").status == entry.DONE
    assert cells(path) == first


def test_a_fixed_value_is_no_column_that_can_be_written(tmp_path: Path) -> None:
    path = book(tmp_path / "我的.xlsx", [["合同号", "客户", "到期日"], ["HT-1", "甲", DAY(2025, 3, 3)]])
    press(path, "import")
    told(path, "列对应", {"来源列名": "", "对应列": "应收金额"}, {"固定值": "100"})
    press(path, "import")
    with pytest.raises(Refusal) as refused:
        fill(path, {4: 1})
    assert refused.value.code == "in-place-write"


def test_an_import_adds_rows_on_sheets_of_ours_and_leaves_theirs_alone(tmp_path: Path) -> None:
    path = adopted(book(tmp_path / "我的.xlsx", [HEADER, *FLAT]))
    before = cells(path)
    new = [9, "HT-9", "新客户", DAY(2025, 1, 5), 80, DAY(2025, 3, 3), 80, None, "无", None, "张三"]
    report = imported(path, [new], HEADER)
    assert report.status == entry.DONE, report.summary
    assert "您自己的表没有增加行" in report.summary
    assert "《合同台账》" in report.summary
    assert cells(path) == before
    assert [row["合同编号"] for row in cells(path, "合同台账", 1)] == ["HT-9"]
    host = in_place(FileHost(path), AS_OF)
    tables = read(host.read(host.titles())).tables
    assert sorted(tables["contracts"]["contract"]) == ["HT-1", "HT-2", "HT-9"]
    assert tables["instalments"]["amount"].sum() == 10_000 + 20_000 + 5_000 + 8_000
    assert press(path, "overdue").status == entry.DONE
    assert [row["催收·未收金额"] for row in cells(path)][:3] == [60, 200, 0]
    assert [row["未收金额"] for row in cells(path, "应收计划", 1)] == [80]
    again = imported(path, [new], HEADER)
    assert again.figures[1] == ("导入新增行", "0")


def test_an_import_fills_a_blank_cell_of_theirs_in_its_row(tmp_path: Path) -> None:
    header = [*HEADER, "发票号"]
    rows = [[*row, None] for row in FLAT]
    rows[0][-1] = "FP-1"
    path = adopted(book(tmp_path / "我的.xlsx", [header, *rows]))
    source = [[*row, f"FP-{at}"] for at, row in enumerate(FLAT[:3], 1)]
    report = imported(path, source, header)
    assert report.status == entry.DONE, report.summary
    assert [row["发票号"] for row in cells(path)] == ["FP-1", "FP-2", "FP-3", None]
    assert [{name: row[name] for name in HEADER} for row in cells(path)] == [
        dict(
            zip(HEADER, [dt.datetime.combine(v, dt.time()) if isinstance(v, dt.date) else v for v in row], strict=True)
        )
        for row in FLAT
    ]


def test_single_receipts_come_onto_a_sheet_of_ours_and_count(tmp_path: Path) -> None:
    header = [*HEADER[:7], *HEADER[8:]]
    path = adopted(book(tmp_path / "我的.xlsx", [header, *[[*row[:7], *row[8:]] for row in FLAT[:3]]]))
    report = imported(path, [["HT-1", DAY(2025, 3, 3), 30], ["HT-2", DAY(2025, 3, 5), 50]],
                      ["合同编号", "回款日期", "回款金额"])  # fmt: skip
    assert report.status == entry.DONE, report.summary
    assert press(path, "overdue").status == entry.DONE
    assert [row["催收·未收金额"] for row in cells(path)] == [70, 200, 0]


def test_new_rows_are_refused_where_their_sheet_has_the_title_of_ours(tmp_path: Path) -> None:
    path = adopted(book(tmp_path / "我的.xlsx", [HEADER, *FLAT], title="合同台账"))
    host = in_place(FileHost(path), AS_OF)
    assert read(host.read(host.titles())).tables["contracts"]["contract"].tolist() == ["HT-1", "HT-2"]
    assert press(path, "overdue").status == entry.DONE
    frame = pd.DataFrame({"contract": ["HT-9"]})
    with pytest.raises(Refusal) as refused:
        host.apply([Append("合同台账", schema.CONTRACTS.pick("contract"), frame)], tmp_path)
    assert refused.value.code == "in-place-append"


def test_what_a_button_fills_in_itself_is_read_again(tmp_path: Path) -> None:
    path = adopted(book(tmp_path / "我的.xlsx", [HEADER, *FLAT]))
    host = in_place(FileHost(path), AS_OF)
    frame = pd.DataFrame({"collector": ["王五"]}, index=pd.Index([6], dtype="int64"))
    column = schema.CUSTOMERS.column("collector")
    host.apply([Fill("客户", (column,), frame, keep_others=True)], tmp_path)
    assert [row["催收·客户催收员"] for row in cells(path)] == [None, None, "王五", None]
    again = in_place(FileHost(path), AS_OF)
    assert read(again.read(again.titles())).tables["customers"]["collector"].to_dict() == {4: "", 6: "王五"}


def test_sheets_that_every_ledger_has_are_added_and_theirs_serve_for_the_rest(tmp_path: Path) -> None:
    path = adopted(book(tmp_path / "我的.xlsx", [HEADER, *FLAT]))
    report = press(path, "validate")
    assert {problem.code for problem in report.problems} == {"no-penalty-clause", "penalty-over-130"}
    typed(path, "参数", {"B2": "我公司"})
    press(path, "propose")
    rows = cells(path, "拟发函件", 1)
    assert [(row["结论"], row["原因"]) for row in rows] == [("不发", "1 笔：没有通讯地址和电子邮箱")]


def test_their_own_sheet_may_have_the_title_of_ours_and_is_proposed_without_asking_for_a_file(tmp_path: Path) -> None:
    path = book(tmp_path / "我的.xlsx", [HEADER, *FLAT], title="合同台账")
    asked = asking.Asked(AS_OF, NOW, tmp_path, ledger=path)
    for said in ("请核对《列对应》", "已确认"):
        report = entry.press(BUTTONS["import"], lambda: FileHost(path), asked, pick=pytest.fail)
        assert (report.status, said in report.summary) == (entry.DONE, True), report.summary
    assert press(path, "overdue").status == entry.DONE
    assert [row["催收·未收金额"] for row in cells(path, "合同台账")] == [60, 200, 0, None]
