"""客户卡: a page per customer to read before dialling: debts, people, log, promises, type and advice (PHN-03)."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pandas as pd

from addin import messages
from addin.domain.guided import next_steps, open_complaints
from addin.domain.lookups import contract_customers
from addin.domain.money import yuan
from addin.domain.promises import judge_promises
from addin.domain.terms import Special
from addin.domain.worklist import calling_slot, with_number
from addin.ledger import schema
from addin.ledger.position import contract_balances, ledger_calendar, position
from addin.letters.card import Card, card_page
from addin.ports import Book, Outcome

if TYPE_CHECKING:
    from collections.abc import Mapping

    from addin.domain.settlement import Settlement
    from addin.ports import Request

LATEST = 5  # entries, promises and letters on a card
TIPS = dict(zip(("traits", "tactics", "warnings"), schema.TIP_KINDS, strict=True))


def run(request: Request) -> Outcome:
    """Make the cards of the selected customers, else of all who are overdue; no card rests on data with errors."""
    customers = request.tables["customers"].drop_duplicates("customer").set_index("customer")
    unknown = [name for name in request.select if name not in customers.index]
    if unknown:
        return Outcome(messages.unknown_customers(unknown), problems=request.problems, done=False)
    settled = position(request)
    frames = gather(request, settled)
    debts = frames["debts"]
    wanted = set(request.select) or set(debts.loc[debts["overdue_days"] > 0, "customer"])
    chosen = [name for name in customers.index if name in wanted and name not in request.blocked_customers]
    if not chosen:
        return Outcome(messages.NO_CARDS, problems=request.problems)
    path = messages.card_path(request.now)
    pages = tuple(card_page(one_card(request, customers.loc[name], of(frames, name))) for name in chosen)
    return Outcome(
        messages.cards_made(len(chosen), path),
        (Book(path, pages),),
        problems=request.problems,
        figures=((messages.CARD_FIGURES[0], str(len(chosen))),),
    )


def gather(request: Request, settled: Settlement) -> dict[str, pd.DataFrame]:
    """Return, each with its customer: unpaid instalments, balances, people, log, promises, letters (latest first)."""
    tables, day = request.tables, pd.Timestamp(request.as_of) + pd.Timedelta(days=1)
    owner = contract_customers(tables)
    items = tables["instalments"][["contract", "instalment", "due", "amount"]].join(settled.instalments, how="inner")
    items = items[(items["unpaid_principal"] > 0) | (items["unpaid_penalty"] > 0)]
    sent = tables["letter_lines"].groupby("instalment")["stage"].max()
    items = items.assign(customer=items["contract"].map(owner))
    items["stage"] = items["instalment"].map(sent).fillna(0).astype("int64")
    balances = contract_balances(request, settled)
    balances = balances.assign(customer=owner.reindex(balances.index))
    log, letters = tables["contact_log"], tables["letters"]
    log = log[log["contacted"] < day].sort_values("contacted", ascending=False, kind="stable")
    promises = judge_promises(tables, settled, request.as_of, ledger_calendar(request))
    promises = promises[~promises["restated"]].sort_values(["made", "promised_day"], ascending=False, kind="stable")
    states = pd.Series([schema.PROMISE_STATES[state] for state in promises["state"]], index=promises.index, dtype="str")
    return {
        "debts": items.sort_values(["due", "instalment"], kind="stable"),
        "balances": balances,
        "people": with_number(tables["contacts"]),
        "log": log,
        "promises": promises.assign(promise_state=states),
        "letters": letters.sort_values(["sent", "letter"], ascending=False, kind="stable"),
        "steps": next_steps(tables["customers"], tables["special_progress"]),
        "complaints": open_complaints(tables["complaints"], request.as_of),
    }


def of(frames: Mapping[str, pd.DataFrame], customer: str) -> dict[str, pd.DataFrame]:
    """Return one customer's rows of every frame."""
    return {name: frame[frame["customer"] == customer] for name, frame in frames.items()}


def one_card(request: Request, customer: pd.Series, mine: Mapping[str, pd.DataFrame]) -> Card:
    """Put one customer's card together; nobody of a dead debtor's is named."""
    settings, tables = request.settings, request.tables
    dead = customer["special"] == schema.SPECIAL_CASES[Special.DEAD]
    opens = dt.time.fromisoformat(settings.opening_time)
    slot = "–".join(f"{time:%H:%M}" for time in calling_slot(opens, settings.call_ahead_minutes))
    debts, balances = mine["debts"], mine["balances"]
    people = mine["people"].iloc[: 0 if dead else None]
    notes = [
        messages.phone_note(text(state), None if pd.isna(day) else day.date())
        for state, day in zip(people["phone_state"], people["verified"], strict=True)
    ]
    return Card(
        customer=str(customer.name),
        customer_name=customer["customer_name"],
        who=[
            str(customer.name), customer["customer_name"], customer["uscc"], text(customer["firm_size"]),
            text(customer["credit"]), text(customer["supply"]), customer["salesperson"], customer["collector"],
        ],
        as_of=request.as_of,
        slot="" if dead else slot,
        balance=messages.balance_line(
            yuan(int(debts["unpaid_principal"].sum())), yuan(int(balances["unpaid_penalty"].sum())),
            yuan(int(balances["payable"].sum())), int(debts["overdue_days"].max() if len(debts) else 0),
        ),
        dead=dead,
        debts=debts,
        people=people.assign(phone_state=notes),
        log=mine["log"].head(LATEST),
        promises=mine["promises"].head(LATEST),
        letters=mine["letters"].head(LATEST),
        told={
            "type": debtor_advice(tables["debtor_tips"], text(customer["debtor_type"])),
            "reason": reason_advice(tables["techniques"], mine["log"]),
            "special": special_lines(text(customer["special"]), mine),
        },
    )  # fmt: skip


def text(value: object) -> str:
    """Return an option as text, "" where it is missing."""
    return value if isinstance(value, str) else ""


def debtor_advice(tips: pd.DataFrame, debtor_type: str) -> list[str]:
    """Return the type's traits, tactics and warning signs, a line each kind."""
    mine = tips[tips["debtor_type"].astype("str") == debtor_type].sort_values("number", kind="stable")
    kinds = mine["tip_kind"].astype("str")
    lines = [f"{kind}：{'；'.join(mine.loc[kinds == kind, 'tip'])}" for kind in TIPS.values() if (kinds == kind).any()]
    return [debtor_type, *lines] if debtor_type else []


def reason_advice(techniques: pd.DataFrame, log: pd.DataFrame) -> list[str]:
    """Return the reason named last and the advice for it; what is forbidden is never shown (TIP-01)."""
    told = log.loc[log["reason"].notna(), "reason"].astype("str").tolist()
    if not told:
        return []
    usable = techniques[techniques["allowed"].astype("str") != schema.FORBIDDEN]
    return [told[0], *usable.loc[usable["reason"].astype("str") == told[0], "what"]]


def special_lines(special: str, mine: Mapping[str, pd.DataFrame]) -> list[str]:
    """Return the special case with its next step, and the open complaints."""
    steps = mine["steps"][["special", "step", "what", "due"]].itertuples(index=False, name=None)
    complaints = mine["complaints"][["complaint", "complaint_source", "what", "pauses"]]
    return [
        *([special] if special else []),
        *(
            messages.guided_step(case, step, what, None if pd.isna(due) else due.date())
            for case, step, what, due in steps
        ),
        *(
            messages.complaint_line(number, text(source), what, pauses=bool(pauses))
            for number, source, what, pauses in complaints.itertuples(index=False, name=None)
        ),
    ]
