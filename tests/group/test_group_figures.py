"""The figures of the group: the sum of those of its ledgers, computed once, nothing that a unit keeps to itself."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from contextlib import closing
from typing import TYPE_CHECKING, Any

import openpyxl
import pandas as pd
import pytest

from addin import asking, entry, messages
from addin.commands import ageing, incentives, kpi, monthly, overdue
from addin.group import store, unit
from addin.hosts.file import FileHost
from addin.ledger import schema
from addin.ledger.schema import group as sheets
from addin.ledger.schema.group import GROUP_DATA, GROUP_LIST, GROUP_REPORT
from addin.ports import Replace, Request
from addin.ribbon import BUTTONS
from tests.group.conftest import UNITS
from tests.group.ledgers import AS_OF
from tests.ledger.own_books import FLAT, HEADER, TITLE, adopted, book

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from addin.ports import Outcome, Sheet

    Group = Callable[..., tuple[int, dict[str, Any]]]

FEN = 100


def books(out: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((out / GROUP_DATA / GROUP_LIST).read_text(encoding="utf-8"))["workbooks"]
    return found


def parquet(out: Path, name: str) -> pd.DataFrame:
    files = [str(out / GROUP_DATA / each["key"] / f"{name}.parquet") for each in books(out) if each["key"]]
    with closing(store.engine()) as data:
        found: pd.DataFrame = data.read_parquet(files).order('workbook, "row"').df()
    return found


@pytest.fixture(scope="module")
def report(computed: Path) -> dict[str, pd.DataFrame]:
    """Return the sheets of the group report, headers replaced by the names in code, amounts in fen."""
    book = openpyxl.load_workbook(computed / GROUP_REPORT.format(day=AS_OF))
    specs = {sheet.title: sheet for sheet in vars(sheets).values() if hasattr(sheet, "columns")}
    assert book.sheetnames == list(specs)
    return {specs[sheet.title].name: frame(sheet, specs[sheet.title]) for sheet in book}


def frame(sheet: Any, spec: Sheet) -> pd.DataFrame:
    rows = list(sheet.iter_rows(values_only=True))
    assert list(rows[0][: len(spec.columns)]) == [column.header for column in spec.columns]
    table = pd.DataFrame(rows[1:]).iloc[:, : len(spec.columns)]
    table.columns = pd.Index([column.name for column in spec.columns])
    for column in spec.columns:
        if column.kind == "money":
            table[column.name] = (table[column.name].astype(float) * FEN).round().astype("Int64")
    return table


@pytest.fixture(scope="module")
def requests(folder: Path, computed: Path) -> dict[str, Request]:
    """Return what each single ledger's own command is asked."""
    now = dt.datetime.combine(AS_OF, dt.time())
    asked = asking.Asked(as_of=AS_OF, now=now, out=folder)
    names = [each["workbook"] for each in books(computed) if each["key"]]
    return {name: asking.gather(BUTTONS["overdue"], FileHost(folder / name), asked) for name in names}


def written(outcome: Outcome, sheet: Sheet) -> pd.DataFrame:
    """Return the rows of a sheet that a command writes, with its totals."""
    return next(one.frame for one in outcome.changes if isinstance(one, Replace) and one.sheet == sheet.title)


