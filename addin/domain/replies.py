"""The cycle of a statement: sent, to be answered in writing within N working days, agreed or not (ST-01)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from addin.domain.calendar import add_workdays
from addin.domain.terms import LetterState, Reply, ReplyState

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection

    from addin.domain.calendar import Calendar

NOT_SENT = (int(LetterState.DRAFT), int(LetterState.VOID))
UNANSWERED = (-1, int(Reply.NOTHING))  # codes of a statement's reply: empty, none yet


def reply_cycle(
    letters: pd.DataFrame,
    log: pd.DataFrame,
    types: Collection[str],
    as_of: dt.date,
    within: int,
    calendar: Calendar,
) -> pd.DataFrame:
    """Return where each statement sent stands; index = rows of ``letters``, latest first.

    ``within`` working days after the sending (the as-of date where no day is given) the answer is due; late is the day
    after. A difference is concluded when ``concluded`` says how. ``reminders`` counts the entries of the log about the
    customer after the sending, up to the answer. Adds answer_by, reminders, reply_state (:class:`ReplyState`) and
    gap (fen: ours less theirs; 0 where they named no amount).
    """
    day = pd.Timestamp(as_of)
    sent = letters[letters["letter_type"].isin(list(types)) & ~letters["state"].cat.codes.isin(NOT_SENT)].copy()
    sent["sent"] = sent["sent"].fillna(sent["as_of"])
    sent = sent[sent["sent"] <= day]
    due, _ = add_workdays(sent["sent"].to_numpy().astype("datetime64[D]"), within, calendar)
    sent["answer_by"] = pd.Series(due.astype("datetime64[s]"), index=sent.index)
    answer = sent["reply"].cat.codes
    state = np.select(
        [
            (answer == Reply.AGREES).to_numpy(),
            (~answer.isin(UNANSWERED) & (sent["concluded"] != "")).to_numpy(),
            (~answer.isin(UNANSWERED)).to_numpy(),
            (sent["state"].cat.codes == LetterState.RETURNED).to_numpy(),
            (sent["answer_by"] < day).to_numpy(),
        ],
        [ReplyState.AGREED, ReplyState.CONCLUDED, ReplyState.DIFFERS, ReplyState.RETURNED, ReplyState.LATE],
        default=ReplyState.WAITING,
    )
    sent["reply_state"] = state
    sent["gap"] = (sent["total"] - sent["confirmed"]).where(sent["confirmed"] > 0, 0)
    sent["reminders"] = reminders(sent, log[log["contacted"] < day + pd.Timedelta(days=1)])
    return sent.sort_values(["sent", "letter"], ascending=[False, True], kind="stable")


def reminders(sent: pd.DataFrame, log: pd.DataFrame) -> pd.Series:
    """Return how often each customer was contacted after the sending and up to the answer."""
    pairs = sent[["letter", "customer", "sent", "replied"]].reset_index(names="row").merge(
        log.assign(on=log["contacted"].dt.floor("D"))[["customer", "on"]], on="customer"
    )  # fmt: skip
    counted = pairs[(pairs["on"] > pairs["sent"]) & ~(pairs["on"] > pairs["replied"])]
    return counted.groupby("row").size().reindex(sent.index, fill_value=0).astype("int64")


def explained(differences: pd.DataFrame) -> pd.Series:
    """Return, by statement, the fen of difference explained line by line: ours less what the customer admits.

    A line counts once its conclusion or its reason is filled in.
    """
    told = differences[(differences["outcome"] != "") | differences["reason"].notna()]
    return (told["unpaid_principal"] - told["theirs"]).groupby(told["letter"]).sum()
