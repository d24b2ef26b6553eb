"""上门方案: whom to visit and why, what is approved, the papers to take along, results booked (VIS-01 to VIS-04).

One press does whatever has become possible: it books the results entered, makes the slips of what was approved, says
what each plan lacks, and proposes further customers. What users typed is never written over.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from addin import messages
from addin.domain.lookups import customer_names
from addin.domain.money import yuan
from addin.domain.promises import judge_promises
from addin.ledger import schema
from addin.ledger.position import latest_receipt, ledger_calendar, position
from addin.ledger.reporting import in_columns, links_to
from addin.ledger.visit_booking import book_visits, in_doubt, numbered_plans, typed_like
from addin.ledger.visiting import PAPERS, forbidden_steps_taken, overdue_rows, papers, visit_facts
from addin.letters.collection_plan import collection_plan
from addin.letters.totalled import appended
from addin.letters.visit_proposals import listed_this_month, proposals, refused, tracing_steps
from addin.letters.visit_slip import approved, make_slips
from addin.letters.visit_summary import summed_up, total_row, trips, with_entries
from addin.letters.visit_texts import next_steps, package, paper_cells
from addin.ports import Append, Fill, Outcome, Replace

if TYPE_CHECKING:
    from addin.ledger.visit_booking import Booked
    from addin.letters.visit_slip import Slips
    from addin.ports import Change, Problem, Request

PLANS = schema.VISIT_PLANS
KNOWN = ("customer_name", "principal", "longest_overdue", *PAPERS)
LATER = ("hosts", "promised_amount", "spent")  # numbers that only users enter: empty, not 0, in a new row


def run(request: Request) -> Outcome:
    """Bring 上门方案 up to the request's day; selected customers only, if any are selected."""
    known = set(request.tables["customers"]["customer"])
    unknown = [name for name in request.select if name not in known]
    if unknown:
        return Outcome(messages.unknown_customers(unknown), problems=request.problems, done=False)
    if in_doubt(request):
        return Outcome(messages.VISITS_IN_DOUBT, problems=request.problems, done=False)
    settled = position(request)
    rows = overdue_rows(request, settled)
    before = numbered_plans(request)
    chosen = before["customer"].isin(request.select) | (not request.select)
    booked = book_visits(request, before[chosen], rows)
    slips = make_slips(request, before[chosen])
    problems = (*request.problems, *booked.problems, *slips.problems, *forbidden_steps_taken(request))
    if not slips.done:
        return Outcome(messages.letters_refused(len(slips.problems)), problems=problems, done=False)
    everything = before.assign(
        entry=written_over(before["entry"], booked.entries_of), slip=written_over(before["slip"], slips.numbers)
    )
    tables = with_entries(request, booked)
    judged = judge_promises(tables, settled, request.as_of, ledger_calendar(request))
    facts = visit_facts(request, rows, judged)
    new, left = proposals(request, everything, facts)
    held = papers(request, rows)
    everything, new = (described(request, table, rows, held, problems) for table in (everything, new))
    plans = everything[chosen]
    summary = summed_up(request, everything, judged)
    total = total_row(summary)
    caption = messages.as_of_caption(request.as_of, latest_receipt(request))
    costs = yuan(int(booked.costs["amount"].sum()))
    changes: list[Change] = [
        *slips.changes,
        *filled(plans, booked, slips, request.tables["visit_plans"]),
        Append(PLANS.title, PLANS.columns, in_columns(PLANS, new.drop(columns=[*LATER]), blank=LATER)),
        *appended(request, schema.CONTACT_LOG, booked.entries),
        *appended(request, schema.COSTS, booked.costs),
        Replace(
            schema.VISIT_PACKAGE.title,
            schema.VISIT_PACKAGE.columns,
            in_columns(schema.VISIT_PACKAGE, package(with_files(request, everything, slips), held)),
            caption=caption,
        ),
        Replace(
            schema.VISIT_SUMMARY.title,
            schema.VISIT_SUMMARY.columns,
            in_columns(schema.VISIT_SUMMARY, summary, total),
            links={"visit": links_to(PLANS, summary.index.tolist(), 1)},
            totals=1,
            caption=caption,
        ),
        collection_plan(request, rows, judged, held, caption),
        *appended(request, schema.TRACING, tracing_steps(request, facts)),
    ]
    waiting = plans[(plans["entry"] == "") & ~refused(plans) & ~approved(plans)]
    rate = total["cost_ratio"].iloc[0]
    figures = (
        f"{len(new):,}",
        f"{len(waiting) + len(new):,}",
        f"{slips.count:,}",
        f"{len(booked.entries_of):,}",
        costs,
        f"{trips(summary):,}",
        yuan(int(total["recovered"].iloc[0])),
        "" if pd.isna(rate) else messages.visit_cost_per_yuan(int(rate)),
    )
    full = messages.visits_full(listed_this_month(request, everything) + len(new), left) if left else ""
    return Outcome(
        messages.visits_told(len(new), slips.count, len(booked.entries_of)) + full,
        tuple(changes),
        problems=problems,
        figures=tuple(zip(messages.VISIT_FIGURES, figures, strict=True)),
        question=messages.ask_visits(
            slips.count, len(booked.entries), costs, messages.up_to(latest_receipt(request))
        ),
    )


