"""What people are measured by: plans, surveys, appraisal, incentives."""

from __future__ import annotations

from addin.ledger.schema.options import COUNT, DATE, MONEY, OPTION, PERCENT, PLAN_SOURCES, PLAN_UNITS
from addin.ports import Column, Sheet

# ------------------------------------------------------------------ what people fill in

PLANS = Sheet(
    "计划",
    "plans",
    (
        Column("计划编号", "plan", required=True, width=12),
        Column("年度", "year", COUNT, required=True, width=8),
        Column("项目", "subject", required=True, width=24),
        Column("单位", "unit", OPTION, options=PLAN_UNITS, open_options=True, default=PLAN_UNITS[0], width=8),
        Column("取数", "source", OPTION, options=PLAN_SOURCES, default=PLAN_SOURCES[0], width=12),
        Column("业务员", "salesperson", width=10),
        Column("部门", "department", width=12),
        Column("上年实际", "last_year", MONEY, width=16),
        Column("计划数", "target", MONEY, width=16),
        Column("实际数", "actual", MONEY, width=16),
        Column("备注", "remark", width=20),
    ),
    key=("计划编号",),
    note="一项年度计划一行；取数为台账的，实际数由程序计算",
    optional=True,
)

SURVEYS = Sheet(
    "满意度调查",
    "surveys",
    (
        Column("日期", "day", DATE, required=True, width=12),
        Column("客户编号", "customer", required=True, refers="客户", width=12),
        Column("业务员", "salesperson", width=10),
        Column("得分", "score", COUNT, required=True, width=8),
        Column("备注", "remark", width=30),
    ),
    note="客户对催收服务的评分（0 至 100），一次一行",
    optional=True,
)

# ------------------------------------------------------------------ what the buttons write

INCENTIVES = Sheet(
    "奖惩",
    "incentives",
    (
        Column("考核时点", "checkpoint", DATE, width=12),
        Column("性质", "phase", width=8),
        Column("清收类别", "recovery_class", width=10),
        Column("合同编号", "contract", width=16),
        Column("客户名称", "customer_name", width=28),
        Column("业务员", "salesperson", width=10),
        Column("部门", "department", width=12),
        Column("清收任务", "task", MONEY, width=16),
        Column("现金回收", "cash", MONEY, width=16),
        Column("抵账回收", "offset", MONEY, width=16),
        Column("已核销", "written_off", MONEY, width=14),
        Column("未完成", "unfinished", MONEY, width=16),
        Column("现金奖励", "cash_reward", MONEY, width=14),
        Column("抵账奖励", "offset_reward", MONEY, width=14),
        Column("罚款", "penalty", MONEY, width=14),
        Column("净额", "net", MONEY, width=14),
        Column("停报销", "stopped", width=8),
    ),
    written=True,
)

INCENTIVE_ACCOUNTS = Sheet(
    "奖惩结算",
    "incentive_accounts",
    (
        Column("考核时点", "checkpoint", DATE, width=12),
        Column("性质", "phase", width=8),
        Column("业务员", "salesperson", width=12),
        Column("奖励", "reward", MONEY, width=14),
        Column("罚款", "penalty", MONEY, width=14),
        Column("应发", "due", MONEY, width=14),
        Column("此前已发", "issued", MONEY, width=14),
        Column("差额", "difference", MONEY, width=14),
        Column("本次发放", "payable", MONEY, width=14),
        Column("本次扣回", "clawed_back", MONEY, width=14),
        Column("经理审批", "approval", width=14),
        Column("财务核对", "reconciled", width=14),
    ),
    written=True,
)

INCENTIVE_RECEIPTS = Sheet(
    "奖惩回款",
    "incentive_receipts",
    (
        Column("回款编号", "receipt", width=14),
        Column("计入日期", "day", DATE, width=12),
        Column("合同编号", "contract", width=16),
        Column("应收编号", "instalment", width=18),
        Column("清收类别", "recovery_class", width=10),
        Column("业务员", "salesperson", width=10),
        Column("回款方式", "method", width=12),
        Column("现金回收", "cash", MONEY, width=16),
        Column("抵账回收", "offset", MONEY, width=16),
    ),
    written=True,
)

