from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass, replace
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest

from addin.domain.calendar import build_calendar, roll
from addin.domain.limitation import add_months, limitation, warning_days
from addin.domain.settings import Settings
from addin.domain.terms import Evidence, Item, LetterState, LimitationState, Step
from addin.ledger import schema
from tests.domain.limitation_oracle import PROMISE, Hindrance, follow

if TYPE_CHECKING:
    from addin.domain.limitation import Limitation

D = dt.date
NO_HOLIDAYS = pd.DataFrame(
    {"day": pd.Series(dtype="datetime64[s]"), "day_kind": pd.Categorical([], categories=[schema.REST, schema.WORK])}
)
CALENDAR = build_calendar(D(2005, 1, 1), D(2036, 12, 31), NO_HOLIDAYS)
AS_OF = D(2026, 9, 30)


@dataclass(frozen=True)
class Ledger:
    """A ledger of one customer K and one contract C, in plain values; rows count from 2."""

    dues: tuple[D, ...]
    log: tuple[tuple[D, Evidence, str], ...] = ()
    letters: tuple[tuple[D, LetterState, tuple[int, ...]], ...] = ()
    receipts: tuple[tuple[D, tuple[int, ...]], ...] = ()
    one_debt: bool = False
    rolls: bool = True
    security: str = ""
    guarantee_end: D | None = None
    arose: D | None = None
    removed: D | None = None
    paid: frozenset[int] = frozenset()


def frame(rows: list[dict[str, Any]], columns: list[str], first: int = 2) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=columns)
    table.index = pd.RangeIndex(first, first + len(rows)).astype("int64")
    return table


def typed(table: pd.DataFrame, days: tuple[str, ...] = (), **options: tuple[str, ...]) -> pd.DataFrame:
    for name in days:
        table[name] = np.array(table[name].tolist(), "datetime64[s]")
    for name, values in options.items():
        table[name] = pd.Categorical(table[name].where(table[name] != "", None), categories=list(values))
    return table


def tables_of(ledger: Ledger) -> dict[str, pd.DataFrame]:
    contracts = frame(
        [
            {
                "contract": "C",
                "customer": "K",
                "debt_nature": schema.DEBT_NATURES[int(ledger.one_debt)],
                "security": ledger.security,
                "guarantee_end": ledger.guarantee_end,
            }
        ],
        ["contract", "customer", "debt_nature", "security", "guarantee_end"],
    )
    letters = [
        {"letter": f"L{n}", "customer": "K", "signed_for": day, "state": schema.LETTER_STATES[state]}
        for n, (day, state, _) in enumerate(ledger.letters)
    ]
    lines = [
        {"letter": f"L{n}", "instalment": f"C-{number}"}
        for n, (_, _, numbers) in enumerate(ledger.letters)
        for number in numbers
    ]
    return {
        "customers": typed(
            frame(
                [{"customer": "K", "suspension_start": ledger.arose, "suspension_end": ledger.removed}],
                ["customer", "suspension_start", "suspension_end"],
            ),
            ("suspension_start", "suspension_end"),
        ),
        "contracts": typed(
            contracts,
            ("guarantee_end",),
            debt_nature=schema.DEBT_NATURES,
            security=schema.CONTRACTS.column("security").options,
        ),
        "instalments": typed(
            frame(
                [{"instalment": f"C-{n}", "contract": "C", "due": due} for n, due in enumerate(ledger.dues, 1)],
                ["instalment", "contract", "due"],
            ),
            ("due",),
        ),
        "receipts": typed(
            frame(
                [{"receipt": f"R{n}", "contract": "C", "received": day} for n, (day, _) in enumerate(ledger.receipts)],
                ["receipt", "contract", "received"],
            ),
            ("received",),
        ),
        "contact_log": typed(
            frame(
                [
                    {"contacted": day, "customer": "K", "contract": contract, "evidence": schema.EVIDENCE[evidence]}
                    for day, evidence, contract in ledger.log
                ],
                ["contacted", "customer", "contract", "evidence"],
            ),
            ("contacted",),
            evidence=schema.EVIDENCE,
        ),
        "letters": typed(
            frame(letters, ["letter", "customer", "signed_for", "state"]), ("signed_for",), state=schema.LETTER_STATES
        ),
        "letter_lines": frame(lines, ["letter", "instalment"]),
    }


