"""Rewrites single cells in the raw rows of a worksheet and leaves every other byte as it was."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from addin.hosts.cells import EMPTY, address, area, area_text, letters
from addin.hosts.sheetxml import SheetXml, arrays, cell_pattern, place, row_style
from addin.ports import Refusal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_SHARED = re.compile(rb"<(?:\w+:)?f\s[^>]*?\bt=\"shared\"[^>]*>")
_GROUP = re.compile(rb"\bsi=\"(\d+)\"")
_REF = re.compile(rb"\bref=\"([^\"]+)\"")
_SPANS = re.compile(rb"\sspans=\"[^\"]*\"")
END = 1 << 30  # past every row


@dataclass(frozen=True)
class Edit:
    """Cells to write. ``columns`` are ascending column numbers; ``rows`` maps a row number to one tail per column.

    A tail None leaves an existing cell alone. ``otherwise`` stands for rows of the file from ``first`` to ``last``
    (inclusive) that ``rows`` does not name; a formula there is the user's (a total, say) and stays.
    ``styles[i]`` answers the style of a cell of column i from the one it had;
    ``defaults[i]`` is that of a cell that did not exist. ``dress`` also creates empty cells, for their style.
    ``row_attributes`` go onto rows that did not exist.
    """

    columns: Sequence[int]
    rows: Mapping[int, Sequence[bytes | None]]
    styles: Sequence[Mapping[bytes, bytes]]
    defaults: Sequence[bytes]
    otherwise: Sequence[bytes | None] = ()
    first: int = 0
    last: int = -1
    dress: bool = False
    row_attributes: bytes = b""


@dataclass
class _Lost:
    """What a rewriting took away: formulas at all, and masters of shared formulas by group."""

    formulas: bool = False
    masters: set[bytes] = field(default_factory=set)


def rewrite(sheet: SheetXml, edit: Edit, title: str) -> tuple[SheetXml, bool]:
    """Return the sheet with the edit carried out, and whether formulas were overwritten.

    Raises Refusal ``shared-formula`` when a formula that others lean on would go while they stay, and
    ``array-formula`` when part of an array would be overwritten.
    """
    _guard_arrays(sheet, edit, title)
    lost, swift = _Lost(), _Swift(edit, sheet.prefix)
    numbers: list[int] = []
    raws: list[bytes] = []
    todo = sorted(edit.rows)
    position, coming = 0, todo[0] if todo else END
    for number, raw in zip(sheet.numbers, sheet.raws, strict=True):
        while coming < number:
            _add_row(coming, edit, sheet.prefix, numbers, raws)
            position += 1
            coming = todo[position] if position < len(todo) else END
        if coming == number:
            tails = edit.rows[number]
            raw = swift(raw, number, tails) or _patch_row(raw, number, tails, edit, sheet.prefix, lost)  # noqa: PLW2901
            position += 1
            coming = todo[position] if position < len(todo) else END
        elif edit.first <= number <= edit.last:
            raw = _patch_row(raw, number, edit.otherwise, edit, sheet.prefix, None)  # noqa: PLW2901
        numbers.append(number)
        raws.append(raw)
    for number in todo[position:]:
        _add_row(number, edit, sheet.prefix, numbers, raws)
    result = replace(sheet, numbers=tuple(numbers), raws=tuple(raws), head=_grown(sheet.head, numbers, edit))
    _guard_shared(result, lost.masters, title)
    return result, lost.formulas


class _Swift:
    """Rewrites the row as it mostly is: all of the edit's cells there, in order, without formulas; else gives up.

    One match answers the styles of all cells and the cells that stand between them, which stay as they are; rows with
    the same styles share a template: four times as fast.
    """

    def __init__(self, edit: Edit, prefix: bytes) -> None:
        one = (rb'<%bc r="%b\d+"(?: s="(\d+)")?(?: t="\w+")?'
               rb"(?:/>|>(?:<%bv>[^<]*</%bv>|<%bis><%bt[^>]*>[^<]*</%bt></%bis>)?</%bc>)")  # fmt: skip
        columns = edit.columns
        between = [_between(prefix, before, after) for before, after in pairwise([columns[0] - 1, *columns])]
        cells = (gap + one % (prefix, _letters(c), *[prefix] * 7) for gap, c in zip(between, columns, strict=True))
        self._pattern = re.compile(b"".join(cells), re.DOTALL)
        self._edit, self._prefix = edit, prefix
        self._templates: dict[tuple[bytes | None, ...], bytes] = {}

    def __call__(self, raw: bytes, number: int, tails: Sequence[bytes | None]) -> bytes | None:
        if None in tails:
            return None
        found = self._pattern.match(raw, _first_cell(raw, number, self._edit.columns[0], self._prefix))
        if found is None:
            return None
        groups = found.groups()
        styles = groups[1::2]
        if styles not in self._templates:
            self._templates[styles] = self._template(styles)
        values = [value for kept, tail in zip(groups[::2], tails, strict=True) for value in (kept, number, tail)]
        return b"%b%b%b" % (raw[: found.start()], self._templates[styles] % tuple(values), raw[found.end() :])

    def _template(self, styles: tuple[bytes | None, ...]) -> bytes:
        new = [fits[style or b""] for fits, style in zip(self._edit.styles, styles, strict=True)]
        return b"".join(
            b'%%b<%bc r="%b%%d"%b%%b' % (self._prefix, _letters(column), b' s="%b"' % style if style else b"")
            for column, style in zip(self._edit.columns, new, strict=True)
        )


def _between(prefix: bytes, before: int, after: int) -> bytes:
    """Return the pattern of the cells, if any, that stand between two columns: one group that holds them all."""
    one = rb'(?:<%bc r="%b\d+"(?:[^>]*/>|[^>]*>.*?</%bc>))?'
    return b"(%b)" % b"".join(one % (prefix, _letters(column), prefix) for column in range(before + 1, after))


def _add_row(number: int, edit: Edit, prefix: bytes, numbers: list[int], raws: list[bytes]) -> None:
    cells = b"".join(
        _cell(prefix, column, number, edit.defaults[i], tail or EMPTY)
        for i, (column, tail) in enumerate(zip(edit.columns, edit.rows[number], strict=True))
        if (tail or EMPTY) != EMPTY or (edit.dress and edit.defaults[i])
    )
    if cells:
        numbers.append(number)
        raws.append(b'<%brow r="%d"%b>%b</%brow>' % (prefix, number, edit.row_attributes, cells, prefix))


def _cell(prefix: bytes, column: int, number: int, style: bytes, tail: bytes) -> bytes:
    if style:
        return b'<%bc r="%b%d" s="%b"%b' % (prefix, _letters(column), number, style, tail)
    return b'<%bc r="%b%d"%b' % (prefix, _letters(column), number, tail)


@cache
def _letters(column: int) -> bytes:
    return letters(column).encode()


def _patch_row(
    raw: bytes, number: int, tails: Sequence[bytes | None], edit: Edit, prefix: bytes, lost: _Lost | None
) -> bytes:
    """Return a raw row with its cells of the edit's columns rewritten; every other byte stays.

    ``lost`` takes note of formulas overwritten; None keeps cells with formulas as they are.
    """
    end = b"</%brow>" % prefix
    if not raw.endswith(end):  # a row without cells
        raw = raw.rstrip()[:-2].rstrip() + b">" + end
    stop = len(raw) - len(end)
    columns, count = edit.columns, len(edit.columns)
    out: list[bytes] = []
    done, added = 0, False
    start = cursor = _first_cell(raw, number, columns[0], prefix)
    for match in cell_pattern(prefix).finditer(raw, cursor, stop):
        column, style = place(match)
        if column < columns[done]:
            continue
        out.append(raw[cursor : match.start()])
        cursor = match.start()
        before = done
        done = bisect_left(columns, column, done)
        added |= _new_cells(out, raw, number, tails, range(before, done), edit, prefix)
        if done < count and columns[done] == column:
            tail = tails[done]
            if tail is not None and _may_go(match[5], prefix, lost):
                out.append(_cell(prefix, column, number, edit.styles[done][style], tail))
                cursor = match.end()
            done += 1
        if done == count:
            break
    if done < count:
        out.append(raw[cursor:stop])
        cursor = stop
        added |= _new_cells(out, raw, number, tails, range(done, count), edit, prefix)
    head = raw[:start]
    if added and b" spans=" in head:
        head = _SPANS.sub(b"", head, count=1)
    return b"".join((head, *out, raw[cursor:]))


def _may_go(content: bytes | None, prefix: bytes, lost: _Lost | None) -> bool:
    """Tell whether a cell may be overwritten, noting the formula that goes with it."""
    if not content or b"<%bf" % prefix not in content:
        return True
    if lost is None:
        return False
    lost.formulas = True
    shared = _SHARED.search(content)
    if shared and _REF.search(shared[0]):
        group = _GROUP.search(shared[0])
        if group:
            lost.masters.add(group[1])
    return True


def _new_cells(
    out: list[bytes], raw: bytes, number: int, tails: Sequence[bytes | None], todo: range, edit: Edit, prefix: bytes
) -> bool:
    """Add the edit's cells ``todo`` that the row did not have; tell whether any was worth adding."""
    before = len(out)
    for at in todo:
        tail = tails[at] or EMPTY
        if tail != EMPTY or edit.dress:
            own = row_style(raw)
            style = edit.styles[at][own] if own else edit.defaults[at]
            if tail != EMPTY or style:
                out.append(_cell(prefix, edit.columns[at], number, style, tail))
    return len(out) > before


