"""A Word template compiled once: which parts a record changes, as programs; all else as packed bytes to copy."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lxml import etree

from addin.letters.blocks import guard_containers, repeat_rows
from addin.letters.catalogue import GROUPS
from addin.letters.conditions import settle_conditions
from addin.letters.fields import replace_fields
from addin.letters.package import Frame, Member, lay_out, pack, read_members, unpack
from addin.letters.program import Each, Guard, Node, Number, When, build
from addin.letters.tags import replace_tags
from addin.letters.wordxml import (
    DECLARATION,
    DRAWING,
    OPEN,
    PACKAGE_RELATIONS,
    SHUT,
    SLOT,
    WORD,
    Marks,
    Place,
    W,
    marks_in,
    parse,
    remove,
    slot,
)
from addin.ports import Refusal

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

DOCUMENT = "word/document.xml"
CONTENT_TYPES = "[Content_Types].xml"
SETTINGS = "word/settings.xml"
SETTINGS_RELATIONS = "word/_rels/settings.xml.rels"
RECIPIENTS = "word/recipientData.xml"
_CHANGING = re.compile(r"word/(document|header\d*|footer\d*|footnotes|endnotes)\.xml")
_MAIN_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_TEMPLATE_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml"
_REVISIONS = tuple(W + name for name in ("ins", "del", "moveFrom", "moveTo", "commentReference"))
_NOISE = tuple(
    W + name
    for name in ("proofErr", "lastRenderedPageBreak", "commentRangeStart", "commentRangeEnd", "dataBinding",
                 "showingPlcHdr")
)  # fmt: skip
_MERGE_RELATIONS = ("/attachedTemplate", "/mailMergeSource", "/mailMergeHeaderSource", "/recipientData")
_REFERENCE = re.compile(r"\b(?:REF|PAGEREF|NOTEREF|HYPERLINK\s+\\l)\s+\"?([^\s\"\\]+)")


@dataclass(frozen=True)
class Fields:
    """The placeholders of a template in the order they stand: values, columns by group, and what conditions ask."""

    scalars: tuple[str, ...]
    groups: Mapping[str, tuple[str, ...]]
    conditions: tuple[str, ...]

    def names(self) -> tuple[str, ...]:
        """Return every placeholder once, columns as 明细.合同编号."""
        columns = [f"{group}.{name}" for group, names in self.groups.items() for name in names]
        return tuple(dict.fromkeys((*self.scalars, *columns, *self.conditions)))


@dataclass(frozen=True)
class Part:
    """A part that a record changes: its marked XML (kept for print files and mail merge) and its program."""

    name: str
    xml: str
    nodes: tuple[Node, ...]


@dataclass(frozen=True)
class Template:
    """A compiled template: members that are copied, laid out in ``frame``, and the parts to write for each record."""

    members: Mapping[str, Member]
    frame: Frame
    parts: tuple[Part, ...]
    marks: Marks
    fields: Fields
    drawings: int

    @property
    def document(self) -> Part:
        """The main part."""
        return self.parts[0]


def compile_template(data: bytes, groups: Collection[str] = GROUPS) -> Template:
    """Compile the bytes of a .docx or .dotx; a MERGEFIELD ``组_列`` is a column if ``组`` is one of ``groups``.

    Refusals: template-unreadable, template-macros, template-revisions; with ``found``: template-tag, template-format,
    template-condition, template-group, template-field-open, -nested, -unsupported.
    """
    members = _clean(read_members(data))
    marks = Marks()
    parts: list[Part] = []
    drawings = 0
    for name in sorted((name for name in members if _CHANGING.fullmatch(name)), key=lambda name: name != DOCUMENT):
        root = parse(unpack(members[name]))
        if root.nsmap.get("w") != WORD:
            raise Refusal("template-unreadable")
        drawings = max([drawings, *(int(shape.get("id") or 0) for shape in root.iter(DRAWING))])
        part = _compile_part(name, root, marks, groups)
        if part is not None:
            parts.append(part)
            del members[name]
    return Template(members, lay_out(members.values()), tuple(parts), marks, fields_of(parts), drawings)


def _compile_part(name: str, root: etree._Element, marks: Marks, groups: Collection[str]) -> Part | None:
    """Return the program of a part; None if it is no main part and nothing in it changes."""
    _tidy(root)
    replace_fields(root, marks, groups)
    replace_tags(root, marks)
    settle_conditions(root, marks)
    repeat_rows(root, marks)
    guard_containers(root)
    changing = any(True for _ in marks_in(root)) or any(SLOT.search(text.text or "") for text in root.iter(W + "t"))
    if name != DOCUMENT and not changing:
        return None
    _number_parts(root, marks)
    xml = etree.tostring(root, encoding="unicode", with_tail=False)
    return Part(name, xml, (DECLARATION, *build(xml, marks)))


def _clean(members: dict[str, Member]) -> dict[str, Member]:
    """Leave out mail-merge settings and the path of the author's own template; make a .dotx a document."""
    if DOCUMENT not in members or CONTENT_TYPES not in members:
        raise Refusal("template-unreadable")
    types = unpack(members[CONTENT_TYPES]).decode("utf-8-sig", "replace")
    if "vbaProject" in types or "macroEnabled" in types:
        raise Refusal("template-macros")
    types = re.sub(r'<Override [^>]*PartName="/word/recipientData\.xml"[^>]*/>', "", types)
    members[CONTENT_TYPES] = pack(CONTENT_TYPES, types.replace(_TEMPLATE_TYPE, _MAIN_TYPE).encode())
    members.pop(RECIPIENTS, None)
    if SETTINGS in members:
        root = parse(unpack(members[SETTINGS]))
        for element in (*root.findall(W + "mailMerge"), *root.findall(W + "attachedTemplate")):
            remove(element)
        members[SETTINGS] = pack(SETTINGS, etree.tostring(root, encoding="UTF-8", standalone=True))
    if SETTINGS_RELATIONS in members:
        relations = parse(unpack(members[SETTINGS_RELATIONS]))
        for relation in list(relations):
            if str(relation.get("Type")).endswith(_MERGE_RELATIONS):
                remove(relation)
        del members[SETTINGS_RELATIONS]
        if relations.find(f"{{{PACKAGE_RELATIONS}}}Relationship") is not None:
            content = etree.tostring(relations, encoding="UTF-8", standalone=True)
            members[SETTINGS_RELATIONS] = pack(SETTINGS_RELATIONS, content)
    return {name: members[name] for name in sorted(members, key=lambda name: name != CONTENT_TYPES)}


