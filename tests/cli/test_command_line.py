"""The command line as a user meets it: exit statuses, --json, --dry-run, questions, garbage."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from addin.__main__ import main
from addin.hosts import newbook
from addin.hosts.file import FileHost
from addin.ledger import schema
from addin.ledger.example import AS_OF, example_tables
from addin.ribbon import BUTTONS


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("example") / "台账.xlsx"
    newbook.write_ledger(path, example_tables())
    return path


@pytest.fixture
def ledger(example: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(example, tmp_path / "台账.xlsx"))


NO_CASE = {"plan-letter", "special"}  # no plan of repayment, no special case in the example
NOTHING_YET = {"issue", "print-file", "mail-merge", "cancel", "undo"}  # no letter proposed or registered, nothing done


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, dict[str, Any]]:
    status = main([*arguments, "--json"])
    return status, json.loads(capsys.readouterr().out)


def common(ledger: Path) -> tuple[str, ...]:
    return (str(ledger), *options(ledger))


def options(ledger: Path) -> tuple[str, ...]:
    return ("--as-of", str(AS_OF), "--out", str(ledger.parent))


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a register from outside: one contract of one instalment."""
    path = tmp_path_factory.mktemp("source") / "登记.csv"
    rows = "合同编号,客户名称,签订日期,期次,应收日期,应收金额", "WB-1,外部示例公司,2026-01-05,1,2026-02-05,800.00"
    path.write_text("\n".join(rows), "utf-8")
    return path


def proposed(ledger: Path) -> list[str]:
    """Return the customers that 拟发函件 proposes a letter to."""
    rows = FileHost(ledger).read([schema.PROPOSALS.title])[schema.PROPOSALS.title].rows
    return [str(row[1]) for row in rows[1:] if row[0] == schema.YES]


def files(key: str, ledger: Path, source: Path) -> tuple[str, ...]:
    """Return the files that a command is given before the options: some read one from outside."""
    return {"import": (str(source), str(ledger)), "reconcile": (str(ledger), str(source))}.get(key, (str(ledger),))


def picked(key: str) -> tuple[str, ...]:
    return ("--select", "HT2022-001") if BUTTONS[key].needs_selection else ()


