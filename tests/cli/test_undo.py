"""Taking back real commands on the example ledger: workbook and folder byte for byte as before."""

from __future__ import annotations

import json
import random
import shutil
from pathlib import Path
from typing import Any

import pytest

from addin.__main__ import main
from addin.hosts import newbook
from addin.hosts.undo_stack import folder_of
from addin.ledger.example import AS_OF, example_tables
from addin.ribbon import BUTTONS

LETTERS = ("issue", "print-file", "mail-merge")
REAL = [key for key, button in BUTTONS.items() if not button.takes_back]


@pytest.fixture(scope="module")
def proposed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a ledger whose letters are proposed."""
    path = tmp_path_factory.mktemp("proposed") / "台账.xlsx"
    newbook.write_ledger(path, example_tables())
    assert main(["propose", str(path), "--as-of", str(AS_OF), "--json"]) == 0
    return path


@pytest.fixture
def ledger(proposed: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(proposed, tmp_path / "台账.xlsx"))


def run(capsys: pytest.CaptureFixture[str], key: str, ledger: Path) -> dict[str, Any]:
    select = ("--select", "HT2022-001") if BUTTONS[key].needs_selection else ()
    common = () if key == "undo" else ("--as-of", str(AS_OF), "--out", str(ledger.parent), "--yes")
    main([key, *source(key, ledger), str(ledger), *common, *select, "--json"])
    report: dict[str, Any] = json.loads(capsys.readouterr().out)
    return report


def source(key: str, ledger: Path) -> tuple[str, ...]:
    """Return what stands ahead of the workbook on the command line: the file that 导入台账 reads."""
    if key != "import":
        return ()
    path = ledger.parent.parent / f"{ledger.parent.name}.csv"
    path.write_text("合同号,客户名称,到期日,金额\nX-1,某公司,2026-01-05,100\n", encoding="utf-8")
    return (str(path),)


def state(ledger: Path) -> dict[str, bytes]:
    """Return all that lies in the ledger's folder but backups and records."""
    own = {ledger.with_name("台账.备份"), folder_of(ledger)}
    return {
        str(path.relative_to(ledger.parent)): path.read_bytes() if path.is_file() else b""
        for path in ledger.parent.rglob("*") if own.isdisjoint({path, path.parent})
    }  # fmt: skip


@pytest.mark.parametrize("key", REAL)
def test_every_command_is_taken_back_byte_for_byte(key: str, ledger: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = state(ledger)
    run(capsys, key, ledger)
    changed = state(ledger) != before
    report = run(capsys, "undo", ledger)
    assert report["ok"] == changed, report["summary"]
    assert BUTTONS[key].label in report["summary"] or not changed
    assert state(ledger) == before
    assert changed or key == "cancel" or not report["ok"]


@pytest.mark.parametrize("seed", range(3))
def test_a_random_week_is_taken_back_step_by_step(
    seed: int, ledger: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    chosen = random.Random(seed).sample(REAL, 6)  # noqa: S311 - no secret
    states = []
    for key in chosen:
        before = state(ledger)
        run(capsys, key, ledger)
        states += [before] if state(ledger) != before else []
    assert states
    for before in reversed(states):
        assert run(capsys, "undo", ledger)["ok"]
        assert state(ledger) == before
    assert not run(capsys, "undo", ledger)["ok"]


def test_the_numbers_of_letters_taken_back_are_given_out_again(
    ledger: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first = run(capsys, "issue", ledger)["files"]
    assert first
    report = run(capsys, "undo", ledger)
    assert str(len(first)) in report["summary"]
    assert [Path(name).name for name in run(capsys, "issue", ledger)["files"]] == [Path(name).name for name in first]


def test_an_empty_stack_says_so(ledger: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["undo", str(ledger)]) == 1
    assert "没有可以撤销的操作" in capsys.readouterr().out


def test_a_dry_run_tells_what_would_be_taken_back_and_changes_nothing(
    ledger: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(capsys, "statements", ledger)
    before = state(ledger)
    assert main(["undo", str(ledger), "--dry-run"]) == 0
    assert "出对账单" in capsys.readouterr().out
    assert state(ledger) == before
