"""Rules of conditional formatting: laid so that they show at once, looked up, taken away; a user's own stay whole.

LibreOffice 7.4 has two ways, each with a fault of its own. A format made by ``createByRange`` is saved, but its cells
do not know of it: it shows when the file is opened anew. A format set on cells shows at once, but takes these cells out
of every other format. So what is laid is set where no other rule is in the way, and made where one is. ``removeByID``
takes a format off its list but not off its cells, and a later one may get its number: so cells are cleared by setting
nothing, and a number that some still bear is not given again.

A rule is (operator, formula without =, style); a box (first column, first row, last column, last row) from 0.
"""

from __future__ import annotations

import re
from typing import Any

import uno

EXPRESSION, NEVER = 24, "0"
OPERATORS = {0: "EQUAL", EXPRESSION: "FORMULA"}  # com.sun.star.sheet.ConditionFormatOperator -> ConditionOperator
TEXTS = re.compile(r'"[^"]*"')
NAME = re.compile(r"[^\W\d]")


class Rules:
    """The rules of documents. Those of a held one wait for the end of the click: all at once are far quicker."""

    def __init__(self) -> None:
        self._waiting: dict[int, Any] = {}  # number below 0 -> (document, title, box, rule)
        self._burnt: dict[Any, int] = {}  # (document, title) -> highest number that cells bear of a rule that is gone
        self._last = 0

    def known(self, model: Any, sheet: Any) -> Any:
        """Return [number, operator, formula, style, boxes] of every rule of a sheet; one of another kind has None."""
        formats = sheet.ConditionalFormats.getConditionalFormats()
        found = [[one.ID, *rule, list(map(list, _boxes(one)))] for one in formats for rule in _rules(one)]
        here = _place(model, sheet)
        waiting = self._waiting.items()
        return found + [[number, *rule, [list(box)]] for number, (place, box, rule) in waiting if place == here]

    def add(self, model: Any, sheet: Any, box: Any, rule: Any, wait: bool) -> int:
        """Add a rule to a range and return its number, which is below 0 as long as the rule waits."""
        self._last -= 1
        self._waiting[self._last] = (_place(model, sheet), tuple(box), tuple(rule))
        return self._last if wait else self.lay(model)[self._last]

    def lay(self, model: Any) -> Any:
        """Lay what waits for a document; return the numbers that the rules got by those that they had.

        A rule whose sheet is gone goes with it.
        """
        numbers: dict[int, int] = {}
        if not self._waiting:  # nor may the document still be there
            return numbers
        mine = {number: one for number, one in self._waiting.items() if one[0][0] == model.RuntimeUID}
        for number in mine:
            del self._waiting[number]
        for place in {one[0] for one in mine.values()}:
            if model.Sheets.hasByName(place[1]):
                its = {number: one[1:] for number, one in mine.items() if one[0] == place}
                laid = _lay(model, model.Sheets.getByName(place[1]), list(its.values()), self._burnt.get(place, 0))
                numbers.update({number: laid[box] for number, (box, _) in its.items()})
        return numbers

    def drop(self, model: Any, sheet: Any, known: Any) -> None:
        """Take a rule away, as it was known: number, rule, boxes. It may be gone already, or have another number.

        From among others that cannot be set again it is not taken (``removeByIndex`` of 7.4 does nothing): it never
        holds from then on.
        """
        number, rule, its = known[0], tuple(known[1]), list(map(tuple, known[2]))
        if number < 0:
            self._waiting.pop(number, None)
            return
        formats = sheet.ConditionalFormats.getConditionalFormats()
        same = [one for one in formats if rule in _rules(one) and (number == one.ID or its == _boxes(one))]
        if not same:
            return
        one = min(same, key=lambda one: number != one.ID)
        rules, boxes = _rules(one), _boxes(one)
        left = [other for other in rules if other != rule]
        held = _crossing(boxes, [box for other in formats if one.ID != other.ID for box in _boxes(other)])
        if left and (held or not all(map(_plain, left))):
            entry = one.getByIndex(rules.index(rule))
            entry.setPropertyValue("Operator", EXPRESSION)
            entry.setPropertyValue("Formula1", NEVER)
            return
        free = [box for box in boxes if box not in held]
        if free:
            _set(model, sheet, free, left)
        if held:
            place = _place(model, sheet)
            self._burnt[place] = max(self._burnt.get(place, 0), one.ID)
            sheet.ConditionalFormats.removeByID(one.ID)

    def clear(self, model: Any, sheet: Any, box: Any) -> None:
        """Take the cells of a range out of every rule, whatever its kind; other cells keep theirs."""
        here = _place(model, sheet)
        for number, (place, its, _) in list(self._waiting.items()):
            if place == here and _shared(box, its):
                del self._waiting[number]
        formats = sheet.ConditionalFormats.getConditionalFormats()
        shared = [_shared(box, its) for one in formats for its in _boxes(one)]
        cut = [part for found in shared if found for part in _below_and_top(*found)]
        if cut:
            _set(model, sheet, cut, ())


