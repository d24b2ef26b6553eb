"""A closed workbook keeps every part that no change touches, byte for byte, and every cell that none names."""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
from typing import TYPE_CHECKING

import pandas as pd
import pytest
from lxml import etree

from addin import messages
from addin.hosts.file import FileHost
from addin.ports import Append, Chart, Column, Fill, Kind, Level, Link, Mark, Note, Refusal, Replace
from tests.hosts.contract import frame
from tests.hosts.varied import (
    LEDGER,
    MAIN,
    REPORT,
    cells,
    dangling,
    edited,
    frame_of,
    opened,
    part,
    plain,
    raw_parts,
    relation,
    varied,
    with_parts,
)

if TYPE_CHECKING:
    from pathlib import Path

    from addin.ports import Change

SHEET, OTHER_SHEET = "xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml"
PAID = Column("已收金额", "paid", Kind.MONEY, computed=True)
DAYS = Column("逾期天数", "days", Kind.COUNT, computed=True)
KEY, DUE = Column("应收编号", "key"), Column("应收日期", "due", Kind.DATE)
FILL = Fill(LEDGER, (PAID,), frame([2, 3, 4], paid=[1, 22, 333]))
NEW = Append(LEDGER, (KEY, DUE, PAID), pd.DataFrame({
    "key": ["=A", "b"], "due": pd.array(["2026-01-01", None], dtype="datetime64[s]"), "paid": [100, 200]}))  # fmt: skip
REPLACE = Replace(
    "账龄", (KEY, PAID), pd.DataFrame({"key": ["a", "合计"], "paid": [1, 1]}), totals=1,
    charts=(Chart("图", "pie", "key", ("paid",), rows=1),), links={"key": [Link(LEDGER, 3, "应收日期"), None]},
)  # fmt: skip
MARK = Mark(LEDGER, (Note(2, "应收日期", "一"), Note(3, "应收日期", "二"), Note(3, "应收编号", "三", Level.HINT)))


def run(tmp_path: Path, data: bytes, *changes: Change, name: str = "台账.xlsx") -> bytes:
    path = tmp_path / name
    path.write_bytes(data)
    FileHost(path).apply(changes, tmp_path)
    return path.read_bytes()


def touched(old: bytes, new: bytes) -> set[str]:
    before, after = raw_parts(old), raw_parts(new)
    return {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}


@pytest.mark.parametrize("old", [varied(), plain()], ids=["varied", "plain"])
def test_fill_touches_only_the_cells_it_names_and_the_order_to_recalculate(tmp_path: Path, old: bytes) -> None:
    new = run(tmp_path, old, FILL)
    assert touched(old, new) <= {SHEET, "xl/workbook.xml", "xl/styles.xml"}
    assert b'fullCalcOnLoad="1"' in part(new, "xl/workbook.xml")
    before, after = cells(old, SHEET), cells(new, SHEET)
    assert {cell for cell in before.keys() | after.keys() if before.get(cell) != after.get(cell)} == {
        f"E{row}" for row in range(2, 8)
    }
    assert frame_of(old, SHEET) == frame_of(new, SHEET)


def test_the_style_of_a_written_cell_stays_when_it_suits_the_value(tmp_path: Path) -> None:
    new = run(tmp_path, varied(), FILL)
    sheet = opened(new)[LEDGER]
    assert sheet["E2"].number_format == "0.0"
    assert sheet["E7"].value is None
    assert sheet["E7"].fill.fgColor.rgb == "FFFFFF00"


