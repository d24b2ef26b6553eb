"""Conditions of a template, set around whole runs, paragraphs or rows.

A condition may begin and end anywhere people put it: inside a paragraph, alone in a paragraph or a row, in the first
and last cell of a row. Its two marks are lifted until they stand between siblings, so that leaving out the block always
leaves sound XML.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from addin.letters.wordxml import (
    CELL,
    PARAGRAPH,
    PROPERTIES,
    ROW,
    SECTION,
    TEXT,
    Marks,
    W,
    marks_in,
    remove,
)
from addin.ports import Refusal

if TYPE_CHECKING:
    from lxml import etree

_VISIBLE = frozenset(
    W + name
    for name in ("tab", "br", "cr", "drawing", "pict", "object", "sym", "fldChar", "ptab", "footnoteReference",
                 "endnoteReference")
)  # fmt: skip


def settle_conditions(root: etree._Element, marks: Marks) -> None:
    """Lift every condition so that its begin and end are siblings; Refusal ``template-condition`` where they cannot."""
    pairs = _pairs(root, marks)
    forward, back = _lifts(root, pairs, marks)
    for node, top in forward:
        remove(node)
        top.addprevious(node)
    for node, top in reversed(back):
        remove(node)
        top.addnext(node)
    for start, end in pairs:
        _widen(start, end, _words(start, marks))
    for _, top in forward + back:
        gone = top.tag in (PARAGRAPH, ROW) and not _visible(top) and not any(True for _ in marks_in(top))
        if gone and top.getparent() is not None and not _ends_section(top):
            remove(top)


def _words(start: etree._Element, marks: Marks) -> str:
    test = marks.tests[int(str(start.text).split()[1])]
    return ("?" if test.wanted else "!") + (f"{test.group}.{test.name}" if test.group else test.name)


def _pairs(root: etree._Element, marks: Marks) -> list[tuple[etree._Element, etree._Element]]:
    """Return begin and end of each block in the order of the begins."""
    open_blocks: list[etree._Element] = []
    pairs: dict[etree._Element, etree._Element] = {}
    starts: list[etree._Element] = []
    for node in marks_in(root):
        if not str(node.text).startswith("end"):
            open_blocks.append(node)
            starts.append(node)
            continue
        if not open_blocks:
            raise Refusal("template-condition", found="{{/?}}")
        start = open_blocks.pop()
        kind = str(node.text).split()[1:]
        if kind and bool(int(kind[0])) is not marks.tests[int(str(start.text).split()[1])].wanted:
            raise Refusal("template-condition", found=_words(start, marks))
        pairs[start] = node
    if open_blocks:
        raise Refusal("template-condition", found=_words(open_blocks[-1], marks))
    return [(start, pairs[start]) for start in starts]


def _lifts(
    root: etree._Element, pairs: list[tuple[etree._Element, etree._Element]], marks: Marks
) -> tuple[list[tuple[etree._Element, etree._Element]], list[tuple[etree._Element, etree._Element]]]:
    """Return which marks to move before which elements, and which behind, each in document order.

    A mark leaves the elements that do not hold its partner as well: to the front if nothing shows before it in them,
    to the back if nothing shows behind it. The order of marks among themselves stays.
    """
    partner = {one: (other, start) for start, end in pairs for one, other in ((start, end), (end, start))}
    forward, back = [], []
    for node in marks_in(root):
        other, start = partner[node]
        around = set(other.iterancestors())
        top = node
        while (parent := top.getparent()) is not None and parent not in around:
            top = parent
        if top is node:
            continue
        if not _visible_beside(node, top, before=True):
            forward.append((node, top))
        elif not _visible_beside(node, top, before=False):
            back.append((node, top))
        else:
            raise Refusal("template-condition", found=_words(start, marks))
    return forward, back


def _widen(start: etree._Element, end: etree._Element, words: str) -> None:
    """Set a condition that covers all of a paragraph around the paragraph, one between cells around the row."""
    around = start.getparent()
    while around is not None and around.tag in (ROW, PARAGRAPH):
        whole = not _visible_beside(start, around, before=True) and not _visible_beside(end, around, before=False)
        if around.tag == ROW and not whole:
            raise Refusal("template-condition", found=words)
        if around.tag == PARAGRAPH and not (whole and _may_vanish(around)):
            return
        around.addprevious(start)
        around.addnext(end)
        around = around.getparent()


def _ends_section(paragraph: etree._Element) -> bool:
    return paragraph.find(f"{PROPERTIES}/{SECTION}") is not None


def _may_vanish(paragraph: etree._Element) -> bool:
    """Return whether a paragraph may be left out: it ends no section, and is not the only one of a cell."""
    parent = paragraph.getparent()
    alone = parent is not None and parent.tag == CELL and len(parent.findall(PARAGRAPH)) == 1
    return not alone and not _ends_section(paragraph)


def _visible_beside(node: etree._Element, top: etree._Element, *, before: bool) -> bool:
    """Return whether anything shows inside ``top`` before (or behind) ``node``, which stands in it."""
    while node is not top:
        if any(_visible(sibling) for sibling in node.itersiblings(preceding=before)):
            return True
        parent = node.getparent()
        if parent is None:
            return False
        node = parent
    return False


def _visible(element: etree._Element) -> bool:
    if not isinstance(element.tag, str):
        return False
    return any(node.tag in _VISIBLE or (node.tag == TEXT and (node.text or "").strip()) for node in element.iter())
