"""The quick way of patching a sheet, a block of rows at a time, and the slow one, row by row, give the same bytes."""

from __future__ import annotations

import re
from dataclasses import replace
from unittest import mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from addin.hosts import blockwise, patching
from addin.hosts.cells import EMPTY, letters, number_tail, text_tail
from addin.hosts.edits import Edit
from addin.hosts.patching import rewrite
from addin.hosts.sheetxml import SheetXml, join, split
from addin.ports import Refusal
from tests.hosts.test_patching import by_column

FIRST, WIDTH = 3, 6  # the edits' columns are among C to H; the sheets reach to J
PLAIN = (b"/>", b"><v>1.5</v></c>", b' t="s"><v>3</v></c>', b"></c>", b' t="b"><v>1</v></c>', b' t="e"><v>#N/A</v></c>',
         b' t="inlineStr"><is><t>a &lt;c r="D3" </t></is></c>', b' t="str"><v> r="E2" &gt;/</v></c>',
         b' t="inlineStr"><is><t xml:space="preserve"> /></t></is></c>')  # fmt: skip
ODD = (b"><f>A1*2</f><v>2</v></c>", b' t="str"><f>"x"</f><v>x</v></c>', b' cm="1"><v>1</v></c>', b" ><v>1</v></c>",
       b' t="inlineStr"><is><r><rPr><b/></rPr><t>rich</t></r></is></c>', b"><v>1</v><extLst/></c>", b"><v/></c>",
       b'><f t="shared" ref="C2:C3" si="0">A1</f><v>1</v></c>', b'><f t="shared" si="0"/><v>1</v></c>')  # fmt: skip
ROW_TAGS = (b"", b' spans="1:9"', b' s="4" customFormat="1" ht="20"', b' hidden="1" x14ac:dyDescent="0.2"')
STYLES = (b"", b' s="3"', b' s="12"')


class Styles(dict[bytes, bytes]):
    """Answers 9 for a cell without a style, none for style 12, style + 100 for the others, and keeps what was asked."""

    def __missing__(self, old: bytes) -> bytes:
        self[old] = b"9" if not old else b"" if old == b"12" else b"%d" % (int(old) + 100)
        return self[old]


@st.composite
def rows(draw: st.DrawFn, number: int) -> bytes:
    """Draw a row: as nearly every program writes it, mostly with all cells from A to J and mostly plain ones."""
    columns = set(range(1, 11)) - (draw(st.sets(st.integers(1, 10), max_size=3)) if draw(st.booleans()) else set())
    contents = st.sampled_from(PLAIN if draw(st.integers(0, 3)) else PLAIN + ODD)
    cells = b"".join(
        b'<c r="%b%d"%b%b' % (letters(column).encode(), number, draw(st.sampled_from(STYLES)), draw(contents))
        for column in sorted(columns)
    )
    tag, space = draw(st.sampled_from(ROW_TAGS)), draw(st.sampled_from([b"", b"", b"\n  "]))
    if not draw(st.integers(0, 9)):
        return space + b'<row r="%d"%b/>' % (number, tag)
    return space + b'<row r="%d"%b>%b</row>' % (number, tag, cells)


@st.composite
def sheets(draw: st.DrawFn, prefix: bytes) -> SheetXml:
    """Draw a sheet with up to 12 rows, some of them missing."""
    numbers = sorted(draw(st.sets(st.integers(1, 14), max_size=12)))
    body = b"".join(draw(rows(number)) for number in numbers) + draw(st.sampled_from([b"", b"\n "]))
    data = b"<sheetData>%b</sheetData>" % body if body else b"<sheetData/>"
    xml = b'<worksheet xmlns="m"><dimension ref="B2:C3"/>%b<pageMargins left="1"/></worksheet>' % data
    xml = re.sub(rb"(</?)(?=[a-z])", rb"\1" + prefix, xml, flags=re.IGNORECASE)
    sheet = split(xml)
    assert join(sheet).replace(b"/>", b"></>") == xml.replace(b"/>", b"></>") or not body
    assert sheet.ordered
    return sheet


