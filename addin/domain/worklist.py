"""Whom to contact today and why: each finder returns the tasks of one kind (issue 7, RULES §7)."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from addin.domain.calendar import add_workdays
from addin.domain.dunning import UNSENT
from addin.domain.guided import next_steps, open_complaints, unanswered, unreported
from addin.domain.promises import broken_counts
from addin.domain.replies import UNANSWERED
from addin.domain.terms import LetterState, PromiseState, Reply, Special, Task, Verdict

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from addin.domain.calendar import Calendar
    from addin.domain.settings import Settings

COLUMNS = ("kind", "customer", "contract", "due", "what")
DAY = pd.Timedelta(days=1)
USABLE = (-1, 0)  # codes of a phone's state: not said, valid
OPEN_STATEMENT = (int(LetterState.ISSUED), int(LetterState.POSTED), int(LetterState.SIGNED_FOR))


class Saying(NamedTuple):
    """Who words what the domain finds: a step (case, number, what, due), an anomaly (entry, kind, the worst one)."""

    step: Callable[[str, int, str, dt.date | None], str]
    report: Callable[[str, str, bool], str]


def calling_slot(opens: dt.time, ahead: int) -> tuple[dt.time, dt.time]:
    """Return the best time to call: the minutes before the debtor's office opens (09:00, 15 → 08:45 to 09:00)."""
    day = dt.datetime.combine(dt.date(2000, 1, 2), opens)
    return (day - dt.timedelta(minutes=ahead)).time(), opens


def tasks_of(kind: Task, rows: pd.DataFrame, due: pd.Series, what: pd.Series | str = "") -> pd.DataFrame:
    """Return rows (customer, contract) as tasks of one kind; ``what`` is what a sentence about it names."""
    named = rows.get("contract", "")
    return pd.DataFrame(
        {"kind": int(kind), "customer": rows["customer"], "contract": named, "due": due, "what": what},
        columns=list(COLUMNS),
    )


def uncontacted(tasks: pd.DataFrame, log: pd.DataFrame, since: pd.Series) -> pd.DataFrame:
    """Leave out the tasks about whose contract somebody was contacted on or after ``since``.

    An entry without a contract is about all contracts of its customer, a task without one is met by any entry.
    """
    days = log["contacted"].dt.floor("D")
    whole = log["contract"] == ""

    def latest_by(key: str, entries: pd.Series) -> pd.Series:
        return entries.groupby(log[key]).max().reindex(tasks[key]).set_axis(tasks.index)

    latest = pd.concat(
        [
            latest_by("contract", days[~whole]),
            latest_by("customer", days[whole]),
            latest_by("customer", days).where(tasks["contract"] == ""),
        ],
        axis=1,
    ).max(axis=1)
    return tasks[~(latest >= since.loc[tasks.index])]


def first_calls(
    rows: pd.DataFrame, grace: pd.Series, log: pd.DataFrame, settings: Settings
) -> pd.DataFrame:
    """List the contracts with an instalment that fell overdue and about which nobody was contacted since.

    ``rows`` are those of ``dunning.assess``, ``grace`` days by contract. The call is due by the second day (setting)
    after the due day and the days of grace (SYSTEMS §8.6); a promise pending stands in its way.
    """
    open_rows = rows[~rows["verdict"].isin([int(Verdict.PROMISED), int(Verdict.DISPUTED)])]
    chased_from = open_rows["rolled_due"] + pd.to_timedelta(open_rows["contract"].map(grace).fillna(0), unit="D")
    due = chased_from + settings.first_call_days * DAY
    tasks = tasks_of(Task.FIRST_CALL, open_rows, due, open_rows["instalment"])
    tasks = uncontacted(tasks, log, chased_from + DAY).sort_values("due", kind="stable")
    return tasks.drop_duplicates(["customer", "contract"])


def letters_to_send(rows: pd.DataFrame, settings: Settings, calendar: Calendar) -> pd.DataFrame:
    """List the contracts that reached a dunning stage whose letter is not sent, due in working days (setting)."""
    reached = rows[rows["verdict"] == Verdict.CHASE].sort_values("trigger_day", kind="stable")
    reached = reached.drop_duplicates(["customer", "contract"])
    return tasks_of(
        Task.LETTER_DUE, reached, workdays_after(reached["trigger_day"], settings.stage_days, calendar),
        reached["stage_name"].astype("str"),
    )  # fmt: skip


