"""A user's own workbook as the ledger, in place: a host that shows their sheets as ours, and writes ours into theirs.

The sheet 列对应 of that workbook says which of their columns are which of ours. Commands know nothing of it: they see
the ledger's sheets and give changes to them; titles, headers and rows are translated here, both ways. A sheet of theirs
may feed several of ours (a flat register: 客户, 合同台账, 应收计划), and one row several instalments (一期, 二期 …).

Computed columns are added right of their table, under headers of our own (催收·逾期天数); those of a contract go on its
first row. Rows are never added to a sheet of theirs: what comes in new stands on a sheet of ours beside it, and both
are read as one. What cannot be found again, or says two things, is refused or not computed (``intake.contradictions``).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from addin.ledger import schema
from addin.ledger.cells import shown
from addin.ledger.intake.building import build, together
from addin.ledger.intake.contradictions import doubts, guard_other_tables
from addin.ledger.intake.merging import ledger_rows
from addin.ledger.intake.money import fen
from addin.ledger.intake.opening import MADE
from addin.ledger.intake.owners import with_owners
from addin.ledger.intake.reading_cells import ordinal
from addin.ledger.intake.spelling import one_spelling
from addin.ledger.intake.splitting import SHARED, split
from addin.ledger.intake.standing import placed
from addin.ledger.mapping_changes import Place, View, listed, theirs, translated
from addin.ledger.sheets import find_headers, take
from addin.ledger.soundness import CORE
from addin.ports import Append, Grid, Level, Oddity, Outcome, Refusal

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from addin.ledger.intake.recognising import SheetMap
    from addin.ports import Change, Column, Done, Host, Problem

NAMES = ("customers", "contacts", "contracts", "instalments", "receipts")


def in_place(host: Host, as_of: dt.date) -> Host:
    """Return the host itself, or one that shows the workbook as a ledger when its 列对应 says that it is one.

    What was paid to date counts as received when it was due, at the latest on the as-of day. Raises a Refusal when
    列对应 cannot be followed to the letter: a sheet or column that is left out would be money that nobody counts.
    """
    maps, grids = _maps(host)
    if not maps:
        return host
    made, problems = views(maps, grids, host, as_of)
    return InPlace(host, tuple(maps), made, problems)


def _maps(host: Host) -> tuple[list[SheetMap], dict[str, Grid]]:
    """Return how the user's sheets serve as the ledger, and these sheets; none when the workbook is no such one."""
    title = schema.MAPPING.title
    if title not in host.titles():
        return [], {}
    taken = take(host.read([title]).get(title), schema.MAPPING, {}, {})
    lines = taken.frame
    lines = lines[lines["purpose"].astype("str") == schema.IN_PLACE]
    confirmed = lines[lines["mapping_state"].astype("str") == schema.MAPPING_STATES[1]]
    titles = list(dict.fromkeys(lines["sheet"]))
    if not titles:
        return [], {}
    wrong = next((one for one in taken.problems if one.level is Level.ERROR and one.row in lines.index), None)
    if wrong:
        raise Refusal("mapping-in-doubt", row=str(wrong.row), header=wrong.column)
    waiting = lines.loc[~lines.index.isin(confirmed.index), "sheet"]
    if len(waiting):
        raise Refusal("mapping-unconfirmed", sheet=str(waiting.iloc[0]))
    gone = [one for one in titles if one not in host.titles()]
    if gone:
        raise Refusal("mapped-sheet-gone", sheet=gone[0])
    grids = host.read(titles)
    return [placed(grids[one], confirmed[confirmed["sheet"] == one]) for one in titles], grids


def selectable(host: Host, title: str, header: str) -> tuple[int, int]:
    """Return header row and column (from 1) of a sheet of theirs in which a column of ours stands; (1, 0): in none."""
    mapped = next((one for one in _maps(host)[0] if one.sheet == title), None)
    if mapped is None:
        return 1, 0
    names = {column.name for name in CORE for column in schema.BY_NAME[name].columns if column.header == header}
    places = {one.target[1]: one.place + 1 for one in mapped.columns if one.target and one.place >= 0}
    found = next((places[name] for name in names if name in places), 0)
    if not found and "customer" in names:  # theirs are known by name
        found = places.get("customer_name", 0)
    return mapped.heading.last, found