def settled(ledger: Ledger, tables: dict[str, pd.DataFrame], as_of: D) -> Any:
    """Stand in for a settlement in which each receipt paid a fen of the instalments it names."""
    due = tables["instalments"]["due"].to_numpy().astype("datetime64[D]")
    rolled, guessed = roll(due, CALENDAR) if ledger.rolls else (due, np.zeros(due.size, bool))
    rows = tables["instalments"].index
    instalments = pd.DataFrame({"rolled_due": rolled.astype("datetime64[s]"), "unpaid_penalty": 0}, index=rows)
    instalments["day_provisional"] = guessed
    instalments["unpaid_principal"] = [0 if n in ledger.paid else 100 for n in range(1, len(rows) + 1)]
    allocations = [
        {"receipt": n, "item": int(Item.PRINCIPAL), "debt": number + 1}
        for n, (_, numbers) in enumerate(ledger.receipts, 2)
        for number in numbers
    ]
    receipts = tables["receipts"]
    return SimpleNamespace(
        instalments=instalments,
        receipts=receipts[receipts["received"] <= pd.Timestamp(as_of)],
        allocations=frame(allocations, ["receipt", "item", "debt"], 0).astype("int64"),
    )


def followed(ledger: Ledger, as_of: D = AS_OF, settings: Settings | None = None) -> Limitation:
    tables = tables_of(ledger)
    return limitation(tables, settings or Settings(), as_of, CALENDAR, settled(ledger, tables, as_of))


def day_in(table: pd.DataFrame, row: int, column: str) -> D | None:
    value: Any = table.loc[row, column]
    return None if pd.isna(value) else value.date()


def end_of(ledger: Ledger, row: int = 2, as_of: D = AS_OF) -> D | None:
    return day_in(followed(ledger, as_of).instalments, row, "limitation_end")


def state_of(ledger: Ledger, row: int = 2, as_of: D = AS_OF) -> LimitationState:
    state: Any = followed(ledger, as_of).instalments.loc[row, "state"]
    return LimitationState(state)


# ------------------------------------------------------------------ the end without interruption


@pytest.mark.parametrize(
    ("due", "end"),
    [
        (D(2022, 10, 8), D(2025, 10, 9)),  # the corresponding day lies in the National Day week
        (D(2023, 12, 29), D(2026, 12, 29)),
        (D(2024, 2, 29), D(2027, 3, 1)),  # no 29 February 2027: the 28th, a Sunday, so the Monday
        (D(2023, 1, 31), D(2026, 2, 2)),  # 2026-01-31 is a Saturday
        (D(2023, 2, 28), D(2026, 2, 28)),  # a Saturday, but a make-up working day after Spring Festival
        (D(2022, 9, 25), D(2025, 9, 26)),  # due on a Sunday, 26 September is the due date
        (D(2013, 5, 20), D(2015, 5, 20)),  # two years under the old law had ended before the new one came
    ],
)
def test_the_last_day_is_the_corresponding_day_or_the_next_working_day(due: D, end: D) -> None:
    assert end_of(Ledger((due,))) == end


@pytest.mark.parametrize(
    ("due", "end"),
    [(D(2015, 9, 30), D(2017, 9, 30)), (D(2015, 10, 8), D(2018, 10, 8)), (D(2015, 10, 1), D(2018, 10, 8))],
)
def test_two_years_run_out_before_october_2017_are_not_made_three(due: D, end: D) -> None:
    assert end_of(Ledger((due,))) == end


def test_an_end_beyond_the_official_calendar_is_provisional() -> None:
    frame_ = followed(Ledger((D(2022, 10, 10), D(2024, 2, 29)))).instalments
    assert frame_["provisional"].tolist() == [False, True]


