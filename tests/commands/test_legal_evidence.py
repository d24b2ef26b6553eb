"""From the lists to the bundle and the case on the example ledger: approval gates, copies, one figure everywhere."""

from __future__ import annotations

import dataclasses
import datetime as dt
import importlib
import io
from pathlib import Path
from typing import TYPE_CHECKING

import docx
import pandas as pd
import pytest

from addin import asking, messages
from addin.domain.money import yuan
from addin.hosts.new_files import write_new
from addin.ledger import schema
from addin.ledger.example import AS_OF, example_grids
from addin.ledger.reading import read
from addin.letters.evidence import own_copy
from addin.ports import Append, Book, File, Outcome, Replace, Request

if TYPE_CHECKING:
    from collections.abc import Mapping

TODAY = pd.Timestamp(AS_OF)
TEMPLATES = {
    path.stem: path.read_bytes() for path in Path(__file__).parents[2].joinpath("letter_templates").glob("*.docx")
}


def rows_of(outcome: Outcome, sheet: str) -> pd.DataFrame:
    """Return what an outcome writes to, or adds to, a sheet."""
    found = [change for change in outcome.changes if isinstance(change, (Append, Replace)) and change.sheet == sheet]
    return pd.concat([change.frame for change in found]) if found else pd.DataFrame()


def with_rows(request: Request, sheet: str, rows: list[dict[str, object]]) -> Request:
    """Return a request whose table holds these rows, typed as the table is."""
    table = request.tables[sheet]
    frame = pd.DataFrame(rows, index=pd.RangeIndex(2, 2 + len(rows)))
    for name, kind in table.dtypes.items():
        blank = {"b": False, "i": 0}.get(kind.kind, "" if isinstance(kind, pd.StringDtype) else None)
        values = (
            frame[name].where(frame[name].notna(), blank) if name in frame else pd.Series(blank, frame.index, "object")
        )
        frame[name] = values.astype(kind)
    return dataclasses.replace(request, tables={**request.tables, sheet: frame[list(table.columns)]})


def press(key: str, request: Request) -> Outcome:
    """Run a command."""
    outcome: Outcome = importlib.import_module(f"addin.commands.{key}").run(request)
    return outcome


@pytest.fixture(scope="module")
def ledger() -> Request:
    reading = read(example_grids())
    return Request(
        reading.tables, reading.settings, AS_OF, dt.datetime.combine(AS_OF, dt.time(9)), templates=TEMPLATES,
        titles=tuple(sheet.title for sheet in schema.SHEETS if not sheet.on_demand),
    )  # fmt: skip


@pytest.fixture(scope="module")
def listed(ledger: Request) -> pd.DataFrame:
    return rows_of(press("legal", ledger), "法务名单")


def approved(ledger: Request, listed: pd.DataFrame, which: str, state: str = "同意") -> Request:
    """Return the ledger with all that was proposed for one list decided."""
    rows = listed[listed["legal_list"] == which].assign(approval=state, approved=TODAY).to_dict("records")
    return with_rows(ledger, "legal_register", [{str(name): value for name, value in row.items()} for row in rows])


@pytest.mark.parametrize("state", ["待批", "不同意"])
def test_leg_02_without_agreement_no_suit_no_case_and_no_notice(
    ledger: Request, listed: pd.DataFrame, state: str
) -> None:
    sue, stop = (approved(ledger, listed, which, state) for which in ("起诉", "暂停售后"))
    assert [type(change) for change in press("evidence", sue).changes] == [Replace]
    assert rows_of(press("evidence", sue), "证据目录").empty
    assert rows_of(press("cases", sue), "案件台账").empty
    stopped = dataclasses.replace(stop, select=tuple(stop.tables["legal_register"]["customer"][:2]))
    outcome = press("legal", stopped)
    assert not any(isinstance(change, File) for change in outcome.changes)
    assert [problem.code for problem in outcome.problems].count("suspension-not-agreed") == 2


def test_od_07_an_agreed_suspension_gives_the_notice_once(ledger: Request, listed: pd.DataFrame) -> None:
    request = approved(ledger, listed, "暂停售后")
    first = request.tables["legal_register"]["customer"].iloc[0]
    request = dataclasses.replace(request, select=(first,))
    outcome = press("legal", request)
    letters = rows_of(outcome, "函件登记")
    assert letters[["letter_type", "customer", "state"]].to_numpy().tolist() == [["暂停供货通知书", first, "草稿"]]
    again = with_rows(request, "letters", letters.to_dict("records"))  # type: ignore[arg-type]
    assert rows_of(press("legal", again), "函件登记").empty


@pytest.fixture(scope="module")
def bundles(ledger: Request, listed: pd.DataFrame) -> Outcome:
    return press("evidence", approved(ledger, listed, "起诉"))


