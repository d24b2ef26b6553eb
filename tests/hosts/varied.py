"""Workbooks full of what users have: made for the tests, with the parts that no library writes put in by hand."""

from __future__ import annotations

import io
import re
import struct
import warnings
import zipfile
import zlib
from typing import TYPE_CHECKING

import openpyxl
import xlsxwriter
from lxml import etree

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
LEDGER, REPORT = "应收计划", "我的分析"


def picture() -> bytes:
    """Return a PNG of one red dot."""
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">2I5B", 1, 1, 8, 2, 0, 0, 0)
    body = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0\xff\0\0"))
    return b"\x89PNG\r\n\x1a\n" + body + chunk(b"IEND", b"")


def varied(rows: int = 6) -> bytes:
    """Return a workbook with every feature XlsxWriter has, and printer settings, custom XML, threads and a VBA part."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        bold, date = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy/m/d"})
        ground = book.add_format({"bg_color": "#FFFF00", "num_format": "0.0", "border": 1})
        sheet, report = book.add_worksheet(LEDGER), book.add_worksheet(REPORT)
        heads = ["应收编号", "应收日期", "应收金额", "我的公式", "已收金额", "我的备注"]
        for row in range(1, rows + 1):
            sheet.write(row, 0, f"YS-{row}")
            sheet.write(row, 1, 45000 + row, date)
            sheet.write(row, 2, row * 1.1)
            sheet.write_formula(row, 3, f"=C{row + 1}*2", None, row * 2.2)
            sheet.write(row, 4, row, ground)
            sheet.write_rich_string(row, 5, "说", bold, "明", "一二")
        sheet.add_table(0, 0, rows, 5, {"columns": [{"header": head} for head in heads], "name": "计划"})
        sheet.data_validation(1, 0, rows, 0, {"validate": "list", "source": ["甲", "乙"]})
        sheet.conditional_format(1, 2, rows, 2, {"type": "data_bar", "data_bar_2010": True})
        sheet.conditional_format(1, 4, rows, 4, {"type": "cell", "criteria": ">", "value": 3, "format": bold})
        sheet.write_comment("A3", "我的批注", {"author": "王会计"})
        sheet.insert_image("J2", "p.png", {"image_data": io.BytesIO(picture())})
        sheet.insert_textbox("J9", "文本框 & 说明")
        sheet.add_sparkline("I2", {"range": f"{LEDGER}!C2:C{rows + 1}"})
        sheet.write_url("H1", "https://example.com/?a=1&b=2", string="网址")
        sheet.set_header("&L&G", {"image_left": "p.png", "image_data_left": io.BytesIO(picture())})
        sheet.freeze_panes(1, 1)
        sheet.print_area(0, 0, rows, 5)
        sheet.outline_settings(visible=True)
        report.write_dynamic_array_formula("A1:A3", "=SORT(应收计划!C2:C4)", None, 1.1)
        report.write_array_formula("B1:B2", "{=应收计划!C2:C3*2}", None, 2.2)
        report.write_formula("C1", "=SUM(计划[已收金额])", None, 21)
        report.merge_range("D1:E2", "合并", bold)
        report.protect("x")
        chart = book.add_chart({"type": "column"})
        chart.add_series({"values": f"={LEDGER}!$E$2:$E${rows + 1}"})
        report.insert_chart("G2", chart)
        book.define_name("税率", "=0.13")
        book.define_name(f"{REPORT}!本表", f"={REPORT}!$A$1")
        book.set_custom_property("部门", "财务")
    return with_parts(
        stream.getvalue(),
        {
            "xl/printerSettings/printerSettings1.bin": bytes(range(256)),
            "customXml/item1.xml": b'<?xml version="1.0"?>\r\n<mine xmlns="urn:mine"> <a/></mine>',
            "xl/threadedComments/threadedComment1.xml": b"<ThreadedComments/>",
            "xl/vbaProject.bin": b"\xd0\xcf\x11\xe0vba",
            "xl/slicers/slicer1.xml": b"<slicers/>",
        },
        {
            "xl/worksheets/_rels/sheet1.xml.rels":
                relation("printerSettings", "../printerSettings/printerSettings1.bin"),
            "xl/_rels/workbook.xml.rels": relation("vbaProject", "vbaProject.bin"),
            "_rels/.rels": relation("customXml", "customXml/item1.xml"),
        },
    )


def plain(rows: int = 6) -> bytes:
    """Return a workbook as openpyxl writes one: no table, formulas without values."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = LEDGER
    sheet.append(["应收编号", "应收日期", "应收金额", "我的公式", "已收金额", "我的备注"])
    for row in range(2, rows + 2):
        sheet.append([f"YS-{row}", 45000 + row, row * 1.1, f"=C{row}*2", row, "备注 & <x>"])
    report = book.create_sheet(REPORT)
    report["C1"] = f"=SUM({LEDGER}!E2:E99)"
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def relation(kind: str, target: str) -> bytes:
    """Return one more relation as the text to put before the end of a relations part."""
    kind = f"http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}"
    return f'<Relationship Id="rIdX{zlib.crc32(target.encode())}" Type="{kind}" Target="{target}"/>'.encode()


