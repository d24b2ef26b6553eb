"""The template of Word's own mail merge: every value a MERGEFIELD, unbound or bound to the sheet with the data."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, TypeAlias
from urllib.parse import quote

from lxml import etree

from addin.letters.compile import SETTINGS, SETTINGS_RELATIONS
from addin.letters.package import close, lay_out, pack, read_members, unpack
from addin.letters.program import Each, Guard, Pen, When, write
from addin.letters.wordxml import (
    DECLARATION,
    PACKAGE_RELATIONS,
    PARAGRAPH,
    PROPERTIES,
    RELATIONS,
    RUN,
    RUN_PROPERTIES,
    SLOT,
    SPACE,
    TEXT,
    WORD,
    Place,
    R,
    W,
    parse,
    remove,
    slot,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from addin.letters.compile import Template
    from addin.letters.formats import Show
    from addin.letters.program import Node, Record

Key: TypeAlias = "tuple[str, str] | When"
_SHOWN = frozenset({TEXT, W + "br", W + "tab", W + "cr"})
_BEFORE_MERGE = frozenset(
    W + name
    for name in (
        "writeProtection", "view", "zoom", "removePersonalInformation", "removeDateAndTime",
        "doNotDisplayPageBoundaries", "displayBackgroundShape", "printPostScriptOverText",
        "printFractionalCharacterWidth", "printFormsData",
        "embedTrueTypeFonts", "embedSystemFonts", "saveSubsetFonts", "saveFormsData", "mirrorMargins",
        "alignBordersAndEdges", "bordersDoNotSurroundHeader", "bordersDoNotSurroundFooter", "gutterAtTop",
        "hideSpellingErrors", "hideGrammaticalErrors", "activeWritingStyle", "proofState", "formsDesign",
        "attachedTemplate", "linkStyles", "stylePaneFormatFilter", "stylePaneSortMethod", "documentType",
    )
)  # fmt: skip


def merge_document(
    template: Template, headers: Mapping[Key, str], decided: Mapping[str, bool], rows: Mapping[str, int]
) -> bytes:
    """Return the template for a merge: ``headers`` of values and sentences, conditions ``decided``, rows per group."""
    record: dict[str, object] = {**dict.fromkeys(template.fields.scalars, 0), **decided}
    for group, count in rows.items():
        names = [name.partition(".")[2] for name in template.fields.conditions if name.startswith(f"{group}.")]
        names += template.fields.groups[group]
        record[group] = [dict.fromkeys(names, number) for number in range(1, count + 1)]
    filled = []
    for part in template.parts:
        pen = Pen(drawings=template.drawings)
        write(_symbolic(part.nodes, headers), record, {}, pen)
        root = parse("".join(pen.out).encode())
        for text in list(root.iter(TEXT)):
            if SLOT.search(text.text or ""):
                _split(text)
        filled.append(pack(part.name, etree.tostring(root, encoding="UTF-8", standalone=True)))
    return close(template.frame, filled)


def bind(document: bytes, headers: Sequence[str], source: str, sheet: str) -> bytes:
    """Return a merge template bound to the sheet of a workbook at the absolute path ``source``."""
    members = read_members(document)
    connect = (
        f"Provider=Microsoft.ACE.OLEDB.12.0;User ID=Admin;Data Source={source};Mode=Read;"
        'Extended Properties="HDR=YES;IMEX=1;";'
    )
    settings = parse(unpack(members[SETTINGS]))
    position = max([-1, *(at for at, child in enumerate(settings) if child.tag in _BEFORE_MERGE)]) + 1
    settings.insert(position, _merge_settings(connect, sheet, headers))
    old = members.get(SETTINGS_RELATIONS)
    empty = f'{DECLARATION}<Relationships xmlns="{PACKAGE_RELATIONS}"/>'.encode()
    relations = parse(unpack(old) if old else empty)
    address = "file:///" + quote(source.replace("\\", "/").lstrip("/"), safe="/:")
    for number in (1, 2):
        etree.SubElement(
            relations, f"{{{PACKAGE_RELATIONS}}}Relationship", Id=f"rIdMerge{number}",
            Type=f"{RELATIONS}/mailMergeSource", Target=address, TargetMode="External",
        )  # fmt: skip
    kept = [member for name, member in members.items() if name not in (SETTINGS, SETTINGS_RELATIONS)]
    changed = [
        pack(name, etree.tostring(root, encoding="UTF-8", standalone=True))
        for name, root in ((SETTINGS, settings), (SETTINGS_RELATIONS, relations))
    ]
    return close(lay_out(kept), changed)


def sentence(block: When, record: Record) -> str:
    """Return the text that a condition's block prints for a record: "" if the condition does not hold."""
    pen = Pen()
    write((block,), record, {}, pen)
    if not pen.out:
        return ""
    signs = {W + "br": "\n", W + "cr": "\n", W + "tab": "\t"}
    return "".join(
        signs.get(str(node.tag), node.text or "") for node in _fragment("".join(pen.out)).iter() if node.tag in _SHOWN
    )


