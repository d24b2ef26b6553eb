"""The hand-over to legal: the three lists with their approval and the summary."""

from __future__ import annotations

from addin.ledger.schema.options import APPROVALS, COUNT, DATE, LEGAL_LISTS, MONEY, OPTION
from addin.ports import Column, Sheet

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
        Column("解除日期", "released", DATE, width=12),
        Column("备注", "remark", width=20),
    ),
    note="程序列入，领导批示；欠款付清或不再适用时填「解除日期」",
    optional=True,
)

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