def test_append_lets_table_filter_validation_formats_and_print_area_grow(tmp_path: Path) -> None:
    old = varied()
    new = run(tmp_path, old, NEW)
    assert touched(old, new) == {SHEET, "xl/workbook.xml", "xl/tables/table1.xml"}
    table = part(new, "xl/tables/table1.xml")
    assert table.count(b'ref="A1:F9"') == 2
    tail = part(new, SHEET)
    for area in (b'sqref="A2:A9"', b'sqref="C2:C9"', b'sqref="E2:E9"', b">C2:C9</xm:sqref>"):
        assert area in tail
    assert f"{LEDGER}!$A$1:$F$9".encode() in part(new, "xl/workbook.xml")
    before, after = cells(old, SHEET), cells(new, SHEET)
    assert {cell: xml for cell, xml in after.items() if cell in before} == before
    sheet = opened(new)[LEDGER]
    assert [sheet.cell(8, column).value for column in (1, 3, 5)] == ["=A", None, 1]
    assert [sheet.cell(row, 4).value for row in (8, 9)] == ["=C8*2", "=C9*2"]  # the user's formula goes on, as in Excel
    assert sheet["A8"].data_type in {"s", "inlineStr"}
    assert sheet["B9"].number_format == sheet["B8"].number_format == sheet["B2"].number_format
    assert sheet["E9"].fill.fgColor.rgb == "FFFFFF00"


def test_a_column_that_is_missing_joins_the_table_beside_the_users_columns(tmp_path: Path) -> None:
    old = varied()
    new = run(tmp_path, old, Fill(LEDGER, (DAYS,), frame([2], days=[5])))
    root = etree.fromstring(part(new, "xl/tables/table1.xml"))
    assert (root.get("ref"), root.find(f"{MAIN}autoFilter").get("ref")) == ("A1:G7", "A1:G7")  # type: ignore[union-attr]
    columns = root.find(f"{MAIN}tableColumns")
    assert columns is not None
    assert (columns.get("count"), columns[-1].get("name"), columns[-1].get("id")) == ("7", "逾期天数", "7")
    sheet = opened(new)[LEDGER]
    assert (sheet["G1"].value, sheet["G2"].value, sheet["H1"].value) == ("逾期天数", 5, "网址")


def test_two_columns_would_cover_what_stands_right_of_the_table_and_are_refused(tmp_path: Path) -> None:
    other = Column("其他", "other", Kind.COUNT)
    old = varied()
    with pytest.raises(Refusal, match="no-room-right") as caught:
        run(tmp_path, old, Fill(LEDGER, (DAYS, other), frame([2], days=[5], other=[6])))
    assert caught.value.details["cell"] == "H1"
    assert (tmp_path / "台账.xlsx").read_bytes() == old


def test_no_room_at_the_edge_of_the_sheet_names_the_cell_there(tmp_path: Path) -> None:
    old = edited(plain(), SHEET, {b'</row><row r="2"': b'<c r="XFD1" t="str"><v>x</v></c></row><row r="2"'})
    with pytest.raises(Refusal, match="no-room-right") as caught:
        run(tmp_path, old, Fill(LEDGER, (DAYS,), frame([2], days=[5])))
    assert caught.value.details["cell"] == "XFD1"


def test_a_plain_range_goes_on_right_of_everything(tmp_path: Path) -> None:
    far = b'</row><row r="50"><c r="H50"><v>1</v></c></row></sheetData>'
    old = edited(plain(), SHEET, {b"</row></sheetData>": far})
    new = run(tmp_path, old, Fill(LEDGER, (DAYS, PAID, KEY, Column("其他", "o", Kind.COUNT)),
                                  frame([2], days=[5], paid=[5], key=["x"], o=[7])))  # fmt: skip
    sheet = opened(new)[LEDGER]
    assert (sheet["I1"].value, sheet["J1"].value, sheet["H50"].value) == ("逾期天数", "其他", 1)


def test_marks_leave_the_cells_and_the_users_own_rules_and_go_without_a_trace(tmp_path: Path) -> None:
    old = varied()
    marked = run(tmp_path, old, MARK)
    assert cells(marked, SHEET) == cells(old, SHEET)
    gone = {"xl/comments1.xml", "xl/drawings/vmlDrawing1.vml", "xl/styles.xml", SHEET, "xl/workbook.xml"}
    assert touched(old, marked) <= gone
    assert part(marked, "xl/drawings/vmlDrawing1.vml").count(b"<v:shape ") == 3  # A3 has the user's own
    cleared = run(tmp_path, marked, Mark(LEDGER))
    assert part(cleared, "xl/drawings/vmlDrawing1.vml") == part(old, "xl/drawings/vmlDrawing1.vml")
    assert b"dunbook:" not in part(cleared, SHEET)
    sheet = opened(cleared)[LEDGER]
    assert sheet["A3"].comment is not None
    assert sheet["A3"].comment.text == "我的批注"


