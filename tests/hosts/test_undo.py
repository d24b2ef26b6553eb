"""Taking commands back on a closed workbook: byte for byte, or cell by cell when someone was at the file since."""

from __future__ import annotations

import datetime as dt
import errno
import json
import os
import shutil
import signal
import sys
import zipfile
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from addin import messages
from addin.hosts import disk, locks, undo_stack
from addin.hosts.file import FileHost
from addin.ports import (
    Append,
    Chart,
    Column,
    File,
    Fill,
    Kind,
    Level,
    Link,
    Mark,
    Note,
    Refusal,
    Remember,
    Replace,
    TakeBack,
)
from tests.hosts.contract import frame, writes
from tests.hosts.varied import LEDGER, dangling, opened, plain, varied

if TYPE_CHECKING:
    from collections.abc import Sequence

    from addin.ports import Change

NUMBERS = count()
WHEN = dt.datetime(2026, 3, 1, 9, 30)
KEY, PAID = Column("应收编号", "key"), Column("已收金额", "paid", Kind.MONEY, computed=True)
DAYS = Column("逾期天数", "days", Kind.COUNT, computed=True)
FILL = Fill(LEDGER, (PAID, DAYS), frame([2, 3], paid=[4200, 100], days=[1, 2]))
NEW = Append(LEDGER, (KEY, PAID), pd.DataFrame({"key": ["=A", "b"], "paid": [100, 200]}))
MARK = Mark(LEDGER, (Note(2, "应收日期", "一"), Note(3, "应收编号", "三", Level.HINT)))


def aged(*names: str) -> Replace:
    data = pd.DataFrame({"key": [*names, "合计"], "paid": range(100, 101 + len(names))})
    links = {"key": [Link(LEDGER, 2, "应收日期")] * len(names) + [None]}
    return Replace("账龄分析", (KEY, PAID), data, (Chart("图", "pie", "key", ("paid",)),), links=links, totals=1)


def letter(name: str = "甲") -> File:
    return File(f"函件/2026/{name}.docx", writes(name.encode()))


COMMANDS: dict[str, tuple[Change, ...]] = {
    "计算": (FILL, MARK),
    "登记": (NEW,),
    "账龄": (aged("甲"),),
    "账龄二": (aged("甲", "乙", "丙"), FILL),
    "出函": (NEW, letter()),
    "只写文件": (letter("乙"),),
    "标记": (Mark(LEDGER, (Note(4, "应收编号", "另一个"),)),),
}


