"""Taking in a register from outside: the sheets of its mapping, of what came in, and of the differences to settle.

``IMPORTABLE`` lists what a column from outside may be; ``synonyms`` lists the names it goes by there.
"""

from __future__ import annotations

from addin.ledger.schema.options import COUNT, DATE, MONEY, OPTION, PERCENT
from addin.ledger.schema.register import CONTACTS, CONTRACTS, CUSTOMERS, INSTALMENTS, RECEIPTS
from addin.ports import Column, Sheet

# What a source column may feed, by English sheet name; the headers are those of the register.
IMPORTABLE: dict[str, tuple[str, ...]] = {
    "customers": ("customer", "customer_name", "uscc", "firm_size", "credit", "address", "postcode", "email"),
    "contacts": ("person", "phone"),
    "contracts": ("contract", "contract_name", "signed", "contract_amount", "payment_terms", "penalty_mode",
                  "penalty_rate", "grace_days", "security", "file_number", "contract_state", "salesperson", "department"),
    "instalments": ("instalment", "number", "nature", "due", "amount", "invoice", "disputed", "dispute_reason",
                    "remark"),
    "receipts": ("receipt", "received", "amount", "method", "voucher"),
}  # fmt: skip
PAID_TO_DATE, UNPAID = "累计已收", "未收余额"  # no columns of the ledger: they become opening receipts
SOURCE_FIGURES = {PAID_TO_DATE: "paid", UNPAID: "unpaid"}
LEFT_OUT = "不导入"
IMPORT_TARGETS: dict[str, tuple[str, str]] = {  # by header: English names of sheet and column
    sheet.column(name).header: (sheet.name, name)
    for sheet in (CUSTOMERS, CONTACTS, CONTRACTS, INSTALMENTS, RECEIPTS)
    for name in IMPORTABLE[sheet.name]
} | {figure: ("", name) for figure, name in SOURCE_FIGURES.items()}
UNITS_OF_MONEY = {"元": 1, "千元": 1_000, "万元": 10_000, "百万元": 1_000_000, "亿元": 100_000_000}
PURPOSES = ("导入", "本表即台账")
IN_PLACE = PURPOSES[1]
MAPPING_STATES = ("待确认", "已确认")
ADOPTIONS = ("保留台账", "采用来源")
OPENING = "期初"
OPENING_DATES = ("应收日期", "截止日期")
RECEIPT_PREFIX = "回"
OWN_COLUMN = "催收·"  # before the header of a column that the program adds to a sheet of the user's
OWN_LABELS = {"contracts": "合同", "receipts": "回款", "customers": "客户", "contacts": "联系人"}
INSTALMENT_LABEL = "第{number}期"
CUSTOMER_NUMBER = "KH{序号:4}"

# Kinds of lines of 导入结果.
LINE_TAKEN, LINE_SKIPPED, LINE_SUM, LINE_ASKED, LINE_NEW, LINE_NOTE = "读入", "跳过", "勾稽", "待定", "新增", "说明"

MAPPING = Sheet(
    "列对应",
    "mapping",
    (
        Column("形状", "shape", required=True, width=11),
        Column("用途", "purpose", OPTION, required=True, options=PURPOSES, width=11),
        Column("状态", "mapping_state", OPTION, options=MAPPING_STATES, width=9),
        Column("来源文件", "file", width=20),
        Column("来源工作表", "sheet", required=True, width=16),
        Column("表头行", "header_rows", required=True, width=8),
        Column("来源列", "letter", width=8),
        Column("来源列名", "source_header", width=20),
        Column("例值", "example", width=18),
        Column("对应表", "target_sheet", width=11),
        Column("对应列", "target", OPTION, options=(*IMPORT_TARGETS, LEFT_OUT), width=16),
        Column("分期", "unit_number", COUNT, width=6),
        Column("单位", "money_unit", OPTION, options=tuple(UNITS_OF_MONEY), width=7),
        Column("固定值", "constant", width=14),
        Column("可信度", "confidence", PERCENT, width=9),
        Column("说明", "explanation", width=52),
    ),
    note="来源的每一列对应台账的哪一列；请核对「对应列」，改好再点【导入台账】",
    optional=True,
    on_demand=True,
)
MAPPING_EDITABLE = ("purpose", "header_rows", "target", "unit_number", "money_unit", "constant")

IMPORT_REPORT = Sheet(
    "导入结果",
    "import_report",
    (
        Column("类别", "kind", width=8),
        Column("来源工作表", "sheet", width=18),
        Column("来源行", "place", width=10),
        Column("项目", "item", width=30),
        Column("笔数", "count", COUNT, width=9),
        Column("来源合计", "before", MONEY, width=17),
        Column("导入合计", "after", MONEY, width=17),
        Column("说明", "explanation", width=64),
    ),
    written=True,
    optional=True,
    on_demand=True,
)

IMPORT_CHANGES = Sheet(
    "导入差异",
    "import_changes",
    (
        Column("工作表", "table", required=True, width=12),
        Column("编号", "key", required=True, width=20),
        Column("列", "header", required=True, width=14),
        Column("台账内容", "now", width=26),
        Column("来源内容", "incoming", width=26),
        Column("处理", "adoption", OPTION, options=ADOPTIONS, width=10),
    ),
    key=("工作表", "编号", "列"),
    note="来源与台账不同的单元格：选「采用来源」的，下次导入时改写台账，其余保留台账",
    optional=True,
    on_demand=True,
)

DIFFERENCE_KINDS = ("本方缺", "对方缺", "金额不符", "日期不符", "金额日期均不符")
CONCLUSIONS = ("以台账为准", "以财务为准", "双方已更正", "待核")
OPEN_CONCLUSION = CONCLUSIONS[3]

RECONCILIATION = Sheet(
    "对账差异",
    "reconciliation",
    (
        Column("合同编号", "contract", required=True, width=16),
        Column("期次", "number", COUNT, width=7),
        Column("客户编号", "customer", width=12),
        Column("客户名称", "customer_name", width=28),
        Column("台账金额", "own_amount", MONEY, width=16),
        Column("财务金额", "their_amount", MONEY, width=16),
        Column("差额", "gap", MONEY, computed=True, width=15),
        Column("台账到期日", "own_due", DATE, width=12),
        Column("财务到期日", "their_due", DATE, width=12),
        Column("差异类型", "difference", OPTION, options=DIFFERENCE_KINDS, width=15),
        Column("财务所在行", "their_place", width=18),
        Column("核对人", "checker", width=10),
        Column("结论", "conclusion", OPTION, options=CONCLUSIONS, width=12),
        Column("备注", "remark", width=24),
    ),
    note="本方台账与财务应收逐笔核对的差异；填好「核对人」「结论」后，下次核对时保留",
    optional=True,
    on_demand=True,
)
