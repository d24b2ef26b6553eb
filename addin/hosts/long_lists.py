"""A long list of the program's own on a closed workbook: its first rows are drawn, the others appended like them.

That is many times as fast, and nobody can tell where drawing ended: each row has the height of its own texts, each
linked cell its look and its link.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from lxml import etree

from addin.hosts import looks
from addin.hosts.cells import address
from addin.hosts.drawing import breaks_lines, text_room
from addin.hosts.filling import append, row_styles
from addin.hosts.opc import tag
from addin.hosts.sheetxml import frame_tree, insert_in_order, with_frame
from addin.ports import Append

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from addin.hosts.draft import Draft
    from addin.hosts.sheetxml import SheetXml
    from addin.ports import Column, Replace

LONG = 2_000  # rows from which a list is long
DRAWN = 50  # rows of a long list that are drawn one by one, at least


def is_long(change: Replace) -> bool:
    """Tell whether a sheet is a long plain list: what stands beside or below the rows is drawn with all of them."""
    return len(change.frame) > LONG and not (change.charts or change.totals)


def rows_to_draw(targets: Mapping[str, Sequence[str]]) -> int:
    """Return how many rows of a long list must be drawn so that every look is among them, which may be all.

    ``targets`` are where the cells of linked columns jump to, "" for nowhere (:func:`addin.hosts.drawing.targets`).
    """
    firsts = [row for found in targets.values() for row in _first_of_each(found).values()]
    return max(DRAWN, max(firsts, default=0) + 1)


def append_rest(draft: Draft, change: Replace, drawn: int, targets: Mapping[str, Sequence[str]]) -> None:
    """Append the rows of a list from ``drawn`` on to its sheet, on which those before were drawn."""
    rest = change.frame.iloc[drawn:]
    part = draft.cell_sheet(change.sheet).part
    places = {column.name: place for place, column in enumerate(change.columns, 1)}
    styles = {name: _styles(draft.xml(part), places[name], found, drawn) for name, found in targets.items()}
    append(draft, Append(change.sheet, change.columns, rest), heights(change.columns, rest), styles)
    if any(map(any, targets.values())):
        draft.set_xml(part, _linked(draft.xml(part), change.columns, drawn, targets))


def heights(columns: Sequence[Column], frame: pd.DataFrame) -> list[bytes]:
    """Return the attributes that give each row the height which its texts need, as drawing does."""
    lines = np.ones(len(frame), dtype=np.int64)
    for column in filter(breaks_lines, columns):
        codes, texts = pd.factorize(frame[column.name])
        needed = [*looks.row_lines([(text_room(column), texts)]), 1]  # the last for no text, whose code is -1
        lines = np.maximum(lines, np.array(needed, dtype=np.int64)[codes])
    told = [b' ht="%g" customHeight="1"' % looks.row_height(count) for count in range(lines.max(initial=1) + 1)]
    return [told[count] for count in lines.tolist()]


def _first_of_each(targets: Sequence[str]) -> dict[bool, int]:
    """Return the place of the first cell that jumps somewhere, and of the first that does not."""
    linked = list(map(bool, targets))
    return {look: linked.index(look) for look in set(linked)}


def _styles(xml: SheetXml, place: int, targets: Sequence[str], drawn: int) -> list[bytes]:
    """Return the style of each cell to be appended to a linked column: that of a drawn one which jumps, or does not."""
    like = {look: row_styles(xml, row + 2)[place] for look, row in _first_of_each(targets).items()}
    return [like[bool(target)] for target in targets[drawn:]]


def _linked(
    xml: SheetXml, columns: Sequence[Column], drawn: int, targets: Mapping[str, Sequence[str]]
) -> SheetXml:
    """Return the sheet with the links of the appended rows."""
    root = frame_tree(xml)
    links = root.find(tag("hyperlinks"))
    if links is None:
        links = etree.Element(tag("hyperlinks"))
        insert_in_order(root, links)
    for place, column in enumerate(columns, 1):
        for row, target in enumerate(targets.get(column.name, ())[drawn:], drawn + 2):
            if target:
                etree.SubElement(links, tag("hyperlink"), ref=address(row, place), location=target, display="")
    return with_frame(xml, root)
