"""The glance over a sheet sees as much as a parser does, wherever its blocks end."""

from __future__ import annotations

import re
from unittest import mock

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from addin.hosts import scanning
from addin.hosts.cells import address, area
from addin.hosts.scanning import FAR, Glance, glance

CONTENTS = ("/>", "><v>1</v></c>", "><f>A1</f><v>1</v></c>", '><f t="shared" si="0"/></c>', "><f/></c>",
            ' t="inlineStr"><is><t>a &lt;c</t></is></c>', "><is><r><rPr><b/></rPr><t> c </t></r></is></c>")  # fmt: skip


def sheet(body: str, prefix: str = "") -> bytes:
    space = f' xmlns{":" if prefix else ""}{prefix.rstrip(":")}="m"'
    data = f"<{prefix}cols/><{prefix}sheetData>{body}</{prefix}sheetData>"
    return f"<{prefix}worksheet{space}>{data}</{prefix}worksheet>".encode()


@pytest.mark.parametrize("prefix", ["", "x:", "cells:"])
@given(data=st.data())
def test_a_glance_sees_what_a_parser_sees(prefix: str, data: st.DataObject) -> None:
    place = st.builds(address, st.integers(1, 1_048_576), st.integers(1, 16_384))
    cells = st.lists(st.builds(lambda at, what: f'<c r="{at}"{what}', place, st.sampled_from(CONTENTS)), max_size=4)
    numbers = data.draw(st.lists(st.integers(1, 1_048_576), max_size=6))
    body = "".join(f'<row r="{number}">{"".join(data.draw(cells))}</row>' for number in numbers)
    body = body.replace("</", "\0").replace("<", f"<{prefix}").replace("\0", f"</{prefix}")
    xml = sheet(body, prefix)
    block, large = data.draw(st.sampled_from([17, 64, 1 << 18])), data.draw(st.sampled_from([0, 1 << 22]))
    with mock.patch.multiple(scanning, _BLOCK=block, LARGE=large):
        seen = glance(xml)
    tree = etree.fromstring(xml)
    places = [area(cell.get("r", ""))[:2] for cell in tree.iter("{m}c")]
    assert seen.tidy
    assert seen.last_row == 10 ** max((len(str(row)) for row, _ in places), default=0) - 1
    assert seen.last_column == max((column for _, column in places), default=0)
    assert seen.ordered == (numbers == sorted(set(numbers)))
    assert seen.formulas == (tree.find(".//{m}f") is not None)
    assert not seen.marks


@pytest.mark.parametrize("body", [
    "<row r='1'/>", '<row spans="1:2" r="1"/>', "<row/>", "<row >", '<row r="1"><c s="1" r="A1"/></row>',
    "<row r=\"1\"><c r='A1'/></row>", '<row r="1"><c/></row>', '<row r="1"><c\nr="A1"/></row>',
    '<row r="1"><y:c r="XFD9"/></row>', '<y:row r="1"/>', '<row  r="1"/>', "<!DOCTYPE a>",
    '<row r="1"><v:c r="A1"/></row>', '<row r="1"><c:c r="A1"/></row>', "<t:row/>",
])  # fmt: skip
def test_what_the_patterns_would_not_see_is_not_tidy(body: str) -> None:
    assert not glance(sheet(body)).tidy
    assert not glance(sheet(re.sub(r"<(?=/?[a-z]+\b(?!:))", "<x:", body), "x:")).tidy
    assert not glance(sheet("").replace(b"</worksheet>", f"{body}</worksheet>".encode())).tidy


@pytest.mark.parametrize("xml", [
    b"", b"<", b"<worksheet/>", b'<sheetData><row r="1">', b'<sheetData><row r="1"><c r="A1"',
    b'<!DOCTYPE a [<!ENTITY b "c">]><worksheet><sheetData/></worksheet>',
    b"<worksheet><sheetData/><!DOCTYPE a></worksheet>",
])  # fmt: skip
def test_what_is_no_whole_sheet_is_not_tidy(xml: bytes) -> None:
    assert not glance(xml).tidy


@pytest.mark.parametrize(("cell", "row", "column"), [
    ("A0005", 9_999, 1), ("xfd7", 9, 16_384), ("A00000000000000000009", FAR, 1), ("A99999999", FAR, 1),
    ("ZZZZZZZZ1", 9, 475_254), ("A", 9, 1), ("5", 9, 0), ("A5B6", 9, 1), ("XFD1048576", 9_999_999, 16_384),
])  # fmt: skip
def test_no_odd_address_is_taken_for_a_near_one(cell: str, row: int, column: int) -> None:
    seen = glance(sheet(f'<row r="1"><c r="B2"/><c r="{cell}"><v>1</v></c></row>'))
    assert (seen.last_row, seen.last_column) == (row, max(column, 2))


def test_comments_are_told() -> None:
    assert glance(sheet('<row r="1"/><!-- <row r="2"/> -->')).marks
    assert glance(sheet('<row r="1"><c r="A1"><v><![CDATA[1]]></v></c></row>')).marks


def test_a_sheet_without_rows_is_tidy_and_ordered() -> None:
    xml = b"<worksheet><sheetData/></worksheet>"
    assert glance(xml) == Glance(xml, tidy=True, ordered=True, formulas=False, marks=False)
