"""One contract, one spelling: full width, capitals, blanks and kinds of dashes make no two contracts of one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from addin.ledger.cells import folded

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from addin.ledger.intake.splitting import Split

DASHES = str.maketrans(dict.fromkeys("\u2010\u2012\u2013\u2014\u2015\u2212", "-"))


def likeness(contract: str) -> str:
    """Return what is the same for all spellings of one contract."""
    return folded(contract).translate(DASHES)


def one_spelling(splits: Sequence[Split], known: Iterable[str]) -> list[Split]:
    """Return the splits with each contract spelt as the ledger has it (``known``), else as it stands first."""
    own = dict.fromkeys(known)
    given = [str(name) for one in splits for frame in one.frames.values() for name in frame["contract"]]
    first: dict[str, str] = {}
    for name in (*own, *given):
        if name:
            first.setdefault(likeness(name), name)
    meant = {name: name if name in own else first[likeness(name)] for name in set(given) if name}
    if all(name == other for name, other in meant.items()):
        return list(splits)
    return [
        replace(
            one,
            frames={name: frame.assign(contract=frame["contract"].map(lambda text: meant.get(text, text)))
                    for name, frame in one.frames.items()},
            wrong=[replace(doubt, contract=meant.get(doubt.contract, doubt.contract)) for doubt in one.wrong],
        )
        for one in splits
    ]  # fmt: skip
