"""The options that rules turn on, as positions: member n is option n of the same list in ``ledger.schema``.

The domain is free of Chinese names; a column of options arrives as a pandas category in the schema's order, so its
codes are these numbers (-1 = empty). What only the program says has its sentences in ``messages``. A test holds each
list to the one that its docstring names.
"""

from __future__ import annotations

from enum import IntEnum

# ------------------------------------------------------------------ debts, their penalty and what pays them


class PenaltyMode(IntEnum):
    """How a contract's penalty is agreed (schema: PENALTY_MODES)."""

    NONE = 0
    DAILY = 1
    ANNUAL = 2
    LPR_TIMES = 3
    LPR_PLUS = 4


class LprPick(IntEnum):
    """Which day's LPR counts (schema: LPR_PICKS): each day's own, that of the first day of delay, that of signing."""

    SEGMENTS = 0
    AT_BREACH = 1
    AT_SIGNING = 2


class PenaltyFinding(IntEnum):
    """Where an agreed penalty, or the lack of one, deserves a look (RULES §3)."""

    OVER_130 = 0
    BELOW_LPR = 1
    LENDING_CAP = 2
    NO_CLAUSE = 3
    NO_CLAUSE_SME = 4


class Order(IntEnum):
    """In which order a receipt pays (schema: ALLOCATION_ORDERS, RULES of 民法典 560, 561)."""

    PRINCIPAL_FIRST = 0
    COSTS_PRINCIPAL_PENALTY = 1
    COSTS_PENALTY_PRINCIPAL_EACH = 2
    COSTS_PENALTY_PRINCIPAL_ALL = 3


class Item(IntEnum):
    """What a receipt's fen went to."""

    PRINCIPAL = 0
    PENALTY = 1
    COST = 2
    PREPAID = 3


class DebtNature(IntEnum):
    """Whether instalments are debts of their own or one debt (schema: DEBT_NATURES, 民法典 189)."""

    SEPARATE = 0
    ONE_DEBT = 1


class Security(IntEnum):
    """How a contract is secured (the first options of schema column ``security``; users may add more)."""

    NONE = 0
    GUARANTEE = 1


class FirmSize(IntEnum):
    """Size of the debtor (schema: FIRM_SIZES)."""

    LARGE = 0
    MEDIUM = 1
    SMALL = 2
    MICRO = 3
    PUBLIC = 4
    PERSON = 5


class Grade(IntEnum):
    """Overdue grade (schema: GRADES)."""

    NOT_OVERDUE = 0
    MILD = 1
    MEDIUM = 2
    SEVERE = 3


class OpeningDate(IntEnum):
    """When money that a source says was paid to date counts as received (schema: OPENING_DATES)."""

    AT_DUE = 0
    AT_AS_OF = 1


class Difference(IntEnum):
    """How an instalment differs between two registers (schema: DIFFERENCE_KINDS)."""

    MISSING_HERE = 0
    MISSING_THERE = 1
    AMOUNT = 2
    DAY = 3
    BOTH = 4


# ------------------------------------------------------------------ limitation


class Evidence(IntEnum):
    """What proves that a demand arrived (schema: EVIDENCE). The first five interrupt limitation, the rest do not."""

    SIGNED_FOR = 0
    POSTAL_RECEIPT = 1
    ELECTRONIC_PROVABLE = 2
    WRITTEN_PROMISE = 3
    NOTARISED = 4
    PHONE_UNRECORDED = 5
    RETURNED = 6
    NOTHING = 7


class LimitationState(IntEnum):
    """Where the limitation of a debt stands (schema: LIMITATION_STATES)."""

    NOT_STARTED = 0
    RUNNING = 1
    WARNED = 2
    SUSPENDED = 3
    REVIEW = 4
    EXPIRED = 5


class Step(IntEnum):
    """What happened to a limitation on a day, in the order in which several on one day are taken.

    Each kind has its own source: the instalments for START, the log for PROMISE and DEMAND, the letters for LETTER, the
    receipts for RECEIPT.
    """

    START = 0
    PROMISE = 1
    DEMAND = 2
    LETTER = 3
    RECEIPT = 4


# ------------------------------------------------------------------ letters and the stages of dunning


class Trigger(IntEnum):
    """What starts a dunning stage (schema: TRIGGERS)."""

    AFTER_DUE = 0
    AFTER_DUE_MONTH_END = 1
    AFTER_LAST_LETTER = 2


class LetterState(IntEnum):
    """State of a registered letter (schema: LETTER_STATES). A draft or void letter does not count as sent."""

    DRAFT = 0
    ISSUED = 1
    POSTED = 2
    SIGNED_FOR = 3
    RETURNED = 4
    ANSWERED = 5
    VOID = 6


class LetterOutput(IntEnum):
    """What becomes of a run of letters (schema: LETTER_OUTPUTS): a file for each, or one archive."""

    FILES = 0
    ARCHIVE = 1


class Verdict(IntEnum):
    """Whether an overdue instalment is chased now, or why not (messages: VERDICTS); the lowest of several is named."""

    ESTATE = 0
    NEVER = 1
    ON_HOLD = 2
    COMPLAINT = 3
    PROMISED = 4
    DISPUTED = 5
    NO_STAGE_LEFT = 6
    NOT_YET = 7
    NO_ADDRESS = 8
    BELOW_MINIMUM = 9
    CHASE = 10


