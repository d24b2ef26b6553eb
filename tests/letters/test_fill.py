"""A template filled: tags and merge fields, however Word has cut them, become values; nothing else changes."""

from __future__ import annotations

import datetime as dt
import io
import itertools
import zipfile
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from addin.letters.compile import compile_template
from addin.letters.fill import Empty, Unknown, check_fields, empty_required, fill
from addin.ports import Refusal
from tests.letters.documents import W, docx, field, lines, names, paragraph, part, row, run, table
from tests.letters.structure import faults

if TYPE_CHECKING:
    from addin.letters.program import Record

RECORD: Record = {
    "客户名称": "甲公司",
    "合计": Decimal("1234.5"),
    "日期": dt.date(2025, 2, 8),
    "a": True,
    "明细": [{"合同编号": "HT1", "金额": Decimal(1)}, {"合同编号": "HT2", "金额": Decimal(2)}],
}


def filled(body: str, **changes: object) -> list[str]:
    data = fill(compile_template(docx(body)), {**RECORD, **changes})
    assert faults(data, texts=False) == []
    return lines(data)


@pytest.mark.parametrize(
    "body",
    [
        paragraph("致{{客户名称}}："),
        paragraph("致{{", "客户", "名称}}："),
        paragraph("致{", "{客户名称}", "}："),
        paragraph("致｛｛ 客户名称 ｝｝："),
        paragraph("致", field(" MERGEFIELD 客户名称 "), "："),
        paragraph("致", field(' mergefield "客户名称" \\* MERGEFORMAT ', cut=9), "："),
        paragraph("致", '<w:fldSimple w:instr=" MERGEFIELD 客户名称 "><w:r><w:t>«x»</w:t></w:r></w:fldSimple>', "："),
        paragraph("致", '<w:fldSimple w:instr=" MERGEFIELD 客户名称 "/>', "："),
        paragraph("致", '<w:hyperlink r:id="rIdS"><w:r><w:t>{{客户名称}}</w:t></w:r></w:hyperlink>', "："),
    ],
)
def test_a_tag_or_merge_field_becomes_the_value_however_it_is_cut(body: str) -> None:
    assert filled(body) == ["致甲公司："]


@pytest.mark.parametrize(
    ("tag", "text"),
    [
        ("{{合计}}", "1,234.50"),
        ("{{合计|大写}}", "壹仟贰佰叁拾肆元伍角"),
        ("{{日期|yyyy.M.d}}", "2025.2.8"),
        ("｛｛日期｜yyyy.M.d｝｝", "2025.2.8"),
        (field(' MERGEFIELD 日期 \\@ "yyyy年MM月dd日" '), "2025年02月08日"),
        (field(" MERGEFIELD 合计 \\# 0.0 "), "1234.5"),
        (field(" MERGEFIELD 合计 \\* CHINESENUM2 "), "壹仟贰佰叁拾肆元伍角"),
        (field(' MERGEFIELD 客户名称 \\b "致：" \\f "收" '), "致：甲公司收"),
    ],
)
def test_formats_of_tags_and_of_merge_fields_are_kept(tag: str, text: str) -> None:
    assert filled(paragraph(tag)) == [text]


def test_text_before_and_after_a_merge_field_goes_with_an_empty_value() -> None:
    assert filled(paragraph("x", field(' MERGEFIELD 客户名称 \\b "致：" ')), 客户名称="") == ["x"]


def test_a_value_keeps_the_look_of_its_tag_and_of_the_field_s_result() -> None:
    body = paragraph(run("{{客户", "<w:b/>"), run("名称}}", "<w:i/>")) + paragraph(field(" MERGEFIELD 合计 "))
    root = part(fill(compile_template(docx(body)), RECORD))
    runs = [one for one in root.iter(W + "r") if one.find(f"{W}rPr/{W}b") is not None]
    bold = ["".join(text.text or "" for text in one.iter(W + "t")) for one in runs]
    assert bold == ["甲公司", "1,234.50"]


