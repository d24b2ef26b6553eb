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

DETAILS, PLAN, EVIDENCE = "明细", "还款计划", "证据"


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
    Placeholder("收件人", Kind.TEXT, required=False, meaning="对方收件人姓名，取财务负责人，没有则取其他联系人"),
    Placeholder("逾期本金", Kind.MONEY, required=True, meaning="本函所列各期未收金额之和"),
    Placeholder("付款期限", Kind.DATE, required=True, meaning="要求付款的最后一日"),
    Placeholder("异议期限", Kind.DATE, required=True, meaning="提出异议或回函的最后一日"),
    Placeholder("再次", Kind.FLAG, required=False, meaning="是否再次催告（阶段大于 1）"),
    Placeholder("上次函件编号", Kind.TEXT, required=False, meaning="同一客户上一份已出函件的编号，没有则为空"),
    Placeholder("上次出函日期", Kind.DATE, required=False, meaning="上一份函件的出函日期，没有则为空"),
    Placeholder("暂停日期", Kind.DATE, required=True, meaning="自该日起暂停供货"),
    Placeholder("还款计划", Kind.TEXT, required=False, meaning="还款计划的各期；没有时印出供手填的空行"),
    Placeholder("还款计划.期次", Kind.COUNT, required=True, meaning="第几期"),
    Placeholder("还款计划.还款日期", Kind.DATE, required=True, meaning="该期还款日"),
    Placeholder("还款计划.还款金额", Kind.MONEY, required=True, meaning="该期还款金额"),
    Placeholder("证据", Kind.TEXT, required=False, meaning="证据的各行；没有时印出通常的证据清单"),
    Placeholder("证据.证据名称", Kind.TEXT, required=True, meaning="证据名称"),
    Placeholder("证据.证明内容", Kind.TEXT, required=False, meaning="该证据证明什么"),
    Placeholder("证据.存放", Kind.TEXT, required=False, meaning="页码或原件存放处"),
)
_OTHER = {placeholder.name: placeholder for placeholder in OTHERS}

_HEAD = (
    _of(schema.LETTERS, "letter", "函件编号", required=True),
    _of(schema.CUSTOMERS, "customer_name", "客户全称", required=True),
    _of(schema.CUSTOMERS, "uscc", "客户的统一社会信用代码；空则不印该行"),
    _of(schema.CUSTOMERS, "address", "客户通讯地址；空则不印该行"),
    _of(schema.LETTERS, "as_of", "所列金额计算到哪一日", required=True),
    _setting("company"),
)
_POST = (_of(schema.CUSTOMERS, "postcode", "客户邮编"), _OTHER["收件人"])
_LETTER = (
    _of(schema.LETTERS, "sent", "出函日期，印在落款", required=True),
    _OTHER["异议期限"],
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
    _OTHER["逾期本金"],
)
_LAST = (_OTHER["上次函件编号"], _OTHER["上次出函日期"])

CATALOGUE: Mapping[str, tuple[Placeholder, ...]] = {
    "付款提醒函": (*_HEAD, *_POST, *_LETTER, *_ACCOUNT, *_ROWS, _OTHER["逾期本金"], _OTHER["付款期限"]),
    "催款函": (
        *_HEAD, *_POST, *_LETTER, *_ADDRESS, *_ACCOUNT, *_ROWS, *_PENALTY, *_LAST, _OTHER["付款期限"], _OTHER["再次"],
    ),
    "律师函": (*_HEAD, *_POST, *_LETTER, *_ACCOUNT, *_ROWS, *_PENALTY, *_LAST, _OTHER["付款期限"]),
    "往来询证函": (
        *_HEAD, *_POST, *_LETTER, *_ADDRESS, *_ROWS,
        _of(schema.INSTALMENTS, "amount", "该期应收金额", required=True, group=DETAILS),
        _of(schema.CONTRACTS, "unpaid_principal", "客户全部未收本金（含未到期）", required=True),
        _of(schema.CONTRACTS, "prepaid", "该客户预收余额", required=True),
    ),
    "还款承诺书": (
        *_HEAD, *_ACCOUNT, *_ROWS, *_PENALTY,
        *(_OTHER[name] for name in ("还款计划", "还款计划.期次", "还款计划.还款日期", "还款计划.还款金额")),
    ),
    "到访回执单": (*_HEAD, _OTHER["收件人"], replace(_setting("handler"), required=False), *_ROWS, *_PENALTY),
    "暂停供货通知书": (
        *_HEAD, *_POST, *_LETTER, *_ADDRESS, *_ACCOUNT, *_ROWS, *_PENALTY, *_LAST, _OTHER["付款期限"],
        _OTHER["暂停日期"],
    ),
    "起诉状": (
        *_HEAD, _setting("company_phone"), *_ADDRESS, *_ROWS, *_PENALTY, *_LAST,
        *(_OTHER[name] for name in ("证据", "证据.证据名称", "证据.证明内容", "证据.存放")),
    ),
}  # fmt: skip


def available() -> frozenset[str]:
    """Return every placeholder that the ledger and the program can give."""
    return frozenset(placeholder.name for letter in CATALOGUE.values() for placeholder in letter)


def required(letter: str) -> frozenset[str]:
    """Return the placeholders that must not be empty in a shipped letter (empty for a template of the user's own)."""
    return frozenset(placeholder.name for placeholder in CATALOGUE.get(letter, ()) if placeholder.required)
