"""Runs tasks on Dask: on local processes of bounded memory, or on a cluster that is there; the same code on both.

A task may run more than once: when a worker dies the scheduler gives its task to another. So tasks must be safe to
repeat, and results are put in the order of the tasks, whoever made them.
"""

from __future__ import annotations

import logging
import os
import time
import uuid
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from addin import messages
from addin.entry import log, log_file
from addin.group.store import program
from addin.ports import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from distributed import Client

    Tell = Callable[[int, int, float], None]  # done, of how many, seconds left

T = TypeVar("T")

LEAST_MEMORY = 2 * 2**30  # bytes of one local process: a workbook of a million rows needs about that
SHARE = 0.8  # of the machine's memory that all local processes together may use
RETRIES = 2  # of a task that fails, beside those that the scheduler grants when a worker dies
NOWHERE_ELSE = "127.0.0.1:0"  # the pages that Dask shows: on this machine, on any free port
WAIT = 60  # seconds for a scheduler to answer and a worker to be there


@dataclass(frozen=True)
class Pool:
    """Where tasks run: a Dask client (None: this process), how many workers, bytes each may use (0: not ours)."""

    client: Client | None
    workers: int
    memory: int = 0


@contextmanager
def pool(scheduler: str, workers: int | None, tasks: int) -> Iterator[Pool]:
    """Open the cluster at ``scheduler``, or local processes: ``workers`` of them, by default what the machine bears.

    0 workers run everything in this process. Raises Refusal ``group-no-scheduler`` and ``group-no-workers``.
    """
    if not scheduler and workers == 0:
        yield Pool(None, 0)
        return
    import dask  # noqa: PLC0415 - an optional extra, and heavy
    from distributed import Client, LocalCluster  # noqa: PLC0415

    if scheduler:
        with closing(_connected(Client, scheduler)) as client:
            yield Pool(client, len(client.scheduler_info(n_workers=-1)["workers"]))
        return
    total = memory_of_machine()
    count = max(1, workers or min(os.cpu_count() or 1, tasks, int(total * SHARE) // LEAST_MEMORY))
    limit = int(total * SHARE) // count
    quiet: dict[str, Any] = {"distributed.scheduler.allowed-failures": RETRIES + 1}
    with (
        dask.config.set(quiet),
        LocalCluster(
            n_workers=count, threads_per_worker=1, memory_limit=limit, dashboard_address=NOWHERE_ELSE,
            security=True, silence_logs=logging.CRITICAL,
        ) as cluster,
        Client(cluster) as client,
    ):  # fmt: skip
        yield Pool(client, count, limit)


def memory_of_machine() -> int:
    """Return the bytes of memory this process may count on: the machine's, or what its container is allowed."""
    from distributed.system import MEMORY_LIMIT  # noqa: PLC0415

    return int(MEMORY_LIMIT)


def _connected(client: type[Client], address: str) -> Client:
    try:
        found = client(address, timeout=WAIT)
    except (OSError, ValueError) as fault:
        raise Refusal("group-no-scheduler", address=address) from fault
    try:
        found.wait_for_workers(1, timeout=WAIT)
    except TimeoutError as fault:
        found.close()
        raise Refusal("group-no-workers", address=address) from fault
    return found


def examine(on: Pool, folders: Sequence[Path]) -> None:
    """Refuse a cluster that runs another program or does not see the folders.

    Raises Refusal ``group-other-program`` and ``group-folder-unseen``.
    """
    if on.client is None:
        return
    here = program()
    for there, missing in on.client.run(seen, [str(folder) for folder in folders]).values():
        if there != here:
            raise Refusal("group-other-program", here=here, there=there)
        if missing:
            raise Refusal("group-folder-unseen", folder=missing)


def seen(folders: Sequence[str]) -> tuple[str, str]:
    """Return the program of a worker, and the first of the folders that it does not see ("" = sees all)."""
    return program(), next((folder for folder in folders if not Path(folder).is_dir()), "")


def run(on: Pool, work: Callable[[T], dict[str, Any]], tasks: Mapping[str, T], tell: Tell) -> dict[str, dict[str, Any]]:
    """Do the work for every task and return the results by the tasks' names, in their order.

    A task that fails for good gives ``{"outcome": "failed", "reason": …}``; what was no Refusal is in the log.
    """
    began = time.monotonic()

    def told(done: int) -> None:
        tell(done, len(tasks), (time.monotonic() - began) / max(done, 1) * (len(tasks) - done))

    results = {}
    for done, (name, result) in enumerate(_each(on, work, tasks), 1):
        results[name] = result
        told(done)
    return {name: results[name] for name in tasks}


def _each(
    on: Pool, work: Callable[[T], dict[str, Any]], tasks: Mapping[str, T]
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield name and result of each task as it is done."""
    if on.client is None:
        for name, task in tasks.items():
            yield name, _outcome(lambda task=task: work(task))  # type: ignore[misc]
        return
    from distributed import as_completed  # noqa: PLC0415

    mark = uuid.uuid4().hex  # an earlier run's results are not ours
    futures = {
        on.client.submit(work, task, key=f"{work.__name__}-{mark}-{at}", retries=RETRIES, pure=False): name
        for at, (name, task) in enumerate(tasks.items())
    }
    for future in as_completed(list(futures)):
        yield futures[future], _outcome(future.result)
        future.release()


def _outcome(result: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """Return a result, or why there is none.

    A boundary of its own below that of entry: one workbook of thousands that we fail on is listed with the reason,
    and the others go on.
    """
    try:
        return result()
    except Refusal as refusal:
        return {"outcome": "failed", "reason": messages.refusal_text(refusal)}
    except Exception as fault:  # noqa: BLE001 - see above; a dead worker raises a class of Dask's
        if type(fault).__name__ == "KilledWorker":
            return {"outcome": "failed", "reason": messages.WORKER_LOST}
        path = log_file()
        log.exception("fault in a group task")
        return {"outcome": "failed", "reason": messages.group_fault(str(path))}
