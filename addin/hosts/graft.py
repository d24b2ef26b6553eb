"""Replace on a closed workbook: the program's sheet is drawn by XlsxWriter in a book of its own and brought over.

The sheet keeps its tab, its id and its part name when it exists; parts that only it used go, its styles, table,
drawing and charts come along under names that are free, and every other part stays as it was.
"""

from __future__ import annotations

import io
import posixpath
import re
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from lxml import etree

from addin.hosts import opc
from addin.hosts.cells import address
from addin.hosts.drawing import draw_table, targets
from addin.hosts.long_lists import append_rest, is_long, rows_to_draw
from addin.hosts.looks import new_workbook
from addin.hosts.opc import RELATIONS, SHEET_TYPE, tag
from addin.hosts.package import Package
from addin.hosts.sheetxml import frame_tree, join, row_cells, split, with_frame
from addin.hosts.styles import Styles
from addin.hosts.tables import HEADER_ROW, row_texts, table_parts
from addin.ledger.cells import folded
from addin.ports import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from addin.hosts.draft import Draft
    from addin.hosts.opc import SheetPart
    from addin.hosts.tables import Layout
    from addin.ports import Link, Replace

_PRINT_NAMES = {"_xlnm.Print_Area", "_xlnm.Print_Titles", "_xlnm._FilterDatabase"}
_PATTERNS = {"table": "xl/tables/table{}.xml", "drawing": "xl/drawings/drawing{}.xml", "chart": "xl/charts/chart{}.xml"}
_STYLED = re.compile(rb'(<(?:c r="[A-Z]+\d+"|row [^>]*?)\ss=")(\d+)(?=")')
_SHARED = re.compile(rb' t="s"><v>(\d+)</v></c>')
_TABLE_SHADES = {f"{part}{kind}DxfId" for part in ("headerRow", "totalsRow") for kind in ("", "Border")} | {
    "dataDxfId", "tableBorderDxfId"}  # fmt: skip
_SAFE_SHARE = 0.5  # of the first row's headers must be the program's own


def replace_sheet(draft: Draft, change: Replace) -> None:
    """Carry out a Replace. Raises Refusal ``sheet-not-ours`` when a sheet of the user's has that title."""
    old = draft.find(change.sheet)
    if old is not None:
        _guard_ours(draft, old, change)
    redraw_sheet(draft, change)


def redraw_sheet(draft: Draft, change: Replace) -> None:
    """Draw a sheet of the program as :func:`replace_sheet` does, whatever its first row reads like now."""
    locate = _locator(draft)
    if not is_long(change):
        _graft(draft, change, locate)
        return
    found = targets(change, locate)
    drawn = rows_to_draw(found)
    links = {name: change.links[name][:drawn] for name in found}
    _graft(draft, replace(change, frame=change.frame.iloc[:drawn], links=links), locate)
    append_rest(draft, change, drawn, found)


def remove_sheet(draft: Draft, sheet: SheetPart) -> None:
    """Remove a sheet with its tab, its names and every part that only it used; names of other sheets keep theirs."""
    root = draft.package.tree(draft.workbook)
    sheets = root.find(tag("sheets"))
    if sheets is None or len(sheets) == 1:
        raise Refusal("odd-sheet")
    sheets.remove(sheets[sheet.position])
    for item in list(root.iter(tag("definedName"))):
        local = item.get("localSheetId")
        parent = item.getparent()
        if local == str(sheet.position) and parent is not None:
            parent.remove(item)
        elif local is not None and int(local) > sheet.position:
            item.set("localSheetId", str(int(local) - 1))
    names = root.find(tag("definedNames"))
    if names is not None and not len(names):
        root.remove(names)
    for view in root.iter(tag("workbookView")):
        for name in ("activeTab", "firstSheet"):
            if int(view.get(name, "0")) >= sheet.position:
                view.set(name, str(max(int(view.get(name, "0")) - 1, 0)))
    draft.package.put(draft.workbook, root)
    opc.drop_relations(draft.package, draft.workbook, {sheet.relation})
    draft.forget(sheet.part)
    opc.drop_part(draft.package, sheet.part)
    draft.formulas_changed = True


