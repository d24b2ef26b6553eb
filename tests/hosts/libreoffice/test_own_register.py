"""A user's own workbook in a Calc window: taken as the ledger, computed, written from, and brought back, by clicks."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from addin import messages
from tests.hosts.libreoffice.window import Window, window
from tests.hosts.own_register import BOARD, CLIENTS, COMPANY, FIRST, HEADER_ROW, HEADS, LAST, REGISTER, make

if TYPE_CHECKING:
    from pathlib import Path

OK = ("确定", "是")
THEIRS = {REGISTER: f"A1:M{LAST + 1}", CLIENTS: "A1:E4", BOARD: "A1:B1"}


def test_a_workbook_of_ones_own_is_the_ledger_for_every_click(profile: Path, display: str, tmp_path: Path) -> None:
    path = make(tmp_path / "我们的台账.xlsx", dt.datetime.now().astimezone().date())
    with window(profile, path, display) as shown:
        before = theirs(shown)
        press(shown, "导入台账", "请核对《列对应》")
        type_in(shown, "列对应", "对应列", "固定值", {"违约金方式": "日利率", "违约金标准": "0.0005"})
        press(shown, "导入台账", "已确认")
        type_in(shown, "参数", "参数", "值", COMPANY)
        states = []
        for button, said in (("校验台账", "没有错误"), ("计算逾期", "已计算 3 份合同"), ("拟发函件", "拟发 2 封")):
            states.append(everything(shown, tmp_path))
            press(shown, button, said)
        assert ours(shown, "未收金额") == [60_000, 200_000, 0, 88_888.88, None]
        assert ours(shown, "逾期天数") == [100, 0, 0, 70, None]
        assert ours(shown, "违约金") == [3_000, 0, 0, 3_111.11, None]
        assert ours(shown, "合同应付合计") == [263_000, None, 0, 91_999.99, None]

        states.append(everything(shown, tmp_path))
        press(shown, "出函", "即将出函", "已出函 2 封")
        assert len(letters(tmp_path)) == 2
        assert set(column(shown, "函件登记", "客户编号")) - {None} == {"北方阀门有限公司", "华东泵业有限公司"}

        states.append(everything(shown, tmp_path))
        shown.book.sheets[REGISTER].activate()
        shown.book.sheets[REGISTER].range(f"C{LAST}:F{LAST}").select()
        press(shown, "记录催收", "添加 1 行")
        assert column(shown, "催收记录", "合同编号") == ["HT-3"]
        assert theirs(shown) == before

        for state in reversed(states):
            press(shown, "撤销", "撤销了")
            assert everything(shown, tmp_path) == state
        assert theirs(shown) == before


def press(shown: Window, button: str, *said: str) -> None:
    """Press a toolbar button and agree to each message box, which must say this."""
    shown.click(button)
    for text in said:
        told = shown.answer(*OK)
        assert text in told, told


def theirs(shown: Window) -> dict[str, object]:
    """Return formulas, number formats and grounds of their cells, and the notes that they wrote."""
    found: dict[str, object] = {}
    for title, address in THEIRS.items():
        area = shown.book.sheets[title].range(address)
        notes = [one.text for one in shown.book.sheets[title].notes if not one.text.startswith(messages.NOTE_MARK)]
        found[title] = (area.formula, [(cell.number_format, cell.color) for cell in area], notes)
    return found


def everything(shown: Window, folder: Path) -> dict[str, object]:
    """Return what a click may change: the formulas of all sheets, and the letters beside the workbook."""
    held: dict[str, object] = {sheet.name: sheet.used_range.formula for sheet in shown.book.sheets}
    return {**held, "letters": letters(folder)}


def letters(folder: Path) -> list[Path]:
    """Return the letters below a folder, without those kept for undoing."""
    return sorted(path for path in folder.rglob("*.docx") if not any("撤销" in part for part in path.parts))


def ours(shown: Window, header: str) -> list[object]:
    """Return what stands below a header of ours beside their table, down to its totals row."""
    sheet = shown.book.sheets[REGISTER]
    heads = sheet.range((HEADER_ROW, 1), (HEADER_ROW, 60)).value
    assert tuple(heads[: len(HEADS)]) == HEADS
    at = heads.index(f"催收·{header}") + 1
    found: list[object] = sheet.range((FIRST, at), (LAST + 1, at)).value
    return found


def column(shown: Window, sheet: str, header: str) -> list[object]:
    """Return the values below a header of a sheet of ours."""
    rows = shown.book.sheets[sheet].used_range.options(ndim=2).value
    return [row[rows[0].index(header)] for row in rows[1:]]


def type_in(shown: Window, sheet: str, by: str, header: str, cells: dict[str, str]) -> None:
    """Type into the cells below a header in the rows that another column names, as a person would."""
    rows = shown.book.sheets[sheet].used_range.options(ndim=2).value
    key, at = rows[0].index(by), rows[0].index(header)
    for number, row in enumerate(rows, 1):
        if row[key] in cells:
            shown.book.sheets[sheet].range((number, at + 1)).value = cells[row[key]]
