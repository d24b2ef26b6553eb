"""The shared texts of a workbook, as far as anyone asks for them: of a large one, those of the headers."""

from __future__ import annotations

import io
from itertools import islice
from typing import TYPE_CHECKING

from lxml import etree

from addin.hosts.opc import tag
from addin.hosts.package import guard_xml
from addin.ports import Refusal

if TYPE_CHECKING:
    from addin.hosts.package import Package


def shared_texts(package: Package, part: str, count: int) -> list[str]:
    """Return at least the first ``count`` shared texts of a workbook, if it has as many, without phonetic runs.

    They are read only ever, and the headers mostly stand first: as far as they were read, they are kept.
    """
    known = package.shared.get(part, [])
    if len(known) < count:
        known = package.shared[part] = _shared_texts(package.part(part), 2 * count)
    return known


def _shared_texts(data: bytes, count: int) -> list[str]:
    guard_xml(data)
    events = etree.iterparse(io.BytesIO(data), tag=tag("si"), resolve_entities=False, no_network=True, huge_tree=True)
    try:
        return [text_of(item) for _, item in islice(events, count)]
    except etree.XMLSyntaxError as fault:
        raise Refusal("cut-off") from fault


def text_of(item: etree._Element) -> str:
    """Return the text of a string item, without the phonetic runs."""
    parts = []
    for child in item:
        name = _local(child)
        if name == "t":
            parts.append(child.text or "")
        elif name == "r":
            parts += [run.text or "" for run in child if _local(run) == "t"]
    return "".join(parts)


def _local(item: etree._Element) -> str:
    return str(item.tag).rpartition("}")[2]  # a hundred thousand times: etree.QName takes five times as long
