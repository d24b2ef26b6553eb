"""Every sentence a user may see. Where, what was found, what to do; polite business Chinese; one line each."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    import pandas as pd

    from addin.domain.settings import Settings
    from addin.ports import Problem, Refusal

# What is wrong and what to do, by the problem's code; {found} and the problem's details may stand in it.
PROBLEMS: dict[str, str] = {
    # sheets and headers
    "missing-sheet": "工作簿中没有这张表，无法计算。请从《催收台账》模板复制这张表，表名不要改动。",
    "absent-sheet": "工作簿中没有这张表，已按空表处理。需要时请从《催收台账》模板复制。",
    "missing-header": "第 1 行没有这个表头，这张表无法读取。请在第 1 行补上表头，并填写这一列。",
    "duplicate-header": "这个表头在第 1 行出现了 {times} 次，无法确定以哪一列为准。请只保留一列，其余改名或删除。",
    "header-text": "表头写作“{found}”，已按“{meant}”理解。请改为“{meant}”。",
    "all-blocked": "这张表的错误影响全部合同，更正之前不计算任何合同，也不出函件和对账单。请先更正本表列出的错误。",
    "lpr-blocked": "这张表的错误影响全部按 LPR 计息的合同，更正之前不计算这些合同。请先更正本表列出的错误。",
    # rows and cells as they stand on the sheet
    "missing-cell": "此项必填，现在是空的。请补填。",
    "total-row": "这一行是“{found}”行，不是明细，已跳过。请把合计放到表格以外，或删除这一行。",
    "hidden-rows": "有 {count} 行被隐藏或筛选掉（第 {rows} 行），仍参与计算。如不应计入，请删除这些行。",
    "merged": "这里有合并单元格，无法确定各行的内容。请取消合并，并在每一行分别填写。",
    "error-cell": "单元格的公式出错（{found}）。请更正公式，或改为直接填写数值。",
    "uncached": "公式还没有计算结果。请用 Excel 打开台账，重新计算并保存；或改为直接填写数值。",
    "placeholder": "“{found}”已按空单元格处理。没有内容时请留空。",
    # dates
    "not-date": "“{found}”不是日期。请改为 2025-02-28 这样的日期。",
    # letters and statements
    "customer-withheld": "客户 {found} 的数据有误，暂不出具函件和对账单。请先按《校验结果》更正。",
    "letter-not-due": "客户 {found} 按催收策略目前不需要发函（可能已经出函、付款或暂缓）。如有疑问请重新点【拟发函件】。",
    "letter-stale": "客户 {found} 拟发时金额为 {proposed}，现为 {now}，没有出函。请重新点【拟发函件】核对。",
    "letter-no-template": "客户 {found} 的函件类型“{template}”没有模板，没有出函。请补充模板或更正《催收策略》。",
    "legal-release": "客户 {found} 已没有逾期，可以从“{list}”名单解除，请填写「解除日期」。",
    "void-already": "函件 {found} 已于此前作废。请核对函件编号。",
    "void-answered": "函件 {found} 客户已回函（{reply}），不能作废。金额有误的，请另行出函更正。",
    "void-signed": "函件 {found} 已签收，是诉讼时效中断的证据，不能作废。金额有误的，请另行出函更正。",
    "void-paid": "函件 {found} 出函后，所列合同已于 {day} 回款，不能作废。如确需更正，请另行出函。",
    "void-later": "函件 {found} 之后又出具了 {later}，请先作废后出的函件。",
    "void-withheld": "函件 {found} 的客户 {customer} 数据有误，更正之前不能作废。请先按《校验结果》更正。",
    "void-unknown": "《函件登记》中没有“{found}”。请核对函件编号。",
    "letter-unknown-field": "模板“{template}”中的“{found}”不是台账中的栏目，最接近的是“{nearest}”。请更正模板。",
    "letter-empty-field": "函件要印“{found}”，但《参数》中为空。请补填后再出函。",
    "letter-incomplete": "给客户 {found} 的函件需要“{field}”，但台账中为空，这一封没有出。请补填后再出函。",
    "letter-unfit": "给客户 {found} 的函件中“{field}”为“{value}”，与模板要求的格式不符，这一封没有出。请核对台账或模板。",
    "letter-not-joined": "模板“{found}”分为多节或含有脚注，不能合并打印。请改点【出函】逐份生成，或把模板改为一节。",
    "letter-not-merged": "给客户 {found} 的函件行数太多或文字太长，Word 邮件合并容纳不下，没有列入。请对该客户点【出函】。",
    "letter-no-draft": "“{found}”不是电子邮箱地址，没有生成邮件草稿（函件已出）。请更正。",
    "ambiguous-date": "“{found}”可以理解为不同的日期。请改为 2025-02-28 这样的日期。",
    "date-range": "“{found}”不在 {first} 至 {last} 之间，可能是录入错误。请核对年份。",
    "date-text": "“{found}”是文本，已按 {reading} 理解。请改为日期格式。",
    "date-number": "“{found}”是数字，已按日期 {reading} 理解。请核对，并把单元格设为日期格式。",
    # numbers
    "not-number": "“{found}”不是数字。请只填数字，如 1234.50。",
    "number-text": "“{found}”不是纯数字，已按 {reading} 理解。请改为数字。",
    "money-decimals": "金额“{found}”超过两位小数。请改为精确到分的金额；由公式算出的，请用 ROUND(…,2) 取整到分。",
    "rate-decimals": "“{found}”超过 8 位小数。请至多填 8 位小数；由年利率折算日利率的，请直接选用“年利率”方式。",
    "not-whole": "“{found}”不是整数。请填写整数。",
    "too-large": "“{found}”太大，可能是录入错误。请核对。",
    "negative": "“{found}”是负数。请填写不小于 0 的数；退款或红冲请更正原来的记录，并在备注中说明。",
    "percent-range": "“{found}”超过 100%。请填写比例，如 30% 或 0.3。",
    # options and texts
    "not-option": "“{found}”不在可选内容之中。请从下列内容中选择：{allowed}。",
    "option-text": "“{found}”已按“{reading}”理解。请改为“{reading}”。",
    "text-changed": "“{found}”已被表格软件转换为日期或逻辑值，原来的编号无法确定。请把单元格设为文本格式，重新填写。",
    "digits-lost": "“{found}”是超过 15 位的数字，末尾几位可能已经丢失。请把单元格设为文本格式，重新填写完整号码。",
    # keys and references
    "duplicate-key": "“{found}”与第 {other} 行重复。编号必须唯一，请更正其中一行。",
    "unknown-reference": "《{refers}》中没有“{found}”。请先在《{refers}》登记，或更正这里的编号。",
    "near-reference": "《{refers}》中没有“{found}”，但有“{meant}”。如果就是它，请照它的写法更正。",
    "unknown-strategy": "《催收策略》中没有“{found}”。请从《催收策略》列出的策略中选择，或在《催收策略》增加这个策略。",
    # what does not fit together
    "contract-sum": "合同金额 {found} 元与《应收计划》各期合计 {total} 元相差 {gap} 元。请核对合同金额和各期应收金额。",
    "no-instalments": "合同“{found}”在《应收计划》中没有应收，不会计算逾期。请登记各期应收。",
    "due-before-signing": "应收日期 {found} 早于合同签订日期 {signed}。请核对。",
    "zero-amount": "金额为 0。请核对是否漏填。",
    "disputed-beyond": "争议金额 {found} 元超过应收金额 {amount} 元。请更正。",
    "number-twice": "合同“{contract}”的第 {found} 期出现了不止一次。请核对期次。",
    "penalty-rate-missing": "已选违约金方式，但没有填写违约金标准。请补填；没有约定违约金的，违约金方式请选“无”。",
    "penalty-rate-unused": "违约金方式为“无”，违约金标准 {found} 不起作用。请核对违约金方式。",
    "penalty-rate-high": "按“{mode}”，标准 {found} 高得少见，可能是小数点有误（日利率万分之五应填 0.0005）。请核对合同。",
    "penalty-rate-beyond": (
        "按标准 {found} 计得的利率超过 1000%，无法计算，多半是小数点有误（日利率万分之五应填 0.0005，LPR 的 1.5 倍应填 1.5）。"
        "请核对合同和《LPR利率》。"
    ),
    "contract-too-large": (
        "该合同应收合计 {total} 元，连同违约金会超出可以计算的范围（45 万亿元），可能是录入错误。请核对应收金额和违约金标准。"
    ),
    "total-too-large": "这张表的金额合计 {total} 元，超出可以计算的范围，可能是录入错误。请核对金额。",
    "lpr-missing": "违约金方式为“{found}”，但《LPR利率》中没有报价。请在《LPR利率》补录报价。",
    "lpr-fraction": "“{found}”已按 {reading}% 理解。本列单位为 %，请填 {reading}。",
    "receipt-elsewhere": "应收“{found}”属于合同“{owner}”，与本行的合同编号不一致。请更正应收编号或合同编号。",
    "receipt-before-signing": "回款日期 {found} 早于合同签订日期 {signed}。请核对日期和合同编号；确属签约前付款的无需处理。",
    "receipts-beyond": "至本笔为止，该合同累计回款超过应收合计 {owed} 元，多出 {beyond} 元，将先冲违约金和费用，余款列为预收。请核对。",
    "uscc": "“{found}”不符合统一社会信用代码的校验规则。请对照营业执照核对 18 位代码。",
    "uscc-twice": "统一社会信用代码“{found}”与客户“{other}”相同。请核对是否同一客户重复登记。",
    "promise-before-contact": "承诺还款日 {found} 早于催收时间 {contacted}。请核对。",
    # penalties and the law: agreed is never changed by the program
    "penalty-over-130": (
        "约定标准 {found} 折合年利率 {agreed}%，超过逾期付款损失的 130%：损失按 LPR 的 1.5 倍计，为年利率 {limit}%"
        "（LPR 自 {quote} 起为 {lpr}%）。对方可以请求酌减（民法典第585条、合同编通则解释第65条）。"
        "程序仍按约定计算，起诉前请法务核对。"
        "涉及 {count} 份合同：{names}。"
    ),
    "penalty-below-lpr": (
        "约定标准 {found} 折合年利率 {agreed}%，低于合同订立时的一年期 LPR {lpr}%。大型企业、公共机构拖欠中小企业款项，"
        "约定利率不得低于该 LPR（保障中小企业款项支付条例第17条，2025-06-01 以前为第15条）。请法务核对可以主张的利率。"
        "涉及 {count} 份合同：{names}。"
    ),
    "lending-cap": (
        "款项性质有“借款”，约定标准 {found} 折合年利率 {agreed}%，超过一年期 LPR {lpr}% 的四倍即 {limit}%，"
        "超过部分法院不予支持（民间借贷规定第25、28条）。程序仍按约定计算，起诉前请法务核对。"
        "涉及 {count} 份合同：{names}。"
    ),
    "no-penalty-clause": (
        "合同没有约定违约金，程序不计算违约金。可以按一年期 LPR（自 {quote} 起为 {lpr}%）的 {multiple} 倍，"
        "即年利率 {limit}% 主张逾期付款损失（买卖合同解释第18条）。"
        "采用的，请把违约金方式改为“LPR倍数”，标准填 {multiple}，LPR取值选“违约时”。"
        "涉及 {count} 份合同：{names}。"
    ),
    "no-penalty-clause-sme": (
        "合同没有约定逾期利息，程序不计算。大型企业、公共机构拖欠中小企业款项，未约定的按每日万分之五支付（保障中小企业款项"
        "支付条例第17条，2025-06-01 以前为第15条）。采用的，请把违约金方式改为“日利率”，违约金标准填 0.0005。"
        "涉及 {count} 份合同：{names}。"
    ),
    # conduct (RULES: hours, calls a day, words)
    "contact-hours": "{found} 联系，不在 08:00–22:00 之内。请按文明催收的要求改在这一时段联系。",
    "contact-hours-person": "{found} 联系自然人债务人，不在 08:00–22:00 之内，不得这样联系。请改在这一时段联系。",
    "contact-often": "同一天第 {count} 次电话联系“{found}”，超过三次。请按文明催收的要求减少次数。",
    "contact-often-person": "同一天第 {count} 次电话联系自然人债务人的“{found}”，超过三次，不得这样联系。请改日再联系。",
    "forbidden-words": "有禁用词语“{words}”。催收应当文明，请更正记录，并核实是否对客户说过。",
    "contact-dead": "债务人“{found}”已登记死亡：不得联系其联系人，已按“法律”方式预填。请核实继承人和遗产管理人，转法务。",
    # settings
    "unknown-setting": "没有名为“{found}”的参数，本行不起作用。请核对参数名称。",
    "grade-limits": "轻度逾期天数上限必须小于中度逾期天数上限（现在是 {found}）。请更正。",
    "number-format": "编号格式“{found}”无法使用。格式中须有一处 {{序号:4}}（流水号的位数），可以有 {{年}}。",
    "time-of-day": "“{found}”不是时间。请把单元格设为文本格式，填写 09:00 这样的时间。",
    "warning-days": "“{found}”无法理解。请填写天数，用逗号分隔，如 180,90,30。",
}


# Why a workbook is not read or saved, by the refusal's code; {file} is always known, the rest stands in the details.
REFUSALS: dict[str, str] = {
    "missing-file": "找不到文件“{file}”。请检查文件名和文件夹。",
    "is-directory": "“{file}”是文件夹，不是工作簿。请选择其中的 .xlsx 文件。",
    "wrong-extension": "“{file}”的扩展名不是 .xlsx 或 .xlsm。请在 Excel 中另存为“Excel 工作簿(*.xlsx)”后再试。",
    "old-xls": "“{file}”是旧格式（.xls 等）的文件。请在 Excel 中打开，另存为“Excel 工作簿(*.xlsx)”后再试。",
    "xlsb": "“{file}”是二进制工作簿（.xlsb）。请在 Excel 中另存为“Excel 工作簿(*.xlsx)”后再试。",
    "strict": "“{file}”是 Strict Open XML 格式。请在 Excel 中另存为“Excel 工作簿(*.xlsx)”后再试。",
    "encrypted": "“{file}”设有打开密码，程序无法读取。请在 Excel 中取消打开密码后再试。",
    "not-a-workbook": "“{file}”不是 Excel 工作簿（内容不符）。请检查是否选错了文件，或在 Excel 中另存为 .xlsx。",
    "cut-off": "“{file}”不完整或已损坏。请重新复制或下载；也可从备份文件夹中取回以前的版本。",
    "damaged-zip": "“{file}”的内部结构有误，程序不敢改写。请在 Excel 中打开并另存一次后再试。",
    "no-workbook": "“{file}”是压缩包，但里面没有工作簿。请检查是否选错了文件。",
    "too-large": "“{file}”解压后异常庞大，可能已损坏或是恶意文件，程序没有打开它。请向提供者索取正常的文件。",
    "stray-cell": "《{sheet}》的 {cell} 离数据太远，使整张表过大。请删除该单元格以及其间的空行空列，保存后再试。",
    "unsafe-xml": "“{file}”含有不安全的内容（DTD 声明），程序没有打开它。请在 Excel 中打开并另存一次后再试。",
    "no-permission": "没有权限读写“{file}”。请联系文件的管理者，或复制到自己的文件夹后再试。",
    "read-only-file": "“{file}”是只读文件，程序没有改动它。请在文件属性中取消“只读”后再试。",
    "read-only-folder": "文件夹“{folder}”是只读的，无法保存“{file}”。请把工作簿复制到可以写入的文件夹后再试。",
    "disk-full": "磁盘空间不足，“{file}”没有改动。请清理磁盘后再试。",
    "open-elsewhere": "“{file}”正被 {holder} 打开。请关闭后再试；如确认无人打开，请删除同一文件夹中的“{owner}”。",
    "busy": "另一个 dunbook（{holder}）正在处理“{file}”。请等它完成后再试。",
    "changed-since-read": "“{file}”在读取之后被别人改动过，程序没有覆盖。请重新运行一次。",
    "file-exists": "文件“{file}”已经存在，程序不会覆盖。请移走或改名后再试。",
    "bad-path": "文件名“{file}”不能使用：文件只能写在输出文件夹之内。请修改名称后再试。",
    "signed": "“{file}”带有数字签名，改动会使签名失效。请在 Excel 中移除签名，或另存一份后再试。",
    "shared-log": "“{file}”是旧式的“共享工作簿”。请在 Excel 中取消共享后再试。",
    "no-sheet": "“{file}”中没有工作表《{sheet}》。请补上这张表，或从空白台账中复制过来。",
    "no-header": "《{sheet}》第 1 行没有表头。请在第 1 行填写列名。",
    "sheet-not-ours": "《{sheet}》不是程序生成的表，程序没有覆盖它。请把这张表改名后再试。",
    "no-room-right": "《{sheet}》表格右侧的 {cell} 已有内容，无法添加「{header}」列。请把右侧内容移开后再试。",
    "no-room-below": "《{sheet}》表格下方的 {cell} 已有内容，无法添加新行。请把下方内容移开后再试。",
    "totals-row": "《{sheet}》的表格带有汇总行，无法在下面添加新行。请在“表设计”中取消“汇总行”后再试。",
    "query-table": "《{sheet}》的表格来自外部查询，无法添加列。请转换为普通表格后再试。",
    "array-formula": "《{sheet}》的 {cell} 是数组公式，其范围内的单元格不能单独改写。请移到别处后再试。",
    "shared-formula": "《{sheet}》第 {row} 行的公式与将要改写的单元格共用，改写会破坏它。请移到别处后再试。",
    "merged-cell": "《{sheet}》的 {cell} 是合并单元格，无法逐行填写。请取消合并后再试。",
    "odd-sheet": "“{file}”的写法特殊，程序没有把握完整保留，因此没有改动。请在 Excel 中打开并另存一次后再试。",
    "text-too-long": "以“{found}”开头的文字超过单元格的上限 32767 字。请缩短后再试。",
    "early-date": "日期 {found} 早于 Excel 能可靠保存的范围（1900-03-01）。请更正后再试。",
    # letter templates
    "template-unreadable": "函件模板不是可用的 Word 文档，或已损坏、加密。请在 Word 中打开，另存为“Word 文档(*.docx)”后再试。",
    "template-macros": "函件模板带有宏，程序不使用。请在 Word 中另存为不带宏的“Word 文档(*.docx)”后再试。",
    "template-revisions": "函件模板中有修订或批注，会随函件发给对方。请在 Word 中接受或拒绝全部修订、删除批注后再试。",
    "template-tag": "函件模板中的“{found}”不是完整的占位符。请写成 {{{{客户名称}}}} 或 {{{{金额|大写}}}} 这样，括号成对。",
    "template-format": "函件模板中的格式“{found}”无法识别。请用 yyyy年M月d日、#,##0.00 或 大写 这样的格式。",
    "template-condition": "函件模板中的条件“{found}”没有成对，或起止不在同一段落、表格行的首尾。请更正 {{{{?字段}}}}…{{{{/?}}}} 的位置。",
    "template-group": "函件模板中“{found}”的列须放在同一个表格行里，且一行只能用一组。请更正模板。",
    "template-field-open": "函件模板中的域“{found}”没有结束标记。请在 Word 中删除该域，重新插入。",
    "template-field-nested": "函件模板中“{found}”放在另一个域的代码里，无法安全填写。请改用条件 {{{{?字段}}}}…{{{{/?}}}}。",
    "template-field-unsupported": "函件模板中的域“{found}”由 Word 邮件合并专用，这里不能使用。请删除该域。",
    "template-print": "这个函件模板分为多节或含有脚注，不能合并打印。请改为逐份生成，或把模板改为一节。",
    # letters
    "letter-field": "函件需要“{field}”，但没有这项数据。请更正模板中的名称。",
    "letter-value": "函件的“{field}”是“{found}”，与模板要求的格式不符。请核对台账或模板。",
    "letter-email": "“{found}”不是电子邮箱地址。请在《客户》中更正。",
    "letter-exists": "“{found}”已经存在，内容不同，程序没有覆盖。请移走或改名后再试。",
    "letter-outside": "“{found}”在输出文件夹之外，没有写入。请更正文件名。",
    "letter-twice": "同一批函件中有编号或文件名重复。请核对函件编号格式。",
    "letter-plan": "出函进度文件“{found}”已损坏，无法接着做。请核对已生成的函件后删除它，再重新出函。",
    "letter-unwritten": "文件没有写成：{found}。请检查磁盘空间和权限后再试。",
    "no-office": "没有找到 LibreOffice。请先安装 LibreOffice（含 Calc 与 Python 脚本支持），再重新运行本命令。",
    "office-refused": "LibreOffice 没有接受扩展：{reason}。请关闭所有 LibreOffice 窗口后再试。",
    "no-excel-here": "本机不是 Windows 或 macOS，没有 Excel 可以安装加载项。请用 dunbook 命令行，或安装 LibreOffice 扩展。",
    "addin-in-use": "“{file}”正被 Excel 使用，没有改动。请关闭所有 Excel 窗口后再试。",
    "no-excel-to-test": "本机没有 Excel，无法自检。请在装有 Excel 的 Windows 或 macOS 上运行。",
    "no-live-book": "没有找到打开的工作簿“{book}”。请确认它在 Excel 中打开，再点一次按钮。",
    "no-selection": "请先选中要处理的行（「{header}」所在的行），再点【{button}】。",
}


BACKUP_FOLDER = "{name}.备份"  # beside the workbook


def refusal_text(refusal: Refusal) -> str:
    """Return the sentence of a refusal; a holder who is not known is 他人."""
    known = {"file": "", "holder": "", **refusal.details}
    return REFUSALS[refusal.code].format_map(known | {"holder": known["holder"] or "他人"})


def place(problem: Problem) -> str:
    """Return where a problem stands, such as 《应收计划》第 7 行「应收日期」."""
    where = f"《{problem.sheet}》" if problem.sheet else ""
    if problem.row:
        where += f"第 {problem.row} 行"
    if problem.column:
        where += f"「{problem.column}」"
    return where


def problem_text(problem: Problem) -> str:
    """Return the whole sentence of a problem: where, what was found, what to do."""
    where = place(problem)
    return f"{where}：{advice(problem)}" if where else advice(problem)


def advice(problem: Problem) -> str:
    """Return the sentence of a problem without its place: what was found, what to do."""
    return PROBLEMS[problem.code].format(found=problem.found, **problem.details)


# ------------------------------------------------------------------ 校验台账

LEVEL_NAMES = {"error": "错误", "hint": "提示"}
SOUND_LEVEL, SOUND_TEXT = "完好", "没有发现问题。"
VALIDATE_FIGURES = ("错误", "提示", "暂不计算的合同", "暂不出函的客户")


def row_place(row: int) -> str:
    """Name a row in the list of findings."""
    return f"第 {row} 行" if row else "整张表"


def validated(errors: int, hints: int, unmarked: int) -> str:
    """Sum up a validation; ``unmarked`` findings are listed but carry no mark of their own."""
    if not errors and not hints:
        return "台账完好，没有发现问题。"
    rest = f"问题较多，另有 {unmarked} 处只列入《校验结果》，没有在单元格上标出。" if unmarked else ""
    if not errors:
        return f"台账没有错误，有 {hints} 条提示，见《校验结果》。{rest}"
    return f"发现 {errors} 处错误、{hints} 条提示，见《校验结果》。有错误的合同暂不计算，请先更正。{rest}"


def rows_read(sheet: str) -> str:
    """Name the figure that counts the sound rows of a sheet."""
    return f"《{sheet}》有效行数"


# ------------------------------------------------------------------ a new workbook: guide, input messages, print

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


# ------------------------------------------------------------------ command line

YES = "是"
LEVELS = {"error": "✗", "hint": "·"}
CLI_ABOUT = "把一本 Excel 台账变成完整的应收账款催收系统。每个命令就是功能区上的一个按钮。"
CLI_NEW = "新建一本空白台账"
CLI_EXAMPLE = "填入虚构的示例数据"
CLI_DEMO = "在文件夹中生成示例台账，并把全部工作做一遍"
CLI_TEMPLATES = "由表结构生成空白台账与示例台账"
CLI_BUILD = "生成 Excel 加载项 dunbook.xlam 和 LibreOffice 扩展 dunbook.oxt"
CLI_INSTALL = "把按钮装进 Excel（或 LibreOffice）"
CLI_UNINSTALL = "卸下按钮"
CLI_LIBREOFFICE = "装进 LibreOffice Calc，而不是 Excel"
CLI_DOCTOR = "逐项检查安装条件，说明怎样补救"
CLI_SELFTEST = "在本机的 Excel 中把每个按钮真正点一遍"
CLI_AS_OF = "截止日期，默认今天"
CLI_OUT = "对账单、函件的输出文件夹，默认与台账同一文件夹"
CLI_JSON = "以 JSON 输出结果"
CLI_DRY_RUN = "只看会改什么，不写任何文件"
CLI_YES = "对程序要问的问题一律回答“是”"
CLI_SELECT = "只处理这些编号（客户编号或合同编号，见各命令说明）"


def more_problems(count: int) -> str:
    """Say how many problems a terminal did not list."""
    return f"  …… 另有 {count} 条，见《校验结果》或加 --json 查看。"


def more_files(count: int) -> str:
    """Say how many files a terminal did not list."""
    return f"  …… 另有 {count} 个文件。"


def unanswered(question: str) -> str:
    """Say that a question waits for an answer, and how to give it."""
    return f"{question} 尚未确认，没有做任何改动。确认无误后请加 --yes 再运行。"


def fault(log: str) -> str:
    """Say that the program itself failed."""
    return f"程序出现意外错误，台账没有改动。请把日志文件发给维护人员：{log}"


def created(path: str) -> str:
    """Say where a new workbook lies."""
    return f"已新建台账：{path}"


def exists_already(path: str) -> str:
    """Refuse to write over an existing file."""
    return f"“{path}”已经存在，没有覆盖。请换一个文件名。"


DEMO_LEDGER = "催收台账示例.xlsx"


def demo_title(as_of: dt.date) -> str:
    """Head the table of key figures of the demonstration."""
    return f"示例台账：全部工作做一遍（截止日期 {as_of}）"


def demo_files(workbook: str, files: Sequence[str]) -> list[str]:
    """Say where the results of the demonstration lie."""
    letters = [file for file in files if file.endswith(".docx")]
    others = [file for file in files if not file.endswith(".docx")]
    lines = [f"台账：{workbook}", *(f"对账单：{file}" for file in others)]
    if letters:
        lines.append(f"函件：{letters[0]}" + (f" 等 {len(letters)} 封" if len(letters) > 1 else ""))
    return lines


# ------------------------------------------------------------------ days, amounts, captions

NOTHING = "（无）"
SUM = "合计"
MINUS = "负"


def day(date: dt.date) -> str:
    """Return a date as printed in Chinese letters."""
    return f"{date.year}年{date.month}月{date.day}日"


def up_to(receipt: dt.date | None) -> str:
    """Say up to which day receipts are entered."""
    return f"回款已录至 {receipt}" if receipt else "尚未录入回款"


def as_of_caption(as_of: dt.date, receipt: dt.date | None) -> str:
    """Head a report with the day its figures stand at and how far receipts are entered."""
    return f"截止日期 {as_of}　{up_to(receipt)}"


# ------------------------------------------------------------------ 计算逾期


def computed(contracts: int, overdue: int, left_out: int) -> str:
    """Sum up a computation."""
    rest = f"；{left_out} 份合同因数据有误未计算，见《校验结果》" if left_out else ""
    return f"已计算 {contracts} 份合同，逾期 {overdue} 笔{rest}。"


def lines_cut(sheet: str, shown: int, lines: int) -> str:
    """Say that a list is longer than a sheet."""
    return f"《{sheet}》共 {lines} 行，超过一张表的上限，只列出前 {shown} 行；各笔应收和合同的金额仍然完整。"


OVERDUE_FIGURES = ("逾期本金", "累计违约金", "未付违约金", "未收本金", "预收余额", "应付合计")
CAPPED = "已达合同约定的违约金上限"
RECEIPT_DAY_FREE = "回款当日不计息"
PROVISIONAL = "暂定"


def provisional_count(count: int) -> str:
    """Say how many instalments rest on data that are not published yet."""
    return f"{count} 笔，见《违约金明细》的依据"


def due_moved(day: dt.date) -> str:
    """Say that the due date was a rest day."""
    return f"应收日为休息日，顺延至 {day}"


def grace(days: int) -> str:
    """Say that the contract grants days of grace."""
    return f"宽限 {days} 天已过，自应收日次日起算"


def holidays_provisional(until: dt.date) -> str:
    """Say that a due date rests on holidays that are not announced yet."""
    return f"暂定：节假日安排已知至 {until}，公布后请补录《节假日》"


RATE_PER_DAY, RATE_PER_YEAR = "{rate}%/日", "{rate}%/年"
BASIS_AGREED = {"DAILY": "合同约定日利率", "ANNUAL": "合同约定年利率，按 {basis} 天折算"}
BASIS_LPR_TIMES = "{quote} 公布的一年期 LPR {lpr}% × {standard}，按 {basis} 天折算"
BASIS_LPR_PLUS = "{quote} 公布的一年期 LPR {lpr}% + {standard}%，按 {basis} 天折算"
BASIS_PICK = ("分段计算", "取违约时的 LPR", "取签约时的 LPR")
ITEMS = ("本金", "违约金", "费用", "预收")
RULE_DESIGNATED = "付款人指定"
RULE_PREPAID = "没有到期未付的款项，列为预收"
RULE_FROM_PREPAID = "以前的预收自动冲抵"


def lpr_provisional(first: dt.date, last: dt.date) -> str:
    """Say that a line rests on LPR data that do not reach its days."""
    return f"暂定：LPR 数据自 {first} 至 {last}，新报价公布后请补录《LPR利率》"


def allocation_rule(orders: pd.Series) -> pd.Series:
    """Name the order rule of each line of allocation, given the contracts' 冲抵顺序."""
    return "按合同冲抵顺序“" + orders + "”，先到期的先冲"

