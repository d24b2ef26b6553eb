"""The names that columns of other people's registers go by, per column of the ledger: the one table of synonyms.

Written without blanks and in lower case; the header of the ledger itself always counts. A word may serve one column
only, but for the words in ``GENERIC``, which mean what the sheet they stand on is about.
"""

from __future__ import annotations

SYNONYMS: dict[tuple[str, str], tuple[str, ...]] = {
    ("customers", "customer"): ("客户代码", "客户编码", "客户号", "单位编码", "客户id", "往来编码", "customerid", "customerno", "customerno.",
                                "customercode", "customernumber", "accountno", "clientid"),
    ("customers", "customer_name"): ("客户", "单位名称", "购货单位", "购货单位名称", "购买方", "购买方名称", "往来单位", "往来单位名称", "甲方", "客户全称",
                                     "客户单位", "买方", "需方", "欠款单位", "债务人", "付款单位", "公司名称", "customer", "customername", "client",
                                     "clientname", "buyer", "debtor", "company", "companyname"),
    ("customers", "uscc"): ("信用代码", "社会信用代码", "税号", "纳税人识别号", "购方税号", "uscc", "taxid", "taxno"),
    ("customers", "firm_size"): ("规模", "单位规模"),
    ("customers", "credit"): ("客户等级", "信誉等级", "信用级别", "creditrating"),
    ("contracts", "salesperson"): ("业务经理", "客户经理", "销售", "销售员", "销售人员", "销售经理", "负责人", "经办人", "责任人", "业务人员", "跟单员",
                                   "salesperson", "sales", "salesrep", "accountmanager", "owner"),
    ("contracts", "department"): ("事业部", "所属部门", "销售部门", "业务部门", "分公司", "department", "division", "dept"),
    ("customers", "address"): ("地址", "客户地址", "联系地址", "单位地址", "注册地址", "邮寄地址", "address"),
    ("customers", "postcode"): ("邮政编码", "postcode", "zip", "zipcode"),
    ("customers", "email"): ("邮箱", "e-mail", "email", "邮件地址"),
    ("contacts", "person"): ("联系人", "联系人姓名", "对接人", "财务联系人", "contact", "contactperson", "contactname"),
    ("contacts", "phone"): ("联系电话", "手机", "手机号", "手机号码", "电话号码", "联系方式", "phone", "tel", "mobile", "telephone"),
    ("contracts", "contract"): ("合同号", "合同号码", "合同编码", "合同代码", "销售合同号", "销售合同编号", "协议号", "协议编号", "订单号", "订单编号", "销售订单号",
                                "contractno.", "contractno", "contract", "contractnumber", "contractid", "agreementno", "orderno",
                                "orderno.", "ordernumber"),
    ("contracts", "contract_name"): ("项目名称", "工程名称", "合同标的", "项目", "contractname", "contracttitle", "project"),
    ("contracts", "signed"): ("签约日期", "签约日", "签订日", "签订时间", "签约时间", "合同日期", "合同签订日期", "合同签订日", "合同签订时间", "signed",
                              "signdate", "signeddate", "signingdate", "datesigned", "contractdate"),
    ("contracts", "contract_amount"): ("合同额", "合同总额", "合同总价", "合同价款", "合同价", "总金额", "合同总金额", "签约金额", "contractamount",
                                       "contractvalue", "totalamount"),
    ("contracts", "payment_terms"): ("付款条件", "结算方式", "付款条款", "收款方式", "paymentterms", "terms"),
    ("contracts", "penalty_mode"): ("违约金类型", "违约金计算方式", "滞纳金方式"),
    ("contracts", "penalty_rate"): ("违约金率", "违约金比例", "滞纳金率", "滞纳金比例", "违约利率", "penaltyrate", "latefee"),
    ("contracts", "grace_days"): ("宽限期", "宽限期天数", "gracedays", "graceperiod"),
    ("contracts", "security"): ("担保", "担保形式"),
    ("contracts", "file_number"): ("档案号", "归档号", "卷宗号"),
    ("contracts", "contract_state"): ("状态", "履行状态", "执行状态", "status"),
    ("instalments", "instalment"): ("应收单号", "应收单据号", "单据编号", "单据号"),
    ("instalments", "number"): ("期数", "期号", "第几期", "分期", "批次", "instalment", "installment", "instalmentno", "installmentno",
                                "instalmentno.", "installmentno."),
    ("instalments", "nature"): ("款项", "款项类型", "款项名称", "款项类别", "付款节点", "收款节点", "款项内容", "paymenttype"),
    ("instalments", "due"): ("到期日", "到期日期", "应收款日期", "应收款日", "应付日期", "应付款日期", "约定付款日", "约定付款日期", "付款到期日", "约定到期日",
                             "计划收款日期", "计划回款日期", "应收到期日", "应收日", "付款期限", "收款到期日", "账期到期日", "付款日期", "约定收款日", "duedate",
                             "due", "paymentdue", "paymentduedate", "maturity"),
    ("instalments", "amount"): ("应收款", "应收账款", "应收款金额", "本期应收", "应付金额", "应付款", "货款", "货款金额", "开票金额", "发票金额",
                                "应收余额原值", "应收货款", "分期金额", "本期金额", "计划收款金额", "应收原额", "amountdue", "invoiceamount",
                                "receivable", "instalmentamount", "installmentamount", "dueamount"),
    ("instalments", "invoice"): ("发票号码", "发票编号", "票号", "invoice", "invoiceno", "invoiceno.", "invoicenumber"),
    ("instalments", "disputed"): ("争议款", "异议金额", "disputedamount"),
    ("instalments", "dispute_reason"): ("异议原因", "争议说明"),
    ("instalments", "remark"): ("说明", "备注说明", "摘要", "附注", "remark", "remarks", "note", "notes", "comment", "comments"),
    ("receipts", "receipt"): ("回款单号", "收款单号", "收款编号", "到账流水号", "receiptno", "receiptno.", "paymentid"),
    ("receipts", "received"): ("收款日期", "到账日期", "到账日", "收款日", "回款日", "回款时间", "到款日期", "实收日期", "入账日期", "来款日期",
                               "paymentdate", "paidon", "datereceived", "receiptdate", "settleddate"),
    ("receipts", "amount"): ("本次回款", "到账金额", "到款金额", "来款金额", "本次收款", "入账金额", "amountreceived", "paymentamount"),
    ("receipts", "method"): ("支付方式", "到款方式", "paymentmethod"),
    ("receipts", "voucher"): ("凭证编号", "记账凭证", "凭证", "银行流水号", "流水号", "voucher", "voucherno"),
    ("", "paid"): ("已付", "已付款", "已付金额", "已收", "已收款", "已收金额", "已收款金额", "累计回款", "累计收款", "累计已付", "累计付款", "已回款",
                         "已回款金额", "回款合计", "回款总额", "累计到账", "实收金额", "收款金额", "paid", "paidtodate", "amountpaid", "received",
                         "paidamount"),
    ("", "unpaid"): ("未收", "未付", "未收款", "未收金额", "未付款", "未付金额", "欠款", "余款", "应收余额", "未回款", "未回款金额", "欠款余额", "剩余欠款", "尚欠",
                   "尚欠金额", "尚欠款", "欠款金额", "应收账款余额", "未收账款", "未收货款", "未付货款", "期末余额", "balance", "outstanding", "unpaid", "openamount", "balancedue"),
}  # fmt: skip

