"""Gapless numbers of letters and entries."""

from __future__ import annotations

import pytest

from addin.ledger.numbering import next_serial, render, valid_format

FORM = "催字〔{年}〕第{序号:4}号"


def test_the_number_carries_year_and_padded_serial() -> None:
    assert render(FORM, 2026, 1) == "催字〔2026〕第0001号"
    assert render("{年}-{序号}", 2026, 12345) == "2026-12345"


@pytest.mark.parametrize(
    ("taken", "expected"),
    [
        ([], 1),
        (["催字〔2026〕第0001号", "催字〔2026〕第0007号"], 8),
        (["催字〔2025〕第0099号", "对字〔2026〕第0050号", "", "手工号"], 1),
        (["催字〔2026〕第10000号"], 10001),
    ],
)
def test_the_next_serial_follows_the_highest_of_the_same_format_and_year(taken: list[str], expected: int) -> None:
    assert next_serial(FORM, 2026, taken) == expected


@pytest.mark.parametrize(
    ("form", "valid"), [(FORM, True), ("催字〔{年}〕", False), ("{序号}{序号}", False), ("{序号}", True)]
)
def test_a_format_must_hold_the_serial_once(form: str, valid: bool) -> None:
    assert valid_format(form) is valid
