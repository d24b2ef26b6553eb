"""Guided cases and the registers beside the collector's week: special cases by steps, complaints, replies, techniques."""

from __future__ import annotations

from addin.ledger.schema.options import (
    ALLOWED,
    CONFIRMATION_TYPE,
    COUNT,
    DATE,
    FLAG,
    FORBIDDEN,
    MONEY,
    NO,
    OPTION,
    REPLY_STATES,
    SPECIAL_CASES,
    STATEMENT_TYPE,
    STEP_STATES,
)
from addin.ports import Column, Sheet

SPECIAL_STEPS = Sheet(
    "情形步骤",
    "special_steps",
    (
        Column("特殊情形", "special", OPTION, required=True, options=SPECIAL_CASES, width=12),
        Column("步骤", "step", COUNT, required=True, width=7),
        Column("内容", "what", required=True, width=60),
        Column("时限工作日", "deadline_days", COUNT, width=12),
        Column("依据", "ground", width=40),
    ),
    key=("特殊情形", "步骤"),
    note="屡次爽约、不愿还款、死亡三种情形各做哪几步，可自行增改",
    optional=True,
    on_demand=True,
)

SPECIAL_PROGRESS = Sheet(
    "特殊情形",
    "special_progress",
    (
        Column("客户编号", "customer", required=True, refers="客户", width=12),
        Column("客户名称", "customer_name", width=26),
        Column("特殊情形", "special", OPTION, required=True, options=SPECIAL_CASES, width=12),
        Column("步骤", "step", COUNT, required=True, width=7),
        Column("内容", "what", width=60),
        Column("登记日期", "opened", DATE, width=12),
        Column("最迟日期", "due", DATE, width=12),
        Column("办理状态", "step_state", OPTION, options=STEP_STATES, width=9),
        Column("办理日期", "done", DATE, width=12),
        Column("经办人", "handler", width=10),
        Column("结果", "outcome", width=36),
    ),
    note="程序按《情形步骤》逐步列出，办一步填一步；今日待办提示下一步",
    optional=True,
    on_demand=True,
)

COMPLAINTS = Sheet(
    "投诉登记",
    "complaints",
    (
        Column("投诉编号", "complaint", required=True, width=14),
        Column("投诉日期", "complained", DATE, required=True, width=12),
        Column("客户编号", "customer", required=True, refers="客户", width=12),
        Column("合同编号", "contract", refers="合同台账", width=16),
        Column("投诉来源", "complaint_source", OPTION, required=True, open_options=True, width=12,
               options=("销售", "客户", "审批金额", "公司", "催收态度")),
        Column("投诉内容", "what", required=True, width=40),
        Column("暂停催收", "pauses", FLAG, default=NO, width=10),
        Column("处理人", "handler", width=10),
        Column("答复时限", "answer_by", DATE, width=12),
        Column("处理结果", "outcome", width=36),
        Column("办结日期", "closed", DATE, width=12),
    ),
    key=("投诉编号",),
    note="投诉与还款分开登记、分开处理；只有「暂停催收」为是且未办结的才暂停",
    optional=True,
    on_demand=True,
)

REPLY_DIFFERENCES = Sheet(
    "回函差异",
    "reply_differences",
    (
        Column("函件编号", "letter", required=True, refers="函件登记", width=22),
        Column("客户编号", "customer", required=True, refers="客户", width=12),
        Column("合同编号", "contract", required=True, width=16),
        Column("应收编号", "instalment", required=True, refers="应收计划", width=18),
        Column("应收日期", "due", DATE, width=12),
        Column("本方未收", "unpaid_principal", MONEY, width=16),
        Column("对方认可", "theirs", MONEY, width=16),
        Column("差异原因", "reason", OPTION, open_options=True, width=14,
               options=("款已付未入账", "发票未收到", "数量或质量", "单价不符", "对方漏记", "本方错记")),
        Column("处理人", "handler", width=10),
        Column("处理结论", "outcome", width=36),
    ),
    key=("函件编号", "应收编号"),
    note="回函不符的，程序逐笔列出本方金额，照对方回函填写对方认可的金额、原因和结论",
    optional=True,
    on_demand=True,
)

