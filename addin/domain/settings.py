"""The settings of a ledger (rows of its sheet 参数) as one typed value."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Settings:
    """Every setting, typed; defaults are those of a ledger whose sheet 参数 is empty.

    Rates and ratios are int in units of 1e-8 (``80_000_000`` = 80 %); days are days; ``allocation_order`` and ``lpr_pick`` are positions (``domain.terms``). The Chinese names and
    explanations stand in ``ledger.schema.SETTING_ROWS``; a test holds the two together.
    """

    company: str = ""
    company_address: str = ""
    company_phone: str = ""
    company_contact: str = ""
    account_name: str = ""
    account_bank: str = ""
    account_number: str = ""
    accrue_on_receipt_day: bool = True
    roll_due: bool = True
    grace_days: int = 0
    allocation_order: int = 0
    day_basis: int = 365
    lpr_pick: int = 0
    apply_prepaid: bool = True
    mild_days: int = 30
    medium_days: int = 60
    recovery_two_years: int = 80_000_000
    recovery_older: int = 20_000_000
    statutory_multiple: int = 130_000_000
    creditor_is_sme: bool = False
    letter_number: str = ""
    statement_number: str = ""
    pay_within_days: int = 7
    object_within_days: int = 5
    handler: str = ""
    limitation_warnings: str = "180,90,30"
