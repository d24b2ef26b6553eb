"""A button pressed on a workbook that is no ledger, or on one that lost a sheet, says so and changes nothing."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
import pytest

from addin.hosts import newbook
from addin.ledger import schema
from addin.ledger.example import AS_OF, example_tables
from addin.ribbon import BUTTONS
from tests.cli.test_command_line import files, picked, run

if TYPE_CHECKING:
    from collections.abc import Callable

    from openpyxl import Workbook

KEYS = [key for key in BUTTONS if key not in {"import", "undo"}]
SOME = ("overdue", "monthly", "cancel", "plan")  # the rule stands in one place


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("example") / "台账.xlsx"
    newbook.write_ledger(path, example_tables())
    return path


@pytest.fixture(scope="module")
def spoilt(example: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Return what makes the example once without a sheet, or without a column that must be there."""
    made: dict[str, Path] = {}

    def without(name: str) -> Path:
        if name not in made:
            book = openpyxl.load_workbook(example)
            lose(book, name)
            made[name] = tmp_path_factory.mktemp("spoilt") / "台账.xlsx"
            book.save(made[name])
        return made[name]

    return without


def lose(book: Workbook, name: str) -> None:
    """Take a sheet out of a workbook, or the column named behind a dot."""
    title, _, header = name.partition(".")
    if not header:
        del book[title]
        return
    heads = [cell.value for cell in book[title][1]]
    book[title].delete_cols(heads.index(header) + 1)


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def press(key: str, book: Path, source: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, str, list[str]]:
    """Press a button and return status, sentence and the codes of what was found; the folder must stay as it was."""
    before = contents(book.parent)
    options = ("--as-of", str(AS_OF), "--out", str(book.parent), "--yes", *picked(key))
    status, report = run(capsys, key, *files(key, book, source), *options)
    assert contents(book.parent) == before
    assert report["changes"] == report["files"] == []
    return status, report["summary"], [problem["code"] for problem in report["problems"]]


@pytest.mark.parametrize("key", KEYS)
def test_a_workbook_that_is_no_ledger_is_left_alone(
    key: str, example: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "通讯录.xlsx"
    book = openpyxl.Workbook()
    book["Sheet"].append(["姓名", "电话"])
    book.save(path)
    status, summary, _ = press(key, path, example, capsys)
    assert status == 1
    assert "“通讯录.xlsx”不是催收台账" in summary
    assert "【导入台账】" in summary


@pytest.mark.parametrize("title", ["客户", "合同台账", "应收计划", "回款记录"])
def test_no_figure_is_computed_without_a_sheet_that_every_ledger_needs(
    title: str, spoilt: Callable[[str], Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    book = Path(shutil.copy(spoilt(title), tmp_path / "台账.xlsx"))
    for key in SOME:
        status, summary, codes = press(key, book, book, capsys)
        assert status == 1
        told = f"《{title}》缺少或不完整，没有计算，台账没有改动。请照所列补齐，再点【{BUTTONS[key].label}】。"
        assert summary == told
        assert codes == ["missing-sheet"]


def test_no_figure_is_computed_without_a_column_that_every_ledger_needs(
    spoilt: Callable[[str], Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    book = Path(shutil.copy(spoilt("回款记录.回款金额"), tmp_path / "台账.xlsx"))
    status, summary, codes = press("ageing", book, book, capsys)
    assert (status, codes) == (1, ["missing-header"])
    assert summary.startswith("《回款记录》缺少或不完整")


def test_what_is_missing_is_still_listed_by_the_button_that_checks(
    spoilt: Callable[[str], Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    book = Path(shutil.copy(spoilt("回款记录"), tmp_path / "台账.xlsx"))
    status, report = run(capsys, "validate", str(book), "--as-of", str(AS_OF))
    assert status == 1
    assert "missing-sheet" in {problem["code"] for problem in report["problems"]}
    assert schema.FINDINGS.title in openpyxl.load_workbook(book).sheetnames
