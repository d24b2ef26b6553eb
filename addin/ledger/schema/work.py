"""The collector's week: the log, staff, debtor types, the worklist, promises and assignment."""

from __future__ import annotations

from addin.ledger.schema.options import (
    ANOMALIES,
    CONTACT_METHODS,
    COUNT,
    DATE,
    DEBTOR_TYPES,
    EVIDENCE,
    FLAG,
    MOMENT,
    MONEY,
    OPTION,
    PROMISE_STATES,
    TIP_KINDS,
    YES,
)
from addin.ports import Column, Sheet

CONTACT_LOG = Sheet(
    "催收记录",
    "contact_log",
    (
        Column("记录编号", "entry", required=True, width=16),
        Column("催收时间", "contacted", MOMENT, required=True, width=17),
        Column("客户编号", "customer", required=True, refers="客户", width=12),
        Column("合同编号", "contract", refers="合同台账", width=16),
        Column("催收方式", "method", OPTION, required=True, options=CONTACT_METHODS, open_options=True,
               width=10),
        Column("经办人", "handler", required=True, width=10),
        Column("对方联系人", "counterpart", width=12),
        Column("催收结果", "result", OPTION, open_options=True, width=12,
               options=("已联系", "未接通", "承诺还款", "要求延期", "提出异议", "拒绝付款", "已付款", "由他人转告")),
        Column("欠款原因", "reason", OPTION, options=("疏忽", "对产品不满", "资金紧张", "故意拖欠"), open_options=True, width=12),
        Column("客户类型", "debtor_type", OPTION, open_options=True, width=12, options=DEBTOR_TYPES),
        Column("客户反馈", "response", width=36),
        Column("客户问题", "question", width=30),
        Column("问题答复", "answer", width=30),
        Column("承诺还款日", "promised_day", DATE, width=12),
        Column("承诺金额", "promised_amount", MONEY, width=14),
        Column("承诺应收", "promised_instalments", width=22),
        Column("送达证据", "evidence", OPTION, options=EVIDENCE, width=14),
        Column("下次跟进日", "follow_up", DATE, width=12),
        Column("异常情形", "anomaly", OPTION, options=ANOMALIES, open_options=True, width=12),
        Column("上报日期", "reported", DATE, width=12),
        Column("更正记录", "corrects", refers="催收记录", width=16),
        Column("备注", "remark", width=20),
        Column("承诺状态", "promise_state", OPTION, computed=True, options=PROMISE_STATES, width=10),
    ),
    key=("记录编号",),
    note="只增不改；写错的另记一行，在「更正记录」填被更正的编号",
)

STAFF = Sheet(
    "催收人员",
    "staff",
    (
        Column("姓名", "person", required=True, width=12),
        Column("部门", "department", width=14),
        Column("岗位", "position", width=14),
        Column("参加分派", "takes_part", FLAG, default=YES, width=10),
        Column("缺勤起", "away_from", DATE, width=12),
        Column("缺勤止", "away_until", DATE, width=12),
        Column("备注", "remark", width=24),
    ),
    key=("姓名",),
    note="参加分派的人，一人一行；缺勤期间不分派",
    optional=True,
)

DEBTOR_TIPS = Sheet(
    "应对要点",
    "debtor_tips",
    (
        Column("客户类型", "debtor_type", OPTION, required=True, open_options=True, width=12,
               options=DEBTOR_TYPES),
        Column("类别", "tip_kind", OPTION, required=True, options=TIP_KINDS, width=8),
        Column("序号", "number", COUNT, width=6),
        Column("内容", "tip", required=True, width=80),
    ),
    note="七类客户的特征、技巧和预警信号；今日待办和客户卡引用，可自行增改",
    optional=True,
)

PROMISES = Sheet(
    "承诺台账",
    "promises",
    (
        Column("记录编号", "entry", width=16),
        Column("客户编号", "customer", width=12),
        Column("客户名称", "customer_name", width=30),
        Column("合同编号", "contract", width=16),
        Column("关联应收", "covers", width=36),
        Column("承诺日期", "made", DATE, width=12),
        Column("承诺还款日", "promised_day", DATE, width=12),
        Column("核对截止日", "deadline", DATE, width=12),
        Column("承诺金额", "need", MONEY, width=16),
        Column("期内到账", "received", MONEY, width=16),
        Column("承诺状态", "promise_state", OPTION, options=PROMISE_STATES, width=10),
        Column("说明", "explanation", width=60),
    ),
    key=("记录编号",),
    written=True,
)

BROKEN_PROMISES = Sheet(
    "爽约统计",
    "broken_promises",
    (
        Column("客户编号", "customer", width=12),
        Column("客户名称", "customer_name", width=30),
        Column("承诺次数", "promised", COUNT, width=10),
        Column("待履行", "pending", COUNT, width=10),
        Column("已履行", "kept", COUNT, width=10),
        Column("部分履行", "part", COUNT, width=10),
        Column("爽约次数", "broken", COUNT, width=10),
        Column("负面信用记录数", "negative_records", COUNT, width=15),
        Column("扣款失败费笔数", "fees", COUNT, width=15),
        Column("扣款失败费", "fee_amount", MONEY, width=14),
        Column("建议", "advice", width=60),
    ),
    key=("客户编号",),
    written=True,
)

ASSIGNMENT = Sheet(
    "分派",
    "assignment",
    (
        Column("客户编号", "customer", width=12),
        Column("客户名称", "customer_name", width=30),
        Column("部门", "department", width=12),
        Column("业务员", "salesperson", width=10),
        Column("逾期本金", "principal", MONEY, width=16),
        Column("最长逾期天数", "longest_overdue", COUNT, width=13),
        Column("原催收员", "before", width=12),
        Column("催收员", "collector", width=12),
        Column("说明", "explanation", width=40),
    ),
    key=("客户编号",),
    written=True,
)

ASSIGNED = Sheet(
    "分派汇总",
    "assigned",
    (
        Column("催收员", "collector", width=12),
        Column("户数", "cases", COUNT, width=8),
        Column("其中未变动", "kept", COUNT, width=12),
        Column("逾期本金", "principal", MONEY, width=16),
    ),
    key=("催收员",),
    written=True,
)

WORKLIST = Sheet(
    "今日待办",
    "worklist",
    (
        Column("序号", "rank", COUNT, width=6),
        Column("客户编号", "customer", width=11),
        Column("客户名称", "customer_name", width=26),
        Column("今天要做什么", "reason", width=60),
        Column("最迟", "due", DATE, width=12),
        Column("合同编号", "contract", width=20),
        Column("逾期本金", "principal", MONEY, width=15),
        Column("未付违约金", "penalty", MONEY, width=14),
        Column("应付合计", "payable", MONEY, width=15),
        Column("最长逾期天数", "longest_overdue", COUNT, width=13),
        Column("催收员", "collector", width=10),
        Column("联系人", "contacts", width=34),
        Column("最佳致电", "slot", width=13),
        Column("客户类型", "debtor_type", width=12),
        Column("上次联系", "last_contact", width=50),
        Column("最近承诺", "last_promise", width=30),
        Column("应对要点", "advice", width=70),
    ),
    written=True,
)
