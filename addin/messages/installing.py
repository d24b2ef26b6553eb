"""Sentences of the add-in, of installing it, and of its self-test."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


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
    "libreoffice-current": (
        "LibreOffice 扩展是当前版本",
        "LibreOffice 扩展不是当前版本",
        "请关闭 LibreOffice，再运行 dunbook install --libreoffice。",
    ),
    "libreoffice-worker": (
        "LibreOffice 中的按钮使用的 Python：{path}",
        "LibreOffice 中的按钮使用的 Python 不存在：{path}",
        "请关闭 LibreOffice，再运行 dunbook install --libreoffice。",
    ),
}

SELFTEST_READ = "读取示例台账"


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
