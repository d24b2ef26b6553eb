"""月度清单: overdue debts by grade, how they moved this month, what falls due, how it came in (OD-04, AR-02, AR-03)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from addin import messages
from addin.domain.dunning import assess
from addin.domain.money import yuan
from addin.domain.movement import FLOWS, by_grade, grades_of, movement, total_until, write_offs
from addin.ledger import schema
from addin.ledger.owners import instalment_owners
from addin.ledger.position import latest_receipt, position
from addin.ledger.reporting import FIRST_ROW, first_places, in_columns, links_to, opening, report
from addin.ledger.watched import CHANNEL_AMOUNTS, by_channel, cash_kept, channel_lines, monthly_terms
from addin.letters.explain import next_steps
from addin.ports import Chart, Outcome

if TYPE_CHECKING:
    from addin.domain.settlement import Settlement
    from addin.ports import Replace, Request

LISTED = ("unpaid_principal", "unpaid_penalty", "written_off")
MOVED = ("opening", "new", "paid", "written_off", "reinstated", "moved_in", "moved_out", "closing", "count")
MONTHS_AHEAD = 12


def run(request: Request) -> Outcome:
    """List what is overdue as of the request's day, and the movement from the first of its month up to that day."""
    settled = position(request)
    since, until = pd.Timestamp(request.as_of.replace(day=1)), pd.Timestamp(request.as_of)
    moved = movement(request.tables, settled, since, until)
    graded = by_grade(moved, request.settings)
    lines = overdue_lines(request, settled, until)
    caption = messages.report_caption(request.as_of, latest_receipt(request), settled.lpr_until)
    total = lines[list(LISTED)].sum().to_frame().T.assign(customer=messages.SUM)
    kept = cash_kept(request, settled)
    figures = {name: yuan(int(graded[name].sum())) for name in messages.MONTH_FIGURES}
    return Outcome(
        messages.month_told(
            request.as_of, len(lines), yuan(int(total["unpaid_principal"].iloc[0])), int((kept["kept_days"] > 0).sum())
        ),
        (
            report(
                schema.OVERDUE_LIST, in_columns(schema.OVERDUE_LIST, lines, total), caption, totals=1,
                links={"instalment": links_to(schema.INSTALMENTS, lines.index.tolist(), 1)},
            ),
            *movement_sheets(request, settled, moved, graded, lines, caption),
            *ahead_sheets(request, settled, caption),
            *channel_sheets(request, settled, caption),
            cash_sheet(kept, caption),
            terms_sheet(monthly_terms(request, settled), request, caption),
        ),
        problems=request.problems,
        figures=tuple((messages.MONTH_FIGURES[name], text) for name, text in figures.items()),
    )  # fmt: skip


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


def movement_sheets(
    request: Request, settled: Settlement, moved: pd.DataFrame, graded: pd.DataFrame, listed: pd.DataFrame, caption: str
) -> tuple[Replace, ...]:
    """Write 变动明细 and 逾期变动: the book balance of each grade, opening to closing, which foots across and down.

    Flows lead to the instalments by their grade at the opening, what stands at the end to 逾期清单.
    """
    before, after = grades_of(moved, request.settings)
    behind = moved.assign(before=before, after=after, moved_out=moved["closing"].where(before != after, 0))
    behind = behind[(behind[["opening", "new", "reinstated", "closing"]] > 0).any(axis=1)]
    behind = behind.join(instalment_owners(request.tables, settled)).sort_values(
        ["before", "after", "customer_name", "instalment"], kind="stable"
    )
    for name, codes in (("grade_before", behind["before"]), ("grade", behind["after"])):
        behind[name] = pd.Categorical.from_codes(codes.tolist(), categories=pd.Index(schema.GRADES))
    sums = behind[[*FLOWS, "moved_out"]].sum().to_frame().T.assign(customer_name=messages.SUM)
    table = graded.assign(grade=[schema.GRADES[code] for code in graded.index])
    frame = in_columns(
        schema.MOVEMENT, table, graded[list(MOVED)].sum().to_frame().T.assign(grade=messages.SUM)
    )
    homes, listing = first_places(behind["before"]), first_places(listed["rank"])
    arrivals = first_places(zip(behind["after"], behind["before"] != behind["after"], strict=True))
    rows = {
        "flows": [homes.get(code) for code in graded.index],
        "moved_in": [arrivals.get((code, True)) for code in graded.index],
        "end": [listing.get(code) for code in graded.index],
    }
    last = {name: [*places, FIRST_ROW if any(places) else None] for name, places in rows.items()}
    return (
        report(
            schema.MOVEMENT_LINES, in_columns(schema.MOVEMENT_LINES, behind, sums), caption, totals=1,
            links={"instalment": links_to(schema.INSTALMENTS, behind.index.tolist(), 1)},
        ),
        report(
            schema.MOVEMENT, frame, caption, totals=1,
            charts=(Chart(messages.MOVEMENT_CHART, "column", "grade", ("opening", "closing")),),
            links={
                **opening(frame, [*FLOWS[:-1], "moved_out"], schema.MOVEMENT_LINES, last["flows"]),
                **opening(frame, ["moved_in"], schema.MOVEMENT_LINES, last["moved_in"]),
                **opening(frame, ["closing", "count"], schema.OVERDUE_LIST, last["end"]),
            },
        ),
    )  # fmt: skip


