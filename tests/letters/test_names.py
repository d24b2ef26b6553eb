"""File names of letters, the ZIP and the mail draft that hold them."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from email import message_from_bytes
from email.policy import default
from pathlib import PureWindowsPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from addin.letters.archive import write_archive
from addin.letters.eml import draft
from addin.letters.names import LONGEST, free_name, letter_file, print_path, safe_name
from addin.ports import Refusal

DAY = dt.date(2026, 11, 22)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("甲公司", "甲公司"),
        ('A/B\\C:D*E?F"G<H>I|J', "A_B_C_D_E_F_G_H_I_J"),
        ("a\tb\nc\x00d\u202ee", "a_b_c_d_e"),
        ("  甲  公司. . ", "甲 公司"),
        ("..", "_"),
        ("", "_"),
        ("CON", "_CON"),
        ("com1.txt", "_com1.txt"),
        ("nul ", "_nul"),
        ("Console", "Console"),
        ("（上海）有限公司＊", "（上海）有限公司＊"),
    ],
)
def test_a_name_is_safe_on_windows(text: str, name: str) -> None:
    assert safe_name(text) == name


@given(st.text())
def test_no_text_leads_out_of_the_folder_or_makes_a_reserved_name(text: str) -> None:
    name = safe_name(text)
    path = PureWindowsPath(name)
    assert path.parts == (name,)
    assert not path.is_reserved()
    assert 0 < len(name) <= LONGEST + 1
    assert name == safe_name(name)


def test_a_letter_is_named_by_number_customer_and_date_and_only_the_customer_is_cut() -> None:
    assert letter_file("催字〔2026〕第0001号", "甲公司", DAY) == "催字〔2026〕第0001号_甲公司_2026-11-22.docx"
    long = letter_file("催字〔2026〕第0001号", "很长的名称" * 60, DAY)
    assert len(long) == LONGEST
    assert long.startswith("催字〔2026〕第0001号_很长")
    assert long.endswith("_2026-11-22.docx")
    assert letter_file("1/2", "../甲", DAY) == "1_2__甲_2026-11-22.docx"


def test_files_of_many_letters_are_named_by_the_first_and_the_last_and_stay_short() -> None:
    one, two = "催字〔2026〕第0001号", "催字〔2026〕第0009号"
    assert print_path(DAY, "催款函", one, two) == f"函件_2026-11-22/合并打印_催款函_{one}至{two}.docx"
    assert print_path(DAY, "../函", one, one) == f"函件_2026-11-22/合并打印__函_{one}.docx"
    company = "很长的公司名称" * 4
    names = {print_path(DAY, "函" * 90, f"{company}〔{at}/{at}〕", f"{company}〔9〕") for at in (1, 2)}
    assert len(names) == 2
    assert all(name.count("/") == 1 and len(name.split("/")[1]) <= LONGEST for name in names)


def test_a_taken_name_is_told_apart_by_a_number() -> None:
    assert free_name("甲.docx", set()) == "甲.docx"
    assert free_name("A.docx", {"a.docx", "a(2).docx"}) == "A(3).docx"
    assert free_name("A", {"a"}) == "A(2)"


def test_an_archive_holds_every_letter_once_under_safe_names() -> None:
    stream = io.BytesIO()
    count = write_archive(((name, b"x") for name in ("函/甲.docx", "函/甲.docx", "../../乙:.docx")), stream)
    with zipfile.ZipFile(stream) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == ["函/甲.docx", "函/甲(2).docx", "乙_.docx"]
        assert count == 3


def test_a_draft_opens_unsent_with_the_letter_attached() -> None:
    data = draft("a@b.cn；c@d.com", "催款函\n Bcc: x@y.z", "您好：\n请查收。", [("催〔1〕号.docx", b"PK")])
    message = message_from_bytes(data, policy=default)
    assert message["X-Unsent"] == "1"
    assert message["To"] == "a@b.cn, c@d.com"
    assert message["Subject"] == "催款函 Bcc: x@y.z"
    assert message["Bcc"] is None
    (attachment,) = message.iter_attachments()
    assert attachment.get_filename() == "催〔1〕号.docx"
    assert attachment.get_content() == b"PK"


@pytest.mark.parametrize("address", ["", "甲公司", "a@b", "a@b.cn\nBcc: x@y.z", "a b@c.cn", "<a@b.cn>"])
def test_what_is_no_address_gets_no_draft(address: str) -> None:
    with pytest.raises(Refusal, match="letter-email"):
        draft(address, "x", "y", [])
