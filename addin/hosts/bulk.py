"""Making millions of small values: the collector is kept from looking through them all, two threads share the work."""

from __future__ import annotations

import gc
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING, ParamSpec, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from concurrent.futures import Future

LARGE = 2**22  # bytes that are worth a second thread
P = ParamSpec("P")
T = TypeVar("T")


@contextmanager
def uncollected() -> Iterator[None]:
    """Put off looking for cyclic garbage: on 100 000 rows that took a quarter of the time, and there is none."""
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def beside(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> Future[T]:
    """Begin work in a thread of its own, to be done while calamine or the packer of zips leaves Python free."""
    thread = ThreadPoolExecutor(1)
    result = thread.submit(work, *args, **kwargs)
    thread.shutdown(wait=False)  # it ends with the work
    return result