def test_gov_04_every_bundle_has_its_index_suit_tables_and_extracts(bundles: Outcome) -> None:
    names = [Path(change.path) for change in bundles.changes if isinstance(change, (Book, File))]
    folders = {path.parent for path in names}
    assert len(folders) > 3
    for folder in folders:
        inside = sorted(path.name[:2] for path in names if path.parent == folder)
        assert inside == ["00", "01", "02", "03", "04"]
    index = rows_of(bundles, "证据目录")
    assert set(index["evidence_state"]) == {"齐备", "缺失"}
    assert (index.loc[index["evidence_state"] == "缺失", "explanation"] != "").all()


def test_the_suit_claims_the_figures_of_the_tables_and_of_the_case(
    ledger: Request, listed: pd.DataFrame, bundles: Outcome
) -> None:
    letters = rows_of(bundles, "函件登记").set_index("customer")["total"]
    cases = rows_of(press("cases", approved(ledger, listed, "起诉")), "案件台账").set_index("customer")["claim"]
    pages = {
        Path(change.path).parent.name.partition("_")[0]: change.pages[0]
        for change in bundles.changes
        if isinstance(change, Book) and change.pages[0].title == messages.CLAIM_TITLE
    }
    totals = {customer: page.lines[6].cells[1] for customer, page in pages.items()}
    assert totals == letters.to_dict() == cases.to_dict()


def test_the_suit_lists_what_is_there_and_never_what_is_missing(bundles: Outcome) -> None:
    index = rows_of(bundles, "证据目录")
    for change in bundles.changes:
        if isinstance(change, File):
            stream = io.BytesIO()
            change.write(stream)
            document = docx.Document(stream)
            customer = Path(change.path).parent.name.partition("_")[0]
            own = index[index["customer"] == customer]
            printed = {row.cells[0].text for row in document.tables[1].rows[1:]}
            assert printed == set(own.loc[own["evidence_state"] == "齐备", "evidence_name"])
            total = rows_of(bundles, "函件登记").set_index("customer").loc[customer, "principal"]
            assert yuan(int(total)) in "".join(paragraph.text for paragraph in document.paragraphs)  # type: ignore[arg-type]


def test_every_workbook_of_a_bundle_can_be_written(bundles: Outcome) -> None:
    for change in bundles.changes:
        if isinstance(change, Book):
            stream = io.BytesIO()
            write_new(change, stream)
            assert stream.getvalue()[:2] == b"PK"


# ------------------------------------------------------------------ copies: own papers only, from the folder only


def letter(cells: Mapping[str, str]) -> dict[object, object]:
    named: dict[object, object] = {"letter": "催字〔2026〕第0001号", "file": "", "scan": ""}
    named.update(cells)
    return named


@pytest.mark.parametrize(
    ("cells", "shared", "copied"),
    [
        ({"file": "函件/催字〔2026〕第0001号_甲.docx"}, (), "函件/催字〔2026〕第0001号_甲.docx"),
        ({"file": "函件/催字〔2026〕第0001号_甲.docx", "scan": "扫描/1.pdf"}, (), "扫描/1.pdf"),
        # an archive, a print file, a run of statements: other debtors' letters are in there
        ({"file": "函件/函件_0001至0040.zip"}, (), ""),
        ({"file": "函件/合并打印_催款函_0001至0040.docx"}, (), ""),
        ({"file": "函件/催字〔2026〕第0001号_甲.docx"}, ("函件/催字〔2026〕第0001号_甲.docx",), ""),
        ({"scan": "扫描/全部.pdf"}, ("扫描/全部.pdf",), ""),
    ],
)
def test_gov_04_only_the_papers_of_this_customer_alone_are_copied(
    cells: Mapping[str, str], shared: tuple[str, ...], copied: str
) -> None:
    assert own_copy(letter(cells), set(cells.values()), shared)[0] == copied


def test_gov_04_copies_come_from_below_the_output_folder_only(tmp_path: Path) -> None:
    out = tmp_path / "out"
    (out / "函件").mkdir(parents=True)
    (out / "函件" / "a.docx").write_bytes(b"own")
    (tmp_path / "secret.docx").write_bytes(b"secret")
    (out / "link.docx").symlink_to(tmp_path / "secret.docx")
    names = [
        "函件/a.docx",
        "../secret.docx",
        str(tmp_path / "secret.docx"),
        "link.docx",
        "函件",
        "none.docx",
        "C:\\x.docx",
        "",
    ]
    letters = pd.DataFrame({"file": names, "scan": ""})
    found = asking.enclosed({"letters": letters, "evidence_register": pd.DataFrame({"file": ["函件\\a.docx"]})}, out)
    assert {name: path.read_bytes() for name, path in found.items()} == {"函件/a.docx": b"own", "函件\\a.docx": b"own"}


