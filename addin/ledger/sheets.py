"""One sheet of the workbook to one typed table: headers, blank rows, cells, and what the host found odd."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache, reduce
from itertools import product
from operator import itemgetter
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from addin.ledger import cells, schema
from addin.ports import Level, Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from addin.ledger.cells import Flaw, Parsed
    from addin.ports import Column, Grid, Oddity, Sheet

FIRST_ROW = 2  # the sheet row of the first data row
TOTALS = frozenset({"合计", "总计", "小计", "本页合计", "累计"})
ODD_CODES = {"error": "error-cell", "uncached": "uncached", "merged": "merged"}
RANGE = re.compile(r"\$?([A-Z]{1,3})\$?(\d+):\$?([A-Z]{1,3})\$?(\d+)")


@dataclass(frozen=True)
class Taken:
    """A sheet as taken in: rows that are not blank (flawed cells empty), problems, and whether headers are sound."""

    sheet: Sheet
    frame: pd.DataFrame
    problems: tuple[Problem, ...] = ()
    whole: bool = True

    def unsound(self) -> frozenset[int]:
        """Return the sheet rows that carry an error."""
        return frozenset(problem.row for problem in self.problems if problem.level is Level.ERROR and problem.row)


def take(
    grid: Grid | None, sheet: Sheet, options: Mapping[str, Sequence[str]], fallbacks: Mapping[str, object]
) -> Taken:
    """Read one sheet. ``options`` are those of open columns by header, ``fallbacks`` what empty cells mean by name.

    Without a grid, or when a header that must be there is missing or stands twice, the table is empty.
    """
    if grid is None:
        return Taken(sheet, _nothing(sheet, options))
    places, problems = find_headers(grid, sheet)
    if any(problem.level is Level.ERROR for problem in problems):
        return Taken(sheet, _nothing(sheet, options), tuple(problems), whole=False)
    rows = grid.rows[1:]
    wide = 1 + max(places.values())
    if any(len(row) < wide for row in rows):
        rows = [row if len(row) >= wide else (*row, *[None] * (wide - len(row))) for row in rows]
    given = [column for column in inputs(sheet) if column.name in places]
    raw = {column.name: list(map(itemgetter(places[column.name]), rows)) for column in given}
    points = sheet is schema.LPR
    parsed = {
        column.name: cells.parse(raw[column.name], column, _allowed(column, options), percent_points=points)
        for column in given
    }
    odd = _odd_cells(grid, sheet, places)
    filled = _filled(parsed, len(rows), odd)
    problems += _cell_problems(sheet, raw, parsed, odd, filled)
    problems = _without_totals(problems, sheet, rows, places)
    problems += _hidden(grid, sheet, filled)
    dropped = {problem.row - FIRST_ROW for problem in problems if problem.code == "total-row"}
    filled[list(dropped)] = False
    kept = np.flatnonzero(filled)
    columns = {name: _with_fallback(one, fallbacks.get(name))[kept] for name, one in parsed.items()}
    return Taken(sheet, _typed(sheet, columns, kept + FIRST_ROW, options, fallbacks), tuple(problems))


def inputs(sheet: Sheet) -> tuple[Column, ...]:
    """Return the columns that users type: what the program computed earlier is never an input to it."""
    return tuple(column for column in sheet.columns if not column.computed)


def find_headers(grid: Grid, sheet: Sheet) -> tuple[dict[str, int], list[Problem]]:
    """Return the place (0-based) of each column by English name, and what is wrong with the header row.

    Full width, blanks, capitals and the ``*`` of a required column are forgiven (hint). Columns that the schema does
    not know are the user's own.
    """
    headers = [cells.clean(value) if isinstance(value, str) else "" for value in (grid.rows[0] if grid.rows else ())]
    alike: dict[str, list[int]] = {}
    for place, header in enumerate(headers):
        alike.setdefault(cells.folded(header).strip("*"), []).append(place)
    places: dict[str, int] = {}
    problems = []
    for column in sheet.columns:
        found = alike.get(cells.folded(column.header), [])
        if len(found) > 1:
            details = {"times": str(len(found))}
            problems.append(Problem("duplicate-header", sheet.title, 1, column.header, details=details))
        elif found:
            places[column.name] = found[0]
            if headers[found[0]] != column.header:
                details = {"meant": column.header}
                problems.append(
                    Problem("header-text", sheet.title, 1, column.header, headers[found[0]], Level.HINT, details)
                )
        elif column.required:
            problems.append(Problem("missing-header", sheet.title, 1, column.header))
    return places, problems


def _allowed(column: Column, options: Mapping[str, Sequence[str]]) -> Sequence[str]:
    """Return what a column may hold: closed columns of one header (状态) differ from sheet to sheet."""
    return options.get(column.header, column.options) if column.open_options else column.options


def _typed(
    sheet: Sheet,
    columns: Mapping[str, Any],
    rows: np.ndarray[Any, np.dtype[np.int64]],
    options: Mapping[str, Sequence[str]],
    fallbacks: Mapping[str, object] | None = None,
) -> pd.DataFrame:
    """Return the table with every input column of the schema: those read, and empty or default ones for the rest."""
    first = np.zeros(len(rows), dtype=np.int64)
    data = {}
    for column in inputs(sheet):
        if column.name in columns:
            data[column.name] = columns[column.name]
        else:
            empty = cells.parse([None], column, _allowed(column, options))
            data[column.name] = _with_fallback(empty, (fallbacks or {}).get(column.name))[first]
    return pd.DataFrame(data, index=pd.Index(rows, dtype=np.int64))


def _nothing(sheet: Sheet, options: Mapping[str, Sequence[str]]) -> pd.DataFrame:
    """Return the table without rows; most sheets are not there in most ledgers."""
    opened = {column.header: tuple(options[column.header]) for column in inputs(sheet) if column.header in options}
    return _without_rows(sheet, tuple(opened.items())).copy()


@lru_cache(maxsize=512)
def _without_rows(sheet: Sheet, options: tuple[tuple[str, tuple[str, ...]], ...]) -> pd.DataFrame:
    return _typed(sheet, {}, np.zeros(0, np.int64), dict(options))


def _with_fallback(parsed: Parsed, value: object) -> Any:
    """Return the values with ``value`` in the cells that were empty (a typed 0 is not empty)."""
    if value is None or not parsed.empty.any():
        return parsed.data
    values = parsed.data.copy()
    values[parsed.empty] = value
    return values


def _filled(
    parsed: Mapping[str, Parsed], count: int, odd: Mapping[tuple[int, str], Oddity]
) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Return which data rows hold anything that a user typed; the program's own columns do not count."""
    filled = np.zeros(count, dtype=bool)
    for one in parsed.values():
        filled |= ~one.empty
    for (position, _), oddity in odd.items():
        if oddity.what != "merged":
            filled[position] = True
    return filled


