"""Sentences of the reports."""

from __future__ import annotations

from typing import TYPE_CHECKING

from addin.messages.common import as_of_caption

if TYPE_CHECKING:
    import datetime as dt


NOBODY = "（未指定）"  # the salesperson of debts that nobody is responsible for


WEEK_FROM, WEEK_TO, WEEK_BASIS, WEEK_LISTED = "起日", "止日", "数据说明", "逾期客户本周回款"
RECEIPT, DEBT = "回款", "逾期"  # what a row behind a figure is


def report_caption(as_of: dt.date, receipt: dt.date | None, lpr_until: dt.date | None) -> str:
    """Head a report with its day, and how far receipts and LPR are entered."""
    rates = f"LPR 登记至 {lpr_until}" if lpr_until else "没有登记 LPR"
    return f"{as_of_caption(as_of, receipt)}　{rates}"


UNNAMED = "（未填）"
TERMS_NOTES = ("尚未到应催日", "已按时催收", "已催收，晚于应催日", "已到应催日，尚未催收")


def cash_note(days: int, *, handed_in: bool) -> str:
    """Say how cash was handed in: on its day, late, not yet, or before it came."""
    if days < 0:
        return "交财务日早于收讫日，请核对"
    if handed_in:
        return f"滞留 {days} 天后交财务" if days else "当日交财务"
    return f"尚未交财务，已滞留 {days} 天" if days else "今日收讫，请当日交财务"


SCORE_FOLDER = "考核评分表"
SCORE_TITLE = "催收工作月度考核评分表"
SCORE_HEADS = ("指标", "计算", "目标", "实际", "达标")
SCORE_RESULT, SCORE_PROPOSAL = "考核结果", "奖惩建议"
SCORE_NOTE = (
    "奖惩只是按制度提出的建议，须经部门经理和人力资源批准后执行；对数据有异议的，请在签字前写明，由财务核对《考核明细》。"
)
SIGNED_ON = "\n\n\n　　　　　　　　年　　月　　日"
SCORE_SIGNATURES = (
    (f"本人确认（对数据有无异议）：{SIGNED_ON}", f"部门经理审批：{SIGNED_ON}"),
    (f"财务核对：{SIGNED_ON}", f"人力资源及公司领导批准：{SIGNED_ON}"),
)
SURVEY = "（满意度调查）"


def score_head(company: str, month: str, name: str) -> str:
    """Head a score sheet."""
    return f"{company}　　考核月份：{month}　　被考核人：{name}"


def score_line(formula: str, figures: str) -> str:
    """Print how an indicator was counted."""
    return f"{formula}\n= {figures}"


def score_result(met: object, grade: str) -> str:
    """Print the result of a score sheet."""
    return f"四项中达标 {met} 项　　等级：{grade}"


def score_footer(month: str, name: str) -> str:
    """Name the score sheet at the foot of its page."""
    return f"{SCORE_TITLE} {month} {name}"


DASHBOARD_BEHIND = ("首次催收", "周转与有效指数", "回款成本", "本年到期", "时效预警")
TURNOVER_ITEMS = ("期初应收", "本期应收", "期末应收", "期末未到期应收")
COST_ITEMS = ("催收费用", "回款")
CALLED = ("按时", "未按时")
DUE_RATE = "本年到期收回率"
NOT_DUE = "未到期"
FLOW_EVENTS = {"opening": "期初余额", "new": "新增逾期", "paid": "收回", "written_off": "核销", "reinstated": "核销后收回"}
BAD_CHECKPOINTS = "《参数》中的清收起始月日或清收考核月日无法理解。请填写月-日，按先后用逗号分隔，如 09-30,12-31。"
PAYABLE_NOW, CLAWED_BACK = "本次发放", "本次扣回"


def rewarded(start: dt.date, as_of: dt.date, contracts: int, unclassed: int) -> str:
    """Sum up rewards and penalties."""
    rest = f"；另有 {unclassed} 份合同没有填清收类别，未列入" if unclassed else ""
    return f"已核算 {contracts} 份合同自 {start} 至 {as_of} 的清收奖惩{rest}。罚款、扣回与停报销均为建议，须经批准。"


def phase(*, final: bool, trial: bool) -> str:
    """Name the nature of a checkpoint."""
    return "试算" if trial else "期末" if final else "期中"


def due_at(date: dt.date) -> str:
    """Name the sum due at a checkpoint."""
    return f"{date} 应发"


GENERAL_PLAN = "（总计划）"  # the plan of a ledger whose sheet 计划 is empty
PLAN_TYPED = "手工填写"
PLAN_UNIT_UNFIT = "取数为台账的计划，单位须为元或万元，请更正《计划》"


def percent(number: int) -> str:
    """Print whole per cents; nothing for −1, where there is no target."""
    return f"{number}%" if number >= 0 else ""


def plan_origin(source: str, year: int, as_of: dt.date) -> str:
    """Say where an actual figure comes from."""
    return f"台账：{source}，{year}-01-01 至 {min(f'{year}-12-31', str(as_of))}"


def year_verdict(*, over: bool, reached: bool) -> str:
    """Judge a salesperson's year, which is settled in the January after it."""
    return ("完成，参与年度提成" if reached else "未完成，不参与年度提成") if over else "次年一月核算"


def planned(plans: int, reached: int) -> str:
    """Sum up plans."""
    return f"已核对 {plans} 项计划，完成 {reached} 项；月计划见《计划分解》，周、日计划见《周计划》。"
