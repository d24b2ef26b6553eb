"""今日待办: whom to call today and why, one row a customer, with what one must know before (PHN-01 to PHN-03)."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pandas as pd

from addin import messages
from addin.domain import worklist as find
from addin.domain.dunning import assess
from addin.domain.guided import paid_up, paused_by_complaint
from addin.domain.lookups import contract_customers
from addin.domain.money import yuan
from addin.domain.promises import judge_promises
from addin.domain.terms import Item, Special, Task
from addin.ledger import schema
from addin.ledger.position import contract_balances, latest_receipt, ledger_calendar, position
from addin.ports import Link, Outcome, Replace

if TYPE_CHECKING:
    from collections.abc import Mapping

    from addin.domain.settings import Settings
    from addin.domain.settlement import Settlement
    from addin.ports import Request

MOST_CONTACTS = 3
TIPS = schema.TIP_KINDS[1]
OF_ESTATES = (int(Task.ESTATE), int(Task.GUIDED_STEP))
NOT_COLLECTING = (int(Task.GUIDED_STEP), int(Task.REPORT_UP), int(Task.ANSWER), int(Task.COMPLAINT))
SAYING = find.Saying(messages.guided_step, messages.to_report)


def run(request: Request) -> Outcome:
    """List as of the request's day, sorted by step, amount and age; customers on hold or never chased are left out."""
    settled = position(request)
    rows = assess(request.tables, settled.instalments, request.as_of, schema.NEVER_CHASED)
    rows = rows[~rows["customer"].isin(list(request.blocked_customers))]
    promises = judge_promises(request.tables, settled, request.as_of, ledger_calendar(request))
    tasks = all_tasks(request, settled, rows, promises)
    table = pd.concat([described(request, settled, rows, tasks), withheld(request)])
    table = table.join(card(request, promises), on="customer")
    table["rank"] = range(1, len(table) + 1)
    counts = tasks.groupby("kind")["customer"].nunique().reindex(list(map(int, Task)), fill_value=0)
    known = request.tables["customers"].drop_duplicates("customer")
    places = dict(zip(known["customer"], known.index.tolist(), strict=True))
    key = schema.CUSTOMERS.key[0]
    return Outcome(
        messages.worklist_made(len(table), int(counts[Task.FIRST_CALL])),
        (
            Replace(
                schema.WORKLIST.title,
                schema.WORKLIST.columns,
                table[[column.name for column in schema.WORKLIST.columns]].reset_index(drop=True),
                links={
                    "customer": [
                        Link(schema.CUSTOMERS.title, places[name], key) if name in places else None
                        for name in table["customer"]
                    ]
                },
                caption=messages.as_of_caption(request.as_of, latest_receipt(request)),
            ),
        ),
        problems=request.problems,
        figures=tuple(zip(messages.WORK_FIGURES, map(str, [len(table), *counts]), strict=True)),
    )


def all_tasks(request: Request, settled: Settlement, rows: pd.DataFrame, promises: pd.DataFrame) -> pd.DataFrame:
    """Return every task of every customer who may be chased today.

    Of the dead, only what concerns the estate; where a complaint pauses collection, only what is not collecting.
    """
    tables, settings, day = request.tables, request.settings, request.as_of
    calendar, log = ledger_calendar(request), tables["contact_log"]
    log = log[log["contacted"] < pd.Timestamp(day) + find.DAY]
    customers, letters = tables["customers"], tables["letters"]
    owing = rows["customer"].drop_duplicates()
    grace = tables["contracts"].drop_duplicates("contract").set_index("contract")["grace_days"]
    until = {**tables, "contact_log": log}
    promised = find.promise_tasks(promises, log, day)
    told_already = promised["what"]
    tasks = pd.concat(
        [
            find.estates(customers, owing),
            promised,
            find.pay_by_passed(until, rows, day, settings, calendar),
            find.letters_to_send(rows, settings, calendar),
            find.first_calls(rows, grace, log, settings),
            find.follow_ups(log[log["customer"].isin(owing) & ~log["entry"].isin(told_already)], day),
            find.statement_replies(letters, log, schema.STATEMENT_TYPES, day, settings, calendar),
            find.statement_differences(letters, schema.STATEMENT_TYPES),
            find.of_guided(tables, log, schema.WORST_ANOMALY, SAYING, day),
            to_thank(settled, tables, log, settings, day),
            find.escalations(promises[promises["customer"].isin(owing)], customers, settings),
            find.stale_contacts(tables["contacts"], owing, day, settings),
        ],
        ignore_index=True,
    )
    hold = customers["hold_until"] >= pd.Timestamp(day)
    left = customers.loc[hold | (customers["strategy"] == schema.NEVER_CHASED), "customer"]
    dead = customers.loc[customers["special"].cat.codes == Special.DEAD, "customer"]
    out = tasks["customer"].isin([*left, *request.blocked_customers])
    out |= tasks["customer"].isin(dead) & ~tasks["kind"].isin(OF_ESTATES)
    guided = tasks.loc[tasks["kind"] == Task.GUIDED_STEP, "customer"]
    out |= (tasks["kind"] == Task.ESTATE) & tasks["customer"].isin(guided)  # its first open step says it better
    out |= tasks["customer"].isin(paused_by_complaint(tables["complaints"], day)) & ~tasks["kind"].isin(NOT_COLLECTING)
    return tasks[~out].sort_values(["kind", "due"], kind="stable", na_position="first")


