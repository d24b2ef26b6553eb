"""Everything printed on a statement of account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from addin.messages.common import day, up_to

if TYPE_CHECKING:
    import datetime as dt

    from addin.domain.settings import Settings


STATEMENT_TITLE = "对　账　单"
STATEMENT_TO, STATEMENT_FROM, STATEMENT_USCC, STATEMENT_PERIOD = "致", "自", "信用代码", "对账期间"
STATEMENT_MOVEMENT = "一、本期往来（本金）"
STATEMENT_MOVEMENT_HEADS = ("期初余额", "本期到期应收", "本期冲减本金", "期末余额")
STATEMENT_ITEMS = "二、应收明细"
STATEMENT_RECEIPTS = "三、本期回款及冲抵"
STATEMENT_PENALTY = "四、违约金计算明细"
STATEMENT_TOTAL = "五、应付款项"
STATEMENT_POSITION = ("未收本金——已到期", "未收本金——未到期", "未付违约金", "未付费用", "减：预收余额")
STATEMENT_PAYABLE = "应付合计"
STATEMENT_RESERVATION = (
    "本对账单仅用于核对双方往来账目，不构成对合同的变更，也不表示我方放弃或减让任何权利。"
    "截止日期之后的违约金仍按合同约定继续计算，直至款项付清之日。"
)
CUT_LINE = "✂ ────────────── 请填写下联，盖章后寄回我方 ──────────────"
REPLY_TITLE = "对账回执"
REPLY_AGREED = "□ 相符"
REPLY_DIFFERS = "□ 不符，差异金额及原因如下："
REPLY_SEAL = "单位（盖章）：　　　　　　　　经办人："
REPLY_DATE = "　　　　年　　月　　日"


def note_number(at: int) -> str:
    """Return the number of a note beneath a table."""
    return f"注{at}"


def statement_number(number: str, as_of: dt.date) -> str:
    """Return number and day of a statement, for under its title."""
    return f"编号：{number}　　截止日期：{day(as_of)}"


def period(since: dt.date | None, as_of: dt.date) -> str:
    """Return the period that a statement covers."""
    return f"{since or '首份合同'} 至 {as_of}"


def statement_opening(as_of: dt.date) -> str:
    """Open a statement."""
    return f"为核对双方往来账目，现将截至 {day(as_of)} 的往来款项列示如下（单位：人民币元），请予核对。"


def in_words(amount: str) -> str:
    """Return the total in capital numerals."""
    return f"应付合计（大写）：人民币{amount}"


def payable_now(amount: str) -> str:
    """Say what of the total is due now."""
    return f"其中截至本对账单截止日期已到期应付 {amount} 元。"


def statement_account(settings: Settings) -> str:
    """Name the account to pay to."""
    return f"收款账户：{settings.account_name}　{settings.account_bank}　账号 {settings.account_number}"


def statement_objection(settings: Settings) -> str:
    """Say how to object, and that what was just paid may be disregarded."""
    return (
        f"如有异议，请在收到之日起 {settings.object_within_days} 个工作日内与我方联系：{settings.company_contact} "
        f"{settings.company_phone}。截止日期之后已付的款项不在本单内，请勿重复支付。"
    )


def signature(company: str, as_of: dt.date) -> str:
    """Sign a statement."""
    return f"{company}（盖章）　　{day(as_of)}"


def reply_text(company: str, number: str, as_of: dt.date, payable: str) -> str:
    """Return the text of the reply slip, above the boxes."""
    return f"致 {company}：贵方 {number} 对账单收悉。截至 {day(as_of)}，我方应付合计 {payable} 元，经核对："


def statement_path(as_of: dt.date, first: int, last: int) -> str:
    """Return the file of one run of statements, below the output folder."""
    return f"对账单/{as_of}/对账单_{as_of}_{first:04}-{last:04}.xlsx"


def stated(count: int, letters: int, withheld: int) -> str:
    """Sum up a run of statements; ``letters`` are requests for confirmation."""
    made = "和".join(
        part for part in (f"为 {count} 个客户生成对账单" if count else "", f"生成 {letters} 封往来询证函" if letters else "") if part
    )
    rest = f"；{withheld} 个客户因数据有误暂缓，见《校验结果》" if withheld else ""
    return f"已{made}并登记{rest}。"


def no_statement(stated: int) -> str:
    """Say why there was nothing to state."""
    return f"没有新的对账单：{stated} 个客户在这一截止日期已出过对账单。" if stated else "没有需要对账的客户。"


def statement_figures(
    count: int, payable: str, receipt: dt.date | None, letters: int | None
) -> tuple[tuple[str, str], ...]:
    """Return the key figures of a run of statements; ``letters``: requests for confirmation (None: not asked for)."""
    confirmed = () if letters is None else (("往来询证函", str(letters)),)
    return (("对账单份数", str(count)), ("应付合计", payable), *confirmed, ("回款录入情况", up_to(receipt)))
