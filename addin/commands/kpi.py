"""月度考核: four indicators per salesperson from the ledger's rows, the grade, what they rest on (KPI-01, KPI-02)."""

from __future__ import annotations

import inspect
import re
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from addin import messages
from addin.domain import ageing, incentives, kpi, plan
from addin.domain.movement import movement
from addin.ledger import schema
from addin.ledger.owners import instalment_owners
from addin.ledger.position import latest_receipt, ledger_calendar, position
from addin.ledger.reporting import FIRST_ROW, first_places, in_columns, opening, report
from addin.letters.score_sheet import score_page, score_path
from addin.ports import Book, Link, Outcome

if TYPE_CHECKING:
    from addin.domain.settlement import Settlement
    from addin.ports import Replace, Request

SUMS = ("overdue", "recovered", "bad_debt", "to_contact", "in_time", "surveys", "scores")
FIGURES = ("salesperson", "overdue", "recovered", "recovery", "bad_debt", "bad_debt_rate")
CALLS = ("to_contact", "in_time", "timeliness")
ASKED = ("surveys", "satisfaction")
DEFINED = (kpi, plan, ageing, incentives)  # rooms whose functions carry formula and source in their docstrings
FLOWS = ("opening", "new", "paid", "written_off", "reinstated", "closing")
MET = dict(zip(kpi.INDICATORS, ("recovery_met", "bad_debt_met", "timeliness_met", "satisfaction_met"), strict=True))


def run(request: Request) -> Outcome:
    """Assess the month of the request's day, from its first day up to that day."""
    settled = position(request)
    since, until = pd.Timestamp(request.as_of.replace(day=1)), pd.Timestamp(request.as_of)
    lines = assessed_lines(request, settled, since, until)
    asked = surveyed(request, since, until)
    people = scored(summed(lines, asked), request)
    behind = detail_rows(lines, asked)
    caption = messages.report_caption(request.as_of, latest_receipt(request), settled.lpr_until)
    month = f"{request.as_of:%Y-%m}"
    body, total = people.iloc[:-1], people.iloc[-1:].assign(kpi_grade="", proposal="", salesperson=messages.SUM)
    frame = in_columns(schema.KPI, body.assign(month=month), total)
    definitions = definition_frame()
    formulas = dict(zip(messages.INDICATORS, definitions["formula"], strict=True))
    pages = [score_page(row, month, caption, request.settings, formulas) for row in body.to_dict("records")]
    return Outcome(
        messages.appraised(month, len(body), request.as_of),
        (
            line_sheet(behind, lines, caption),
            report(
                schema.KPI, frame, caption, totals=1, editable=("signed_by", "approval"),
                links=figure_links(frame, behind),
            ),
            report(schema.DEFINITIONS, definitions, caption),
            *([Book(score_path(month, request.now), tuple(pages))] if pages else []),
        ),
        problems=request.problems,
        figures=tuple(zip(body["salesperson"], body["kpi_grade"], strict=True)),
    )  # fmt: skip


def assessed_lines(
    request: Request, settled: Settlement, since: pd.Timestamp, until: pd.Timestamp
) -> pd.DataFrame:
    """Return the instalments that count in the month: movement, deadline of the first contact, whether it was kept."""
    tables = request.tables
    moved = movement(tables, settled, since, until)
    contacts = kpi.first_contacts(
        tables, settled, moved["entered"], request.settings.first_contact_days, ledger_calendar(request)
    )
    lines = moved.join(contacts).join(instalment_owners(tables, settled))
    lines["salesperson"] = lines["salesperson"].where(lines["salesperson"] != "", messages.NOBODY)
    lines["to_contact"] = lines["unpaid"] & lines["deadline"].between(since, until)
    lines["kept"] = lines["to_contact"] & (lines["contact"] <= lines["deadline"])
    counted = (lines[["opening", "new", "paid", "reinstated"]] > 0).any(axis=1) | lines["to_contact"]
    return lines[counted]


def surveyed(request: Request, since: pd.Timestamp, until: pd.Timestamp) -> pd.DataFrame:
    """Return the surveys of the month (index = their rows) with the salesperson whom they count for."""
    surveys = request.tables["surveys"]
    surveys = surveys[surveys["day"].between(since, until)]
    customers = request.tables["customers"].drop_duplicates("customer").set_index("customer")
    asked = surveys["salesperson"].where(
        surveys["salesperson"] != "", surveys["customer"].map(customers["salesperson"])
    )
    return surveys.assign(
        salesperson=asked.where(asked.fillna("") != "", messages.NOBODY),
        customer_name=surveys["customer"].map(customers["customer_name"]),
    )


def summed(lines: pd.DataFrame, asked: pd.DataFrame) -> pd.DataFrame:
    """Return the sums of each salesperson (index) and, last, of all."""
    table = lines.assign(
        overdue=lines["opening"] + lines["new"] + lines["reinstated"],
        recovered=lines["paid"],
        bad_debt=lines["written_off"],
        to_contact=lines["to_contact"].astype("int64"),
        in_time=lines["kept"].astype("int64"),
    )
    people = table.groupby("salesperson")[list(SUMS[:5])].sum()
    scores = asked.groupby("salesperson")["score"].agg(["size", "sum"]).set_axis(["surveys", "scores"], axis=1)
    people = people.join(scores, how="outer").fillna(0).astype("int64").rename_axis("salesperson")
    return pd.concat([people, people.sum().to_frame(messages.SUM).T.rename_axis("salesperson")])


