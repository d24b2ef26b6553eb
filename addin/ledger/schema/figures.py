"""What computing writes: findings, penalty by lines, allocations, ageing, limitation, court fees."""

from __future__ import annotations

from addin.ledger.schema.options import COUNT, DATE, EVIDENCE, MONEY, OPTION
from addin.ports import Column, Sheet

FINDINGS = Sheet(
    "校验结果",
    "findings",
    (
        Column("级别", "level", width=8),
        Column("工作表", "sheet", width=14),
        Column("位置", "place", width=10),
        Column("列", "column", width=16),
        Column("内容", "found", width=24),
        Column("说明与处理", "message", width=80),
        Column("代码", "code", width=26),
    ),
    written=True,
)

SEGMENTS = Sheet(
    "违约金明细",
    "segments",
    (
        Column("应收编号", "instalment", width=18),
        Column("起日", "from_day", DATE, width=12),
        Column("止日", "to_day", DATE, width=12),
        Column("天数", "days", COUNT, width=7),
        Column("计息本金", "principal", MONEY, width=16),
        Column("利率", "rate", width=14),
        Column("违约金", "penalty", MONEY, width=14),
        Column("依据", "basis", width=60),
    ),
    written=True,
)

AGEING = Sheet(
    "账龄分析",
    "ageing",
    (
        Column("客户编号", "customer", width=12),
        Column("客户名称", "customer_name", width=30),
        Column("未到期", "not_due", MONEY, width=15),
        Column("1–30天", "d30", MONEY, width=15),
        Column("31–60天", "d60", MONEY, width=15),
        Column("61–90天", "d90", MONEY, width=15),
        Column("91–180天", "d180", MONEY, width=15),
        Column("181–365天", "d365", MONEY, width=15),
        Column("1–2年", "y2", MONEY, width=15),
        Column("2–3年", "y3", MONEY, width=15),
        Column("3年以上", "older", MONEY, width=15),
        Column("未收合计", "total", MONEY, width=16),
        Column("预计可收回", "expected", MONEY, width=16),
    ),
    written=True,
)

ALLOCATIONS = Sheet(
    "回款冲抵明细",
    "allocations",
    (
        Column("回款编号", "receipt", width=14),
        Column("冲抵日期", "day", DATE, width=12),
        Column("合同编号", "contract", width=16),
        Column("冲抵对象", "debt", width=18),
        Column("项目", "item", width=10),
        Column("金额", "amount", MONEY, width=16),
        Column("冲抵规则", "rule", width=70),
    ),
    written=True,
)

LIMITATION = Sheet(
    "时效预警",
    "limitation",
    (
        Column("状态", "state", width=14),
        Column("合同编号", "contract", width=16),
        Column("应收编号", "instalment", width=18),
        Column("客户名称", "customer_name", width=30),
        Column("未收本金", "unpaid_principal", MONEY, width=16),
        Column("时效起算日", "start", DATE, width=12),
        Column("最近中断日", "last_interruption", DATE, width=12),
        Column("时效届满日", "limitation_end", DATE, width=12),
        Column("剩余天数", "days_left", COUNT, width=10),
        Column("保证期间届满日", "guarantee_end", DATE, width=14),
        Column("保证期间状态", "guarantee_state", width=18),
        Column("经过", "chain", width=90),
    ),
    written=True,
)

LIMITATION_STEPS = Sheet(
    "时效经过",
    "limitation_steps",
    (
        Column("应收编号", "instalment", width=18),
        Column("日期", "day", DATE, width=12),
        Column("事由", "step", width=30),
        Column("送达证据", "evidence", OPTION, options=EVIDENCE, width=14),
        Column("来源", "source", width=22),
        Column("时效届满日", "limitation_end", DATE, width=12),
        Column("说明", "explanation", width=60),
    ),
    written=True,
)

FEES = Sheet(
    "诉讼费用",
    "fees",
    (
        Column("合同编号", "contract", width=16),
        Column("客户名称", "customer_name", width=30),
        Column("逾期本金", "principal", MONEY, width=16),
        Column("未付违约金", "penalty", MONEY, width=14),
        Column("未付费用", "costs", MONEY, width=12),
        Column("减：预收余额", "prepaid", MONEY, width=14),
        Column("诉讼标的", "claim", MONEY, width=16),
        Column("案件受理费", "case_fee", MONEY, width=14),
        Column("减半受理费", "halved_fee", MONEY, width=14),
        Column("申请保全费", "preservation_fee", MONEY, width=14),
        Column("立案预交合计", "in_advance", MONEY, width=14),
        Column("申请执行费", "enforcement_fee", MONEY, width=14),
        Column("每日加倍利息", "doubled_daily", MONEY, width=14),
    ),
    key=("合同编号",),
    written=True,
)
