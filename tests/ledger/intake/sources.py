"""One small register written in many shapes, as other people write theirs; each must come in as the same ledger."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from addin.ledger import schema
from addin.ledger.intake.building import build
from addin.ledger.intake.merging import ledger_rows
from addin.ledger.intake.planning import plan
from addin.ledger.sheets import take
from addin.ports import Grid, Oddity, Source

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from addin.ledger.intake.building import Built
    from addin.ledger.intake.planning import Plan

AS_OF = dt.date(2025, 7, 1)
DAYS = {
    name: dt.date.fromisoformat(day)
    for name, day in {
        "signed1": "2025-02-03",
        "signed2": "2025-02-12",
        "due11": "2025-03-01",
        "due12": "2025-06-01",
        "due21": "2025-04-01",
    }.items()
}
EXPECTED = {  # contract: customer, signed, amount (fen), instalments (number, due, fen), paid (fen)
    "HT-1": ("华东泵业有限公司", DAYS["signed1"], 12_500_000,
             [(1, DAYS["due11"], 5_000_000), (2, DAYS["due12"], 7_500_000)], 3_000_000),
    "HT-2": ("西部电机厂", DAYS["signed2"], 10_000_100, [(1, DAYS["due21"], 10_000_100)], 0),
}  # fmt: skip
S1, S2, D11, D12, D21 = (DAYS[name] for name in ("signed1", "signed2", "due11", "due12", "due21"))
PUMP, MOTOR = "华东泵业有限公司", "西部电机厂"


def merged(*areas: str) -> tuple[Oddity, ...]:
    """Return merged ranges such as A3:A4."""
    return tuple(Oddity("merged", int(area.partition(":")[0][1:]), ord(area[0]) - ord("A") + 1, area) for area in areas)


def grid(rows: Sequence[Sequence[object]], title: str = "Sheet1", *areas: str) -> Grid:
    """Return a sheet."""
    return Grid(title, [list(row) for row in rows], merged(*areas))


LONG = [
    ["HT-1", PUMP, S1, 125000, 1, D11, 50000, 30000],
    ["HT-1", PUMP, S1, 125000, 2, D12, 75000, None],
    ["HT-2", MOTOR, S2, 100001, 1, D21, 100001, None],
]
LONG_HEADER = ["合同编号", "客户名称", "签订日期", "合同金额", "期次", "应收日期", "应收金额", "累计已收"]
WIDE_HEADER = ["合同号", "购货单位", "签约日期", "合同总额", "一期金额", "一期日期", "二期金额", "二期日期", "累计回款"]
WIDE = [
    ["HT-1", PUMP, S1, 125000, 50000, D11, 75000, D12, 30000],
    ["HT-2", MOTOR, S2, 100001, 100001, D21, None, None, None],
]


def texts(rows: Sequence[Sequence[object]]) -> list[list[object]]:
    """Return rows as a text file holds them."""
    return [[None if value is None else str(value) for value in row] for row in rows]


def tenthousands(rows: Sequence[Sequence[object]], places: Sequence[int]) -> list[list[object]]:
    """Return rows with money in 万元."""
    return [
        [value / 10000 if at in places and isinstance(value, int) else value for at, value in enumerate(row)]
        for row in rows
    ]


SHAPES: dict[str, tuple[Grid, ...]] = {
    "our own headers": (grid([LONG_HEADER, *LONG]),),
    "other names": (
        grid([["合同号", "购货单位", "签约日", "合同总价", "期数", "应收款日期", "应收款", "已付款"], *LONG]),
    ),
    "English": (
        grid(
            [
                [
                    "Contract No.",
                    "Customer",
                    "Sign Date",
                    "Contract Value",
                    "Instalment No.",
                    "Due date",
                    "Amount due",
                    "Paid to date",
                ],
                *LONG,
            ],
            "Receivables",
        ),
    ),
    "title lines, blank rows, total": (
        grid(
            [
                ["某公司应收台账"],
                [None, "制表：财务部"],
                [],
                LONG_HEADER,
                LONG[0],
                [],
                LONG[1],
                ["小计", None, None, 125000, None, None, 125000, 30000],
                LONG[2],
                ["合计", None, None, 225001, None, None, 225001, 30000],
                [],
                ["备注：以上数据截至六月底"],
            ]
        ),
    ),
    "unit in a title line": (grid([["应收台账", None, "单位：万元"], LONG_HEADER, *tenthousands(LONG, (3, 6, 7))]),),
    "unit in the headers": (
        grid(
            [
                [
                    "合同编号",
                    "客户名称",
                    "签订日期",
                    "合同金额（万元）",
                    "期次",
                    "应收日期",
                    "应收金额(元)",
                    "已收/万元",
                ],
                *tenthousands(LONG, (3, 7)),
            ]
        ),
    ),
    "texts all over": (
        grid(
            [
                [" 合 同 编 号 ", "客户名称*", "签订日期：", *LONG_HEADER[3:]],
                ["HT-1", f" {PUMP}　", "2025.2.3", "125,000.00", "第1期", "2025年3月1日", "￥50,000.00", "３００００"],
                ["HT-1", PUMP, "2025-02-03", "12.5万元", "第二期", "20250601", "75000元", "-"],
                ["HT-2", MOTOR, 45700, 100001.0, "1", 45748, " 100,001 ", "0"],
            ]
        ),
    ),
    "wide": (grid([WIDE_HEADER, *WIDE], "销售台账2025"),),
    "wide, in 万元": (grid([["单位:万元"], WIDE_HEADER, *tenthousands(WIDE, (3, 4, 6, 8))]),),
    "two header lines, merged": (
        grid(
            [
                ["2025年台账"],
                ["合同号", "购货单位", "签约日期", "合同总额", "第一期", None, "第二期", None, "累计回款"],
                [None, None, None, None, "金额", "日期", "金额", "日期", None],
                *WIDE,
            ],
            "台账",
            "A1:I1",
            "A2:A3",
            "B2:B3",
            "C2:C3",
            "D2:D3",
            "E2:F2",
            "G2:H2",
            "I2:I3",
        ),
    ),
    "numbered headers": (
        grid([["合同号", "客户", "签订日", "合同额", "金额1", "到期日1", "金额2", "到期日2", "已收款"], *WIDE]),
    ),
    "a text file": (grid(texts([LONG_HEADER, *LONG])),),
    "merged owners": (
        grid(
            [LONG_HEADER, LONG[0], [None, None, None, None, *LONG[1][4:]], LONG[2]],
            "应收",
            "A2:A3",
            "B2:B3",
            "C2:C3",
            "D2:D3",
        ),
    ),
    "several sheets": (
        grid([["客户代码", "单位名称"], ["C01", PUMP], ["C02", MOTOR]], "客户"),
        grid(
            [
                ["合同编号", "客户代码", "签订日期", "合同金额"],
                ["HT-1", "C01", S1, 125000],
                ["HT-2", "C02", S2, 100001],
            ],
            "合同",
        ),
        grid(
            [
                ["合同编号", "期次", "到期日", "金额"],
                ["HT-1", 1, D11, 50000],
                ["HT-1", 2, D12, 75000],
                ["HT-2", 1, D21, 100001],
            ],
            "应收计划表",
        ),
        grid([["合同编号", "收款日期", "金额"], ["HT-1", D11, 30000]], "回款"),
        grid([["本文件由系统导出"]], "说明页"),
    ),
    "only what is unpaid": (
        grid([[*LONG_HEADER[:7], "未收余额"], [*LONG[0][:7], 20000], [*LONG[1][:7], 75000], [*LONG[2][:7], 100001]]),
    ),
    "headers again on each page": (grid([LONG_HEADER, LONG[0], LONG_HEADER, *LONG[1:]]),),
    "named instalments": (
        grid([["合同号", "客户", "签订日", "合同额", "预付款金额", "预付款日期", "尾款", "尾款日期", "已收款"], *WIDE]),
    ),
}


def own_tables(grids: Mapping[str, Grid] | None = None) -> dict[str, pd.DataFrame]:
    """Return the rows of a ledger (default: empty)."""
    return dict(ledger_rows(grids or {}, {}).tables)


def taken_in(*grids: Grid, mapping: pd.DataFrame | None = None) -> tuple[Plan, Built]:
    """Read a source by what is proposed for it, into an empty ledger."""
    lines = take(None, schema.MAPPING, {}, {}).frame if mapping is None else mapping
    found = plan(Source("来源.xlsx", grids), lines)
    return found, build(found.splits, own_tables(), {}, AS_OF)
