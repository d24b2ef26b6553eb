"""How a value stands in a letter: Word's own date and number pictures, 大写, and text made safe for XML.

A value is typed: str, int, Decimal (yuan), date, datetime or bool; None and "" print nothing. A format that does not
fit the type refuses the letter: a figure in the wrong shape must never be posted.
"""

from __future__ import annotations

import datetime as dt
import re
from decimal import ROUND_HALF_UP, Decimal
from numbers import Integral
from typing import TYPE_CHECKING, Any, TypeAlias

from addin.domain.rmb import rmb_upper
from addin.ports import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Show: TypeAlias = "Callable[[object], str]"

CAPITALS = "大写"
CENT = Decimal("0.01")
_DIGITS = "〇一二三四五六七八九"
_unsafe = re.compile("[\x00-\x1f&<>\u2028\u2029\ud800-\udfff\ufffe\uffff]").search
_FORBIDDEN = re.compile("[\x00-\x08\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_BREAK = re.compile("\r\n|[\n\r\x0b\x0c\u2028\u2029]")
_DATE_PIECES = re.compile(r"('[^']*'|([A-Za-z])\2*|.)")
_NUMBER = re.compile(r"^([^#0,.]*)([#,]*(?:0[0,]*)?)(?:\.(0*)(#*))?([^#0,.]*)$")


def escape(text: str) -> str:
    """Return text as the content of a ``w:t``: markup escaped, breaks and tabs as Word's, what XML forbids left out."""
    if _unsafe(text) is None:
        return text
    text = _BREAK.sub("\n", text)
    text = _FORBIDDEN.sub("", text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    text = text.replace("\t", '</w:t><w:tab/><w:t xml:space="preserve">')
    return text.replace("\n", '</w:t><w:br/><w:t xml:space="preserve">')


def format_for(spec: str) -> Show:
    """Return the function that prints a value by a format ("" = its type's default). Refusal ``template-format``."""
    spec = spec.strip().strip('"“”').strip()
    if not spec:
        return show
    if spec in (CAPITALS, "金额大写"):
        return _capitals
    if re.search("[#0]", spec):
        return _number_format(spec)
    if re.search("[A-Za-z]", spec):
        return _date_format(spec)
    raise Refusal("template-format", found=spec)


def show(value: object) -> str:
    """Return a value in the default form of its type: 1,234.50, 2025年2月28日, 是."""
    form = _DEFAULTS.get(type(value))
    if form is None:
        form = next((form for kind, form in _DEFAULTS.items() if isinstance(value, kind)), None)
    if form is None:
        raise Refusal("letter-value", found=str(value))
    return form(value)


def _capitals(value: object) -> str:
    if value is None or value == "":
        return ""
    yuan = _number(value)
    return rmb_upper(int(yuan.quantize(CENT, ROUND_HALF_UP).scaleb(2)))


def _number(value: object) -> Decimal:
    if type(value) is Decimal and value.is_finite():
        return value
    if isinstance(value, Integral) and not isinstance(value, bool):
        return Decimal(int(value))
    raise Refusal("letter-value", found=str(value))


def _number_format(spec: str) -> Show:
    """Word's numeric picture: prefix, #,##0.00, suffix; up to three sections for positive; negative; zero."""
    sections = [_number_section(part, spec) for part in spec.split(";")]

    def text(value: object) -> str:
        if value is None or value == "":
            return ""
        number = _number(value)
        if number < 0 and len(sections) > 1:
            return sections[1](-number)
        if number == 0 and len(sections) > 2:  # noqa: PLR2004 - the third section is the zero's
            return sections[2](number)
        return sections[0](number)

    return text


def _number_section(section: str, spec: str) -> Callable[[Decimal], str]:
    if not re.search("[#0]", section) and not spec.startswith(section):
        return lambda _number: section
    match = _NUMBER.match(section.replace("'", ""))
    if match is None or not match[2]:
        raise Refusal("template-format", found=spec)
    before, whole, fixed, optional, after = (group or "" for group in match.groups())
    least, most, width = len(fixed), len(fixed) + len(optional), whole.count("0")
    unit = Decimal(1).scaleb(-most)
    form = f"{{:{',' if ',' in whole else ''}.{most}f}}"
    percent = "%" in after
    plain = least == most and width == 1

    def text(number: Decimal) -> str:
        digits = form.format(abs(number * 100 if percent else number).quantize(unit, ROUND_HALF_UP))
        sign = "-" if number < 0 and digits.strip("0.,") else ""
        return sign + before + (digits if plain else _trimmed(digits, least, width)) + after

    return text


def _trimmed(digits: str, least: int, width: int) -> str:
    """Return digits with at least so many decimals and digits before the point, and no more zeros than that."""
    ones, _, decimals = digits.partition(".")
    decimals = decimals[:least] + decimals[least:].rstrip("0")
    ones = ones.rjust(width, "0") if width else ones.lstrip("0")
    return ones + (f".{decimals}" if decimals else "")


def _date_format(spec: str) -> Show:
    """Word's date picture with yyyy yy MM M dd d HH H mm ss, and EEEE年O月A日 for 二〇二五年二月二十八日."""
    pieces = [match[0] for match in _DATE_PIECES.finditer(spec)]
    if any(piece[0].isascii() and piece[0].isalpha() and piece not in _DATE_FORMS for piece in pieces):
        raise Refusal("template-format", found=spec)
    timed = any(piece in _TIMES for piece in pieces)
    form = "".join(_DATE_FORMS.get(piece) or piece.strip("'").replace("{", "{{").replace("}", "}}") for piece in pieces)
    chinese = any(piece in _CHINESE for piece in pieces)

    def text(value: object) -> str:
        if value is None or value == "":
            return ""
        if not isinstance(value, dt.datetime if timed else dt.date) or not isinstance(value.year, int):
            raise Refusal("letter-value", found=str(value))
        return form.format(value, *(_in_chinese(value) if chinese else ()))

    return text


def _in_chinese(day: dt.date) -> tuple[str, str, str]:
    return "".join(_DIGITS[int(digit)] for digit in f"{day.year:04}"), _tens(day.month), _tens(day.day)


def _tens(number: int) -> str:
    """Return 1 to 99 as 一, 十, 十二, 二十八."""
    tens, ones = divmod(number, 10)
    head = {0: "", 1: "十"}.get(tens, _DIGITS[tens] + "十")
    return head + (_DIGITS[ones] if ones else "")


_DATE_FORMS: Mapping[str, str] = {
    "yyyy": "{0.year:04}",
    "yy": "{0:%y}",
    "EEEE": "{1}",
    "MM": "{0.month:02}",
    "M": "{0.month}",
    "O": "{2}",
    "dd": "{0.day:02}",
    "d": "{0.day}",
    "A": "{3}",
    "HH": "{0.hour:02}",
    "H": "{0.hour}",
    "mm": "{0.minute:02}",
    "ss": "{0.second:02}",
}
_CHINESE = frozenset({"EEEE", "O", "A"})
_TIMES = frozenset({"HH", "H", "mm", "ss"})
_DEFAULTS: Mapping[type, Callable[[Any], str]] = {
    str: str,
    bool: lambda value: "是" if value else "否",
    int: str,
    Decimal: _number_format("#,##0.00"),
    Integral: lambda value: str(int(value)),  # a number out of a table
    dt.datetime: _date_format("yyyy年M月d日 HH:mm"),
    dt.date: _date_format("yyyy年M月d日"),
    type(None): lambda _: "",
}
