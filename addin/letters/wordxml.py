"""Names of WordprocessingML and the marks that stand in a part's XML while a template is compiled.

A value's place is a pair of noncharacters around its number (``slot``): no document holds them, and cells are never
searched for them. A block's begin and end are processing instructions between runs, paragraphs or rows.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from lxml import etree

from addin.ports import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from addin.letters.formats import Show

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
W = f"{{{WORD}}}"
R = f"{{{RELATIONS}}}"
DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
SPACE = "{http://www.w3.org/XML/1998/namespace}space"
DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
OPEN, SHUT = "\ufdd0", "\ufdd1"
TARGET = "dunbook"
SLOT = re.compile(f"{OPEN}([^{OPEN}{SHUT}]*){SHUT}")

PARAGRAPH, RUN, TEXT = W + "p", W + "r", W + "t"
TABLE, ROW, CELL = W + "tbl", W + "tr", W + "tc"
SECTION, PROPERTIES, RUN_PROPERTIES = W + "sectPr", W + "pPr", W + "rPr"
TEXT_BOX = W + "txbxContent"
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, remove_comments=True)


@dataclass(frozen=True)
class Place:
    """Where a value goes: ``name`` of the record, or of each row of ``group``; ``show`` prints it as ``spec`` says."""

    group: str
    name: str
    spec: str
    show: Show

    @property
    def full(self) -> str:
        """The placeholder as written: 合计, 明细.合同编号."""
        return f"{self.group}.{self.name}" if self.group else self.name


@dataclass(frozen=True)
class Test:
    """A condition: the block stays if the truth of ``group.name`` equals ``wanted``."""

    group: str
    name: str
    wanted: bool


@dataclass
class Marks:
    """What the numbers in the marks of a template mean; grows while its parts are compiled."""

    places: list[Place] = field(default_factory=list)
    tests: list[Test] = field(default_factory=list)
    groups: list[str] = field(default_factory=list)
    bookmarks: int = 0


def parse(content: bytes) -> etree._Element:
    """Return the root of a part; Refusal ``template-unreadable`` unless it is sound XML without a DTD."""
    try:
        root = etree.fromstring(content, _PARSER)
    except etree.XMLSyntaxError as error:
        raise Refusal("template-unreadable") from error
    if b"<!DOCTYPE" in content:
        raise Refusal("template-unreadable")
    return root


def slot(text: str) -> str:
    """Return the mark of a value's place."""
    return f"{OPEN}{text}{SHUT}"


def mark(text: str) -> etree._Element:
    """Return the mark of a block's begin or end."""
    return etree.ProcessingInstruction(TARGET, text)


def is_mark(node: etree._Element) -> bool:
    """Return whether a node is one of our marks."""
    return node.tag is etree.PI and node.target == TARGET  # type: ignore[comparison-overlap,attr-defined]


def marks_in(root: etree._Element) -> Iterator[etree._Element]:
    """Yield the marks below an element in document order."""
    return (node for node in root.iter(etree.PI) if is_mark(node))


def own_texts(paragraph: etree._Element) -> list[etree._Element]:
    """Return the ``w:t`` of a paragraph, without those of text boxes anchored in it."""
    return [text for text in paragraph.iter(TEXT) if nearest(text, PARAGRAPH) is paragraph]


def nearest(node: etree._Element, *tags: str) -> etree._Element | None:
    """Return the nearest ancestor with one of these tags."""
    above = node.getparent()
    while above is not None and above.tag not in tags:
        above = above.getparent()
    return above


def remove(node: etree._Element) -> None:
    """Take an element out of its parent."""
    parent = node.getparent()
    if parent is not None:
        parent.remove(node)