def test_a_letter_lying_in_the_folder_goes_into_the_bundle(
    ledger: Request, listed: pd.DataFrame, tmp_path: Path
) -> None:
    request = approved(ledger, listed, "起诉")
    customer = str(request.tables["legal_register"]["customer"].iloc[0])
    file = "函件_2026-01-10/催1_甲.docx"
    (tmp_path / file).parent.mkdir()
    (tmp_path / file).write_bytes(b"letter")
    request = with_rows(
        request, "letters",
        [{"letter": "催1", "letter_type": "催款函", "customer": customer, "as_of": TODAY, "state": "已签收",
          "sent": TODAY, "signed_for": TODAY, "file": file}],
    )  # fmt: skip
    request = dataclasses.replace(request, select=(customer,), enclosures=asking.enclosed(request.tables, tmp_path))
    copies = [change for change in press("evidence", request).changes
              if isinstance(change, File) and messages.COPIES in change.path]  # fmt: skip
    assert [Path(change.path).name for change in copies] == ["催1_甲.docx"]
    stream = io.BytesIO()
    copies[0].write(stream)
    assert stream.getvalue() == b"letter"


def test_selected_without_agreement_there_is_a_bundle_but_no_suit(ledger: Request, listed: pd.DataFrame) -> None:
    customer = listed.loc[listed["legal_list"] == "起诉", "customer"].iloc[0]
    outcome = press("evidence", dataclasses.replace(ledger, select=(customer,)))
    assert rows_of(outcome, "函件登记").empty
    assert "evidence-not-agreed" in [problem.code for problem in outcome.problems]
    assert not rows_of(outcome, "证据目录").empty


def test_a_second_bundle_on_the_same_day_has_no_second_suit(
    ledger: Request, listed: pd.DataFrame, bundles: Outcome
) -> None:
    request = approved(ledger, listed, "起诉")
    after = with_rows(request, "letters", rows_of(bundles, "函件登记").to_dict("records"))  # type: ignore[arg-type]
    assert rows_of(press("evidence", after), "函件登记").empty


def test_a_customer_touched_by_an_error_gets_no_bundle(ledger: Request, listed: pd.DataFrame) -> None:
    request = approved(ledger, listed, "起诉")
    customer = str(request.tables["legal_register"]["customer"].iloc[0])
    outcome = press("evidence", dataclasses.replace(request, blocked_customers=frozenset({customer})))
    assert customer not in set(rows_of(outcome, "证据目录")["customer"])
    assert "customer-withheld" in [problem.code for problem in outcome.problems]


# ------------------------------------------------------------------ cases


def test_leg_03_a_case_opened_once_is_not_opened_again_and_gets_every_column(
    ledger: Request, listed: pd.DataFrame
) -> None:
    request = approved(ledger, listed, "起诉")
    outcome = press("cases", request)
    added = next(change for change in outcome.changes if isinstance(change, Append))
    assert [column.header for column in added.columns] == [column.header for column in schema.CASES.columns]
    after = with_rows(request, "cases", rows_of(outcome, "案件台账").to_dict("records"))  # type: ignore[arg-type]
    assert not any(isinstance(change, Append) for change in press("cases", after).changes)


def test_cost_01_and_leg_04_all_costs_of_a_case_and_nobody_elses(ledger: Request, listed: pd.DataFrame) -> None:
    outcome = press("cases", approved(ledger, listed, "起诉"))
    costs, progress = rows_of(outcome, "案件费用").iloc[:-1], rows_of(outcome, "案件进程").iloc[:-1]
    register = ledger.tables["costs"]
    of_cases = {name for cell in progress["contracts"] for name in cell.split("、")}
    expected = register[register["contract"].isin(of_cases) & (register["spent"] <= TODAY)]
    assert sorted(costs["cost"]) == sorted(expected["cost"])
    assert int(progress["costs"].sum()) == int(expected["amount"].sum())
    log = ledger.tables["contact_log"]
    visits = log[
        (log["method"] == "上门") & log["contract"].isin(of_cases) & (log["contacted"] < TODAY + pd.Timedelta(days=1))
    ]
    assert int(progress["trips"].sum()) == len(visits)


def test_figures_of_a_customer_touched_by_an_error_stay_empty_but_days_are_watched(ledger: Request) -> None:
    customer = ledger.tables["contracts"]["customer"].iloc[0]
    request = with_rows(ledger, "cases", [{"case": "案1", "customer": customer, "filed": TODAY, "before_suit": False}])
    request = dataclasses.replace(request, blocked_customers=frozenset({customer}))
    row = rows_of(press("cases", request), "案件进程").iloc[0]
    assert row[["payable", "recovered", "cost_ratio"]].isna().all()
    assert not pd.isna(row["deadline"])