def _lay(model: Any, sheet: Any, wanted: Any, burnt: int) -> Any:
    """Lay (box, rule) pairs and return the number that each format got, by box; none is up to ``burnt``."""
    by_box: dict[Any, Any] = {}
    for box, rule in wanted:
        rules = by_box.setdefault(box, [])
        if rule not in rules:
            rules.append(rule)
    others = [box for one in sheet.ConditionalFormats.getConditionalFormats() for box in _boxes(one)]
    held = _crossing(list(by_box), others)
    groups: dict[Any, Any] = {}  # of boxes that can do with one format
    for box, rules in by_box.items():
        apart = None if all(map(_plain, rules)) else box
        groups.setdefault((apart, box in held, tuple(rules)), []).append(box)
    spent = _spend(model, sheet, burnt)
    numbers = {}
    for (_, beside, rules), boxes in groups.items():
        way = _make if beside else _set
        way(model, sheet, boxes, rules)
        numbers.update(dict.fromkeys(boxes, max(one.ID for one in sheet.ConditionalFormats.getConditionalFormats())))
    for number in spent:
        sheet.ConditionalFormats.removeByID(number)
    return numbers


def _place(model: Any, sheet: Any) -> Any:
    return model.RuntimeUID, sheet.getName()


def _set(model: Any, sheet: Any, boxes: Any, rules: Any) -> None:
    """Set a format on cells, in the place of every other; no rules clear them."""
    cells = _cells(model, sheet, boxes)
    format_ = cells.ConditionalFormat
    format_.clear()
    corner = uno.createUnoStruct("com.sun.star.table.CellAddress", sheet.getRangeAddress().Sheet, *boxes[0][:2])
    for operator, formula, style in rules:
        kind = uno.Enum("com.sun.star.sheet.ConditionOperator", OPERATORS[operator])
        told = {"Operator": kind, "Formula1": formula, "StyleName": style, "SourcePosition": corner}
        format_.addNew(tuple(_property(name, value) for name, value in told.items()))
    cells.ConditionalFormat = format_


def _make(model: Any, sheet: Any, boxes: Any, rules: Any) -> None:
    """Make a format beside the others that its cells have; they show it when the file is opened anew."""
    number = sheet.ConditionalFormats.createByRange(_cells(model, sheet, boxes))
    made = next(one for one in sheet.ConditionalFormats.getConditionalFormats() if number == one.ID)
    for at, (operator, formula, style) in enumerate(rules):
        made.createEntry(0, at)
        entry = made.getByIndex(at)
        entry.setPropertyValue("Operator", operator)
        entry.setPropertyValue("Formula1", formula)
        entry.setPropertyValue("StyleName", style)


def _spend(model: Any, sheet: Any, burnt: int) -> Any:
    """Use numbers up to ``burnt``, which cells still bear, for formats that are to be removed again; return them."""
    spent = []
    while burnt > max([one.ID for one in sheet.ConditionalFormats.getConditionalFormats()], default=0):
        spent.append(sheet.ConditionalFormats.createByRange(_cells(model, sheet, [(0, 0, 0, 0)])))
    return spent


def _plain(rule: Any) -> bool:
    """Tell whether a rule reads the same from every cell, and can be set."""
    return rule[0] in OPERATORS and not NAME.search(TEXTS.sub("", rule[1]))


def _rules(one: Any) -> Any:
    names = ("Operator", "Formula1", "StyleName")
    entries = [one.getByIndex(at) for at in range(one.getCount())]
    return [tuple(None if each.getType() else each.getPropertyValue(name) for name in names) for each in entries]


def _boxes(one: Any) -> Any:
    areas = one.Range.getRangeAddresses()
    return [(area.StartColumn, area.StartRow, area.EndColumn, area.EndRow) for area in areas]


def _cells(model: Any, sheet: Any, boxes: Any) -> Any:
    cells, place = model.createInstance("com.sun.star.sheet.SheetCellRanges"), sheet.getRangeAddress().Sheet
    areas = [uno.createUnoStruct("com.sun.star.table.CellRangeAddress", place, *box) for box in boxes]
    cells.addRangeAddresses(tuple(areas), False)
    return cells


def _property(name: Any, value: Any) -> Any:
    made = uno.createUnoStruct("com.sun.star.beans.PropertyValue")
    made.Name, made.Value = name, value
    return made


def _shared(box: Any, other: Any) -> Any:
    """Return the cells that two boxes share, None when there are none."""
    found = (max(box[0], other[0]), max(box[1], other[1]), min(box[2], other[2]), min(box[3], other[3]))
    return found if found[0] <= found[2] and found[1] <= found[3] else None


def _below_and_top(left: int, top: int, right: int, bottom: int) -> Any:
    """Return a box in two: cut from the top of a format in one piece, 7.4 takes only its first row off the list."""
    return [(left, top + 1, right, bottom)] * (bottom > top) + [(left, top, right, top)]


def _crossing(boxes: Any, others: Any) -> Any:
    """Return those boxes that share a cell with one of the others or with one another."""
    first, last = min((box[0] for box in boxes), default=0), max((box[2] for box in boxes), default=-1)
    columns: dict[Any, Any] = {}
    for box in [*boxes, *others]:
        for column in range(max(box[0], first), min(box[2], last) + 1):
            columns.setdefault(column, []).append(box)
    found = set()
    for column in columns.values():
        lowest = None
        for box in sorted(column, key=lambda box: box[1]):
            if lowest is not None and box[1] <= lowest[3]:
                found |= {box, lowest}
            if lowest is None or box[3] > lowest[3]:
                lowest = box
    return found
