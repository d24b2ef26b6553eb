"""What proves a claim: of each piece its source, file, meaning, keeper, and whether it is there or missing (GOV-04).

What is not registered is named as missing, with what to do about it; nothing is taken to exist.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pandas as pd

from addin import messages
from addin.domain.terms import Evidence, LetterState, Security
from addin.ledger import schema
from addin.letters.names import free_name, safe_name

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from addin.letters.claim import Claim

KINDS = schema.EVIDENCE_KINDS
CONTRACT, DELIVERY, INVOICE, ACCOUNT, DEMAND, PROMISE, PAYMENT, SECURITY, PARTIES, _ = KINDS


@dataclass(frozen=True)
class Piece:
    """One piece of evidence. ``copy`` is a file named in the ledger that goes into the bundle ("" = none)."""

    kind: str
    name: str
    source: str
    missing: str = ""
    original_at: str = ""
    note: str = ""
    copy: str = ""
    file: str = ""
    proves: str = ""

    @property
    def remarks(self) -> str:
        """What is missing, what became of the file, and that nobody knows where the original is."""
        known = self.missing or self.original_at or self.copy or self.source == messages.SOURCES[5]
        return joined(self.missing, self.note, "" if known else messages.NOTE_NO_ORIGINAL)

    @property
    def meaning(self) -> str:
        """What the piece proves."""
        return self.proves or messages.PROVES[self.kind]


def pieces(claim: Claim, enclosures: Collection[str], shared: Collection[str]) -> list[Piece]:
    """Return what the claim needs, contract by contract, then what concerns the customer.

    ``enclosures`` are the files named in the ledger that exist below the output folder; ``shared`` those that hold
    other customers' papers too, which never go into this one's bundle. Pieces of 证据台账 go before the ledger's own.
    """
    rows = registered(claim, enclosures, shared)
    found: list[Piece] = []
    for contract in claim.contracts.to_dict("records"):
        key = str(contract["contract"])
        for kind, known in of_contract(claim, contract).items():
            own = [piece for where, piece in rows if piece.kind == kind and where in ("", key)]
            found += [] if own else known
    customer = {
        ACCOUNT: statements(claim, enclosures, shared),
        DEMAND: demands(claim, enclosures, shared),
        PROMISE: promises(claim),
        PARTIES: [Piece(PARTIES, messages.DEBTOR_PAPERS.format(uscc=claim.uscc or messages.ORIGINAL_UNKNOWN),
                        messages.SOURCES[6], messages.MISSING["档案" if claim.uscc else PARTIES])],
    }  # fmt: skip
    kinds = {piece.kind for _, piece in rows}
    for kind, known in customer.items():
        letters = [piece for piece in known if piece.name != kind] if kind == DEMAND else []
        lacking = kind in kinds and all(piece.missing for piece in known)
        found += letters if lacking else known
    own_papers = Piece(PARTIES, messages.OWN_PAPERS, messages.SOURCES[6], messages.MISSING["本公司"])
    found += [piece for _, piece in rows]
    return [*sorted(found, key=lambda piece: KINDS.index(piece.kind)), own_papers]


def registered(claim: Claim, enclosures: Collection[str], shared: Collection[str]) -> list[tuple[str, Piece]]:
    """Return the pieces of 证据台账 for the contracts claimed, each with its contract ("" = all of them)."""
    rows = claim.evidence[claim.evidence["contract"].isin(["", *claim.contracts["contract"]])]
    found = []
    for row in rows.to_dict("records"):
        file = str(row["file"])
        there = file in enclosures and file not in shared
        note, kept = file_note(file, enclosures, shared), str(row["original_at"])
        found.append(
            (
                str(row["contract"]),
                Piece(
                    kind=str(row["evidence_kind"]),
                    name=f"{row['evidence_name']}（{row['evidence']}）",
                    source=str(row["source"]) or messages.FROM_REGISTER,
                    missing="" if kept or there else messages.NOTE_NO_ORIGINAL,
                    original_at=kept,
                    note=note,
                    copy=file if there else "",
                    proves=str(row["proves"]),
                ),
            )
        )
    return found


def of_contract(claim: Claim, contract: Mapping[object, object]) -> dict[str, list[Piece]]:
    """Return what the ledger itself knows of one contract, by kind of evidence."""
    key = str(contract["contract"])
    kept, filed = str(contract["original_at"]), str(contract["file_number"])
    name = messages.CONTRACT_PAPERS.format(name=contract["contract_name"] or CONTRACT, contract=key)
    found = {
        CONTRACT: [Piece(CONTRACT, name, f"{messages.SOURCES[0]}{filed}", "" if kept else messages.MISSING[CONTRACT],
                         kept)],
        DELIVERY: [Piece(DELIVERY, messages.DELIVERY_PAPERS.format(contract=key), messages.SOURCES[6],
                         messages.MISSING[DELIVERY])],
        INVOICE: invoices(claim, key),
        PAYMENT: payments(claim, key),
    }  # fmt: skip
    security = contract["security"]
    if isinstance(security, str) and security != schema.CONTRACTS.column("security").options[Security.NONE]:
        words = messages.SECURITY_PAPERS.format(security=security, contract=key)
        found[SECURITY] = [Piece(SECURITY, words, messages.SOURCES[0], messages.MISSING[SECURITY])]
    return found


def invoices(claim: Claim, contract: str) -> list[Piece]:
    """Return the invoices of what is claimed of a contract; a loan has none."""
    rows = claim.instalments[(claim.instalments["contract"] == contract) & (claim.instalments["overdue_days"] > 0)]
    rows = rows[rows["nature"].astype("str") != schema.LOAN]
    if rows.empty:
        return []
    numbers = list(dict.fromkeys(rows.loc[rows["invoice"] != "", "invoice"]))
    without = rows.loc[rows["invoice"] == "", "instalment"].tolist()
    missing = messages.MISSING[INVOICE].format(count=len(without), which=shortened(without)) if without else ""
    name = messages.NO_INVOICE.format(contract=contract)
    if numbers:
        name = messages.INVOICE_PAPERS.format(count=len(numbers), contract=contract, numbers=shortened(numbers))
    return [Piece(INVOICE, name, messages.SOURCES[1], missing)]


def payments(claim: Claim, contract: str) -> list[Piece]:
    """Return what proves the payments on a contract (none, no piece)."""
    rows = claim.receipts[claim.receipts["contract"] == contract]
    if rows.empty:
        return []
    without = rows.loc[rows["voucher"] == "", "receipt"].tolist()
    missing = messages.MISSING[PAYMENT].format(count=len(without), which=shortened(without)) if without else ""
    return [
        Piece(PAYMENT, messages.RECEIPT_PAPERS.format(count=len(rows), contract=contract), messages.SOURCES[4], missing)
    ]


def statements(claim: Claim, enclosures: Collection[str], shared: Collection[str]) -> list[Piece]:
    """Return the statements and confirmations that the customer answered; one missing piece if there is none.

    An answer that differs confirms nothing, and is never offered to a court as a confirmation.
    """
    rows = claim.letters[claim.letters["letter_type"].isin(schema.ACCOUNT_TYPES)]
    answered = rows[rows["reply"].isin((schema.REPLIED, schema.DIFFERS))]
    found = []
    for row in answered.to_dict("records"):
        copy, note = own_copy(row, enclosures, shared)
        differs = messages.NOTE_DIFFERS.format(difference=row["difference"]) if row["reply"] == schema.DIFFERS else ""
        words = messages.STATEMENT_PAPERS.format(letter=row["letter"], reply=row["reply"])
        found.append(Piece(ACCOUNT, words, messages.SOURCES[2], differs, note=note, copy=copy))
    lacking = Piece(ACCOUNT, messages.NO_STATEMENT_PAPERS, messages.SOURCES[2], messages.MISSING[ACCOUNT])
    return found or [lacking]


def demands(claim: Claim, enclosures: Collection[str], shared: Collection[str]) -> list[Piece]:
    """Return every demand letter sent, with what proves that it arrived; one missing piece if none was sent."""
    rows = claim.letters[~claim.letters["letter_type"].isin(schema.ACCOUNT_TYPES)]
    rows = rows[rows["letter_type"] != messages.COMPLAINT_TYPE]
    found = []
    for row in rows.to_dict("records"):
        copy, note = own_copy(row, enclosures, shared)
        words = messages.LETTER_PAPERS.format(letter_type=row["letter_type"], letter=row["letter"])
        signed, missing = "", messages.MISSING[DEMAND]
        if row["state"] == schema.LETTER_STATES[LetterState.RETURNED]:
            missing = messages.MISSING["送达被退"]
        elif not pd.isna(row["signed_for"]):
            by = messages.person_of(str(row["signed_by"]))
            signed, missing = messages.NOTE_SIGNED.format(day=f"{row['signed_for']:%Y-%m-%d}", by=by), ""
        found.append(Piece(DEMAND, words, messages.SOURCES[2], missing, note=joined(signed, note), copy=copy))
    return found or [Piece(DEMAND, DEMAND, messages.SOURCES[2], messages.MISSING["催告"])]


def promises(claim: Claim) -> list[Piece]:
    """Return the written promises of the log; where their originals are is not in the log, so each is missing."""
    rows = claim.log[claim.log["evidence"].cat.codes == Evidence.WRITTEN_PROMISE]
    return [
        Piece(PROMISE, messages.PROMISE_PAPERS.format(entry=entry, day=made.date()), messages.SOURCES[3],
              messages.MISSING[PROMISE])
        for entry, made in rows[["entry", "contacted"]].itertuples(index=False, name=None)
    ]  # fmt: skip


def own_copy(letter: Mapping[object, object], enclosures: Collection[str], shared: Collection[str]) -> tuple[str, str]:
    """Return the file of a letter to copy ("" = none) and what to say of it: its scan, else the letter as written.

    A letter's file is copied only where its own number stands in the file's name: archives, print files and the
    statements of a run hold other debtors' letters too, whatever the register says.
    """
    scan, file = str(letter["scan"]), str(letter["file"])
    if scan in enclosures and scan not in shared:
        return scan, messages.NOTE_COPY
    alone = safe_name(str(letter["letter"])) in file.rpartition("/")[2] and file not in shared
    if file in enclosures and alone:
        return file, messages.NOTE_COPY
    return "", file_note(file, enclosures, shared if alone else {*shared, file})


def file_note(file: str, enclosures: Collection[str], shared: Collection[str]) -> str:
    """Say whether a file was copied, and why not."""
    if not file:
        return ""
    if file in shared:
        return messages.NOTE_SHARED.format(file=file)
    return messages.NOTE_COPY if file in enclosures else messages.NOTE_ABSENT.format(file=file)


def placed(found: Sequence[Piece]) -> list[Piece]:
    """Give each copy its name in the bundle, no two alike."""
    taken: set[str] = set()
    named = []
    for piece in found:
        if not piece.copy:
            named.append(piece)
            continue
        name = free_name(safe_name(piece.copy.replace("\\", "/").rpartition("/")[2]), taken)
        taken.add(name.casefold())
        named.append(replace(piece, file=f"{messages.COPIES}/{name}"))
    return named


def shared_files(letters: pd.DataFrame, evidence: pd.DataFrame) -> frozenset[str]:
    """Return the files that the registers name for more than one customer."""
    parts = [letters[["customer", "file"]], letters[["customer", "scan"]].rename(columns={"scan": "file"}),
             evidence[["customer", "file"]]]  # fmt: skip
    named = pd.concat(parts)
    named = named[named["file"] != ""].drop_duplicates()
    return frozenset(named.loc[named["file"].duplicated(keep=False), "file"])


def shortened(names: Sequence[str]) -> str:
    """List names, the first few of many."""
    return "、".join(names[: messages.LIMITED]) + ("…" if len(names) > messages.LIMITED else "")


def joined(*notes: str) -> str:
    """Join what there is to say."""
    return "；".join(filter(None, notes))
