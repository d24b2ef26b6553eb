"""作废函件: cancel registered letters; stages fall back, numbers are never used again, what had an effect stays."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from addin import messages
from addin.domain.dunning import assess, sent_stages
from addin.domain.terms import LetterState
from addin.ledger import schema
from addin.ledger.position import position
from addin.ledger.voiding import objection
from addin.letters.explain import next_steps
from addin.ports import Fill, Level, Outcome, Problem

if TYPE_CHECKING:
    from collections.abc import Mapping

    from addin.ports import Request


def run(request: Request) -> Outcome:
    """Cancel the chosen letters, the latest first so that a chain of them can go at once; say why others stay."""
    tables: Mapping[str, pd.DataFrame] = request.tables
    letters = tables["letters"]
    order = {name: place for place, name in enumerate(letters["letter"])}
    cancelled: list[str] = []
    problems: list[Problem] = []
    for letter in sorted(dict.fromkeys(request.select), key=lambda name: order.get(name, -1), reverse=True):
        code, details = objection(letter, tables, request.as_of)
        customer = letters.loc[letters["letter"] == letter, "customer"]
        if not code and customer.iloc[0] in request.blocked_customers:
            code, details = "void-withheld", {"customer": customer.iloc[0]}
        if code:
            row = int(customer.index[0]) if len(customer) else 0
            problems.append(Problem(code, schema.LETTERS.title, row, found=letter, level=Level.HINT, details=details))
        else:
            cancelled.append(letter)
            tables = {**tables, "letters": voided(tables["letters"], letter)}
    if not cancelled:
        return Outcome(messages.cancelled(0, len(problems)), problems=tuple(problems), done=False)
    rows = letters.index[letters["letter"].isin(cancelled)]
    marks = pd.DataFrame(
        {"state": schema.LETTER_STATES[LetterState.VOID], "voided": pd.Timestamp(request.as_of)}, index=rows
    )
    back = fallen_back(request, tables, cancelled)
    lines = tables["letter_lines"]
    staged = bool((lines.loc[lines["letter"].isin(cancelled), "stage"] > 0).any())
    return Outcome(
        messages.cancelled(len(cancelled), len(problems), staged=staged),
        (
            Fill(schema.LETTERS.title, schema.LETTERS.pick(*marks), marks, keep_others=True),
            Fill(schema.INSTALMENTS.title, schema.INSTALMENTS.pick(*back), back, keep_others=True),
        ),
        problems=tuple(problems),
        question=messages.ask_to_cancel(cancelled),
        done=not problems,
    )


def voided(letters: pd.DataFrame, letter: str) -> pd.DataFrame:
    """Return the register with one letter void."""
    after = letters.copy()
    after.loc[after["letter"] == letter, "state"] = schema.LETTER_STATES[LetterState.VOID]
    return after


def fallen_back(request: Request, after: Mapping[str, pd.DataFrame], cancelled: list[str]) -> pd.DataFrame:
    """Return 催收阶段 and 下一步 of the instalments in these letters, as they are without them."""
    lines = after["letter_lines"]
    instalments = after["instalments"]
    named = lines.loc[lines["letter"].isin(cancelled), "instalment"]
    touched = instalments[instalments["instalment"].isin(named)]
    stages = sent_stages(after["letters"], lines)["stage"].reindex(touched["instalment"]).fillna(0).to_numpy()
    steps = next_steps(assess(after, position(request).instalments, request.as_of, schema.NEVER_CHASED))
    steps = steps.reindex(touched.index, fill_value="")
    return pd.DataFrame({"stage": stages.astype("int64"), "next_step": steps}, index=touched.index)