# ------------------------------------------------------------------ 账龄分析


def aged(customers: int, total: str) -> str:
    """Sum up the ageing table."""
    return f"已按账龄汇总 {customers} 个客户，未收本金合计 {total} 元。"


AGEING_CHART = "未收本金最多的十个客户：按账龄（元）"
AGEING_FIGURES = ("未收合计", "其中逾期", "预计可收回")

# ------------------------------------------------------------------ 时效预警

LIMITATION_STEPS = ("到期起算", "债务人承诺", "催收送达", "函件送达", "部分回款")
STEP_LATE = "时效已届满，不重新起算，待法务判断"
STEP_REVIVES = "时效届满后书面同意履行，重新起算（诉讼时效规定第19条）"
STEP_SUSPENDED = "时效中止，事由消除之日起满六个月届满（民法典第194条）"
STEP_SUSPENDED_STILL = "时效中止，事由尚未消除（民法典第194条）"
ONLY_PENALTY_LEFT = "本金已清，仅余违约金，按本金同一时效列示，请法务核对"
IN_COURT = "合同状态为诉讼中，时效自程序终结时重新起算（民法典第195条），请法务核对"
LIMITATION_FIGURES = ("预警", "待法务判断", "正常", "中止", "已届满")


def source(sheet: str, rows: pd.Series) -> pd.Series:
    """Name the row that each step comes from."""
    return f"《{sheet}》第 " + rows.astype("str") + " 行"


