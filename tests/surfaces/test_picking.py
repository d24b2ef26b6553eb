"""A button that reads a file from outside, pressed where nobody names the file: the user chooses it, or leaves it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from addin import asking, entry, messages
from addin.hosts import newbook
from addin.hosts.file import FileHost
from addin.ribbon import BUTTONS
from tests.commands.test_import import HEADER, ROWS, put, rows, written

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from addin.ports import Grid

NOW = dt.datetime(2025, 7, 1, 9)


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    path = tmp_path / "台账.xlsx"
    newbook.write_template(path)
    return path


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "别处"
    folder.mkdir()
    return written(folder / "登记表.xlsx", [HEADER, *ROWS])


class Person:
    """Chooses the same file each time (None = cancels) and remembers what was asked."""

    def __init__(self, chosen: Path | None) -> None:
        self.chosen, self.asked = chosen, [""][:0]

    def __call__(self, title: str) -> Path | None:
        self.asked.append(title)
        return self.chosen


def press(ledger: Path, person: Person, key: str = "import", source: Path | None = None) -> entry.Report:
    asked = asking.Asked(NOW.date(), NOW, ledger.parent, source=source, ledger=ledger)
    return entry.press(BUTTONS[key], lambda: FileHost(ledger), asked, None, person)


def test_the_chosen_file_is_proposed_and_imported_when_it_is_chosen_again(ledger: Path, source: Path) -> None:
    person = Person(source)
    first = press(ledger, person)
    assert first.status == entry.DONE, first.summary
    assert "再点一次【导入台账】，仍用同一个文件" in first.summary
    assert rows(ledger, "合同台账") == []
    put(ledger, "列对应", {"来源列名": "备注"}, {"对应列": "不导入"})
    second = press(ledger, person)
    assert second.status == entry.DONE, second.summary
    assert [row["合同编号"] for row in rows(ledger, "合同台账")] == ["HT-1", "HT-2"]
    assert [row["备注"] for row in rows(ledger, "合同台账")] == [None, None]  # the corrected mapping was followed
    assert person.asked == [messages.PICK_TITLES["import"]] * 2
    (setting,) = (row for row in rows(ledger, "参数") if row["参数"] == "导入来源")
    assert not setting["值"]


def test_no_choice_leaves_the_ledger_as_it_is(ledger: Path) -> None:
    before = ledger.read_bytes()
    for key in ("import", "reconcile"):
        person = Person(None)
        report = press(ledger, person, key)
        assert (report.status, report.summary) == (entry.USAGE, "没有选择文件，没有做任何改动。")
        assert person.asked == [messages.PICK_TITLES[key]]
    assert ledger.read_bytes() == before


def test_a_file_that_the_settings_or_the_call_name_is_not_asked_for(ledger: Path, source: Path) -> None:
    person = Person(None)
    assert "尚未导入" in press(ledger, person, source=source).summary
    put(ledger, "参数", {"参数": "导入来源"}, {"值": str(source)})
    assert "已导入" in press(ledger, person).summary
    assert person.asked == []


def test_in_a_workbook_that_is_no_ledger_no_file_is_asked_for_until_it_serves_as_one(tmp_path: Path) -> None:
    path = written(tmp_path / "我的.xlsx", [HEADER, *ROWS])
    person = Person(path)
    assert "认出本工作簿" in press(path, person).summary
    assert "已确认" in press(path, person).summary
    assert person.asked == []
    assert "已确认" in press(path, person).summary  # the workbook itself is the choice that renews its mapping
    assert person.asked == [messages.PICK_TITLES["import"]]


def test_the_ledgers_own_file_is_known_by_whatever_path_it_is_chosen(ledger: Path, tmp_path: Path) -> None:
    link = tmp_path / "链接.xlsx"
    link.symlink_to(ledger)
    before = rows(ledger, "合同台账")
    for own in (ledger, ledger.parent / "." / ledger.name, link):
        report = press(ledger, Person(own))
        assert report.summary == messages.NOTHING_KNOWN  # of a ledger nothing is taken into itself
    assert rows(ledger, "合同台账") == before


def test_finances_list_is_chosen_in_the_same_way(ledger: Path, source: Path) -> None:
    person = Person(source)
    assert "核对" in press(ledger, person, "reconcile").summary
    assert person.asked == [messages.PICK_TITLES["reconcile"]]


def test_other_buttons_ask_for_no_file(ledger: Path) -> None:
    person = Person(None)
    press(ledger, person, "validate")
    assert person.asked == []


def test_the_file_is_chosen_before_the_ledger_is_read(ledger: Path, source: Path) -> None:
    """What is typed while the dialog is open must not be missed, and nobody waits for a dialog."""
    read: list[str] = []

    class Watched(FileHost):
        def read(self, titles: Sequence[str]) -> dict[str, Grid]:
            read.extend(titles)
            return super().read(titles)

    def choose(_title: str) -> Path:
        assert read == ["参数"]
        return source

    asked = asking.Asked(NOW.date(), NOW, ledger.parent, ledger=ledger)
    report = entry.press(BUTTONS["import"], lambda: Watched(ledger), asked, None, choose)
    assert report.status == entry.DONE, report.summary
