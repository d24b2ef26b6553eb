"""The whole job on real invoices as of 2013-06-30; every invoice's days of delay equal those of the sample."""

from __future__ import annotations

import contextlib
import datetime as dt
import io
import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from addin.__main__ import main
from addin.domain.calendar import build_calendar
from addin.domain.settlement import settle
from addin.hosts import newbook
from addin.hosts.file import FileHost
from addin.ledger import schema
from addin.ledger.reading import read
from tests.real import ibm

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from addin.ledger.reading import Reading

AS_OF = dt.date(2013, 6, 30)

pytestmark = pytest.mark.skipif(
    not ibm.SOURCE.exists(), reason="the sample of real invoices lies outside the project (shared/data) and is not here"
)


@pytest.fixture(scope="module")
def invoices() -> list[ibm.Invoice]:
    return ibm.invoices()


@pytest.fixture(scope="module")
def ledger(invoices: list[ibm.Invoice]) -> Reading:
    return read(ibm.grids(invoices))


@pytest.fixture(scope="module")
def workbook(ledger: Reading, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the ledger on which the whole job was done once. Tests read it; who presses more takes a copy."""
    path = tmp_path_factory.mktemp("real") / "真实发票.xlsx"
    newbook.write_ledger(path, ledger.tables)
    for command in ("validate", "overdue", "ageing", "limitation", "statements", "propose", "issue"):
        status, report = press(path, command)
        assert (status, report["ok"]) == (0, True), report["summary"]
    return path


def press(workbook: Path, command: str) -> tuple[int, dict[str, Any]]:
    """Run a command on the closed workbook and return its exit status and report."""
    told = io.StringIO()
    with contextlib.redirect_stdout(told):
        status = main([command, str(workbook), "--as-of", str(AS_OF), "--out", str(workbook.parent), "--yes", "--json"])
    return status, json.loads(told.getvalue())


def days_printed(ledger: Reading, as_of: dt.date) -> pd.Series:
    calendar = build_calendar(dt.date(2011, 1, 1), as_of, ledger.tables["holidays"])
    lines = settle(ledger.tables, ledger.settings, as_of, calendar).segments
    numbers = lines["instalment"].map(ledger.tables["instalments"]["instalment"])
    return lines["days"].groupby(numbers).sum()


def test_the_sample_reads_without_errors(ledger: Reading) -> None:
    assert [problem for problem in ledger.problems if problem.level == "error"] == []
    assert len(ledger.tables["instalments"]) == 2466
    assert len(ledger.tables["customers"]) == 100


def test_days_of_delay_on_the_settlement_date_equal_the_sample_for_every_invoice(
    ledger: Reading, invoices: list[ibm.Invoice]
) -> None:
    """The printed lines of a settled invoice run from the day after its due date to its settlement date."""
    days = days_printed(ledger, max(invoice.settled for invoice in invoices))
    wrong = {i.number: (i.days_late, days.get(i.number, 0)) for i in invoices if days.get(i.number, 0) != i.days_late}
    assert wrong == {}


def test_overdue_days_on_the_settlement_date_equal_the_sample_while_unpaid(
    ledger: Reading, invoices: list[ibm.Invoice]
) -> None:
    """On the settlement date, before its receipt is entered, the column 逾期天数 shows the sample's DaysLate."""
    tables = {**ledger.tables, "receipts": ledger.tables["receipts"].iloc[:0]}
    calendar = build_calendar(dt.date(2011, 1, 1), dt.date(2013, 12, 31), tables["holidays"])
    by_day: dict[dt.date, list[ibm.Invoice]] = {}
    for invoice in invoices:
        by_day.setdefault(invoice.settled, []).append(invoice)
    wrong = []
    for day, settled_today in by_day.items():
        numbers = [invoice.number for invoice in settled_today]
        own = tables["instalments"][tables["instalments"]["instalment"].isin(numbers)]
        figures = settle({**tables, "instalments": own}, ledger.settings, day, calendar).instalments
        days = dict(zip(own["instalment"], figures["overdue_days"], strict=True))
        wrong += [invoice for invoice in settled_today if days[invoice.number] != invoice.days_late]
    assert wrong == []


def test_the_whole_job_leaves_days_and_unpaid_sums_on_the_sheet(workbook: Path, invoices: list[ibm.Invoice]) -> None:
    sheet = FileHost(workbook).read([schema.INSTALMENTS.title])[schema.INSTALMENTS.title]
    headers = list(sheet.rows[0])
    rows = {row[0]: dict(zip(headers, row, strict=False)) for row in sheet.rows[1:]}
    for invoice in invoices:
        overdue = (AS_OF - invoice.due).days if invoice.settled > AS_OF and invoice.due < AS_OF else 0
        assert rows[invoice.number]["逾期天数"] == overdue, invoice
        assert rows[invoice.number]["未收金额"] == (float(invoice.amount) if invoice.settled > AS_OF else 0), invoice


def test_every_undisputed_late_customer_gets_one_letter(workbook: Path, invoices: list[ibm.Invoice]) -> None:
    late = {i.customer for i in invoices if i.due < AS_OF < i.settled and not i.disputed}
    numbers = registered(workbook)
    assert len([number for number in numbers if str(number).startswith("催字")]) == len(late) > 0
    assert len(set(numbers)) == len(numbers)


def test_a_second_run_on_the_same_day_issues_nothing_twice(workbook: Path, tmp_path: Path) -> None:
    again = Path(shutil.copytree(workbook.parent, tmp_path / "again")) / workbook.name
    before = registered(again)
    letters = sorted(path.name for path in again.parent.rglob("*.docx"))
    for command in ("overdue", "statements", "propose"):
        assert press(again, command)[0] == 0
    status, report = press(again, "issue")
    assert (status, report["files"]) == (1, []), report["summary"]  # nobody is proposed, so nobody is chosen
    assert registered(again) == before != []
    assert sorted(path.name for path in again.parent.rglob("*.docx")) == letters != []


def registered(workbook: Path) -> Sequence[object]:
    rows = FileHost(workbook).read([schema.LETTERS.title])[schema.LETTERS.title].rows
    return [row[0] for row in rows[1:] if row[0]]