def pay_by_passed(
    tables: Mapping[str, pd.DataFrame], rows: pd.DataFrame, as_of: dt.date, settings: Settings, calendar: Calendar
) -> pd.DataFrame:
    """List the overdue contracts whose latest letter's time to pay is over, and nobody was contacted since.

    The time is the stage's working days (时限工作日), else the setting, counted from the sending.
    """
    letters = tables["letters"][~tables["letters"]["state"].cat.codes.isin(UNSENT)]
    letters = letters.assign(sent=letters["sent"].fillna(letters["as_of"]))
    lines = tables["letter_lines"][["letter", "instalment", "stage"]]
    sent = lines[lines["stage"] > 0].merge(letters[["letter", "sent"]], on="letter").sort_values("sent", kind="stable")
    last = sent.drop_duplicates("instalment", keep="last").set_index("instalment")
    open_rows = rows[["customer", "contract", "instalment", "strategy", "verdict"]].join(
        last, on="instalment", how="inner"
    )
    open_rows = open_rows[~open_rows["verdict"].isin([int(Verdict.PROMISED), int(Verdict.DISPUTED)])]
    limits = tables["strategies"].drop_duplicates(["strategy", "stage"]).set_index(["strategy", "stage"])
    within = pd.MultiIndex.from_frame(open_rows[["strategy", "stage"]])
    days = limits["deadline_days"].reindex(within).fillna(0).to_numpy(np.int64)
    due = workdays_after(open_rows["sent"], np.where(days > 0, days, settings.pay_within_days), calendar)
    tasks = tasks_of(Task.PAY_BY_PASSED, open_rows, due, open_rows["letter"])[due < pd.Timestamp(as_of)]
    tasks = uncontacted(tasks, tables["contact_log"], tasks["due"] + DAY)
    return tasks.sort_values("due", kind="stable").drop_duplicates(["customer", "contract"])


def workdays_after(days: pd.Series, count: int | np.ndarray, calendar: Calendar) -> pd.Series:
    """Return the ``count``-th working day after each day."""
    reached, _ = add_workdays(days.to_numpy().astype("datetime64[D]"), count, calendar)
    return pd.Series(reached.astype("datetime64[s]"), index=days.index)


def promise_tasks(promises: pd.DataFrame, log: pd.DataFrame, as_of: dt.date) -> pd.DataFrame:
    """List the promises whose last day is today, and those missed about which nobody was contacted since."""
    once = promises[~promises["restated"]]
    day = pd.Timestamp(as_of)
    today = once[(once["state"] == PromiseState.PENDING) & (once["deadline"] == day)]
    missed = once[once["state"].isin([int(PromiseState.PART), int(PromiseState.BROKEN)])]
    late = uncontacted(
        tasks_of(Task.PROMISE_MISSED, missed, missed["deadline"], missed["entry"]), log, missed["deadline"] + DAY
    )
    return pd.concat([tasks_of(Task.PROMISE_TODAY, today, today["deadline"], today["entry"]), late])


def follow_ups(log: pd.DataFrame, as_of: dt.date) -> pd.DataFrame:
    """List the entries whose day of follow-up has come, and nobody was contacted from that day on."""
    come = log[(log["follow_up"] <= pd.Timestamp(as_of)) & (log["follow_up"] > log["contacted"].dt.floor("D"))]
    tasks = uncontacted(tasks_of(Task.FOLLOW_UP, come, come["follow_up"], come["entry"]), log, come["follow_up"])
    return tasks.sort_values("due", kind="stable").drop_duplicates(["customer", "contract"], keep="last")


def statement_replies(
    letters: pd.DataFrame,
    log: pd.DataFrame,
    statements: Collection[str],
    as_of: dt.date,
    settings: Settings,
    calendar: Calendar,
) -> pd.DataFrame:
    """List the customers who did not answer their latest statement in time (ST-01: a written reply is required)."""
    valid = letters["letter_type"].isin(list(statements)) & (letters["state"].cat.codes != LetterState.VOID)
    last = letters[valid]
    last = last.sort_values("as_of", kind="stable").drop_duplicates("customer", keep="last")
    waiting = last[last["reply"].cat.codes.isin(UNANSWERED) & last["state"].cat.codes.isin(OPEN_STATEMENT)]
    due = workdays_after(waiting["sent"].fillna(waiting["as_of"]), settings.statement_reply_days, calendar)
    tasks = tasks_of(Task.STATEMENT_REPLY, waiting, due, waiting["letter"])
    return uncontacted(tasks[due <= pd.Timestamp(as_of)], log, due)


