"""What no single cell shows: keys, references, and sums, days and terms that do not fit together across the tables.

Whole columns are compared; only what is found is walked through. An error is what makes a figure or a letter wrong,
a hint what is unusual but may be meant.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from stdnum.cn import uscc

from addin.domain.money import LARGEST_QUOTIENT
from addin.domain.rates import HIGHEST_RATE, PER_LPR, PER_SHEET_RATE, RATE_UNIT
from addin.domain.slices import MOST_MONEY
from addin.domain.terms import PenaltyMode
from addin.ledger import cells, dates, schema
from addin.ledger.soundness import LPR_MODES
from addin.ports import Kind, Level, Problem

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Mapping

    from addin.ports import Column

Tables = "Mapping[str, pd.DataFrame]"
HINT = Level.HINT
UNIT = 10**8  # of rates
MOST_DAYS = (dates.LAST - dates.FIRST).days + 1  # that a penalty can run
SHORTEST_YEAR = 360  # days
HIGHEST = {  # a penalty rate above this is surely a slip of the decimal point: 365 % a year
    PenaltyMode.DAILY: UNIT // 100,
    PenaltyMode.ANNUAL: 2 * UNIT,
    PenaltyMode.LPR_TIMES: 20 * UNIT,
    PenaltyMode.LPR_PLUS: UNIT // 2,
}


def found_in(
    sheet: str, column: str, rows: pd.DataFrame, code: str, level: Level = Level.ERROR, **details: pd.Series[str]
) -> list[Problem]:
    """Return one problem for each of ``rows`` of a table; ``details`` are printed values aligned with the rows."""
    if rows.empty:
        return []
    where = schema.BY_NAME[sheet].column(column)
    texts = zip(*(part[rows.index] for part in details.values()), strict=True)
    told = [dict(zip(details, text, strict=True)) for text in texts] if details else [{}] * len(rows)
    values = printed(rows[column], where)
    return [
        Problem(code, schema.BY_NAME[sheet].title, int(row), where.header, value, level, detail)
        for row, value, detail in zip(rows.index.tolist(), values, told, strict=True)
    ]


def days_ahead(tables: Mapping[str, pd.DataFrame], until: dt.date) -> list[Problem]:
    """Return a hint for each receipt and cost dated later than ``until``: they do not count before that day."""
    found: list[Problem] = []
    for name, column in (("receipts", "received"), ("costs", "spent")):
        table = tables[name]
        found += found_in(name, column, table[table[column] > pd.Timestamp(until)], "day-ahead", Level.HINT)
    return found


def printed(values: pd.Series[Any], column: Column) -> pd.Series[str]:
    """Return values of a column as a sentence quotes them."""
    if column.kind is Kind.MONEY:
        return money(values)
    if column.kind in {Kind.DATE, Kind.MOMENT}:
        return _iso(values)
    if column.kind in {Kind.RATE, Kind.PERCENT}:
        texts = ["" if units is pd.NA else cells.plain_number(int(units) / UNIT) for units in values]
        return pd.Series(texts, index=values.index, dtype="str")
    return values.astype("str")


def money(fen: pd.Series[Any]) -> pd.Series[str]:
    """Return fen as yuan with two decimals: 1,234.50."""
    return fen.map(lambda value: f"{value // 100:,}.{value % 100:02d}").astype("str")


# ------------------------------------------------------------------ keys and references


def duplicate_keys(frames: Mapping[str, pd.DataFrame]) -> list[Problem]:
    """Return an error for every row whose key stands in another row too; each names the first other row."""
    problems = []
    for sheet in schema.SHEETS:
        key = [column for column in sheet.columns if column.header in sheet.key]
        names = [column.name for column in key]
        if not names or sheet.written or frames[sheet.name].empty:
            continue
        keys = frames[sheet.name][names]
        for column in key:
            given = keys[column.name] != "" if column.kind is Kind.TEXT else keys[column.name].notna()
            keys = keys[given]
        again = keys[keys.duplicated(keep=False)]
        if again.empty:
            continue
        rows = pd.Series(again.index, index=again.index)
        groups = rows.groupby([again[name] for name in names])
        first = groups.transform("first")
        other = first.where(first != rows, groups.shift(-1)).astype("int64").astype("str")
        problems += found_in(sheet.name, names[0], again, "duplicate-key", other=other)
    return problems


def unknown_references(frames: Mapping[str, pd.DataFrame], readable: Collection[str]) -> list[Problem]:
    """Return an error for every value that its referred sheet does not hold, with a near one that was perhaps meant."""
    problems = []
    for sheet in schema.SHEETS:
        for column in sheet.columns:
            target = schema.BY_TITLE.get(column.refers)
            if target is None or target.name not in readable or sheet.name not in readable:
                continue
            key = next(one.name for one in target.columns if one.header == target.key[0])
            known, values = frames[target.name][key], frames[sheet.name][column.name]
            lost = frames[sheet.name][(values != "") & ~values.isin(known)]
            if lost.empty:
                continue
            near = _near(known)
            meant = lost[column.name].map(lambda text, near=near: near.get(cells.folded(text), ""))
            for code, rows in (("unknown-reference", lost[meant == ""]), ("near-reference", lost[meant != ""])):
                problems += found_in(
                    sheet.name, column.name, rows, code, meant=meant, refers=meant.map(lambda _, to=target: to.title)
                )
    return problems


def _near(known: pd.Series[str]) -> dict[str, str]:
    """Return the known values by their folded form, where only one has it."""
    forms: dict[str, set[str]] = defaultdict(set)
    for value in known:
        forms[cells.folded(value)].add(value)
    return {form: next(iter(values)) for form, values in forms.items() if len(values) == 1}


# ------------------------------------------------------------------ across tables


def check(tables: Mapping[str, pd.DataFrame], readable: Collection[str], doubtful: Collection[str]) -> list[Problem]:
    """Return what does not fit together; ``tables`` hold sound rows, sums of ``doubtful`` contracts are not judged."""
    problems = customers(tables["customers"], tables["strategies"] if "strategies" in readable else None)
    problems += terms(tables["contracts"], tables["lpr"] if "lpr" in readable else None)
    problems += totals(tables)
    if {"contracts", "instalments"} <= set(readable):
        problems += plans(tables["contracts"], tables["instalments"], doubtful)
    if {"contracts", "instalments", "receipts"} <= set(readable):
        problems += receipts(tables["contracts"], tables["instalments"], tables["receipts"], doubtful)
    log = tables["contact_log"]
    early = log[log["promised_day"] < log["contacted"].dt.floor("D")]
    return problems + found_in(
        "contact_log", "promised_day", early, "promise-before-contact", HINT,
        contacted=_iso(early["contacted"]),
    )  # fmt: skip


def customers(table: pd.DataFrame, strategies: pd.DataFrame | None) -> list[Problem]:
    """Check credit codes (GB 32100-2015, hint) and that the strategies named exist (error)."""
    codes = table["uscc"]
    wrong = table[(codes != "") & ~codes.map(uscc.is_valid).astype(bool)]
    twice = table[(codes != "") & codes.duplicated()]
    others = codes.map(table.drop_duplicates("uscc").set_index("uscc")["customer"])
    problems = found_in("customers", "uscc", wrong, "uscc", HINT)
    problems += found_in("customers", "uscc", twice, "uscc-twice", HINT, other=others)
    if strategies is not None:
        known = {*strategies["strategy"], schema.NEVER_CHASED, schema.CUSTOMERS.column("strategy").default}
        lost = table[~table["strategy"].isin(list(known))]
        problems += found_in("customers", "strategy", lost, "unknown-strategy")
    return problems


def terms(contracts: pd.DataFrame, lpr: pd.DataFrame | None) -> list[Problem]:
    """Check that penalty terms can be computed: a rate where there is a mode, LPR quotes where they are needed."""
    mode, rate = contracts["penalty_mode"].cat.codes, contracts["penalty_rate"]
    agreed = mode > PenaltyMode.NONE
    problems = found_in("contracts", "penalty_rate", contracts[agreed & rate.isna()], "penalty-rate-missing")
    unused = contracts[~agreed & rate.notna()]
    problems += found_in("contracts", "penalty_rate", unused, "penalty-rate-unused", HINT)
    beyond = highest_rates(contracts, lpr) > HIGHEST_RATE
    problems += found_in("contracts", "penalty_rate", contracts[beyond], "penalty-rate-beyond")
    high = contracts[(rate > mode.map(HIGHEST).astype("Int64")).fillna(value=False).astype(bool) & ~beyond]
    problems += found_in(
        "contracts", "penalty_rate", high, "penalty-rate-high", HINT, mode=high["penalty_mode"].astype("str")
    )
    if lpr is not None and lpr.empty:
        problems += found_in("contracts", "penalty_mode", contracts[mode.isin(LPR_MODES)], "lpr-missing")
    return problems


def highest_rates(contracts: pd.DataFrame, lpr: pd.DataFrame | None) -> pd.Series[float]:
    """Return the highest rate that each contract can bear: in 1e-12, a day for a daily rate, else a year."""
    mode = contracts["penalty_mode"].cat.codes
    standard = contracts["penalty_rate"].fillna(0).astype("float64").where(mode > PenaltyMode.NONE, 0.0)
    quote = float(lpr["one_year"].max()) if lpr is not None and not lpr.empty else 0.0
    rate = (standard * PER_SHEET_RATE).where(mode != PenaltyMode.LPR_PLUS, standard * PER_SHEET_RATE + quote * PER_LPR)
    return rate.where(mode != PenaltyMode.LPR_TIMES, standard * quote / 10**6)


def totals(tables: Mapping[str, pd.DataFrame]) -> list[Problem]:
    """Check that sums, and the penalty of a contract for as long as dates go, stay within what can be computed."""
    problems = []
    for name in ("instalments", "receipts", "costs"):
        total = tables[name]["amount"].astype("float64").sum()
        if total >= MOST_MONEY:
            details = {"total": f"{total / 100:,.0f}"}
            problems.append(Problem("total-too-large", schema.BY_NAME[name].title, details=details))
    contracts = tables["contracts"]
    daily = contracts["penalty_mode"].cat.codes == PenaltyMode.DAILY
    a_day = highest_rates(contracts, tables["lpr"]) / RATE_UNIT / daily.map({True: 1, False: SHORTEST_YEAR})
    due = tables["instalments"]["amount"].astype("float64").groupby(tables["instalments"]["contract"]).sum()
    owed = pd.Series(due.reindex(contracts["contract"]).fillna(0.0).to_numpy(np.float64), contracts.index)
    large = contracts[owed * (1 + a_day * MOST_DAYS) >= LARGEST_QUOTIENT]
    sums = owed[large.index].map(lambda fen: f"{fen / 100:,.2f}")
    return problems + found_in("contracts", "contract_amount", large, "contract-too-large", total=sums)


def plans(contracts: pd.DataFrame, instalments: pd.DataFrame, doubtful: Collection[str]) -> list[Problem]:
    """Check instalments against their contract (sum: error) and each other."""
    judged = contracts[~contracts["contract"].isin(list(doubtful))]
    total = judged["contract"].map(instalments.groupby("contract")["amount"].sum())
    bare = judged[total.isna()]
    uneven = judged[total.notna() & (total != judged["contract_amount"])]
    sums = total[uneven.index].astype("int64")
    gap = (uneven["contract_amount"] - sums).abs()
    problems = found_in("contracts", "contract_amount", uneven, "contract-sum", total=money(sums), gap=money(gap))
    problems += found_in("contracts", "contract", bare, "no-instalments", HINT)

    signed = _looked_up(instalments["contract"], contracts, "contract", "signed")
    early = instalments[instalments["due"] < signed]
    problems += found_in("instalments", "due", early, "due-before-signing", HINT, signed=_iso(signed[early.index]))
    problems += found_in("instalments", "amount", instalments[instalments["amount"] == 0], "zero-amount", HINT)
    over = instalments[instalments["disputed"] > instalments["amount"]]
    problems += found_in("instalments", "disputed", over, "disputed-beyond", amount=money(over["amount"]))
    twice = instalments[instalments.duplicated(["contract", "number"])]
    return problems + found_in("instalments", "number", twice, "number-twice", HINT, contract=twice["contract"])


def receipts(
    contracts: pd.DataFrame, instalments: pd.DataFrame, table: pd.DataFrame, doubtful: Collection[str]
) -> list[Problem]:
    """Check receipts: the instalment named is of that contract (error), the day, and more received than owed."""
    owner = _looked_up(table["instalment"], instalments, "instalment", "contract")
    elsewhere = table[owner.notna() & (owner != table["contract"])]
    problems = found_in("receipts", "instalment", elsewhere, "receipt-elsewhere", owner=owner)
    signed = _looked_up(table["contract"], contracts, "contract", "signed")
    early = table[table["received"] < signed]
    problems += found_in(
        "receipts", "received", early, "receipt-before-signing", HINT, signed=_iso(signed[early.index])
    )
    problems += found_in("receipts", "amount", table[table["amount"] == 0], "zero-amount", HINT)

    judged = table[~table["contract"].isin(list(doubtful))].sort_values("received", kind="stable")
    owed = judged["contract"].map(instalments.groupby("contract")["amount"].sum()).fillna(0).astype("int64")
    beyond = judged.groupby("contract")["amount"].cumsum() - owed
    first = judged[beyond > 0].drop_duplicates("contract")
    return problems + found_in(
        "receipts", "amount", first, "receipts-beyond", HINT,
        owed=money(owed[first.index]), beyond=money(beyond[first.index]),
    )  # fmt: skip


def _looked_up(keys: pd.Series[str], table: pd.DataFrame, key: str, column: str) -> pd.Series[Any]:
    """Return, aligned with ``keys``, the column of the row of ``table`` that has this key (missing if none)."""
    values: pd.Series[Any] = table.set_index(key)[column].reindex(keys).set_axis(keys.index)
    return values


def _iso(days: pd.Series[Any]) -> pd.Series[str]:
    text: pd.Series[str] = days.dt.strftime("%Y-%m-%d").fillna("")
    return text
