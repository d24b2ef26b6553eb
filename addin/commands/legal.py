"""移交法务: the six elements of every overdue customer (LEG-01), the three lists for approval (LEG-02), and their care.

Beside them 停供清单 with the day of release (OD-07), 诉前催告 (DL-03), 坏账取证 (BAD-01) and teams proposed (LEG-05).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from addin import messages
from addin.domain.dunning import assess
from addin.domain.legal import legal_lists
from addin.domain.limitation import limitation
from addin.domain.money import yuan
from addin.domain.terms import LegalList, SuspensionState, Verdict
from addin.ledger import schema
from addin.ledger.position import latest_receipt, ledger_calendar, position, settled_tables
from addin.letters.catalogue import SUSPENDED_FROM
from addin.letters.demands import demand_table
from addin.letters.hand_over import (
    approved_customers,
    bad_debt_table,
    denied_shares,
    live,
    proposed_teams,
    registered_notices,
    suspension_table,
    with_new,
)
from addin.letters.single import Made, Wanted, make_letters
from addin.letters.six_elements import customer_facts, summary
from addin.letters.totalled import appended, totalled
from addin.ports import Fill, Level, Link, Outcome, Problem, Replace

if TYPE_CHECKING:
    from addin.ports import Change, Request, Sheet

MONEY = ("principal", "penalty", "interest", "costs", "prepaid")
LEFT_ALONE = (int(Verdict.ESTATE), int(Verdict.NEVER), int(Verdict.ON_HOLD), int(Verdict.COMPLAINT))
REGISTERED = ("legal_list", "customer", "listed", "ground", "principal", "longest_overdue", "approval")


def run(request: Request) -> Outcome:
    """Sum up as of the request's day; who stands on a list already (not released) is not listed again.

    With customers selected it also drafts the notice of suspension for those whose suspension was agreed to. Nothing is
    done to anybody without that agreement.
    """
    known = request.tables["customers"]["customer"]
    unknown = [name for name in request.select if name not in set(known)]
    if unknown:
        return Outcome(messages.unknown_customers(unknown), problems=request.problems, done=False)
    settled = position(request)
    rows = assess(request.tables, settled.instalments, request.as_of, schema.NEVER_CHASED)
    rows = rows[~rows["customer"].isin(list(request.blocked_customers))]
    ends = limitation(
        settled_tables(request), request.settings, request.as_of, ledger_calendar(request), settled
    ).instalments[["limitation_end", "state"]]
    facts = customer_facts(request, settled, rows, ends)
    chased = facts[~rows.groupby("customer")["verdict"].min().reindex(facts.index).isin(LEFT_ALONE)]
    lists = grounds(request, chased)
    register = request.tables["legal_register"]
    open_rows = live(register, pd.Timestamp(request.as_of))
    new = newly_listed(request, lists, facts, open_rows)
    again = lists.loc[lists["list"] == LegalList.SUSPEND_SUPPLY, "customer"].tolist()
    whole = with_new(register, new)
    suspended = suspension_table(request, settled, whole, again)
    ready = [*releasable(request, open_rows, facts), *resumable(suspended)]
    demands = demand_table(request, settled, whole, ends["limitation_end"])
    notices = suspension_notices(request, suspended)
    teams = proposed_teams(request, chased)
    table = summary(request, facts, lists)
    caption = messages.as_of_caption(request.as_of, latest_receipt(request))
    bad = bad_debt_table(request, settled)
    denied = request.tables["denied_debts"]
    changes: list[Change] = [
        Replace(schema.LEGAL_SUMMARY.title, schema.LEGAL_SUMMARY.columns, totalled(schema.LEGAL_SUMMARY, table),
                totals=1, caption=caption),
        Replace(schema.SUSPENSIONS.title, schema.SUSPENSIONS.columns, suspended.reset_index(drop=True), caption=caption,
                links={"customer": row_links(schema.LEGAL_REGISTER, suspended.index)}),
        Replace(schema.LAST_DEMANDS.title, schema.LAST_DEMANDS.columns, demands.reset_index(drop=True),
                caption=caption),
        Replace(schema.BAD_DEBTS.title, schema.BAD_DEBTS.columns, totalled(schema.BAD_DEBTS, bad), totals=1,
                caption=caption, links={"instalment": [*row_links(schema.INSTALMENTS, bad.index), None]}),
        *appended(request, schema.LEGAL_REGISTER, new),
        *appended(request, schema.SPECIAL_TEAMS, teams),
        *([Fill(schema.DENIED_DEBTS.title, schema.DENIED_DEBTS.pick("share"), denied_shares(denied))]
          if len(denied) else []),
        *notices.changes,
    ]  # fmt: skip
    added = new["legal_list"].value_counts()
    in_force = suspended["suspension_state"] == messages.SUSPENSION_STATES[SuspensionState.IN_FORCE]
    lacking = ~(demands["age"] <= request.settings.demand_fresh_days).fillna(value=False).astype("bool")
    figures = (
        f"{len(table):,}",
        yuan(int(table["total"].sum())),
        *(str(int(added.get(name, 0))) for name in schema.LEGAL_LISTS),
        str(len(ready)),
        *(str(int(number)) for number in (in_force.sum(), len(resumable(suspended)), lacking.sum(), len(teams))),
        *([str(len(notices.letters))] if request.select else []),
    )
    names = (*messages.LEGAL_FIGURES, *messages.LAW_FIGURES, *([messages.NOTICES_MADE] if request.select else []))
    return Outcome(
        messages.handed_over(len(table), len(new), len(ready)) + messages.teams_proposed(len(teams)),
        tuple(changes),
        problems=(*request.problems, *ready, *notices.problems, *not_agreed(request)),
        figures=tuple(zip(names, figures, strict=True)),
        done=notices.done,
    )


def row_links(sheet: Sheet, rows: pd.Index) -> list[Link | None]:
    """Return a jump to each of these rows of a sheet; a row added just now has none yet."""
    return [Link(sheet.title, row, sheet.columns[0].header) if row > 0 else None for row in rows.tolist()]


def suspension_notices(request: Request, suspended: pd.DataFrame) -> Made:
    """Draft the notice for the customers selected whose suspension is in force and who were not told of it yet."""
    in_force = suspended["suspension_state"] == messages.SUSPENSION_STATES[SuspensionState.IN_FORCE]
    rows = suspended[in_force & suspended["customer"].isin(request.select)].drop_duplicates("customer")
    noticed = registered_notices(request)
    wanted = [
        Wanted(messages.NOTICE_TYPE, customer, more={SUSPENDED_FROM: max(effective.date(), request.as_of)})
        for customer, effective in zip(
            rows["customer"], rows["effective"].fillna(pd.Timestamp(request.as_of)), strict=True
        )
        if customer not in noticed
    ]
    return make_letters(request, wanted) if wanted else Made(pd.DataFrame(), (), ())


def not_agreed(request: Request) -> list[Problem]:
    """Return a hint for each customer selected whose suspension nobody agreed to."""
    agreed = approved_customers(request, LegalList.SUSPEND_SUPPLY)
    return [
        Problem("suspension-not-agreed", schema.LEGAL_REGISTER.title, found=customer, level=Level.HINT)
        for customer in request.select
        if customer not in agreed
    ]


def resumable(suspended: pd.DataFrame) -> list[Problem]:
    """Return a hint for each suspension that may end."""
    header = schema.LEGAL_REGISTER.column("released").header
    ready = suspended[suspended["suspension_state"] == messages.SUSPENSION_STATES[SuspensionState.RELEASABLE]]
    return [
        Problem(
            "legal-resume", schema.LEGAL_REGISTER.title, row, header, customer, Level.HINT, {"day": f"{day:%Y-%m-%d}"}
        )
        for row, customer, day in ready[["customer", "release"]].itertuples(name=None)
    ]


def grounds(request: Request, facts: pd.DataFrame) -> pd.DataFrame:
    """Return the lists with their grounds in words: one row per list and customer."""
    lists = legal_lists(facts, request.settings)
    texts = []
    for customer, ground in lists[["customer", "ground"]].itertuples(index=False, name=None):
        fact = facts.loc[customer]
        end = fact["near_end"]
        texts.append(
            messages.GROUNDS[ground].format(
                days=fact["longest_overdue"],
                end="" if pd.isna(end) else end.date(),
                broken=fact["broken"],
                special=schema.SPECIAL_CASES[fact["special"]],
                reason=schema.WILFUL,
            )
        )
    lists = lists.assign(text=pd.Series(texts, index=lists.index, dtype="str"))
    together = {pair: "；".join(group["text"]) for pair, group in lists.groupby(["list", "customer"])}
    rows = [(which, customer, text) for (which, customer), text in together.items()]
    return pd.DataFrame(rows, columns=["list", "customer", "text"])


def newly_listed(request: Request, lists: pd.DataFrame, facts: pd.DataFrame, open_rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows to add to 法务名单: who is not on that list yet."""
    named = lists.assign(legal_list=lists["list"].map(dict(enumerate(schema.LEGAL_LISTS))).astype("str"))
    known = set(zip(open_rows["legal_list"].astype("str"), open_rows["customer"], strict=True))
    fresh = [pair not in known for pair in zip(named["legal_list"], named["customer"], strict=True)]
    new = named[pd.Series(fresh, index=named.index, dtype="bool")]
    new = new.join(facts[["principal", "longest_overdue"]], on="customer")
    new = new.rename(columns={"text": "ground"})
    new = new.assign(listed=pd.Timestamp(request.as_of), approval=schema.APPROVALS[0])
    return new[list(REGISTERED)]


def releasable(request: Request, open_rows: pd.DataFrame, facts: pd.DataFrame) -> list[Problem]:
    """Return a hint for each row of a customer who has nothing overdue any more (suspensions: see ``resumable``)."""
    gone = open_rows[~open_rows["customer"].isin([*facts.index, *request.blocked_customers])]
    gone = gone[gone["legal_list"] != schema.LEGAL_LISTS[LegalList.SUSPEND_SUPPLY]]
    return [
        Problem(
            "legal-release", schema.LEGAL_REGISTER.title, row, schema.LEGAL_REGISTER.column("released").header,
            customer, Level.HINT, {"list": which},
        )
        for row, which, customer in gone[["legal_list", "customer"]].itertuples(name=None)
    ]  # fmt: skip