def to_thank(
    settled: Settlement, tables: Mapping[str, pd.DataFrame], log: pd.DataFrame, settings: Settings, day: dt.date
) -> pd.DataFrame:
    """Return whom to thank for paying, and what falls due next (PHN-04)."""
    owner = contract_customers(tables)
    known = tables["instalments"][["contract"]].join(settled.instalments, how="inner")
    known["customer"] = known["contract"].map(owner)
    repaid = settled.allocations[settled.allocations["item"] == Item.PRINCIPAL]
    paid = paid_up(known, repaid, log, day, settings.thank_days)
    told = [
        messages.to_thank(paid_on.date(), None if pd.isna(ahead) else ahead.date())
        for paid_on, ahead in zip(paid["day"], paid["next_due"], strict=True)
    ]
    what = pd.Series(told, index=paid.index, dtype="str")
    return find.tasks_of(Task.THANK, paid, pd.Series(pd.NaT, index=paid.index), what)


def described(request: Request, settled: Settlement, rows: pd.DataFrame, tasks: pd.DataFrame) -> pd.DataFrame:
    """Return one row a customer: what to do, by when, and what is owed; the most pressing first."""
    texts = [told(*task) for task in tasks[["kind", "contract", "due", "what"]].itertuples(index=False, name=None)]
    lines = tasks.assign(text=texts)
    overdue = rows.groupby("customer").agg(
        principal=("unpaid_principal", "sum"), longest_overdue=("overdue_days", "max")
    )
    contracts = rows.groupby("customer")["contract"].unique()
    owned = request.tables["contracts"].loc[settled.contracts.index, "customer"]
    payable = contract_balances(request, settled).set_index(owned)[["unpaid_penalty", "payable"]]
    payable = payable.rename(columns={"unpaid_penalty": "penalty"}).groupby(level=0).sum()
    groups = {
        customer: {
            "kind": int(group["kind"].iloc[0]),
            "due": group["due"].min(),
            "reason": reason(group),
            "contract": "、".join(
                dict.fromkeys(filter(None, group["contract"])) or contracts.get(customer, [])
            ),
        }
        for customer, group in lines.groupby("customer", sort=False)
    }
    table = pd.DataFrame.from_dict(groups, orient="index", columns=["kind", "due", "reason", "contract"])
    table = table.join(overdue).join(payable)
    for name in ("principal", "longest_overdue", "penalty", "payable"):
        table[name] = table[name].fillna(0).astype("int64")
    table["due"] = pd.to_datetime(table["due"]).astype("datetime64[s]")
    table = table.rename_axis("customer").reset_index()
    return table.sort_values(
        ["kind", "principal", "longest_overdue", "customer"], ascending=[True, False, False, True], kind="stable"
    )


def told(kind: int, contract: str, due: pd.Timestamp, what: str) -> str:
    """Say one task."""
    day = "" if pd.isna(due) else str(due.date())
    if kind == Task.VERIFY_CONTACT:
        doubt = "never" if what == "old" and not day else what
        what = messages.CONTACT_DOUBTS[doubt].format(due=day)
    return messages.TASKS[kind].format(contract=contract, due=day, what=what)