@pytest.fixture(params=[varied, plain], ids=["varied", "plain"])
def path(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    path = tmp_path / "台账.xlsx"
    path.write_bytes(request.param())
    return path


def run(path: Path, name: str) -> None:
    changes = [File(c.path.replace(".docx", f"{next(NUMBERS)}.docx"), c.write) if isinstance(c, File) else c
               for c in COMMANDS[name]]  # fmt: skip
    FileHost(path).apply([Remember(name, WHEN), *changes], path.parent / "out")


def undo(path: Path) -> None:
    host = FileHost(path)
    host.apply([TakeBack(host.history()[0].number)], path.parent)


def state(path: Path) -> dict[str, bytes]:
    """Return every file of the workbook's folder but backups and records."""
    own = {path.parent / "台账.备份", undo_stack.folder_of(path)}
    return {
        str(one.relative_to(path.parent)): one.read_bytes() if one.is_file() else b""
        for one in path.parent.rglob("*") if own.isdisjoint({one, one.parent})
    }  # fmt: skip


def bare(state: dict[str, bytes]) -> dict[str, bytes]:
    """Return a state without folders: an empty one that stays is in nobody's way."""
    return {name: data for name, data in state.items() if data}


def values(path: Path) -> dict[str, list[list[object]]]:
    host = FileHost(path)
    return {title: [list(row) for row in grid.rows] for title, grid in host.read(host.titles()).items()}


def edit(path: Path, sheet: str, cell: str, value: Any) -> None:
    """Change a cell as another program does: the whole file is written anew."""
    book = opened(path)
    book[sheet][cell].value = value
    book.save(path)


def leftovers(folder: Path) -> list[str]:
    return sorted(p.name for p in folder.rglob("*") if p.name.startswith("."))


# ------------------------------------------------------------------ nobody was at the file


@pytest.mark.parametrize("name", COMMANDS)
def test_every_kind_of_change_is_taken_back_byte_for_byte(path: Path, name: str) -> None:
    before = state(path)
    run(path, name)
    assert state(path) != before
    assert [done.command for done in FileHost(path).history()] == [name]
    undo(path)
    assert state(path) == before
    assert FileHost(path).history() == ()
    assert not undo_stack.folder_of(path).exists()


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(names=st.lists(st.sampled_from(sorted(COMMANDS)), min_size=2, max_size=7), again=st.data())
def test_any_sequence_is_taken_back_step_by_step(
    names: Sequence[str], again: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("folge") / "台账.xlsx"
    path.write_bytes(plain())
    states = []
    for name in names:
        states.append(state(path))
        run(path, name)
        if again.draw(st.booleans()) and len(states) > 1:
            undo(path)
            assert state(path) == states.pop()
    for before in reversed(states):
        undo(path)
        assert state(path) == before


def test_an_empty_stack_says_so_and_the_last_is_named_first(path: Path) -> None:
    assert FileHost(path).history() == ()
    run(path, "计算")
    run(path, "出函")
    assert [(d.command, d.moment, d.files) for d in FileHost(path).history()] == [("出函", WHEN, 1), ("计算", WHEN, 0)]


def test_the_stack_is_bounded(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(undo_stack, "MOST", 3)
    for _ in range(5):
        run(path, "登记")
    assert len(FileHost(path).history()) == 3
    monkeypatch.setattr(undo_stack, "MOST_BYTES", 1)
    run(path, "登记")
    assert len(FileHost(path).history()) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="modes of POSIX")
def test_records_are_as_private_as_the_workbook(path: Path) -> None:
    path.chmod(0o600)
    run(path, "出函")
    folder = undo_stack.folder_of(path)
    assert folder.stat().st_mode & 0o777 == 0o700
    assert {place.stat().st_mode & 0o777 for place in folder.iterdir()} == {0o600}
    path.chmod(0o640)
    run(path, "出函")
    assert folder.stat().st_mode & 0o777 == 0o750


def test_the_workbook_before_an_undo_is_kept_as_a_backup(path: Path) -> None:
    run(path, "计算")
    after = path.read_bytes()
    undo(path)
    assert after in [kept.read_bytes() for kept in disk.backups(path)]


def test_a_folder_that_others_use_and_a_letter_already_deleted_are_in_nobodys_way(path: Path) -> None:
    run(path, "出函")
    (made,) = path.parent.joinpath("out").rglob("*.docx")
    made.unlink()
    made.with_name("别人的.docx").write_bytes(b"x")
    undo(path)
    assert [p.name for p in path.parent.joinpath("out").rglob("*.docx")] == ["别人的.docx"]


def test_a_letter_changed_since_refuses_all_with_its_name(path: Path) -> None:
    run(path, "出函")
    (made,) = path.parent.joinpath("out").rglob("*.docx")
    made.write_bytes(b"mine now")
    before = state(path)
    with pytest.raises(Refusal, match="undo-file-changed") as caught:
        undo(path)
    assert made.name in messages.refusal_text(caught.value)
    assert state(path) == before
    assert len(FileHost(path).history()) == 1


@pytest.mark.parametrize("kept", [slice(0, -30), slice(0, 0), slice(1, None)])
def test_a_damaged_record_is_refused_by_name(path: Path, kept: slice) -> None:
    run(path, "计算")
    place = undo_stack.places(path)[0]
    data = place.read_bytes()
    place.write_bytes(data[kept] if kept.start == 0 else data[:2000] + b"xx" + data[2002:])
    before = state(path)
    with pytest.raises(Refusal, match="undo-damaged") as caught:
        undo(path)
    assert place.name in messages.refusal_text(caught.value)
    assert state(path) == before


# ------------------------------------------------------------------ someone was


@pytest.mark.parametrize("name", [name for name in COMMANDS if name != "只写文件"])
def test_a_users_edit_elsewhere_survives_the_undo(path: Path, name: str) -> None:
    edit(path, LEDGER, "F1", "我的备注")  # what the other program loses, it loses before
    before = values(path)
    run(path, name)
    edit(path, LEDGER, "F4", "后来写的")
    undo(path)
    before[LEDGER][3][5] = "后来写的"
    assert values(path) == before
    assert dangling(path.read_bytes()) == []
    assert not list(path.parent.rglob("*.docx"))
    assert opened(path)[LEDGER].conditional_formatting is not None


def test_two_commands_are_taken_back_though_edits_lie_between(path: Path) -> None:
    run(path, "账龄")
    edit(path, LEDGER, "F2", "一")
    first = values(path)
    run(path, "账龄二")
    edit(path, LEDGER, "F3", "二")
    undo(path)
    first[LEDGER][2][5] = "二"
    assert values(path) == first
    assert sum(name.startswith("xl/charts/chart") for name in zipfile.ZipFile(path).namelist()) >= 1
    undo(path)
    assert "账龄分析" not in FileHost(path).titles()
    assert [row[5] for row in values(path)[LEDGER][1:3]] == ["一", "二"]


@pytest.mark.parametrize(("name", "sheet", "cell"), [
    ("计算", LEDGER, "E2"), ("计算", LEDGER, "G3"), ("登记", LEDGER, "A8"), ("账龄", "账龄分析", "A2"),
    ("账龄", "账龄分析", "D9"),
])  # fmt: skip
def test_an_edit_of_the_same_cell_refuses_with_sheet_and_cell(path: Path, name: str, sheet: str, cell: str) -> None:
    run(path, name)
    edit(path, sheet, cell, 4711)
    before = state(path)
    with pytest.raises(Refusal, match="undo-cells") as caught:
        undo(path)
    sentence = messages.refusal_text(caught.value)
    assert f"《{sheet}》的 {cell}" in sentence
    assert name in sentence
    assert state(path) == before


def test_an_edit_back_to_what_was_there_before_is_in_nobodys_way(path: Path) -> None:
    was = values(path)[LEDGER][1][4]
    run(path, "计算")
    edit(path, LEDGER, "E2", was)
    undo(path)
    assert values(path)[LEDGER][1][4] == was


def test_rows_that_a_user_added_below_stay_in_the_table(tmp_path: Path) -> None:
    path = tmp_path / "台账.xlsx"
    path.write_bytes(varied())
    run(path, "登记")
    book = opened(path)
    sheet = book[LEDGER]
    sheet["A10"] = "我加的"
    sheet.tables["计划"].ref = "A1:F10"
    book.save(path)
    undo(path)
    sheet = opened(path)[LEDGER]
    assert [sheet[f"A{row}"].value for row in (7, 8, 9, 10)] == ["YS-6", None, None, "我加的"]
    assert sheet.tables["计划"].ref == "A1:F10"


def test_the_table_and_what_follows_it_shrink_again(tmp_path: Path) -> None:
    path = tmp_path / "台账.xlsx"
    path.write_bytes(varied())
    edit(path, LEDGER, "F2", "x")
    before = opened(path)[LEDGER]
    run(path, "计算")
    run(path, "登记")
    edit(path, LEDGER, "F3", "y")
    undo(path)
    undo(path)
    sheet = opened(path)[LEDGER]
    assert sheet.tables["计划"].ref == before.tables["计划"].ref == "A1:F7"
    assert [column.name for column in sheet.tables["计划"].tableColumns][-1] == "我的备注"
    assert str(sheet.data_validations.dataValidation[0].sqref) == "A2:A7"
    assert sheet.max_row == before.max_row
    assert not [cell for row in sheet.iter_rows() for cell in row if cell.comment and "校验" in cell.comment.text]


def test_a_created_sheet_that_formulas_use_is_not_removed(path: Path) -> None:
    run(path, "账龄")
    edit(path, "我的分析", "K1", "=SUM(账龄分析!B2:B3)")
    before = state(path)
    with pytest.raises(Refusal, match="undo-used") as caught:
        undo(path)
    assert "《账龄分析》" in messages.refusal_text(caught.value)
    assert state(path) == before


def test_a_sheet_that_was_renamed_refuses(path: Path) -> None:
    run(path, "计算")
    book = opened(path)
    book[LEDGER].title = "改了名"
    book.save(path)
    with pytest.raises(Refusal, match="undo-sheet"):
        undo(path)


# ------------------------------------------------------------------ a crash on the way


def steps(monkeypatch: pytest.MonkeyPatch, at: int, fault: BaseException | None) -> list[str]:
    """Let the ``at``-th step of an undo fail; with no fault the process dies there. Returns the steps taken."""
    taken: list[str] = []

    def watch(owner: object, name: str) -> None:
        real = getattr(owner, name)

        def step(*args: object, **more: object) -> object:
            taken.append(name)
            if len(taken) == at:
                if fault is None:
                    os.kill(os.getpid(), signal.SIGKILL)
                raise fault  # type: ignore[misc]
            return real(*args, **more)

        monkeypatch.setattr(owner, name, step)

    watch(os, "fsync")
    watch(disk, "write_synced")
    for name in ("replace", "rename", "unlink", "rmdir"):
        watch(Path, name)
    return taken


def issued(tmp_path: Path) -> tuple[Path, dict[str, bytes], dict[str, bytes]]:
    path = tmp_path / "台账.xlsx"
    tmp_path.mkdir(exist_ok=True)
    path.write_bytes(plain())
    before = state(path)
    FileHost(path).apply([Remember("出函", WHEN), NEW, letter(), letter("乙")], path.parent / "out")
    return path, before, state(path)


@pytest.mark.skipif(sys.platform == "win32", reason="forks")
@pytest.mark.parametrize("at", range(1, 18))
def test_a_kill_at_any_step_of_an_undo_leaves_old_or_new_and_the_next_run_clears_up(tmp_path: Path, at: int) -> None:
    path, before, after = issued(tmp_path)
    child = os.fork()
    if child == 0:
        with pytest.MonkeyPatch.context() as patch:
            steps(patch, at, None)
            undo(path)
        os._exit(0)
    os.waitpid(child, 0)
    left = FileHost(path).history()  # clears up
    assert leftovers(path.parent) == []
    assert state(path) in ([before, after] if left else [before])
    if state(path) == after:
        undo(path)
    assert state(path) == before


@pytest.mark.parametrize("at", range(1, 18))
def test_a_full_disk_at_any_step_of_an_undo_changes_nothing_or_all(
    tmp_path: Path, at: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, before, after = issued(tmp_path)
    steps(monkeypatch, at, OSError(errno.ENOSPC, "No space left on device"))
    refused = None
    try:
        undo(path)
    except Refusal as refusal:
        refused = refusal.code
    monkeypatch.undo()
    assert refused in {None, "disk-full"}
    FileHost(path).history()
    assert leftovers(path.parent) == []
    assert bare(state(path)) in (bare(before), bare(after))


@pytest.mark.skipif(sys.platform == "win32", reason="forks")
@pytest.mark.parametrize("at", range(1, 22))
def test_a_kill_at_any_step_of_a_remembered_command_leaves_a_stack_that_fits(tmp_path: Path, at: int) -> None:
    path = tmp_path / "台账.xlsx"
    path.write_bytes(plain())
    before = state(path)
    child = os.fork()
    if child == 0:
        with pytest.MonkeyPatch.context() as patch:
            steps(patch, at, None)
            FileHost(path).apply([Remember("出函", WHEN), NEW, letter()], path.parent / "out")
        os._exit(0)
    os.waitpid(child, 0)
    left = FileHost(path).history()
    assert len(left) == (path.read_bytes() != before["台账.xlsx"])
    if left:
        undo(path)
    assert bare(state(path)) == before
    assert leftovers(path.parent) == []


def test_an_undo_of_a_workbook_open_elsewhere_is_refused(tmp_path: Path) -> None:
    path, _, after = issued(tmp_path)
    owner = path.with_name(".~lock.台账.xlsx#")
    owner.write_bytes(",李出纳,pc,,;".encode())
    with pytest.raises(Refusal, match="open-elsewhere"):
        undo(path)
    owner.unlink()
    assert state(path) == after
    with locks.locked(path), pytest.raises(Refusal, match="busy"):
        undo(path)
    assert state(path) == after


def test_two_undos_at_once_take_back_one_command_only(tmp_path: Path) -> None:
    path, *_ = issued(tmp_path)
    number = FileHost(path).history()[0].number
    FileHost(path).apply([TakeBack(number)], path.parent)
    with pytest.raises(Refusal, match="undo-changed"):
        FileHost(path).apply([TakeBack(number)], path.parent)


def copied(path: Path, to: Path) -> Path:
    """Copy a workbook together with its records."""
    to.parent.mkdir(exist_ok=True)
    shutil.copy(path, to)
    shutil.copytree(undo_stack.folder_of(path), undo_stack.folder_of(to))
    return to


@pytest.mark.parametrize(("place", "out"), [("台账/副本.xlsx", "台账"), ("别处/台账.xlsx", "函件")])
def test_a_copy_of_a_workbook_never_takes_back_what_belongs_to_the_first(tmp_path: Path, place: str, out: str) -> None:
    path = tmp_path / "台账" / "台账.xlsx"
    path.parent.mkdir()
    path.write_bytes(plain())
    FileHost(path).apply([Remember("出函", WHEN), NEW, letter()], tmp_path / out)
    copy = copied(path, tmp_path / place)
    with pytest.raises(Refusal, match="undo-other") as caught:
        undo(copy)
    assert str(path) in messages.refusal_text(caught.value)
    assert list(tmp_path.rglob("*.docx"))
    undo(path)
    assert path.read_bytes() == plain()
    assert not list(tmp_path.rglob("*.docx"))


def test_a_copy_of_the_whole_folder_goes_its_own_way(tmp_path: Path) -> None:
    path, before, after = issued(tmp_path / "one")
    shutil.copytree(path.parent, tmp_path / "two")
    undo(tmp_path / "two" / path.name)
    assert bare(state(tmp_path / "two" / path.name)) == bare(before)
    assert state(path) == after


def test_a_workbook_moved_or_renamed_with_its_records_is_taken_back(tmp_path: Path) -> None:
    path, *_ = issued(tmp_path / "one")
    moved = tmp_path / "two" / "新名.xlsx"
    path.parent.rename(moved.parent)
    (moved.parent / path.name).rename(moved)
    (moved.parent / "台账.撤销").rename(moved.parent / "新名.撤销")
    undo(moved)
    assert not list(tmp_path.rglob("*.docx"))


def test_where_the_version_before_was_put_back_by_hand_only_the_files_go(tmp_path: Path) -> None:
    path, before, _ = issued(tmp_path)
    path.write_bytes(before[path.name])
    undo(path)
    assert bare(state(path)) == bare(before)


def test_letters_that_were_moved_away_are_told_of(tmp_path: Path) -> None:
    path, *_ = issued(tmp_path)
    next(iter(sorted(tmp_path.rglob("*.docx")))).rename(tmp_path / "已寄.docx")
    done = FileHost(path).history()[0]
    assert (done.files, done.gone) == (1, 1)
    told = messages.undone(done.command, done.moment, done.files, done.gone)
    assert "1 个文件已删除" in told
    assert "1 个文件已不在原处" in told


def rewritten(place: Path, **parts: bytes) -> None:
    """Exchange parts of a record, as somebody might who can write beside the workbook."""
    with zipfile.ZipFile(place) as archive:
        held = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(place, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in (held | {name.replace("_", "."): data for name, data in parts.items()}).items():
            archive.writestr(name, data)


@pytest.mark.parametrize("parts", [
    {"old": b"\0" * 2**25}, {"new": b"\0" * 2**25}, {"about_json": b" " * 2**25}, {"about_json": b"[" * 100_000},
    {"new_json": json.dumps([[0, 0, 10**9]] * 99).encode()}, {"new_json": b"[[1]]"}, {"new_json": b"5"},
    {"about_json": b'{"command": 5, "moment": "2026-01-01", "folders": []}'},
    {"about_json": b'{"command": "x", "moment": "2026-01-01", "folders": [], "files": ["a"]}'},
    {"about_json": b'{"command": "x", "moment": "2026-01-01", "folders": [], "drawn": 5}'},
    {"about_json": b'{"command": "x", "moment": 5, "folders": []}'}, {"about_json": b"null"}, {"about_json": b"\xff"},
], ids=str)  # fmt: skip
def test_a_record_that_lies_about_its_sizes_is_refused(
    tmp_path: Path, parts: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    path, _, after = issued(tmp_path)
    for name in ("MOST_JSON", "MOST_ABOUT", "MOST_BOOK"):
        monkeypatch.setattr(undo_stack, name, 2**24)
    (place,) = undo_stack.places(path)
    rewritten(place, **parts)
    with pytest.raises(Refusal, match="undo-damaged"):
        undo(path)
    assert state(path) == after


@pytest.mark.skipif(sys.platform == "win32", reason="modes of POSIX")
def test_a_folder_of_records_that_may_not_be_written_is_said_before_anything_is_done(tmp_path: Path) -> None:
    path, _, after = issued(tmp_path)
    folder = undo_stack.folder_of(path)
    folder.chmod(0o555)
    try:
        with pytest.raises(Refusal, match="no-permission"):
            undo(path)
    finally:
        folder.chmod(0o755)
    assert state(path) == after
    undo(path)


def test_a_record_that_may_not_be_read_is_said_plainly(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, *_ = issued(tmp_path)

    def denied(place: Path) -> None:
        raise PermissionError(13, "x", str(place))

    monkeypatch.setattr(zipfile, "ZipFile", denied)
    with pytest.raises(Refusal, match="no-permission"):
        FileHost(path).history()


def test_a_record_cannot_name_a_file_above_its_folder() -> None:
    for text in ("../secret.txt", "a\0b"):
        with pytest.raises(Refusal, match="bad-path"):
            undo_stack.place_named(Path("a/台账.xlsx"), text)


def test_openpyxl_opens_what_came_back(path: Path) -> None:
    run(path, "账龄")
    edit(path, LEDGER, "F4", "x")
    undo(path)
    assert isinstance(opened(path), openpyxl.Workbook)


def test_a_letter_open_in_word_is_not_removed(tmp_path: Path) -> None:
    path = tmp_path / "台账.xlsx"
    path.write_bytes(plain())
    FileHost(path).apply([Remember("出函", WHEN), File("催款函-甲公司.docx", writes(b"x"))], tmp_path)
    owner = tmp_path / "~$函-甲公司.docx"
    owner.write_bytes(bytes([3]) + b"Wei".ljust(54))
    with pytest.raises(Refusal, match="open-elsewhere") as caught:
        undo(path)
    assert "Wei" in messages.refusal_text(caught.value)
    assert (tmp_path / "催款函-甲公司.docx").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="modes of POSIX")
def test_a_read_only_folder_is_said_plainly(tmp_path: Path) -> None:
    path, _, after = issued(tmp_path)
    tmp_path.chmod(0o555)
    try:
        with pytest.raises(Refusal, match="read-only-folder"):
            undo(path)
    finally:
        tmp_path.chmod(0o755)
    assert state(path) == after
