"""Mutated workbooks: reading and writing them ends in a Refusal or in a table, never in another exception.

A few seconds in an ordinary run; ``DUNBOOK_FUZZ=50000`` tries that many.
"""

from __future__ import annotations

import datetime as dt
import io
import os
import tempfile
import zipfile
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from addin import asking, entry
from addin.hosts import newbook
from addin.hosts.file import FileHost
from addin.ledger import schema
from addin.ledger.example import AS_OF, example_tables
from addin.ports import Append, Column, Fill, Kind, Mark, Note, Refusal, Replace
from addin.ribbon import BUTTONS
from tests.hosts.contract import frame
from tests.hosts.varied import LEDGER, plain, varied

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest

EXAMPLES = int(os.environ.get("DUNBOOK_FUZZ", "120"))
SLOW = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
NASTY = [
    b' r="XFD1048577"', b' r="ZZZZ1"', b' r="A99999999999999999999"', b' r="1"', b' r="-1"', b' r=""', b' t="s"',
    b' t="d"', b' t="b"', b' t="e"', b' t="inlineStr"', b' s="99999999"', b' s="-1"', b' s="x"', b"<v>-1</v>",
    b"<v>1e999</v>", b"<v>NaN</v>", b"<v>99999999999999999999999</v>", b"<v>2958466</v>", b"<v>-99999</v>", b"<f/>",
    b'<f t="shared" si="0"/>', b'<f t="array" ref="A1:B2">1</f>', b' ref="A1:ZZZZ9"', b' ref=""', b' ref="B9:A1"',
    b' id=""', b' hidden="1"', b' min="0"', b' max="99999999999"', b'<mergeCell ref="A1:XFD1048576"/>',
    b' count="99999999"', b' xmlns="urn:x"', b"<row/>", b"<c/>", b"</row>", b"<sheetData/>",
    b' Target="../../../../etc/passwd"', b"_xD800_", b' numFmtId="x"', b' date1904="1"', b' localSheetId="99"',
    b"\xed\xa0\x80", "《》".encode(), b' totalsRowCount="-5"',
]  # fmt: skip


@cache
def source(name: str) -> bytes:
    if name != "ledger":
        return {"plain": plain, "varied": varied}[name]()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "台账.xlsx"
        newbook.write_ledger(path, {name: table.head(4) for name, table in example_tables().items()})
        return path.read_bytes()


@cache
def members(name: str) -> tuple[tuple[str, bytes], ...]:
    with zipfile.ZipFile(io.BytesIO(source(name))) as archive:
        return tuple((info.filename, archive.read(info)) for info in archive.infolist())


def zipped(parts: list[tuple[str, bytes]]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for number, (name, data) in enumerate(parts):
            clash = name in archive.namelist()
            archive.writestr(f"{name}~{number}" if clash else name, data)
    return stream.getvalue()


def harmed(draw: st.DrawFn, data: bytes) -> bytes:
    """Return bytes with one thing done to them, where there are tags mostly inside one."""
    at = draw(st.integers(0, max(len(data) - 1, 0)))
    if draw(st.booleans()):
        at = max(data.find(b"<", at), 0)
    end = min(at + draw(st.integers(1, 200)), len(data))
    space, close = data.find(b" ", at), data.find(b">", at) + 1
    first = data.find(b'="', at) + 2
    last = max(data.find(b'"', first), first)
    short = draw(st.sampled_from([b"", b"-1", b"0", b"99999999999999999999", b"x", b"A1:B2", b"1.5", b"rId999"]))
    return draw(st.sampled_from([
        data[:at] + bytes([draw(st.integers(0, 255))]) + data[at + 1 :],
        data[:at] + data[end:],
        data[:end] + data[at:end] + data[end:],
        data[:at],
        data[:space] + draw(st.sampled_from(NASTY)) + data[space:],
        data[:close] + draw(st.sampled_from(NASTY)) + data[close:],
        data[:first] + short + data[last:],
    ]))  # fmt: skip


@st.composite
def workbooks(draw: st.DrawFn) -> bytes:
    """Draw a workbook with a few things wrong in its parts, and now and then in the zip itself."""
    parts = list(members(draw(st.sampled_from(["plain", "varied", "ledger"]))))
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(parts) - 1))
        name, data = parts[at]
        match draw(st.integers(0, 12)):
            case 0:
                parts[at] = (name + draw(st.sampled_from(["x", ".xml", "/a", "\\b"])), data)
            case 1 if len(parts) > 1:
                parts.pop(at)
            case 2:
                parts.append((name, data))
            case _:
                parts[at] = (name, harmed(draw, data))
    whole = zipped(parts)
    return harmed(draw, whole) if draw(st.integers(0, 9)) == 0 else whole


def refused(work: Callable[[], object]) -> None:
    try:
        work()
    except Refusal:
        return


PAID = Column("已收金额", "paid", Kind.MONEY, computed=True)
KEY, NEW = Column("应收编号", "key"), Column("新的一列", "new", Kind.DATE)
CHANGES = (
    Fill(LEDGER, (PAID, NEW), frame([2, 3], paid=[1, 22]).assign(new=None).astype({"new": "datetime64[s]"})),
    Append(LEDGER, (KEY, PAID), frame([0], key=["a"], paid=[1])),
    Replace("账龄分析", (KEY, PAID), frame([0], key=["a"], paid=[1])),
    Mark(LEDGER, (Note(2, "应收编号", "x"),)),
)


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=SLOW, derandomize=EXAMPLES == 120)
@given(data=workbooks())
def test_a_mutated_workbook_is_read_or_refused(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "台账.xlsx"
    path.write_bytes(data)
    host = FileHost(path)
    refused(host.titles)
    refused(lambda: host.read([LEDGER, "我的分析", *(sheet.title for sheet in schema.SHEETS)]))


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=SLOW, derandomize=EXAMPLES == 120)
@given(data=workbooks(), chosen=st.sampled_from(CHANGES))
def test_a_mutated_workbook_is_written_or_left_alone(
    data: bytes, chosen: Fill | Append | Replace | Mark, tmp_path: Path
) -> None:
    path = tmp_path / "台账.xlsx"
    path.write_bytes(data)
    try:
        FileHost(path).apply([chosen], tmp_path)
    except Refusal:
        assert path.read_bytes() == data
    else:
        assert FileHost(path).titles()
    assert not list(tmp_path.glob(".*"))


@settings(max_examples=EXAMPLES // 6, deadline=None, suppress_health_check=SLOW, derandomize=EXAMPLES == 120)
@given(data=workbooks(), key=st.sampled_from(["validate", "overdue", "propose", "worklist", "undo"]))
def test_a_command_on_a_mutated_workbook_is_never_a_fault_of_ours(
    data: bytes, key: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "台账.xlsx"
    path.write_bytes(data)
    monkeypatch.setattr(entry, "state_folder", lambda: tmp_path / "log")
    asked = asking.Asked(AS_OF, dt.datetime.combine(AS_OF, dt.time(15)), tmp_path / "out", yes=True, dry_run=True)
    report = entry.press(BUTTONS[key], lambda: FileHost(path), asked)
    assert report.status != entry.FAULT, report.summary
