"""The options that rules turn on, as positions: member n is option n of the same list in ``ledger.schema``.

The domain is free of Chinese names; a column of options arrives as a pandas category in the schema's order, so its
codes are these numbers (-1 = empty). A test holds the two lists together.
"""

from __future__ import annotations

from enum import IntEnum


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


class Order(IntEnum):
    """In which order a receipt pays (schema: ALLOCATION_ORDERS, RULES of 民法典 560, 561)."""

    PRINCIPAL_FIRST = 0
    COSTS_PRINCIPAL_PENALTY = 1
    COSTS_PENALTY_PRINCIPAL_EACH = 2
    COSTS_PENALTY_PRINCIPAL_ALL = 3


class DebtNature(IntEnum):
    """Whether instalments are debts of their own or one debt (schema: DEBT_NATURES, 民法典 189)."""

    SEPARATE = 0
    ONE_DEBT = 1


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


class Item(IntEnum):
    """What a receipt's fen went to."""

    PRINCIPAL = 0
    PENALTY = 1
    COST = 2
    PREPAID = 3


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
    """Whether an overdue instalment is chased now, or why not; of several reasons the lowest number is named."""

    NEVER = 0
    ON_HOLD = 1
    PROMISED = 2
    DISPUTED = 3
    NO_STAGE_LEFT = 4
    NOT_YET = 5
    NO_ADDRESS = 6
    BELOW_MINIMUM = 7
    CHASE = 8


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


class Security(IntEnum):
    """How a contract is secured (the first options of schema column ``security``; users may add more)."""

    NONE = 0
    GUARANTEE = 1


class PenaltyFinding(IntEnum):
    """Where an agreed penalty, or the lack of one, deserves a look (RULES §3)."""

    OVER_130 = 0
    BELOW_LPR = 1
    LENDING_CAP = 2
    NO_CLAUSE = 3
    NO_CLAUSE_SME = 4


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


class AssignMode(IntEnum):
    """How cases are given to collectors (schema: ASSIGN_MODES)."""

    SELLER = 0
    EQUAL_COUNT = 1
    EQUAL_AMOUNT = 2


class Task(IntEnum):
    """Why a debtor is on today's list, the most pressing first."""

    ESTATE = 0
    PROMISE_MISSED = 1
    PROMISE_TODAY = 2
    PAY_BY_PASSED = 3
    LETTER_DUE = 4
    FIRST_CALL = 5
    FOLLOW_UP = 6
    STATEMENT_REPLY = 7
    ESCALATE = 8
    VERIFY_CONTACT = 9


class LegalList(IntEnum):
    """The lists that sales hand to the legal department (schema: LEGAL_LISTS, LEG-02)."""

    SUSPEND_SUPPLY = 0
    SUE = 1
    ENFORCE = 2


class Ground(IntEnum):
    """Why a customer is on a list."""

    LONG_OVERDUE = 0
    STAGES_USED = 1
    LIMITATION_NEAR = 2
    BROKEN_PROMISES = 3
    SPECIAL = 4
    WILFUL = 5
