"""Formulas of the user's that go to other cells, with their relative references moved as Excel moves them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from openpyxl.formula.tokenizer import TokenizerError
from openpyxl.formula.translate import Translator, TranslatorError

if TYPE_CHECKING:
    from collections.abc import Callable

# In names of table columns brackets are escaped ('[ and ']), which the tokenizer counts as if they were none; it never
# meets these two characters otherwise. Before the name of another workbook the quote is no escape: '[1]Sheet 1'!A1.
_MASKS = {"'[": "\ue000", "']": "\ue001"}
_MASKED = re.compile("|".join(map(re.escape, _MASKS)))
_PLAIN = str.maketrans({mask: text for text, mask in _MASKS.items()})


def mover(formula: str, origin: str) -> Callable[[str], str | None]:
    """Return what answers a formula (without =) of the cell ``origin`` as it reads in another cell, None if unknown."""
    translator = _translator(formula, origin)

    def moved(cell: str) -> str | None:
        try:
            text = str(translator.translate_formula(cell))[1:] if translator else None
        except TranslatorError:  # a reference would leave the sheet
            return None
        return text and text.translate(_PLAIN)

    return moved


def _translator(formula: str, origin: str) -> Translator | None:
    for text in (formula, _MASKED.sub(lambda found: _MASKS[found[0]], formula)):
        try:
            return Translator(f"={text}", origin)
        except TokenizerError:
            continue
    return None
