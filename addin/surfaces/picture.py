"""A drawing of the ribbon tab for the README, made from ``ribbon.py``.

Excel shows its own pictures on the buttons; the drawing has the signs of our LibreOffice toolbar in their place. A test
holds the file and the ribbon together.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from addin import messages
from addin.ribbon import GROUPS, TAB_LABEL
from addin.surfaces.pictograms import COLOURS, sign

if TYPE_CHECKING:
    from collections.abc import Sequence

    from addin.ribbon import Button, Group
    from addin.surfaces.pictograms import Point

PICTURE = Path(__file__).parent / "pictures" / "ribbon.svg"
FONT = "Microsoft YaHei, PingFang SC, Noto Sans CJK SC, sans-serif"
TAB_HEIGHT, BODY_HEIGHT, MARGIN = 30, 98, 8
LARGE_WIDTH, SMALL_HEIGHT, SMALL_ROWS = 58, 22, 3
FEW = 4  # characters of a large button's label that fit one line


def ribbon_svg(groups: Sequence[Group] = GROUPS) -> str:
    """Return the drawing as SVG text."""
    left, drawn = MARGIN, []
    for at, group in enumerate(groups):
        body, right = _group(group, left, "#{:02x}{:02x}{:02x}".format(*COLOURS[at % len(COLOURS)]))
        drawn += body
        left = right
    width, height = left + MARGIN, TAB_HEIGHT + BODY_HEIGHT
    inner = f'width="{width - 8}" height="{BODY_HEIGHT - 4}"'
    head = f'width="{width}" height="{height}"'
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {head} font-family="{FONT}" font-size="12" fill="#333333">',
        f'<rect {head} fill="#f3f3f3"/>',
        f'<rect x="4" y="{TAB_HEIGHT}" {inner} rx="6" fill="#ffffff" stroke="#d0d0d0"/>',
        *_tabs(),
        *drawn,
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


def _tabs() -> list[str]:
    out, left = [], 22
    for tab in messages.EXCEL_TABS:
        chosen = tab == TAB_LABEL
        style = ' font-weight="bold" fill="#1f6f43"' if chosen else ""
        out.append(f'<text x="{left}" y="20"{style}>{tab}</text>')
        if chosen:
            out.append(f'<rect x="{left}" y="25" width="{12 * len(tab)}" height="3" fill="#1f6f43"/>')
        left += 12 * len(tab) + 24
    return out


def _group(group: Group, left: int, colour: str) -> tuple[list[str], int]:
    """Return the drawing of a group that begins at ``left``, and where the next one begins."""
    out, at, row, column = [], left + MARGIN, 0, 0
    for button in group.buttons:
        if button.large:
            at, row, column = at + column, 0, 0
            out += _large(button, at, colour)
            at += LARGE_WIDTH
            continue
        if row == SMALL_ROWS:
            at, row, column = at + column, 0, 0
        out += _small(button, at, TAB_HEIGHT + 8 + row * SMALL_HEIGHT, colour)
        row, column = row + 1, max(column, 12 * len(button.label) + 34)
    right = max(at + column, left + 12 * len(group.label) + 2 * MARGIN) + MARGIN // 2
    middle, bottom = (left + right) // 2, TAB_HEIGHT + BODY_HEIGHT - 12
    grey = 'text-anchor="middle" fill="#777777" font-size="11"'
    out.append(f'<text x="{middle}" y="{bottom}" {grey}>{escape(group.label)}</text>')
    out.append(f'<line x1="{right}" y1="{TAB_HEIGHT + 8}" x2="{right}" y2="{bottom}" stroke="#dddddd"/>')
    return out, right


def _face(button: Button, left: int, top: int, size: int, colour: str) -> str:
    """Return the coloured square with the button's sign."""
    signs = "".join(_shape(*shape) for shape in sign(button.key))
    return (
        f'<g transform="translate({left} {top}) scale({size})" stroke-linecap="round" stroke-linejoin="round">'
        f'<rect width="1" height="1" rx="0.16" fill="{colour}"/>{signs}</g>'
    )


def _shape(points: tuple[Point, ...], half: float) -> str:
    """Return one shape of a sign in white, on a square of side 1."""
    if len(points) == 1:
        ((x, y),) = points
        return f'<circle cx="{x:g}" cy="{y:g}" r="{half:g}" fill="#ffffff"/>'
    places = " ".join(f"{x:g},{y:g}" for x, y in points)
    return f'<polyline points="{places}" fill="none" stroke="#ffffff" stroke-width="{2 * half:g}"/>'


def _large(button: Button, left: int, colour: str) -> list[str]:
    lines = [button.label] if len(button.label) <= FEW else [button.label[:FEW], button.label[FEW:]]
    middle = left + LARGE_WIDTH // 2
    return [
        f"<g><title>{escape(button.tip)}</title>",
        _face(button, middle - 15, TAB_HEIGHT + 8, 30, colour),
        *(
            f'<text x="{middle}" y="{TAB_HEIGHT + 54 + 15 * at}" text-anchor="middle">{escape(line)}</text>'
            for at, line in enumerate(lines)
        ),
        "</g>",
    ]


def _small(button: Button, left: int, top: int, colour: str) -> list[str]:
    return [
        f"<g><title>{escape(button.tip)}</title>",
        _face(button, left + 2, top, 16, colour),
        f'<text x="{left + 24}" y="{top + 13}">{escape(button.label)}</text>',
        "</g>",
    ]


def draw() -> Path:
    """Write the drawing anew and return its file."""
    PICTURE.parent.mkdir(exist_ok=True)
    PICTURE.write_text(ribbon_svg(), encoding="utf-8", newline="\n")
    return PICTURE
