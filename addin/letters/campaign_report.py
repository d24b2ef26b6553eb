"""片区汇总 and 活动周报: what a campaign came to by district, this week and so far, next week's plan (CAM-01 to 03)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from addin import messages
from addin.domain.campaign import AMOUNTS, COUNTS, household_figures, in_week, reasons_counted, summed
from addin.domain.terms import LimitationMark
from addin.ledger import schema

if TYPE_CHECKING:
    from addin.ports import Request

MOST_NAMES = 10
WEEKLY = ("signed", "cash", "cash_principal", "cash_interest")  # figures with a day of their own


def with_figures(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of 片区活动 with the figures of each household; a district not named is said so."""
    facts = rows.assign(
        state=rows["notice_state"].cat.codes.astype("int64"),
        expired=(rows["limitation_mark"].cat.codes == LimitationMark.EXPIRED)
        | (rows["unsigned_reason"] == schema.EXPIRED_REASON),
    )
    district = rows["district"].where(rows["district"] != "", messages.NO_DISTRICT)
    figures = household_figures(facts)
    kept = rows.drop(columns=[name for name in figures.columns if name in rows])
    return kept.assign(district=district).join(figures)


def district_table(households: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the lines of 片区汇总 by campaign and district, and below them the totals.

    One total of each campaign when there are several, and, last, that of all.
    """
    numbers = households[[*COUNTS, *AMOUNTS]]
    lines = summed(numbers, [households["campaign"], households["district"]]).reset_index()
    lines["reasons"] = [
        reasons(households[(households["campaign"] == campaign) & (households["district"] == district)])
        for campaign, district in lines[["campaign", "district"]].itertuples(index=False, name=None)
    ]
    everything = pd.Series(messages.SUM, index=households.index, name="campaign")
    totals = [summed(numbers, [everything]).reset_index().assign(reasons=reasons(households))]
    if len(set(households["campaign"])) > 1:
        each = summed(numbers, [households["campaign"]]).reset_index().assign(district=messages.SUM)
        of_each = [reasons(households[households["campaign"] == name]) for name in each["campaign"]]
        totals.insert(0, each.assign(reasons=of_each))
    return lines, pd.concat(totals, ignore_index=True)


def reasons(households: pd.DataFrame) -> str:
    """Print why notices of these households were not returned."""
    unsigned = households.loc[households["unsigned"] == 1, "unsigned_reason"].astype("object").fillna("")
    return messages.counted(reasons_counted(unsigned.astype("str"), schema.UNEXPLAINED))


def week_table(request: Request, households: pd.DataFrame) -> pd.DataFrame:
    """Return 活动周报: of each campaign not yet closed by a notice its head, what was reached, and next week's plan."""
    until = pd.Timestamp(request.as_of)
    campaigns = request.tables["campaigns"]
    campaigns = campaigns[(campaigns["starts"] <= until) & ~(campaigns["reported"] <= until)]
    lines: list[dict[str, object]] = []
    for campaign in campaigns.to_dict("records"):
        name = campaign["campaign_name"]
        of_it = households[households["campaign"] == campaign["campaign"]]
        told = [*head(campaign), *progress(of_it, until), *next_week(of_it)]
        lines += [{"campaign": name, **line} for line in told]
    return pd.DataFrame(lines, columns=[column.name for column in schema.CAMPAIGN_WEEK.columns])


def head(campaign: dict[object, object]) -> list[dict[str, object]]:
    """Return what a campaign is: period, leader, leading group, opening meeting, notice (CAM-03)."""
    meeting, reported = pd.Timestamp(str(campaign["meeting"])), pd.Timestamp(str(campaign["reported"]))
    starts, ends = pd.Timestamp(str(campaign["starts"])), pd.Timestamp(str(campaign["ends"]))
    texts = (
        messages.campaign_period(starts.date(), ends.date()),
        campaign["leader"],
        campaign["team"] or messages.NOT_ENTERED,
        messages.campaign_meeting(
            "" if pd.isna(meeting) else f"{meeting:%Y-%m-%d %H:%M}", str(campaign["meeting_place"])
        ),
        messages.NOT_ENTERED if pd.isna(reported) else str(reported.date()),
    )
    section = messages.CAMPAIGN_SECTIONS[0]
    return [
        {"section": section, "item": item, "note": text}
        for item, text in zip(messages.CAMPAIGN_HEAD, texts, strict=True)
    ]


def progress(households: pd.DataFrame, until: pd.Timestamp) -> list[dict[str, object]]:
    """Return what was reached so far and, where days are entered, this week; what has no day is said so (CAM-02)."""
    returned, paid = in_week(households["returned"], until), in_week(households["paid"], until)
    signed, cash = households["signed"] == 1, households["cash"] > 0
    figures = (
        ("households", None, None, None),
        ("signed", None, returned & signed, households["returned"].isna() & signed),
        ("unsigned", None, None, None),
        ("unreported", None, None, None),
        (None, "cash", paid & cash, households["paid"].isna() & cash),
        (None, "cash_principal", paid & cash, None),
        (None, "cash_interest", paid & cash, None),
        ("intending", "intended", None, None),
        ("expired", None, None, None),
        ("helped", "help_amount", None, None),
    )
    lines = []
    for item, (count, amount, week, dateless) in zip(messages.CAMPAIGN_ITEMS, figures, strict=True):
        counted = households[count] if count else (households[amount] > 0).astype("int64")
        line: dict[str, object] = {"section": messages.CAMPAIGN_SECTIONS[1], "item": item, "count": int(counted.sum())}
        if amount:
            line["amount"] = int(households[amount].sum())
        if week is not None:
            line["week_count"] = int(counted[week].sum())
            line |= {"week_amount": int(households.loc[week, amount].sum())} if amount else {}
        line["note"] = reasons(households) if count == "unsigned" else ""
        if dateless is not None:
            line["note"] = messages.undated(int(dateless.sum()))
        lines.append(line)
    return lines


def next_week(households: pd.DataFrame) -> list[dict[str, object]]:
    """Return what is to be done next week: whom to ask, serve again, hold to their word, hand over, help (CAM-02)."""
    expired = households["expired"] == 1
    chosen = (
        (households["unreported"] == 1, None),
        ((households["unsigned"] == 1) & ~expired, None),
        (households["intended"] > 0, "intended"),
        (expired, None),
        (households["help_amount"] > 0, "help_amount"),
    )
    lines = []
    for step, (these, amount) in zip(messages.CAMPAIGN_STEPS, chosen, strict=True):
        of_step = households[these]
        if of_step.empty:
            continue
        line: dict[str, object] = {
            "section": messages.CAMPAIGN_SECTIONS[2],
            "item": step,
            "count": len(of_step),
            "note": messages.named_households(of_step["household"].tolist(), MOST_NAMES),
        }
        lines.append(line | ({"amount": int(of_step[amount].sum())} if amount else {}))
    return lines
