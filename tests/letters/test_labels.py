"""Label sheets: three labels a row, eight rows a page, six boxes for the postcode, whatever the addresses say."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
from typing import TYPE_CHECKING

import docx
import pytest

from addin.letters.catalogue import LABEL_FIELDS, LABEL_TEXTS, LABELS, POSTCODE
from addin.letters.compile import compile_template
from addin.letters.fill import check_fields
from addin.letters.labels import BLANK_DIGIT, write_labels
from tests.letters.documents import W, lines, names, part
from tests.letters.example import NASTY, TEMPLATES
from tests.letters.structure import faults
from tests.letters.test_shipped import pdf_pages, unless_present, validator

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["validator"]  # a fixture
DATA = (TEMPLATES / f"{LABELS}.docx").read_bytes()
TEMPLATE = compile_template(DATA)


def address(number: int, text: str = "", **given: str) -> dict[str, str]:
    """Return one address; its texts in the order of LABEL_TEXTS."""
    texts = (f"第{number:03}号", f"客户{number:03}公司", f"某市某路 {number} 号", "王先生", "0512-1000000", "EMS")
    named = zip(LABEL_TEXTS, texts, strict=True)
    return {name: value + text for name, value in named} | {POSTCODE: "215000"} | given


def test_the_template_is_a_clean_chinese_document_and_every_placeholder_can_be_given() -> None:
    assert check_fields(TEMPLATE, LABEL_FIELDS) == []
    assert {f"标签.{name}" for name in TEMPLATE.fields.groups["标签"]} == LABEL_FIELDS
    (language,) = part(DATA, "word/styles.xml").iter(W + "lang")
    assert language.get(W + "eastAsia") == "zh-CN"
    settings = part(DATA, "word/settings.xml").iter(W + "compatSetting")
    modes = {one.get(W + "name"): one.get(W + "val") for one in settings}
    assert modes["compatibilityMode"] == "15"
    assert len(names(DATA)) == 10


@pytest.mark.parametrize("count", [0, 1, 2, 3, 24, 25, 40])
@pytest.mark.parametrize("text", ["", NASTY])
def test_labels_stand_three_in_a_row(count: int, text: str) -> None:
    data = write_labels(TEMPLATE, [address(number, text) for number in range(1, count + 1)])
    assert faults(data, texts=not text) == []
    assert docx.Document(io.BytesIO(data)).paragraphs
    assert len(list(part(data).iter(W + "tr"))) == -(-count // 3)
    shown = "".join(lines(data))
    assert all(f"客户{number:03}公司" in shown for number in range(1, count + 1))


@pytest.mark.parametrize(
    ("postcode", "boxes"), [("215000", list("215000")), ("", [BLANK_DIGIT] * 6), ("21500O", [BLANK_DIGIT] * 6)]
)
def test_the_postcode_stands_in_six_boxes_and_what_is_none_leaves_them_blank(postcode: str, boxes: list[str]) -> None:
    data = write_labels(TEMPLATE, [address(1, **{POSTCODE: postcode})])
    boxed = [run for run in part(data).iter(W + "r") if run.find(f"{W}rPr/{W}bdr") is not None]
    assert ["".join(text.text or "" for text in run.iter(W + "t"))[1:-1] for run in boxed] == boxes


def test_an_addressee_who_is_not_known_is_the_finance_department() -> None:
    assert "财务部　收　0512-1000000" in lines(write_labels(TEMPLATE, [address(1, **{LABEL_TEXTS[3]: ""})]))


def test_on_paper_24_labels_fill_a_page_and_the_next_begins_another(tmp_path: Path) -> None:
    office = unless_present(shutil.which("soffice"), "LibreOffice")
    unless_present(shutil.which("pdftotext"), "poppler")
    for count in (3, 24, 25):
        made = write_labels(TEMPLATE, [address(number) for number in range(1, count + 1)])
        (tmp_path / f"{count}.docx").write_bytes(made)
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [office, profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path)]
    subprocess.run([*command, *map(str, tmp_path.glob("*.docx"))], check=True, capture_output=True, timeout=200)
    pages = {count: pdf_pages(tmp_path / f"{count}.pdf") for count in (3, 24, 25)}
    assert [len(pages[count]) for count in (3, 24, 25)] == [1, 1, 2]
    assert all(f"客户{number:03}公司" in pages[24][0] for number in range(1, 25))
    assert "客户025公司" in pages[25][1]


def test_microsoft_s_own_schema_check_finds_nothing(validator: str, tmp_path: Path) -> None:
    path = tmp_path / "x.docx"
    path.write_bytes(write_labels(TEMPLATE, [address(number, NASTY) for number in range(1, 6)]))
    run = subprocess.run([validator, str(path)], check=False, capture_output=True)
    assert json.loads(run.stdout)["errors"] == []
