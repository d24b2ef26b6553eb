"""The data of Word's own mail merge: a table of finished texts, one row a letter, with the template that goes with it.

Every cell is text already formatted, so that Word cannot mangle a date or a number; several contracts of a debtor
stand in numbered columns (合同编号1, 合同编号2 …). A sentence that stands only where a value is there becomes a column
of its own, empty elsewhere; letters that differ in any other condition (first or second notice) or in the number of
rows of a table go to different sets.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from addin.letters.compile import walk
from addin.letters.formats import CAPITALS
from addin.letters.mergedoc import is_sentence, merge_document, sentence
from addin.letters.program import When, rows_of, value_of
from addin.letters.wordxml import Place

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from addin.letters.compile import Template
    from addin.letters.mergedoc import Key
    from addin.letters.program import Record

MOST_COLUMNS = 255  # of a sheet read through Word's database driver
LONGEST_CELL = 255  # the driver may cut longer ones
SENTENCE = "语句"


@dataclass(frozen=True)
class MergeSet:
    """Letters that one merge prints: their places in the list of records, the table, and the unbound template."""

    letters: tuple[int, ...]
    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    document: bytes


@dataclass(frozen=True)
class Merge:
    """The sets of a run, and the letters that Word's merge cannot take (too many rows, a text too long)."""

    sets: tuple[MergeSet, ...]
    left_out: tuple[int, ...]


@dataclass(frozen=True)
class _Column:
    header: str
    source: Place | When
    number: int  # of the row in its group, from 1; 0 outside


def merge(template: Template, records: Sequence[Record]) -> Merge:
    """Return tables and templates for Word's mail merge of these letters.

    The header of a value is its name, 合计大写 for ``合计|大写``; letters whose tables have as many rows make a set, so
    that no letter keeps blank rows: Word's merge cannot leave out a row of a table.
    """
    sources = _sources(template)
    sets: dict[tuple[int, ...], list[int]] = {}
    left_out = []
    for index, record in enumerate(records):
        counts = _counts(template, record)
        columns = _columns(sources, counts)
        if len(columns) > MOST_COLUMNS or any(len(_cell(record, column)) > LONGEST_CELL for column in columns):
            left_out.append(index)
        else:
            truth = (bool(record.get(name)) for name in _decided(template, sources))
            sets.setdefault((*truth, *counts.values()), []).append(index)
    return Merge(tuple(_set(template, sources, records, letters) for letters in sets.values()), tuple(left_out))


def _set(
    template: Template, sources: Mapping[Key, tuple[str, Place | When]], records: Sequence[Record], letters: list[int]
) -> MergeSet:
    chosen = [records[index] for index in letters]
    counts = _counts(template, chosen[0])
    columns = _columns(sources, counts)
    decided = {name: bool(chosen[0].get(name)) for name in template.fields.conditions}
    headers = {key: header for key, (header, _) in sources.items()}
    return MergeSet(
        tuple(letters),
        tuple(column.header for column in columns),
        tuple(tuple(_cell(record, column) for column in columns) for record in chosen),
        merge_document(template, headers, decided, counts),
    )


def _sources(template: Template) -> dict[Key, tuple[str, Place | When]]:
    """Return (header, value or sentence) of each column by its key: (full name, format), or the block of a sentence."""
    nodes = [node for part in template.parts for node in walk(part.nodes)]
    columns = {name for names in template.fields.groups.values() for name in set(names)}
    twice = {name for name in columns if sum(name in names for names in template.fields.groups.values()) > 1}
    used: Counter[str] = Counter()
    sources: dict[Key, tuple[str, Place | When]] = {}
    for node in nodes:
        if isinstance(node, Place):
            key: Key = (node.full, node.spec)
            header = f"{node.group}_{node.name}" if node.name in twice else node.name
            header += CAPITALS if CAPITALS in node.spec else ""
        elif isinstance(node, When) and not node.group and node.name in template.fields.scalars and is_sentence(node):
            key, header = node, node.name + SENTENCE
        else:
            continue
        if key not in sources:
            space = f"{node.group}.{header}" if node.group else header
            used[space] += 1
            sources[key] = (header + (f"_{used[space]}" if used[space] > 1 else ""), node)
    return sources


def _decided(template: Template, sources: Mapping[Key, object]) -> list[str]:
    """Return the conditions that tell sets apart: those with a block that no column can hold."""
    blocks = [node for part in template.parts for node in walk(part.nodes) if isinstance(node, When)]
    return sorted({block.name for block in blocks if not block.group and block not in sources})


def _columns(sources: Mapping[Key, tuple[str, Place | When]], counts: Mapping[str, int]) -> list[_Column]:
    columns = [_Column(header, source, 0) for header, source in sources.values() if not source.group]
    for group, count in counts.items():
        columns += [
            _Column(f"{header}{number}", source, number)
            for number in range(1, count + 1)
            for header, source in sources.values()
            if source.group == group
        ]
    return columns


def _cell(record: Record, column: _Column) -> str:
    source = column.source
    if isinstance(source, When):
        return sentence(source, record)
    if not column.number:
        return source.show(value_of(record, source))
    return source.show(value_of(rows_of(record, source.group)[column.number - 1], source))


def _counts(template: Template, record: Record) -> dict[str, int]:
    return {group: len(rows_of(record, group)) for group in template.fields.groups}
