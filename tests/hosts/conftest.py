"""Factories of the hosts that keep the contract, and the fixture that runs each test on every one of them."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import openpyxl
import pytest
import xlsxwriter

from addin import messages
from addin.hosts.file import FileHost
from tests.hosts.contract import LEDGER, Factory, Ledger, Made
from tests.hosts.libreoffice.live_factory import MadeLive, open_book

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
    path = folder / "台账.xlsx"
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False}) as book:
        day = book.add_format({"num_format": "yyyy/m/d"})
        moment = book.add_format({"num_format": "yyyy/m/d hh:mm"})
        for title, rows in ledger.sheets.items():
            sheet = book.add_worksheet(title)
            for place, row in enumerate(rows):
                for column, value in enumerate(row):
                    if isinstance(value, dt.datetime):
                        sheet.write_datetime(place, column, value, moment)
                    elif isinstance(value, dt.date):
                        sheet.write_datetime(place, column, value, day)
                    elif value is not None:
                        sheet.write(place, column, value)
            if title in ledger.tables:
                heads = [{"header": str(head)} for head in rows[0]]
                sheet.add_table(0, 0, max(len(rows) - 1, 1), len(rows[0]) - 1, {"columns": heads, "name": title})
            for (where, cell), text in ledger.notes.items():
                if where == title:
                    sheet.write_comment(cell, text, {"author": "王会计"})
    return MadeFile(path)


def make_live(folder: Path, ledger: Ledger) -> MadeLive:
    return MadeLive(open_book(make_file(folder, ledger).path))


FACTORIES: dict[str, Factory] = {"file": make_file, "libreoffice": make_live}


@pytest.fixture(params=FACTORIES)
def factory(request: pytest.FixtureRequest) -> Factory:
    return FACTORIES[request.param]


@pytest.fixture
def made(factory: Factory, tmp_path: Path) -> Made:
    return factory(tmp_path, LEDGER)
