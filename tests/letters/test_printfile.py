"""Print files: each letter a section of its own, from page 1, with its own header and footer; nothing twice."""

from __future__ import annotations

import io
import tracemalloc
from typing import TYPE_CHECKING

import pytest
from docx import Document

from addin.letters.compile import compile_template
from addin.letters.printfile import chunks, write_print_file
from addin.ports import Refusal
from tests.letters.documents import W, docx, field, lines, names, paragraph, part, row, table
from tests.letters.example import LETTERS, TEMPLATES, record
from tests.letters.structure import R, faults

if TYPE_CHECKING:
    from collections.abc import Sequence

    from addin.letters.program import Record

FOOTER = f'<w:ftr xmlns:w="{W[1:-1]}">{paragraph("{{a}}", field(" PAGE "), field(" NUMPAGES "))}</w:ftr>'
HEADER = f'<w:hdr xmlns:w="{W[1:-1]}">{paragraph("同", field(" NUMPAGES "))}</w:hdr>'
SECTION = (
    '<w:headerReference w:type="default" r:id="rIdH1"/><w:footerReference w:type="default" r:id="rIdH2"/>'
)
PARTS = {"word/header1.xml": HEADER, "word/footer1.xml": FOOTER}


def printed(template: bytes, records: Sequence[Record], *, duplex: bool = False) -> bytes:
    stream = io.BytesIO()
    write_print_file(compile_template(template), records, stream, duplex=duplex)
    assert faults(stream.getvalue()) == []
    return stream.getvalue()


@pytest.mark.parametrize("body", [paragraph("{{a}}"), table(row("{{a}}", ""))])
def test_each_letter_is_a_section_that_starts_on_a_new_page_with_page_one(body: str) -> None:
    data = printed(docx(body, PARTS, SECTION), [{"a": "甲"}, {"a": "乙"}, {"a": "丙"}])
    sections = list(part(data).iter(W + "sectPr"))
    assert len(sections) == 3
    for section in sections:
        kind, numbers = section.find(W + "type"), section.find(W + "pgNumType")
        assert kind is not None
        assert numbers is not None
        assert (kind.get(W + "val"), numbers.get(W + "start")) == ("nextPage", "1")
    assert [line for line in lines(data) if line] == ["甲", "乙", "丙"]


def test_two_sided_printing_starts_each_letter_on_a_new_sheet() -> None:
    data = printed(docx(paragraph("{{a}}")), [{"a": "甲"}, {"a": "乙"}], duplex=True)
    assert [kind.get(W + "val") for kind in part(data).iter(W + "type")] == ["oddPage", "oddPage"]


def test_each_section_has_its_own_footer_and_shares_what_does_not_change() -> None:
    data = printed(docx(paragraph("{{a}}"), PARTS, SECTION), [{"a": "甲"}, {"a": "乙"}])
    relations = {one.get("Id"): str(one.get("Target")) for one in part(data, "word/_rels/document.xml.rels")}
    footers = [relations[one.get(R + "id")] for one in part(data).iter(W + "footerReference")]
    headers = {relations[one.get(R + "id")] for one in part(data).iter(W + "headerReference")}
    assert [lines(data, f"word/{footer}")[0][:1] for footer in footers] == ["甲", "乙"]
    assert headers == {"header1.xml"}
    assert "word/footer1.xml" not in names(data)


def test_the_number_of_pages_becomes_that_of_the_section() -> None:
    data = printed(docx(paragraph("{{a}}", field(" NUMPAGES ")), PARTS, SECTION), [{"a": "甲"}])
    for name in ("word/document.xml", "word/header1.xml", "word/footer1_0.xml"):
        codes = " ".join(code.text or "" for code in part(data, name).iter(W + "instrText"))
        assert "SECTIONPAGES" in codes
        assert "NUMPAGES" not in codes


def test_a_logo_in_a_changing_header_keeps_its_relations() -> None:
    logo = '<w:r><w:pict r:id="p"/></w:r>'
    header = f'<w:hdr xmlns:w="{W[1:-1]}" xmlns:r="{R[1:-1]}">{paragraph("{{a}}", logo)}</w:hdr>'
    pictures = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="p" Type="x/image" Target="media/logo.png"/></Relationships>'
    )
    parts = {"word/header1.xml": header, "word/_rels/header1.xml.rels": pictures, "word/media/logo.png": "png"}
    reference = '<w:headerReference w:type="default" r:id="rIdH1"/>'
    data = printed(docx(paragraph("x"), parts, reference), [{"a": "甲"}, {"a": "乙"}])
    assert "word/_rels/header1_1.xml.rels" in names(data)