def test_instalments_of_one_debt_run_from_the_last() -> None:
    dues = (D(2023, 6, 30), D(2023, 9, 28), D(2023, 12, 31))
    together = followed(Ledger(dues, one_debt=True, rolls=False), D(2026, 6, 1)).instalments
    assert together["limitation_end"].dt.date.tolist() == [D(2026, 12, 31)] * 3
    apart = followed(Ledger(dues, rolls=False), D(2026, 6, 1)).instalments
    assert apart["limitation_end"].dt.date.tolist() == [D(2026, 6, 30), D(2026, 9, 28), D(2026, 12, 31)]


def test_the_rolled_due_date_starts_the_period_only_if_the_contract_rolls() -> None:
    new_year = D(2023, 12, 31)  # a Sunday; the next working day is 2 January
    assert end_of(Ledger((new_year,), rolls=True)) == D(2027, 1, 4)  # 2 January 2027 is a Saturday
    assert end_of(Ledger((new_year,), rolls=False)) == D(2026, 12, 31)


def test_paid_instalments_are_not_followed() -> None:
    result = followed(Ledger((D(2023, 6, 30), D(2023, 9, 28)), paid=frozenset({1})))
    assert result.instalments.index.tolist() == [3]
    assert result.steps["instalment"].unique().tolist() == [3]


# ------------------------------------------------------------------ what interrupts, and what does not

DUE = D(2022, 10, 10)  # ends 2025-10-10
LAST_DAY = D(2025, 10, 10)


@pytest.mark.parametrize("evidence", list(Evidence))
def test_a_demand_interrupts_only_with_proof_that_it_arrived(evidence: Evidence) -> None:
    interrupted = evidence <= Evidence.NOTARISED
    ledger = Ledger((DUE,), log=((D(2024, 3, 5), evidence, "C"),))
    assert end_of(ledger) == (D(2027, 3, 5) if interrupted else LAST_DAY)


def test_a_demand_without_contract_bears_on_all_debts_of_the_customer_that_are_due() -> None:
    ledger = Ledger((DUE, D(2025, 6, 30)), log=((D(2024, 3, 5), Evidence.SIGNED_FOR, ""),))
    assert followed(ledger).instalments["limitation_end"].dt.date.tolist() == [D(2027, 3, 5), D(2028, 6, 30)]


def test_a_demand_on_another_contract_bears_on_nothing_here() -> None:
    assert end_of(Ledger((DUE,), log=((D(2024, 3, 5), Evidence.SIGNED_FOR, "other"),))) == LAST_DAY


def test_an_interruption_on_the_last_day_counts_and_one_on_the_day_after_does_not() -> None:
    on_it = Ledger((DUE,), log=((LAST_DAY, Evidence.SIGNED_FOR, "C"),))
    assert (end_of(on_it), state_of(on_it)) == (D(2028, 10, 10), LimitationState.RUNNING)
    after = replace(on_it, log=((LAST_DAY + dt.timedelta(1), Evidence.SIGNED_FOR, "C"),))
    assert (end_of(after), state_of(after)) == (LAST_DAY, LimitationState.REVIEW)


def test_an_interruption_in_the_days_added_by_rolling_counts() -> None:
    ledger = Ledger((D(2022, 10, 8),), log=((D(2025, 10, 9), Evidence.SIGNED_FOR, "C"),))
    assert end_of(ledger) == D(2028, 10, 9)


def test_a_demand_before_the_due_date_does_not_start_the_period() -> None:
    result = followed(Ledger((DUE,), log=((D(2022, 9, 1), Evidence.SIGNED_FOR, "C"),)))
    assert day_in(result.instalments, 2, "limitation_end") == LAST_DAY
    assert result.steps["kind"].tolist() == [Step.START]


def test_what_happens_after_the_as_of_day_is_not_looked_at() -> None:
    ledger = Ledger((DUE,), log=((D(2025, 3, 5), Evidence.SIGNED_FOR, "C"),), receipts=((D(2025, 4, 1), (1,)),))
    assert end_of(ledger, as_of=D(2025, 3, 4)) == LAST_DAY
    assert end_of(ledger, as_of=D(2025, 3, 5)) == D(2028, 3, 6)  # 5 March 2028 is a Sunday


