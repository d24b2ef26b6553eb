"""What the buttons that issue letters write, and that a letter that fails takes no number and stops no other."""

from __future__ import annotations

import datetime as dt
import email
import io
import os
import shutil
import subprocess
import zipfile
from dataclasses import replace
from email.policy import default
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import docx
import pytest

from addin.commands import issue, mail_merge, plan_letter, print_file, statements
from addin.ledger import schema
from addin.ledger.reading import read
from addin.letters.printfile import chunks
from addin.ports import Append, File, Fill, Outcome, Request, TextTable
from tests import markdown
from tests.letters.documents import docx as made_docx
from tests.letters.documents import lines, paragraph, part
from tests.test_cases import templates

if TYPE_CHECKING:
    from collections.abc import Mapping

CASES = Path(__file__).parent.parent / "cases"
THREE = "issue/装在一个压缩包里"
SIX = "print-file/按类型合并编号连续"
MERGED = "mail-merge/数据模板名单"
LETTERS = schema.LETTERS.title


def asked(name: str, **settings: Any) -> Request:
    """Return the request of a case file, with some settings changed."""
    request = of_case(name)
    return replace(request, settings=replace(request.settings, **settings))


@cache
def of_case(name: str) -> Request:
    case = markdown.load_case(CASES / f"{name}.md")
    reading = read(case.grids)
    return Request(
        reading.tables,
        reading.settings,
        case.as_of,
        dt.datetime.combine(case.as_of, dt.time(9)),
        reading.problems,
        templates=templates(),
    )


def with_template(request: Request, text: str, name: str = "催款函") -> Request:
    return replace(request, templates={**request.templates, name: made_docx(paragraph(text))})


def with_customer(request: Request, row: int, **values: str) -> Request:
    customers = request.tables["customers"].copy()
    for column, value in values.items():
        customers.loc[row, column] = value
    return replace(request, tables={**request.tables, "customers": customers})


def contents(outcome: Outcome) -> dict[str, bytes]:
    """Return the bytes of each new file that is written by a function of its own."""
    made = {}
    for change in outcome.changes:
        if isinstance(change, File):
            stream = io.BytesIO()
            change.write(stream)
            made[change.path] = stream.getvalue()
    return made


def registered(outcome: Outcome) -> dict[str, str]:
    """Return the numbers given, by customer."""
    for change in outcome.changes:
        if isinstance(change, Append) and change.sheet == LETTERS:
            return dict(zip(change.frame["customer"], change.frame["letter"], strict=True))
    return {}


def found(outcome: Outcome) -> list[tuple[str, str, int]]:
    return [(problem.code, problem.found, problem.row) for problem in outcome.problems]


def number(serial: int) -> str:
    return f"催字〔2026〕第{serial:04}号"


# ------------------------------------------------------------------ 出函


def test_an_archive_holds_every_letter_of_the_run_under_number_customer_and_date() -> None:
    (archive,) = contents(issue.run(asked(THREE))).values()
    with zipfile.ZipFile(io.BytesIO(archive)) as made:
        letters = {name: "".join(lines(made.read(name))) for name in made.namelist()}
    assert list(letters) == [f"{number(at)}_{name}公司_2026-03-31.docx" for at, name in enumerate("甲乙丙", 1)]
    assert all(name.split("_")[1] in text and name.split("_")[0] in text for name, text in letters.items())


def test_an_archive_holds_the_mail_drafts_too() -> None:
    (archive,) = contents(issue.run(asked(THREE, mail_drafts=True))).values()
    with zipfile.ZipFile(io.BytesIO(archive)) as made:
        assert made.namelist()[3:] == [f"邮件草稿/{number(1)}_甲公司_2026-03-31.eml"]


def test_a_mail_draft_is_unsent_to_the_customer_with_its_own_letter_attached() -> None:
    made = contents(issue.run(asked("issue/附邮件草稿")))
    path = next(path for path in made if path.endswith(".eml"))
    message = email.message_from_bytes(made[path], policy=default)
    (attached,) = message.iter_attachments()
    assert (message["X-Unsent"], message["To"]) == ("1", "cw@example.com")
    assert number(1) in message["Subject"]
    body = message.get_body()
    assert body is not None
    assert "甲公司" in body.get_content()
    assert attached.get_filename() == f"{number(1)}_甲公司_2026-03-31.docx"
    assert attached.get_content() == made[f"函件_2026-03-31/{attached.get_filename()}"]


