"""What the ledger keeps of issued letters: 函件登记, 函件明细, the stages reached, 拟发函件 marked as issued."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from addin.domain.dunning import assess
from addin.ledger import schema
from addin.ledger.position import position
from addin.letters.explain import next_steps
from addin.ports import Append, Fill

if TYPE_CHECKING:
    from addin.ports import Change, Request

REGISTERED = (
    "letter", "letter_type", "customer", "stage", "as_of", "principal", "penalty", "costs", "prepaid", "total", "file",
    "state", "sent",
)  # fmt: skip
LINES = ("letter", "instalment", "contract", "stage", "due", "unpaid_principal", "overdue_days", "unpaid_penalty")


def register(
    request: Request, letters: pd.DataFrame, lines: pd.DataFrame, chosen: pd.DataFrame
) -> tuple[Change, ...]:
    """Return the changes to the ledger: both registers, the stages reached, and 拟发函件 marked as issued."""
    reached = after_issue(request, letters, lines)
    done = chosen.index[chosen["customer"].isin(letters["customer"])]
    marked = pd.DataFrame({"chosen": schema.NO, "verdict": schema.SENT}, index=done)
    return (
        Append(schema.LETTERS.title, schema.LETTERS.pick(*REGISTERED), letters[list(REGISTERED)]),
        Append(schema.LETTER_LINES.title, schema.LETTER_LINES.pick(*LINES), lines[list(LINES)]),
        Fill(schema.INSTALMENTS.title, schema.INSTALMENTS.pick(*reached), reached, keep_others=True),
        Fill(schema.PROPOSALS.title, schema.PROPOSALS.pick(*marked), marked, keep_others=True),
    )


def letter_lines(request: Request, letters: pd.DataFrame, listed: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of 函件明细, what each letter claims of each instalment; the index is that of ``listed``."""
    claimed = listed.drop(columns=["unpaid_principal", "unpaid_penalty", "stage"]).rename(
        columns={"chased": "unpaid_principal", "claimed_penalty": "unpaid_penalty", "letter_stage": "stage"}
    )
    claimed["letter"] = claimed["customer"].map(letters.set_index("customer")["letter"])
    claimed["due"] = request.tables["instalments"]["due"]
    return claimed[claimed["letter"].notna()].sort_values(["letter", "due"], kind="stable")


def after_issue(request: Request, letters: pd.DataFrame, lines: pd.DataFrame) -> pd.DataFrame:
    """Return 催收阶段 and 下一步 of the instalments listed, as they are once these letters are sent."""
    before = request.tables
    state = letters["state"].astype(before["letters"]["state"].dtype)
    after = {
        **before,
        "letters": pd.concat([before["letters"], letters[list(REGISTERED)].assign(state=state)], ignore_index=True),
        "letter_lines": pd.concat([before["letter_lines"], lines[list(LINES)]], ignore_index=True),
    }
    rows = assess(after, position(request).instalments, request.as_of, schema.NEVER_CHASED)
    rows = rows.loc[rows.index.intersection(lines.index)]
    return pd.DataFrame({"stage": rows["stage"], "next_step": next_steps(rows)})
