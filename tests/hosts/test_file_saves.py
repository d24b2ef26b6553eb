"""A save leaves the old workbook or the new one whatever happens, and keeps off what others hold."""

from __future__ import annotations

import datetime as dt
import errno
import io
import json
import os
import signal
import subprocess
import sys
import time
import zipfile
import zlib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from addin import messages
from addin.hosts import disk, locks, package, zipping
from addin.hosts.file import FileHost
from addin.ports import Column, File, Fill, Kind, Refusal, Remember, TakeBack
from tests.hosts.contract import frame, writes
from tests.hosts.varied import LEDGER, plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from addin.ports import Change

PAID = Column("已收金额", "paid", Kind.MONEY, computed=True)
FILL = Fill(LEDGER, (PAID,), frame([2], paid=[4200]))
LETTER = File("函件/甲.docx", writes(b"letter"))
WHEN = dt.datetime(2026, 3, 1, 9)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "台账.xlsx"
    path.write_bytes(plain())
    return path


def paid(path: Path) -> object:
    return FileHost(path).read([LEDGER])[LEDGER].rows[1][4]


def docs(folder: Path) -> list[Path]:
    return list(folder.rglob("*.docx"))


def leftovers(folder: Path) -> list[str]:
    return sorted(p.name for p in folder.rglob("*") if p.name.startswith("."))


def steps(monkeypatch: pytest.MonkeyPatch, at: int, fault: BaseException | None) -> list[str]:
    """Let the ``at``-th step of a save fail; with no fault the process dies there. Returns the steps taken."""
    taken: list[str] = []

    def watch(owner: object, name: str) -> None:
        real = getattr(owner, name)

        def step(*args: object, **more: object) -> object:
            taken.append(name)
            if len(taken) == at:
                if fault is None:
                    os.kill(os.getpid(), signal.SIGKILL)
                else:
                    raise fault
            return real(*args, **more)

        monkeypatch.setattr(owner, name, step)

    watch(os, "fsync")
    watch(os, "link")
    watch(disk, "write_synced")
    watch(Path, "replace")
    watch(Path, "mkdir")
    return taken


def all_steps(path: Path) -> int:
    with pytest.MonkeyPatch.context() as patch:
        taken = steps(patch, -1, None)
        FileHost(path).apply([FILL, LETTER], path.parent / "out")
    return len(taken)


def test_a_save_takes_a_dozen_steps(path: Path) -> None:
    assert all_steps(path) >= 12


@pytest.mark.parametrize("at", range(1, 20))
def test_a_full_disk_at_any_step_changes_nothing(path: Path, at: int, monkeypatch: pytest.MonkeyPatch) -> None:
    before = path.read_bytes()
    taken = steps(monkeypatch, at, OSError(errno.ENOSPC, "No space left on device"))
    refused = None
    try:
        FileHost(path).apply([FILL, LETTER], path.parent / "out")
    except Refusal as refusal:
        refused = refusal
    monkeypatch.undo()
    assert leftovers(path.parent) == []
    if refused:
        assert refused.code == "disk-full"
        assert path.read_bytes() == before
        assert not (path.parent / "out").exists()
    else:  # after the swap nothing is at stake, and without links a file is renamed into place
        assert "replace" in taken[: at - 1] or taken[at - 1] == "link"
        assert paid(path) == 42


@pytest.mark.skipif(sys.platform == "win32", reason="forks")
@pytest.mark.parametrize("at", range(1, 20))
def test_a_kill_at_any_step_leaves_old_or_new_and_the_next_run_clears_up(path: Path, at: int) -> None:
    child = os.fork()
    if child == 0:
        with pytest.MonkeyPatch.context() as patch:
            steps(patch, at, None)
            FileHost(path).apply([FILL, LETTER], path.parent / "out")
        os._exit(0)
    os.waitpid(child, 0)
    letter = path.parent / "out/函件/甲.docx"
    assert paid(path) in {2, 42}
    if paid(path) == 42:
        assert letter.read_bytes() == b"letter"
    else:
        FileHost(path).apply([FILL, LETTER], path.parent / "out")  # the letter that was placed is in nobody's way
        assert paid(path) == 42
    FileHost(path).apply([Fill(LEDGER, (PAID,), frame([2], paid=[4300]))], path.parent)
    assert letter.read_bytes() == b"letter"
    assert leftovers(path.parent) == []


def killed(path: Path, at: int, torn: bytes = b"") -> None:
    """Let a save of a letter and the workbook be killed at a step; ``torn`` is what it was writing into the journal."""
    child = os.fork()
    if child == 0:
        with pytest.MonkeyPatch.context() as patch:
            steps(patch, at, None)
            FileHost(path).apply([FILL, LETTER], path.parent / "out")
        os._exit(0)
    os.waitpid(child, 0)
    with locks.lock_of(path).open("ab") as stream:
        stream.write(torn)


