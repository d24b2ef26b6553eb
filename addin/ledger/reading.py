"""The whole workbook to typed tables: every sheet, all problems at once, and what an error in one row takes with it.

What an error takes with it stands in ``soundness``, the checks across tables in ``checks``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from addin.domain.conduct import standing
from addin.ledger import cells, checks, parameters, schema
from addin.ledger.sheets import Taken, take
from addin.ledger.soundness import CORE, consequences, sift, touched_contracts, unsound
from addin.ports import Kind, Level, Problem

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    import pandas as pd

    from addin.domain.settings import Settings
    from addin.ports import Column, Grid

ORDER = {sheet.title: position for position, sheet in enumerate(schema.SHEETS)}
FRACTION = 20_000_000  # a quote below 0.2 "per cent" was typed as a fraction: 0.0345 for 3.45 %


@dataclass(frozen=True)
class Reading:
    """The ledger as read: typed tables of sound rows by English sheet name, settings, all problems, what is blocked."""

    tables: Mapping[str, pd.DataFrame]
    settings: Settings
    problems: tuple[Problem, ...]
    blocked_contracts: frozenset[str]
    blocked_customers: frozenset[str]


def read(grids: Mapping[str, Grid], wanted: Collection[str] | None = None, known: Sequence[Problem] = ()) -> Reading:
    """Read the grids (by sheet title) into tables, with every problem found, in order of sheet, row and column.

    ``wanted`` are the titles a command asks for (None = all that users fill in); others are neither missed nor checked
    and are empty tables. A sheet that the program writes is read when it is among the grids. ``known`` are problems
    that the host knows of already: their rows are not sound either.
    """
    titles = {sheet.title for sheet in schema.SHEETS if sheet.title in grids or not sheet.written}
    titles = titles if wanted is None else titles & set(wanted)
    present = {title: grids.get(title) for title in titles}
    options = all_options(grids.get(schema.OPTIONS_TITLE))

    taken: dict[str, Taken] = {}
    problems = _absent(present)
    settings_sheet = take(present.get(schema.SETTINGS.title), schema.SETTINGS, options, {})
    rows = settings_sheet.frame.index.difference(list(settings_sheet.unsound())).tolist()
    settings, found = parameters.read_settings(present.get(schema.SETTINGS.title) if rows else None, rows)
    problems += found
    values = parameters.in_cells(settings)
    for sheet in schema.SHEETS:
        fallbacks = {column.name: fallback(column, values) for column in sheet.columns}
        taken[sheet.name] = take(present.get(sheet.title), sheet, options, fallbacks)
        problems += taken[sheet.name].problems
    quotes, found = percent_quotes(taken["lpr"].frame)
    frames = {name: one.frame for name, one in taken.items()} | {"lpr": quotes}
    problems += found
    told = {(problem.sheet, problem.row, problem.column) for problem in problems if problem.level is Level.ERROR}
    problems += [problem for problem in known if (problem.sheet, problem.row, problem.column) not in told]

    readable = {name for name, one in taken.items() if one.whole and present.get(one.sheet.title) is not None}
    problems += checks.duplicate_keys(frames)
    problems += checks.unknown_references(frames, readable)
    doubtful = touched_contracts(frames, unsound(problems)[0])
    problems += checks.check(sift(frames, problems, readable)[0], readable, doubtful)
    tables, contracts, customers = sift(frames, problems, readable)
    tables["contact_log"] = standing(tables["contact_log"])
    problems += consequences(problems)
    return Reading(tables, settings, in_order(problems), contracts, customers)


def _absent(present: Mapping[str, Grid | None]) -> list[Problem]:
    """Return an error for each core sheet that is not there, and a hint for each other one that is no optional one."""
    core = {schema.BY_NAME[name].title for name in CORE}
    return [
        Problem("missing-sheet", title) if title in core else Problem("absent-sheet", title, level=Level.HINT)
        for title, grid in present.items()
        if grid is None and not schema.BY_TITLE[title].optional
    ]


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return the problems as a reader meets them in the workbook: by sheet, row, column."""
    return tuple(sorted(problems, key=_place))


def _place(problem: Problem) -> tuple[int, int, int]:
    sheet = schema.BY_TITLE.get(problem.sheet)  # none: the problem lies outside the workbook, as in a template
    headers = [column.header for column in sheet.columns] if sheet else []
    column = headers.index(problem.column) if problem.column in headers else -1
    return ORDER.get(problem.sheet, -1), problem.row, column


def all_options(grid: Grid | None) -> dict[str, tuple[str, ...]]:
    """Return the options of every open column by header: the schema's, and the users' below that header of 选项."""
    options = {column.header: column.options for column in schema.open_columns()}
    if grid is None or not grid.rows:
        return options
    for place, header in enumerate(grid.rows[0]):
        name = cells.clean(cells.shown(header))
        if name in options:
            typed = [cells.clean(cells.shown(row[place])) for row in grid.rows[1:] if len(row) > place]
            options[name] = tuple(dict.fromkeys((*options[name], *filter(None, typed))))
    return options


def fallback(column: Column, values: Mapping[str, object]) -> object:
    """Return what an empty cell of the column stands for (None = nothing): its setting's value, else its default."""
    if column.setting:
        return values[column.setting]
    if not column.default:
        return None
    return column.default == schema.YES if column.kind is Kind.FLAG else column.default


def percent_quotes(lpr: pd.DataFrame) -> tuple[pd.DataFrame, list[Problem]]:
    """Return the quotes with fractions (0.0345, as a cell shown as 3.45 % holds it) taken as per cents, and hints."""
    mended, problems = lpr.copy(), []
    for name in ("one_year", "five_years"):
        quote = lpr[name]
        small = ((quote > 0) & (quote < FRACTION)).fillna(value=False).astype(bool)
        mended[name] = quote.where(~small, quote * 100)
        header = schema.LPR.column(name).header
        for row, units in quote[small].items():
            typed, meant = (cells.plain_number(int(units) * times / 10**8) for times in (1, 100))
            problems.append(
                Problem("lpr-fraction", schema.LPR.title, int(str(row)), header, typed, Level.HINT, {"reading": meant})
            )
    return mended, problems
