"""Telephone and identity numbers in texts, masked: who the debtor is stays known, how to reach a person does not.

The numbers are those of personal information (个人信息保护法 art. 4, 6): mobile and fixed telephones, resident identity
cards of 18 and 15 digits (GB 11643). A company's 统一社会信用代码, which begins with 9 or has letters, is public and
stays.
"""

from __future__ import annotations

import re

_WIDE = {0xFF10 + digit: str(digit) for digit in range(10)}
_DAY = r"(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
_BEGINS, _ENDS = "(?<![0-9A-Za-z])", "(?![0-9A-Za-z])"
_IDENTITY = re.compile(
    rf"{_BEGINS}([1-8]\d\d)(?:\d{{3}}(?:19|20)\d\d{_DAY}|\d{{5}}{_DAY}(?=\d{{3}}{_ENDS}))(\d{{2,3}}[0-9Xx]){_ENDS}",
    re.ASCII,
)
_MOBILE = re.compile(rf"{_BEGINS}(1[3-9]\d)[- ]?\d{{4}}[- ]?(\d{{4}}){_ENDS}", re.ASCII)
_FIXED = re.compile(rf"{_BEGINS}(0\d{{2,3}}[)）]?[- ])\d{{3,4}}(\d{{4}}){_ENDS}", re.ASCII)
NUMBERS = r"[0-9０-９][0-9０-９\- ]{5}"  # what a text holds at least that is worth a closer look


def masked(text: str) -> str:
    """Return a text with the middle of every telephone and identity number as asterisks.

    138 1234 5678 → 138****5678, 010-12345678 → 010-****5678, 11010519491231002X → 110***********002X.
    """
    plain = text.translate(_WIDE)
    plain = _IDENTITY.sub(lambda found: f"{found[1]}{'*' * (len(found[0]) - 3 - len(found[2]))}{found[2]}", plain)
    plain = _MOBILE.sub(r"\1****\2", plain)
    plain = _FIXED.sub(r"\1****\2", plain)
    return plain if "*" in plain and plain != text.translate(_WIDE) else text
