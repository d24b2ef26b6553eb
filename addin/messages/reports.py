"""Sentences of the reports."""

from __future__ import annotations

from typing import TYPE_CHECKING

from addin.messages.common import as_of_caption

if TYPE_CHECKING:
    import datetime as dt


NOBODY = "（未指定）"  # the salesperson of debts that nobody is responsible for


def report_caption(as_of: dt.date, receipt: dt.date | None, lpr_until: dt.date | None) -> str:
    """Head a report with its day, and how far receipts and LPR are entered."""
    rates = f"LPR 登记至 {lpr_until}" if lpr_until else "没有登记 LPR"
    return f"{as_of_caption(as_of, receipt)}　{rates}"


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


def planned(plans: int, reached: int) -> str:
    """Sum up plans."""
    return f"已核对 {plans} 项计划，完成 {reached} 项；月、周、日计划见《计划分解》。"
