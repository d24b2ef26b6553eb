"""What a suit against a customer would claim, and the facts it rests on, from the settled figures of one day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from addin import messages
from addin.domain.court import case_fee, preservation_fee
from addin.domain.dunning import UNSENT
from addin.domain.money import yuan
from addin.domain.terms import PenaltyMode
from addin.ledger import schema
from addin.letters.explain import SHEET_TO_NUMBER, SHEET_TO_PERCENT, explained_allocations, explained_segments, plain

if TYPE_CHECKING:
    from collections.abc import Mapping

    from addin.domain.settlement import Settlement
    from addin.ports import Request

SUMS = ("principal", "penalty", "costs", "prepaid", "claim")


@dataclass(frozen=True)
class Claim:
    """One customer's debts outside the courts. Money is fen; the index of each frame is the row of its sheet.

    ``contracts``: as :func:`claimed_contracts`; ``instalments``: 应收计划
    with the settled figures; ``receipts``, ``allocations``, ``segments`` of these contracts; ``letters`` (sent),
    ``log``, ``evidence`` of the customer; ``in_court`` names contracts left out because a court has them already.
    """

    customer: str
    name: str
    uscc: str
    contracts: pd.DataFrame
    instalments: pd.DataFrame
    receipts: pd.DataFrame
    allocations: pd.DataFrame
    segments: pd.DataFrame
    letters: pd.DataFrame
    log: pd.DataFrame
    evidence: pd.DataFrame
    in_court: tuple[str, ...]

    @property
    def total(self) -> int:
        """What is claimed in all."""
        return int(self.contracts["claim"].sum())


def claims(request: Request, settled: Settlement, customers: list[str]) -> list[Claim]:
    """Return the claim against each customer who owes something overdue that is not before a court yet."""
    tables, today = request.tables, pd.Timestamp(request.as_of)
    plan = overdue_plan(request, settled)
    claimed = claimed_contracts(request, settled)
    before_court = claimed["contract_state"] == schema.IN_COURT
    receipts = tables["receipts"].join(settled.receipts, how="inner")
    segments, allocated = explained_segments(request, settled), explained_allocations(tables, settled)
    letters = tables["letters"]
    letters = letters[~letters["state"].cat.codes.isin(UNSENT) & ~(letters["sent"] > today)]
    log = tables["contact_log"]
    log = log[log["contacted"] < today + pd.Timedelta(days=1)].sort_values("contacted", kind="stable")
    names = tables["customers"].drop_duplicates("customer").set_index("customer")
    found = []
    for customer in customers:
        own = claimed[(claimed["customer"] == customer) & ~before_court]
        if own.empty:
            continue
        keys = own["contract"].tolist()
        elsewhere = claimed.loc[(claimed["customer"] == customer) & before_court, "contract"]
        found.append(
            Claim(
                customer=customer,
                name=str(names["customer_name"].get(customer, "")),
                uscc=str(names["uscc"].get(customer, "")),
                contracts=own,
                instalments=plan[plan["contract"].isin(keys)].sort_values(["contract", "due"], kind="stable"),
                receipts=receipts[receipts["contract"].isin(keys)].sort_values("received", kind="stable"),
                allocations=allocated[allocated["contract"].isin(keys)],
                segments=segments[segments["contract"].isin(keys)],
                letters=letters[letters["customer"] == customer].sort_values("as_of", kind="stable"),
                log=log[log["customer"] == customer],
                evidence=tables["evidence_register"][tables["evidence_register"]["customer"] == customer],
                in_court=tuple(elsewhere),
            )
        )
    return found


def overdue_plan(request: Request, settled: Settlement) -> pd.DataFrame:
    """Return 应收计划 with the settled figures and ``late``, the overdue principal (fen)."""
    plan = request.tables["instalments"].join(settled.instalments, how="inner")
    return plan.assign(late=plan["unpaid_principal"].where(plan["overdue_days"] > 0, 0))


def claimed_contracts(request: Request, settled: Settlement) -> pd.DataFrame:
    """Return the contracts that owe overdue principal or penalty, with what a suit on each would claim.

    Columns of 合同台账, the settled figures, :data:`SUMS` (claim = overdue principal + penalty + costs − prepaid) and
    the fees of a suit on each alone.
    """
    contracts = request.tables["contracts"].join(settled.contracts, how="inner")
    late = overdue_plan(request, settled).groupby("contract")["late"].sum()
    contracts = contracts.assign(
        principal=contracts["contract"].map(late).fillna(0).astype("int64"),
        penalty=contracts["unpaid_penalty"],
        costs=contracts["unpaid_costs"],
    )
    contracts["claim"] = contracts["principal"] + contracts["penalty"] + contracts["costs"] - contracts["prepaid"]
    contracts = contracts[(contracts["claim"] > 0) & (contracts["principal"] + contracts["penalty"] > 0)]
    claim = contracts["claim"].to_numpy(np.int64)
    return contracts.assign(case_fee=case_fee(claim), preservation_fee=preservation_fee(claim))


def continuing(claim: Claim, as_of: pd.Timestamp) -> list[str]:
    """Say, for each contract, from what sum and at what rate the penalty runs on after the day of the figures."""
    start = (as_of + pd.Timedelta(days=1)).date()
    told = []
    names = ["contract", "principal", "penalty_rate", "penalty_cap"]
    modes = claim.contracts["penalty_mode"].cat.codes.tolist()
    for mode, (contract, base, rate, cap) in zip(
        modes, claim.contracts[names].itertuples(index=False, name=None), strict=True
    ):
        if not base:
            continue
        units = 0 if pd.isna(rate) else int(rate)
        exponent = SHEET_TO_NUMBER if mode == PenaltyMode.LPR_TIMES else SHEET_TO_PERCENT
        words = messages.CONTINUING[max(mode, 0)].format(
            contract=contract, day=start, base=yuan(base), rate=plain(units, exponent)
        )
        told.append(
            words if pd.isna(cap) else words + messages.CONTINUING_CAP.format(cap=plain(int(cap), SHEET_TO_PERCENT))
        )
    return told


def facts(claim: Claim, as_of: pd.Timestamp) -> pd.DataFrame:
    """Return what happened up to ``as_of``, in order of day: day, event, amount (fen, 0 = none), source."""
    rows: list[tuple[pd.Timestamp, int, str, int, str]] = []
    names = ["contract", "contract_name", "signed", "contract_amount"]
    for contract, name, signed, amount in claim.contracts[names].itertuples(index=False, name=None):
        rows.append((signed, 0, messages.FACT_SIGNED.format(contract=contract, name=name), amount, messages.SOURCES[0]))
    for contract, number, due, amount in claim.instalments[["contract", "number", "rolled_due", "amount"]].itertuples(
        index=False, name=None
    ):
        rows.append((due, 1, messages.FACT_DUE.format(contract=contract, number=number), amount, messages.SOURCES[1]))
    for contract, day, amount, receipt in claim.receipts[["contract", "received", "amount", "receipt"]].itertuples(
        index=False, name=None
    ):
        rows.append((day, 2, messages.FACT_PAID.format(contract=contract), amount, f"{messages.SOURCES[4]}{receipt}"))
    for row in claim.letters.to_dict("records"):
        rows += letter_facts(row)
    for entry, made, day, amount in claim.log[["entry", "contacted", "promised_day", "promised_amount"]].itertuples(
        index=False, name=None
    ):
        if not pd.isna(day):
            told = messages.FACT_PROMISE.format(day=day.date())
            rows.append((made.floor("D"), 4, told, amount, f"{messages.SOURCES[3]}{entry}"))
    rows = sorted((row for row in rows if row[0] <= as_of), key=lambda row: row[:2])
    return pd.DataFrame(
        [(day, event, amount, source) for day, _, event, amount, source in rows],
        columns=["day", "event", "amount", "source"],
    )


def letter_facts(letter: Mapping[object, object]) -> list[tuple[pd.Timestamp, int, str, int, str]]:
    """Return that a letter was sent, and that it was signed for."""
    words = {"letter_type": letter["letter_type"], "letter": letter["letter"]}
    sent, signed = (pd.Timestamp(str(letter[name])) for name in ("sent", "signed_for"))
    sent = pd.Timestamp(str(letter["as_of"])) if pd.isna(sent) else sent
    rows = [(sent, 3, messages.FACT_LETTER.format(**words), int(str(letter["total"])), messages.SOURCES[2])]
    if not pd.isna(signed) and letter["state"] != schema.MAIL_RETURNED:
        by = messages.person_of(str(letter["signed_by"]))
        rows.append((signed, 3, messages.FACT_DELIVERED.format(by=by, **words), 0, messages.SOURCES[2]))
    return rows
