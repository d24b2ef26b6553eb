"""What is no button (new, demo, templates, build) tells a wrong place in a sentence too, and empties no folder."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from addin import starting
from addin.__main__ import main
from addin.hosts import newbook
from tests.surfaces.computers import windows


def told(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str]:
    """Run a command line and return its status and all that was printed."""
    status = main([str(one) for one in arguments])
    printed = capsys.readouterr()
    return status, printed.out + printed.err


@pytest.mark.parametrize("command", ["demo", "templates", "build"])
def test_a_file_in_the_place_of_the_folder_is_named(
    command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "a.txt"
    file.write_text("own")
    status, text = told(capsys, command, file)
    assert status == 1
    assert text == f"“{file}”是文件，不是文件夹，没有写入。请换一个文件夹。\n"
    assert file.read_text() == "own"


def test_output_goes_into_no_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ledger, file = tmp_path / "台账.xlsx", tmp_path / "a.txt"
    main(["new", str(ledger), "--example"])
    file.write_text("own")
    before = ledger.read_bytes()
    capsys.readouterr()
    status, text = told(capsys, "statements", ledger, "--as-of", "2026-10-31", "--yes", "--out", file)
    assert status == 1
    assert "是文件，不是文件夹" in text
    assert (ledger.read_bytes(), file.read_text()) == (before, "own")


def test_a_new_ledger_needs_a_folder_and_the_name_of_a_workbook(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, text = told(capsys, "new", tmp_path / "没有" / "台账.xlsx")
    assert (status, text) == (1, f"没有文件夹“{tmp_path / '没有'}”。请先建好文件夹，或换一个位置。\n")
    for name in ("台账.txt", "台账.xls", "台账", "台账.xlsm"):
        status, text = told(capsys, "new", tmp_path / name)
        assert (status, text) == (1, f"新建的台账只能是 .xlsx 文件，“{name}”不是。请把文件名改为以 .xlsx 结尾。\n")
    assert list(tmp_path.iterdir()) == []


def test_a_place_that_may_not_be_written_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def denied(path: Path) -> None:
        raise PermissionError(13, "denied", str(path))

    monkeypatch.setattr(newbook, "write_template", denied)
    status, text = told(capsys, "new", tmp_path / "台账.xlsx")
    assert status == 1
    assert text.startswith(f"没有权限读写“{tmp_path / '台账.xlsx'}”")
    assert list(tmp_path.iterdir()) == []


def test_a_fault_is_one_sentence_with_the_log_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, state_folder: Path
) -> None:
    monkeypatch.setattr(starting, "build", lambda _: 1 // 0)
    status, text = told(capsys, "build", tmp_path)
    assert status == 3
    assert str(state_folder) in text
    assert "Traceback" not in text


def test_the_demonstration_empties_nothing_but_what_it_made_itself(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(starting, "DEMO", ("overdue",))
    folder = tmp_path / "文档"
    folder.mkdir()
    own = folder / "合同.docx"
    own.write_text("own")
    status, text = told(capsys, "demo", folder)
    assert (status, text) == (1, f"文件夹“{folder}”里有别的文件（如“合同.docx”），没有清空。请换一个空的文件夹。\n")
    assert own.read_text() == "own"
    own.unlink()
    assert told(capsys, "demo", folder)[0] == told(capsys, "demo", folder)[0] == 0
    own.write_text("own")
    assert told(capsys, "demo", folder)[0] == 1
    assert own.read_text() == "own"


@pytest.mark.parametrize("command", ["new", "demo", "templates", "build", "install"])
def test_a_full_disk_is_told_and_leaves_no_half_file(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full(self: Path, data: bytes) -> int:
        with self.open("wb") as stream:
            stream.write(data[:9])
        raise OSError(errno.ENOSPC, "No space left on device", str(self))

    monkeypatch.setattr(Path, "write_bytes", full)
    machine = windows(tmp_path / "computer")
    before = sorted(tmp_path.rglob("*"))
    monkeypatch.setattr("addin.surfaces.machine.this_machine", lambda: machine)
    where = {"new": ["台账.xlsx"], "install": []}.get(command, ["d"])
    status, text = told(capsys, command, *(tmp_path / one for one in where))
    assert status == 1
    assert text.startswith("磁盘空间不足")
    assert len(text.splitlines()) == 1
    assert [path for path in tmp_path.rglob("*") if path.is_file() and path not in before] == []
