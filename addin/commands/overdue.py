"""计算逾期: settle every receipt, accrue every penalty, fill the computed columns and the explaining sheets."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from addin import messages
from addin.domain.dunning import assess, sent_stages
from addin.domain.money import yuan
from addin.ledger import schema
from addin.ledger.position import latest_receipt, position
from addin.letters.explain import explained_allocations, explained_segments, next_steps
from addin.ports import Fill, Link, Outcome, Replace

if TYPE_CHECKING:
    from addin.domain.settlement import Settlement
    from addin.ports import Request, Sheet

INSTALMENTS = (
    "paid_principal", "unpaid_principal", "overdue_days", "grade", "penalty", "unpaid_penalty", "stage", "next_step",
)  # fmt: skip
CONTRACTS = ("unpaid_principal", "unpaid_penalty", "unpaid_costs", "prepaid", "payable", "longest_overdue")
RECEIPTS = ("to_principal", "to_penalty", "to_costs", "prepaid")
MOST_LINKS = 65_000  # of a sheet: Excel keeps 65 530
MOST_LINES = 1_048_575  # of a sheet, below its header


def run(request: Request) -> Outcome:
    """Compute as of the request's day; contracts touched by an error keep their computed cells empty."""
    settled, tables = position(request), request.tables
    caption = messages.report_caption(request.as_of, latest_receipt(request), settled.lpr_until)
    changes = (
        fill(schema.INSTALMENTS, INSTALMENTS, instalment_figures(request, settled)),
        fill(schema.CONTRACTS, CONTRACTS, settled.contracts),
        fill(schema.RECEIPTS, RECEIPTS, settled.receipts),
        explained(schema.SEGMENTS, schema.INSTALMENTS, explained_segments(request, settled), caption),
        explained(schema.ALLOCATIONS, schema.RECEIPTS, explained_allocations(tables, settled), caption),
    )
    overdue = int((settled.instalments["overdue_days"] > 0).sum())
    told = messages.computed(len(settled.contracts), overdue, len(request.blocked_contracts))
    cut = (
        messages.lines_cut(sheet.title, MOST_LINES, len(lines))
        for sheet, lines in ((schema.SEGMENTS, settled.segments), (schema.ALLOCATIONS, settled.allocations))
        if len(lines) > MOST_LINES
    )
    return Outcome(
        "".join((told, *cut)),
        changes,
        problems=request.problems,
        figures=key_figures(settled),
    )


def instalment_figures(request: Request, settled: Settlement) -> pd.DataFrame:
    """Return the computed columns of 应收计划: money, days, grade, stage last sent, next step."""
    figures = settled.instalments.copy()
    grades = figures["grade"].to_numpy(dtype=np.int64)
    figures["grade"] = pd.Categorical.from_codes(grades, categories=pd.Index(schema.GRADES))
    tables = request.tables
    sent = sent_stages(tables["letters"], tables["letter_lines"])
    stages = tables["instalments"].join(sent, on="instalment")["stage"]
    figures["stage"] = stages.reindex(figures.index).fillna(0).astype("int64")
    chased = assess(tables, settled.instalments, request.as_of, schema.NEVER_CHASED)
    figures["next_step"] = next_steps(chased).reindex(figures.index, fill_value="")
    return figures


def fill(sheet: Sheet, names: tuple[str, ...], figures: pd.DataFrame) -> Fill:
    """Write computed columns of a sheet; rows without figures are emptied."""
    return Fill(sheet.title, sheet.pick(*names), figures[list(names)])


def explained(sheet: Sheet, target: Sheet, lines: pd.DataFrame, caption: str) -> Replace:
    """Write an explaining sheet whose first column, the key of ``target``, leads to the row it explains.

    A sheet of more lines than can carry links carries none: it is filtered, and written several times as fast. Lines
    beyond the end of a sheet are left out, which the command's summary says.
    """
    lines = lines.iloc[:MOST_LINES]
    linked, header = sheet.columns[0].name, sheet.columns[0].header
    rows = lines["row"].tolist() if len(lines) <= MOST_LINKS else []
    links = {linked: [Link(target.title, row, header) for row in rows]} if rows else {}
    names = [column.name for column in sheet.columns]
    return Replace(sheet.title, sheet.columns, lines[names], links=links, caption=caption)


def key_figures(settled: Settlement) -> tuple[tuple[str, str], ...]:
    """Return the totals people ask for first."""
    instalments, contracts = settled.instalments, settled.contracts
    values = (
        instalments.loc[instalments["overdue_days"] > 0, "unpaid_principal"].sum(),
        instalments["penalty"].sum(),
        contracts["unpaid_penalty"].sum(),
        contracts["unpaid_principal"].sum(),
        contracts["prepaid"].sum(),
        contracts["payable"].sum(),
    )
    doubtful = int(instalments["provisional"].sum())
    figures = zip(messages.OVERDUE_FIGURES, (yuan(int(value)) for value in values), strict=True)
    return (*figures, (messages.PROVISIONAL, messages.provisional_count(doubtful))) if doubtful else tuple(figures)
