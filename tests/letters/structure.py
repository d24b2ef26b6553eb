"""What a Word file must be so that Word opens it without a word: checked on the package and its XML."""

from __future__ import annotations

import io
import posixpath
import zipfile

from lxml import etree

from tests.letters.documents import RELATIONS, W

R = f"{{{RELATIONS}}}"
DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
STRUCTURAL = ("{{", "}}", "\ufdd0", "\ufdd1")


def faults(data: bytes, *, texts: bool = True) -> list[str]:
    """Return what is wrong with a Word file; ``texts``: whether braces left in a text are wrong as well."""
    found: list[str] = []
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        names = package.namelist()
        if len(set(names)) < len(names) or package.testzip() is not None:
            found.append("package")
        parts = {name: package.read(name) for name in names}
    types = etree.fromstring(parts["[Content_Types].xml"])
    defaults = {node.get("Extension") for node in types if str(node.tag).endswith("Default")}
    overrides = [node.get("PartName") for node in types if str(node.tag).endswith("Override")]
    found += [f"override without part {name}" for name in overrides if str(name)[1:] not in parts]
    found += [f"override twice {name}" for name in set(overrides) if overrides.count(name) > 1]
    for name in names:
        if f"/{name}" not in overrides and name.rpartition(".")[2] not in defaults:
            found.append(f"no content type {name}")
        if name.endswith((".xml", ".rels")):
            found += _part_faults(name, parts, texts=texts)
    return found


def _part_faults(name: str, parts: dict[str, bytes], *, texts: bool) -> list[str]:
    root = etree.fromstring(parts[name])
    folder, file = posixpath.split(name)
    if name.endswith(".rels"):
        base = posixpath.dirname(folder)
        return [
            f"{name} leads nowhere: {target}"
            for relation in root
            if relation.get("TargetMode") != "External"
            and posixpath.normpath(posixpath.join(base, target := str(relation.get("Target")))) not in parts
        ]
    relations = parts.get(f"{folder}/_rels/{file}.rels")
    known = {relation.get("Id") for relation in etree.fromstring(relations)} if relations else set()
    found = [
        f"{name}: unknown relation {value!r}"
        for node in root.iter("*")
        for key, value in node.attrib.items()
        if str(key).startswith(R) and value not in known
    ]
    for kind, values in (
        ("drawing", [node.get("id") for node in root.iter(DRAWING)]),
        ("bookmark", [node.get(W + "id") for node in root.iter(W + "bookmarkStart")]),
        ("bookmark name", [node.get(W + "name") for node in root.iter(W + "bookmarkStart")]),
    ):
        found += [f"{name}: {kind} {value!r} twice" for value in set(values) if values.count(value) > 1]
    for cell in root.iter(W + "tc", W + "txbxContent", W + "hdr", W + "ftr"):
        if len(cell) == 0 or cell[-1].tag != W + "p":
            found.append(f"{name}: no paragraph at the end of {cell.tag}")
    found += [f"{name}: table without rows" for table in root.iter(W + "tbl") if table.find(W + "tr") is None]
    found += [f"{name}: mail merge" for _ in root.iter(W + "mailMerge")]
    words = "".join(text.text or "" for text in root.iter(W + "t"))
    found += [f"{name}: {sign!r} left" for sign in STRUCTURAL[0 if texts else 2 :] if sign in words]
    return found + _field_faults(name, root)


def _field_faults(name: str, root: etree._Element) -> list[str]:
    depth = 0
    for char in root.iter(W + "fldChar"):
        depth += {"begin": 1, "end": -1}.get(str(char.get(W + "fldCharType")), 0)
        if depth < 0:
            return [f"{name}: field ends that never began"]
    return [f"{name}: field left open"] if depth else []
