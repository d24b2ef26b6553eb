"""记录催收: append prefilled rows to 催收记录 for the chosen contracts; what was said is added by hand (LOG-01)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from addin import messages
from addin.ledger import numbering, schema
from addin.ports import Append, Outcome

if TYPE_CHECKING:
    from addin.ports import Request

PREFILLED = ("entry", "contacted", "customer", "contract", "method", "handler", "counterpart")


def run(request: Request) -> Outcome:
    """Prefill one entry per chosen contract; an unknown contract refuses the whole, nothing is written."""
    contracts = request.tables["contracts"].drop_duplicates("contract").set_index("contract")
    chosen = list(dict.fromkeys(request.select))
    unknown = [contract for contract in chosen if contract not in contracts.index]
    if unknown or not chosen:
        return Outcome(messages.unknown_contracts(unknown), done=False)
    rows = contracts.loc[chosen].reset_index()[["contract", "customer", "salesperson"]]
    form = schema.ENTRY_NUMBER
    first = numbering.next_serial(form, request.now.year, request.tables["contact_log"]["entry"])
    rows["entry"] = [numbering.render(form, request.now.year, first + at) for at in range(len(rows))]
    rows["contacted"] = pd.Timestamp(request.now.replace(second=0, microsecond=0))
    rows["method"] = schema.CONTACT_METHODS[0]
    rows["handler"] = request.settings.handler or rows["salesperson"]
    rows["counterpart"] = rows["customer"].map(reachable(request.tables["contacts"])).fillna("")
    return Outcome(
        messages.logged(len(rows)),
        (Append(schema.CONTACT_LOG.title, schema.CONTACT_LOG.pick(*PREFILLED), rows[list(PREFILLED)]),),
        figures=tuple(zip(rows["entry"], rows["contract"], strict=True)),
    )


def reachable(contacts: pd.DataFrame) -> pd.Series:
    """Return the first contact person with a valid number per customer, by customer."""
    valid = contacts[(contacts["phone_state"] == schema.PHONE_VALID) | contacts["phone_state"].isna()]
    return valid.drop_duplicates("customer").set_index("customer")["person"]
