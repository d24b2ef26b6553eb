"""Scheduler and workers as separate processes; a worker dies in mid-run; nothing of it is seen in the results."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, Any

import pytest

from addin import __main__ as main
from addin import entry
from addin.group import cluster, command, store, unit
from addin.hosts.file import FileHost
from addin.ledger import schema
from addin.ledger.schema.group import GROUP_DATA, GROUP_JOURNAL, GROUP_LIST
from addin.ports import Refusal
from tests.group import loopback
from tests.group.conftest import UNITS
from tests.group.ledgers import AS_OF

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(scope="module")
def cluster_of_three(tmp_path_factory: pytest.TempPathFactory) -> Iterator[loopback.Cluster]:
    """Return a cluster that two tests take one worker each from."""
    with loopback.cluster(tmp_path_factory.mktemp("cluster"), 3) as made:
        yield made


def test_a_worker_killed_in_mid_run_changes_no_row(
    cluster_of_three: loopback.Cluster, folder: Path, computed: Path, again: Path
) -> None:
    words = (folder, "--as-of", AS_OF, "--out", again, "--scheduler", cluster_of_three.address)
    run = loopback.group(*words)
    loopback.wait_for(lambda: any((again / GROUP_DATA).glob("*/summary.json")) or run.poll() is not None)
    cluster_of_three.workers[0].kill()
    assert run.poll() is None, "the run was over before a worker could die"
    out, _ = run.communicate(timeout=loopback.WAIT)
    assert run.returncode == 1
    assert json.loads(out)["ok"] is False
    listed = [json.loads((place / GROUP_DATA / GROUP_LIST).read_text("utf-8")) for place in (computed, again)]
    keys = [[book["key"] for book in each["workbooks"]] for each in listed]
    assert keys[0] == keys[1]
    files = sorted(path.relative_to(computed) for path in (computed / GROUP_DATA).glob("*/*.parquet"))
    assert len(files) == UNITS * len(store.TABLES)
    assert [path for path in files if (computed / path).read_bytes() != (again / path).read_bytes()] == []
    assert not list((again / GROUP_DATA).glob(".*/"))[1:]  # at most what the dead worker was writing


def test_a_worker_killed_while_letters_are_issued_gives_no_number_twice(
    cluster_of_three: loopback.Cluster, folder: Path, tmp_path: Path
) -> None:
    mine = tmp_path / "台账"
    for name in ("事业部0", "事业部1"):
        shutil.copytree(folder / name, mine / name)
    words = ("issue", mine, "--as-of", AS_OF, "--out", tmp_path, "--scheduler", cluster_of_three.address, "--yes")
    run = loopback.group(*words)
    loopback.wait_for(lambda: any(mine.rglob(GROUP_JOURNAL.format(name="*"))) or run.poll() is not None)
    cluster_of_three.workers[1].kill()
    assert run.poll() is None, "the run was over before a worker could die"
    told = json.loads(run.communicate(timeout=loopback.WAIT)[0])
    again = loopback.group(*words)
    told_again = json.loads(again.communicate(timeout=loopback.WAIT)[0])
    letters = 0
    for path in sorted(mine.glob("*/*.xlsx")):
        rows = FileHost(path).read([schema.LETTERS.title])[schema.LETTERS.title].rows[1:]
        numbers = [str(row[0]) for row in rows if row[0]]
        assert len(numbers) == len(set(numbers))
        assert [int(number[-5:-1]) for number in numbers] == list(range(1, len(numbers) + 1))
        archive = tmp_path / "群发函件" / path.relative_to(mine).with_suffix("")
        assert len(list(archive.rglob("*.zip"))) == 1
        letters += len(numbers)
    issued = [int(each["figures"]["出函份数"]) for each in (told, told_again)]
    assert letters == sum(issued) > 0


def test_a_worker_with_another_program_is_refused(tmp_path: Path, folder: Path) -> None:
    task = unit.Task(str(folder), "事业部0/单位000.xlsx", str(tmp_path), AS_OF, "dunbook-0", "00")
    with pytest.raises(Refusal, match="group-other-program"):
        unit.compute(task)


@pytest.fixture
def log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Return the log file of a test of its own, whichever an earlier test of this process left open."""
    monkeypatch.setattr(entry, "state_folder", lambda: tmp_path / "state")
    monkeypatch.setattr(entry.log, "handlers", [])
    yield tmp_path / "state" / "dunbook.log"
    for handler in entry.log.handlers:
        handler.close()


def test_a_fault_in_one_task_is_told_and_logged_and_the_others_go_on(log: Path) -> None:
    def work(number: int) -> dict[str, Any]:
        return {"outcome": "computed", "share": 1 // number}

    told: list[tuple[int, int]] = []
    tasks = {"a": 1, "b": 0, "c": 1}
    results = cluster.run(cluster.Pool(None, 0), work, tasks, lambda done, total, _: told.append((done, total)))
    assert [result["outcome"] for result in results.values()] == ["computed", "failed", "computed"]
    assert str(log) in results["b"]["reason"]
    assert "ZeroDivisionError" in log.read_text("utf-8")
    assert told == [(1, 3), (2, 3), (3, 3)]


@pytest.mark.parametrize("action", ["", "issue"])
def test_a_fault_outside_the_tasks_is_told_in_one_sentence_and_logged(
    action: str, log: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: Path) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("addin.group.find.workbooks", fail)
    monkeypatch.setattr("addin.group.letters.workbooks", fail)
    report = command.run(main.parser().parse_args(["group", *([action] if action else []), str(tmp_path)]))
    assert (report.command, report.status) == (f"group {action}".strip(), entry.FAULT)
    assert str(log) in report.summary
    assert "ZeroDivisionError" in log.read_text("utf-8")


def test_local_processes_share_the_memory_of_the_machine() -> None:
    with cluster.pool("", 1, 5) as on:
        assert on.workers == 1
        assert 0 < on.memory <= cluster.memory_of_machine() * cluster.SHARE
        cluster.examine(on, [])
        told: list[float] = []
        results = cluster.run(on, double, {"x": 2, "y": 0}, lambda _done, _total, left: told.append(left))
    assert results["x"] == {"outcome": "computed", "value": 4}
    assert results["y"]["outcome"] == "failed"
    assert told[-1] == 0


def double(number: int) -> dict[str, Any]:
    """Stand for a task that fails on 0."""
    return {"outcome": "computed", "value": 8 // number}
