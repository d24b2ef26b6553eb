"""Several people at one ledger: what each process writes is there, once, and the others are told who was first."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

from addin.hosts import newbook
from addin.hosts.file import FileHost
from addin.ledger import schema
from addin.ledger.example import AS_OF, example_tables

if TYPE_CHECKING:
    from pathlib import Path

TOLD = ("正在处理", "被别人改动过")


def test_processes_at_the_same_time_lose_nothing_and_write_nothing_twice(tmp_path: Path) -> None:
    path = tmp_path / "台账.xlsx"
    newbook.write_ledger(path, example_tables())
    title = schema.CONTACT_LOG.title
    before = len(FileHost(path).read([title])[title].rows)
    asked = ("--as-of", str(AS_OF), "--select", "HT2022-001", "--json")
    command = [sys.executable, "-m", "addin", "log", str(path), *asked]
    runs = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) for _ in range(4)]
    answers = []
    for run in runs:
        out, err = run.communicate(timeout=120)
        assert run.returncode in {0, 1}, err.decode()
        answers.append((run.returncode, json.loads(out)["summary"]))
    done = sum(status == 0 for status, _ in answers)
    assert done >= 1
    assert all(status == 0 or any(words in summary for words in TOLD) for status, summary in answers), answers
    rows = FileHost(path).read([title])[title].rows
    assert len(rows) == before + done
    numbers = [row[0] for row in rows[1:]]
    assert len(numbers) == len(set(numbers))
    assert len(FileHost(path).history()) == done
    assert not [one.name for one in tmp_path.iterdir() if one.name.startswith(".")]
