"""Mark on a closed workbook: the program's notes and shades, put anew each time; users' own notes stay.

A note is a legacy comment by the author ``dunbook`` with its shape in the VML drawing; it begins with ``NOTE_MARK``,
since LibreOffice forgets the authors of notes when it saves. A shade is a rule of conditional
formatting whose formula compares a text of ours with itself: the cell's own style is never touched, so there is
nothing to restore, and the rule moves with the cell when rows are inserted.
"""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING

from lxml import etree

from addin.hosts.cells import area_text, letters
from addin.hosts.opc import (
    RELATIONS,
    add_relation,
    drop_part,
    drop_relations,
    relations,
    set_default_type,
    set_type,
    tag,
)
from addin.hosts.package import parse
from addin.hosts.sheetxml import frame_tree, insert_in_order, with_frame
from addin.hosts.tables import MARK
from addin.messages import NOTE_MARK
from addin.ports import Level, Refusal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from addin.hosts.draft import Draft
    from addin.ports import Mark

AUTHOR = "dunbook"
SHADES = {Level.ERROR: "#FFC7CE", Level.HINT: "#FFEB9C"}
_RULE_CELLS = 400  # areas in one rule: a longer list makes editors slow
_COMMENTS_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_VML_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"
# prefixes are anybody's choice: openpyxl writes ns0:shape, and declares them within each shape alone
_SHAPE = re.compile(rb"<((?:\w+:)?)shape\b(?:(?!<\1shape\b).)*?</\1shape>\s*", re.DOTALL)
_SHAPE_PLACE = re.compile(rb"Row>\s*(\d+)\s*</(?:\w+:)?Row>\s*<(?:\w+:)?Column>\s*(\d+)\s*</")
_NOT_DRAWN = re.compile(rb"<((?:\w+:)?shape(?:layout|type))\b.*?</\1>", re.DOTALL)
_ROOT = re.compile(rb"<xml\b[^>]*>")
_VML_NAMES = {b"v": b"vml", b"o": b"office:office", b"x": b"office:excel"}
_SHAPE_ID = re.compile(rb'_x0000_s(\d+)"')
_NEW_VML = b"""<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" \
xmlns:x="urn:schemas-microsoft-com:office:excel"><o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="%d"/>\
</o:shapelayout><v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">\
<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype></xml>"""
_NEW_SHAPE = b"""<v:shape id="_x0000_s%d" type="#_x0000_t202" style="position:absolute;visibility:hidden" \
fillcolor="#ffffe1" o:insetmode="auto"><v:fill color2="#ffffe1"/><v:shadow on="t" color="black" obscured="t"/>\
<v:path o:connecttype="none"/><v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox>\
<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/><x:Anchor>%d, 15, %d, 4, %d, 15, %d, 4</x:Anchor>\
<x:AutoFill>False</x:AutoFill><x:Row>%d</x:Row><x:Column>%d</x:Column></x:ClientData></v:shape>"""
_LINE_UNITS, _NOTE_COLUMNS = 20, 3  # characters on a line of a note that is three columns wide


def mark(draft: Draft, change: Mark) -> None:
    """Carry out a Mark: clear the program's notes and shades of the sheet, then put the new ones.

    Of several notes on one cell the texts are joined and the graver level shades. A cell with a note of the user's is
    only shaded. Does nothing when there is nothing to clear or put.
    """
    sheet = draft.find(change.sheet) if not change.notes else draft.cell_sheet(change.sheet)
    if sheet is None or not sheet.cells:
        return
    texts: dict[tuple[int, int], str] = {}
    levels: dict[tuple[int, int], Level] = {}
    layout = draft.layout(sheet) if any(not note.column for note in change.notes) else None
    for note in change.notes:
        place = note.column or (layout.place(note.header) if layout and note.header else 0)
        column = place or (layout.first_column if layout else 1)
        cell = (max(note.row, 1), column)
        texts[cell] = f"{texts[cell]}\n{note.text}" if cell in texts else note.text
        levels[cell] = Level.ERROR if Level.ERROR in {note.level, levels.get(cell)} else note.level
    put_marks(draft, sheet.part, texts, levels)


