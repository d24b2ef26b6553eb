"""The office's end of the bridge: carries out what a worker asks for, inside the office or beside it.

It travels in the extension and runs in the office's own Python, so it uses the standard library and uno alone. Worker
and office exchange frames: four bytes of length (big endian), then a marshalled value. Frames to the office are
``(operation, handle, name, arguments, released handles)``, answers ``("ok", value)`` or ``("fault", type, text)``. An
operation that begins with ! is not answered; its fault is the answer to the next one that is. A value is None, bool,
int, float, str or bytes as it is, a list (a UNO sequence), or a tuple with a letter: ``("H", handle)`` an object,
``("S", type, members)`` a struct, ``("E", type, name)`` an enum, ``("R", rows)`` plain rows. A box is (first column,
first row, last column, last row) from 0.
"""

from __future__ import annotations

import marshal
import re
import struct
import threading
from typing import Any

import dunbook_dialogs
import dunbook_rules
import uno
import unohelper
from com.sun.star.awt import XCallback

FORMAT = 2  # every Python 3 reads and writes it; only plain values, so nothing is run by reading
HEAD = 4
ERROR_RESULT = 4  # com.sun.star.sheet.FormulaResult
ROWS = ("getDataArray", "getFormulaArray")
DIGIT = re.compile(r"\d")
GAP, MOST = 8, 0.7  # rows between two that are measured with them; share of rows beyond which all are measured


def write_frame(stream: Any, value: Any) -> None:
    """Write one frame."""
    data = marshal.dumps(value, FORMAT)
    stream.write(struct.pack(">I", len(data)) + data)
    stream.flush()


def read_frame(stream: Any) -> Any:
    """Read one frame; None at the end of the stream."""
    head = stream.read(HEAD)
    if len(head) < HEAD:
        return None
    data = stream.read(struct.unpack(">I", head)[0])
    return marshal.loads(data)  # noqa: S302 - from our own child


