"""Letters made ahead of their turn, in a second thread, while the host waits for the disk to confirm the one before.

Packing and waiting for the disk both leave the interpreter to others, so that writing a campaign takes about as long as
merely writing its finished bytes. No more than :data:`AHEAD` letters are in memory at once.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from concurrent.futures import Future

AHEAD = 32


def made_ahead(makers: Sequence[Callable[[], bytes]]) -> list[Callable[[], bytes]]:
    """Return functions that give what ``makers`` make, meant to be called in order; making begins with the first call.

    What a maker raises is raised where its letter is asked for. One asked for out of turn or again is made at once.
    """
    helpers: list[ThreadPoolExecutor] = []
    waiting: dict[int, Future[bytes]] = {}
    begun = 0

    def take(at: int) -> bytes:
        nonlocal begun
        if not helpers:
            helpers.append(ThreadPoolExecutor(1, "letters"))
        for near in range(begun, min(at + AHEAD, len(makers))):
            waiting[near] = helpers[0].submit(makers[near])
        begun = max(begun, at + AHEAD)
        early = waiting.pop(at, None)
        if begun >= len(makers) and not waiting:
            helpers[0].shutdown(wait=False)
        return early.result() if early else makers[at]()

    return [partial(take, at) for at in range(len(makers))]
