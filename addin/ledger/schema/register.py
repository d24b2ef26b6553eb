"""The register: customers, contacts, contracts, instalments, receipts, costs, write-offs; parameters, quotes and holidays."""

from __future__ import annotations

from addin.ledger.schema.options import (
    ALLOCATION_ORDERS,
    CONTACT_ROLES,
    COUNT,
    DATE,
    DAY_BASES,
    DEBT_NATURES,
    FIRM_SIZES,
    FLAG,
    GRADES,
    LPR_PICKS,
    MONEY,
    NO,
    OPTION,
    PENALTY_MODES,
    PERCENT,
    PHONE_STATES,
    RATE,
    RECOVERY_CLASSES,
    REST,
    SPECIAL_CASES,
    WORK,
)
from addin.ports import Column, Sheet

CUSTOMERS = Sheet(
    "客户",
    "customers",
    (
        Column("客户编号", "customer", required=True, width=12),
        Column("客户名称", "customer_name", required=True, width=30),
        Column("统一社会信用代码", "uscc", width=22),
        Column("企业规模", "firm_size", OPTION, options=FIRM_SIZES, width=10),
        Column("信用等级", "credit", OPTION, options=("A", "B", "C", "D"), open_options=True, width=10),
        Column("客户类型", "debtor_type", OPTION, open_options=True, width=12,
               options=("挑衅型", "推托型", "受害者型", "自信型", "顽固型", "老练型", "保证还款型")),
        Column("供货状态", "supply", OPTION, options=("正常", "暂停供货", "暂停售后"), open_options=True, width=10),
        Column("业务员", "salesperson", width=10),
        Column("部门", "department", width=12),
        Column("催收策略", "strategy", default="默认", width=12),
        Column("催收员", "collector", width=10),
        Column("特殊情形", "special", OPTION, options=SPECIAL_CASES, width=10),
        Column("通讯地址", "address", width=36),
        Column("邮编", "postcode", width=9),
        Column("电子邮箱", "email", width=24),
        Column("暂缓至", "hold_until", DATE, width=12),
        Column("暂缓原因", "hold_reason", width=18),
        Column("中止事由发生日", "suspension_start", DATE, width=14),
        Column("中止事由消除日", "suspension_end", DATE, width=14),
        Column("备注", "remark", width=20),
    ),
    key=("客户编号",),
    note="一行一个客户",
)

CONTACTS = Sheet(
    "联系人",
    "contacts",
    (
        Column("客户编号", "customer", required=True, refers="客户", width=12),
        Column("姓名", "person", required=True, width=12),
        Column("角色", "role", OPTION, options=CONTACT_ROLES, open_options=True),
        Column("电话", "phone", width=16),
        Column("号码状态", "phone_state", OPTION, options=PHONE_STATES, open_options=True, width=10),
        Column("核实日期", "verified", DATE, width=12),
        Column("备注", "remark", width=24),
    ),
    note="一个客户可有多个联系人",
)

CONTRACTS = Sheet(
    "合同台账",
    "contracts",
    (
        Column("合同编号", "contract", required=True, width=16),
        Column("客户编号", "customer", required=True, refers="客户", width=12),
        Column("合同名称", "contract_name", width=26),
        Column("签订日期", "signed", DATE, required=True, width=12),
        Column("合同金额", "contract_amount", MONEY, required=True, width=16),
        Column("付款方式", "payment_terms", OPTION, options=("一次付清", "分期付款", "月结"), open_options=True, width=10),
        Column("违约金方式", "penalty_mode", OPTION, required=True, options=PENALTY_MODES, width=12),
        Column("违约金标准", "penalty_rate", RATE, width=12),
        Column("LPR取值", "lpr_pick", OPTION, options=LPR_PICKS, setting="LPR取值", width=10),
        Column("计息年天数", "day_basis", OPTION, options=DAY_BASES, setting="计息年天数", width=12),
        Column("宽限天数", "grace_days", COUNT, setting="宽限天数", width=10),
        Column("节假日顺延", "roll_due", FLAG, setting="节假日顺延", width=12),
        Column("违约金上限比例", "penalty_cap", PERCENT, width=14),
        Column("冲抵顺序", "allocation_order", OPTION, options=ALLOCATION_ORDERS, setting="冲抵顺序", width=24),
        Column("债务性质", "debt_nature", OPTION, options=DEBT_NATURES, default="各期独立", width=14),
        Column("担保方式", "security", OPTION, options=("无", "保证", "抵押", "质押"), open_options=True, width=10),
        Column("保证期间届满日", "guarantee_end", DATE, width=14),
        Column("业务员", "salesperson", width=10),
        Column("部门", "department", width=12),
        Column("清收类别", "recovery_class", OPTION, open_options=True, width=12,
               options=RECOVERY_CLASSES),
        Column("合同状态", "contract_state", OPTION, options=("履行中", "已结清", "诉讼中", "已终止"), open_options=True),
        Column("档案编号", "file_number", width=14),
        Column("原件存放", "original_at", width=12),
        Column("备注", "remark", width=20),
        Column("未收本金", "unpaid_principal", MONEY, computed=True, width=16),
        Column("未付违约金", "unpaid_penalty", MONEY, computed=True, width=14),
        Column("未付费用", "unpaid_costs", MONEY, computed=True, width=12),
        Column("预收余额", "prepaid", MONEY, computed=True, width=14),
        Column("应付合计", "payable", MONEY, computed=True, width=16),
        Column("最长逾期天数", "longest_overdue", COUNT, computed=True, width=13),
    ),
    key=("合同编号",),
    note="一份合同一行",
)