def steps_left_out(count: int) -> str:
    """Say how many interruptions the short account leaves out."""
    return f"其间另有 {count} 次中断，见《时效经过》"


def days_provisional(known: dt.date) -> str:
    """Say that an end rests on working days not announced yet."""
    return f"暂定（节假日安排已知至 {known}）"


def warned_within(days: int, *, guarantee: bool = False) -> str:
    """Name a warning by the days that it is within."""
    return f"预警（{'保证期间' if guarantee else ''}{days}天内）"


def guarantee_left(days: int, *, presumed: bool) -> str:
    """Say how long the guarantee still runs."""
    rest = "已届满" if days < 0 else f"剩余 {days} 天"
    return f"{rest}（推定六个月）" if presumed else rest


def limitation_caption(known: dt.date, steps_cut: int) -> str:
    """Say how far the working days are known, and how many steps the sheet could not hold."""
    cut = f"　《时效经过》另有 {steps_cut} 行未列" if steps_cut else ""
    return f"节假日安排已知至 {known}，此后的届满日为暂定，公布后请补录《节假日》{cut}"


def limited(listed: int, warned: int, expired: int, left_out: int) -> str:
    """Sum up the limitation sheet."""
    rest = f"；{left_out} 份合同因数据有误未计算，见《校验结果》" if left_out else ""
    return f"已列出 {listed} 笔到期未清应收的诉讼时效：{warned} 笔预警，{expired} 笔已届满或待法务判断{rest}。"


