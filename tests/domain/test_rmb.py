from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from addin.domain.rmb import rmb_upper

PUBLISHED = {  # 支付结算办法 附一
    1409_50: "壹仟肆佰零玖元伍角",
    6007_14: "陆仟零柒元壹角肆分",
    1680_32: "壹仟陆佰捌拾元零叁角贰分",
    107000_53: "壹拾万柒仟元零伍角叁分",
    16409_02: "壹万陆仟肆佰零玖元零贰分",
    325_04: "叁佰贰拾伍元零肆分",
}
FURTHER = {
    0: "零元整",
    5: "伍分",
    50: "伍角",
    55: "伍角伍分",
    1_00: "壹元整",
    10_00: "壹拾元整",
    10_05: "壹拾元零伍分",
    101_00: "壹佰零壹元整",
    1001_00: "壹仟零壹元整",
    1010_00: "壹仟零壹拾元整",
    10_0001_00: "壹拾万零壹元整",
    10_0500_00: "壹拾万零伍佰元整",
    1000_0000_00: "壹仟万元整",
    1_0000_0000_00: "壹亿元整",
    1_0000_5000_00: "壹亿零伍仟元整",
    1_0500_0000_00: "壹亿零伍佰万元整",
    20_0300_0400_01: "贰拾亿零叁佰万零肆佰元零壹分",
    1_0000_0000_0000_00: "壹万亿元整",
    -3_20: "负叁元贰角",
}
VALUES = {"零": 0, "壹": 1, "贰": 2, "叁": 3, "肆": 4, "伍": 5, "陆": 6, "柒": 7, "捌": 8, "玖": 9}
SIZES = {"拾": 10, "佰": 100, "仟": 1000}


@pytest.mark.parametrize(("fen", "words"), (PUBLISHED | FURTHER).items())
def test_amounts_in_capitals(fen: int, words: str) -> None:
    assert rmb_upper(fen) == words


@given(st.integers(0, 10**15))
def test_capitals_read_back_as_the_amount(fen: int) -> None:
    assert read(rmb_upper(fen)) == fen


@given(st.integers(0, 10**15))
def test_no_two_zeros_stand_together_and_none_at_the_end(fen: int) -> None:
    words = rmb_upper(fen)
    assert "零零" not in words
    assert fen == 0 or "零元" not in words


def read(words: str) -> int:
    """Read capitals the simple way: digits times units, sections times 万 and 亿."""
    total = section = digit = fen = 0
    for sign in words:
        if sign in VALUES:
            digit = VALUES[sign]
        elif sign in SIZES:
            section, digit = section + digit * SIZES[sign], 0
        elif sign == "万":
            total, section, digit = total + (section + digit) * 10**4, 0, 0
        elif sign == "亿":
            total, section, digit = (total + section + digit) * 10**8, 0, 0
        elif sign == "元":
            fen, digit = (total + section + digit) * 100, 0
        elif sign in "角分":
            fen, digit = fen + digit * {"角": 10, "分": 1}[sign], 0
    return fen
