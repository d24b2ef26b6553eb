"""Whose row it is: the same name or the same 统一社会信用代码 is the same customer, in the source and in the ledger."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

from addin.ledger import numbering, schema
from addin.ledger.cells import folded

if TYPE_CHECKING:
    import pandas as pd

WHO = ["customer", "customer_name", "uscc"]


class Parties:
    """The customers known so far by number, code and name; those of the ledger first."""

    def __init__(self, known: pd.DataFrame) -> None:
        """Begin with the ledger's customers."""
        self._numbers: set[str] = set(known["customer"]) - {""}
        self._by_code: dict[str, str] = {}
        self._by_name: dict[str, str] = {}
        form = schema.CUSTOMER_NUMBER
        serials = count(numbering.next_serial(form, 0, self._numbers))
        self._new = (numbering.render(form, 0, serial) for serial in serials)
        for who in known[WHO].itertuples(index=False, name=None):
            self._learn(*who)

    def resolve(self, frame: pd.DataFrame) -> list[str]:
        """Return the customer's number of each row, made where it is new ("" where nobody is named)."""
        rows = list(frame[WHO].itertuples(index=False, name=None))
        found = {who: self._number(*who) for who in dict.fromkeys(rows)}
        return [found[who] for who in rows]

    def find(self, frame: pd.DataFrame) -> pd.Series[str]:
        """Return the number of each row's customer if it is known, else ""."""
        numbers = frame["customer"].where(frame["customer"].isin(list(self._numbers)), "")
        named = [self._by_name.get(folded(name), "") for name in frame["customer_name"]]
        return numbers.where(numbers != "", named).astype("str")

    def _number(self, number: str, name: str, code: str) -> str:
        if not number:
            if not name and not code:
                return ""
            number = self._by_code.get(code.upper(), "") or self._by_name.get(folded(name), "") or next(self._new)
        self._numbers.add(number)
        self._learn(number, name, code)
        return number

    def _learn(self, number: str, name: str, code: str) -> None:
        if name:
            self._by_name.setdefault(folded(name), number)
        if code:
            self._by_code.setdefault(code.upper(), number)
