"""The law department before a suit: lists with approval, teams, denied debts, and what is handed over."""

from __future__ import annotations

from addin.ledger.schema.options import APPROVALS, COUNT, DATE, LEGAL_LISTS, MONEY, OPTION, PERCENT
from addin.ports import Column, Sheet

# ------------------------------------------------------------------ what people fill in

LEGAL_REGISTER = Sheet(
    "法务名单",
    "legal_register",
    (
        Column("名单", "legal_list", OPTION, required=True, options=LEGAL_LISTS, width=12),
        Column("客户编号", "customer", required=True, refers="客户", width=12),
        Column("列入日期", "listed", DATE, required=True, width=12),
        Column("依据", "ground", width=60),
        Column("逾期本金", "principal", MONEY, width=16),
        Column("最长逾期天数", "longest_overdue", COUNT, width=13),
        Column("批示", "approval", OPTION, options=APPROVALS, width=9),
        Column("批示人", "approver", width=10),
        Column("批示日期", "approved", DATE, width=12),
        Column("生效日期", "effective", DATE, width=12),
        Column("方案批准日", "plan_approved", DATE, width=12),
        Column("解除日期", "released", DATE, width=12),
        Column("备注", "remark", width=20),
    ),
    note="程序列入，领导批示；欠款付清、还款方案获批或不再适用时填「解除日期」",
    optional=True,
)

SPECIAL_TEAMS = Sheet(
    "专项小组",
    "special_teams",
    (
        Column("客户编号", "customer", required=True, refers="客户", width=12),
        Column("建议日期", "proposed", DATE, required=True, width=12),
        Column("最长逾期天数", "longest_overdue", COUNT, width=13),
        Column("组长", "leader", width=10),
        Column("成员", "members", width=24),
        Column("策略", "strategy", width=50),
        Column("批示", "approval", OPTION, options=APPROVALS, width=9),
        Column("解散日期", "dissolved", DATE, width=12),
        Column("备注", "remark", width=20),
    ),
    note="重度逾期的客户由程序建议成立专项催收小组，一户一行；人员和策略由领导确定",
    optional=True,
    on_demand=True,
)

DENIED_DEBTS = Sheet(
    "否认债务核查",
    "denied_debts",
    (
        Column("客户编号", "customer", required=True, refers="客户", width=12),
        Column("合同编号", "contract", refers="合同台账", width=16),
        Column("欠款金额", "owed", MONEY, required=True, width=16),
        Column("逾期期数", "instalments", COUNT, width=10),
        Column("报案回执号", "police_receipt", width=20),
        Column("待查证据", "evidence_sought", width=28),
        Column("证据金额", "evidence_amount", MONEY, width=14),
        Column("查证地点", "place", width=18),
        Column("用时工作日", "days_taken", COUNT, width=11),
        Column("核查结果", "result", width=24),
        Column("备注", "remark", width=20),
        Column("占欠款比例", "share", PERCENT, computed=True, width=11),
    ),
    note="客户否认欠款或称被冒名的，一项待查证据一行；否认不等于免责，金额仍按合同计算",
    optional=True,
    on_demand=True,
)

# ------------------------------------------------------------------ what the buttons write

LEGAL_SUMMARY = Sheet(
    "移交法务",
    "legal_summary",
    (
        Column("客户编号", "customer", width=11),
        Column("客户名称", "customer_name", width=28),
        Column("基本资料", "particulars", width=50),
        Column("合同编号", "contracts", width=26),
        Column("欠款时间", "since", DATE, width=12),
        Column("最长逾期天数", "longest_overdue", COUNT, width=13),
        Column("欠款金额", "principal", MONEY, width=16),
        Column("违约金额", "penalty", MONEY, width=14),
        Column("利息", "interest", MONEY, width=14),
        Column("未付费用", "costs", MONEY, width=12),
        Column("减：预收", "prepaid", MONEY, width=12),
        Column("合计", "total", MONEY, width=16),
        Column("时效届满日", "limitation_end", DATE, width=12),
        Column("催收情况", "work", width=70),
        Column("列入名单", "lists", width=24),
    ),
    key=("客户编号",),
    written=True,
)

SUSPENSIONS = Sheet(
    "停供清单",
    "suspensions",
    (
        Column("客户编号", "customer", width=11),
        Column("客户名称", "customer_name", width=28),
        Column("触发原因", "ground", width=30),
        Column("建议日", "listed", DATE, width=12),
        Column("批示", "approval", width=9),
        Column("批示人", "approver", width=10),
        Column("批示日期", "approved", DATE, width=12),
        Column("生效日", "effective", DATE, width=12),
        Column("引发停供的欠款", "caused", MONEY, width=16),
        Column("其中未付", "left", MONEY, width=16),
        Column("付清日", "cleared", DATE, width=12),
        Column("建议解除日", "release", DATE, width=12),
        Column("解除日期", "released", DATE, width=12),
        Column("状态", "suspension_state", width=12),
        Column("下一步", "advice", width=44),
    ),
    written=True,
)

LAST_DEMANDS = Sheet(
    "诉前催告",
    "last_demands",
    (
        Column("客户编号", "customer", width=11),
        Column("客户名称", "customer_name", width=28),
        Column("批示", "approval", width=9),
        Column("合同编号", "contract", width=16),
        Column("最近签收文书", "document", width=26),
        Column("签收日", "signed_for", DATE, width=12),
        Column("签收人", "signed_by", width=12),
        Column("距今天数", "age", COUNT, width=10),
        Column("时效届满日", "limitation_end", DATE, width=12),
        Column("剩余天数", "days_left", COUNT, width=10),
        Column("建议", "advice", width=60),
    ),
    written=True,
)

BAD_DEBTS = Sheet(
    "坏账取证",
    "bad_debts",
    (
        Column("应收编号", "instalment", width=18),
        Column("合同编号", "contract", width=16),
        Column("客户名称", "customer_name", width=28),
        Column("事由", "cause", width=22),
        Column("逾期天数", "overdue_days", COUNT, width=10),
        Column("未收本金", "unpaid_principal", MONEY, width=16),
        Column("取证材料", "evidence", width=28),
        Column("报损申请日", "applied", DATE, width=12),
        Column("核销日", "written", DATE, width=12),
        Column("核销额", "amount", MONEY, width=16),
        Column("未核销额", "left", MONEY, width=16),
        Column("未核销罚款", "penalty", MONEY, width=14),
        Column("提醒", "advice", width=44),
    ),
    key=("应收编号",),
    written=True,
)
