"""Work in the field: plans of visits with their documents, campaigns by district, lost debtors, collectors' results."""

from __future__ import annotations

from addin.ledger.schema.options import (
    ALLOWED,
    ANOMALIES,
    APPROVALS,
    COUNT,
    DATE,
    FORBIDDEN,
    MOMENT,
    MONEY,
    OPTION,
    PERCENT,
    PROMISE_STATES,
)
from addin.ports import Column, Sheet

SLIP_TYPE, DEMAND_TYPE, LAWYER_TYPE = "到访回执单", "催款函", "律师函"
VISIT_NUMBER = "访{年}-{序号:4}"
VISIT_PRIORITIES = ("高", "中", "低")
VISIT_RESULTS = ("书面承诺", "对账单签字", "签收资料", "口头承诺", "拒绝签字", "未见到人")
VISIT_TO_LOG = dict(
    zip(VISIT_RESULTS, ("承诺还款", "已联系", "已联系", "承诺还款", "已联系", "未接通"), strict=True)
)  # the result that the log records
TRAVEL = "差旅费"  # of the costs
NOT_REACHED = "未接通"  # of the results of the log
NOTICE_STATES = ("签回", "未签回", "未登记")
EXPIRED_REASON, RETURNED_REASON, UNEXPLAINED = "已过时效", "退回", "未说明"  # of notices not signed
LIMITATION_MARKS = ("未过时效", "将届满", "已过时效", "待法务判断")

VISIT_PLANS = Sheet(
    "上门方案",
    "visit_plans",
    (
        Column("走访编号", "visit", width=12),
        Column("客户编号", "customer", required=True, refers="客户", width=11),
        Column("客户名称", "customer_name", computed=True, width=26),
        Column("理由", "reason", width=44),
        Column("优先级", "priority", OPTION, options=VISIT_PRIORITIES, width=8),
        Column("列入日期", "listed", DATE, width=12),
        Column("逾期本金", "principal", MONEY, computed=True, width=15),
        Column("最长逾期天数", "longest_overdue", COUNT, computed=True, width=13),
        Column("审核", "review", OPTION, options=APPROVALS, width=8),
        Column("审核人", "reviewer", width=10),
        Column("拟定日期", "planned", DATE, width=12),
        Column("时间", "time", width=10),
        Column("地点", "place", width=30),
        Column("客户人数", "hosts", COUNT, width=9),
        Column("经理或主管", "leader", width=12),
        Column("售后技术员", "technician", width=12),
        Column("法务人员", "lawyer", width=12),
        Column("车辆", "vehicle", width=12),
        Column("对账单", "has_statement", computed=True, width=24),
        Column("合同", "has_contract", computed=True, width=24),
        Column("催款函", "has_demand", computed=True, width=24),
        Column("律师函", "has_lawyer_letter", computed=True, width=24),
        Column("到访回执单", "has_slip", computed=True, width=24),
        Column("审批", "approval", OPTION, options=APPROVALS, width=8),
        Column("审批人", "approver", width=10),
        Column("审批日期", "approved", DATE, width=12),
        Column("下一步", "next_step", computed=True, width=44),
        Column("回执号", "slip", width=24),
        Column("涉及合同", "contracts", width=24),
        Column("到访日期", "visited", DATE, width=12),
        Column("走访结果", "result", OPTION, options=VISIT_RESULTS, width=12),
        Column("签字人", "signatory", width=12),
        Column("承诺还款日", "promised_day", DATE, width=12),
        Column("承诺金额", "promised_amount", MONEY, width=14),
        Column("异常情形", "anomaly", OPTION, options=ANOMALIES, open_options=True, width=10),
        Column("走访费用", "spent", MONEY, width=12),
        Column("记录编号", "entry", width=16),
        Column("备注", "remark", width=24),
    ),
    key=("走访编号",),
    note="程序提名客户并填写灰色列；审核、审批同意后再点一次生成到访回执单，填好结果后再点一次登记",
    optional=True,
    on_demand=True,
)

VISIT_PACKAGE = Sheet(
    "走访资料",
    "visit_package",
    (
        Column("走访编号", "visit", width=12),
        Column("客户名称", "customer_name", width=28),
        Column("拟定日期", "planned", DATE, width=12),
        Column("资料", "document", width=12),
        Column("是否齐备", "complete", width=9),
        Column("编号", "number", width=28),
        Column("日期", "day", DATE, width=12),
        Column("文件或说明", "place", width=50),
    ),
    written=True,
)

