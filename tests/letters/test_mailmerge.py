"""Word's own mail merge: a table of texts, a template of MERGEFIELDs, bound or not."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from addin.letters.compile import compile_template
from addin.letters.fill import fill
from addin.letters.mailmerge import merge
from addin.letters.mergedoc import bind
from tests.letters.documents import W, docx, lines, names, paragraph, part, row, table
from tests.letters.example import LETTERS, TEMPLATES, record
from tests.letters.structure import faults

if TYPE_CHECKING:
    from collections.abc import Mapping

BODY = (
    paragraph("致{{客户名称}}：{{合计}}（{{合计|大写}}）")
    + paragraph("{{?邮编}}邮编{{邮编}}{{/?}}")
    + paragraph("{{?再次}}再次{{/?}}{{!再次}}首次{{/!}}催告")
    + table(row("编号", "金额"), row("{{明细.合同编号}}", "{{明细.金额|0.00}}"))
)


def letter(name: str, rows: int, *, again: bool = False, postcode: str = "100000") -> dict[str, object]:
    return {
        "客户名称": name,
        "合计": Decimal("1234.5"),
        "邮编": postcode,
        "再次": again,
        "明细": [{"合同编号": f"{name}{n}", "金额": Decimal(n)} for n in range(1, rows + 1)],
    }


def merged(document: bytes, row: Mapping[str, str]) -> list[str]:
    """Return the paragraphs as Word would print them: fields filled, lines that hold empty fields alone left out."""
    texts = ((words, re.sub("«([^»]*)»", lambda match: row[match[1]], words)) for words in lines(document))
    return [text for words, text in texts if text or not words]


def test_every_value_is_a_column_of_text_and_rows_become_numbered_columns() -> None:
    template = compile_template(docx(BODY))
    (first,) = merge(template, [letter("甲", 2), letter("乙", 2, postcode="")]).sets
    assert first.headers == (
        "客户名称", "合计", "合计大写", "邮编语句", "邮编", "合同编号1", "金额1", "合同编号2", "金额2",
    )  # fmt: skip
    assert first.rows == (
        ("甲", "1,234.50", "壹仟贰佰叁拾肆元伍角", "邮编100000", "100000", "甲1", "1.00", "甲2", "2.00"),
        ("乙", "1,234.50", "壹仟贰佰叁拾肆元伍角", "", "", "乙1", "1.00", "乙2", "2.00"),
    )
    codes = [code.text for code in part(first.document).iter(W + "instrText")]
    assert codes[:2] == [' MERGEFIELD "客户名称" ', ' MERGEFIELD "合计" ']
    assert faults(first.document) == []


def test_letters_that_differ_in_wording_go_to_different_sets() -> None:
    template = compile_template(docx(BODY))
    first, second = merge(template, [letter("甲", 1), letter("乙", 1, again=True), letter("丙", 1)]).sets
    assert (first.letters, second.letters) == ((0, 2), (1,))
    assert "首次催告" in lines(first.document)
    assert "再次催告" in lines(second.document)


def test_letters_with_as_many_rows_make_a_set_so_that_none_keeps_blank_rows() -> None:
    template = compile_template(docx(BODY))
    one, three, none = merge(template, [letter("甲", 1), letter("乙", 3), letter("丙", 1), letter("丁", 0)]).sets
    assert [made.letters for made in (one, three, none)] == [(0, 2), (1,), (3,)]
    rows = [len(list(part(made.document).iter(W + "tr"))) for made in (one, three, none)]
    assert rows == [2, 4, 1]
    assert all(cell for made in (one, three) for row_ in made.rows for cell in row_)


def test_letters_with_too_many_rows_or_too_long_a_text_are_left_out_by_name() -> None:
    template = compile_template(docx(BODY))
    result = merge(template, [letter("甲", 1), letter("乙", 130), letter("丙" * 256, 1)])
    assert result.left_out == (1, 2)
    assert [one.letters for one in result.sets] == [(0,)]


@pytest.mark.parametrize("name", LETTERS)
def test_a_merge_prints_what_the_program_itself_would(name: str) -> None:
    template = compile_template((TEMPLATES / f"{name}.docx").read_bytes())
    records = [record(3, full=full) for full in (True, False)]
    for one in merge(template, records).sets:
        assert len(set(one.headers)) == len(one.headers) <= 255
        assert faults(one.document) == []
        for index, row_ in zip(one.letters, one.rows, strict=True):
            printed = merged(one.document, dict(zip(one.headers, row_, strict=True)))
            assert [line for line in printed if line] == [
                line for line in lines(fill(template, records[index])) if line
            ]


def test_a_bound_template_names_the_sheet_and_the_unbound_asks_nothing() -> None:
    (one,) = merge(compile_template(docx(BODY)), [letter("甲", 1)]).sets
    assert "word/_rels/settings.xml.rels" not in names(one.document)
    bound = bind(one.document, one.headers, r"D:\催收\数据 1.xlsx", "催款数据")
    settings = part(bound, "word/settings.xml")
    assert [query.get(W + "val") for query in settings.iter(W + "query")] == ["SELECT * FROM `催款数据$`"]
    assert [name.get(W + "val") for name in settings.iter(W + "name")] == list(one.headers)
    targets = {str(one.get("Target")) for one in part(bound, "word/_rels/settings.xml.rels")}
    assert targets == {"file:///D:/%E5%82%AC%E6%94%B6/%E6%95%B0%E6%8D%AE%201.xlsx"}
    assert [fault for fault in faults(bound) if "mail merge" not in fault] == []
