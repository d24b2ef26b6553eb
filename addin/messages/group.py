"""Sentences of the group: many workbooks at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt

CLI_GROUP = "集团：计算文件夹中的全部台账，生成集团报告；group issue FOLDER 逐单位出函"
CLI_GROUP_ACTION = "issue：逐单位拟函并出函，每单位一个压缩包"
CLI_GROUP_FOLDER = "放有各单位台账的文件夹（含下级文件夹）"
CLI_GROUP_OUT = "输出文件夹，默认与台账文件夹相同"
CLI_SCHEDULER = "已有的 Dask 集群地址，如 tcp://主机:8786；默认用本机的几个进程"
CLI_WORKERS = "本机用几个进程，0 为不另开进程；默认按处理器和内存决定"


def group_missing(names: str) -> str:
    """Say in one sentence how to add what the group needs."""
    return f'集团功能需要另外安装：pip install "dunbook[group]"（缺少 {names}）；其他命令不受影响。'


def group_progress(done: int, total: int, left: float) -> str:
    """Tell how far the workbooks are; ``left`` in seconds."""
    minutes, seconds = divmod(round(left), 60)
    rest = f"{minutes} 分 {seconds} 秒" if minutes else f"{seconds} 秒"
    return f"台账 {done}/{total}" + (f"，约剩 {rest}" if done < total else "，计算完毕")


def group_told(units: int, computed: int, failed: int, others: int) -> str:
    """Sum up a group run."""
    rest = f"，{failed} 本没有算成" if failed else ""
    rest += f"，另有 {others} 个文件不是台账" if others else ""
    return f"集团共 {units} 本台账：新算 {computed} 本，内容未变沿用 {units - computed} 本{rest}。"


def group_empty(folder: str) -> str:
    """Say that there is no ledger."""
    return f"“{folder}”中没有找到台账。请核对文件夹；台账须为 .xlsx 或 .xlsm，表名与《催收台账》模板一致。"


def group_no_folder(folder: str) -> str:
    """Say that the folder is not there."""
    return f"没有这个文件夹：{folder}。请核对路径。"


GROUP_FIGURES = ("单位", "应收笔数", "未收本金", "逾期本金", "应付合计", "没有算成的工作簿", "计算进程", "每个进程的内存上限")
GROUP_UNBOUNDED = "由集群规定"
GROUP_HERE, GROUP_UNBOUNDED_HERE = "本进程", "不限"


def gibibytes(size: int) -> str:
    """Print a size of memory."""
    return f"{size / 2**30:.1f} GiB"


def group_caption(as_of: dt.date, units: int, failed: int) -> str:
    """Head every sheet of the group report."""
    rest = f"　另有 {failed} 本没有算成，见《集团工作簿》" if failed else ""
    return f"截止日期 {as_of}　{units} 个单位{rest}"


def largest_first(shown: int, total: int) -> str:
    """Say that a sheet shows the weightiest lines only."""
    return f"　列出 {shown:,} 行，共 {total:,} 行，其余见集团数据" if shown < total else ""


def anonymous(code: str) -> str:
    """Name a debtor whose unit does not show names."""
    return f"客户 {code}"


def of_unit(unit: str, customer: str) -> str:
    """Name a debtor without a credit code whose unit does not show names."""
    return f"{unit} {customer}"


GROUP_OUTCOMES = {"computed": "新算", "kept": "沿用", "failed": "没有算成", "no-ledger": "不是台账"}
NOT_A_LEDGER = "没有《合同台账》《应收计划》等表，不作为台账处理。"
WORKER_LOST = "计算进程多次中断，可能是内存不足。请减少同时计算的进程（--workers）或拆分这本台账后再试。"
LIMITATION_GONE, LIMITATION_LATER = "已届满或待法务判断", "此后"
GROUP_MASK = "…"


def group_fault(log: str) -> str:
    """Say that the program itself failed on one workbook."""
    return f"程序出现意外错误，其他工作簿不受影响。请把日志文件发给维护人员：{log}"


GROUP_CHARTS = {
    "units": "各单位逾期本金与未收本金（元）",
    "ageing": "各单位账龄（元）",
    "movement": "各单位期初与期末逾期（元）",
    "kpi": "各单位逾期总额与收回金额（元）",
    "incentives": "各单位应发（元）",
    "debtors": "欠款前十（元）",
    "calendar": "各月时效届满的未收本金（元）",
}

# ------------------------------------------------------------------ letters

GROUP_LETTERS_NONE = "没有单位需要出函。"
GROUP_LETTER_FIGURES = ("出函单位", "出函份数", "函件金额合计", "此前已完成的单位", "没有出成的单位")


def group_ask(units: int, letters: int, total: str) -> str:
    """Ask before letters of all units are written."""
    return f"将为 {units} 个单位的 {letters} 个客户出函，共 {total} 元，编号和登记写入各单位的台账。"


def group_letters_told(units: int, letters: int, earlier: int, failed: int) -> str:
    """Sum up the letter runs of all units."""
    rest = f"，{earlier} 个单位此前已完成，没有重复出函" if earlier else ""
    rest += f"，{failed} 个单位没有出成" if failed else ""
    return f"已为 {units} 个单位出函 {letters} 份{rest}。"
