"""Telephone and identity numbers are masked; what merely looks like one is not."""

from __future__ import annotations

import pytest

from addin.domain.privacy import masked


@pytest.mark.parametrize(("text", "shown"), [
    ("13812345678", "138****5678"),
    ("电话138 1234 5678，晚上打", "电话138****5678，晚上打"),
    ("138-1234-5678/13987654321", "138****5678/139****4321"),
    ("+86 13812345678", "+86 138****5678"),
    ("１３８１２３４５６７８", "138****5678"),
    ("010-12345678", "010-****5678"),
    ("0571-8888123", "0571-****8123"),
    ("11010519491231002X", "110***********002X"),
    ("身份证110105194912310021。", "身份证110***********0021。"),
    ("110105491231002", "110*********002"),
])  # fmt: skip
def test_personal_numbers_are_masked(text: str, shown: str) -> None:
    assert masked(text) == shown


@pytest.mark.parametrize("text", [
    "", "9131000012345678XK", "911101051949123100", "HT13812345678", "1381234567", "138123456789",
    "6222020200012345678",
    "12,345.67", "2026-10-31", "20261031", "01234567", "合同 HT2022-001", "100000000000", "110105194913310021",
])  # fmt: skip
def test_company_codes_contract_numbers_amounts_and_days_stay(text: str) -> None:
    assert masked(text) == text