def test_a_value_is_never_read_again_as_tag_field_or_markup() -> None:
    text = "{{合计}} <w:p/> &amp; { MERGEFIELD 合计 } «x» ]]>"
    assert filled(paragraph("{{客户名称}}"), 客户名称=text) == [text]


def test_line_breaks_and_tabs_of_a_value_are_word_s_own() -> None:
    assert filled(paragraph("{{客户名称}}"), 客户名称="一\n二\t三") == ["一/二>三"]


def test_a_tag_beside_a_tab_or_break_leaves_it_in_place() -> None:
    both = "<w:r><w:t>{{客户名称}}</w:t><w:tab/><w:t>x{{?a}}y{{/?}}</w:t><w:br/><w:t>z</w:t></w:r>"
    assert filled(f"<w:p>{both}</w:p>") == ["甲公司>xy/z"]
    assert filled(f"<w:p>{both}</w:p>", a=False) == ["甲公司>x/z"]


@pytest.mark.parametrize("wanted", [True, False])
@pytest.mark.parametrize(
    ("body", "kept", "left"),
    [
        (paragraph("x{{?a}}y{{/?}}z"), ["xyz"], ["xz"]),
        (paragraph("x{{!a}}y{{/!}}z"), ["xz"], ["xyz"]),
        (paragraph("x{{", "?a}}y", "{{/?}}z"), ["xyz"], ["xz"]),
        (paragraph("x", "{{？a}}y{{／？}}", "z"), ["xyz"], ["xz"]),
        (paragraph("x") + paragraph("{{?a}}y{{/?}}"), ["x", "y"], ["x"]),
        (paragraph("x") + paragraph("{{?a}}") + paragraph("y") + paragraph("{{/?}}"), ["x", "y"], ["x"]),
        (paragraph("x{{?a}}") + paragraph("y") + paragraph("{{/?}}z"), ["x", "y", "z"], ["x", "z"]),
        (paragraph("{{?a}}y") + paragraph("z{{/?}}") + paragraph("x"), ["y", "z", "x"], ["x"]),
        (paragraph("{{?a}}y{{/?}}{{!a}}n{{/!}}"), ["y"], ["n"]),
        (paragraph("{{?a}}") + paragraph("y") + paragraph("{{/?}}{{!a}}") + paragraph("n") + paragraph("{{/!}}"),
         ["y"], ["n"]),
        (paragraph("{{?a}}{{?客户名称}}y{{/?}}z{{/?}}x"), ["yzx"], ["x"]),
        (table(row("x", "x"), row("{{?a}}y", "z{{/?}}")), ["x", "x", "y", "z"], ["x", "x"]),
        (table(row("x", "x"), row("{{?a}}", ""), row("y", "z"), row("", "{{/?}}")), ["x", "x", "y", "z"], ["x", "x"]),
        (table(row("x", "{{?a}}y{{/?}}")), ["x", "y"], ["x", ""]),
        (paragraph("x") + table(row("{{?a}}y", "z{{/?}}")), ["x", "y", "z"], ["x"]),
        (table(f"<w:tr><w:tc>{paragraph('{{?a}}')}{paragraph('y')}{paragraph('{{/?}}')}</w:tc></w:tr>"), ["y"], [""]),
    ],
)  # fmt: skip
def test_a_condition_keeps_or_drops_its_block(body: str, kept: list[str], left: list[str], *, wanted: bool) -> None:
    assert filled(body, a=wanted) == (kept if wanted else left)


@pytest.mark.parametrize("value", [None, "", 0, Decimal(0), False, []])
def test_nothing_zero_no_and_no_rows_are_false(value: object) -> None:
    assert filled(paragraph("{{?a}}y{{/?}}{{!a}}n{{/!}}"), a=value) == ["n"]


def test_a_row_repeats_for_each_item_with_its_columns_and_the_letter_s_own_values() -> None:
    body = table(row("编号", "金额"), row("{{明细.合同编号}}", "{{明细.金额|0}}/{{合计}}"), row("合计", "{{合计}}"))
    assert filled(body) == ["编号", "金额", "HT1", "1/1,234.50", "HT2", "2/1,234.50", "合计", "1,234.50"]
    assert filled(body, 明细=[]) == ["编号", "金额", "合计", "1,234.50"]


