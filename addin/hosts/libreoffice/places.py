"""Places on a sheet: rows and columns as people count them, and UNO's boxes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from xlwings import utils

if TYPE_CHECKING:
    from collections.abc import Sequence

Place: TypeAlias = "tuple[int, int, int, int]"  # row, column (from 1), rows, columns


def letters(column: int) -> str:
    """Return the letters of a column: 1 → A."""
    return str(utils.col_name(column))  # type: ignore[no-untyped-call]


def box_of(place: Place) -> list[int]:
    """Return a place as UNO's box."""
    row, column, height, width = place
    return [column - 1, row - 1, column + width - 2, row + height - 2]


def place_of(box: Sequence[int]) -> Place:
    """Return UNO's box as a place."""
    left, top, right, bottom = box
    return top + 1, left + 1, bottom - top + 1, right - left + 1


def place_in(address: Any) -> Place:
    """Return the place of a UNO range address."""
    return place_of((address.StartColumn, address.StartRow, address.EndColumn, address.EndRow))
