"""What calamine is given of a workbook: the same cells, without those that hold nothing, wherever blocks end."""

from __future__ import annotations

import io
import zipfile
from unittest import mock

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from addin.hosts import for_calamine
from addin.hosts.cells import address
from addin.hosts.for_calamine import without_empty_cells
from addin.hosts.package import stored
from addin.hosts.scanning import glance
from tests.hosts.test_scanning import CONTENTS, sheet

LOOKS = ("", ' s="7"', ' s="7" t="s"', ' t="str"')


@pytest.mark.parametrize("prefix", ["", "x:"])
@given(data=st.data())
def test_the_cells_that_hold_something_stay_as_they_are(prefix: str, data: st.DataObject) -> None:
    place = st.builds(address, st.integers(1, 99_999), st.integers(1, 200))
    cell = st.builds(lambda at, look, what: f'<c r="{at}"{look}{what}', place, st.sampled_from(LOOKS),
                     st.sampled_from(("/>", "/>", *CONTENTS)))  # fmt: skip
    numbers = data.draw(st.lists(st.integers(1, 99_999), max_size=5))
    rows = [f'<row r="{number}">{"".join(data.draw(st.lists(cell, max_size=6)))}</row>' for number in numbers]
    body = data.draw(st.sampled_from(["", "\n"])).join(rows)
    body = body.replace(' t="s" t=', " t=").replace(' t="str" t=', " t=")
    xml = sheet(body.replace("</", "\0").replace("<", f"<{prefix}").replace("\0", f"</{prefix}"), prefix)
    with mock.patch.object(for_calamine, "_BLOCK", data.draw(st.sampled_from([1, 17, 64, 1 << 19]))):
        lean = without_empty_cells(glance(xml))
    was, now = etree.fromstring(xml), etree.fromstring(lean)
    assert [etree.tostring(cell) for cell in now.iter("{m}c")] == [
        etree.tostring(cell) for cell in was.iter("{m}c") if len(cell)
    ]
    assert [row.attrib for row in now.iter("{m}row")] == [row.attrib for row in was.iter("{m}row")]


@pytest.mark.parametrize("body", [
    '<row r="1"><c r="A1">/></c><c r="B1"/></row>', '<row r="1"><c r="A1" cm="a>"/></row>',
    '<row r="1"><c r="A1"/></row><!-- a -->', "<row r='1'><c r='A1'/></row>", '<row r="1"><c/></row>', "",
])  # fmt: skip
def test_what_is_written_oddly_is_left_alone(body: str) -> None:
    assert without_empty_cells(glance(sheet(body))) == sheet(body)


def test_only_cells_go() -> None:
    body = '<row r="1"/><row r="2"><c r="A2"><f/></c><c r="B2"/><cx r="C2"/></row>'
    assert without_empty_cells(glance(sheet(body))) == sheet(body.replace('<c r="B2"/>', ""))
    bare = b"<worksheet><sheetData/></worksheet>"
    assert without_empty_cells(glance(bare)) == bare


def test_parts_are_laid_out_as_a_zip_that_is_not_packed() -> None:
    parts = {"xl/workbook.xml": b"<workbook/>", "xl/表.xml": b"\0" * 1000, "空.xml": b""}
    with zipfile.ZipFile(io.BytesIO(stored(parts))) as archive:
        assert archive.testzip() is None
        assert {name: archive.read(name) for name in archive.namelist()} == parts
        assert {info.compress_type for info in archive.infolist()} == {zipfile.ZIP_STORED}