def _first_cell(raw: bytes, number: int, column: int, prefix: bytes) -> int:
    """Return where scanning may begin: at the column's cell if it is there, else at the row's first cell."""
    at = raw.find(b' r="%b%d"' % (_letters(column), number), 4)
    if at >= 0:
        start = raw.rfind(b"<", 0, at)
        if raw.startswith(b"<%bc " % prefix, start):  # not a text that only reads so
            return start
    last = raw.rfind(b"<%bc " % prefix)
    if last >= 0:
        match = cell_pattern(prefix).match(raw, last)
        if match and place(match)[0] < column:
            return match.end()
    return raw.index(b">") + 1


def _guard_shared(sheet: SheetXml, masters: set[bytes], title: str) -> None:
    """Refuse when a cell still leans on a shared formula whose master was overwritten."""
    if not masters:
        return
    for number, raw in zip(sheet.numbers, sheet.raws, strict=True):
        if b'"shared"' in raw:
            for shared in _SHARED.finditer(raw):
                group = _GROUP.search(shared[0])
                if group and group[1] in masters:
                    raise Refusal("shared-formula", sheet=title, row=str(number))


def _guard_arrays(sheet: SheetXml, edit: Edit, title: str) -> None:
    for first_row, first_column, last_row, last_column in arrays(sheet):
        inside = any(first_column <= column <= last_column for column in edit.columns)
        hit = edit.first <= last_row and first_row <= edit.last
        if inside and (hit or any(first_row <= row <= last_row for row in edit.rows)):
            raise Refusal("array-formula", sheet=title, cell=address(first_row, first_column))


def _grown(head: bytes, numbers: Sequence[int], edit: Edit) -> bytes:
    """Return the head with a dimension that takes in the edit's cells."""
    found = re.search(rb"<(?:\w+:)?dimension\s[^>]*?ref=\"([^\"]+)\"", head)
    if not found or not numbers:
        return head
    try:
        first_row, first_column, last_row, last_column = area(found[1].decode())
    except ValueError:
        return head
    known = area_text(min(first_row, numbers[0]), min(first_column, edit.columns[0]),
                      max(last_row, numbers[-1]), max(last_column, edit.columns[-1]))  # fmt: skip
    return head[: found.start(1)] + known.encode() + head[found.end(1) :]
