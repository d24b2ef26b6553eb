"""What undoing says: what was taken back, and why it was not."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

UNDO_MOST_CELLS = 5  # of a sheet that are named
UNDO_FOLDER = "{name}.撤销"  # beside the workbook
UNDO_WHAT, UNDO_WHEN, UNDO_FILES, UNDO_LEFT = "撤销的操作", "操作时间", "删除的文件", "还可以撤销"
NOTHING_TO_UNDO = "没有可以撤销的操作。"


def undone(command: str, moment: dt.datetime, files: int, gone: int = 0) -> str:
    """Say what was taken back, and that files which are no longer in their places were not."""
    also = f"，当时生成的 {files} 个文件已删除" if files else ""
    if gone:
        also += f"，另有 {gone} 个文件已不在原处（被移走、改名或删除），请自行收回，其编号会再次使用"
    return f"撤销了 {moment:%Y-%m-%d %H:%M} 的【{command}】：工作簿已恢复原状{also}。"


def undo_steps(count: int) -> str:
    """Count the commands that can still be taken back."""
    return f"{count} 步"


def undo_places(found: Mapping[str, Sequence[str]]) -> str:
    """Name the first cells of each sheet that were changed."""
    return "、".join(
        f"《{sheet}》的 {'、'.join(cells[:UNDO_MOST_CELLS])}" + (f" 等 {len(cells)} 处" if len(cells) > UNDO_MOST_CELLS else "")
        for sheet, cells in found.items()
    )
