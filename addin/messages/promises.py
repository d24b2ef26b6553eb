"""What a host promises, in words, and what is said when it does not keep it; the words of the ledger it is tried on."""

from __future__ import annotations

PROMISES = {
    "titles": "工作表按标签顺序列出",
    "values": "读出的值与录入的一致，行号不错位，不存在的工作表略过",
    "oddities": "隐藏的行、合并单元格和错误值都被发现",
    "fill": "各类数值分毫不差地写入，缺少的列自动补上",
    "fill-empties": "未列出的行清空，用户自己的列不动",
    "fill-others": "要求保留时，其他行的内容保留",
    "append": "新行接在最后一行之后，再次追加接在其后，文字原样保存",
    "append-new": "工作表不存在时，追加即新建",
    "replace": "程序的工作表整张重写，不留上一次的内容",
    "replace-empty": "没有内容时只留表头",
    "replace-guards": "不会覆盖用户自己的同名工作表",
    "marks": "批注和底色写入后下次清除，用户自己的批注保留",
    "nothing-else": "除了要改的，其他内容保持原样",
    "files": "文件写到指定文件夹，按次序返回",
    "text-table": "供其他程序读取的表格，每个单元格都是文本",
    "whole": "全部完成或全部不做：中途失败时工作簿和文件夹保持原样",
    "again": "同一本工作簿可以连续处理",
}

TRIAL_SHEET, TRIAL_COLUMN, TRIAL_CHECKED, TRIAL_MISSING = "我的表", "我的列", "已核对", "没有"
TRIAL_TEXT, TRIAL_LOOSE, TRIAL_FORMULA, TRIAL_NOTE = "自己的", "随便", "=不是公式", "我的批注"
TRIAL_REPLY = "下周付款"


def promise_differs(found: object, wanted: object) -> str:
    """Say what was found in the place of what."""
    return f"得到 {found!r}，应为 {wanted!r}"


def promise_not_refused(code: str) -> str:
    """Say that a change was carried out that had to be refused."""
    return f"应当拒绝的改动没有被拒绝（{code}）"


def promise_fault(kind: str, text: str) -> str:
    """Say that trying ended in a fault."""
    return f"出错：{kind} {text}"
