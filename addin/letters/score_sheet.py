"""考核评分表: one page per salesperson, ready to sign: definitions, targets, actual figures, grade, proposal."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from addin import messages
from addin.domain.money import yuan
from addin.letters.names import safe_name
from addin.ports import Line, Page

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Hashable, Mapping

    from addin.domain.settings import Settings

WIDTHS = (15.0, 40.0, 12.0, 12.0, 11.0)
INDICATOR_ROWS = (  # indicator, its target in Settings, its column of met, what it is divided from: name and kind
    ("recovery", "target_recovery", "recovery_met", ("recovered", "overdue")),
    ("bad_debt_rate", "target_bad_debt", "bad_debt_met", ("bad_debt", "overdue")),
    ("timeliness", "target_timeliness", "timeliness_met", ("in_time", "to_contact")),
    ("satisfaction", "target_satisfaction", "satisfaction_met", ("scores", "surveys")),
)
COUNTED = frozenset({"in_time", "to_contact", "scores", "surveys"})
LEAST, MOST = "≥ ", "≤ "
MEANING_HEIGHT, SIGN_HEIGHT = 50.0, 72.0  # points


def score_page(
    person: Mapping[Hashable, object], month: str, caption: str, settings: Settings, formulas: Mapping[str, str]
) -> Page:
    """Return the score sheet of one salesperson.

    ``person`` is a row of 考核 (fen, rates in 1e-8), ``formulas`` are in words by indicator.
    """
    name = str(person["salesperson"])
    lines = [
        Line((messages.SCORE_TITLE,), ("title",), (5,), 30.0),
        Line((messages.score_head(settings.company, month, name),), ("subtitle",), (5,)),
        Line((caption,), ("subtitle",), (5,)),
        Line((None,), ("gap",), (5,)),
        Line(messages.SCORE_HEADS, ("head",) * 5),
    ]
    for indicator, target, reached, parts in INDICATOR_ROWS:
        title, meaning = messages.INDICATORS[indicator]
        sign = MOST if indicator == "bad_debt_rate" else LEAST
        rate = person[indicator]
        shown = messages.NO_DATA if pd.isna(rate) else messages.percent_of(int(rate))  # type: ignore[call-overload]
        figures = " ÷ ".join(counted(person, part) for part in parts)
        lines += [
            Line(
                (title, messages.score_line(formulas[indicator], figures),
                 sign + messages.percent_of(getattr(settings, target)), shown, person[reached]),
                ("total", "text", "rate", "rate", "rate"), height=34.0,
            ),
            Line(("", meaning), ("total", "box"), (1, 4), MEANING_HEIGHT),
        ]  # fmt: skip
    lines += [
        Line((messages.SCORE_RESULT, messages.score_result(person["met"], str(person["kpi_grade"]))),
             ("total", "total"), (1, 4), 26.0),
        Line((messages.SCORE_PROPOSAL, str(person["proposal"])), ("total", "box"), (1, 4), 40.0),
        Line((messages.SCORE_NOTE,), ("small",), (5,), 28.0),
        Line((None,), ("gap",), (5,)),
        *(Line(pair, ("box", "box"), (2, 3), SIGN_HEIGHT) for pair in messages.SCORE_SIGNATURES),
    ]  # fmt: skip
    return Page(name, WIDTHS, tuple(lines), messages.score_footer(month, name))


def counted(person: Mapping[Hashable, object], part: str) -> str:
    """Print a quantity of an indicator: yuan, or a number."""
    value = int(person[part])  # type: ignore[call-overload]
    return str(value) if part in COUNTED else yuan(value)


def score_path(month: str, now: dt.datetime) -> str:
    """Return the file of a month's score sheets below the output folder; each press gives one of its own."""
    return f"{messages.SCORE_FOLDER}/{safe_name(f'{messages.SCORE_FOLDER}_{month}_{now:%m%d-%H%M%S}')}.xlsx"
