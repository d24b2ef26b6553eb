"""The workbook part and what hangs on it: relations, content types, sheets, defined names, when to recalculate."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING

from lxml import etree

from addin.hosts.package import MOST_PARTS, parse
from addin.ports import Refusal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from addin.hosts.package import Package

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_STRICT = "http://purl.oclc.org/ooxml"
_TYPES = "[Content_Types].xml"
_RELATIONS_TYPE = "application/vnd.openxmlformats-package.relationships+xml"
MOST_SHEETS = 2_000
MOST_BOOK = 32 * 2**20  # bytes of the workbook part: some have spoilt names by the ten thousand, which is 10 MB
MOST_RELATIONS = 100_000  # of a part; a sheet has at most 65 530 links
SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_FORMULA = (re.compile(rb"<f[\s/>]"), re.compile(rb":f[\s/>]"))  # two fixed beginnings: ten times as fast as one loose
_BINARY_TYPE = b"application/vnd.ms-excel.sheet.binary"


def tag(name: str) -> str:
    """Return the qualified name of an element of the main namespace."""
    return f"{{{MAIN}}}{name}"


@dataclass(frozen=True)
class Relation:
    """One relation of a part: ``kind`` is the last word of its type, ``target`` a part name (or an address outside)."""

    id: str
    kind: str
    target: str
    external: bool


@dataclass(frozen=True)
class SheetPart:
    """A sheet of the workbook: its title, part name, relation id, position from 0 and whether it holds cells."""

    title: str
    part: str
    relation: str
    position: int
    cells: bool


# ------------------------------------------------------------------ relations


def relations_name(part: str) -> str:
    """Return the name of the part that holds the relations of ``part`` ("" = the package)."""
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def relations(package: Package, part: str) -> list[Relation]:
    """Return the relations of a part in order; none when it has none."""
    name = relations_name(part)
    if name not in package:
        return []
    return list(_relations(part, package.part(name)))


@lru_cache(maxsize=32)  # asked for again and again while a command is carried out
def _relations(part: str, data: bytes) -> tuple[Relation, ...]:
    root = parse(data)
    if len(root) > MOST_RELATIONS:
        raise Refusal("damaged-zip")
    return tuple(_relation(part, item) for item in root if isinstance(item.tag, str))


def _relation(part: str, item: etree._Element) -> Relation:
    target, external = item.get("Target", ""), item.get("TargetMode") == "External"
    if not external:
        folder = posixpath.dirname(part)
        target = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
    return Relation(item.get("Id", ""), item.get("Type", "").rsplit("/", 1)[-1], target, external)


def add_relation(package: Package, part: str, kind: str, target: str) -> str:
    """Add a relation of an Office kind from ``part`` to the part ``target`` and return its id."""
    name = relations_name(part)
    root = package.tree(name) if name in package else parse(f'<Relationships xmlns="{_PACKAGE_RELATIONS}"/>'.encode())
    taken = {item.get("Id") for item in root}
    number = len(taken) + 1
    while f"rId{number}" in taken:
        number += 1
    etree.SubElement(root, f"{{{_PACKAGE_RELATIONS}}}Relationship", Id=f"rId{number}", Type=f"{RELATIONS}/{kind}",
                     Target=posixpath.relpath(target, posixpath.dirname(part) or "."))  # fmt: skip
    put_relations(package, part, root)
    return f"rId{number}"


def put_relations(package: Package, part: str, root: etree._Element) -> None:
    """Set the relations of a part; some programs state the type of each such part alone, not that of all of them."""
    package.put(relations_name(part), root)
    set_default_type(package, "rels", _RELATIONS_TYPE)


def drop_relations(package: Package, part: str, ids: set[str]) -> None:
    """Remove relations of a part by id; the relations part goes with the last of them."""
    name = relations_name(part)
    root = package.tree(name)
    for item in [item for item in root if item.get("Id") in ids]:
        root.remove(item)
    if len(root):
        package.put(name, root)
    else:
        _remove_relations(package, part)


def _remove_relations(package: Package, part: str) -> None:
    name = relations_name(part)
    if name in package:
        package.remove(name)
        _drop_type(package, name)


def drop_part(package: Package, part: str) -> None:
    """Remove a part, its content type, and every part that only it led to."""
    package.remove(part)
    _drop_type(package, part)
    drop_targets(package, part)


def drop_targets(package: Package, part: str) -> None:
    """Remove the relations of a part and every part that only they led to."""
    targets = [relation.target for relation in relations(package, part) if not relation.external]
    _remove_relations(package, part)
    wanted = _targets(package)
    for target in targets:
        if target in package and target.lower() not in wanted:
            drop_part(package, target)


def _targets(package: Package) -> set[str]:
    found: set[str] = set()
    for name in package.names():
        if name.endswith(".rels"):
            folder, file = posixpath.split(name)
            owner = posixpath.join(posixpath.dirname(folder), file.removesuffix(".rels"))
            found |= {relation.target.lower() for relation in relations(package, owner) if not relation.external}
    return found


# ------------------------------------------------------------------ content types


def set_type(package: Package, part: str, content_type: str) -> None:
    """State the content type of a part."""
    root = package.tree(_TYPES)
    namespace = etree.QName(root).namespace
    _remove_override(root, part)
    etree.SubElement(root, f"{{{namespace}}}Override", PartName=f"/{part}", ContentType=content_type)
    package.put(_TYPES, root)


def set_default_type(package: Package, extension: str, content_type: str) -> None:
    """State the content type of all parts with an extension, unless it is stated already."""
    root = package.tree(_TYPES)
    namespace = etree.QName(root).namespace
    if not any(item.get("Extension", "").lower() == extension for item in root):
        root.insert(0, etree.Element(f"{{{namespace}}}Default", Extension=extension, ContentType=content_type))
        package.put(_TYPES, root)


def content_type(package: Package, part: str) -> str:
    """Return the content type stated for a part by name, "" when it has only that of its extension."""
    for item in package.tree(_TYPES):
        if item.get("PartName", "").lower() == f"/{part}".lower():
            return item.get("ContentType", "")
    return ""


def _drop_type(package: Package, part: str) -> None:
    root = package.tree(_TYPES)
    if _remove_override(root, part):
        package.put(_TYPES, root)


def _remove_override(root: etree._Element, part: str) -> bool:
    found = [item for item in root if item.get("PartName", "").lower() == f"/{part}".lower()]
    for item in found:
        root.remove(item)
    return bool(found)


# ------------------------------------------------------------------ the workbook part


def workbook_part(package: Package) -> str:
    """Return the name of the workbook part. Raises Refusal ``no-workbook``, ``xlsb``, ``strict``, ``too-large``."""
    if _TYPES not in package:
        raise Refusal("no-workbook")
    types = package.part(_TYPES)
    if _BINARY_TYPE in types:
        raise Refusal("xlsb")
    if types.count(b"PartName") > MOST_PARTS:
        raise Refusal("damaged-zip")
    for relation in relations(package, ""):
        if relation.kind == "officeDocument" and relation.target in package:
            book = package.part(relation.target)
            if len(book) > MOST_BOOK:
                raise Refusal("too-large", part=relation.target)
            namespace, _ = _book(book)
            if namespace != MAIN:
                raise Refusal("strict" if _STRICT in namespace else "no-workbook")
            return relation.target
    raise Refusal("no-workbook")


def sheet_parts(package: Package, workbook: str) -> tuple[SheetPart, ...]:
    """Return all sheets in the order of their tabs (chart sheets too: ``cells`` is False)."""
    by_id = {relation.id: relation for relation in relations(package, workbook)}
    _, listed = _book(package.part(workbook))
    if len(listed) > MOST_SHEETS:
        raise Refusal("too-large", part=workbook)
    found = []
    for position, (title, relation_id) in enumerate(listed):
        relation = by_id.get(relation_id)
        if relation is None or relation.target not in package:
            raise Refusal("cut-off")
        found.append(SheetPart(title, relation.target, relation.id, position, relation.kind == "worksheet"))
    return tuple(found)


@lru_cache(maxsize=4)  # asked for with each change, and some workbooks have names by the ten thousand
def _book(data: bytes) -> tuple[str, tuple[tuple[str, str], ...]]:
    """Return the namespace of a workbook part, and title and relation of each sheet."""
    root = parse(data)
    sheets = islice(root.iterfind(f"{tag('sheets')}/{tag('sheet')}"), MOST_SHEETS + 1)
    listed = tuple((item.get("name", ""), item.get(f"{{{RELATIONS}}}id", "")) for item in sheets)
    return etree.QName(root).namespace or "", listed


def uses_1904(package: Package, workbook: str) -> bool:
    """Tell whether days count from 1904-01-01, as in old books made on a Mac."""
    properties = package.tree(workbook).find(tag("workbookPr"))
    return properties is not None and properties.get("date1904") in {"1", "true"}


BEFORE_NAMES = frozenset(tag(name) for name in (
    "fileVersion", "fileSharing", "workbookPr", "workbookProtection", "bookViews", "sheets", "functionGroups",
    "externalReferences"))  # fmt: skip
_BEFORE_CALC = BEFORE_NAMES | {tag("definedNames")}


def insert_after(root: etree._Element, before: frozenset[str], item: etree._Element) -> None:
    """Insert ``item`` after the last child whose tag is in ``before`` (mc wrappers ahead of it stay ahead)."""
    at = 0
    for index, child in enumerate(root):
        if child.tag in before:
            at = index + 1
    root.insert(at, item)


def forget_calculation(
    package: Package, workbook: str, formulas: Mapping[str, bool], *, formulas_changed: bool
) -> None:
    """Have Excel calculate everything when it opens the file; the calculation chain goes when formulas went.

    ``formulas`` tells of some sheets, by part, whether there may be formulas in them.
    """
    chain = [relation for relation in relations(package, workbook) if relation.kind == "calcChain"]
    others = [sheet.part for sheet in sheet_parts(package, workbook) if sheet.cells and sheet.part not in formulas]
    if not chain and not any(formulas.values()) and not any(has_formulas(package.part(part)) for part in others):
        return
    if formulas_changed:
        for relation in chain:
            drop_relations(package, workbook, {relation.id})
            drop_part(package, relation.target)
    root = package.tree(workbook)
    calc = root.find(tag("calcPr"))
    if calc is None:
        calc = etree.Element(tag("calcPr"))
        insert_after(root, _BEFORE_CALC, calc)
    if calc.get("fullCalcOnLoad") not in {"1", "true"}:
        calc.set("fullCalcOnLoad", "1")
        package.put(workbook, root)


def has_formulas(xml: bytes) -> bool:
    """Tell whether there may be a formula in the XML of a sheet; never False when there is one."""
    return any(opening.search(xml) for opening in _FORMULA)
