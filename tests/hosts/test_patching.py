"""Random edits of random sheets: the cells named change, every other cell stays to the byte, and the order holds."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from addin.hosts.cells import EMPTY, address, area, area_text, decimal_text, letters, number_tail, tails, text_tail
from addin.hosts.edits import Edit
from addin.hosts.patching import rewrite
from addin.hosts.sheetxml import join, split
from addin.ports import Kind, Refusal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

CONTENTS = (
    b"/>", b"><v>1.5</v></c>", b' t="s"><v>3</v></c>', b' t="inlineStr"><is><t>a &lt; r="C3"</t></is></c>',
    b"><f>A1*2</f><v>2</v></c>", b' t="str"><f>"x"</f><v> r="B2"</v></c>', b"></c>", b' cm="1"><v>1</v></c>',
)  # fmt: skip
ROW_TAGS = (b"", b' spans="1:9"', b' s="4" customFormat="1" ht="20"', b' hidden="1" x14ac:dyDescent="0.2"')


class Styles(dict[bytes, bytes]):
    """Answers 9 for a cell without a style and style + 100 for one that has one."""

    def __missing__(self, old: bytes) -> bytes:
        return b"%d" % (int(old) + 100) if old else b"9"


def by_column(
    rows: Mapping[int, Sequence[bytes | None]], width: int
) -> tuple[dict[int, int], list[list[bytes | None]]]:
    """Return tails by row as an edit takes them."""
    places = {number: at for at, number in enumerate(rows)}
    return places, [[tails[column] for tails in rows.values()] for column in range(width)]


@st.composite
def sheets(draw: st.DrawFn, prefix: bytes) -> bytes:
    rows = []
    for number in sorted(draw(st.sets(st.integers(1, 9), max_size=6))):
        columns = sorted(draw(st.sets(st.integers(1, 30), max_size=6)))
        cells = b"".join(
            b'<%bc r="%b%d"%b%b' % (prefix, letters(column).encode(), number,
                                    draw(st.sampled_from([b"", b' s="3"', b' s="12"'])),
                                    draw(st.sampled_from(CONTENTS)))
            for column in columns
        )  # fmt: skip
        bare = cells.replace(b"<" + prefix + b"c ", b"<c ")
        cells = re.sub(rb"(</?)(?=(?:c|v|f|is|t)[ >])", rb"\1" + prefix, bare)
        tag = draw(st.sampled_from(ROW_TAGS))
        space = draw(st.sampled_from([b"", b"\n  "]))
        rows.append(space + (b'<%brow r="%d"%b>%b</%brow>' % (prefix, number, tag, cells, prefix) if cells
                             else b'<%brow r="%d"%b/>' % (prefix, number, tag)))  # fmt: skip
    data = b"<%bsheetData>%b</%bsheetData>" % (prefix, b"".join(rows), prefix) if rows else b"<%bsheetData/>" % prefix
    return b'<?xml version="1.0"?><%bworksheet><%bdimension ref="A1"/>%b</%bworksheet>' % (prefix, prefix, data, prefix)


def all_cells(xml: bytes) -> dict[tuple[int, int], bytes]:
    """Read a sheet the slow way: every cell's text by row and column, checking that both ascend."""
    found: dict[tuple[int, int], bytes] = {}
    last_row = 0
    for row in re.finditer(rb"<(?:x:)?row r=\"(\d+)\"[^>]*?(?:/>|>(.*?)</(?:x:)?row>)", xml, re.DOTALL):
        assert int(row[1]) > last_row
        last_row, last_column = int(row[1]), 0
        pattern = rb"<(?:x:)?c r=\"([A-Z]+)(\d+)\"[^>]*?(?:/>|>.*?</(?:x:)?c>)"
        for cell in re.finditer(pattern, row[2] or b"", re.DOTALL):
            _, column, _, _ = area(cell[1].decode() + cell[2].decode())
            assert int(cell[2]) == last_row
            assert column > last_column
            last_column = column
            found[last_row, column] = cell[0]
    return found


@pytest.mark.parametrize("prefix", [b"", b"x:"])
@given(data=st.data())
def test_only_the_cells_named_change(prefix: bytes, data: st.DataObject) -> None:
    xml = data.draw(sheets(prefix))
    columns = sorted(data.draw(st.one_of(
        st.sets(st.integers(1, 30), min_size=1, max_size=5),
        st.builds(lambda first, count: set(range(first, first + count)), st.integers(1, 26), st.integers(1, 5)),
    )))  # fmt: skip
    tail = st.sampled_from([EMPTY, number_tail("7.25", prefix), text_tail("=1+1", prefix), None])
    rows = data.draw(st.dictionaries(st.integers(1, 12), st.tuples(*[tail] * len(columns)), max_size=6))
    first, last = data.draw(st.tuples(st.integers(1, 9), st.integers(0, 9)))
    width = len(columns)
    edit = Edit(columns, *by_column(rows, width), [Styles()] * width, [b"9"] * width, [EMPTY] * width, first, last,
                dress=data.draw(st.booleans()))  # fmt: skip
    before = all_cells(xml)
    result, _ = rewrite(split(xml), edit, "t")
    after = all_cells(join(result))
    again = split(join(result))
    assert (again.head, again.body, again.tail) == (result.head, result.body, result.tail)
    for cell in before.keys() | after.keys():
        row, column = cell
        old, new = before.get(cell), after.get(cell)
        if column not in columns or (row not in rows and not first <= row <= last):
            assert old == new
            continue
        wanted = rows[row][columns.index(column)] if row in rows else EMPTY
        if wanted is None:
            assert new == old or (old is None and edit.dress)
        elif row not in rows and old and b"<%bf>" % prefix in old:
            assert new == old
        elif wanted != EMPTY:
            assert new is not None
            assert new.endswith(wanted)
        else:
            assert new is None or new.endswith(b"/>")
            assert old is None or new is not None  # a style stays
        if old and new and old != new:
            style = re.search(rb' s="(\d+)"', old.split(b">")[0])
            assert b' s="%b"' % Styles()[style[1] if style else b""] in new


