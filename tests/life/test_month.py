"""A month in the life of one debtor: from the first overdue day to the hand-over, day by day, then all of it undone.

One customer is added to the example ledger: a contract at 0.0005 a day, 30 000.00 due on Monday 2026-08-31. What
people type is typed here; every press of a button goes the way of a click on a closed workbook. Figures are worked out
by hand.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

from addin import asking, entry
from addin.hosts.file import FileHost
from addin.hosts.newbook import write_ledger
from addin.ledger import schema
from addin.ledger.example import example_tables
from addin.ledger.reading import read
from addin.ports import Append, Fill, Kind
from addin.ribbon import BUTTONS

if TYPE_CHECKING:
    from pathlib import Path

EMPTY: dict[Kind, Any] = {Kind.TEXT: "", Kind.FLAG: False, Kind.MONEY: 0, Kind.COUNT: 0}
C, K, I = "C900", "HT2026-900", "HT2026-900-01"  # noqa: E741 - customer, contract, instalment


@dataclass
class Life:
    """The workbook, where files go, and what every step found: (button or "", workbook's bytes, files)."""

    path: Path
    out: Path
    steps: list[tuple[str, bytes, dict[str, bytes]]] = field(default_factory=list)

    def press(self, key: str, day: str, *select: str, status: int = entry.DONE) -> entry.Report:
        """Press a button on a day at ten in the morning, questions answered yes."""
        asked = asking.Asked(
            dt.date.fromisoformat(day), dt.datetime.fromisoformat(f"{day} 10:00"), self.out, select=select, yes=True
        )
        if key != "undo":
            self.steps.append((key, self.path.read_bytes(), self.files()))
        report = entry.press(BUTTONS[key], lambda: FileHost(self.path), asked)
        assert report.status == status, report.summary
        return report

    def type(self, name: str, row: Any, **values: Any) -> None:
        """Type into cells of a row."""
        spec = schema.BY_NAME[name]
        frame = self.table(name).loc[[row], list(values)]
        for column, value in values.items():
            frame[column] = pd.Series([value], index=[row])
        self.people(Fill(spec.title, spec.pick(*values), frame, keep_others=True))

    def add(self, name: str, **values: Any) -> None:
        """Type a new row."""
        spec = schema.BY_NAME[name]
        frame = pd.DataFrame({column: [value] for column, value in values.items()})
        self.people(Append(spec.title, spec.pick(*values), frame))

    def people(self, change: Fill | Append) -> None:
        """Let somebody edit the workbook: nothing that a button could take back."""
        self.steps.append(("", self.path.read_bytes(), self.files()))
        FileHost(self.path).apply([change], self.out)

    def table(self, name: str) -> pd.DataFrame:
        """Read a sheet."""
        spec = schema.BY_NAME[name]
        grids = FileHost(self.path).read([each.title for each in schema.SHEETS])
        return read(grids, wanted=tuple(grids)).tables[spec.name] if not spec.written else shown(grids, spec.title)

    def files(self) -> dict[str, bytes]:
        """Return every file that commands wrote."""
        if not self.out.exists():
            return {}
        return {str(p.relative_to(self.out)): p.read_bytes() for p in sorted(self.out.rglob("*")) if p.is_file()}

    def mine(self, name: str) -> pd.DataFrame:
        """Return the debtor's rows of a sheet."""
        table = self.table(name)
        return table[(table["customer"] if "customer" in table else table["contract"]).isin([C, K])]


def shown(grids: Any, title: str) -> pd.DataFrame:
    """Return one of the program's own sheets as it reads, by English column names."""
    names = {column.header: column.name for column in schema.BY_TITLE[title].columns}
    head, *rows = grids[title].rows
    frame = pd.DataFrame([list(row) + [None] * (len(head) - len(row)) for row in rows], columns=list(head))
    return frame.rename(columns=names)


@cache
def tables() -> dict[str, pd.DataFrame]:
    """Return the example with one more debtor."""
    added: dict[str, dict[str, Any]] = {
        "customers": {"customer": C, "customer_name": "云泽试算设备有限公司", "address": "云泽市示例路 900 号",
                      "postcode": "000900", "salesperson": "陆一禾", "strategy": "默认"},
        "contacts": {"customer": C, "person": "贺经理", "phone": "0000-5550900", "phone_state": "有效",
                     "verified": pd.Timestamp("2026-08-01")},
        "contracts": {"contract": K, "customer": C, "contract_name": "设备买卖合同",
                      "signed": pd.Timestamp("2026-06-01"), "contract_amount": 30_000_00, "penalty_mode": "日利率",
                      "penalty_rate": 50_000, "roll_due": True, "salesperson": "陆一禾", "file_number": "档900"},
        "instalments": {"instalment": I, "contract": K, "number": 1, "due": pd.Timestamp("2026-08-31"),
                        "amount": 30_000_00},
    }  # fmt: skip
    whole = dict(example_tables())
    for name, row in added.items():
        old = whole[name]
        spec = schema.BY_NAME[name]
        kinds = {column.name: EMPTY.get(column.kind) for column in spec.columns}
        index = [int(old.index.max()) + 1]
        new = pd.DataFrame(
            {each: pd.Series([row.get(each, kinds[each])], index=index, dtype=old[each].dtype) for each in old.columns}
        )
        whole[name] = pd.concat([old, new])
    return whole


@pytest.fixture
def life(tmp_path: Path) -> Life:
    path = tmp_path / "台账.xlsx"
    write_ledger(path, tables())
    return Life(path, tmp_path / "产出")


def to_do(life: Life, day: str) -> str:
    """Press 今日待办 and return what is to be done about the debtor ("" = nothing)."""
    life.press("worklist", day)
    rows = life.mine("worklist")
    return str(rows["reason"].iloc[0]) if len(rows) else ""


def standing(life: Life, day: str) -> tuple[int, int, str, int]:
    """Press 计算逾期 and return unpaid principal, unpaid penalty (yuan), grade and stage of the instalment."""
    life.press("overdue", day)
    rows = shown(FileHost(life.path).read([schema.INSTALMENTS.title]), schema.INSTALMENTS.title)
    row = rows[rows["instalment"] == I].iloc[0]
    return row["unpaid_principal"], row["unpaid_penalty"], row["grade"], row["stage"]


def proposed(life: Life, day: str) -> tuple[str, str, float, float]:
    """Press 拟发函件 and return verdict, letter type, principal and total proposed for the debtor."""
    life.press("propose", day)
    row = life.mine("proposals").iloc[0]
    return row["verdict"], row["letter_type"], row["principal"], row["total"]


def sent(life: Life, day: str) -> pd.Series:
    """Press 出函 for the debtor and return the newest line of the register."""
    before = len(life.files())
    life.press("issue", day, C)
    assert len(life.files()) == before + 1
    return life.mine("letters").iloc[-1]


def promised_and_kept_in_part(life: Life) -> None:
    """Follow the first calls and a promise."""
    # Tuesday 1 September, the first overdue day: 30 000 × 0.0005 = 15.00 a day
    assert standing(life, "2026-09-01") == (30_000, 15, "轻度", 0)
    assert f"{K} 首次电话（{I} 已逾期）：最迟 2026-09-02" in to_do(life, "2026-09-01")
    assert proposed(life, "2026-09-01")[0] == schema.NOT_TO_SEND
    life.press("log", "2026-09-01", K)
    entry_row = life.mine("contact_log").index[-1]
    life.type(
        "contact_log", entry_row, result="承诺还款", reason="资金紧张", response="下周二付清",
        promised_day=pd.Timestamp("2026-09-08"), promised_amount=30_000_00,
    )  # fmt: skip
    assert to_do(life, "2026-09-02") == ""

    # 8 September: the promise falls due, 10 000 come in; 8 days × 15.00, then 10.00 a day on 20 000
    assert "今日到期" in to_do(life, "2026-09-08")
    life.add("receipts", receipt="H900", received=pd.Timestamp("2026-09-08"), contract=K, amount=10_000_00)
    life.press("promises", "2026-09-09")
    assert life.mine("promises")["promise_state"].tolist() == ["部分履行"]
    assert standing(life, "2026-09-09") == (20_000, 130, "轻度", 0)
    assert "未足额到账" in to_do(life, "2026-09-09")


def written_to(life: Life) -> None:
    """Follow the letters of three stages, one of them taken back, and a statement."""
    # 10 September: the tenth day after the due date, the first letter; then the debtor signs for it
    assert proposed(life, "2026-09-10") == (schema.TO_SEND, "催款函", 20_000, 20_140)
    first = sent(life, "2026-09-10")
    assert (first["stage"], first["principal"], first["penalty"], first["total"]) == (1, 20_000_00, 140_00, 20_140_00)
    life.type("letters", first.name, state="已签收", signed_for=pd.Timestamp("2026-09-14"))
    assert standing(life, "2026-09-14") == (20_000, 180, "轻度", 1)

    # 15 September: a statement goes out, the answer differs by 500
    life.press("statements", "2026-09-15", C)
    statement = life.mine("letters").iloc[-1]
    assert (statement["letter_type"], statement["total"]) == ("对账单", 20_190_00)
    life.type(
        "letters", statement.name, state="已回函", reply="不符", replied=pd.Timestamp("2026-09-18"),
        confirmed=19_690_00,
    )  # fmt: skip
    life.press("replies", "2026-09-18")
    answer = life.mine("replies").iloc[0]
    assert (answer["reply_state"], answer["gap"]) == ("不符待查", 500)
    assert life.mine("reply_differences")["unpaid_principal"].tolist() == [20_000_00]

    # 21 September: ten days after the first letter (the 20th is a Sunday), the second one: 120 + 13 × 10
    assert proposed(life, "2026-09-19")[0] == schema.NOT_TO_SEND
    assert proposed(life, "2026-09-21") == (schema.TO_SEND, "催款函", 20_000, 20_250)
    second = sent(life, "2026-09-21")
    assert (second["stage"], second["total"]) == (2, 20_250_00)
    life.press("cancel", "2026-09-22", str(second["letter"]))
    assert standing(life, "2026-09-22") == (20_000, 260, "轻度", 1)
    assert proposed(life, "2026-09-22") == (schema.TO_SEND, "催款函", 20_000, 20_260)
    third = sent(life, "2026-09-22")
    assert (third["stage"], third["total"]) == (2, 20_260_00)
    assert third["letter"] != second["letter"]

    # 9 October: fifteen days after it, in the holidays, came the lawyer's letter's turn: 120 + 31 × 10
    assert proposed(life, "2026-10-09") == (schema.TO_SEND, "律师函", 20_000, 20_430)
    assert sent(life, "2026-10-09")["stage"] == 3
    assert standing(life, "2026-10-09") == (20_000, 430, "中度", 3)
    assert proposed(life, "2026-10-20")[0] == schema.NOT_TO_SEND


def visited(life: Life) -> None:
    """Follow a visit."""
    # a visit: proposed, agreed to, the slip printed; the debtor signs a promise, the trip cost 300, each booked once
    life.press("visits", "2026-10-12", C)
    plan = life.mine("visit_plans").index[0]
    life.type(
        "visit_plans", plan, review="同意", planned=pd.Timestamp("2026-10-15"), time="09:00", place="客户办公室",
        leader="文总", technician="方工", lawyer="安律师", vehicle="商务车", approval="同意",
        approved=pd.Timestamp("2026-10-13"),
    )  # fmt: skip
    before = len(life.files())
    life.press("visits", "2026-10-13", C)
    assert len(life.files()) == before + 1
    assert life.mine("visit_plans")["slip"].iloc[0]
    life.type(
        "visit_plans", plan, visited=pd.Timestamp("2026-10-15"), result="书面承诺", signatory="贺经理",
        promised_day=pd.Timestamp("2026-10-30"), promised_amount=20_000_00, spent=300_00,
    )  # fmt: skip
    life.press("visits", "2026-10-15", C)
    life.press("visits", "2026-10-16", C)
    visit = life.mine("contact_log").iloc[-1]
    assert (str(visit["method"]), visit["promised_amount"], str(visit["evidence"])) == ("上门", 20_000_00, "书面承诺")
    assert life.mine("costs")["amount"].tolist() == [300_00]


def handed_over(life: Life) -> None:
    """Follow the hand-over to legal."""
    # 2 November: 63 days overdue and no stage left: legal is asked, the boss approves
    life.press("legal", "2026-11-02")
    lists = life.mine("legal_register")
    assert {"暂停售后", "起诉"} <= set(lists["legal_list"].astype("str"))
    assert standing(life, "2026-11-02") == (20_000, 670, "重度", 3)

    # the boss agrees to sue: the evidence is put together, the case is opened
    life.type(
        "legal_register", lists.index[lists["legal_list"] == "起诉"][0], approval="同意", approver="文总",
        approved=pd.Timestamp("2026-11-03"),
    )  # fmt: skip
    before = set(life.files())
    life.press("evidence", "2026-11-03", C)
    bundle = [name for name in set(life.files()) - before if C in name]
    assert any("目录" in name for name in bundle)
    assert any("起诉状" in name for name in bundle)
    life.press("cases", "2026-11-03")
    assert life.mine("cases")["customer"].tolist() == [C]


def undone(life: Life) -> None:
    """Take everything back, step by step."""
    # and back, step by step: every cell and every file as it was
    while life.steps:
        key, workbook, files = life.steps.pop()
        if key:
            told = life.press("undo", "2026-11-03")
            assert BUTTONS[key].label in told.summary
        else:
            life.path.write_bytes(workbook)  # whoever typed it takes it out again
        assert life.path.read_bytes() == workbook, key
        assert life.files() == files, key


def test_from_the_first_overdue_day_to_the_hand_over_and_back(life: Life) -> None:
    promised_and_kept_in_part(life)
    written_to(life)
    visited(life)
    handed_over(life)
    undone(life)