@pytest.mark.parametrize(
    ("state", "interrupts"),
    [
        (LetterState.DRAFT, False),
        (LetterState.ISSUED, True),
        (LetterState.POSTED, True),
        (LetterState.SIGNED_FOR, True),
        (LetterState.RETURNED, False),
        (LetterState.ANSWERED, True),
        (LetterState.VOID, False),
    ],
)
def test_a_letter_signed_for_interrupts_unless_it_was_returned_void_or_a_draft(
    state: LetterState, interrupts: bool
) -> None:
    ledger = Ledger((DUE,), letters=((D(2024, 3, 5), state, ()),))
    assert end_of(ledger) == (D(2027, 3, 5) if interrupts else LAST_DAY)


def test_a_letter_bears_only_on_the_instalments_it_lists() -> None:
    ledger = Ledger((DUE, DUE), letters=((D(2024, 3, 5), LetterState.SIGNED_FOR, (2,)),))
    assert followed(ledger).instalments["limitation_end"].dt.date.tolist() == [LAST_DAY, D(2027, 3, 5)]


def test_a_letter_on_part_of_one_debt_bears_on_all_of_it_once() -> None:
    ledger = Ledger((DUE, DUE), one_debt=True, letters=((D(2024, 3, 5), LetterState.SIGNED_FOR, (1, 2)),))
    result = followed(ledger)
    assert result.instalments["limitation_end"].dt.date.tolist() == [D(2027, 3, 5)] * 2
    assert result.steps.groupby("instalment").size().tolist() == [2, 2]


def test_a_letter_that_lists_only_paid_instalments_bears_on_no_other() -> None:
    ledger = Ledger((DUE, DUE), letters=((D(2024, 3, 5), LetterState.SIGNED_FOR, (1,)),), paid=frozenset({1}))
    assert end_of(ledger, row=3) == LAST_DAY


def test_a_part_payment_interrupts_for_the_instalment_it_paid() -> None:
    ledger = Ledger((DUE, DUE), receipts=((D(2024, 3, 5), (1,)),))
    assert followed(ledger).instalments["limitation_end"].dt.date.tolist() == [D(2027, 3, 5), LAST_DAY]


def test_a_part_payment_interrupts_for_one_debt_as_a_whole() -> None:
    ledger = Ledger((DUE, DUE), one_debt=True, receipts=((D(2024, 3, 5), (1,)),))
    assert followed(ledger).instalments["limitation_end"].dt.date.tolist() == [D(2027, 3, 5)] * 2


# ------------------------------------------------------------------ after expiry


def test_only_a_written_promise_revives_an_expired_debt() -> None:
    bare = Ledger((DUE,), receipts=((D(2025, 11, 3), (1,)),))
    assert (end_of(bare), state_of(bare)) == (LAST_DAY, LimitationState.REVIEW)
    promised = replace(bare, log=((D(2026, 1, 5), Evidence.WRITTEN_PROMISE, "C"),))
    result = followed(promised)
    assert (end_of(promised), state_of(promised)) == (D(2029, 1, 5), LimitationState.RUNNING)
    assert result.steps["counts"].tolist() == [True, False, True]
    assert result.steps["revives"].tolist() == [False, False, True]


def test_a_promise_in_time_is_an_interruption_like_any_other() -> None:
    result = followed(Ledger((DUE,), log=((D(2024, 3, 5), Evidence.WRITTEN_PROMISE, "C"),)))
    assert result.steps["revives"].tolist() == [False, False]
    assert result.steps["kind"].tolist() == [Step.START, Step.PROMISE]


def test_a_receipt_after_expiry_does_not_open_the_door_to_later_demands() -> None:
    ledger = Ledger((DUE,), receipts=((D(2025, 11, 3), (1,)),), log=((D(2026, 2, 3), Evidence.SIGNED_FOR, "C"),))
    assert state_of(ledger) == LimitationState.REVIEW
    assert followed(ledger).steps["counts"].tolist() == [True, False, False]


# ------------------------------------------------------------------ suspension


