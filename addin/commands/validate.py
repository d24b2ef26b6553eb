"""校验台账: list everything that reading found in 校验结果 and mark the cells."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import pandas as pd

from addin import messages
from addin.ledger import schema
from addin.ledger.checks import days_ahead
from addin.ledger.conduct_hints import conduct_hints
from addin.ledger.penalty_hints import hints
from addin.ledger.reading import in_order
from addin.ports import Level, Link, Mark, Note, Outcome, Replace

if TYPE_CHECKING:
    from collections.abc import Sequence

    from addin.ports import Change, Problem, Request, Sheet

MOST_NOTES = 2_000  # per sheet: more make a workbook slow to open, and nobody reads them cell by cell
MOST_LINES = 1_000_000  # a sheet holds 1 048 576 rows


def run(request: Request) -> Outcome:
    """Return the findings as the sheet 校验结果 and as marks on every sheet that users fill in.

    Marks of the last time are cleared also where a sheet is clean now. ``done`` is False when there is an error.
    """
    legal = hints(request.tables, request.settings, request.as_of, request.blocked_contracts)
    ahead = days_ahead(request.tables, max(request.as_of, request.now.date()))
    problems = in_order([*request.problems, *legal, *ahead, *conduct_hints(request.tables, request.settings)])
    errors = sum(problem.level is Level.ERROR for problem in problems)
    marks = [mark(sheet, problems) for sheet in marked_sheets(problems)]
    noted = sum(len(note.text.splitlines()) for one in marks for note in one.notes)
    on_cells = sum(bool(problem.row) for problem in problems)
    changes: tuple[Change, ...] = (findings(problems), *marks)
    blocked = (len(request.blocked_contracts), len(request.blocked_customers))
    counts = (errors, len(problems) - errors, *blocked)
    rows = [
        (messages.rows_read(schema.BY_NAME[name].title), f"{len(request.tables[name]):,}")
        for name in ("customers", "contracts", "instalments", "receipts")
    ]
    return Outcome(
        messages.validated(errors, len(problems) - errors, on_cells - noted),
        changes,
        problems,
        (*rows, *zip(messages.VALIDATE_FIGURES, (f"{count:,}" for count in counts), strict=True)),
        done=not errors,
    )


def findings(problems: Sequence[Problem]) -> Replace:
    """Return the sheet 校验结果: one line per problem with a link to its cell; sound data says so in one line."""
    listed = problems[:MOST_LINES]
    lines = [
        (
            messages.LEVEL_NAMES[problem.level],
            problem.sheet,
            messages.row_place(problem.row),
            problem.column,
            problem.found,
            messages.advice(problem),
            problem.code,
        )
        for problem in listed
    ] or [(messages.SOUND_LEVEL, "", "", "", "", messages.SOUND_TEXT, "")]
    names = [column.name for column in schema.FINDINGS.columns]
    links = [Link(problem.sheet, problem.row, problem.column) if problem.row else None for problem in listed]
    return Replace(
        schema.FINDINGS.title,
        schema.FINDINGS.columns,
        pd.DataFrame(lines, columns=names, dtype="str"),
        links={"place": links or [None]},
    )


def marked_sheets(problems: Sequence[Problem]) -> list[Sheet]:
    """Return the sheets that carry marks: those that users fill in and that the workbook has."""
    absent = {problem.sheet for problem in problems if problem.code in {"missing-sheet", "absent-sheet"}}
    return [sheet for sheet in schema.SHEETS if not sheet.written and sheet.title not in absent]


def mark(sheet: Sheet, problems: Sequence[Problem]) -> Mark:
    """Return the notes of one sheet, one per cell, at most ``MOST_NOTES`` and errors first; none clears the sheet.

    A problem of a whole row stands on the row's first column.
    """
    cells: dict[tuple[int, str], list[Problem]] = defaultdict(list)
    for problem in sorted(problems, key=lambda problem: problem.level is not Level.ERROR):
        if problem.sheet == sheet.title and problem.row:
            cells[problem.row, problem.column or sheet.columns[0].header].append(problem)
    notes = [
        Note(row, header, "\n".join(map(messages.advice, found)), found[0].level)
        for (row, header), found in list(cells.items())[:MOST_NOTES]
    ]
    return Mark(sheet.title, tuple(sorted(notes, key=lambda note: note.row)))
