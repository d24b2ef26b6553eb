"""周报: what came in this week, what is overdue, what was done and comes next, by contract (RPT-01, RPT-03)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from addin import messages
from addin.domain.dunning import assess
from addin.domain.money import yuan
from addin.domain.movement import DAY, FLOWS, grades, movement
from addin.ledger import schema
from addin.ledger.owners import contract_owners, instalment_owners
from addin.ledger.position import latest_receipt, position
from addin.ledger.reporting import FIRST_ROW, first_places, in_columns, links_to, opening, report
from addin.letters.compile import compile_template
from addin.letters.explain import next_steps
from addin.letters.fill import fill
from addin.letters.weekly_report import GROUPS, TEMPLATE, weekly_path, weekly_record
from addin.ports import File, Link, Outcome

if TYPE_CHECKING:
    import datetime as dt
    from typing import BinaryIO

    from addin.domain.settlement import Settlement
    from addin.ports import Replace, Request

AMOUNTS = ("received", *FLOWS)
COUNTS = ("contracts", "newly", "escalated", "cleared")
SHOWN_MEASURES = 3  # latest entries of the log in a line


def run(request: Request) -> Outcome:
    """Report the seven days that end on the last report day (参数, usually Friday) on or before the request's day."""
    until = week_end(pd.Timestamp(request.as_of), request.settings.report_weekday)
    since = until - 6 * DAY
    settled = position(request, until.date())
    moved = movement(request.tables, settled, since, until).join(instalment_owners(request.tables, settled))
    lines = contract_lines(request, settled, moved, since, until)
    behind = detail_lines(request, settled, moved, lines, since)
    caption = messages.week_caption(since.date(), messages.report_caption(
        until.date(), receipt_until(request, until), settled.lpr_until))  # fmt: skip
    sums, total = lines[[*AMOUNTS]].sum(), lines[[*AMOUNTS]].sum().to_frame().T.assign(department=messages.SUM)
    by_person = person_sums(lines)
    frame = in_columns(schema.WEEKLY, lines, total)
    detail = in_columns(schema.WEEKLY_LINES, behind, total)
    return Outcome(
        messages.week_told(since.date(), until.date(), yuan(int(sums["received"])), yuan(int(sums["closing"]))),
        (
            report(
                schema.WEEKLY_LINES, detail, caption, totals=1,
                links={"number": [*sources(behind), None], **person_links(behind)},
            ),
            report(
                schema.WEEKLY, frame, caption, totals=1, editable=("approval", "reconciled"),
                links=line_links(frame, lines, behind),
            ),
            sum_sheet(by_person, lines, caption),
            *word_version(request, (since, until), caption, lines, behind, by_person),
        ),
        problems=request.problems,
        figures=tuple(
            (title, yuan(int(sums[name]))) for name, title in zip(AMOUNTS, messages.WEEK_FIGURES, strict=True)
        ),
    )  # fmt: skip


def word_version(
    request: Request, week: tuple[pd.Timestamp, pd.Timestamp], caption: str, lines: pd.DataFrame, behind: pd.DataFrame,
    by_person: pd.DataFrame,
) -> tuple[File, ...]:  # fmt: skip
    """Return the same week as a Word file for the manager; none without its template."""
    if TEMPLATE not in request.templates:
        return ()
    template = compile_template(request.templates[TEMPLATE], GROUPS)
    record = weekly_record(request.settings, (week[0].date(), week[1].date()), caption, lines, behind, by_person)

    def write(stream: BinaryIO) -> None:
        stream.write(fill(template, record))

    return (File(weekly_path(week[1].date(), request.now), write),)


def week_end(as_of: pd.Timestamp, weekday: int) -> pd.Timestamp:
    """Return the last day on or before ``as_of`` that is that day of the week (1 Monday … 7 Sunday)."""
    return as_of - DAY * ((as_of.isoweekday() - weekday) % 7)


def receipt_until(request: Request, until: pd.Timestamp) -> dt.date | None:
    """Return the day of the newest receipt up to the end of the week."""
    newest = latest_receipt(request)
    received = request.tables["receipts"]["received"]
    inside = received[received <= until].max()
    return newest if newest is None or newest <= until.date() else None if pd.isna(inside) else inside.date()


