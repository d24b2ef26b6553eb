"""Workbooks as programs other than Excel write them: valid, unusual, and nothing of them is lost."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from addin.ports import Mark
from tests.hosts.test_file_keeps import MARK, REPLACE, run
from tests.hosts.varied import (
    LEDGER,
    dangling,
    edited,
    part,
    plain,
    raw_parts,
)

if TYPE_CHECKING:
    from pathlib import Path

TYPES, BOOK, BOOK_RELATIONS = "[Content_Types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels"


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
