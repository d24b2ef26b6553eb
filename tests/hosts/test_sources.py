from __future__ import annotations

import datetime as dt
import random
import struct
from pathlib import Path

import pytest
import xlsxwriter

from addin import messages
from addin.hosts import sources
from addin.hosts.sources import read_source
from addin.ports import Refusal

OLD = Path(__file__).parent / "files" / "old.xls"  # saved by LibreOffice: a title line, merged owners, two instalments
LINES = '合同号,客户,到期日,应收金额\nHT-1,"甲，乙\n公司",2025-03-01,"1,234.50"\n'


def test_an_old_workbook_is_read_with_its_merged_cells() -> None:
    (grid,) = read_source(OLD).grids
    assert grid.title == "应收台账"
    assert grid.rows[2] == ["HT-1", "华东泵业", dt.date(2025, 2, 3), 150.5, dt.date(2025, 3, 1), 100.25]
    assert "A3:A4" in [oddity.text for oddity in grid.oddities if oddity.what == "merged"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_a_text_table_is_read_in_any_usual_encoding_and_with_any_usual_delimiter(
    tmp_path: Path, encoding: str, delimiter: str
) -> None:
    path = tmp_path / "应收.csv"
    path.write_bytes(LINES.replace('"1,234.50"', "1234.50").replace(",", delimiter).encode(encoding))
    (grid,) = read_source(path).grids
    assert grid.title == "应收"
    assert grid.rows == [["合同号", "客户", "到期日", "应收金额"], ["HT-1", "甲，乙\n公司", "2025-03-01", "1234.50"]]


def test_zeros_that_an_export_keeps_by_a_formula_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "应收.csv"
    path.write_text('合同号,客户\n="0012",甲\n', "utf-8")
    assert read_source(path).grids[0].rows[1] == ["0012", "甲"]


def test_a_workbook_is_read_with_all_its_sheets(tmp_path: Path) -> None:
    path = tmp_path / "台账.xlsx"
    with xlsxwriter.Workbook(path) as book:
        for title in ("一月", "二月"):
            book.add_worksheet(title).write_row("A1", ["合同号", 1.5])
    source = read_source(path)
    assert (source.name, [grid.title for grid in source.grids]) == ("台账.xlsx", ["一月", "二月"])


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("没有.csv", None, "missing-file"),
        ("图.png", b"\x89PNG", "source-kind"),
        ("台账.xls", b"PK\x03\x04 not old", "source-kind"),
        ("台账.xls", b"\xd0\xcf\x11\xe0" + bytes(600), "cut-off"),
        ("台账.csv", b"a,b\x00c", "source-kind"),
        ("台账.csv", b"\xff\x80\x81,\xff", "source-encoding"),
        ("台账.xlsx", b"PK\x03\x04", "cut-off"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_its_name(
    tmp_path: Path, name: str, data: bytes | None, code: str
) -> None:
    path = tmp_path / name
    if data is not None:
        path.write_bytes(data)
    with pytest.raises(Refusal) as refused:
        read_source(path)
    assert refused.value.code == code
    assert name in refused.value.details["file"]


DATES, ALONE = 3919, 3967  # in OLD: the records of C3:F3, which begins with a date, and of C4


@pytest.mark.parametrize(
    ("place", "code"),
    [((65535, 65535), "cut-off"), ((65535, 99), "stray-cell")],  # 128 GB as the reader lays it out, or 160 MB
)
def test_an_old_workbook_that_lies_about_its_size_is_refused_and_ends_no_process_of_ours(
    tmp_path: Path, place: tuple[int, int], code: str
) -> None:
    data = bytearray(OLD.read_bytes())
    path = tmp_path / "远.xls"
    assert struct.unpack_from("<HHHH", data, ALONE) == (0x27E, 10, 3, 2)
    struct.pack_into("<HH", data, ALONE + 4, *place)
    path.write_bytes(data)
    with pytest.raises(Refusal) as refused:
        read_source(path)
    assert refused.value.code == code
    assert "远.xls" in refused.value.details["file"]


def test_an_impossible_date_in_an_old_workbook_is_refused(tmp_path: Path) -> None:
    data = bytearray(OLD.read_bytes())
    assert struct.unpack_from("<HHHH", data, DATES) == (0xBD, 30, 2, 2)
    data[DATES + 10 : DATES + 14] = struct.pack("<d", -1e308)[4:]
    data[DATES + 10] &= 0xFC  # a float whose lower half is nought
    path = tmp_path / "坏.xls"
    path.write_bytes(data)
    with pytest.raises(Refusal) as refused:
        read_source(path)
    assert refused.value.code == "cut-off"


def test_a_damaged_old_workbook_is_refused_or_read_but_never_a_fault(tmp_path: Path) -> None:
    data = OLD.read_bytes()
    dice = random.Random(7)  # noqa: S311 - no secret
    path = tmp_path / "坏.xls"
    for _ in range(60):
        broken = bytearray(data)
        for _ in range(dice.randint(1, 40)):
            broken[dice.randrange(8, len(broken))] = dice.randrange(256)
        path.write_bytes(bytes(broken[: dice.randint(100, len(broken))]))
        try:
            read_source(path)
        except Refusal as refusal:
            assert refusal.code in {"cut-off", "encrypted", "too-large"}  # noqa: PT017 - reading may also succeed


@pytest.mark.parametrize("data", [b"\n" * 30, b"," * 30, b"a\n" * 30])
def test_a_text_of_nothing_but_lines_is_not_read_without_end(
    data: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sources, "MOST_CELLS", 20)
    path = tmp_path / "来源.csv"
    path.write_bytes(data)
    with pytest.raises(Refusal, match="source-cells"):
        read_source(path)


@pytest.mark.parametrize("suffix", [".csv", ".xls"])
def test_a_file_too_large_is_told_by_its_size(suffix: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "MOST_BYTES", 3 << 20)
    path = tmp_path / f"来源{suffix}"
    path.write_bytes((sources.OLE if suffix == ".xls" else b"a,b\n") + b"1,2\n" * (1 << 20))
    with pytest.raises(Refusal) as refused:
        read_source(path)
    assert messages.refusal_text(refused.value).startswith(f"“来源{suffix}”有 4 MB，超过可以读入的 3 MB")


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ('号,名,额\n1,甲,10\n2,"乙,20\n3,丙,30\n', 3),  # read otherwise, one row of two cells
        ('号,名,额\n1,"甲,10\n2,"乙",20\n', 2),  # and here one row of the two
        ('号,名,额\n1,"甲\n厂",10\n2,"乙"厂,20\n', 4),
        ("号,名,额\n1,甲,10\n2," + "乙" * 200_000 + ",20\n", 3),
    ],
)
def test_a_quote_alone_swallows_no_rows(text: str, row: int, tmp_path: Path) -> None:
    path = tmp_path / "应收.csv"
    path.write_text(text, "utf-8")
    with pytest.raises(Refusal) as refused:
        read_source(path)
    assert f"第 {row} 行起的引号" in messages.refusal_text(refused.value)


def test_quotes_within_a_cell_are_no_matter(tmp_path: Path) -> None:
    path = tmp_path / "应收.csv"
    path.write_text('号,名\n1,5" 管\n2,"""特急"" 单"\n3,""\n', "utf-8")
    assert read_source(path).grids[0].rows[1:] == [["1", '5" 管'], ["2", '"特急" 单'], ["3", None]]


def test_a_text_of_two_encodings_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "应收.csv"
    rows = ["合同号,客户名称", "HT-1,华东泵业有限公司", "HT-2,西部电机有限公司"]
    path.write_bytes("\n".join(rows[:2]).encode() + b"\n" + rows[2].encode("gb18030"))
    with pytest.raises(Refusal, match="source-encoding"):
        read_source(path)
    path.write_bytes("\n".join(rows * 50).encode("gb18030"))
    assert read_source(path).grids[0].rows[1] == ["HT-1", "华东泵业有限公司"]