# ------------------------------------------------------------------ 诉讼费用测算

FEES_FIGURES = ("诉讼标的合计", "案件受理费合计", "申请保全费合计", "立案预交合计", "申请执行费合计")
FEES_CAPTION = "依《诉讼费用交纳办法》第13至16条测算，以法院核定为准"


def assessed(contracts: int, left_out: int) -> str:
    """Sum up the court fees."""
    rest = f"；{left_out} 份合同因数据有误未测算，见《校验结果》" if left_out else ""
    return (
        f"已测算 {contracts} 份逾期合同的诉讼费用{rest}。按一份合同一案、全部标的申请保全；申请执行费不预交，"
        "由被执行人负担；每日加倍利息以本金和费用为基数（日万分之一点七五），自生效文书确定的履行期满起算。"
    )


# ------------------------------------------------------------------ 记录催收


def logged(count: int) -> str:
    """Say how many entries were prefilled."""
    return f"已在《催收记录》添加 {count} 行，请补填客户反馈、承诺和送达证据。"


def unknown_customers(names: Sequence[str]) -> str:
    """Refuse customers that the ledger does not have (or has with errors)."""
    return f"《客户》中没有这些客户，或其数据有误：{'、'.join(names)}。没有做任何改动，请核对客户编号。"


# ------------------------------------------------------------------ 出对账单

