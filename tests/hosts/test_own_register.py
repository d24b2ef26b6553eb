"""The main job on a user's own workbook, closed: every cell of theirs stays byte for byte, and undo brings all back."""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from addin import asking, entry
from addin.hosts.file import FileHost
from addin.ledger import schema
from addin.ribbon import BUTTONS
from tests.hosts.own_register import CLIENTS, COMPANY, FIRST, LAST, REGISTER, make
from tests.ledger.own_books import told

if TYPE_CHECKING:
    from pathlib import Path

TODAY = dt.date(2026, 3, 2)
CELL = re.compile(rb'<c r="([A-Z]+)(\d+)"[^>]*?(?:/>|>.*?</c>)', re.DOTALL)
JOB: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("validate", ()), ("overdue", ()), ("propose", ()), ("issue", ()), ("log", ("HT-1",)), ("statements", ()),
    ("worklist", ()), ("promises", ()), ("limitation", ()), ("dashboard", ()),
)  # fmt: skip
KEPT = ("xl/charts/", "xl/drawings/drawing", "xl/theme/", "docProps/app.xml")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return make(tmp_path / "我们的台账.xlsx", TODAY)


def press(path: Path, key: str, select: tuple[str, ...] = (), hour: int = 9) -> entry.Report:
    now = dt.datetime.combine(TODAY, dt.time(hour))
    asked = asking.Asked(TODAY, now, path.parent, select, yes=key == "issue", source=None, ledger=path)
    report = entry.press(BUTTONS[key], lambda: FileHost(path), asked)
    assert report.status == entry.DONE, (key, report.summary, report.problems)
    return report


def adopted(path: Path) -> None:
    press(path, "import")
    told(path, "列对应", {"对应列": "违约金方式"}, {"固定值": "日利率"})
    told(path, "列对应", {"对应列": "违约金标准"}, {"固定值": "0.0005"})
    press(path, "import")
    for name, value in COMPANY.items():
        told(path, "参数", {"参数": name}, {"值": value})


def theirs(path: Path) -> dict[str, dict[str, bytes]]:
    """Return the bytes of each cell of their sheets that holds anything, by sheet and address."""
    book = openpyxl.load_workbook(path)
    with zipfile.ZipFile(path) as archive:
        parts = {title: archive.read(f"xl/worksheets/sheet{at}.xml") for at, title in enumerate(book.sheetnames[:3], 1)}
    return {
        title: {(found[1] + found[2]).decode(): found[0] for found in CELL.finditer(part) if b"</c>" in found[0]}
        for title, part in parts.items()
    }


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def rows(path: Path, title: str, header_row: int = 1) -> list[dict[str, Any]]:
    grid = FileHost(path).read([title])[title]
    heads = [str(head) for head in grid.rows[header_row - 1]]
    return [dict(zip(heads, row, strict=False)) for row in grid.rows[header_row:]]


def test_the_main_job_leaves_every_cell_of_theirs_byte_for_byte(path: Path) -> None:
    adopted(path)
    before, other = theirs(path), parts(path)
    assert len(before[REGISTER]) > 50
    for key, select in JOB:
        press(path, key, select)
    after = theirs(path)
    for title, cells in before.items():
        assert {address: after[title].get(address) for address in cells} == cells, title
    added = {address for title in after for address in after[title].keys() - before[title].keys()}
    assert {re.sub(r"\d", "", address) for address in added} <= {chr(at) for at in range(ord("N"), ord("Z") + 1)} | {
        "AA", "AB", "AC", "AD",
    }  # fmt: skip
    assert after[CLIENTS] == before[CLIENTS]
    now = parts(path)
    assert {name for name in other if name.startswith(KEPT) and now.get(name) != other[name]} == set()


def test_ours_stand_in_the_right_rows(path: Path) -> None:
    adopted(path)
    for key, select in JOB[:5]:
        press(path, key, select)
    found = rows(path, REGISTER, FIRST - 1)[: LAST - FIRST + 2]
    assert [row.get("催收·未收金额") for row in found] == [60_000, 200_000, 0, 88_888.88, None]
    assert [row.get("催收·逾期天数") for row in found] == [100, 0, 0, 70, None]
    assert [row.get("催收·违约金") for row in found] == [3_000, 0, 0, 3_111.11, None]
    assert [row.get("催收·合同应付合计") for row in found] == [263_000, None, 0, 91_999.99, None]
    letters = rows(path, schema.LETTERS.title)
    assert sorted(row["客户编号"] for row in letters) == ["北方阀门有限公司", "华东泵业有限公司"]
    assert len(list(path.parent.glob("**/*.docx"))) >= 2
    assert [row["合同编号"] for row in rows(path, schema.CONTACT_LOG.title)] == ["HT-1"]


def test_undo_takes_the_whole_job_back_byte_for_byte(path: Path) -> None:
    adopted(path)
    states = []
    for at, (key, select) in enumerate(JOB[:5]):
        states.append(path.read_bytes())
        press(path, key, select, hour=9 + at)
    for state in reversed(states):
        press(path, "undo")
        assert path.read_bytes() == state
