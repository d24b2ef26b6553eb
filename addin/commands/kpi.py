"""月度考核: four indicators per salesperson from the ledger's rows, the grade, what they rest on (KPI-01, KPI-02)."""

from __future__ import annotations

import inspect
import re
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from addin import messages
from addin.domain import kpi
from addin.domain.movement import movement
from addin.ledger import schema
from addin.ledger.owners import instalment_owners
from addin.ledger.position import latest_receipt, ledger_calendar, position
from addin.ledger.reporting import in_columns, links_to
from addin.ports import Outcome, Replace

if TYPE_CHECKING:
    from addin.domain.settlement import Settlement
    from addin.ports import Request

SUMS = ("overdue", "recovered", "bad_debt", "to_contact", "in_time", "surveys", "scores")
FLOWS = ("opening", "new", "paid", "written_off", "reinstated", "closing")
MET = dict(zip(kpi.INDICATORS, ("recovery_met", "bad_debt_met", "timeliness_met", "satisfaction_met"), strict=True))


def run(request: Request) -> Outcome:
    """Assess the month of the request's day, from its first day up to that day."""
    settled = position(request)
    since, until = pd.Timestamp(request.as_of.replace(day=1)), pd.Timestamp(request.as_of)
    lines = assessed_lines(request, settled, since, until)
    people = scored(summed(request, lines, since, until), request)
    caption = messages.report_caption(request.as_of, latest_receipt(request), settled.lpr_until)
    month = f"{request.as_of:%Y-%m}"
    body, total = people.iloc[:-1], people.iloc[-1:].assign(kpi_grade="", proposal="", salesperson=messages.SUM)
    return Outcome(
        messages.appraised(month, len(body), request.as_of),
        (
            Replace(
                schema.KPI.title,
                schema.KPI.columns,
                in_columns(schema.KPI, body.assign(month=month), total),
                editable=("signed_by", "approval"),
                totals=1,
                caption=caption,
            ),
            line_sheet(lines, caption),
            definition_sheet(),
        ),
        problems=request.problems,
        figures=tuple(zip(body["salesperson"], body["kpi_grade"], strict=True)),
    )


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


def summed(request: Request, lines: pd.DataFrame, since: pd.Timestamp, until: pd.Timestamp) -> pd.DataFrame:
    """Return the sums of each salesperson (index) and, last, of all."""
    table = lines.assign(
        overdue=lines["opening"] + lines["new"] + lines["reinstated"],
        recovered=lines["paid"],
        bad_debt=lines["written_off"],
        to_contact=lines["to_contact"].astype("int64"),
        in_time=lines["kept"].astype("int64"),
    )
    people = table.groupby("salesperson")[list(SUMS[:5])].sum()
    surveys = request.tables["surveys"]
    surveys = surveys[surveys["day"].between(since, until)]
    customers = request.tables["customers"].drop_duplicates("customer").set_index("customer")
    asked = surveys["salesperson"].where(
        surveys["salesperson"] != "", surveys["customer"].map(customers["salesperson"])
    )
    asked = asked.where(asked.fillna("") != "", messages.NOBODY)
    scores = surveys.groupby(asked)["score"].agg(["size", "sum"]).set_axis(["surveys", "scores"], axis=1)
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
    for name, column in MET.items():
        table[column] = [messages.target_met(None if pd.isna(flag) else bool(flag)) for flag in reached[name]]
    return table.assign(
        met=count,
        kpi_grade=[schema.KPI_GRADES[place] for place in grades],
        proposal=[messages.kpi_proposal(place, gaps) for place, gaps in zip(grades, missing, strict=True)],
    ).reset_index()


def line_sheet(lines: pd.DataFrame, caption: str) -> Replace:
    """Write 考核明细: every instalment behind the figures, leading to its row, and the sums."""
    table = lines.sort_values(["salesperson", "customer", "deadline"], kind="stable")
    rows = table.index.tolist()
    judged = table["to_contact"].to_numpy()
    table = table.assign(
        deadline=table["deadline"].where(judged),
        first_contact=table["contact"].where(judged),
        in_time=np.where(judged, np.where(table["kept"], schema.YES, schema.NO), ""),
    )
    total = table[list(FLOWS)].sum().to_frame().T.assign(salesperson=messages.SUM)
    return Replace(
        schema.KPI_LINES.title,
        schema.KPI_LINES.columns,
        in_columns(schema.KPI_LINES, table, total),
        links={"instalment": links_to(schema.INSTALMENTS, rows, 1)},
        totals=1,
        caption=caption,
    )


def definition_sheet() -> Replace:
    """Write 指标口径: what each indicator means, with formula and source from the docstring of the function itself."""
    rows = []
    for name, (title, meaning) in messages.INDICATORS.items():
        text = inspect.getdoc(getattr(kpi, name)) or ""
        stated = dict(re.findall(r"^(Formula|Source): (.+)$", text, re.MULTILINE))
        rows.append(
            {"indicator": title, "meaning": meaning, "formula": in_words(stated["Formula"]), "origin": stated["Source"]}
        )
    return Replace(
        schema.DEFINITIONS.title, schema.DEFINITIONS.columns, in_columns(schema.DEFINITIONS, pd.DataFrame(rows))
    )


def in_words(formula: str) -> str:
    """Return a formula of a docstring with the names that the sheets have for its quantities."""
    return re.sub(r"[a-z_]+", lambda found: messages.QUANTITIES[found[0]], formula)
