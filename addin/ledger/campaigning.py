"""What the ledger knows for a campaign: whom a new one is about, and the notices that 函件登记 shows as sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from addin.domain.campaign import limitation_marks
from addin.domain.dunning import UNSENT
from addin.domain.limitation import limitation
from addin.domain.lookups import contract_customers
from addin.domain.terms import LetterState, Notice
from addin.ledger import schema
from addin.ledger.position import ledger_calendar, settled_tables
from addin.ledger.visiting import CHASED, overdue_rows
from addin.ports import Level, Problem

if TYPE_CHECKING:
    from addin.domain.settlement import Settlement
    from addin.ports import Request

NO_NOTICES = (*schema.ACCOUNT_TYPES, schema.SLIP_TYPE, schema.PLAN_TYPE)  # letters that are no demand


def in_doubt(request: Request) -> bool:
    """Tell whether the sheets of campaigns have errors: the totals would miss households."""
    titles = {schema.CAMPAIGNS.title, schema.CAMPAIGN_ROWS.title}
    return any(problem.sheet in titles and problem.level is Level.ERROR for problem in request.problems)


def new_households(request: Request, settled: Settlement) -> pd.DataFrame:
    """Return the rows to add to 片区活动: overdue customers, for campaigns that are not over.

    A campaign without rows gets all customers who may be chased (or the selected ones). One that has rows gets selected
    customers that are not in it, when it is the last to start. Nothing is known of their notices: 未登记.
    """
    campaigns, rows = request.tables["campaigns"], request.tables["campaign_rows"]
    running = campaigns[campaigns["ends"] >= pd.Timestamp(request.as_of)].sort_values("starts", kind="stable")
    begun = running["campaign"].isin(rows["campaign"])
    last = running["campaign"].iloc[-1:]
    wanted = running.loc[~begun, "campaign"].tolist() or (last.tolist() if request.select else [])
    overdue = overdue_rows(request, settled)
    chased = overdue[overdue["customer"].isin(request.select) if request.select else overdue["verdict"].isin(CHASED)]
    sums = chased.groupby("customer")["unpaid_principal"].sum()
    states = limitation(
        settled_tables(request), request.settings, request.as_of, ledger_calendar(request), settled
    ).instalments["state"]
    marks = limitation_marks(states.reindex(chased.index), chased["customer"])
    customers = request.tables["customers"].drop_duplicates("customer").set_index("customer").loc[sums.index]
    table = pd.DataFrame(
        {
            "customer": sums.index,
            "district": customers["department"].to_numpy(),
            "household": customers["customer_name"].to_numpy(),
            "principal": sums.to_numpy(),
            "limitation_mark": [schema.LIMITATION_MARKS[mark] for mark in marks.reindex(sums.index)],
            "notice_state": schema.NOTICE_STATES[Notice.UNREPORTED],
        }
    ).sort_values(["district", "household"], kind="stable")
    parts = [
        table[~table["customer"].isin(rows.loc[rows["campaign"] == campaign, "customer"])].assign(campaign=campaign)
        for campaign in wanted
    ]
    return pd.concat(parts, ignore_index=True) if parts else table.iloc[:0].assign(campaign="")


def known_notices(request: Request) -> dict[str, pd.Series]:
    """Return what 函件登记 says of notices, for cells of 片区活动 that are empty, by column and row.

    The notice of a household is the latest demand sent to the customer within the campaign. Only what the register
    shows is told: signed for (签回 with its day), or come back (未签回, 退回). Nothing else is concluded.
    """
    rows, letters = request.tables["campaign_rows"], request.tables["letters"]
    sent = letters[~letters["state"].cat.codes.isin(UNSENT) & ~letters["letter_type"].isin(list(NO_NOTICES))]
    sent = sent[sent["sent"].notna() & ~sent["letter"].isin(rows["notice"])].sort_values("sent", kind="stable")
    first = rows[rows["customer"] != ""].drop_duplicates(["campaign", "customer"]).reset_index(names="row")
    bare = first[first["notice"] == ""].merge(
        request.tables["campaigns"][["campaign", "starts", "ends"]], on="campaign"
    )
    pairs = bare[["row", "customer", "starts", "ends"]].merge(
        sent[["customer", "letter", "sent"]], on="customer"
    )
    within = pairs[(pairs["sent"] >= pairs["starts"]) & (pairs["sent"] <= pairs["ends"])]
    found = within.drop_duplicates("row", keep="last").drop_duplicates("letter").set_index("row")["letter"]
    notices = pd.Series(rows["notice"].to_dict() | found.to_dict(), dtype="str")
    register = letters.drop_duplicates("letter").set_index("letter")
    known = register.reindex(notices[notices.isin(register.index)].to_numpy())
    known.index = notices.index[notices.isin(register.index)]
    open_rows = rows.loc[known.index]
    unreported = open_rows["notice_state"].cat.codes == Notice.UNREPORTED
    signed = unreported & known["signed_for"].notna()
    back = unreported & (known["state"].cat.codes == LetterState.RETURNED) & ~signed
    state = pd.Series(schema.NOTICE_STATES[Notice.SIGNED], index=signed.index[signed]).to_dict() | dict.fromkeys(
        back.index[back], schema.NOTICE_STATES[Notice.UNSIGNED]
    )
    ways = known["delivery"].isin(schema.CAMPAIGN_ROWS.column("delivery").options) & open_rows["delivery"].isna()
    reason = back & open_rows["unsigned_reason"].isna()
    return {
        "notice": found,
        "notice_state": pd.Series(state, dtype="str"),
        "returned": known["signed_for"][signed & open_rows["returned"].isna()],
        "unsigned_reason": pd.Series(schema.RETURNED_REASON, index=reason.index[reason], dtype="str"),
        "delivery": known["delivery"][ways].astype("str"),
    }


def unbooked_cash(request: Request) -> list[Problem]:
    """Return a hint for each customer whose reported cash is more than 回款记录 holds since the campaign began."""
    rows = request.tables["campaign_rows"]
    cash = rows.assign(cash=rows["cash_principal"] + rows["cash_interest"])
    cash = cash[(cash["cash"] > 0) & (cash["customer"] != "")].reset_index(names="row")
    starts = request.tables["campaigns"].drop_duplicates("campaign").set_index("campaign")["starts"].to_dict()
    owner = contract_customers(request.tables)
    receipts = request.tables["receipts"]
    came = receipts.assign(customer=receipts["contract"].map(owner))
    problems = []
    for (campaign, customer), group in cash.groupby(["campaign", "customer"], sort=False):
        booked = came[(came["customer"] == customer) & (came["received"] >= starts[campaign])]["amount"].sum()
        if booked < group["cash"].sum():
            header = schema.CAMPAIGN_ROWS.column("cash_principal").header
            problems.append(Problem("campaign-cash", schema.CAMPAIGN_ROWS.title, int(group["row"].iloc[0]), header,
                                    str(customer), Level.HINT))  # fmt: skip
    return problems
