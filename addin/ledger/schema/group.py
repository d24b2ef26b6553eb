"""The group report: its sheets, and the names of the files and folders that a group run writes."""

from __future__ import annotations

from addin.ledger.schema.options import COUNT, DATE, MONEY, PERCENT
from addin.ports import Column, Sheet

GROUP_REPORT = "集团报告_{day}.xlsx"
GROUP_DATA = "集团数据"  # below the output folder: a folder of Parquet files for each workbook and content
GROUP_LIST = "清单.json"  # which of these folders the last run used
GROUP_LETTERS = "群发函件"  # below the output folder: one archive for each unit
GROUP_JOURNAL = ".{name}.群发记录.jsonl"  # beside the workbook: what a run of letters did

UNIT = Column("单位", "unit", width=26)
WORKBOOK = Column("工作簿", "workbook", width=34)
SHEET = Column("工作表", "sheet", width=12)
ROW = Column("行", "row", COUNT, width=8)

GROUP_UNITS = Sheet(
    "集团概览",
    "group_units",
    (
        UNIT,
        Column("合同数", "contracts", COUNT, width=9),
        Column("应收笔数", "instalments", COUNT, width=10),
        Column("逾期笔数", "overdue_count", COUNT, width=10),
        Column("未收本金", "unpaid_principal", MONEY, width=18),
        Column("逾期本金", "overdue_principal", MONEY, width=18),
        Column("逾期率", "overdue_rate", PERCENT, width=10),
        Column("未付违约金", "unpaid_penalty", MONEY, width=16),
        Column("未付费用", "unpaid_costs", MONEY, width=14),
        Column("减：预收", "prepaid", MONEY, width=16),
        Column("应付合计", "payable", MONEY, width=18),
        Column("最长逾期天数", "longest_overdue", COUNT, width=13),
        Column("暂定笔数", "provisional", COUNT, width=10),
        Column("未计算合同", "blocked", COUNT, width=11),
        WORKBOOK,
    ),
    key=("单位",),
    written=True,
)

GROUP_AGEING = Sheet(
    "集团账龄",
    "group_ageing",
    (
        UNIT,
        Column("未到期", "not_due", MONEY, width=16),
        Column("1–30天", "d30", MONEY, width=16),
        Column("31–60天", "d60", MONEY, width=16),
        Column("61–90天", "d90", MONEY, width=16),
        Column("91–180天", "d180", MONEY, width=16),
        Column("181–365天", "d365", MONEY, width=16),
        Column("1–2年", "y2", MONEY, width=16),
        Column("2–3年", "y3", MONEY, width=16),
        Column("3年以上", "older", MONEY, width=16),
        Column("未收合计", "total", MONEY, width=18),
        Column("预计可收回", "expected", MONEY, width=18),
        WORKBOOK,
    ),
    key=("单位",),
    written=True,
)

GROUP_MOVEMENT = Sheet(
    "集团变动",
    "group_movement",
    (
        UNIT,
        Column("期初逾期", "opening", MONEY, width=18),
        Column("本月新增", "new", MONEY, width=18),
        Column("本月收回", "paid", MONEY, width=18),
        Column("本月核销", "written_off", MONEY, width=16),
        Column("核销后收回", "reinstated", MONEY, width=16),
        Column("期末逾期", "closing", MONEY, width=18),
        WORKBOOK,
    ),
    key=("单位",),
    written=True,
)

GROUP_KPI = Sheet(
    "集团考核",
    "group_kpi",
    (
        UNIT,
        Column("逾期总额", "overdue", MONEY, width=18),
        Column("收回金额", "recovered", MONEY, width=18),
        Column("核销坏账", "bad_debt", MONEY, width=16),
        Column("应催笔数", "to_contact", COUNT, width=10),
        Column("按时笔数", "in_time", COUNT, width=10),
        Column("调查份数", "surveys", COUNT, width=10),
        Column("回收率", "recovery", PERCENT, width=10),
        Column("坏账率", "bad_debt_rate", PERCENT, width=10),
        Column("及时率", "timeliness", PERCENT, width=10),
        Column("满意度", "satisfaction", PERCENT, width=10),
        Column("达标项数", "met", COUNT, width=10),
        Column("等级", "kpi_grade", width=10),
        WORKBOOK,
    ),
    key=("单位",),
    written=True,
)

