"""Values that cells may hold, and the names that commands write or look for."""

from __future__ import annotations

from addin.ports import Kind

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
AGREED = APPROVALS[1]
CASE_STATES = ("准备", "审理中", "已判决", "执行中", "终结本次执行", "委外催收", "已结案", "已撤诉")
ENFORCEMENT_ENDED = CASE_STATES[4]
CASE_OVER = CASE_STATES[6:]  # nothing more is due in such a case
PROPERTY_KINDS = ("银行存款", "动产", "不动产及其他")
EVIDENCE_KINDS = ("合同", "交付凭证", "发票", "对账确认", "催告送达", "付款承诺", "付款凭证", "担保", "主体资料", "其他")
EVIDENCE_STATES = ("齐备", "缺失")
LIGHTS_OF_CASES = ("正常", "预警", "已过")
OUTSOURCED = "外包"  # of the channels of receipts
TEAM_LEADER = "催收经理"  # of the positions of staff
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
PHONE_WORDS = ("电话", "座机", "固话", "电话号码", "座机号码", "固话号码")  # before a number without an area code

PLAN_UNITS = ("元", "万元", "人", "笔")
PLAN_SOURCES = ("手工填写", "回款金额", "收回本金", "清收逾期")
RECOVERY_CLASSES = ("1a", "1b", "1c", "2", "3", "4", "5a", "5b")
LIGHTS = ("正常", "注意", "警示")
KPI_GRADES = ("优秀", "良好", "合格", "不合格")

# Names that commands write or look for.
CHANNELS = ("自身", "交叉", "公安", "外包")
CASH = "现金"  # way of repayment
MONTHLY_TERMS = "月结"  # of a contract's payment terms
OFFSET_METHODS = ("抵抹账", "债务重组")  # ways of repayment that are not cash (of receipts)
NEVER_CHASED = "不催收"  # the strategy of customers that are never chased
TO_SEND, NOT_TO_SEND, SENT = "拟发", "不发", "已出函"
STATEMENT_TYPE = "对账单"
CONFIRMATION_TYPE, PLAN_TYPE = "往来询证函", "还款承诺书"
ACCOUNT_TYPES = (STATEMENT_TYPE, CONFIRMATION_TYPE)  # letters that state an account and demand nothing
SETTLED, IN_COURT = "已结清", "诉讼中"  # of the contract's state
LOAN = "借款"  # of an instalment's nature
ENTRY_NUMBER = "记{年}-{序号:5}"
MAIL_RETURNED = LETTER_STATES[4]
CASE_NUMBER = "案{年}-{序号:3}"
VISIT = CONTACT_METHODS[1]

DEBTOR_TYPES = ("挑衅型", "推托型", "受害者型", "自信型", "顽固型", "老练型", "保证还款型")
STEP_STATES = ("待办", "已办", "不适用")
STEP_OPEN = STEP_STATES[0]
ANOMALIES = ("推诿", "拖延", "拒付", "恶意拖欠", "信誉极差")
WORST_ANOMALY = ANOMALIES[-1]  # goes to the manager and to legal (LOG-02)
REPLIED, DIFFERS = "相符", "不符"  # of a statement's reply
CONFIRMATION_TYPE = "往来询证函"
REPLY_STATES = ("待回函", "逾期未回函", "退回", "相符", "不符待查", "不符已结")
ALLOWED, FORBIDDEN = "可用", "禁用"
