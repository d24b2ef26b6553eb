"""Print files: many letters in one Word file to print at once, each in a section of its own.

Page numbers start anew with each letter, headers and footers show that letter's values, lists begin at their first
number, and no id or bookmark occurs twice. Letters are written one by one, so memory stays flat.
"""

from __future__ import annotations

import re
import zipfile
from copy import deepcopy
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, BinaryIO, TypeVar

from lxml import etree

from addin.letters.compile import CONTENT_TYPES, DOCUMENT, lists_in
from addin.letters.package import FASTEST, unpack
from addin.letters.program import Pen, write
from addin.letters.program import build as build_nodes
from addin.letters.wordxml import (
    DECLARATION,
    PARAGRAPH,
    PROPERTIES,
    RELATIONS,
    SECTION,
    TARGET,
    W,
    mark,
    parse,
    remove,
    slot,
)
from addin.ports import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from addin.letters.compile import Part, Template
    from addin.letters.program import Node, Record

LETTERS_PER_FILE = 300
DOCUMENT_RELATIONS = "word/_rels/document.xml.rels"
NUMBERING = "word/numbering.xml"
STYLES = "word/styles.xml"
_CUT = f"<?{TARGET} cut?>"
_PAGE_COUNT = re.compile(r'((?:<w:instrText[^<>]*>|w:instr=")[^<>"]*?)\bNUMPAGES\b')
_BEFORE_PAGE_NUMBERS = tuple(
    W + name
    for name in ("headerReference", "footerReference", "footnotePr", "endnotePr", "type", "pgSz", "pgMar", "paperSrc",
                 "pgBorders", "lnNumType")
)  # fmt: skip
_BEFORE_LISTS = tuple(
    W + name for name in ("pStyle", "keepNext", "keepLines", "pageBreakBefore", "framePr", "widowControl")
)
_CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.{kind}+xml"
_Item = TypeVar("_Item")


@dataclass(frozen=True)
class _Plan:
    """The document cut up: what stands before the letters, one letter, the section that ends it, what stands behind."""

    head: str
    letter: tuple[Node, ...]
    section: str
    tail: str
    running: tuple[tuple[str, Part], ...]  # (relation, part) of each header or footer that changes with the letter


def chunks(items: Iterable[_Item], size: int = LETTERS_PER_FILE) -> Iterator[list[_Item]]:
    """Yield the items in lists of at most ``size``, one list for each print file."""
    rest = iter(items)
    while chunk := list(islice(rest, size)):
        yield chunk


def joinable(template: Template) -> bool:
    """Return whether letters of this template can be joined: it has one section and no footnotes."""
    try:
        _plan(template, duplex=False)
    except Refusal:
        return False
    return True


def write_print_file(
    template: Template, records: Sequence[Record], stream: BinaryIO, *, duplex: bool = False
) -> None:
    """Write one Word file with a letter per record; ``duplex`` starts each letter on a new sheet of paper.

    Refusal ``template-print`` for a template that cannot be joined: several sections, or footnotes.
    """
    if not records:
        raise ValueError(records)
    plan = _plan(template, duplex=duplex)
    pen = Pen(drawings=template.drawings, bookmarks=template.marks.bookmarks, lists=_lists(template, plan))
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=FASTEST) as package:
        _put(package, CONTENT_TYPES, _content_types(template, plan, len(records)))
        _put(package, DOCUMENT_RELATIONS, _relations(template, plan, len(records)))
        for name, member in template.members.items():
            if name in (CONTENT_TYPES, DOCUMENT_RELATIONS):
                continue
            content = unpack(member)
            if name == NUMBERING:
                content = _numbering(content, pen, len(records))
            elif name.startswith(("word/header", "word/footer")) and name.endswith(".xml"):
                content = _PAGE_COUNT.sub(r"\1SECTIONPAGES", content.decode()).encode()
            _put(package, name, content)
        with package.open(zipfile.ZipInfo(DOCUMENT), "w", force_zip64=True) as document:
            document.write((DECLARATION + plan.head).encode())
            for number, record in enumerate(records):
                pen.letter, last = number, number == len(records) - 1
                section = _section(plan, number)
                pen.section = "" if last else section
                pen.out = []
                write(plan.letter, record, {}, pen)
                document.write("".join([*pen.out, section * last]).encode())
            document.write(plan.tail.encode())
        _running_parts(package, template, plan, records, pen)


