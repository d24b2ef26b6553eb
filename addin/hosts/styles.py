"""The styles part of a workbook: number formats by kind, marks, and the styles of a sheet brought in from another book.

Styles are only added, and an equal one is used again: running for years does not fill the 64 000 a book may have.
"""

from __future__ import annotations

import posixpath
import re
from copy import deepcopy
from typing import TYPE_CHECKING

from lxml import etree

from addin.hosts.looks import NUMBER_FORMATS, PALE_GREY
from addin.hosts.opc import MAIN, add_relation, relations, set_type, tag
from addin.hosts.package import parse
from addin.ports import Kind, Refusal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from addin.hosts.package import Package

_ORDER = ("numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs", "tableStyles",
          "colors", "extLst")  # fmt: skip
_BUILT_IN = {"General": 0, "0": 1, "0.00": 2, "#,##0": 3, "#,##0.00": 4, "0%": 9, "0.00%": 10, "@": 49}
_BUILT_IN_DATES = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}
_BUILT_IN_TIMES = {*range(18, 22), *range(32, 36), *range(45, 48), 55, 56}  # those of them that show no day
_FIRST_CUSTOM = 164
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"
_LEAST = b"""<styleSheet xmlns="%b"><fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts>\
<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>\
</fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>\
<cellXfs count="1"><xf xfId="0"/></cellXfs></styleSheet>""" % MAIN.encode()
_NOT_CODE = re.compile(r'"[^"]*"|\[(?!(?:h+|m+|s+)\])[^\]]*\]|\\.|_.|\*.', re.IGNORECASE)  # [h] counts hours
_NUMBERS = {Kind.MONEY, Kind.RATE, Kind.PERCENT, Kind.COUNT}
_DATES = {Kind.DATE, Kind.MOMENT}


