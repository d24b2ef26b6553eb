"""Figures in words: each penalty line with the source of its rate, each line of allocation with the rule behind it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cache, partial
from typing import TYPE_CHECKING

import pandas as pd

from addin import messages
from addin.domain.calendar import known_until
from addin.domain.terms import Item, LprPick, PenaltyMode, Verdict
from addin.ledger.position import ledger_calendar

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from addin.domain.settlement import Settlement
    from addin.ports import Request

RATE_TO_PERCENT = -10  # a rate in units of 1e-12 as per cent
SHEET_TO_PERCENT = -6  # a rate of the sheet in units of 1e-8 as per cent
SHEET_TO_NUMBER = -8
LPR_MODES = (PenaltyMode.LPR_TIMES, PenaltyMode.LPR_PLUS)
TERMS = [
    "mode", "rate", "day_basis", "quote_day", "capped", "provisional", "standard", "pick", "grace", "moved", "guessed",
]  # fmt: skip


def plain(units: int, exponent: int) -> str:
    """Print ``units`` × 10**exponent as a plain decimal without trailing zeros: (345_000_000, -8) → 3.45."""
    return f"{Decimal(int(units)).scaleb(exponent).normalize():f}"


@dataclass(frozen=True)
class Data:
    """How far what the figures rest on is known: quotes by publication day, last official day of the calendar."""

    quotes: pd.Series
    holidays_until: dt.date
    receipt_day_bears: bool


def explained_segments(request: Request, settled: Settlement) -> pd.DataFrame:
    """Return the penalty lines as 违约金明细 prints them, in the order of the sheet's instalments.

    Columns: instalment (ID), row (its sheet row), contract, from_day, to_day (both included), days, principal, rate
    (text), penalty, basis (text: clause or LPR quote, day count, the settings that mattered, 暂定 with the extent of
    the data).
    """
    tables = request.tables
    instalments = tables["instalments"]
    contracts = tables["contracts"].drop_duplicates("contract").set_index("contract")
    lines = settled.segments.rename(columns={"instalment": "row"})
    lines.insert(0, "instalment", lines["row"].map(instalments["instalment"]))
    lines["contract"] = lines["row"].map(instalments["contract"])
    lines["standard"] = lines["contract"].map(contracts["penalty_rate"]).fillna(0).astype("int64")
    lines["pick"] = lines["contract"].map(contracts["lpr_pick"].cat.codes).astype("int64")
    lines["grace"] = lines["contract"].map(contracts["grace_days"]).astype("int64")
    rolled = settled.instalments["rolled_due"]
    moved = rolled.where(rolled != instalments["due"].reindex(rolled.index))
    lines["moved"] = moved.reindex(lines["row"]).to_numpy()
    lines["guessed"] = lines["row"].map(settled.instalments["day_provisional"]).astype("bool")
    data = Data(
        tables["lpr"].drop_duplicates("published").set_index("published")["one_year"],
        known_until(ledger_calendar(request)),
        request.settings.accrue_on_receipt_day,
    )
    distinct = lines[TERMS].drop_duplicates()
    distinct["rate_text"] = list(map(rate_text, distinct["rate"].tolist(), distinct["day_basis"].tolist()))
    distinct["basis"] = basis_texts(distinct, data)
    lines = lines.merge(distinct, on=TERMS, how="left", validate="many_to_one")
    lines["rate"] = lines.pop("rate_text")
    return lines.drop(columns=[name for name in TERMS if name != "rate"])


def rate_text(rate: int, day_basis: int) -> str:
    """Print a rate in units of 1e-12: 0.05%/日 or 5.175%/年."""
    form = messages.RATE_PER_DAY if day_basis == 1 else messages.RATE_PER_YEAR
    return form.format(rate=plain(rate, RATE_TO_PERCENT))


def basis_texts(lines: pd.DataFrame, data: Data) -> list[str]:
    """Say where the rate of each line comes from and what mattered; ``lines`` has the columns :data:`TERMS`.

    Nearly every line has another day to which its due day moved; the rest recurs, and is worded once.
    """
    source, moved, matters = cache(partial(source_text, data)), cache(moved_text), cache(partial(matter_texts, data))
    sources = zip(*(lines[name] for name in ("mode", "quote_day", "standard", "day_basis", "pick")), strict=True)
    conditions = zip(*(lines[name] for name in ("grace", "capped", "provisional", "guessed")), strict=True)
    told = zip(sources, lines["moved"], conditions, strict=True)
    return ["；".join((*source(*terms), *moved(day), *matters(*others))) for terms, day, others in told]


def source_text(
    data: Data, mode: int, quote: pd.Timestamp, standard: int, day_basis: int, pick: int
) -> tuple[str, ...]:
    """Say what a rate is made of: the clause, or the LPR quote and which one was taken."""
    penalty_mode = PenaltyMode(mode)
    if penalty_mode not in LPR_MODES:
        return (messages.BASIS_AGREED[penalty_mode.name].format(basis=day_basis),)
    times = penalty_mode is PenaltyMode.LPR_TIMES
    form = messages.BASIS_LPR_TIMES if times else messages.BASIS_LPR_PLUS
    agreed = plain(standard, SHEET_TO_NUMBER if times else SHEET_TO_PERCENT)
    lpr = plain(data.quotes.get(quote, 0), SHEET_TO_NUMBER)
    told = form.format(quote=quote.date(), lpr=lpr, standard=agreed, basis=day_basis)
    return told, messages.BASIS_PICK[LprPick(pick)]


def moved_text(day: pd.Timestamp) -> tuple[str, ...]:
    """Say to which day a due day moved, if it did."""
    return () if pd.isna(day) else (messages.due_moved(day.date()),)


def matter_texts(data: Data, grace: int, capped: bool, provisional: bool, guessed: bool) -> tuple[str, ...]:
    """Say what else made a line what it is, from the contract's grace days to the extent of the data."""
    parts = (
        grace and messages.grace(grace),
        not data.receipt_day_bears and messages.RECEIPT_DAY_FREE,
        capped and messages.CAPPED,
        provisional and messages.lpr_provisional(data.quotes.index.min().date(), data.quotes.index.max().date()),
        guessed and messages.holidays_provisional(data.holidays_until),
    )
    return tuple(part for part in parts if part)


