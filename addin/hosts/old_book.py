"""What an old workbook (.xls) says that its reader hides: error cells, formulas never computed, hidden rows.

Such a file is a small file system (a compound file: sectors in chains) with one stream of records; each record states
its kind and its length. Only the few kinds wanted are looked at, and nothing in the file is trusted.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

import numpy as np

from addin.ports import Oddity, Refusal

if TYPE_CHECKING:
    from collections.abc import Iterator

ERRORS = {0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A"}
STREAMS = ("Workbook", "Book")  # since 1997, and before
_FORMULA, _END, _SHEET, _ERROR, _ROW, _BEGIN = 0x06, 0x0A, 0x85, 0x205, 0x208, 0x809  # kinds of records
_WANTED = {_FORMULA: 22, _ERROR: 8, _ROW: 14}  # and how long each is at least
_HIDDEN = 0x20  # flag of a row
_ON_LOAD = 0x02  # flag of a formula that libraries write with a nought, to be computed when Excel opens the file
_NO_NUMBER = b"\xff\xff"  # where the result of a formula is a text, a truth value or an error
_NUMBER, _FAULT, _BLANK = -1, 2, 3  # results of formulas
_SHARED, _NO_TEXT = b"\x01", b"\x17\0\0"  # in the tokens of a formula: that another cell holds it, and ""
_SECTORS = {(9, 6): 512, (12, 6): 4096}  # bytes of a sector by what the header says
_SMALL = 64  # bytes of a sector within the chain that holds the small streams
_LISTED = 109  # sectors of the allocation table that the header itself lists
_LAST = 0xFFFFFFF0  # from here on a number is the end of a chain, or a sector that is none
_ENTRY = 128  # bytes of one entry of the directory
_RECORD, _CELL = struct.Struct("<HH"), struct.Struct("<HH")


def old_oddities(data: bytes) -> list[list[Oddity]]:
    """Return what must not be trusted, by sheet in the order of the tabs. Raises Refusal ``cut-off``."""
    try:
        book = _stream(data)
        starts = _sheets(book)
        computed = any(_result(book, at) != _BLANK for start in starts for kind, at in _cells(book, start)
                       if kind == _FORMULA)  # fmt: skip
        return [[odd for kind, at in _cells(book, start) for odd in _of_record(book, kind, at, computed=computed)]
                for start in starts]  # fmt: skip
    except (struct.error, IndexError) as fault:
        raise Refusal("cut-off") from fault


# ------------------------------------------------------------------ records


def _records(book: bytes, at: int) -> Iterator[tuple[int, int, int]]:
    """Yield kind, start and length of the records from ``at`` on; the last ones may be cut off."""
    while at + _RECORD.size <= len(book):
        kind, length = _RECORD.unpack_from(book, at)
        at += _RECORD.size
        yield kind, at, min(length, len(book) - at)
        at += length


def _sheets(book: bytes) -> list[int]:
    """Return where the records of each sheet begin."""
    found = []
    for kind, at, _ in _records(book, 0):
        if kind == _SHEET:
            found.append(struct.unpack_from("<I", book, at)[0])
        elif kind == _END:
            break
    return found


def _cells(book: bytes, start: int) -> Iterator[tuple[int, int]]:
    """Yield kind and place of the wanted records of a sheet."""
    depth = 0  # charts on a sheet are sheets within it
    for kind, at, length in _records(book, start):
        if kind == _BEGIN:
            depth += 1
        elif kind == _END:
            depth -= 1
            if depth <= 0:
                return
        elif depth == 1 and length >= _WANTED.get(kind, 1 << 16):
            yield kind, at


def _of_record(book: bytes, kind: int, at: int, *, computed: bool) -> Iterator[Oddity]:
    """Yield what is odd about a row or a cell; ``computed`` says whether any formula of the file ever was."""
    row, column = _CELL.unpack_from(book, at)
    if kind == _ROW:
        if book[at + 12] & _HIDDEN:
            yield Oddity("hidden", row + 1)
    elif kind == _ERROR:
        if book[at + 7]:
            yield Oddity("error", row + 1, column + 1, ERRORS.get(book[at + 6], ""))
    elif _result(book, at) == _FAULT:
        yield Oddity("error", row + 1, column + 1, ERRORS.get(book[at + 8], ""))
    elif _never_computed(book, at, computed=computed):
        yield Oddity("uncached", row + 1, column + 1)


def _result(book: bytes, at: int) -> int:
    """Return the kind of a formula's result: _FAULT, _BLANK, other kinds, or _NUMBER."""
    return book[at + 6] if book[at + 12 : at + 14] == _NO_NUMBER else _NUMBER