class Office:
    """Objects handed out to a worker, and the operations on them. Object 0 is the component context."""

    def __init__(self, context: Any) -> None:
        self._context = context
        self._objects = {0: context}
        self._last = 0
        self._members: dict[str, list[str]] = {}
        self._held: list[Any] = []
        self._rules = dunbook_rules.Rules()
        self._fault: Any = None

    # -------------------------------------------------------------- frames

    def serve(self, source: Any, write: Any) -> None:
        """Answer frames from ``source`` through ``write`` until it ends; then give back what the worker still held."""
        try:
            while True:
                frame = read_frame(source)
                if frame is None:
                    return
                answer = self._answer(frame)
                if answer is not None:
                    write(answer)
        finally:
            for model in list(self._held):
                self._release(model)
            self._objects.clear()

    def _answer(self, frame: Any) -> Any:
        operation, handle, name, arguments, released = frame
        for gone in released:
            self._objects.pop(gone, None)
        silent = operation.startswith("!")
        try:
            value = getattr(self, "_do_" + operation.lstrip("!"))(self._objects[handle], name, arguments)
            answer: tuple[Any, ...] = ("ok", value)
        except Exception as fault:  # noqa: BLE001 - every fault is the worker's to judge
            answer = ("fault", type(fault).__name__, str(getattr(fault, "Message", "") or fault))
        if silent:
            self._fault = self._fault or (answer if answer[0] == "fault" else None)
            return None
        earlier, self._fault = self._fault, None
        return earlier or answer

    def _do_get(self, target: Any, name: Any, _arguments: Any) -> Any:
        return self._encode(getattr(target, name))

    def _do_set(self, target: Any, name: Any, arguments: Any) -> None:
        setattr(target, name, self._decode(arguments))

    def _do_call(self, target: Any, name: Any, arguments: Any) -> Any:
        value = getattr(target, name)(*self._decode(arguments))
        return ("R", [list(row) for row in value]) if name in ROWS else self._encode(value)

    def _do_range(self, sheet: Any, name: Any, arguments: Any) -> Any:
        """Call a method of a range of a sheet."""
        return self._do_call(sheet.getCellRangeByPosition(*arguments[0]), name, arguments[1])

    def _do_range_get(self, sheet: Any, name: Any, box: Any) -> Any:
        return self._encode(getattr(sheet.getCellRangeByPosition(*box), name))

    def _do_range_set(self, sheet: Any, name: Any, arguments: Any) -> None:
        setattr(sheet.getCellRangeByPosition(*arguments[0]), name, self._decode(arguments[1]))

    def _do_rows_set(self, sheet: Any, name: Any, arguments: Any) -> None:
        setattr(sheet.getCellRangeByPosition(*arguments[0]).getRows(), name, arguments[1])

    def _do_areas(self, sheet: Any, name: Any, arguments: Any) -> Any:
        """Return the boxes that a query of a range answers."""
        box, values = arguments
        return _boxes(getattr(sheet.getCellRangeByPosition(*box), name)(*self._decode(values)))

    def _do_formats(self, sheet: Any, _name: Any, box: Any) -> Any:
        """Return (number format, boxes) of the differently formatted parts of a range."""
        groups = sheet.getCellRangeByPosition(*box).getUniqueCellFormatRanges()
        parts = [groups.getByIndex(at) for at in range(groups.getCount())]
        return [[part.getByIndex(0).NumberFormat, _boxes(part)] for part in parts]

    def _do_values(self, sheet: Any, _name: Any, box: Any) -> Any:
        """Return the values of a range, its differently formatted parts, and row, column and text of its errors."""
        area = sheet.getCellRangeByPosition(*box)
        errors = []
        for left, top, right, bottom in _boxes(area.queryFormulaCells(ERROR_RESULT)):
            cells = [(row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)]
            errors += [[row, column, sheet.getCellByPosition(column, row).getString()] for row, column in cells]
        return [("R", area.getDataArray()), self._do_formats(sheet, "", box), errors]

    def _do_put(self, sheet: Any, _name: Any, arguments: Any) -> None:
        """Write rows into a range; only rows whose texts may break their lines otherwise than before are measured."""
        box, model, (_, rows) = arguments
        area, model = sheet.getCellRangeByPosition(*box), self._decode(model)
        measured = model.IsAdjustHeightEnabled
        rows = tuple(map(tuple, rows))
        taller = _taller(area, rows) if measured else []
        whole = taller == [(0, len(rows) - 1)]
        model.IsAdjustHeightEnabled = whole
        try:
            area.setDataArray(rows)
            model.IsAdjustHeightEnabled = measured
            for first, last in [] if whole else taller:
                sheet.getCellRangeByPosition(box[0], box[1] + first, box[2], box[1] + last).setDataArray(
                    rows[first : last + 1]
                )
        finally:
            model.IsAdjustHeightEnabled = measured

    def _do_used(self, sheet: Any, _name: Any, flags: Any) -> Any:
        """Return the box around every cell that has contents, None when there is none."""
        cursor = sheet.createCursor()
        cursor.gotoEndOfUsedArea(False)
        last = cursor.getRangeAddress()
        box = [0, 0, last.EndColumn, last.EndRow]
        edges = ((0, 0, 0, box[3]), (0, 0, box[2], 0), (box[2], 0, box[2], box[3]), (0, box[3], box[2], box[3]))
        if all(sheet.getCellRangeByPosition(*edge).queryContentCells(flags).getCount() for edge in edges):
            return box
        found = _boxes(sheet.queryContentCells(flags))  # of all cells: slow
        if not found:
            return None
        return [function(box[at] for box in found) for at, function in enumerate((min, min, max, max))]

    def _do_sheet(self, model: Any, name: Any, _arguments: Any) -> Any:
        """Return the sheet of that title."""
        return self._encode(model.Sheets.getByName(name))

    def _do_titles(self, model: Any, _name: Any, _arguments: Any) -> Any:
        """Return the titles of all sheets in order."""
        return list(model.Sheets.getElementNames())

    def _do_merged(self, sheet: Any, _name: Any, corner: Any) -> Any:
        """Return the box of the merged range that a cell belongs to."""
        cursor = sheet.createCursorByRange(sheet.getCellByPosition(*corner))
        cursor.collapseToMergedArea()
        return _box(cursor.getRangeAddress())

    def _do_link(self, sheet: Any, url: Any, arguments: Any) -> None:
        """Make the text of a cell a link, unless it is that link already."""
        column, row, model, text = arguments
        cell = sheet.getCellByPosition(column, row)
        if text == cell.getString():
            try:
                known = cell.getTextFields().getByIndex(0)
                if url == known.URL and text == known.Representation:
                    return
            except Exception:  # noqa: BLE001, S110 - the cell holds no link
                pass
        field = self._decode(model).createInstance("com.sun.star.text.TextField.URL")
        field.Representation, field.URL = text, url
        cell.setString("")
        cell.insertTextContent(cell.createTextCursor(), field, False)

    def _do_tables(self, model: Any, _name: Any, place: Any) -> Any:
        """Return (name, box, whether it has a header, whether it has totals) of the database ranges of a sheet."""
        ranges = model.DatabaseRanges
        found = []
        for name in ranges.getElementNames():
            one = ranges.getByName(name)
            area = one.getDataArea()
            if area.Sheet == place:
                found.append([name, _box(area), bool(one.ContainsHeader), bool(one.TotalsRow)])
        return found

    def _do_notes(self, sheet: Any, _name: Any, _arguments: Any) -> Any:
        """Return (row, column, author, text) of every note."""
        found = list(_each(sheet.getAnnotations()))  # by their numbers each would be counted up to
        return [[one.getPosition().Row, one.getPosition().Column, one.getAuthor(), one.getString()] for one in found]

    def _do_note(self, sheet: Any, _name: Any, cell: Any) -> Any:
        """Return author and text of the note of a cell; both are empty when it has none."""
        note = sheet.getCellByPosition(*cell).getAnnotation()
        return [note.getAuthor(), note.getString()]

    def _do_add_note(self, sheet: Any, text: Any, cell: Any) -> None:
        """Add a note to a cell."""
        sheet.getAnnotations().insertNew(sheet.getCellByPosition(*cell).getCellAddress(), text)

    def _do_rules(self, sheet: Any, _name: Any, model: Any) -> Any:
        """Return (number, operator or None, formula, style, boxes) of every rule of conditional formatting."""
        return self._rules.known(self._decode(model), sheet)

    def _do_add_rule(self, sheet: Any, _name: Any, arguments: Any) -> Any:
        """Add a rule to a range and return its number; in a held document it is laid on release."""
        model, box, rule = arguments
        model = self._decode(model)
        return self._rules.add(model, sheet, box, rule, any(held == model for held in self._held))

    def _do_drop_rule(self, sheet: Any, _name: Any, arguments: Any) -> None:
        """Take a rule away."""
        model, *known = arguments
        self._rules.drop(self._decode(model), sheet, known)

    def _do_clear_rules(self, sheet: Any, _name: Any, arguments: Any) -> None:
        """Take the cells of a range out of every rule."""
        model, box = arguments
        self._rules.clear(self._decode(model), sheet, box)

    def _do_hold(self, model: Any, _name: Any, _arguments: Any) -> None:
        """Stop painting and keys in the window of a document, and recording of its undo, until released."""
        if not any(held == model for held in self._held):
            self._held.append(model)
            model.lockControllers()
            model.addActionLock()
            model.UndoManager.lock()
            window = dunbook_dialogs.window_of(model)
            if window is not None:
                window.setEnable(False)

    def _do_release(self, model: Any, _name: Any, _arguments: Any) -> None:
        try:
            self._rules.lay(model)
        finally:
            self._release(model)

    def _release(self, model: Any) -> None:
        for held in [held for held in self._held if held == model]:
            self._held.remove(held)
            try:
                window = dunbook_dialogs.window_of(model)
                if window is not None:
                    window.setEnable(True)
                model.UndoManager.unlock()
                model.UndoManager.clear()
                model.removeActionLock()
                model.unlockControllers()
            except Exception:  # noqa: BLE001, S110 - the document was closed meanwhile
                pass

    def _do_box(self, model: Any, name: Any, arguments: Any) -> Any:
        """Show a message box over the window of a document and return the number of the button pressed."""
        return self.show(model, name, *arguments)

    def show(self, model: Any, kind: Any, title: Any, text: Any, buttons: int = 1) -> Any:
        """Show a message box and return the number of the button pressed (0 = none)."""
        return self._on_main(lambda: dunbook_dialogs.message(model, kind, title, text, buttons)) or 0

    def _do_pick(self, model: Any, title: Any, arguments: Any) -> Any:
        """Let the user choose a file; see dunbook_dialogs."""
        return self._on_main(lambda: dunbook_dialogs.picked(self._context, model, title, *arguments))

    def _on_main(self, work: Any) -> Any:
        """Run ``work`` on the office's main thread, the only one that may run a dialog, and return its result."""
        done = threading.Event()
        results: list[Any] = []
        faults: list[Any] = []

        class Call(unohelper.Base, XCallback):
            def notify(self, _data: Any) -> None:
                try:
                    results.append(work())
                except Exception as fault:  # noqa: BLE001 - whoever waits for the result is to know
                    faults.append(fault)
                finally:
                    done.set()

        service = "com.sun.star.awt.AsyncCallback"
        self._context.ServiceManager.createInstanceWithContext(service, self._context).addCallback(Call(), None)
        done.wait()
        if faults:
            raise faults[0]
        return results[0]

    # -------------------------------------------------------------- values

    def _encode(self, value: Any) -> Any:
        if value is None or isinstance(value, (bool, int, float, str, bytes)):
            return value
        if isinstance(value, (tuple, list)):
            return [self._encode(item) for item in value]
        if isinstance(value, uno.Enum):
            return ("E", value.typeName, value.value)
        if hasattr(value, "__pyunostruct__"):
            name = value.__class__.__pyunostruct__
            if name not in self._members:
                self._members[name] = [m for m in dir(value.__dict__["value"]) if not m.startswith("__")]
            return ("S", name, {member: self._encode(getattr(value, member)) for member in self._members[name]})
        self._last += 1
        self._objects[self._last] = value
        return ("H", self._last)

    def _decode(self, value: Any) -> Any:
        if isinstance(value, list):
            return tuple([self._decode(item) for item in value])
        if not isinstance(value, tuple):
            return value
        kind = value[0]
        if kind == "H":
            return self._objects[value[1]]
        if kind == "R":
            return tuple(map(tuple, value[1]))
        if kind == "E":
            return uno.Enum(value[1], value[2])
        made = uno.createUnoStruct(value[1])
        for member, item in value[2].items():
            setattr(made, member, self._decode(item))
        return made


