"""Sentences of 校验台账."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

LEVEL_NAMES = {"error": "错误", "hint": "提示"}
SOUND_LEVEL, SOUND_TEXT = "完好", "没有发现问题。"
VALIDATE_FIGURES = ("错误", "提示", "暂不计算的合同", "暂不出函的客户")


def row_place(row: int) -> str:
    """Name a row in the list of findings."""
    return f"第 {row} 行" if row else "整张表"


def validated(errors: int, hints: int, unmarked: int) -> str:
    """Sum up a validation; ``unmarked`` findings are listed but carry no mark of their own."""
    if not errors and not hints:
        return "台账完好，没有发现问题。"
    rest = f"问题较多，另有 {unmarked} 处只列入《校验结果》，没有在单元格上标出。" if unmarked else ""
    if not errors:
        return f"台账没有错误，有 {hints} 条提示，见《校验结果》。{rest}"
    return f"发现 {errors} 处错误、{hints} 条提示，见《校验结果》。有错误的合同暂不计算，请先更正。{rest}"


def sheets_lost(titles: Sequence[str], button: str) -> str:
    """Say that nothing was computed without sheets that every ledger needs, or columns of theirs."""
    named = "".join(f"《{title}》" for title in titles)
    return f"{named}缺少或不完整，没有计算，台账没有改动。请照所列补齐，再点【{button}】。"


def rows_read(sheet: str) -> str:
    """Name the figure that counts the sound rows of a sheet."""
    return f"《{sheet}》有效行数"