def test_a_letter_whose_value_does_not_fit_is_left_out_and_the_others_move_up() -> None:
    request = with_customer(with_template(asked(THREE), "{{客户名称}}{{邮编|0}}"), 2, postcode="十万")
    told = issue.run(request)
    assert told.done
    assert registered(told) == {"C2": number(1), "C3": number(2)}
    assert ("letter-unfit", "C1", 2) in found(told)
    assert len(contents(told)) == 1


def test_a_letter_that_lacks_a_value_of_its_customer_is_left_out_and_own_data_refuses_all(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("addin.letters.fitness.required", lambda _: frozenset({"统一社会信用代码", "公司地址"}))
    request = with_customer(with_template(asked(THREE), "{{统一社会信用代码}}{{公司地址}}"), 3, uscc="X")
    told = issue.run(request)
    assert registered(told) == {"C2": number(1)}
    assert [one for one in found(told) if one[0] == "letter-incomplete"] == [
        ("letter-incomplete", "C1", 2), ("letter-incomplete", "C3", 4),
    ]  # fmt: skip
    refused = issue.run(replace(request, settings=replace(request.settings, company_address="")))
    assert (refused.done, refused.changes) == (False, ())
    assert [one[:2] for one in found(refused) if one[0] == "letter-empty-field"] == [("letter-empty-field", "公司地址")]


# ------------------------------------------------------------------ words, stages and the letters beside the stages


def test_forbidden_words_in_a_template_or_in_own_data_refuse_everything() -> None:
    wording = issue.run(with_template(asked(THREE), "请速还款，否则堵门。"))
    own = issue.run(asked(THREE, company_contact="不要脸的李某"))
    assert [(told.done, told.changes) for told in (wording, own)] == [(False, ())] * 2
    assert ("letter-wording", "催款函", 0) in found(wording)
    assert ("letter-own-words", "财务联系人", 0) in found(own)


def test_a_letter_out_of_words_names_the_cell_they_stand_in() -> None:
    problems = issue.run(asked("issue/禁用词语与死亡")).problems
    places = [problem.details for problem in problems if problem.code == "letter-words"]
    assert places == [
        {"sheet": "客户", "key": "C1", "field": "客户名称", "words": "老赖"},
        {"sheet": "应收计划", "key": "K2-1", "field": "发票号", "words": "骗子"},
    ]


@pytest.mark.parametrize(("first", "title"), [("付款提醒函", "催款函"), ("催款函", "再次催款函")])
def test_a_demand_after_a_reminder_is_the_first_demand(first: str, title: str) -> None:
    request = of_case(MERGED)
    letters = request.tables["letters"].assign(letter_type=first)
    told = issue.run(replace(request, tables={**request.tables, "letters": letters}, select=("C1",)))
    (letter,) = contents(told).values()
    assert lines(letter)[0] == title


def test_a_notice_of_suspension_names_the_working_day_after_the_payment_date() -> None:
    """Sent on Thursday 2026-04-02: seven working days end on 04-14 (清明 off from 04-04 to 04-06)."""
    request = of_case(MERGED)
    strategies = request.tables["strategies"].assign(letter_type="暂停供货通知书")
    told = issue.run(replace(request, tables={**request.tables, "strategies": strategies}, select=("C1",)))
    (letter,) = contents(told).values()
    text = "".join(lines(letter))
    assert "请贵公司于2026年4月14日前（含当日）付清款项" in text
    assert "自2026年4月15日起，暂停向贵公司供应货物" in text


def test_a_request_for_confirmation_lists_what_is_not_due_too_and_has_both_boxes() -> None:
    made = contents(statements.run(of_case("statements/同时出往来询证函")))
    texts = {path: "".join(lines(letter)) for path, letter in made.items()}
    first = next(text for path, text in texts.items() if "甲公司" in path)
    assert "贵公司欠我公司：人民币3,000.00元（大写：叁仟元整）" in first
    assert "A2025-06-03" in first
    assert "□ 一、信息证明无误（相符）" in first
    assert "□ 二、信息不符" in first
    assert len(texts) == 4


def test_ply_01_a_promise_shows_the_plan_and_what_moves() -> None:
    made = contents(plan_letter.run(of_case("plan-letter/PLY-01_各期合计等于欠款")))
    texts = {path: "".join(lines(letter)) for path, letter in made.items()}
    kept = next(text for path, text in texts.items() if "甲公司" in path)
    moved = next(text for path, text in texts.items() if "乙公司" in path)
    assert "12025年5月30日20,000.00" in kept
    assert "以上各期还款合计人民币64,030.00元（大写：陆万肆仟零叁拾元整）。" in kept
    assert "还款期间的违约金按原合同约定继续计算" in kept
    assert "8,000.00元（大写：捌仟元整），为上述欠款的本金" in moved
    assert "付款期限变更为上表所列还款日期" in moved


def test_when_no_letter_can_be_filled_nothing_is_issued() -> None:
    request = with_template(asked(THREE), "{{客户名称|0}}")
    told = issue.run(request)
    assert told.changes == ()
    assert [code for code, *_ in found(told)].count("letter-unfit") == 3


@pytest.mark.parametrize("command", [issue, print_file, mail_merge])
def test_a_placeholder_that_is_none_refuses_everything(command: Any) -> None:
    told = command.run(with_template(asked(THREE), "{{客户名}}"))
    assert (told.done, told.changes) == (False, ())
    assert ("letter-unknown-field", "客户名", 0) in found(told)


def test_no_letter_is_made_before_the_changes_are_carried_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("addin.commands.issue.fill", lambda *_: pytest.fail("made too early"))
    assert len(registered(issue.run(asked(THREE, letter_output=0, mail_drafts=True)))) == 3


# ------------------------------------------------------------------ 合并打印


def test_a_print_file_holds_its_letters_each_in_a_section_of_its_own() -> None:
    made = contents(print_file.run(asked(SIX)))
    for content, names in zip(made.values(), ("乙丁", "甲丙"), strict=True):
        document = docx.Document(io.BytesIO(content))
        assert len(document.sections) == 2
        text = "".join(lines(content))
        assert all(f"{name}公司" in text for name in names)
        assert not any(f"{name}公司" in text for name in set("甲乙丙丁") - set(names))


def test_print_files_hold_no_more_letters_than_they_may(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("addin.commands.print_file.chunks", partial(chunks, size=2))
    made = contents(print_file.run(asked(THREE)))
    stem = "函件_2026-03-31/合并打印_催款函_"
    assert list(made) == [f"{stem}{number(1)}至{number(2)}.docx", f"{stem}{number(3)}.docx"]


@pytest.mark.parametrize(("duplex", "begins"), [(False, {"nextPage"}), (True, {"oddPage"})])
def test_printed_on_both_sides_each_letter_begins_on_a_new_sheet(duplex: bool, begins: set[str]) -> None:
    (content,) = contents(print_file.run(asked(THREE, duplex=duplex))).values()
    kinds = part(content).iter("{*}sectPr")
    assert {str(kind.get(next(iter(kind.keys())))) for one in kinds for kind in one.iter("{*}type")} == begins


def test_a_template_that_cannot_be_joined_is_named_and_nothing_is_issued() -> None:
    request = asked(THREE)
    two = made_docx(paragraph("{{客户名称}}") + "<w:p><w:pPr><w:sectPr/></w:pPr></w:p>")
    told = print_file.run(replace(request, templates={**request.templates, "催款函": two}))
    assert (told.done, told.changes) == (False, ())
    assert ("letter-not-joined", "催款函", 0) in found(told)


def test_libreoffice_prints_every_letter_of_a_print_file(tmp_path: Path) -> None:
    office = shutil.which("soffice")
    if not office or not shutil.which("pdftotext"):
        assert os.environ.get("DUNBOOK_NO_SKIP") != "1", "LibreOffice or poppler is not installed"
        pytest.skip("LibreOffice or poppler is not installed")
    (content,) = contents(print_file.run(asked(THREE))).values()
    (tmp_path / "x.docx").write_bytes(content)
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [office, profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path)]
    subprocess.run([*command, str(tmp_path / "x.docx")], check=True, capture_output=True, timeout=180)
    reading = ["pdftotext", str(tmp_path / "x.pdf"), "-"]
    text = subprocess.run(reading, check=True, capture_output=True, text=True).stdout
    pages = ["".join(page.split()) for page in text.split("\f") if page.strip()]
    assert len(pages) == 6  # a letter and its reply slip
    for at, (name, amount) in enumerate((("甲公司", "5,000.00"), ("乙公司", "4,000.00"), ("丙公司", "3,000.00"))):
        assert f"致：{name}" in pages[2 * at]
        assert amount in pages[2 * at]
        assert ["第1页" in pages[2 * at], "第2页" in pages[2 * at + 1]] == [True, True]
        assert all(number(at + 1) in page for page in pages[2 * at : 2 * at + 2])


# ------------------------------------------------------------------ 邮件合并数据


def tables(outcome: Outcome) -> dict[str, list[dict[str, str]]]:
    return {
        change.path.split("/")[1]: [dict(zip(change.headers, row, strict=True)) for row in change.rows]
        for change in outcome.changes
        if isinstance(change, TextTable)
    }


def test_merge_data_hold_finished_texts_and_the_labels_whom_to_post_to() -> None:
    made = tables(mail_merge.run(asked(MERGED)))
    (second,), (first,) = (made[f"催款函_{number(at)}起_数据.xlsx"] for at in (2, 3))
    assert (second["客户名称"], second["合计"], second["合计大写"]) == ("甲公司", "5,000.00", "伍仟元整")
    assert (second["应收日期1"], second["函件编号"]) == ("2026-02-02", number(2))
    assert (first["客户名称"], first["函件编号"]) == ("乙公司", number(3))
    (label,) = made[f"邮寄名单_{number(2)}至{number(3)}.xlsx"]
    assert label == {
        "函件编号": number(2), "客户名称": "甲公司", "邮编": "000001", "通讯地址": "某路 1 号",
        "收件人": "", "电话": "", "邮寄标记": "EMS",
        "公司名称": "云泽示例机械设备有限公司", "公司地址": "云泽市某路", "联系电话": "0000-5550100",
    }  # fmt: skip


def test_the_bound_template_names_the_data_where_they_will_lie_and_the_unbound_none(tmp_path: Path) -> None:
    made = contents(mail_merge.run(replace(asked(MERGED), out=str(tmp_path))))
    source = f"邮件合并_2026-04-02/催款函_{number(2)}起"
    with zipfile.ZipFile(io.BytesIO(made[f"{source}_已关联数据.docx"])) as bound:
        settings = bound.read("word/settings.xml").decode()
    assert f"Data Source={tmp_path / f'{source}_数据.xlsx'};" in settings
    with zipfile.ZipFile(io.BytesIO(made[f"{source}_未关联数据.docx"])) as unbound:
        assert "mailMerge" not in unbound.read("word/settings.xml").decode()


def test_a_letter_that_the_merge_cannot_take_is_left_out_and_takes_no_number() -> None:
    told = mail_merge.run(with_customer(asked(MERGED), 2, customer_name="长" * 256))
    assert ("letter-not-merged", "C1", 2) in found(told)
    assert registered(told) == {"C2": number(2)}


@pytest.mark.parametrize("command", [print_file, mail_merge])
def test_letters_printed_otherwise_claim_and_number_what_issue_would(command: Any) -> None:
    def kept(outcome: Outcome) -> Mapping[str, Any]:
        return {
            change.sheet: change.frame.drop(columns=["file"], errors="ignore").to_dict()
            for change in outcome.changes
            if isinstance(change, Append | Fill)
        }

    assert kept(command.run(asked(THREE))) == kept(issue.run(asked(THREE)))
