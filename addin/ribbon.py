"""The contents page: every group and button of the product in order. Surfaces, command line and README are drawn from it.

Nothing is imported for a button until it is pressed: ``command`` names the module whose ``run(request)`` does the work.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Button:
    """One button: its key (also the subcommand), Chinese label, tip, Office icon name, and what it asks of the user.

    ``selects`` says what ``--select`` names ("" = nothing); ``needs_selection`` makes it obligatory. ``letters`` buttons
    are given the letter templates. ``lists_problems`` buttons renew 校验结果. ``takes_back`` is the button that undoes: it
    is given the history instead of the tables, and is not undone itself. What ``outward`` buttons make goes to others:
    personal numbers are masked in it by setting. ``source`` is the field of the settings that
    names the file from outside a button reads. ``module`` is that of ``commands`` where its name cannot be the key.
    ``encloses`` buttons are given the files named in the ledger that lie in the output folder.
    """

    key: str
    label: str
    tip: str
    icon: str
    keytip: str
    large: bool = False
    selects: str = ""
    needs_selection: bool = False
    letters: bool = False
    lists_problems: bool = False
    takes_back: bool = False
    outward: bool = False
    source: str = ""
    module: str = ""
    encloses: bool = False

    @property
    def command(self) -> str:
        """Module that carries ``run``."""
        return f"addin.commands.{self.module or self.key.replace('-', '_')}"


@dataclass(frozen=True)
class Group:
    """A named group of buttons on the ribbon tab."""

    key: str
    label: str
    buttons: tuple[Button, ...]


TAB_LABEL = "催收"

GROUPS: tuple[Group, ...] = (
    Group("ledger", "台账", (
        Button("validate", "校验台账", "检查各表的必填、日期、金额、编号与勾稽关系，结果写入《校验结果》并标出单元格。",
               "DataValidation", "V", large=True, lists_problems=True),
        Button("import", "导入台账", "读入现有的登记表（.xlsx、.xls、.csv）：先列出各列的对应供核对，再点一次导入；本工作簿不是台账时，直接以它为台账。",
               "ImportExcel", "B", source="import_source", module="import_ledger"),
        Button("reconcile", "数据核对", "与财务的应收清单逐笔核对金额和到期日，差异列入《对账差异》；差异未清的客户暂不发函。",
               "ReviewCompareMenu", "N", source="reconcile_source"),
        Button("registers", "登记表", "添加投诉、客户反馈、培训、问答、优惠方案、催收技巧等登记表（已有的不动）。", "TableInsertExcel", "YB",
               selects="登记表名称"),
        Button("undo", "撤销", "撤销最近一次操作，单元格和文件都恢复原状；可以一步一步往回撤销。有人改动过同一处时不撤销，并说明原因。",
               "Undo", "Z", takes_back=True),
    )),
    Group("figures", "计算", (
        Button("overdue", "计算逾期", "按合同约定冲抵回款，计算逾期天数、等级和违约金，填写各表的灰色列和《违约金明细》。",
               "CalculateNow", "O", large=True, lists_problems=True),
        Button("ageing", "账龄分析", "按客户和账龄段汇总未收本金与预计可收回金额，并附图表。", "ChartTypeColumnInsertGallery", "A"),
        Button("limitation", "时效预警", "逐笔列出诉讼时效届满日及其由来，按紧急程度排序。", "ReminderSound", "L"),
        Button("fees", "诉讼费用测算", "按《诉讼费用交纳办法》测算受理费、保全费和执行费。", "AccountingFormat", "F"),
    )),
    Group("letters", "函件", (
        Button("statements", "出对账单", "为每个客户生成一页可打印的对账单，并登记编号。", "PageSetupDialog", "S", selects="客户编号",
               letters=True),
        Button("propose", "拟发函件", "按催收策略列出每个逾期客户本次拟发的函件，以及发或不发的原因。", "ReviewAcceptChange", "P",
               large=True, letters=True),
        Button("issue", "出函", "为《拟发函件》中选中的客户生成 Word 函件，编号并登记。", "MailMergeGoToNextRecord", "I", large=True,
               selects="客户编号", letters=True),
        Button("print-file", "合并打印", "同出函，但把函件按类型合并成可以一次打印的 Word 文件，每个文件至多 300 封。", "FilePrint", "H",
               selects="客户编号", letters=True),
        Button("mail-merge", "邮件合并数据", "同出函，但生成 Word 邮件合并用的数据、模板和邮寄名单，由经办人在 Word 中打印。",
               "MailMergeMergeToPrinter", "M", selects="客户编号", letters=True),
        Button("plan-letter", "还款承诺书", "按《还款方案》生成 Word 还款承诺书，核对各期合计等于欠款，编号并登记为草稿，待客户盖章。",
               "SignatureLineInsert", "E", selects="方案编号", letters=True),
        Button("cancel", "作废函件", "作废选中的函件：退回催收阶段，编号保留、不再使用；已回函、已签收或已付款的说明原因。",
               "ReviewRejectChange", "C", selects="函件编号", needs_selection=True),
        Button("replies", "回函跟进", "列出对账单的书面回复：待回、逾期未回、相符、不符，并逐笔列出差异供查明。", "MailMergeMatchFields", "YR"),
    )),
    Group("work", "催收", (
        Button("worklist", "今日待办", "列出今天要联系的客户、事由和最迟日期，以及拨打电话前应知道的情况。", "FollowUpMenu", "W", large=True),
        Button("log", "记录催收", "为所选合同在《催收记录》中添加预填好的记录行。", "NewTask", "G", selects="合同编号",
               needs_selection=True),
        Button("card", "客户卡", "为选中的客户（不选则为全部逾期客户）各生成一页：欠款、联系人、历次联系、承诺、类型与应对要点。", "ContactProperties", "YC",
               selects="客户编号"),
        Button("special", "特殊情形", "为登记了屡次爽约、不愿还款、死亡的客户列出应办步骤和期限。", "AssignmentNotes", "YS", selects="客户编号"),
        Button("assign", "分派", "把逾期客户分派给催收员：谁销售谁回款、平均户数或金额均衡，缺勤的人不分派。", "AssignTask", "D",
               selects="客户编号"),
        Button("promises", "核对承诺", "按回款核对每一笔付款承诺是否履行，统计爽约次数及其后果。", "AcceptInvitation", "K"),
        Button("visits", "上门方案", "按规则提名上门客户并核对五份资料；审核、审批同意后生成到访回执单；填好走访结果后登记记录和费用。",
               "MeetingRequest", "YV", selects="客户编号", letters=True),
        Button("campaign", "片区活动", "为清欠活动列出各户，带入函件登记的签收，按片区汇总签回、现金、意向，写周报和下周计划。",
               "NewDistributionList", "YA", selects="客户编号"),
    )),
    Group("law", "法务", (
        Button("legal", "移交法务", "汇总逾期客户的六项要素，提出暂停售后、起诉、强制性催收三份名单和专项小组报批，列出停供、诉前催告和坏账取证；选中批示停供的客户即生成通知书草稿。",
               "RulesAndAlerts", "J", selects="客户编号", letters=True, outward=True),
        Button("evidence", "证据材料", "为批示同意起诉的客户（或选中的客户）各建一个文件夹：证据目录、起诉状草稿、结算表、函件送达、催收记录；缺什么写明什么。",
               "AttachFile", "YE", selects="客户编号", letters=True, encloses=True, outward=True),
        Button("cases", "案件台账", "按登记的日期算出每个案件的下一步和最迟日期，汇总办案费用、立案后回款和委外佣金；批示同意起诉的自动建案。",
               "RecordInJournal", "YJ"),
    )),
    Group("reports", "报表", (
        Button("weekly", "周报", "按周列出每份合同的回款、逾期、变化、催收措施和下一步，按部门和业务员汇总，并生成 Word 周报。", "CalendarInsert", "RW",
               large=True, letters=True, outward=True),
        Button("monthly", "月度清单", "按等级列出全部逾期，核对本月期初、新增、收回、核销与期末，列出今后各月到期、回款渠道和现金滞留。", "TableInsert", "RM", outward=True),
        Button("kpi", "月度考核", "按业务员计算回收率、坏账率、及时率、满意度，评定等级，列出依据与指标口径，并生成每人一页的评分表。",
               "ConditionalFormattingMenu", "RK"),
        Button("incentives", "清收奖惩", "按五类清收标准计算各考核时点的奖励与罚款，逐人结算应发、已发和扣回，并按事业部通报。",
               "DollarSign", "RI"),
        Button("dashboard", "看板", "用图表和关键数字显示账龄、逾期趋势、欠款前十、承诺、业务员排名与时效届满。", "ChartInsert", "RD",
               large=True),
        Button("plan", "计划完成率", "比较计划、实际与时间进度，把全年计划分解到月、周、日，并作销售月评。", "PercentStyle", "RP"),
    )),
)  # fmt: skip

BUTTONS: dict[str, Button] = {button.key: button for group in GROUPS for button in group.buttons}
