"""A user's own workbook as the ledger, in place: a host that shows their sheets as ours, and writes ours into theirs.

The sheet 列对应 of that workbook says which of their columns are which of ours. Commands know nothing of it: they see
the ledger's sheets and give changes to them; titles, headers and rows are translated here, both ways. A sheet of theirs
may feed several of ours (a flat register: 客户, 合同台账, 应收计划), and one row several instalments (一期, 二期 …).

Computed columns are added right of their table; those of a contract go on its first row. Rows are never added to a
register that is more than one of our sheets, nor columns of theirs written that stand under two header lines or in
万元: that is refused with a sentence.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from addin.ledger import schema
from addin.ledger.cells import clean, shown
from addin.ledger.intake.building import build, together
from addin.ledger.intake.merging import ledger_rows
from addin.ledger.intake.opening import MADE
from addin.ledger.intake.reading_cells import ordinal
from addin.ledger.intake.sheetform import placed
from addin.ledger.intake.splitting import SHARED, fen, split
from addin.ledger.mapping_changes import Place, View, listed, theirs, translated
from addin.ledger.sheets import find_headers, take
from addin.ledger.soundness import CORE
from addin.ports import Grid, Oddity, Outcome

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from addin.ledger.intake.recognising import SheetMap
    from addin.ports import Change, Column, Done, Host

NAMES = ("customers", "contacts", "contracts", "instalments", "receipts")


def in_place(host: Host, as_of: dt.date) -> Host:
    """Return the host itself, or one that shows the workbook as a ledger when its 列对应 says that it is one.

    What was paid to date counts as received when it was due, at the latest on the as-of day.
    """
    title = schema.MAPPING.title
    if title not in host.titles():
        return host
    lines = take(host.read([title]).get(title), schema.MAPPING, {}, {}).frame
    lines = lines[(lines["purpose"].astype("str") == schema.IN_PLACE)
                  & (lines["mapping_state"].astype("str") == schema.MAPPING_STATES[1])]  # fmt: skip
    titles = [one for one in dict.fromkeys(lines["sheet"]) if one in host.titles()]
    if not titles:
        return host
    grids = host.read(titles)
    maps = [placed(grids[one], lines[lines["sheet"] == one]) for one in titles]
    return InPlace(host, views(maps, grids, host, as_of))


class InPlace:
    """A workbook of the user's as a :class:`addin.ports.Host` of a ledger."""

    def __init__(self, host: Host, made: Mapping[str, View]) -> None:
        """Keep the workbook's own host, and our sheets as made from theirs by title."""
        self._host = host
        self._views = made

    def titles(self) -> tuple[str, ...]:
        """Return the titles of all sheets, theirs and then those of ours that are made from them."""
        return tuple(dict.fromkeys((*self._host.titles(), *self._views)))

    def read(self, titles: Sequence[str]) -> dict[str, Grid]:
        """Read the named sheets; ours as they are made from theirs."""
        own = self._host.read([title for title in titles if title not in self._views])
        made = {title: self._views[title].grid for title in titles if title in self._views}
        return {title: (own | made)[title] for title in titles if title in own or title in made}

    def history(self) -> tuple[Done, ...]:
        """Return what can be taken back."""
        return self._host.history()

    def apply(self, changes: Sequence[Change], out: Path) -> list[Path]:
        """Carry out all changes or none, in their sheets. Raises a Refusal for what cannot be written there."""
        return self._host.apply(translated(changes, self._views, self._host.titles()), out)

    def renamed(self, outcome: Outcome) -> Outcome:
        """Return an outcome whose problems, and those that 校验结果 lists, name their sheets, rows and headers."""
        problems = tuple(theirs(problem, self._views) for problem in outcome.problems)
        return replace(outcome, problems=problems, changes=tuple(listed(each, self._views) for each in outcome.changes))


# ------------------------------------------------------------------ reading


def views(maps: Sequence[SheetMap], grids: Mapping[str, Grid], host: Host, as_of: dt.date) -> dict[str, View]:
    """Return our sheets, by title, as their sheets make them."""
    splits = [split(one, grids[one.sheet]) for one in maps]
    by_title = {one.sheet: one for one in maps}
    frames = {name: together(splits, name) for name in NAMES}
    _with_ids(frames)
    titles = [schema.BY_NAME[name].title for name in NAMES]
    own = host.read([title for title in titles if title in host.titles() and title not in by_title])
    openings = build(splits, ledger_rows(own, {}).tables, {}, as_of).tables["receipts"]
    made = {}
    for name in NAMES:
        sheet = schema.BY_NAME[name]
        rows = [(Place(row["source"], int(row["row"]), int(row["unit"]), by_title[row["source"]]), row)
                for row in frames[name].to_dict("records")]  # fmt: skip
        if name == "receipts":
            rows += [_opening(row) for row in openings[openings["unit"] == MADE].to_dict("records")]
        if rows or (name in CORE and sheet.title not in own):  # a register without receipts has none, not no sheet
            made[sheet.title] = _view(name, rows, own.get(sheet.title), grids)
    return made


def _with_ids(frames: dict[str, pd.DataFrame]) -> None:
    """Give the rows what our sheets need and theirs may lack: owners by name, instalments and receipts by contract."""
    for name in ("customers", "contacts", "contracts"):
        frame = frames[name]
        if len(frame):
            named, given = frame.get("customer_name"), frame.get("customer")
            who = named if given is None else given if named is None else given.where(given.notna(), named)
            frame["customer"] = None if who is None else [None if each is None else clean(shown(each)) for each in who]
    plans = frames["instalments"]
    if len(plans):
        given = (
            plans["number"].map(ordinal) if "number" in plans else pd.Series(None, index=plans.index, dtype="object")
        )
        order = plans.groupby("contract", sort=False).cumcount() + 1
        plans["number"] = given.where(given.notna(), order)
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
    """Lay rows out as a grid of ours: each on its own sheet row if that is free, else below all of them."""
    sheet = schema.BY_NAME[name]
    columns = [column for column in sheet.columns if not column.computed]
    body: dict[int, list[object]] = {}
    places: dict[int, Place] = {}
    if own is not None:
        at = find_headers(own, sheet)[0]
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
    return View(Grid(sheet.title, laid, tuple(_oddities(name, columns, places, grids))), places)


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
        for one in place.map.columns if place.map else ():
            if one.target and one.target[0] == name and one.unit in {0, place.unit} and one.target[1] in ours:
                oddity = odd.get((place.title, place.row, one.place + 1))
                if oddity and not (oddity.what == "merged" and name in SHARED):
                    text = "" if oddity.what == "merged" else oddity.text
                    found.append(Oddity(oddity.what, number, ours[one.target[1]], text))
    return found