def test_merge_fields_of_a_group_repeat_their_row() -> None:
    assert filled(table(row(field(" MERGEFIELD 明细_合同编号 "), "x"))) == ["HT1", "x", "HT2", "x"]
    assert filled(paragraph(field(" MERGEFIELD 客户_x ")), 客户_x="甲") == ["甲"]


def test_neighbouring_rows_of_a_group_repeat_together() -> None:
    body = table(row("{{明细.合同编号}}", "x"), row("{{明细.金额|0}}", "y"))
    assert filled(body) == ["HT1", "x", "1", "y", "HT2", "x", "2", "y"]


def test_a_row_may_depend_on_a_column_of_its_own() -> None:
    body = table(row("h", "h"), row("{{?明细.合同编号}}{{明细.合同编号}}", "有{{/?}}"),
                 row("{{!明细.合同编号}}{{明细.金额|0}}", "无{{/!}}"))  # fmt: skip
    details = [{"合同编号": "HT1", "金额": 1}, {"合同编号": "", "金额": 2}]
    assert filled(body, 明细=details) == ["h", "h", "HT1", "有", "2", "无"]


def test_a_table_of_repeating_rows_alone_goes_with_no_items() -> None:
    assert filled(paragraph("x") + table(row("{{明细.合同编号}}", "y")), 明细=[]) == ["x"]


def test_a_paragraph_outside_tables_repeats_by_itself() -> None:
    assert filled(paragraph("x") + paragraph("· {{明细.合同编号}}")) == ["x", "· HT1", "· HT2"]


def test_a_condition_may_ask_whether_there_are_rows() -> None:
    assert filled(paragraph("x{{?明细}}有{{/?}}{{!明细}}无{{/!}}"), 明细=[]) == ["x无"]


def test_headers_footers_and_text_boxes_are_filled_too() -> None:
    box = (
        '<w:p><w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:inline><wp:docPr id="5" name="b"/>'
        "<a:graphic><wps:txbx><w:txbxContent>{0}</w:txbxContent></wps:txbx></a:graphic></wp:inline></w:drawing>"
        "</mc:Choice><mc:Fallback><w:pict><v:textbox><w:txbxContent>{0}</w:txbxContent></v:textbox></w:pict>"
        "</mc:Fallback></mc:AlternateContent></w:r><w:r><w:t>外{{{{合计}}}}</w:t></w:r></w:p>"
    ).format(paragraph("{{?a}}内{{客户名称}}{{/?}}"))
    parts = {"word/header1.xml": f'<w:hdr xmlns:w="{W[1:-1]}">{paragraph("头{{客户名称}}")}</w:hdr>'}
    for wanted, inside in ((True, "内甲公司"), (False, "")):
        data = fill(compile_template(docx(box, parts)), {**RECORD, "a": wanted})
        assert faults(data) == []
        assert lines(data)[1:] == [inside, inside]
        assert lines(data, "word/header1.xml") == ["头甲公司"]


def test_parts_without_tags_are_copied_byte_for_byte() -> None:
    picture = "\x89PNG raw"
    header = f'<w:hdr  xmlns:w="{W[1:-1]}" ><w:p  /></w:hdr>'
    template = docx(paragraph("{{合计}}"), {"word/media/logo.png": picture, "word/header1.xml": header})
    with zipfile.ZipFile(io.BytesIO(fill(compile_template(template), RECORD))) as package:
        assert package.read("word/media/logo.png").decode() == picture
        assert package.read("word/header1.xml").decode() == header


def test_the_same_record_gives_the_same_bytes() -> None:
    template = compile_template(docx(paragraph("{{合计}}")))
    assert fill(template, RECORD) == fill(template, RECORD)


