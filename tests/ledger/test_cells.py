from __future__ import annotations

import datetime as dt
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from addin.ledger import cells
from addin.ports import Column, Kind, Level

if TYPE_CHECKING:
    from addin.ledger.cells import Parsed


def parse(value: object, kind: Kind, **facts: Any) -> tuple[Any, str]:
    """Return the value of a single cell and ``code level`` of its flaw ("" = none)."""
    parsed = cells.parse([value], Column("列", "column", kind, **facts))
    flaws = [f"{flaw.code} {flaw.level.value}" for flaw in parsed.flaws]
    return pd.Series(parsed.data)[0], " ".join(flaws)


def reading(parsed: Parsed) -> str:
    return parsed.flaws[0].details["reading"]


MARCH_5 = pd.Timestamp("2024-03-05")


@pytest.mark.parametrize(
    "typed",
    [
        "2024.3.5",
        "2024年3月5日",
        "20240305",
        "2024/3/5",
        "2024-03-05",
        "２０２４．３．５",
        " 2024 年 3 月 5 日 ",
        "2024-03-05 00:00:00",
    ],
)
def test_a_date_typed_as_text_is_understood_when_it_has_one_reading(typed: str) -> None:
    assert parse(typed, Kind.DATE) == (MARCH_5, "date-text hint")


@pytest.mark.parametrize("typed", [20240305, 20240305.0, 45356, 45356.75])
def test_a_number_in_a_date_column_is_a_day_number_or_eight_digits(typed: float) -> None:
    assert parse(typed, Kind.DATE) == (MARCH_5, "date-number hint")


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("3/5/2024", "ambiguous-date"),
        ("24.3.5", "ambiguous-date"),
        ("2025.2.30", "not-date"),
        (20250230, "not-date"),
        ("2024.3-5", "not-date"),
        ("2024年3月", "not-date"),
        ("下周", "not-date"),
        (True, "not-date"),
        (1234.5, "not-date"),
        (dt.time(9, 30), "not-date"),
        (dt.date(2205, 1, 15), "date-range"),
        ("1925-01-15", "date-range"),
    ],
)
def test_a_date_that_is_none_or_has_several_readings_is_an_error(typed: object, code: str) -> None:
    value, flaw = parse(typed, Kind.DATE)
    assert value is pd.NaT
    assert flaw == f"{code} error"


def test_a_time_counts_as_its_day_and_noise_before_midnight_as_the_next() -> None:
    assert parse(dt.datetime.combine(dt.date(2024, 3, 5), dt.time(23, 59, 59, 997_000)), Kind.DATE) == (MARCH_5, "")
    assert parse(dt.datetime.combine(dt.date(2024, 3, 4), dt.time.max), Kind.DATE) == (MARCH_5, "")
    assert parse("2024-03-05 14:30", Kind.MOMENT) == (pd.Timestamp("2024-03-05 14:30"), "date-text hint")


@given(st.dates(dt.date(1980, 1, 1), dt.date(2099, 12, 31)))
def test_every_day_reads_alike_however_it_is_typed(day: dt.date) -> None:
    serial = (day - dt.date(1899, 12, 30)).days
    ways = [day, dt.datetime.combine(day, dt.time(15, 1)), f"{day:%Y.%m.%d}", f"{day:%Y%m%d}", serial, float(serial)]
    parsed = cells.parse(ways, Column("日期", "day", Kind.DATE))
    assert set(parsed.data.tolist()) == {dt.datetime.combine(day, dt.time())}