STATEMENT_TITLE = "对　账　单"
STATEMENT_TO, STATEMENT_FROM, STATEMENT_USCC, STATEMENT_PERIOD = "致", "自", "信用代码", "对账期间"
STATEMENT_MOVEMENT = "一、本期往来（本金）"
STATEMENT_MOVEMENT_HEADS = ("期初余额", "本期到期应收", "本期冲减本金", "期末余额")
STATEMENT_ITEMS = "二、应收明细"
STATEMENT_RECEIPTS = "三、本期回款及冲抵"
STATEMENT_PENALTY = "四、违约金计算明细"
STATEMENT_TOTAL = "五、应付款项"
STATEMENT_POSITION = ("未收本金——已到期", "未收本金——未到期", "未付违约金", "未付费用", "减：预收余额")
STATEMENT_PAYABLE = "应付合计"
STATEMENT_RESERVATION = (
    "本对账单仅用于核对双方往来账目，不构成对合同的变更，也不表示我方放弃或减让任何权利。"
    "截止日期之后的违约金仍按合同约定继续计算，直至款项付清之日。"
)
CUT_LINE = "✂ ────────────── 请填写下联，盖章后寄回我方 ──────────────"
REPLY_TITLE = "对账回执"
REPLY_AGREED = "□ 相符"
REPLY_DIFFERS = "□ 不符，差异金额及原因如下："
REPLY_SEAL = "单位（盖章）：　　　　　　　　经办人："
REPLY_DATE = "　　　　年　　月　　日"


def note_number(at: int) -> str:
    """Return the number of a note beneath a table."""
    return f"注{at}"


def statement_number(number: str, as_of: dt.date) -> str:
    """Return number and day of a statement, for under its title."""
    return f"编号：{number}　　截止日期：{day(as_of)}"


def period(since: dt.date | None, as_of: dt.date) -> str:
    """Return the period that a statement covers."""
    return f"{since or '首份合同'} 至 {as_of}"


def statement_opening(as_of: dt.date) -> str:
    """Open a statement."""
    return f"为核对双方往来账目，现将截至 {day(as_of)} 的往来款项列示如下（单位：人民币元），请予核对。"


def in_words(amount: str) -> str:
    """Return the total in capital numerals."""
    return f"应付合计（大写）：人民币{amount}"


def payable_now(amount: str) -> str:
    """Say what of the total is due now."""
    return f"其中截至本对账单截止日期已到期应付 {amount} 元。"


def statement_account(settings: Settings) -> str:
    """Name the account to pay to."""
    return f"收款账户：{settings.account_name}　{settings.account_bank}　账号 {settings.account_number}"


def statement_objection(settings: Settings) -> str:
    """Say how to object, and that what was just paid may be disregarded."""
    return (
        f"如有异议，请在收到之日起 {settings.object_within_days} 个工作日内与我方联系：{settings.company_contact} "
        f"{settings.company_phone}。截止日期之后已付的款项不在本单内，请勿重复支付。"
    )


def signature(company: str, as_of: dt.date) -> str:
    """Sign a statement."""
    return f"{company}（盖章）　　{day(as_of)}"


def reply_text(company: str, number: str, as_of: dt.date, payable: str) -> str:
    """Return the text of the reply slip, above the boxes."""
    return f"致 {company}：贵方 {number} 对账单收悉。截至 {day(as_of)}，我方应付合计 {payable} 元，经核对："


def statement_path(as_of: dt.date, first: int, last: int) -> str:
    """Return the file of one run of statements, below the output folder."""
    return f"对账单/{as_of}/对账单_{as_of}_{first:04}-{last:04}.xlsx"


def stated(count: int, withheld: int) -> str:
    """Sum up a run of statements."""
    rest = f"；{withheld} 个客户因数据有误暂缓，见《校验结果》" if withheld else ""
    return f"已为 {count} 个客户生成对账单并登记{rest}。"


def no_statement(stated: int) -> str:
    """Say why there was nothing to state."""
    return f"没有新的对账单：{stated} 个客户在这一截止日期已出过对账单。" if stated else "没有需要对账的客户。"


def statement_figures(count: int, payable: str, receipt: dt.date | None) -> tuple[tuple[str, str], ...]:
    """Return the key figures of a run of statements."""
    return (("对账单份数", str(count)), ("应付合计", payable), ("回款录入情况", up_to(receipt)))


# ------------------------------------------------------------------ 拟发函件、出函

WITHHELD = "数据有误，暂不发函，请先按《校验结果》更正"
VERDICTS = (
    "{count} 笔：催收策略为“不催收”",
    "{count} 笔：暂缓催收期内",
    "{count} 笔：承诺付款日未到",
    "{count} 笔：全额有争议",
    "{count} 笔：催收阶段已用完，请转下一步处理",
    "{count} 笔：未到下一阶段时点（最早 {day}）",
    "{count} 笔：没有通讯地址和电子邮箱",
    "{count} 笔：低于最低发函金额",
    "{count} 笔：达到{stages}",
)
NEXT_STEPS = (
    "不催收",
    "暂缓至 {day}",
    "等待承诺付款",
    "争议处理",
    "催收阶段已用完",
    "{day} 起：{step}",
    "补充通讯地址",
    "{step}（低于最低金额）",
    "{step}",
)


NEVER_DAY = "无"
PREPAID_COVERS = "预收余额足以抵付逾期款项，请先登记冲抵"


def stage(number: int, name: str) -> str:
    """Name a dunning stage with its number."""
    return f"第 {number} 阶段「{name}」"


def step(stage_name: str, letter_type: str) -> str:
    """Name a dunning stage and its letter."""
    return f"{stage_name}（{letter_type}）" if letter_type else stage_name


def no_template(letter_type: str) -> str:
    """Say that a letter type of the strategy has no template."""
    return f"没有函件模板“{letter_type}”，请在《催收策略》更正函件类型或补充模板"


def proposed(sends: int, keeps: int) -> str:
    """Sum up the proposals."""
    return f"拟发 {sends} 封函件，另有 {keeps} 个客户本次不发。请在《拟发函件》核对「选中」列，然后点【出函】。"


def proposal_figures(
    sends: int, overdue: int, total: str, receipt: dt.date | None
) -> tuple[tuple[str, str], ...]:
    """Return the key figures of the proposals."""
    return (
        ("逾期客户", str(overdue)),
        ("拟发函件", str(sends)),
        ("函件金额合计", total),
        ("回款录入情况", up_to(receipt)),
    )


REGISTER_IN_DOUBT = "《函件登记》有错误，无法确定下一个编号，没有出函。请先按《校验结果》更正《函件登记》。"
NO_PROPOSALS = "《拟发函件》中没有选中的客户。请先点【拟发函件】并在「选中」列选“是”。"


def proposals_ahead(proposed: dt.date, today: dt.date) -> str:
    """Refuse to date letters before the figures they carry."""
    return f"《拟发函件》的截止日期 {proposed} 晚于出函日期 {today}，没有出函。请重新点【拟发函件】，或更改出函日期。"


def letters_refused(count: int) -> str:
    """Refuse a batch whose templates cannot be filled; nothing was written."""
    return f"函件模板有 {count} 处无法填写，没有出函。请按下面的提示补充资料或更正模板。"


def ask_to_issue(count: int, receipt: dt.date | None) -> str:
    """Ask before letters go out whether the receipts are complete."""
    return f"即将出函 {count} 封。{up_to(receipt)}，此前到账的款项是否都已登记？"


def issued(count: int, kept_back: int) -> str:
    """Sum up a run of letters."""
    rest = f"；{kept_back} 个客户未出函，原因见下" if kept_back else ""
    return f"已出函 {count} 封，已登记并更新催收阶段{rest}。"


def print_files_made(count: int) -> tuple[str, str]:
    """Return the key figure of print files."""
    return ("打印文件", str(count))


def writing(done: int, total: int, seconds_left: float) -> str:
    """Say how many files are written and how long the rest will take."""
    minutes, seconds = divmod(round(seconds_left), 60)
    return f"正在写文件：{done}/{total}，约剩 {minutes} 分 {seconds:02} 秒"


def drafts_made(count: int) -> tuple[str, str]:
    """Return the key figure of mail drafts."""
    return ("邮件草稿", str(count))


def merged(count: int, kept_back: int) -> str:
    """Sum up a mail merge: the letters are registered, Word prints them."""
    rest = f"另有 {kept_back} 个客户未列入，原因见下。" if kept_back else ""
    return (
        f"已生成 {count} 封函件的邮件合并数据，已编号、登记为已出函并更新催收阶段。{rest}"
        "请在 Word 中打开模板完成合并并寄出；最后没有寄出的，请点【作废函件】。"
    )


