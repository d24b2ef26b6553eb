"""Changes and problems of a ledger in a user's own sheets: titles, headers and rows of ours as theirs.

A sheet of theirs may feed several of ours and one row several instalments; see ``mapping``.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from addin.ledger import schema
from addin.ledger.intake.opening import MADE
from addin.ledger.intake.sheetform import letters
from addin.ledger.intake.standing import own_header
from addin.ports import Fill, Grid, Kind, Link, Mark, Problem, Refusal, Replace

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from addin.ledger.intake.recognising import SheetMap
    from addin.ports import Change, Note

UNITS_OF_FEN = 10**6  # 1e-8 yuan in a fen


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
        part = part.set_axis(pd.Index([numbers[int(row)] for row in part.index], dtype="int64"))
        result.append(_fill(change, mapped, unit, part))
    return result


def _fill(change: Fill, mapped: SheetMap, unit: int, frame: pd.DataFrame) -> Fill:
    """Return a Fill of a sheet of theirs, rows and values as they stand there.

    Raises Refusal ``in-place-write`` for a column that is a fixed value, and for money that its unit cannot hold.
    """
    name = schema.BY_TITLE[change.sheet].name
    heading = mapped.heading
    places = {heading.texts[-1]: len(heading.texts)}  # new columns go right of it, whatever line it stands in
    columns, values = [], {}
    for column in change.columns:
        own = next((one for one in mapped.columns if one.target == (name, column.name) and one.unit in {0, unit}), None)
        values[column.name] = frame[column.name]
        if own is None:
            columns.append(replace(column, header=own_header(mapped, name, column, unit)))
            continue
        if own.place < 0:
            raise Refusal("in-place-write", sheet=mapped.sheet, header=column.header)
        header = own.heading if heading.texts.count(own.heading) < 2 else f"{own.heading} {letters(own.place)}"  # noqa: PLR2004
        places[header] = own.place + 1
        kind = column.kind
        if own.scale > 1:
            kind, values[column.name] = Kind.RATE, _in_unit(frame[column.name], own.scale, mapped.sheet, own.heading)
        columns.append(replace(column, header=header, kind=kind))
    part = pd.DataFrame(values, index=frame.index)
    return Fill(mapped.sheet, tuple(columns), part, change.keep_others, heading.last, places)


def _in_unit(fen: pd.Series[Any], scale: int, sheet: str, header: str) -> pd.Series[Any]:
    """Return fen as 1e-8 of a unit of ``scale`` yuan, as columns of rates hold them. Refusal when that is not exact."""
    whole = fen.astype("Int64")
    if scale <= UNITS_OF_FEN:
        return whole * (UNITS_OF_FEN // scale)
    if (whole % (scale // UNITS_OF_FEN) != 0).any():
        raise Refusal("in-place-write", sheet=sheet, header=header)
    return whole // (scale // UNITS_OF_FEN)


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
    told = []
    lines = zip(*(change.frame[name] for name in ("sheet", "place", "column")), strict=True)
    for (title, text, header), link in zip(lines, change.links.get("place", ()), strict=True):
        if title not in made:
            told.append((title, text, header))
            continue
        sheet, row, column = _where(title, link.row if link else 0, header, made)
        where = text.replace(str(link.row), str(row)) if link and row else ""
        told.append((sheet, where if link else text, column))
    if not told:
        return change
    sheets, places, columns = (list(each) for each in zip(*told, strict=True))
    return replace(change, frame=change.frame.assign(sheet=sheets, place=places, column=columns))
