"""Workbooks as programs other than Excel write them: valid, unusual, and nothing of them is lost."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from addin.hosts.file import FileHost
from addin.ports import Column, Fill, Kind, Mark, Refusal
from tests.hosts.contract import frame
from tests.hosts.test_file_keeps import MARK, REPLACE, SHEET, run
from tests.hosts.varied import (
    LEDGER,
    dangling,
    edited,
    part,
    plain,
    raw_parts,
    with_parts,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

TYPES, BOOK, BOOK_RELATIONS = "[Content_Types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
DUE = Column("应收日期", "due", Kind.DATE)


def with_names(data: bytes, change: Callable[[str], str]) -> bytes:
    """Return a package whose members have other names."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w") as out:
        for info in old.infolist():
            out.writestr(zipfile.ZipInfo(change(info.filename)), old.read(info))
    return stream.getvalue()


# ------------------------------------------------------------------ types and names of parts


def test_relations_whose_types_are_stated_one_by_one_get_a_type(tmp_path: Path) -> None:
    kind = b"application/vnd.openxmlformats-package.relationships+xml"
    one = b'<Override PartName="/%b" ContentType="' + kind + b'"/>'
    all_of_them = re.search(rb'<Default[^>]*Extension="rels"[^>]*/>', part(plain(), TYPES))
    assert all_of_them is not None
    names = (b"_rels/.rels", BOOK_RELATIONS.encode())
    old = edited(plain(), TYPES, {all_of_them[0]: b"", b"</Types>": b"".join(one % n for n in names) + b"</Types>"})
    for changes in ([REPLACE], [MARK], [REPLACE, MARK]):
        new = run(tmp_path, old, *changes)
        assert dangling(new) == []
        assert dangling(run(tmp_path, new, REPLACE, Mark(LEDGER))) == []


def test_the_type_of_relations_goes_with_them(tmp_path: Path) -> None:
    marked = run(tmp_path, plain(), MARK)
    name = "xl/worksheets/_rels/sheet1.xml.rels"
    kind = b"application/vnd.openxmlformats-package.relationships+xml"
    stated = b'<Override PartName="/' + name.encode() + b'" ContentType="' + kind + b'"/></Types>'
    new = run(tmp_path, edited(marked, TYPES, {b"</Types>": stated}), Mark(LEDGER))
    assert name not in raw_parts(new)
    assert dangling(new) == []


def test_members_named_with_backslashes_are_read_and_keep_their_names(tmp_path: Path) -> None:
    old = with_names(plain(), lambda name: name.replace("/", "\\"))
    new = run(tmp_path, old, Fill(LEDGER, (DUE,), frame([2], due=pd.array(["2026-01-01"], dtype="datetime64[s]"))))
    grid = FileHost(tmp_path / "台账.xlsx").read([LEDGER])[LEDGER]
    assert (grid.rows[0][0], grid.rows[1][1]) == ("应收编号", dt.date(2026, 1, 1))
    assert raw_parts(new).keys() == raw_parts(old).keys()


def test_two_parts_whose_names_differ_in_capitals_alone_are_damage(tmp_path: Path) -> None:
    old = with_parts(plain(), {SHEET.replace("sheet1", "Sheet1"): b"<worksheet/>"}, {})
    with pytest.raises(Refusal, match="damaged-zip"):
        run(tmp_path, old, MARK)
