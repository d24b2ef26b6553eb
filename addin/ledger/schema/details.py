"""The rows behind the reports' figures, which every figure leads to, and the reports that watch cash and channels."""

from __future__ import annotations

from addin.ledger.schema.options import COUNT, DATE, GRADES, MONEY, OPTION, PERCENT
from addin.ports import Column, Sheet

_CUSTOMER = Column("客户名称", "customer_name", width=28)
_CONTRACT = Column("合同编号", "contract", width=16)
_INSTALMENT = Column("应收编号", "instalment", width=18)
_SALESPERSON = Column("业务员", "salesperson", width=10)
_DEPARTMENT = Column("部门", "department", width=12)

WEEKLY_LINES = Sheet(
    "周报明细",
    "weekly_lines",
    (
        _DEPARTMENT,
        _SALESPERSON,
        _CUSTOMER,
        _CONTRACT,
        Column("性质", "sort", width=8),
        Column("编号", "number", width=18),
        Column("日期", "day", DATE, width=12),
        Column("本周回款", "received", MONEY),
        Column("上周末逾期", "opening", MONEY),
        Column("本周新增", "new", MONEY),
        Column("本周收回", "paid", MONEY),
        Column("本周核销", "written_off", MONEY),
        Column("核销后收回", "reinstated", MONEY),
        Column("逾期金额", "closing", MONEY),
        Column("逾期天数", "overdue_days", COUNT, width=9),
    ),
    written=True,
)

MOVEMENT_LINES = Sheet(
    "变动明细",
    "movement_lines",
    (
        Column("期初等级", "grade_before", OPTION, options=GRADES, width=10),
        Column("期末等级", "grade", OPTION, options=GRADES, width=10),
        _CUSTOMER,
        _INSTALMENT,
        _SALESPERSON,
        Column("期初逾期", "opening", MONEY),
        Column("本月新增", "new", MONEY),
        Column("本月收回", "paid", MONEY),
        Column("本月核销", "written_off", MONEY),
        Column("核销后收回", "reinstated", MONEY),
        Column("等级转出", "moved_out", MONEY),
        Column("期末逾期", "closing", MONEY),
    ),
    written=True,
)

DUE_LINES = Sheet(
    "到期明细",
    "due_lines",
    (
        Column("月份", "month", width=10),
        _CUSTOMER,
        _INSTALMENT,
        _SALESPERSON,
        Column("到期日", "due", DATE, width=12),
        Column("到期金额", "amount", MONEY),
        Column("已收金额", "paid", MONEY),
        Column("未收金额", "unpaid", MONEY),
    ),
    written=True,
)

BY_CHANNEL = Sheet(
    "回款渠道",
    "by_channel",
    (
        Column("回款渠道", "channel", width=12),
        Column("回款方式", "method", width=12),
        Column("本月笔数", "month_count", COUNT, width=9),
        Column("本月回款", "month_amount", MONEY),
        Column("本月占比", "month_share", PERCENT, width=9),
        Column("本年笔数", "year_count", COUNT, width=9),
        Column("本年回款", "year_amount", MONEY),
        Column("本年占比", "year_share", PERCENT, width=9),
        Column("本年收回逾期", "year_overdue", MONEY),
    ),
    written=True,
)

CHANNEL_LINES = Sheet(
    "渠道明细",
    "channel_lines",
    (
        Column("回款渠道", "channel", width=12),
        Column("回款方式", "method", width=12),
        Column("回款编号", "receipt", width=14),
        Column("回款日期", "received", DATE, width=12),
        _CUSTOMER,
        _CONTRACT,
        Column("本月回款", "month_amount", MONEY),
        Column("本年回款", "year_amount", MONEY),
        Column("本年收回逾期", "year_overdue", MONEY),
    ),
    written=True,
)

CASH_KEPT = Sheet(
    "现金滞留",
    "cash_kept",
    (
        Column("回款编号", "receipt", width=14),
        _CUSTOMER,
        Column("结算方式", "terms", width=10),
        _CONTRACT,
        _SALESPERSON,
        Column("现金收讫日", "received", DATE, width=12),
        Column("交财务日", "handed_in", DATE, width=12),
        Column("滞留天数", "kept_days", COUNT, width=9),
        Column("现金金额", "amount", MONEY),
        Column("状态", "light", width=8),
        Column("说明", "note", width=30),
    ),
    written=True,
)

MONTHLY_TERMS_LIST = Sheet(
    "月结催收",
    "monthly_terms",
    (
        _CUSTOMER,
        Column("结算方式", "terms", width=10),
        _CONTRACT,
        _INSTALMENT,
        Column("应收日期", "due", DATE, width=12),
        Column("未收金额", "unpaid_principal", MONEY),
        Column("应催日", "dun_day", DATE, width=12),
        Column("首次催收", "first_contact", DATE, width=12),
        _SALESPERSON,
        Column("状态", "light", width=8),
        Column("说明", "note", width=30),
    ),
    written=True,
)