VISIT_SUMMARY = Sheet(
    "走访汇总",
    "visit_summary",
    (
        Column("走访编号", "visit", width=12),
        Column("客户编号", "customer", width=11),
        Column("客户名称", "customer_name", width=26),
        Column("到访日期", "visited", DATE, width=12),
        Column("走访人员", "visitors", width=24),
        Column("走访结果", "result", width=12),
        Column("签字人", "signatory", width=10),
        Column("承诺还款日", "promised_day", DATE, width=12),
        Column("承诺金额", "promised_amount", MONEY, width=15),
        Column("承诺状态", "promise_state", OPTION, options=PROMISE_STATES, width=10),
        Column("走访费用", "spent", MONEY, width=12),
        Column("到访后回款", "recovered", MONEY, width=15),
        Column("费用回款比", "cost_ratio", PERCENT, width=11),
        Column("异常情形", "anomaly", width=10),
        Column("报告对象", "reports_to", width=18),
        Column("依据", "ground", width=40),
    ),
    key=("走访编号",),
    written=True,
)

COLLECTION_PLAN = Sheet(
    "催收方案",
    "collection_plan",
    (
        Column("客户编号", "customer", width=11),
        Column("客户名称", "customer_name", width=26),
        Column("逾期本金", "principal", MONEY, width=15),
        Column("最长逾期天数", "longest_overdue", COUNT, width=13),
        Column("还款特点", "habit", COUNT, width=9),
        Column("时间金额", "age_and_amount", COUNT, width=9),
        Column("客户关系", "relation", COUNT, width=9),
        Column("信誉", "credit_score", COUNT, width=7),
        Column("合计", "score", COUNT, width=7),
        Column("方式", "method", width=8),
        Column("时间节点", "node", DATE, width=12),
        Column("责任人", "responsible", width=10),
        Column("合同复印件", "has_contract", width=20),
        Column("对账单", "has_statement", width=24),
        Column("催款函", "has_demand", width=24),
        Column("说明", "explanation", width=50),
    ),
    key=("客户编号",),
    written=True,
)

TRACING = Sheet(
    "失联修复",
    "tracing",
    (
        Column("客户编号", "customer", required=True, refers="客户", width=11),
        Column("步骤", "step", COUNT, required=True, width=7),
        Column("内容", "what", width=50),
        Column("使用", "allowed", OPTION, options=(ALLOWED, FORBIDDEN), default=ALLOWED, width=8),
        Column("依据", "ground", width=50),
        Column("办理日期", "done", DATE, width=12),
        Column("经办人", "handler", width=10),
        Column("结果", "outcome", width=36),
    ),
    key=("客户编号", "步骤"),
    note="没有可用电话的客户由程序逐步列出；禁用的步骤不得办理",
    optional=True,
    on_demand=True,
)

CAMPAIGNS = Sheet(
    "清欠活动",
    "campaigns",
    (
        Column("活动编号", "campaign", required=True, width=14),
        Column("活动名称", "campaign_name", required=True, width=28),
        Column("开始日期", "starts", DATE, required=True, width=12),
        Column("结束日期", "ends", DATE, required=True, width=12),
        Column("负责人", "leader", required=True, width=10),
        Column("领导小组", "team", width=30),
        Column("动员会时间", "meeting", MOMENT, width=17),
        Column("动员会地点", "meeting_place", width=20),
        Column("通报日期", "reported", DATE, width=12),
        Column("备注", "remark", width=24),
    ),
    key=("活动编号",),
    note="一次专项清欠活动一行：期间、负责人、领导小组、动员会",
    optional=True,
    on_demand=True,
)

