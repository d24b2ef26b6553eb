"""Every placeholder that the shipped letters use, by letter: name, kind, whether it must not be empty, meaning.

Names are the ledger's own column and setting names, taken from ``ledger.schema``; the short list of others stands in
``OTHERS``. What a record gives is typed by ``kind``: MONEY as Decimal yuan, DATE as date, COUNT as int, FLAG as bool,
groups as lists of such records.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from addin.ledger import schema
from addin.ports import Kind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from addin.ports import Sheet

GROUPS = DETAILS, PLAN, EVIDENCE = "明细", "还款计划", "证据"  # of repeating rows
# names that are no columns or settings; OTHERS says what they mean
ADDRESSEE, OVERDUE_PRINCIPAL, AGAIN, VISITORS = "收件人", "逾期本金", "再次", "走访人员"
PAY_BY, OBJECT_BY, SUSPENDED_FROM = "付款期限", "异议期限", "暂停日期"
LAST_NUMBER, LAST_SENT = "上次函件编号", "上次出函日期"
PLANNED, PRINCIPAL_ONLY = "方案合计", "只还本金"
MOVES_DUE = schema.REPAYMENTS.column("moves_due").header


# the label sheet: 标签.A收件人 is the addressee of the left label of a row, B and C those of the others
LABELS, LABEL = "邮寄标签", "标签"
POSTCODE = schema.CUSTOMERS.column("postcode").header
POSTAL_MARK = next(row.header for row in schema.SETTING_ROWS if row.name == "postal_mark")
PHONE = schema.CONTACTS.column("phone").header
LABEL_PLACES = "ABC"
LABEL_TEXTS = (
    schema.LETTERS.column("letter").header, schema.CUSTOMERS.column("customer_name").header,
    schema.CUSTOMERS.column("address").header, ADDRESSEE, PHONE, POSTAL_MARK,
)  # fmt: skip
LABEL_DIGITS = tuple(f"{POSTCODE}{digit}" for digit in range(1, 7))


@dataclass(frozen=True)
class Placeholder:
    """One name that may stand in a template, columns as 明细.合同编号. ``required``: no letter without it."""

    name: str
    kind: Kind
    required: bool
    meaning: str


def _of(sheet: Sheet, name: str, meaning: str, *, required: bool = False, group: str = "") -> Placeholder:
    column = sheet.column(name)
    return Placeholder(f"{group}.{column.header}".lstrip("."), column.kind, required, meaning)


def _setting(name: str) -> Placeholder:
    row = next(row for row in schema.SETTING_ROWS if row.name == name)
    return Placeholder(row.header, row.kind, required=True, meaning=row.explanation)


OTHERS = (
    Placeholder(ADDRESSEE, Kind.TEXT, required=False, meaning="对方收件人姓名，取财务负责人，没有则取其他联系人"),
    Placeholder(VISITORS, Kind.TEXT, required=False, meaning="上门走访的人员；空则留待手填"),
    Placeholder(OVERDUE_PRINCIPAL, Kind.MONEY, required=True, meaning="本函所列各期未收金额之和"),
    Placeholder(PAY_BY, Kind.DATE, required=True, meaning="要求付款的最后一日"),
    Placeholder(OBJECT_BY, Kind.DATE, required=True, meaning="提出异议或回函的最后一日"),
    Placeholder(AGAIN, Kind.FLAG, required=False, meaning="是否再次催告：阶段大于 1，且此前已就所列欠款发过同类函件"),
    Placeholder(LAST_NUMBER, Kind.TEXT, required=False, meaning="同一客户上一份已出函件的编号，没有则为空"),
    Placeholder(LAST_SENT, Kind.DATE, required=False, meaning="上一份函件的出函日期，没有则为空"),
    Placeholder(SUSPENDED_FROM, Kind.DATE, required=True, meaning="自该日起暂停供货"),
    Placeholder(PLAN, Kind.TEXT, required=False, meaning="还款计划的各期；没有时印出供手填的空行"),
    *(
        Placeholder(f"{PLAN}.{column.header}", column.kind, required=True, meaning=f"该期{column.header}")
        for column in schema.REPAYMENTS.pick("number", "pay_day", "amount")
    ),
    Placeholder(PLANNED, Kind.MONEY, required=False, meaning="还款方案各期金额之和"),
    Placeholder(PRINCIPAL_ONLY, Kind.FLAG, required=False, meaning="还款方案是否只含本金（违约金和费用末期一并结清）"),
    Placeholder(MOVES_DUE, Kind.FLAG, required=False, meaning="还款方案是否约定变更原到期日"),
    Placeholder(EVIDENCE, Kind.TEXT, required=False, meaning="证据的各行；没有时印出通常的证据清单"),
    Placeholder(f"{EVIDENCE}.证据名称", Kind.TEXT, required=True, meaning="证据名称"),
    Placeholder(f"{EVIDENCE}.证明内容", Kind.TEXT, required=False, meaning="该证据证明什么"),
    Placeholder(f"{EVIDENCE}.存放", Kind.TEXT, required=False, meaning="页码或原件存放处"),
)
_OTHER = {placeholder.name: placeholder for placeholder in OTHERS}


def _of_group(group: str) -> tuple[Placeholder, ...]:
    return tuple(one for one in OTHERS if one.name.partition(".")[0] == group)



_HEAD = (
    _of(schema.LETTERS, "letter", "函件编号", required=True),
    _of(schema.CUSTOMERS, "customer_name", "客户全称", required=True),
    _of(schema.CUSTOMERS, "uscc", "客户的统一社会信用代码；空则不印该行"),
    _of(schema.CUSTOMERS, "address", "客户通讯地址；空则不印该行"),
    _of(schema.LETTERS, "as_of", "所列金额计算到哪一日", required=True),
    _setting("company"),
)
_POST = (_of(schema.CUSTOMERS, "postcode", "客户邮编"), _OTHER[ADDRESSEE])
_LETTER = (
    _of(schema.LETTERS, "sent", "出函日期，印在落款", required=True),
    _OTHER[OBJECT_BY],
    _setting("company_contact"),
    _setting("company_phone"),
)
_ADDRESS = (_setting("company_address"),)
_ACCOUNT = (_setting("account_name"), _setting("account_bank"), _setting("account_number"))
_ROWS = (
    _of(schema.CONTRACTS, "contract", "合同编号", required=True, group=DETAILS),
    _of(schema.INSTALMENTS, "due", "该期应收日期（到期日）", required=True, group=DETAILS),
    _of(schema.INSTALMENTS, "invoice", "发票号", group=DETAILS),
    _of(schema.INSTALMENTS, "unpaid_principal", "该期未收金额（本函所主张的本金）", required=True, group=DETAILS),
    _of(schema.INSTALMENTS, "overdue_days", "逾期天数", required=True, group=DETAILS),
)
_PENALTY = (
    _of(schema.INSTALMENTS, "unpaid_penalty", "该期未付违约金", required=True, group=DETAILS),
    _of(schema.INSTALMENTS, "unpaid_penalty", "各期未付违约金之和；为 0 时不单列", required=True),
    _of(schema.CONTRACTS, "unpaid_costs", "由债务人承担而未付的费用之和；为 0 时不单列"),
    _of(schema.CONTRACTS, "prepaid", "该客户预收余额，从合计中减去；为 0 时不单列"),
    _of(schema.LETTERS, "total", "逾期本金 + 未付违约金 + 未付费用 − 预收余额", required=True),
    _OTHER[OVERDUE_PRINCIPAL],
)
_LAST = (_OTHER[LAST_NUMBER], _OTHER[LAST_SENT])

CATALOGUE: Mapping[str, tuple[Placeholder, ...]] = {
    "付款提醒函": (*_HEAD, *_POST, *_LETTER, *_ACCOUNT, *_ROWS, _OTHER[OVERDUE_PRINCIPAL], _OTHER[PAY_BY]),
    "催款函": (
        *_HEAD, *_POST, *_LETTER, *_ADDRESS, *_ACCOUNT, *_ROWS, *_PENALTY, *_LAST, _OTHER[PAY_BY], _OTHER[AGAIN],
    ),
    "律师函": (*_HEAD, *_POST, *_LETTER, *_ACCOUNT, *_ROWS, *_PENALTY, *_LAST, _OTHER[PAY_BY]),
    "往来询证函": (
        *_HEAD, *_POST, *_LETTER, *_ADDRESS, *_ROWS,
        _of(schema.INSTALMENTS, "amount", "该期应收金额", required=True, group=DETAILS),
        _of(schema.CONTRACTS, "unpaid_principal", "客户全部未收本金（含未到期）", required=True),
        _of(schema.CONTRACTS, "prepaid", "该客户预收余额", required=True),
    ),
    "还款承诺书": (
        *_HEAD, *_ACCOUNT, *_ROWS, *_PENALTY,
        *_of_group(PLAN), *(_OTHER[name] for name in (PLANNED, PRINCIPAL_ONLY, MOVES_DUE)),
    ),
    "到访回执单": (
        *_HEAD, _OTHER[ADDRESSEE], _OTHER[VISITORS], replace(_setting("handler"), required=False), *_ROWS, *_PENALTY,
    ),
    "暂停供货通知书": (
        *_HEAD, *_POST, *_LETTER, *_ADDRESS, *_ACCOUNT, *_ROWS, *_PENALTY, *_LAST, _OTHER[PAY_BY],
        _OTHER[SUSPENDED_FROM],
    ),
    "起诉状": (
        *_HEAD, _setting("company_phone"), *_ADDRESS, *_ROWS, *_PENALTY, *_LAST,
        *_of_group(EVIDENCE),
    ),
}  # fmt: skip


LABEL_FIELDS = frozenset(f"{LABEL}.{place}{name}" for place in LABEL_PLACES for name in (*LABEL_TEXTS, *LABEL_DIGITS))


def available() -> frozenset[str]:
    """Return every placeholder that the ledger and the program can give."""
    return frozenset(placeholder.name for letter in CATALOGUE.values() for placeholder in letter)


def required(letter: str) -> frozenset[str]:
    """Return the placeholders that must not be empty in a shipped letter (empty for a template of the user's own)."""
    return frozenset(placeholder.name for placeholder in CATALOGUE.get(letter, ()) if placeholder.required)