def put_marks(
    draft: Draft, part: str, texts: Mapping[tuple[int, int], str], levels: Mapping[tuple[int, int], Level]
) -> None:
    """Put notes and shades by (row, column) in the place of the program's own on a sheet."""
    _shade(draft, part, levels)
    _put_notes(draft, part, texts)


# ------------------------------------------------------------------ shades


def _shade(draft: Draft, part: str, levels: Mapping[tuple[int, int], Level]) -> None:
    xml = draft.xml(part)
    if MARK.encode() not in xml.tail.replace(b"&quot;", b'"') and not levels:
        return
    root = frame_tree(xml)
    for item in list(root.iterfind(tag("conditionalFormatting"))):
        for rule in list(item):
            if (rule.findtext(tag("formula")) or "").startswith(MARK):
                item.remove(rule)
        if not len(item):
            root.remove(item)
    wanted = [level for level in Level if level in levels.values()]
    _make_way(root, len(wanted))
    for priority, level in enumerate(wanted, 1):
        text = f'{MARK}{level}"'
        areas = list(_areas(cell for cell, its in levels.items() if its is level))
        for start in range(0, len(areas), _RULE_CELLS):
            item = etree.Element(tag("conditionalFormatting"), sqref=" ".join(areas[start : start + _RULE_CELLS]))
            rule = etree.SubElement(item, tag("cfRule"), type="expression", priority=str(priority),
                                    dxfId=str(draft.styles.shade(SHADES[level])))  # fmt: skip
            etree.SubElement(rule, tag("formula")).text = f"{text}={text}"
            insert_in_order(root, item)
    draft.set_xml(part, with_frame(xml, root))


def _make_way(root: etree._Element, count: int) -> None:
    """Move the priorities of the sheet's other rules up, so that ours stand first."""
    rules = [rule for rule in root.iter() if isinstance(rule.tag, str) and etree.QName(rule).localname == "cfRule"]
    ranked = [rule for rule in rules if rule.get("priority", "").isdigit()]
    missing = count + 1 - min((int(rule.get("priority", "0")) for rule in ranked), default=count + 1)
    for rule in ranked if missing > 0 else ():
        rule.set("priority", str(int(rule.get("priority", "0")) + missing))


def _areas(cells: Iterable[tuple[int, int]]) -> Iterable[str]:
    """Yield areas that cover the cells: runs within a column as one."""
    ordered = sorted((column, row) for row, column in cells)
    for (column, _), run in groupby(enumerate(ordered), lambda item: (item[1][0], item[1][1] - item[0])):
        rows = [row for _, (_, row) in run]
        yield area_text(rows[0], column, rows[-1], column)


# ------------------------------------------------------------------ notes


def _put_notes(draft: Draft, part: str, texts: Mapping[tuple[int, int], str]) -> None:
    package = draft.package
    comments = next((r for r in relations(package, part) if r.kind == "comments"), None)
    if comments is None and not texts:
        return
    root = package.tree(comments.target) if comments else parse(
        b'<comments xmlns="%b"><authors/><commentList/></comments>' % tag("")[1:-1].encode()
    )  # fmt: skip
    authors, listed = root.find(tag("authors")), root.find(tag("commentList"))
    if authors is None or listed is None:
        raise Refusal("odd-sheet")
    ours = {str(at) for at, author in enumerate(authors) if author.text == AUTHOR}
    old = [item for item in listed if item.get("authorId") in ours or _words(item).startswith(NOTE_MARK)]
    if not old and not texts:
        return
    gone = {item.get("ref", "") for item in old}
    for item in old:
        listed.remove(item)
    taken = {item.get("ref") for item in listed}
    new = {cell: text for cell, text in sorted(texts.items()) if area_text(*cell, *cell) not in taken}
    if new and not ours:
        etree.SubElement(authors, tag("author")).text = AUTHOR
        ours = {str(len(authors) - 1)}
    for (row, column), text in new.items():
        item = etree.SubElement(listed, tag("comment"), ref=area_text(row, column, row, column), authorId=min(ours))
        run = etree.SubElement(etree.SubElement(item, tag("text")), tag("t"))
        run.text = NOTE_MARK + "".join(letter for letter in text if letter >= " " or letter in "\n\t")
        run.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    _put_shapes(draft, part, gone, new)
    if comments is None:
        name = package.free_name("xl/comments{}.xml")
        package.put(name, root)
        set_type(package, name, _COMMENTS_TYPE)
        add_relation(package, part, "comments", name)
    elif len(listed):
        package.put(comments.target, root)
    else:
        drop_relations(package, part, {comments.id})
        drop_part(package, comments.target)