@pytest.mark.parametrize(
    ("typed", "fen"),
    [
        ("1,234.50元", 123_450),
        ("￥1,234.50", 123_450),
        ("１２３４．５０", 123_450),
        ("1，234.5", 123_450),
        ("1 234.50", 123_450),
        ("人民币 1,234.50 元整", 123_450),
        ("12.5万元", 12_500_000),
        ("1.2亿", 12_000_000_000),
        (" 0.01 ", 1),
    ],
)
def test_an_amount_typed_as_text_is_understood(typed: str, fen: int) -> None:
    assert parse(typed, Kind.MONEY) == (fen, "number-text hint")


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("1,23.45", "not-number"),
        ("1.234,50", "not-number"),
        ("约5000", "not-number"),
        ("50%", "not-number"),
        (True, "not-number"),
        (dt.date(2024, 3, 5), "not-number"),
        (1.005, "money-decimals"),
        (1 / 3, "money-decimals"),
        ("0.001", "money-decimals"),
        ("(1,234.50)", "negative"),
        (-0.01, "negative"),
        (1e12, "too-large"),
        (float("inf"), "too-large"),
        (float("nan"), "not-number"),
        (10**17, "too-large"),
    ],
)
def test_an_amount_that_would_lose_a_fen_or_is_none_is_an_error(typed: object, code: str) -> None:
    assert parse(typed, Kind.MONEY) == (0, f"{code} error")


@given(st.integers(0, 10**14 - 1))
def test_every_amount_of_whole_fen_survives_the_float_of_the_sheet(fen: int) -> None:
    assert parse(float(Decimal(fen) / 100), Kind.MONEY) == (fen, "")


@given(st.integers(0, 10**14 - 1), st.integers(1, 9))
def test_a_third_decimal_never_passes_silently(fen: int, tenth: int) -> None:
    exact = Decimal(fen) / 100 + Decimal(tenth) / 1000
    held = Decimal(repr(float(exact)))
    if held == held.quantize(Decimal("0.01"), ROUND_HALF_UP):
        return  # the spreadsheet itself no longer holds the third decimal
    assert parse(float(exact), Kind.MONEY) == (0, "money-decimals error")


def test_noise_of_formulas_is_no_third_decimal() -> None:
    assert parse(0.1 + 0.2, Kind.MONEY) == (30, "")
    assert parse(1.1 * 3, Kind.MONEY) == (330, "")


@pytest.mark.parametrize(
    ("typed", "units"),
    [
        ("0.05%", 50_000),
        ("万分之五", 50_000),
        ("万分之0.5", 5_000),
        ("5‰", 500_000),
        ("1.5倍", 150_000_000),
        ("６％", 6_000_000),
    ],
)
def test_a_rate_typed_in_words_is_understood(typed: str, units: int) -> None:
    assert parse(typed, Kind.RATE) == (units, "number-text hint")


def test_a_rate_keeps_eight_decimals_and_refuses_more() -> None:
    assert parse(0.0005, Kind.RATE) == (50_000, "")
    assert parse(0.06 / 365, Kind.RATE)[1] == "rate-decimals error"
    assert parse("万分之百分之五", Kind.RATE)[1] == "not-number error"


def test_a_share_over_one_was_typed_as_per_cent_and_is_an_error() -> None:
    assert parse(0.3, Kind.PERCENT) == (30_000_000, "")
    assert parse("30%", Kind.PERCENT) == (30_000_000, "number-text hint")
    assert parse(30.0, Kind.PERCENT)[1] == "percent-range error"


def test_quotes_in_per_cent_take_a_typed_per_cent_sign_as_their_unit() -> None:
    parsed = cells.parse([3.45, "3.45%"], Column("LPR", "lpr", Kind.RATE), percent_points=True)
    assert parsed.data.tolist() == [345_000_000, 345_000_000]


@pytest.mark.parametrize(("typed", "count"), [("第3期", 3), ("30天", 30), ("３", 3), ("3.0", 3)])
def test_a_count_typed_with_its_unit_is_understood(typed: str, count: int) -> None:
    assert parse(typed, Kind.COUNT) == (count, "number-text hint")


def test_a_typed_zero_is_not_an_empty_cell() -> None:
    parsed = cells.parse([0, None, " ", 0.0], Column("宽限天数", "grace_days", Kind.COUNT, setting="宽限天数"))
    assert parsed.empty.tolist() == [False, True, True, False]


def test_none_in_words_is_empty_only_where_a_cell_may_be_empty() -> None:
    assert parse("无", Kind.MONEY) == (0, "placeholder hint")
    assert parse("-", Kind.DATE)[1] == "placeholder hint"
    assert parse("无", Kind.MONEY, required=True)[1] == "not-number error"
    assert parse("无", Kind.COUNT, setting="宽限天数")[1] == "not-number error"


