"""Files from outside, mutated or made up: taking them in ends in a table, a Problem or a Refusal, never in a fault.

A few seconds in an ordinary run; ``DUNBOOK_FUZZ=50000`` tries that many.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from addin import asking, entry
from addin.hosts import newbook
from addin.hosts.file import FileHost
from addin.hosts.sources import read_source
from addin.ledger.example import AS_OF, example_tables
from addin.ribbon import BUTTONS
from tests.fuzz.test_reader import EXAMPLES, SLOW, refused, workbooks

if TYPE_CHECKING:
    from pathlib import Path

SUFFIXES = (".csv", ".xlsx", ".xls")
HEADS = ("合同编号", "合同号", "Contract No.", "客户名称", "客户", "到期日", "应收款日期", "Due date", "金额",
         "金额（万元）", "一期金额", "一期日期",
         "二期金额", "二期日期", "累计已付", "小计", "备注", "", "序号", "电话")  # fmt: skip
CELLS = ("HT-1", "HT-2", "甲公司", "乙公司", "2025-01-15", "2025.2.30", "45000", "20250115", "1,234.50",
         "12万", "-5", "0.005", "合计", "小计：", "", " ", "=1+1", "NaN", "1e999", "9" * 400, "{{x}}",
         "13812345678", "一百元", "￥100", "'", '"', "\t")  # fmt: skip


@st.composite
def tables(draw: st.DrawFn) -> bytes:
    """Draw a text file: title lines, a header, rows of what people type, in one of the encodings met with."""
    heads = draw(st.lists(st.sampled_from(HEADS), min_size=1, max_size=8))
    cell = st.one_of(st.sampled_from(CELLS), st.text(max_size=8))
    rows = draw(st.lists(st.lists(cell, max_size=9), max_size=12))
    lines = [*([["应收款登记表"]] if draw(st.booleans()) else []), heads, *rows]
    mark = draw(st.sampled_from([",", ";", "\t"]))
    text = "\n".join(mark.join(part.replace(mark, " ") for part in line) for line in lines)
    return text.encode(draw(st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "utf-16"])), "replace")


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=SLOW, derandomize=EXAMPLES == 120)
@given(data=st.one_of(tables(), workbooks(), st.binary(max_size=400)), suffix=st.sampled_from(SUFFIXES))
def test_any_file_from_outside_is_read_or_refused(data: bytes, suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"来源{suffix}"
    path.write_bytes(data)
    refused(lambda: read_source(path))


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("ledger") / "台账.xlsx"
    newbook.write_ledger(path, {name: table.head(3) for name, table in example_tables().items()})
    return path


@settings(max_examples=EXAMPLES // 6, deadline=None, suppress_health_check=SLOW, derandomize=EXAMPLES == 120)
@given(data=tables(), key=st.sampled_from(["import", "reconcile"]))
@example(data="合同编号,到期日".encode(), key="reconcile")  # a header and nothing below it
def test_the_finder_of_columns_takes_any_table(data: bytes, key: str, ledger: Path, tmp_path: Path) -> None:
    source = tmp_path / "来源.csv"
    source.write_bytes(data)
    moment = dt.datetime.combine(AS_OF, dt.time(15))
    asked = asking.Asked(AS_OF, moment, tmp_path / "out", yes=True, dry_run=True, source=source, ledger=ledger)
    report = entry.press(BUTTONS[key], lambda: FileHost(ledger), asked)
    assert report.status != entry.FAULT, report.summary