REPLIES = Sheet(
    "回函跟进",
    "replies",
    (
        Column("函件编号", "letter", width=22),
        Column("客户编号", "customer", width=12),
        Column("客户名称", "customer_name", width=26),
        Column("函件类型", "letter_type", width=12),
        Column("截止日期", "as_of", DATE, width=12),
        Column("对账金额", "total", MONEY, width=16),
        Column("寄送日期", "sent", DATE, width=12),
        Column("应回函日", "answer_by", DATE, width=12),
        Column("跟催次数", "reminders", COUNT, width=10),
        Column("回函状态", "reply_state", OPTION, options=REPLY_STATES, width=12),
        Column("回函日期", "replied", DATE, width=12),
        Column("确认金额", "confirmed", MONEY, width=16),
        Column("差额", "gap", MONEY, width=14),
        Column("已查明差异", "explained", MONEY, width=14),
        Column("扫描件", "scan", width=26),
        Column("下一步", "advice", width=48),
    ),
    key=("函件编号",),
    written=True,
)

TECHNIQUES = Sheet(
    "催收技巧",
    "techniques",
    (
        Column("编号", "technique", required=True, width=8),
        Column("技巧类别", "technique_kind", required=True, width=14),
        Column("内容", "what", required=True, width=80),
        Column("欠款原因", "reason", OPTION, open_options=True, width=12, options=("疏忽", "对产品不满", "资金紧张", "故意拖欠")),
        Column("使用", "allowed", OPTION, options=(ALLOWED, FORBIDDEN), default=ALLOWED, width=8),
        Column("依据", "ground", width=50),
    ),
    key=("编号",),
    note="催收技巧与电话要点；禁用的写明依据，不出现在客户卡里",
    optional=True,
    on_demand=True,
)

FEEDBACK = Sheet(
    "客户反馈",
    "feedback",
    (
        Column("反馈日期", "told", DATE, required=True, width=12),
        Column("客户编号", "customer", required=True, refers="客户", width=12),
        Column("反馈类别", "feedback_kind", OPTION, open_options=True, width=12,
               options=("产品质量", "交货", "售后服务", "价格", "对账开票", "催收服务")),
        Column("内容", "what", required=True, width=50),
        Column("转交部门", "department", width=14),
        Column("转交日期", "passed_on", DATE, width=12),
        Column("处理结果", "outcome", width=36),
        Column("办结日期", "closed", DATE, width=12),
    ),
    note="客户对质量、服务的意见，转有关部门处理（满意度得分记《满意度调查》）",
    optional=True,
    on_demand=True,
)

TRAINING = Sheet(
    "培训登记",
    "training",
    (
        Column("培训日期", "held", DATE, required=True, width=12),
        Column("培训类别", "training_kind", OPTION, open_options=True, width=12, options=("职业道德", "制度", "业务")),
        Column("主题", "topic", required=True, width=40),
        Column("讲师", "trainer", width=12),
        Column("参加人", "attendees", width=50),
        Column("考核结果", "outcome", width=20),
    ),
    note="催收人员的培训",
    optional=True,
    on_demand=True,
)

QUESTIONS = Sheet(
    "常见问答",
    "questions",
    (
        Column("问题", "question", required=True, width=40),
        Column("答复", "answer", required=True, width=80),
        Column("更新日期", "updated", DATE, width=12),
    ),
    note="客户常问的问题和统一的答复",
    optional=True,
    on_demand=True,
)

OFFERS = Sheet(
    "优惠方案",
    "offers",
    (
        Column("方案编号", "offer", required=True, width=14),
        Column("客户编号", "customer", required=True, refers="客户", width=12),
        Column("合作意向", "interest", width=24),
        Column("优惠内容", "what", required=True, width=40),
        Column("条件", "condition", width=40),
        Column("有效期至", "valid_until", DATE, width=12),
        Column("审批", "approval", OPTION, options=("待批", "同意", "不同意"), width=10),
        Column("客户答复", "outcome", width=24),
    ),
    key=("方案编号",),
    note="对愿意继续合作的客户提出的优惠；批准后才能答复客户",
    optional=True,
    on_demand=True,
)

STATEMENT_TYPES = (STATEMENT_TYPE, CONFIRMATION_TYPE)
REGISTERS = (COMPLAINTS, FEEDBACK, TRAINING, QUESTIONS, OFFERS, TECHNIQUES)
