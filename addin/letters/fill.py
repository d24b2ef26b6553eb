"""Fill a compiled template with a record, and check beforehand that the ledger can give what the template asks."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from addin.letters.package import close, pack
from addin.letters.program import Pen, Record, write

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from addin.letters.compile import Template


NEAR = 0.5  # how alike two names must be for one to be offered for the other (0 to 1)


@dataclass(frozen=True)
class Unknown:
    """A placeholder that the ledger cannot give, and the known name nearest to it ("" = none is near)."""

    name: str
    nearest: str


@dataclass(frozen=True)
class Empty:
    """A required value that a record lacks: which record (from 0), which placeholder."""

    index: int
    name: str


def fill(template: Template, record: Record) -> bytes:
    """Return a finished .docx. Values are typed (see ``formats``), groups are sequences of such records.

    Raises Refusal ``letter-field`` (the record lacks a placeholder) or ``letter-value`` (it does not fit its format).
    """
    pen = Pen(drawings=template.drawings)
    filled = []
    for part in template.parts:
        pen.out = []
        write(part.nodes, record, {}, pen)
        filled.append(pack(part.name, "".join(pen.out).encode()))
    return close(template.frame, filled)


def try_fill(template: Template, record: Record) -> None:
    """Raise what :func:`fill` would raise for this record, at a fraction of its cost: nothing is packed."""
    pen = Pen(drawings=template.drawings)
    for part in template.parts:
        pen.out = []
        write(part.nodes, record, {}, pen)


def check_fields(template: Template, available: Collection[str]) -> list[Unknown]:
    """Return the placeholders that are not ``available`` (columns as 明细.合同编号), with the nearest known name."""
    groups = {name.partition(".")[0] for name in available if "." in name}
    known = sorted({*available, *groups})
    wanted = (*template.fields.names(), *(group for group in template.fields.groups if group not in groups))
    return [
        Unknown(name, next(iter(difflib.get_close_matches(name, known, 1, NEAR)), ""))
        for name in dict.fromkeys(wanted)
        if name not in known
    ]


def empty_required(template: Template, records: Iterable[Record], required: Collection[str]) -> list[Empty]:
    """Return every required value that a letter would print and a record lacks (None or "")."""
    scalars = [name for name in template.fields.scalars if name in required]
    columns = {
        group: [name for name in names if f"{group}.{name}" in required]
        for group, names in template.fields.groups.items()
    }
    found: list[Empty] = []
    for index, record in enumerate(records):
        found += [Empty(index, name) for name in scalars if _empty(record.get(name))]
        for group, names in columns.items():
            rows = record.get(group)
            for row in rows if isinstance(rows, (list, tuple)) else ():
                found += [Empty(index, f"{group}.{name}") for name in names if _empty(row.get(name))]
    return found


def _empty(value: object) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())