GROUP_INCENTIVES = Sheet(
    "集团奖惩",
    "group_incentives",
    (
        Column("考核时点", "checkpoint", DATE, width=12),
        Column("性质", "phase", width=8),
        UNIT,
        Column("奖励", "reward", MONEY, width=16),
        Column("罚款", "penalty", MONEY, width=16),
        Column("应发", "due", MONEY, width=16),
        Column("此前已发", "issued", MONEY, width=16),
        Column("差额", "difference", MONEY, width=16),
        Column("本次发放", "payable", MONEY, width=16),
        Column("本次扣回", "clawed_back", MONEY, width=16),
        WORKBOOK,
    ),
    written=True,
)

GROUP_DEBTORS = Sheet(
    "集团欠款大户",
    "group_debtors",
    (
        Column("排名", "rank", COUNT, width=7),
        Column("客户", "debtor", width=34),
        Column("统一社会信用代码", "uscc", width=22),
        Column("单位数", "units", COUNT, width=8),
        Column("未到期本金", "not_due", MONEY, width=18),
        Column("逾期本金", "overdue_principal", MONEY, width=18),
        Column("未付违约金", "unpaid_penalty", MONEY, width=16),
        Column("未付费用", "unpaid_costs", MONEY, width=14),
        Column("减：预收", "prepaid", MONEY, width=16),
        Column("应付合计", "payable", MONEY, width=18),
        Column("占集团未收", "share", PERCENT, width=11),
        Column("最长逾期天数", "longest_overdue", COUNT, width=13),
        Column("名称不一致", "differing", width=48),
    ),
    written=True,
)

GROUP_EXPOSURES = Sheet(
    "集团客户敞口",
    "group_exposures",
    (
        Column("排名", "rank", COUNT, width=7),
        Column("客户", "debtor", width=34),
        UNIT,
        Column("客户编号", "customer", width=12),
        Column("未到期本金", "not_due", MONEY, width=18),
        Column("逾期本金", "overdue_principal", MONEY, width=18),
        Column("未付违约金", "unpaid_penalty", MONEY, width=16),
        Column("未付费用", "unpaid_costs", MONEY, width=14),
        Column("减：预收", "prepaid", MONEY, width=16),
        Column("应付合计", "payable", MONEY, width=18),
        Column("最长逾期天数", "longest_overdue", COUNT, width=13),
        WORKBOOK,
        SHEET,
        ROW,
    ),
    written=True,
)

GROUP_CALENDAR = Sheet(
    "集团时效",
    "group_calendar",
    (
        Column("届满月份", "month", width=22),
        Column("笔数", "count", COUNT, width=9),
        Column("未收本金", "unpaid_principal", MONEY, width=18),
        Column("单位数", "units", COUNT, width=8),
    ),
    written=True,
)

GROUP_LIMITATION = Sheet(
    "集团时效明细",
    "group_limitation",
    (
        Column("状态", "state", width=12),
        Column("时效届满日", "limitation_end", DATE, width=12),
        Column("剩余天数", "days_left", COUNT, width=10),
        UNIT,
        Column("合同编号", "contract", width=16),
        Column("应收编号", "instalment", width=18),
        Column("客户编号", "customer", width=12),
        Column("未收本金", "unpaid_principal", MONEY, width=18),
        WORKBOOK,
        SHEET,
        ROW,
    ),
    written=True,
)

GROUP_OVERDUE = Sheet(
    "集团逾期明细",
    "group_overdue",
    (
        Column("逾期等级", "grade", width=10),
        UNIT,
        Column("客户编号", "customer", width=12),
        Column("客户", "debtor", width=30),
        Column("合同编号", "contract", width=16),
        Column("应收编号", "instalment", width=18),
        Column("应收日期", "due", DATE, width=12),
        Column("逾期天数", "overdue_days", COUNT, width=10),
        Column("未收本金", "unpaid_principal", MONEY, width=18),
        Column("未付违约金", "unpaid_penalty", MONEY, width=16),
        Column("催收阶段", "stage", COUNT, width=10),
        WORKBOOK,
        SHEET,
        ROW,
    ),
    written=True,
)

GROUP_PROBLEMS = Sheet(
    "集团问题",
    "group_problems",
    (
        Column("级别", "level", width=8),
        UNIT,
        SHEET,
        ROW,
        Column("列", "column", width=16),
        Column("说明与处理", "message", width=80),
        Column("代码", "code", width=22),
        WORKBOOK,
    ),
    written=True,
)

GROUP_BOOKS = Sheet(
    "集团工作簿",
    "group_books",
    (
        UNIT,
        Column("结果", "outcome", width=12),
        Column("错误", "errors", COUNT, width=8),
        Column("提示", "hints", COUNT, width=8),
        Column("公开客户名称", "names", width=13),
        Column("原因", "reason", width=70),
        Column("数据文件夹", "key", width=44),
        WORKBOOK,
    ),
    key=("单位",),
    written=True,
)
