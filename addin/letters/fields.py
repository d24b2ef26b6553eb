"""Word's own fields in a template: each MERGEFIELD becomes the place of a value; fields that ask or skip are refused.

A field that stands in another field's instruction cannot be filled safely, because the text of a cell would become
part of a field code; the template is refused and the field named (conditions are written ``{{?字段}}…{{/?}}``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from lxml import etree

from addin.letters.formats import CAPITALS, format_for
from addin.letters.wordxml import RUN, RUN_PROPERTIES, SPACE, TEXT, Marks, Place, Test, W, mark, remove, slot
from addin.ports import Refusal

if TYPE_CHECKING:
    from collections.abc import Collection

_MERGEFIELD = re.compile(r'\s*MERGEFIELD\s+(?:"([^"]+)"|“([^”]+)”|(\S+))(.*)$', re.DOTALL | re.IGNORECASE)
_MERGING = re.compile(
    r"\s*(ADDRESSBLOCK|GREETINGLINE|NEXT|NEXTIF|SKIPIF|MERGEREC|MERGESEQ|ASK|FILLIN|DATABASE|DDE|DDEAUTO)\b",
    re.IGNORECASE,
)
_SWITCH = re.compile(r'\\([@#*bf])\s*(?:"([^"]*)"|(\S+))', re.IGNORECASE)
_CHINESE_NUMBERS = frozenset({"CHINESENUM2", "DBNUM2"})


@dataclass
class _Field:
    """A complex field while it is read: its runs, its instruction, the runs of its result."""

    runs: list[etree._Element] = field(default_factory=list)
    results: list[etree._Element] = field(default_factory=list)
    instruction: str = ""
    separated: bool = False


def replace_fields(root: etree._Element, marks: Marks, groups: Collection[str]) -> None:
    """Put marks where MERGEFIELDs stand; ``groups`` are the names of repeating rows (明细_列 is 明细.列)."""
    _complex_fields(root, marks, groups)
    for simple in list(root.iter(W + "fldSimple")):
        instruction = simple.get(W + "instr") or ""
        _refuse_merging(instruction)
        if _MERGEFIELD.match(instruction):
            run = simple.find(RUN)
            if run is None:
                run = etree.SubElement(simple, RUN)
            simple.addprevious(run)
            remove(simple)
            _place_field(run, instruction, marks, groups)


def _complex_fields(root: etree._Element, marks: Marks, groups: Collection[str]) -> None:
    stack: list[_Field] = []
    for run in list(root.iter(RUN)):
        kind = next((char.get(W + "fldCharType") for char in run.findall(W + "fldChar")), None)
        if kind == "begin":
            stack.append(_Field([run]))
        elif stack and kind == "separate":
            stack[-1].runs.append(run)
            stack[-1].separated = True
        elif stack and kind == "end":
            done = stack.pop()
            done.runs.append(run)
            _finish(done, stack, marks, groups)
        elif stack and stack[-1].separated:
            stack[-1].runs.append(run)
            stack[-1].results.append(run)
        elif stack:
            stack[-1].runs.append(run)
            stack[-1].instruction += "".join(code.text or "" for code in run.findall(W + "instrText"))
    if stack:
        raise Refusal("template-field-open", found=stack[-1].instruction.strip())


def _finish(done: _Field, outer: list[_Field], marks: Marks, groups: Collection[str]) -> None:
    _refuse_merging(done.instruction)
    if not _MERGEFIELD.match(done.instruction):
        return
    if any(not above.separated for above in outer):
        raise Refusal("template-field-nested", found=done.instruction.strip())
    keep = next((run for run in done.results if run.find(TEXT) is not None), done.runs[0])
    for run in done.runs:
        if run is not keep:
            remove(run)
    _place_field(keep, done.instruction, marks, groups)


def _refuse_merging(instruction: str) -> None:
    match = _MERGING.match(instruction)
    if match:
        raise Refusal("template-field-unsupported", found=match[1].upper())


def _place_field(run: etree._Element, instruction: str, marks: Marks, groups: Collection[str]) -> None:
    r"""Turn a run into the value of a MERGEFIELD with its \@ \# \* \b \f switches."""
    match = _MERGEFIELD.match(instruction)
    if match is None:
        return
    name = (match[1] or match[2] or match[3]).strip()
    prefix, _, column = name.partition("_")
    group, name = (prefix, column) if column and prefix in groups else name.rpartition(".")[::2]
    switches = {found[0].lower(): found[1] or found[2] for found in _SWITCH.findall(match[4])}
    spec = switches.get("@") or switches.get("#") or ""
    if switches.get("*", "").upper() in _CHINESE_NUMBERS:
        spec = CAPITALS
    for child in list(run):
        if child.tag != RUN_PROPERTIES:
            run.remove(child)
    marks.places.append(Place(group, name, spec, format_for(spec)))
    before, after = switches.get("b", ""), switches.get("f", "")
    text = etree.SubElement(run, TEXT)
    text.text = before + slot(f"v{len(marks.places) - 1}") + after
    text.set(SPACE, "preserve")
    if before or after:
        marks.tests.append(Test(group, name, wanted=True))
        run.addprevious(mark(f"if {len(marks.tests) - 1}"))
        run.addnext(mark("end"))
