"""The engine's promises beyond the contract of a host: values, formats, tables, notes, rules, selection."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import openpyxl
import pandas as pd
import pytest

from addin import messages
from addin.hosts.file import FileHost
from addin.hosts.libreoffice.bridge import UnoError
from addin.hosts.libreoffice.cells import Cells
from addin.hosts.live import LiveHost, selected
from addin.hosts.live_cells import fits, runs
from addin.hosts.live_diff import same
from addin.hosts.looks import TONE_STYLES
from addin.ports import Column, File, Fill, Kind, Mark, Note, Oddity, Refusal, Replace
from tests.hosts.conftest import make_file
from tests.hosts.contract import COMPUTED, KEY, LEDGER, LOG, TITLE, computed, frame
from tests.hosts.libreoffice.live_factory import headless_app, open_book

if TYPE_CHECKING:
    from pathlib import Path

    import xlwings as xw

    from addin.ports import Change


@pytest.fixture
def book(tmp_path: Path) -> xw.Book:
    return open_book(make_file(tmp_path, LEDGER).path)


@pytest.fixture
def sheet(book: xw.Book) -> xw.Sheet:
    return book.sheets.add("试")


def test_values_go_and_come_as_excel_has_them(sheet: xw.Sheet) -> None:
    sheet.range("A1").options(ndim=2).value = [["甲", 1.5, None, dt.date(2025, 2, 3), dt.datetime(2025, 2, 3, 4, 5, 6)]]
    assert sheet.range("A1:E1").options(ndim=2).value == [
        ["甲", 1.5, None, dt.datetime(2025, 2, 3), dt.datetime(2025, 2, 3, 4, 5, 6)]
    ]


def test_a_text_that_begins_with_an_equals_sign_is_a_formula_only_outside_text_cells(sheet: xw.Sheet) -> None:
    sheet.range("B1").number_format = "@"
    sheet.range("A1").options(ndim=2).value = [["=1+1", "=1+1", "'00012"]]
    assert sheet.range("A1:C1").options(ndim=2).value == [[2.0, "=1+1", "00012"]]
    assert sheet.range("A1").formula == "=1+1"


def test_a_formula_in_excels_own_words_is_understood(sheet: xw.Sheet) -> None:
    sheet.range("A1").options(ndim=2).value = [[1.0], [2.0]]
    sheet.range("A3").formula = '=IF(SUM(A1:A2)=3,"是","否")'
    assert sheet.range("A3").value == "是"


def test_an_error_is_told_as_text_when_asked(sheet: xw.Sheet) -> None:
    sheet.range("A1").value = "=1/0"
    assert sheet.range("A1").value is None
    assert sheet.range("A1").options(err_to_str=True).value == "#DIV/0!"


def test_mixed_number_formats_have_no_code(sheet: xw.Sheet) -> None:
    sheet.range("A1").number_format = "0.00"
    assert sheet.range("A1").number_format == "0.00"
    assert sheet.range("A1:A2").number_format is None


def test_a_fault_of_a_call_that_nobody_waited_for_comes_with_the_next_answer(sheet: xw.Sheet) -> None:
    sheet.impl.at(1, 1)._set("NoSuchProperty", 1)
    with pytest.raises(UnoError, match="NoSuchProperty"):
        _ = sheet.range("A1").value
    assert sheet.range("A1").value is None


def test_a_link_leads_to_a_cell_of_the_book(sheet: xw.Sheet) -> None:
    sheet.range("A1").add_hyperlink("#'应收计划'!B3", "看")
    assert sheet.range("A1").value == "看"
    assert sheet.range("A1").hyperlink == "#'应收计划'.B3"


def test_the_office_tells_its_version() -> None:
    assert headless_app().version.major >= 7


# ------------------------------------------------------------------ the live host on it


def test_reading_reports_hidden_rows_merged_cells_and_errors(book: xw.Book) -> None:
    sheet = book.sheets[TITLE]
    sheet.range("A3").rows.hidden = True
    sheet.range("F2").value = "=1/0"
    sheet.range("F3:G4").merge()
    grid = LiveHost(book).read([TITLE])[TITLE]
    assert grid.oddities == (Oddity("error", 2, 6, "#DIV/0!"), Oddity("hidden", 3), Oddity("merged", 3, 6, "F3:G4"))
    assert grid.rows[1][5] is None


def test_writing_under_a_merged_range_is_refused_and_nothing_is_written(book: xw.Book, tmp_path: Path) -> None:
    book.sheets[TITLE].range("E3:E4").merge()
    before = LiveHost(book).read([TITLE])
    with pytest.raises(Refusal, match="merged-cell"):
        LiveHost(book).apply([Fill(TITLE, COMPUTED, computed())], tmp_path)
    assert LiveHost(book).read([TITLE]) == before


def test_a_failure_brings_back_formulas_formats_and_the_size_of_the_table(book: xw.Book, tmp_path: Path) -> None:
    sheet = book.sheets[TITLE]
    sheet.range("E2").formula = "=C2*2"
    sheet.range("E3").number_format = "@"
    sheet.range("E3").value = "=不是公式"
    sheet.range("E4").value = "'00012"
    with pytest.raises(Refusal, match="no-sheet"):
        LiveHost(book).apply([Fill(TITLE, COMPUTED, computed()), Fill("没有", (KEY,), frame([2]))], tmp_path)
    assert sheet.range("E2").formula == "=C2*2"
    assert [row[0] for row in sheet.range("E3:E4").options(ndim=2).value] == ["=不是公式", "00012"]
    assert sheet.range("E3").number_format == "@"
    assert sheet.tables[TITLE].range.address == "$A$1:$E$4"
    assert sheet.used_range.address == "$A$1:$E$4"


def test_a_fault_in_the_middle_leaves_the_window_painting(
    book: xw.Book, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_arguments: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("addin.hosts.live.mark", fail)
    with pytest.raises(ZeroDivisionError):
        LiveHost(book).apply([Fill(TITLE, COMPUTED, computed()), Mark(TITLE)], tmp_path)
    assert book.app.screen_updating
    assert book.app.calculation == "automatic"
    assert book.sheets[TITLE].used_range.address == "$A$1:$E$4"


def test_a_fault_that_the_office_tells_late_still_brings_everything_back(
    book: xw.Book, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("addin.hosts.live.mark", lambda book, *_: book.sheets[0].impl.at(1, 1)._set("NoSuch", 1))
    new = File("neu.txt", lambda stream: stream.writelines([b"1"]))
    with pytest.raises(UnoError, match="NoSuch"):
        LiveHost(book).apply([Fill(TITLE, COMPUTED, computed()), Mark(TITLE), new], tmp_path / "out")
    assert book.sheets[TITLE].used_range.address == "$A$1:$E$4"
    assert not (tmp_path / "out").exists()


def test_what_was_written_is_in_the_saved_file(book: xw.Book, tmp_path: Path) -> None:
    LiveHost(book).apply([Fill(TITLE, COMPUTED, computed()), Mark(TITLE, (Note(2, "", "x"),))], tmp_path)
    book.save(tmp_path / "保存.xlsx")
    rows = FileHost(tmp_path / "保存.xlsx").read([TITLE])[TITLE].rows
    assert list(rows[1][4:]) == [1234.56, 31, 0.0005, "轻度", dt.date(2028, 1, 15), "是"]
    assert list(rows[2]) == ["YS-2", dt.date(2025, 2, 28), 0.01, 7, *[None] * 6]


def test_selected_rows_give_their_ids_once_and_hidden_rows_are_left_out(book: xw.Book) -> None:
    sheet = book.sheets[TITLE]
    sheet.activate()
    sheet.range("B2:C4").select()
    assert selected(book.app, "应收编号", even_one=False) == ("YS-1", "YS-2", "YS-3")
    sheet.range("A3").rows.hidden = True
    assert selected(book.app, "应收编号", even_one=False) == ("YS-1", "YS-3")
    assert selected(book.app, "没有这一列", even_one=True) == ()


def test_one_cell_selects_only_when_one_is_enough(book: xw.Book) -> None:
    sheet = book.sheets[TITLE]
    sheet.activate()
    sheet.range("B3").select()
    assert selected(book.app, "应收编号", even_one=False) == ()
    assert selected(book.app, "应收编号", even_one=True) == ("YS-2",)
    sheet.range("A3:AMJ3").select()
    assert selected(book.app, "应收编号", even_one=False) == ("YS-2",)
    sheet.range("A1").select()
    assert selected(book.app, "应收编号", even_one=True) == ()


@pytest.mark.parametrize(
    ("code", "kind", "good"),
    [
        ("yyyy/m/d", Kind.DATE, True),
        ("#,##0.00", Kind.DATE, False),
        ("General", Kind.MONEY, False),
        ("General", Kind.COUNT, True),
        ('0.00"元"', Kind.MONEY, True),
        ("[$-804]yyyy年m月d日", Kind.MONEY, False),
        ("@", Kind.MONEY, False),
        ("@", Kind.TEXT, True),
        ("General", Kind.TEXT, False),
        (None, Kind.COUNT, False),
    ],
)
def test_a_users_number_format_stays_where_it_shows_the_value(code: str | None, kind: Kind, good: bool) -> None:
    assert fits(code, kind) is good


def test_runs_join_neighbours() -> None:
    assert list(runs([2, 3, 4, 7, 9, 10])) == [(2, 4), (7, 7), (9, 10)]
    assert list(runs([])) == []


def test_many_rows_go_and_come_in_one_piece(sheet: xw.Sheet) -> None:
    rows = [[f"甲{number}", float(number)] for number in range(8_000)]
    sheet.range("A1").options(ndim=2).value = rows
    assert sheet.range("A1:B8000").options(ndim=2).value == rows


# ------------------------------------------------------------------ writing only what differs


TONED = (Column("级别", "level"), Column("金额", "amount", Kind.MONEY), Column("到期", "due", Kind.DATE))


def toned(level: str = "错误", cents: int = 100, rows: int = 30) -> Replace:
    """Return a written sheet whose second row can be told apart."""
    frame = pd.DataFrame({
        "level": ["提示", level, *["提示"] * (rows - 2)], "amount": [5, cents, *range(rows - 2)],
        "due": pd.array(["2026-01-31"] * rows, dtype="datetime64[s]"),
    })  # fmt: skip
    return Replace(LOG, TONED, frame)


def written(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the list that will hold the address of every write of values."""
    found: list[str] = []
    whole: Any = vars(Cells)["raw_value"]

    def note(cells: Cells, value: object) -> None:
        found.append(cells.get_address(row_absolute=False, col_absolute=False, external=False))
        whole.fset(cells, value)

    monkeypatch.setattr(Cells, "raw_value", property(whole.fget, note))
    return found


