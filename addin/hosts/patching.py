"""Rewrites single cells in the raw rows of a worksheet and leaves every other byte as it was."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, field, replace
from itertools import repeat
from typing import TYPE_CHECKING

from addin.hosts.blockwise import rewrite_blocks
from addin.hosts.cells import EMPTY, address, area, area_text
from addin.hosts.edits import letters_of, style_attribute
from addin.hosts.sheetxml import SheetXml, arrays, cell_pattern, cut, place, row_style
from addin.ports import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from addin.hosts.edits import Edit

_SHARED = re.compile(rb"<(?:\w+:)?f\s[^>]*?\bt=\"shared\"[^>]*>")
_GROUP = re.compile(rb"\bsi=\"(\d+)\"")
_REF = re.compile(rb"\bref=\"([^\"]+)\"")
_SPANS = re.compile(rb"\sspans=\"[^\"]*\"")


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
    texts, done = rewrite_blocks(sheet, start, end, edit)
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


def _one_by_one(text: bytes, done: set[int], edit: Edit, prefix: bytes, lost: _Lost) -> bytes:
    """Carry an edit out in the rows of a stretch that are not done yet, and add the rows that are not there."""
    rows = cut(text, prefix)
    for number in edit.numbers & rows.keys() - done:
        keeps = None if number not in edit.places else lost
        rows[number] = _patch_row(rows[number], number, edit.wanted(number), edit, prefix, keeps)
    fresh = _new_rows(sorted(edit.places.keys() - rows.keys()), edit, prefix)
    if fresh:
        rows = dict(sorted({**rows, **fresh}.items())) if rows else fresh
    return b"".join((*rows.values(), text[len(text.rstrip()) :]))


def _new_rows(numbers: Sequence[int], edit: Edit, prefix: bytes) -> dict[int, bytes]:
    """Return the rows of some numbers that the file did not have, without those into which nothing is put."""
    if not numbers:
        return {}
    texts = list(map(b"%d".__mod__, numbers))
    opening, end = b'<%brow r="' % prefix, b"</%brow>" % prefix
    bare = b'">' + end
    own = [edit.row_attributes[edit.places[number]] for number in numbers] if edit.row_attributes else repeat(b"")
    pieces: list[Iterable[bytes]] = [repeat(opening), texts, repeat(b'"'), own, repeat(b">")]
    for column, default, tails in zip(edit.columns, edit.defaults, edit.by_column(numbers), strict=True):
        pieces += _new_column(column, texts, default, tails, prefix, dress=edit.dress and bool(default))
    rows = map(b"".join, zip(*pieces, repeat(end), strict=False))  # the constant pieces do not end
    return {number: row for number, row in zip(numbers, rows, strict=True) if not row.endswith(bare)}


def _new_column(
    column: int, numbers: Sequence[bytes], style: bytes, tails: Sequence[bytes | None], prefix: bytes, *, dress: bool
) -> list[Iterable[bytes]]:
    """Return the pieces of which a column of cells of new rows is made; ``dress`` also makes those that are empty."""
    start, end = b'<%bc r="%b' % (prefix, letters_of(column)), b'"%b' % style_attribute(style)
    filled = [tail or EMPTY for tail in tails]
    if dress or EMPTY not in filled:
        return [repeat(start), numbers, repeat(end), filled]
    cells = zip(repeat(start), numbers, repeat(end), filled, strict=False)
    return [[b"".join(cell) if cell[3] != EMPTY else b"" for cell in cells]]


def _cell(prefix: bytes, column: int, number: bytes, style: bytes, tail: bytes) -> bytes:
    return b'<%bc r="%b%b"%b%b' % (prefix, letters_of(column), number, style_attribute(style), tail)


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
                out.append(_cell(prefix, column, b"%d" % number, edit.styles[done][style], tail))
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
                out.append(_cell(prefix, edit.columns[at], b"%d" % number, style, tail))
    return len(out) > before


def _first_cell(raw: bytes, number: int, column: int, prefix: bytes) -> int:
    """Return where scanning may begin: at the column's cell if it is there, else at the row's first cell."""
    at = raw.find(b' r="%b%d"' % (letters_of(column), number), 4)
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
