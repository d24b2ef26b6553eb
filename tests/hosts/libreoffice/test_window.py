"""The real program, clicked: toolbar buttons pressed in a Calc window, by mouse on a virtual screen or without."""

from __future__ import annotations

import datetime as dt
import os
import shutil
from pathlib import Path

import pandas as pd
import pytest

from addin import asking, entry, messages
from addin.hosts import file_dialog
from addin.hosts.file import FileHost
from addin.hosts.libreoffice.bridge import UnoError, perform
from addin.hosts.newbook import write_ledger, write_template
from addin.ledger import schema
from addin.ledger.example import example_tables
from addin.ledger.reading import read
from addin.ribbon import BUTTONS
from tests.commands.test_import import HEADER, ROWS, written
from tests.hosts.libreoffice.live_factory import open_book
from tests.hosts.libreoffice.window import Window, wait, window

OK = ("确定", "是")
NO = ("否",)
PICTURES = Path(__file__).parents[3] / "build" / "pictures"
WRITTEN = ("instalments", "receipts", "contracts")
TOUCHED = ("合同台账", "应收计划", "回款记录", "函件登记", "函件明细", "催收记录", "拟发函件", "违约金明细", "校验结果")


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("example") / "催收台账示例.xlsx"
    write_ledger(path, example_tables())
    return path


def copied(example: Path, folder: Path) -> Path:
    path = folder / example.name
    shutil.copy(example, path)
    return path


def figures(path: Path) -> dict[str, pd.DataFrame]:
    """Return the computed columns of a saved ledger."""
    tables = read(FileHost(path).read([schema.BY_NAME[name].title for name in (*WRITTEN, "customers")])).tables
    computed = {name: [c.name for c in schema.BY_NAME[name].columns if c.computed] for name in WRITTEN}
    return {name: tables[name][[c for c in computed[name] if c in tables[name]]] for name in WRITTEN}


def saved(shown: Window, path: Path) -> Path:
    """Save the workbook in the window as another file."""
    shown.book.save(path)
    return path


def by_file(example: Path, folder: Path) -> Path:
    """Return the same ledger computed on the closed file."""
    folder.mkdir()
    path = copied(example, folder)
    now = dt.datetime.now().astimezone().replace(tzinfo=None)
    report = entry.press(BUTTONS["overdue"], lambda: FileHost(path), asking.Asked(now.date(), now, folder, yes=True))
    assert report.status == entry.DONE, report.summary
    return path


def test_a_button_pressed_without_a_screen_computes_the_ledger_as_the_closed_file_does(
    profile: Path, example: Path, tmp_path: Path
) -> None:
    expected = by_file(example, tmp_path / "file")
    with window(profile, copied(example, tmp_path)) as shown:
        shown.click("计算逾期")
        assert "已计算 120 份合同" in shown.answer(*OK)
        live = saved(shown, tmp_path / "live.xlsx")
    for name, frame in figures(live).items():
        pd.testing.assert_frame_equal(frame, figures(expected)[name])


