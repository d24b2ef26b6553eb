"""What the reader of old workbooks hides is told: errors, formulas never computed, hidden rows."""

from __future__ import annotations

import random
import struct
from pathlib import Path

import pytest

from addin.hosts.old_book import old_oddities
from addin.hosts.sources import read_source
from addin.ports import Oddity, Refusal
from addin.surfaces.cfb import compound_file

FILES = Path(__file__).parent / "files"
ERRORS = FILES / "errors.xls"  # saved by LibreOffice: 已收金额 by formulas that fail, and one error that is no formula
NOUGHT, BLANK = bytes(8), b"\x03" + bytes(5) + b"\xff\xff"
SUM, IF = b"\x1e\x01\x00\x1e\x01\x00\x03", b"\x17\x00\x00"  # 1+1, and ""


def record(kind: int, data: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


def formula(row: int, result: bytes, tokens: bytes = SUM, flags: int = 0) -> bytes:
    return record(0x06, struct.pack("<3H8sHIH", row, 2, 0, result, flags, 0, len(tokens)) + tokens)


def error(row: int, code: int) -> bytes:
    return record(0x205, struct.pack("<3H2B", row, 1, 0, code, 1))


def book(*sheets: bytes, name: str = "Workbook", more: bytes = b"") -> bytes:
    """Return an old workbook as a file: its records, and those of its sheets."""
    begin, end = record(0x809, bytes(16)), record(0x0A)
    texts = [begin + sheet + end for sheet in sheets]
    head = len(begin) + 12 * len(sheets) + len(end)
    starts = [head + len(b"".join(texts[:at])) for at in range(len(texts))]
    listed = [record(0x85, struct.pack("<IH2s", start, 0, b"\0a")) for start in starts]
    return compound_file({(name,): b"".join([begin, *listed, end, *texts, more])})


def test_errors_and_hidden_rows_of_an_old_workbook_are_told() -> None:
    (grid,) = read_source(ERRORS).grids
    assert [row[6] for row in grid.rows[1:]] == [None, 50, None, 0, None, None]
    assert grid.oddities == (
        Oddity("error", 2, 7, "#DIV/0!"), Oddity("hidden", 3), Oddity("error", 4, 7, "#N/A"),
        Oddity("error", 6, 7, "#VALUE!"),
    )  # fmt: skip


@pytest.mark.parametrize("name", ["Workbook", "Book"])
@pytest.mark.parametrize("more", [b"", bytes(9000), bytes(3_000_000)], ids=["small", "usual", "large"])
def test_each_sheet_has_its_own(name: str, more: bytes) -> None:
    chart = record(0x809, bytes(16)) + error(0, 0x07) + record(0x0A)
    data = book(error(0, 0x2A), b"", chart + error(4, 0x17) + error(5, 0x99), name=name, more=more)
    told = [[Oddity("error", 1, 2, "#N/A")], [], [Oddity("error", 5, 2, "#REF!"), Oddity("error", 6, 2, "")]]
    assert old_oddities(data) == told


@pytest.mark.parametrize(
    ("sheet", "rows"),
    [
        (formula(0, NOUGHT, flags=2) + formula(1, NOUGHT), [1]),  # as POI leaves it, and a true nought
        (formula(0, BLANK) + formula(1, BLANK), [1, 2]),  # as xlwt leaves it
        (formula(0, BLANK, IF) + formula(1, BLANK, b"\x01\x00\x00\x02\x00"), []),  # ="", alone and shared
        (formula(0, BLANK) + formula(1, struct.pack("<d", 2.0)), []),  # =A1, of a "" there, in a computed file
    ],
    ids=["POI", "xlwt", "no text", "computed"],
)
def test_formulas_never_computed_are_told(sheet: bytes, rows: list[int]) -> None:
    assert old_oddities(book(sheet)) == [[Oddity("uncached", row, 3) for row in rows]]


def test_a_damaged_old_workbook_is_looked_through_or_refused() -> None:
    dice = random.Random(3)  # noqa: S311 - no secret
    for data in (ERRORS.read_bytes(), book(error(0, 7), more=bytes(70_000))):
        for _ in range(300):
            broken = bytearray(data)
            for _ in range(dice.randint(1, 40)):
                place = dice.choice([dice.randrange(512), dice.randrange(len(broken))])
                broken[place : place + 4] = dice.choice([b"\xff\xff\xff\x7f", bytes(4), dice.randbytes(4)])
            try:
                old_oddities(bytes(broken[: dice.randint(100, len(broken))]))
            except Refusal as refusal:
                assert refusal.code == "cut-off"  # noqa: PT017 - reading may also succeed
