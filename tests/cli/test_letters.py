"""Issuing letters on a closed workbook: no letter twice whichever button, and a run that breaks off leaves nothing."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from addin.__main__ import main, progress
from addin.hosts import newbook
from addin.hosts.file import FileHost
from addin.ledger import schema
from addin.ledger.example import AS_OF, example_tables
from addin.letters.fill import fill

if TYPE_CHECKING:
    from addin.letters.compile import Template
    from addin.letters.program import Record


@pytest.fixture(scope="module")
def proposed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the example ledger with its proposals."""
    path = tmp_path_factory.mktemp("proposed") / "台账.xlsx"
    newbook.write_ledger(path, example_tables())
    assert main(["propose", *common(path), "--json"]) == 0
    return path


@pytest.fixture
def ledger(proposed: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(proposed, tmp_path / "台账.xlsx"))


def common(ledger: Path) -> tuple[str, ...]:
    return (str(ledger), "--as-of", str(AS_OF), "--out", str(ledger.parent))


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, dict[str, Any]]:
    capsys.readouterr()
    status = main([*arguments, "--json"])
    return status, json.loads(capsys.readouterr().out)


@pytest.mark.parametrize("key", ["issue", "print-file", "mail-merge"])
def test_what_one_button_issued_no_other_issues_again(
    key: str, ledger: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, report = run(capsys, key, *common(ledger), "--yes")
    assert status == 0
    rows = FileHost(ledger).read([schema.LETTERS.title])[schema.LETTERS.title].rows
    assert report["figures"]["函件份数"] == str(len(rows) - 1)
    place = rows[0].index(schema.LETTERS.column("file").header)
    assert {str(ledger.parent / str(row[place])) for row in rows[1:]} <= set(report["files"])
    run(capsys, "propose", *common(ledger))
    assert [run(capsys, again, *common(ledger), "--yes")[1]["files"] for again in ("issue", "print-file")] == [[], []]


@pytest.mark.parametrize("fault", [OSError(28, "No space left on device"), ZeroDivisionError(), KeyboardInterrupt()])
def test_a_run_broken_off_among_its_letters_leaves_no_file_and_takes_no_number(
    ledger: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, fault: BaseException
) -> None:
    before = ledger.read_bytes()
    _, planned = run(capsys, "issue", *common(ledger), "--dry-run")
    paths = [str(ledger.parent / change["path"]) for change in planned["changes"] if change["kind"] == "file"]
    assert len(paths) > 15
    made: list[Record] = []

    def breaks_off(template: Template, record: Record) -> bytes:
        made.append(record)
        if len(made) == 10:
            raise fault
        return fill(template, record)

    with monkeypatch.context() as patch:
        patch.setattr("addin.commands.issue.fill", breaks_off)
        if isinstance(fault, KeyboardInterrupt):
            with pytest.raises(KeyboardInterrupt):
                main(["issue", *common(ledger), "--yes"])
        else:
            assert main(["issue", *common(ledger), "--yes"]) in {1, 3}
    assert len(made) >= 10
    assert ledger.read_bytes() == before
    assert [path.name for path in ledger.parent.rglob("*") if path != ledger] == []
    status, report = run(capsys, "issue", *common(ledger), "--yes")
    assert (status, report["files"]) == (0, paths)


def test_long_writing_tells_on_stderr_how_far_it_is_and_how_long_it_will_take(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    clock = iter((0.0, 0.0, 60.0, 120.0, 0.0))
    monkeypatch.setattr("addin.__main__.time.monotonic", lambda: next(clock))
    tell = progress()
    for done in (1, 21, 30):
        tell(done, 30)
    told = capsys.readouterr().err
    assert "21/30，约剩 0 分 27 秒" in told
    assert told.endswith("30/30，约剩 0 分 00 秒\n")
    progress()(1, 5)
    assert capsys.readouterr().err == ""