INSTALMENTS = Sheet(
    "应收计划",
    "instalments",
    (
        Column("应收编号", "instalment", required=True, width=18),
        Column("合同编号", "contract", required=True, refers="合同台账", width=16),
        Column("期次", "number", COUNT, required=True, width=7),
        Column("款项性质", "nature", OPTION, open_options=True, width=10,
               options=("货款", "预付款", "进度款", "验收款", "质保金", "服务费", "借款")),
        Column("应收日期", "due", DATE, required=True, width=12),
        Column("应收金额", "amount", MONEY, required=True, width=16),
        Column("发票号", "invoice", width=22),
        Column("争议金额", "disputed", MONEY, width=14),
        Column("争议原因", "dispute_reason", width=18),
        Column("备注", "remark", width=20),
        Column("已收金额", "paid_principal", MONEY, computed=True, width=16),
        Column("未收金额", "unpaid_principal", MONEY, computed=True, width=16),
        Column("逾期天数", "overdue_days", COUNT, computed=True, width=10),
        Column("逾期等级", "grade", OPTION, computed=True, options=GRADES, width=10),
        Column("违约金", "penalty", MONEY, computed=True, width=14),
        Column("未付违约金", "unpaid_penalty", MONEY, computed=True, width=14),
        Column("催收阶段", "stage", COUNT, computed=True, width=10),
        Column("下一步", "next_step", computed=True, width=40),
        Column("时效届满日", "limitation_end", DATE, computed=True, width=12),
    ),
    key=("应收编号",),
    note="一期应收一行",
)

RECEIPTS = Sheet(
    "回款记录",
    "receipts",
    (
        Column("回款编号", "receipt", required=True, width=14),
        Column("回款日期", "received", DATE, required=True, width=12),
        Column("合同编号", "contract", required=True, refers="合同台账", width=16),
        Column("应收编号", "instalment", refers="应收计划", width=18),
        Column("回款金额", "amount", MONEY, required=True, width=16),
        Column("回款方式", "method", OPTION, open_options=True, width=10,
               options=("电汇", "承兑汇票", "支票", "现金", "抵抹账", "债务重组")),
        Column("回款渠道", "channel", OPTION, options=("自身", "交叉", "公安", "外包"), open_options=True, width=10),
        Column("凭证号", "voucher", width=14),
        Column("备注", "remark", width=20),
        Column("冲本金", "to_principal", MONEY, computed=True, width=16),
        Column("冲违约金", "to_penalty", MONEY, computed=True, width=14),
        Column("冲费用", "to_costs", MONEY, computed=True, width=12),
        Column("预收余额", "prepaid", MONEY, computed=True, width=14),
    ),
    key=("回款编号",),
    note="一笔回款一行；付款人指定了还哪一期时填应收编号",
)

COSTS = Sheet(
    "催收费用",
    "costs",
    (
        Column("费用编号", "cost", required=True, width=14),
        Column("日期", "spent", DATE, required=True, width=12),
        Column("合同编号", "contract", required=True, refers="合同台账", width=16),
        Column("费用类型", "cost_type", OPTION, open_options=True, width=12,
               options=("差旅费", "邮寄费", "律师费", "诉讼费", "保全费", "公证费", "其他")),
        Column("金额", "amount", MONEY, required=True, width=14),
        Column("由债务人承担", "borne_by_debtor", FLAG, default=NO, width=13),
        Column("凭证号", "voucher", width=14),
        Column("备注", "remark", width=20),
    ),
    key=("费用编号",),
    note="为催收支出的费用，一笔一行",
)

WRITE_OFFS = Sheet(
    "坏账核销",
    "write_offs",
    (
        Column("核销编号", "write_off", required=True, width=14),
        Column("核销日期", "written", DATE, required=True, width=12),
        Column("应收编号", "instalment", required=True, refers="应收计划", width=18),
        Column("核销金额", "amount", MONEY, required=True, width=16),
        Column("报损申请日", "applied", DATE, width=12),
        Column("取证材料", "evidence", width=30),
        Column("批准人", "approved_by", width=10),
        Column("备注", "remark", width=20),
    ),
    key=("核销编号",),
    note="账面核销的坏账，一笔一行；核销后债权仍在，照常催收",
    optional=True,
)

SETTINGS = Sheet(
    "参数",
    "settings",
    (
        Column("参数", "setting", required=True, width=20),
        Column("值", "value", width=26),
        Column("说明", "explanation", width=70),
    ),
    key=("参数",),
    note="本公司资料与计算规则",
)

LPR = Sheet(
    "LPR利率",
    "lpr",
    (
        Column("公布日", "published", DATE, required=True, width=12),
        Column("一年期LPR", "one_year", RATE, required=True, width=12),
        Column("五年期以上LPR", "five_years", RATE, width=15),
    ),
    key=("公布日",),
    note="单位为 %；新报价公布后在下面加一行",
)

HOLIDAYS = Sheet(
    "节假日",
    "holidays",
    (
        Column("日期", "day", DATE, required=True, width=12),
        Column("性质", "day_kind", OPTION, required=True, options=(REST, WORK), width=8),
    ),
    key=("日期",),
    note="只需登记与内置日历不同或内置日历尚未收录的日子",
)
