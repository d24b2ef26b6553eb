"""One table sheet of the program: values, formats, totals, links and charts as a spreadsheet reads them."""

from __future__ import annotations

import io
import xml.etree.ElementTree as ET
import zipfile
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
from openpyxl import load_workbook

from addin.hosts.drawing import draw_table, table_cells
from addin.hosts.looks import new_workbook, table_name, text_lines
from addin.ports import Chart, Column, Kind, Link, Replace

if TYPE_CHECKING:
    from collections.abc import Callable

COLUMNS = (
    Column("选中", "chosen", Kind.OPTION, options=("是", "否"), width=7),
    Column("名称", "name", width=40),
    Column("日期", "day", Kind.DATE, width=12),
    Column("时间", "moment", Kind.MOMENT, width=17),
    Column("金额", "amount", Kind.MONEY, width=16),
    Column("利率", "rate", Kind.RATE, width=12),
    Column("比例", "share", Kind.PERCENT, width=12),
    Column("天数", "days", Kind.COUNT, width=7),
    Column("顺延", "roll", Kind.FLAG, width=7),
)


def frame() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "chosen": pd.Categorical(["是", None, None], categories=["是", "否"]),
            "name": ["=1+1", "https://example.com", "合计"],
            "day": pd.Series([pd.Timestamp("2026-03-05"), pd.NaT, pd.NaT]).astype("datetime64[s]"),
            "moment": pd.Series([pd.Timestamp("2026-03-05 09:30"), pd.NaT, pd.NaT]).astype("datetime64[s]"),
            "amount": [123_456_789_012_345, 10, 123_456_789_012_355],
            "rate": pd.array([50_000, None, None], dtype="Int64"),
            "share": pd.array([80_000_000, None, None], dtype="Int64"),
            "days": [31, 0, 31],
            "roll": [True, False, False],
        }
    )


def written(change: Replace, locate: Callable[[Link], str] = lambda link: f"C{link.row}") -> bytes:
    stream = io.BytesIO()
    with new_workbook(stream) as workbook:
        draw_table(workbook, change, locate)
    return stream.getvalue()


def drawn(change: Replace) -> Any:
    return load_workbook(io.BytesIO(written(change)))[change.sheet]


@pytest.fixture(scope="module")
def sheet() -> Any:
    links = {"name": [Link("应收'计划", 7, "应收日期"), None, None]}
    return drawn(Replace("拟发函件", COLUMNS, frame(), links=links, editable=("chosen",), totals=1, caption="A & B"))


def test_every_kind_of_value_reads_back_as_what_it_was(sheet: Any) -> None:
    values = [cell.value for cell in sheet[2]]
    moments = [datetime(2026, 3, 5), datetime(2026, 3, 5, 9, 30)]
    assert values == ["是", "=1+1", *moments, 1234567890123.45, 0.0005, 0.8, 31, "是"]
    assert sheet["B2"].data_type == "s"


def test_missing_values_are_empty_cells(sheet: Any) -> None:
    assert [cell.value for cell in sheet[3]] == [None, "https://example.com", None, None, 0.1, None, None, 0, "否"]


def test_number_formats_follow_the_kind(sheet: Any) -> None:
    formats = [cell.number_format for cell in sheet[2]]
    assert formats[2:8] == ["yyyy-mm-dd", "yyyy-mm-dd hh:mm", "#,##0.00", "0.########", "0.00%", "0"]


def test_totals_stand_bold_below_the_table(sheet: Any) -> None:
    assert sheet.tables["拟发函件"].ref == "A1:I3"
    assert [cell.font.bold for cell in sheet[4]] == [True] * 9
    assert not sheet["B3"].font.bold


def test_only_editable_columns_are_white_and_they_offer_their_options(sheet: Any) -> None:
    assert sheet["A2"].fill.fill_type is None
    assert sheet["B2"].fill.fill_type == "solid"
    rules = sheet.data_validations.dataValidation
    assert [(str(rule.sqref), rule.formula1) for rule in rules] == [("A2:A3", '"是,否"')]


def test_a_link_leads_to_the_cell_that_the_host_finds_and_text_never_becomes_one(sheet: Any) -> None:
    assert sheet["B2"].hyperlink.location == "'应收''计划'!C7"
    assert sheet["B3"].hyperlink is None


