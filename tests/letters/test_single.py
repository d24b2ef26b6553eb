"""Letters beside the dunning stages: what they list, whom they leave out, and that they move no stage."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from addin.domain.dunning import sent_stages
from addin.ledger import schema
from addin.letters.single import DRAFT, ISSUED, Wanted, make_letters, sums_of
from addin.ports import Append, File, Outcome
from tests.commands.test_issuing import contents, of_case
from tests.letters.documents import lines

if TYPE_CHECKING:
    from addin.letters.single import Made
    from addin.ports import Request

PLANS = "plan-letter/PLY-01_各期合计等于欠款"


def asked(**customer: str) -> Request:
    """Return a ledger with debts of C1 (K1), C2 (K2) and C3 (K3), the last one changed."""
    request = of_case(PLANS)
    customers = request.tables["customers"].copy()
    for name, value in customer.items():
        customers.loc[4, name] = value
    return replace(request, tables={**request.tables, "customers": customers})


def codes(made: Made) -> list[tuple[str, str]]:
    return [(problem.code, problem.found) for problem in made.problems]


def test_a_letter_lists_what_is_overdue_with_its_penalty_and_an_account_all_that_is_unpaid() -> None:
    assert sums_of(asked(), [Wanted("起诉状", "C1")]) == [
        {"principal": 60_000_00, "penalty": 4_030_00, "costs": 0, "prepaid": 0, "total": 64_030_00}
    ]
    assert sums_of(asked(), [Wanted("往来询证函", "C1")], account=True) == [
        {"principal": 110_000_00, "penalty": 0, "costs": 0, "prepaid": 0, "total": 110_000_00}
    ]
    assert sums_of(asked(), [Wanted("起诉状", "C1", ("K9",))])[0]["total"] == 0


@pytest.mark.parametrize("letter_type", ["起诉状", "到访回执单", "暂停供货通知书", "还款承诺书"])
def test_every_letter_beside_the_stages_is_filled_from_the_ledger_alone(letter_type: str) -> None:
    settings = replace(asked().settings, company_address="某路", company_contact="李某", company_phone="0000-1")
    made = make_letters(replace(asked(), settings=settings), [Wanted(letter_type, "C1", more={"经办人": "张三"})])
    (path,) = (change.path for change in made.changes if isinstance(change, File))
    assert path == f"函件_2025-04-30/{letter_type}_催字〔2025〕第0002号_甲公司_2025-04-30.docx"
    (letter,) = contents(Outcome("", made.changes)).values()
    assert "64,030.00" in "".join(lines(letter))


def test_a_draft_was_not_sent_and_what_is_sent_without_a_stage_moves_none() -> None:
    request = asked()
    draft, sent = (make_letters(request, [Wanted("还款承诺书", "C1")], state=state) for state in (DRAFT, ISSUED))
    assert draft.letters["sent"].isna().all()
    assert sent.letters["sent"].notna().all()
    (listed,) = (
        change.frame for change in sent.changes
        if isinstance(change, Append) and change.sheet == schema.LETTER_LINES.title
    )  # fmt: skip
    letters = sent.letters.assign(state=sent.letters["state"].astype(request.tables["letters"]["state"].dtype))
    assert listed["instalment"].tolist() == ["K1-1"]
    assert sent_stages(letters, listed).empty


@pytest.mark.parametrize(
    ("customer", "code"),
    [({"special": "死亡"}, "letter-estate"), ({"strategy": schema.NEVER_CHASED}, "letter-never"),
     ({"customer_name": "骗子公司"}, "letter-words")],
)  # fmt: skip
def test_who_must_get_no_letter_gets_none_and_the_numbers_of_the_others_close_up(
    customer: dict[str, str], code: str
) -> None:
    made = make_letters(asked(**customer), [Wanted("还款承诺书", name) for name in ("C3", "C1")])
    assert codes(made) == [(code, "C3")]
    assert made.letters[["letter", "customer", "wanted"]].to_numpy().tolist() == [["催字〔2025〕第0002号", "C1", 1]]


def test_who_owes_nothing_or_has_errors_or_lacks_a_template_is_named() -> None:
    request = replace(asked(), blocked_customers=frozenset({"C2"}))
    wanted = [Wanted("还款承诺书", "C1", ("K9",)), Wanted("还款承诺书", "C2"), Wanted("没有", "C3")]
    made = make_letters(request, wanted)
    assert codes(made) == [("letter-nothing-owed", "C1"), ("customer-withheld", "C2"), ("letter-no-template", "C3")]
    assert (made.done, made.changes) == (True, ())


def test_numbers_given_in_the_same_run_are_not_given_again() -> None:
    made = make_letters(asked(), [Wanted("还款承诺书", "C1")], taken=["催字〔2025〕第0007号"])
    assert made.letters["letter"].tolist() == ["催字〔2025〕第0008号"]


def test_own_data_that_is_missing_refuses_all() -> None:
    made = make_letters(asked(), [Wanted("暂停供货通知书", name) for name in ("C1", "C2")])
    assert not made.done
    assert {code for code, _ in codes(made)} == {"letter-empty-field"}
