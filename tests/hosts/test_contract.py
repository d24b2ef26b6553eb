"""The contract of a host, run on each of them."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import TYPE_CHECKING

import openpyxl
import pandas as pd
import pytest

from addin.ports import (
    Append,
    Chart,
    Column,
    File,
    Fill,
    Level,
    Line,
    Link,
    Mark,
    Note,
    Page,
    Refusal,
    Replace,
    TextTable,
)
from addin.ports import Book as BookOfPages
from tests.hosts.contract import (
    AMOUNT,
    COMPUTED,
    DAYS,
    DUE,
    ENTRY,
    KEY,
    LEDGER,
    LOG,
    MOMENT,
    OTHER,
    OWN,
    PAID,
    ROWS,
    TEXT,
    TITLE,
    computed,
    frame,
    writes,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path
    from typing import BinaryIO

    from addin.ports import Host
    from tests.hosts.contract import Factory, Made

FINDINGS = (Column("工作表", "sheet"), Column("位置", "place"), Column("金额", "amount", AMOUNT.kind))


def rows_of(host: Host, title: str) -> list[list[object]]:
    rows = [list(row) for row in host.read([title])[title].rows]
    return [row[: max((i + 1 for i, value in enumerate(row) if value is not None), default=0)] for row in rows]


def findings(count: int = 2) -> Replace:
    data = pd.DataFrame({"sheet": [TITLE] * count, "place": ["B2"] * count, "amount": range(100, 100 + count)})
    links = {"place": [Link(TITLE, 3, DUE.header)] * count}
    return Replace(LOG, FINDINGS, data, links=links, charts=(Chart("图", "column", "place", ("amount",)),), totals=1)


def refuse(stream: BinaryIO) -> None:
    raise Refusal("test", file=str(stream))


def test_titles_come_in_the_order_of_the_tabs(made: Made) -> None:
    assert made.host.titles() == (TITLE, OTHER, OWN)


def test_reading_gives_plain_values_with_true_row_numbers_and_leaves_out_sheets_that_do_not_exist(made: Made) -> None:
    grids = made.host.read([TITLE, "没有", OWN])
    assert set(grids) == {TITLE, OWN}
    assert rows_of(made.host, TITLE) == [[*row][: 4 if row[4] is None else 5] for row in ROWS]
    assert rows_of(made.host, OWN) == [["随便", 1.5], [None, "=不是公式"]]


def test_fill_writes_every_kind_exactly_and_adds_the_columns_that_are_missing(made: Made, tmp_path: Path) -> None:
    made.host.apply([Fill(TITLE, COMPUTED, computed())], tmp_path)
    rows = rows_of(made.again(), TITLE)
    assert rows[0] == [*ROWS[0], "逾期天数", "利率", "逾期等级", "时效届满日", "已核对"]
    assert rows[1][4:] == [1234.56, 31, 0.0005, "轻度", dt.date(2028, 1, 15), "是"]
    assert rows[3][4:] == [0, 0, None, None, None, "否"]


def test_fill_empties_the_rows_it_does_not_name_and_leaves_the_users_columns_alone(made: Made, tmp_path: Path) -> None:
    made.host.apply([Fill(TITLE, (PAID,), computed()[["paid"]])], tmp_path)
    rows = rows_of(made.again(), TITLE)
    assert [row[:3] for row in rows] == [list(row[:3]) for row in ROWS]
    assert [row[3] for row in rows] == [row[3] for row in ROWS]
    assert rows[2] == list(ROWS[2][:4])


def test_fill_keeps_the_other_rows_when_asked(made: Made, tmp_path: Path) -> None:
    made.host.apply([Fill(TITLE, (PAID,), computed()[["paid"]], keep_others=True)], tmp_path)
    assert rows_of(made.again(), TITLE)[2][4] == 5


def test_append_adds_rows_below_the_last_and_a_second_append_goes_below_the_first(made: Made, tmp_path: Path) -> None:
    new = pd.DataFrame({
        "entry": ["JL-2", "JL-3"], "response": ["=1+1", " 前后\n_x0041_\x07"],
        "contacted": pd.array(["2025-03-02T08:00:01", None], dtype="datetime64[s]"),
    })  # fmt: skip
    made.host.apply([Append(OTHER, (ENTRY, MOMENT, TEXT), new)], tmp_path)
    made.host.apply([Append(OTHER, (ENTRY,), new[["entry"]].iloc[:1])], tmp_path)
    rows = rows_of(made.again(), OTHER)
    assert rows[1] == ["JL-1", dt.datetime(2025, 3, 1, 9, 30), "下周付款"]
    assert rows[2] == ["JL-2", dt.datetime(2025, 3, 2, 8, 0, 1), "=1+1"]
    assert rows[3] == ["JL-3", None, " 前后\n_x0041_\x07"]
    assert rows[4] == ["JL-2"]


def test_append_to_a_sheet_that_is_missing_begins_it(made: Made, tmp_path: Path) -> None:
    made.host.apply([Append("函件登记", (ENTRY, AMOUNT), pd.DataFrame({"entry": ["a"], "amount": [5]}))], tmp_path)
    assert rows_of(made.again(), "函件登记") == [["记录编号", "应收金额"], ["a", 0.05]]


def test_replace_makes_the_sheet_anew_and_a_second_time_leaves_nothing_of_the_first(made: Made, tmp_path: Path) -> None:
    made.host.apply([findings(9)], tmp_path)
    made.host.apply([findings(2)], tmp_path)
    assert made.again().titles() == (TITLE, OTHER, OWN, LOG)
    assert rows_of(made.again(), LOG) == [["工作表", "位置", "金额"], [TITLE, "B2", 1], [TITLE, "B2", 1.01]]


def test_replace_of_an_empty_table_leaves_the_header(made: Made, tmp_path: Path) -> None:
    empty = pd.DataFrame({"sheet": [], "place": [], "amount": pd.array([], dtype="int64")})
    made.host.apply([Replace(LOG, FINDINGS, empty)], tmp_path)
    assert rows_of(made.again(), LOG)[0] == ["工作表", "位置", "金额"]


def test_replace_does_not_write_over_a_sheet_of_the_users(made: Made, tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="sheet-not-ours"):
        made.host.apply([dataclasses.replace(findings(), sheet=OWN)], tmp_path)
    assert rows_of(made.again(), OWN) == [["随便", 1.5], [None, "=不是公式"]]


def test_marks_are_put_and_the_next_ones_clear_them_while_the_users_notes_stay(made: Made, tmp_path: Path) -> None:
    notes = (
        Note(3, DUE.header, "不是日期"), Note(3, DUE.header, "太早", Level.HINT), Note(2, "我的列", "x"),
        Note(4, "", "行"),
    )  # fmt: skip
    made.host.apply([Mark(TITLE, notes)], tmp_path)
    assert made.notes(TITLE) == {"D2": "我的批注", "B3": "不是日期\n太早", "A4": "行"}
    assert made.shaded(TITLE) == {"B3", "D2", "A4"}
    made.host.apply([Mark(TITLE, (Note(2, KEY.header, "重复"),))], tmp_path)
    assert made.notes(TITLE) == {"D2": "我的批注", "A2": "重复"}
    assert made.shaded(TITLE) == {"A2"}
    made.host.apply([Mark(TITLE), Mark(OWN), Mark("没有")], tmp_path)
    assert made.notes(TITLE) == {"D2": "我的批注"}
    assert made.shaded(TITLE) == set()


def test_everything_else_stays_as_it_was(made: Made, tmp_path: Path) -> None:
    new = pd.DataFrame({"entry": ["JL-2"]})
    mark = Mark(TITLE, (Note(2, "", "x"),))
    made.host.apply([Fill(TITLE, COMPUTED, computed()), Append(OTHER, (ENTRY,), new), findings(), mark], tmp_path)
    assert rows_of(made.again(), OWN) == [["随便", 1.5], [None, "=不是公式"]]
    assert [row[3:4] for row in rows_of(made.again(), TITLE)] == [["我的列"], ["自己的"], [7], [None]]
    assert made.notes(TITLE)["D2"] == "我的批注"


def test_files_are_written_below_the_folder_and_named_in_order(made: Made, tmp_path: Path) -> None:
    page = Page("对账单", (10.0,), (Line(("甲公司",), ("title",)),))
    changes = (BookOfPages("对账单/甲.xlsx", (page,)), File("函件/a/乙.docx", writes(b"x")))
    paths = made.host.apply(changes, tmp_path / "out")
    assert paths == [tmp_path / "out/对账单/甲.xlsx", tmp_path / "out/函件/a/乙.docx"]
    assert paths[1].read_bytes() == b"x"
    assert paths[0].read_bytes().startswith(b"PK")


def test_a_text_table_is_a_workbook_of_one_sheet_whose_cells_are_all_text(made: Made, tmp_path: Path) -> None:
    rows = (("001234", "2026-03-05", "=1+1"), ("1,234.50", "", "http://example.com"))
    (path,) = made.host.apply([TextTable("合并/数据.xlsx", "数据", ("编号", "日期", "文字"), rows)], tmp_path)
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["数据"]
    cells = [cell for row in book["数据"].iter_rows() for cell in row]
    assert [cell.value or "" for cell in cells] == ["编号", "日期", "文字", *rows[0], *rows[1]]
    assert {cell.number_format for cell in cells} == {"@"}
    assert {cell.data_type for cell in cells if cell.value} == {"s"}
    assert not any(cell.hyperlink for cell in cells)


@pytest.mark.parametrize(
    ("code", "bad"),
    [
        ("no-sheet", [Fill("没有", (DAYS,), frame([2], days=[1]))]),
        ("file-exists", [File("a.txt", lambda _: None)]),
        ("file-exists", [File("b.txt", lambda _: None), File("b.txt", lambda _: None)]),
        ("bad-path", [File("../a.txt", lambda _: None)]),
        ("bad-path", [File("/a.txt", lambda _: None)]),
        ("bad-path", [File("", lambda _: None)]),
        ("test", [File("c.txt", refuse)]),
        ("text-too-long", [Append(OTHER, (TEXT,), pd.DataFrame({"response": ["x" * 32768]}))]),
        ("early-date", [Fill(TITLE, (DUE,), frame([2], due=pd.array(["1899-01-01"], dtype="datetime64[s]")))]),
    ],
)  # fmt: skip
def test_all_changes_are_carried_out_or_none(
    factory: Factory, tmp_path: Path, code: str, bad: Sequence[Fill | Append | File]
) -> None:
    made = factory(tmp_path, LEDGER)
    out = tmp_path / "out"
    out.mkdir()
    (out / "a.txt").write_text("vorher")
    good = (Fill(TITLE, (PAID,), computed()[["paid"]]), findings(), File("sub/gut.txt", writes(b"1")))
    with pytest.raises(Refusal, match=code):
        made.host.apply([*good, *bad], out)
    assert made.again().titles() == (TITLE, OTHER, OWN)
    assert rows_of(made.again(), TITLE)[2][4] == 5
    assert sorted(path.name for path in out.rglob("*")) == ["a.txt"]
    assert (out / "a.txt").read_text() == "vorher"


def test_a_host_may_be_used_again_after_it_applied(made: Made, tmp_path: Path) -> None:
    made.host.apply([Fill(TITLE, (DAYS,), frame([2], days=[9]))], tmp_path)
    assert rows_of(made.host, TITLE)[1][5] == 9
    made.host.apply([Fill(TITLE, (DAYS,), frame([2], days=[8]))], tmp_path)
    assert rows_of(made.host, TITLE)[1][5] == 8
