"""证据材料: a folder for each customer to be sued: index, draft of the suit, settlement tables, extracts (GOV-04).

For the customers whose suit was agreed to in 法务名单, or those selected; the suit itself is drafted only after that
agreement. What is missing is named, in the bundle and in 证据目录; nothing is taken to exist.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, BinaryIO

import pandas as pd

from addin import messages
from addin.domain.terms import LegalList, LetterState
from addin.ledger import schema
from addin.ledger.position import latest_receipt, position
from addin.letters.catalogue import EVIDENCE, OTHERS
from addin.letters.claim import claims
from addin.letters.evidence import Piece, pieces, placed, shared_files
from addin.letters.evidence_pages import index_book, letters_book, log_book, settlement_book
from addin.letters.hand_over import approved_customers
from addin.letters.names import safe_name
from addin.letters.single import Made, Wanted, make_letters
from addin.ports import Append, File, Level, Outcome, Problem, Replace

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from addin.letters.claim import Claim
    from addin.ports import Change, Request


COLUMNS = tuple(one.name.partition(".")[2] for one in OTHERS if one.name.startswith(f"{EVIDENCE}."))


@dataclass(frozen=True)
class Bundle:
    """One customer's bundle: where it goes below the output folder, what it is about, what proves it."""

    folder: str
    claim: Claim
    pieces: Sequence[Piece]


def run(request: Request) -> Outcome:
    """Make the bundles with the figures of the request's day, in a folder named by the moment."""
    customers = request.tables["customers"]
    unknown = [name for name in request.select if name not in set(customers["customer"])]
    if unknown:
        return Outcome(messages.unknown_customers(unknown), problems=request.problems, done=False)
    agreed = approved_customers(request, LegalList.SUE)
    wanted = list(dict.fromkeys(request.select or agreed))
    ready = [name for name in wanted if name not in request.blocked_customers]
    found = claims(request, position(request), ready)
    problems = [*objections(request, wanted, [claim.customer for claim in found], agreed)]
    folder = messages.EVIDENCE_FOLDER.format(moment=request.now)
    bundles = [bundle(request, folder, claim) for claim in found]
    suits = drafts(request, bundles, agreed)
    index = index_table(bundles)
    missing = sum(bool(piece.missing) for one in bundles for piece in one.pieces)
    files = [change for one in bundles for change in bundle_files(request, one)]
    count = len(files) + sum(isinstance(change, File) for change in suits.changes)
    numbers = (len(bundles), len(index), missing, count, len(suits.letters))
    return Outcome(
        messages.evidence_made(len(bundles), missing, folder) if bundles else messages.NO_EVIDENCE,
        (
            *files,
            *suits.changes,
            Replace(
                schema.EVIDENCE_INDEX.title,
                schema.EVIDENCE_INDEX.columns,
                index,
                caption=messages.as_of_caption(request.as_of, latest_receipt(request)),
            ),
        ),
        problems=(*request.problems, *problems, *suits.problems),
        figures=tuple(zip(messages.EVIDENCE_FIGURES, map(str, numbers), strict=True)),
    )


def objections(request: Request, wanted: Sequence[str], found: Sequence[str], agreed: Sequence[str]) -> list[Problem]:
    """Return a hint for each customer without a bundle, or with one that lacks the suit since nobody agreed to it."""
    reasons = {
        name: "customer-withheld" if name in request.blocked_customers
        else "evidence-nothing" if name not in found else "evidence-not-agreed" if name not in agreed else ""
        for name in wanted
    }  # fmt: skip
    return [
        Problem(code, schema.CUSTOMERS.title, found=name, level=Level.HINT) for name, code in reasons.items() if code
    ]


def bundle(request: Request, folder: str, claim: Claim) -> Bundle:
    """Gather what proves a claim, and give each copy its place."""
    shared = shared_files(request.tables["letters"], request.tables["evidence_register"])
    found = pieces(claim, request.enclosures.keys(), shared)
    own = [
        Piece(schema.EVIDENCE_KINDS[-1], name, messages.SOURCES[5], file=file, proves=proves)
        for name, file, proves in (
            (messages.CLAIM_TITLE, messages.SETTLEMENT_FILE, messages.SETTLEMENT_PROVES),
            (messages.LETTERS_TITLE, messages.LETTERS_FILE, messages.EXTRACT_PROVES),
            (messages.LOG_TITLE, messages.LOG_FILE, messages.EXTRACT_PROVES),
        )
    ]
    return Bundle(f"{folder}/{safe_name(f'{claim.customer}_{claim.name}')}", claim, [*placed(found), *own])