def test_a_hindrance_in_the_last_six_months_moves_the_end_to_six_months_after_its_removal() -> None:
    ledger = Ledger((DUE,), arose=D(2025, 5, 1), removed=D(2025, 9, 15))
    assert end_of(ledger) == D(2026, 3, 16)  # 15 March 2026 is a Sunday


@pytest.mark.parametrize(
    ("arose", "removed"),
    [(D(2024, 1, 1), D(2025, 4, 9)), (D(2025, 10, 11), D(2026, 2, 1))],
    ids=["over before the last six months", "arose after expiry"],
)
def test_a_hindrance_outside_the_last_six_months_moves_nothing(arose: D, removed: D) -> None:
    assert end_of(Ledger((DUE,), arose=arose, removed=removed)) == LAST_DAY


def test_while_a_hindrance_lasts_the_end_is_open() -> None:
    ledger = Ledger((DUE,), arose=D(2025, 5, 1))
    frame_ = followed(ledger).instalments
    assert state_of(ledger) == LimitationState.SUSPENDED
    assert frame_["limitation_end"].isna().all()
    assert frame_["days_left"].isna().all()
    assert end_of(ledger, as_of=D(2025, 4, 1)) == LAST_DAY  # not arisen yet


def test_a_removal_still_to_come_counts_as_lasting() -> None:
    assert state_of(Ledger((DUE,), arose=D(2025, 5, 1), removed=D(2027, 1, 1))) == LimitationState.SUSPENDED


# ------------------------------------------------------------------ warnings and guarantee


@pytest.mark.parametrize(
    ("days_before", "state", "warning"),
    [
        (181, LimitationState.RUNNING, 0),
        (180, LimitationState.WARNED, 180),
        (91, LimitationState.WARNED, 180),
        (90, LimitationState.WARNED, 90),
        (30, LimitationState.WARNED, 30),
        (0, LimitationState.WARNED, 30),
        (-1, LimitationState.EXPIRED, 0),
    ],
)
def test_the_warning_narrows_as_the_last_day_comes_near(days_before: int, state: LimitationState, warning: int) -> None:
    frame_ = followed(Ledger((DUE,)), LAST_DAY - dt.timedelta(days_before)).instalments
    assert (frame_.loc[2, "state"], frame_.loc[2, "warning"]) == (state, warning)
    assert frame_.loc[2, "days_left"] == days_before


def test_nothing_has_started_before_the_day_after_the_due_date() -> None:
    assert state_of(Ledger((DUE,)), as_of=DUE) == LimitationState.NOT_STARTED
    assert state_of(Ledger((DUE,)), as_of=DUE + dt.timedelta(1)) == LimitationState.RUNNING


def test_warning_days_are_read_from_any_list_of_numbers() -> None:
    assert warning_days(replace(Settings(), limitation_warnings="180，90、 30")).tolist() == [30, 90, 180]
    assert warning_days(replace(Settings(), limitation_warnings="")).tolist() == []


def test_without_thresholds_nothing_is_warned() -> None:
    frame_ = followed(Ledger((DUE,)), LAST_DAY, replace(Settings(), limitation_warnings="")).instalments
    assert frame_.loc[2, "state"] == LimitationState.RUNNING


def test_the_guarantee_is_watched_and_neither_interrupted_nor_rolled() -> None:
    ledger = Ledger((DUE,), log=((D(2024, 3, 5), Evidence.SIGNED_FOR, "C"),), guarantee_end=D(2026, 10, 1))
    row = followed(ledger).instalments.loc[2]
    assert (row["guarantee_end"].date(), row["guarantee_left"], row["guarantee_warning"]) == (D(2026, 10, 1), 1, 30)
    assert row["guarantee_state"] == LimitationState.WARNED


def test_a_guarantee_without_a_valid_period_is_presumed_to_last_six_months() -> None:
    row = followed(Ledger((DUE,), security="保证")).instalments.loc[2]
    assert (row["guarantee_end"].date(), row["guarantee_presumed"]) == (D(2023, 4, 10), True)
    assert row["guarantee_state"] == LimitationState.EXPIRED
    too_early = followed(Ledger((DUE,), guarantee_end=DUE)).instalments.loc[2]
    assert (too_early["guarantee_end"].date(), too_early["guarantee_presumed"]) == (D(2023, 4, 10), True)
    none = followed(Ledger((DUE,), security="抵押")).instalments.loc[2]
    assert pd.isna(none["guarantee_end"])
    assert none["guarantee_state"] == -1


