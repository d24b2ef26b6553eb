from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from addin.ledger import schema
from addin.ledger.intake.heading import find_heading
from addin.ledger.intake.recognising import propose
from addin.ledger.schema.synonyms import SYNONYMS
from addin.ports import Grid, Oddity
from tests.ledger.intake.sources import grid, taken_in

if TYPE_CHECKING:
    from hypothesis.strategies import DrawFn

TARGETS = {target: header for header, target in schema.IMPORT_TARGETS.items()}
CONTRACT, NAME, SIGNED, TOTAL, DUE, AMOUNT, PAID = (
    ("contracts", "contract"),
    ("customers", "customer_name"),
    ("contracts", "signed"),
    ("contracts", "contract_amount"),
    ("instalments", "due"),
    ("instalments", "amount"),
    ("", "paid"),
)
days = st.dates(dt.date(2015, 1, 1), dt.date(2030, 12, 31))
fens = st.integers(0, 10**11)
titles = st.lists(
    st.lists(st.sampled_from([None, "某公司", "2025年度", "制表人：李四", "（内部资料）"]), max_size=3), max_size=4
)
SAMPLES: dict[tuple[str, str], st.SearchStrategy[object]] = {
    NAME: st.sampled_from(["甲公司", "乙厂", "丙集团"]), SIGNED: days, DUE: days,
    TOTAL: fens.map(lambda fen: fen / 100), AMOUNT: fens.map(lambda fen: fen / 100),
    PAID: fens.map(lambda fen: fen / 100),
}  # fmt: skip
plain = st.one_of(
    st.none(),
    st.text(max_size=12),
    st.integers(-(10**18), 10**18),
    st.floats(),
    st.booleans(),
    days,
    st.datetimes(dt.datetime(1950, 1, 1), dt.datetime(2200, 1, 1)),
    st.sampled_from(
        [
            "合同号",
            "到期日",
            "金额",
            "一期金额",
            "一期日期",
            "累计回款",
            "客户",
            "合计",
            "小计",
            "HT-1",
            "=1+1",
            "单位：万元",
            "3/5/2025",
            "12.5万元",
            "第1期",
            "回款日期",
            "客户代码",
            "2025年3月1日",
            "未收",
            "应收款",
            "合同额",
            "-",
        ]
    ),
)


@st.composite
def registers(draw: DrawFn) -> tuple[Grid, list[tuple[str, str]], list[dict[tuple[str, str], object]]]:
    """Return a sheet with known columns in any order under any of their names, below any titles."""
    wanted = [CONTRACT, NAME, DUE, AMOUNT, *draw(st.lists(st.sampled_from([SIGNED, TOTAL, PAID]), unique=True))]
    order = draw(st.permutations(wanted))
    generic = {"付款日期", "收款金额", "实收金额", "已收金额"}  # mean what their sheet is about
    words = {target: sorted({TARGETS[target], *SYNONYMS[target]} - generic) for target in wanted}
    headings = [draw(st.sampled_from(words[target])) for target in order]
    rows = [
        {CONTRACT: f"HT-{at}", **{target: draw(SAMPLES[target]) for target in wanted if target != CONTRACT}}
        for at in range(draw(st.integers(1, 8)))
    ]
    body = [[row[target] for target in order] for row in rows]
    return grid([*draw(titles), headings, *body]), order, rows


@given(registers())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_every_column_is_found_under_any_of_its_names_in_any_order(
    made: tuple[Grid, list[tuple[str, str]], list[dict[tuple[str, str], object]]],
) -> None:
    sheet, order, _ = made
    mapped = propose(sheet)
    assert mapped
    assert [one.target for one in mapped.columns] == order


@given(registers())
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_sums_before_are_sums_after_and_each_instalment_arrives_once(
    made: tuple[Grid, list[tuple[str, str]], list[dict[tuple[str, str], object]]],
) -> None:
    sheet, order, rows = made
    _, built = taken_in(sheet)
    plans = built.tables["instalments"].set_index("contract")
    expected = {row[CONTRACT]: (row[DUE], round(Decimal(repr(row[AMOUNT])) * 100)) for row in rows}
    assert {name: (due.date(), amount) for name, due, amount in plans[["due", "amount"]].itertuples()} == expected
    assert all(one.holds for one in built.sums)
    assert all(one.skipped == 0 for one in built.sums)
    if PAID in order:
        paid = sum(round(Decimal(repr(row[PAID])) * 100) for row in rows)
        assert built.tables["receipts"]["amount"].sum() == paid


@given(st.lists(st.lists(plain, max_size=8), max_size=14), st.booleans())
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_source_however_wild_is_a_fault_and_no_money_gets_lost(rows: list[list[object]], headed: bool) -> None:
    head = [["合同号", "客户", "签约日期", "合同额", "一期金额", "一期日期", "累计回款", "备注"]] if headed else []
    sheet = Grid("任意", [*head, *rows], (Oddity("merged", 2, 1, "A2:A4"), Oddity("error", 2, 2, "#REF!")))
    find_heading(sheet)
    _, built = taken_in(sheet)
    assert all(one.holds for one in built.sums)


@given(st.lists(st.tuples(st.sampled_from(["HT-1", "HT-2", ""]), plain, plain, plain), max_size=12))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_money_is_taken_or_told_whatever_stands_beside_it(rows: list[tuple[object, ...]]) -> None:
    sheet = grid([["合同号", "应收金额", "到期日", "已付款"], *rows], "应收")
    _, built = taken_in(sheet)
    assert all(one.holds for one in built.sums)
