"""时效预警: the limitation of every debt that is due and unpaid, the most urgent first, each with what led to it."""

from __future__ import annotations

from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from addin import messages
from addin.domain.calendar import known_until
from addin.domain.limitation import limitation
from addin.domain.lookups import customer_names
from addin.domain.settlement import settle
from addin.domain.terms import DebtNature, LimitationState, Step
from addin.ledger import schema
from addin.ledger.position import latest_receipt, ledger_calendar, settled_tables
from addin.ports import Fill, Link, Outcome, Replace

if TYPE_CHECKING:
    import datetime as dt

    from addin.domain.settlement import Settlement
    from addin.ports import Request, Sheet

URGENCY = (
    LimitationState.WARNED,
    LimitationState.REVIEW,
    LimitationState.RUNNING,
    LimitationState.SUSPENDED,
    LimitationState.EXPIRED,
)
SOURCES: dict[int, Sheet] = {
    Step.START: schema.INSTALMENTS,
    Step.PROMISE: schema.CONTACT_LOG,
    Step.DEMAND: schema.CONTACT_LOG,
    Step.LETTER: schema.LETTERS,
    Step.RECEIPT: schema.RECEIPTS,
}
TOLD = 6  # latest steps in the short account, beside the first
MOST_LINES = 1_000_000  # a sheet holds 1 048 576 rows


def run(request: Request) -> Outcome:
    """List as of the request's day; debts not yet due, paid, or of contracts touched by an error stay empty."""
    calendar = ledger_calendar(request)
    tables = settled_tables(request)
    settled = settle(tables, request.settings, request.as_of, calendar)
    result = limitation(tables, request.settings, request.as_of, calendar, settled)
    known = known_until(calendar)
    started = result.instalments[result.instalments["state"] != LimitationState.NOT_STARTED]
    lines = by_urgency(started)
    steps = told_steps(result.steps, lines.index)
    table = described(request, settled, lines, accounts(steps, lines.index), known)
    count = lines["state"].value_counts().reindex(list(map(int, URGENCY)), fill_value=0)
    lost = int(count[LimitationState.EXPIRED] + count[LimitationState.REVIEW])
    end = schema.INSTALMENTS.column("limitation_end")
    caption = messages.as_of_caption(request.as_of, latest_receipt(request))
    horizon = messages.limitation_caption(known, max(len(steps) - MOST_LINES, 0))
    return Outcome(
        messages.limited(len(table), int(count[LimitationState.WARNED]), lost, len(request.blocked_contracts)),
        (
            Fill(schema.INSTALMENTS.title, (end,), lines[[end.name]].sort_index()),
            Replace(
                schema.LIMITATION.title,
                schema.LIMITATION.columns,
                table.reset_index(drop=True),
                links=links(request, lines, steps),
                caption=f"{caption}　{horizon}",
            ),
            step_sheet(request, steps.head(MOST_LINES), caption),
        ),
        problems=request.problems,
        figures=tuple(zip(messages.LIMITATION_FIGURES, (f"{number:,}" for number in count), strict=True)),
    )


def by_urgency(lines: pd.DataFrame) -> pd.DataFrame:
    """Order by state, then by days left; a guarantee about to end makes a running debt as urgent as a warned one."""
    watched = (lines["guarantee_state"] == LimitationState.WARNED) & (lines["state"] == LimitationState.RUNNING)
    rank = lines["state"].map({int(state): place for place, state in enumerate(URGENCY)})
    rank = rank.where(~watched, URGENCY.index(LimitationState.WARNED))
    left = lines["days_left"].where(~watched, lines["guarantee_left"]).fillna(0)
    order = pd.DataFrame({"rank": rank, "left": left}).sort_values(["rank", "left"], kind="stable").index
    return lines.assign(guarantee_first=watched).loc[order]


def described(
    request: Request, settled: Settlement, lines: pd.DataFrame, chain: pd.Series, known: dt.date
) -> pd.DataFrame:
    """Return the lines of 时效预警 in words."""
    tables = request.tables
    instalments = tables["instalments"].loc[lines.index]
    contracts = tables["contracts"].set_index("contract").loc[instalments["contract"]].set_index(lines.index)
    names = customer_names(tables)
    principal = settled.instalments.loc[lines.index, "unpaid_principal"]
    owed = settled.contracts["unpaid_principal"].set_axis(tables["contracts"].loc[settled.contracts.index, "contract"])
    one_debt = contracts["debt_nature"].cat.codes == DebtNature.ONE_DEBT
    cleared = principal.where(~one_debt, instalments["contract"].map(owed)) == 0
    notes = (
        (lines["provisional"], messages.days_provisional(known)),
        (cleared, messages.ONLY_PENALTY_LEFT),
        (contracts["contract_state"] == schema.IN_COURT, messages.IN_COURT),
    )
    for applies, note in notes:
        chain = chain.where(~applies, chain + "；" + note)
    states = lines[["state", "warning", "guarantee_first", "guarantee_warning"]]
    table = lines.assign(
        state=[state_name(*line) for line in states.itertuples(index=False, name=None)],
        contract=instalments["contract"],
        instalment=instalments["instalment"],
        customer_name=contracts["customer"].map(names).fillna(""),
        unpaid_principal=principal,
        guarantee_state=[
            "" if pd.isna(left) else messages.guarantee_left(int(left), presumed=presumed)
            for left, presumed in zip(lines["guarantee_left"], lines["guarantee_presumed"], strict=True)
        ],
        chain=chain,
    )
    return table[[column.name for column in schema.LIMITATION.columns]]


