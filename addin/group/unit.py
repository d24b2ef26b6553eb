"""One workbook, one task: read → validate → settle → accrue → stage, kept as Parquet under its key.

A task is data that travels to any process; what comes back is a small dict. Nothing is kept in the process between two
tasks, so a task may be run again anywhere: it finds its figures kept, or makes the same ones.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import shutil
import tempfile
import unicodedata
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from stdnum.cn import ric, uscc

from addin import asking, entry, in_place, messages
from addin.commands import incentives, kpi
from addin.commands.overdue import instalment_figures
from addin.domain.ageing import ageing, bucket
from addin.domain.limitation import limitation
from addin.domain.lookups import contract_customers
from addin.domain.movement import FLOWS, movement
from addin.group import store
from addin.hosts.disk import told
from addin.hosts.file import FileHost
from addin.ledger import schema
from addin.ledger.position import ledger_calendar, position, settled_tables
from addin.ledger.soundness import is_ledger
from addin.ports import Outcome, Problem, Refusal, Replace
from addin.ribbon import BUTTONS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from addin.domain.settlement import Settlement
    from addin.ports import Host, Request, Sheet

CODE_BYTES = 16
CODE_SHOWN = 16  # digits of a code in the place of an ID: within one unit no two are the same
NOTHING: dict[str, Any] = {
    "workbook": "", "unit": "", "outcome": "", "reason": "", "key": "", "content": "", "errors": 0, "hints": 0,
    "names": False,
}  # fmt: skip


@dataclass(frozen=True)
class Task:
    """What a process must know to compute one workbook. ``workbook`` is its path below the folder, with slashes."""

    folder: str
    workbook: str
    store: str
    as_of: dt.date
    program: str
    secret: str

    @property
    def unit(self) -> str:
        """Name of the unit: the path of its workbook without the ending."""
        return self.workbook.rpartition(".")[0]


def compute(task: Task) -> dict[str, Any]:
    """Compute one workbook, unless its figures are kept, and return its summary.

    Keys: those of :data:`NOTHING`; outcome is computed, kept, failed or no-ledger. A workbook that cannot be read is a
    result, ``failed`` with its reason; any other exception is a fault of ours.
    """
    if store.program() != task.program:
        raise Refusal("group-other-program", here=task.program, there=store.program())
    nothing = NOTHING | {"workbook": task.workbook, "unit": task.unit}
    path, folder = Path(task.folder, task.workbook), Path(task.store)
    try:
        with told(path):
            data = path.read_bytes()
        content = store.fingerprint(data)
        key = store.key_of(content, task.workbook, task.as_of, task.program, task.secret)
        summary = store.kept(folder, key)
        if summary is not None:
            return nothing | summary | {"outcome": "kept", "key": key}
        found = read(data, path.name, task.as_of)
    except Refusal as refusal:
        return nothing | {"outcome": "failed", "reason": messages.refusal_text(refusal)}
    if found is None:
        return nothing | {"outcome": "no-ledger", "reason": messages.NOT_A_LEDGER, "content": content}
    request, host = found
    errors = len(entry.errors(request.problems))
    summary = {
        "folder": task.folder,
        "workbook": task.workbook,
        "content": content,
        "errors": errors,
        "hints": len(request.problems) - errors,
        "names": request.settings.group_names,
    }
    store.keep(folder, key, placed(tables_of(request, task), host), summary)
    return nothing | summary | {"outcome": "computed", "key": key}


def read(data: bytes, name: str, as_of: dt.date) -> tuple[Request, Host] | None:
    """Read a workbook from its bytes (fetched once, so that the key is that of what is read); None: no ledger."""
    place = Path(tempfile.mkdtemp(prefix="dunbook-"))
    try:
        (place / name).write_bytes(data)
        host = in_place.in_place(FileHost(place / name), as_of)
        if not is_ledger(host.titles()):
            return None
        now = dt.datetime.combine(as_of, dt.time())  # nothing that is kept may depend on the clock
        return asking.gather(BUTTONS["overdue"], host, asking.Asked(as_of=as_of, now=now, out=place)), host
    finally:
        with suppress(OSError):
            shutil.rmtree(place)


# ------------------------------------------------------------------ the tables that are kept


def tables_of(request: Request, task: Task) -> dict[str, pd.DataFrame]:
    """Return the tables of :data:`store.TABLES` for one workbook, each row with where it comes from."""
    settled = position(request)
    customers = customer_rows(request, settled, task)
    tables = {
        "units": unit_row(request, settled),
        "instalments": instalment_rows(request, settled, customers),
        "segments": segment_rows(request, settled),
        "allocations": allocation_rows(request, settled),
        "contracts": contract_rows(request, settled),
        "customers": customers,
        "kpi": kpi_row(request, settled),
        "accounts": account_rows(request),
        "problems": problem_rows(request),
    }
    hidden = hidden_customers(request, customers)
    return {
        name: with_origin(table, task, hidden if "customer" in store.TABLES[name] else {})
        for name, table in tables.items()
    }


def with_origin(table: pd.DataFrame, task: Task, hidden: Mapping[str, str]) -> pd.DataFrame:
    """Say of every row which unit and workbook it is of, and put codes in the place of IDs that are names."""
    own = {"customer": table["customer"].replace(hidden)} if hidden else {}
    return table.assign(unit=task.unit, workbook=task.workbook, **own)


def hidden_customers(request: Request, customers: pd.DataFrame) -> dict[str, str]:
    """Return what stands for each customer whose ID is the name, where the unit shows no names."""
    if request.settings.group_names:
        return {}
    names = request.tables["customers"]["customer_name"].loc[customers.index]
    same = customers[customers["customer"].str.strip() == names.str.strip()]
    return {name: code[:CODE_SHOWN] for name, code in zip(same["customer"], same["debtor"], strict=True)}


def placed(tables: dict[str, pd.DataFrame], host: Host) -> dict[str, pd.DataFrame]:
    """Return the tables with places as the workbook names them, where a host shows a user's own as a ledger."""
    if isinstance(host, FileHost):
        return tables
    return {name: table.assign(**their_places(table, host)) for name, table in tables.items()}