def described(
    request: Request, plans: pd.DataFrame, rows: pd.DataFrame, held: pd.DataFrame, problems: tuple[Problem, ...]
) -> pd.DataFrame:
    """Return rows of the plan with the program's own columns: name, what is overdue, papers, next step."""
    table = typed_like(plans, request.tables["visit_plans"])
    names = customer_names(request.tables)
    sums = rows.groupby("customer").agg(principal=("unpaid_principal", "sum"), longest_overdue=("overdue_days", "max"))
    table = table.assign(customer_name=table["customer"].map(names).astype("str"))
    table = table.join(sums, on="customer").fillna({"principal": 0, "longest_overdue": 0})
    blocked = table["customer"].isin(list(request.blocked_customers))
    for name in ("principal", "longest_overdue"):  # of a customer with errors in the data nothing is known
        table[name] = table[name].astype("Int64").where(~blocked)
    cells = paper_cells(table, held, request.blocked_customers)
    return table.join(cells).assign(next_step=next_steps(table, cells, problems, request.blocked_customers))


def written_over(column: pd.Series, given: pd.Series) -> pd.Series:
    """Return a column of texts with the given ones in their rows."""
    return pd.Series(column.to_dict() | given.to_dict(), index=column.index, dtype="str")


def with_files(request: Request, plans: pd.DataFrame, slips: Slips) -> pd.DataFrame:
    """Return rows of the plan with the file of each one's slip."""
    made = [change.frame for change in slips.changes if isinstance(change, Append) and "file" in change.frame]
    letters = pd.concat([request.tables["letters"][["letter", "file"]], *(frame[["letter", "file"]] for frame in made)])
    files = letters.drop_duplicates("letter").set_index("letter")["file"].to_dict()
    return plans.assign(slip_file=[files.get(slip, "") for slip in plans["slip"]])


def filled(plans: pd.DataFrame, booked: Booked, slips: Slips, before: pd.DataFrame) -> list[Change]:
    """Return what is written into rows that are there: the program's columns, and numbers where there were none.

    A finished row keeps what it said when it was finished. Contracts are named for a new slip unless the user did.
    """
    if plans.empty:
        return []
    bare = before.index[before["visit"] == ""].intersection(plans.index)
    open_rows = plans[(plans["entry"] == "") & ~refused(plans)]
    unnamed = slips.contracts.index[before.loc[slips.contracts.index, "contracts"] == ""]
    parts = (
        (KNOWN, open_rows),
        (("next_step",), plans),
        (("visit",), plans.loc[bare]),
        (("entry",), plans.loc[booked.entries_of.index]),
        (("slip",), plans.loc[slips.numbers.index]),
        (("contracts",), slips.contracts.loc[unnamed].to_frame("contracts")),
    )
    return [
        Fill(PLANS.title, PLANS.pick(*names), frame[list(names)], keep_others=True)
        for names, frame in parts
        if len(frame)
    ]
