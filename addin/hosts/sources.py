"""Files from outside as grids: .xlsx and .xlsm by the closed workbook's own reader, .xls by calamine, .csv as text.

Nothing of such a file is carried out: macros and links stay where they are, formulas count by their last result.
"""

from __future__ import annotations

import csv
import io
import re
import subprocess
import sys
from itertools import islice
from typing import TYPE_CHECKING

from python_calamine import CalamineWorkbook

from addin.hosts.cells import letters
from addin.hosts.disk import told
from addin.hosts.file import SUFFIXES, FileHost
from addin.hosts.old_book import old_oddities
from addin.hosts.reading_xlsx import calamine_faults, plain_rows
from addin.ledger.cells import clean
from addin.ports import Grid, Oddity, Refusal, Source

if TYPE_CHECKING:
    from pathlib import Path

    from python_calamine import CalamineSheet

MOST_BYTES = 64 * 2**20  # of a .xls or .csv
MOST_CELLS = 5_000_000
OLE = b"\xd0\xcf\x11\xe0"
OLD_SUFFIX = ".xls"
CSV_SUFFIXES = (".csv", ".tsv", ".txt")
UTF8 = "utf-8-sig"
ENCODINGS = (UTF8, "gb18030")
CHINESE = re.compile(rb"[\xe4-\xe9][\x80-\xbf]{2}")  # a character in UTF-8
FEW, MIXED = 3, 20  # characters of a line that hardly read so by accident; lines of which one such is too many
DELIMITERS = ",\t;|"
TRIED_SECONDS, TRIED_BYTES = 120, 2 * 2**30  # that a damaged file may cost the process that tries it
TRY = """
import sys
try:
    import resource
    resource.setrlimit(resource.RLIMIT_AS, (int(sys.argv[2]),) * 2)
except (ImportError, OSError, ValueError):
    pass
from python_calamine import CalamineWorkbook
book = CalamineWorkbook.from_path(sys.argv[1])
for name in book.sheet_names:
    book.get_sheet_by_name(name)
"""
FAULT = 1  # status of a Python that ended by an exception, as it also would here
KEPT = re.compile(r'\s*="([^"]*)"\s*')
NO_WINDOW = 0x08000000  # CREATE_NO_WINDOW of Windows
SNIFFED = 20  # lines that tell the delimiter


def read_source(path: Path) -> Source:
    """Read every sheet of a file. Raises a Refusal that says why a file cannot be read."""
    try:
        start = _start(path)
        if path.suffix.lower() in SUFFIXES:
            host = FileHost(path)
            grids = tuple(host.read(host.titles()).values())
        elif start.startswith(OLE) and path.suffix.lower() == OLD_SUFFIX:
            data = _whole(path)
            _survive(path)
            grids = _old(data)
        elif path.suffix.lower() in CSV_SUFFIXES:
            grids = (_text(path.stem, _whole(path)),)
        else:
            grids = _unknown()
    except Refusal as refusal:
        refusal.details.setdefault("file", path.name)
        raise
    return Source(path.name, grids)


def _start(path: Path) -> bytes:
    """Return the first bytes of a file, which tell its kind."""
    with told(path):
        if path.is_dir():
            raise Refusal("is-directory")
        with path.open("rb") as stream:
            return stream.read(8)


def _unknown() -> tuple[Grid, ...]:
    raise Refusal("source-kind")


def _whole(path: Path) -> bytes:
    with told(path):
        size = path.stat().st_size
        if size > MOST_BYTES:
            raise Refusal("source-large", size=str(size >> 20), most=str(MOST_BYTES >> 20))
        return path.read_bytes()


def _survive(path: Path) -> None:
    """Let another process open an old workbook first: one that lies about its sizes ends the process that reads it."""
    command = [sys.executable, "-P", "-c", TRY, str(path), str(TRIED_BYTES)]
    try:
        done = subprocess.run(  # noqa: S603 - our own Python
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=TRIED_SECONDS,
            check=False,
            creationflags=NO_WINDOW if sys.platform == "win32" else 0,
        )
    except subprocess.TimeoutExpired as fault:
        raise Refusal("source-slow", minutes=str(TRIED_SECONDS // 60)) from fault
    if done.returncode not in {0, FAULT}:
        raise Refusal("cut-off")


def _old(data: bytes) -> tuple[Grid, ...]:
    """Read a workbook of the old format."""
    with calamine_faults():
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheets = [book.get_sheet_by_name(name) for name in book.sheet_names]
        hidden = old_oddities(data)
        if len(hidden) != len(sheets):
            raise Refusal("cut-off")
        return tuple(map(_old_sheet, sheets, hidden))


def _old_sheet(sheet: CalamineSheet, hidden: list[Oddity]) -> Grid:
    if sheet.total_height * sheet.total_width > MOST_CELLS:
        raise Refusal("stray-cell", sheet=sheet.name, cell=f"{letters(sheet.total_width)}{sheet.total_height}")
    oddities = [
        Oddity("merged", top + 1, left + 1, f"{letters(left + 1)}{top + 1}:{letters(right + 1)}{bottom + 1}")
        for (top, left), (bottom, right) in sheet.merged_cell_ranges or ()
    ]
    rows = plain_rows(sheet.to_python(skip_empty_area=False))
    oddities += [one for one in hidden if one.row <= len(rows) or one.what != "hidden"]
    return Grid(sheet.name, rows, tuple(sorted(oddities, key=lambda one: (one.row, one.column))))


def _text(title: str, data: bytes) -> Grid:
    """Read a text table: UTF-8 (with or without mark), UTF-16 with mark, else GB18030; every cell is text."""
    text = _decoded(data)
    lines = list(islice(filter(str.strip, io.StringIO(text)), SNIFFED))
    delimiter = max(DELIMITERS, key=lambda mark: sum(line.count(mark) for line in lines))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[list[object]] = []
    cells = line = 0
    try:
        for row in reader:
            cells += max(len(row), 1)  # an empty line costs a row too
            if cells > MOST_CELLS:
                raise Refusal("source-cells", most=str(MOST_CELLS // 10_000))
            rows.append([_cell(value) for value in row])
            line = reader.line_num
    except csv.Error as fault:  # a quote without its second would swallow the rows after it
        raise Refusal("source-quotes", row=str(line + 1)) from fault
    return Grid(title, rows)


def _cell(text: str) -> str | None:
    """Return the text of a cell; an export that keeps zeros in front as ``="0012"`` means 0012."""
    found = KEPT.fullmatch(text)
    text = found[1] if found else text
    return text if clean(text) else None


def _decoded(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    if b"\0" in data:
        raise Refusal("source-kind")
    for encoding in ENCODINGS:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding != UTF8 and _mixed(data):
            break
        return text
    raise Refusal("source-encoding")


def _mixed(data: bytes) -> bool:
    """Tell whether some lines of a text that is not UTF-8 are: GB18030 makes other characters of nearly any bytes."""
    lines = [line for line in data.splitlines() if not line.isascii()]
    wide = sum(len(CHINESE.findall(line)) >= FEW and _is_utf8(line) for line in lines)
    return wide * MIXED > len(lines)


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True