def merge_figures(sets: int, labels: int) -> tuple[tuple[str, str], ...]:
    """Return the key figures of a mail merge."""
    return (("邮件合并数据", str(sets)), ("邮寄名单", str(labels)))


def mail_subject(letter_type: str, number: str, company: str) -> str:
    """Return the subject of a mail with a letter attached."""
    return f"{letter_type} {number}（{company}）"


def mail_text(customer: str, letter_type: str, number: str, settings: Settings) -> str:
    """Return the text of a mail with a letter attached; the letter itself says all that matters."""
    return (
        f"{customer}：\n\n随信附上我方{letter_type}（编号 {number}），请查收。\n"
        f"如有疑问，请与{settings.company_contact}联系，电话 {settings.company_phone}。\n\n{settings.company}\n"
    )


def issue_figures(count: int, total: str, first: str, last: str) -> tuple[tuple[str, str], ...]:
    """Return the key figures of a run of letters."""
    return (("函件份数", str(count)), ("金额合计", total), ("编号", f"{first} 至 {last}" if count > 1 else first))


# ------------------------------------------------------------------ Excel: the add-in and a click

ADDIN_TEXTS = {  # shown by the add-in itself, when Python cannot
    "NO_WORKBOOK": "请先打开一本台账，再点按钮。",
    "NO_INTERPRETER": "没有找到运行催收功能的程序，可能已被移动或删除。请重新安装：运行 dunbook install。",
    "FAILED": "催收功能没有能够启动，台账没有改动。请运行 dunbook doctor 查看原因和处理办法。",
    "RUNNING": "正在处理，请稍候……",
}
EXCEL_TABS = ("文件", "开始", "催收", "插入", "公式", "数据", "审阅", "视图")  # as drawn for the README
CLICK_OUT = "催收文件"  # folder for the files of a workbook that was never saved


def click_more(problems: int) -> str:
    """Say how many problems a message box left out."""
    return f"……另有 {problems} 条，见《校验结果》。"


def click_files(folder: str, count: int) -> str:
    """Say where the files of a click lie."""
    return f"文件 {count} 个，在：{folder}"


# ------------------------------------------------------------------ install, uninstall, doctor

INSTALL_NEXT = (
    "请关闭所有 Excel 窗口，重新打开 Excel，功能区会出现【催收】选项卡。",
    "如果没有出现：文件 → 选项 → 加载项，看“禁用的应用程序加载项”中有没有 dunbook；再运行 dunbook doctor 检查。",
    "如果提示宏被阻止：加载项所在的文件夹本来就受信任，多半是公司策略不允许，请把 dunbook doctor 的结果交给信息部门。",
)


def installed(path: str) -> str:
    """Say where the add-in lies now."""
    return f"已安装 Excel 加载项：{path}"


def uninstalled(paths: Sequence[str]) -> str:
    """Say what was taken away."""
    if not paths:
        return "没有安装过 Excel 加载项，无需卸载。"
    return f"已卸载：{'、'.join(paths)}。台账和函件没有改动。请重新打开 Excel。"


MARKS = {"ok": "✓", "bad": "✗", "hint": "·"}
# What doctor looks at: the sentence when all is well (None: nothing is said), the sentence when not, and the remedy.
DOCTOR: dict[str, tuple[str | None, str, str]] = {
    "system": ("系统：{system}", "系统：{system}，没有 Excel 可用", "本机请用 dunbook 命令行，或安装 LibreOffice 扩展。"),
    "python": (
        "Python {version}（{bits} 位）：{path}",
        "Python {version} 太旧：{path}",
        "请安装 Python 3.11 或更新的版本，再重新安装 dunbook。",
    ),
    "xlwings": (
        "xlwings {wanted}",
        "xlwings 版本不符：需要 {wanted}，现为 {found}",
        "请运行：python -m pip install xlwings=={wanted}，然后运行 dunbook install。",
    ),
    "pywin32": ("pywin32 已安装", "缺少 pywin32，Python 不能与 Excel 通信", "请运行：python -m pip install pywin32"),
    "excel": ("Excel（{bits} 位）：{path}", "没有找到 Excel", "请安装桌面版 Microsoft Excel 2016 或更新版本。"),
    "wps-com": (
        None,
        "WPS 占用了 Excel 的自动化接口",
        "请打开 WPS“配置工具”→“高级”→“兼容设置”，取消与 Microsoft Office 兼容，再修复安装 Office。",
    ),
    "wps": (None, "本机装有 WPS；本程序暂不支持 WPS 表格", "请用 Microsoft Excel 打开台账。"),
    "addin": (
        "加载项：{path}",
        "加载项不在启动文件夹：{path}",
        "请运行 dunbook install。如果安装后又消失，多半被杀毒软件隔离，请在其中恢复并加入信任。",
    ),
    "current": ("加载项与程序版本一致", "加载项与本程序或解释器不一致", "请关闭 Excel，运行 dunbook install。"),
    "mark": (None, "加载项带有“来自网络”的标记，会被 Excel 阻止", "请运行 dunbook install。"),
    "warm": (
        "常驻进程可用，点按钮不必等待启动",
        "没有找到 {library}，每次点按钮要多等一两秒",
        "不影响使用。请用 pip 重新安装 xlwings=={wanted}，再运行 dunbook install。",
    ),
    "locations": (
        None,
        "公司策略停用了受信任位置，加载项中的宏会被阻止",
        "请信息部门允许用户启动文件夹（XLSTART）为受信任位置，或为加载项签名。",
    ),
    "addins-off": (None, "Excel 设置停用了所有加载项", "文件 → 选项 → 信任中心 → 加载项，取消“禁用所有应用程序加载项”。"),
    "signed-only": (
        None,
        "Excel 设置要求加载项带有受信任的签名",
        "文件 → 选项 → 信任中心 → 加载项，取消“要求受信任的发布者签名”，或请信息部门签名。",
    ),
    "disabled": (None, "Excel 因上次异常停用了本加载项", "文件 → 选项 → 加载项 → 管理“禁用项目”→ 转到，启用 dunbook。"),
    "child": (
        None,
        "安全策略禁止 Office 启动其他程序（ASR 规则 D4F940AB）",
        "请信息部门为 Excel 启动 {path} 设置例外；在此之前请用 dunbook 命令行。",
    ),
    "api": (
        None,
        "安全策略禁止 Office 宏调用系统接口（ASR 规则 92E97FA1）",
        "请信息部门为 dunbook.xlam 设置例外；在此之前请用 dunbook 命令行。",
    ),
    "onedrive": (
        None,
        "文件在 OneDrive 中：{path}",
        "处理台账时请关闭 Excel 左上角的“自动保存”；最好把台账放在本机文件夹，处理完再同步。",
    ),
    "libreoffice": ("LibreOffice 扩展已安装：{path}", "没有安装 LibreOffice 扩展", "只用 Excel 的不需要安装。"),
}


# ------------------------------------------------------------------ an open workbook

BOX_TITLE = "催收"
NOTE_MARK = "【校验】"  # begins every note of ours: editors sign notes with the user's name or forget who wrote them
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


# ------------------------------------------------------------------ 核对承诺

PROMISE_FIGURES = ("承诺", "待履行", "已履行", "部分履行", "爽约", "爽约达到升级次数的客户")
PROMISE_RESTATED = "同一承诺另有后来的记录，以后一条为准，不重复计数"
PROMISE_NO_AMOUNT = "未约定金额，按承诺日前到期的欠款核对"


def promises_judged(count: int, broken: int, escalated: int) -> str:
    """Sum up the promises."""
    rest = f"；{escalated} 个客户建议升级处理，见《爽约统计》" if escalated else ""
    return f"已核对 {count} 笔承诺，其中爽约 {broken} 笔{rest}。"


def promise_gap(short: str) -> str:
    """Say by how much a promise was missed."""
    return f"差 {short} 元"


def promise_advice(broken: int, limit: int, *, marked: bool) -> str:
    """Propose what to do about broken promises ("" = nothing yet)."""
    if not limit or broken < limit:
        return ""
    step = "已登记为“屡次爽约”" if marked else "建议在《客户》把特殊情形登记为“屡次爽约”"
    return f"爽约 {broken} 次：{step}，不再接受口头承诺，要求书面还款计划，并报经理决定上门或移交法务"


# ------------------------------------------------------------------ 今日待办

