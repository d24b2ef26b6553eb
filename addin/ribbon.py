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
    )),
    Group("work", "催收", (
        Button("log", "记录催收", "为所选合同在《催收记录》中添加预填好的记录行。", "NewTask", "G", selects="合同编号",
               needs_selection=True),
    )),
)  # fmt: skip

BUTTONS: dict[str, Button] = {button.key: button for group in GROUPS for button in group.buttons}
