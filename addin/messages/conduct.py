"""Sentences about how debtors may be contacted."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence


def log_refused(contracts: Sequence[str], added: int) -> str:
    """Say for which contracts no entry was prefilled, and for how many one was."""
    rest = f"；其余 {added} 份合同已添加记录行" if added else ""
    return f"未添加记录：{'、'.join(contracts)}，原因见下{rest}。"


def log_corrected(entries: Sequence[str]) -> str:
    """Say that entries to correct were copied."""
    return f"已为 {'、'.join(entries)} 各添加一行更正记录，请在新行改正内容；原记录保留，不再起作用。"


LOG_MIXED = "请只选择合同，或只选择要更正的催收记录，不要同时选择。没有添加任何记录。"


def log_unknown(names: Sequence[str]) -> str:
    """Refuse IDs that are neither contracts nor entries that stand."""
    if not names:
        return "请先选择合同：在《合同台账》中选中合同所在的行，或用 --select 写明合同编号；要更正记录的，写明记录编号。"
    return f"没有这些合同或有效的催收记录，或其数据有误：{'、'.join(names)}。没有添加任何记录，请核对编号。"


# What each indicator of domain.kpi means: its name, and how it is counted; formula and source stand in its docstring.
INDICATORS: dict[str, tuple[str, str]] = {
    "recovery": (
        "回收率",
        (
            "本月收回的逾期本金 ÷ 逾期总额。逾期总额 = 月初逾期本金 + 本月新增逾期本金（过了宽限期仍未付的）+ 核销后又收回的金额；"
            "收回包括现金、票据、抵抹账和债务重组，不含违约金、费用和未到期款项的回款。"
        ),
    ),
    "bad_debt_rate": ("坏账率", "本月账面核销的本金（《坏账核销》）÷ 逾期总额。核销只减少账面逾期，债权仍在，照常催收。"),
    "timeliness": (
        "及时率",
        (
            "按时催收笔数 ÷ 应催笔数。首催期限（逾期第一天之后的若干工作日，见《参数》）落在本月的应收为应催；期限内《催收记录》有记录"
            "或已出函的为按时；期限内已付清的不计。"
        ),
    ),
    "satisfaction": ("满意度", "本月《满意度调查》得分的平均数 ÷ 100。没有调查的不计为达标。"),
    "dso": (
        "应收周转天数",
        (
            "期末到期未收本金 ÷ 近一年到期的应收金额 × 365 天。台账以应收日期为准，未到期的应收不计入；"
            "天数越少，收款越快。"
        ),
    ),
    "cei": (
        "催收有效指数",
        (
            "近一年应收回的款项中实际收回的比例。期初应收为一年前到期未收的本金，本期应收为一年内到期的金额，"
            "期末应收为现在到期未收的本金，其中仍在宽限期内的为未到期应收。"
        ),
    ),
    "cost_ratio": ("每元回款成本", "近一年《催收费用》合计 ÷ 近一年回款合计，不论费用由谁承担。"),
    "kept_ratio": ("承诺履行率", "近一年到期的还款承诺中全部履行的笔数 ÷ 到期的承诺笔数；部分履行和爽约不算履行。"),
    "due_rate": ("到期收回率", "本年到期的应收本金中已收回的比例；预收冲抵的计入。"),
    "overdue_rate": ("逾期率", "逾期未收本金 ÷ 未收本金（含未到期）。"),
    "expected": ("预计可收回", "账龄两年以内与两年以上的未收本金分别乘以《参数》中的回收率，每行四舍五入到分。"),
    "whole_percent": ("计划完成率", "实际数 ÷ 计划数，取整百分数，四舍五入。"),
    "elapsed": ("时间进度", "每月按十二分之一计，未满的月份按天数折算；10 月 31 日为 10/12。"),
    "grown": ("计划数", "《计划》没有填计划数的，上年实际 × 计划增长系数（见《参数》）。"),
    "month_score": ("月评得分", "本月实际 ÷ 本月计划，取整百分数，不超过 100；达到 100 为完成基本任务，未完成的不参与提成。"),
    "priced": ("清收净额", "各类清收的奖励率和罚款率见《参数》；期中只奖不罚，期末按未完成清算，每份合同四舍五入到分。"),
    "grade": ("等级", "四项指标中达标的项数：4 项优秀，3 项良好，1 至 2 项合格，0 项不合格（界限见《参数》）。没有数据的指标不算达标。"),
}
QUANTITIES = {  # what stands in the formulas of domain.kpi, as the sheets name it
    "paid": "收回金额",
    "opening": "期初逾期",
    "new": "本月新增",
    "reinstated": "核销后收回",
    "written_off": "核销坏账",
    "in_time": "按时笔数",
    "to_contact": "应催笔数",
    "scores": "得分合计",
    "surveys": "调查份数",
    "met": "达标项数",
    "excellent": "优秀达标项数",
    "good": "良好达标项数",
    "passed": "合格达标项数",
    "receivables": "期末应收",
    "billed": "本期应收",
    "days": "天数",
    "begin": "期初应收",
    "current": "期末未到期应收",
    "costs": "催收费用",
    "received": "回款金额",
    "fell_due": "本年到期应收",
    "paid_due": "其中已收",
    "overdue": "逾期未收本金",
    "unpaid": "未收本金",
    "young": "两年以内未收",
    "older": "两年以上未收",
    "share": "回收率",
    "actual": "实际数",
    "target": "计划数",
    "months": "已过月数",
    "last_year": "上年实际",
    "growth": "计划增长系数",
    "cash": "现金回收",
    "offset": "抵账回收",
    "unfinished": "未完成",
    "rates": "各类比率",
    "kept": "已履行承诺",
    "due_promises": "到期承诺",
}
KPI_PROPOSALS = (
    "建议：现金奖励，作为晋升依据",
    "建议：口头表扬",
    "建议：指出未达标的指标，下月改进",
    "建议：警告，扣减绩效",
)


def appraised(month: str, people: int, as_of: dt.date) -> str:
    """Sum up an appraisal."""
    return f"已考核 {people} 名业务员 {month} 的催收工作（数据至 {as_of}）。奖惩均为建议，须经批准。"


def target_met(reached: bool | None) -> str:
    """Say whether a target was met; None: there was nothing to measure."""
    return "无数据" if reached is None else "达标" if reached else "未达标"


def kpi_proposal(grade: int, missing: int, *, best: bool, losses: bool) -> str:
    """Propose what follows from a grade; ``missing`` indicators had no data.

    ``best``: nobody recovered a larger share; ``losses``: the bad-debt rate is over its target.
    """
    prize = "；回收率最高，可推荐特别奖" if best and grade == 0 else ""
    warned = "；坏账率超过目标，请管理层研究是否调岗降职，须查明责任并依法定程序" if losses else ""
    rest = f"（{missing} 项没有数据，请先核实）" if missing else ""
    return KPI_PROPOSALS[grade] + prize + warned + rest


WEEK_FIGURES = ("本周回款", "上周末逾期", "本周新增", "本周收回逾期", "本周核销", "核销后收回", "逾期金额")
WEEK_CHANGES = ("新增逾期", "等级上升", "已结清", "部分收回")


def week_caption(since: dt.date, caption: str) -> str:
    """Head a weekly report with the first day of its week."""
    return f"{since} 起一周　{caption}"


def week_told(since: dt.date, until: dt.date, received: str, overdue: str) -> str:
    """Sum up a week."""
    return f"{since} 至 {until} 回款 {received} 元，{until} 逾期 {overdue} 元；汇总见《周报汇总》。"


def measure(date: dt.date, method: str, response: str) -> str:
    """Tell one entry of the log in a few words."""
    return f"{date:%m-%d} {method}" + (f"：{response}" if response else "")


MONTH_FIGURES = {
    "opening": "期初逾期", "new": "本月新增", "paid": "本月收回", "written_off": "本月核销", "closing": "期末逾期",
}  # fmt: skip
MOVEMENT_CHART = "各等级逾期金额：期初与期末（元）"
AHEAD_CHART = "今后各月到期未收（元）"
LATER = "以后"


def month_told(as_of: dt.date, count: int, overdue: str, kept: int) -> str:
    """Sum up the overdue debts of a month; ``kept`` receipts in cash were not handed in on their day."""
    alarm = f"现金滞留 {kept} 笔，请看《现金滞留》。" if kept else ""
    return f"截至 {as_of} 逾期 {count} 笔，本金 {overdue} 元；本月变动见《逾期变动》，今后到期见《到期计划》。{alarm}"