CAMPAIGN_ROWS = Sheet(
    "片区活动",
    "campaign_rows",
    (
        Column("活动编号", "campaign", required=True, refers="清欠活动", width=14),
        Column("片区", "district", width=14),
        Column("客户编号", "customer", refers="客户", width=11),
        Column("户主", "household", required=True, width=24),
        Column("借款本金", "principal", MONEY, width=15),
        Column("通知编号", "notice", width=24),
        Column("送达方式", "delivery", OPTION, open_options=True, width=10,
               options=("当面送达", "邮寄", "快递", "传真", "电子邮件", "留置送达")),
        Column("签回", "notice_state", OPTION, options=NOTICE_STATES, default=NOTICE_STATES[2], width=9),
        Column("签回日", "returned", DATE, width=12),
        Column("未签原因", "unsigned_reason", OPTION, open_options=True, width=11,
               options=("外出", EXPIRED_REASON, "拒签", RETURNED_REASON, UNEXPLAINED)),
        Column("现金本金", "cash_principal", MONEY, width=13),
        Column("现金利息", "cash_interest", MONEY, width=13),
        Column("收款日", "paid", DATE, width=12),
        Column("意向金额", "intended", MONEY, width=13),
        Column("意向还款日", "intended_day", DATE, width=12),
        Column("时效状态", "limitation_mark", OPTION, options=LIMITATION_MARKS, width=11),
        Column("需协助金额", "help_amount", MONEY, width=13),
        Column("协助事项", "help_needed", width=24),
        Column("备注", "remark", width=20),
    ),
    key=("通知编号",),
    note="一户一行；没有报来的保持“未登记”，程序不代填",
    optional=True,
    on_demand=True,
)

CAMPAIGN_SUMS = Sheet(
    "片区汇总",
    "campaign_sums",
    (
        Column("活动编号", "campaign", width=14),
        Column("片区", "district", width=14),
        Column("户数", "households", COUNT, width=7),
        Column("签回", "signed", COUNT, width=7),
        Column("未签回", "unsigned", COUNT, width=8),
        Column("未登记", "unreported", COUNT, width=8),
        Column("签回率", "signed_rate", PERCENT, width=9),
        Column("未签原因", "reasons", width=36),
        Column("借款本金", "principal", MONEY, width=15),
        Column("现金本金", "cash_principal", MONEY, width=13),
        Column("现金利息", "cash_interest", MONEY, width=13),
        Column("现金合计", "cash", MONEY, width=13),
        Column("意向户数", "intending", COUNT, width=9),
        Column("意向金额", "intended", MONEY, width=13),
        Column("已过时效", "expired", COUNT, width=9),
        Column("需协助笔数", "helped", COUNT, width=11),
        Column("需协助金额", "help_amount", MONEY, width=13),
    ),
    written=True,
)

CAMPAIGN_WEEK = Sheet(
    "活动周报",
    "campaign_week",
    (
        Column("活动", "campaign", width=26),
        Column("分区", "section", width=12),
        Column("项目", "item", width=22),
        Column("本周", "week_count", COUNT, width=8),
        Column("本周金额", "week_amount", MONEY, width=14),
        Column("累计", "count", COUNT, width=8),
        Column("累计金额", "amount", MONEY, width=14),
        Column("说明", "note", width=60),
    ),
    written=True,
)

COLLECTOR_MONTH = Sheet(
    "分派绩效",
    "collector_month",
    (
        Column("月份", "month", width=9),
        Column("催收员", "collector", width=12),
        Column("分派户数", "cases", COUNT, width=10),
        Column("完成户数", "finished", COUNT, width=10),
        Column("完成率", "rate", PERCENT, width=9),
        Column("星级", "stars", width=12),
        Column("月内逾期", "overdue", MONEY, width=16),
        Column("月内收回", "recovered", MONEY, width=16),
    ),
    key=("催收员",),
    written=True,
)

AUDITS = Sheet(
    "内审督促",
    "audits",
    (
        Column("月份", "month", required=True, width=10),
        Column("业务员", "salesperson", required=True, width=12),
        Column("应催", "to_contact", COUNT, computed=True, width=8),
        Column("已催", "contacted_count", COUNT, computed=True, width=8),
        Column("未催", "uncontacted", COUNT, computed=True, width=8),
        Column("督促日", "urged", DATE, width=12),
        Column("内审员", "auditor", width=10),
        Column("督促意见", "opinion", width=36),
        Column("整改情况", "outcome", width=36),
    ),
    key=("月份", "业务员"),
    note="程序统计每人本月应催、已催、未催户数；内审员填写督促日和意见",
    optional=True,
    on_demand=True,
)

FIELD_WORK = (
    VISIT_PLANS, VISIT_PACKAGE, VISIT_SUMMARY, COLLECTION_PLAN, TRACING, CAMPAIGNS, CAMPAIGN_ROWS, CAMPAIGN_SUMS,
    CAMPAIGN_WEEK, COLLECTOR_MONTH, AUDITS,
)  # fmt: skip
