"""What the command line and its demonstration say."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence


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
CLI_SELFTEST = "在本机的 Excel 中逐条验证读写约定，再把每个按钮真正点一遍"
CLI_AS_OF = "截止日期，默认今天"
CLI_OUT = "对账单、函件的输出文件夹，默认与台账同一文件夹"
CLI_JSON = "以 JSON 输出结果"
CLI_DRY_RUN = "只看会改什么，不写任何文件"
CLI_YES = "对程序要问的问题一律回答“是”"
CLI_SELECT = "只处理这些编号（客户编号或合同编号，见各命令说明）"


def not_a_day(text: str) -> str:
    """Refuse an as-of date that is none."""
    return f"“{text}”不是日期，请写成 2026-03-05 这样"


def day_out_of_range(first: dt.date, last: dt.date, found: dt.date) -> str:
    """Refuse an as-of date that can only be a slip."""
    return f"截止日期应在 {first} 至 {last} 之间，“{found}”不在其中，请核对年份"


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
