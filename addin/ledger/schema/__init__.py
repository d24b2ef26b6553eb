"""The workbook: every sheet, column, option and setting, a module per family.

All Chinese names of the ledger live in this package and nowhere else; other rooms write ``schema.CUSTOMERS``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from addin.ledger.schema.appraisal import *
from addin.ledger.schema.cases import *
from addin.ledger.schema.details import *
from addin.ledger.schema.figures import *
from addin.ledger.schema.guided import *
from addin.ledger.schema.intake import *
from addin.ledger.schema.law import *
from addin.ledger.schema.letters import *
from addin.ledger.schema.options import *
from addin.ledger.schema.register import *
from addin.ledger.schema.reports import *
from addin.ledger.schema.settings import *
from addin.ledger.schema.visits import *
from addin.ledger.schema.work import *

if TYPE_CHECKING:
    from collections.abc import Iterator

    from addin.ports import Column, Sheet

SHEETS: tuple[Sheet, ...] = (
    CUSTOMERS, CONTACTS, CONTRACTS, INSTALMENTS, RECEIPTS, COSTS, CONTACT_LOG, LETTERS, LETTER_LINES, REPAYMENTS, SETTINGS, LPR, HOLIDAYS,
    STRATEGIES, STAFF, LEGAL_REGISTER, DEBTOR_TIPS, FINDINGS, SEGMENTS, ALLOCATIONS, AGEING, PROPOSALS, LIMITATION, LIMITATION_STEPS, FEES,
    PROMISES, BROKEN_PROMISES, WORKLIST, ASSIGNMENT, ASSIGNED, LEGAL_SUMMARY, SPECIAL_TEAMS, CASES, EVIDENCE_REGISTER, DENIED_DEBTS,
    SUSPENSIONS, LAST_DEMANDS, BAD_DEBTS, CASE_PROGRESS, CASE_DEADLINES, CASE_COSTS, EVIDENCE_INDEX,
    WRITE_OFFS, PLANS, SURVEYS, WEEKLY, WEEKLY_SUMS, OVERDUE_LIST, MOVEMENT, DUE_AHEAD, DASHBOARD, KPI, KPI_LINES, DEFINITIONS,
    INCENTIVES, INCENTIVE_ACCOUNTS, INCENTIVE_RECEIPTS, PROGRESS, TARGETS,
    WEEKLY_LINES, MOVEMENT_LINES, DUE_LINES, BY_CHANNEL, CHANNEL_LINES, CASH_KEPT, MONTHLY_TERMS_LIST,
    INCENTIVE_LINES, NOTICE, PLAN_LINES, WEEK_TARGETS, SALES_MONTH, FLOW, DASHBOARD_LINES, AGEING_LINES,
    SPECIAL_STEPS, SPECIAL_PROGRESS, REPLIES, REPLY_DIFFERENCES, *REGISTERS,
    MAPPING, IMPORT_REPORT, IMPORT_CHANGES, RECONCILIATION,
    *FIELD_WORK,
)  # fmt: skip
BY_TITLE = {sheet.title: sheet for sheet in SHEETS}
BY_NAME = {sheet.name: sheet for sheet in SHEETS}

GUIDE_TITLE = "说明"
OPTIONS_TITLE = "选项"

# How weighty a value is (1 light to 3 dark), by column name: the colours of conditional formats.
TONES: dict[str, dict[str, int]] = {
    "grade": {"轻度": 1, "中度": 2, "重度": 3},
    "promise_state": {"待履行": 1, "部分履行": 2, "爽约": 3},
    "level": {"提示": 1, "错误": 3},
    "state": {"待法务判断": 1, "预警": 2, "已届满": 3},
    "verdict": {NOT_TO_SEND: 1},
    "light": dict(zip(LIGHTS[1:], (1, 3), strict=True)),
    "step_state": {STEP_OPEN: 1},
    "reply_state": {"待回函": 1, "退回": 2, "逾期未回函": 3, "不符待查": 3},
    "allowed": {FORBIDDEN: 3},
    "priority": {VISIT_PRIORITIES[0]: 3, VISIT_PRIORITIES[1]: 2},
    "notice_state": {NOTICE_STATES[1]: 3, NOTICE_STATES[2]: 1},
    "case_light": dict(zip(LIGHTS_OF_CASES[1:], (2, 3), strict=True)),
    "evidence_state": {EVIDENCE_STATES[1]: 3},
    "kpi_grade": dict(zip(KPI_GRADES[2:], (1, 3), strict=True)),
}


def open_columns() -> Iterator[Column]:
    """Yield, once per header, the columns whose options users may extend on the sheet 选项 (one column there each)."""
    seen: set[str] = set()
    for sheet in SHEETS:
        for column in sheet.columns:
            if column.open_options and column.header not in seen:
                seen.add(column.header)
                yield column
