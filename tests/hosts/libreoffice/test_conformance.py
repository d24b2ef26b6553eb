"""The engine behaves as xlwings' users know it from Excel: facts that xlwings' own suite also holds an engine to."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest

from tests.hosts.libreoffice.live_factory import headless_app

if TYPE_CHECKING:
    from collections.abc import Iterator

    import xlwings as xw


@pytest.fixture
def book() -> Iterator[xw.Book]:
    added = headless_app().books.add()
    yield added
    added.close()


@pytest.fixture
def sheet(book: xw.Book) -> xw.Sheet:
    return book.sheets[0]


@pytest.mark.parametrize(
    ("place", "address"),
    [
        (("B2",), "$B$2"),
        (("B2:D5",), "$B$2:$D$5"),
        (((2, 2), (5, 4)), "$B$2:$D$5"),
        (("D5", "B2"), "$B$2:$D$5"),
        (("A1", (2, 2)), "$A$1:$B$2"),
    ],
)
def test_a_range_is_found_however_it_is_named(sheet: xw.Sheet, place: tuple[Any, ...], address: str) -> None:
    assert sheet.range(*place).address == address


@pytest.mark.parametrize("place", [((0, 1),), ((1, 0),), ((1, 1), (1, 0))])
def test_rows_and_columns_count_from_one(sheet: xw.Sheet, place: tuple[Any, ...]) -> None:
    with pytest.raises(IndexError):
        _ = sheet.range(*place).value


def test_ranges_are_cut_indexed_moved_and_counted(sheet: xw.Sheet) -> None:
    area = sheet.range("B2:D5")
    assert [area[0, 0].address, area[-1, -1].address, area(2, 3).address] == ["$B$2", "$D$5", "$D$3"]
    assert [area[1:3, :2].address, area[:, 1].address, area.last_cell.address] == ["$B$3:$C$4", "$C$2:$C$5", "$D$5"]
    assert [area.offset(1, 2).address, area.resize(1, 1).address] == ["$D$3:$F$6", "$B$2"]
    assert (len(area), area.shape, area.row, area.column, area.size) == (12, (4, 3), 2, 2, 12)
    assert [cell.address for cell in sheet.range("A1:B2")] == ["$A$1", "$B$1", "$A$2", "$B$2"]
    assert [row.address for row in area.rows][:2] == ["$B$2:$D$2", "$B$3:$D$3"]
    assert area == sheet.range((2, 2), (5, 4))


def test_addresses_are_given_with_and_without_dollars_and_with_the_sheet(book: xw.Book, sheet: xw.Sheet) -> None:
    area = sheet.range("A1:C3")
    assert [area.get_address(*marks) for marks in ((True, True), (False, True), (True, False), (False, False))] == [
        "$A$1:$C$3", "$A1:$C3", "A$1:C$3", "A1:C3",
    ]  # fmt: skip
    assert area.get_address(external=True) == f"'[{book.name}]{sheet.name}'!$A$1:$C$3"


def test_the_shape_of_what_is_read_follows_the_range_and_the_option(sheet: xw.Sheet) -> None:
    sheet.range("A1").value = [[1, 2], [3, 4]]
    assert sheet.range("A1").value == 1
    assert sheet.range("A1:B1").value == [1, 2]
    assert sheet.range("A1:A2").value == [1, 3]
    assert sheet.range("A1:B2").value == [[1, 2], [3, 4]]
    assert sheet.range("A1").options(ndim=1).value == [1]
    assert sheet.range("A1").options(ndim=2).value == [[1]]
    assert sheet.range("A1:A2").options(ndim=2).value == [[1], [3]]
    sheet.range("D1").options(transpose=True).value = [5, 6]
    assert sheet.range("D1:D2").value == [5, 6]


def test_one_value_fills_a_range_and_an_empty_cell_is_none(sheet: xw.Sheet) -> None:
    sheet.range("A1:B2").value = 7.5
    assert sheet.range("A1:B2").value == [[7.5, 7.5], [7.5, 7.5]]
    sheet.range("A1").value = None
    assert sheet.range("A1:A2").value == [None, 7.5]
    assert sheet.range("A1:A2").options(empty="-").value == ["-", 7.5]


@pytest.mark.parametrize(
    ("given", "read"),
    [
        (True, True),
        (3, 3.0),
        (-0.1, -0.1),
        ("é 汉", "é 汉"),
        ("", None),
        (dt.date(2024, 2, 29), dt.datetime(2024, 2, 29)),
        (dt.datetime(2024, 2, 29, 23, 59, 58), dt.datetime(2024, 2, 29, 23, 59, 58)),
        (np.float32(0.5), 0.5),
        (np.int64(2**40), float(2**40)),
        (np.float64("nan"), None),
        (np.datetime64("2024-02-29T12:00"), dt.datetime(2024, 2, 29, 12)),
        (pd.NaT, None),
        (pd.NA, None),
        (pd.Timestamp("2024-02-29 12:00"), dt.datetime(2024, 2, 29, 12)),
    ],
    ids=repr,
)
def test_a_value_comes_back_as_excel_gives_it(sheet: xw.Sheet, given: object, read: object) -> None:
    sheet.range("A1").value = given
    assert sheet.range("A1").value == read


def test_numbers_and_dates_are_converted_when_asked(sheet: xw.Sheet) -> None:
    sheet.range("A1").value = [3, dt.datetime(2024, 2, 29)]
    assert type(sheet.range("A1").options(numbers=int).value) is int
    assert sheet.range("B1").options(dates=dt.date).value == dt.date(2024, 2, 29)


def test_a_table_of_pandas_goes_and_comes(sheet: xw.Sheet) -> None:
    frame = pd.DataFrame({"甲": [1.0, None], "乙": ["x", "y"]}, index=pd.Index([10.0, 20.0], name="号"))
    sheet.range("A1").value = frame
    found = sheet.range("A1").options(pd.DataFrame, expand="table").value
    assert found.columns.tolist() == ["甲", "乙"]
    assert found.index.tolist() == [10.0, 20.0]
    assert found["乙"].tolist() == ["x", "y"]


def test_expanding_and_jumping_stop_at_the_edge_of_a_block(sheet: xw.Sheet) -> None:
    sheet.range("A1:C5").value = 1.0
    ends = {"down": "$A$5", "d": "$A$5", "right": "$C$1", "r": "$C$1"}
    assert {way: sheet.range("A1").end(way).address for way in ends} == ends
    back = {"up": "$C$1", "u": "$C$1", "left": "$A$5", "l": "$A$5"}
    assert {way: sheet.range("C5").end(way).address for way in back} == back
    assert sheet.range("A1").expand().address == sheet.range("B2").current_region.address == "$A$1:$C$5"
    assert sheet.used_range.address == "$A$1:$C$5"


def test_formulas_are_written_to_one_cell_and_down_a_range(sheet: xw.Sheet) -> None:
    sheet.range("A1").options(transpose=True).value = [1, 2, 3]
    sheet.range("B1:B3").formula = "=A1*2"
    assert sheet.range("B1:B3").value == [2, 4, 6]
    assert sheet.range("B2").formula == "=A2*2"


def test_clearing_takes_contents_or_looks_or_both(sheet: xw.Sheet) -> None:
    area = sheet.range("A1")
    for clear, value, colour in (
        ("clear_contents", None, (255, 0, 0)),
        ("clear_formats", 1.0, None),
        ("clear", None, None),
    ):
        area.value, area.color = 1.0, (255, 0, 0)
        getattr(area, clear)()
        assert (area.value, area.color) == (value, colour), clear


@pytest.mark.parametrize("given", [(1, 2, 3), "#010203", 0x030201])
def test_a_colour_is_understood_in_each_of_its_forms(sheet: xw.Sheet, given: object) -> None:
    sheet.range("A1").color = given  # type: ignore[assignment]
    assert sheet.range("A1").color == (1, 2, 3)
    sheet.range("A1").color = None
    assert sheet.range("A1").color is None


def test_merging_takes_in_what_was_merged_and_can_go_row_by_row(sheet: xw.Sheet) -> None:
    sheet.range("A1:A2").merge()
    sheet.range("A1:B2").merge()
    assert (sheet.range("A1").merge_cells, sheet.range("A1").merge_area.address) == (True, "$A$1:$B$2")
    sheet.range("A1:B2").unmerge()
    assert sheet.range("A1").merge_cells is False
    sheet.range("A1:B2").merge(across=True)
    assert sheet.range("A1").merge_area.address == "$A$1:$B$1"


def test_sheets_are_added_in_place_come_to_the_front_and_go(book: xw.Book) -> None:
    first = book.sheets[0].name
    book.sheets.add("后", after=book.sheets[0])
    assert book.sheets.active.name == "后"
    assert book.sheets.add("中").index == 2
    book.sheets["中"].delete()
    book.sheets.add("前", before=book.sheets[0])
    assert [sheet.name for sheet in book.sheets] == ["前", first, "后"]
    assert book.sheets["后"].index == 3
    book.sheets["后"].name = "改"
    assert ("改" in [sheet.name for sheet in book.sheets], len(book.sheets)) == (True, 3)
    book.sheets["前"].delete()
    assert [sheet.name for sheet in book.sheets] == [first, "改"]
    with pytest.raises(ValueError, match="already"):
        book.sheets.add("改")


def test_notes_are_added_read_changed_and_deleted(sheet: xw.Sheet) -> None:
    note = sheet.range("B2").add_note("一")
    note.text = "二"
    found = sheet.range("B2").note
    assert found is not None
    assert found.text == "二"
    assert [one.location.address for one in sheet.notes] == ["$B$2"]
    found.delete()
    assert len(sheet.notes) == 0


def test_a_table_is_found_by_name_and_follows_its_new_size(sheet: xw.Sheet) -> None:
    sheet.range("A1").value = [["甲", "乙"], [1, 2], [3, 4]]
    table = sheet.tables.add(sheet.range("A1:B3"), name="表一")
    assert (sheet.tables["表一"].name, table.range.address) == ("表一", "$A$1:$B$3")
    heads = table.header_row_range
    assert heads is not None
    assert heads.address == "$A$1:$B$1"
    table.resize(sheet.range("A1:B4"))
    assert sheet.tables[0].range.address == "$A$1:$B$4"
