"""Letters of all units: asked first, issued once however often a run breaks, none that a unit crossed out."""

from __future__ import annotations

import datetime as dt
import json
import shutil
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from addin import entry
from addin.group import letters, store
from addin.hosts.file import FileHost
from addin.ledger import schema
from addin.ledger.schema.group import GROUP_JOURNAL, GROUP_LETTERS
from addin.ribbon import BUTTONS
from tests.group.ledgers import AS_OF

if TYPE_CHECKING:
    from collections.abc import Callable

    Group = Callable[..., tuple[int, dict[str, Any]]]

NAME = "单位000.xlsx"


class Broken(BaseException):
    """Stands for the sudden end of a process: nothing may catch it."""


@pytest.fixture
def mine(folder: Path, tmp_path: Path) -> Path:
    """Return a folder with one ledger."""
    (tmp_path / "台账").mkdir()
    shutil.copy(folder / "事业部0" / NAME, tmp_path / "台账" / NAME)
    return tmp_path / "台账"


def rows(path: Path, sheet: str) -> list[list[object]]:
    found = FileHost(path).read([sheet])
    return [list(row) for row in found[sheet].rows[1:] if row[0]] if found else []


def register(folder: Path) -> list[list[object]]:
    return rows(folder / NAME, schema.LETTERS.title)


def issue(group: Group, folder: Path, *more: str) -> tuple[int, dict[str, Any]]:
    return group("issue", folder, "--out", folder.parent, "--workers", "0", *more)


@pytest.fixture(scope="module")
def unbroken(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> list[list[object]]:
    """Return the register after a run that nothing disturbed."""
    place = tmp_path_factory.mktemp("unbroken")
    shutil.copy(folder / "事业部0" / NAME, place / NAME)
    assert letters.issue(order(place))["outcome"] == "issued"
    return register(place)


def order(folder: Path) -> letters.Order:
    now = dt.datetime.combine(AS_OF, dt.time(9))
    return letters.Order(str(folder), NAME, str(folder.parent / GROUP_LETTERS), AS_OF, now, store.program())


def test_without_yes_the_number_is_told_and_nothing_written(
    group: Group, mine: Path, unbroken: list[list[object]]
) -> None:
    before = (mine / NAME).read_bytes()
    status, told = issue(group, mine)
    assert status == entry.USAGE
    assert f"{len(unbroken)} 个客户" in told["summary"]
    assert (mine / NAME).read_bytes() == before
    assert [path.name for path in mine.iterdir()] == [NAME]


def test_one_archive_holds_the_letters_of_a_unit_by_its_own_numbers(
    group: Group, mine: Path, unbroken: list[list[object]]
) -> None:
    status, told = issue(group, mine, "--yes")
    assert status == entry.DONE
    assert register(mine) == unbroken
    (archive,) = map(Path, told["files"])
    with zipfile.ZipFile(archive) as opened:
        names = opened.namelist()
    assert [name.partition("_")[0] for name in names] == [row[0] for row in unbroken]
    assert str(archive).endswith(str(unbroken[0][10]))


def test_a_second_run_of_the_day_issues_nothing(group: Group, mine: Path, unbroken: list[list[object]]) -> None:
    issue(group, mine, "--yes")
    before = (mine / NAME).read_bytes()
    status, told = issue(group, mine, "--yes")
    assert status == entry.DONE
    assert told["files"] == []
    assert told["figures"]["此前已完成的单位"] == "1"
    assert (mine / NAME).read_bytes() == before
    status, told = issue(group, mine)
    assert status == entry.DONE
    assert len(register(mine)) == len(unbroken)


@pytest.mark.parametrize("at", ["before-propose", "after-propose", "after-issue", "torn-journal"])
def test_a_run_broken_anywhere_may_be_run_again(
    at: str, mine: Path, unbroken: list[list[object]], monkeypatch: pytest.MonkeyPatch
) -> None:
    press, finish = entry.press, letters.finish

    def broken_press(button: Any, *rest: Any, **more: Any) -> entry.Report:
        if at == "before-propose" or (at == "after-propose" and button.key == "issue"):
            raise Broken
        return press(button, *rest, **more)

    def broken_finish(*rest: Any) -> dict[str, Any]:
        if at == "torn-journal":
            finish(*rest)
            journal = order(mine).journal
            journal.write_bytes(journal.read_bytes()[:-25])
        raise Broken

    with monkeypatch.context() as patch:
        patch.setattr(entry, "press", broken_press)
        patch.setattr(letters, "finish", broken_finish)
        with pytest.raises(Broken):
            letters.issue(order(mine))
    answer = letters.issue(order(mine))
    assert answer["outcome"] == ("recovered" if at in {"after-issue", "torn-journal"} else "issued")
    assert register(mine) == unbroken
    assert answer["letters"] == len(unbroken)
    assert Path(answer["file"]).exists()
    assert letters.issue(order(mine))["outcome"] == "earlier"
    assert register(mine) == unbroken


def test_letters_that_a_unit_crossed_out_are_not_proposed_again(mine: Path, unbroken: list[list[object]]) -> None:
    path = mine / NAME
    entry.press(BUTTONS["propose"], lambda: FileHost(path), order(mine).asked)
    book = openpyxl.load_workbook(path)
    sheet = book[schema.PROPOSALS.title]
    crossed = sheet["B2"].value
    sheet["A2"] = schema.NO
    book.save(path)
    assert letters.issue(order(mine))["letters"] == len(unbroken) - 1
    assert crossed not in [row[2] for row in register(mine)]


def test_a_ledger_that_someone_has_open_is_told_and_left_alone(group: Group, mine: Path) -> None:
    (mine / f"~${NAME}").write_bytes(b"\x04user")
    before = (mine / NAME).read_bytes()
    status, told = issue(group, mine, "--yes")
    assert status == entry.DATA
    assert NAME in told["problems"][0]["message"]
    assert (mine / NAME).read_bytes() == before
    (mine / f"~${NAME}").unlink()
    assert issue(group, mine, "--yes")[0] == entry.DONE


def test_the_journal_says_what_a_unit_did(mine: Path, unbroken: list[list[object]]) -> None:
    letters.issue(order(mine))
    journal = mine / GROUP_JOURNAL.format(name=NAME)
    lines = [json.loads(line) for line in journal.read_text("utf-8").splitlines()]
    assert [line["state"] for line in lines] == ["started", "issued"]
    assert (lines[1]["first"], lines[1]["last"]) == (unbroken[0][0], unbroken[-1][0])