TASKS = (
    "债务人已故：停止联系其联系人；核实死亡证明，查明继承人、遗产管理人和遗产范围，转法务申报债权",
    "承诺 {what} 未足额到账（{due} 到期），另约书面承诺",
    "承诺 {what} 今日到期：请财务查收",
    "函件 {what} 的付款期限 {due} 已过：跟进付款",
    "{contract} 到达「{what}」：{due} 以前出函",
    "{contract} 首次电话（{what} 已逾期）：最迟 {due}",
    "约定 {due} 跟进（{what}）",
    "对账单 {what} 应在 {due} 以前书面回复：跟催回函",
    "已爽约 {what} 次：登记“屡次爽约”，报经理升级处理",
    "核实联系方式：{what}",
)
CONTACT_DOUBTS = {"none": "没有可用的电话", "old": "号码久未核实（{due} 以后）", "never": "号码从未核实"}
WORK_WITHHELD = "数据有误：先按《校验结果》更正，更正前不要对外报金额"
WORK_FIGURES = ("待办客户", "债务人已故", "承诺未兑现", "今日到期的承诺", "函件付款期限已过", "应出函", "首次电话",
                "约定跟进", "对账单未回复", "建议升级", "核实联系方式")  # fmt: skip
MOST_TASKS = 3  # of one kind told for one customer


def worklist_made(customers: int, calls: int) -> str:
    """Sum up the worklist."""
    return f"今日待办 {customers} 个客户，其中首次电话 {calls} 个，见《今日待办》。" if customers else "今天没有待办。"


def tasks_left_out(count: int) -> str:
    """Say how many more tasks of the same kind a customer has."""
    return f"……同类共 {count} 项"


def contact_person(person: str, role: str, phone: str) -> str:
    """Name a person to talk to."""
    return f"{person}{f'（{role}）' if role else ''} {phone}".strip()


def contacted(moment: dt.datetime, method: str, counterpart: str, response: str, reason: str) -> str:
    """Sum up one entry of the log."""
    said = "；".join(filter(None, (response, f"欠款原因：{reason}" if reason else "")))
    return f"{moment:%Y-%m-%d} {method} {counterpart}".rstrip() + (f"：{said}" if said else "")


def promised(on: dt.date, amount: str, state: str) -> str:
    """Sum up one promise."""
    return f"{on} {amount} {state}"


# ------------------------------------------------------------------ selftest

SELFTEST_READ = "读取示例台账"
SELFTEST_WHOLE = "中途失败时工作簿保持原样"
SELFTEST_NO_REFUSAL = "应当拒绝的改动没有被拒绝"


def selftest_told(there: object, here: object) -> str:
    """Say that a button told something else in the open workbook than on the closed file."""
    return f"结果不同：打开的工作簿“{there}”，文件“{here}”"


def selftest_sheets(there: Sequence[str], here: Sequence[str]) -> str:
    """Say that the sheets differ."""
    return f"工作表不同：{'、'.join(there)}；应为 {'、'.join(here)}"


def selftest_cell(sheet: str, row: int, column: int, there: object, here: object) -> str:
    """Say that a cell differs."""
    return f"《{sheet}》第 {row} 行第 {column} 列为 {there!r}，应为 {here!r}"


def selftest_more(count: int) -> str:
    """Say how many more cells differ."""
    return f"；另有 {count} 处不同"


def selftest_done(wrong: int) -> str:
    """Sum up."""
    return f"自检发现 {wrong} 项不符，请把以上结果和日志文件发给维护人员。" if wrong else "自检通过：在本机可以放心使用。"


# ------------------------------------------------------------------ reports: 奖惩, 计划, 考核, 周报, 月报, 看板

NOBODY = "（未指定）"  # the salesperson of debts that nobody is responsible for


def report_caption(as_of: dt.date, receipt: dt.date | None, lpr_until: dt.date | None) -> str:
    """Head a report with its day, and how far receipts and LPR are entered."""
    rates = f"LPR 登记至 {lpr_until}" if lpr_until else "没有登记 LPR"
    return f"{as_of_caption(as_of, receipt)}　{rates}"


BAD_CHECKPOINTS = "《参数》中的清收起始月日或清收考核月日无法理解。请填写月-日，按先后用逗号分隔，如 09-30,12-31。"
PAYABLE_NOW, CLAWED_BACK = "本次发放", "本次扣回"


def rewarded(start: dt.date, as_of: dt.date, contracts: int, unclassed: int) -> str:
    """Sum up rewards and penalties."""
    rest = f"；另有 {unclassed} 份合同没有填清收类别，未列入" if unclassed else ""
    return f"已核算 {contracts} 份合同自 {start} 至 {as_of} 的清收奖惩{rest}。罚款、扣回与停报销均为建议，须经批准。"


def phase(*, final: bool, trial: bool) -> str:
    """Name the nature of a checkpoint."""
    return "试算" if trial else "期末" if final else "期中"


def due_at(date: dt.date) -> str:
    """Name the sum due at a checkpoint."""
    return f"{date} 应发"

GENERAL_PLAN = "（总计划）"  # the plan of a ledger whose sheet 计划 is empty
PLAN_TYPED = "手工填写"
PLAN_UNIT_UNFIT = "取数为台账的计划，单位须为元或万元，请更正《计划》"


def percent(number: int) -> str:
    """Print whole per cents; nothing for −1, where there is no target."""
    return f"{number}%" if number >= 0 else ""


def plan_origin(source: str, year: int, as_of: dt.date) -> str:
    """Say where an actual figure comes from."""
    return f"台账：{source}，{year}-01-01 至 {min(f'{year}-12-31', str(as_of))}"


def planned(plans: int, reached: int) -> str:
    """Sum up plans."""
    return f"已核对 {plans} 项计划，完成 {reached} 项；月、周、日计划见《计划分解》。"


# ------------------------------------------------------------------ 催收行为

def log_refused(contracts: Sequence[str], added: int) -> str:
    """Say for which contracts no entry was prefilled, and for how many one was."""
    rest = f"；其余 {added} 份合同已添加记录行" if added else ""
    return f"未添加记录：{'、'.join(contracts)}，原因见下{rest}。"


def log_corrected(entries: Sequence[str]) -> str:
    """Say that entries to correct were copied."""
    return f"已为 {'、'.join(entries)} 各添加一行更正记录，请在新行改正内容；原记录保留，不再起作用。"


LOG_MIXED = "请只选择合同，或只选择要更正的催收记录，不要同时选择。没有添加任何记录。"


def log_unknown(names: Sequence[str]) -> str:
    """Refuse IDs that are neither contracts nor entries that stand."""
    if not names:
        return "请先选择合同：在《合同台账》中选中合同所在的行，或用 --select 写明合同编号；要更正记录的，写明记录编号。"
    return f"没有这些合同或有效的催收记录，或其数据有误：{'、'.join(names)}。没有添加任何记录，请核对编号。"

# What each indicator of domain.kpi means: its name, and how it is counted; formula and source stand in its docstring.
INDICATORS: dict[str, tuple[str, str]] = {
    "recovery": (
        "回收率",
        (
            "本月收回的逾期本金 ÷ 逾期总额。逾期总额 = 月初逾期本金 + 本月新增逾期本金（过了宽限期仍未付的）+ 核销后又收回的金额；"
            "收回包括现金、票据、抵抹账和债务重组，不含违约金、费用和未到期款项的回款。"
        ),
    ),
    "bad_debt_rate": ("坏账率", "本月账面核销的本金（《坏账核销》）÷ 逾期总额。核销只减少账面逾期，债权仍在，照常催收。"),
    "timeliness": (
        "及时率",
        (
            "按时催收笔数 ÷ 应催笔数。首催期限（逾期第一天之后的若干工作日，见《参数》）落在本月的应收为应催；期限内《催收记录》有记录"
            "或已出函的为按时；期限内已付清的不计。"
        ),
    ),
    "satisfaction": ("满意度", "本月《满意度调查》得分的平均数 ÷ 100。没有调查的不计为达标。"),
    "dso": (
        "应收周转天数",
        (
            "期末到期未收本金 ÷ 近一年到期的应收金额 × 365 天。台账以应收日期为准，未到期的应收不计入；"
            "天数越少，收款越快。"
        ),
    ),
    "cei": (
        "催收有效指数",
        (
            "近一年应收回的款项中实际收回的比例。期初应收为一年前到期未收的本金，本期应收为一年内到期的金额，"
            "期末应收为现在到期未收的本金，其中仍在宽限期内的为未到期应收。"
        ),
    ),
    "cost_ratio": ("每元回款成本", "近一年《催收费用》合计 ÷ 近一年回款合计，不论费用由谁承担。"),
    "kept_ratio": ("承诺履行率", "近一年到期的还款承诺中全部履行的笔数 ÷ 到期的承诺笔数；部分履行和爽约不算履行。"),
    "grade": ("等级", "四项指标中达标的项数：4 项优秀，3 项良好，1 至 2 项合格，0 项不合格（界限见《参数》）。没有数据的指标不算达标。"),
}
QUANTITIES = {  # what stands in the formulas of domain.kpi, as the sheets name it
    "paid": "收回金额",
    "opening": "期初逾期",
    "new": "本月新增",
    "reinstated": "核销后收回",
    "written_off": "核销坏账",
    "in_time": "按时笔数",
    "to_contact": "应催笔数",
    "scores": "得分合计",
    "surveys": "调查份数",
    "met": "达标项数",
    "excellent": "优秀达标项数",
    "good": "良好达标项数",
    "passed": "合格达标项数",
    "receivables": "期末应收",
    "billed": "本期应收",
    "days": "天数",
    "begin": "期初应收",
    "current": "期末未到期应收",
    "costs": "催收费用",
    "received": "回款金额",
    "kept": "已履行承诺",
    "due_promises": "到期承诺",
}
KPI_PROPOSALS = (
    "建议：现金奖励，作为晋升依据",
    "建议：口头表扬",
    "建议：指出未达标的指标，下月改进",
    "建议：警告，扣减绩效",
)


