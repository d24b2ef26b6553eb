"""How a sheet that is written on an open workbook looks: formats, heights of rows, colours of weighty values."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from addin.hosts import looks
from addin.hosts.drawing import breaks_lines, text_room
from addin.hosts.live_cells import runs
from addin.ledger import schema

if TYPE_CHECKING:
    from collections.abc import Sequence

    import xlwings as xw

    from addin.hosts.live_cells import Cell
    from addin.ports import Column, Replace


def lay_looks(whole: xw.Range, change: Replace, depth: int) -> None:
    """Lay the looks on an empty area whose body has ``depth`` rows."""
    whole.font.name, whole.font.size = looks.FONT, looks.SIZE
    whole.vertical_alignment = "center"
    whole.borders.set("all", line_style="continuous", weight="thin", color=looks.RULE)
    for place, column in enumerate(change.columns):
        area = whole[1:, place : place + 1]
        area.number_format = looks.NUMBER_FORMATS[column.kind]
        if column.kind in looks.CENTRED:
            area.horizontal_alignment = "center"
        if breaks_lines(column):
            area.wrap_text = True
    for first, last in runs(place for place, column in enumerate(change.columns) if column.name not in change.editable):
        whole[1 : depth + 1, first : last + 1].color = looks.PALE_GREY
    if change.totals:
        whole[depth + 1 :, :].font.bold = True
    style_head(whole[0, :])


def heights(columns: Sequence[Column], written: Sequence[Sequence[Cell]]) -> list[float]:
    """Return the height of each row, as on a closed workbook."""
    pairs = zip(columns, written, strict=True)
    wrapped = [(text_room(column), texts) for column, texts in pairs if breaks_lines(column)]
    return [looks.row_height(lines) for lines in looks.row_lines(wrapped)]


def set_heights(area: xw.Range, wanted: Sequence[float], standing: float = 0.0) -> None:
    """Give the rows of an area their heights, but for those that stand at theirs."""
    first = 0
    for height, group in groupby(wanted):
        last = first + len(list(group)) - 1
        if height != standing:
            area[first : last + 1, :].row_height = height
        first = last + 1


def lay_tones(sheet: xw.Sheet, names: Sequence[str], last: int) -> None:
    """Colour the weighty values of columns (schema.TONES) down to a row, as on a closed workbook; none is there yet."""
    for place, name in enumerate(names, 1):
        for value, tone in schema.TONES.get(name, {}).items():
            style = looks.TONE_STYLES[tone]
            area = sheet.range((2, place), (last, place))
            area.conditional_formats.add_cell_value(
                "equal_to", f'="{value}"', fill_color=style["bg_color"], font_color=style["font_color"],
                font_bold=style.get("bold"),
            )  # fmt: skip


def style_head(head: xw.Range) -> None:
    """Make cells look like the header of a sheet of the program's."""
    head.color = looks.NAVY
    head.font.color = "#FFFFFF"
    head.font.bold = True
    head.horizontal_alignment = "center"