def _never_computed(book: bytes, at: int, *, computed: bool) -> bool:
    """Tell whether a formula waits for Excel to open the file.

    Libraries write such a one with a nought and a mark (POI), or with no text (xlwt). Excel writes the latter too, of
    ``=IF(A1="","",A1)``: not where it shares the formula, though, nor without a "" in it, and hardly of all formulas.
    """
    if _result(book, at) == _NUMBER:
        return bool(book[at + 14] & _ON_LOAD) and not any(book[at + 6 : at + 14])
    tokens = book[at + 22 : at + 22 + struct.unpack_from("<H", book, at + 20)[0]]
    return not computed and not tokens.startswith(_SHARED) and _NO_TEXT not in tokens


# ------------------------------------------------------------------ the compound file


def _stream(data: bytes) -> bytes:
    """Return the records of the workbook. Raises struct.error, IndexError and Refusal ``cut-off``."""
    sector = _SECTORS.get(struct.unpack_from("<HH", data, 30))
    if sector is None:
        raise Refusal("cut-off")
    body = data[sector:]  # the header takes up the place of one
    table = _table(data, body, sector)
    directory, limit, small_table = (struct.unpack_from("<I", data, at)[0] for at in (48, 56, 60))
    entries = _chain(body, table, directory, sector)
    for at in range(0, len(entries) - _ENTRY + 1, _ENTRY):
        name, start, size = _entry(entries, at)
        if name not in STREAMS:
            continue
        if size >= limit:
            return _chain(body, table, start, sector)[:size]
        within = _chain(body, table, _entry(entries, 0)[1], sector)
        return _chain(within, _numbers(_chain(body, table, small_table, sector)), start, _SMALL)[:size]
    raise Refusal("cut-off")


def _table(data: bytes, body: bytes, sector: int) -> list[int]:
    """Return the allocation table: the sector that follows each."""
    listed = list(struct.unpack_from(f"<{_LISTED}I", data, 76))
    most = len(body) // sector + 1
    following = struct.unpack_from("<I", data, 68)[0]
    while following < _LAST and len(listed) < most:  # of a large file the list goes on in sectors of its own
        *more, following = struct.unpack_from(f"<{sector // 4}I", body, following * sector)
        listed += more
    parts = [body[one * sector : (one + 1) * sector] for one in listed[:most] if one < _LAST]
    return _numbers(b"".join(parts))


def _numbers(data: bytes) -> list[int]:
    numbers: list[int] = np.frombuffer(data[: len(data) // 4 * 4], "<u4").tolist()
    return numbers


def _chain(body: bytes, table: list[int], start: int, size: int) -> bytes:
    """Return the sectors of a chain one after the other, at most as many as there are: one may never end."""
    found: list[bytes] = []
    while start < min(len(table), _LAST) and len(found) * size <= len(body):
        found.append(body[start * size : (start + 1) * size])
        start = table[start]
    return b"".join(found)


def _entry(entries: bytes, at: int) -> tuple[str, int, int]:
    """Return name, first sector and size of an entry of the directory."""
    length = struct.unpack_from("<H", entries, at + 64)[0]
    start, size = struct.unpack_from("<II", entries, at + 116)
    return entries[at : at + max(min(length, 64) - 2, 0)].decode("utf-16-le", "replace"), start, size
