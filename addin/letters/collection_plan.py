"""催收方案: how to collect from each overdue customer, by whom and by when, and the papers ready (PLN-01, PLN-02)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from addin import messages
from addin.domain.calendar import add_workdays
from addin.domain.promises import broken_counts
from addin.domain.terms import PromiseState, Verdict
from addin.domain.visits import plan_methods, plan_scores
from addin.ledger import schema
from addin.ledger.position import ledger_calendar
from addin.ledger.reporting import in_columns, links_to
from addin.letters.visit_texts import by_paper, said
from addin.ports import Replace

if TYPE_CHECKING:
    from addin.ports import Request

LEFT_ALONE = tuple(int(verdict) for verdict in (Verdict.ESTATE, Verdict.NEVER, Verdict.ON_HOLD, Verdict.COMPLAINT))
PLN_PAPERS = ("has_contract", "has_statement", "has_demand")


def collection_plan(
    request: Request, rows: pd.DataFrame, judged: pd.DataFrame, held: pd.DataFrame, caption: str
) -> Replace:
    """Write 催收方案: every overdue customer that may be chased, the hardest first.

    ``rows`` are those of ``assess``, ``judged`` those of ``judge_promises``, ``held`` of ``ledger.visiting.papers``.
    """
    chased = rows[~rows["verdict"].isin(LEFT_ALONE)]
    facts = plan_facts(request, chased, judged)
    table = facts.join(plan_scores(facts, request.settings))
    papers = by_paper(held)
    for paper in PLN_PAPERS:
        table[paper] = [said(papers[customer, paper], lacking=paper == "has_contract") for customer in table.index]
    methods = plan_methods(table["score"], request.settings)
    table = table.assign(
        method=[messages.PLAN_METHODS[method] for method in methods],
        explanation=[
            explained(dict(zip(PLN_PAPERS, cells, strict=True)), graded=credit >= 0, promised=not pd.isna(promised))
            for *cells, credit, promised in table[[*PLN_PAPERS, "credit", "promised"]].itertuples(index=False)
        ],
    )
    table = table.rename_axis("customer").reset_index()
    table = table.sort_values(["score", "principal"], ascending=False, kind="stable")
    customers = request.tables["customers"].drop_duplicates("customer")
    places = dict(zip(customers["customer"], customers.index.tolist(), strict=True))
    return Replace(
        schema.COLLECTION_PLAN.title,
        schema.COLLECTION_PLAN.columns,
        in_columns(schema.COLLECTION_PLAN, table),
        links={"customer": links_to(schema.CUSTOMERS, [places[name] for name in table["customer"]])},
        caption=caption,
    )


def plan_facts(request: Request, rows: pd.DataFrame, judged: pd.DataFrame) -> pd.DataFrame:
    """Return, by customer, the facts of ``domain.visits.plan_scores``, and customer_name, node, responsible, promised.

    node: the day of a promise that stands, else the first day of the next dunning stage when it lies ahead, else so
    many working days from today (setting 阶段完成工作日).
    """
    tables, day = request.tables, pd.Timestamp(request.as_of)
    calendar = ledger_calendar(request)
    facts = rows.groupby("customer").agg(
        longest_overdue=("overdue_days", "max"), principal=("unpaid_principal", "sum"), stage_day=("trigger_day", "min")
    )
    pending = judged[judged["state"] == PromiseState.PENDING]
    customers = tables["customers"].drop_duplicates("customer").set_index("customer").loc[facts.index]
    first = tables["contracts"].groupby("customer")["signed"].min()
    soon = add_workdays(np.array([request.as_of], dtype="datetime64[D]"), request.settings.stage_days, calendar)[0][0]
    promised = pending.groupby("customer")["deadline"].min().reindex(facts.index)
    ahead = facts["stage_day"].where(facts["stage_day"] > day)
    supply = schema.CUSTOMERS.column("supply").options
    return facts.assign(
        customer_name=customers["customer_name"],
        broken=broken_counts(judged)["broken"].reindex(facts.index, fill_value=0),
        known_days=(day - first.reindex(facts.index)).dt.days,
        suspended=customers["supply"].notna() & (customers["supply"] != supply[0]),
        credit=customers["credit"].cat.codes,
        promised=promised,
        node=promised.fillna(ahead).fillna(pd.Timestamp(soon)),
        responsible=customers["collector"].where(customers["collector"] != "", customers["salesperson"]),
    )


def explained(papers: dict[str, str], *, graded: bool, promised: bool) -> str:
    """Say what a line of the plan does not show by itself: papers lacking, no grade, a promise that stands."""
    names = [schema.COLLECTION_PLAN.column(paper).header for paper, cell in papers.items()
             if cell.startswith(messages.PAPER_MISSING)]  # fmt: skip
    parts = (
        messages.PLAN_LACKS.format(papers="、".join(names)) if names else "",
        "" if graded else messages.PLAN_NO_CREDIT,
        messages.PLAN_PROMISED if promised else "",
    )
    return "；".join(filter(None, parts))