def test_marks_on_a_sheet_without_notes_take_their_parts_away_again(tmp_path: Path) -> None:
    old = plain()
    cleared = run(tmp_path, run(tmp_path, old, MARK), Mark(LEDGER))
    assert raw_parts(cleared).keys() == raw_parts(old).keys()
    assert frame_of(cleared, SHEET) == frame_of(old, SHEET)
    assert dangling(cleared) == []


def test_a_written_sheet_comes_with_its_parts_and_goes_with_them(tmp_path: Path) -> None:
    old = varied()
    first = run(tmp_path, old, REPLACE)
    second = run(tmp_path, first, REPLACE)
    added = {"sheet": 1, "table": 1, "drawing": 1, "chart": 1}
    for new in (first, second):
        assert dangling(new) == []
        names = [name for name in raw_parts(new) if name not in raw_parts(old) and not name.endswith(".rels")]
        assert len(names) == sum(added.values()), names
        kept = {name for name in raw_parts(old) if raw_parts(new)[name] != raw_parts(old)[name]}
        assert kept <= {"[Content_Types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml"}
    assert part(first, "xl/styles.xml") == part(second, "xl/styles.xml")  # styles do not pile up
    book = opened(second)
    assert book.sheetnames == [LEDGER, REPORT, "账龄"]
    assert list(book["账龄"].tables) == ["账龄"]
    assert len(book["账龄"]._charts) == 1  # type: ignore[attr-defined]
    assert book["账龄"]["A2"].hyperlink.location == f"'{LEDGER}'!B3"
    assert not book["账龄"].sheet_view.tabSelected


def test_a_long_list_is_written_like_a_short_one(tmp_path: Path) -> None:
    data = pd.DataFrame({"key": [f"K{row}" for row in range(2300)], "paid": range(2300)})
    new = run(tmp_path, run(tmp_path, varied(), REPLACE), Replace("账龄", (KEY, PAID), data))
    sheet = opened(new)["账龄"]
    values = [(row[0].value, row[1].value) for row in sheet.iter_rows(min_row=2)]
    assert values == [(f"K{n}", n / 100) for n in range(2300)]
    assert sheet.tables["账龄"].ref == "A1:B2301"
    for column in "AB":
        assert sheet[f"{column}2301"]._style == sheet[f"{column}2"]._style
    assert dangling(new) == []


def test_a_written_sheet_keeps_its_place_and_the_names_of_other_sheets(tmp_path: Path) -> None:
    first = run(tmp_path, varied(), REPLACE)
    moved = opened(first)
    moved.move_sheet("账龄", -2)
    stream = io.BytesIO()
    moved.save(stream)
    again = opened(run(tmp_path, stream.getvalue(), REPLACE))
    assert again.sheetnames == ["账龄", LEDGER, REPORT]
    assert again["账龄"].print_title_rows == "$1:$1"
    assert again[LEDGER].print_area == f"'{LEDGER}'!$A$1:$F$7"


def test_dates_follow_the_books_own_day_zero(tmp_path: Path) -> None:
    old = edited(plain(), "xl/workbook.xml", {b"<workbookPr/>": b'<workbookPr date1904="1"/>'})
    new = run(tmp_path, old, Fill(LEDGER, (DUE,), frame([2], due=pd.array(["2026-01-01"], dtype="datetime64[s]"))))
    path = tmp_path / "台账.xlsx"
    assert str(FileHost(path).read([LEDGER])[LEDGER].rows[1][1]) == "2026-01-01"
    assert b"<v>44561</v>" in cells(new, SHEET)["B2"]


