"""Changes and problems of a ledger in a user's own sheets: titles, headers and rows of ours as theirs.

A sheet of theirs may feed several of ours and one row several instalments; see ``mapping``.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pandas as pd

from addin.ledger import schema
from addin.ledger.intake.opening import MADE
from addin.ports import Append, Fill, Grid, Link, Mark, Problem, Refusal, Replace

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from addin.ledger.intake.recognising import SheetMap
    from addin.ports import Change, Column, Note


@dataclass(frozen=True)
class Place:
    """Where a row of ours stands: title of the sheet, its row there, the number of the instalment, and the mapping.

    ``map`` is None for a row of a sheet of our own, ``row`` 0 for one that stands nowhere.
    """

    title: str
    row: int
    unit: int = 0
    map: SheetMap | None = None


@dataclass(frozen=True)
class View:
    """One of our sheets as made from theirs: the grid that readers see, and the place of each of its rows."""

    grid: Grid
    places: Mapping[int, Place]


def translated(changes: Sequence[Change], made: Mapping[str, View], titles: Sequence[str]) -> list[Change]:
    """Return changes to our sheets as changes to theirs; the marks of one sheet of theirs together.

    A workbook of the user's may lack sheets of ours (``titles`` are those it has): nothing is filled there.
    """
    result: list[Change] = []
    marks: dict[str, list[Note]] = defaultdict(list)
    for change in changes:
        match change:
            case Fill() if change.sheet in made:
                result += _fills(change, made[change.sheet])
            case Fill() if change.sheet not in titles and change.frame.empty:
                continue
            case Append() if change.sheet in made:
                result.append(_appended(change, made[change.sheet]))
            case Mark() if change.sheet in made:
                for place in made[change.sheet].places.values():
                    marks[place.title] += []
                for note in change.notes:
                    place = made[change.sheet].places.get(note.row, Place("", 0))
                    if place.row:
                        marks[place.title].append(_noted(note, change.sheet, place))
            case Replace():
                links = {name: [_led(link, made) for link in each] for name, each in change.links.items()}
                result.append(replace(change, links=links))
            case _:
                result.append(change)
    return result + [Mark(title, tuple(notes)) for title, notes in marks.items()]


def _fills(change: Fill, view: View) -> list[Change]:
    """Split a Fill by sheet of theirs and number of the instalment."""
    rows: dict[tuple[str, int], dict[int, int]] = defaultdict(dict)
    maps: dict[str, SheetMap | None] = {}
    for number, place in view.places.items():
        if place.unit != MADE:
            rows[place.title, place.unit][number] = place.row
            maps[place.title] = place.map
    result: list[Change] = []
    for (title, unit), numbers in rows.items():
        part = change.frame[change.frame.index.isin(list(numbers))]
        if part.empty and change.keep_others:
            continue
        mapped = maps[title]
        if mapped is None:
            result.append(replace(change, frame=part))
            continue
        columns = tuple(_column(column, change.sheet, mapped, unit) for column in change.columns)
        part = part.set_axis(pd.Index([numbers[int(row)] for row in part.index], dtype="int64"))
        result.append(Fill(title, columns, part, change.keep_others, mapped.heading.last))
    return result


def _column(column: Column, sheet: str, mapped: SheetMap, unit: int) -> Column:
    """Return a column of ours under the header it has in their sheet, or gets there."""
    name = schema.BY_TITLE[sheet].name
    own = next((one for one in mapped.columns if one.target == (name, column.name) and one.unit in {0, unit}), None)
    if own is not None:
        two_lines = mapped.heading.first != mapped.heading.last
        if own.place < 0 or own.scale > 1 or two_lines or mapped.heading.texts.count(own.heading) > 1:
            raise Refusal("in-place-write", sheet=mapped.sheet, header=own.heading or column.header)
        return replace(column, header=own.heading)
    flat = name == "contracts" and any(one.target and one.target[0] == "instalments" for one in mapped.columns)
    prefix = f"{schema.INSTALMENT_LABEL.format(number=unit)}" if unit else schema.CONTRACT_LABEL if flat else ""
    return replace(column, header=prefix + column.header)


def _appended(change: Append, view: View) -> Append:
    """Return an Append to the one sheet of theirs that is just this sheet of ours."""
    name = schema.BY_TITLE[change.sheet].name
    maps = {place.title: place.map for place in view.places.values() if place.unit != MADE}
    if set(maps.values()) <= {None}:
        return change
    mapped = next(iter(maps.values()))
    if len(maps) > 1 or mapped is None or {one.target[0] for one in mapped.columns if one.target} != {name}:
        raise Refusal("in-place-append", sheet="、".join(maps))
    fed = {one.target[1] for one in mapped.columns if one.target}
    columns = tuple(column for column in change.columns if column.name in fed)
    return Append(mapped.sheet, tuple(_column(column, change.sheet, mapped, 0) for column in columns),
                  change.frame[[column.name for column in columns]], mapped.heading.last)  # fmt: skip


def _noted(note: Note, sheet: str, place: Place) -> Note:
    """Return a note at its cell in their sheet; on a row's first column where the column is none of theirs."""
    own = _own(sheet, note.header, place)
    return replace(note, row=place.row, column=own + 1 if place.map else 0)


