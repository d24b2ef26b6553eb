"""What every host promises about taking back, on each of them."""

from __future__ import annotations

import datetime as dt
import shutil
from typing import TYPE_CHECKING, Any

import openpyxl
import pandas as pd
import pytest

from addin import asking, entry
from addin.hosts import newbook
from addin.hosts.file import FileHost
from addin.hosts.live import LiveHost
from addin.ledger.example import AS_OF, example_tables
from addin.ports import Append, Chart, Column, File, Fill, Level, Link, Mark, Note, Refusal, Remember, Replace, TakeBack
from addin.ribbon import BUTTONS
from addin.selftest import differences, grids
from tests.hosts.contract import (
    AMOUNT,
    COMPUTED,
    DUE,
    ENTRY,
    KEY,
    LOG,
    MOMENT,
    OTHER,
    OWN,
    PAID,
    TEXT,
    TITLE,
    computed,
    frame,
    writes,
)
from tests.hosts.libreoffice.live_factory import open_book

if TYPE_CHECKING:
    from pathlib import Path

    from addin.ports import Change, Host
    from tests.hosts.contract import Made

WHEN = dt.datetime(2026, 3, 1, 9, 30)
FINDINGS = (Column("工作表", "sheet"), Column("位置", "place"), Column("金额", "amount", AMOUNT.kind))
ROWS = pd.DataFrame({
    "entry": ["JL-2", "JL-3"], "response": ["=1+1", " 前后\n"],
    "contacted": pd.array(["2025-03-02T08:00:01", None], dtype="datetime64[s]"),
})  # fmt: skip


def findings(count: int) -> Replace:
    data = pd.DataFrame({"sheet": [TITLE] * count, "place": ["B2"] * count, "amount": range(100, 100 + count)})
    links: dict[str, list[Link | None]] = {"place": [Link(TITLE, 3, DUE.header)] * count}
    return Replace(LOG, FINDINGS, data, links=links, charts=(Chart("图", "column", "place", ("amount",)),), totals=1)


COMMANDS: dict[str, tuple[Change, ...]] = {
    "填列": (Fill(TITLE, COMPUTED, computed()),),
    "只填": (Fill(TITLE, (PAID,), frame([2], paid=[4200]), keep_others=True),),
    "加行": (Append(OTHER, (ENTRY, MOMENT, TEXT), ROWS),),
    "新表": (findings(2),),
    "新登记": (Append("函件登记", (ENTRY, AMOUNT), pd.DataFrame({"entry": ["a"], "amount": [5]})),),
    "标记": (Mark(TITLE, (Note(3, DUE.header, "不是日期"), Note(2, KEY.header, "重复", Level.HINT))),),
    "全部": (
        Fill(TITLE, COMPUTED, computed()), Append(OTHER, (ENTRY,), ROWS[["entry"]]), findings(3),
        Mark(TITLE, (Note(4, "", "行"),)), File("函件/甲.docx", writes(b"x")),
    ),
}  # fmt: skip


def seen(made: Made) -> tuple[object, ...]:
    host = made.again()
    return grids(host), made.notes(TITLE), made.shaded(TITLE)


def undo(host: Host, out: Path) -> None:
    host.apply([TakeBack(host.history()[0].number)], out)


def change_cell(made: Made, sheet: str, cell: str, value: Any) -> None:
    """Change a cell as a user does."""
    book = getattr(made, "book", None)
    if book is not None:
        book.sheets[sheet].range(cell).value = value
        return
    path = made.path  # type: ignore[attr-defined]
    opened = openpyxl.load_workbook(path)
    opened[sheet][cell].value = value
    opened.save(path)


def same(one: tuple[object, ...], other: tuple[object, ...]) -> str:
    assert one[1:] == other[1:]
    return differences(one[0], other[0])  # type: ignore[arg-type]


@pytest.mark.parametrize("name", COMMANDS)
def test_each_change_is_taken_back(made: Made, tmp_path: Path, name: str) -> None:
    before = seen(made)
    made.host.apply([Remember(name, WHEN), *COMMANDS[name]], tmp_path / "out")
    assert seen(made) != before
    (done,) = made.again().history()
    assert (done.command, done.moment, done.files) == (name, WHEN, int(name == "全部"))
    undo(made.again(), tmp_path)
    assert same(seen(made), before) == ""
    assert made.again().history() == ()
    assert not (tmp_path / "out").exists()


