"""A Dask cluster for tests and benches: scheduler and workers as processes of their own, on the loopback."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).resolve().parent.parent.parent
MEMORY = "1GiB"  # of one worker: beyond, it is stopped
WAIT = 300.0  # seconds for anything to happen


@dataclass(frozen=True)
class Cluster:
    """Address of the scheduler and the processes of the workers."""

    address: str
    workers: list[subprocess.Popen[bytes]]


@contextmanager
def cluster(folder: Path, workers: int = 2) -> Iterator[Cluster]:
    """Start a scheduler and workers of one thread each, which see ``folder``; end them all afterwards."""
    file = folder / "scheduler.json"
    started: list[subprocess.Popen[bytes]] = []

    def start(*words: str) -> subprocess.Popen[bytes]:
        log = (folder / f"{words[0]}{len(started)}.log").open("wb")
        with log:
            process = subprocess.Popen(
                [sys.executable, "-m", f"distributed.cli.dask_{words[0]}", "--scheduler-file", str(file), *words[1:]],
                stdout=log, stderr=log, cwd=ROOT,
            )  # fmt: skip
        started.append(process)
        return process

    try:
        start("scheduler", "--host", "127.0.0.1", "--port", "0", "--dashboard-address", "127.0.0.1:0")
        wait_for(file.exists)
        options = ("--nthreads", "1", "--no-nanny", "--dashboard-address", "127.0.0.1:0", "--memory-limit", MEMORY,
                   "--local-directory", str(folder))  # fmt: skip
        made = [start("worker", *options) for _ in range(workers)]
        yield Cluster(json.loads(file.read_text())["address"], made)
    finally:
        for process in started:
            process.kill()
            process.wait()


def group(*words: object) -> subprocess.Popen[str]:
    """Start ``dunbook group`` as a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "addin", "group", *map(str, words), "--json"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8", cwd=ROOT,
    )  # fmt: skip


def wait_for(happened: Callable[[], object], every: float = 0.02) -> None:
    """Wait until something is so."""
    end = time.monotonic() + WAIT
    while not happened():
        assert time.monotonic() < end, "nothing happened"
        time.sleep(every)