def test_settings_of_a_mail_merge_and_the_author_s_template_path_never_reach_a_letter() -> None:
    settings = '<w:attachedTemplate r:id="rIdT"/><w:mailMerge><w:dataSource r:id="rIdM"/></w:mailMerge>'
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="rIdT" Type="x/attachedTemplate" Target="file:///C:/u/a.dotx" TargetMode="External"/>'
        '<Relationship Id="rIdM" Type="x/mailMergeSource" Target="file:///C:/u/a.xlsx" TargetMode="External"/>'
        "</Relationships>"
    )
    template = docx(paragraph("{{合计}}"), {"word/_rels/settings.xml.rels": relations}, settings=settings)
    data = fill(compile_template(template), RECORD)
    assert faults(data) == []
    assert "word/_rels/settings.xml.rels" not in names(data)
    assert len(part(data, "word/settings.xml")) == 0


def test_a_word_template_becomes_a_document() -> None:
    dotx = docx(paragraph("{{合计}}"))
    with zipfile.ZipFile(io.BytesIO(dotx)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        for name, content in parts.items():
            package.writestr(name, content.replace(b"document.main+xml", b"template.main+xml"))
    types = part(fill(compile_template(stream.getvalue()), RECORD), "[Content_Types].xml")
    assert b"template.main" not in etree.tostring(types)


def test_bookmarks_that_nothing_refers_to_go_and_those_in_use_stay() -> None:
    body = paragraph(
        '<w:bookmarkStart w:id="0" w:name="_GoBack"/><w:bookmarkEnd w:id="0"/>',
        '<w:bookmarkStart w:id="7" w:name="here"/>', "x", '<w:bookmarkEnd w:id="7"/>', field(" REF here "),
    )  # fmt: skip
    root = part(fill(compile_template(docx(body)), RECORD))
    assert [mark.get(W + "name") for mark in root.iter(W + "bookmarkStart")] == ["here"]
    assert [code.text for code in root.iter(W + "instrText")] == [" REF here "]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (paragraph("{{客户名称}"), "template-tag"),
        (paragraph("{{客户{{名称}}"), "template-tag"),
        (paragraph("客户名称}}"), "template-tag"),
        (paragraph("{{}}"), "template-tag"),
        (paragraph("{{?a|大写}}x{{/?}}"), "template-tag"),
        (paragraph(field(" HYPERLINK {{客户名称}} ")), "template-tag"),
        (paragraph("{{合计|大小写}}"), "template-format"),
        (paragraph("{{?a}}x"), "template-condition"),
        (paragraph("x{{/?}}"), "template-condition"),
        (paragraph("{{?a}}{{!b}}x{{/?}}{{/!}}"), "template-condition"),
        (paragraph("x{{?a}}y") + paragraph("z{{/?}}x"), "template-condition"),
        (table(row("x{{?a}}", "y{{/?}}")), "template-condition"),
        (table(row("{{明细.a}}", "{{证据.a}}")), "template-group"),
        (paragraph("{{?明细.a}}") + paragraph("x") + table(row("{{明细.a}}", "")) + paragraph("{{/?}}"),
         "template-group"),
        (paragraph('<w:r><w:fldChar w:fldCharType="begin"/></w:r>'), "template-field-open"),
        (paragraph(field(f' IF {"</w:instrText></w:r>"}{field(" MERGEFIELD a ")}<w:r><w:instrText> = 1 "x" ')),
         "template-field-nested"),
        (paragraph(field(" NEXT ")), "template-field-unsupported"),
        (paragraph('<w:fldSimple w:instr=" ADDRESSBLOCK "/>'), "template-field-unsupported"),
        (paragraph("<w:ins><w:r><w:t>x</w:t></w:r></w:ins>"), "template-revisions"),
        (paragraph('<w:r><w:commentReference w:id="1"/></w:r>'), "template-revisions"),
        (paragraph("\ufdd0v0\ufdd1"), "template-unreadable"),
    ],
)  # fmt: skip
def test_a_template_that_cannot_be_filled_safely_is_refused(body: str, code: str) -> None:
    with pytest.raises(Refusal) as refusal:
        compile_template(docx(body))
    assert refusal.value.code == code