class Reply(IntEnum):
    """What the customer answered (the first options of schema column ``reply``; users may add more)."""

    NOTHING = 0
    AGREES = 1
    DIFFERS = 2


class ReplyState(IntEnum):
    """Where the written reply to a statement stands (schema: REPLY_STATES, ST-01)."""

    WAITING = 0
    LATE = 1
    RETURNED = 2
    AGREED = 3
    DIFFERS = 4
    CONCLUDED = 5


# ------------------------------------------------------------------ the daily work of collectors


class Task(IntEnum):
    """Why a debtor is on today's list, the most pressing first (messages: TASKS)."""

    ESTATE = 0
    GUIDED_STEP = 1
    PROMISE_MISSED = 2
    PROMISE_TODAY = 3
    REPORT_UP = 4
    PAY_BY_PASSED = 5
    LETTER_DUE = 6
    FIRST_CALL = 7
    FOLLOW_UP = 8
    ANSWER = 9
    COMPLAINT = 10
    STATEMENT_REPLY = 11
    DIFFERENCE = 12
    ESCALATE = 13
    VERIFY_CONTACT = 14
    THANK = 15


class PromiseState(IntEnum):
    """What became of a promise to pay (schema: PROMISE_STATES)."""

    PENDING = 0
    KEPT = 1
    PART = 2
    BROKEN = 3


class Special(IntEnum):
    """A debtor who needs a procedure of their own (schema: SPECIAL_CASES)."""

    BREAKS_PROMISES = 0
    UNWILLING = 1
    DEAD = 2


class StepState(IntEnum):
    """State of a step of a special case (schema: STEP_STATES); an empty cell counts as open."""

    OPEN = 0
    DONE = 1
    NOT_APPLICABLE = 2


class AssignMode(IntEnum):
    """How cases are given to collectors (schema: ASSIGN_MODES)."""

    SELLER = 0
    EQUAL_COUNT = 1
    EQUAL_AMOUNT = 2


# ------------------------------------------------------------------ visits and campaigns


class VisitReason(IntEnum):
    """Why a customer should be visited (messages: VISIT_REASONS, VIS-01)."""

    LONG_OVERDUE = 0
    LARGE = 1
    BROKEN_PROMISES = 2
    NO_ANSWER = 3
    UNREACHABLE = 4


class VisitPriority(IntEnum):
    """How pressing a visit is (schema: VISIT_PRIORITIES)."""

    HIGH = 0
    MIDDLE = 1
    LOW = 2


class VisitResult(IntEnum):
    """What a visit came to (schema: VISIT_RESULTS)."""

    WRITTEN_PROMISE = 0
    STATEMENT_SIGNED = 1
    PAPERS_SIGNED_FOR = 2
    ORAL_PROMISE = 3
    SIGNATURE_REFUSED = 4
    NOBODY_MET = 5


class Approval(IntEnum):
    """What was decided on a proposal (schema: APPROVALS)."""

    PENDING = 0
    AGREED = 1
    REFUSED = 2


class Notice(IntEnum):
    """What became of a notice of a campaign (schema: NOTICE_STATES, DL-04)."""

    SIGNED = 0
    UNSIGNED = 1
    UNREPORTED = 2


class LimitationMark(IntEnum):
    """How a household's debt stands in a campaign (schema: LIMITATION_MARKS)."""

    RUNNING = 0
    NEAR = 1
    EXPIRED = 2
    REVIEW = 3


# ------------------------------------------------------------------ the law department


class LegalList(IntEnum):
    """The lists that sales hand to the legal department (schema: LEGAL_LISTS, LEG-02)."""

    SUSPEND_SUPPLY = 0
    SUE = 1
    ENFORCE = 2


class Ground(IntEnum):
    """Why a customer is on a list (messages: GROUNDS)."""

    LONG_OVERDUE = 0
    STAGES_USED = 1
    LIMITATION_NEAR = 2
    BROKEN_PROMISES = 3
    SPECIAL = 4
    WILFUL = 5


class SuspensionState(IntEnum):
    """Where a suspension of supply stands (messages: SUSPENSION_STATES, OD-07)."""

    PROPOSED = 0
    REFUSED = 1
    IN_FORCE = 2
    RELEASABLE = 3
    RELEASED = 4


class CaseStep(IntEnum):
    """What is to be done next in a case (messages: CASE_STEPS, LEG-03), in the order of a case's life."""

    FILE = 0
    SUE = 1
    RENEW = 2
    HEARING = 3
    JUDGMENT = 4
    APPEAL = 5
    SECOND_JUDGMENT = 6
    CONFIRM = 7
    ENFORCE = 8
    URGE = 9


class PropertyKind(IntEnum):
    """What a court preserved (schema: PROPERTY_KINDS)."""

    DEPOSITS = 0
    MOVABLES = 1
    OTHER = 2


class CaseLight(IntEnum):
    """How near the last day of a step is (schema: LIGHTS_OF_CASES)."""

    FAR = 0
    NEAR = 1
    PASSED = 2