# ------------------------------------------------------------------ against the oracle, and on nothing


@pytest.mark.parametrize(
    ("day", "months", "answer"),
    [("2024-02-29", 36, "2027-02-28"), ("2025-08-31", 6, "2026-02-28"), ("2025-08-31", -6, "2025-02-28"),
     ("2023-08-31", -6, "2023-02-28"), ("2025-12-15", 1, "2026-01-15")],
)
def test_months_are_counted_to_the_corresponding_day_or_the_months_end(day: str, months: int, answer: str) -> None:
    assert add_months(np.array([day], "datetime64[D]"), months).astype(str).tolist() == [answer]


def rolled(day: D) -> D:
    moved: D = roll(np.array([day], "datetime64[D]"), CALENDAR)[0][0].astype(D)
    return moved


def random_ledger(dice: random.Random) -> tuple[Ledger, D]:
    def day() -> D:
        return D(2012, 1, 1) + dt.timedelta(dice.randrange(5_000))

    log = tuple((day(), dice.choice(list(Evidence)), dice.choice(["", "C", "other"])) for _ in range(dice.randrange(7)))
    dues = tuple(day() for _ in range(dice.randint(1, 3)))
    numbers = range(1, len(dues) + 1)
    letters = tuple(
        (day(), dice.choice(list(LetterState)), tuple(dice.sample(numbers, dice.randint(0, len(dues)))))
        for _ in range(dice.randrange(4))
    )
    receipts = tuple((day(), tuple(dice.sample(numbers, dice.randint(1, len(dues))))) for _ in range(dice.randrange(4)))
    arose = dice.choice([None, day()])
    removed = dice.choice([None, arose + dt.timedelta(dice.randrange(900))]) if arose else None
    ledger = Ledger(dues, log, letters, receipts, one_debt=dice.random() < 0.4, rolls=dice.random() < 0.5, arose=arose,
                    removed=removed)
    return ledger, day()


def oracle_events(ledger: Ledger, number: int) -> list[tuple[D, str]]:
    """Gather by hand what bears on the instalment of that number."""
    events = [
        (day, PROMISE if evidence == Evidence.WRITTEN_PROMISE else "other")
        for day, evidence, contract in ledger.log
        if evidence <= Evidence.NOTARISED and contract in {"", "C"}
    ]
    unproven = {LetterState.DRAFT, LetterState.RETURNED, LetterState.VOID}
    events += [
        (day, "other")
        for day, state, numbers in ledger.letters
        if state not in unproven and (not numbers or number in numbers or ledger.one_debt)
    ]
    return events + [(day, "other") for day, numbers in ledger.receipts if number in numbers or ledger.one_debt]


@pytest.mark.parametrize("seed", range(150))
def test_the_fast_columns_equal_the_slow_oracle(seed: int) -> None:
    ledger, as_of = random_ledger(random.Random(seed))  # noqa: S311 - no secret
    result = followed(ledger, as_of)
    starts = [rolled(due) if ledger.rolls else due for due in ledger.dues]
    for number, due in enumerate(starts, 1):
        start = max(starts) if ledger.one_debt else due
        hindrance = Hindrance(ledger.arose, ledger.removed) if ledger.arose else None
        slow = follow(start, oracle_events(ledger, number), hindrance, as_of, rolled)
        fast = result.instalments
        assert day_in(fast, number + 1, "limitation_end") == slow.end
        assert day_in(fast, number + 1, "last_interruption") == slow.last
        started = start < as_of
        assert (fast.loc[number + 1, "state"] == LimitationState.REVIEW) == (slow.review and started)
        steps = result.steps[result.steps["instalment"] == number + 1]
        assert tuple(steps["counts"].tolist()) == (True, *slow.counted)


def test_an_empty_ledger_gives_empty_frames() -> None:
    result = followed(Ledger(()))
    assert result.instalments.empty
    assert result.steps.empty