def test_lists_begin_anew_in_each_letter() -> None:
    numbering = (
        f'<w:numbering xmlns:w="{W[1:-1]}"><w:abstractNum w:abstractNumId="4"><w:lvl w:ilvl="0"><w:start w:val="1"/>'
        '</w:lvl></w:abstractNum><w:num w:numId="7"><w:abstractNumId w:val="4"/></w:num></w:numbering>'
    )
    style = '<w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="7"/></w:numPr></w:pPr>'
    item = f"<w:p>{style}<w:r><w:t>{{{{a}}}}</w:t></w:r></w:p>"
    data = printed(docx(item + item, {"word/numbering.xml": numbering}), [{"a": "甲"}, {"a": "乙"}, {"a": "丙"}])
    used = [number.get(W + "val") for number in part(data).iter(W + "numId")]
    assert used == ["7", "7", "8", "8", "9", "9"]
    listed = {one.get(W + "numId"): one for one in part(data, "word/numbering.xml").iter(W + "num")}
    assert set(listed) == {"7", "8", "9"}
    assert listed["9"].find(f"{W}lvlOverride/{W}startOverride") is not None


def test_lists_of_a_style_begin_anew_too() -> None:
    stream = io.BytesIO()
    document = Document()
    document.add_paragraph("{{a}}", style="List Number")
    document.save(stream)
    data = printed(stream.getvalue(), [{"a": "甲"}, {"a": "乙"}])
    first, second = [number.get(W + "val") for number in part(data).iter(W + "numId")]
    assert first != second
    assert second in {one.get(W + "numId") for one in part(data, "word/numbering.xml").iter(W + "num")}


def test_bookmarks_and_references_to_them_are_told_apart() -> None:
    body = paragraph(
        '<w:bookmarkStart w:id="3" w:name="here"/>', "x", '<w:bookmarkEnd w:id="3"/>', field(" REF here \\h ")
    )
    data = printed(docx(body), [{}, {}])
    assert [one.get(W + "name") for one in part(data).iter(W + "bookmarkStart")] == ["here", "here_1"]
    assert [one.text for one in part(data).iter(W + "instrText")] == [" REF here \\h ", " REF here_1 \\h "]


@pytest.mark.parametrize(
    "body",
    [
        "<w:p><w:pPr><w:sectPr/></w:pPr></w:p>" + paragraph("x"),
        paragraph('<w:r><w:footnoteReference w:id="2"/></w:r>'),
    ],
)
def test_a_template_of_several_sections_or_with_footnotes_cannot_be_joined(body: str) -> None:
    with pytest.raises(Refusal, match="template-print"):
        printed(docx(body), [{}])


@pytest.mark.parametrize("letter", LETTERS)
def test_every_shipped_letter_can_be_joined(letter: str) -> None:
    template = (TEMPLATES / f"{letter}.docx").read_bytes()
    data = printed(template, [record(3, full=full) | {"函件编号": f"第{full}号"} for full in (True, False, True)])
    assert len(list(part(data).iter(W + "sectPr"))) == 3


def test_memory_does_not_grow_with_the_number_of_letters() -> None:
    template = compile_template((TEMPLATES / "催款函.docx").read_bytes())
    one = record(3)

    class Sink(io.RawIOBase):
        """Takes everything, keeps nothing."""

        def writable(self) -> bool:
            return True

        def write(self, data: object) -> int:
            return len(data)  # type: ignore[arg-type]

    def peak(count: int) -> int:
        tracemalloc.start()
        write_print_file(template, [one] * count, Sink())  # type: ignore[arg-type]
        highest = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return highest

    few, many = peak(20), peak(200)
    assert many - few < 180 * 4000  # the directory of the package alone grows; a letter itself is some 40 kB


def test_letters_are_dealt_out_to_files_in_order() -> None:
    assert list(chunks(range(7), 3)) == [[0, 1, 2], [3, 4, 5], [6]]
    assert list(chunks([], 3)) == []