def test_options_forgive_width_capitals_and_blanks_and_name_what_is_allowed() -> None:
    options = ("先本金", "LPR倍数", "费用-违约金-本金(逐笔)")
    typed = ["先本金", " 先本金", "ｌｐｒ倍数", "费用－违约金－本金（逐笔）", "先违约金", None]
    parsed = cells.parse(typed, Column("列", "column", Kind.OPTION), options)
    assert parsed.data.codes.tolist() == [0, 0, 1, 2, -1, -1]
    assert parsed.data.categories.tolist() == list(options)
    assert [(flaw.position, flaw.code, flaw.level) for flaw in parsed.flaws] == [
        (2, "option-text", Level.HINT),
        (3, "option-text", Level.HINT),
        (4, "not-option", Level.ERROR),
    ]
    assert parsed.flaws[2].details == {"allowed": "、".join(options)}
    assert parsed.empty.tolist() == [False, False, False, False, False, True]


def test_a_number_is_the_option_of_its_digits() -> None:
    parsed = cells.parse([365.0, 360, 1.0], Column("列", "column", Kind.OPTION), ("365", "360"))
    assert parsed.data.codes.tolist() == [0, 1, -1]


def test_flags_take_check_boxes_and_common_marks() -> None:
    parsed = cells.parse(["是", "否", True, False, "√", "N", 1, 0, None, "也许"], Column("列", "column", Kind.FLAG))
    assert parsed.data.tolist() == [True, False, True, False, True, False, True, False, False, False]
    assert [flaw.position for flaw in parsed.flaws] == [4, 5, 6, 7, 9]


def test_texts_lose_blanks_nobody_sees_and_numbers_become_their_digits() -> None:
    parsed = cells.parse([" HT 1\u3000", "\u200bHT2\ufeff", 20240001.0, 13800000000, 1.5, None], Column("列", "column"))
    assert list(parsed.data) == ["HT 1", "HT2", "20240001", "13800000000", "1.5", ""]
    assert parsed.flaws == ()


def test_an_identifier_that_the_spreadsheet_changed_is_an_error() -> None:
    assert parse(dt.date(2025, 3, 5), Kind.TEXT, required=True) == ("", "text-changed error")
    assert parse(1234567890123456, Kind.TEXT, refers="客户") == ("", "digits-lost error")
    assert parse(6222021234567890123, Kind.TEXT)[1] == "digits-lost hint"
    assert parse(999_999_999_999_999, Kind.TEXT, required=True) == ("999999999999999", "")


@given(st.lists(st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(), st.dates(), st.datetimes())))
def test_no_cell_of_any_kind_makes_the_parser_raise(values: list[object]) -> None:
    for kind in Kind:
        parsed = cells.parse(values, Column("列", "column", kind, options=("甲", "乙") if kind is Kind.OPTION else ()))
        assert len(parsed.data) == len(parsed.empty) == len(values)
        bad = {flaw.position for flaw in parsed.flaws if flaw.level is Level.ERROR}
        assert not parsed.empty[list(bad)].any()


def test_hints_show_how_a_cell_was_read() -> None:
    assert reading(cells.parse(["12.5万元"], Column("列", "column", Kind.MONEY))) == "125,000.00"
    assert reading(cells.parse(["万分之五"], Column("列", "column", Kind.RATE))) == "0.0005"
    assert reading(cells.parse(["2024.3.5"], Column("列", "column", Kind.DATE))) == "2024-03-05"


def test_types_of_empty_columns_are_those_of_full_ones() -> None:
    types = {kind: cells.parse([], Column("列", "column", kind, options=("甲",))).data.dtype for kind in Kind}
    assert types[Kind.MONEY] == types[Kind.COUNT] == np.int64
    assert types[Kind.DATE] == types[Kind.MOMENT] == np.dtype("datetime64[s]")
    assert types[Kind.FLAG] == np.bool_
    assert str(types[Kind.RATE]) == str(types[Kind.PERCENT]) == "Int64"
    assert str(types[Kind.TEXT]) == "str"
    assert list(types[Kind.OPTION].categories) == ["甲"]