# Words that mean what their sheet is about: (word, English sheet name of the role) → column.
GENERIC: dict[str, dict[str, tuple[str, str]]] = {
    "金额": {"instalments": ("instalments", "amount"), "receipts": ("receipts", "amount"), "contracts": ("contracts", "contract_amount")},
    "amount": {"instalments": ("instalments", "amount"), "receipts": ("receipts", "amount"), "contracts": ("contracts", "contract_amount")},
    "日期": {"receipts": ("receipts", "received")},
    "date": {"receipts": ("receipts", "received")},
    "收款金额": {"receipts": ("receipts", "amount")},
    "实收金额": {"receipts": ("receipts", "amount")},
    "已收金额": {"receipts": ("receipts", "amount")},
    "回款金额": {"receipts": ("receipts", "amount"), "instalments": ("", "paid"), "contracts": ("", "paid")},
    "余额": {"instalments": ("", "unpaid"), "contracts": ("", "unpaid")},
    "付款日期": {"receipts": ("receipts", "received")},
    "收款方式": {"receipts": ("receipts", "method")},
    "付款方式": {"receipts": ("receipts", "method")},
    "名称": {"customers": ("customers", "customer_name")},
    "name": {"customers": ("customers", "customer_name")},
    "编号": {"customers": ("customers", "customer"), "contracts": ("contracts", "contract")},
    "代码": {"customers": ("customers", "customer")},
    "电话": {"customers": ("contacts", "phone"), "contracts": ("contacts", "phone"), "instalments": ("contacts", "phone")},
    "备注": {"instalments": ("instalments", "remark")},
    "合同状态": {"contracts": ("contracts", "contract_state"), "instalments": ("contracts", "contract_state")},
}