def test_a_worker_that_dies_in_a_click_is_told_and_the_next_click_starts_another(
    profile: Path, example: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DUNBOOK_TEST_DIE", str(tmp_path / "died"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(broken(tmp_path)))
    with window(profile, copied(example, tmp_path)) as shown:
        shown.click("计算逾期")
        assert "意外中断" in shown.answer(*OK)
        assert not shown.book.impl.model.hasControllersLocked()
        shown.click("计算逾期")
        assert "已计算 120 份合同" in shown.answer(*OK)


def test_the_main_job_is_done_and_taken_back_with_the_mouse(
    profile: Path, display: str, example: Path, tmp_path: Path
) -> None:
    path = copied(example, tmp_path)
    with window(profile, path, display) as shown:
        empty = state(shown, tmp_path)
        shown.click("计算逾期")
        assert "已计算 120 份合同" in shown.answer(*OK)
        show(shown, "应收计划", "1-计算逾期", first_column=9)
        assert {"轻度", "中度", "重度"} <= set(column(shown, "应收计划", "逾期等级"))

        computed = state(shown, tmp_path)
        shown.click("拟发函件")
        assert "拟发" in shown.answer(*OK)
        show(shown, "拟发函件", "2-拟发函件")
        wanted = column(shown, "拟发函件", "结论").count("拟发")
        assert wanted > 10

        proposed = state(shown, tmp_path)
        shown.click("出函")
        assert "即将出函" in shown.answer(*NO)
        assert "已取消" in shown.answer(*OK)
        assert state(shown, tmp_path) == proposed
        shown.click("出函")
        assert "即将出函" in shown.answer(*OK)
        assert f"已出函 {wanted} 封" in shown.answer(*OK)
        show(shown, "函件登记", "3-出函")
        issued = state(shown, tmp_path)
        assert len(files(tmp_path, ".docx")) == wanted
        assert len([number for number in column(shown, "函件登记", "函件编号") if number]) == wanted

        shown.book.sheets["合同台账"].activate()
        shown.book.sheets["合同台账"].range("A2:A4").select()
        before = len(column(shown, "催收记录", "记录编号"))
        shown.click("记录催收")
        shown.answer(*OK)
        show(shown, "催收记录", "4-记录催收")
        assert column(shown, "催收记录", "合同编号")[before:] == column(shown, "合同台账", "合同编号")[:3]

        for number, earlier in enumerate((issued, proposed, computed, empty), 5):
            shown.click("撤销")
            assert "撤销了" in shown.answer(*OK)
            show(shown, "应收计划", f"{number}-撤销", first_column=9)
            assert state(shown, tmp_path) == earlier
        shown.click("撤销")
        assert "没有可以撤销" in shown.answer(*OK)
        shown.book.impl.model.setModified(False)


def test_a_register_is_chosen_in_a_dialog_and_imported_when_it_is_chosen_again(
    profile: Path, display: str, tmp_path: Path
) -> None:
    title = messages.PICK_TITLES["import"]
    source = written(tmp_path / "register.xlsx", [HEADER, *ROWS])
    folder = tmp_path / "ledgers"
    folder.mkdir()
    ledger, other = folder / "催收台账.xlsx", folder / "另一本.xlsx"
    for path in (ledger, other):
        write_template(path)
    with window(profile, other, display) as first:
        shown = Window(first.app, first.app.books.open(ledger), display)
        shown.click("导入台账")
        wait(lambda: shown.dialog(title), "file dialog")
        guide = rows(shown, "说明")
        shown.xdotool("sleep", "0.5", "mousemove", "1300", "950", "click", "1")
        shown.xdotool("type", "x")
        shown.xdotool("key", "Tab", "sleep", "0.5")
        assert rows(shown, "说明") == guide, "the sheet took what was typed while the dialog was open"
        shown.shot(PICTURES / "导入台账-选择文件.png")
        shown.xdotool("key", "shift+Tab")
        shown.choose(title, source)
        assert "尚未导入" in shown.answer(*OK)
        assert rows(shown, "合同台账")[1:] == []
        shown.click("导入台账")
        shown.choose(title, source)
        assert "已导入：新增 6 行" in shown.answer(*OK)
        assert column(shown, "合同台账", "合同编号")[:2] == ["HT-1", "HT-2"]
        imported = state(shown, tmp_path)
        shown.click("导入台账")
        shown.choose(title, None)
        assert "没有选择文件" in shown.answer(*OK)
        assert state(shown, tmp_path) == imported
        shown.book.impl.model.setModified(False)


def test_a_file_dialog_shown_without_a_screen_can_be_cancelled_and_changes_nothing(
    profile: Path, example: Path, tmp_path: Path
) -> None:
    with window(profile, copied(example, tmp_path)) as shown:
        shown.click("数据核对")
        shown.choose(messages.PICK_TITLES["reconcile"], None)
        assert "没有选择文件" in shown.answer(*OK)
        assert not shown.book.impl.model.isModified()
        shown.click("计算逾期")  # the office and the worker go on
        assert "已计算 120 份合同" in shown.answer(*OK)


def test_an_office_without_windows_shows_no_file_dialog_and_does_not_wait_for_one(
    example: Path, tmp_path: Path
) -> None:
    book = open_book(copied(example, tmp_path))
    assert file_dialog.pick(book.app, messages.PICK_TITLES["import"], tmp_path) is None


def test_a_fault_in_a_dialog_reaches_the_worker(example: Path, tmp_path: Path) -> None:
    book = open_book(copied(example, tmp_path))
    with pytest.raises(UnoError, match="IndexError"):
        perform(book.impl.model, "pick", "no filter", ["", []])


def state(shown: Window, folder: Path) -> dict[str, object]:
    """Return what the clicks may change: titles, the values of some sheets, and the files beside the workbook."""
    sheets = shown.book.sheets
    titles = [sheet.name for sheet in sheets]
    held = {title: rows(shown, title) for title in TOUCHED if title in titles}
    return {**held, "titles": titles, "files": files(folder, ".docx")}


def files(folder: Path, suffix: str) -> list[Path]:
    """Return the files of that kind below a folder, without those that the program keeps for undoing."""
    return sorted(path for path in folder.rglob(f"*{suffix}") if not any("撤销" in part for part in path.parts))


def rows(shown: Window, sheet: str) -> list[list[object]]:
    """Return the values of a sheet without what is empty at the ends."""
    found: list[list[object]] = [
        [value or None for value in row] for row in shown.book.sheets[sheet].used_range.options(ndim=2).value
    ]
    return [row[: max((at + 1 for at, value in enumerate(row) if value is not None), default=0)] for row in found]


def column(shown: Window, sheet: str, header: str) -> list[object]:
    """Return the values below a header."""
    rows = shown.book.sheets[sheet].used_range.options(ndim=2).value
    return [row[rows[0].index(header)] for row in rows[1:]]


def show(shown: Window, sheet: str, name: str, first_column: int = 0) -> None:
    """Bring a sheet to the front and keep a picture of the window, scrolled to a column (from 0)."""
    shown.book.sheets[sheet].activate()
    if first_column:
        shown.book.sheets[sheet].range((2, first_column + 4)).select()
        shown.book.impl.model.getCurrentController().setFirstVisibleColumn(first_column)
    shown.xdotool("mousemove", "5", "5", "sleep", "0.4")
    shown.shot(PICTURES / f"{name}.png")


def broken(folder: Path) -> Path:
    """Return a configuration folder whose worker dies in its first click, when DUNBOOK_TEST_DIE does not exist yet."""
    config = Path(os.environ["XDG_CONFIG_HOME"]) / "dunbook" / "libreoffice.json"
    text = config.read_text(encoding="utf-8")
    die = (
        "import os, pathlib; from addin import click; whole = click.run; "
        "mark = pathlib.Path(os.environ['DUNBOOK_TEST_DIE']); "
        "still = lambda book: setattr(book.app, 'screen_updating', False); "
        "click.run = lambda *a: whole(*a) if mark.exists() else (mark.touch(), still(a[1]()), os._exit(9)); "
    )
    elsewhere = folder / "config" / "dunbook"
    elsewhere.mkdir(parents=True)
    (elsewhere / "libreoffice.json").write_text(text.replace("from addin.click import run", die + "run = click.run"))
    return elsewhere.parent
