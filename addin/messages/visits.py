"""Sentences of the work in the field: visits and their papers, collection plans, campaigns by district, stars."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

VISIT_REASONS = (
    "最长逾期 {days} 天",
    "逾期本金 {principal}",
    "爽约 {broken} 次",
    "最近 {unanswered} 次电话未接通",
    "没有可用的电话",
)
VISIT_BY_CHOICE = "经办人选定：逾期 {days} 天，本金 {principal}"
VISITS_IN_DOUBT = "《上门方案》《催收记录》或《催收费用》中有错误，读不出的行可能已有编号或已登记，没有做任何改动。请先点【校验台账】改正。"
VISIT_FIGURES = ("新提名客户", "待审核审批", "生成到访回执单", "登记走访", "登记费用", "外出次数", "到访后回款",
                 "每元回款费用")  # fmt: skip
VISIT_NOTHING_OWED = "现已没有逾期，可不上门"
PAPERS_OF_VISIT = ("对账单", "合同", "催款函", "律师函", "到访回执单")
PAPER_THERE, PAPER_MISSING = "齐", "缺"
VISIT_PARTIES = ("经理或主管", "售后技术员", "法务")
VISIT_REVIEW, VISIT_APPROVAL, VISIT_REFUSED = "待经理审核", "待审批", "未获同意，不上门"
VISIT_MAKE_SLIP = "已同意：再点【上门方案】生成到访回执单"
VISIT_GO = "带齐资料上门，回来填写到访日期、走访结果、签字人"
VISIT_ONE_TECHNICIAN = "售后技术员应为 1 名"
VISIT_PLACES = {"planned": "拟定日期", "place": "地点", "vehicle": "车辆"}
REPORT_NOBODY, REPORT_MANAGER, REPORT_LEGAL = "", "销售部经理", "销售部经理、法务"
WORST_CREDIT_GROUND = "信用等级 {credit}"
WORST_BROKEN_GROUND = "爽约 {broken} 次"
WORST_SPECIAL_GROUND = "已登记“{special}”"
TRACING_STEPS = (
    ("核对合同、送货单、发票和以往往来中的电话与地址", "本公司履行合同取得的资料（个人信息保护法第13条第1款第2项）"),
    ("查国家企业信用信息公示系统登记的电话、住所和法定代表人", "依法公开的信息（个人信息保护法第13条第1款第6项）"),
    ("问本公司其他部门：该客户名下其他产品或服务登记的联系方式", "为订立、履行合同所必需，限于催收本笔欠款（个人信息保护法第13条第1款第2项）"),
    ("到合同载明的地址走访，或寄送挂号信、快递核实", "合同约定的送达地址；不向他人透露欠款"),
    ("调取通话详单，从高频号码找人", "禁用：侵犯通信秘密和个人信息（宪法第40条、个人信息保护法第10条、刑法第253条之一）"),
)
FORBIDDEN_STEP = 5  # of the steps above, from 1


def visits_told(new: int, slips: int, booked: int) -> str:
    """Sum up a press of 上门方案."""
    parts = (
        f"新提名 {new} 户，请报经理审核、常务副总审批" if new else "",
        f"生成到访回执单 {slips} 份" if slips else "",
        f"登记走访 {booked} 次" if booked else "",
    )
    return "；".join(filter(None, parts)) + "，见《上门方案》。" if any(parts) else "《上门方案》已更新，没有新的提名或登记。"


def undisputed(amount: str, *, partly: bool) -> str:
    """Print an amount without what is disputed, and say so when something is."""
    return f"{amount} 元（不含争议）" if partly else f"{amount} 元"


def visits_full(count: int, left: int) -> str:
    """Say that the month's limit of visits is reached."""
    return f"本月已提名 {count} 户，达到「每月上门上限」，另有 {left} 户未提名。"


def visit_cost_per_yuan(ratio: int) -> str:
    """Print what one yuan brought in cost, from units of 1e-8."""
    return f"{(ratio + 500_000) // 1_000_000 / 100:.2f} 元"


def ask_visits(slips: int, entries: int, costs: str, receipts: str) -> str:
    """Ask before slips that state amounts are made, and before the log and the costs are written."""
    parts = (
        f"生成到访回执单 {slips} 份（{receipts}）" if slips else "",
        f"在《催收记录》登记 {entries} 条、《催收费用》登记 {costs} 元" if entries or costs != "0.00" else "",
    )
    return f"将{'，'.join(filter(None, parts))}，是否继续？" if any(parts) else ""