def test_a_sheet_that_is_not_edited_comes_out_byte_for_byte() -> None:
    xml = b'<worksheet><sheetData> <row r="1"/><row r="2" ><c r="A2"/></row>\n</sheetData><x/></worksheet>'
    with pytest.raises(Refusal, match="odd-sheet"):
        split(xml.replace(b"\n", b"<![CDATA[]]>"))
    assert join(split(xml)).replace(b"\n", b"") == xml.replace(b"\n", b"")


# ------------------------------------------------------------------ values


@pytest.mark.parametrize(
    ("units", "decimals", "text"),
    [(123456, 2, "1234.56"), (0, 2, "0.00"), (5, 2, "0.05"), (-5, 2, "-0.05"), (50_000, 8, "0.0005"),
     (345_000_000, 8, "3.45"), (1, 8, "0.00000001"), (-150_000_000, 8, "-1.5"), (300_000_000, 8, "3"),
     (10**15 + 1, 2, "10000000000000.01")],
)  # fmt: skip
def test_units_become_exact_decimal_text(units: int, decimals: int, text: str) -> None:
    assert decimal_text(units, decimals) == text


@given(st.integers(-(10**15), 10**15))
def test_fen_survive_the_double_that_a_spreadsheet_makes_of_them(fen: int) -> None:
    assert round(float(decimal_text(fen, 2)) * 100) == fen


@given(st.datetimes(min_value=dt.datetime(1904, 1, 1), max_value=dt.datetime(2200, 1, 1)), st.booleans())
def test_moments_survive_to_the_second(moment: dt.datetime, date1904: bool) -> None:
    moment = moment.replace(microsecond=0)
    tail = tails(pd.Series([moment]).astype("datetime64[s]"), Kind.MOMENT, date1904=date1904)[0]
    serial = float(re.search(rb"<v>(.*)</v>", tail)[1])  # type: ignore[index]
    origin = dt.datetime(1904, 1, 1) if date1904 else dt.datetime(1899, 12, 30)
    assert round((moment - origin).total_seconds()) == round(serial * 86400)


def test_missing_values_are_empty_cells_in_every_kind() -> None:
    missing = {
        Kind.TEXT: pd.Series([""]), Kind.OPTION: pd.Series(pd.Categorical([None], categories=["a"])),
        Kind.DATE: pd.Series([pd.NaT], dtype="datetime64[s]"), Kind.RATE: pd.Series([pd.NA], dtype="Int64"),
    }  # fmt: skip
    assert [tails(values, kind) for kind, values in missing.items()] == [[EMPTY]] * len(missing)


def test_a_nought_of_money_or_count_is_written() -> None:
    assert tails(pd.Series(np.zeros(1, np.int64)), Kind.MONEY) == [b"><v>0.00</v></c>"]
    assert tails(pd.Series(np.zeros(1, np.int64)), Kind.COUNT) == [b"><v>0</v></c>"]


@pytest.mark.parametrize(("text", "inner"), [
    ("=1+1", b"=1+1"), ("a<b>&", b"a&lt;b&gt;&amp;"), ("\x07", b"_x0007_"), ("_x0041_", b"_x005F_x0041_"),
    ("\r\n", b"_x000D_\n"), ("\ud800", b"_xD800_"), ("]]>", b"]]&gt;"),
])  # fmt: skip
def test_text_stays_text_and_keeps_every_character(text: str, inner: bytes) -> None:
    space = b' xml:space="preserve"' if "\n" in text else b""
    assert text_tail(text) == b' t="inlineStr"><is><t' + space + b">" + inner + b"</t></is></c>"


@given(st.integers(1, 1_048_576), st.integers(1, 16_384))
def test_addresses_go_there_and_back(row: int, column: int) -> None:
    assert area(address(row, column)) == (row, column, row, column)
    assert area(area_text(1, 1, row, column).replace("A1", "$A$1", 1)) == (1, 1, row, column)


def test_whole_columns_and_rows_are_areas() -> None:
    assert area("B:C") == (1, 2, 1_048_576, 3)
    assert area("2:3") == (2, 1, 3, 16_384)
    with pytest.raises(ValueError, match="#REF!"):
        area("#REF!")


def test_styles_are_asked_by_column() -> None:
    asked = defaultdict(list)

    class Asking(dict[bytes, bytes]):
        def __init__(self, name: str) -> None:
            super().__init__()
            self.name = name

        def __missing__(self, old: bytes) -> bytes:
            asked[self.name].append(old)
            return old

    xml = b'<worksheet><sheetData><row r="2"><c r="A2" s="1"/><c r="B2" s="2"/></row></sheetData></worksheet>'
    edit = Edit([1, 2], {2: 0}, [[number_tail("1")], [number_tail("2")]], [Asking("A"), Asking("B")], [b"", b""])
    rewrite(split(xml), edit, "t")
    assert asked == {"A": [b"1"], "B": [b"2"]}