def explained_allocations(tables: Mapping[str, pd.DataFrame], settled: Settlement) -> pd.DataFrame:
    """Return every line of allocation as 回款冲抵明细 prints it: receipt, day, contract, debt, item, amount, rule."""
    lines = settled.allocations
    receipts, contracts = tables["receipts"], tables["contracts"]

    def of(rows: str, column: pd.Series) -> pd.Series:
        return pd.Series(column.reindex(lines[rows]).to_numpy(), index=lines.index, dtype=column.dtype)

    debts = of("debt", tables["instalments"]["instalment"])
    debts = debts.where(lines["item"] != Item.COST, of("debt", tables["costs"]["cost"]))
    rule = messages.allocation_rule(of("contract", contracts["allocation_order"].astype("str")))
    rule = rule.where(~lines["designated"], messages.RULE_DESIGNATED)
    rule = rule.where(lines["day"] <= of("receipt", receipts["received"]), messages.RULE_FROM_PREPAID + "；" + rule)
    rule = rule.where(lines["item"] != Item.PREPAID, messages.RULE_PREPAID)
    return pd.DataFrame(
        {
            "receipt": of("receipt", receipts["receipt"]),
            "row": lines["receipt"],
            "day": lines["day"],
            "contract": of("contract", contracts["contract"]),
            "debt": debts.fillna(""),
            "item": lines["item"].map(dict(enumerate(messages.ITEMS))).astype("str"),
            "amount": lines["amount"],
            "rule": rule,
        }
    )


def next_steps(rows: pd.DataFrame) -> pd.Series:
    """Return the 下一步 of each row of ``domain.dunning.assess``: what happens next and from which day."""
    told = rows[["verdict", "stage_name", "letter_type", "trigger_day", "hold_until"]]
    distinct = told.drop_duplicates()
    texts = [next_step(row) for row in distinct.itertuples(index=False, name=None)]
    keyed = told.merge(distinct.assign(text=texts), on=list(told.columns), how="left", validate="many_to_one")
    return pd.Series(keyed["text"].to_numpy(), index=rows.index, dtype="str")


def next_step(row: tuple[int, str, str, pd.Timestamp, pd.Timestamp]) -> str:
    """Say one next step; ``row`` is (verdict, stage name, letter type, first day of the stage, hold until)."""
    verdict, stage, letter, trigger, hold = row
    day = hold if verdict == Verdict.ON_HOLD else trigger
    step = messages.step(stage, letter) if isinstance(stage, str) else ""
    return messages.NEXT_STEPS[verdict].format(step=step, day="" if pd.isna(day) else day.date())


def proposal_reason(rows: pd.DataFrame) -> str:
    """Say why a customer's overdue instalments are or are not chased: one clause per verdict, with its count."""
    verdicts = sorted(set(rows["verdict"].tolist()), reverse=True)
    return "；".join(verdict_clause(verdict, rows[rows["verdict"] == verdict]) for verdict in verdicts)


def verdict_clause(verdict: int, rows: pd.DataFrame) -> str:
    """Say one verdict of a customer with the number of its instalments."""
    first = rows["trigger_day"].min()
    reached = rows[["next_stage", "stage_name"]].drop_duplicates().sort_values("next_stage").dropna()
    stages = "、".join(messages.stage(number, name) for number, name in reached.itertuples(index=False))
    return messages.VERDICTS[verdict].format(
        count=len(rows), stages=stages, day=messages.NEVER_DAY if pd.isna(first) else first.date()
    )