def _own(sheet: str, header: str, place: Place) -> int:
    """Return the place (from 0) of a header of ours in their sheet, 0 when theirs has no such column."""
    names = {column.header: column.name for column in schema.BY_TITLE[sheet].columns}
    target = (schema.BY_TITLE[sheet].name, names.get(header, ""))
    for one in place.map.columns if place.map else ():
        if one.place >= 0 and one.target == target and one.unit in {0, place.unit}:
            return one.place
    return 0


def _led(link: Link | None, made: Mapping[str, View]) -> Link | None:
    place = made[link.sheet].places.get(link.row) if link and link.sheet in made else None
    if link is None or link.sheet not in made or place is None:
        return None if link and link.sheet in made else link
    return replace(link, sheet=place.title, row=place.row, header=link.header if place.map is None else "")


# ------------------------------------------------------------------ problems


def theirs(problem: Problem, made: Mapping[str, View]) -> Problem:
    """Return a problem at its place in their workbook."""
    if problem.sheet not in made:
        return problem
    sheet, row, header = _where(problem.sheet, problem.row, problem.column, made)
    return replace(problem, sheet=sheet, row=row, column=header)


def _where(sheet: str, row: int, header: str, made: Mapping[str, View]) -> tuple[str, int, str]:
    """Return sheet, row and header of theirs for one of ours; a column they lack keeps our name."""
    places = made[sheet].places
    place = places.get(row) or Place(next((one.title for one in places.values() if one.map), sheet), 0)
    if place.map is None:
        return place.title, place.row, header
    own = _own(sheet, header, place) if header else 0
    names = {column.header: column.name for column in schema.BY_TITLE[sheet].columns}
    target = (schema.BY_TITLE[sheet].name, names.get(header, ""))
    mapped = any(one.place == own and one.target == target for one in place.map.columns)
    return place.title, place.row, place.map.heading.texts[own] if mapped else header


def listed(change: Change, made: Mapping[str, View]) -> Change:
    """Let 校验结果 name their sheets, rows and headers."""
    if not isinstance(change, Replace) or change.sheet != schema.FINDINGS.title:
        return change
    frame = change.frame.copy()
    for at, link in zip(frame.index, change.links.get("place", ()), strict=False):
        title = str(frame.loc[at, "sheet"])
        if title in made:
            sheet, row, header = _where(title, link.row if link else 0, str(frame.loc[at, "column"]), made)
            text = str(frame.loc[at, "place"])
            frame.loc[at, ["sheet", "column"]] = [sheet, header]
            if link:
                frame.loc[at, "place"] = text.replace(str(link.row), str(row))
    return replace(change, frame=frame)