def with_parts(data: bytes, new: Mapping[str, bytes], last: Mapping[str, bytes]) -> bytes:
    """Return a package with parts added, and text put in before the last closing tag of others."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as out:
        for info in old.infolist():
            part = old.read(info)
            at = part.rfind(b"</")
            text = last.get(info.filename, b"")
            if info.filename == "[Content_Types].xml":
                text = b'<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/>'
            out.writestr(info, part[:at] + text + part[at:] if text else part)
        for name, part in new.items():
            out.writestr(name, part)
    return stream.getvalue()


def edited(data: bytes, part: str, change: Mapping[bytes, bytes]) -> bytes:
    """Return a package with texts in one part exchanged; each must be there."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as out:
        for info in old.infolist():
            content = old.read(info)
            if info.filename == part:
                for one, two in change.items():
                    assert one in content, one
                    content = content.replace(one, two)
            out.writestr(info, content)
    return stream.getvalue()


def raw_parts(data: bytes) -> dict[str, bytes]:
    """Return the compressed bytes of every part."""
    found = {}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for info in archive.infolist():
            start = info.header_offset + 30 + sum(struct.unpack_from("<HH", data, info.header_offset + 26))
            found[info.filename] = data[start : start + info.compress_size]
    return found


def part(data: bytes, name: str) -> bytes:
    """Return one part."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name)


def cells(data: bytes, name: str) -> dict[str, bytes]:
    """Return every cell of a worksheet as its XML by address."""
    root = etree.fromstring(part(data, name))
    return {cell.get("r", ""): etree.tostring(cell, with_tail=False) for cell in root.iter(f"{MAIN}c")}


def frame_of(data: bytes, name: str) -> bytes:
    """Return a worksheet without its rows and its dimension, in canonical form."""
    root = etree.fromstring(part(data, name))
    for tag in ("sheetData", "dimension"):
        for item in root.iter(f"{MAIN}{tag}"):
            item.clear()
    return re.sub(rb">\s+<", b"><", etree.tostring(root, method="c14n"))


def opened(source: bytes | Path) -> openpyxl.Workbook:
    """Open a workbook with openpyxl, which warns of all that it would lose."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return openpyxl.load_workbook(io.BytesIO(source) if isinstance(source, bytes) else source)


def dangling(data: bytes) -> list[str]:
    """Return the targets of relations and content types that name no part."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = set(archive.namelist())
        missing = []
        for name in names:
            if name.endswith(".rels"):
                folder = name.rpartition("_rels/")[0]
                for item in etree.fromstring(archive.read(name)):
                    target = item.get("Target", "")
                    if item.get("TargetMode") != "External":
                        path = target.lstrip("/") if target.startswith("/") else _joined(folder, target)
                        missing += [] if path in names else [path]
        types = etree.fromstring(archive.read("[Content_Types].xml"))
        missing += [p for item in types if (p := item.get("PartName", "").lstrip("/")) and p not in names]
        listed = {item.get("PartName", "").lstrip("/") for item in types}
        extensions = {item.get("Extension", "").lower() for item in types}
        missing += [n for n in names - listed if n.rpartition(".")[2].lower() not in extensions]
    return missing


def _joined(folder: str, target: str) -> str:
    parts = folder.split("/")[:-1]
    for step in target.split("/"):
        if step == "..":
            parts.pop()
        elif step != ".":
            parts.append(step)
    return "/".join(parts)
