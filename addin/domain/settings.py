"""The settings of a ledger (rows of its sheet 参数) as one typed value."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Settings:
    """Every setting, typed; defaults are those of a ledger whose sheet 参数 is empty.

    Rates and ratios are int in units of 1e-8 (``80_000_000`` = 80 %); days are days; ``allocation_order``,
    ``lpr_pick`` and ``letter_output`` are positions (``domain.terms``). The Chinese names and
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
    suspend_after_days: int = 1
    confirmations: bool = False
    postal_mark: str = "EMS"
    letter_output: int = 0
    mail_drafts: bool = False
    duplex: bool = False
    handler: str = ""
    limitation_warnings: str = "180,90,30"
    promises_to_escalate: int = 3
    broken_promise_fee: int = 0
    first_call_days: int = 2
    stage_days: int = 3
    statement_reply_days: int = 10
    contact_check_days: int = 180
    thank_days: int = 7
    opening_time: str = "09:00"
    call_ahead_minutes: int = 15
    assign_mode: int = 0
    suspend_days: int = 61
    demand_fresh_days: int = 90
    case_warn_days: int = 30
    case_cost_limit: int = 30_000_000
    sue_days: int = 180
    visit_days: int = 61
    visit_amount: int = 10_000_000
    visit_broken: int = 2
    visit_unanswered: int = 3
    visit_minimum: int = 100_000
    visit_interval: int = 30
    visits_a_month: int = 0
    letter_score: int = 4
    visit_score: int = 7
    legal_score: int = 10
    star_rates: str = "20,40,60,80"
    forbidden_words: str = ""
    reward_1a: int = 5_000_000
    reward_1b: int = 3_000_000
    penalty_1c: int = 500_000
    reward_2: int = 3_000_000
    reward_2_offset: int = 1_500_000
    penalty_2: int = 1_000_000
    reward_3: int = 1_000_000
    penalty_3: int = 1_000_000
    penalty_4: int = 1_000_000
    penalty_5b: int = 1_000_000
    incentive_start: str = "01-01"
    incentive_checkpoints: str = "09-30,12-31"
    claw_back: bool = True
    plan_growth: int = 140_000_000
    target_recovery: int = 80_000_000
    target_bad_debt: int = 2_000_000
    target_timeliness: int = 90_000_000
    target_satisfaction: int = 90_000_000
    first_contact_days: int = 3
    met_for_excellent: int = 4
    met_for_good: int = 3
    met_for_pass: int = 1
    report_weekday: int = 5
    group_names: bool = False
    import_source: str = ""
    opening_date: int = 0
    reconcile_source: str = ""
    amount_tolerance: int = 0
    date_tolerance: int = 0
    withhold_on_differences: bool = True
    mask_personal: bool = True
