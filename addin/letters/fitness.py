"""Whether a letter can be written and may be sent: placeholders, required values, forbidden words (RULES §8)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeAlias

from addin.domain.conduct import listed_names
from addin.domain.terms import Special
from addin.ledger import schema
from addin.letters.catalogue import required
from addin.letters.fill import check_fields, empty_required, try_fill
from addin.letters.records import names, source
from addin.ports import Problem, Refusal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from addin.domain.settings import Settings
    from addin.letters.compile import Template
    from addin.letters.fill import Unknown
    from addin.letters.program import Record
    from addin.ports import Request

OWN = {row.header: row.name for row in schema.SETTING_ROWS}
_TAG = re.compile("<[^<>]*>")

Fault: TypeAlias = "tuple[str, Mapping[str, str]]"  # code and details of the reason against one letter


def unfillable(template: Template, letter_type: str, records: Sequence[Record]) -> dict[int, Fault]:
    """Return, by place, why a record does not fill the template: a required value is empty, or does not fit."""
    faults: dict[int, Fault] = {}
    for at, record in enumerate(records):
        empty = empty_required(template, [record], required(letter_type))
        if empty:
            faults[at] = ("letter-incomplete", {"field": "、".join(dict.fromkeys(one.name for one in empty))})
            continue
        try:
            try_fill(template, record)
        except Refusal as refusal:
            faults[at] = ("letter-unfit", {"field": refusal.details["field"], "value": refusal.details["found"]})
    return faults


def template_faults(
    settings: Settings, templates: Mapping[str, Template], letter_types: Iterable[str], records: Sequence[Record]
) -> list[Problem]:
    """Return what no letter can be given.

    That is: placeholders that are none, own data that is missing in 参数, forbidden words in a template or in own data.
    """
    words = listed_names(settings.forbidden_words)
    worded = [
        Problem("letter-wording", "", found=name, details={"words": found})
        for name, template in templates.items()
        if (found := in_text("".join(_TAG.sub("", part.xml) for part in template.parts), words))
    ]
    unknown = [
        unknown_field(name, field)
        for name, template in templates.items()
        for field in check_fields(template, names(records[0]))
    ]
    missing = dict.fromkeys(
        empty.name
        for letter_type in dict.fromkeys(letter_types)
        for empty in empty_required(templates[letter_type], records[:1], required(letter_type) & set(OWN))
    )
    own = {
        name: str(getattr(settings, OWN[name]))
        for template in templates.values()
        for name in template.fields.names()
        if name in OWN
    }
    insulting = [
        Problem("letter-own-words", schema.SETTINGS.title, found=name, details={"words": found})
        for name, text in own.items()
        if (found := in_text(text, words))
    ]
    empty = [Problem("letter-empty-field", schema.SETTINGS.title, found=name) for name in missing]
    return [*worded, *insulting, *unknown] or empty


def unknown_field(template: str, field: Unknown) -> Problem:
    """Return what is said of a placeholder that is none."""
    details = {"template": template, "nearest": field.nearest}
    return Problem("letter-unknown-field", "", found=field.name, details=details)


def forbidden_texts(
    settings: Settings, template: Template, letter_type: str, records: Sequence[Record]
) -> dict[int, Fault]:
    """Return, by place, the letters that would print a forbidden word (setting 禁用词语), and its cell."""
    words = listed_names(settings.forbidden_words)
    faults: dict[int, Fault] = {}
    for at, record in enumerate(records):
        for name, text, row in printed_texts(template, record):
            found = in_text(text, words)
            if found:
                sheet, key = source(name, record, row)
                details = {"sheet": sheet or letter_type, "key": key, "field": name.rpartition(".")[2], "words": found}
                faults[at] = ("letter-words", details)
                break
    return faults


def printed_texts(template: Template, record: Record) -> Iterator[tuple[str, str, Record]]:
    """Yield the texts out of the ledger that a letter prints: placeholder, text and the row of its group."""
    for name in template.fields.scalars:
        if name not in OWN and isinstance(value := record.get(name), str):
            yield name, value, record
    for group, columns in template.fields.groups.items():
        rows = record.get(group)
        for row in rows if isinstance(rows, (list, tuple)) else ():
            for column in columns:
                if isinstance(value := row.get(column), str):
                    yield f"{group}.{column}", value, row


def in_text(text: str, words: Sequence[str]) -> str:
    """Return the forbidden words in a text, joined by 、 ("" = none)."""
    return "、".join(word for word in words if word in text)


def dead_customers(request: Request) -> frozenset[str]:
    """Return the customers registered as dead: their debts go to the estate (民法典 1159, 1161), no letter to them."""
    customers = request.tables["customers"]
    return frozenset(customers.loc[customers["special"].cat.codes == Special.DEAD, "customer"])


def never_chased(request: Request) -> frozenset[str]:
    """Return the customers whose strategy is that they are never chased."""
    customers = request.tables["customers"]
    return frozenset(customers.loc[customers["strategy"] == schema.NEVER_CHASED, "customer"])
