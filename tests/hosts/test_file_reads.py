"""What the host of a closed workbook reads, and what it will not open."""

from __future__ import annotations

import datetime as dt
import io
import re
import struct
import tracemalloc
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import xlsxwriter

from addin import messages
from addin.hosts import file
from addin.hosts.file import FileHost
from addin.ports import Fill, Oddity, Refusal
from tests.hosts.contract import PAID, frame
from tests.hosts.varied import LEDGER, cells, edited, part, plain, varied, with_parts

if TYPE_CHECKING:
    from collections.abc import Callable

    from addin.ports import Grid

SHEET = "xl/worksheets/sheet1.xml"
OLE = bytes.fromhex("d0cf11e0a1b11ae1")


def read(tmp_path: Path, data: bytes, name: str = "台账.xlsx") -> Grid:
    path = tmp_path / name
    path.write_bytes(data)
    return FileHost(path).read([LEDGER])[LEDGER]


def bomb(size: int) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(plain())) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as out:
        for info in old.infolist():
            out.writestr(info, b" " * size if info.filename == SHEET else old.read(info))
    return stream.getvalue()


def lying(data: bytes) -> bytes:
    """Return a package whose sheet says that it is one byte long, twice over and with the checksum of that byte."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        info = archive.getinfo(SHEET)
    old = struct.pack("<3I", info.CRC, info.compress_size, info.file_size)
    return data.replace(old, struct.pack("<3I", 0x17B6E8B8, info.compress_size, 1))


def renamed(data: bytes, old: str, new: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as archive, zipfile.ZipFile(stream, "w") as out:
        for info in archive.infolist():
            out.writestr(new if info.filename == old else info.filename, archive.read(info))
    return stream.getvalue()


def strict(data: bytes) -> bytes:
    return edited(data, "xl/workbook.xml", {
        b"http://schemas.openxmlformats.org/spreadsheetml/2006/main": b"http://purl.oclc.org/ooxml/spreadsheetml/main"
    })  # fmt: skip


GARBAGE: list[tuple[str, str, Callable[[], bytes]]] = [
    ("not-a-workbook", "台账.xlsx", lambda: b""),
    ("not-a-workbook", "台账.xlsx", "应收编号,金额\n1,2".encode),
    ("old-xls", "台账.xls", lambda: OLE + b"Workbook".ljust(2000)),
    ("old-xls", "台账.xlsx", lambda: OLE + b"Workbook".ljust(2000)),
    ("encrypted", "台账.xlsx", lambda: OLE + "EncryptedPackage".encode("utf-16-le").ljust(2000)),
    ("cut-off", "台账.xlsx", lambda: plain()[:-300]),
    ("cut-off", "台账.xlsx", lambda: plain()[:40]),
    ("cut-off", "台账.xlsx", lambda: edited(plain(), SHEET, {b"</worksheet>": b""})),
    ("no-workbook", "台账.xlsx", lambda: renamed(plain(), "[Content_Types].xml", "a.txt")),
    ("no-workbook", "台账.xlsx", lambda: renamed(plain(), "xl/workbook.xml", "xl/w.xml")),
    ("wrong-extension", "台账.zip", plain),
    ("wrong-extension", "台账.xltx", plain),
    ("xlsb", "台账.xlsb", plain),
    ("xlsb", "台账.xlsx", lambda: edited(plain(), "[Content_Types].xml", {
        b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml":
        b"application/vnd.ms-excel.sheet.binary.macroEnabled.main"})),
    ("strict", "台账.xlsx", lambda: strict(plain())),
    ("too-large", "台账.xlsx", lambda: bomb(80_000_000)),
    ("too-large", "台账.xlsx", lambda: lying(plain())),
    ("unsafe-xml", "台账.xlsx", lambda: edited(plain(), SHEET, {b"<worksheet": b"<!DOCTYPE a><worksheet"})),
    ("unsafe-xml", "台账.xlsx", lambda: edited(plain(), "xl/workbook.xml", {b"<workbook ": b"<!DOCTYPE a><workbook "})),
    ("stray-cell", "台账.xlsx", lambda: edited(plain(), SHEET, {
        b"</sheetData>": b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'})),
    ("stray-cell", "台账.xlsx", lambda: edited(plain(), SHEET, {b'r="F7"': b'r="F1048576"'})),
]  # fmt: skip


@pytest.mark.parametrize(("code", "name", "make"), GARBAGE)
def test_garbage_is_refused_with_one_sentence(tmp_path: Path, code: str, name: str, make: Callable[[], bytes]) -> None:
    with pytest.raises(Refusal) as caught:
        read(tmp_path, make(), name)
    assert caught.value.code == code
    sentence = messages.refusal_text(caught.value)
    assert sentence.endswith("。")
    assert "{" not in sentence
    assert name in sentence or caught.value.details["sheet"] in sentence


def test_a_missing_file_and_a_folder_are_said_plainly(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="missing-file"):
        FileHost(tmp_path / "没有.xlsx").titles()
    with pytest.raises(Refusal, match="is-directory"):
        FileHost(tmp_path).titles()


def test_a_file_without_permission_is_said_plainly(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "台账.xlsx"
    path.write_bytes(plain())

    def denied(*_: object) -> bytes:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(type(path), "read_bytes", denied)
    with pytest.raises(Refusal, match="no-permission"):
        FileHost(path).titles()


def test_a_bomb_is_refused_without_being_inflated(tmp_path: Path) -> None:
    data = bomb(80_000_000)
    tracemalloc.start()
    with pytest.raises(Refusal, match="too-large"):
        read(tmp_path, data)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 8_000_000


def test_every_refusal_of_the_hosts_has_its_sentence() -> None:
    found: set[str] = set()
    for path in Path(file.__file__).parent.glob("*.py"):
        for call in re.findall(r"Refusal\(([^,)]*)", path.read_text(encoding="utf-8")):
            found |= set(re.findall(r'"([a-z0-9]+(?:-[a-z]+)*)"', call))
    assert len(found) > 20
    assert found <= messages.REFUSALS.keys()


def test_what_calamine_hides_is_listed(tmp_path: Path) -> None:
    data = edited(plain(), SHEET, {
        b'<c r="E3" t="n"><v>3</v></c>': b'<c r="E3" t="e"><v>#REF!</v></c>',
        b'<row r="4">': b'<row r="4" hidden="1">',
        b"</sheetData>": b'</sheetData><mergeCells><mergeCell ref="A5:B6"/><mergeCell ref="A90:B91"/></mergeCells>',
    })  # fmt: skip
    grid = read(tmp_path, data)
    assert [o for o in grid.oddities if o.what != "uncached"] == [
        Oddity("error", 3, 5, "#REF!"), Oddity("hidden", 4), Oddity("merged", 5, 1, "A5:B6"),
    ]  # fmt: skip
    assert [o.row for o in grid.oddities if o.what == "uncached"] == [2, 3, 4, 5, 6, 7]
    assert grid.rows[2][4] is None


WRITINGS: dict[str, Callable[[bytes], bytes]] = {
    "single quotes": lambda xml: re.sub(rb'="([^"<>]*)"', rb"='\1'", xml),
    "spaces": lambda xml: re.sub(rb'([a-z])="([^"<>]*)"', rb'\1 =\n"\2"', xml),
    "line ends": lambda xml: re.sub(rb"<(row|c|mergeCell) ", rb"<\1\n\t", xml),
    "r last": lambda xml: re.sub(rb'<(row|c) (r="\w+")((?: \w+="[^"]*")+)', rb"<\1\3 \2", xml),
    "a prefix": lambda xml: re.sub(rb"<(/?)(?=[a-zA-Z])", rb"<\1x:", xml).replace(b"xmlns=", b"xmlns:x="),
    "no addresses": lambda xml: re.sub(rb'<(row|c) r="\w+"', rb"<\1", xml),
    "no addresses of cells": lambda xml: re.sub(rb'<c r="\w+"', b"<c", xml),
    "one cell without its address": lambda xml: xml.replace(b'<c r="E3"', b"<c"),
    "UTF-16": lambda xml: xml.decode().encode("utf-16"),
    "UTF-16 without its mark": lambda xml: f'<?xml version="1.0" encoding="UTF-16"?>{xml.decode()}'.encode("utf-16-le"),
    "GB18030": lambda xml: f'<?xml version="1.0" encoding="GB18030"?>{xml.decode()}'.encode("gb18030"),
    "absolute ranges": lambda xml: xml.replace(b'"A5:B6"', b'"$A$5:$B$6"'),
    "ranges from the end": lambda xml: xml.replace(b'"A5:B6"', b'"B6:A5"'),
    "ranges in single quotes": lambda xml: xml.replace(b'"A5:B6"', b"'A5:B6'"),
    "a range of one cell, and one of none": lambda xml: xml.replace(
        b"</mergeCells>", b'<mergeCell ref="C3"/><mergeCell ref="?"/></mergeCells>'),
    "a comment": lambda xml: xml.replace(b"<row ", b"<!-- row --><row "),
}


@pytest.mark.parametrize("writing", WRITINGS)
def test_whatever_way_xml_is_written_the_same_is_read(tmp_path: Path, writing: str) -> None:
    data = edited(plain(), SHEET, {
        b'<c r="E3" t="n"><v>3</v></c>': b'<c r="E3" t="e"><v>#REF!</v></c>',
        b'<c r="E4" t="n"><v>4</v></c>': b'<c r="E4" t="n"><v>123456789012345678</v></c>',
        b'<row r="4">': b'<row r="4" hidden="1">',
        b"</sheetData>": b'</sheetData><mergeCells><mergeCell ref="A5:B6"/></mergeCells>',
    })  # fmt: skip
    xml = part(data, SHEET)
    assert WRITINGS[writing](xml) != xml
    usual, odd = read(tmp_path, data), read(tmp_path, edited(data, SHEET, {xml: WRITINGS[writing](xml)}), "另.xlsx")
    assert odd == usual
    assert {one.what for one in usual.oddities} == {"error", "hidden", "merged", "uncached"}
    assert usual.rows[3][4] == 123456789012345678


@pytest.mark.parametrize("name", ["xl/sharedStrings.xml", "xl/styles.xml", "xl/workbook.xml", "_rels/.rels"])
def test_a_part_in_another_encoding_is_read_all_the_same(tmp_path: Path, name: str) -> None:
    data = varied()
    xml = part(data, name)
    wide = xml.decode().replace('encoding="UTF-8"', 'encoding="UTF-16"').encode("utf-16")
    assert read(tmp_path, edited(data, name, {xml: wide}), "另.xlsx") == read(tmp_path, data)


@pytest.mark.parametrize(("ref", "told"), [("B:C", "B1:C1048576"), ("2:3", "A2:XFD3")])
def test_whole_columns_and_rows_may_be_merged(tmp_path: Path, ref: str, told: str) -> None:
    merged = f'</sheetData><mergeCells><mergeCell ref="{ref}"/></mergeCells>'.encode()
    grid = read(tmp_path, edited(plain(), SHEET, {b"</sheetData>": merged}))
    assert [one.text for one in grid.oddities if one.what == "merged"] == [told]
    assert grid.rows == read(tmp_path, plain(), "另.xlsx").rows


def test_a_formula_with_a_value_is_no_oddity(tmp_path: Path) -> None:
    assert read(tmp_path, varied()).oddities == ()


def test_dates_are_known_by_their_format_and_blank_rows_keep_their_numbers(tmp_path: Path) -> None:
    path = tmp_path / "台账.xlsx"
    day = dt.date(2023, 3, 15)
    formats = {'yyyy"年"m"月"d"日"': day, 31: day, "[$-804]yyyy/m/d": day, 57: day,
               "#,##0.00;[Red]-#,##0.00": 45000.0, '0.00"元"': 45000.0}  # fmt: skip
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet(LEDGER)
        for column, code in enumerate(formats):
            sheet.write_number(4, column, 45000, book.add_format({"num_format": code}))
        sheet.write_number(5, 0, 45000.5, book.add_format({"num_format": 22}))
        sheet.write_number(6, 0, 0.25, book.add_format({"num_format": "hh:mm"}))
        sheet.write_blank(1048575, 900, None, book.add_format({"bold": True}))
    rows = FileHost(path).read([LEDGER])[LEDGER].rows
    assert list(rows[4]) == list(formats.values())
    assert rows[5][0] == dt.datetime(2023, 3, 15, 12, 0)
    assert rows[6][0] == "06:00:00"
    assert (len(rows), any(value is not None for row in rows[:4] for value in row)) == (7, False)


def test_numbers_of_more_than_fifteen_digits_keep_every_digit(tmp_path: Path) -> None:
    data = edited(plain(), SHEET, {b'<c r="E3" t="n"><v>3</v></c>': b'<c r="E3" t="n"><v>123456789012345678</v></c>'})
    assert read(tmp_path, data).rows[2][4] == 123456789012345678


@pytest.mark.parametrize("dimension", [b"A1:XFD1048576", b"A1"])
def test_a_false_dimension_is_not_believed(tmp_path: Path, dimension: bytes) -> None:
    assert len(read(tmp_path, edited(plain(), SHEET, {b'ref="A1:F7"': b'ref="' + dimension + b'"'})).rows) == 7


def test_a_prefix_on_every_tag_makes_no_difference(tmp_path: Path) -> None:
    xml = part(plain(), SHEET)
    prefixed = re.sub(rb"<(/?)(?=[a-zA-Z])", rb"<\1x:", xml).replace(b"xmlns=", b"xmlns:x=")
    data = edited(plain(), SHEET, {xml: prefixed})
    assert read(tmp_path, data).rows == read(tmp_path, plain()).rows
    fill = Fill(LEDGER, (PAID,), frame([2, 3, 4], paid=[1, 22, 333]))
    path = tmp_path / "台账.xlsx"
    path.write_bytes(data)
    FileHost(path).apply([fill], tmp_path)
    rows = FileHost(path).read([LEDGER])[LEDGER].rows
    assert [row[4] for row in rows] == ["已收金额", 0.01, 0.22, 3.33, None, None, None]
    assert b"x:v" in cells(path.read_bytes(), SHEET)["E2"]


def test_macro_books_are_read(tmp_path: Path) -> None:
    assert len(read(tmp_path, with_parts(plain(), {}, {}), "台账.xlsm").rows) == 7