def test_a_macro_book_stays_one(tmp_path: Path) -> None:
    old = varied()
    new = run(tmp_path, old, FILL, name="台账.xlsm")
    assert raw_parts(new)["xl/vbaProject.bin"] == raw_parts(old)["xl/vbaProject.bin"]


def test_a_workbook_is_not_even_saved_when_nothing_changes(tmp_path: Path) -> None:
    path = tmp_path / "台账.xlsx"
    path.write_bytes(varied())
    before = path.stat().st_mtime_ns
    FileHost(path).apply([Mark(LEDGER), Append(LEDGER, (KEY,), pd.DataFrame({"key": []}))], tmp_path)
    assert path.stat().st_mtime_ns == before
    assert [entry.name for entry in tmp_path.iterdir()] == ["台账.xlsx"]


# ------------------------------------------------------------------ what would be lost is refused


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("array-formula", {b'<c r="E3"': b'<c r="E3"><f t="array" ref="E3:E4">1</f><v>1</v></c><c r="E3x"'}),
        ("merged-cell", {b"</sheetData>": b'</sheetData><mergeCells count="1"><mergeCell ref="D3:E3"/></mergeCells>'}),
        ("merged-cell", {b"</sheetData>": b"</sheetData><mergeCells count='1'><mergeCell ref='$D3:E3'/></mergeCells>"}),
        ("merged-cell", {b"</sheetData>": b'</sheetData><mergeCells count="1"><mergeCell ref="E:E"/></mergeCells>'}),
        ("odd-sheet", {b"<sheetData>": b"<!-- x --><sheetData>"}),
        ("odd-sheet", {b'<row r="3"': b"<row"}),
        ("odd-sheet", {b'<row r="3"': b'<row r="9"'}),
        ("unsafe-xml", {b"<worksheet": b"<!DOCTYPE a [<!ENTITY b 'c'>]><worksheet"}),
    ],
)  # fmt: skip
def test_what_cannot_be_written_safely_is_refused(tmp_path: Path, code: str, change: dict[bytes, bytes]) -> None:
    old = plain()
    if code == "array-formula":
        xml = cells(old, SHEET)["E3"].split(b">", 1)[1]
        change = {b'<c r="E3" t="n">' + xml: b'<c r="E3"><f t="array" ref="E3:E4">1</f><v>1</v></c>'}
    with pytest.raises(Refusal) as caught:
        run(tmp_path, edited(old, SHEET, change), FILL)
    assert caught.value.code in {code, "odd-sheet"}


def test_a_merged_range_that_is_none_stands_in_nobodys_way(tmp_path: Path) -> None:
    none = b'</sheetData><mergeCells count="1"><mergeCell ref="?"/></mergeCells>'
    new = run(tmp_path, edited(plain(), SHEET, {b"</sheetData>": none}), FILL)
    assert cells(new, SHEET) == cells(run(tmp_path, plain(), FILL), SHEET)


def test_cells_without_addresses_stand_in_the_way_only_on_the_sheet_to_be_written(tmp_path: Path) -> None:
    bare = re.sub(rb'<(row|c) r="\w+"', rb"<\1", part(plain(), OTHER_SHEET))
    new = run(tmp_path, edited(plain(), OTHER_SHEET, {part(plain(), OTHER_SHEET): bare}), FILL)
    assert part(new, OTHER_SHEET) == bare
    bare = re.sub(rb'<(row|c) r="\w+"', rb"<\1", part(plain(), SHEET))
    with pytest.raises(Refusal) as caught:
        run(tmp_path, edited(plain(), SHEET, {part(plain(), SHEET): bare}), FILL)
    assert messages.refusal_text(caught.value).startswith(f"“台账.xlsx”中《{LEDGER}》的写法特殊")


def test_a_sheet_in_another_encoding_is_written_in_utf_8(tmp_path: Path) -> None:
    xml = part(plain(), SHEET)
    new = run(tmp_path, edited(plain(), SHEET, {xml: xml.decode().encode("utf-16")}), FILL)
    assert cells(new, SHEET) == cells(run(tmp_path, plain(), FILL), SHEET)