def _put(package: zipfile.ZipFile, name: str, content: bytes) -> None:
    info = zipfile.ZipInfo(name)
    info.compress_type = zipfile.ZIP_DEFLATED
    package.writestr(info, content, compresslevel=FASTEST)


def _plan(template: Template, *, duplex: bool) -> _Plan:
    root = etree.fromstring(template.document.xml)
    body = root.find(W + "body")
    section = body.find(SECTION) if body is not None else None
    if body is None or section is None or len(list(root.iter(SECTION))) > 1:
        raise Refusal("template-print")
    if any(True for _ in root.iter(W + "footnoteReference", W + "endnoteReference")):
        raise Refusal("template-print")
    _start_anew(section, duplex=duplex)
    _number_by_style(root, template)
    remove(section)
    last = body[-1] if len(body) else None
    if last is None or last.tag != PARAGRAPH:
        last = etree.SubElement(body, PARAGRAPH)
    properties = last.find(PROPERTIES)
    if properties is None:
        properties = etree.Element(PROPERTIES)
        last.insert(0, properties)
    properties.append(mark("section"))
    body.insert(0, mark("cut"))
    body.extend([mark("cut"), section, mark("cut")])
    xml = _PAGE_COUNT.sub(r"\1SECTIONPAGES", etree.tostring(root, encoding="unicode"))
    head, letter, ending, tail = xml.split(_CUT)
    relations = {relation.get("Target"): relation.get("Id") for relation in _relation_elements(template)}
    running = tuple(
        (str(relations[part.name.removeprefix("word/")]), part)
        for part in template.parts[1:]
        if part.name.removeprefix("word/") in relations
    )
    return _Plan(head, build_nodes(letter, template.marks), ending, tail, running)


def _number_by_style(root: etree._Element, template: Template) -> None:
    """Give paragraphs numbered by their style the list themselves, so that it can begin anew in each letter."""
    if STYLES not in template.members:
        return
    styles = {style.get(W + "styleId"): style for style in parse(unpack(template.members[STYLES])).iter(W + "style")}
    for paragraph in root.iter(PARAGRAPH):
        properties = paragraph.find(PROPERTIES)
        name = properties.find(W + "pStyle") if properties is not None else None
        if properties is None or name is None or properties.find(W + "numPr") is not None:
            continue
        style = styles.get(name.get(W + "val"))
        while style is not None and style.find(f"{PROPERTIES}/{W}numPr/{W}numId") is None:
            based = style.find(W + "basedOn")
            style = styles.get(based.get(W + "val")) if based is not None else None
        listed = style.find(f"{PROPERTIES}/{W}numPr") if style is not None else None
        if listed is not None and listed.find(f"{W}numId[@{W}val='0']") is None:
            copy = deepcopy(listed)
            for number in copy.iter(W + "numId"):
                number.set(W + "val", slot(f"n{number.get(W + 'val')}"))
            before = [child for child in properties if child.tag in _BEFORE_LISTS]
            before[-1].addnext(copy)


def _start_anew(section: etree._Element, *, duplex: bool) -> None:
    """Let a section begin on a new page (on a new sheet if ``duplex``) with page number 1."""
    for kind in section.findall(W + "type"):
        remove(kind)
    kind = etree.Element(W + "type", {W + "val": "oddPage" if duplex else "nextPage"})
    before = [child for child in section if child.tag in _BEFORE_PAGE_NUMBERS[:4]]
    section.insert(section.index(before[-1]) + 1 if before else 0, kind)
    numbers = section.find(W + "pgNumType")
    if numbers is None:
        numbers = etree.Element(W + "pgNumType")
        before = [child for child in section if child.tag in _BEFORE_PAGE_NUMBERS]
        section.insert(section.index(before[-1]) + 1, numbers)
    numbers.set(W + "start", "1")


def _section(plan: _Plan, number: int) -> str:
    section = plan.section
    for relation, _ in plan.running:
        section = section.replace(f'"{relation}"', f'"{relation}_{number}"')
    return section


def _part_name(part: Part, number: int) -> str:
    return part.name.replace(".xml", f"_{number}.xml")


