"""登记表: add the registers a ledger does not start with: complaints, feedback, training, questions, offers, tips."""

from __future__ import annotations

from typing import TYPE_CHECKING

from addin import messages
from addin.ledger import schema
from addin.ledger.starter import starting_techniques
from addin.ports import Append, Outcome

if TYPE_CHECKING:
    import pandas as pd

    from addin.ports import Request


def run(request: Request) -> Outcome:
    """Add the chosen registers (all when none is chosen) that the workbook does not have; the others stay as they are.

    催收技巧 comes filled with the usual advice (TIP-01), the others empty.
    """
    known = {sheet.title: sheet for sheet in schema.REGISTERS}
    unknown = [title for title in request.select if title not in known]
    if unknown:
        return Outcome(messages.registers_unknown(unknown, list(known)), problems=request.problems, done=False)
    chosen = [sheet for title, sheet in known.items() if not request.select or title in request.select]
    missing = [sheet for sheet in chosen if sheet.title not in request.titles]
    titles = [sheet.title for sheet in missing]
    return Outcome(
        messages.registers_added(titles),
        tuple(Append(sheet.title, sheet.columns, beginning(sheet.name, request)) for sheet in missing),
        problems=request.problems,
        question=messages.ask_registers(titles) if titles else "",
    )


def beginning(name: str, request: Request) -> pd.DataFrame:
    """Return what a register begins with."""
    return starting_techniques() if name == schema.TECHNIQUES.name else request.tables[name].iloc[:0]
