"""How each program is asked for a file: on stand-ins for Excel and the Mac, whose names are Microsoft's and Apple's."""

from __future__ import annotations

import sys
import types
from pathlib import Path
from typing import Any

import pytest

from addin import messages
from addin.hosts import file_dialog
from addin.hosts.newbook import write_template
from addin.hosts.sources import CSV_SUFFIXES, read_source
from addin.ports import Refusal
from addin.ribbon import BUTTONS
from tests.hosts.test_sources import OLD

MARK = "C:\\资料\\登记表.xlsx"


class Filters(list[tuple[str, str]]):
    """The filters of Excel's dialog; it comes with its own."""

    def Clear(self) -> None:  # noqa: N802 - Excel's name
        self.clear()

    def Add(self, name: str, patterns: str) -> None:  # noqa: N802 - Excel's name
        self.append((name, patterns))


def excel(answer: str | Exception) -> tuple[Any, Any]:
    """Return an app whose person chooses ``answer`` ("" = cancels), and its dialog, which keeps what it was told."""
    dialog = types.SimpleNamespace(Filters=Filters([("所有图片", "*.png")]), InitialFileName="上次的")

    def show() -> int:
        if isinstance(answer, Exception):
            raise answer
        return -1 if answer else 0

    def item(number: int) -> object:
        assert number == 1
        return answer

    dialog.Show = show
    dialog.SelectedItems = types.SimpleNamespace(Item=item)

    def ask(kind: int) -> object:
        assert kind == 3
        return dialog

    return app("excel", api=types.SimpleNamespace(FileDialog=ask)), dialog


def app(engine: str, **more: Any) -> Any:
    return types.SimpleNamespace(engine=types.SimpleNamespace(name=engine), pid=7, **more)


def test_excel_asks_for_one_file_beginning_in_the_folder_of_the_ledger(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    asked, dialog = excel(MARK)
    assert file_dialog.pick(asked, "选择登记表", tmp_path) == Path(MARK)
    assert (dialog.Title, dialog.AllowMultiSelect) == ("选择登记表", False)
    assert dialog.InitialFileName == f"{tmp_path}\\"
    assert dialog.Filters == [
        ("Excel 工作簿、CSV 文件", "*.xlsx;*.xlsm;*.xls;*.csv;*.tsv;*.txt"),
        ("所有文件", "*.*"),
    ]


def test_excel_begins_where_it_likes_when_the_ledger_was_never_saved(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    for folder in (Path("工作簿1").parent, tmp_path / "没有"):
        asked, dialog = excel(MARK)
        assert file_dialog.pick(asked, "选择登记表", folder)
        assert dialog.InitialFileName == "上次的"


def test_cancelling_in_excel_chooses_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    assert file_dialog.pick(excel("")[0], "选择登记表", tmp_path) is None


def test_a_file_of_the_cloud_is_refused_with_its_address(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    with pytest.raises(Refusal) as refusal:
        file_dialog.pick(excel("https://x.sharepoint.com/登记表.xlsx")[0], "选择登记表", tmp_path)
    assert "https://x.sharepoint.com/登记表.xlsx" in messages.refusal_text(refusal.value)
    assert "下载到本机" in messages.refusal_text(refusal.value)


def test_when_excel_cannot_ask_the_file_can_be_named_in_the_settings(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    with pytest.raises(Refusal) as refusal:
        file_dialog.pick(excel(OSError("(-2147418111, 'Call was rejected by callee.')"))[0], "选择登记表", tmp_path)
    told = messages.refusal_text(refusal.value)
    assert "rejected by callee" in told
    assert "《参数》的“导入来源”" in told


class MacError(Exception):
    """appscript's CommandError, as far as it is looked at."""

    def __int__(self) -> int:
        return int(self.args[0])


def mac(monkeypatch: pytest.MonkeyPatch, answer: str | MacError) -> dict[str, Any]:
    """Let the person at a Mac choose ``answer``; return what the dialog was told."""
    told: dict[str, Any] = {}

    def choose_file(**arguments: Any) -> object:
        told.update(arguments)
        if isinstance(answer, MacError):
            raise answer
        return types.SimpleNamespace(path=answer)

    def addition(pid: int) -> object:
        return types.SimpleNamespace(activate=lambda: told.update(front=pid), choose_file=choose_file)

    alias = types.SimpleNamespace(Alias=lambda path: ("alias", path))
    osax = types.SimpleNamespace(OSAX=addition, CommandError=MacError, mactypes=alias)
    monkeypatch.setitem(sys.modules, "osax", osax)
    monkeypatch.setattr(sys, "platform", "darwin")
    return told


def test_a_mac_asks_in_front_of_excel_and_waits_as_long_as_it_takes(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    told = mac(monkeypatch, "/Users/wang/登记表.xlsx")
    assert file_dialog.pick(app("excel"), "选择登记表", tmp_path) == Path("/Users/wang/登记表.xlsx")
    assert told == {
        "front": 7,
        "with_prompt": "选择登记表",
        "timeout": -1,
        "default_location": ("alias", str(tmp_path)),
    }


def test_cancelling_on_a_mac_chooses_nothing_and_another_fault_is_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    mac(monkeypatch, MacError(-128))
    assert file_dialog.pick(app("excel"), "选择登记表", tmp_path) is None
    mac(monkeypatch, MacError(-1743))
    with pytest.raises(Refusal) as refusal:
        file_dialog.pick(app("excel"), "选择登记表", tmp_path)
    assert refusal.value.code == "no-file-dialog"


def test_every_kind_of_file_that_is_offered_is_read(tmp_path: Path) -> None:
    for pattern in file_dialog.FILTERS[0][1].split(";"):
        path = tmp_path / f"登记表{pattern.removeprefix('*')}"
        if path.suffix in CSV_SUFFIXES:
            path.write_text("合同号,金额\nHT-1,5\n", "utf-8")
        elif path.suffix == OLD.suffix:
            path.write_bytes(OLD.read_bytes())
        else:
            write_template(path)
        assert read_source(path).grids


def test_every_button_that_reads_a_file_has_a_title_to_ask_for_it() -> None:
    assert set(messages.PICK_TITLES) == {key for key, button in BUTTONS.items() if button.source}
