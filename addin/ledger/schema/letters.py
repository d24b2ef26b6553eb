"""Letters: the register of letters, what each one claims, the strategies, and what is proposed."""

from __future__ import annotations

from addin.ledger.schema.options import CHOSEN, COUNT, DATE, FLAG, LETTER_STATES, MONEY, NO, OPTION, TRIGGERS
from addin.ports import Column, Sheet

LETTERS = Sheet(
    "函件登记",
    "letters",
    (
        Column("函件编号", "letter", required=True, width=24),
        Column("函件类型", "letter_type", required=True, width=12),
        Column("客户编号", "customer", required=True, refers="客户", width=12),
        Column("阶段", "stage", COUNT, width=7),
        Column("截止日期", "as_of", DATE, required=True, width=12),
        Column("本金", "principal", MONEY, width=16),
        Column("违约金", "penalty", MONEY, width=14),
        Column("费用", "costs", MONEY, width=12),
        Column("减预收", "prepaid", MONEY, width=12),
        Column("合计", "total", MONEY, width=16),
        Column("文件", "file", width=44),
        Column("状态", "state", OPTION, options=LETTER_STATES, width=10),
        Column("出函日期", "sent", DATE, width=12),
        Column("寄送方式", "delivery", OPTION, options=("邮寄", "快递", "传真", "电子邮件", "当面送达"), open_options=True,
               width=10),
        Column("快递单号", "tracking", width=18),
        Column("签收日期", "signed_for", DATE, width=12),
        Column("签收人", "signed_by", width=10),
        Column("回函结果", "reply", OPTION, options=("未回复", "相符", "不符"), open_options=True, width=10),
        Column("回函日期", "replied", DATE, width=12),
        Column("确认金额", "confirmed", MONEY, width=16),
        Column("差异说明", "difference", width=24),
        Column("差异结论", "concluded", width=20),
        Column("扫描件", "scan", width=30),
        Column("作废日期", "voided", DATE, width=12),
        Column("备注", "remark", width=20),
    ),
    key=("函件编号",),
    note="程序登记，寄送与回函情况由经办人补填",
)

LETTER_LINES = Sheet(
    "函件明细",
    "letter_lines",
    (
        Column("函件编号", "letter", required=True, refers="函件登记", width=24),
        Column("应收编号", "instalment", required=True, refers="应收计划", width=18),
        Column("合同编号", "contract", required=True, width=16),
        Column("阶段", "stage", COUNT, width=7),
        Column("应收日期", "due", DATE, width=12),
        Column("未收金额", "unpaid_principal", MONEY, width=16),
        Column("逾期天数", "overdue_days", COUNT, width=10),
        Column("未付违约金", "unpaid_penalty", MONEY, width=14),
    ),
    note="程序登记：每封函件载明的各笔应收，出函后不再变动",
)

STRATEGIES = Sheet(
    "催收策略",
    "strategies",
    (
        Column("策略", "strategy", required=True, width=10),
        Column("阶段", "stage", COUNT, required=True, width=7),
        Column("名称", "stage_name", required=True, width=16),
        Column("触发方式", "trigger", OPTION, required=True, options=TRIGGERS, width=18),
        Column("天数", "days", COUNT, required=True, width=7),
        Column("催收方式", "method", width=12),
        Column("函件类型", "letter_type", width=14),
        Column("时限工作日", "deadline_days", COUNT, width=12),
        Column("责任岗位", "responsible", width=14),
        Column("最低金额", "minimum", MONEY, width=12),
    ),
    key=("策略", "阶段"),
    note="到期或发函以后第几天，由谁发什么函",
)

REPAYMENTS = Sheet(
    "还款方案",
    "repayments",
    (
        Column("方案编号", "plan", required=True, width=14),
        Column("客户编号", "customer", required=True, refers="客户", width=12),
        Column("合同编号", "contract", refers="合同台账", width=16),
        Column("期次", "number", COUNT, required=True, width=7),
        Column("还款日期", "pay_day", DATE, required=True, width=12),
        Column("还款金额", "amount", MONEY, required=True, width=16),
        Column("变更到期日", "moves_due", FLAG, default=NO, width=12),
        Column("备注", "remark", width=24),
        Column("承诺书编号", "letter", width=24),
    ),
    key=("方案编号", "期次"),
    note="客户提出的分期还款，一期一行；不填合同编号即为该客户全部逾期欠款",
    optional=True,
)

PROPOSALS = Sheet(
    "拟发函件",
    "proposals",
    (
        Column("选中", "chosen", OPTION, options=CHOSEN, width=7),
        Column("客户编号", "customer", width=12),
        Column("客户名称", "customer_name", width=30),
        Column("函件类型", "letter_type", width=12),
        Column("阶段", "stage", COUNT, width=7),
        Column("逾期笔数", "count", COUNT, width=10),
        Column("最长逾期天数", "longest_overdue", COUNT, width=13),
        Column("逾期本金", "principal", MONEY, width=16),
        Column("未付违约金", "penalty", MONEY, width=14),
        Column("未付费用", "costs", MONEY, width=12),
        Column("减预收", "prepaid", MONEY, width=12),
        Column("合计", "total", MONEY, width=16),
        Column("截止日期", "as_of", DATE, width=12),
        Column("结论", "verdict", width=10),
        Column("原因", "reason", width=70),
    ),
    key=("客户编号",),
    written=True,
)