def placing(path: Path) -> int:
    """Return the step of a save that puts the letter in place."""
    other = path.with_name("另.xlsx")
    other.write_bytes(path.read_bytes())
    with pytest.MonkeyPatch.context() as patch:
        taken = steps(patch, -1, None)
        FileHost(other).apply([FILL, LETTER], path.parent / "other")
    return len(taken) - taken[::-1].index("link")


@pytest.mark.skipif(sys.platform == "win32", reason="forks")
@pytest.mark.parametrize("before", [0, 1, 2, 3])
def test_a_kill_in_the_midst_of_noting_what_is_planned_leaves_nothing_behind(path: Path, before: int) -> None:
    at = placing(path) - before
    killed(path, at, b'{"user": "x", "temporary": ["')
    FileHost(path).apply([Fill(LEDGER, (PAID,), frame([2], paid=[4300]))], path.parent)
    assert leftovers(path.parent) == []
    assert not (path.parent / "out/函件/甲.docx").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="forks")
def test_reading_alone_clears_up_what_a_killed_run_left(path: Path) -> None:
    killed(path, placing(path) + 1)
    assert (path.parent / "out/函件/甲.docx").exists()
    assert paid(path) == 2
    assert leftovers(path.parent) == []
    assert not (path.parent / "out/函件/甲.docx").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="forks")
def test_a_letter_of_a_killed_run_goes_though_somebody_saved_the_workbook_since(path: Path) -> None:
    killed(path, placing(path) + 1)
    path.write_bytes(path.read_bytes() + b"PK")
    FileHost(path).history()
    assert not (path.parent / "out/函件/甲.docx").exists()


@pytest.mark.parametrize("text", [
    "", "[]", "5", '"x"', "{", '{"undone": 5, "swap": 7}', '{"temporary": 5, "final": [1]}', "[" * 100_000,
    '{"final": {"a\\u0000b": 1}, "temporary": [null, "\\u0000/.a.1.tmp"], "old": 3}',
    '{"undone": "x", "moved": {"a": 1}}',
    "\udcff",
])  # fmt: skip
def test_a_lock_file_of_any_content_is_in_nobodys_way(path: Path, text: str) -> None:
    locks.lock_of(path).write_bytes(text.encode(errors="surrogateescape"))
    FileHost(path).apply([FILL], path.parent)
    assert paid(path) == 42
    assert leftovers(path.parent) == []


@pytest.mark.skipif(sys.platform == "win32", reason="pipes")
@pytest.mark.parametrize("what", ["file", "link", "pipe"])
@pytest.mark.parametrize("place", ["台账.备份", "台账.撤销", ".台账.xlsx.dunbook-lock", "out"])
def test_what_lies_where_our_files_go_is_named_and_left_alone(path: Path, place: str, what: str) -> None:
    victim, there = path.parent / "重要.txt", path.parent / place
    victim.write_text("x")
    if what == "pipe":
        os.mkfifo(there)
    elif what == "link":
        there.symlink_to(victim)
    elif place.startswith("."):
        there.mkdir()
    else:
        there.write_text("x")
    before = path.read_bytes()
    with pytest.raises(Refusal, match="in-the-way") as caught:
        FileHost(path).apply([Remember("计算", WHEN), FILL, LETTER], path.parent / "out")
    assert place in messages.refusal_text(caught.value)
    assert path.read_bytes() == before
    assert victim.read_text() == "x"
    assert not docs(path.parent)
    assert leftovers(path.parent) in ([], [place])