class InPlace:
    """A workbook of the user's as a :class:`addin.ports.Host` of a ledger."""

    def __init__(
        self, host: Host, maps: tuple[SheetMap, ...], made: Mapping[str, View], problems: tuple[Problem, ...] = ()
    ) -> None:
        """Keep the workbook's own host, and our sheets as made from theirs by title.

        ``base`` shows the workbook as it is, ``known`` are problems that its sheets have and ours cannot show.
        """
        self.base = self._host = host
        self.known = problems
        self._theirs = frozenset(one.sheet for one in maps)
        self._views = made

    def titles(self) -> tuple[str, ...]:
        """Return the titles of all sheets, theirs and then those of ours that are made from them."""
        return tuple(dict.fromkeys((*self._host.titles(), *self._views)))

    def read(self, titles: Sequence[str]) -> dict[str, Grid]:
        """Read the named sheets; ours as they are made from theirs."""
        own = self._host.read([title for title in titles if title not in self._views and not self._alien(title)])
        made = {title: self._views[title].grid for title in titles if title in self._views}
        return {title: (own | made)[title] for title in titles if title in own or title in made}

    def _alien(self, title: str) -> bool:
        """Tell whether a sheet of theirs has the title of one of ours that it is not."""
        return title in self._theirs and title in schema.BY_TITLE

    def history(self) -> tuple[Done, ...]:
        """Return what can be taken back."""
        return self._host.history()

    def apply(self, changes: Sequence[Change], out: Path) -> list[Path]:
        """Carry out all changes or none, in their sheets. Raises a Refusal for what cannot be written there."""
        for change in changes:
            if isinstance(change, Append) and change.sheet in self._theirs:
                raise Refusal("in-place-append", sheet=change.sheet)
        return self._host.apply(translated(changes, self._views, self._host.titles()), out)

    def beside(self, changes: Sequence[Change]) -> list[str]:
        """Return the sheets of ours that get new rows beside theirs."""
        titles = [change.sheet for change in changes if isinstance(change, Append) and change.sheet in self._views]
        return list(dict.fromkeys(titles))

    def renamed(self, outcome: Outcome) -> Outcome:
        """Return an outcome whose problems, and those that 校验结果 lists, name their sheets, rows and headers."""
        problems = tuple(theirs(problem, self._views) for problem in outcome.problems)
        return replace(outcome, problems=problems, changes=tuple(listed(each, self._views) for each in outcome.changes))


# ------------------------------------------------------------------ reading


def views(
    maps: Sequence[SheetMap], grids: Mapping[str, Grid], host: Host, as_of: dt.date
) -> tuple[dict[str, View], tuple[Problem, ...]]:
    """Return our sheets, by title, as their sheets make them, and what of theirs ours cannot show."""
    splits = [split(one, grids[one.sheet]) for one in maps]
    guard_other_tables(splits)
    by_title = {one.sheet: one for one in maps}
    titles = [schema.BY_NAME[name].title for name in NAMES]
    own = host.read([title for title in titles if title in host.titles() and title not in by_title])
    known = ledger_rows(own, {}).tables
    splits = one_spelling(splits, known["contracts"]["contract"])
    frames = {name: together(splits, name) for name in NAMES}
    _with_ids(frames)
    built = build(splits, known, {}, as_of)
    openings = built.tables["receipts"]
    made = {}
    for name in NAMES:
        sheet = schema.BY_NAME[name]
        rows = [(Place(row["source"], int(row["row"]), int(row["unit"]), by_title[row["source"]]), row)
                for row in frames[name].to_dict("records")]  # fmt: skip
        if name == "receipts":
            rows += [_opening(row) for row in openings[openings["unit"] == MADE].to_dict("records")]
        if rows or (name in CORE and sheet.title not in own):  # a register without receipts has none, not no sheet
            made[sheet.title] = _view(name, rows, own.get(sheet.title), grids)
    return made, doubts(built, splits, known, made)


def _with_ids(frames: dict[str, pd.DataFrame]) -> None:
    """Give the rows what our sheets need and theirs may lack: owners by name, instalments and receipts by contract."""
    with_owners(frames)
    plans = frames["instalments"]
    if len(plans):
        blank = pd.Series(None, index=plans.index, dtype="object")
        given = plans["number"].map(ordinal) if "number" in plans else blank
        numbers = pd.to_numeric(given, errors="coerce").fillna(0)
        without, highest = given.isna(), numbers.groupby(plans["contract"]).transform("max")
        running = highest + without.groupby(plans["contract"]).cumsum()  # as an import counts them
        plans["number"] = given.where(~without, running.round().astype("int64"))
        made = plans["contract"].astype("str") + "-" + [shown(number) for number in plans["number"]]
        plans["instalment"] = (
            plans["instalment"].where(plans["instalment"].notna(), made) if "instalment" in plans else made
        )
    money = frames["receipts"]
    if len(money):
        made = schema.RECEIPT_PREFIX + money["contract"].astype("str") + "-" + money["row"].astype("str")
        made += [f"-{unit}" if unit else "" for unit in money["unit"]]
        money["receipt"] = money["receipt"].where(money["receipt"].notna(), made) if "receipt" in money else made
    frames["contracts"] = _once(frames["contracts"], "contract")
    contracts = frames["contracts"]
    if len(contracts) and len(plans) and "amount" in plans:
        sums = plans["amount"].map(lambda value: fen(value) or 0).groupby(plans["contract"]).sum() / 100
        amount = contracts.get("contract_amount")
        made = contracts["contract"].map(sums)
        contracts["contract_amount"] = made if amount is None else amount.where(amount.notna(), made)
    frames["customers"] = _once(frames["customers"], "customer")
    if len(frames["contacts"]):
        frames["contacts"] = frames["contacts"][frames["contacts"]["person"].notna()].drop_duplicates(
            ["customer", "person"]
        )