def bundle_files(request: Request, one: Bundle) -> list[Change]:
    """Return the workbooks of a bundle, and the copies of what lies in the output folder."""
    copies = [
        File(f"{one.folder}/{piece.file}", partial(copy, request.enclosures[piece.copy]))
        for piece in one.pieces
        if piece.copy
    ]
    day = request.as_of
    return [
        index_book(f"{one.folder}/{messages.INDEX_FILE}", one.claim, one.pieces, day),
        settlement_book(f"{one.folder}/{messages.SETTLEMENT_FILE}", one.claim, day),
        letters_book(f"{one.folder}/{messages.LETTERS_FILE}", one.claim, day),
        log_book(f"{one.folder}/{messages.LOG_FILE}", one.claim, day),
        *copies,
    ]


def copy(path: Path, file: BinaryIO) -> None:
    """Copy a file of the output folder into the bundle."""
    with path.open("rb") as original:
        shutil.copyfileobj(original, file)


def drafts(request: Request, bundles: Sequence[Bundle], agreed: Sequence[str]) -> Made:
    """Draft the suit of each customer agreed to be sued, into his bundle; not a second one on the same day."""
    letters = request.tables["letters"]
    made = (letters["letter_type"] == messages.COMPLAINT_TYPE) & (letters["state"].cat.codes != LetterState.VOID)
    today = set(letters.loc[made & (letters["as_of"] == pd.Timestamp(request.as_of)), "customer"])
    ready = [one for one in bundles if one.claim.customer in agreed and one.claim.customer not in today]
    if not ready:
        return Made(pd.DataFrame(), (), ())
    wanted = [
        Wanted(messages.COMPLAINT_TYPE, one.claim.customer, tuple(one.claim.contracts["contract"]),
               more={EVIDENCE: evidence_rows(one.pieces)})
        for one in ready
    ]  # fmt: skip
    suits = make_letters(request, wanted)
    moved = {}
    for at, file, name in suits.letters[["wanted", "file", "customer_name"]].itertuples(index=False, name=None):
        draft = messages.COMPLAINT_FILE.format(name=safe_name(name))
        moved[file] = f"{ready[at].folder}/{safe_name(draft, len(draft))}.docx"
    return replace(suits, changes=tuple(relocated(change, moved) for change in suits.changes))


def relocated(change: Change, moved: Mapping[str, str]) -> Change:
    """Return a change of a letter with its file in the bundle, in the register too."""
    if isinstance(change, File):
        return replace(change, path=moved[change.path])
    if isinstance(change, Append) and "file" in change.frame:
        return replace(change, frame=change.frame.assign(file=change.frame["file"].map(moved)))
    return change


def evidence_rows(found: Sequence[Piece]) -> list[dict[str, object]]:
    """Return the evidence that a suit lists: what is there; what is missing must not be offered to a court."""
    return [
        dict(zip(COLUMNS, (piece.name, piece.meaning, piece.original_at or piece.file), strict=True))
        for piece in found
        if not piece.missing
    ]


def index_table(bundles: Sequence[Bundle]) -> pd.DataFrame:
    """Return 证据目录 of all bundles."""
    rows = [
        {
            "customer": one.claim.customer,
            "number": number,
            "evidence_name": piece.name,
            "source": piece.source,
            "file": piece.file,
            "proves": piece.meaning,
            "original_at": piece.original_at,
            "evidence_state": schema.EVIDENCE_STATES[bool(piece.missing)],
            "explanation": piece.remarks,
        }
        for one in bundles
        for number, piece in enumerate(one.pieces, 1)
    ]
    return pd.DataFrame(rows, columns=[column.name for column in schema.EVIDENCE_INDEX.columns])
