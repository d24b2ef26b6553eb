"""How a sheet of the ledger is described: its columns and what they hold."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a column holds; a host chooses number format and alignment by it, reading the type."""

    TEXT = "text"  # str, missing ""
    OPTION = "option"  # category of the option names, missing NaN
    FLAG = "flag"  # 是/否 on the sheet, bool inside
    DATE = "date"  # datetime64[s], missing NaT
    MOMENT = "moment"  # date with time, datetime64[s], missing NaT
    MONEY = "money"  # yuan with two decimals on the sheet, int64 fen inside, missing 0
    RATE = "rate"  # a plain number such as 0.0005, Int64 in units of 1e-8 inside, missing <NA>
    PERCENT = "percent"  # a ratio shown as per cent, Int64 in units of 1e-8 inside, missing <NA>
    COUNT = "count"  # a whole number (days, number of an instalment), int64 inside, missing 0


@dataclass(frozen=True)
class Column:
    """One column of a sheet: its header as users see it and its name in code.

    ``options`` are the values allowed; with ``open_options`` users may add values on the sheet 选项.
    ``default`` stands for an empty cell, as it would be typed; ``setting`` names the row of 参数 that gives it.
    ``refers`` names the sheet whose key column must hold the value.
    """

    header: str
    name: str
    kind: Kind = Kind.TEXT
    required: bool = False
    computed: bool = False
    options: tuple[str, ...] = ()
    open_options: bool = False
    default: str = ""
    setting: str = ""
    refers: str = ""
    width: int = 14


@dataclass(frozen=True)
class Sheet:
    """One sheet that is one table: ``key`` are the headers that identify a row, ``written`` ones are the program's.

    An ``optional`` sheet is not missed when it is not there; an ``on_demand`` one is not drawn in a new ledger either:
    the button that needs it adds it.
    """

    title: str
    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()
    written: bool = False
    note: str = ""
    optional: bool = False
    on_demand: bool = False

    def column(self, name: str) -> Column:
        """Return the column of that English name (KeyError: a fault of ours)."""
        for column in self.columns:
            if column.name == name:
                return column
        msg = f"{self.name}.{name}"
        raise KeyError(msg)

    def pick(self, *names: str) -> tuple[Column, ...]:
        """Return the columns of those English names, in that order."""
        return tuple(self.column(name) for name in names)