def _once(frame: pd.DataFrame, key: str) -> pd.DataFrame:
    """Return the first row of each key, its empty cells filled from the key's other rows."""
    if frame.empty:
        return frame
    filled = frame.groupby(key, sort=False).first().reset_index()
    return filled.astype("object").where(filled.notna(), None)


def _opening(row: Mapping[Any, Any]) -> tuple[Place, dict[Any, Any]]:
    """Return an opening receipt, which stands nowhere, as a row of raw cells."""
    plain = {name: row[name] or None for name in ("receipt", "contract", "instalment", "remark")}
    cells = plain | {"received": row["received"].date(), "amount": row["amount"] / 100}
    return Place(row["source"], int(row["row"]), MADE), cells


def _view(
    name: str, rows: Sequence[tuple[Place, Mapping[Any, Any]]], own: Grid | None, grids: Mapping[str, Grid]
) -> View:
    """Lay rows out as a grid of ours: each on its own sheet row if that is free, else below all of them.

    A column that every row needs and none has is left out: that is told once, not of each row.
    """
    sheet = schema.BY_NAME[name]
    given = {header for header, value in ((key, value) for _, row in rows for key, value in row.items())
             if _plain(value) is not None}  # fmt: skip
    columns = [column for column in sheet.columns if not column.computed
               and (own is not None or not rows or not column.required or column.name in given)]  # fmt: skip
    body: dict[int, list[object]] = {}
    places: dict[int, Place] = {}
    odd: list[Oddity] = []
    if own is not None:
        at, wrong = find_headers(own, sheet)
        if any(one.level is Level.ERROR for one in wrong):
            raise Refusal("own-sheet-header", sheet=own.title, header=wrong[0].column)
        ours = {at[column.name] + 1: place for place, column in enumerate(columns, 1) if column.name in at} | {0: 0}
        odd += [replace(one, column=ours[one.column], text="" if one.what == "merged" else one.text)
                for one in own.oddities if one.column in ours]  # fmt: skip
        for number, typed in enumerate(own.rows[1:], 2):
            body[number] = [typed[at[c.name]] if c.name in at and at[c.name] < len(typed) else None for c in columns]
            places[number] = Place(sheet.title, number)
    waiting = []
    for place, row in rows:
        cells = [_plain(row.get(column.name)) for column in columns]
        if place.row in body or place.row < 2 or place.unit == MADE:  # noqa: PLR2004 - below our header row
            waiting.append((place, cells))
        else:
            body[place.row], places[place.row] = cells, place
    below = max([1, *body, *(len(grid.rows) for grid in grids.values())])
    for number, (place, cells) in enumerate(waiting, below + 1):
        body[number], places[number] = cells, place
    last = max(body, default=1)
    blank = [None] * len(columns)
    laid = [[column.header for column in columns], *(body.get(number, blank) for number in range(2, last + 1))]
    return View(Grid(sheet.title, laid, (*odd, *_oddities(name, columns, places, grids))), places)


def _plain(value: object) -> object:
    return None if value is None or value is pd.NaT or value != value else value  # noqa: PLR0124 - not a number


def _oddities(
    name: str, columns: Sequence[Column], places: Mapping[int, Place], grids: Mapping[str, Grid]
) -> list[Oddity]:
    """Return what is odd of the cells that feed our sheet, at their place there."""
    odd: dict[tuple[str, int, int], Oddity] = {
        (title, one.row, one.column): one for title, grid in grids.items() for one in grid.oddities
    }
    ours = {column.name: at for at, column in enumerate(columns, 1)}
    found = []
    for number, place in places.items():
        if place.map and (hidden := odd.get((place.title, place.row, 0))):
            found.append(replace(hidden, row=number))
        for one in place.map.columns if place.map else ():
            if one.target and one.target[0] == name and one.unit in {0, place.unit} and one.target[1] in ours:
                oddity = odd.get((place.title, place.row, one.place + 1))
                if oddity and not (oddity.what == "merged" and name in SHARED):
                    text = "" if oddity.what == "merged" else oddity.text
                    found.append(Oddity(oddity.what, number, ours[one.target[1]], text))
    return found
