"""A part of a template as a flat program: pieces of XML and, between them, what a record decides.

``build`` turns marked XML into nodes once; ``write`` runs them for a record, appending text to a pen. Nothing a record
holds is ever read as a mark, a field or markup.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, TypeAlias

from addin.letters.formats import escape
from addin.letters.wordxml import OPEN, SHUT, TARGET, Marks, Place
from addin.ports import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterator

Record: TypeAlias = Mapping[str, object]


@dataclass(frozen=True)
class When:
    """A block that stays if the truth of a value is as wanted: "", 0, 否 (False), None and no rows are false."""

    group: str
    name: str
    wanted: bool
    body: tuple[Node, ...]


@dataclass(frozen=True)
class Each:
    """A block that repeats for each row of a group."""

    group: str
    body: tuple[Node, ...]


@dataclass(frozen=True)
class Guard:
    """A table that goes when no row is left in it; a container that gets an empty paragraph where none ends it."""

    what: str
    body: tuple[Node, ...]


@dataclass(frozen=True)
class Number:
    """A number of our own: a drawing's, a bookmark's, the ending of its name, a list's."""

    kind: str
    index: int = 0


@dataclass(frozen=True)
class Section:
    """Where a print file ends a letter's section."""


Node: TypeAlias = "str | Place | When | Each | Guard | Number | Section"


@dataclass
class Pen:
    """What is written so far, and the numbers that must not repeat: ``letter`` counts from 0 in a print file."""

    out: list[str] = field(default_factory=list)
    letter: int = 0
    drawings: int = 0
    bookmarks: int = 0
    lists: Mapping[int, int] = field(default_factory=dict)
    section: str = ""


_MARKS = re.compile(rf"<\?{TARGET} ([^?]*)\?>|{OPEN}([^{OPEN}{SHUT}]*){SHUT}")
_TABLE_ROW = re.compile(r"<w:tr[ >]")
_PARAGRAPH_END = re.compile(r"(</w:p>|<w:p(?: [^<>]*)?/>)\s*$")


def build(xml: str, marks: Marks) -> tuple[Node, ...]:
    """Return the nodes of marked XML. Refusal ``template-group`` for a column outside its repeating row."""
    tokens = iter(_tokens(xml))
    return _block(tokens, marks, "")


def _tokens(xml: str) -> Iterator[tuple[Literal["text", "block", "slot"], str]]:
    position = 0
    for match in _MARKS.finditer(xml):
        if match.start() > position:
            yield "text", xml[position : match.start()]
        yield ("slot", match[2]) if match[1] is None else ("block", match[1])
        position = match.end()
    if position < len(xml):
        yield "text", xml[position:]


def _block(tokens: Iterator[tuple[str, str]], marks: Marks, group: str) -> tuple[Node, ...]:
    nodes: list[Node] = []
    for kind, text in tokens:
        if kind == "text":
            nodes.append(text)
        elif kind == "slot":
            nodes.append(_slot(text, marks, group))
        else:
            word, _, argument = text.partition(" ")
            if word == "end":
                break
            nodes.append(_opened(word, argument, tokens, marks, group))
    return tuple(nodes)


def _opened(word: str, argument: str, tokens: Iterator[tuple[str, str]], marks: Marks, group: str) -> Node:
    if word == "section":
        return Section()
    if word == "each":
        inner = marks.groups[int(argument)]
        if group:
            raise Refusal("template-group", found=inner)
        return Each(inner, _block(tokens, marks, inner))
    if word == "guard":
        return Guard(argument, _block(tokens, marks, group))
    test = marks.tests[int(argument)]
    if test.group not in ("", group):
        raise Refusal("template-group", found=f"{test.group}.{test.name}")
    return When(test.group, test.name, test.wanted, _block(tokens, marks, group))


def _slot(text: str, marks: Marks, group: str) -> Node:
    if text[0] != "v":
        return Number(text[0], int(text[1:] or 0))
    place = marks.places[int(text[1:])]
    if place.group not in ("", group):
        raise Refusal("template-group", found=place.full)
    return place


def write(nodes: Sequence[Node], record: Record, row: Record, pen: Pen) -> None:
    """Append the text of nodes for a record; ``row`` is the row of the repeating block around (empty outside).

    Raises Refusal ``letter-field`` (a value is missing) or ``letter-value`` (it does not fit its format).
    """
    out = pen.out
    for node in nodes:
        if type(node) is str:
            out.append(node)
        elif type(node) is Place:
            try:
                out.append(escape(node.show((row if node.group else record)[node.name])))
            except KeyError:
                raise Refusal("letter-field", field=node.full) from None
            except Refusal as refusal:
                raise Refusal(refusal.code, **{**refusal.details, "field": node.full}) from None
        else:
            _write_block(node, record, row, pen)


def _write_block(node: Node, record: Record, row: Record, pen: Pen) -> None:
    """Write what is neither XML nor a value."""
    if isinstance(node, When):
        if bool(value_of(row if node.group else record, node)) is node.wanted:
            write(node.body, record, row, pen)
    elif isinstance(node, Each):
        for each in rows_of(record, node.group):
            write(node.body, record, each, pen)
    elif isinstance(node, Guard):
        _write_guarded(node, record, row, pen)
    elif isinstance(node, Number):
        pen.out.append(_number(node, pen))
    else:
        pen.out.append(pen.section)


def rows_of(record: Record, group: str) -> Sequence[Record]:
    """Return the rows of a group; Refusal ``letter-field`` if the record has none by that name."""
    rows = record.get(group)
    if not isinstance(rows, Sequence) or isinstance(rows, str):
        raise Refusal("letter-field", field=group)
    return rows


def value_of(source: Record, node: Place | When) -> object:
    """Return a value; Refusal ``letter-field`` if the record (or row) has none by that name."""
    try:
        return source[node.name]
    except KeyError:
        raise Refusal("letter-field", field=f"{node.group}.{node.name}".lstrip(".")) from None


def _write_guarded(guard: Guard, record: Record, row: Record, pen: Pen) -> None:
    outer, pen.out = pen.out, []
    write(guard.body, record, row, pen)
    text = "".join(pen.out)
    pen.out = outer
    if guard.what == "table":
        text = text if _TABLE_ROW.search(text) else ""
    elif not _PARAGRAPH_END.search(text):
        text += "<w:p/>"
    pen.out.append(text)


def _number(number: Number, pen: Pen) -> str:
    """Return a number that no other letter of the same file has."""
    if number.kind == "d":
        pen.drawings += 1
        return str(pen.drawings)
    if number.kind == "b":
        return str(pen.letter * pen.bookmarks + number.index)
    if number.kind == "s":
        return f"_{pen.letter}" if pen.letter else ""
    return str(pen.letter * len(pen.lists) + pen.lists[number.index] if pen.letter else number.index)