def _tidy(root: etree._Element) -> None:
    """Take out what belongs to one editing session, and what would show or hide a filled value."""
    _refuse_odd(root)
    for node in list(root.iter(*_NOISE)):
        remove(node)
    for properties in root.iter(W + "sdtPr"):
        for number in properties.findall(W + "id"):
            remove(number)
    for node in root.iter("*"):
        for name in list(node.attrib):
            if str(name).endswith(("}paraId", "}textId")) or str(name).startswith(W + "rsid"):
                del node.attrib[name]


def _refuse_odd(root: etree._Element) -> None:
    """Refuse revisions and comments, which no debtor must see, and marks of our own."""
    if next(root.iter(*_REVISIONS), None) is not None:
        raise Refusal("template-revisions")
    texts = (text.text or "" for text in root.iter(W + "t"))
    if any(True for _ in marks_in(root)) or any(OPEN in text or SHUT in text for text in texts):
        raise Refusal("template-unreadable")


def _number_parts(root: etree._Element, marks: Marks) -> None:
    """Let drawings, lists and bookmarks be numbered anew in each letter; drop bookmarks that nothing refers to."""
    for number in root.iter(W + "numId"):
        if number.get(W + "val") not in (None, "0"):
            number.set(W + "val", slot(f"n{number.get(W + 'val')}"))
    for shape in root.iter(DRAWING):
        shape.set("id", slot("d"))
    codes = " ".join(code.text or "" for code in root.iter(W + "instrText"))
    codes += " ".join(simple.get(W + "instr") or "" for simple in root.iter(W + "fldSimple"))
    used = {found.lower() for found in _REFERENCE.findall(codes)}
    used |= {(link.get(W + "anchor") or "").lower() for link in root.iter(W + "hyperlink")}
    numbers: dict[str | None, int] = {}
    for begin in list(root.iter(W + "bookmarkStart")):
        name = begin.get(W + "name") or ""
        if name.lower() not in used:
            remove(begin)
            continue
        marks.bookmarks += 1
        numbers[begin.get(W + "id")] = marks.bookmarks
        begin.set(W + "id", slot(f"b{marks.bookmarks}"))
        begin.set(W + "name", name + slot("s"))
        _rename(root, name)
    for end in list(root.iter(W + "bookmarkEnd")):
        if end.get(W + "id") in numbers:
            end.set(W + "id", slot(f"b{numbers[end.get(W + 'id')]}"))
        else:
            remove(end)


def _rename(root: etree._Element, bookmark: str) -> None:
    word = re.compile(rf"(?<!\w){re.escape(bookmark)}(?!\w)", re.IGNORECASE)
    for code in root.iter(W + "instrText"):
        code.text = word.sub(bookmark + slot("s"), code.text or "")
    for simple in root.iter(W + "fldSimple"):
        simple.set(W + "instr", word.sub(bookmark + slot("s"), simple.get(W + "instr") or ""))
    for link in root.iter(W + "hyperlink"):
        if (link.get(W + "anchor") or "").lower() == bookmark.lower():
            link.set(W + "anchor", bookmark + slot("s"))


def fields_of(parts: Sequence[Part]) -> Fields:
    """Return the placeholders that the programs of parts use."""
    scalars: dict[str, None] = {}
    groups: dict[str, dict[str, None]] = {}
    conditions: dict[str, None] = {}
    for node in (node for part in parts for node in walk(part.nodes)):
        if isinstance(node, Place) and node.group:
            groups.setdefault(node.group, {})[node.name] = None
        elif isinstance(node, Place):
            scalars[node.name] = None
        elif isinstance(node, Each):
            groups.setdefault(node.group, {})
        elif isinstance(node, When):
            conditions[f"{node.group}.{node.name}".lstrip(".")] = None
    return Fields(tuple(scalars), {group: tuple(names) for group, names in groups.items()}, tuple(conditions))


def walk(nodes: Sequence[Node]) -> Iterator[Node]:
    """Yield all nodes, blocks before what is in them."""
    for node in nodes:
        yield node
        if isinstance(node, (When, Each, Guard)):
            yield from walk(node.body)


def lists_in(nodes: Sequence[Node]) -> tuple[int, ...]:
    """Return the numbers of the lists that nodes use, each once."""
    return tuple(dict.fromkeys(node.index for node in walk(nodes) if isinstance(node, Number) and node.kind == "n"))
