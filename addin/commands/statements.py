"""出对账单: one print-ready page per customer, numbered and registered; nobody gets a second one for the same day."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from addin import messages
from addin.domain.money import yuan
from addin.domain.terms import Item, LetterState
from addin.ledger import numbering, schema
from addin.ledger.position import latest_receipt, position, register_in_doubt
from addin.letters.explain import explained_segments
from addin.letters.statement import Statement, Totals, statement_page
from addin.ports import Append, Book, Level, Outcome, Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from addin.domain.settlement import Settlement
    from addin.ports import Request

REGISTERED = (
    "letter", "letter_type", "customer", "as_of", "principal", "penalty", "costs", "prepaid", "total", "file", "state",
    "sent",
)  # fmt: skip


def run(request: Request) -> Outcome:
    """State the account of every customer who owes or has prepaid (or of those selected) as of the request's day."""
    customers = request.tables["customers"].drop_duplicates("customer").set_index("customer")
    unknown = [name for name in request.select if name not in customers.index]
    if unknown:
        return Outcome(messages.unknown_customers(unknown), problems=request.problems, done=False)
    if register_in_doubt(request):
        return Outcome(messages.REGISTER_IN_DOUBT, problems=request.problems, done=False)
    settled = position(request)
    contracts = request.tables["contracts"].join(settled.contracts, how="inner")
    balances = contracts.groupby("customer")[["unpaid_principal", "unpaid_penalty", "unpaid_costs", "prepaid"]].sum()
    wanted = set(request.select or balances.index[(balances != 0).any(axis=1)]) & set(balances.index)
    earlier = registered_statements(request)
    stated = set(earlier.loc[earlier["as_of"] == pd.Timestamp(request.as_of), "customer"])
    chosen = [name for name in customers.index if name in wanted - stated - request.blocked_customers]
    problems = (*request.problems, *withheld(request))
    if not chosen:
        return Outcome(messages.no_statement(len(wanted & stated)), problems=problems)
    form, year = request.settings.statement_number, request.as_of.year
    first = numbering.next_serial(form, year, request.tables["letters"]["letter"])
    since = earlier[earlier["as_of"] < pd.Timestamp(request.as_of)].groupby("customer")["as_of"].max()
    facts = gather(request, settled)
    statements = [
        state(
            {name: of(customer) for name, of in facts.items()},
            customers.loc[customer],
            numbering.render(form, year, serial),
            pd.Timestamp(request.as_of),
            since.get(customer),
        )
        for serial, customer in enumerate(chosen, first)
    ]
    path = messages.statement_path(request.as_of, first, first + len(chosen) - 1)
    payable = sum(statement.totals.payable for statement in statements)
    return Outcome(
        messages.stated(len(chosen), len(withheld(request))),
        (
            Book(path, tuple(statement_page(statement, request.settings) for statement in statements)),
            Append(
                schema.LETTERS.title,
                schema.LETTERS.pick(*REGISTERED),
                register(statements, path),
            ),
        ),
        problems=problems,
        figures=messages.statement_figures(len(statements), yuan(payable), latest_receipt(request)),
    )


def registered_statements(request: Request) -> pd.DataFrame:
    """Return the statements registered so far; void ones do not count."""
    letters = request.tables["letters"]
    valid = letters["state"].cat.codes != int(LetterState.VOID)
    return letters[(letters["letter_type"] == schema.STATEMENT_TYPE) & valid]


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
    customer: pd.Series,
    number: str,
    as_of: pd.Timestamp,
    last_stated: pd.Timestamp | None,
) -> Statement:
    """Make one statement; the period runs from the day after the last one (from the first contract if none)."""
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
        customer=str(customer.name),
        customer_name=customer["customer_name"],
        uscc=customer["uscc"],
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