def _taller(area: Any, rows: Any) -> Any:
    """Return the runs (first, last) of rows whose height may change when they are written.

    Measuring takes as long as writing a hundred cells, and a text whose digits alone differ breaks its lines alike.
    """
    if not any(str in set(map(type, row)) for row in rows):
        return []
    wraps = area.getPropertyState("IsTextWrapped").value == "AMBIGUOUS_VALUE" or area.IsTextWrapped
    everything = [(0, len(rows) - 1)]
    if len(rows[0]) > 1:
        broken = any("\n" in cell for row in rows for cell in row if type(cell) is str)
        return everything if wraps or broken else []
    look = _shape if wraps else _breaks
    pairs = zip(area.getDataArray(), rows, strict=True)
    places = [at for at, ((was,), (now,)) in enumerate(pairs) if look(was) != look(now)]
    runs: list[Any] = []
    for at in places:
        if runs and at - runs[-1][1] <= GAP:
            runs[-1] = (runs[-1][0], at)
        else:
            runs.append((at, at))
    return runs if sum(last - first + 1 for first, last in runs) < len(rows) * MOST else everything


def _shape(value: Any) -> Any:
    return DIGIT.sub("0", value) if type(value) is str else ""


def _breaks(value: Any) -> Any:
    return value.count("\n") if type(value) is str else 0


def _each(collection: Any) -> Any:
    elements = collection.createEnumeration()
    while elements.hasMoreElements():
        yield elements.nextElement()


def _box(area: Any) -> Any:
    return [area.StartColumn, area.StartRow, area.EndColumn, area.EndRow]


def _boxes(ranges: Any) -> Any:
    return [_box(area) for area in ranges.getRangeAddresses()]
