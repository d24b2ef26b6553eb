"""One contract, one spelling: full width, capitals and blanks make no two contracts of one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from addin.ledger.cells import folded

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from addin.ledger.intake.splitting import Split


def one_spelling(splits: Sequence[Split], known: Iterable[str]) -> list[Split]:
    """Return the splits with each contract spelt as the ledger has it (``known``), else as it stands first."""
    given = [str(name) for one in splits for frame in one.frames.values() for name in frame["contract"]]
    first: dict[str, str] = {}
    for name in (*known, *given):
        if name:
            first.setdefault(folded(name), name)
    meant = {name: first[folded(name)] for name in set(given) if name}
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
