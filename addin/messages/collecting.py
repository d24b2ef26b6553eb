"""Sentences of the collector's work: log, promises, worklist, assignment."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence


def logged(count: int) -> str:
    """Say how many entries were prefilled."""
    return f"已在《催收记录》添加 {count} 行，请补填客户反馈、承诺和送达证据。"


def unknown_customers(names: Sequence[str]) -> str:
    """Refuse customers that the ledger does not have (or has with errors)."""
    return f"《客户》中没有这些客户，或其数据有误：{'、'.join(names)}。没有做任何改动，请核对客户编号。"


PROMISE_FIGURES = ("承诺", "待履行", "已履行", "部分履行", "爽约", "爽约达到升级次数的客户")
PROMISE_RESTATED = "同一承诺另有后来的记录，以后一条为准，不重复计数"
PROMISE_NO_AMOUNT = "未约定金额，按承诺日前到期的欠款核对"


def promises_judged(count: int, broken: int, escalated: int) -> str:
    """Sum up the promises."""
    rest = f"；{escalated} 个客户建议升级处理，见《爽约统计》" if escalated else ""
    return f"已核对 {count} 笔承诺，其中爽约 {broken} 笔{rest}。"


def promise_gap(short: str) -> str:
    """Say by how much a promise was missed."""
    return f"差 {short} 元"


def promise_advice(broken: int, limit: int, *, marked: bool) -> str:
    """Propose what to do about broken promises ("" = nothing yet)."""
    if not limit or broken < limit:
        return ""
    step = "已登记为“屡次爽约”" if marked else "建议在《客户》把特殊情形登记为“屡次爽约”"
    return f"爽约 {broken} 次：{step}，不再接受口头承诺，要求书面还款计划，并报经理决定上门或移交法务"


TASKS = (
    "债务人已故：停止联系其联系人；核实死亡证明，查明继承人、遗产管理人和遗产范围，转法务申报债权",
    "{what}",
    "承诺 {what} 未足额到账（{due} 到期），另约书面承诺",
    "承诺 {what} 今日到期：请财务查收",
    "{what}",
    "函件 {what} 的付款期限 {due} 已过：跟进付款",
    "{contract} 到达「{what}」：{due} 以前出函",
    "{contract} 首次电话（{what} 已逾期）：最迟 {due}",
    "约定 {due} 跟进（{what}）",
    "客户的问题尚未答复（{what}）：答复后填「问题答复」",
    "投诉 {what} 尚未办结：与还款分开处理",
    "对账单 {what} 应在 {due} 以前书面回复：跟催回函",
    "对账单 {what} 回函不符：查明差异，填「差异结论」",
    "已爽约 {what} 次：登记“屡次爽约”，报经理升级处理",
    "核实联系方式：{what}",
    "{what}",
)
CONTACT_DOUBTS = {"none": "没有可用的电话", "old": "号码久未核实（{due} 以后）", "never": "号码从未核实"}
WORK_WITHHELD = "数据有误：先按《校验结果》更正，更正前不要对外报金额"
WORK_FIGURES = ("待办客户", "债务人已故", "特殊情形步骤", "承诺未兑现", "今日到期的承诺", "异常待上报", "函件付款期限已过", "应出函",
                "首次电话", "约定跟进", "问题待答复", "投诉未办结", "对账单未回复", "对账不符", "建议升级", "核实联系方式",
                "致谢回访")  # fmt: skip
MOST_TASKS = 3  # of one kind told for one customer


def worklist_made(customers: int, calls: int) -> str:
    """Sum up the worklist."""
    return f"今日待办 {customers} 个客户，其中首次电话 {calls} 个，见《今日待办》。" if customers else "今天没有待办。"


def tasks_left_out(count: int) -> str:
    """Say how many more tasks of the same kind a customer has."""
    return f"……同类共 {count} 项"


def contact_person(person: str, role: str, phone: str) -> str:
    """Name a person to talk to."""
    return f"{person}{f'（{role}）' if role else ''} {phone}".strip()


def contacted(moment: dt.datetime, method: str, counterpart: str, response: str, reason: str) -> str:
    """Sum up one entry of the log."""
    said = "；".join(filter(None, (response, f"欠款原因：{reason}" if reason else "")))
    return f"{moment:%Y-%m-%d} {method} {counterpart}".rstrip() + (f"：{said}" if said else "")


def promised(on: dt.date, amount: str, state: str) -> str:
    """Sum up one promise."""
    return f"{on} {amount} {state}"


ASSIGN_STAYS, ASSIGN_NEW, ASSIGN_NOBODY = "不变", "新分派", "没有可分派的人，请登记《催收人员》"
NO_STAFF = "《催收人员》中没有可以分派的人（都缺勤或不参加分派）。请先登记，或把参数「分派方式」改为“谁销售谁回款”。"
NO_CASES = "没有需要分派的逾期客户。"


def assigned(cases: int, people: int, changed: int) -> str:
    """Sum up an assignment."""
    return f"已把 {cases} 个逾期客户分派给 {people} 人，其中 {changed} 户有变动，见《分派》。"


def ask_to_assign(changed: int) -> str:
    """Ask before the collectors of customers are written over."""
    return f"将在《客户》更改 {changed} 户的催收员，是否继续？" if changed else ""


def assign_change(before: str) -> str:
    """Say from whom a case was taken."""
    return f"由 {before} 转来"


def assign_figure(cases: int, amount: str) -> str:
    """Print one person's share."""
    return f"{cases} 户，{amount} 元"