def appraised(month: str, people: int, as_of: dt.date) -> str:
    """Sum up an appraisal."""
    return f"已考核 {people} 名业务员 {month} 的催收工作（数据至 {as_of}）。奖惩均为建议，须经批准。"


def target_met(reached: bool | None) -> str:
    """Say whether a target was met; None: there was nothing to measure."""
    return "无数据" if reached is None else "达标" if reached else "未达标"


def kpi_proposal(grade: int, missing: int) -> str:
    """Propose what follows from a grade; ``missing`` indicators had no data."""
    rest = f"（{missing} 项没有数据，请先核实）" if missing else ""
    return KPI_PROPOSALS[grade] + rest

WEEK_FIGURES = ("本周回款", "上周末逾期", "本周新增", "本周收回逾期", "本周核销", "核销后收回", "逾期金额")
WEEK_CHANGES = ("新增逾期", "等级上升", "已结清", "部分收回")


def week_caption(since: dt.date, caption: str) -> str:
    """Head a weekly report with the first day of its week."""
    return f"{since} 起一周　{caption}"


def week_told(since: dt.date, until: dt.date, received: str, overdue: str) -> str:
    """Sum up a week."""
    return f"{since} 至 {until} 回款 {received} 元，{until} 逾期 {overdue} 元；汇总见《周报汇总》。"


def measure(date: dt.date, method: str, response: str) -> str:
    """Tell one entry of the log in a few words."""
    return f"{date:%m-%d} {method}" + (f"：{response}" if response else "")


MONTH_FIGURES = {
    "opening": "期初逾期", "new": "本月新增", "paid": "本月收回", "written_off": "本月核销", "closing": "期末逾期",
}  # fmt: skip
MOVEMENT_CHART = "各等级逾期金额：期初与期末（元）"
AHEAD_CHART = "今后各月到期未收（元）"
LATER = "以后"


def month_told(as_of: dt.date, count: int, overdue: str) -> str:
    """Sum up the overdue debts of a month."""
    return f"截至 {as_of} 逾期 {count} 笔，本金 {overdue} 元；本月变动见《逾期变动》，今后到期见《到期计划》。"


# ------------------------------------------------------------------ 分派

ASSIGN_STAYS, ASSIGN_NEW, ASSIGN_NOBODY = "不变", "新分派", "没有可分派的人，请登记《催收人员》"
NO_STAFF = "《催收人员》中没有可以分派的人（都缺勤或不参加分派）。请先登记，或把参数「分派方式」改为“谁销售谁回款”。"
NO_CASES = "没有需要分派的逾期客户。"


def assigned(cases: int, people: int, changed: int) -> str:
    """Sum up an assignment."""
    return f"已把 {cases} 个逾期客户分派给 {people} 人，其中 {changed} 户有变动，见《分派》。"


def ask_to_assign(changed: int) -> str:
    """Ask before the collectors of customers are written over."""
    return f"将在《客户》更改 {changed} 户的催收员，是否继续？" if changed else ""


def assign_change(before: str) -> str:
    """Say from whom a case was taken."""
    return f"由 {before} 转来"


def assign_figure(cases: int, amount: str) -> str:
    """Print one person's share."""
    return f"{cases} 户，{amount} 元"


# ------------------------------------------------------------------ 作废函件


def cancelled(count: int, refused: int) -> str:
    """Sum up what was cancelled."""
    if not count:
        return f"没有作废任何函件：{refused} 封不能作废，原因见下。"
    rest = f"；{refused} 封不能作废，原因见下" if refused else ""
    return f"已作废 {count} 封函件，催收阶段已退回，编号不再使用{rest}。"


def ask_to_cancel(letters: Sequence[str]) -> str:
    """Ask before letters are cancelled; that cannot be taken back but by undo."""
    return f"即将作废 {'、'.join(letters)}，是否继续？已经寄出的，请另行通知客户。"


# ------------------------------------------------------------------ 移交法务

GROUNDS = (
    "最长逾期 {days} 天",
    "催收阶段已用完",
    "诉讼时效将于 {end} 届满",
    "爽约 {broken} 次",
    "已登记“{special}”",
    "最近一次催收记录的欠款原因为“{reason}”，逾期 {days} 天",
)
LEGAL_FIGURES = ("逾期客户", "欠款合计", "新列入暂停售后", "新列入起诉", "新列入强制性催收", "已付清、可解除")


def handed_over(customers: int, added: int, released: int) -> str:
    """Sum up the hand-over."""
    new = f"新列入《法务名单》{added} 条，请报批" if added else "《法务名单》没有新增"
    rest = f"；有 {released} 条已没有逾期，可填「解除日期」" if released else ""
    return f"已汇总 {customers} 个逾期客户，见《移交法务》；{new}{rest}。"


def particulars(uscc: str, address: str, people: str) -> str:
    """Return who a debtor is, in one cell."""
    parts = (f"信用代码 {uscc}" if uscc else "", address, people)
    return "；".join(filter(None, parts))


def collection_work(contacts: Sequence[tuple[str, int]], letters: int, last_letter: str, promises: str) -> str:
    """Sum up what was done to collect: contacts by method, letters, promises."""
    made = "、".join(f"{method} {count} 次" for method, count in contacts) or "无催收记录"
    sent = f"函件 {letters} 封（最近 {last_letter}）" if letters else "未发函"
    return "；".join(filter(None, (made, sent, promises)))


def promise_count(promised: int, broken: int) -> str:
    """Sum up promises."""
    return f"承诺 {promised} 次，爽约 {broken} 次" if promised else ""

AS_OF_ROW, KEY_FIGURES, NO_DATA = "数据截止", "关键数字", "无数据"
BALANCES = ("未收本金", "其中逾期", "预计可收回", "月初账面逾期", "本月新增逾期", "本月收回逾期")
SHARE_OF_UNPAID = "占未收本金的比率"
EXPECTED_NOTE = "按参数：两年以内与两年以上的回收率"
RATES = ("本月回收率", "本月坏账率", "本月及时率", "承诺履行率")
PROMISES_NOTE = "近一年到期的承诺"
YEAR_FIGURES = ("应收周转天数（DSO）", "催收有效指数（CEI）", "每元回款成本")
DAYS_NOTE = "天，近一年"
LIMITATION_ROW = "时效预警或届满"
RANKING_NOTE = "对照金额为现有逾期"
DASHBOARD_BLOCKS = ("账龄", "逾期趋势", "欠款前十", "承诺", "本月收回", "时效届满")
DASHBOARD_CHARTS = {
    "账龄": "未收本金按账龄（元）",
    "逾期趋势": "金额：月末逾期本金；对照金额：当月收回（元）",
    "欠款前十": "逾期最多的十个客户（元）",
    "承诺": "近一年到期的承诺（笔）",
    "本月收回": "各业务员本月收回逾期（元）",
    "时效届满": "各月诉讼时效届满的本金（元）",
}


def percent_of(rate: int) -> str:
    """Print a rate in units of 1e-8 as per cents with two decimals, half up."""
    whole, cents = divmod((rate + 5_000) // 10_000, 100)
    return f"{whole}.{cents:02d}%"


def limitation_note(warned: int, lost: int) -> str:
    """Say how many debts are near the end of limitation, and how many past it."""
    return f"预警 {warned} 笔，已届满 {lost} 笔，见《时效预警》"


def dashboard_told(as_of: dt.date, left_out: int) -> str:
    """Sum up a dashboard."""
    rest = f"；{left_out} 份合同因数据有误未计入" if left_out else ""
    return f"看板已更新至 {as_of}{rest}；各指标的含义见【月度考核】生成的《指标口径》。"
