"""Rewrites single cells in the raw rows of a worksheet and leaves every other byte as it was."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from itertools import pairwise
from operator import ge
from typing import TYPE_CHECKING, cast

from addin.hosts.cells import EMPTY, address, area, area_text, letters
from addin.hosts.sheetxml import SheetXml, arrays, cell_pattern, cut, place, row_style
from addin.ports import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_SHARED = re.compile(rb"<(?:\w+:)?f\s[^>]*?\bt=\"shared\"[^>]*>")
_GROUP = re.compile(rb"\bsi=\"(\d+)\"")
_REF = re.compile(rb"\bref=\"([^\"]+)\"")
_SPANS = re.compile(rb"\sspans=\"[^\"]*\"")
_BLOCK = 1 << 17  # bytes of rows worked on at a time: so few that they stay in the cache


@dataclass(frozen=True)
class Edit:
    """Cells to write. ``columns`` are ascending column numbers, ``tails[i]`` what is written into column i.

    ``places`` answers where in it the tail for a row number stands. A tail None leaves an existing cell alone.
    ``otherwise`` stands for rows of the file from ``first`` to ``last`` (inclusive) that ``places`` does not know; a
    formula there is the user's (a total, say) and stays.
    ``styles[i]`` answers the style of a cell of column i from the one it had;
    ``defaults[i]`` is that of a cell that did not exist. ``dress`` also creates empty cells, for their style.
    ``row_attributes`` go onto rows that did not exist; ``formulas`` False says that no tail is a formula.
    """

    columns: Sequence[int]
    places: Mapping[int, int]
    tails: Sequence[Sequence[bytes | None]]
    styles: Sequence[Mapping[bytes, bytes]]
    defaults: Sequence[bytes]
    otherwise: Sequence[bytes | None] = ()
    first: int = 0
    last: int = -1
    dress: bool = False
    row_attributes: bytes = b""
    formulas: bool = True

    @cached_property
    def numbers(self) -> set[int]:
        """Return the numbers of all rows that the edit speaks of, whether the file has them or not."""
        return {*self.places, *(range(self.first, self.last + 1) if self.otherwise else ())}

    def wanted(self, number: int) -> Sequence[bytes | None]:
        """Return one tail per column for a row of the file."""
        at = self.places.get(number)
        if at is not None:
            return [column[at] for column in self.tails]
        return self.otherwise if number in self.numbers else (None,) * len(self.columns)

    def by_column(self, numbers: Sequence[int]) -> Iterable[Sequence[bytes | None]]:
        """Return the tails of some rows of the file, column by column."""
        places = list(map(self.places.get, numbers))
        first = places[0] if places else None
        if first is not None and places == list(range(first, first + len(places))):
            return [column[first : first + len(places)] for column in self.tails]
        return zip(*map(self.wanted, numbers), strict=True)


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
    lost = _Lost()
    start, end = _stretch(sheet, edit)
    texts, done = _swift(sheet, start, end, edit)
    if edit.numbers - done:
        texts = [_one_by_one(b"".join(texts), done, edit, sheet.prefix, lost)]
    result = replace(sheet, blocks=(sheet.body[:start], *texts, sheet.body[end:]))
    _guard_shared(result, lost.masters, title)
    return replace(result, head=_grown(result, edit), formulas=sheet.formulas or edit.formulas), lost.formulas


def _stretch(sheet: SheetXml, edit: Edit) -> tuple[int, int]:
    """Return from where to where the text of the rows reaches that the edit speaks of; it may be longer."""
    numbers, length = edit.numbers, len(sheet.body.rstrip())
    if not sheet.ordered:
        return 0, length
    last = sheet.last_row
    if not numbers or min(numbers) > last:
        return length, length
    after = sheet.start_of(max(numbers) + 1) if max(numbers) < last else -1
    return max(sheet.start_of(min(numbers)), 0), after if after >= 0 else length


def _swift(sheet: SheetXml, start: int, end: int, edit: Edit) -> tuple[list[bytes], set[int]]:
    """Rewrite the rows as they mostly are: all of the edit's cells there, in order, without formulas; leave the others.

    Return the text from ``start`` to ``end`` in blocks, and the numbers of the rows in which all cells were found. One
    pattern cuts a block of rows into pieces, among them the style and the rest of each cell; then whole columns of
    pieces are exchanged, without a step of the interpreter for each cell.
    """
    opening, split = b"<%brow " % sheet.prefix, _cells_pattern(tuple(edit.columns), sheet.prefix).split
    width = 2 + 3 * len(edit.columns)
    texts: list[bytes] = []
    done: list[int] = []
    at = start if sheet.ordered else end
    while at < end:
        stop = sheet.body.find(opening, at + _BLOCK, end)
        stop = stop if stop >= 0 else end
        pieces = split(sheet.body[at:stop])
        numbers = list(map(int, pieces[2::width]))
        tails = edit.by_column(numbers)
        for nth, fits, column in zip(range(3, width, 3), edit.styles, tails, strict=False):  # no tails without rows
            _exchange(pieces, slice(nth, None, width), slice(nth + 1, None, width), column, fits)
        del pieces[2::width]
        texts.append(b"".join(pieces))
        done += numbers
        at = stop
    if not done or any(map(ge, done, done[1:])):  # not the addresses of a sheet that one may rely on
        return [sheet.body[start:end]], set()
    return texts, set(done)


def _exchange(
    pieces: list[bytes], styles: slice, rests: slice, tails: Sequence[bytes | None], fits: Mapping[bytes, bytes]
) -> None:
    """Exchange the styles and the rests of a column of cells where there is a tail for the cell."""
    old = pieces[styles]
    all_new = None not in tails
    asked = dict.fromkeys(old if all_new else (style for style, tail in zip(old, tails, strict=True) if tail))
    new = {style: _style(fits[style[4:-1]]) for style in asked}
    if all_new:
        one_look = len(new) == 1
        pieces[styles] = [*new.values()] * len(old) if one_look else [new[style] for style in old]
        pieces[rests] = cast("Sequence[bytes]", tails)
    else:
        pieces[styles] = [new[style] if tail else style for style, tail in zip(old, tails, strict=True)]
        pieces[rests] = [tail or rest for rest, tail in zip(pieces[rests], tails, strict=True)]


@cache
def _cells_pattern(columns: tuple[int, ...], prefix: bytes) -> re.Pattern[bytes]:
    """Return the pattern of plain cells in all columns of a row; group 2 is the number of the row.

    The other groups are three for each cell: what ends with its address, its style as an attribute, its rest.
    """
    rest = (rb"((?: t=\"\w+\")?(?>/>|>(?:<%bv>[^<]*</%bv>|<%bis><%bt[^>]*>[^<]*</%bt></%bis>)?</%bc>))"
            % ((prefix,) * 7))  # fmt: skip
    other = rb'(?><%bc r="[A-Z]+\d+"[^/>]*(?:/>|>.*?</%bc>))' % (prefix, prefix)
    gaps = [b"", *(b"(?:%b){0,%d}?" % (other, after - before - 1) for before, after in pairwise(columns))]
    numbers = [rb"(\d+)", *[rb"\2"] * (len(columns) - 1)]
    cells = (rb'(%b<%bc r="%b%b")((?: s="\d+")?)%b' % (gap, prefix, _letters(column), number, rest)
             for gap, column, number in zip(gaps, columns, numbers, strict=True))  # fmt: skip
    return re.compile(b"".join(cells), re.DOTALL)


def _one_by_one(text: bytes, done: set[int], edit: Edit, prefix: bytes, lost: _Lost) -> bytes:
    """Carry an edit out in the rows of a stretch that are not done yet, and add the rows that are not there."""
    rows = cut(text, prefix)
    for number in edit.numbers & rows.keys() - done:
        keeps = None if number not in edit.places else lost
        rows[number] = _patch_row(rows[number], number, edit.wanted(number), edit, prefix, keeps)
    fresh = {number: _new_row(number, edit.wanted(number), edit, prefix) for number in edit.places.keys() - rows.keys()}
    fresh = {number: row for number, row in fresh.items() if row}
    if fresh:
        rows = dict(sorted({**rows, **fresh}.items()))
    return b"".join((*rows.values(), text[len(text.rstrip()) :]))


def _new_row(number: int, tails: Sequence[bytes | None], edit: Edit, prefix: bytes) -> bytes:
    """Return a row that the file did not have, b"" when there is nothing to put into it."""
    cells = b"".join(
        _cell(prefix, column, number, edit.defaults[i], tail or EMPTY)
        for i, (column, tail) in enumerate(zip(edit.columns, tails, strict=True))
        if (tail or EMPTY) != EMPTY or (edit.dress and edit.defaults[i])
    )
    return b'<%brow r="%d"%b>%b</%brow>' % (prefix, number, edit.row_attributes, cells, prefix) if cells else b""


def _cell(prefix: bytes, column: int, number: int, style: bytes, tail: bytes) -> bytes:
    return b'<%bc r="%b%d"%b%b' % (prefix, _letters(column), number, _style(style), tail)


def _style(style: bytes) -> bytes:
    return b' s="%b"' % style if style else b""


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
    for number, raw in sheet.rows.items():
        if b'"shared"' in raw:
            for shared in _SHARED.finditer(raw):
                group = _GROUP.search(shared[0])
                if group and group[1] in masters:
                    raise Refusal("shared-formula", sheet=title, row=str(number))


def _guard_arrays(sheet: SheetXml, edit: Edit, title: str) -> None:
    for first_row, first_column, last_row, last_column in arrays(sheet):
        inside = any(first_column <= column <= last_column for column in edit.columns)
        hit = edit.first <= last_row and first_row <= edit.last
        if inside and (hit or any(first_row <= row <= last_row for row in edit.places)):
            raise Refusal("array-formula", sheet=title, cell=address(first_row, first_column))


def _grown(sheet: SheetXml, edit: Edit) -> bytes:
    """Return the head with a dimension that takes in the edit's cells."""
    head = sheet.head
    found = re.search(rb"<(?:\w+:)?dimension\s[^>]*?ref=\"([^\"]+)\"", head)
    if not found or not sheet.last_row:
        return head
    try:
        first_row, first_column, last_row, last_column = area(found[1].decode())
    except ValueError:
        return head
    known = area_text(min(first_row, sheet.first_row), min(first_column, edit.columns[0]),
                      max(last_row, sheet.last_row), max(last_column, edit.columns[-1]))  # fmt: skip
    return head[: found.start(1)] + known.encode() + head[found.end(1) :]