@st.composite
def edits(draw: st.DrawFn, prefix: bytes) -> Edit:
    """Draw an edit: of all rows, of some, with the others emptied or not, of rows that are not there."""
    columns = sorted(draw(st.sets(st.integers(FIRST, FIRST + WIDTH - 1), min_size=1)))
    some = [EMPTY, number_tail("7.25", prefix), text_tail("=1+1", prefix)]
    tail = st.sampled_from(some if draw(st.integers(0, 3)) else [*some, None])
    numbers = st.one_of(st.just(set(range(2, 15))), st.sets(st.integers(1, 16)))
    written = {number: draw(st.tuples(*[tail] * len(columns))) for number in draw(numbers)}
    first, last = draw(st.sampled_from([(0, -1), (2, 14), (5, 8)]))
    defaults = [draw(st.sampled_from([b"", b"9"])) for _ in columns]
    return Edit(columns, *by_column(written, len(columns)), [Styles() for _ in columns], defaults,
                [EMPTY] * len(columns) if draw(st.booleans()) else (), first, last, dress=draw(st.booleans()),
                row_attributes=[draw(st.sampled_from([b"", b' ht="20"'])) for _ in written])  # fmt: skip


def outcome(sheet: SheetXml, edit: Edit) -> tuple[bytes | str, bool, list[dict[bytes, bytes]]]:
    """Return the bytes or the refusal, whether formulas went, and which styles were asked of each column."""
    edit = replace(edit, styles=[Styles() for _ in edit.columns])
    try:
        result, formulas = rewrite(sheet, edit, "t")
    except Refusal as refusal:
        return refusal.code, False, []
    return join(result), formulas, [dict(styles) for styles in edit.styles]


@pytest.mark.parametrize("prefix", [b"", b"x:"])
@given(data=st.data())
def test_both_ways_give_the_same_bytes(prefix: bytes, data: st.DataObject) -> None:
    sheet, edit = data.draw(sheets(prefix)), data.draw(edits(prefix))
    with mock.patch.object(blockwise, "_BLOCK", data.draw(st.sampled_from([1, 300, 1 << 17]))):
        quick = outcome(sheet, edit)
    assert quick == outcome(replace(sheet, ordered=False), edit)


def test_rows_as_programs_write_them_are_never_taken_one_by_one() -> None:
    body = b"".join(
        b'<row r="%d" spans="1:10">%b</row>' % (number, b"".join(
            b'<c r="%b%d" s="%d"%b' % (letters(column).encode(), number, column, PLAIN[(number + column) % len(PLAIN)])
            for column in range(1, 11)
        )) for number in range(1, 400)
    )  # fmt: skip
    sheet = split(b"<worksheet><sheetData>%b</sheetData></worksheet>" % body)
    tails = {number: (number_tail("7.25"), EMPTY, text_tail("a")) for number in range(2, 390)}
    edit = Edit([3, 4, 7], *by_column(tails, 3), [Styles() for _ in range(3)], [b""] * 3, [EMPTY] * 3, 2, 399)
    with mock.patch.object(patching, "_one_by_one", side_effect=AssertionError):
        quick, _ = rewrite(sheet, edit, "t")
    assert join(quick) == join(rewrite(replace(sheet, ordered=False), edit, "t")[0])


def test_cells_whose_addresses_do_not_ascend_are_left_to_the_slow_way() -> None:
    rows = b'<row r="2"><c r="C3"/></row><row r="3"><c r="C2"/></row>'
    sheet = split(b"<worksheet><sheetData>%b</sheetData></worksheet>" % rows)
    edit = Edit([3], {2: 0, 3: 1}, [[number_tail("1"), number_tail("2")]], [Styles()], [b""])
    assert sheet.ordered
    assert outcome(sheet, edit) == outcome(replace(sheet, ordered=False), edit)
