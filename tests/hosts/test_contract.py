"""The promises of a host, each kept by each host; what only a file can show is looked at with another reader."""

from __future__ import annotations

from typing import TYPE_CHECKING

import openpyxl
import pytest

from addin import messages
from addin.hosts.promises import PROMISES, Promise
from addin.ports import TextTable

if TYPE_CHECKING:
    from pathlib import Path

    from tests.hosts.contract import Factory, Made


@pytest.mark.parametrize("promise", PROMISES, ids=lambda promise: promise.key)
def test_a_host_keeps_the_promise(promise: Promise, factory: Factory, tmp_path: Path) -> None:
    assert promise.tried(factory(tmp_path, promise.ledger), tmp_path / "out") == ""


def test_every_promise_has_its_sentence_and_every_sentence_is_a_promise() -> None:
    assert [promise.key for promise in PROMISES] == list(messages.PROMISES)
    assert all(promise.tried.__doc__ for promise in PROMISES)


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