def cells(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """Return all values of a report but what became of each workbook in this run."""
    book = openpyxl.load_workbook(path, read_only=True)
    return {sheet.title: list(sheet.values) for sheet in book if sheet.title != sheets.GROUP_BOOKS.title}


def by_unit(table: pd.DataFrame) -> Mapping[str, pd.Series]:
    return {str(row["workbook"]): row for _, row in table.iterrows() if row["workbook"]}


def test_every_ledger_is_computed_and_every_other_file_listed_with_its_reason(computed: Path) -> None:
    outcomes = {each["workbook"]: each["outcome"] for each in books(computed)}
    assert list(outcomes.values()).count("computed") == UNITS
    assert {name: told for name, told in outcomes.items() if told != "computed"} == {
        "加密.xlsx": "failed", "残缺.xlsx": "failed", "通讯录.xlsx": "no-ledger",
    }  # fmt: skip
    assert list(outcomes) == sorted(outcomes)
    assert all(each["reason"] for each in books(computed) if each["outcome"] != "computed")


def test_the_overview_is_the_sum_of_what_each_ledger_computes_alone(
    report: dict[str, pd.DataFrame], requests: dict[str, Request]
) -> None:
    rows = by_unit(report["group_units"])
    sums = dict.fromkeys(messages.OVERDUE_FIGURES, 0)
    for name, request in requests.items():
        told = {title: round(float(value.replace(",", "")) * FEN) for title, value in overdue.run(request).figures[:6]}
        row = rows[name]
        owed = ("overdue_principal", "unpaid_penalty", "unpaid_principal", "prepaid", "payable")
        titles = (messages.OVERDUE_FIGURES[0], *messages.OVERDUE_FIGURES[2:])
        assert [row[field] for field in owed] == [told[title] for title in titles]
        assert row["blocked"] == len(request.blocked_contracts)
        sums = {title: sums[title] + told[title] for title in sums}
    total = report["group_units"].iloc[-1]
    assert total["unit"] == messages.SUM
    assert total["overdue_principal"] == sums[messages.OVERDUE_FIGURES[0]] > 0
    assert total["payable"] == sums[messages.OVERDUE_FIGURES[5]]


def test_ageing_is_that_of_each_ledger_alone(report: dict[str, pd.DataFrame], requests: dict[str, Request]) -> None:
    rows = by_unit(report["group_ageing"])
    for name, request in requests.items():
        alone = written(ageing.run(request), schema.AGEING).iloc[-1]
        assert rows[name][ageing.AMOUNTS].astype(int).tolist() == alone[ageing.AMOUNTS].astype(int).tolist()
    table = report["group_ageing"]
    assert (table[ageing.AMOUNTS].iloc[:-1].sum() == table[ageing.AMOUNTS].iloc[-1]).all()


def test_movement_is_that_of_each_ledger_alone_and_foots(
    report: dict[str, pd.DataFrame], requests: dict[str, Request]
) -> None:
    rows = by_unit(report["group_movement"])
    names = ["opening", "new", "paid", "written_off", "reinstated", "closing"]
    for name, request in requests.items():
        alone = written(monthly.run(request), schema.MOVEMENT).iloc[-1]
        assert rows[name][names].astype(int).tolist() == alone[names].astype(int).tolist()
    total = report["group_movement"].iloc[-1]
    ends = total["opening"] + total["new"] - total["paid"] - total["written_off"] + total["reinstated"]
    assert ends == total["closing"]


def test_the_appraisal_is_that_of_each_ledger_and_the_groups_rates_are_of_its_sums(
    report: dict[str, pd.DataFrame], requests: dict[str, Request]
) -> None:
    rows = by_unit(report["group_kpi"])
    for name, request in requests.items():
        alone = written(kpi.run(request), schema.KPI).iloc[-1]
        for field in ("overdue", "recovered", "bad_debt", "to_contact", "in_time"):
            assert rows[name][field] == alone[field]
        assert rows[name]["recovery"] == pytest.approx(alone["recovery"] / 10**8)
        assert rows[name]["kpi_grade"] in schema.KPI_GRADES
    total = report["group_kpi"].iloc[-1]
    assert total["recovery"] == pytest.approx(total["recovered"] / total["overdue"], abs=1e-8)


def test_incentives_stand_at_each_checkpoint_as_in_each_ledger(
    report: dict[str, pd.DataFrame], requests: dict[str, Request]
) -> None:
    names = ["reward", "penalty", "due", "issued", "payable", "clawed_back"]
    table = report["group_incentives"]
    for name, request in requests.items():
        alone = written(incentives.run(request), schema.INCENTIVE_ACCOUNTS)
        totals = alone[alone["salesperson"] == messages.SUM]
        mine = table[table["workbook"] == name]
        assert mine[names].astype(int).to_numpy().tolist() == totals[names].astype(int).to_numpy().tolist()
    assert (table[table["unit"] == messages.SUM][names].sum() == table[table["workbook"].notna()][names].sum()).all()


def test_at_the_end_of_the_year_both_checkpoints_are_settled(folder: Path, tmp_path: Path) -> None:
    day = dt.date(2024, 12, 31)
    task = unit.Task(str(folder), "事业部0/单位000.xlsx", str(tmp_path), day, store.program(), "00")
    answer = unit.compute(task)
    with closing(store.engine()) as data:
        accounts = data.read_parquet(str(tmp_path / answer["key"] / "accounts.parquet")).order("checkpoint").df()
    assert [f"{day:%m-%d}" for day in accounts["checkpoint"]] == ["09-30", "12-31"]
    assert accounts["issued"].tolist()[1] == accounts["payable"].tolist()[0] - accounts["clawed_back"].tolist()[0]


def test_one_credit_code_in_several_ledgers_is_one_debtor_and_differing_names_are_shown(
    report: dict[str, pd.DataFrame],
) -> None:
    debtors = report["group_debtors"].iloc[:-1]
    shared = debtors[debtors["units"] == UNITS]
    assert len(shared) == 2  # of six customers every third, in every unit
    assert shared["differing"].dropna().str.contains("；").sum() == 1
    lines = report["group_exposures"].iloc[:-1]
    for _, debtor in debtors.iterrows():
        mine = lines[lines["rank"] == debtor["rank"]]
        assert len(mine) >= debtor["units"]
        assert mine["payable"].sum() == debtor["payable"]
    total = report["group_debtors"].iloc[-1]
    assert total["overdue_principal"] == report["group_units"].iloc[-1]["overdue_principal"]


def test_every_line_leads_to_its_workbook_and_row(folder: Path, computed: Path) -> None:
    book = openpyxl.load_workbook(computed / GROUP_REPORT.format(day=AS_OF))
    sheet: Any = book[sheets.GROUP_OVERDUE.title]
    places = {cell.value: cell.column - 1 for cell in sheet[1]}
    seen = set()
    for row in sheet.iter_rows(min_row=2, max_row=40):
        cell = row[places[sheets.WORKBOOK.header]]
        target = (computed / cell.hyperlink.target.replace("\\", "/")).resolve()
        assert target == (folder / cell.value).resolve()
        number = row[places[sheets.ROW.header]].value
        assert cell.hyperlink.location == f"'{schema.INSTALMENTS.title}'!A{number}"
        origin = FileHost(target).read([schema.INSTALMENTS.title])[schema.INSTALMENTS.title].rows[number - 1]
        assert origin[0] == row[places[schema.INSTALMENTS.column("instalment").header]].value
        seen.add(cell.value)
    assert len(seen) > 1


def test_the_calendar_of_limitation_holds_every_debt_that_has_one(
    computed: Path, report: dict[str, pd.DataFrame]
) -> None:
    started = parquet(computed, "instalments").query("limitation_state > 0")
    total = report["group_calendar"].iloc[-1]
    assert total["count"] == len(started)
    assert total["unpaid_principal"] == started["unpaid_principal"].sum()
    assert report["group_calendar"]["month"].iloc[0] == messages.LIMITATION_GONE


def test_what_cannot_be_read_is_listed_row_by_row_without_the_cells_content(
    report: dict[str, pd.DataFrame], computed: Path
) -> None:
    found = report["group_problems"]
    wrong = found[found["level"] == messages.LEVEL_NAMES["error"]]
    places = {(row["unit"], row["sheet"], row["row"], row["code"]) for _, row in wrong.iterrows()}
    assert ("事业部2/单位002", schema.INSTALMENTS.title, 2, "not-date") in places
    assert ("事业部2/单位002", schema.INSTALMENTS.title, 6, "negative") in places
    assert not parquet(computed, "problems")["message"].str.contains("2025.2.30").any()


def test_names_leave_a_ledger_only_where_its_settings_say_so(computed: Path, report: dict[str, pd.DataFrame]) -> None:
    customers = parquet(computed, "customers")
    shows = customers["workbook"].str.extract(r"(\d+)\.xlsx")[0].astype(int) % 2 == 0
    assert (customers.loc[shows, "customer_name"] != "").all()
    assert (customers.loc[~shows, ["customer_name", "uscc"]] == "").all(axis=None)
    assert customers.groupby("debtor")["workbook"].nunique().max() == UNITS
    texts = [str(value) for table in report.values() for value in table.to_numpy().ravel()]
    assert not any(f"单位{n}客户" in text for n in (1, 3, 5) for text in texts)
    assert any("单位0客户" in text for text in texts)


def test_a_users_own_workbook_that_stands_for_a_ledger_is_computed_and_named_by_its_own_rows(tmp_path: Path) -> None:
    lines: list[Any] = [HEADER, *FLAT]
    theirs = adopted(book(tmp_path / "销售.xlsx", lines))
    day = dt.date(2025, 7, 1)
    task = unit.Task(str(tmp_path), theirs.name, str(tmp_path), day, store.program(), "00")
    answer = unit.compute(task)
    assert (answer["outcome"], answer["errors"]) == ("computed", 0)
    with closing(store.engine()) as data:
        found = data.read_parquet(str(tmp_path / answer["key"] / "instalments.parquet")).order('"row"').df()
        known = data.read_parquet(str(tmp_path / answer["key"] / "customers.parquet")).df()
    assert found[["sheet", "row"]].to_numpy().tolist() == [[TITLE, 4], [TITLE, 5], [TITLE, 6]]
    assert found["unpaid_principal"].tolist() == [6_000, 20_000, 0]
    names = {line[2] for line in lines[1:]}
    assert not names & {*found["customer"], *known["customer"], *known["customer_name"]}, (
        "here a customer's ID is the name"
    )
    assert set(found["customer"]) == set(known["customer"])


def test_a_second_run_computes_nothing_and_reports_the_same(group: Group, folder: Path, computed: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in (computed / GROUP_DATA).glob("*/*.parquet")}
    report = cells(computed / GROUP_REPORT.format(day=AS_OF))
    status, told = group(folder, "--out", computed, "--workers", "0")
    assert status == 1
    assert [each["outcome"] for each in books(computed) if each["key"]] == ["kept"] * UNITS
    assert {path: path.stat().st_mtime_ns for path in (computed / GROUP_DATA).glob("*/*.parquet")} == before
    assert cells(computed / GROUP_REPORT.format(day=AS_OF)) == report
    assert told["ok"] is False


def test_only_a_ledger_that_changed_is_computed_again(group: Group, folder: Path, again: Path) -> None:
    mine = again / "台账"
    shutil.copytree(folder / "事业部0", mine)
    group(mine, "--out", again, "--workers", "0")
    assert [each["outcome"] for each in books(again)] == ["computed", "computed"]
    path = mine / "单位000.xlsx"
    book = openpyxl.load_workbook(path)
    book[schema.RECEIPTS.title]["E2"].value += 1
    book.save(path)
    group(mine, "--out", again, "--workers", "0")
    assert [each["outcome"] for each in books(again)] == ["computed", "kept"]
    there = sorted(place.name for place in (again / GROUP_DATA).iterdir() if place.is_dir())
    assert there == sorted(each["key"] for each in books(again)), "what a unit no longer says must not stay"


def test_a_key_changes_with_everything_that_figures_depend_on() -> None:
    facts: tuple[Any, ...] = ("data", "a.xlsx", AS_OF, "program", "secret")
    other: tuple[Any, ...] = ("date", "b.xlsx", AS_OF + dt.timedelta(1), "program2", "secret2")
    changed = [(*facts[:at], other[at], *facts[at + 1 :]) for at in range(len(facts))]
    keys = {store.key_of(*each) for each in (facts, *changed)}
    assert len(keys) == len(facts) + 1
    assert store.key_of(*facts) in keys


def test_every_row_of_parquet_says_where_it_comes_from(computed: Path) -> None:
    for name, types in store.TABLES.items():
        table = parquet(computed, name)
        assert list(table.columns) == list(types)
        assert (table["workbook"] != "").all()
    lines = parquet(computed, "segments")
    assert str(lines["penalty"].dtype) == "int64"
    plan = parquet(computed, "instalments").set_index(["workbook", "row"])
    sums = lines.groupby(["workbook", "row"])["penalty"].sum()
    assert (plan["penalty"] == sums.reindex(plan.index, fill_value=0)).all()
    paid = parquet(computed, "allocations").query("item == @messages.ITEMS[0]")
    assert paid["amount"].sum() == plan["paid_principal"].sum()


def test_an_empty_folder_a_missing_one_and_an_unknown_scheduler_are_told(
    group: Group, tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert group(tmp_path)[0] == entry.DATA
    assert group(tmp_path / "none")[0] == entry.USAGE
    (tmp_path / "file").write_text("own")
    status, told = group(folder, "--out", tmp_path / "file")
    assert status == entry.DATA
    assert "是文件，不是文件夹" in told["summary"]
    monkeypatch.setattr("addin.group.cluster.WAIT", 1)
    status, told = group(folder, "--out", tmp_path, "--scheduler", "tcp://127.0.0.1:9")
    assert status == entry.DATA
    assert "127.0.0.1:9" in told["summary"]
