"""Hostile workbooks and cells: one clear sentence, in bounded time and memory; what is kept is never followed."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import docx
import openpyxl
import pytest

from addin import messages
from addin.__main__ import main
from addin.hosts import newbook
from addin.hosts.file import FileHost
from addin.hosts.opc import MAIN
from addin.ledger.example import AS_OF, example_tables
from tests.hosts.varied import edited, part, raw_parts, relation, with_parts

if TYPE_CHECKING:
    from collections.abc import Callable

SHEET = "xl/worksheets/sheet2.xml"  # 客户
MEMORY, SECONDS = 3 * 2**30, 30  # of address space, which numpy's threads take freely, and of the processor
LAUGHS = b"""<!DOCTYPE a [<!ENTITY a "ha">%b]>""" % b"".join(
    b'<!ENTITY %c "%b">' % (97 + n, b"&%c;" % (96 + n) * 10) for n in range(1, 10)
)
EXTERNAL = b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">%b</Relationships>'
MODE = b' TargetMode="External"/>'
LIMITED = f"""
import resource, sys
resource.setrlimit(resource.RLIMIT_AS, ({MEMORY}, {MEMORY}))
resource.setrlimit(resource.RLIMIT_CPU, ({SECONDS}, {SECONDS}))
from addin.__main__ import main
status = main(sys.argv[1:])
most = [line for line in open("/proc/self/status") if line.startswith("VmHWM")]
print(most[0].split()[1], file=sys.stderr)
sys.exit(status)
"""


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("ledger") / "台账.xlsx"
    newbook.write_ledger(path, {name: table.head(12) for name, table in example_tables().items()})
    return path


def rezipped(data: bytes, name: str, content: bytes) -> bytes:
    return edited(data, name, {part(data, name): content})


def after_root(data: bytes, name: str, text: bytes) -> bytes:
    content = part(data, name)
    at = content.index(b"?>") + 2
    return rezipped(data, name, content[:at] + text + content[at:])


def wide(data: bytes, name: str) -> bytes:
    """Return a workbook with a DOCTYPE in a part that is written in UTF-16, where no search for bytes finds it."""
    content = part(data, name).decode().partition("?>")[2]
    return rezipped(data, name, ('<?xml version="1.0" encoding="UTF-16"?>' + "<!DOCTYPE a>" + content).encode("utf-16"))


def in_cell(data: bytes, content: bytes, cell: bytes = b"B2") -> bytes:
    """Return the ledger with the content of one cell exchanged."""
    sheet = part(data, SHEET)
    found = re.search(rb'<c r="%b"[^>]*?(?:/>|>.*?</c>)' % cell, sheet)
    assert found
    return rezipped(data, SHEET, sheet.replace(found[0], b'<c r="%b"%b' % (cell, content)))


def timed(data: bytes, value: bytes) -> bytes:
    """Return the ledger with a duration ([h]:mm) in one cell."""
    styles = part(data, "xl/styles.xml")
    last = int(re.search(rb'<cellXfs count="(\d+)"', styles)[1])  # type: ignore[index]
    more = styles.replace(b'<cellXfs count="%d">' % last, b'<cellXfs count="%d">' % (last + 1))
    look = b'<xf numFmtId="46" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    data = rezipped(data, "xl/styles.xml", more.replace(b"</cellXfs>", look + b"</cellXfs>"))
    return in_cell(data, b' s="%d"><v>%b</v></c>' % (last, value))


def names(data: bytes, count: int) -> bytes:
    """Return the ledger with so many more names."""
    more = b"".join(b'<definedName name="n%d">Sheet1!$A$%d</definedName>' % (n, n) for n in range(count))
    return edited(data, "xl/workbook.xml", {b"</definedNames>": more + b"</definedNames>"})


CASES: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
    "a bomb": ("异常庞大", lambda data: rezipped(data, SHEET, b" " * 2 * 10**8)),
    "a bomb beside the sheets": ("", lambda data: with_parts(data, {"xl/media/image9.png": b"\0" * 60_000_000}, {})),
    "laughs in a sheet": ("不安全", lambda data: after_root(data, SHEET, LAUGHS)),
    "laughs in the texts": ("不安全", lambda data: after_root(data, "xl/sharedStrings.xml", LAUGHS)),
    "laughs in the styles": ("不安全", lambda data: after_root(data, "xl/styles.xml", LAUGHS)),
    "laughs in the workbook": ("不安全", lambda data: after_root(data, "xl/workbook.xml", LAUGHS)),
    "a declaration in UTF-16 in a table": ("不安全", lambda data: wide(data, "xl/tables/table1.xml")),
    "a declaration in UTF-16 in the links of a sheet": ("不安全", lambda data: wide(
        data, "xl/worksheets/_rels/sheet2.xml.rels")),
    "a declaration in UTF-16 in the content types": ("不安全", lambda data: wide(data, "[Content_Types].xml")),
    "a false dimension": ("", lambda data: rezipped(data, SHEET, re.sub(
        rb'<dimension ref="[^"]*"', b'<dimension ref="A1:XFD1048576"', part(data, SHEET)))),
    "a stray cell": ("离数据太远", lambda data: edited(data, SHEET, {
        b"</sheetData>": b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'})),
    "a stray cell in single quotes": ("离数据太远", lambda data: edited(data, SHEET, {
        b"</sheetData>": b"<row r='1048576'><c r='XFD1048576'><v>1</v></c></row></sheetData>"})),
    "a stray cell with spaces": ("离数据太远", lambda data: edited(data, SHEET, {
        b"</sheetData>": b'<row r="1048576"><c r = "XFD1048576"><v>1</v></c></row></sheetData>'})),
    "a stray cell in small letters": ("离数据太远", lambda data: edited(data, SHEET, {
        b"</sheetData>": b'<row r="1048576"><c r="xfd1048576"><v>1</v></c></row></sheetData>'})),
    "a stray cell of another prefix": ("离数据太远", lambda data: edited(data, SHEET, {
        b"</sheetData>": b'<row r="1048576"><y:c xmlns:y="%b" r = "XFD1048576"><y:v>1</y:v></y:c></row></sheetData>'
        % MAIN.encode()})),
    "a column that no sheet has": ("离数据太远", lambda data: edited(data, SHEET, {
        b"</sheetData>": b'<row r="9999"><c r="ZZZZZZZZZ9999"><v>1</v></c></row></sheetData>'})),
    "a million cells without addresses, far below": ("离数据太远", lambda data: edited(data, SHEET, {
        b"</sheetData>": b'<row r="9998">' + b"<c><v>1</v></c>" * 1_000_000 + b"</row></sheetData>"})),
    "rows and cells without addresses": ("离数据太远", lambda data: edited(data, SHEET, {
        b"</sheetData>": b"<row/>" * 200_000 + b"<row>" + b"<c><v>1</v></c>" * 1_000 + b"</row></sheetData>"})),
    "texts without number": ("不完整", lambda data: rezipped(data, "xl/sharedStrings.xml", re.sub(
        rb'uniqueCount="\d+"', b'uniqueCount="99999999999999999"', part(data, "xl/sharedStrings.xml")))),
    "a duration before all time": ("不完整", lambda data: timed(data, b"-1e308")),
    "a duration beyond all time": ("不完整", lambda data: timed(data, b"1e308")),
    "a cell of ten megabytes": ("", lambda data: in_cell(
        data, b' t="inlineStr"><is><t>' + b"A" * 10_000_000 + b"</t></is></c>")),
    "a number of a million digits": ("", lambda data: in_cell(data, b"><v>" + b"9" * 1_000_000 + b"</v></c>")),
    "a formula of a megabyte": ("", lambda data: in_cell(data, b"><f>" + b"1+" * 500_000 + b"1</f><v>1</v></c>")),
    "a hundred thousand merged ranges": ("", lambda data: edited(data, SHEET, {
        b"</sheetData>": b"</sheetData><mergeCells>" + b"".join(
            b'<mergeCell ref="A%d:B%d"/>' % (n, n) for n in range(100, 100_100)) + b"</mergeCells>"})),
    "tags nested deep": ("", lambda data: edited(data, "xl/workbook.xml", {
        b"</workbook>": b"<a>" * 100_000 + b"</a>" * 100_000 + b"</workbook>"})),
    "tags nested deep in a sheet": ("", lambda data: edited(data, SHEET, {
        b"</worksheet>": b"<a>" * 100_000 + b"</a>" * 100_000 + b"</worksheet>"})),
    "a hundred thousand sheets": ("", lambda data: edited(data, "xl/workbook.xml", {
        b"</sheets>": b"".join(b'<sheet name="s%d" sheetId="%d" r:id="rId1"/>' % (n, n) for n in range(100, 100_100))
        + b"</sheets>"})),
    "a hundred thousand names": ("", lambda data: names(data, 100_000)),
    "a million names": ("异常庞大", lambda data: names(data, 1_000_000)),
    "a million attributes": ("", lambda data: edited(data, "xl/workbook.xml", {
        b"<workbookPr": b"<workbookPr" + b"".join(b' a%d="1"' % n for n in range(1_000_000))})),
    "two hundred thousand relations": ("内部结构", lambda data: edited(data, "xl/_rels/workbook.xml.rels", {
        b"</Relationships>": b"".join(
            b'<Relationship Id="q%d" Type="http://x/y" Target="z%d.xml"/>' % (n, n) for n in range(200_000))
        + b"</Relationships>"})),
    "a hundred thousand types": ("内部结构", lambda data: edited(data, "[Content_Types].xml", {
        b"</Types>": b"".join(b'<Override PartName="/z%d.xml" ContentType="a/b"/>' % n for n in range(100_000))
        + b"</Types>"})),
    "seventy thousand parts": ("内部结构", lambda data: with_parts(
        data, {f"m/{n}": b"" for n in range(70_000)}, {})),
    "cut off": ("不完整", lambda data: data[: len(data) // 2]),
}  # fmt: skip


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="reads /proc")
@pytest.mark.parametrize("name", CASES)
def test_a_hostile_workbook_costs_little_and_is_answered_in_one_sentence(
    name: str, ledger: Path, tmp_path: Path
) -> None:
    sentence, make = CASES[name]
    path = tmp_path / "台账.xlsx"
    path.write_bytes(make(ledger.read_bytes()))
    before = path.read_bytes()
    run = subprocess.run(
        [sys.executable, "-c", LIMITED, "validate", str(path), "--as-of", str(AS_OF), "--json"],
        capture_output=True, text=True, timeout=2 * SECONDS, check=False,
    )  # fmt: skip
    assert run.returncode in {0, 1}, run.stdout[-500:] + run.stderr[-2000:]
    report = json.loads(run.stdout)
    assert int(run.stderr.split()[-1]) < 1_500_000  # kilobytes
    assert len(report["summary"]) < 300
    assert all(len(problem["message"]) < 1000 for problem in report["problems"])
    if sentence:
        assert sentence in report["summary"]
        assert path.read_bytes() == before


def test_macros_and_links_to_elsewhere_are_kept_and_never_followed(
    ledger: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    external = b'<externalLink xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>'
    rels = EXTERNAL % relation("externalLinkPath", "http://127.0.0.1:9/secret.xlsx").replace(b"/>", MODE)
    data = with_parts(
        ledger.read_bytes(),
        {"xl/externalLinks/externalLink1.xml": external, "xl/externalLinks/_rels/externalLink1.xml.rels": rels,
         "xl/vbaProject.bin": b"\xd0\xcf\x11\xe0 Shell calc", "xl/embeddings/oleObject1.bin": b"\x00evil"},
        {"xl/_rels/workbook.xml.rels": relation("externalLink", "externalLinks/externalLink1.xml")
         + relation("vbaProject", "vbaProject.bin")},
    )  # fmt: skip
    path = tmp_path / "台账.xlsm"
    path.write_bytes(data)
    monkeypatch.setattr("socket.socket.connect", lambda *_: pytest.fail("reached out"))
    monkeypatch.setattr("subprocess.Popen", lambda *_, **__: pytest.fail("started something"))
    assert main(["overdue", str(path), "--as-of", str(AS_OF), "--json"]) in {0, 1}
    old, new = raw_parts(data), raw_parts(path.read_bytes())
    assert old["xl/vbaProject.bin"] == new["xl/vbaProject.bin"]
    for name in ("xl/externalLinks/externalLink1.xml", "xl/externalLinks/_rels/externalLink1.xml.rels",
                 "xl/embeddings/oleObject1.bin"):  # fmt: skip
        assert old[name] == new[name]


# ------------------------------------------------------------------ hostile cells

FORMULAS = ('=HYPERLINK("http://x","y")', "=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(1+1)", "\t=1+1", "=1+1\n=2")
PATHS = ("../../../etc/passwd", "..\\..\\windows\\x", "/etc/cron.d/x", "C:\\x", "CON", "nul.docx",
         'a/b\\c:d*e?f"g<h>i|j', "名" * 300, ".", "..", " ", "客户\u202egpj.docx", "a\x00b", "~$x")  # fmt: skip
CODES = ("{{客户名称}}", "{% for x in y %}", "{{ ''.__class__ }}", "${jndi:ldap://x}", "{ MERGEFIELD x }", "<w:p/>",
         "&lt;b&gt; & ]]>", "«字段»", "{{?函件}}是{{/?}}", "IF 1=1 INCLUDETEXT c:\\x")  # fmt: skip


def hostile(tmp_path: Path, texts: tuple[str, ...]) -> tuple[Path, list[str]]:
    """Return the example with these texts as the names of the first customers that get letters, and their IDs."""
    tables = {name: table.copy() for name, table in example_tables().items()}
    path = tmp_path / "probe.xlsx"
    newbook.write_ledger(path, tables)
    main(["propose", str(path), "--as-of", str(AS_OF)])
    rows = FileHost(path).read(["拟发函件"])["拟发函件"].rows
    chosen = [str(row[1]) for row in rows[1:] if row[0] == "是"][: len(texts)]
    customers = tables["customers"].set_index("customer", drop=False)
    names = customers["customer_name"].astype("object")
    for customer, text in zip(chosen, texts, strict=False):
        names[customer] = text
    tables["customers"]["customer_name"] = names.to_numpy()
    path = tmp_path / "in" / "台账.xlsx"
    path.parent.mkdir()
    newbook.write_ledger(path, tables)
    return path, chosen


def run(capsys: pytest.CaptureFixture[str], key: str, path: Path) -> dict[str, Any]:
    capsys.readouterr()
    status = main([key, str(path), "--as-of", str(AS_OF), "--out", str(path.parent), "--yes", "--json"])
    assert status in {0, 1}
    report: dict[str, Any] = json.loads(capsys.readouterr().out)
    return report


@pytest.mark.parametrize("texts", [FORMULAS, PATHS, CODES], ids=["formulas", "paths", "codes"])
def test_hostile_names_of_customers_stay_text_in_sheets_letters_and_file_names(
    texts: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, chosen = hostile(tmp_path, texts)
    before = {one for one in tmp_path.rglob("*") if path.parent not in {one, *one.parents}}
    files: list[str] = []
    for key in ("statements", "propose", "worklist", "issue"):
        files += run(capsys, key, path)["files"]
    assert {one for one in tmp_path.rglob("*") if path.parent not in {one, *one.parents}} == before
    letters = [Path(name) for name in files if name.endswith(".docx")]
    assert letters
    assert chosen
    for letter in map(Path, files):
        assert letter.resolve().is_relative_to(path.parent.resolve())
        assert len(letter.name.encode()) <= 255
        assert not re.search(r'[<>:"|?*\x00-\x1f]', letter.name)
    shown = "\n".join(cell_text for letter in letters for cell_text in words(letter))
    if texts is CODES:
        for text in CODES[:6]:
            assert text in shown, text
    for book in [path, *(Path(name) for name in files if name.endswith(".xlsx"))]:
        for sheet in openpyxl.load_workbook(book).worksheets:
            for row in sheet.iter_rows():
                for cell in row:
                    assert cell.data_type != "f" or not any(t.strip() in str(cell.value) for t in FORMULAS), cell


def words(letter: Path) -> list[str]:
    document = docx.Document(str(letter))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    with zipfile.ZipFile(letter) as archive:
        body = archive.read("word/document.xml")
    assert b"INCLUDETEXT" not in b"".join(re.findall(rb"<w:instrText[^>]*>([^<]*)<", body))
    return [*(paragraph.text for paragraph in document.paragraphs), *cells]


def test_every_sentence_of_a_refusal_is_short_and_whole() -> None:
    for text in messages.REFUSALS.values():
        assert text.endswith("。")
        assert len(text) < 120
