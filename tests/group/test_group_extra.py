"""Without the optional packages the group says how to add them, and no other command misses them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from addin.group.command import NEEDED, Progress

ROOT = Path(__file__).resolve().parent.parent.parent
WITHOUT = f"""
import sys
sys.modules.update(dict.fromkeys({NEEDED}))
from addin.__main__ import main
sys.exit(main(sys.argv[1:]))
"""


def run(*arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", WITHOUT, *map(str, arguments)],
        capture_output=True, text=True, check=False, cwd=ROOT, encoding="utf-8",
    )  # fmt: skip


@pytest.mark.parametrize("words", [(), ("issue",)])
def test_group_says_in_one_sentence_how_to_add_what_is_missing(words: tuple[str, ...], tmp_path: Path) -> None:
    told = run("group", *words, tmp_path)
    assert told.returncode == 2
    assert 'pip install "dunbook[group]"' in told.stderr
    assert len(told.stderr.strip().splitlines()) == 1


def test_other_commands_do_not_miss_it(tmp_path: Path) -> None:
    ledger = tmp_path / "台账.xlsx"
    assert run("new", ledger).returncode == 0
    assert run("overdue", ledger, "--as-of", "2026-11-20").returncode == 0


def test_progress_tells_how_far_and_how_long_on_a_line_of_a_terminal_or_now_and_then_in_a_file(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    tell = Progress()
    tell(1, 300, 130.2)
    assert capsys.readouterr().err == ""
    tell(300, 300, 0)
    assert capsys.readouterr().err == "台账 300/300，计算完毕\n"
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    tell(1, 300, 130.2)
    assert "台账 1/300，约剩 2 分 10 秒" in capsys.readouterr().err