def test_a_link_without_a_target_is_plain_text_and_a_linked_number_stays_a_number() -> None:
    links = {"days": [Link("应收计划", 7), Link("无此表", 1), None]}
    change = Replace("表", COLUMNS, frame(), links=links)
    data = written(change, lambda link: "B7" if link.sheet == "应收计划" else "")
    sheet = load_workbook(io.BytesIO(data))["表"]
    assert sheet["H2"].hyperlink.location == "'应收计划'!B7"
    assert sheet["H2"].value == 31
    assert sheet["H3"].hyperlink is None


def test_the_caption_stands_in_the_print_header_with_its_ampersand(sheet: Any) -> None:
    assert sheet.oddHeader.left.text == "A && B"


def test_a_table_without_rows_still_is_a_table() -> None:
    sheet = drawn(Replace("违约金明细", COLUMNS, frame().iloc[:0]))
    assert sheet.tables["违约金明细"].ref == "A1:I2"
    assert [cell.value for cell in sheet[2]] == [None] * 9


def test_a_total_of_no_rows_stands_below_the_empty_row_of_the_table() -> None:
    sheet = drawn(Replace("违约金明细", COLUMNS, frame().iloc[2:], totals=1))
    assert sheet.tables["违约金明细"].ref == "A1:I2"
    assert (sheet["B2"].value, sheet["B3"].value) == (None, "合计")


def test_charts_show_the_rows_of_the_table_without_its_totals() -> None:
    charts = (
        Chart("全部", "bar", "name", ("amount",)),
        Chart("第二行", "pie", "name", ("amount",), rows=1, first_row=1),
        Chart("叠加", "stacked", "name", ("amount", "days")),
    )
    data = written(Replace("账龄", COLUMNS, frame(), charts=charts, totals=1))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        texts = [archive.read(f"xl/charts/chart{number}.xml").decode() for number in (1, 2, 3)]
    values = [
        [node.text for node in ET.fromstring(text).iter() if node.tag.endswith("}f")]  # noqa: S314 - our own
        for text in texts
    ]
    assert values[0] == ["账龄!$E$1", "账龄!$B$2:$B$3", "账龄!$E$2:$E$3"]
    assert values[1] == ["账龄!$E$1", "账龄!$B$3", "账龄!$E$3"]
    assert values[2][3:] == ["账龄!$H$1", "账龄!$B$2:$B$3", "账龄!$H$2:$H$3"]
    assert [kind in text for kind, text in zip(("barChart", "pieChart", '"stacked"'), texts, strict=True)] == [True] * 3


def test_a_chart_of_no_rows_is_left_out() -> None:
    data = written(Replace("账龄", COLUMNS, frame().iloc[:0], charts=(Chart("无", "column", "name", ("amount",)),)))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert not [name for name in archive.namelist() if "chart" in name]


def test_long_text_gets_a_row_high_enough_and_a_total_row_too() -> None:
    table = frame().assign(name=["长" * 60, "短", "长" * 60])
    sheet = drawn(Replace("表", COLUMNS, table, totals=1))
    assert sheet.row_dimensions[2].height == sheet.row_dimensions[4].height >= 3 * 15
    assert sheet.row_dimensions[3].height == sheet.sheet_format.defaultRowHeight


def test_amounts_up_to_ten_trillion_yuan_keep_their_fen() -> None:
    fen = [1, 99, 999_999_999_999_999, 123_456_789_012_347]
    cells = table_cells(Column("金额", "amount", Kind.MONEY), pd.Series(fen))
    assert [f"{cell:.2f}" for cell in cells if isinstance(cell, float)] == [f"{n // 100}.{n % 100:02d}" for n in fen]


def test_table_names_are_legal_whatever_the_sheet_is_called() -> None:
    titles = ["函件登记", "LPR利率", "3月 周报", "A1", "R1C1", "1–30天"]
    assert [table_name(title) for title in titles] == ["函件登记", "LPR利率", "_3月_周报", "_A1", "_R1C1", "_1_30天"]


def test_text_is_given_more_lines_as_its_column_narrows() -> None:
    text = "截至本对账单日期，贵公司尚欠货款，请予核对。"
    lines = [text_lines(text, width) for width in (60, 40, 20, 10)]
    assert lines == sorted(lines)
    assert lines[0] == 1
    assert lines[-1] >= 5
    assert text_lines("一\n二", 40) == 2