def _kind(part: Part) -> str:
    return "header" if "header" in part.name else "footer"


def _relation_elements(template: Template) -> etree._Element:
    return parse(unpack(template.members[DOCUMENT_RELATIONS]))


def _relations(template: Template, plan: _Plan, count: int) -> bytes:
    """Return the relations of the document: one per letter for each header or footer that changes."""
    root = _relation_elements(template)
    changing = {relation for relation, _ in plan.running}
    for relation in list(root):
        if relation.get("Id") in changing:
            remove(relation)
    tag = f"{{{root.nsmap[None]}}}Relationship"
    for name, part in plan.running:
        for number in range(count):
            target = _part_name(part, number).removeprefix("word/")
            kind = f"{RELATIONS}/{_kind(part)}"
            etree.SubElement(root, tag, Id=f"{name}_{number}", Type=kind, Target=target)
    return etree.tostring(root, encoding="UTF-8", standalone=True)


def _content_types(template: Template, plan: _Plan, count: int) -> bytes:
    root = parse(unpack(template.members[CONTENT_TYPES]))
    names = {f"/{part.name}" for _, part in plan.running}
    for override in list(root):
        if override.get("PartName") in names:
            remove(override)
    tag = f"{{{root.nsmap[None]}}}Override"
    for _, part in plan.running:
        for number in range(count):
            kind = _CONTENT_TYPE.format(kind=_kind(part))
            etree.SubElement(root, tag, PartName=f"/{_part_name(part, number)}", ContentType=kind)
    return etree.tostring(root, encoding="UTF-8", standalone=True)


def _running_parts(
    package: zipfile.ZipFile, template: Template, plan: _Plan, records: Sequence[Record], pen: Pen
) -> None:
    """Write each letter's own headers and footers, with the relations of their pictures."""
    for _, part in plan.running:
        folder, _, file = part.name.rpartition("/")
        pictures = template.members.get(f"{folder}/_rels/{file}.rels")
        for number, record in enumerate(records):
            pen.letter, pen.out = number, []
            write(part.nodes, record, {}, pen)
            text = _PAGE_COUNT.sub(r"\1SECTIONPAGES", "".join(pen.out))
            name = _part_name(part, number)
            _put(package, name, text.encode())
            if pictures is not None:
                _put(package, f"{folder}/_rels/{name.rpartition('/')[2]}.rels", unpack(pictures))


def _lists(template: Template, plan: _Plan) -> dict[int, int]:
    """Return for each list of the document the number that its copy in letter n has, less n times their count."""
    used = lists_in(plan.letter)
    if not used or NUMBERING not in template.members:
        return {}
    numbers = parse(unpack(template.members[NUMBERING])).findall(W + "num")
    last = max([0, *(int(number.get(W + "numId") or 0) for number in numbers)])
    return {number: last + at + 1 - len(used) for at, number in enumerate(used)}


def _numbering(content: bytes, pen: Pen, count: int) -> bytes:
    """Return numbering.xml with a copy of each list for every letter after the first, starting anew."""
    root = parse(content)
    originals = {int(number.get(W + "numId") or 0): number for number in root.findall(W + "num")}
    starts = {
        abstract.get(W + "abstractNumId"): [
            (level.get(W + "ilvl") or "0", start.get(W + "val") or "1")
            for level in abstract.findall(W + "lvl")
            if (start := level.find(W + "start")) is not None
        ]
        for abstract in root.findall(W + "abstractNum")
    }
    place = root.findall(W + "num")[-1:]
    for letter in range(1, count):
        for number, first in pen.lists.items():
            if number not in originals:
                continue
            copy = deepcopy(originals[number])
            copy.set(W + "numId", str(letter * len(pen.lists) + first))
            abstract = copy.find(W + "abstractNumId")
            for old in copy.findall(W + "lvlOverride"):
                remove(old)
            for level, first_value in starts.get(abstract.get(W + "val") if abstract is not None else None, []):
                again = etree.SubElement(copy, W + "lvlOverride", {W + "ilvl": level})
                etree.SubElement(again, W + "startOverride", {W + "val": first_value})
            place[-1].addnext(copy)
            place = [copy]
    return etree.tostring(root, encoding="UTF-8", standalone=True)