def _odd_cells(grid: Grid, sheet: Sheet, places: Mapping[str, int]) -> dict[tuple[int, str], Oddity]:
    """Return the odd cells of the input columns by position of the row and name of the column."""
    names = {place + 1: name for name, place in places.items() if not sheet.column(name).computed}
    odd = {}
    for oddity in grid.oddities:
        if oddity.what not in ODD_CODES:
            continue
        for row, column in _covered(oddity, len(grid.rows), max(names)):
            if column in names and FIRST_ROW <= row <= len(grid.rows):
                odd[row - FIRST_ROW, names[column]] = oddity
    return odd


def _covered(oddity: Oddity, last_row: int, last_column: int) -> Iterable[tuple[int, int]]:
    """Yield row and column of the cells of an oddity: those of a merged range such as A3:B5, else its own cell."""
    found = RANGE.fullmatch(oddity.text) if oddity.what == "merged" else None
    if not found:
        return [(oddity.row, oddity.column)]
    top, bottom = int(found[2]), min(int(found[4]), last_row)
    left, right = column_number(found[1]), min(column_number(found[3]), last_column)
    return product(range(top, bottom + 1), range(left, right + 1))


def column_number(letters: str) -> int:
    """Return the number (from 1) of a column's letters."""
    return reduce(lambda number, letter: number * 26 + ord(letter) - ord("A") + 1, letters, 0)


