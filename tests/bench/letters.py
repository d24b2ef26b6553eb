"""How long letters take: beside docxtpl, beside merely writing the finished bytes, print files beside docxcompose.

Run as ``python -m tests.bench.letters``; prints Markdown tables. docxtpl and docxcompose may be absent.
"""

from __future__ import annotations

import importlib
import io
import re
import resource
import sys
import tempfile
import time
import zipfile
from functools import partial
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

import docx
from openpyxl import Workbook

from addin.commands.issue import write_one
from addin.hosts.file import FileHost
from addin.letters.ahead import made_ahead
from addin.letters.compile import compile_template
from addin.letters.fill import fill
from addin.letters.printfile import write_print_file
from addin.ports import File
from tests.letters.example import TEMPLATES, record

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from addin.letters.compile import Template

LETTERS = 600
SLOW_LETTERS = 30
PRINTED = (50, 100, 200)
JOINED = 200
ROUNDS = 5
MEBIBYTE = 1024 * 1024 if sys.platform == "darwin" else 1024  # unit of ru_maxrss


def main() -> None:
    """Print milliseconds a letter and the ratios, all in one run."""
    template = compile_template((TEMPLATES / "催款函.docx").read_bytes())
    values = [record(3) | {"函件编号": f"第{number:04}号"} for number in range(LETTERS)]
    finished = [fill(template, one) for one in values]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        writing, filling = _as_the_product_does(folder, template, values, finished)
        cached = _best(lambda: _write(folder, finished)) / LETTERS
        cached_fill = _best(lambda: _write(folder, (fill(template, one) for one in values))) / LETTERS
        memory = _best(lambda: [fill(template, one) for one in values]) / LETTERS
        rival = _docxtpl(folder, values[:SLOW_LETTERS])
    print("| 催款函, 3 rows, two pages | ms a letter | ratio |")
    print("|---|--:|--:|")
    print(f"| merely writing the finished bytes, as the host does: all or nothing, on disk | {writing * 1e3:.3f} | 1 |")
    print(f"| 出函: fill and write so (target 1.3) | {filling * 1e3:.3f} | {filling / writing:.2f} × writing |")
    print(f"| merely writing to the cache, unflushed | {cached * 1e3:.3f} | 1 |")
    print(f"| fill and write to the cache | {cached_fill * 1e3:.3f} | {cached_fill / cached:.1f} × writing so |")
    print(f"| fill in memory | {memory * 1e3:.3f} | |")
    if rival:
        disk, inside = rival
        print(f"| docxtpl to the cache | {disk * 1e3:.1f} | {disk / cached_fill:.0f} × fill and write to the cache |")
        print(f"| docxtpl in memory | {inside * 1e3:.1f} | {inside / memory:.0f} × fill in memory |")
    print()
    _print_files(template)


def _as_the_product_does(
    folder: Path, template: Template, values: list[dict[str, Any]], finished: list[bytes]
) -> tuple[float, float]:
    """Return the seconds a letter that a host takes: for finished bytes, and for the writers of 出函.

    The two take turns and the middle of their times counts: how fast a disk confirms varies from minute to minute.
    """
    book = folder / "台账.xlsx"
    Workbook().save(book)
    makers = [partial(fill, template, one) for one in values]
    bare, whole = [], []
    for turn in range(ROUNDS):
        ready = [partial(bytes, content) for content in finished]
        bare.append(_hosted(book, folder / f"bare{turn}", ready))
        whole.append(_hosted(book, folder / f"whole{turn}", made_ahead(makers)))
    return median(bare) / LETTERS, median(whole) / LETTERS


def _hosted(book: Path, out: Path, makers: Sequence[Callable[[], bytes]]) -> float:
    """Return the seconds in which a closed workbook's host writes letters as new files."""
    out.mkdir()
    changes = [File(f"{number}.docx", partial(write_one, make)) for number, make in enumerate(makers)]
    start = time.perf_counter()
    FileHost(book).apply(changes, out)
    return time.perf_counter() - start