INCENTIVE_LINES = Sheet(
    "奖惩明细",
    "incentive_lines",
    (
        Column("考核时点", "checkpoint", DATE, width=12),
        Column("清收类别", "recovery_class", width=10),
        _CONTRACT,
        _INSTALMENT,
        _SALESPERSON,
        Column("应收日期", "due", DATE, width=12),
        Column("清收任务", "task", MONEY),
        Column("现金回收", "cash", MONEY),
        Column("抵账回收", "offset", MONEY),
        Column("已核销", "written_off", MONEY),
        Column("未完成", "unfinished", MONEY),
    ),
    written=True,
)

NOTICE = Sheet(
    "清收通报",
    "notice",
    (
        Column("考核时点", "checkpoint", DATE, width=12),
        Column("性质", "phase", width=8),
        Column("事业部", "department", width=14),
        Column("合同数", "contracts", COUNT, width=8),
        Column("应收", "task", MONEY),
        Column("已收", "collected", MONEY),
        Column("完成率", "rate", PERCENT, width=9),
        Column("已核销", "written_off", MONEY),
        Column("未完成", "unfinished", MONEY),
        Column("奖励", "reward", MONEY),
        Column("罚款", "penalty", MONEY),
        Column("停报销", "stopped", width=8),
    ),
    written=True,
)

PLAN_LINES = Sheet(
    "计划取数",
    "plan_lines",
    (
        Column("取数", "source", width=12),
        Column("年度", "year", COUNT, width=8),
        _DEPARTMENT,
        _SALESPERSON,
        Column("日期", "day", DATE, width=12),
        Column("编号", "number", width=18),
        _CONTRACT,
        _CUSTOMER,
        Column("金额", "amount", MONEY),
    ),
    written=True,
)

WEEK_TARGETS = Sheet(
    "周计划",
    "week_targets",
    (
        Column("计划编号", "plan", width=12),
        Column("项目", "subject", width=24),
        Column("单位", "unit", width=8),
        Column("月份", "month", width=10),
        Column("周次", "week", COUNT, width=7),
        Column("起日", "from_day", DATE, width=12),
        Column("止日", "to_day", DATE, width=12),
        Column("天数", "days", COUNT, width=7),
        *(Column(f"周{day}", f"d{number}", MONEY) for number, day in enumerate("一二三四五六日", 1)),
        Column("周计划", "target", MONEY),
        Column("累计计划", "cumulative", MONEY),
    ),
    written=True,
)

SALES_MONTH = Sheet(
    "销售月评",
    "sales_month",
    (
        Column("月份", "month", width=10),
        Column("计划编号", "plan", width=12),
        Column("业务员", "salesperson", width=10),
        Column("项目", "subject", width=24),
        Column("单位", "unit", width=8),
        Column("本月计划", "target", MONEY),
        Column("本月实际", "actual", MONEY),
        Column("得分", "score", COUNT, width=8),
        Column("参与提成", "commission", width=10),
        Column("全年计划", "year_target", MONEY),
        Column("全年实际", "year_actual", MONEY),
        Column("年度核算", "year_verdict", width=24),
        Column("经理审批", "approval", width=12),
    ),
    written=True,
)

FLOW = Sheet(
    "逾期流水",
    "flow",
    (
        Column("月份", "month", width=10),
        Column("事项", "event", width=12),
        Column("日期", "day", DATE, width=12),
        _CUSTOMER,
        _INSTALMENT,
        _SALESPERSON,
        Column("增加", "up", MONEY),
        Column("减少", "down", MONEY),
        Column("逾期余额", "balance", MONEY),
    ),
    written=True,
)

DASHBOARD_LINES = Sheet(
    "看板明细",
    "dashboard_lines",
    (
        Column("分区", "section", width=14),
        Column("项目", "item", width=16),
        _CUSTOMER,
        _CONTRACT,
        Column("编号", "number", width=18),
        Column("日期", "day", DATE, width=12),
        Column("金额", "amount", MONEY),
        Column("对照金额", "compared", MONEY),
    ),
    written=True,
)

AGEING_LINES = Sheet(
    "账龄明细",
    "ageing_lines",
    (
        Column("客户编号", "customer", width=12),
        _CUSTOMER,
        Column("账龄段", "bucket", width=10),
        _CONTRACT,
        _INSTALMENT,
        Column("到期日", "due", DATE, width=12),
        Column("逾期天数", "overdue_days", COUNT, width=9),
        Column("未收金额", "unpaid_principal", MONEY),
    ),
    written=True,
)
