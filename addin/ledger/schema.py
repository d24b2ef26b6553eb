"""The workbook: every sheet, column, option and setting. All Chinese names of the ledger live here and nowhere else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from addin.ports import Column, Kind, Sheet

if TYPE_CHECKING:
    from collections.abc import Iterator

YES, NO = "是", "否"
OPTION, FLAG, DATE, MOMENT = Kind.OPTION, Kind.FLAG, Kind.DATE, Kind.MOMENT
MONEY, RATE, PERCENT, COUNT = Kind.MONEY, Kind.RATE, Kind.PERCENT, Kind.COUNT

# ------------------------------------------------------------------ options that rules depend on (closed)

PENALTY_MODES = ("无", "日利率", "年利率", "LPR倍数", "LPR加点")
LPR_PICKS = ("分段", "违约时", "签约时")
ALLOCATION_ORDERS = ("先本金", "费用-本金-违约金", "费用-违约金-本金(逐笔)", "费用-违约金-本金(整体)")
DEBT_NATURES = ("各期独立", "同一债务分期")
FIRM_SIZES = ("大型", "中型", "小型", "微型", "公共机构", "自然人")
GRADES = ("未逾期", "轻度", "中度", "重度")
DAY_BASES = ("365", "360")
EVIDENCE = ("签收", "邮件签收回执", "电子送达可证", "书面承诺", "公证", "电话无录音", "退回", "无")
TRIGGERS = ("到期后天数", "到期后天数至月末", "上一函件后天数")
LETTER_OUTPUTS = ("每客户一个文件", "一个压缩包")
LETTER_STATES = ("草稿", "已出函", "已寄出", "已签收", "退回", "已回函", "作废")
PROMISE_STATES = ("待履行", "已履行", "部分履行", "爽约")
SPECIAL_CASES = ("屡次爽约", "不愿还款", "死亡")
TIP_KINDS = ("特征", "技巧", "预警")
LEGAL_LISTS = ("暂停售后", "起诉", "强制性催收")
APPROVALS = ("待批", "同意", "不同意")
WILFUL = "故意拖欠"  # of the log's reasons
ASSIGN_MODES = ("谁销售谁回款", "平均户数", "金额均衡")
LIMITATION_STATES = ("未起算", "正常", "预警", "中止", "待法务判断", "已届满")
REST, WORK = "休息", "上班"
CHOSEN = (YES, NO)
CONTACT_METHODS = ("电话", "上门", "信函", "邮件", "法律")
CONTACT_ROLES = ("业务当事人", "主管负责人", "财务负责人")
FINANCE_ROLE = CONTACT_ROLES[2]
PHONE_STATES = ("有效", "空号", "停机", "拒接")
PHONE_VALID = PHONE_STATES[0]

PLAN_UNITS = ("元", "万元", "人", "笔")
PLAN_SOURCES = ("手工填写", "回款金额", "收回本金", "清收逾期")
RECOVERY_CLASSES = ("1a", "1b", "1c", "2", "3", "4", "5a", "5b")
LIGHTS = ("正常", "注意", "警示")
KPI_GRADES = ("优秀", "良好", "合格", "不合格")

# Names that commands write or look for.
OFFSET_METHODS = ("抵抹账", "债务重组")  # ways of repayment that are not cash (of receipts)
NEVER_CHASED = "不催收"  # the strategy of customers that are never chased
TO_SEND, NOT_TO_SEND, SENT = "拟发", "不发", "已出函"
STATEMENT_TYPE = "对账单"
SETTLED, IN_COURT = "已结清", "诉讼中"  # of the contract's state
LOAN = "借款"  # of an instalment's nature
ENTRY_NUMBER = "记{年}-{序号:5}"

# ------------------------------------------------------------------ what users fill in

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
        Column("欠款原因", "reason", OPTION, options=("疏忽", "对产品不满", "资金紧张", "故意拖欠"), open_options=True, width=12),
        Column("客户反馈", "response", width=36),
        Column("承诺还款日", "promised_day", DATE, width=12),
        Column("承诺金额", "promised_amount", MONEY, width=14),
        Column("承诺应收", "promised_instalments", width=22),
        Column("送达证据", "evidence", OPTION, options=EVIDENCE, width=14),
        Column("下次跟进日", "follow_up", DATE, width=12),
        Column("更正记录", "corrects", refers="催收记录", width=16),
        Column("备注", "remark", width=20),
        Column("承诺状态", "promise_state", OPTION, computed=True, options=PROMISE_STATES, width=10),
    ),
    key=("记录编号",),
    note="只增不改；写错的另记一行，在「更正记录」填被更正的编号",
)

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
        Column("回函结果", "reply", OPTION, options=("未回复", "相符", "不符"), open_options=True, width=10),
        Column("差异说明", "difference", width=24),
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

LEGAL_REGISTER = Sheet(
    "法务名单",
    "legal_register",
    (
        Column("名单", "legal_list", OPTION, required=True, options=LEGAL_LISTS, width=12),
        Column("客户编号", "customer", required=True, refers="客户", width=12),
        Column("列入日期", "listed", DATE, required=True, width=12),
        Column("依据", "ground", width=60),
        Column("逾期本金", "principal", MONEY, width=16),
        Column("最长逾期天数", "longest_overdue", COUNT, width=13),
        Column("批示", "approval", OPTION, options=APPROVALS, width=9),
        Column("批示人", "approver", width=10),
        Column("批示日期", "approved", DATE, width=12),
        Column("解除日期", "released", DATE, width=12),
        Column("备注", "remark", width=20),
    ),
    note="程序列入，领导批示；欠款付清或不再适用时填「解除日期」",
    optional=True,
)

DEBTOR_TIPS = Sheet(
    "应对要点",
    "debtor_tips",
    (
        Column("客户类型", "debtor_type", OPTION, required=True, open_options=True, width=12,
               options=("挑衅型", "推托型", "受害者型", "自信型", "顽固型", "老练型", "保证还款型")),
        Column("类别", "tip_kind", OPTION, required=True, options=TIP_KINDS, width=8),
        Column("序号", "number", COUNT, width=6),
        Column("内容", "tip", required=True, width=80),
    ),
    note="七类客户的特征、技巧和预警信号；今日待办和客户卡引用，可自行增改",
    optional=True,
)

# ------------------------------------------------------------------ what the program writes

FINDINGS = Sheet(
    "校验结果",
    "findings",
    (
        Column("级别", "level", width=8),
        Column("工作表", "sheet", width=14),
        Column("位置", "place", width=10),
        Column("列", "column", width=16),
        Column("内容", "found", width=24),
        Column("说明与处理", "message", width=80),
        Column("代码", "code", width=26),
    ),
    written=True,
)

SEGMENTS = Sheet(
    "违约金明细",
    "segments",
    (
        Column("应收编号", "instalment", width=18),
        Column("起日", "from_day", DATE, width=12),
        Column("止日", "to_day", DATE, width=12),
        Column("天数", "days", COUNT, width=7),
        Column("计息本金", "principal", MONEY, width=16),
        Column("利率", "rate", width=14),
        Column("违约金", "penalty", MONEY, width=14),
        Column("依据", "basis", width=60),
    ),
    written=True,
)

AGEING = Sheet(
    "账龄分析",
    "ageing",
    (
        Column("客户编号", "customer", width=12),
        Column("客户名称", "customer_name", width=30),
        Column("未到期", "not_due", MONEY, width=15),
        Column("1–30天", "d30", MONEY, width=15),
        Column("31–60天", "d60", MONEY, width=15),
        Column("61–90天", "d90", MONEY, width=15),
        Column("91–180天", "d180", MONEY, width=15),
        Column("181–365天", "d365", MONEY, width=15),
        Column("1–2年", "y2", MONEY, width=15),
        Column("2–3年", "y3", MONEY, width=15),
        Column("3年以上", "older", MONEY, width=15),
        Column("未收合计", "total", MONEY, width=16),
        Column("预计可收回", "expected", MONEY, width=16),
    ),
    written=True,
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

ALLOCATIONS = Sheet(
    "回款冲抵明细",
    "allocations",
    (
        Column("回款编号", "receipt", width=14),
        Column("冲抵日期", "day", DATE, width=12),
        Column("合同编号", "contract", width=16),
        Column("冲抵对象", "debt", width=18),
        Column("项目", "item", width=10),
        Column("金额", "amount", MONEY, width=16),
        Column("冲抵规则", "rule", width=70),
    ),
    written=True,
)

LIMITATION = Sheet(
    "时效预警",
    "limitation",
    (
        Column("状态", "state", width=14),
        Column("合同编号", "contract", width=16),
        Column("应收编号", "instalment", width=18),
        Column("客户名称", "customer_name", width=30),
        Column("未收本金", "unpaid_principal", MONEY, width=16),
        Column("时效起算日", "start", DATE, width=12),
        Column("最近中断日", "last_interruption", DATE, width=12),
        Column("时效届满日", "limitation_end", DATE, width=12),
        Column("剩余天数", "days_left", COUNT, width=10),
        Column("保证期间届满日", "guarantee_end", DATE, width=14),
        Column("保证期间状态", "guarantee_state", width=18),
        Column("经过", "chain", width=90),
    ),
    written=True,
)

LIMITATION_STEPS = Sheet(
    "时效经过",
    "limitation_steps",
    (
        Column("应收编号", "instalment", width=18),
        Column("日期", "day", DATE, width=12),
        Column("事由", "step", width=30),
        Column("送达证据", "evidence", OPTION, options=EVIDENCE, width=14),
        Column("来源", "source", width=22),
        Column("时效届满日", "limitation_end", DATE, width=12),
        Column("说明", "explanation", width=60),
    ),
    written=True,
)

FEES = Sheet(
    "诉讼费用",
    "fees",
    (
        Column("合同编号", "contract", width=16),
        Column("客户名称", "customer_name", width=30),
        Column("逾期本金", "principal", MONEY, width=16),
        Column("未付违约金", "penalty", MONEY, width=14),
        Column("未付费用", "costs", MONEY, width=12),
        Column("减：预收余额", "prepaid", MONEY, width=14),
        Column("诉讼标的", "claim", MONEY, width=16),
        Column("案件受理费", "case_fee", MONEY, width=14),
        Column("减半受理费", "halved_fee", MONEY, width=14),
        Column("申请保全费", "preservation_fee", MONEY, width=14),
        Column("立案预交合计", "in_advance", MONEY, width=14),
        Column("申请执行费", "enforcement_fee", MONEY, width=14),
        Column("每日加倍利息", "doubled_daily", MONEY, width=14),
    ),
    key=("合同编号",),
    written=True,
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

LEGAL_SUMMARY = Sheet(
    "移交法务",
    "legal_summary",
    (
        Column("客户编号", "customer", width=11),
        Column("客户名称", "customer_name", width=28),
        Column("基本资料", "particulars", width=50),
        Column("合同编号", "contracts", width=26),
        Column("欠款时间", "since", DATE, width=12),
        Column("最长逾期天数", "longest_overdue", COUNT, width=13),
        Column("欠款金额", "principal", MONEY, width=16),
        Column("违约金额", "penalty", MONEY, width=14),
        Column("利息", "interest", MONEY, width=14),
        Column("未付费用", "costs", MONEY, width=12),
        Column("减：预收", "prepaid", MONEY, width=12),
        Column("合计", "total", MONEY, width=16),
        Column("时效届满日", "limitation_end", DATE, width=12),
        Column("催收情况", "work", width=70),
        Column("列入名单", "lists", width=24),
    ),
    key=("客户编号",),
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
        Column("来源", "origin", width=40),
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
        Column("建议", "proposal", width=40),
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
        Column("变化", "change", width=12),
        Column("催收措施", "measures", width=40),
        Column("下一步", "next_step", width=40),
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
        Column("说明", "note", width=40),
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

SHEETS: tuple[Sheet, ...] = (
    CUSTOMERS, CONTACTS, CONTRACTS, INSTALMENTS, RECEIPTS, COSTS, CONTACT_LOG, LETTERS, LETTER_LINES, SETTINGS, LPR, HOLIDAYS,
    STRATEGIES, STAFF, LEGAL_REGISTER, DEBTOR_TIPS, FINDINGS, SEGMENTS, ALLOCATIONS, AGEING, PROPOSALS, LIMITATION, LIMITATION_STEPS, FEES,
    PROMISES, BROKEN_PROMISES, WORKLIST, ASSIGNMENT, ASSIGNED, LEGAL_SUMMARY,
    WRITE_OFFS, PLANS, SURVEYS, WEEKLY, WEEKLY_SUMS, OVERDUE_LIST, MOVEMENT, DUE_AHEAD, DASHBOARD, KPI, KPI_LINES, DEFINITIONS,
    INCENTIVES, INCENTIVE_ACCOUNTS, INCENTIVE_RECEIPTS, PROGRESS, TARGETS,
)  # fmt: skip
BY_TITLE = {sheet.title: sheet for sheet in SHEETS}
BY_NAME = {sheet.name: sheet for sheet in SHEETS}

GUIDE_TITLE = "说明"
OPTIONS_TITLE = "选项"

# How weighty a value is (1 light to 3 dark), by column name: the colours of conditional formats.
TONES: dict[str, dict[str, int]] = {
    "grade": {"轻度": 1, "中度": 2, "重度": 3},
    "promise_state": {"待履行": 1, "部分履行": 2, "爽约": 3},
    "level": {"提示": 1, "错误": 3},
    "state": {"待法务判断": 1, "预警": 2, "已届满": 3},
    "verdict": {NOT_TO_SEND: 1},
    "light": dict(zip(LIGHTS[1:], (1, 3), strict=True)),
    "kpi_grade": dict(zip(KPI_GRADES[2:], (1, 3), strict=True)),
}


def open_columns() -> Iterator[Column]:
    """Yield, once per header, the columns whose options users may extend on the sheet 选项 (one column there each)."""
    seen: set[str] = set()
    for sheet in SHEETS:
        for column in sheet.columns:
            if column.open_options and column.header not in seen:
                seen.add(column.header)
                yield column


# ------------------------------------------------------------------ settings (rows of 参数)


@dataclass(frozen=True)
class SettingRow:
    """A row of 参数: its name there, the field of ``domain.settings.Settings``, kind, value when empty, explanation."""

    header: str
    name: str
    kind: Kind
    default: str
    explanation: str
    options: tuple[str, ...] = ()


SETTING_ROWS: tuple[SettingRow, ...] = (
    SettingRow("公司名称", "company", Kind.TEXT, "", "本公司（债权人）全称，印在对账单和函件上"),
    SettingRow("公司地址", "company_address", Kind.TEXT, "", "本公司通讯地址"),
    SettingRow("联系电话", "company_phone", Kind.TEXT, "", "客户核对账目、提出异议时拨打的电话"),
    SettingRow("财务联系人", "company_contact", Kind.TEXT, "", "函件上的联系人"),
    SettingRow("收款户名", "account_name", Kind.TEXT, "", "收款账户户名"),
    SettingRow("收款开户行", "account_bank", Kind.TEXT, "", "收款账户开户行"),
    SettingRow("收款账号", "account_number", Kind.TEXT, "", "收款账号；请设为文本，以免长数字被截断"),
    SettingRow("付款当日计息", "accrue_on_receipt_day", FLAG, YES, "是：回款当日仍按原余额计算违约金，次日起按新余额"),
    SettingRow("节假日顺延", "roll_due", FLAG, YES, "合同未填时：应收日为休息日的，顺延到下一工作日（民法典第203条）"),
    SettingRow("宽限天数", "grace_days", COUNT, "0", "合同未填时的宽限天数；宽限期内不算逾期，过后自应收日次日起算"),
    SettingRow("冲抵顺序", "allocation_order", OPTION, "先本金", "合同未填时的回款冲抵顺序", ALLOCATION_ORDERS),
    SettingRow("计息年天数", "day_basis", OPTION, "365", "合同未填时，年利率折算为日利率的天数", DAY_BASES),
    SettingRow("LPR取值", "lpr_pick", OPTION, "分段", "合同未填时：分段、按违约时或按签约时的 LPR", LPR_PICKS),
    SettingRow("预收自动冲抵", "apply_prepaid", FLAG, YES, "是：预收余额在下一期应收到期当日自动冲抵；否：一直挂预收"),
    SettingRow("轻度逾期天数上限", "mild_days", COUNT, "30", "逾期 1 天至该天数为轻度"),
    SettingRow("中度逾期天数上限", "medium_days", COUNT, "60", "超过轻度上限至该天数为中度，再长为重度"),
    SettingRow("两年内回收率", "recovery_two_years", PERCENT, "0.8", "账龄两年以内的预计回收率"),
    SettingRow("两年以上回收率", "recovery_older", PERCENT, "0.2", "账龄两年以上的预计回收率"),
    SettingRow("法定加计倍数", "statutory_multiple", RATE, "1.3", "合同未约定违约金时按一年期 LPR 的 1.3 至 1.5 倍（买卖合同解释第18条）"),
    SettingRow("债权人为中小企业", "creditor_is_sme", FLAG, NO, "是：对大型企业、公共机构适用《保障中小企业款项支付条例》"),
    SettingRow("函件编号格式", "letter_number", Kind.TEXT, "催字〔{年}〕第{序号:4}号", "{年} 为出函年份，{序号:4} 为当年四位流水号"),
    SettingRow("对账单编号格式", "statement_number", Kind.TEXT, "对字〔{年}〕第{序号:4}号", "同上，用于对账单"),
    SettingRow("付款期限工作日", "pay_within_days", COUNT, "7", "函件要求客户付款的期限（工作日），策略另有时限的从其规定"),
    SettingRow("异议期限工作日", "object_within_days", COUNT, "5", "客户对账目提出异议的期限（工作日）"),
    SettingRow("函件输出", "letter_output", OPTION, "每客户一个文件", "【出函】写成每客户一个 Word 文件，还是装在一个压缩包里", LETTER_OUTPUTS),
    SettingRow("生成邮件草稿", "mail_drafts", FLAG, NO, "是：【出函】同时为有电子邮箱的客户生成附有函件的邮件草稿（.eml），由经办人核对后自行发送"),
    SettingRow("双面打印", "duplex", FLAG, NO, "是：【合并打印】的每封函件从新的一张纸开始，双面打印时不会印到另一客户函件的背面"),
    SettingRow("经办人", "handler", Kind.TEXT, "", "记录催收时预填的经办人"),
    SettingRow("时效预警天数", "limitation_warnings", Kind.TEXT, "180,90,30", "诉讼时效届满前多少天预警，用逗号分隔"),
    SettingRow("爽约升级次数", "promises_to_escalate", COUNT, "3", "同一客户爽约达到该次数时，建议按“屡次爽约”升级处理"),
    SettingRow("扣款失败费", "broken_promise_fee", MONEY, "0", "每爽约一次应计的扣款失败费（元）；0 为不计。入账请登记《催收费用》"),
    SettingRow("首呼期限天数", "first_call_days", COUNT, "2", "应收日（含宽限期）之后第几天以前打出第一个催收电话"),
    SettingRow("阶段完成工作日", "stage_days", COUNT, "3", "到达催收阶段后多少个工作日内应发出函件"),
    SettingRow("回函期限工作日", "statement_reply_days", COUNT, "10", "对账单发出后多少个工作日没有书面回复即列入今日待办"),
    SettingRow("号码核实周期天数", "contact_check_days", COUNT, "180", "联系电话超过该天数没有核实即提示核实"),
    SettingRow("客户上班时间", "opening_time", Kind.TEXT, "09:00", "最佳致电时段的终点；写作 09:00，单元格请设为文本"),
    SettingRow("提前致电分钟", "call_ahead_minutes", COUNT, "15", "最佳致电时段在客户上班前多少分钟开始"),
    SettingRow("分派方式", "assign_mode", OPTION, "谁销售谁回款", "【分派】的默认方式；后两种在《催收人员》之间分派", ASSIGN_MODES),
    SettingRow("暂停售后逾期天数", "suspend_days", COUNT, "61", "最长逾期达到该天数的客户列入暂停售后名单；0 为不用这一条"),
    SettingRow("起诉逾期天数", "sue_days", COUNT, "180", "最长逾期达到该天数的客户列入起诉名单；0 为不用这一条"),
    SettingRow("禁用词语", "forbidden_words", Kind.TEXT, "老赖，骗子，无赖，不要脸，弄死，打断腿，堵门，让你坐牢，找你家人",
               "催收记录中出现即提示；用逗号分隔"),
    SettingRow("1a类奖励率", "reward_1a", PERCENT, "0.05", "清收奖惩：破产程序中的欠款，按实收金额奖励"),
    SettingRow("1b类奖励率", "reward_1b", PERCENT, "0.03", "清收奖惩：已诉讼但难以执行的欠款，按实收金额奖励"),
    SettingRow("1c类罚款率", "penalty_1c", PERCENT, "0.005", "清收奖惩：账龄一年以上、符合报损条件而未及时取证核销的金额"),
    SettingRow("2类现金奖励率", "reward_2", PERCENT, "0.03", "清收奖惩：纠纷、主体变更、下落不明的欠款，按回款奖励"),
    SettingRow("2类抵账奖励率", "reward_2_offset", PERCENT, "0.015", "清收奖惩：同上，以抵抹账、债务重组方式收回的"),
    SettingRow("2类罚款率", "penalty_2", PERCENT, "0.01", "清收奖惩：同上，未完成的金额"),
    SettingRow("3类奖励率", "reward_3", PERCENT, "0.01", "清收奖惩：有能力而拒不偿还、有望收回的欠款，按回收金额奖励"),
    SettingRow("3类罚款率", "penalty_3", PERCENT, "0.01", "清收奖惩：同上，未收回的金额"),
    SettingRow("4类罚款率", "penalty_4", PERCENT, "0.01", "清收奖惩：正常结算的欠款，少回收的金额；并停事业部报销至收回"),
    SettingRow("5b类罚款率", "penalty_5b", PERCENT, "0.01", "清收奖惩：押金、质保金、保证金期满未收回的金额"),
    SettingRow("清收起始月日", "incentive_start", Kind.TEXT, "01-01", "清收奖惩每年从这一天起算；此前已收的不算"),
    SettingRow("清收考核月日", "incentive_checkpoints", Kind.TEXT, "09-30,12-31", "考核时点，用逗号分隔；最后一个是期末，按最终完成清算，此前只奖不罚"),
    SettingRow("期末扣回多发奖励", "claw_back", FLAG, YES, "是：期末应发少于期中已发的，扣回差额；否：不扣回"),
    SettingRow("计划增长系数", "plan_growth", RATE, "1.4", "《计划》没有填计划数的，按上年实际乘以该系数"),
    SettingRow("回收率目标", "target_recovery", PERCENT, "0.8", "月度考核：收回金额 ÷ 逾期总额，不低于该值为达标"),
    SettingRow("坏账率目标", "target_bad_debt", PERCENT, "0.02", "月度考核：核销坏账 ÷ 逾期总额，不高于该值为达标"),
    SettingRow("及时率目标", "target_timeliness", PERCENT, "0.9", "月度考核：按时催收笔数 ÷ 应催笔数，不低于该值为达标"),
    SettingRow("满意度目标", "target_satisfaction", PERCENT, "0.9", "月度考核：客户满意度平均分 ÷ 100，不低于该值为达标"),
    SettingRow("首次催收工作日", "first_contact_days", COUNT, "3", "逾期后几个工作日之内须首次催收，用于及时率"),
    SettingRow("优秀达标项数", "met_for_excellent", COUNT, "4", "四项指标中达标几项为优秀"),
    SettingRow("良好达标项数", "met_for_good", COUNT, "3", "四项指标中达标几项为良好"),
    SettingRow("合格达标项数", "met_for_pass", COUNT, "1", "四项指标中达标几项为合格，再少为不合格"),
    SettingRow("周报截止星期", "report_weekday", COUNT, "5", "周报截止到星期几（1 至 7），通常是星期五"),
)
