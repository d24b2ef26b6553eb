"""What is to be written into the rows of a sheet, cell by cell."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING

from addin.hosts.cells import letters

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence


@dataclass(frozen=True)
class Edit:
    """Cells to write. ``columns`` are ascending column numbers, ``tails[i]`` what is written into column i.

    ``places`` answers where in it the tail for a row number stands. A tail None leaves an existing cell alone.
    ``otherwise`` stands for rows of the file from ``first`` to ``last`` (inclusive) that ``places`` does not know; a
    formula there is the user's (a total, say) and stays.
    ``styles[i]`` answers the style of a cell of column i from the one it had;
    ``defaults[i]`` is that of a cell that did not exist. ``dress`` also creates empty cells, for their style.
    ``row_attributes`` go onto rows that did not exist, one for each place, none if there are none; ``formulas`` False
    says that no tail is a formula.
    """

    columns: Sequence[int]
    places: Mapping[int, int]
    tails: Sequence[Sequence[bytes | None]]
    styles: Sequence[Mapping[bytes, bytes]]
    defaults: Sequence[bytes]
    otherwise: Sequence[bytes | None] = ()
    first: int = 0
    last: int = -1
    dress: bool = False
    row_attributes: Sequence[bytes] = ()
    formulas: bool = True

    @cached_property
    def numbers(self) -> set[int]:
        """Return the numbers of all rows that the edit speaks of, whether the file has them or not."""
        return {*self.places, *(range(self.first, self.last + 1) if self.otherwise else ())}

    def wanted(self, number: int) -> Sequence[bytes | None]:
        """Return one tail per column for a row of the file."""
        at = self.places.get(number)
        if at is not None:
            return [column[at] for column in self.tails]
        return self.otherwise if number in self.numbers else (None,) * len(self.columns)

    def by_column(self, numbers: Sequence[int]) -> Iterable[Sequence[bytes | None]]:
        """Return the tails of some rows of the file, column by column."""
        places = list(map(self.places.get, numbers))
        first = places[0] if places else None
        if first is not None and places == list(range(first, first + len(places))):
            return [column[first : first + len(places)] for column in self.tails]
        return zip(*map(self.wanted, numbers), strict=True)


def style_attribute(style: bytes) -> bytes:
    """Return the attribute of a cell that names its style, none for ""."""
    return b' s="%b"' % style if style else b""


@cache
def letters_of(column: int) -> bytes:
    """Return the letters of a column."""
    return letters(column).encode()
