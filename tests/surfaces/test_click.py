"""A click as the macro of the add-in makes it, on a host and a workbook made here."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import types
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from addin import click, entry, messages
from addin.ports import Outcome, Problem, Refusal
from tests.bench.click import LIMIT, started

if TYPE_CHECKING:
    from collections.abc import Sequence

    from addin.ports import Change, Grid, Request

HEAVY = ("pandas", "numpy", "openpyxl", "xlwings", "lxml", "docx", "xlsxwriter", "rich")


@dataclass
class Book:
    """An open workbook, as far as a click looks at it."""

    fullname: str
    app: None = None


@dataclass
class Live:
    """A live host that holds nothing and remembers what was applied."""

    book: Book
    applied: list[Path] = field(default_factory=list)

    def titles(self) -> tuple[str, ...]:
        return ()

    def read(self, _: Sequence[str]) -> dict[str, Grid]:
        return {}

    def apply(self, _: Sequence[Change], out: Path) -> list[Path]:
        self.applied.append(out)
        return [out / "函件" / "1.docx", out / "函件" / "2.docx"]


class Shown(list[tuple[str, int]]):
    """The message boxes that were shown; answers every question the same way."""

    def __init__(self, *, answer: bool) -> None:
        super().__init__()
        self.answer = answer

    def __call__(self, text: str, style: int) -> bool:
        self.append((text, style))
        return self.answer


def pressed(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    run: Any,
    *,
    key: str = "log",
    chosen: tuple[str, ...] = ("HT-1",),
    answer: bool = True,
) -> tuple[Live, Shown]:
    """Press a button whose command is ``run`` and return the host and the boxes shown."""
    live, shown = Live(Book(str(tmp_path / "台账.xlsx"))), Shown(answer=answer)
    window = types.SimpleNamespace(
        LiveHost=lambda _: live, selected=lambda *_, **__: chosen, progress=lambda *_: contextlib.nullcontext()
    )
    monkeypatch.setitem(sys.modules, "addin.hosts.live", window)
    monkeypatch.setitem(sys.modules, "addin.commands.log", types.SimpleNamespace(run=run))
    request = types.SimpleNamespace(select=chosen, problems=())
    monkeypatch.setattr(entry, "gather", lambda *_: request)
    monkeypatch.setattr(entry, "state_folder", lambda: tmp_path / "state")
    click.run(key, lambda: live.book, shown)
    for handler in entry.log.handlers:
        handler.close()
    entry.log.handlers.clear()
    return live, shown


def test_a_click_shows_what_came_of_it_and_where_the_files_lie(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    outcome = Outcome("已出函 2 封。", changes=(object(),), figures=(("函件份数", "2"),))  # type: ignore[arg-type]
    monkeypatch.setattr(entry, "describe", lambda _: {})
    live, shown = pressed(monkeypatch, tmp_path, lambda _: outcome)
    folder = tmp_path / "函件"
    assert shown == [(f"已出函 2 封。\n函件份数：2\n文件 2 个，在：{folder}", click.OK | click.INFORMATION)]
    assert live.applied == [tmp_path]


def test_the_selected_rows_are_what_the_button_works_on(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def run(request: Request) -> Outcome:
        return Outcome("、".join(request.select))

    _, shown = pressed(monkeypatch, tmp_path, run, chosen=("HT-2", "HT-3"))
    assert shown[0][0] == "HT-2、HT-3"


def test_a_button_that_needs_a_selection_says_so_and_does_nothing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    _, shown = pressed(monkeypatch, tmp_path, lambda _: pytest.fail("was run"), chosen=())
    assert shown == [("请先选中要处理的行（「合同编号」所在的行），再点【记录催收】。", click.OK | click.WARNING)]


@pytest.mark.parametrize("answer", [True, False])
def test_a_question_is_put_and_no_leaves_everything_as_it_was(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, *, answer: bool
) -> None:
    monkeypatch.setattr(entry, "describe", lambda _: {})
    outcome = Outcome("好。", changes=(object(),), question="都已登记？")  # type: ignore[arg-type]
    live, shown = pressed(monkeypatch, tmp_path, lambda _: outcome, answer=answer)
    assert shown[0] == ("都已登记？", click.YES_NO | click.QUESTION)
    assert bool(live.applied) == answer
    assert answer or shown[1:] == [("已取消，没有做任何改动。", click.OK | click.WARNING)]


def test_a_file_from_outside_is_asked_for_in_the_program_beside_the_ledger(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    asked: list[tuple[object, ...]] = []

    def pick(*arguments: object) -> None:
        asked.append(arguments)

    monkeypatch.setitem(sys.modules, "addin.hosts.file_dialog", types.SimpleNamespace(pick=pick))
    monkeypatch.setattr(entry, "nameless", lambda *_: True)
    live, shown = pressed(monkeypatch, tmp_path, None, key="import")
    assert asked == [(live.book.app, messages.PICK_TITLES["import"], tmp_path)]
    assert shown == [(messages.NOTHING_PICKED, click.OK | click.WARNING)]
    assert live.applied == []


def test_a_fault_is_one_chinese_sentence_and_the_traceback_goes_to_the_log(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def fail(_: object) -> Outcome:
        message = "编号 HT-1"
        raise ZeroDivisionError(message)

    _, shown = pressed(monkeypatch, tmp_path, fail)
    log = tmp_path / "state" / "dunbook.log"
    assert shown == [(messages.fault(str(log)), click.OK | click.WARNING)]
    told = log.read_text("utf-8")
    assert "ZeroDivisionError: … HT-…" in told  # where and what, but no cell
    assert "编号" not in told


def test_a_fault_before_the_button_is_reached_is_told_the_same_way(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    _, shown = pressed(monkeypatch, tmp_path, None, key="no-such-button")
    assert len(shown) == 1
    assert "Traceback" not in shown[0][0]
    assert "KeyError" in (tmp_path / "state" / "dunbook.log").read_text("utf-8")


def test_a_refusal_is_shown_as_its_sentence() -> None:
    def none() -> Book:
        raise Refusal("no-live-book", book="台账.xlsx")

    shown = Shown(answer=True)
    click.run("log", none, shown)
    assert shown == [
        ("没有找到打开的工作簿“台账.xlsx”。请确认它在 Excel 中打开，再点一次按钮。", click.OK | click.WARNING)
    ]


def test_a_long_list_of_problems_is_cut_and_counted() -> None:
    problems = tuple(Problem("missing-cell", "客户", row, "客户名称") for row in range(2, 22))
    text = click.told(entry.Report("validate", entry.DATA, "发现 20 处错误。", problems=problems))
    assert len(text.splitlines()) == 1 + click.MOST_LINES + 1
    assert text.endswith("……另有 15 条，见《校验结果》。")


def test_the_name_of_the_workbook_arrives_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """Quotes, percent signs and characters beyond the first plane are only letters of a name."""
    name = "台账 '\");&%PATH% 😀.xlsx"
    found: list[tuple[str, int]] = []
    monkeypatch.setattr(click, "run", lambda _key, find, _show: find())
    monkeypatch.setattr(click, "calling_book", lambda book, window: found.append((book, window)))
    click.press("overdue", name.encode("utf-16-be").hex().upper(), 66054)
    assert found == [(name, 66054)]


def test_a_name_is_the_same_however_its_accents_are_composed() -> None:
    assert click.same_name("Müller.xlsx", "Mu\u0308ller.XLSX")
    assert not click.same_name("台账.xlsx", "台账1.xlsx")


def test_files_lie_beside_the_workbook_or_else_among_the_users_documents(tmp_path: Path) -> None:
    assert click.output_folder(Book(str(tmp_path / "台账.xlsx"))) == tmp_path
    elsewhere = Path.home() / "Documents" / messages.CLICK_OUT
    assert click.output_folder(Book("工作簿1")) == elsewhere
    assert click.output_folder(Book("https://x.sharepoint.com/台账.xlsx")) == elsewhere
    assert click.output_folder(Book(str(tmp_path / "gone" / "台账.xlsx"))) == elsewhere


@pytest.mark.parametrize("module", ["addin.click", "addin.__main__"])
def test_the_first_line_of_our_code_waits_for_no_heavy_import(module: str) -> None:
    code = f"import {module}, sys; print(*(set(sys.modules) & {set(HEAVY)!r}))"
    here = {**os.environ, "PYTHONPATH": str(Path(entry.__file__).parent.parent)}
    command = [sys.executable, "-P", "-X", "utf8", "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=here)
    assert done.stdout.split() == []


def test_the_first_line_of_our_code_is_reached_within_the_limit() -> None:
    """The quickest of some starts counts, in seconds of the processor, so that a busy computer does not matter."""
    assert any(started("import addin.click")[0] < LIMIT for _ in range(25))
