"""Small pictures for the toolbar, drawn by ourselves: a white sign on a rounded square in the colour of the group.

A sign is a list of shapes on a square from 0 to 1: lines with a thickness, and discs.
"""

from __future__ import annotations

import math
import struct
import zlib
from itertools import pairwise
from typing import TypeAlias

Point: TypeAlias = "tuple[float, float]"
Shape: TypeAlias = (
    "tuple[tuple[Point, ...], float]"  # a line through points with half its thickness; one point is a disc
)

COLOURS = ((31, 78, 120), (46, 117, 82), (165, 80, 20), (120, 45, 90), (90, 90, 90))  # by group
CORNER, MARGIN = 0.16, 0.02


def _line(*points: Point, width: float = 0.1) -> Shape:
    return points, width / 2


def _disc(x: float, y: float, radius: float) -> Shape:
    return ((x, y),), radius


_PAGE = _line((0.28, 0.2), (0.72, 0.2), (0.72, 0.8), (0.28, 0.8), (0.28, 0.2), width=0.07)
SIGNS: dict[str, tuple[Shape, ...]] = {
    "validate": (_line((0.24, 0.52), (0.44, 0.72), (0.78, 0.3), width=0.13),),
    "overdue": (
        _line(
            (0.5, 0.22),
            (0.698, 0.302),
            (0.78, 0.5),
            (0.698, 0.698),
            (0.5, 0.78),
            (0.302, 0.698),
            (0.22, 0.5),
            (0.302, 0.302),
            (0.5, 0.22),
            width=0.08,
        ),
        _line((0.5, 0.34), (0.5, 0.52), (0.63, 0.6), width=0.08),
    ),
    "ageing": (
        _line((0.3, 0.64), (0.3, 0.72), width=0.12),
        _line((0.5, 0.46), (0.5, 0.72), width=0.12),
        _line((0.7, 0.28), (0.7, 0.72), width=0.12),
    ),
    "limitation": (
        _line((0.5, 0.22), (0.8, 0.76), (0.2, 0.76), (0.5, 0.22), width=0.07),
        _line((0.5, 0.42), (0.5, 0.57), width=0.08),
        _disc(0.5, 0.67, 0.045),
    ),
    "fees": (
        _line((0.3, 0.22), (0.5, 0.48), (0.7, 0.22), width=0.09),
        _line((0.5, 0.48), (0.5, 0.8), width=0.09),
        _line((0.34, 0.52), (0.66, 0.52), width=0.07),
        _line((0.34, 0.65), (0.66, 0.65), width=0.07),
    ),
    "statements": (
        _PAGE,
        *(_line((0.38, y), (0.62, y), width=0.06) for y in (0.36, 0.5, 0.64)),
    ),
    "propose": (
        *(_line((0.46, y), (0.78, y), width=0.07) for y in (0.3, 0.5, 0.7)),
        _line((0.22, 0.3), (0.28, 0.36), (0.37, 0.24), width=0.06),
        _line((0.22, 0.5), (0.28, 0.56), (0.37, 0.44), width=0.06),
        _disc(0.29, 0.7, 0.045),
    ),
    "issue": (
        _line((0.22, 0.3), (0.78, 0.3), (0.78, 0.72), (0.22, 0.72), (0.22, 0.3), width=0.07),
        _line((0.22, 0.32), (0.5, 0.54), (0.78, 0.32), width=0.07),
    ),
    "log": (
        _line((0.28, 0.74), (0.34, 0.56), (0.66, 0.24), (0.77, 0.35), (0.45, 0.67), (0.28, 0.74), width=0.06),
        _line((0.5, 0.8), (0.8, 0.8), width=0.06),
    ),
}


def sign(key: str) -> tuple[Shape, ...]:
    """Return the sign of a button; one that nobody has drawn yet gets a pattern of its own, the same on both sides."""
    if key in SIGNS:
        return SIGNS[key]
    bits = zlib.crc32(key.encode()) | 0b10000  # never empty
    cells = [(x, y) for y in range(5) for x in range(3) if bits >> (3 * y + x) & 1]
    return tuple(_disc(0.26 + 0.12 * at, 0.26 + 0.12 * y, 0.055) for x, y in cells for at in {x, 4 - x})


def png(key: str, tone: int, size: int) -> bytes:
    """Return the picture of a button of ``size`` pixels as PNG."""
    ground, shapes = COLOURS[tone % len(COLOURS)], sign(key)
    rows = bytearray()
    for y in range(size):
        rows.append(0)  # no filter
        for x in range(size):
            at = ((x + 0.5) / size, (y + 0.5) / size)
            white = _share(min(_outside(shape, at) for shape in shapes), size)
            rows += bytes(round(tint + (255 - tint) * white) for tint in ground)
            rows.append(round(255 * _share(_outside_square(at), size)))
    head = struct.pack(">IIBBBBB", size, size, 8, 6, 0, 0, 0)
    data = _chunk(b"IHDR", head) + _chunk(b"IDAT", zlib.compress(bytes(rows), 9)) + _chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + data


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _share(outside: float, size: int) -> float:
    """Return how much of a pixel is covered by an edge at that distance from its middle (negative = inside)."""
    return max(0.0, min(1.0, 0.5 - outside * size))


def _outside_square(at: Point) -> float:
    across, down = (max(abs(one - 0.5) - (0.5 - MARGIN - CORNER), 0.0) for one in at)
    return math.hypot(across, down) - CORNER


def _outside(shape: Shape, at: Point) -> float:
    """Return the distance of a point from a line of a thickness or a disc."""
    points, radius = shape
    return min(_distance(one, two, at) for one, two in pairwise((*points, points[-1]))) - radius


def _distance(one: Point, two: Point, at: Point) -> float:
    (x1, y1), (x2, y2), (x, y) = one, two, at
    length = (x2 - x1) ** 2 + (y2 - y1) ** 2
    along = max(0.0, min(1.0, ((x - x1) * (x2 - x1) + (y - y1) * (y2 - y1)) / length)) if length else 0.0
    return math.hypot(x - x1 - along * (x2 - x1), y - y1 - along * (y2 - y1))
