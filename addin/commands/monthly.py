"""月度清单: overdue debts by grade, how they moved this month, and what falls due (OD-04, AR-02)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from addin import messages
from addin.domain.dunning import assess
from addin.domain.money import yuan
from addin.domain.movement import by_grade, movement, total_until, write_offs
from addin.ledger import schema
from addin.ledger.owners import instalment_owners
from addin.ledger.position import latest_receipt, position
from addin.ledger.reporting import in_columns, links_to
from addin.letters.explain import next_steps
from addin.ports import Chart, Outcome, Replace

if TYPE_CHECKING:
    from addin.domain.settlement import Settlement
    from addin.ports import Request

LISTED = ("unpaid_principal", "unpaid_penalty", "written_off")
MOVED = ("opening", "new", "paid", "written_off", "reinstated", "moved_in", "moved_out", "closing", "count")
MONTHS_AHEAD = 12


def run(request: Request) -> Outcome:
    """List what is overdue as of the request's day, and the movement from the first of its month up to that day."""
    settled = position(request)
    since, until = pd.Timestamp(request.as_of.replace(day=1)), pd.Timestamp(request.as_of)
    moved = by_grade(movement(request.tables, settled, since, until), request.settings)
    lines = overdue_lines(request, settled, until)
    caption = messages.report_caption(request.as_of, latest_receipt(request), settled.lpr_until)
    total = lines[list(LISTED)].sum().to_frame().T.assign(customer=messages.SUM)
    rows = lines.index.tolist()
    closing = int(moved["closing"].sum())
    return Outcome(
        messages.month_told(request.as_of, len(lines), yuan(int(total["unpaid_principal"].iloc[0]))),
        (
            Replace(
                schema.OVERDUE_LIST.title,
                schema.OVERDUE_LIST.columns,
                in_columns(schema.OVERDUE_LIST, lines, total),
                links={"instalment": links_to(schema.INSTALMENTS, rows, 1)},
                totals=1,
                caption=caption,
            ),
            movement_sheet(moved, caption),
            ahead_sheet(request, settled, caption),
        ),
        problems=request.problems,
        figures=(
            *((messages.MONTH_FIGURES[name], yuan(int(moved[name].sum()))) for name in ("opening", "new", "paid")),
            (messages.MONTH_FIGURES["written_off"], yuan(int(moved["written_off"].sum()))),
            (messages.MONTH_FIGURES["closing"], yuan(closing)),
        ),
    )


def overdue_lines(request: Request, settled: Settlement, until: pd.Timestamp) -> pd.DataFrame:
    """Return every overdue instalment (index = its row), the gravest grade first, then the longest overdue."""
    overdue = settled.instalments[settled.instalments["overdue_days"] > 0]
    owners = instalment_owners(request.tables, settled)
    off = total_until(write_offs(request.tables), until, overdue.index)
    lines = overdue.join(owners).assign(
        due=request.tables["instalments"].loc[overdue.index, "due"],
        written_off=off.where(off < overdue["unpaid_principal"], overdue["unpaid_principal"]),
        next_step=next_steps(assess(request.tables, settled.instalments, request.as_of, schema.NEVER_CHASED)),
        rank=overdue["grade"],
    )
    lines["grade"] = pd.Categorical.from_codes(lines["grade"].tolist(), categories=pd.Index(schema.GRADES))
    return lines.sort_values(["rank", "overdue_days", "unpaid_principal"], ascending=False, kind="stable")


def movement_sheet(moved: pd.DataFrame, caption: str) -> Replace:
    """Write 逾期变动: the book balance of each grade, opening to closing, which foots across and down."""
    table = moved.assign(grade=[schema.GRADES[code] for code in moved.index])
    total = moved[list(MOVED)].sum().to_frame().T.assign(grade=messages.SUM)
    return Replace(
        schema.MOVEMENT.title,
        schema.MOVEMENT.columns,
        in_columns(schema.MOVEMENT, table, total),
        charts=(Chart(messages.MOVEMENT_CHART, "column", "grade", ("opening", "closing")),),
        totals=1,
        caption=caption,
    )


def ahead_sheet(request: Request, settled: Settlement, caption: str) -> Replace:
    """Write 到期计划: what falls due after the request's day, by month for a year, later ones together."""
    instalments = settled.instalments
    due = instalments["rolled_due"]
    ahead = instalments[due > pd.Timestamp(request.as_of)]
    month = ahead["rolled_due"].dt.strftime("%Y-%m")
    last = f"{pd.Timestamp(request.as_of) + pd.DateOffset(months=MONTHS_AHEAD):%Y-%m}"
    month = month.where(month <= last, messages.LATER)
    table = pd.DataFrame(
        {
            "month": month,
            "count": 1,
            "amount": ahead["paid_principal"] + ahead["unpaid_principal"],
            "paid": ahead["paid_principal"],
            "unpaid": ahead["unpaid_principal"],
        }
    )
    sums = table.groupby("month")[["count", "amount", "paid", "unpaid"]].sum()
    total = sums.sum().to_frame().T.assign(month=messages.SUM)
    return Replace(
        schema.DUE_AHEAD.title,
        schema.DUE_AHEAD.columns,
        in_columns(schema.DUE_AHEAD, sums.reset_index(), total),
        charts=(Chart(messages.AHEAD_CHART, "column", "month", ("unpaid",)),) if len(sums) else (),
        totals=1,
        caption=caption,
    )