class Styles:
    """The styles part as a tree that grows; :meth:`flush` puts it back when it grew."""

    def __init__(self, package: Package, workbook: str) -> None:
        """Load the part; a workbook may have none. Raises Refusal ``odd-sheet`` when it names one that is missing."""
        self._workbook = workbook
        self._part = next((r.target for r in relations(package, workbook) if r.kind == "styles"), "")
        if self._part and self._part not in package:
            raise Refusal("odd-sheet")
        self._root = package.tree(self._part) if self._part else etree.Element(tag("styleSheet"))
        self._complete()
        self._codes = {int(item.get("numFmtId", "0")): item.get("formatCode", "")
                       for item in self._root.iterfind(f"{tag('numFmts')}/{tag('numFmt')}")}  # fmt: skip
        self._known: dict[str, dict[bytes, int]] = {}
        self._fits: dict[tuple[int, Kind, bool], int] = {}
        self._grown = False

    def flush(self, package: Package) -> None:
        """Put the part back into the package if a style was added."""
        if self._grown and not self._part:
            self._part = posixpath.join(posixpath.dirname(self._workbook), "styles.xml")
            set_type(package, self._part, _TYPE)
            add_relation(package, self._workbook, "styles", self._part)
        if self._grown:
            package.put(self._part, self._root)
            self._grown = False

    # -------------------------------------------------------------- one cell

    def fit(self, base: int, kind: Kind, *, shaded: bool = False) -> int:
        """Return the style for a value of ``kind`` in a cell of style ``base``: that one wherever it shows the value.

        A date needs a date format; a number must not stand in a date or text format, nor money, a ratio in none.
        ``shaded`` also lays the ground of computed columns, for cells that are new.
        """
        key = (base, kind, shaded)
        if key not in self._fits:
            self._fits[key] = self._fitted(base, kind, shaded=shaded)
        return self._fits[key]

    def _fitted(self, base: int, kind: Kind, *, shaded: bool) -> int:
        style = self._style(base)
        needed = self._needs_format(int(style.get("numFmtId", "0")), kind)
        if not needed and not shaded and base < len(_items(self._container("cellXfs"))):
            return base
        if needed:
            style.set("numFmtId", str(self._format(NUMBER_FORMATS[kind])))
            style.set("applyNumberFormat", "1")
        if shaded:
            fill = etree.Element(tag("fill"))
            pattern = etree.SubElement(fill, tag("patternFill"), patternType="solid")
            etree.SubElement(pattern, tag("fgColor"), rgb=f"FF{PALE_GREY.removeprefix('#')}")
            etree.SubElement(pattern, tag("bgColor"), indexed="64")
            style.set("fillId", str(self._intern("fills", fill)))
            style.set("applyFill", "1")
        return self._intern("cellXfs", style)

    def _needs_format(self, number: int, kind: Kind) -> bool:
        if kind not in _NUMBERS | _DATES:
            return False
        code = self._codes.get(number)
        bare = _NOT_CODE.sub("", code or "")
        letters = set(bare.lower()) & set("ymdhs") if code and "General" not in bare else set()
        date = bool(letters) or (not code and number in _BUILT_IN_DATES)
        if kind in _DATES:
            shown = letters & set("yd") or letters == {"m"} or number in _BUILT_IN_DATES - _BUILT_IN_TIMES
            return not (date and shown)
        plain = number == 0 or bare == "General" or "G/" in bare
        return date or number == _BUILT_IN["@"] or bare == "@" or (plain and kind in {Kind.MONEY, Kind.PERCENT})

    def _format(self, code: str) -> int:
        if code in _BUILT_IN:
            return _BUILT_IN[code]
        for number, known in self._codes.items():
            if known == code:
                return number
        number = max([_FIRST_CUSTOM - 1, *self._codes]) + 1
        item = etree.Element(tag("numFmt"), numFmtId=str(number), formatCode=code)
        formats = self._container("numFmts")
        formats.append(item)
        formats.set("count", str(len(formats)))
        self._codes[number] = code
        self._grown = True
        return number

    def with_code(self, base: int, code: str) -> int:
        """Return the style that is style ``base`` with another number format."""
        style = self._style(base)
        style.set("numFmtId", str(self._format(code)))
        style.set("applyNumberFormat", "1")
        return self._intern("cellXfs", style)

    # -------------------------------------------------------------- shades

    def shade(self, colour: str) -> int:
        """Return the differential style that only fills a cell with an RGB colour such as ``#FFC7CE``."""
        shade = etree.Element(tag("dxf"))
        pattern = etree.SubElement(etree.SubElement(shade, tag("fill")), tag("patternFill"), patternType="solid")
        for name in ("fgColor", "bgColor"):
            etree.SubElement(pattern, tag(name), rgb=f"FF{colour.removeprefix('#')}")
        return self._intern("dxfs", shade)

    # -------------------------------------------------------------- styles of another book

    def adopt(self, other: Styles) -> tuple[Mapping[bytes, bytes], Mapping[bytes, bytes]]:
        """Add what ``other`` has and return how its cell styles and its differential styles are numbered here."""
        parts = {
            attribute: [self._intern(container, item) for item in other._container(container)]
            for container, attribute in (("fonts", "fontId"), ("fills", "fillId"), ("borders", "borderId"))
        }
        cells = {b"0": b"0"}  # a cell without a style takes this book's own
        for index, item in enumerate(other._container("cellXfs")):
            if index:
                style = deepcopy(item)
                for attribute, numbers in parts.items():
                    style.set(attribute, str(numbers[int(style.get(attribute, "0"))]))
                code = other._codes.get(int(style.get("numFmtId", "0")))
                if code is not None:
                    style.set("numFmtId", str(self._format(code)))
                style.set("xfId", "0")
                cells[b"%d" % index] = b"%d" % self._intern("cellXfs", style)
        shades = {b"%d" % index: b"%d" % self._intern("dxfs", item)
                  for index, item in enumerate(other._container("dxfs"))}  # fmt: skip
        return cells, shades

    # -------------------------------------------------------------- the tree

    def _complete(self) -> None:
        """Add what the style of a cell without one rests on, as far as it is missing: a book may do without."""
        for least in parse(_LEAST):
            container = self._container(etree.QName(least).localname)
            if not _items(container):
                container.extend(least)
                container.set("count", str(len(_items(container))))

    def _style(self, number: int) -> etree._Element:
        """Return a copy of a cell style; of alternatives for newer programs, that for all of them."""
        styles = _items(self._container("cellXfs"))
        style = styles[number if number < len(styles) else 0]
        return deepcopy(style if style.tag == tag("xf") else [*style.iter(tag("xf"))][-1])

    def _container(self, name: str) -> etree._Element:
        found = self._root.find(tag(name))
        if found is None:
            found = etree.Element(tag(name), count="0")
            before = {tag(known) for known in _ORDER[: _ORDER.index(name)]}
            at = max((index + 1 for index, child in enumerate(self._root) if child.tag in before), default=0)
            self._root.insert(at, found)
        return found

    def _intern(self, name: str, item: etree._Element) -> int:
        """Return the place of an equal element in a container, added at its end when there is none."""
        container = self._container(name)
        if name not in self._known:
            self._known[name] = {}
            for index, child in enumerate(_items(container)):
                self._known[name].setdefault(_canonical(child), index)
        known, key = self._known[name], _canonical(item)
        if key not in known:
            known[key] = len(_items(container))
            container.append(deepcopy(item))
            container.set("count", str(known[key] + 1))
            self._grown = True
        return known[key]


def _items(container: etree._Element) -> list[etree._Element]:
    """Return what is counted in a container: comments are not."""
    return [item for item in container if isinstance(item.tag, str)]


def _canonical(item: etree._Element) -> bytes:
    copy = deepcopy(item)
    copy.tail = None
    return etree.tostring(copy, method="c14n", exclusive=True)
