"""What the sheets of visits say: reasons, papers, what comes next, the package to take along, the summary."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from addin import messages
from addin.domain.conduct import listed_names
from addin.domain.money import yuan
from addin.domain.terms import Approval, Special, VisitReason
from addin.ledger import schema
from addin.ledger.visiting import PAPERS
from addin.letters.visit_slip import PARTIES, approved

if TYPE_CHECKING:
    from collections.abc import Mapping

    from addin.domain.settings import Settings
    from addin.ports import Problem, Request

PLACES = ("planned", "place", "vehicle")
NO_PAPER = {"complete": False, "number": "", "day": pd.NaT, "place": ""}


def reason_texts(facts: pd.DataFrame, reasons: pd.DataFrame) -> list[str]:
    """Name the reasons for visiting each customer; one without a reason was chosen by the user."""
    texts = []
    for fact, found in zip(facts.to_dict("records"), reasons.to_numpy(), strict=True):
        told = {
            "days": fact["longest_overdue"],
            "principal": messages.undisputed(yuan(fact["principal"]), partly=fact["overdue"] > fact["principal"]),
            "broken": fact["broken"],
            "unanswered": fact["unanswered"],
        }
        named = [messages.VISIT_REASONS[reason].format(**told) for reason in VisitReason if found[reason]]
        texts.append("；".join(named) or messages.VISIT_BY_CHOICE.format(**told))
    return texts


def paper_cells(plans: pd.DataFrame, papers: pd.DataFrame, blocked: frozenset[str]) -> pd.DataFrame:
    """Return the five papers of each row of the plan as its cells say them (index of ``plans``).

    Of ``blocked`` customers, whose data have errors, nothing is said.
    """
    held = by_paper(papers)
    cells = {
        paper: [
            ""
            if customer in blocked
            else said(held.get((customer, paper), NO_PAPER), lacking=paper == "has_contract")
            for customer in plans["customer"]
        ]
        for paper in PAPERS[:-1]
    }
    cells[PAPERS[-1]] = [messages.visit_paper(bool(slip), slip, "") for slip in plans["slip"]]
    return pd.DataFrame(cells, index=plans.index, columns=list(PAPERS), dtype="str")


def by_paper(papers: pd.DataFrame) -> dict[tuple[str, str], dict[str, object]]:
    """Return the papers by customer and name."""
    rows = papers.to_dict("records")
    return {(str(row["customer"]), str(row["paper"])): {str(key): row[key] for key in row} for row in rows}


def said(paper: Mapping[str, object], *, lacking: bool) -> str:
    """Say one paper in a cell; of contracts also which of them lack a file number."""
    return messages.visit_paper(bool(paper["complete"]), str(paper["number"]), str(paper["place"]) if lacking else "")


def next_steps(
    plans: pd.DataFrame, cells: pd.DataFrame, problems: tuple[Problem, ...], blocked: frozenset[str]
) -> list[str]:
    """Say what comes next for each row of the plan; customers that an error in the data touches wait."""
    waiting: dict[tuple[object, object], str] = {
        (problem.row, problem.found): messages.VISIT_FAULTS[problem.code]
        for problem in problems
        if problem.sheet == schema.VISIT_PLANS.title and problem.code in messages.VISIT_FAULTS
    }
    withheld = messages.VISIT_FAULTS["customer-withheld"]
    return [
        next_step(row, withheld if row["customer"] in blocked else waiting.get((number, row["visit"]), ""))
        for number, row in plans.assign(agreed=approved(plans)).join(cells).to_dict("index").items()
    ]


def next_step(row: Mapping[object, object], fault: str) -> str:
    """Say the next step of one row: booked, refused, why it waits, or what is still lacking."""
    if row["entry"]:
        return "；".join(filter(None, (messages.visit_booked(str(row["entry"])), fault)))
    if fault:
        return messages.visit_waits(fault)
    states = {name: schema.APPROVALS.index(str(row[name])) if row[name] in schema.APPROVALS else Approval.PENDING
              for name in ("review", "approval")}  # fmt: skip
    if Approval.REFUSED in states.values():
        return messages.VISIT_REFUSED
    if not row["longest_overdue"]:
        return messages.VISIT_NOTHING_OWED
    parts = [lacks(row)]
    if row["agreed"]:
        parts.append(messages.VISIT_GO if row["slip"] else messages.VISIT_MAKE_SLIP)
    else:
        parts.append(
            messages.VISIT_REVIEW if states["review"] == Approval.PENDING else messages.VISIT_APPROVAL
        )
    return "；".join(filter(None, parts))


def lacks(row: Mapping[object, object]) -> str:
    """Say which papers, which of the three parties and which arrangements a plan lacks; one technician goes along."""
    papers = [
        name for paper, name in zip(PAPERS[:-1], messages.PAPERS_OF_VISIT, strict=False)
        if str(row[paper]).startswith(messages.PAPER_MISSING)
    ]  # fmt: skip
    parties = [name for party, name in zip(PARTIES, messages.VISIT_PARTIES, strict=True) if not row[party]]
    places = [name for place, name in messages.VISIT_PLACES.items() if row[place] is pd.NaT or not row[place]]
    several = len(listed_names(str(row["technician"]))) > 1
    told = messages.visit_lacks(papers, parties, places)
    return "；".join(filter(None, (told, messages.VISIT_ONE_TECHNICIAN if several else "")))


def package(plans: pd.DataFrame, papers: pd.DataFrame) -> pd.DataFrame:
    """Return 走访资料: the five papers of every approved visit that lies ahead, one row each."""
    held = by_paper(papers)
    rows = []
    for visit in plans[approved(plans) & (plans["entry"] == "")].to_dict("records"):
        for paper, name in zip(PAPERS, messages.PAPERS_OF_VISIT, strict=True):
            one = held.get((visit["customer"], paper), NO_PAPER)
            if paper == PAPERS[-1]:
                slip, file = visit["slip"], visit["slip_file"]
                one = {**NO_PAPER, "complete": bool(slip), "number": slip, "place": file}
            rows.append(
                {
                    **{key: visit[key] for key in ("visit", "customer_name", "planned")},
                    "document": name,
                    "complete": messages.PAPER_THERE if one["complete"] else messages.PAPER_MISSING,
                    **{key: one[key] for key in ("number", "day", "place")},
                }
            )
    return pd.DataFrame(rows, columns=[column.name for column in schema.VISIT_PACKAGE.columns])


def reports(visits: pd.DataFrame, request: Request, broken: pd.Series) -> pd.DataFrame:
    """Return to whom each visited customer is reported, and why (VIS-04, LOG-02): ``reports_to`` and ``ground``.

    A customer of very bad reputation goes to the sales manager and to legal: said so after the visit, graded worst,
    registered as unwilling or as breaking promises, or with as many broken promises as lead to escalation. Other
    signs of bad faith go to the sales manager.
    """
    customers = request.tables["customers"].drop_duplicates("customer").set_index("customer")
    rows = []
    for customer, anomaly in visits[["customer", "anomaly"]].itertuples(index=False, name=None):
        known = customers.loc[customer]
        grounds = bad_reputation(known, int(broken.get(customer, 0)), request.settings)
        if anomaly == schema.WORST_ANOMALY:
            grounds.insert(0, schema.WORST_ANOMALY)
        ordinary = messages.REPORT_MANAGER if isinstance(anomaly, str) and anomaly else messages.REPORT_NOBODY
        rows.append(
            {
                "reports_to": messages.REPORT_LEGAL if grounds else ordinary,
                "ground": "；".join(grounds) or (anomaly if ordinary else ""),
            }
        )
    return pd.DataFrame(rows, index=visits.index, columns=["reports_to", "ground"])


def bad_reputation(customer: pd.Series, broken: int, settings: Settings) -> list[str]:
    """Return what the ledger knows of a customer's very bad reputation."""
    worst = schema.CUSTOMERS.column("credit").options[-1]
    special = customer["special"]
    codes = schema.SPECIAL_CASES
    found = {
        messages.WORST_CREDIT_GROUND.format(credit=worst): customer["credit"] == worst,
        messages.WORST_SPECIAL_GROUND.format(special=special): special
        in (codes[Special.BREAKS_PROMISES], codes[Special.UNWILLING]),
        messages.WORST_BROKEN_GROUND.format(broken=broken): 0 < settings.promises_to_escalate <= broken,
    }
    return [text for text, applies in found.items() if applies]