def contract_lines(
    request: Request, settled: Settlement, moved: pd.DataFrame, since: pd.Timestamp, until: pd.Timestamp
) -> pd.DataFrame:
    """Return a line for each contract that was overdue or paid in the week (index = contract rows), by person.

    Amounts in fen: received (all receipts of the week), the movement of overdue principal; overdue_days and grade of
    its oldest debt; what changed, what was done, what comes next.
    """
    tables = request.tables
    groups = moved.groupby("row")
    lines = groups[list(FLOWS)].sum()
    lines["overdue_days"] = groups["closing_days"].max()
    receipts = tables["receipts"].loc[settled.receipts.index]
    week = receipts[receipts["received"] >= since]
    lines = contract_owners(tables).loc[settled.contracts.index].join(lines)
    rows = pd.Series(lines.index, index=lines["contract"])
    lines["received"] = week.groupby(week["contract"].map(rows))["amount"].sum()
    numbers = [*AMOUNTS, "overdue_days"]
    lines = lines.fillna(dict.fromkeys(numbers, 0)).astype(dict.fromkeys(numbers, "int64"))
    lines = lines[(lines[["received", "opening", "new", "closing"]] > 0).any(axis=1)]
    now = grades(lines["overdue_days"], request.settings)
    before = grades(groups["opening_days"].max().reindex(lines.index, fill_value=0), request.settings)
    lines["newly"] = (lines["opening"] == 0) & (lines["closing"] > 0)
    lines["escalated"] = (lines["opening"] > 0) & (lines["closing"] > 0) & (now > before)
    lines["cleared"] = (lines["opening"] + lines["new"] > 0) & (lines["closing"] == 0)
    lines["contracts"] = lines["closing"] > 0
    told = [lines["newly"], lines["escalated"], lines["cleared"], lines["paid"] > 0]
    lines["change"] = np.select(told, list(messages.WEEK_CHANGES), "")
    lines["grade"] = pd.Categorical.from_codes(now.tolist(), categories=pd.Index(schema.GRADES))
    measured = measures(tables["contact_log"], lines, since, until)
    lines["measures"] = [measured.get(contract, "") for contract in lines["contract"]]
    lines["next_step"] = steps(request, settled, until, rows).reindex(lines.index).fillna("")
    lines["salesperson"] = lines["salesperson"].where(lines["salesperson"] != "", messages.NOBODY)
    return lines.sort_values(["department", "salesperson", "closing"], ascending=[True, True, False], kind="stable")


def measures(
    log: pd.DataFrame, lines: pd.DataFrame, since: pd.Timestamp, until: pd.Timestamp
) -> dict[str, str]:
    """Return, by contract, the latest entries of the week's log on it or on its customer as a whole, in words."""
    week = log[(log["contacted"] >= since) & (log["contacted"] < until + DAY)]
    whole = week["contract"] == ""
    columns = ["contract", "contacted", "method", "response"]
    of_customer = lines[["customer", "contract"]].merge(week[whole].drop(columns="contract"), on="customer")
    entries = pd.concat([week.loc[~whole, columns], of_customer[columns]]).sort_values("contacted", kind="stable")
    texts: dict[str, list[str]] = {}
    for contract, contacted, method, response in entries.itertuples(index=False, name=None):
        texts.setdefault(contract, []).append(messages.measure(contacted.date(), str(method), response))
    return {contract: "；".join(parts[-SHOWN_MEASURES:]) for contract, parts in texts.items()}


def steps(request: Request, settled: Settlement, until: pd.Timestamp, rows: pd.Series) -> pd.Series:
    """Return the next step of the longest overdue debt of each contract (by row)."""
    chased = assess(request.tables, settled.instalments, until.date(), schema.NEVER_CHASED)
    oldest = chased.assign(step=next_steps(chased)).sort_values("overdue_days", ascending=False, kind="stable")
    oldest = oldest.drop_duplicates("contract")
    return pd.Series(oldest["step"].to_numpy(), index=oldest["contract"].map(rows))


