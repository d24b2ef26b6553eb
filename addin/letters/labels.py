"""邮寄标签: the mailing list as labels for a sheet of paper, three side by side, from a template that people edit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from addin.letters.catalogue import LABEL, LABEL_DIGITS, LABEL_PLACES, LABEL_TEXTS, POSTCODE
from addin.letters.fill import fill

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from addin.letters.compile import Template

BLANK_DIGIT = "\u2002"  # as wide as a digit: the box stays for writing by hand


def write_labels(template: Template, addresses: Sequence[Mapping[str, str]]) -> bytes:
    """Return the label sheets as a Word file; each address has the texts of :data:`LABEL_TEXTS` and 邮编."""
    across = len(LABEL_PLACES)
    return fill(template, {LABEL: [_row(addresses[at : at + across]) for at in range(0, len(addresses), across)]})


def _row(addresses: Sequence[Mapping[str, str]]) -> dict[str, str]:
    """Return one row of labels; what is missing at the end of the last one is empty."""
    row: dict[str, str] = {}
    for at, place in enumerate(LABEL_PLACES):
        address = addresses[at] if at < len(addresses) else {}
        row |= {place + name: address.get(name, "") for name in LABEL_TEXTS}
        row |= dict(zip((place + name for name in LABEL_DIGITS), _digits(address.get(POSTCODE, "")), strict=True))
    return row


def _digits(postcode: str) -> str:
    """Return the six signs for the boxes: blank unless the postcode is one."""
    sound = len(postcode) == len(LABEL_DIGITS) and postcode.isascii() and postcode.isdigit()
    return postcode if sound else BLANK_DIGIT * len(LABEL_DIGITS)