# What a sheet's title tells about its role, first match wins.
ROLE_WORDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("receipts", ("回款", "收款", "到账", "来款", "receipt", "payment", "cash")),
    ("instalments", ("应收", "计划", "分期", "欠款", "instal", "receivable", "plan")),
    ("contracts", ("合同", "台账", "contract", "订单")),
    ("customers", ("客户", "往来单位", "customer", "client", "debtor")),
)

TOTAL_WORDS = ("小计", "合计", "总计", "累计", "本页合计", "本月合计", "subtotal", "total", "grandtotal", "sum")

ROW_NUMBER_WORDS = ("序号", "行号", "no.", "no", "s/n")  # headings of a column that only counts the rows

# What a line under a table begins with that tells who made it, when, or a note.
FOOTER_WORDS = ("编制", "制表", "制单", "填表", "填报", "审核", "复核", "审批", "批准", "核准", "负责人", "单位负责人", "部门负责人", "财务负责人", "经办",
                "主管", "财务", "会计", "出纳", "日期", "打印", "报送", "备注", "说明", "注")  # fmt: skip

CURRENCY_WORDS = ("币种", "币别", "货币", "结算币种", "合同币种", "currency", "ccy")  # headings of a column of currencies
YUAN_WORDS = ("人民币", "人民币元", "元", "rmb", "cny", "¥")
FOREIGN_WORDS = ("美元", "美金", "欧元", "港币", "港元", "日元", "英镑", "澳元", "加元", "韩元", "卢布", "usd", "us$", "eur", "hkd", "jpy", "gbp", "aud", "cad",
                 "sgd", "krw", "rub", "$", "€", "£")  # fmt: skip
UNTAXED_WORDS = ("不含税", "未税", "税前", "除税")  # of a sum that is not what the customer owes

# Wide registers: the parts of a heading such as 第一期应收金额, 验收款日期, Instalment 2 due date.
UNIT_DUE = ("日期", "应收日期", "到期日", "到期日期", "约定付款日", "付款日", "付款日期", "应付日期", "应收款日期", "计划日期", "期限", "时间", "duedate", "date", "due")
UNIT_AMOUNT = ("", "金额", "应收金额", "应收", "应付金额", "应收款", "付款金额", "款项", "款", "amount", "amountdue")
UNIT_PAID = ("已收", "已付", "已收金额", "已付金额", "已回款", "实收", "实收金额", "回款", "回款金额", "收款金额", "到账金额", "paid", "amountpaid")
UNIT_PAID_ON = ("回款日期", "收款日期", "到账日期", "实收日期", "已收日期", "实付日期", "paidon", "paymentdate")
NAMED_UNITS = ("预付款", "定金", "首付款", "首款", "发货款", "到货款", "进度款", "验收款", "安装款", "调试款", "尾款", "质保金", "保证金")
NATURE_OF_UNIT = {"定金": "预付款", "首付款": "预付款", "首款": "预付款", "保证金": "质保金", "到货款": "进度款", "发货款": "进度款", "安装款": "进度款", "调试款": "验收款", "尾款": "货款"}