def scored(people: pd.DataFrame, request: Request) -> pd.DataFrame:
    """Add rates, whether each target is met, how many are, the grade and what is proposed."""
    table = people.assign(
        recovery=kpi.recovery(people["recovered"], people["overdue"]),
        bad_debt_rate=kpi.bad_debt_rate(people["bad_debt"], people["overdue"]),
        timeliness=kpi.timeliness(people["in_time"], people["to_contact"]),
        satisfaction=kpi.satisfaction(people["scores"], people["surveys"]),
    )
    reached = kpi.met(table, request.settings)
    count = reached.fillna(value=False).sum(axis=1).astype("int64")
    grades = kpi.grade(count, request.settings)
    missing = reached.isna().sum(axis=1)
    known = table["recovery"].iloc[:-1].dropna()
    best = (table["recovery"] == known.max()).fillna(value=False) if len(known) else table["overdue"] < 0
    losses = (~reached["bad_debt_rate"]).fillna(value=False)
    for name, column in MET.items():
        table[column] = [messages.target_met(None if pd.isna(flag) else bool(flag)) for flag in reached[name]]
    return table.assign(
        met=count,
        kpi_grade=[schema.KPI_GRADES[place] for place in grades],
        proposal=[
            messages.kpi_proposal(place, gaps, best=bool(first), losses=bool(over))
            for place, gaps, first, over in zip(grades, missing, best, losses, strict=True)
        ],
    ).reset_index()


def detail_rows(lines: pd.DataFrame, asked: pd.DataFrame) -> pd.DataFrame:
    """Return what lies behind the figures: of each salesperson those to be contacted, the other debts, the surveys.

    ``sort`` is 0, 1 and 2; ``source`` the row in 应收计划 or 满意度调查.
    """
    judged = lines["to_contact"].to_numpy()
    debts = lines.assign(
        deadline=lines["deadline"].where(judged),
        first_contact=lines["contact"].where(judged),
        in_time=np.where(judged, np.where(lines["kept"], schema.YES, schema.NO), ""),
        sort=np.where(judged, 0, 1),
        source=lines.index,
    ).sort_values(["salesperson", "sort", "customer", "instalment"], kind="stable")
    scores = asked.assign(instalment=messages.SURVEY, sort=2, source=asked.index)
    scores = scores[["salesperson", "customer_name", "instalment", "score", "sort", "source"]]
    rows = pd.concat([debts, scores], ignore_index=True)
    return rows.sort_values(["salesperson", "sort"], kind="stable", ignore_index=True)


def line_sheet(behind: pd.DataFrame, lines: pd.DataFrame, caption: str) -> Replace:
    """Write 考核明细: every instalment and survey behind the figures, leading to its row, and the sums."""
    total = lines[list(FLOWS)].sum().to_frame().T.assign(salesperson=messages.SUM)
    sheets = [schema.SURVEYS if sort == 2 else schema.INSTALMENTS for sort in behind["sort"]]  # noqa: PLR2004
    links = [
        Link(sheet.title, int(row), (sheet.key or (sheet.columns[0].header,))[0])
        for sheet, row in zip(sheets, behind["source"], strict=True)
    ]
    return report(
        schema.KPI_LINES, in_columns(schema.KPI_LINES, behind.assign(in_time=behind["in_time"].fillna("")), total),
        caption, totals=1, links={"instalment": [*links, None]},
    )  # fmt: skip


def figure_links(frame: pd.DataFrame, behind: pd.DataFrame) -> dict[str, list[Link | None]]:
    """Lead the figures of each salesperson to the rows behind them; those of all to the first."""
    whole = first_places(behind["salesperson"])
    part = first_places(zip(behind["salesperson"], behind["sort"], strict=True))
    names, end = frame["salesperson"].iloc[:-1], FIRST_ROW if len(behind) else None
    return {
        **opening(frame, FIGURES, schema.KPI_LINES, [*(whole.get(name) for name in names), end]),
        **opening(frame, CALLS, schema.KPI_LINES, [*(part.get((name, 0)) for name in names), end]),
        **opening(frame, ASKED, schema.KPI_LINES, [*(part.get((name, 2)) for name in names), end]),
    }


def definition_frame() -> pd.DataFrame:
    """Return 指标口径: what each indicator means, with formula and source from the docstring of the function itself."""
    rows = []
    for name, (title, meaning) in messages.INDICATORS.items():
        function = next(getattr(room, name) for room in DEFINED if hasattr(room, name))
        stated = dict(re.findall(r"^(Formula|Source): (.+)$", inspect.getdoc(function) or "", re.MULTILINE))
        rows.append(
            {"indicator": title, "meaning": meaning, "formula": in_words(stated["Formula"]), "origin": stated["Source"]}
        )
    return in_columns(schema.DEFINITIONS, pd.DataFrame(rows))


def in_words(formula: str) -> str:
    """Return a formula of a docstring with the names that the sheets have for its quantities."""
    return re.sub(r"[a-z_]+", lambda found: messages.QUANTITIES[found[0]], formula)