def _cell_problems(
    sheet: Sheet,
    raw: Mapping[str, Sequence[object]],
    parsed: Mapping[str, Parsed],
    odd: Mapping[tuple[int, str], Oddity],
    filled: np.ndarray[Any, np.dtype[np.bool_]],
) -> list[Problem]:
    """Return the problems of single cells: odd, flawed, or required and empty."""
    first: dict[tuple[int, str], tuple[str, Oddity]] = {}  # of a merged range one problem per row
    for (position, name), oddity in odd.items():
        first.setdefault((position, name if oddity.what != "merged" else oddity.text), (name, oddity))
    problems = [
        Problem(ODD_CODES[oddity.what], sheet.title, position + FIRST_ROW, sheet.column(name).header, oddity.text)
        for (position, _), (name, oddity) in first.items()
        if filled[position]
    ]
    for name, one in parsed.items():
        column = sheet.column(name)
        problems += [
            _problem(sheet, column, raw[column.name], flaw)
            for flaw in one.flaws
            if filled[flaw.position] and (flaw.position, column.name) not in odd
        ]
        if column.required:
            problems += [
                Problem("missing-cell", sheet.title, position + FIRST_ROW, column.header)
                for position in np.flatnonzero(one.empty & filled).tolist()
                if (position, column.name) not in odd
            ]
    return problems


def _problem(sheet: Sheet, column: Column, values: Sequence[object], flaw: Flaw) -> Problem:
    found = cells.shown(values[flaw.position])
    return Problem(flaw.code, sheet.title, flaw.position + FIRST_ROW, column.header, found, flaw.level, flaw.details)


def _without_totals(
    problems: list[Problem], sheet: Sheet, rows: Sequence[Sequence[object]], places: Mapping[str, int]
) -> list[Problem]:
    """Take rows such as 合计 below a table as no rows: one hint each instead of their errors."""
    errors = {problem.row for problem in problems if problem.code == "missing-cell"}
    totals = {}
    for row in sorted(errors):
        words = [rows[row - FIRST_ROW][place] for place in places.values()]
        word = next((word for word in words if isinstance(word, str) and cells.folded(word).strip(":") in TOTALS), None)
        if word is not None:
            totals[row] = word
    hints = [Problem("total-row", sheet.title, row, "", str(word), Level.HINT) for row, word in totals.items()]
    return [problem for problem in problems if problem.row not in totals] + hints


def _hidden(grid: Grid, sheet: Sheet, filled: np.ndarray[Any, np.dtype[np.bool_]]) -> list[Problem]:
    """Return one hint for all hidden rows of the sheet: a filter may hide thousands."""
    rows = sorted(
        {
            oddity.row
            for oddity in grid.oddities
            if oddity.what == "hidden" and 0 <= oddity.row - FIRST_ROW < len(filled) and filled[oddity.row - FIRST_ROW]
        }
    )
    if not rows:
        return []
    details = {"count": str(len(rows)), "rows": _runs(rows)}
    return [Problem("hidden-rows", sheet.title, rows[0], "", "", Level.HINT, details)]


def _runs(rows: Iterable[int], most: int = 5) -> str:
    """Return row numbers as runs (3–7、9), the first ``most`` of them."""
    runs: list[list[int]] = []
    for row in rows:
        if runs and row == runs[-1][1] + 1:
            runs[-1][1] = row
        else:
            runs.append([row, row])
    told = [f"{first}–{last}" if first < last else str(first) for first, last in runs[:most]]
    return "、".join(told) + ("…" if len(runs) > most else "")