def reason(tasks: pd.DataFrame) -> str:
    """Join the tasks of one customer, of each kind the first few."""
    texts = []
    for _, group in tasks.groupby("kind"):
        lines = group["text"].drop_duplicates().tolist()
        texts += lines[: messages.MOST_TASKS]
        if len(lines) > messages.MOST_TASKS:
            texts.append(messages.tasks_left_out(len(lines)))
    return "；".join(texts)


def withheld(request: Request) -> pd.DataFrame:
    """Return a row for each customer that an error in the data touches: no figure is to be told."""
    names = pd.Series(sorted(request.blocked_customers), dtype="str")
    frame = pd.DataFrame({"customer": names, "due": pd.Series(pd.NaT, index=names.index, dtype="datetime64[s]")})
    return frame.assign(
        reason=messages.WORK_WITHHELD, contract="", principal=0, penalty=0, payable=0, longest_overdue=0
    )


# ------------------------------------------------------------------ what one must know before dialling


def card(request: Request, promises: pd.DataFrame) -> pd.DataFrame:
    """Return, by customer: name, collector, whom to call and when, type and its tactics, last contact and promise."""
    tables, settings = request.tables, request.settings
    customers = tables["customers"].drop_duplicates("customer").set_index("customer")
    dead = customers["special"].cat.codes == Special.DEAD
    opens = dt.time.fromisoformat(settings.opening_time)
    slot = "–".join(f"{time:%H:%M}" for time in find.calling_slot(opens, settings.call_ahead_minutes))
    types = customers["debtor_type"].astype("str").where(customers["debtor_type"].notna(), "")
    facts = pd.DataFrame(
        {
            "customer_name": customers["customer_name"],
            "collector": customers["collector"].where(customers["collector"] != "", customers["salesperson"]),
            "contacts": people(tables["contacts"]).reindex(customers.index),
            "slot": slot,
            "debtor_type": types,
            "last_contact": last_contacts(tables["contact_log"], request.as_of).reindex(customers.index),
            "last_promise": last_promises(promises).reindex(customers.index),
            "advice": types.map(tactics(tables["debtor_tips"])),
        }
    )
    facts = facts.astype("str").where(facts.notna(), "")
    facts.loc[dead, ["contacts", "slot", "advice"]] = ""
    return facts


def people(contacts: pd.DataFrame) -> pd.Series:
    """Return whom to call at each customer: the first people whose number works or is not known not to."""
    shown = find.with_number(contacts).groupby("customer").head(MOST_CONTACTS)
    roles = shown["role"].astype("str").where(shown["role"].notna(), "")
    texts = [
        messages.contact_person(*person) for person in zip(shown["person"], roles, shown["phone"], strict=True)
    ]
    return pd.Series(texts, index=shown.index, dtype="str").groupby(shown["customer"]).agg("、".join)


def last_contacts(log: pd.DataFrame, as_of: dt.date) -> pd.Series:
    """Return the last entry of each customer in words."""
    past = log[log["contacted"] < pd.Timestamp(as_of) + find.DAY].sort_values("contacted", kind="stable")
    last = past.drop_duplicates("customer", keep="last").set_index("customer")
    reasons = last["reason"].astype("str").where(last["reason"].notna(), "")
    texts = [
        messages.contacted(*entry)
        for entry in zip(
            last["contacted"], last["method"].astype("str"), last["counterpart"], last["response"], reasons, strict=True
        )
    ]
    return pd.Series(texts, index=last.index, dtype="str")


def last_promises(promises: pd.DataFrame) -> pd.Series:
    """Return the latest promise of each customer in words."""
    ordered = promises[~promises["restated"]].sort_values(["made", "promised_day"], kind="stable")
    last = ordered.drop_duplicates("customer", keep="last").set_index("customer")
    texts = [
        messages.promised(day.date(), yuan(need), schema.PROMISE_STATES[state])
        for day, need, state in last[["promised_day", "need", "state"]].itertuples(index=False, name=None)
    ]
    return pd.Series(texts, index=last.index, dtype="str")


def tactics(tips: pd.DataFrame) -> pd.Series:
    """Return the tactics for each type of debtor, in order, as one text."""
    chosen = tips[tips["tip_kind"] == TIPS].sort_values("number", kind="stable")
    return chosen.groupby(chosen["debtor_type"].astype("str"))["tip"].agg("；".join)
