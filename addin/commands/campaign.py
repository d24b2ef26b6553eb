"""片区活动: households of a campaign, notices returned or not, cash, intentions; by district and week (CAM-01 to 03).

Nothing that users typed is written over, and nothing is concluded about what they did not report. Notices are posted
with 拟发函件 and 邮件合并数据 for the same customers; their numbers and what the register knows of them come in here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from addin import messages
from addin.domain.money import yuan
from addin.ledger import schema
from addin.ledger.campaigning import in_doubt, known_notices, new_households, unbooked_cash
from addin.ledger.position import position
from addin.ledger.reporting import in_columns
from addin.ledger.visit_booking import typed_like
from addin.letters.campaign_report import district_table, week_table, with_figures
from addin.ports import Append, Fill, Kind, Outcome, Replace

if TYPE_CHECKING:
    from addin.ports import Change, Request

ROWS = schema.CAMPAIGN_ROWS
BLANK = tuple(column.name for column in ROWS.columns if column.kind is Kind.MONEY and column.name != "principal")
FIGURES = ("households", "signed", "unsigned", "unreported", "signed_rate", "cash", "cash_principal", "cash_interest",
           "intending", "intended", "expired", "helped", "help_amount")  # fmt: skip


def run(request: Request) -> Outcome:
    """Add the households of new campaigns, take over what 函件登记 knows of their notices, and sum up by district."""
    known = set(request.tables["customers"]["customer"])
    unknown = [name for name in request.select if name not in known]
    if unknown:
        return Outcome(messages.unknown_customers(unknown), problems=request.problems, done=False)
    if in_doubt(request):
        return Outcome(messages.CAMPAIGNS_IN_DOUBT, problems=request.problems, done=False)
    if request.tables["campaigns"].empty:
        return Outcome(messages.CAMPAIGN_NONE, tuple(empty_sheets()), problems=request.problems)
    new = new_households(request, position(request))
    notices = known_notices(request)
    rows = request.tables["campaign_rows"]
    households = with_figures(pd.concat([taken_over(rows, notices), typed_like(new, rows)], ignore_index=True))
    lines, total = district_table(households)
    until = pd.Timestamp(request.as_of)
    monday = until - pd.Timedelta(days=until.weekday())
    caption = messages.campaign_caption(until.date(), monday.date())
    changes: list[Change] = [
        *(
            Fill(ROWS.title, ROWS.pick(name), column.to_frame(name), keep_others=True)
            for name, column in notices.items()
            if len(column)
        ),
        Append(ROWS.title, ROWS.columns, in_columns(ROWS, new, blank=BLANK)),
        Replace(
            schema.CAMPAIGN_SUMS.title,
            schema.CAMPAIGN_SUMS.columns,
            in_columns(schema.CAMPAIGN_SUMS, lines, total),
            totals=len(total),
            caption=messages.campaign_day(until.date()),
        ),
        Replace(
            schema.CAMPAIGN_WEEK.title,
            schema.CAMPAIGN_WEEK.columns,
            in_columns(schema.CAMPAIGN_WEEK, week_table(request, households), blank=("week_amount", "amount")),
            caption=caption,
        ),
    ]
    signed, unsigned, unreported = (int(households[name].sum()) for name in ("signed", "unsigned", "unreported"))
    return Outcome(
        messages.campaign_told(len(households), signed, unsigned, unreported, len(new)),
        tuple(changes),
        problems=(*request.problems, *unbooked_cash(request)),
        figures=tuple(zip(messages.CAMPAIGN_FIGURES, printed(total), strict=True)),
    )


def empty_sheets() -> list[Change]:
    """Return the changes that add the two sheets to a ledger that has them not; one that has them stays as it is."""
    return [
        Append(sheet.title, sheet.columns, in_columns(sheet, pd.DataFrame(index=range(0))))
        for sheet in (schema.CAMPAIGNS, schema.CAMPAIGN_ROWS)
    ]


def taken_over(rows: pd.DataFrame, notices: dict[str, pd.Series]) -> pd.DataFrame:
    """Return the rows with what the register knows of their notices, as they stand once that is filled in."""
    table = rows.copy()
    for name, column in notices.items():
        values = pd.Series(table[name].astype("object").to_dict() | column.astype("object").to_dict(), dtype="object")
        table[name] = values.reindex(table.index).astype(table[name].dtype)
    return table


def printed(total: pd.DataFrame) -> list[str]:
    """Return the key figures of the total as printed."""
    kinds = {column.name: column.kind for column in schema.CAMPAIGN_SUMS.columns}
    if total.empty:
        return ["0"] * len(FIGURES)
    row = total.iloc[-1]
    return [
        yuan(int(row[name])) if kinds[name] is Kind.MONEY
        else messages.percent_of(int(row[name])) if kinds[name] is Kind.PERCENT
        else f"{row[name]:,}"
        for name in FIGURES
    ]  # fmt: skip