@pytest.mark.parametrize("number", [errno.EIO, errno.ENAMETOOLONG, errno.ESTALE])
def test_a_fault_of_disk_or_network_is_one_sentence(path: Path, number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    before = path.read_bytes()
    steps(monkeypatch, 5, OSError(number, "x", "文件"))
    with pytest.raises(Refusal, match=r"disk-fault|name-too-long"):
        FileHost(path).apply([FILL, LETTER], path.parent / "out")
    monkeypatch.undo()
    assert path.read_bytes() == before
    assert leftovers(path.parent) == []


@pytest.mark.skipif(sys.platform == "win32", reason="names of bytes")
@pytest.mark.parametrize("name", ["账" * 79, "账" * 83, "\udcff\udcfe"])
def test_a_name_that_is_too_long_or_no_text_is_refused_or_worked_with(path: Path, name: str) -> None:
    other = path.with_name(f"{name}.xlsx")
    other.write_bytes(path.read_bytes())
    changes: list[Change] = [Remember("计算", WHEN), FILL, LETTER]
    if name.isprintable():
        with pytest.raises(Refusal, match="name-too-long"):
            FileHost(other).apply(changes, path.parent / "out")
    else:
        FileHost(other).apply(changes, path.parent / "out")
        FileHost(other).apply([TakeBack(FileHost(other).history()[0].number)], path.parent)
    assert other.read_bytes() == path.read_bytes()
    assert not docs(path.parent)
    assert leftovers(path.parent) == []


@pytest.mark.skipif(sys.platform == "win32", reason="pipes and sparse files")
@pytest.mark.parametrize("code", ["not-a-workbook", "too-large"])
def test_what_never_ends_is_not_read(path: Path, code: str) -> None:
    path.unlink()
    if code == "too-large":
        with path.open("wb") as stream:
            stream.truncate(2**40)
    else:
        os.mkfifo(path)
    with pytest.raises(Refusal, match=code):
        FileHost(path).titles()


def test_links_that_go_round_are_refused(path: Path) -> None:
    path.unlink()
    path.symlink_to(path)
    with pytest.raises(Refusal, match="in-the-way"):
        FileHost(path).titles()


# ------------------------------------------------------------------ others at work


def owner_file(name: str) -> bytes:
    wide = bytes([len(name), 0]) + name.encode("utf-16-le")
    return (bytes([len(name)]) + name.encode().ljust(54) + wide).ljust(165, b" ")


@pytest.mark.parametrize(
    ("name", "content", "holder"),
    [
        ("~$台账.xlsx", owner_file("李出纳"), "李出纳"),
        ("~$台账.xlsx", b"", ""),
        (".~台账.xlsx", owner_file("Wang"), "Wang"),
        (".~lock.台账.xlsx#", ",赵会计,pc-7,22.11.2026 16:00,file:///c/z;".encode(), "赵会计"),
        (".~lock.台账.xlsx#", ",赵会计,pc-7,;".encode("gbk"), "赵会计"),
        (".~lock.台账.xlsx#", ",赵会计,pc-7,;".encode("utf-16"), "赵会计"),
        (".~lock.台账.xlsx#", b"a\nb" * 1000, ""),
        (".~lock.台账.xlsx#", b"\x1b[31mx,", ""),
        ("~$台账.xlsx", b"x" * 2**20, ""),
        ("~$台账.xlsx", b"\xff" * 165, ""),
    ],
)
def test_a_workbook_open_elsewhere_is_refused_with_the_holders_name(
    path: Path, name: str, content: bytes, holder: str
) -> None:
    (path.parent / name).write_bytes(content)
    with pytest.raises(Refusal, match="open-elsewhere") as caught:
        FileHost(path).apply([FILL, LETTER], path.parent / "out")
    assert caught.value.details["holder"] == holder
    assert caught.value.details["owner"] == name
    assert not (path.parent / "out").exists()
    assert paid(path) == 2  # reading is free


def test_a_change_by_someone_else_since_reading_is_not_overwritten(path: Path) -> None:
    host = FileHost(path)
    host.read([LEDGER])
    FileHost(path).apply([FILL], path.parent)
    with pytest.raises(Refusal, match="changed-since-read"):
        host.apply([Fill(LEDGER, (PAID,), frame([2], paid=[1]))], path.parent)
    assert paid(path) == 42


def test_runs_at_the_same_time_exclude_one_another(path: Path) -> None:
    with locks.locked(path), pytest.raises(Refusal, match="busy") as caught:
        FileHost(path).apply([FILL], path.parent)
    assert "@" in caught.value.details["holder"]
    FileHost(path).apply([FILL], path.parent)
    assert leftovers(path.parent) == []


def test_a_lock_left_by_a_process_that_died_is_taken_over(path: Path) -> None:
    code = """
import pathlib, sys, time
from addin.hosts.locks import locked
with locked(pathlib.Path(sys.argv[1])):
    print(1, flush=True)
    time.sleep(60)
"""
    with subprocess.Popen([sys.executable, "-c", code, str(path)], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        with pytest.raises(Refusal, match="busy"):
            FileHost(path).apply([FILL], path.parent)
        process.kill()
    FileHost(path).apply([FILL], path.parent)
    assert paid(path) == 42


def test_a_lock_file_of_strangers_deletes_nothing(path: Path) -> None:
    victim = path.parent / "重要.txt"
    victim.write_text("x")
    journal = {"temporary": [str(victim)], "old": locks.digest(path.read_bytes()), "final": {str(victim): "0"}}
    path.with_name(".台账.xlsx.dunbook-lock").write_text(json.dumps(journal))
    FileHost(path).apply([FILL], path.parent)
    assert victim.exists()


@pytest.mark.parametrize(("what", "code"), [("file", "read-only-file"), ("folder", "read-only-folder")])
def test_read_only_is_said_plainly(path: Path, what: str, code: str) -> None:
    target = path if what == "file" else path.parent
    mode = target.stat().st_mode
    target.chmod(0o444 if what == "file" else 0o555)
    try:
        with pytest.raises(Refusal, match=code):
            FileHost(path).apply([FILL], path.parent)
    finally:
        target.chmod(mode)
    assert paid(path) == 2


def test_a_path_that_leads_out_through_a_link_is_refused(path: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "函件").symlink_to(tmp_path)
    with pytest.raises(Refusal, match="bad-path"):
        FileHost(path).apply([FILL, LETTER], out)


# ------------------------------------------------------------------ backups


def test_the_version_replaced_is_kept_and_no_more_than_ten(path: Path) -> None:
    before = path.read_bytes()
    clock: Iterator[dt.datetime] = (dt.datetime(2026, 3, 1, 9, 0, second // 2) for second in range(99))
    for amount in range(13):
        FileHost(path, lambda: next(clock)).apply([Fill(LEDGER, (PAID,), frame([2], paid=[amount * 100]))], path.parent)
        if amount == 0:
            assert [kept.read_bytes() for kept in disk.backups(path)] == [before]
    kept = disk.backups(path)
    assert len(kept) == 10
    assert [paid(version) for version in kept] == list(range(2, 12))
    assert kept[-1].parent.name == "台账.备份"


@pytest.mark.skipif(sys.platform == "win32", reason="modes")
@pytest.mark.parametrize(("mode", "folder"), [(0o600, 0o700), (0o664, 0o775)])
def test_a_version_kept_is_read_and_renewed_by_those_who_may_the_workbook(path: Path, mode: int, folder: int) -> None:
    path.chmod(mode)
    FileHost(path).apply([FILL], path.parent)
    (kept,) = disk.backups(path)
    assert kept.stat().st_mode & 0o777 == mode
    assert kept.parent.stat().st_mode & 0o777 == folder


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="reads /proc")
def test_a_version_that_could_not_be_kept_whole_is_not_kept(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.fsync

    def full(handle: int) -> None:
        if "备份" in str(Path(f"/proc/self/fd/{handle}").readlink()):
            raise OSError(errno.ENOSPC, "x")
        real(handle)

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(Refusal, match="disk-full"):
        FileHost(path).apply([FILL], path.parent)
    assert list((path.parent / "台账.备份").iterdir()) == []


def test_a_link_to_the_workbook_stays_a_link_and_its_mode_stays(path: Path, tmp_path: Path) -> None:
    link = tmp_path / "快捷.xlsx"
    link.symlink_to(path)
    path.chmod(0o640)
    FileHost(link).apply([FILL], tmp_path)
    assert link.is_symlink()
    assert paid(path) == 42
    assert path.stat().st_mode & 0o777 == 0o640


def test_a_save_of_files_only_leaves_the_workbook_alone(path: Path) -> None:
    before = path.stat().st_mtime_ns
    time.sleep(0.01)
    FileHost(path).apply([LETTER], path.parent)
    assert path.stat().st_mtime_ns == before
    assert disk.backups(path) == []


def test_a_save_packs_the_same_parts_where_there_is_no_isa_l(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = path.with_name("另一台账.xlsx")
    other.write_bytes(path.read_bytes())
    FileHost(path).apply([FILL], path.parent)
    for module in (package, zipping):
        monkeypatch.setattr(module, "deflate", zlib)
    FileHost(other).apply([FILL], path.parent)
    with zipfile.ZipFile(path) as one, zipfile.ZipFile(other) as two:
        assert {name: one.read(name) for name in one.namelist()} == {name: two.read(name) for name in two.namelist()}


@pytest.mark.parametrize("size", [0, 1, 99, 100, 101, 5_000])
@pytest.mark.parametrize("plain", [False, True])
def test_a_large_part_packed_by_two_threads_is_one_stream(
    path: Path, monkeypatch: pytest.MonkeyPatch, plain: bool, size: int
) -> None:
    if plain:
        for module in (package, zipping):
            monkeypatch.setattr(module, "deflate", zlib)
    monkeypatch.setattr(zipping, "LARGE", 100)
    book = package.Package(path.read_bytes())
    pieces = (b"<a>", bytes(number % 251 for number in range(size)), b"</a>")
    book.put("xl/large.bin", pieces)
    assert book.part("xl/large.bin") == b"".join(pieces)
    stream = io.BytesIO()
    book.save(stream)
    with zipfile.ZipFile(stream) as saved:
        assert saved.testzip() is None
        assert saved.read("xl/large.bin") == b"".join(pieces)
    assert package.Package(stream.getvalue()).part("xl/large.bin") == b"".join(pieces)