def test_what_stands_as_it_should_is_not_written_again(
    book: xw.Book, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    changes: list[Change] = [Fill(TITLE, COMPUTED, computed()), toned()]
    LiveHost(book).apply(changes, tmp_path)
    before = LiveHost(book).read([TITLE, LOG])
    addresses = written(monkeypatch)
    LiveHost(book).apply(changes, tmp_path)
    assert addresses == []
    LiveHost(book).apply([Fill(TITLE, COMPUTED, computed()), toned(cents=101)], tmp_path)
    assert addresses == ["B3"]
    assert LiveHost(book).read([TITLE])[TITLE] == before[TITLE]
    assert LiveHost(book).read([LOG])[LOG].rows[2][1] == 1.01


def test_a_value_that_only_looks_alike_is_written(book: xw.Book, tmp_path: Path) -> None:
    sheet = book.sheets[TITLE]
    sheet.range("E2").number_format = "@"
    sheet.range("E2").value = "1234.56"
    sheet.range("E3").formula = "=C3"
    sheet.range("E4").formula = "=0"
    LiveHost(book).apply([Fill(TITLE, COMPUTED, computed())], tmp_path)
    assert [row[0] for row in sheet.range("E2:E4").options(ndim=2).value] == [1234.56, None, 0]
    assert sheet.range("E4").formula == "0"
    assert [same(True, 1.0), same("", None), same(None, None), same(5.0, "5")] == [False, False, True, False]


def test_a_failure_after_a_few_cells_were_written_brings_these_back(book: xw.Book, tmp_path: Path) -> None:
    LiveHost(book).apply([Fill(TITLE, COMPUTED, computed()), toned()], tmp_path)
    book.sheets[TITLE].range("E2").number_format = '0.00"元"'
    before = LiveHost(book).read([TITLE, LOG])
    other = computed().assign(paid=pd.array([1, 2], dtype="int64"))
    with pytest.raises(Refusal, match="no-sheet"):
        LiveHost(book).apply(
            [Fill(TITLE, COMPUTED, other), toned("提示", 7), Fill("没有", (KEY,), frame([2]))], tmp_path
        )
    assert LiveHost(book).read([TITLE, LOG]) == before
    assert book.sheets[TITLE].range("E2").number_format == '0.00"元"'


def test_weighty_values_of_a_written_sheet_are_coloured_as_on_a_closed_workbook(book: xw.Book, tmp_path: Path) -> None:
    for change in (toned(), toned(rows=12), toned(rows=12)):
        LiveHost(book).apply([change], tmp_path)
        rules = [rule for rule in book.sheets[LOG].cells.conditional_formats if rule.type == "cell_value"]
        colours = {rule.formula1: (rule.fill_color, rule.operator) for rule in rules}
        dark, light = (tuple(bytes.fromhex(TONE_STYLES[tone]["bg_color"][1:])) for tone in (3, 1))
        assert colours == {'="错误"': (dark, "equal_to"), '="提示"': (light, "equal_to")}
        assert len(rules) == len(colours)


def test_notes_that_lost_their_author_are_still_the_programs_own(book: xw.Book, tmp_path: Path) -> None:
    """LibreOffice signs every note with the user's name or with none; ours begin with the sign of the program."""
    LiveHost(book).apply([Mark(TITLE, (Note(3, "", "旧"),))], tmp_path)
    book.save(tmp_path / "存.xlsx")
    book.close()
    assert FileHost(tmp_path / "存.xlsx").apply([Mark(TITLE, (Note(4, "", "新"),))], tmp_path) == []
    opened = open_book(tmp_path / "存.xlsx")
    LiveHost(opened).apply([Mark(TITLE, (Note(2, "", "再"),))], tmp_path)
    texts = {note.location.get_address(False, False): note.text for note in opened.sheets[TITLE].notes}
    assert texts == {"D2": "我的批注", "A2": f"{messages.NOTE_MARK}再"}


def test_rules_are_saved_as_what_they_are_and_those_of_a_file_are_known(book: xw.Book, tmp_path: Path) -> None:
    LiveHost(book).apply([toned(), Mark(TITLE, (Note(2, KEY.header, "甲"), Note(3, KEY.header, "乙")))], tmp_path)
    path = tmp_path / "saved.xlsx"
    book.save(path)
    saved = openpyxl.load_workbook(path)
    rules = [rule for area in saved[LOG].conditional_formatting for rule in area.rules]
    assert {(rule.type, rule.operator) for rule in rules} == {("cellIs", "equal")}
    assert '"错误"' in {rule.formula[0] for rule in rules}
    assert [rule.type for area in saved[TITLE].conditional_formatting for rule in area.rules] == ["expression"]
    opened = open_book(path)
    assert {rule.type for rule in opened.sheets[LOG].cells.conditional_formats} == {"cell_value"}
    LiveHost(opened).apply([Mark(TITLE)], tmp_path)
    assert len(opened.sheets[TITLE].cells.conditional_formats) == 0
