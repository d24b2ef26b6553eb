"""Colours, fonts, alignments and sizes between Excel's units and UNO's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from xlwings import base_classes, utils

from addin.hosts.libreoffice.bridge import Enum, Struct

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

THIN = 26  # 1/100 mm
SIDES = {
    "edge_top": "TopLine",
    "edge_bottom": "BottomLine",
    "edge_left": "LeftLine",
    "edge_right": "RightLine",
    "inside_vertical": "VerticalLine",
    "inside_horizontal": "HorizontalLine",
}
BOLD, NORMAL = 150.0, 100.0  # com.sun.star.awt.FontWeight
PIXEL = 2540 / 96  # 1/100 mm
DIGIT, MARGIN = 7, 5  # pixels of a digit and of a column's margins in Excel's default font
ACROSS = {"general": "STANDARD", "left": "LEFT", "center": "CENTER", "right": "RIGHT"}
DOWN = {"top": 1, "center": 2, "bottom": 3}


def rgb(value: int) -> tuple[int, int, int] | None:
    """Return a UNO colour as red, green, blue; None for "none"."""
    return None if value < 0 else (value >> 16 & 255, value >> 8 & 255, value & 255)


def whole(value: Any) -> int:
    """Return a colour given as (r, g, b), "#RRGGBB", Excel's whole number or None as UNO's whole number."""
    if value is None:
        return -1
    if isinstance(value, int):  # Excel's has blue first
        value = (value & 255, value >> 8 & 255, value >> 16 & 255)
    red, green, blue = utils.hex_to_rgb(value) if isinstance(value, str) else value  # type: ignore[no-untyped-call]
    return int(red) << 16 | int(green) << 8 | int(blue)


def across(value: str) -> Enum:
    """Return UNO's value of a horizontal alignment."""
    return Enum("com.sun.star.table.CellHoriJustify", ACROSS[value])


def characters(width: float) -> float:
    """Return a column width in 1/100 mm as Excel's characters."""
    return max(0.0, (width / PIXEL - MARGIN) / DIGIT)


def centimetres(width: float) -> int:
    """Return a column width in Excel's characters as 1/100 mm."""
    return round((width * DIGIT + MARGIN) * PIXEL)


class Font(base_classes.Font):
    """The font of a range, through what gets and sets the range's properties."""

    def __init__(self, get: Callable[[str], Any], put: Callable[[str, object], None]) -> None:
        """Take the two functions."""
        self._get, self._put = get, put

    @property
    def api(self) -> Any:
        """There is no object of its own."""
        return None

    @property
    def bold(self) -> bool:
        """Whether the letters are bold."""
        return float(self._get("CharWeight")) >= BOLD

    @bold.setter
    def bold(self, value: bool) -> None:
        self._each_script("CharWeight", BOLD if value else NORMAL)

    @property
    def color(self) -> tuple[int, int, int] | None:
        """Colour of the letters."""
        return rgb(self._get("CharColor"))

    @color.setter
    def color(self, value: Any) -> None:
        self._put("CharColor", whole(value))

    @property
    def size(self) -> float:
        """Size in points."""
        return float(self._get("CharHeight"))

    @size.setter
    def size(self, value: float) -> None:
        self._each_script("CharHeight", float(value))

    @property
    def name(self) -> str:
        """Name of the font."""
        return str(self._get("CharFontName"))

    @name.setter
    def name(self, value: str) -> None:
        self._each_script("CharFontName", value)

    def _each_script(self, name: str, value: object) -> None:
        for script in ("", "Asian", "Complex"):
            self._put(name + script, value)


class Borders(base_classes.Borders):
    """The lines of a range, through what sets the range's properties: thin ones, in a colour."""

    def __init__(self, put: Callable[[str, object], None]) -> None:
        """Take the function."""
        self._put = put

    def set(self, which: Iterable[str] = (), *, line_style: Any = None, weight: Any = None, color: Any = None) -> None:
        """Draw thin lines on these sides (xlwings' names), or none without a style."""
        del weight
        width = THIN if isinstance(line_style, str) and line_style != "none" else 0
        ink = whole(color) if isinstance(color, (tuple, str)) else 0
        line = Struct("com.sun.star.table.BorderLine2", Color=ink, OuterLineWidth=width, LineWidth=width)
        lines: dict[str, Any] = {}
        for side in which:
            if side in SIDES:
                lines |= {SIDES[side]: line, f"Is{SIDES[side]}Valid": True}
        self._put("TableBorder2", Struct("com.sun.star.table.TableBorder2", **lines))
