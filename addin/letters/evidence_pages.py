"""The print-ready pages of an evidence bundle: index, what is missing, claim, facts, settlement tables, extracts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from addin import messages
from addin.domain.court import case_fee, preservation_fee
from addin.domain.money import yuan
from addin.ledger import schema
from addin.letters.claim import continuing, facts
from addin.letters.statement import ITEMS, RECEIPTS, STYLES, WIDTHS, pairs, penalty, table, wide
from addin.ports import Book, Line, Page

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from addin.letters.claim import Claim
    from addin.letters.evidence import Piece

INDEX_WIDTHS = (6.0, 32.0, 18.0, 28.0, 24.0, 14.0, 9.0)
MISSING_WIDTHS = (6.0, 45.0, 60.0)
LETTERS = schema.LETTERS.pick(
    "letter", "letter_type", "sent", "total", "delivery", "tracking", "signed_for", "signed_by"
)
ALLOCATIONS = schema.ALLOCATIONS.pick("receipt", "day", "debt", "item", "amount", "rule")
ALLOCATION_SPANS = (1, 1, 1, 1, 1, 3)
LOG_HEADS = schema.CONTACT_LOG.pick("contacted", "method", "handler", "counterpart", "response", "evidence")
LOG_SPANS = (1, 1, 1, 1, 3, 1)
FACT_SPANS = (1, 4, 1, 2)


def index_book(path: str, claim: Claim, found: Sequence[Piece], as_of: dt.date) -> Book:
    """Return the index of a bundle and the list of what is missing."""
    head = subtitle(claim, as_of)
    lines = [
        Line((messages.INDEX_TITLE,), ("title",), (7,)),
        Line((head,), ("subtitle",), (7,)),
        Line(messages.INDEX_HEADS, ("head",) * 7),
        *(index_line(number, piece) for number, piece in enumerate(found, 1)),
        Line((messages.INDEX_NOTE.format(as_of=as_of),), ("small",), (7,)),
    ]
    lacking = [(number, piece) for number, piece in enumerate(found, 1) if piece.missing]
    missing = [
        Line((messages.MISSING_TITLE,), ("title",), (3,)),
        Line((head,), ("subtitle",), (3,)),
        Line(messages.MISSING_HEADS, ("head",) * 3),
        *(Line((number, piece.name, piece.missing), ("count", "text", "text")) for number, piece in lacking),
        *([] if lacking else [Line((messages.NOTHING_MISSING,), ("text",), (3,))]),
    ]
    return Book(
        path,
        (
            Page(messages.INDEX_TITLE.replace("　", ""), INDEX_WIDTHS, tuple(lines), claim.name, (0, 2)),
            Page(messages.MISSING_TITLE, MISSING_WIDTHS, tuple(missing), claim.name, (0, 2)),
        ),
    )


def index_line(number: int, piece: Piece) -> Line:
    """Return one piece of evidence as a row of the index."""
    state = schema.EVIDENCE_STATES[bool(piece.missing)]
    own = piece.source == messages.SOURCES[5]
    original = piece.original_at or (messages.CASE_NOTHING if own else messages.ORIGINAL_UNKNOWN)
    cells = (number, piece.name, piece.source, piece.file or piece.note, piece.meaning, original, state)
    return Line(cells, ("count", *("text",) * 6))


def settlement_book(path: str, claim: Claim, as_of: dt.date) -> Book:
    """Return claim, facts and a settlement table for each contract."""
    tables = [contract_page(claim, contract, as_of) for contract in claim.contracts.to_dict("records")]
    return Book(path, (claim_page(claim, as_of), facts_page(claim, as_of), *tables))


def claim_page(claim: Claim, as_of: dt.date) -> Page:
    """Return what is claimed, contract by contract and in all, with court fees, and how the penalty runs on."""
    rows = claim.contracts
    sums = [int(rows[name].sum()) for name in ("principal", "penalty", "costs", "prepaid")]
    shown = (*sums[:3], -sums[3], claim.total)
    whole = np.array([claim.total], np.int64)
    fees = (int(case_fee(whole)[0]), int(preservation_fee(whole)[0]))
    columns = ["contract", "principal", "penalty", "costs", "prepaid", "claim", "case_fee", "preservation_fee"]
    lines = [
        wide(messages.CLAIM_TITLE, "title"),
        wide(subtitle(claim, as_of), "subtitle"),
        *(
            pairs((name, "text", 5), (value, "money", 3))
            for name, value in zip(messages.CLAIM_ROWS[:4], shown[:4], strict=True)
        ),
        pairs((messages.CLAIM_ROWS[4], "total", 5), (shown[4], "total_money", 3)),
        wide("", "gap"),
        Line(messages.CLAIM_HEADS, ("head",) * 8),
        *(Line(row, ("text", *("money",) * 7)) for row in rows[columns].itertuples(index=False, name=None)),
        Line((messages.CLAIM_WHOLE, *sums, claim.total, *fees), ("total", *("total_money",) * 7)),
        wide(messages.CLAIM_NOTE, "small"),
        *(wide(told, "text") for told in continuing(claim, pd.Timestamp(as_of))),
    ]
    disputed = int(claim.instalments[["disputed", "late"]].min(axis=1).sum())
    if disputed:
        lines.append(wide(messages.CLAIM_DISPUTED.format(amount=yuan(disputed)), "text"))
    if claim.in_court:
        lines.append(wide(messages.CLAIM_IN_COURT.format(contracts="、".join(claim.in_court)), "text"))
    return Page(messages.CLAIM_TITLE, WIDTHS, tuple(lines), claim.name)


def facts_page(claim: Claim, as_of: dt.date) -> Page:
    """Return what happened, in order of day."""
    rows = facts(claim, pd.Timestamp(as_of))
    lines = [
        wide(messages.FACTS_TITLE, "title"),
        wide(subtitle(claim, as_of), "subtitle"),
        Line(messages.FACTS_HEADS, ("head",) * 4, FACT_SPANS),
        *(
            Line((day, event, amount or "", source), ("date", "text", "money", "text"), FACT_SPANS)
            for day, event, amount, source in rows.itertuples(index=False, name=None)
        ),
    ]
    return Page(messages.FACTS_TITLE, WIDTHS, tuple(lines), claim.name, (2, 2))


def contract_page(claim: Claim, contract: dict[object, object], as_of: dt.date) -> Page:
    """Return the settlement table of one contract: items, receipts, what each receipt paid, penalty by lines, sums."""
    key = str(contract["contract"])
    items = claim.instalments[claim.instalments["contract"] == key]
    receipts = claim.receipts[claim.receipts["contract"] == key]
    allocated = claim.allocations[claim.allocations["contract"] == key]
    names = [column.name for column in ALLOCATIONS]
    styles = tuple(STYLES.get(column.kind, "text") for column in ALLOCATIONS)
    subtitle_ = messages.TABLE_SUBTITLE.format(
        customer=claim.name,
        name=contract["contract_name"],
        signed=pd.Timestamp(str(contract["signed"])).date(),
        as_of=as_of,
    )
    sums = [
        int(str(contract[name]))
        for name in ("unpaid_principal", "unpaid_penalty", "unpaid_costs", "prepaid", "payable")
    ]
    late = int(items["late"].sum())
    shown = (late, sums[0] - late, sums[1], sums[2], -sums[3])
    lines = [
        wide(messages.TABLE_TITLE.format(contract=key), "title"),
        wide(subtitle_, "subtitle"),
        wide(messages.TABLE_ITEMS, "label"),
        *table(ITEMS, items, ("amount", "paid_principal", "unpaid_principal", "unpaid_penalty")),
        wide(messages.TABLE_RECEIPTS, "label"),
        *table(RECEIPTS, receipts, ("amount", "to_principal", "to_penalty", "to_costs", "prepaid")),
        wide(messages.TABLE_ALLOCATIONS, "label"),
        *(
            []
            if allocated.empty
            else [Line(tuple(column.header for column in ALLOCATIONS), ("head",) * 6, ALLOCATION_SPANS)]
        ),
        *(Line(row, styles, ALLOCATION_SPANS) for row in allocated[names].itertuples(index=False, name=None)),
        *([wide(messages.NOTHING, "text")] if allocated.empty else []),
        wide(messages.TABLE_SEGMENTS, "label"),
        *penalty(claim.segments[claim.segments["contract"] == key]),
        wide(messages.TABLE_SUMS, "label"),
        *(
            pairs((name, "text", 5), (value, "money", 3))
            for name, value in zip(messages.STATEMENT_POSITION, shown, strict=True)
        ),
        pairs((messages.STATEMENT_PAYABLE, "total", 5), (sums[4], "total_money", 3)),
    ]
    return Page(key, WIDTHS, tuple(lines), claim.name)


def letters_book(path: str, claim: Claim, as_of: dt.date) -> Book:
    """Return the letters sent, with what proves that each arrived."""
    names = [column.name for column in LETTERS]
    listed = claim.letters[names].astype({"delivery": "object"}).itertuples(index=False, name=None)
    rows = [
        (*row[:6], "" if pd.isna(row[6]) else row[6], row[7] or unproven(state, row[6]))
        for row, state in zip(listed, claim.letters["state"], strict=True)
    ]
    styles = tuple(STYLES.get(column.kind, "text") for column in LETTERS)
    lines = [
        wide(messages.LETTERS_TITLE, "title"),
        wide(messages.EXTRACT_SUBTITLE.format(customer=claim.name, as_of=as_of), "subtitle"),
        Line(tuple(column.header for column in LETTERS), ("head",) * 8),
        *(Line(row, styles) for row in rows),
        *([] if rows else [wide(messages.NOTHING, "text")]),
    ]
    return Book(path, (Page(messages.LETTERS_TITLE, WIDTHS, tuple(lines), claim.name, (2, 2)),))


def unproven(state: object, signed: object) -> str:
    """Say that nothing proves the arrival of a letter."""
    if state == schema.MAIL_RETURNED:
        return messages.RETURNED_MAIL
    return messages.NOT_PROVEN if pd.isna(signed) else messages.NOBODY_NAMED  # type: ignore[call-overload]


def log_book(path: str, claim: Claim, as_of: dt.date) -> Book:
    """Return the contacts with the customer as they stand in the log."""
    names = ["contacted", "method", "handler", "counterpart", "response", "evidence", "promised_day", "promised_amount"]
    rows = []
    for moment, method, handler, who, said, proof, day, amount in claim.log[names].itertuples(index=False, name=None):
        promise = (
            "" if pd.isna(day) else f"{messages.FACT_PROMISE.format(day=day.date())} {yuan(amount) if amount else ''}"
        )
        told = "；".join(filter(None, (said, promise.strip())))
        rows.append((f"{moment:%Y-%m-%d %H:%M}", method, handler, who, told, proof if isinstance(proof, str) else ""))
    lines = [
        wide(messages.LOG_TITLE, "title"),
        wide(messages.EXTRACT_SUBTITLE.format(customer=claim.name, as_of=as_of), "subtitle"),
        Line(tuple(column.header for column in LOG_HEADS), ("head",) * 6, LOG_SPANS),
        *(Line(row, ("date", *("text",) * 5), LOG_SPANS) for row in rows),
        *([] if rows else [wide(messages.NOTHING, "text")]),
    ]
    return Book(path, (Page(messages.LOG_TITLE, WIDTHS, tuple(lines), claim.name, (2, 2)),))


def subtitle(claim: Claim, as_of: dt.date) -> str:
    """Head a page of a bundle."""
    return f"{claim.name}（{claim.customer}）　{messages.EXTRACT_SUBTITLE.format(customer='', as_of=as_of).strip('　')}"
