"""Telephone and identity numbers in texts, masked: who the debtor is stays known, how to reach a person does not.

The numbers are those of personal information (个人信息保护法 art. 4, 6): mobile and fixed telephones, resident identity
cards of 18 and 15 digits (GB 11643). A company's 统一社会信用代码, which begins with 9 or has letters, is public and
stays.
"""

from __future__ import annotations

import re
from functools import cache

_WIDE = {0xFF10 + digit: str(digit) for digit in range(10)} | {0xFF38: "X", 0xFF58: "x"}
_GAPS = "\\-－‐‑‒–—―· \u3000\u00a0\t"  # what people type between the groups of a number
_GAP = f"[{_GAPS}]?"
_DAY = r"(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
_BEGINS, _ENDS = "(?<![0-9A-Za-z])", "(?![0-9A-Za-z])"
_CALLED = r"(?:(?<![A-Za-z])(?i:tel|mobile|phone|wx|vx))?"  # written right before a number
_IDENTITY = re.compile(
    rf"{_BEGINS}((?i:id)?[1-8]\d\d)\d{_GAP}\d\d{_GAP}(?:19|20){_GAP}\d\d{_GAP}(?:0[1-9]|1[0-2]){_GAP}"
    rf"(?:0[1-9]|[12]\d|3[01]){_GAP}(\d\d){_GAP}(\d[0-9Xx]){_ENDS}",
    re.ASCII,
)
_IDENTITY_OLD = re.compile(rf"{_BEGINS}([1-8]\d\d)\d{{5}}{_DAY}(\d{{3}}){_ENDS}", re.ASCII)
_MOBILE = re.compile(
    rf"{_BEGINS}({_CALLED}(?:(?:\+|00)?86{_GAP})?[(（]?1[3-9]\d[)）]?)"
    rf"(?:{_GAP}\d{_GAP}\d\d{_GAP}\d{_GAP}|\.\d{{4}}\.)(\d{{4}}){_ENDS}",
    re.ASCII,
)
_FIXED = re.compile(
    rf"{_BEGINS}({_CALLED}[(（]?(?:(?:\+|00)86{_GAP}0?|0)(?:10|2\d|[3-9]\d\d)(?:[)）]{_GAP}|[{_GAPS}]|(?=[2-8])))"
    rf"\d{{3,4}}{_GAP}(\d{{4}}){_ENDS}",
    re.ASCII,
)
_LOCAL = rf"[2-8]\d{{2,3}}{_GAP}(\d{{4}}){_ENDS}"  # without an area code: only after a word for telephone
NUMBERS = rf"[0-9０-９][0-9０-９.()（）{_GAPS}]{{5}}"  # what a text holds at least that is worth a closer look


@cache
def _local(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"((?:{'|'.join(map(re.escape, words))})[:：]?\s?){_LOCAL}", re.ASCII)


def masked(text: str, phone_words: tuple[str, ...] = ()) -> str:
    """Return a text with the middle of every telephone and identity number as asterisks.

    138 1234 5678 → 138****5678, 010-12345678 → 010-****5678, 11010519491231002X → 110***********002X.
    """
    plain = text.translate(_WIDE)
    plain = _IDENTITY.sub(rf"\1{'*' * 11}\2\3", plain)
    plain = _IDENTITY_OLD.sub(rf"\1{'*' * 9}\2", plain)
    for numbers in (_MOBILE, _FIXED, *([_local(phone_words)] if phone_words else [])):
        plain = numbers.sub(r"\1****\2", plain)
    return plain if "*" in plain and plain != text.translate(_WIDE) else text
