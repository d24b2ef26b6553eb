"""The sheet 参数 to typed settings: each row by its own kind, what is missing by its default."""

from __future__ import annotations

import dataclasses
import re
from typing import TYPE_CHECKING

from addin.domain.settings import Settings
from addin.ledger import cells, schema
from addin.ledger.numbering import valid_format
from addin.ledger.sheets import find_headers
from addin.ports import Column, Kind, Level, Problem

if TYPE_CHECKING:
    from collections.abc import Iterable

    from addin.ledger.schema import SettingRow
    from addin.ports import Grid

ROWS = {row.header: row for row in schema.SETTING_ROWS}
FORMATS = {"letter_number", "statement_number"}
PLAIN = re.compile(r"\d+(\.\d+)?")  # a number that nobody can read otherwise, though the cell of 参数 is text
NAME, VALUE = (schema.SETTINGS.column(name).header for name in ("setting", "value"))


def read_settings(grid: Grid | None, rows: Iterable[int]) -> tuple[Settings, list[Problem]]:
    """Return the settings and what is wrong with them; ``rows`` are the sheet rows to take (sound ones of the sheet).

    A wrong value leaves the default in place and is an error; a name that is not a setting is a hint.
    """
    values: dict[str, object] = {row.name: setting(row, row.default)[0] for row in schema.SETTING_ROWS}
    problems: list[Problem] = []
    if grid is not None:
        places, _ = find_headers(grid, schema.SETTINGS)
        for row in rows:
            cell = grid.rows[row - 1]
            header = cells.clean(str(cell[places["setting"]]))
            value = cell[places["value"]] if places.get("value", len(cell)) < len(cell) else None
            if header not in ROWS:
                problems.append(Problem("unknown-setting", schema.SETTINGS.title, row, NAME, header, Level.HINT))
            elif cells.shown(value).strip(cells.BLANK):
                values[ROWS[header].name], found = setting(ROWS[header], value)
                problems += [dataclasses.replace(problem, row=row) for problem in found]
    settings = Settings(**values)  # type: ignore[arg-type]
    return settings, problems + _disorder(grid, settings)


def setting(row: SettingRow, value: object) -> tuple[object, list[Problem]]:
    """Return one setting as ``Settings`` holds it (the default if the value is wrong), and its problems (row 0)."""
    column = Column(row.header, row.name, row.kind, options=row.options)
    parsed = cells.parse([value], column)
    problems = [
        Problem(flaw.code, schema.SETTINGS.title, 0, VALUE, cells.shown(value), flaw.level, flaw.details)
        for flaw in parsed.flaws
        if not (flaw.code == "number-text" and isinstance(value, str) and PLAIN.fullmatch(value))
    ]
    if row.name in FORMATS and not valid_format(parsed.data[0]):
        problems.append(Problem("number-format", schema.SETTINGS.title, 0, VALUE, cells.shown(value)))
    if row.name == "limitation_warnings" and not re.fullmatch(r"\s*\d+\s*([,，、]\s*\d+\s*)*", parsed.data[0]):
        problems.append(Problem("warning-days", schema.SETTINGS.title, 0, VALUE, cells.shown(value)))
    if row.name == "opening_time" and not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", parsed.data[0]):
        problems.append(Problem("time-of-day", schema.SETTINGS.title, 0, VALUE, cells.shown(value)))
    if any(problem.level is Level.ERROR for problem in problems):
        return setting(row, row.default)[0], problems
    if row.name == "day_basis":
        return int(parsed.data[0]), problems
    if row.kind is Kind.OPTION:
        return int(parsed.data.codes[0]), problems
    plain = {Kind.TEXT: str, Kind.FLAG: bool}.get(row.kind, int)
    return plain(parsed.data[0]), problems


def in_cells(settings: Settings) -> dict[str, object]:
    """Return, by header of the setting, what an empty cell of a column with that setting holds instead."""
    values: dict[str, object] = {}
    for row in schema.SETTING_ROWS:
        value = getattr(settings, row.name)
        if row.kind is Kind.OPTION:
            value = str(value) if row.name == "day_basis" else row.options[value]
        values[row.header] = value
    return values


def _disorder(grid: Grid | None, settings: Settings) -> list[Problem]:
    """Return an error when the two limits of the overdue grades do not rise."""
    if grid is None or settings.mild_days < settings.medium_days:
        return []
    names = {row.name: row.header for row in schema.SETTING_ROWS}
    details = {"mild": names["mild_days"], "medium": names["medium_days"]}
    found = f"{settings.mild_days}、{settings.medium_days}"
    return [Problem("grade-limits", schema.SETTINGS.title, 0, "", found, details=details)]
