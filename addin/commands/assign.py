"""分派: give every overdue customer a collector; what changes stands in 分派 and in 客户.催收员 (ASG-01, ASG-03).

It also says what came of earlier assignments this month: 分派绩效 with stars (ASG-02), and 内审督促 (AUD-01).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from addin import messages
from addin.domain.assignment import absent, assign_by_amount, assign_equal, month_results, stand_ins, stars
from addin.domain.money import yuan
from addin.domain.terms import AssignMode
from addin.ledger import schema
from addin.ledger.collectors import audit_changes, month_cases
from addin.ledger.position import latest_receipt, position
from addin.ledger.reporting import in_columns
from addin.ports import Fill, Outcome, Replace

if TYPE_CHECKING:
    import pandas as pd

    from addin.domain.settlement import Settlement
    from addin.ports import Change, Request

MOST_FIGURES = 50


def run(request: Request) -> Outcome:
    """Assign the overdue customers (or those selected) by the mode of the settings, in the order of the sheet 客户."""
    known = {*request.tables["customers"]["customer"], *request.blocked_customers}
    unknown = [name for name in request.select if name not in known]
    if unknown:
        return Outcome(messages.unknown_customers(unknown), problems=request.problems, done=False)
    mode = AssignMode(request.settings.assign_mode)
    settled = position(request)
    cases = overdue_customers(request, settled)
    results = [month_sheet(request, settled), *audit_changes(request, settled)]
    if cases.empty:
        return Outcome(messages.NO_CASES, tuple(results), problems=request.problems)
    staff = request.tables["staff"]
    present = staff[staff["takes_part"] & ~absent(staff, request.as_of)].drop_duplicates("person")
    people = present["person"].tolist()
    if mode is not AssignMode.SELLER and not people:
        return Outcome(messages.NO_STAFF, problems=request.problems, done=False)
    if mode is AssignMode.EQUAL_COUNT:
        given = assign_equal(cases["before"], people)
    elif mode is AssignMode.EQUAL_AMOUNT:
        given = assign_by_amount(cases["principal"], cases["before"], people)
    else:
        away = staff.loc[absent(staff, request.as_of), "person"].tolist()
        given = stand_ins(cases["salesperson"], cases["department"], away, present.set_index("person")["department"])
    table = cases.assign(collector=given, explanation=explained(cases["before"], given))
    changed = table[(table["collector"] != table["before"]) & (table["collector"] != "")]
    shares = summary(table)
    caption = messages.as_of_caption(request.as_of, latest_receipt(request))
    figures = [
        (name, messages.assign_figure(count, yuan(amount)))
        for name, count, amount in shares[["collector", "cases", "principal"]].itertuples(index=False, name=None)
    ]
    return Outcome(
        messages.assigned(len(table), len(shares), len(changed)),
        (
            Replace(
                schema.ASSIGNMENT.title,
                schema.ASSIGNMENT.columns,
                table[[column.name for column in schema.ASSIGNMENT.columns]].reset_index(drop=True),
                caption=caption,
            ),
            Replace(schema.ASSIGNED.title, schema.ASSIGNED.columns, shares, caption=caption),
            Fill(
                schema.CUSTOMERS.title, schema.CUSTOMERS.pick("collector"), changed[["collector"]], keep_others=True
            ),
            *results,
        ),
        problems=request.problems,
        figures=tuple(figures[:MOST_FIGURES]),
        question=messages.ask_to_assign(len(changed)),
    )


def month_sheet(request: Request, settled: Settlement) -> Change:
    """Write 分派绩效: what the cases of each collector came to in the month of the request's day (ASG-02)."""
    results = month_results(month_cases(request, settled)).reset_index()
    month = f"{request.as_of:%Y-%m}"
    number = stars(results["rate"], request.settings.star_rates)
    table = results.assign(month=month, stars=[messages.STAR * count for count in number])
    return Replace(
        schema.COLLECTOR_MONTH.title,
        schema.COLLECTOR_MONTH.columns,
        in_columns(schema.COLLECTOR_MONTH, table),
        caption=messages.collector_month_caption(month, request.as_of),
    )


def overdue_customers(request: Request, settled: Settlement) -> pd.DataFrame:
    """Return the customers with overdue principal, their seller and collector so far; index = rows of 客户.

    A customer without a seller has that of the contract with the most overdue principal.
    """
    instalments = settled.instalments
    overdue = instalments[instalments["overdue_days"] > 0]
    contracts = request.tables["contracts"].drop_duplicates("contract").set_index("contract")
    rows = overdue.assign(contract=request.tables["instalments"].loc[overdue.index, "contract"])
    rows = rows.join(contracts[["customer", "salesperson"]], on="contract")
    sums = rows.groupby("customer").agg(
        principal=("unpaid_principal", "sum"), longest_overdue=("overdue_days", "max")
    )
    largest = rows.groupby(["customer", "salesperson"])["unpaid_principal"].sum().reset_index()
    largest = largest.sort_values("unpaid_principal", kind="stable").drop_duplicates("customer", keep="last")
    known = request.tables["customers"].drop_duplicates("customer")
    wanted = known["customer"].isin(request.select) if request.select else known["customer"] != ""
    cases = known[wanted & ~known["customer"].isin(list(request.blocked_customers))]
    cases = cases[["customer", "customer_name", "department", "salesperson", "collector"]]
    cases = cases.rename(columns={"collector": "before"}).join(sums, on="customer", how="inner")
    other = largest.set_index("customer")["salesperson"].reindex(cases["customer"]).fillna("").to_numpy()
    cases["salesperson"] = cases["salesperson"].where(cases["salesperson"] != "", other)
    return cases


def explained(before: pd.Series, given: pd.Series) -> list[str]:
    """Say of each case whether and from whom it moved."""
    return [
        messages.ASSIGN_NOBODY
        if not name
        else messages.ASSIGN_STAYS
        if name == owner
        else messages.assign_change(owner)
        if owner
        else messages.ASSIGN_NEW
        for owner, name in zip(before, given, strict=True)
    ]


def summary(table: pd.DataFrame) -> pd.DataFrame:
    """Return 分派汇总: cases and overdue principal of each collector, in order of first appearance."""
    rows = table[table["collector"] != ""]
    rows = rows.assign(stays=rows["collector"] == rows["before"])
    shares = rows.groupby("collector", sort=False).agg(
        cases=("customer", "size"), kept=("stays", "sum"), principal=("principal", "sum")
    )
    return shares.reset_index()
