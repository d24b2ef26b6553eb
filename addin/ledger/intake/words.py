"""What a heading of a register from outside means: the word without its unit, and the column of the ledger it names."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from addin.ledger import schema
from addin.ledger.cells import folded
from addin.ledger.schema import synonyms

EXACT, SYNONYM, BARE, BY_ROLE, PART = 1.0, 0.95, 0.9, 0.85, 0.5  # how sure a way of recognising a heading is
CONFIDENT = 0.6  # below it a column is asked about, not taken
LEAST_CHINESE, LEAST_LATIN = 2, 5  # characters of a known word that make a longer heading a candidate

Target = tuple[str, str]  # English names of sheet and column; sheet "" = a figure of the source (paid, unpaid)

UNIT = re.compile(r"(?:[(\[/_,-]?(?:单位:?|人民币|rmb|cny)*(百万元|亿元|万元|千元|(?<![美日欧港])元)"
                  r"|[(\[/_,-](?:单位:?|人民币)?(万|亿))[)\]]?$")  # fmt: skip
IN_BRACKETS = re.compile(r"[(\[【][^)\]】]*?(百万元|亿元|万元|千元|(?<![美日欧港])元)[^)\]】]*[)\]】]")
UNIT_LINE = re.compile(r"单位(?:[:(为是]|均为|都是)?(?:人民币)?(百万元|亿元|万元|千元|[元万亿])(?![\u4e00-\u9fff])")
TITLE_UNIT = re.compile(r"(?:^|[(\[【])(?:人民币)?(百万元|亿元|万元|千元|元|(?<=[(\[【])万(?=[)\]】]))(?:[)\]】]|$)")
BRACKETS = re.compile(r"[(\[【].*?[)\]】]")
DIGITS = "一二三四五六七八九"
ORDINAL = re.compile(rf"第?(?P<number>[{DIGITS}十]{{1,3}}|\d{{1,2}}|首)(?:期|次|笔|批|阶段)(?P<part>.*)")
LATIN_ORDINAL = re.compile(r"(?:instal?lment|payment|tranche|stage)(?:no\.?)?(?P<number>\d{1,2})(?P<part>.*)")
NUMBERED = re.compile(r"(?P<part>.*?[^\d.])(?P<number>\d{1,2})")


@dataclass(frozen=True)
class Meaning:
    """What a heading means: target (None = not known), how sure (0 to 1), why; and the part of an instalment.

    ``unit`` is the number of the instalment of a wide register (0 = none), ``named`` the name it goes by instead.
    """

    target: Target | None
    confidence: float
    reason: str
    unit: int = 0
    named: str = ""


NOTHING = Meaning(None, 0.0, "unknown")
ROW_NUMBER = Meaning(None, 0.0, "row-number")


def bare(heading: str) -> tuple[str, str]:
    """Return the heading in the form that is compared, and the unit of money it states ("" = none)."""
    word = folded(heading).replace("*", "").strip(":")
    found = UNIT.search(word)
    if found and found.start():
        return word[: found.start()].strip(":"), whole_unit(found[1] or found[2])
    within = IN_BRACKETS.search(word)
    return word, within[1] if within else ""


def whole_unit(text: str) -> str:
    """Return the name of a unit of money that is also written 万 or 亿."""
    return text if text.endswith("元") else text + "元"


@cache
def vocabulary() -> dict[str, tuple[Target, float]]:
    """Return every word known: the ledger's own headers, the figures of sources, and their synonyms."""
    words = {folded(word): (target, SYNONYM) for target, known in synonyms.SYNONYMS.items() for word in known}
    return words | {folded(header): (target, EXACT) for header, target in schema.IMPORT_TARGETS.items()}


def foreign_word(text: str) -> str:
    """Return the word for a currency other than the yuan that a text holds ("" = none)."""
    plain = folded(text)
    return next((word for word in synonyms.FOREIGN_WORDS if word in plain), "")


def is_known(text: str) -> bool:
    """Tell whether a text is, to the letter, a heading that is known."""
    word = BRACKETS.sub("", bare(text)[0])
    return word in vocabulary() or word in synonyms.GENERIC


def meaning(heading: str, role: str = "") -> Meaning:
    """Return what a heading means on a sheet of that role ("" = not known yet)."""
    word = bare(heading)[0]
    if not word or word in synonyms.ROW_NUMBER_WORDS:
        return ROW_NUMBER if word else NOTHING
    stripped = BRACKETS.sub("", word)
    for text, most in ((word, EXACT), (stripped, BARE)):
        by_role = synonyms.GENERIC.get(text, {}).get(role)
        if by_role:
            return Meaning(by_role, min(BY_ROLE, most), "role")
        if text in vocabulary():
            target, confidence = vocabulary()[text]
            return Meaning(target, min(confidence, most), "header" if confidence == EXACT else "synonym")
    wide = _of_instalment(stripped)
    if wide:
        return wide
    if word in synonyms.GENERIC:
        return Meaning(None, 0.0, "generic")
    return _containing(stripped)


def _of_instalment(word: str) -> Meaning | None:
    """Return the meaning of a heading such as 一期金额, 第2期应收日期, 验收款日期, 金额1 (None: it is none)."""
    for pattern in (ORDINAL, LATIN_ORDINAL, NUMBERED):
        found = pattern.fullmatch(word)
        if found and (part := _part(found["part"], plain=pattern is not NUMBERED)):
            return Meaning(part, SYNONYM, "wide", chinese_number(found["number"]))
    for name in synonyms.NAMED_UNITS:
        if word.startswith(name) and (part := _part(word.removeprefix(name), plain=True)):
            return Meaning(part, BARE, "wide", 0, name)
    return None


def _part(word: str, *, plain: bool) -> Target | None:
    """Return what the rest of an instalment's heading names; ``plain`` allows no rest at all (the amount)."""
    if word in synonyms.UNIT_PAID_ON:
        return "receipts", "received"
    if word in synonyms.UNIT_PAID:
        return "", "paid"
    if word in synonyms.UNIT_DUE:
        return "instalments", "due"
    if word in synonyms.UNIT_AMOUNT and (word or plain):
        return "instalments", "amount"
    return None


def chinese_number(text: str) -> int:
    """Return the number of digits or Chinese numerals up to 99; 首 is the first."""
    if text.isdigit():
        return int(text)
    if text == "首":
        return 1
    tens, ten, ones = text.rpartition("十")
    units = DIGITS.index(ones[0]) + 1 if ones else 0
    return ((DIGITS.index(tens[0]) + 1 if tens else 1) * 10 if ten else 0) + units


def _containing(word: str) -> Meaning:
    """Return the longest known word inside a longer heading as a candidate: never sure enough to be taken."""
    best = ""
    for known in vocabulary():
        least = LEAST_LATIN if known.isascii() else LEAST_CHINESE
        if len(best) < len(known) >= least and known in word:
            best = known
    if not best:
        return NOTHING
    return Meaning(vocabulary()[best][0], PART, "part")
