"""撤销: take back the last command, each cell and each file exactly as before; then the one before it, and so on.

What is to be brought back is known to the host, which refuses when someone has changed the same cells or files since.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from addin import messages
from addin.ports import Outcome, TakeBack

if TYPE_CHECKING:
    from addin.ports import Request


def run(request: Request) -> Outcome:
    """Take back the last command of the history; with none there is nothing to do."""
    if not request.history:
        return Outcome(messages.NOTHING_TO_UNDO, done=False)
    last, *older = request.history
    figures = (
        (messages.UNDO_WHAT, last.command),
        (messages.UNDO_WHEN, f"{last.moment:%Y-%m-%d %H:%M}"),
        (messages.UNDO_FILES, str(last.files)),
        (messages.UNDO_LEFT, messages.undo_steps(len(older))),
    )
    told = messages.undone(last.command, last.moment, last.files, last.gone)
    return Outcome(told, (TakeBack(last.number),), figures=figures)