def _graft(draft: Draft, change: Replace, locate: Callable[[Link], str]) -> None:
    old = draft.find(change.sheet)
    stream = io.BytesIO()
    with new_workbook(stream) as workbook:
        draw_table(workbook, change, locate)
    scratch = Package(stream.getvalue())
    source = opc.sheet_parts(scratch, opc.workbook_part(scratch))[0]
    if old is None:
        part = draft.package.free_name("xl/worksheets/sheet{}.xml")
        position, selected = _add_tab(draft, change.sheet, part), False
    else:
        part, position = old.part, old.position
        selected = b'tabSelected="1"' in draft.xml(part).head
        opc.drop_targets(draft.package, part)
        draft.formulas_changed = True
    draft.forget(part)
    draft.package.put(part, b"")  # holds the name while parts are brought over
    opc.set_type(draft.package, part, SHEET_TYPE)
    cells, shades = draft.styles.adopt(Styles(scratch, opc.workbook_part(scratch)))
    _bring_relations(draft, scratch, source.part, part, shades)
    draft.package.put(part, _sheet(scratch, source.part, cells, shades, selected=selected))
    _bring_names(draft, scratch, position)


def _locator(draft: Draft) -> Callable[[Link], str]:
    """Return the function that answers the cell a link leads to, "" when its sheet does not exist."""

    @cache
    def layout(title: str) -> tuple[bool, Layout | None]:
        sheet = draft.find(title)
        try:
            return sheet is not None, draft.layout(sheet) if sheet and sheet.cells else None
        except Refusal:
            return True, None  # no header row: the link leads to the row

    @cache
    def column(title: str, header: str) -> int:
        _, known = layout(title)
        return (known.place(header) if known and header else 0) or 1

    def locate(link: Link) -> str:
        exists, _ = layout(link.sheet)
        return address(max(link.row, 1), column(link.sheet, link.header)) if exists else ""

    return locate


def _guard_ours(draft: Draft, old: SheetPart, change: Replace) -> None:
    """Refuse to write over a sheet whose first row does not read like the program's own."""
    if not old.cells:
        raise Refusal("sheet-not-ours", sheet=change.sheet)
    xml = draft.xml(old.part)
    if not any(content.strip() for raw in xml.rows.values() for _, _, content in row_cells(raw, xml.prefix).values()):
        return
    texts = [folded(text) for text in row_texts(draft.package, draft.workbook, xml, HEADER_ROW).values() if text]
    own = {folded(column.header) for column in change.columns}
    if sum(text in own for text in texts) < max(1, len(texts) * _SAFE_SHARE):
        raise Refusal("sheet-not-ours", sheet=change.sheet)


def _add_tab(draft: Draft, title: str, part: str) -> int:
    """Add a sheet to the workbook, last, and return its position."""
    relation = opc.add_relation(draft.package, draft.workbook, "worksheet", part)
    root = draft.package.tree(draft.workbook)
    sheets = root.find(tag("sheets"))
    if sheets is None:
        raise Refusal("odd-sheet")
    number = max((int(item.get("sheetId", "0")) for item in sheets), default=0) + 1
    item = etree.SubElement(sheets, tag("sheet"), name=title, sheetId=str(number))
    item.set(f"{{{RELATIONS}}}id", relation)
    draft.package.put(draft.workbook, root)
    return len(sheets) - 1


