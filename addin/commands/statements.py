"""出对账单: one print-ready page per customer, numbered and registered; nobody gets a second one for the same day.

A setting adds the Word request for confirmation 往来询证函 with its two boxes for the reply.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from addin import messages
from addin.domain.money import yuan
from addin.domain.terms import Item, LetterState
from addin.ledger import numbering, schema
from addin.ledger.position import latest_receipt, position, register_in_doubt
from addin.letters.explain import explained_segments
from addin.letters.single import ISSUED, Wanted, make_letters
from addin.letters.statement import Statement, Totals, statement_page
from addin.ports import Append, Book, Level, Outcome, Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from addin.domain.settlement import Settlement
    from addin.letters.single import Made
    from addin.ports import Request

REGISTERED = (
    "letter", "letter_type", "customer", "as_of", "principal", "penalty", "costs", "prepaid", "total", "file", "state",
    "sent",
)  # fmt: skip


def run(request: Request) -> Outcome:
    """State the account of every customer who owes or has prepaid (or of those selected) as of the request's day.

    With setting 同时出往来询证函 each of them also gets a Word request for confirmation, numbered like letters.
    """
    customers = request.tables["customers"].drop_duplicates("customer").set_index("customer")
    unknown = [name for name in request.select if name not in customers.index]
    if unknown:
        return Outcome(messages.unknown_customers(unknown), problems=request.problems, done=False)
    if register_in_doubt(request):
        return Outcome(messages.REGISTER_IN_DOUBT, problems=request.problems, done=False)
    settled = position(request)
    wanted = stated_customers(request, settled)
    earlier = registered(request, schema.STATEMENT_TYPE)
    chosen = [name for name in wanted if name not in on_day(request, earlier)]
    first = numbering.next_serial(
        request.settings.statement_number, request.as_of.year, request.tables["letters"]["letter"]
    )
    statements = make_statements(request, settled, chosen, earlier, first)
    numbers = [statement.number for statement in statements]
    confirmed = confirmations(request, wanted, numbers) if request.settings.confirmations else None
    problems = (*request.problems, *withheld(request), *(confirmed.problems if confirmed else ()))
    if confirmed and not confirmed.done:
        return Outcome(messages.letters_refused(len(confirmed.problems)), problems=problems, done=False)
    letters = len(confirmed.letters) if confirmed else 0
    if not statements and not letters:
        return Outcome(messages.no_statement(len(wanted) - len(chosen)), problems=problems)
    payable = sum(statement.totals.payable for statement in statements)
    path = messages.statement_path(request.as_of, first, first + len(statements) - 1)
    book = (
        Book(path, tuple(statement_page(statement, request.settings) for statement in statements)),
        Append(schema.LETTERS.title, schema.LETTERS.pick(*REGISTERED), register(statements, path)),
    )
    return Outcome(
        messages.stated(len(statements), letters, len(withheld(request))),
        (*(book if statements else ()), *(confirmed.changes if confirmed else ())),
        problems=problems,
        figures=messages.statement_figures(
            len(statements), yuan(payable), latest_receipt(request), letters if confirmed else None
        ),
    )


def stated_customers(request: Request, settled: Settlement) -> list[str]:
    """Return the customers to state, in the sheet's order: those selected, else those who owe or have prepaid."""
    contracts = request.tables["contracts"].join(settled.contracts, how="inner")
    balances = contracts.groupby("customer")[["unpaid_principal", "unpaid_penalty", "unpaid_costs", "prepaid"]].sum()
    wanted = set(request.select or balances.index[(balances != 0).any(axis=1)]) & set(balances.index)
    customers = request.tables["customers"]["customer"].drop_duplicates()
    return [name for name in customers if name in wanted - request.blocked_customers]


def make_statements(
    request: Request, settled: Settlement, chosen: Sequence[str], earlier: pd.DataFrame, first: int
) -> list[Statement]:
    """Return the statements of the customers chosen, numbered from the serial ``first``.

    ``earlier`` ones tell where their periods begin.
    """
    customers = request.tables["customers"].drop_duplicates("customer").set_index("customer")[["customer_name", "uscc"]]
    named = dict(zip(customers.index, customers.itertuples(index=False, name=None), strict=True))
    form, year = request.settings.statement_number, request.as_of.year
    since = earlier[earlier["as_of"] < pd.Timestamp(request.as_of)].groupby("customer")["as_of"].max()
    facts = gather(request, settled)
    return [
        state(
            {name: of(customer) for name, of in facts.items()},
            (customer, *named[customer]),
            numbering.render(form, year, serial),
            pd.Timestamp(request.as_of),
            since.get(customer),
        )
        for serial, customer in enumerate(chosen, first)
    ]


def confirmations(request: Request, wanted: Sequence[str], taken: Sequence[str]) -> Made:
    """Make requests for confirmation for those who have none of this day; ``taken`` are numbers given in this run."""
    confirmed = on_day(request, registered(request, schema.CONFIRMATION_TYPE))
    letters = [Wanted(schema.CONFIRMATION_TYPE, name) for name in wanted if name not in confirmed]
    return make_letters(request, letters, state=ISSUED, account=True, taken=taken)


