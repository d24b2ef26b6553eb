"""The shared texts of a workbook, as far as anyone asks for them: of a hundred thousand, those of a few headers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lxml import etree

from addin.hosts.opc import tag
from addin.hosts.package import guard_xml, parse
from addin.ports import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterable

    from addin.hosts.package import Package

_ITEM = re.compile(rb"<((?:\w+:)?)si(?:\s[^/>]*)?(?:/>|>((?:[^<]++|<(?!/\1si>))*+)</\1si>)")


def shared_texts(package: Package, part: str, wanted: Iterable[int]) -> dict[int, str]:
    """Return shared texts of a workbook by their numbers, without phonetic runs; those that are not there are left out.

    The part is cut up once, each text parsed when it is asked for. Raises Refusal ``cut-off`` and ``unsafe-xml``.
    """
    if part not in package.shared:
        package.shared[part] = _items(package.part(part))
    items = package.shared[part]
    return {at: _text(items[at]) for at in wanted if at < len(items)}


def _items(data: bytes) -> list[bytes]:
    """Return the XML of each text."""
    guard_xml(data)
    if b"<!" not in data:
        return [found[0] for found in _ITEM.finditer(data)]
    return [etree.tostring(item, with_tail=False) for item in parse(data).iter(tag("si"))]  # comments may hold anything


def _text(item: bytes) -> str:
    prefix = item[1 : item.index(b"si")]
    plain = item.replace(b"<" + prefix, b"<").replace(b"</" + prefix, b"</") if prefix else item
    try:
        return text_of(etree.fromstring(plain, etree.XMLParser(resolve_entities=False, huge_tree=True)))
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
    return str(item.tag).rpartition("}")[2]  # a comment has no name