def _words(comment: etree._Element) -> str:
    """Return the text of a comment, whatever its runs."""
    return "".join(item.text or "" for item in comment.iter(tag("t"))).lstrip()


def _put_shapes(draft: Draft, part: str, gone: set[str], new: Mapping[tuple[int, int], str]) -> None:
    """Take the shapes of cleared notes out of the sheet's VML drawing and put in those of the new ones."""
    package, xml = draft.package, draft.xml(part)
    root = frame_tree(xml)
    link = root.find(tag("legacyDrawing"))
    by_id = {relation.id: relation for relation in relations(package, part)}
    known = by_id.get(link.get(f"{{{RELATIONS}}}id", "")) if link is not None else None
    vml = package.part(known.target) if known else _NEW_VML % _free_block(draft)
    if b"</xml>" not in vml:
        raise Refusal("odd-sheet")
    vml = _SHAPE.sub(lambda found: b"" if _shape_cell(found[0]) in gone else found[0], vml)
    block = re.search(rb'idmap\s[^>]*\bdata="(\d+)', vml)
    numbers = [int(number) for number in _SHAPE_ID.findall(vml)] or [int(block[1]) * 1024 if block else 1024]
    shapes = b"".join(_shape(number, *cell, text) for number, (cell, text) in enumerate(new.items(), max(numbers) + 1))
    at = vml.rindex(b"</xml>")
    vml = vml[:at] + shapes.replace(b"<v:shape ", b"<v:shape%b " % _undeclared(vml)) + vml[at:]
    if known and link is not None and not _draws(vml):
        root.remove(link)
        drop_relations(package, part, {known.id})
        drop_part(package, known.target)
        draft.set_xml(part, with_frame(xml, root))
    elif known:
        package.put(known.target, vml)
    elif new:
        name = package.free_name("xl/drawings/vmlDrawing{}.vml")
        package.put(name, vml)
        set_default_type(package, "vml", _VML_TYPE)
        link = etree.Element(tag("legacyDrawing"))
        link.set(f"{{{RELATIONS}}}id", add_relation(package, part, "vmlDrawing", name))
        insert_in_order(root, link)
        draft.set_xml(part, with_frame(xml, root))


def _undeclared(vml: bytes) -> bytes:
    """Return the namespaces of our shapes as attributes, as far as the drawing's root does not declare them so."""
    root = _ROOT.search(vml)
    declared = root[0] if root else b""
    names = (b'xmlns:%b="urn:schemas-microsoft-com:%b"' % one for one in _VML_NAMES.items())
    return b"".join(b" " + name for name in names if name not in declared)


def _draws(vml: bytes) -> bool:
    """Tell whether anything is drawn: shapes of notes and controls, but also boxes, lines and groups."""
    return len(re.findall(rb"<\w", _NOT_DRAWN.sub(b"", vml))) > 1  # more than the root


def _shape_cell(shape: bytes) -> str:
    place = _SHAPE_PLACE.search(shape)
    return f"{letters(int(place[2]) + 1)}{int(place[1]) + 1}" if place else ""


def _shape(number: int, row: int, column: int, text: str) -> bytes:
    lines = sum(1 + len(line) // _LINE_UNITS for line in text.split("\n")) + 1
    top = max(row - 2, 0)
    return _NEW_SHAPE % (number, column, top, column + _NOTE_COLUMNS, top + lines, row - 1, column - 1)


def _free_block(draft: Draft) -> int:
    """Return a block of shape numbers that no VML drawing of the book uses."""
    parts = [name for name in draft.package.names() if name.lower().endswith(".vml")]
    used = {int(n) for name in parts for found in re.findall(rb'\bdata="([\d,]+)"', draft.package.part(name))
            for n in found.split(b",") if n}  # fmt: skip
    return max(used, default=0) + 1
