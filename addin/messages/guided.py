"""Sentences of guided cases: steps of special cases, complaints, replies to statements, the customer's card."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence


def guided_step(case: str, step: int, what: str, due: dt.date | None) -> str:
    """Say the next step of a special case."""
    limit = f"（最迟 {due}）" if due else ""
    return f"按“{case}”情形第 {step} 步：{what}{limit}"


def to_report(entry: str, anomaly: str, worst: bool) -> str:
    """Say to whom an anomaly is to be reported (LOG-02)."""
    whom = "销售部经理和法务" if worst else "销售部经理"
    return f"异常“{anomaly}”（{entry}）尚未上报：报{whom}，并填「上报日期」"


def to_thank(paid: dt.date, next_due: dt.date | None) -> str:
    """Ask to thank a customer who paid."""
    ahead = f"，并提示下次还款日 {next_due}" if next_due else ""
    return f"{paid} 已付清到期欠款：致谢回访{ahead}"


SPECIAL_FIGURES = ("登记了特殊情形的客户", "本次列出步骤的客户", "未办步骤", "其中已过最迟日期", "未办结投诉")
NO_SPECIAL = "《客户》中没有登记特殊情形的客户，没有需要列出的步骤。有屡次爽约、不愿还款或死亡的，请先在《客户》的「特殊情形」列选择。"
NO_SPECIAL_CHOSEN = "选中的客户没有登记特殊情形，没有需要列出的步骤。请先在《客户》的「特殊情形」列选择，或重新选中客户。"


def steps_laid(customers: int, steps: int, waiting: int) -> str:
    """Sum up the special cases."""
    new = f"已在《特殊情形》为 {customers} 个客户列出 {steps} 个步骤" if steps else "《特殊情形》没有新增步骤"
    return f"{new}；还有 {waiting} 个步骤待办，下一步见《今日待办》。"


REPLY_FIGURES = ("已寄出对账单", "待回函", "逾期未回函", "相符", "不符待查", "差额合计")
REPLY_ADVICE = (
    "等待回函",
    "跟催：要求书面回复并盖章",
    "退回：核实地址后重新寄送",
    "",
    "查明差异：在《回函差异》逐笔填写，再在《函件登记》填「差异结论」",
    "",
)
REPLY_NO_SCAN = "补登回函扫描件"
REPLY_NO_AMOUNT = "补填「确认金额」"
REPLY_NO_DAY = "补填「回函日期」"


def replies_told(sent: int, late: int, differing: int, added: int) -> str:
    """Sum up the replies to statements."""
    rest = f"；《回函差异》新增 {added} 行待填" if added else ""
    return f"已寄出对账单 {sent} 份，逾期未回函 {late} 份，不符待查 {differing} 份，见《回函跟进》{rest}。"


def reply_unexplained(gap: str) -> str:
    """Say how much of a difference nobody has explained yet."""
    return f"尚有 {gap} 元差异未查明"


def card_path(now: dt.datetime) -> str:
    """Return the file of customers' cards; each press makes another."""
    return f"客户卡/客户卡_{now:%Y%m%d-%H%M%S}.xlsx"


CARD_TITLE = "客户卡"
CARD_WHO = ("客户编号", "客户名称", "统一社会信用代码", "企业规模", "信用等级", "供货状态", "业务员", "催收员")
CARD_SECTIONS = {
    "debts": "欠款（逐笔）", "contacts": "联系人", "log": "最近五次联系", "promises": "承诺",
    "letters": "最近函件", "type": "客户类型与应对", "special": "特殊情形与投诉", "reason": "欠款原因与技巧",
}  # fmt: skip
CARD_PRIVATE = "本卡载有个人信息和商业秘密，仅供催收使用，用后妥善保管或销毁；不得向第三人透露欠款情况。"
CARD_DEAD = "债务人已故：不要联系其亲属和联系人；按《特殊情形》的步骤办理，向遗产管理人申报债权。"
CARD_NOTHING = "（无）"
CARD_FIGURES = ("客户卡",)


def card_number(as_of: dt.date, slot: str) -> str:
    """Return the line below a card's title."""
    return f"截至 {as_of}　最佳致电时段 {slot}"


def cards_made(count: int, path: str) -> str:
    """Sum up the cards."""
    return f"已生成 {count} 个客户的客户卡：{path}。"


NO_CARDS = "没有逾期的客户，不需要客户卡；要看某个客户的，请先选中该客户。"


def balance_line(principal: str, penalty: str, payable: str, longest: int) -> str:
    """Sum up what a customer owes."""
    return f"未收本金 {principal} 元，未付违约金 {penalty} 元，应付合计 {payable} 元，最长逾期 {longest} 天。"


def phone_note(state: str, verified: dt.date | None) -> str:
    """Say whether a number works and when it was verified."""
    return f"{state or '未注明'}{f'，{verified} 核实' if verified else '，未核实'}"


def complaint_line(number: str, source: str, what: str, *, pauses: bool) -> str:
    """Tell an open complaint."""
    return f"投诉 {number}（{source}）：{what}{'；暂停催收' if pauses else '；不影响还款'}"


def registers_added(titles: Sequence[str]) -> str:
    """Say which registers were added."""
    if not titles:
        return "各登记表都已经有了，没有添加。"
    return f"已添加{'、'.join(f'《{title}》' for title in titles)}。"


def ask_registers(titles: Sequence[str]) -> str:
    """Ask before sheets are added."""
    return f"将在工作簿末尾添加{'、'.join(f'《{title}》' for title in titles)}，是否继续？"


def registers_unknown(names: Sequence[str], known: Sequence[str]) -> str:
    """Refuse names of registers that do not exist."""
    return f"没有这些登记表：{'、'.join(names)}。可以添加的有：{'、'.join(known)}。"