def with_number(contacts: pd.DataFrame) -> pd.DataFrame:
    """Return the people with a telephone number that works or is not known not to."""
    return contacts[contacts["phone_state"].cat.codes.isin(USABLE) & (contacts["phone"] != "")]


def stale_contacts(
    contacts: pd.DataFrame, customers: pd.Series, as_of: dt.date, settings: Settings
) -> pd.DataFrame:
    """List the customers none of whose telephone numbers works, or was verified within the setting's days.

    ``due`` is NaT where no number works, else the last day on which the newest verification was fresh.
    """
    usable = with_number(contacts)
    newest = usable.groupby("customer")["verified"].max().reindex(customers.to_numpy())
    reachable = customers.isin(usable["customer"]).to_numpy()
    due = (newest + settings.contact_check_days * DAY).to_numpy()
    stale = pd.DataFrame({"customer": customers.to_numpy(), "due": due})
    fresh = stale["due"] >= pd.Timestamp(as_of)
    stale = stale[~fresh].assign(what=np.where(reachable, "old", "none")[~fresh])
    return tasks_of(Task.VERIFY_CONTACT, stale, stale["due"], stale["what"])


def of_guided(
    tables: Mapping[str, pd.DataFrame], log: pd.DataFrame, worst: str, say: Saying, as_of: dt.date
) -> pd.DataFrame:
    """List the next step of each special case, anomalies not reported, questions not answered, complaints open.

    ``worst`` is the anomaly that goes to legal as well; ``say`` makes the sentence of a step and of an anomaly.
    """
    steps = next_steps(tables["customers"], tables["special_progress"])
    told = [
        say.step(case, step, what, None if pd.isna(due) else due.date())
        for case, step, what, due in steps[["special", "step", "what", "due"]].itertuples(index=False, name=None)
    ]
    odd = unreported(log)
    anomalies = odd["anomaly"].astype("str")
    reports = [say.report(entry, kind, kind == worst) for entry, kind in zip(odd["entry"], anomalies, strict=True)]
    asked, complaints = unanswered(log), open_complaints(tables["complaints"], as_of)
    never = pd.Series(pd.NaT, index=odd.index)
    return pd.concat(
        [
            tasks_of(Task.GUIDED_STEP, steps, steps["due"], pd.Series(told, index=steps.index, dtype="str")),
            tasks_of(Task.REPORT_UP, odd, never, pd.Series(reports, index=odd.index, dtype="str")),
            tasks_of(Task.ANSWER, asked, asked["follow_up"], asked["entry"]),
            tasks_of(Task.COMPLAINT, complaints, complaints["answer_by"], complaints["complaint"]),
        ]
    )


def statement_differences(letters: pd.DataFrame, statements: Collection[str]) -> pd.DataFrame:
    """List the statements whose answer differs and where nobody concluded why (ST-01)."""
    valid = letters[letters["letter_type"].isin(list(statements)) & (letters["state"].cat.codes != LetterState.VOID)]
    reply = valid["reply"].cat.codes
    open_now = valid[~reply.isin([*UNANSWERED, int(Reply.AGREES)]) & (valid["concluded"] == "")]
    return tasks_of(Task.DIFFERENCE, open_now, pd.Series(pd.NaT, index=open_now.index), open_now["letter"])


def escalations(promises: pd.DataFrame, customers: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    """List the customers who broke as many promises as the setting allows and are not marked as special yet."""
    counts = broken_counts(promises)
    unmarked = customers.loc[customers["special"].isna(), "customer"]
    enough = (counts["broken"] >= settings.promises_to_escalate) & counts.index.isin(unmarked)
    rows = counts[enough & (settings.promises_to_escalate > 0)].reset_index()
    return tasks_of(Task.ESCALATE, rows, pd.Series(pd.NaT, index=rows.index), rows["broken"].astype("str"))


def estates(customers: pd.DataFrame, owing: pd.Series) -> pd.DataFrame:
    """List the debtors registered as dead who still owe: the estate is asked, nobody is called (民法典 1159, 1161)."""
    dead = customers[(customers["special"].cat.codes == Special.DEAD) & customers["customer"].isin(owing)]
    return tasks_of(Task.ESTATE, dead, pd.Series(pd.NaT, index=dead.index))
