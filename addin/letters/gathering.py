"""What the ledger gives to letters: the record of each, gathered from customers, contacts, contracts and register."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from addin.domain.calendar import add_workdays
from addin.domain.dunning import UNSENT
from addin.ledger import numbering, schema
from addin.ledger.position import ledger_calendar
from addin.letters.records import Facts, dunning_record

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Hashable, Sequence

    from addin.letters.program import Record
    from addin.ports import Request


def numbered(request: Request, ready: pd.DataFrame, as_of: dt.date, taken: Sequence[str] = ()) -> pd.DataFrame:
    """Give each letter its number, deadlines and the columns of 函件登记; one row a letter, in order of number.

    ``ready`` (index: the customer) has letter_type, stage, deadline_days (0: the setting's) and the sums in fen;
    ``taken`` are numbers beside those of the register.
    """
    form, year = request.settings.letter_number, request.as_of.year
    first = numbering.next_serial(form, year, [*request.tables["letters"]["letter"], *taken])
    letters = ready.reset_index()
    letters["customer_name"] = letters["customer"].map(
        request.tables["customers"].set_index("customer")["customer_name"]
    )
    letters["letter"] = [numbering.render(form, year, first + at) for at in range(len(letters))]
    letters["as_of"], letters["sent"] = pd.Timestamp(as_of), pd.Timestamp(request.as_of)
    within = letters["deadline_days"].where(letters["deadline_days"] > 0, request.settings.pay_within_days)
    sent = letters["sent"].to_numpy().astype("datetime64[D]")
    calendar = ledger_calendar(request)
    letters["pay_by"] = add_workdays(sent, within.to_numpy(dtype="int64"), calendar)[0]
    pay_by = letters["pay_by"].to_numpy().astype("datetime64[D]")
    letters["suspended_from"] = add_workdays(pay_by, request.settings.suspend_after_days, calendar)[0]
    return letters


def letter_records(request: Request, letters: pd.DataFrame, lines: pd.DataFrame) -> list[Record]:
    """Return what each letter may print, in the order of ``letters``."""
    tables = request.tables
    contracts = tables["contracts"].set_index("contract")[["contract_name", "signed"]]
    printed = lines.join(contracts, on="contract").join(tables["instalments"]["amount"])
    by_letter: dict[str, list[dict[Hashable, Any]]] = {}
    for line in printed.to_dict("records"):
        by_letter.setdefault(line["letter"], []).append(line)
    customers = tables["customers"].set_index("customer", drop=False).to_dict("index")
    persons = addressees(tables["contacts"])["person"].to_dict()
    last = last_letters(tables["letters"])
    again = repeated(request, letters, lines)
    until = object_by(request)
    settings = asdict(request.settings)
    return [
        dunning_record(
            Facts(
                letter=letter,
                customer=customers[letter["customer"]],
                lines=by_letter.get(letter["letter"], ()),
                addressee=persons.get(letter["customer"], ""),
                pay_by=letter["pay_by"].date(),
                suspended_from=letter["suspended_from"].date(),
                object_by=until,
                again=letter["letter"] in again,
                last_number=last.get(letter["customer"], ("", None))[0],
                last_sent=last.get(letter["customer"], ("", None))[1],
            ),
            settings,
        )
        for letter in letters.to_dict("records")
    ]


def addressees(contacts: pd.DataFrame) -> pd.DataFrame:
    """Return the contact each customer's letters go to, by customer: the one for finance, else the first one named."""
    other = contacts["role"] != schema.FINANCE_ROLE
    first = contacts.assign(other=other).sort_values("other", kind="stable").drop_duplicates("customer")
    return first.set_index("customer")


def repeated(request: Request, letters: pd.DataFrame, lines: pd.DataFrame) -> set[str]:
    """Return the numbers of letters beyond the first stage whose debts were dunned by a letter of that type before."""
    register = request.tables["letters"]
    sent = register.loc[~register["state"].cat.codes.isin(UNSENT), ["letter", "letter_type"]]
    before = request.tables["letter_lines"][["letter", "instalment"]].merge(sent, on="letter")
    beyond = letters.loc[letters["stage"] > 1, ["letter", "letter_type"]]
    asked = lines[["letter", "instalment"]].merge(beyond, on="letter")
    return set(asked.merge(before, on=["instalment", "letter_type"])["letter_x"])


def last_letters(letters: pd.DataFrame) -> dict[str, tuple[str, dt.date | None]]:
    """Return number and day of the last dunning letter sent to each customer."""
    sent = letters[~letters["letter_type"].isin(schema.ACCOUNT_TYPES) & ~letters["state"].cat.codes.isin(UNSENT)]
    sent = sent[sent["sent"].notna()].sort_values(["sent", "letter"], kind="stable")
    days = (day.date() for day in sent["sent"])
    return dict(zip(sent["customer"], zip(sent["letter"], days, strict=True), strict=True))


def object_by(request: Request) -> dt.date:
    """Return the last day to object, in working days from the sending."""
    sent = np.array([request.as_of], dtype="datetime64[D]")
    day: dt.date = add_workdays(sent, request.settings.object_within_days, ledger_calendar(request))[0][0].item()
    return day