def _print_files(template: Template) -> None:
    print("| print file | seconds | ms a letter | peak MiB of the process |")
    print("|---|--:|--:|--:|")
    seconds = 0.0
    for count in PRINTED:
        values = [record(3) | {"函件编号": f"第{number:04}号"} for number in range(count)]
        seconds = _best(lambda values=values: write_print_file(template, values, io.BytesIO()))  # type: ignore[misc]
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MEBIBYTE
        print(f"| {count} letters | {seconds:.3f} | {seconds / count * 1e3:.2f} | {peak:.0f} |")
    composer = _optional("docxcompose.composer")
    if composer is None:
        return
    values = [record(3) | {"函件编号": f"第{number:04}号"} for number in range(JOINED)]
    letters = [docx.Document(io.BytesIO(fill(template, one))) for one in values]
    start = time.perf_counter()
    joined = composer.Composer(letters[0])
    for letter in letters[1:]:
        joined.append(letter)
    joined.save(io.BytesIO())
    slow = time.perf_counter() - start
    print(f"| docxcompose, {JOINED} | {slow:.1f} | {slow / JOINED * 1e3:.1f} | {slow / seconds:.0f} × as long |")


def _docxtpl(folder: Path, values: list[dict[str, Any]]) -> tuple[float, float] | None:
    """Return docxtpl's seconds a letter to disk and in memory, with the same letter in its own syntax."""
    docxtpl = _optional("docxtpl")
    if docxtpl is None:
        return None
    path = folder / "docxtpl.docx"
    _translate(TEMPLATES / "催款函.docx", path)

    def render(target: Callable[[int], Any]) -> None:
        for number, one in enumerate(values):
            template = docxtpl.DocxTemplate(path)
            template.render(one, autoescape=True)
            template.save(target(number))

    disk = _best(lambda: render(lambda number: folder / f"{number}.docx"), 2)
    inside = _best(lambda: render(lambda _: io.BytesIO()), 2)
    return disk / len(values), inside / len(values)


def _translate(source: Path, target: Path) -> None:
    """Write our template in docxtpl's syntax: {{ 名 }}, {%tr for %} around the rows, {% if %}."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            if re.fullmatch(r"word/(document|header1|footer1)\.xml", name):
                text = content.decode()
                rows = re.findall(r"<w:tr>(?:(?!<w:tr>).)*明细\..*?</w:tr>", text)
                for row in rows:
                    begin = "<w:tr><w:tc><w:p><w:r><w:t>{%tr for one in 明细 %}</w:t></w:r></w:p></w:tc></w:tr>"
                    text = text.replace(row, begin + row + begin.replace("for one in 明细", "endfor"))
                text = re.sub(r"\{\{\?(.*?)\}\}", r"{% if \1 %}", text)
                text = re.sub(r"\{\{!(.*?)\}\}", r"{% if not \1 %}", text)
                text = re.sub(r"\{\{/.?\}\}", "{% endif %}", text)
                text = re.sub(r"\{\{明细\.(.*?)\}\}", r"{{one.\1}}", text)
                text = re.sub(r"\{\{([^}|]*)\|[^}]*\}\}", r"{{\1}}", text)
                content = text.encode()
            new.writestr(name, content)


def _write(folder: Path, letters: Iterable[bytes]) -> None:
    """Write files of new names."""
    target = Path(tempfile.mkdtemp(dir=folder))
    for number, content in enumerate(letters):
        with (target / f"{number}.docx").open("xb") as stream:
            stream.write(content)


def _best(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    seconds = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - start)
    return min(seconds)


def _optional(name: str) -> Any:
    try:
        return importlib.import_module(name)
    except ImportError:
        print(f"({name.partition('.')[0]} is not installed: its rows are left out)")
        return None


if __name__ == "__main__":
    main()