def visit_paper(complete: bool, number: str, lacking: str) -> str:
    """Say in one cell of the plan whether a paper is there."""
    return f"{PAPER_THERE} {number}".strip() if complete else f"{PAPER_MISSING} {lacking}".strip()


def visit_lacks(papers: Sequence[str], parties: Sequence[str], places: Sequence[str]) -> str:
    """Say what a plan still lacks."""
    parts = (
        f"缺资料：{'、'.join(papers)}" if papers else "",
        f"缺走访人员：{'、'.join(parties)}" if parties else "",
        f"待定：{'、'.join(places)}" if places else "",
    )
    return "；".join(filter(None, parts))


def visit_booked(entries: str) -> str:
    """Say that a visit is booked."""
    return f"已登记：{entries}"


def visit_waits(sentence: str) -> str:
    """Say why a visit is not booked yet."""
    return f"未登记：{sentence}"


VISIT_FAULTS = {
    "visit-ahead": "到访日期晚于今天",
    "visit-contract": "涉及合同不是该客户的",
    "visit-unsigned": "有签字的结果须填签字人",
    "visit-promise": "有承诺金额须填承诺还款日",
    "visit-handler": "须填经理或主管",
    "visit-cost-changed": "走访费用与已登记的不同，请在《催收费用》更正",
    "customer-withheld": "数据有误，先按《校验结果》更正",
}

PLAN_METHODS = ("电话", "信函", "上门", "法律")
PLAN_NO_CREDIT = "信用等级未评，未计分"
PLAN_PROMISED = "承诺待履行"
PLAN_LACKS = "缺 {papers}"

CAMPAIGN_NONE = "请先在《清欠活动》登记活动编号、名称、起止日期和负责人，再点【片区活动】。"
CAMPAIGNS_IN_DOUBT = "《清欠活动》或《片区活动》中有错误，汇总会漏户，没有做任何改动。请先点【校验台账】改正。"
CAMPAIGN_FIGURES = ("户数", "签回", "未签回", "未登记", "签回率", "现金合计", "其中本金", "其中利息", "意向户数", "意向金额",
                    "已过时效", "需协助笔数", "需协助金额")  # fmt: skip
NO_DISTRICT = "（未分片区）"
CAMPAIGN_SECTIONS = ("活动", "进展", "下周计划")
CAMPAIGN_HEAD = ("期间", "负责人", "领导小组", "动员会", "通报")
CAMPAIGN_ITEMS = ("户数", "通知签回", "通知未签回", "未登记", "现金合计", "其中：本金", "其中：利息", "还款意向", "已过时效", "需协助")
CAMPAIGN_STEPS = ("补登记", "再次送达签回", "催促兑现意向", "移交法务判断", "协调解决")
NOT_ENTERED = "未填"


def campaign_told(households: int, signed: int, unsigned: int, unreported: int, added: int) -> str:
    """Sum up a press of 片区活动."""
    new = f"新增 {added} 户（批量通知：【拟发函件】后选中这些客户，点【邮件合并数据】）；" if added else ""
    return f"{new}共 {households} 户：签回 {signed}，未签回 {unsigned}，未登记 {unreported}，见《片区汇总》《活动周报》。"


def campaign_period(first: dt.date, last: dt.date) -> str:
    """Say when a campaign runs."""
    return f"{first} 至 {last}"


def campaign_meeting(moment: str, place: str) -> str:
    """Say when and where a campaign was opened."""
    return "，".join(filter(None, (moment, place))) or NOT_ENTERED


def counted(pairs: Sequence[tuple[str, int]]) -> str:
    """Print counts by name."""
    return "、".join(f"{name} {count}" for name, count in pairs)


def undated(count: int) -> str:
    """Say how many of a figure have no day and so stand only in the running total."""
    return f"其中 {count} 户未填日期，未计入本周" if count else ""


def campaign_day(day: dt.date) -> str:
    """Head the summary of campaigns."""
    return f"截至 {day}；未登记的是没有报来的，不计入签回或未签回"


def campaign_caption(until: dt.date, first: dt.date) -> str:
    """Head the weekly report of a campaign."""
    return f"本周 {first} 至 {until}"


STAR = "★"


def collector_month_caption(month: str, as_of: dt.date) -> str:
    """Head the month's results of collectors with what they count."""
    return f"{month}（截至 {as_of}）：月内有逾期、截止日已无逾期的客户算完成"


def named_households(names: Sequence[str], most: int) -> str:
    """Name the first households, and say how many more there are."""
    return "、".join(names[:most]) + (f"等 {len(names)} 户" if len(names) > most else "")
