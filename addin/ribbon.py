"""The contents page: every group and button of the product in order. Surfaces, command line and README are drawn from it.

Nothing is imported for a button until it is pressed: ``command`` names the module whose ``run(request)`` does the work.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Button:
    """One button: its key (also the subcommand), Chinese label, tip, Office icon name, and what it asks of the user.

    ``selects`` says what ``--select`` names ("" = nothing); ``needs_selection`` makes it obligatory. ``letters`` buttons
    are given the letter templates. ``lists_problems`` buttons renew 校验结果.
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

    @property
    def command(self) -> str:
        """Module that carries ``run``."""
        return f"addin.commands.{self.key.replace('-', '_')}"


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
    )),
    Group("figures", "计算", (
        Button("overdue", "计算逾期", "按合同约定冲抵回款，计算逾期天数、等级和违约金，填写各表的灰色列和《违约金明细》。",
               "CalculateNow", "O", large=True, lists_problems=True),
        Button("ageing", "账龄分析", "按客户和账龄段汇总未收本金与预计可收回金额，并附图表。", "ChartTypeColumnInsertGallery", "A"),
        Button("limitation", "时效预警", "逐笔列出诉讼时效届满日及其由来，按紧急程度排序。", "ReminderSound", "L"),
        Button("fees", "诉讼费用测算", "按《诉讼费用交纳办法》测算受理费、保全费和执行费。", "AccountingFormat", "F"),
    )),
    Group("letters", "函件", (
        Button("statements", "出对账单", "为每个客户生成一页可打印的对账单，并登记编号。", "PageSetupDialog", "S", selects="客户编号"),
        Button("propose", "拟发函件", "按催收策略列出每个逾期客户本次拟发的函件，以及发或不发的原因。", "ReviewAcceptChange", "P",
               large=True, letters=True),
        Button("issue", "出函", "为《拟发函件》中选中的客户生成 Word 函件，编号并登记。", "MailMergeGoToNextRecord", "I", large=True,
               selects="客户编号", letters=True),
        Button("print-file", "合并打印", "同出函，但把函件按类型合并成可以一次打印的 Word 文件，每个文件至多 300 封。", "FilePrint", "H",
               selects="客户编号", letters=True),
        Button("mail-merge", "邮件合并数据", "同出函，但生成 Word 邮件合并用的数据、模板和邮寄名单，由经办人在 Word 中打印。",
               "MailMergeMergeToPrinter", "M", selects="客户编号", letters=True),
        Button("cancel", "作废函件", "作废选中的函件：退回催收阶段，编号保留、不再使用；已回函、已签收或已付款的说明原因。",
               "ReviewRejectChange", "C", selects="函件编号", needs_selection=True),
    )),
    Group("work", "催收", (
        Button("worklist", "今日待办", "列出今天要联系的客户、事由和最迟日期，以及拨打电话前应知道的情况。", "FollowUpMenu", "W", large=True),
        Button("log", "记录催收", "为所选合同在《催收记录》中添加预填好的记录行。", "NewTask", "G", selects="合同编号",
               needs_selection=True),
        Button("assign", "分派", "把逾期客户分派给催收员：谁销售谁回款、平均户数或金额均衡，缺勤的人不分派。", "AssignTask", "D",
               selects="客户编号"),
        Button("promises", "核对承诺", "按回款核对每一笔付款承诺是否履行，统计爽约次数及其后果。", "AcceptInvitation", "K"),
        Button("legal", "移交法务", "汇总逾期客户的六项要素，并提出暂停售后、起诉、强制性催收三份名单报批。", "RulesAndAlerts", "J"),
    )),
    Group("reports", "报表", (
        Button("weekly", "周报", "按周列出每份合同的回款、逾期、变化、催收措施和下一步，并按部门和业务员汇总。", "CalendarInsert", "RW",
               large=True),
        Button("monthly", "月度清单", "按等级列出全部逾期，核对本月期初、新增、收回、核销与期末，并列出今后各月到期。", "TableInsert", "RM"),
        Button("kpi", "月度考核", "按业务员计算回收率、坏账率、及时率、满意度，评定等级，列出依据与指标口径。",
               "ConditionalFormattingMenu", "RK"),
        Button("incentives", "清收奖惩", "按五类清收标准计算各考核时点的奖励与罚款，并逐人结算应发、已发和扣回。",
               "DollarSign", "RI"),
        Button("dashboard", "看板", "用图表和关键数字显示账龄、逾期趋势、欠款前十、承诺、业务员排名与时效届满。", "ChartInsert", "RD",
               large=True),
        Button("plan", "计划完成率", "比较计划、实际与时间进度，并把全年计划分解到月、周、日。", "PercentStyle", "RP"),
    )),
)  # fmt: skip

BUTTONS: dict[str, Button] = {button.key: button for group in GROUPS for button in group.buttons}