def test_one_after_the_other_is_taken_back(made: Made, tmp_path: Path) -> None:
    states = []
    for name in ("新表", "标记", "全部", "加行", "填列", "标记", "只填"):
        states.append(seen(made))
        changes = [change for change in COMMANDS[name] if not isinstance(change, File)]
        made.again().apply([Remember(name, WHEN), *changes], tmp_path)
    for before in reversed(states):
        undo(made.again(), tmp_path)
        assert same(seen(made), before) == ""


@pytest.mark.parametrize("name", COMMANDS)
def test_a_users_edit_elsewhere_survives(made: Made, tmp_path: Path, name: str) -> None:
    change_cell(made, OWN, "D1", "前")  # what the other program loses, it loses before
    before = seen(made)
    made.again().apply([Remember(name, WHEN), *COMMANDS[name]], tmp_path / "out")
    change_cell(made, OWN, "A2", "我改的")
    undo(made.again(), tmp_path)
    assert OWN in differences(seen(made)[0], before[0])  # type: ignore[arg-type]
    change_cell(made, OWN, "A2", None)
    assert same(seen(made), before) == ""


@pytest.mark.parametrize(("name", "sheet", "cell"), [
    ("填列", TITLE, "E2"), ("加行", OTHER, "A3"), ("新表", LOG, "A2"), ("全部", LOG, "H9"),
])  # fmt: skip
def test_a_users_edit_of_the_same_cell_refuses_and_nothing_is_taken_back(
    made: Made, tmp_path: Path, name: str, sheet: str, cell: str
) -> None:
    made.host.apply([Remember(name, WHEN), *COMMANDS[name]], tmp_path / "out")
    change_cell(made, sheet, cell, 4711)
    before = seen(made)
    with pytest.raises(Refusal, match="undo-cells") as caught:
        undo(made.again(), tmp_path)
    assert f"《{sheet}》的 {cell}" in caught.value.details["places"]
    assert same(seen(made), before) == ""
    assert len(made.again().history()) == 1
    assert (tmp_path / "out/函件/甲.docx").exists() == (name == "全部")


def test_a_file_changed_since_refuses_and_no_cell_is_taken_back(made: Made, tmp_path: Path) -> None:
    made.host.apply([Remember("全部", WHEN), *COMMANDS["全部"]], tmp_path / "out")
    (tmp_path / "out/函件/甲.docx").write_bytes(b"mine")
    before = seen(made)
    with pytest.raises(Refusal, match="undo-file-changed"):
        undo(made.again(), tmp_path)
    assert same(seen(made), before) == ""


# ------------------------------------------------------------------ across hosts, with the example's real commands


def press(key: str, host: Host, out: Path) -> entry.Report:
    select = ("HT2022-001",) if BUTTONS[key].needs_selection else ()
    asked = asking.Asked(AS_OF, dt.datetime.combine(AS_OF, dt.time(15, 30)), out, select, yes=True)
    return entry.press(BUTTONS[key], lambda: host, asked)


KEYS = ("overdue", "statements", "propose", "overdue", "weekly")


def test_what_was_done_closed_is_taken_back_open(tmp_path: Path) -> None:
    path = tmp_path / "台账.xlsx"
    newbook.write_ledger(path, example_tables())
    states = []
    for key in KEYS:
        states.append(grids(FileHost(path)))
        assert press(key, FileHost(path), tmp_path).status == entry.DONE
    live = LiveHost(open_book(path))
    for before in reversed(states):
        report = press("undo", live, tmp_path)
        assert report.status == entry.DONE, report.summary
        assert differences(grids(live), before) == ""


def test_what_was_done_open_is_taken_back_closed(tmp_path: Path) -> None:
    path = tmp_path / "台账.xlsx"
    newbook.write_ledger(path, example_tables())
    book = open_book(path)
    live, states = LiveHost(book), []
    for key in KEYS:
        states.append(grids(live))
        assert press(key, live, tmp_path).status == entry.DONE
    book.save()
    book.close()
    for before in reversed(states):
        report = press("undo", FileHost(path), tmp_path)
        assert report.status == entry.DONE, report.summary
        assert differences(grids(FileHost(path)), before) == ""
    shutil.rmtree(path.with_name("台账.备份"))
    assert [one.name for one in tmp_path.iterdir() if one.is_file()] == ["台账.xlsx"]


def test_a_book_that_has_no_file_says_that_it_must_be_saved_first(tmp_path: Path) -> None:
    path = tmp_path / "台账.xlsx"
    newbook.write_ledger(path, example_tables())
    book = open_book(path)
    live = LiveHost(book.app.books.add())
    report = press("undo", live, tmp_path)
    assert report.status == entry.DATA
    assert "保存" in report.summary