def their_places(table: pd.DataFrame, host: Host) -> dict[str, Any]:
    """Return sheet and row of each line in the workbook itself."""
    pairs = list(zip(table["sheet"], table["row"], strict=True))
    ours = {pair: Problem("", pair[0], int(pair[1])) for pair in dict.fromkeys(pairs)}
    told_ = in_place.told_in_place(host, Outcome("", problems=tuple(ours.values()))).problems
    theirs = dict(zip(ours, told_, strict=True))
    return {"sheet": [theirs[pair].sheet for pair in pairs], "row": [theirs[pair].row for pair in pairs]}


def from_sheet(table: pd.DataFrame, sheet: Sheet) -> pd.DataFrame:
    """Name the sheet and the row that each row, whose index is the sheet's, comes from."""
    return table.assign(sheet=sheet.title, row=table.index.astype("int64"))


def unit_row(request: Request, settled: Settlement) -> pd.DataFrame:
    """Return the one row of a unit: whether it shows names, contracts computed and left out, findings."""
    errors = len(entry.errors(request.problems))
    row = {
        "sheet": "", "row": 0, "names": request.settings.group_names, "contracts": len(settled.contracts),
        "blocked": len(request.blocked_contracts), "errors": errors, "hints": len(request.problems) - errors,
    }  # fmt: skip
    return pd.DataFrame([row])


def instalment_rows(request: Request, settled: Settlement, customers: pd.DataFrame) -> pd.DataFrame:
    """Return every settled instalment with its figures, stage, limitation and how it moved in the month."""
    figures = instalment_figures(request, settled)
    typed = request.tables["instalments"].loc[figures.index, ["instalment", "contract", "due", "amount"]]
    owner = contract_customers(request.tables)
    until = pd.Timestamp(request.as_of)
    moved = movement(request.tables, settled, until.replace(day=1), until)[list(FLOWS)]
    ends = limitation(
        settled_tables(request), request.settings, request.as_of, ledger_calendar(request), settled
    ).instalments[["limitation_end", "state", "days_left"]]
    table = figures.join(typed).join(moved).join(ends.rename(columns={"state": "limitation_state"}))
    table["customer"] = table["contract"].map(owner).astype("str")
    codes = customers.drop_duplicates("customer").set_index("customer")["debtor"]
    table["debtor"] = codes.reindex(table["customer"]).fillna("").to_numpy()
    table["bucket"] = bucket(table["rolled_due"].to_numpy(), table["overdue_days"].to_numpy(), request.as_of)
    table["grade"] = table["grade"].astype("str")
    return from_sheet(table, schema.INSTALMENTS)


def segment_rows(request: Request, settled: Settlement) -> pd.DataFrame:
    """Return the penalty lines; rate in 1e-12, a day where day_basis is 1, else a year. Row: the instalment's."""
    lines = settled.segments.rename(columns={"instalment": "row"})
    names = request.tables["instalments"]["instalment"]
    return lines.assign(sheet=schema.INSTALMENTS.title, instalment=names.reindex(lines["row"]).to_numpy())