def detail_lines(
    request: Request, settled: Settlement, moved: pd.DataFrame, lines: pd.DataFrame, since: pd.Timestamp
) -> pd.DataFrame:
    """Return the rows behind the lines, contract by contract in their order: receipts, then instalments.

    ``sort`` tells them apart, ``row`` is the contract's row, ``source`` their own in 回款记录 or 应收计划.
    """
    receipts = request.tables["receipts"].loc[settled.receipts.index]
    receipts = receipts[receipts["received"] >= since]
    rows = pd.Series(lines.index, index=lines["contract"])
    came = pd.DataFrame({
        "row": receipts["contract"].map(rows), "sort": messages.RECEIPT, "number": receipts["receipt"],
        "day": receipts["received"], "received": receipts["amount"], "source": receipts.index,
    })  # fmt: skip
    late = moved[(moved[list(FLOWS)] > 0).any(axis=1) & moved["row"].isin(lines.index)]
    owed = late[["row", *FLOWS]].assign(
        sort=messages.DEBT,
        number=late["instalment"],
        day=settled.instalments.loc[late.index, "rolled_due"],
        overdue_days=late["closing_days"],
        source=late.index,
    )
    behind = pd.concat([came, owed], ignore_index=True)
    place = pd.Series(range(len(lines)), index=lines.index)
    behind = behind.assign(place=behind["row"].map(place)).sort_values(["place", "sort", "day"], kind="stable")
    whose = lines.reindex(behind["row"])[["department", "salesperson", "customer_name", "contract"]]
    return behind.reset_index(drop=True).join(whose.reset_index(drop=True))


def sources(behind: pd.DataFrame) -> list[Link]:
    """Return where the numbers of receipts and instalments lead."""
    sheets = {messages.RECEIPT: schema.RECEIPTS, messages.DEBT: schema.INSTALMENTS}
    return [
        Link(sheets[sort].title, int(row), sheets[sort].key[0])
        for sort, row in zip(behind["sort"], behind["source"], strict=True)
    ]


def person_links(behind: pd.DataFrame) -> dict[str, list[Link | None]]:
    """Let the contracts of the rows behind lead to 合同台账."""
    return {"contract": links_to(schema.CONTRACTS, behind["row"].tolist(), 1)}


def line_links(frame: pd.DataFrame, lines: pd.DataFrame, behind: pd.DataFrame) -> dict[str, list[Link | None]]:
    """Lead contracts to 合同台账, amounts to the rows behind them."""
    first = first_places(zip(behind["row"], behind["sort"], strict=True))
    ends = [FIRST_ROW if len(behind) else None]
    came, owed = ([first.get((row, sort)) for row in lines.index] + ends for sort in (messages.RECEIPT, messages.DEBT))
    return {
        "contract": links_to(schema.CONTRACTS, lines.index.tolist(), 1),
        **opening(frame, ["received"], schema.WEEKLY_LINES, came),
        **opening(frame, [*FLOWS, "overdue_days"], schema.WEEKLY_LINES, owed),
    }


def person_sums(lines: pd.DataFrame) -> pd.DataFrame:
    """Return amounts and counts by department and salesperson (columns), in the order of the lines."""
    numbers = [*AMOUNTS, *COUNTS]
    counted = lines.astype(dict.fromkeys(COUNTS, "int64"))
    return counted.groupby(["department", "salesperson"])[numbers].sum().reset_index()


def sum_sheet(table: pd.DataFrame, lines: pd.DataFrame, caption: str) -> Replace:
    """Write 周报汇总: the same figures by department and salesperson, and what changed; each leads to its lines."""
    numbers = [*AMOUNTS, *COUNTS]
    total = table[numbers].sum().to_frame().T.assign(department=messages.SUM)
    frame = in_columns(schema.WEEKLY_SUMS, table, total)
    first = first_places(zip(lines["department"], lines["salesperson"], strict=True))
    rows = [first.get(person) for person in zip(table["department"], table["salesperson"], strict=True)]
    rows.append(FIRST_ROW if rows else None)
    return report(
        schema.WEEKLY_SUMS, frame, caption, totals=1,
        links=opening(frame, ["salesperson", *numbers], schema.WEEKLY, rows),
    )  # fmt: skip
