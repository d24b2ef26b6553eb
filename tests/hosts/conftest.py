"""Factories of the hosts that keep the contract, and the fixture that runs each test on every one of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import openpyxl
import pytest

from addin import messages
from addin.hosts import trial
from addin.hosts.file import FileHost
from tests.hosts.contract import LEDGER, Factory, Ledger, Made
from tests.hosts.libreoffice.live_factory import open_book

if TYPE_CHECKING:
    from pathlib import Path

    from addin.ports import Host


class MadeFile:
    """A ledger as a closed workbook."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.host: Host = FileHost(path)

    def again(self) -> Host:
        return FileHost(self.path)

    def notes(self, title: str) -> dict[str, str]:
        sheet = openpyxl.load_workbook(self.path)[title]
        noted = [(cell, cell.comment) for row in sheet.iter_rows() for cell in row if cell.comment]
        return {cell.coordinate: note.text.removeprefix(messages.NOTE_MARK) for cell, note in noted if note}

    def shaded(self, title: str) -> set[str]:
        sheet = openpyxl.load_workbook(self.path)[title]
        return {
            cell.coordinate
            for rules in sheet.conditional_formatting
            if any("dunbook" in (rule.formula or [""])[0] for rule in rules.rules)
            for area in rules.sqref.ranges
            for row in sheet[area.coord : area.coord]
            for cell in row
        }


def make_file(folder: Path, ledger: Ledger) -> MadeFile:
    return MadeFile(trial.make(folder / "台账.xlsx", ledger))


def make_live(folder: Path, ledger: Ledger) -> trial.OpenLedger:
    return trial.OpenLedger(open_book(make_file(folder, ledger).path))


FACTORIES: dict[str, Factory] = {"file": make_file, "libreoffice": make_live}


@pytest.fixture(params=FACTORIES)
def factory(request: pytest.FixtureRequest) -> Factory:
    return FACTORIES[request.param]


@pytest.fixture
def made(factory: Factory, tmp_path: Path) -> Made:
    return factory(tmp_path, LEDGER)
