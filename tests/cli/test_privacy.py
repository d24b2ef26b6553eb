"""Personal numbers in reports to others, and what the log holds, seen from the command line."""

from __future__ import annotations

import json
import logging
import re
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from addin.__main__ import main
from addin.hosts import newbook
from addin.ledger.example import AS_OF, example_tables
from addin.ribbon import BUTTONS

if TYPE_CHECKING:
    from collections.abc import Iterator

PHONE, CARD = "13812345678", "11010519491231002X"
OUTWARD = [key for key, button in BUTTONS.items() if button.outward]
SETTING = "对外报表隐藏个人信息"
INPUT = ("客户", "联系人", "催收记录")


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    tables = {name: table.copy() for name, table in example_tables().items()}
    tables["contacts"]["phone"] = PHONE
    tables["contact_log"]["response"] = f"改打 {PHONE}，身份证 {CARD}"
    tables["customers"]["remark"] = f"法人身份证{CARD}"
    path = tmp_path / "台账.xlsx"
    newbook.write_ledger(path, tables)
    return path


def run(capsys: pytest.CaptureFixture[str], key: str, ledger: Path) -> dict[str, Any]:
    select = ("--select", "HT2022-001") if BUTTONS[key].needs_selection else ()
    source = (str(ledger),) if key == "import" else ()
    capsys.readouterr()
    main([key, *source, str(ledger), "--as-of", str(AS_OF), "--out", str(ledger.parent), "--yes", *select, "--json"])
    report: dict[str, Any] = json.loads(capsys.readouterr().out)
    return report


def shown(ledger: Path, files: list[str]) -> Iterator[str]:
    """Yield every text that a report shows: the sheets that nobody types into, and the files."""
    for path in (ledger, *(Path(name) for name in files if name.endswith(".xlsx"))):
        for sheet in openpyxl.load_workbook(path).worksheets:
            if path != ledger or sheet.title not in INPUT:
                yield from (str(cell) for row in sheet.iter_rows(values_only=True) for cell in row if cell)
    for name in files:
        if name.endswith(".docx"):
            with zipfile.ZipFile(name) as archive:
                yield re.sub("<[^>]*>", "", archive.read("word/document.xml").decode())


def answer(ledger: Path, value: str) -> None:
    """Set the setting as a user does."""
    book = openpyxl.load_workbook(ledger)
    (row,) = [row for row in book["参数"].iter_rows() if row[0].value == SETTING]
    row[1].value = value
    book.save(ledger)


def test_the_reports_that_go_to_others_are_the_ones_meant() -> None:
    assert OUTWARD == ["legal", "evidence", "weekly", "monthly"]


@pytest.mark.parametrize("key", OUTWARD)
def test_reports_to_others_show_no_whole_number_of_a_person(
    key: str, ledger: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = openpyxl.load_workbook(ledger)["联系人"]["D2"].value
    report = run(capsys, key, ledger)
    texts = "\n".join(shown(ledger, report["files"]))
    assert PHONE not in texts
    assert CARD not in texts
    assert openpyxl.load_workbook(ledger)["联系人"]["D2"].value == before == PHONE


def test_the_setting_shows_them_and_what_the_collector_works_with_always_does(
    ledger: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert PHONE in "\n".join(shown(ledger, run(capsys, "worklist", ledger)["files"]))
    run(capsys, "undo", ledger)
    hidden = "\n".join(shown(ledger, run(capsys, "legal", ledger)["files"]))
    assert "138****5678" in hidden
    answer(ledger, "否")
    assert PHONE in "\n".join(shown(ledger, run(capsys, "legal", ledger)["files"]))


@pytest.mark.parametrize("key", BUTTONS)
def test_the_log_of_a_command_names_no_amount_and_nobody(
    key: str, ledger: Path, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    run(capsys, key, ledger)
    names = set(example_tables()["customers"]["customer_name"]) | set(example_tables()["contacts"]["person"])
    for record in caplog.records:
        text = record.getMessage()
        assert not any(name in text for name in names), text
        assert not re.search(r"\d[\d,]*\.\d\d|\d{7,}", text), text