def is_sentence(block: When) -> bool:
    """Return whether a block is text alone, within one paragraph, so that a column can hold it."""
    fragment = _fragment(_skeleton(block.body))
    odd = {str(node.tag) for node in fragment.iter("{*}drawing", "{*}pict", "{*}fldChar", "{*}tbl", "{*}object")}
    kinds = [child.tag for child in fragment]
    return not odd and fragment.find(f".//{TEXT}") is not None and (kinds == [PARAGRAPH] or set(kinds) == {RUN})


def _skeleton(nodes: Sequence[Node]) -> str:
    """Return the XML of nodes without their values; nested blocks stand as if they held."""
    return "".join(
        node if isinstance(node, str) else _skeleton(node.body) if isinstance(node, (When, Each, Guard)) else ""
        for node in nodes
    )


def _fragment(xml: str) -> etree._Element:
    """Return XML without a root, whose prefixes are declared above it in the part, as children of a root of its own."""
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True)
    return etree.fromstring(f'<all xmlns:w="{WORD}" xmlns:r="{RELATIONS}">{xml}</all>'.encode(), parser)


def _one_run(block: When, header: str) -> str:
    """Return the block's paragraph or first run, holding the mark of a header alone."""
    top = _fragment(_skeleton(block.body))[0]
    run = next(run for run in top.iter(RUN) if run.find(TEXT) is not None)
    properties = run.find(RUN_PROPERTIES)
    for child in list(run):
        if child is not properties:
            run.remove(child)
    etree.SubElement(run, TEXT).text = slot(header)
    if top.tag == PARAGRAPH:
        for child in list(top):
            if child is not run and child.tag != PROPERTIES:
                top.remove(child)
        if run.getparent() is not top:
            top.append(run)
    return etree.tostring(top, encoding="unicode", with_tail=False)


def _symbolic(nodes: Sequence[Node], headers: Mapping[Key, str]) -> tuple[Node, ...]:
    """Return nodes that print the header of a value, with the number of its row, in place of the value."""
    changed: list[Node] = []
    for node in nodes:
        if isinstance(node, Place):
            changed.append(
                Place(node.group, node.name, "", _named(headers[node.full, node.spec], numbered=bool(node.group)))
            )
        elif isinstance(node, When) and node in headers:
            changed.append(_one_run(node, headers[node]))
        elif isinstance(node, When):
            changed.append(When(node.group, node.name, node.wanted, _symbolic(node.body, headers)))
        elif isinstance(node, Each):
            changed.append(Each(node.group, _symbolic(node.body, headers)))
        elif isinstance(node, Guard):
            changed.append(Guard(node.what, _symbolic(node.body, headers)))
        else:
            changed.append(node)
    return tuple(changed)


def _named(header: str, *, numbered: bool) -> Show:
    return lambda row: slot(f"{header}{row}" if numbered else header)


def _split(text: etree._Element) -> None:
    """Cut a run at its headers and set a MERGEFIELD for each."""
    run = text.getparent()
    if run is None:
        return
    properties = run.find(RUN_PROPERTIES)
    before, *others = SLOT.split(text.text or "")
    behind = list(text.itersiblings())
    text.text = before
    made = [run]

    def add(tag: str, attributes: Mapping[str, str], words: str = "") -> None:
        new = etree.Element(RUN)
        if properties is not None:
            new.append(deepcopy(properties))
        child = etree.SubElement(new, tag, dict(attributes))
        child.text = words or None
        made[-1].addnext(new)
        made.append(new)

    kind = W + "fldCharType"
    for header, words in zip(others[::2], others[1::2], strict=True):
        add(W + "fldChar", {kind: "begin"})
        add(W + "instrText", {SPACE: "preserve"}, f' MERGEFIELD "{header}" ')
        add(W + "fldChar", {kind: "separate"})
        add(TEXT, {}, f"«{header}»")
        add(W + "fldChar", {kind: "end"})
        if words:
            add(TEXT, {SPACE: "preserve"}, words)
    if behind:
        add(TEXT, {})
        made[-1].extend(behind)
    if not before:
        remove(text)


def _merge_settings(connect: str, sheet: str, headers: Sequence[str]) -> etree._Element:
    root = etree.Element(W + "mailMerge", nsmap={"w": WORD, "r": RELATIONS})

    def add(parent: etree._Element, name: str, value: str | None = None) -> etree._Element:
        return etree.SubElement(parent, W + name, {} if value is None else {W + "val": value})

    add(root, "mainDocumentType", "formLetters")
    add(root, "linkToQuery")
    add(root, "dataType", "native")
    add(root, "connectString", connect)
    add(root, "query", f"SELECT * FROM `{sheet}$`")  # noqa: S608 - Word's own way to name a sheet
    add(root, "dataSource").set(R + "id", "rIdMerge1")
    add(root, "viewMergedData")
    source = add(root, "odso")
    add(source, "udl", connect)
    add(source, "table", f"{sheet}$")
    add(source, "src").set(R + "id", "rIdMerge2")
    add(source, "colDelim", "9")
    add(source, "type", "database")
    add(source, "fHdr")
    for at, header in enumerate(headers):
        mapped = add(source, "fieldMapData")
        add(mapped, "type", "dbColumn")
        add(mapped, "name", header)
        add(mapped, "column", str(at))
        add(mapped, "lid", "zh-CN")
    return root