@pytest.mark.parametrize("data", [b"", b"PK\3\4", b"\xd0\xcf\x11\xe0 old or encrypted", b"{}"])
def test_what_is_no_word_file_is_refused(data: bytes) -> None:
    with pytest.raises(Refusal, match="template-unreadable"):
        compile_template(data)


def test_a_macro_template_is_refused() -> None:
    types = {"word/vbaProject.bin": "x"}
    data = docx(paragraph("x"), types)
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b"document.main+xml", b"document.macroEnabled.main+xml"))
    with pytest.raises(Refusal, match="template-macros"):
        compile_template(stream.getvalue())


def test_a_missing_value_refuses_the_letter_and_is_named() -> None:
    template = compile_template(docx(paragraph("{{公司}}") + table(row("{{明细.x}}", ""))))
    with pytest.raises(Refusal) as refusal:
        fill(template, RECORD)
    assert refusal.value.details == {"field": "公司"}
    with pytest.raises(Refusal) as refusal:
        fill(template, {**RECORD, "公司": "x"})
    assert refusal.value.details == {"field": "明细.x"}
    with pytest.raises(Refusal, match="letter-field"):
        fill(template, {"公司": "x"})


def test_a_value_of_the_wrong_type_refuses_the_letter_and_is_named() -> None:
    with pytest.raises(Refusal) as refusal:
        fill(compile_template(docx(paragraph("{{客户名称|大写}}"))), RECORD)
    assert (refusal.value.code, refusal.value.details) == ("letter-value", {"field": "客户名称", "found": "甲公司"})


def test_unknown_names_come_with_the_nearest_known_one() -> None:
    body = paragraph("{{客户名}}{{?合记}}x{{/?}}{{合计}}") + table(row("{{明细.合同号}}"), row("{{证据.名称}}"))
    template = compile_template(docx(body))
    available = {"客户名称", "合计", "明细.合同编号", "明细.金额"}
    assert check_fields(template, available) == [
        Unknown("客户名", "客户名称"),
        Unknown("明细.合同号", "明细.合同编号"),
        Unknown("证据.名称", ""),
        Unknown("合记", "合计"),
        Unknown("证据", ""),
    ]
    assert check_fields(compile_template(docx(paragraph("{{?明细}}x{{/?}}"))), available) == []


def test_empty_required_values_are_listed_before_anything_is_written() -> None:
    template = compile_template(docx(paragraph("{{客户名称}}{{电话}}") + table(row("{{明细.合同编号}}", ""))))
    records: list[Record] = [RECORD, {"客户名称": "  ", "电话": "", "明细": [{"合同编号": "1"}, {"合同编号": None}]}]
    assert empty_required(template, records, {"客户名称", "明细.合同编号", "不用"}) == [
        Empty(1, "客户名称"),
        Empty(1, "明细.合同编号"),
    ]


def test_fields_are_listed_in_the_order_they_stand() -> None:
    template = compile_template(
        docx(paragraph("{{乙}}{{甲|大写}}{{?丙}}x{{/?}}{{甲}}") + table(row("{{明细.b}}", "{{明细.a}}")))
    )
    assert template.fields.scalars == ("乙", "甲")
    assert template.fields.groups == {"明细": ("b", "a")}
    assert template.fields.conditions == ("丙",)
    assert template.fields.names() == ("乙", "甲", "明细.b", "明细.a", "丙")


@given(st.text(), st.sets(st.integers(1, 11), max_size=4))
@settings(max_examples=60, deadline=None)
def test_any_text_and_any_cut_of_a_tag_give_a_sound_letter(text: str, cuts: set[int]) -> None:
    whole = "{{客户名称}}{{合计}}"
    bounds = [0, *sorted(cuts), len(whole)]
    runs = [whole[start:stop] for start, stop in itertools.pairwise(bounds)]
    data = fill(compile_template(docx(paragraph(*runs))), {**RECORD, "客户名称": text})
    assert faults(data, texts=False) == []
    (line,) = lines(data)
    assert line.endswith("1,234.50")
