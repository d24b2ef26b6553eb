"""What is said when a register is taken in, when two are compared, and while a workbook of the user's is the ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

# Why a column of the source is mapped as it is, by the reason's code.
MAPPING_REASONS: dict[str, str] = {
    "header": "列名与台账相同",
    "synonym": "列名是台账该列的常见写法",
    "role": "按这张表的内容判断",
    "wide": "横排的分期列，按分期拆成《应收计划》的行",
    "user": "按您填写的对应",
    "constant": "来源没有这一列，各行都用「固定值」",
    "left-out": "按您的选择不导入",
    "emptied": "按您的选择留空，不导入",
    "unknown": "不认识这个列名，不导入；需要时请选择「对应列」",
    "row-number": "行号，不导入",
    "generic": "列名太笼统，无法确定；需要时请选择「对应列」",
    "part": "列名与“{candidate}”相近，没有把握；是的话请选择「对应列」",
    "unlike": "列名像“{candidate}”，但列中的内容不像；请核对",
    "rival": "有几列都像“{candidate}”，请只选其中一列",
    "untaxed": "列名写明不含税，与“{candidate}”不是一回事；确实要按这一列的，请选择「对应列」",
    "balance": "各行都等于合同金额减已收，像“{candidate}”而不是应收原额；请选择「对应列」（不选则按合同金额减已收计算）",
    "share": "像分期的比例，不像金额（都不大于 1）；请核对",
    "foreign": "列名写明不是人民币；台账只记人民币，请换算后再导入",
    "undated": "像横排的分期列，但没有对应的日期列；请核对",
    "missing": "来源没有这一列，台账需要：请在「固定值」填写各行相同的内容，或导入后在台账补填",
}

# Why rows of a source were not taken, or what should be known about those that were, by code.
INTAKE_REASONS: dict[str, str] = {
    "total": "“{found}”行，不是明细",
    "header-again": "重复的表头",
    "other-table": "从这一行起是另一张表（{found}），没有读入；请把它移到单独的工作表再导入",
    "idle": "“{found}”一行没有可以导入的内容",
    "note": "说明文字“{found}”",
    "no-table": "没有找到表头：这张表不像应收、合同、客户或回款的登记表",
    "empty-sheet": "空表",
    "no-contract": "没有合同编号（合并或留空的，请在每一行填写）",
    "whole-contract": "合同“{found}”有一处没有读入，整份合同不导入，以免只导入一部分；更正来源后再导入即可",
    "conflict": "合同“{found}”各行的「{header}」不一致",
    "two-sheets": "合同“{contract}”的同一笔在《{other}》第 {found} 行已有，重复列示的会算两次；请只留一张表再导入，确是两笔的请填写期次或编号",
    "told-again": "合同“{contract}”的这一笔与第 {found} 行完全相同，重复列示的会算两次；请删去一行再导入，确是两笔的请填写期次或发票号",
    "which-instalment": "合同“{contract}”的这一笔可能是新的一期，也可能是台账“{other}”（{found}）的更正，程序无法判断；请在来源加一列“期次”填写期次，再导入",
    "which-receipt": "合同“{contract}”的这一笔回款可能是新的，也可能是台账“{other}”（{found}）的更正，程序无法判断；请在来源加一列“回款编号”填写编号（更正的写台账的编号，新的另写），再导入",
    "paid-beyond": "合同“{contract}”的累计已收比各期应收合计多 {found} 元，多出的记作预收；请核对应收是否齐全",
    "no-owner": "合同“{contract}”没有客户（与上一行相同的，请填写或合并单元格）",
    "no-amount": "合同“{contract}”有一期只有应收日期，没有应收金额",
    "balance-only": "只有未收余额，没有应收金额；要以余额作为应收金额的，请在《列对应》把这一列改为“应收金额”",
    "balance": "合同“{contract}”的应收、已收与未收对不上：{found}；请核对来源，或在《列对应》核对这几列",
    "balance-of-contract": "合同“{contract}”的未收余额是合同金额减已收，与应收金额减已收不同：{found}；请核对「应收金额」的对应",
    "number-again": "合同“{contract}”的第 {found} 期出现不止一次",
    "unpaid-beyond": "合同“{found}”的未收余额大于应收金额",
    "paid-twice": "合同“{found}”已有逐笔回款，累计已收不再生成期初回款，以免重复",
    "derived-amount": "{found} 份合同没有合同金额，按各期应收合计填写",
    "not-date": "「{header}」的“{found}”不是日期",
    "ambiguous-date": "「{header}」的“{found}”可以理解为不同的日期",
    "date-range": "「{header}」的“{found}”不在合理范围",
    "not-number": "「{header}」的“{found}”不是数字",
    "money-decimals": "「{header}」的“{found}”超过两位小数",
    "rate-decimals": "「{header}」的“{found}”小数位太多，留空",
    "not-whole": "「{header}」的“{found}”不是整数",
    "too-large": "「{header}」的“{found}”太大",
    "error-cell": "「{header}」的公式出错（{found}）",
    "uncached": "「{header}」的公式还没有计算结果；请用 Excel 打开来源文件，保存后再导入",
    "foreign": "「{header}」是“{found}”，不是人民币；请换算成人民币后再导入",
    "negative": "「{header}」的“{found}”是负数",
    "percent-range": "「{header}」的“{found}”超过 100%，留空",
    "not-option": "「{header}」的“{found}”不在台账的可选内容中，留空",
    "text-changed": "「{header}」的“{found}”已被表格软件转换为日期，原来的编号无法确定",
    "digits-lost": "「{header}」的“{found}”超过 15 位，末尾可能已丢失",
}
INTAKE_OTHER = "「{header}」的“{found}”无法读取"
FIELD_TAKEN, FIELD_NEW = "数据行", "新增到《{table}》"
INTAKE_FIGURES = ("来源数据行", "导入新增行", "填补空白单元格", "与台账不同的单元格", "没有读入的行")
STATED_TOTAL = "来源自己的合计行与明细不符"
NO_SOURCE = "没有指明来源文件。请在《参数》的“导入来源”填写文件名（与台账同一文件夹的，只写文件名），再点一次。"
NO_OTHER = (
    "没有指明对方的文件。请在《参数》的“核对来源”填写财务应收清单的文件名（与台账同一文件夹的，只写文件名），再点一次。"
)
SUMS_BROKEN = "来源合计与导入合计不一致，没有导入任何数据，详见《导入结果》。请把来源文件交给维护人员查看。"
NOTHING_KNOWN = "来源中没有找到认识的登记表，没有导入。逐张表的原因见《导入结果》。"
NO_CONTRACT_COLUMN = "来源没有哪一列对应「合同编号」，没有导入。请在《列对应》中选择一列对应「合同编号」，再点一次。"
MAPPING_IN_DOUBT = "《列对应》中有填写错误，没有导入。请按提示更正《列对应》后再点一次。"


def mapping_explained(reason: str, candidate: str) -> str:
    """Explain a line of 列对应."""
    return MAPPING_REASONS.get(reason, "").format(candidate=candidate)


def intake_reason(code: str, details: Mapping[str, str]) -> str:
    """Say why a row or cell was not taken, or what is to be known of it."""
    return INTAKE_REASONS.get(code, INTAKE_OTHER).format_map(details)


def proposed_mapping(columns: int, asked: int, rows: int) -> str:
    """Say that a mapping waits to be checked; nothing is taken in yet."""
    doubt = f"其中 {asked} 列没有把握，留空待您选择；" if asked else ""
    return (
        f"认出来源的 {columns} 列、{rows} 行数据，尚未导入。{doubt}"
        "请核对《列对应》和《导入结果》的预演，改好「对应列」后再点一次【导入台账】，仍用同一个文件。"
    )


def imported(new: int, filled: int, differences: int, skipped: int) -> str:
    """Say what came in."""
    told = f"已导入：新增 {new} 行，填补 {filled} 个空白单元格。"
    if differences:
        told += f"有 {differences} 个单元格与台账不同，没有改动，请在《导入差异》选择处理方式后再导入一次。"
    if skipped:
        told += f"有 {skipped} 处没有读入，原因见《导入结果》。"
    return told + "请接着点【校验台账】。"


def header_at(rows: str) -> str:
    """Say where the header was found."""
    return f"表头在第 {rows} 行"


def sums_told(skipped: str, *, holds: bool) -> str:
    """Say whether a sum of the source agrees with what came in and what stayed outside."""
    outside = f"，另有 {skipped} 元在没有读入的行" if skipped else ""
    return f"相符{outside}" if holds else f"不符{outside}，没有导入"


def sum_named(sheet: str, header: str) -> str:
    """Name a sum of the source."""
    return f"{sheet}：{header}"


def sums_short(before: str, after: str) -> str:
    """Put a sum of the source beside what came in."""
    return f"{before} → {after}"


def merged_told(matched: int, filled: int, differences: int) -> str:
    """Say what became of rows that the ledger has already."""
    parts = [f"台账已有 {matched} 行"] if matched else []
    parts += [f"填补空白 {filled} 格"] if filled else []
    parts += [f"不同 {differences} 格"] if differences else []
    return "，".join(parts)


def opening_note(count: int, total: str, day: dt.date, *, at_due: bool) -> str:
    """State how opening receipts are dated."""
    when = f"记在各期应收日期（未到期的记在 {day}），已付部分不计违约金" if at_due else f"记在 {day}"
    return f"累计已收转为 {count} 笔期初回款，共 {total} 元，{when}；知道实际到账日的，请在《回款记录》更正"


def reconciled(differences: int, compared: int, open_count: int, contracts: int, rows: int) -> str:
    """Say how two registers compare, and how many contracts and rows without a contract were not compared."""
    left = [f"{contracts} 份合同"] * bool(contracts) + [f"{rows} 行没有合同编号的"] * bool(rows)
    rest = f"另有 {'、'.join(left)}没有参加核对，原因见所列问题。" if left else ""
    if not differences:
        return f"已核对 {compared} 笔，{'这些' if left else ''}双方一致。{rest}"
    return f"已核对 {compared} 笔，有 {differences} 笔不一致，其中 {open_count} 笔尚无结论，详见《对账差异》。{rest}"


NO_RECEIVABLES = "对方的文件中没有找到应收清单（须有合同编号、应收金额或到期日）。请核对文件，或先用【导入台账】在《列对应》中选好对应列。"
DIFFERENCES_IN_DOUBT = "《对账差异》中有填写错误，没有重新核对，以免丢失结论。请先按《校验结果》更正。"
RECONCILE_FIGURES = (
    "台账笔数",
    "财务笔数",
    "一致",
    "本方缺",
    "对方缺",
    "金额不符",
    "日期不符",
    "金额日期均不符",
    "差额合计",
)
DIFFERENCES_OPEN = "与财务核对的差异未清，暂不发函，请先处理《对账差异》"
SOURCE_PLACE = "{sheet} 第 {row} 行"
CLI_SOURCE = "来源文件：.xlsx、.xls 或 .csv；与台账是同一个文件时，直接以它为台账"
CLI_OTHER = "财务的应收清单：.xlsx、.xls 或 .csv；不写则取《参数》的“核对来源”"