def registered(request: Request, letter_type: str) -> pd.DataFrame:
    """Return the letters of a type registered so far; void ones do not count."""
    letters = request.tables["letters"]
    valid = letters["state"].cat.codes != int(LetterState.VOID)
    return letters[(letters["letter_type"] == letter_type) & valid]


def on_day(request: Request, letters: pd.DataFrame) -> set[str]:
    """Return the customers with one of these letters as of the request's day."""
    return set(letters.loc[letters["as_of"] == pd.Timestamp(request.as_of), "customer"])


def withheld(request: Request) -> list[Problem]:
    """Name the customers whose statement is withheld because an error in the data touches them."""
    asked = set(request.select) or request.blocked_customers
    return [
        Problem("customer-withheld", schema.CUSTOMERS.title, found=customer, level=Level.HINT)
        for customer in sorted(request.blocked_customers & asked)
    ]


def by_customer(frame: pd.DataFrame) -> Callable[[str], pd.DataFrame]:
    """Split a frame by its column ``customer`` once; a customer without rows gets an empty frame."""
    groups = dict(tuple(frame.groupby("customer", sort=False)))
    empty = frame.iloc[:0]
    return lambda customer: groups.get(customer, empty)


def gather(request: Request, settled: Settlement) -> dict[str, Callable[[str], pd.DataFrame]]:
    """Return instalments, receipts, repaid principal, penalty lines and contracts with figures, by customer."""
    tables = request.tables
    customer_of = tables["contracts"].set_index("contract")["customer"]
    instalments = tables["instalments"].join(settled.instalments, how="inner")
    receipts = tables["receipts"].join(settled.receipts, how="inner")
    segments = explained_segments(request, settled)
    repaid = settled.allocations[settled.allocations["item"] == int(Item.PRINCIPAL)]
    return {
        "items": by_customer(instalments.assign(customer=instalments["contract"].map(customer_of))),
        "receipts": by_customer(receipts.assign(customer=receipts["contract"].map(customer_of))),
        "segments": by_customer(segments.assign(customer=segments["contract"].map(customer_of))),
        "repaid": by_customer(repaid.assign(customer=repaid["contract"].map(tables["contracts"]["customer"]))),
        "contracts": by_customer(tables["contracts"].join(settled.contracts, how="inner")),
    }


def state(
    facts: Mapping[str, pd.DataFrame],
    customer: tuple[str, str, str],
    number: str,
    as_of: pd.Timestamp,
    last_stated: pd.Timestamp | None,
) -> Statement:
    """Make one statement of a customer (ID, name, credit code).

    The period runs from the day after the last one (from the first contract if none).
    """
    items, receipts, repaid, contracts = facts["items"], facts["receipts"], facts["repaid"], facts["contracts"]
    before = last_stated if last_stated is not None else pd.Timestamp.min
    fallen_due = items["rolled_due"] <= as_of
    stated_due, stated_paid = items["rolled_due"] <= before, repaid["day"] <= before
    totals = Totals(
        due=int(items.loc[fallen_due, "unpaid_principal"].sum()),
        not_due=int(items.loc[~fallen_due, "unpaid_principal"].sum()),
        penalty=int(contracts["unpaid_penalty"].sum()),
        costs=int(contracts["unpaid_costs"].sum()),
        prepaid=int(contracts["prepaid"].sum()),
        opening=int(items.loc[stated_due, "amount"].sum()) - int(repaid.loc[stated_paid, "amount"].sum()),
        fallen_due=int(items.loc[fallen_due & ~stated_due, "amount"].sum()),
        repaid=int(repaid.loc[~stated_paid, "amount"].sum()),
    )
    moved = items.index.isin(repaid.loc[~stated_paid, "debt"])
    shown = (items["unpaid_principal"] > 0) | (items["unpaid_penalty"] > 0) | (fallen_due & ~stated_due) | moved
    return Statement(
        number=number,
        customer=customer[0],
        customer_name=customer[1],
        uscc=customer[2],
        since=None if last_stated is None else (last_stated + pd.Timedelta(days=1)).date(),
        as_of=as_of.date(),
        totals=totals,
        items=items[shown].sort_values(["contract", "due"], kind="stable"),
        receipts=receipts[receipts["received"] > before].sort_values("received", kind="stable"),
        segments=facts["segments"],
    )


def register(statements: list[Statement], path: str) -> pd.DataFrame:
    """Return the rows of 函件登记 for these statements."""
    as_of = pd.Series([pd.Timestamp(statement.as_of) for statement in statements])
    return pd.DataFrame(
        {
            "letter": [statement.number for statement in statements],
            "letter_type": schema.STATEMENT_TYPE,
            "customer": [statement.customer for statement in statements],
            "as_of": as_of,
            "principal": [statement.totals.due + statement.totals.not_due for statement in statements],
            "penalty": [statement.totals.penalty for statement in statements],
            "costs": [statement.totals.costs for statement in statements],
            "prepaid": [statement.totals.prepaid for statement in statements],
            "total": [statement.totals.payable for statement in statements],
            "file": path,
            "state": schema.LETTER_STATES[LetterState.ISSUED],
            "sent": as_of,
        },
        columns=list(REGISTERED),
    )