GROUNDS = (
    "最长逾期 {days} 天",
    "催收阶段已用完",
    "诉讼时效将于 {end} 届满",
    "爽约 {broken} 次",
    "已登记“{special}”",
    "最近一次催收记录的欠款原因为“{reason}”，逾期 {days} 天",
)
LEGAL_FIGURES = ("逾期客户", "欠款合计", "新列入暂停售后", "新列入起诉", "新列入强制性催收", "已付清、可解除")


def handed_over(customers: int, added: int, released: int) -> str:
    """Sum up the hand-over."""
    new = f"新列入《法务名单》{added} 条，请报批" if added else "《法务名单》没有新增"
    rest = f"；有 {released} 条已没有逾期，可填「解除日期」" if released else ""
    return f"已汇总 {customers} 个逾期客户，见《移交法务》；{new}{rest}。"


def particulars(uscc: str, address: str, people: str) -> str:
    """Return who a debtor is, in one cell."""
    parts = (f"信用代码 {uscc}" if uscc else "", address, people)
    return "；".join(filter(None, parts))


def collection_work(contacts: Sequence[tuple[str, int]], letters: int, last_letter: str, promises: str) -> str:
    """Sum up what was done to collect: contacts by method, letters, promises."""
    made = "、".join(f"{method} {count} 次" for method, count in contacts) or "无催收记录"
    sent = f"函件 {letters} 封（最近 {last_letter}）" if letters else "未发函"
    return "；".join(filter(None, (made, sent, promises)))


def promise_count(promised: int, broken: int) -> str:
    """Sum up promises."""
    return f"承诺 {promised} 次，爽约 {broken} 次" if promised else ""


AS_OF_ROW, KEY_FIGURES, NO_DATA = "数据截止", "关键数字", "无数据"
BALANCES = ("未收本金", "其中逾期", "预计可收回", "月初账面逾期", "本月新增逾期", "本月收回逾期")
SHARE_OF_UNPAID = "占未收本金的比率"
EXPECTED_NOTE = "按参数：两年以内与两年以上的回收率"
RATES = ("本月回收率", "本月坏账率", "本月及时率", "承诺履行率")
PROMISES_NOTE = "近一年到期的承诺"
YEAR_FIGURES = ("应收周转天数（DSO）", "催收有效指数（CEI）", "每元回款成本")
DAYS_NOTE = "天，近一年"
LIMITATION_ROW = "时效预警或届满"
RANKING_NOTE = "对照金额为现有逾期"
DASHBOARD_BLOCKS = ("账龄", "逾期趋势", "欠款前十", "承诺", "本月收回", "时效届满")
DASHBOARD_CHARTS = {
    "账龄": "未收本金按账龄（元）",
    "逾期趋势": "金额：月末逾期本金；对照金额：当月收回（元）",
    "欠款前十": "逾期最多的十个客户（元）",
    "承诺": "近一年到期的承诺（笔）",
    "本月收回": "各业务员本月收回逾期（元）",
    "时效届满": "各月诉讼时效届满的本金（元）",
}


def percent_of(rate: int) -> str:
    """Print a rate in units of 1e-8 as per cents with two decimals, half up."""
    whole, cents = divmod((rate + 5_000) // 10_000, 100)
    return f"{whole}.{cents:02d}%"


def limitation_note(warned: int, lost: int) -> str:
    """Say how many debts are near the end of limitation, and how many past it."""
    return f"预警 {warned} 笔，已届满 {lost} 笔，见《时效预警》"


def dashboard_told(as_of: dt.date, left_out: int) -> str:
    """Sum up a dashboard."""
    rest = f"；{left_out} 份合同因数据有误未计入" if left_out else ""
    return f"看板已更新至 {as_of}{rest}；各指标的含义见【月度考核】生成的《指标口径》。"