def _sheet(
    scratch: Package, part: str, cells: Mapping[bytes, bytes], shades: Mapping[bytes, bytes], *, selected: bool
) -> bytes:
    """Return the drawn sheet with inline strings and the target's style numbers."""
    strings = re.findall(rb"<si>(.*?)</si>", scratch.part("xl/sharedStrings.xml"), re.DOTALL)
    xml = split(scratch.part(part))
    rows = _STYLED.sub(lambda found: found[1] + cells[found[2]], xml.body)
    rows = _SHARED.sub(lambda found: b' t="inlineStr"><is>%b</is></c>' % strings[int(found[1])], rows)
    root = frame_tree(xml)
    for view in root.iter(tag("sheetView")):
        view.set("tabSelected", "1" if selected else "0")
    for column in root.iter(tag("col")):
        if column.get("style"):
            column.set("style", cells[column.get("style", "").encode()].decode())
    for rule in root.iter(tag("cfRule")):
        if rule.get("dxfId"):
            rule.set("dxfId", shades[rule.get("dxfId", "").encode()].decode())
    return join(with_frame(replace(xml, blocks=(rows,)), root))


# ------------------------------------------------------------------ parts that come along


def _bring_relations(
    draft: Draft, scratch: Package, source: str, part: str, shades: Mapping[bytes, bytes]
) -> None:  # fmt: skip
    """Bring over what ``source`` leads to; the relations of ``part`` keep the ids that its XML names."""
    name = opc.relations_name(source)
    if name not in scratch:
        return
    root = scratch.tree(name)
    for item, relation in zip(root, opc.relations(scratch, source), strict=True):
        if not relation.external:
            target = _bring(draft, scratch, relation, shades)
            item.set("Target", posixpath.relpath(target, posixpath.dirname(part)))
    opc.put_relations(draft.package, part, root)


def _bring(draft: Draft, scratch: Package, relation: opc.Relation, shades: Mapping[bytes, bytes]) -> str:
    package = draft.package
    name = package.free_name(_PATTERNS[relation.kind])
    if relation.kind == "table":
        package.put(name, _table(draft, scratch.tree(relation.target), shades))
    else:
        package.put(name, scratch.part(relation.target))
    opc.set_type(package, name, opc.content_type(scratch, relation.target))
    _bring_relations(draft, scratch, relation.target, name, shades)
    return name


def _table(draft: Draft, root: etree._Element, shades: Mapping[bytes, bytes]) -> etree._Element:
    """Give a table an id and a name of its own; formulas find it by the old name when that is free."""
    book = draft.package.tree(draft.workbook)
    names = {item.get("name", "").casefold() for item in book.iter(tag("definedName"))}
    number = 0
    for sheet in opc.sheet_parts(draft.package, draft.workbook):
        for _, table in table_parts(draft.package, sheet.part):
            names |= {table.get("name", "").casefold(), table.get("displayName", "").casefold()}
            number = max(number, int(table.get("id", "0")))
    wanted = name = root.get("displayName", "")
    tries = 1
    while name.casefold() in names:
        tries += 1
        name = f"{wanted}_{tries}"
    root.set("id", str(number + 1))
    root.set("name", name)
    root.set("displayName", name)
    for item in root.iter():
        for attribute in _TABLE_SHADES & set(item.keys()):
            item.set(attribute, shades[item.get(attribute, "").encode()].decode())
    return root


def _bring_names(draft: Draft, scratch: Package, position: int) -> None:
    """Put the drawn sheet's print area, print titles and filter in the place of the old sheet's."""
    root = draft.package.tree(draft.workbook)
    names = root.find(tag("definedNames"))
    if names is None:
        names = etree.Element(tag("definedNames"))
        opc.insert_after(root, opc.BEFORE_NAMES, names)
    for item in list(names):
        if item.get("localSheetId") == str(position) and item.get("name") in _PRINT_NAMES:
            names.remove(item)
    for item in scratch.tree(opc.workbook_part(scratch)).iter(tag("definedName")):
        item.set("localSheetId", str(position))
        names.append(item)
    if not len(names):
        root.remove(names)
    draft.package.put(draft.workbook, root)
