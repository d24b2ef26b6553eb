"""What stands in a new workbook, and what an open one says: guide, hints, print, notes."""

from __future__ import annotations

PAGE_FOOTER = "第 &P 页 共 &N 页"  # &P and &N are Excel's own codes
LETTER_FOOTER = "第 &P 页"

GUIDE_TITLE = "催收台账　使用说明"
GUIDE_SUBTITLE = "照下面十步做，其余交给程序。"
GUIDE_LINES: tuple[str, ...] = (
    "开始前，在《参数》填写本公司名称、地址、电话和收款账户。其他各行已有默认值，可以先不改。",
    "《客户》一行一个客户，《合同台账》一行一份合同，《联系人》一行一个联系人。先登记客户，再登记合同。",
    "《应收计划》一期应收一行；同一合同各期金额之和应等于合同金额。",
    "收到款项当天登记《回款记录》。付款人指明还哪一期的填应收编号，没有指明的留空，由程序按约定顺序冲抵。",
    "律师费、诉讼费等登记《催收费用》；约定由客户承担的，「由债务人承担」选“是”。",
    "日期写成 2026-03-05，金额只写数字；有下拉箭头的从列表中选。需要新的选项，在《选项》相应的列下面加一行。",
    "灰色列由程序填写，请不要手工填。可以增加自己的列、调整列的先后，但请保留表头文字。",
    "登记好以后点【校验台账】，照《校验结果》逐条改正；再点【计算逾期】，逾期天数和违约金就填好了。",
    "与客户对账点【出对账单】。要发催款函，先点【拟发函件】，在「选中」列确认，再点【出函】。",
    "每次电话、上门之后点【记录催收】补记结果；函件寄出、签收、回函以后，在《函件登记》补填。",
)
GUIDE_COLOURS = "表头颜色"
GUIDE_LEGEND: dict[str, tuple[str, str]] = {
    "required": ("深蓝", "必须填写"),
    "optional": ("浅蓝", "有则填写；没有的留空，程序按默认值处理"),
    "computed": ("灰色", "由程序填写，请不要手工填"),
}
GUIDE_SHEETS = "各表用途（点击表名可以跳转）"
GUIDE_OPTIONS = "下拉列表的选项；每列可以在下面增加"

COMPUTED_TITLE = "由程序填写"
COMPUTED_HINT = "点【计算逾期】等按钮后自动填写，请不要手工填。"
# What to type into a column, shown beside the selected cell, by sheet and column.
INPUT_HINTS: dict[str, str] = {
    "customers.customer": "每个客户一个编号，不可重复。登记后请不要更改。",
    "customers.uscc": "18 位，按文本填写；自然人留空。",
    "customers.strategy": "《催收策略》中的策略名，留空按“默认”。",
    "customers.hold_until": "这一天之前不发函；请同时填写暂缓原因。",
    "contracts.contract_amount": "等于《应收计划》中本合同各期金额之和。",
    "contracts.penalty_rate": "日利率万分之五填 0.0005；年利率 6% 填 0.06；LPR 的 1.5 倍填 1.5；LPR 加 2% 填 0.02。",
    "contracts.grace_days": "宽限期内不算逾期。留空按《参数》。",
    "contracts.penalty_cap": "占该期应收金额的比例，如 30%；没有约定上限的留空。",
    "contracts.guarantee_end": "担保方式为保证的，填写保证期间的最后一天。",
    "customers.suspension_start": "使我方不能行使请求权的事由（不可抗力、债务人死亡后尚无继承人等）发生之日；没有的留空。",
    "customers.suspension_end": "上述事由消除之日；尚未消除的留空。",
    "instalments.instalment": "每期一个编号，不可重复，如合同编号加期次。",
    "instalments.disputed": "客户有异议的金额，不超过应收金额；这一部分不发函催收。",
    "receipts.instalment": "付款人指明还哪一期的才填；没有指明的留空。",
    "costs.borne_by_debtor": "只有选“是”的费用才向客户主张。",
    "contact_log.contacted": "如 2026-03-05 09:30。",
    "contact_log.promised_day": "客户承诺的付款日；到期未付的，程序标为爽约。",
    "contact_log.evidence": "证明对方收到或认可的证据；签收、书面承诺等可以中断诉讼时效。",
    "lpr.one_year": "单位为 %，3.00% 填 3.00。",
    "strategies.minimum": "逾期金额低于此数的不发函；留空不限。",
}
CELL_TITLE = "请检查填写的内容"
CELL_LIST = "请从下拉列表中选择。"
CELL_OPEN_LIST = "请从下拉列表中选择；需要新的选项，请先在《选项》「{header}」列下面增加一行。"
CELL_REFERS = "《{sheet}》中没有这个编号，请先在那里登记。"
CELL_DATE = "请填写 2000-01-01 以后的日期，如 2026-03-05。"
CELL_AMOUNT = "请填写不小于 0 的数字。"
CELL_COUNT = "请填写不小于 0 的整数。"
CELL_COMPUTED = "这一列由程序填写，请不要手工填。"

BOX_TITLE = "催收"
NOTE_MARK = "【校验】"  # begins every note of ours: editors sign notes with the user's name or forget who wrote them
# Titles of the dialogs in which a button's file from outside is chosen, by the button's key.
PICK_TITLES = {
    "import": "导入台账：请选择要读入的登记表（直接用本工作簿作台账的，选本工作簿）",
    "reconcile": "数据核对：请选择财务的应收清单",
}
PICK_KINDS, PICK_ALL = "Excel 工作簿、CSV 文件", "所有文件"
ANSWERED_NO = "已取消，没有做任何改动。"
NOTHING_PICKED = "没有选择文件，没有做任何改动。"
NO_WINDOW = "没有打开的窗口"
LIBREOFFICE_TEXTS = {  # what the extension itself may say, without the worker
    "title": BOX_TITLE,
    "no-worker": "催收程序没有启动。请运行 dunbook install --libreoffice 重新安装，然后重新打开 LibreOffice。",
    "died": "催收程序意外中断，这一次操作没有完成。请检查工作表后再点一次；如果再次中断，请把日志文件发给维护人员。",
}


def working(button: str) -> str:
    """Return the text of the status bar while a button works."""
    return f"催收：正在{button}……"


INSTALL_OFFICE_NEXT = ("请重新打开 LibreOffice Calc，菜单栏会出现【催收】菜单和工具栏。",)
OFFICE_UNINSTALLED = "已卸载 LibreOffice 扩展。台账和函件没有改动。请重新打开 LibreOffice。"


def installed_office(path: str) -> str:
    """Say for which LibreOffice the extension was installed."""
    return f"已安装 LibreOffice 扩展：{path}"
