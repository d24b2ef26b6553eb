"""Blocks of a template besides conditions: rows that repeat, and what must not be left empty when blocks vanish."""

from __future__ import annotations

from typing import TYPE_CHECKING

from addin.letters.wordxml import (
    CELL,
    PARAGRAPH,
    ROW,
    SLOT,
    TABLE,
    TEXT,
    TEXT_BOX,
    Marks,
    W,
    is_mark,
    mark,
    marks_in,
    nearest,
)
from addin.ports import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lxml import etree

_CONTAINERS = (CELL, TEXT_BOX, W + "hdr", W + "ftr", W + "footnote", W + "endnote", W + "comment")


def repeat_rows(root: etree._Element, marks: Marks) -> None:
    """Set a repeating block around each table row, or paragraph outside tables, that holds columns of a group."""
    blocks: dict[etree._Element, str] = {}
    for node, group in _group_places(root, marks):
        block = _block_of(node)
        if block is None or blocks.setdefault(block, group) != group:
            raise Refusal("template-group", found=group)
    done: set[etree._Element] = set()
    for block, group in blocks.items():
        if block in done:
            continue
        first, last = _outermost(block, block, group, marks)
        while (follower := _follower(last, blocks, group)) is not None:
            begin, end = _outermost(follower, follower, group, marks)
            if begin is not last.getnext():
                break
            last = end
            done.add(follower)
        marks.groups.append(group)
        first.addprevious(mark(f"each {len(marks.groups) - 1}"))
        last.addnext(mark("end"))


def guard_containers(root: etree._Element) -> None:
    """Mark tables whose rows may all vanish, and cells whose last paragraph may, to be mended when filled."""
    for table in list(root.iter(TABLE)):
        if any(is_mark(child) for child in table) and not any(child.tag == ROW for child in _always(table)):
            table.addprevious(mark("guard table"))
            table.addnext(mark("end"))
    for container in list(root.iter(*_CONTAINERS)):
        *_, last = [None, *(child for child in _always(container) if not str(child.tag).endswith("Pr"))]
        if any(is_mark(child) for child in container) and (last is None or last.tag != PARAGRAPH or _behind(last)):
            first = next((child for child in container if not str(child.tag).endswith("Pr")), None)
            if first is not None:
                first.addprevious(mark("guard container"))
                container.append(mark("end"))


def _behind(element: etree._Element) -> bool:
    """Return whether a mark follows: what it begins would then be last."""
    return any(is_mark(sibling) and str(sibling.text).startswith(("if", "each")) for sibling in element.itersiblings())


def _always(container: etree._Element) -> Iterator[etree._Element]:
    """Yield the children that stand in no block."""
    depth = 0
    for child in container:
        if is_mark(child):
            depth += -1 if str(child.text).startswith("end") else 1
        elif not depth:
            yield child


def _group_places(root: etree._Element, marks: Marks) -> Iterable[tuple[etree._Element, str]]:
    """Yield each element that needs a row of a group: texts with its columns, begins of conditions on its columns."""
    for text in root.iter(TEXT):
        for found in SLOT.findall(text.text or ""):
            if found.startswith("v") and (group := marks.places[int(found[1:])].group):
                yield text, group
    for node in marks_in(root):
        words = str(node.text).split()
        if words[0] == "if" and (group := marks.tests[int(words[1])].group):
            yield node, group


def _block_of(node: etree._Element) -> etree._Element | None:
    """Return the row around a node, or its paragraph where no row is, within the same text box."""
    if is_mark(node) and nearest(node, PARAGRAPH, ROW, CELL, TABLE) is nearest(node, TABLE) is not None:
        return next((sibling for sibling in node.itersiblings() if sibling.tag == ROW), None)
    if is_mark(node) and nearest(node, PARAGRAPH, ROW) is None:
        return next((sibling for sibling in node.itersiblings() if sibling.tag == PARAGRAPH), None)
    row = nearest(node, ROW, TEXT_BOX)
    return row if row is not None and row.tag == ROW else nearest(node, PARAGRAPH)


def _follower(last: etree._Element, blocks: dict[etree._Element, str], group: str) -> etree._Element | None:
    """Return the row of the same group right behind, perhaps within a condition of its own."""
    behind = last.getnext()
    if behind is not None and is_mark(behind):
        behind = behind.getnext()
    return behind if behind is not None and behind.tag == ROW and blocks.get(behind) == group else None


def _outermost(
    first: etree._Element, last: etree._Element, group: str, marks: Marks
) -> tuple[etree._Element, etree._Element]:
    """Widen a row by the conditions on the group's own columns that stand right around it."""
    while True:
        before, behind = first.getprevious(), last.getnext()
        if before is None or behind is None or not (is_mark(before) and is_mark(behind)):
            return first, last
        words = str(before.text).split()
        own = words[0] == "if" and marks.tests[int(words[1])].group == group
        if not own or not str(behind.text).startswith("end"):
            return first, last
        first, last = before, behind
