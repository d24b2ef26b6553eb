"""Ledgers for tests: typed tables as reading delivers them, from a few dicts, at random, or as large as a sheet."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
import pandas as pd

from addin.ledger import schema
from addin.ports import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from numpy.typing import NDArray

    from addin.ports import Sheet

Tables: TypeAlias = "dict[str, pd.DataFrame]"
FIRST_ROW = 2
SHEETS = (schema.CONTRACTS, schema.INSTALMENTS, schema.RECEIPTS, schema.COSTS, schema.LPR, schema.HOLIDAYS)
DAY0 = np.datetime64("2024-01-01")
CONTRACT = {
    "customer": "C1", "signed": "2023-12-01", "penalty_mode": 1, "lpr_pick": 0, "day_basis": 0, "grace_days": 0,
    "roll_due": False, "allocation_order": 0, "debt_nature": 0,
}  # fmt: skip


def table(sheet: Sheet, records: Iterable[Mapping[str, Any]]) -> pd.DataFrame:
    """Build a table of a sheet from records: options as positions, money in fen, rates in the units of the column."""
    records = list(records)
    columns: dict[str, Any] = {}
    for column in sheet.columns:
        if column.computed:
            continue
        values = [record.get(column.name) for record in records]
        if column.kind is Kind.OPTION:
            codes = [-1 if value is None else value for value in values]
            columns[column.name] = options(np.array(codes, dtype=np.int64), column.options)
        elif column.kind in (Kind.DATE, Kind.MOMENT):
            columns[column.name] = np.array(values, dtype="datetime64[s]")
        elif column.kind in (Kind.RATE, Kind.PERCENT):
            columns[column.name] = pd.array(values, dtype="Int64")
        elif column.kind in (Kind.MONEY, Kind.COUNT):
            columns[column.name] = np.array([value or 0 for value in values], dtype=np.int64)
        elif column.kind is Kind.FLAG:
            columns[column.name] = np.array([bool(value) for value in values], dtype=np.bool_)
        else:
            columns[column.name] = pd.array([value or "" for value in values], dtype="str")
    index = pd.Index(np.arange(FIRST_ROW, FIRST_ROW + len(records), dtype=np.int64))
    return pd.DataFrame(columns, index=index)


def options(codes: NDArray[np.int64], names: tuple[str, ...]) -> pd.Categorical[str]:
    """Make a column of options from their positions (-1: empty)."""
    return pd.Categorical.from_codes(codes, categories=pd.Index(list(names)))


def ledger(
    contracts: Iterable[Mapping[str, Any]],
    instalments: Iterable[Mapping[str, Any]],
    receipts: Iterable[Mapping[str, Any]] = (),
    costs: Iterable[Mapping[str, Any]] = (),
    lpr: Iterable[tuple[str, float]] = (),
) -> Tables:
    """Build the tables of a ledger. Contracts lacking a field take the defaults of ``CONTRACT``; names are optional.

    ``lpr`` are (day, per cent).
    """
    quotes = [{"published": day, "one_year": round(rate * 10**8)} for day, rate in lpr]
    return {
        "contracts": table(schema.CONTRACTS, [CONTRACT | {"contract": "K1"} | dict(each) for each in contracts]),
        "instalments": table(
            schema.INSTALMENTS,
            [{"contract": "K1", "number": n, "instalment": f"I{n}"} | dict(of) for n, of in enumerate(instalments, 1)],
        ),
        "receipts": table(schema.RECEIPTS, [{"contract": "K1"} | dict(each) for each in receipts]),
        "costs": table(schema.COSTS, [{"contract": "K1", "borne_by_debtor": True} | dict(each) for each in costs]),
        "lpr": table(schema.LPR, quotes),
        "holidays": table(schema.HOLIDAYS, []),
    }


def random_ledger(seed: int, contracts: int, span: int = 160, busy: float = 0.0) -> Tables:
    """Make small contracts full of coincidences: equal due days, tiny sums, busy days, all modes and orders.

    A share ``busy`` of them has 12–40 instalments and 40–100 receipts (such contracts are ranked apart), the rest at
    most five and seven. Days lie within ``span`` days.
    """
    rng = np.random.default_rng(seed)
    records: dict[str, list[dict[str, Any]]] = {name: [] for name in ("contracts", "instalments", "receipts", "costs")}
    for number in range(contracts):
        _random_contract(rng, f"K{number}", span, records, busy=bool(rng.random() < busy))
    for rows in records.values():  # rows of a sheet stand in no order
        rng.shuffle(rows)
    quotes = _random_quotes(rng, span)
    return ledger(records["contracts"], records["instalments"], records["receipts"], records["costs"], quotes)


def _random_quotes(rng: np.random.Generator, span: int) -> list[tuple[str, float]]:
    days = np.unique(rng.integers(-10, span, 10))
    steps = rng.integers(-1, 2, days.size).cumsum()  # a third of the quotes repeat the one before
    return [(str(DAY0 + day), 3.45 + 0.05 * int(step)) for day, step in zip(days.tolist(), steps, strict=True)]


def _random_contract(
    rng: np.random.Generator, name: str, span: int, records: dict[str, list[dict[str, Any]]], *, busy: bool
) -> None:
    def day(low: int, high: int) -> str:
        return str(DAY0 + int(rng.integers(low, high)))

    scale = int(rng.choice([8, 300, 100_000, 50_000_000]))
    mode = int(rng.integers(0, 5))
    standards = {0: None, 1: rng.integers(0, 300_000), 2: rng.integers(0, 25_000_000),
                 3: rng.integers(0, 400_000_000), 4: rng.integers(-1_000_000, 10_000_000)}  # fmt: skip
    standard = standards[mode] if rng.random() < 0.95 else 0
    records["contracts"].append({
        "contract": name, "signed": day(-30, 40), "penalty_mode": mode,
        "penalty_rate": None if standard is None or rng.random() < 0.03 else int(standard),
        "lpr_pick": int(rng.integers(0, 3)), "day_basis": int(rng.integers(0, 2)),
        "grace_days": int(rng.choice([0, 0, 1, 3, 10])), "roll_due": bool(rng.random() < 0.5),
        "penalty_cap": None if rng.random() < 0.7 else int(rng.choice([0, 100_000, 1_000_000, 30_000_000])),
        "allocation_order": int(rng.integers(0, 4)),
    })  # fmt: skip
    count = int(rng.integers(12, 41) if busy else rng.integers(1, 6))
    dues = [day(0, span) for _ in range(int(rng.integers(1, 4)) * (4 if busy else 1))]
    amounts = rng.integers(0, scale, count) + (rng.random() < 0.9)
    for number in range(1, count + 1):
        records["instalments"].append({
            "instalment": f"{name}-{number}", "contract": name, "number": int(rng.integers(1, count + 1)),
            "due": str(rng.choice(dues)), "amount": int(amounts[number - 1]),
        })  # fmt: skip
    received = [day(-5, span + 20) for _ in range(int(rng.integers(1, 4)) * (4 if busy else 1))] + dues[:1]
    owed = int(amounts.sum()) // (10 if busy else 1)
    for _ in range(int(rng.integers(40, 101) if busy else rng.integers(0, 8))):
        named = f"{name}-{int(rng.integers(1, count + 1))}" if rng.random() < 0.25 else ""
        records["receipts"].append({
            "contract": name, "received": str(rng.choice(received)) if rng.random() < 0.6 else day(-5, span + 20),
            "instalment": named, "amount": int(rng.integers(0, max(2, int(owed * rng.choice([0.2, 0.5, 1]))))),
        })  # fmt: skip
    for _ in range(int(rng.choice([0, 0, 1, 2, 3]))):
        records["costs"].append({
            "contract": name, "spent": str(rng.choice(received)) if rng.random() < 0.5 else day(0, span),
            "amount": int(rng.integers(0, scale // 4 + 2)), "borne_by_debtor": bool(rng.random() < 0.8),
        })  # fmt: skip


def large_ledger(instalments: int, receipts: int, seed: int = 1) -> Tables:
    """Make a ledger the size of a sheet: four instalments a contract, all orders and modes, most of them LPR by day.

    Dues over five years to 2025; receipts up to 120 days late, one in fifty designated.
    """
    rng = np.random.default_rng(seed)
    size = max(instalments // 4, 1)
    names = np.char.add("K", np.arange(size).astype(str))
    numbers = np.arange(instalments)
    of = np.minimum(numbers // 4, size - 1)
    first_due = rng.integers(0, 1500, size)
    due = first_due[of] + 90 * (numbers - 4 * of)
    amount = rng.integers(100_00, 500_000_00, instalments)
    pays = rng.permutation(max(instalments, receipts))[:receipts] % instalments
    day0 = np.datetime64("2020-01-06")
    codes = np.char.add("I", numbers.astype(str))
    mode = rng.choice([1, 2, 3, 3, 4], size)
    standard = np.select([mode == 1, mode == 2, mode == 3], [50_000, 6_000_000, 150_000_000], 2_000_000)
    named = np.where(rng.random(pays.size) < 0.02, codes[pays], "").astype(str)
    rows = pd.Index(np.arange(FIRST_ROW, FIRST_ROW + size))
    return {
        "contracts": pd.DataFrame({
            "contract": pd.array(names, dtype="str"),
            "signed": (day0 - 30 + first_due).astype("datetime64[s]"),
            "penalty_mode": options(mode, schema.PENALTY_MODES),
            "penalty_rate": pd.array(standard, dtype="Int64"),
            "lpr_pick": options(rng.choice([0, 0, 0, 1, 2], size), schema.LPR_PICKS),
            "day_basis": options(rng.integers(0, 2, size), schema.DAY_BASES),
            "grace_days": rng.choice([0, 0, 0, 5], size),
            "roll_due": rng.random(size) < 0.9,
            "penalty_cap": pd.Series(20_000_000, index=rows, dtype="Int64").where(rng.random(size) < 0.2),
            "allocation_order": options(rng.integers(0, 4, size), schema.ALLOCATION_ORDERS),
        }, index=rows),
        "instalments": pd.DataFrame({
            "instalment": pd.array(codes, dtype="str"),
            "contract": pd.array(names[of], dtype="str"),
            "number": numbers - 4 * of + 1,
            "due": (day0 + due).astype("datetime64[s]"),
            "amount": amount,
        }, index=np.arange(FIRST_ROW, FIRST_ROW + instalments)),
        "receipts": pd.DataFrame({
            "received": (day0 + due[pays] + rng.integers(-10, 120, pays.size)).astype("datetime64[s]"),
            "contract": pd.array(names[of[pays]], dtype="str"),
            "instalment": pd.array(named, dtype="str"),
            "amount": (amount[pays] * rng.choice([40, 95, 100, 100, 110], pays.size)) // 100,
        }, index=np.arange(FIRST_ROW, FIRST_ROW + pays.size)),
        "costs": table(schema.COSTS, []),
        "lpr": table(schema.LPR, [
            {"published": day, "one_year": round(rate * 10**8)} for day, rate in LPR_SINCE_2019
        ]),
        "holidays": table(schema.HOLIDAYS, []),
    }  # fmt: skip


# The one-year LPR where it changed, and the last month known here.
LPR_SINCE_2019 = (
    ("2019-08-20", 4.25), ("2019-09-20", 4.20), ("2019-11-20", 4.15), ("2020-02-20", 4.05), ("2020-04-20", 3.85),
    ("2021-12-20", 3.80), ("2022-01-20", 3.70), ("2022-08-22", 3.65), ("2023-06-20", 3.55), ("2023-08-21", 3.45),
    ("2024-07-22", 3.35), ("2024-10-21", 3.10), ("2025-05-20", 3.00), ("2026-09-20", 3.00),
)  # fmt: skip
AS_OF = dt.date(2025, 12, 31)
