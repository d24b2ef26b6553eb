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
from addin.ledger.reporting import in_columns, links_to
from addin.letters.explain import next_steps
from addin.ports import Outcome, Replace

if TYPE_CHECKING:
    import datetime as dt

    from addin.domain.settlement import Settlement
    from addin.ports import Request

AMOUNTS = ("received", *FLOWS)
COUNTS = ("contracts", "newly", "escalated", "cleared")
SHOWN_MEASURES = 3  # latest entries of the log in a line


def run(request: Request) -> Outcome:
    """Report the seven days that end on the last report day (参数, usually Friday) on or before the request's day."""
    until = week_end(pd.Timestamp(request.as_of), request.settings.report_weekday)
    since = until - 6 * DAY
    settled = position(request, until.date())
    lines = contract_lines(request, settled, since, until)
    caption = messages.week_caption(since.date(), messages.report_caption(
        until.date(), receipt_until(request, until), settled.lpr_until))  # fmt: skip
    sums = lines[[*AMOUNTS]].sum()
    rows = lines.index.tolist()
    total = sums.to_frame().T.assign(department=messages.SUM)
    return Outcome(
        messages.week_told(since.date(), until.date(), yuan(int(sums["received"])), yuan(int(sums["closing"]))),
        (
            Replace(
                schema.WEEKLY.title,
                schema.WEEKLY.columns,
                in_columns(schema.WEEKLY, lines, total),
                links={"contract": links_to(schema.CONTRACTS, rows, 1)},
                editable=("approval", "reconciled"),
                totals=1,
                caption=caption,
            ),
            sum_sheet(lines, caption),
        ),
        problems=request.problems,
        figures=tuple(
            (title, yuan(int(sums[name]))) for name, title in zip(AMOUNTS, messages.WEEK_FIGURES, strict=True)
        ),
    )


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
    request: Request, settled: Settlement, since: pd.Timestamp, until: pd.Timestamp
) -> pd.DataFrame:
    """Return a line for each contract that was overdue or paid in the week (index = contract rows), by person.

    Amounts in fen: received (all receipts of the week), the movement of overdue principal; overdue_days and grade of
    its oldest debt; what changed, what was done, what comes next.
    """
    tables = request.tables
    moved = movement(tables, settled, since, until).join(instalment_owners(tables, settled)[["row"]])
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
    lines["measures"] = lines["contract"].map(measures(tables["contact_log"], lines, since, until)).fillna("")
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


def sum_sheet(lines: pd.DataFrame, caption: str) -> Replace:
    """Write 周报汇总: the same figures by department and salesperson, and what changed; totals as in 周报."""
    numbers = [*AMOUNTS, *COUNTS]
    table = lines.astype(dict.fromkeys(COUNTS, "int64")).groupby(["department", "salesperson"])[numbers].sum()
    total = table.sum().to_frame().T.assign(department=messages.SUM)
    return Replace(
        schema.WEEKLY_SUMS.title,
        schema.WEEKLY_SUMS.columns,
        in_columns(schema.WEEKLY_SUMS, table.reset_index(), total),
        totals=1,
        caption=caption,
    )
