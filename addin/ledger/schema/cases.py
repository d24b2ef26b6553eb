"""Cases and evidence: the registers, the days and costs of each case, what is there to prove it with."""

from __future__ import annotations

from addin.ledger.schema.options import (
    CASE_STATES,
    COUNT,
    DATE,
    EVIDENCE_KINDS,
    EVIDENCE_STATES,
    FLAG,
    MONEY,
    NO,
    OPTION,
    PERCENT,
    PROPERTY_KINDS,
)
from addin.ports import Column, Sheet

# ------------------------------------------------------------------ what people fill in

CASES = Sheet(
    "案件台账",
    "cases",
    (
        Column("案件编号", "case", required=True, width=12),
        Column("客户编号", "customer", required=True, refers="客户", width=12),
        Column("合同编号", "contracts", width=24),
        Column("案号", "docket", width=26),
        Column("法院", "court", width=24),
        Column("经办法官", "judge", width=10),
        Column("律师", "lawyer", width=12),
        Column("案件状态", "case_state", OPTION, options=CASE_STATES, open_options=True, width=13),
        Column("诉请金额", "claim", MONEY, width=16),
        Column("诉前保全", "before_suit", FLAG, default=NO, width=10),
        Column("保全金额", "preserved_amount", MONEY, width=16),
        Column("保全标的", "property_kind", OPTION, options=PROPERTY_KINDS, width=13),
        Column("保全日", "preserved", DATE, width=12),
        Column("保全到期日", "preserved_until", DATE, width=12),
        Column("立案日", "filed", DATE, width=12),
        Column("开庭日", "hearing", DATE, width=12),
        Column("判决日", "judged", DATE, width=12),
        Column("判决送达日", "served", DATE, width=12),
        Column("上诉日", "appealed", DATE, width=12),
        Column("生效日", "effective", DATE, width=12),
        Column("履行期届满日", "perform_until", DATE, width=13),
        Column("执行立案日", "enforcement_filed", DATE, width=12),
        Column("结案日", "closed", DATE, width=12),
        Column("委外机构", "agency", width=18),
        Column("委托日", "entrusted", DATE, width=12),
        Column("委托金额", "entrusted_amount", MONEY, width=16),
        Column("委外费率", "agency_rate", PERCENT, width=10),
        Column("备注", "remark", width=20),
    ),
    key=("案件编号",),
    note="一个案件一行；一案几份合同的，编号用顿号隔开；发生一步填一步的日期",
    optional=True,
    on_demand=True,
)

EVIDENCE_REGISTER = Sheet(
    "证据台账",
    "evidence_register",
    (
        Column("证据编号", "evidence", required=True, width=12),
        Column("客户编号", "customer", required=True, refers="客户", width=12),
        Column("合同编号", "contract", refers="合同台账", width=16),
        Column("证据类型", "evidence_kind", OPTION, required=True, options=EVIDENCE_KINDS, width=11),
        Column("证据名称", "evidence_name", required=True, width=30),
        Column("来源", "source", width=20),
        Column("证明内容", "proves", width=36),
        Column("文件", "file", width=36),
        Column("原件保管", "original_at", width=16),
        Column("归档日期", "archived", DATE, width=12),
        Column("备注", "remark", width=20),
    ),
    key=("证据编号",),
    note="合同原件、送货单、盖章回函、送达回执等，收到一件登记一件；文件写输出文件夹内的路径",
    optional=True,
    on_demand=True,
)

# ------------------------------------------------------------------ what the buttons write

CASE_PROGRESS = Sheet(
    "案件进程",
    "case_progress",
    (
        Column("案件编号", "case", width=12),
        Column("案号", "docket", width=24),
        Column("客户名称", "customer_name", width=26),
        Column("合同编号", "contracts", width=20),
        Column("法院", "court", width=20),
        Column("经办法官", "judge", width=10),
        Column("律师", "lawyer", width=10),
        Column("已到阶段", "reached", width=18),
        Column("下一步", "next_step", width=36),
        Column("最迟日期", "deadline", DATE, width=12),
        Column("剩余天数", "days_left", COUNT, width=10),
        Column("提醒", "case_light", width=8),
        Column("诉请金额", "claim", MONEY, width=16),
        Column("保全金额", "preserved_amount", MONEY, width=16),
        Column("现应付合计", "payable", MONEY, width=16),
        Column("立案后回款", "recovered", MONEY, width=16),
        Column("办案费用", "costs", MONEY, width=14),
        Column("其中未审核", "unapproved", MONEY, width=14),
        Column("费用回款比", "cost_ratio", PERCENT, width=11),
        Column("外出次数", "trips", COUNT, width=10),
        Column("委外机构", "agency", width=16),
        Column("委外回款", "agency_recovered", MONEY, width=14),
        Column("委外佣金", "commission", MONEY, width=14),
        Column("专项小组", "team", width=24),
    ),
    key=("案件编号",),
    written=True,
)

CASE_DEADLINES = Sheet(
    "案件期限",
    "case_deadlines",
    (
        Column("案件编号", "case", width=12),
        Column("客户名称", "customer_name", width=28),
        Column("步骤", "next_step", width=40),
        Column("起算日", "from_day", DATE, width=12),
        Column("最迟日期", "deadline", DATE, width=12),
        Column("剩余天数", "days_left", COUNT, width=10),
        Column("提醒", "case_light", width=8),
        Column("依据", "basis", width=60),
        Column("说明", "explanation", width=60),
    ),
    written=True,
)

CASE_COSTS = Sheet(
    "案件费用",
    "case_costs",
    (
        Column("案件编号", "case", width=12),
        Column("客户名称", "customer_name", width=28),
        Column("费用编号", "cost", width=14),
        Column("日期", "spent", DATE, width=12),
        Column("合同编号", "contract", width=16),
        Column("费用类型", "cost_type", width=12),
        Column("金额", "amount", MONEY, width=14),
        Column("由债务人承担", "borne_by_debtor", width=13),
        Column("凭证号", "voucher", width=14),
        Column("审核", "approval", width=9),
        Column("归属依据", "attribution", width=16),
    ),
    written=True,
)

EVIDENCE_INDEX = Sheet(
    "证据目录",
    "evidence_index",
    (
        Column("客户编号", "customer", width=11),
        Column("序号", "number", COUNT, width=6),
        Column("证据名称", "evidence_name", width=34),
        Column("来源", "source", width=20),
        Column("文件", "file", width=40),
        Column("证明内容", "proves", width=36),
        Column("原件保管", "original_at", width=16),
        Column("齐备情况", "evidence_state", OPTION, options=EVIDENCE_STATES, width=10),
        Column("说明", "explanation", width=50),
    ),
    written=True,
)