def ahead_sheets(request: Request, settled: Settlement, caption: str) -> tuple[Replace, ...]:
    """Write 到期明细 and 到期计划: what falls due after the request's day, by month for a year, later ones together."""
    instalments = settled.instalments
    ahead = instalments[instalments["rolled_due"] > pd.Timestamp(request.as_of)]
    ahead = ahead.sort_values("rolled_due", kind="stable")
    month = ahead["rolled_due"].dt.strftime("%Y-%m")
    last = f"{pd.Timestamp(request.as_of) + pd.DateOffset(months=MONTHS_AHEAD):%Y-%m}"
    lines = ahead.join(instalment_owners(request.tables, settled)).assign(
        month=month.where(month <= last, messages.LATER),
        count=1,
        due=ahead["rolled_due"],
        amount=ahead["paid_principal"] + ahead["unpaid_principal"],
        paid=ahead["paid_principal"],
        unpaid=ahead["unpaid_principal"],
    )
    sums = lines.groupby("month", sort=False)[["count", "amount", "paid", "unpaid"]].sum().reset_index()
    total = sums[["count", "amount", "paid", "unpaid"]].sum().to_frame().T.assign(month=messages.SUM)
    frame, first = in_columns(schema.DUE_AHEAD, sums, total), first_places(lines["month"])
    rows = [*(first[name] for name in sums["month"]), FIRST_ROW if len(sums) else None]
    return (
        report(
            schema.DUE_LINES, in_columns(schema.DUE_LINES, lines, total), caption, totals=1,
            links={"instalment": links_to(schema.INSTALMENTS, lines.index.tolist(), 1)},
        ),
        report(
            schema.DUE_AHEAD, frame, caption, totals=1,
            charts=(Chart(messages.AHEAD_CHART, "column", "month", ("unpaid",)),) if len(sums) else (),
            links=opening(frame, ["month", "count", "amount", "paid", "unpaid"], schema.DUE_LINES, rows),
        ),
    )  # fmt: skip


def channel_sheets(request: Request, settled: Settlement, caption: str) -> tuple[Replace, ...]:
    """Write 渠道明细 and 回款渠道: what came in by channel and way, of this month and year (RCP-02)."""
    lines = channel_lines(request, settled, messages.UNNAMED)
    table = by_channel(lines)
    amounts = list(CHANNEL_AMOUNTS)
    total = table[["month_count", "year_count", *amounts]].sum().to_frame().T.assign(channel=messages.SUM)
    frame = in_columns(schema.BY_CHANNEL, table, total)
    first = first_places(zip(lines["channel"], lines["method"], strict=True))
    rows = [first[key] for key in zip(table["channel"], table["method"], strict=True)]
    counted = [column.name for column in schema.BY_CHANNEL.columns if column.name != "method"]
    sums = lines[amounts].sum().to_frame().T.assign(channel=messages.SUM)
    return (
        report(
            schema.CHANNEL_LINES, in_columns(schema.CHANNEL_LINES, lines, sums), caption, totals=1,
            links={"receipt": links_to(schema.RECEIPTS, lines.index.tolist(), 1)},
        ),
        report(
            schema.BY_CHANNEL, frame, caption, totals=1,
            links=opening(frame, counted, schema.CHANNEL_LINES, [*rows, FIRST_ROW if rows else None]),
        ),
    )  # fmt: skip


def cash_sheet(kept: pd.DataFrame, caption: str) -> Replace:
    """Write 现金滞留: cash that finance did not have on its day is an alarm (AR-03)."""
    table = kept.assign(
        light=[schema.LIGHTS[0 if days == 0 else 2] for days in kept["kept_days"]],
        note=[messages.cash_note(days, handed_in=not pd.isna(day))
              for days, day in zip(kept["kept_days"], kept["handed_in"], strict=True)],
    )  # fmt: skip
    total = kept[["amount"]].sum().to_frame().T.assign(receipt=messages.SUM)
    return report(
        schema.CASH_KEPT, in_columns(schema.CASH_KEPT, table, total), caption, totals=1,
        links={"receipt": links_to(schema.RECEIPTS, kept.index.tolist(), 1)},
    )  # fmt: skip


def terms_sheet(rows: pd.DataFrame, request: Request, caption: str) -> Replace:
    """Write 月结催收: what is due of contracts settled monthly, the day to dun it, whether it was done (AR-03)."""
    reached = rows["dun_day"] <= pd.Timestamp(request.as_of)
    done = rows["first_contact"].notna()
    late = done & (rows["first_contact"] > rows["dun_day"])
    places = (~reached & ~done, done & ~late, done & late, ~done & reached)
    place = sum((at * flag.astype("int64") for at, flag in enumerate(places)), pd.Series(0, index=rows.index))
    table = rows.assign(
        light=[schema.LIGHTS[code] for code in place.map({0: 0, 1: 0, 2: 1, 3: 2})],
        note=[messages.TERMS_NOTES[code] for code in place],
    )
    total = rows[["unpaid_principal"]].sum().to_frame().T.assign(customer_name=messages.SUM)
    return report(
        schema.MONTHLY_TERMS_LIST, in_columns(schema.MONTHLY_TERMS_LIST, table, total), caption, totals=1,
        links={"instalment": links_to(schema.INSTALMENTS, rows.index.tolist(), 1)},
    )  # fmt: skip