@pytest.mark.parametrize("key", list(BUTTONS))
def test_every_command_prints_one_json_object_of_the_agreed_shape(
    key: str, ledger: Path, source: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, report = run(capsys, key, *files(key, ledger, source), *options(ledger), *picked(key), "--yes")
    assert {"command", "ok", "summary", "problems", "changes", "files"} <= report.keys()
    assert report["command"] == key
    assert status == (1 if key in NOTHING_YET else 0)
    for problem in report["problems"]:
        assert {"code", "sheet", "row", "column", "found", "message"} <= problem.keys()
        assert "{" not in problem["message"]


@pytest.mark.parametrize("key", list(BUTTONS))
def test_a_dry_run_tells_the_changes_and_writes_nothing(
    key: str, ledger: Path, source: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = ledger.read_bytes()
    _, report = run(capsys, key, *files(key, ledger, source), *options(ledger), *picked(key), "--dry-run")
    assert ledger.read_bytes() == before
    assert sorted(path.name for path in ledger.parent.iterdir()) == [ledger.name]
    assert report["files"] == []
    assert report["changes"] or key in NOTHING_YET | NO_CASE


def test_a_second_run_changes_no_figure(ledger: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(capsys, "overdue", *common(ledger))
    titles = FileHost(ledger).titles()
    before = {title: grid.rows for title, grid in FileHost(ledger).read(titles).items()}
    run(capsys, "overdue", *common(ledger))
    after = {title: grid.rows for title, grid in FileHost(ledger).read(titles).items()}
    assert after == before


def test_letters_need_the_answer_to_the_question_whether_receipts_are_complete(
    ledger: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(capsys, "propose", *common(ledger))
    before = ledger.read_bytes()
    status, report = run(capsys, "issue", *common(ledger))
    assert (status, report["ok"], report["files"]) == (2, False, [])
    assert "2026-10-30" in report["summary"]
    assert ledger.read_bytes() == before
    status, report = run(capsys, "issue", *common(ledger), "--yes")
    assert status == 0
    assert len(report["files"]) > 10


def test_letters_are_numbered_without_gaps_and_never_twice(ledger: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(capsys, "propose", *common(ledger))
    _, first = run(capsys, "issue", *common(ledger), "--select", *proposed(ledger)[3:5], "--yes")
    _, rest = run(capsys, "issue", *common(ledger), "--yes")
    run(capsys, "propose", *common(ledger))
    status, again = run(capsys, "issue", *common(ledger), "--yes")
    assert (status, again["files"]) == (1, [])
    rows = FileHost(ledger).read([schema.LETTERS.title])[schema.LETTERS.title].rows
    numbers = [row[0] for row in rows[1:] if row[0]]
    count = len(first["files"]) + len(rest["files"])
    assert numbers == [f"催字〔2026〕第{serial:04}号" for serial in range(1, count + 1)]


def test_an_issued_letter_file_is_never_replaced(ledger: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(capsys, "propose", *common(ledger))
    one = proposed(ledger)[0]
    _, report = run(capsys, "issue", *common(ledger), "--dry-run", "--select", one)
    path = ledger.parent / next(change["path"] for change in report["changes"] if change["kind"] == "file")
    path.parent.mkdir(parents=True)
    path.write_bytes(b"an earlier letter")
    before = ledger.read_bytes()
    status, _ = run(capsys, "issue", *common(ledger), "--select", one, "--yes")
    assert status == 1
    assert path.read_bytes() == b"an earlier letter"
    assert ledger.read_bytes() == before


def test_figures_that_changed_since_the_proposal_stop_the_letter(
    ledger: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(capsys, "propose", *common(ledger))
    one = proposed(ledger)[0]
    due = example_tables()["instalments"]
    owner = due["contract"].map(example_tables()["contracts"].set_index("contract")["customer"])
    debt = due[(owner == one) & (due["due"] < "2026-09-01")].iloc[-1]
    late = {"receipt": "R9999", "received": "2026-10-31", "contract": debt["contract"], "amount": "1"}
    add_receipt(ledger, late)
    status, report = run(capsys, "issue", *common(ledger), "--select", one, "--yes")
    assert report["files"] == []
    assert "letter-stale" in {problem["code"] for problem in report["problems"]}
    assert status == 0


def add_receipt(ledger: Path, values: dict[str, str]) -> None:
    import openpyxl  # noqa: PLC0415 - as a clerk's own spreadsheet program

    book = openpyxl.load_workbook(ledger)
    sheet = book[schema.RECEIPTS.title]
    headers = [cell.value for cell in sheet[1]]
    row = sheet.max_row + 1
    for name, text in values.items():
        sheet.cell(row, headers.index(schema.RECEIPTS.column(name).header) + 1, float(text) if text == "1" else text)
    table = next(iter(sheet.tables.values()))
    table.ref = f"A1:{sheet.cell(row, len(headers)).coordinate}"
    book.save(ledger)


def test_new_makes_a_ledger_that_validates_and_is_never_overwritten(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "新台账.xlsx"
    assert main(["new", str(path)]) == 0
    status, _ = run(capsys, "validate", str(path)) if not capsys.readouterr() else (0, {})
    made = path.read_bytes()
    assert main(["new", str(path)]) == 2
    assert path.read_bytes() == made
    assert status == 0


def test_a_broken_ledger_gives_one_list_and_changes_nothing_but_the_findings(
    ledger: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    break_cells(ledger)
    before = {title: grid.rows for title, grid in FileHost(ledger).read(FileHost(ledger).titles()).items()}
    status, report = run(capsys, "validate", *common(ledger))
    after = {title: grid.rows for title, grid in FileHost(ledger).read(FileHost(ledger).titles()).items()}
    codes = {problem["code"] for problem in report["problems"] if problem["level"] == "error"}
    assert status == 1
    assert {"not-date", "unknown-reference", "not-number", "duplicate-key", "not-option", "missing-cell"} <= codes
    assert {title for title in after if after[title] != before.get(title)} == {schema.FINDINGS.title}
    assert len(after[schema.FINDINGS.title]) - 1 == len(report["problems"])
    again, repeated = run(capsys, "validate", *common(ledger))
    assert (again, repeated["problems"]) == (1, report["problems"])


def break_cells(ledger: Path) -> None:
    import openpyxl  # noqa: PLC0415 - as a clerk's own spreadsheet program

    book = openpyxl.load_workbook(ledger)
    wrong = [
        (schema.INSTALMENTS, "due", 5, "2025.2.30"),
        (schema.INSTALMENTS, "amount", 9, "一万"),
        (schema.INSTALMENTS, "instalment", 12, book[schema.INSTALMENTS.title]["A11"].value),
        (schema.CONTRACTS, "penalty_mode", 7, "看情况"),
        (schema.RECEIPTS, "contract", 4, "没有这份合同"),
        (schema.CUSTOMERS, "customer_name", 3, None),
    ]
    for sheet, name, row, value in wrong:
        headers = [cell.value for cell in book[sheet.title][1]]
        book[sheet.title].cell(row, headers.index(sheet.column(name).header) + 1).value = value
    book.save(ledger)


def garbage(folder: Path) -> dict[str, Path]:
    folder.joinpath("folder.xlsx").mkdir()
    files = {
        "text.xlsx": b"not a workbook",
        "old.xls": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
        "cut.xlsx": b"PK\x03\x04" + bytes(100),
        "empty.xlsx": b"",
    }
    for name, content in files.items():
        folder.joinpath(name).write_bytes(content)
    return {name: folder / name for name in (*files, "folder.xlsx", "missing.xlsx")}


@pytest.mark.parametrize("name", ["text.xlsx", "old.xls", "cut.xlsx", "empty.xlsx", "folder.xlsx", "missing.xlsx"])
def test_garbage_gets_one_clear_sentence_and_status_1(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = garbage(tmp_path)[name]
    status, report = run(capsys, "overdue", str(path))
    assert status == 1
    assert name in report["summary"]
    assert report["summary"].count("。") <= 2
    assert "Traceback" not in report["summary"]


@pytest.mark.parametrize(
    "arguments",
    [["overdue"], ["nonsense", "x.xlsx"], ["overdue", "x.xlsx", "--as-of", "2026-02-30"], ["log", "x.xlsx"]],
)
def test_wrong_usage_is_status_2(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        main(arguments)
    assert stop.value.code == 2


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("2026-02-30", "“2026-02-30”不是日期，请写成 2026-03-05 这样"),
        ("昨天", "“昨天”不是日期"),
        ("9999-12-31", "截止日期应在 1990-01-01 至 2199-12-31 之间，“9999-12-31”不在其中，请核对年份"),
        ("1899-12-31", "“1899-12-31”不在其中"),
    ],
)
def test_a_date_that_can_only_be_a_slip_is_wrong_usage(
    typed: str, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stop:
        main(["plan", "x.xlsx", "--as-of", typed])
    assert stop.value.code == 2
    assert told in capsys.readouterr().err


def test_a_fault_of_the_program_is_one_sentence_with_the_log_file(
    ledger: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, state_folder: Path
) -> None:
    def broken(_request: object) -> object:
        raise ZeroDivisionError

    monkeypatch.setattr("addin.commands.overdue.run", broken)
    status, report = run(capsys, "overdue", str(ledger))
    log = state_folder / "dunbook" / "dunbook.log"
    assert status == 3
    assert str(log) in report["summary"]
    assert "ZeroDivisionError" in log.read_text(encoding="utf-8")


def test_a_fault_is_told_where_no_log_can_be_kept(
    ledger: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def broken(_request: object) -> object:
        raise ZeroDivisionError

    (tmp_path / "file").write_text("x")
    monkeypatch.setattr("addin.entry.state_folder", lambda: tmp_path / "file")
    monkeypatch.setattr("addin.entry.log.handlers", [])
    monkeypatch.setattr("addin.commands.overdue.run", broken)
    status = main(["overdue", str(ledger)])
    told = capsys.readouterr()
    assert status == 3
    assert "程序出现意外错误" in told.out + told.err
    assert "ZeroDivisionError" in told.err


def test_the_log_holds_no_name_and_no_amount_of_the_ledger(
    ledger: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, state_folder: Path
) -> None:
    cell = "江渚公司 88,123.45 元 13812345678"

    def broken(_request: object) -> object:
        try:
            return dict[str, str]()[cell]
        except KeyError as fault:
            raise ValueError("not a number: " + cell) from fault

    monkeypatch.setattr("addin.commands.overdue.run", broken)
    run(capsys, "overdue", str(ledger))
    log = (state_folder / "dunbook" / "dunbook.log").read_text(encoding="utf-8")
    assert "in broken" in log
    assert "KeyError: '… …,….… … …'" in log
    assert "ValueError: not a number: … …,….… … …" in log
    assert not any(part in log for part in cell.replace(",", " ").replace(".", " ").split() if part != "45")