def test_a_shared_formula_is_refused_only_while_others_lean_on_it(tmp_path: Path) -> None:
    number = b'<c r="E%d" t="n"><v>%d</v></c>'
    master = b'<c r="E%d"><f t="shared" ref="E3:E4" si="0">C3</f><v>1</v></c>'
    child = b'<c r="E%d"><f t="shared" si="0"/><v>1</v></c>'
    old = edited(plain(), SHEET, {number % (3, 3): master % 3, number % (4, 4): child % 4})
    only = Fill(LEDGER, (PAID,), frame([3], paid=[1]), keep_others=True)
    with pytest.raises(Refusal, match="shared-formula"):
        run(tmp_path, old, only)
    new = run(tmp_path, old, FILL)
    assert b"shared" not in part(new, SHEET)


def test_a_total_below_is_not_emptied(tmp_path: Path) -> None:
    total = b'<row r="8"><c r="E8"><f>SUM(E2:E7)</f><v>9</v></c></row></sheetData>'
    new = run(tmp_path, edited(plain(), SHEET, {b"</sheetData>": total}), FILL)
    assert b"SUM(E2:E7)" in cells(new, SHEET)["E8"]


def test_rows_below_the_table_and_totals_rows_leave_no_room(tmp_path: Path) -> None:
    below = edited(varied(), SHEET, {b"</sheetData>": b'<row r="9"><c r="C9"><v>1</v></c></row></sheetData>'})
    with pytest.raises(Refusal, match="no-room-below"):
        run(tmp_path, below, NEW)
    totals = edited(varied(), "xl/tables/table1.xml", {b'totalsRowShown="0"': b'totalsRowCount="1"'})
    with pytest.raises(Refusal, match="totals-row"):
        run(tmp_path, totals, NEW)


def test_the_calculation_chain_goes_with_the_formulas_that_go(tmp_path: Path) -> None:
    over = Fill(LEDGER, (Column("我的公式", "mine", Kind.MONEY),), frame([2], mine=[1]))
    kind = b"application/vnd.openxmlformats-officedocument.spreadsheetml.calcChain+xml"
    base = varied()
    stream = edited(base, "[Content_Types].xml", {
        b"</Types>": b'<Override PartName="/xl/calcChain.xml" ContentType="' + kind + b'"/></Types>'})  # fmt: skip
    chain = {"xl/_rels/workbook.xml.rels": relation("calcChain", "calcChain.xml")}
    old = with_parts(stream, {"xl/calcChain.xml": b"<calcChain/>"}, chain)
    new = run(tmp_path, old, over)
    assert "xl/calcChain.xml" not in raw_parts(new)
    assert dangling(new) == []
    assert "xl/calcChain.xml" in raw_parts(run(tmp_path, old, FILL))


@pytest.mark.skipif(
    shutil.which("soffice") is None and not os.environ.get("DUNBOOK_NO_SKIP"), reason="LibreOffice is not installed"
)
def test_libreoffice_opens_what_was_written_and_keeps_it(tmp_path: Path) -> None:
    run(tmp_path, varied(), FILL, NEW, REPLACE, MARK)
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "xlsx", "--outdir", str(tmp_path / "lo"),
               str(tmp_path / "台账.xlsx")]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    book = opened(tmp_path / "lo" / "台账.xlsx")
    assert book.sheetnames == [LEDGER, REPORT, "账龄"]
    assert book[LEDGER]["E4"].value == 3.33
    assert book[LEDGER]["A8"].value == "=A"
    assert book[LEDGER]["B2"].comment.text == f"{messages.NOTE_MARK}一"
    assert len(book["账龄"]._charts) == 1  # type: ignore[attr-defined]
    cleared = opened(run(tmp_path, (tmp_path / "lo" / "台账.xlsx").read_bytes(), Mark(LEDGER)))[LEDGER]
    notes = {cell.coordinate: cell.comment.text for row in cleared.iter_rows() for cell in row if cell.comment}
    assert notes == {"A3": "我的批注"}  # LibreOffice forgets authors, the marks still go
