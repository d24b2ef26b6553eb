"""What is wrong with the data or a file, and what to do: one sentence per code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from addin.messages.in_place import IN_PLACE_PROBLEMS, IN_PLACE_REFUSALS

if TYPE_CHECKING:
    from addin.ports import Problem, Refusal


# What is wrong and what to do, by the problem's code; {found} and the problem's details may stand in it.
PROBLEMS: dict[str, str] = {
    # sheets and headers
    "missing-sheet": "工作簿中没有这张表，无法计算。请从《催收台账》模板复制这张表，表名不要改动。",
    "absent-sheet": "工作簿中没有这张表，已按空表处理。需要时请从《催收台账》模板复制。",
    "missing-header": (
        "表头中没有这一列，这张表无法读取。请补上表头，并填写这一列；"
        "以自己的表为台账的，各行相同时填在《列对应》的「固定值」即可，补了列的请再点【导入台账】。"
    ),
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
    "day-ahead": "{found} 晚于今天，到这一天才计入。请核对日期，尤其是年份。",
    "not-date": "“{found}”不是日期。请改为 2025-02-28 这样的日期。",
    # letters and statements
    "customer-withheld": "客户 {found} 的数据有误，暂不出具函件和对账单。请先按《校验结果》更正。",
    "intake-skipped": "来源的这一处没有读入：{reason}。请更正来源后再导入。",
    "reconcile-unread": "财务清单的这一处没有参加核对：{reason}。请更正后再核对。",
    "differences-open": "客户 {found} 与财务核对的差异未清，没有出函。请先在《对账差异》处理并填写结论。",
    "letter-not-due": "客户 {found} 按催收策略目前不需要发函（可能已经出函、付款或暂缓）。如有疑问请重新点【拟发函件】。",
    "letter-stale": "客户 {found} 拟发时金额为 {proposed}，现为 {now}，没有出函。请重新点【拟发函件】核对。",
    "letter-no-template": "客户 {found} 的函件类型“{template}”没有模板，没有出函。请补充模板或更正《催收策略》。",
    "case-contract": "案件的合同“{found}”不在《合同台账》中，或不是客户 {customer} 的合同，没有计入该案。请更正。",
    "case-cost-unknown": "《案件台账》没有案件“{found}”，这笔费用按合同归入案件。请更正案件编号。",
    "case-cost-high": "案件 {found} 的办案费用已达立案后回款的 {ratio}，超过参数「费用回款比上限」，请控制外出次数和费用。",
    "evidence-nothing": "客户 {found} 没有可以起诉的逾期欠款（已付清，或合同都已在诉讼中），没有生成证据材料。已付清的，请在《法务名单》填写「解除日期」。",
    "evidence-not-agreed": "客户 {found} 没有批示同意起诉：只整理证据材料，不生成起诉状。请在《法务名单》报批。",
    "legal-resume": "客户 {found} 引发停供的欠款已付清或还款方案已获批准（{day}），可以恢复供货：请报领导同意后填写「解除日期」。",
    "suspension-not-agreed": "客户 {found} 没有批示同意的暂停售后，不生成《暂停供货通知书》。请先报批。",
    "legal-release": "客户 {found} 已没有逾期，可以从“{list}”名单解除，请填写「解除日期」。",
    "visit-ahead": "走访 {found} 的到访日期晚于今天，没有登记。请核对日期。",
    "visit-contract": "走访 {found} 的「涉及合同」不是该客户的合同（或没有合同），没有登记。请核对合同编号。",
    "visit-unsigned": "走访 {found} 的结果是有签字的，但没有填签字人，没有登记。请照到访回执单补填。",
    "visit-promise": "走访 {found} 有承诺金额而没有承诺还款日，没有登记。请补填。",
    "visit-handler": "走访 {found} 没有经办人，没有登记。请填「经理或主管」。",
    "visit-cost-changed": "走访 {found} 的费用已登记，现在的金额与《催收费用》不同。请在《催收费用》更正，或改回原数。",
    "campaign-cash": "客户 {found} 报来的现金多于活动开始以来《回款记录》登记的回款。请核对并补登《回款记录》，否则逾期金额不会减少。",
    "tracing-forbidden": "客户 {found} 的失联修复中，禁用的步骤登记了办理情况；查通话详单找人侵犯通信秘密和个人信息。请停止，所得信息不得使用。",
    "void-already": "函件 {found} 已于此前作废。请核对函件编号。",
    "void-answered": "函件 {found} 客户已回函（{reply}），不能作废。金额有误的，请另行出函更正。",
    "void-signed": "函件 {found} 已签收，是诉讼时效中断的证据，不能作废。金额有误的，请另行出函更正。",
    "void-paid": "函件 {found} 出函后，所列合同已于 {day} 回款，不能作废。如确需更正，请另行出函。",
    "void-later": "函件 {found} 之后又出具了 {later}，请先作废后出的函件。",
    "void-withheld": "函件 {found} 的客户 {customer} 数据有误，更正之前不能作废。请先按《校验结果》更正。",
    "void-before": "函件 {found} 的出函日期 {sent} 晚于截止日期 {day}，不能在出函之前作废。请核对截止日期。",
    "void-unknown": "没有编号为“{found}”的函件。请核对函件编号。",
    "letter-unknown-field": "模板“{template}”中的“{found}”不是台账中的栏目，最接近的是“{nearest}”。请更正模板。",
    "letter-empty-field": "函件要印“{found}”，但《参数》中为空。请补填后再出函。",
    "letter-words": "给客户 {found} 的函件会印出《{sheet}》{key}「{field}」中的禁用词语“{words}”，这一封没有出。请更正该单元格。",
    "letter-wording": "模板“{found}”中有禁用词语“{words}”，没有出函。请更正模板的措辞，或《参数》中的「禁用词语」。",
    "letter-own-words": "「{found}」中有禁用词语“{words}”，会印在函件上，没有出函。请更正。",
    "letter-estate": "客户 {found} 已登记死亡，没有出函。请核实遗产管理人、继承人后转法务处理（民法典第1159、1161条）。",
    "letter-never": "客户 {found} 的催收策略为“不催收”，没有出函。确需发函的，请先更改催收策略。",
    "letter-nothing-owed": "客户 {found} 没有需要在这份函件中列出的欠款，没有出函，请核对所选客户。",
    "plan-mixed": "方案“{found}”的各期不是同一客户、同一合同，没有出承诺书。请把不同客户或合同的还款分为不同的方案。",
    "plan-days": "方案“{found}”的还款日期早于 {day}，或没有逐期推后，没有出承诺书。请更正还款日期。",
    "plan-sum": (
        "方案“{found}”各期合计 {planned} 元，与截至 {day} 的欠款合计 {total} 元相差 {gap} 元，也不等于其中的本金 {principal} 元，"
        "没有出承诺书。请更正各期还款金额。"
    ),
    "plan-moves-due": (
        "方案“{found}”约定变更到期日，违约金将自新的到期日起算。程序没有改动《应收计划》，仍按原应收日期计算；"
        "双方书面同意后，请按方案更改应收日期（分期的请拆行，合计不变），并在备注写明原应收日期和方案编号。"
    ),
    "letter-register": "《函件登记》有错误，无法确定下一个编号，没有出函。请先更正《函件登记》。",
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
    # many workbooks at once
    "group-failed": "“{found}”没有处理（{reason}），请处理后再运行一次。",
    "group-left-out": "“{found}”{reason}，请核对。",
    "group-errors": "“{found}”有 {count} 处错误，涉及的合同没有计算，请看集团报告的《集团问题》和该台账的【校验台账】。",
} | IN_PLACE_PROBLEMS

# Why a workbook is not read or saved, by the refusal's code; {file} is always known, the rest stands in the details.
REFUSALS: dict[str, str] = {
    "missing-file": "找不到文件“{file}”。请检查文件名和文件夹。",
    "is-directory": "“{file}”是文件夹，不是工作簿。请选择其中的 .xlsx 文件。",
    "not-a-folder": "“{file}”是文件，不是文件夹，没有写入。请换一个文件夹。",
    "no-folder": "没有文件夹“{folder}”。请先建好文件夹，或换一个位置。",
    "folder-not-empty": "文件夹“{folder}”里有别的文件（如“{found}”），没有清空。请换一个空的文件夹。",
    "new-extension": "新建的台账只能是 .xlsx 文件，“{file}”不是。请把文件名改为以 .xlsx 结尾。",
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
    "name-too-long": "文件名或路径太长，系统无法写入“{found}”，没有改动。请把工作簿改成较短的名称，或移到层级较少的文件夹后再试。",
    "in-the-way": "“{found}”的位置上已有同名的文件、文件夹或链接，程序无法使用，没有改动。请移走或改名后再试。",
    "disk-fault": "读写“{found}”时系统报错（错误号 {number}），没有改动。请检查磁盘和网络连接后再试。",
    "open-elsewhere": "“{file}”正被 {holder} 打开。请关闭后再试；如确认无人打开，请删除同一文件夹中的“{owner}”。",
    "busy": "另一个 dunbook（{holder}）正在处理“{file}”。请等它完成后再试。",
    "changed-since-read": "“{file}”在读取之后被别人改动过，程序没有覆盖。请重新运行一次。",
    "file-exists": "文件“{file}”已经存在，程序不会覆盖。请移走或改名后再试。",
    "bad-path": "文件名“{file}”不能使用：文件只能写在输出文件夹之内。请修改名称后再试。",
    "signed": "“{file}”带有数字签名，改动会使签名失效。请在 Excel 中移除签名，或另存一份后再试。",
    "shared-log": "“{file}”是旧式的“共享工作簿”。请在 Excel 中取消共享后再试。",
    "not-a-ledger": "“{file}”不是催收台账（没有《合同台账》《应收计划》等表），没有改动。请打开台账再试；要把现有的登记表做成台账，请用【导入台账】。",
    "no-sheet": "“{file}”中没有工作表《{sheet}》。请补上这张表，或从空白台账中复制过来。",
    "no-header": "《{sheet}》第 1 行没有表头。请在第 1 行填写列名。",
    "sheet-not-ours": "《{sheet}》不是程序生成的表，程序没有覆盖它。请把这张表改名后再试。",
    "sheet-protected": "《{sheet}》设置了工作表保护，程序无法写入，工作簿没有改动。请在“审阅”（LibreOffice 为“工具”）中撤销工作表保护后再点一次。",
    "book-protected": "“{file}”保护了工作簿结构，不能增删工作表，工作簿没有改动。请在“审阅”（LibreOffice 为“工具”）中撤销保护后再点一次。",
    "no-room-right": "《{sheet}》表格右侧的 {cell} 已有内容，无法添加「{header}」列。请把右侧内容移开后再试。",
    "no-room-below": "《{sheet}》表格下方的 {cell} 已有内容，无法添加新行。请把下方内容移开后再试。",
    "totals-row": "《{sheet}》的表格带有汇总行，无法在下面添加新行。请在“表设计”中取消“汇总行”后再试。",
    "query-table": "《{sheet}》的表格来自外部查询，无法添加列。请转换为普通表格后再试。",
    "array-formula": "《{sheet}》的 {cell} 是数组公式，其范围内的单元格不能单独改写。请移到别处后再试。",
    "shared-formula": "《{sheet}》第 {row} 行的公式与将要改写的单元格共用，改写会破坏它。请移到别处后再试。",
    "merged-cell": "《{sheet}》的 {cell} 是合并单元格，无法逐行填写。请取消合并后再试。",
    "odd-sheet": "“{file}”{where}的写法特殊，程序没有把握完整保留，因此没有改动。请在 Excel 中打开并另存一次后再试。",
    "text-too-long": "以“{found}”开头的文字超过单元格的上限 32767 字。请缩短后再试。",
    "early-date": "日期 {found} 早于 Excel 能可靠保存的范围（1900-03-01）。请更正后再试。",
    # undoing
    "undo-cells": "没有撤销【{command}】：{places} 之后又被改动过，撤销会覆盖这些改动。请先核对这些单元格，改回后再撤销。",
    "undo-sheet": "没有撤销【{command}】：《{sheet}》已被改名、删除或改动过结构，无法恢复到原来的位置。请先改回后再撤销。",
    "undo-used": "没有撤销【{command}】：《{sheet}》由这次操作新建，《{user}》的公式已引用它，删除会使公式出错。请先改掉公式后再撤销。",
    "undo-charts": "没有撤销【{command}】：《{sheet}》原来的图表没有记录，无法在打开的工作簿中恢复。请保存并关闭工作簿，从备份文件夹取回。",
    "undo-file-changed": "没有撤销：文件“{found}”生成之后被改动过，程序不会删除它。请核对后移走或改名，再撤销。",
    "undo-changed": "撤销记录刚被另一次操作改动过，没有撤销。请再点一次【撤销】。",
    "undo-other": "没有撤销【{command}】：它是在“{other}”上做的，在这里撤销会影响那个工作簿或它的文件。请打开那个工作簿再撤销。",
    "undo-damaged": "撤销记录“{record}”不完整或已损坏，无法撤销。需要恢复时请从备份文件夹取回；删除该记录后可以撤销更早的操作。",
    "undo-unsaved": "工作簿还没有保存到文件夹，没有撤销记录。请先保存工作簿；此后的操作可以撤销。",
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
    "source-kind": "“{file}”不是可以读入的文件。请另存为 .xlsx、.xls 或 .csv 后再试。",
    "source-large": "“{file}”有 {size} MB，超过可以读入的 {most} MB，程序没有打开它。请分成几个文件，或删去无关的行列后再试。",
    "source-cells": "“{file}”超过 {most} 万格，程序没有读入。请分成几个文件，或删去无关的行列后再试。",
    "source-slow": "“{file}”读了 {minutes} 分钟仍没有读完，可能已损坏，程序停止读取。请在 Excel 中打开并另存为 .xlsx 后再试。",
    "source-quotes": "“{file}”第 {row} 行起的引号不成对（或有一格过长），会吞掉后面的行，程序没有读入。请改正这一行的引号，或另存为 .xlsx 后再试。",
    "source-encoding": "“{file}”的文字编码无法识别，或混有几种编码。请另存为 UTF-8 或 GB18030（ANSI）编码的 .csv，或另存为 .xlsx 后再试。",
    "no-file-dialog": (
        "无法打开选择文件的窗口（{reason}）。请在《参数》的“导入来源”或“核对来源”填写文件名"
        "（与台账同一文件夹的，只写文件名），再点一次。"
    ),
    "file-elsewhere": "“{file}”不在本机或网络文件夹中，程序无法读取。请先下载到本机，再点一次选择它。",
    "no-selection": "请先选中要处理的行（「{header}」所在的行），再点【{button}】。",
    # many workbooks on a cluster
    "group-no-scheduler": "连不上 Dask 集群“{address}”。请核对地址，确认调度程序正在运行。",
    "group-no-workers": "Dask 集群“{address}”没有可用的计算进程。请先启动 worker。",
    "group-other-program": "集群上的程序与本机不同（本机 {here}，集群 {there}）。请在各台机器上安装同一版本的 dunbook[group]。",
    "group-folder-unseen": "集群的计算进程看不到文件夹“{folder}”。请把台账和输出放在各台机器以同一路径都能访问的共享盘上。",
} | IN_PLACE_REFUSALS

BACKUP_FOLDER = "{name}.备份"  # beside the workbook


def refusal_text(refusal: Refusal) -> str:
    """Return the sentence of a refusal; a holder who is not known is 他人."""
    known = {"file": "", "holder": "", **refusal.details}
    where = f"中《{known['sheet']}》" if "sheet" in known else ""
    return REFUSALS[refusal.code].format_map(known | {"holder": known["holder"] or "他人", "where": where})


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
