"""What is said while a workbook of the user's is the ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

IN_PLACE_PROBLEMS: dict[str, str] = {
    "in-place-conflict": "合同“{contract}”各行的「{header}」不一致，不知以哪一行为准，这份合同暂不计算。请核对后填成一致。",
    "in-place-unread": "合同“{contract}”的「{header}」“{found}”读不懂，已收多少无法确定，这份合同暂不计算。请更正。",
    "in-place-unpaid-beyond": "合同“{contract}”的未收余额大于应收金额，已收多少无法确定，这份合同暂不计算。请核对。",
    "in-place-paid-twice": (
        "合同“{contract}”累计已收 {found} 元，逐笔回款合计 {single} 元，两者不同，这份合同暂不计算。"
        "请补齐逐笔回款，或清空累计已收，只留一处。"
    ),
    "in-place-two-names": "客户编号“{customer}”对应几个名称（{found}），不知函件应发给谁，暂不出函。请核对编号和名称。",
    "in-place-two-sheets": (
        "合同“{contract}”的同一笔在《{other}》第 {found} 行已有，重复列示的会算两次，这份合同暂不计算。请只留一处；确是两笔的请填写期次或编号。"
    ),
    "in-place-told-again": "合同“{contract}”的这一笔与第 {found} 行完全相同，重复列示的会算两次，这份合同暂不计算。请删去一行；确是两笔的请填写期次或发票号。",
    "in-place-balance": "合同“{contract}”的应收、已收与未收对不上：{found}。程序按应收减已收计算，请核对这几列。",
    "in-place-foreign": "合同“{contract}”的「{header}」是“{found}”，不是人民币，这份合同暂不计算。请换算成人民币。",
    "in-place-other-table": "从这一行起是另一张表（{found}），不作为台账读取。请把它移到单独的工作表。",
    "in-place-nobodys": "这一行有累计已收 {found} 元，但没有合同编号，没有计入任何合同。请补填合同编号。",
}
IN_PLACE_REFUSALS: dict[str, str] = {
    "mapping-in-doubt": "《列对应》第 {row} 行「{header}」填写有误，不知怎样读您的表，没有做任何事。请更正后再点一次。",
    "mapping-unconfirmed": "《列对应》中《{sheet}》的各列还没有确认。请核对后点【导入台账】确认，再继续。",
    "mapped-sheet-gone": (
        "找不到工作表《{sheet}》，而《列对应》以它为台账；少了它，金额就不全。请恢复表名；确实改了名或不再使用的，请点【导入台账】重新核对。"
    ),
    "mapped-column-gone": (
        "《{sheet}》第 {row} 行找不到「{header}」列，而《列对应》以它为台账。请恢复列名；确实改了列名的，请点【导入台账】重新核对。"
    ),
    "mapped-column-unsure": (
        "《{sheet}》第 {row} 行叫「{header}」的列，与《列对应》登记时的个数不同，无法确定是哪一列。"
        "请把列名改成各不相同，再点【导入台账】重新核对。"
    ),
    "mapped-column-new": (
        "《{sheet}》的「{header}」列没有登记在《列对应》，不读它金额可能不对。请点【导入台账】，在《列对应》核对这一列后再继续。"
    ),
    "mapped-other-table": (
        "《{sheet}》第 {row} 行起是另一张表（{found}），其中的金额没有人读。请把它移到单独的工作表，再点【导入台账】核对。"
    ),
    "mapped-twice": "《列对应》中《{sheet}》有几处都对应「{header}」（「{found}」），不知以哪一处为准。请只留一处，再点一次。",
    "own-sheet-header": "《{sheet}》的表头「{header}」缺少或重复，无法读取。请在第 1 行更正后再点一次。",
    "in-place-append": (
        "新的行应写在本程序的《{sheet}》，但您自己的表用了这个名字。请把您的表改名，并在《列对应》更正「来源工作表」，再点一次。"
    ),
    "in-place-write": (
        "《{sheet}》的「{header}」是固定值，或按它的单位写不下这个金额，没有改写。请自行在表中或《列对应》填写后再点一次。"
    ),
}


def rows_beside(titles: Sequence[str]) -> str:
    """Say that new rows stand on sheets of the program, beside the user's own."""
    return f"您自己的表没有增加行：新增的行写在{'、'.join(f'《{title}》' for title in titles)}，与您的表合在一起计算。"


def in_place_proposed(columns: int, asked: int, needed: Sequence[str]) -> str:
    """Say that the workbook itself may serve as the ledger once its mapping is confirmed, and what it lacks."""
    doubt = f"其中 {asked} 列没有把握，留空待您选择；" if asked else ""
    return (
        f"认出本工作簿的 {columns} 列，{doubt}请核对《列对应》，改好后再点一次【导入台账】确认（要选文件的，仍选本工作簿）；"
        "确认后各按钮就直接在您的表上工作。" + _needed(needed)
    )


def _needed(headers: Sequence[str]) -> str:
    if not headers:
        return ""
    told = "、".join(f"「{header}」" for header in headers)
    return (
        f"您的表没有{told}列，缺了就不能计算：各行相同的，请在《列对应》{told}那一行的「固定值」填写；"
        "各行不同的，请在您的表中加上这一列，再点【导入台账】。"
    )


def in_place_confirmed(sheets: Sequence[str], added: Sequence[str], needed: Sequence[str]) -> str:
    """Say that the workbook serves as the ledger from now on, which sheets were added to it, and what it lacks."""
    told = f"已确认：从现在起各按钮直接读写您的表（{'、'.join(sheets)}），计算结果写在表的右侧，列名以“催收·”开头。"
    if added:
        told += f"已添加{'、'.join(f'《{title}》' for title in added)}，请先在《参数》填写本单位信息。"
    return told + (_needed(needed) or "请接着点【校验台账】。")