PROGRESS = Sheet(
    "计划完成率",
    "progress",
    (
        Column("计划编号", "plan", width=12),
        Column("年度", "year", COUNT, width=8),
        Column("项目", "subject", width=24),
        Column("业务员", "salesperson", width=10),
        Column("部门", "department", width=12),
        Column("单位", "unit", width=8),
        Column("计划数", "target", MONEY, width=16),
        Column("实际数", "actual", MONEY, width=16),
        Column("完成率", "rate", width=9),
        Column("时间进度", "elapsed", PERCENT, width=10),
        Column("进度差", "ahead", PERCENT, width=10),
        Column("尚差", "gap", MONEY, width=16),
        Column("来源", "origin", width=26),
    ),
    key=("计划编号",),
    written=True,
)

TARGETS = Sheet(
    "计划分解",
    "targets",
    (
        Column("计划编号", "plan", width=12),
        Column("项目", "subject", width=24),
        Column("单位", "unit", width=8),
        Column("月份", "month", width=10),
        Column("起日", "from_day", DATE, width=12),
        Column("止日", "to_day", DATE, width=12),
        Column("天数", "days", COUNT, width=7),
        Column("月计划", "target", MONEY, width=16),
        Column("每周计划", "weekly", MONEY, width=14),
        Column("每日计划", "daily", MONEY, width=14),
        Column("累计计划", "cumulative", MONEY, width=16),
    ),
    written=True,
)

KPI = Sheet(
    "考核",
    "kpi",
    (
        Column("月份", "month", width=9),
        Column("业务员", "salesperson", width=10),
        Column("逾期总额", "overdue", MONEY, width=16),
        Column("收回金额", "recovered", MONEY, width=16),
        Column("回收率", "recovery", PERCENT, width=9),
        Column("回收率达标", "recovery_met", width=11),
        Column("核销坏账", "bad_debt", MONEY, width=14),
        Column("坏账率", "bad_debt_rate", PERCENT, width=9),
        Column("坏账率达标", "bad_debt_met", width=11),
        Column("应催笔数", "to_contact", COUNT, width=9),
        Column("按时笔数", "in_time", COUNT, width=9),
        Column("及时率", "timeliness", PERCENT, width=9),
        Column("及时率达标", "timeliness_met", width=11),
        Column("调查份数", "surveys", COUNT, width=9),
        Column("满意度", "satisfaction", PERCENT, width=9),
        Column("满意度达标", "satisfaction_met", width=11),
        Column("达标项数", "met", COUNT, width=9),
        Column("等级", "kpi_grade", width=8),
        Column("建议", "proposal", width=26),
        Column("本人签字", "signed_by", width=12),
        Column("经理审批", "approval", width=12),
    ),
    written=True,
)

KPI_LINES = Sheet(
    "考核明细",
    "kpi_lines",
    (
        Column("业务员", "salesperson", width=10),
        Column("客户名称", "customer_name", width=28),
        Column("应收编号", "instalment", width=18),
        Column("期初逾期", "opening", MONEY, width=16),
        Column("本月新增", "new", MONEY, width=16),
        Column("收回金额", "paid", MONEY, width=16),
        Column("核销坏账", "written_off", MONEY, width=14),
        Column("核销后收回", "reinstated", MONEY, width=14),
        Column("期末逾期", "closing", MONEY, width=16),
        Column("首催期限", "deadline", DATE, width=12),
        Column("首次催收", "first_contact", DATE, width=12),
        Column("是否按时", "in_time", width=9),
        Column("调查得分", "score", COUNT, width=9),
    ),
    written=True,
)

DEFINITIONS = Sheet(
    "指标口径",
    "definitions",
    (
        Column("指标", "indicator", width=14),
        Column("口径", "meaning", width=70),
        Column("公式", "formula", width=60),
        Column("出处", "origin", width=30),
    ),
    written=True,
)
