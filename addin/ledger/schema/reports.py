"""Reports on the debts: by week, by month, the dashboard."""

from __future__ import annotations

from addin.ledger.schema.options import COUNT, DATE, GRADES, MONEY, OPTION, PERCENT
from addin.ports import Column, Sheet

WEEKLY = Sheet(
    "周报",
    "weekly",
    (
        Column("部门", "department", width=10),
        Column("业务员", "salesperson", width=10),
        Column("客户名称", "customer_name", width=28),
        Column("合同编号", "contract", width=16),
        Column("本周回款", "received", MONEY, width=15),
        Column("上周末逾期", "opening", MONEY, width=15),
        Column("本周新增", "new", MONEY, width=15),
        Column("本周收回", "paid", MONEY, width=15),
        Column("本周核销", "written_off", MONEY, width=13),
        Column("核销后收回", "reinstated", MONEY, width=13),
        Column("逾期金额", "closing", MONEY, width=15),
        Column("逾期天数", "overdue_days", COUNT, width=9),
        Column("逾期等级", "grade", OPTION, options=GRADES, width=9),
        Column("变化", "change", width=10),
        Column("催收措施", "measures", width=24),
        Column("下一步", "next_step", width=22),
        Column("经理审批", "approval", width=12),
        Column("财务核对", "reconciled", width=12),
    ),
    written=True,
)

WEEKLY_SUMS = Sheet(
    "周报汇总",
    "weekly_sums",
    (
        Column("部门", "department", width=12),
        Column("业务员", "salesperson", width=10),
        Column("逾期合同数", "contracts", COUNT, width=11),
        Column("本周回款", "received", MONEY, width=16),
        Column("上周末逾期", "opening", MONEY, width=16),
        Column("本周新增", "new", MONEY, width=16),
        Column("本周收回", "paid", MONEY, width=16),
        Column("本周核销", "written_off", MONEY, width=14),
        Column("核销后收回", "reinstated", MONEY, width=14),
        Column("逾期金额", "closing", MONEY, width=16),
        Column("新增逾期合同", "newly", COUNT, width=13),
        Column("等级上升合同", "escalated", COUNT, width=13),
        Column("结清逾期合同", "cleared", COUNT, width=13),
    ),
    written=True,
)

OVERDUE_LIST = Sheet(
    "逾期清单",
    "overdue_list",
    (
        Column("逾期等级", "grade", OPTION, options=GRADES, width=9),
        Column("客户编号", "customer", width=12),
        Column("客户名称", "customer_name", width=28),
        Column("合同编号", "contract", width=16),
        Column("应收编号", "instalment", width=18),
        Column("应收日期", "due", DATE, width=12),
        Column("逾期天数", "overdue_days", COUNT, width=9),
        Column("逾期金额", "unpaid_principal", MONEY, width=16),
        Column("未付违约金", "unpaid_penalty", MONEY, width=14),
        Column("其中已核销", "written_off", MONEY, width=14),
        Column("业务员", "salesperson", width=10),
        Column("部门", "department", width=12),
        Column("下一步", "next_step", width=40),
    ),
    written=True,
)

DASHBOARD = Sheet(
    "看板",
    "dashboard",
    (
        Column("分区", "section", width=12),
        Column("项目", "item", width=26),
        Column("金额", "amount", MONEY, width=16),
        Column("对照金额", "compared", MONEY, width=16),
        Column("数量", "count", COUNT, width=8),
        Column("比率", "rate", PERCENT, width=9),
        Column("状态", "light", width=8),
        Column("说明", "note", width=26),
    ),
    written=True,
)

MOVEMENT = Sheet(
    "逾期变动",
    "movement",
    (
        Column("逾期等级", "grade", OPTION, options=GRADES, width=10),
        Column("期初逾期", "opening", MONEY, width=16),
        Column("本月新增", "new", MONEY, width=16),
        Column("本月收回", "paid", MONEY, width=16),
        Column("本月核销", "written_off", MONEY, width=16),
        Column("核销后收回", "reinstated", MONEY, width=16),
        Column("等级转入", "moved_in", MONEY, width=16),
        Column("等级转出", "moved_out", MONEY, width=16),
        Column("期末逾期", "closing", MONEY, width=16),
        Column("期末笔数", "count", COUNT, width=10),
    ),
    written=True,
)

DUE_AHEAD = Sheet(
    "到期计划",
    "due_ahead",
    (
        Column("月份", "month", width=10),
        Column("笔数", "count", COUNT, width=8),
        Column("到期金额", "amount", MONEY, width=16),
        Column("已收金额", "paid", MONEY, width=16),
        Column("未收金额", "unpaid", MONEY, width=16),
    ),
    written=True,
)
