"""Tags typed in Word, ``{{字段}}``, ``{{字段|格式}}``, ``{{?字段}}…{{/?}}``: found although Word cuts them over runs.

Full-width braces and marks, as a Chinese keyboard gives them, mean the same.
"""

from __future__ import annotations

import re
from copy import deepcopy

from lxml import etree

from addin.letters.formats import format_for
from addin.letters.wordxml import (
    OPEN,
    PARAGRAPH,
    RUN,
    RUN_PROPERTIES,
    SHUT,
    SLOT,
    SPACE,
    TEXT,
    Marks,
    Place,
    Test,
    mark,
    own_texts,
    remove,
    slot,
)
from addin.ports import Refusal

_BRACES = str.maketrans({"｛": "{", "｝": "}"})
_ENDS = {"?": "1", "？": "1", "!": "0", "！": "0"}
_TAG = re.compile(r"\{\{([^{}]*)\}\}")
_BLOCK = re.compile(f"{OPEN}b([^{SHUT}]*){SHUT}")


def replace_tags(root: etree._Element, marks: Marks) -> None:
    """Put marks where the tags of a part stand. Refusal ``template-tag`` where braces make no tag."""
    for paragraph in root.iter(PARAGRAPH):
        texts = own_texts(paragraph)
        whole = "".join(text.text or "" for text in texts)
        if "{{" in whole.translate(_BRACES) or "}}" in whole.translate(_BRACES):
            _mark_texts(texts, whole, marks)
    _cut_blocks(root)
    for node in root.iter():
        if isinstance(node.tag, str) and "{{" in (node.text or ""):
            raise Refusal("template-tag", found=(node.text or "").strip()[:40])


def _mark_texts(texts: list[etree._Element], whole: str, marks: Marks) -> None:
    """Write the paragraph's texts anew: what is not a tag stays in its own run, a tag goes where it begins."""
    plain = whole.translate(_BRACES)
    pieces: list[list[str]] = [[] for _ in texts]
    owner = [index for index, text in enumerate(texts) for _ in text.text or ""]
    position = 0
    for match in _TAG.finditer(plain):
        _copy(whole, position, match.start(), owner, pieces)
        pieces[owner[match.start()]].append(_meaning(match[1], marks))
        position = match.end()
    _copy(whole, position, len(whole), owner, pieces)
    rest = "".join("".join(piece) for piece in pieces).translate(_BRACES)
    if "{{" in rest or "}}" in rest:
        raise Refusal("template-tag", found=whole.strip()[:40])
    for text, piece in zip(texts, pieces, strict=True):
        text.text = "".join(piece)
        text.set(SPACE, "preserve")


def _copy(whole: str, start: int, stop: int, owner: list[int], pieces: list[list[str]]) -> None:
    while start < stop:
        run = owner[start]
        end = start
        while end < stop and owner[end] == run:
            end += 1
        pieces[run].append(whole[start:end])
        start = end


def _meaning(tag: str, marks: Marks) -> str:
    """Return the mark of one tag's content."""
    tag = tag.strip()
    head, rest = tag[:1], tag[1:].strip()
    if head in ("/", "／"):
        return slot(f"bend {_ENDS.get(rest[:1], '')}")
    name, _, spec = (rest if head in ("?", "？", "!", "！") else tag).replace("｜", "|").partition("|")
    group, _, column = name.strip().replace("．", ".").rpartition(".")
    if not column or (head in ("?", "？", "!", "！") and spec):
        raise Refusal("template-tag", found=f"{{{{{tag}}}}}")
    if head in ("?", "？", "!", "！"):
        marks.tests.append(Test(group, column, wanted=head in ("?", "？")))
        return slot(f"bif {len(marks.tests) - 1}")
    marks.places.append(Place(group, column, spec.strip(), format_for(spec)))
    return slot(f"v{len(marks.places) - 1}")


def _cut_blocks(root: etree._Element) -> None:
    """Split runs so that each begin or end of a condition stands between two runs."""
    for text in list(root.iter(TEXT)):
        if not _BLOCK.search(text.text or ""):
            continue
        run = text.getparent()
        if run is None or run.tag != RUN:
            raise Refusal("template-tag", found=SLOT.sub("", text.text or "")[:40])
        first, *others = _BLOCK.split(text.text or "")
        behind = list(text.itersiblings())
        text.text = first
        made = [run]
        for block, piece in zip(others[::2], others[1::2], strict=True):
            sign = mark(block)
            made[-1].addnext(sign)
            made.append(_like(run, piece))
            sign.addnext(made[-1])
        made[-1].extend(behind)
        if not first:
            run.remove(text)
        for piece_run in made:
            if all(child.tag == RUN_PROPERTIES for child in piece_run):
                remove(piece_run)


def _like(run: etree._Element, words: str) -> etree._Element:
    """Return a run formatted like another, holding these words."""
    new = etree.Element(RUN)
    properties = run.find(RUN_PROPERTIES)
    if properties is not None:
        new.append(deepcopy(properties))
    if words:
        text = etree.SubElement(new, TEXT)
        text.text = words
        text.set(SPACE, "preserve")
    return new