def state_name(state: int, warning: int, guarantee_first: bool, guarantee_warning: int) -> str:
    """Name the state of one debt, a warning with the days that it is within."""
    if guarantee_first:
        return messages.warned_within(guarantee_warning, guarantee=True)
    return messages.warned_within(warning) if warning else schema.LIMITATION_STATES[state]


def told_steps(steps: pd.DataFrame, order: pd.Index) -> pd.DataFrame:
    """Return the steps of the instalments in ``order``, in that order, with their source and what there is to say."""
    place = pd.Series(np.arange(len(order)), index=order)
    steps = steps[steps["instalment"].isin(order)]
    steps = steps.assign(place=steps["instalment"].map(place)).sort_values("place", kind="stable", ignore_index=True)
    source = pd.Series("", index=steps.index, dtype="str")
    for step, sheet in SOURCES.items():
        source = source.where(steps["kind"] != step, messages.source(sheet.title, steps["row"]))
    lasting = steps["suspended"] & steps["end"].isna()
    told = np.select(
        [~steps["counts"], steps["revives"], lasting, steps["suspended"]],
        [messages.STEP_LATE, messages.STEP_REVIVES, messages.STEP_SUSPENDED_STILL, messages.STEP_SUSPENDED],
        "",
    )
    return steps.assign(
        step=pd.Series(messages.LIMITATION_STEPS, dtype="str").reindex(steps["kind"]).to_numpy(),
        evidence=pd.Categorical.from_codes(steps["evidence"].tolist(), categories=pd.Index(schema.EVIDENCE)),
        source=source,
        explanation=pd.Series(told, index=steps.index, dtype="str"),
    )


def accounts(steps: pd.DataFrame, order: pd.Index) -> pd.Series:
    """Return each instalment's steps as one text: the first, the latest ones, and how many lie between.

    The steps stand in ``order``, and every instalment has at least the one that starts its period.
    """
    number = steps.groupby("instalment").cumcount()
    size = steps.groupby("instalment")["day"].transform("size")
    left_out = size - 1 - TOLD
    shown = steps[(number == 0) | (number > left_out)]
    evidence = shown["evidence"].astype("str").where(shown["evidence"].notna(), "")
    text = iso(shown["day"]) + " " + shown["step"]
    text += evidence.where(evidence == "", "·" + evidence) + "（" + shown["source"] + "）"
    text += ("，至 " + iso(shown["end"])).fillna("")
    text += shown["explanation"].where(shown["explanation"] == "", "，" + shown["explanation"])
    skips = (number.loc[shown.index] == 0) & (left_out.loc[shown.index] > 0)
    text = text.where(~skips, text + "；" + left_out.loc[shown.index].map(messages.steps_left_out))
    pairs = zip(shown["instalment"].tolist(), text.tolist(), strict=True)
    joined = ["；".join(part for _, part in parts) for _, parts in groupby(pairs, itemgetter(0))]
    return pd.Series(joined, index=order, dtype="str")


def iso(days: pd.Series) -> pd.Series:
    """Print days (NaT: missing); each different day is printed once, for there are few."""
    different = days.drop_duplicates()
    printed = different.dt.strftime("%Y-%m-%d").astype("str").set_axis(different)
    texts: pd.Series = printed.reindex(days).set_axis(days.index)
    return texts


def links(request: Request, lines: pd.DataFrame, steps: pd.DataFrame) -> dict[str, list[Link | None]]:
    """Lead from each line to the instalment, its contract and the row of the interruption that counts."""
    instalments, contracts = request.tables["instalments"], request.tables["contracts"]
    rows = pd.Series(contracts.index, index=contracts["contract"])
    of = instalments.loc[lines.index, "contract"].map(rows)
    latest = steps[steps["counts"]].drop_duplicates("instalment", keep="last").set_index("instalment")
    key, name = schema.INSTALMENTS.column("instalment").header, schema.CONTRACTS.column("contract").header
    return {
        "instalment": [Link(schema.INSTALMENTS.title, row, key) for row in lines.index.tolist()],
        "contract": [Link(schema.CONTRACTS.title, row, name) for row in of.tolist()],
        "last_interruption": [
            None if kind == Step.START else Link(SOURCES[kind].title, row)
            for kind, row in latest.loc[lines.index, ["kind", "row"]].itertuples(index=False, name=None)
        ],
    }


def step_sheet(request: Request, steps: pd.DataFrame, caption: str) -> Replace:
    """Write 时效经过: every step with its evidence, leading to the row that it comes from."""
    table = steps.assign(
        instalment=steps["instalment"].map(request.tables["instalments"]["instalment"]), limitation_end=steps["end"]
    )
    return Replace(
        schema.LIMITATION_STEPS.title,
        schema.LIMITATION_STEPS.columns,
        table[[column.name for column in schema.LIMITATION_STEPS.columns]],
        links={
            "source": [
                Link(SOURCES[kind].title, row)
                for kind, row in steps[["kind", "row"]].itertuples(index=False, name=None)
            ]
        },
        caption=caption,
    )