def allocation_rows(request: Request, settled: Settlement) -> pd.DataFrame:
    """Return what each receipt paid. Row: the receipt's; ``debt_row``: of the instalment or cost, 0 for prepaid."""
    lines = settled.allocations.rename(columns={"receipt": "row", "debt": "debt_row"})
    tables = request.tables
    return lines.assign(
        sheet=schema.RECEIPTS.title,
        receipt=tables["receipts"]["receipt"].reindex(lines["row"]).to_numpy(),
        contract=tables["contracts"]["contract"].reindex(lines["contract"]).to_numpy(),
        item=np.array(messages.ITEMS, dtype=object)[lines["item"].to_numpy()],
    )


def contract_rows(request: Request, settled: Settlement) -> pd.DataFrame:
    """Return the balance of every settled contract."""
    typed = request.tables["contracts"].loc[settled.contracts.index, ["contract", "customer"]]
    return from_sheet(settled.contracts.join(typed), schema.CONTRACTS)


def customer_rows(request: Request, settled: Settlement, task: Task) -> pd.DataFrame:
    """Return every customer with the debtor's code, unpaid principal and what can be expected of it.

    Name and credit code leave the workbook only where its settings allow it, the IDs of natural persons never.
    """
    tables = request.tables
    plan = tables["instalments"]
    contracts = tables["contracts"].drop_duplicates("contract").set_index("contract")
    owner = plan["contract"].map(contracts["customer"])
    aged = ageing(settled.instalments, owner.rename("customer"), request.settings, request.as_of)[["total", "expected"]]
    customers = tables["customers"].drop_duplicates("customer")
    table = customers[["customer"]].join(aged, on="customer").fillna({"total": 0, "expected": 0})
    known = [identity(text) for text in customers["uscc"]]
    table["debtor"] = [
        code_of(code or f"{task.workbook}\n{customer}", task.secret)
        for code, customer in zip(known, customers["customer"], strict=True)
    ]
    shown = request.settings.group_names
    table["customer_name"] = customers["customer_name"] if shown else ""
    table["uscc"] = [code if shown and uscc.is_valid(code) else "" for code in known]
    return from_sheet(table, schema.CUSTOMERS)


def identity(text: str) -> str:
    """Return the credit code (of a person the ID) as it is compared, half width and in capitals; "" for what is none.

    Only a code whose check digit is right makes two customers one debtor: 无 or a slip of the finger does not.
    """
    code = "".join(unicodedata.normalize("NFKC", text).split()).upper()
    return code if uscc.is_valid(code) or ric.is_valid(code) else ""


def code_of(text: str, secret: str) -> str:
    """Return the code of a debtor: the same in every unit, and nothing to be traced back without the secret."""
    return hashlib.blake2b(text.encode(), key=bytes.fromhex(secret), digest_size=CODE_BYTES).hexdigest()


def kpi_row(request: Request, settled: Settlement) -> pd.DataFrame:
    """Return the sums, targets met and grade of the unit in the month of the as-of day, as 月度考核 computes them."""
    since, until = pd.Timestamp(request.as_of.replace(day=1)), pd.Timestamp(request.as_of)
    lines = kpi.assessed_lines(request, settled, since, until)
    people = kpi.summed(lines, kpi.surveyed(request, since, until))
    return kpi.scored(people, request).iloc[[-1]].assign(sheet="", row=0)


def account_rows(request: Request) -> pd.DataFrame:
    """Return the totals of 奖惩结算 at each checkpoint; none where the settings name no checkpoints."""
    told_ = incentives.run(request)
    columns = [name for name in store.TABLES["accounts"] if name not in store.ORIGIN]
    for change in told_.changes:
        if isinstance(change, Replace) and change.sheet == schema.INCENTIVE_ACCOUNTS.title:
            return change.frame.iloc[len(change.frame) - change.totals :][columns].assign(sheet="", row=0)
    return pd.DataFrame({name: pd.Series(dtype="object") for name in columns}).assign(sheet="", row=0)


def problem_rows(request: Request) -> pd.DataFrame:
    """Return every finding with its place; what stands in the cells stays in the workbook."""
    columns = ("sheet", "row", "column", "level", "code", "message")
    rows = [
        (found.sheet, found.row, found.column, messages.LEVEL_NAMES[found.level], found.code, masked(found))
        for found in request.problems
    ]
    return pd.DataFrame(rows, columns=pd.Index(columns)).astype({"row": "int64"})


def masked(problem: Problem) -> str:
    """Return the sentence of a problem without what was found in the cell."""
    hidden = dict.fromkeys(problem.details, messages.GROUP_MASK)
    return messages.advice(replace(problem, found=messages.GROUP_MASK, details=hidden))
