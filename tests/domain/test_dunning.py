"""Dunning stages by RULES §7, on hand-made tables: one row per situation."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

from addin.domain.dunning import assess, letter_rows, letters_due, sent_stages, trigger_days
from addin.domain.terms import Verdict
from addin.ledger import schema

RUN = dt.date(2026, 3, 31)


def day(text: str) -> pd.Timestamp:
    return pd.Timestamp(text)


def options(values: list[str | None], names: tuple[str, ...]) -> pd.Categorical:
    return pd.Categorical(values, categories=list(names))


STRATEGIES = pd.DataFrame(
    {
        "strategy": ["默认", "默认", "默认", "月末"],
        "stage": [1, 2, 4, 1],
        "stage_name": ["提醒", "催款", "律师函", "月末提醒"],
        "trigger": options(["到期后天数", "上一函件后天数", "上一函件后天数", "到期后天数至月末"], schema.TRIGGERS),
        "days": [10, 15, 20, 5],
        "letter_type": ["催款函", "催款函", "律师函", "催款函"],
        "deadline_days": [7, 5, 5, 7],
        "minimum": [0, 100_00, 0, 0],
    }
)


def complaint(closed: str | None = None, *, pauses: bool) -> pd.DataFrame:
    """Return a complaint of C1 made on 2026-03-20."""
    days = pd.to_datetime(pd.Series(["2026-03-20", closed])).astype("M8[s]")
    return pd.DataFrame({"customer": ["C1"], "complained": [days[0]], "closed": [days[1]], "pauses": [pauses]})


def ledger(**customer: object) -> dict[str, pd.DataFrame]:
    """One customer, one contract, three instalments of 1 000 yuan due 2026-01-31, 02-28 and 03-25."""
    facts = {"strategy": "默认", "hold_until": pd.NaT, "address": "某路 1 号", "email": "", "special": None} | customer
    customers = pd.DataFrame({"customer": ["C1"], **{name: [value] for name, value in facts.items()}})
    return {
        "customers": customers.assign(special=options(customers["special"].tolist(), schema.SPECIAL_CASES)),
        "holidays": pd.DataFrame(
            {"day": pd.Series(dtype="M8[s]"), "day_kind": options([], (schema.REST, schema.WORK))}
        ),
        "contracts": pd.DataFrame({"contract": ["K1"], "customer": ["C1"]}, index=[2]),
        "instalments": pd.DataFrame(
            {"instalment": ["A", "B", "C"], "contract": "K1", "invoice": "", "disputed": 0}, index=[2, 3, 4]
        ),
        "strategies": STRATEGIES,
        "letters": pd.DataFrame(
            {"letter": pd.Series(dtype=str), "state": options([], schema.LETTER_STATES),
             "sent": pd.Series(dtype="M8[s]"), "as_of": pd.Series(dtype="M8[s]")}
        ),
        "letter_lines": pd.DataFrame({"letter": pd.Series(dtype=str), "instalment": pd.Series(dtype=str),
                                      "stage": pd.Series(dtype="int64")}),
        "contact_log": pd.DataFrame({"customer": pd.Series(dtype=str), "contract": pd.Series(dtype=str),
                                     "promised_day": pd.Series(dtype="M8[s]")}),
        "complaints": complaint(pauses=True).iloc[:0],
    }  # fmt: skip


def settled(*, paid_last: bool = False) -> pd.DataFrame:
    due = [day("2026-01-31"), day("2026-02-28"), day("2026-03-25")]
    frame = pd.DataFrame(
        {
            "rolled_due": due,
            "unpaid_principal": [1000_00, 1000_00, 0 if paid_last else 1000_00],
            "unpaid_penalty": [10_00, 5_00, 1_00],
            "overdue_days": [(day(str(RUN)) - value).days for value in due],
        },
        index=[2, 3, 4],
    )
    if paid_last:
        frame.loc[4, "overdue_days"] = 0
    return frame


def letter(tables: dict[str, pd.DataFrame], state: str, sent: str, stages: dict[str, int]) -> None:
    tables["letters"] = pd.DataFrame(
        {"letter": ["L1"], "state": options([state], schema.LETTER_STATES), "sent": [day(sent)], "as_of": [day(sent)]}
    )
    tables["letter_lines"] = pd.DataFrame(
        {"letter": "L1", "instalment": list(stages), "stage": list(stages.values())}
    )


def balances(costs: int = 0, prepaid: int = 0) -> pd.DataFrame:
    return pd.DataFrame({"unpaid_costs": [costs], "prepaid": [prepaid]}, index=pd.Index(["K1"], name="contract"))


def verdicts(tables: dict[str, pd.DataFrame], figures: pd.DataFrame | None = None) -> list[str]:
    rows = assess(tables, settled() if figures is None else figures, RUN, schema.NEVER_CHASED)
    return [Verdict(code).name for code in rows["verdict"]]


def test_first_stage_is_due_ten_days_after_the_due_date() -> None:
    assert verdicts(ledger()) == ["CHASE", "CHASE", "NOT_YET"]


def test_a_paid_instalment_is_not_judged_at_all() -> None:
    assert verdicts(ledger(), settled(paid_last=True)) == ["CHASE", "CHASE"]


@pytest.mark.parametrize(("sent", "expected"), [("2026-03-16", "CHASE"), ("2026-03-17", "NOT_YET")])
def test_second_stage_waits_fifteen_days_after_the_letter_was_sent(sent: str, expected: str) -> None:
    tables = ledger()
    letter(tables, "已寄出", sent, {"A": 1})
    assert verdicts(tables)[0] == expected


@pytest.mark.parametrize("state", ["草稿", "作废"])
def test_a_draft_or_void_letter_does_not_count_as_sent(state: str) -> None:
    tables = ledger()
    letter(tables, state, "2026-03-30", {"A": 1})
    rows = assess(tables, settled(), RUN, schema.NEVER_CHASED)
    assert rows["stage"].tolist() == [0, 0, 0]
    assert rows["next_stage"].tolist() == [1, 1, 1]


def test_a_sent_letter_without_a_stage_moves_neither_stage_nor_day() -> None:
    """A request for confirmation lists the same debts, but demands nothing."""
    tables = ledger()
    letter(tables, "已寄出", "2026-03-30", {"A": 0})
    assert sent_stages(tables["letters"], tables["letter_lines"]).empty
    assert verdicts(tables) == ["CHASE", "CHASE", "NOT_YET"]


def test_the_next_stage_is_the_next_one_that_the_strategy_has_and_none_is_skipped() -> None:
    tables = ledger()
    letter(tables, "已签收", "2026-01-31", {"A": 2, "B": 1})
    rows = assess(tables, settled(), RUN, schema.NEVER_CHASED)
    assert rows["next_stage"].tolist() == [4, 2, 1]


def test_after_the_last_stage_nothing_repeats() -> None:
    tables = ledger()
    letter(tables, "已签收", "2026-01-31", {"A": 4})
    assert verdicts(tables)[0] == "NO_STAGE_LEFT"


def test_month_end_trigger_is_the_end_of_the_month_of_the_due_date_plus_days() -> None:
    due = pd.Series([day("2026-01-31"), day("2026-02-23"), day("2026-02-24")])
    stage = STRATEGIES.loc[[3, 3, 3]].reset_index(drop=True)
    days = trigger_days(due, pd.Series([pd.NaT] * 3, dtype="M8[s]"), stage)
    assert [str(value.date()) for value in days] == ["2026-02-28", "2026-02-28", "2026-03-31"]


@pytest.mark.parametrize(
    ("customer", "expected"),
    [
        ({"strategy": "不催收"}, "NEVER"),
        ({"hold_until": day("2026-03-31")}, "ON_HOLD"),
        ({"hold_until": day("2026-03-30")}, "CHASE"),
        ({"address": ""}, "NO_ADDRESS"),
        ({"address": "", "email": "a@example.com"}, "CHASE"),
        ({"strategy": "无此策略"}, "NO_STAGE_LEFT"),
    ],
)
def test_customers_are_spared_with_the_reason(customer: dict[str, object], expected: str) -> None:
    assert verdicts(ledger(**customer))[0] == expected


@pytest.mark.parametrize(
    ("contract", "promised", "expected"),
    [("K1", "2026-03-31", "PROMISED"), ("", "2026-04-05", "PROMISED"), ("K1", "2026-03-30", "CHASE"),
     ("K9", "2026-04-05", "CHASE")],
)  # fmt: skip
def test_a_promise_pauses_until_its_day_has_passed(contract: str, promised: str, expected: str) -> None:
    tables = ledger()
    tables["contact_log"] = pd.DataFrame({"customer": ["C1"], "contract": [contract], "promised_day": [day(promised)]})
    assert verdicts(tables)[0] == expected


@pytest.mark.parametrize(("run", "expected"), [("2026-03-30", "PROMISED"), ("2026-03-31", "CHASE")])
def test_a_promise_for_a_saturday_lasts_until_the_next_working_day_as_it_is_judged(run: str, expected: str) -> None:
    """2026-03-28 is a Saturday: 民法典 203, one rule with domain.promises."""
    tables = ledger()
    tables["contact_log"] = pd.DataFrame(
        {"customer": ["C1"], "contract": ["K1"], "promised_day": [day("2026-03-28")]}
    )
    rows = assess(tables, settled(), dt.date.fromisoformat(run), schema.NEVER_CHASED)
    assert Verdict(rows["verdict"].iloc[0]).name == expected


@pytest.mark.parametrize(
    ("pauses", "closed", "expected"),
    [(True, None, "COMPLAINT"), (True, "2026-04-01", "COMPLAINT"), (True, "2026-03-31", "CHASE"),
     (False, None, "CHASE")],
)
def test_spc_02_a_complaint_pauses_only_where_it_says_so_and_until_it_is_closed(
    pauses: bool, closed: str | None, expected: str
) -> None:
    assert verdicts(ledger() | {"complaints": complaint(closed, pauses=pauses)})[0] == expected


def test_debts_of_a_dead_debtor_go_to_the_estate_and_are_not_chased() -> None:
    """民法典 1159, 1161; stronger than any other reason."""
    assert verdicts(ledger(special=schema.SPECIAL_CASES[2], strategy=schema.NEVER_CHASED)) == ["ESTATE"] * 3


def test_only_the_disputed_part_is_spared_and_its_penalty_is_not_claimed() -> None:
    tables = ledger()
    tables["instalments"]["disputed"] = [400_00, 1000_00, 0]
    rows = assess(tables, settled(), RUN, schema.NEVER_CHASED)
    assert [Verdict(code).name for code in rows["verdict"]] == ["CHASE", "DISPUTED", "NOT_YET"]
    due = letters_due(rows, balances()).loc["C1"]
    assert (due["principal"], due["penalty"], due["total"]) == (600_00, 0, 600_00)


def test_a_customer_below_the_minimum_gets_no_letter() -> None:
    tables = ledger()
    letter(tables, "已寄出", "2026-01-01", {"A": 1, "B": 1})
    figures = settled()
    figures["unpaid_principal"] = [40_00, 59_99, 1000_00]
    assert verdicts(tables, figures) == ["BELOW_MINIMUM", "BELOW_MINIMUM", "NOT_YET"]
    figures["unpaid_principal"] = [40_00, 60_00, 1000_00]
    assert verdicts(tables, figures) == ["CHASE", "CHASE", "NOT_YET"]


def test_one_letter_per_customer_lists_open_dunned_instalments_which_keep_their_stage() -> None:
    tables = ledger()
    letter(tables, "已寄出", "2026-03-20", {"A": 1})
    rows = assess(tables, settled(), RUN, schema.NEVER_CHASED)
    listed = letter_rows(rows)
    assert listed["letter_stage"].to_dict() == {2: 1, 3: 1}  # A keeps 1 (its second is not due), B reaches 1, C waits
    due = letters_due(rows, balances()).loc["C1"]
    assert (due["count"], due["principal"], due["penalty"], due["longest_overdue"]) == (2, 2000_00, 15_00, 59)
    assert (due["stage"], due["letter_type"], due["deadline_days"]) == (1, "催款函", 7)


def test_the_letter_is_of_the_highest_stage_that_is_due() -> None:
    tables = ledger()
    letter(tables, "已寄出", "2026-01-31", {"A": 2})
    due = letters_due(assess(tables, settled(), RUN, schema.NEVER_CHASED), balances()).loc["C1"]
    assert (due["stage"], due["letter_type"], due["count"]) == (4, "律师函", 2)


def test_a_letter_without_sending_date_counts_from_the_date_of_its_figures() -> None:
    tables = ledger()
    letter(tables, "已出函", "2026-03-01", {"A": 1})
    tables["letters"]["sent"] = pd.NaT
    sent = sent_stages(tables["letters"], tables["letter_lines"])
    assert sent.loc["A", "last_sent"] == day("2026-03-01")


def test_the_total_claims_costs_and_deducts_prepaid_money_of_the_contracts_listed() -> None:
    rows = assess(ledger(), settled(), RUN, schema.NEVER_CHASED)
    due = letters_due(rows, balances(costs=30_00, prepaid=45_00)).loc["C1"]
    assert (due["costs"], due["prepaid"], due["total"]) == (30_00, 45_00, 2000_00)
    assert letters_due(rows, balances(prepaid=2015_00)).empty
