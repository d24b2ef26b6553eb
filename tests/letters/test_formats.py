"""Values as they stand in a letter."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest

from addin.letters.formats import escape, format_for, show
from addin.ports import Refusal

DAY = dt.date(2025, 2, 8)


@pytest.mark.parametrize(
    ("spec", "value", "text"),
    [
        ("", Decimal("1234.5"), "1,234.50"),
        ("", Decimal("-0.005"), "-0.01"),
        ("", DAY, "2025年2月8日"),
        ("", dt.datetime(2025, 2, 8, 9, 5), "2025年2月8日 09:05"),
        ("", 7, "7"),
        ("", np.int64(7), "7"),
        ("", True, "是"),
        ("", False, "否"),
        ("", "1234.5", "1234.5"),
        ("", None, ""),
        ("大写", Decimal("107000.53"), "壹拾万柒仟元零伍角叁分"),
        ("大写", Decimal("0.005"), "壹分"),
        ("大写", Decimal(0), "零元整"),
        ("大写", "", ""),
        ("#,##0.00", Decimal("1234567.885"), "1,234,567.89"),
        ("#,##0", 1234567, "1,234,567"),
        ("0.00", Decimal("1234.5"), "1234.50"),
        ("0.##", Decimal("3.40"), "3.4"),
        ("0000", 12, "0012"),
        ("#", 0, ""),
        ("¥#,##0.00", Decimal("-1234.5"), "-¥1,234.50"),
        ("#,##0.00元", Decimal(12), "12.00元"),
        ("#,##0.00;(#,##0.00);—", Decimal(-12), "(12.00)"),
        ("#,##0.00;(#,##0.00);—", Decimal(0), "—"),
        ("0.00%", Decimal("0.0385"), "3.85%"),
        ('"#,##0.00"', Decimal(1), "1.00"),
        ("yyyy-MM-dd", DAY, "2025-02-08"),
        ("yy.M.d", DAY, "25.2.8"),
        ("EEEE年O月A日", dt.date(2025, 12, 28), "二〇二五年十二月二十八日"),
        ("EEEE年O月A日", dt.date(2030, 10, 10), "二〇三〇年十月十日"),
        ("yyyy'年度'", DAY, "2025年度"),
        ("H:mm", dt.datetime(2025, 2, 8, 9, 5), "9:05"),
        ("yyyy-MM-dd", "", ""),
    ],
)
def test_a_value_prints_as_its_format_says(spec: str, value: object, text: str) -> None:
    assert format_for(spec)(value) == text


@pytest.mark.parametrize("spec", ["年月", "dddd", "#,##0.0.0", "大小", "yyyy年w周", "x0y0"])
def test_an_unknown_format_is_refused_by_name(spec: str) -> None:
    with pytest.raises(Refusal) as refusal:
        format_for(spec)
    assert (refusal.value.code, refusal.value.details) == ("template-format", {"found": spec})


@pytest.mark.parametrize(
    ("spec", "value"),
    [
        ("", 1.5),
        ("", pd.NaT),
        ("", float("nan")),
        ("", [1]),
        ("大写", "1234"),
        ("大写", True),
        ("#,##0.00", "1,234"),
        ("#,##0.00", 0.1),
        ("#,##0.00", Decimal("NaN")),
        ("yyyy-MM-dd", "2025-02-08"),
        ("yyyy-MM-dd", 45000),
        ("H:mm", DAY),
    ],
)
def test_a_value_that_does_not_fit_its_format_is_refused(spec: str, value: object) -> None:
    with pytest.raises(Refusal, match="letter-value"):
        format_for(spec)(value)


def test_text_is_data_never_markup() -> None:
    assert escape("A&B <b>") == "A&amp;B &lt;b&gt;"
    assert escape("a\r\nb\x0bc\u2028d").count("<w:br/>") == 3
    assert escape("a\tb") == 'a</w:t><w:tab/><w:t xml:space="preserve">b'
    assert escape("a\x00\x07\ud800\ufffe😀") == "a😀"
    assert show("plain") == escape("plain") == "plain"
