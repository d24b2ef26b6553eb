"""How long the whole command 计算逾期 takes in memory, from typed tables to its changes, and what it spends it on.

Run as ``python -m tests.bench.overdue [ROWS]``; prints a Markdown table. Seconds are of the processor, on one core.
"""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, Any

import pandas as pd

from addin.commands import overdue
from addin.domain.dunning import assess
from addin.domain.settings import Settings
from addin.ledger import schema
from addin.ledger.position import position
from addin.ledger.starter import starting_tables
from addin.letters.explain import explained_allocations, explained_segments, next_steps
from addin.ports import Request
from tests.domain.ledgers import AS_OF, large_ledger, table

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


ROWS = 100_000
CUSTOMERS = 500

UNUSED = (schema.LETTERS, schema.LETTER_LINES, schema.CONTACT_LOG, schema.COMPLAINTS)


def main(arguments: Sequence[str] = ()) -> None:
    """Print seconds of the command and of its parts, and their share."""
    rows = int(arguments[0]) if arguments else ROWS
    request = large_request(rows)
    overdue.run(large_request(1_000))  # imports and first calls
    whole, _ = _timed(lambda: overdue.run(request))
    settling, settled = _timed(lambda: position(request))
    tables = request.tables
    judging, chased = _timed(lambda: assess(tables, settled.instalments, AS_OF, schema.NEVER_CHASED))
    parts = {
        "settle": settling,
        "违约金明细 in words": _timed(lambda: explained_segments(request, settled))[0],
        "回款冲抵明细 in words": _timed(lambda: explained_allocations(tables, settled))[0],
        "dunning stages": judging,
        "下一步 in words": _timed(lambda: next_steps(chased))[0],
    }
    print(f"| 计算逾期, {rows:,} instalments + {rows:,} receipts | CPU seconds | share |")
    print("|---|--:|--:|")
    for name, seconds in [("whole command", whole), *parts.items()]:
        print(f"| {name} | {seconds:.2f} | {seconds / whole:.0%} |")


def large_request(rows: int) -> Request:
    """Return the request of a large ledger of :data:`CUSTOMERS` customers with the starting strategies."""
    tables = starting_tables() | large_ledger(rows, rows)
    contracts, instalments, receipts = (tables[name] for name in ("contracts", "instalments", "receipts"))
    owner = [f"C{at % CUSTOMERS}" for at in range(len(contracts))]
    people = [
        {"customer": f"C{at}", "customer_name": f"客户{at}", "strategy": schema.CUSTOMERS.column("strategy").default,
         "address": "A"} for at in range(CUSTOMERS)
    ]  # fmt: skip
    owed = instalments.groupby("contract")["amount"].sum()
    method = schema.RECEIPTS.column("method").options
    tables |= {
        "customers": table(schema.CUSTOMERS, people),
        "contracts": contracts.assign(
            customer=pd.array(owner, dtype="str"), contract_amount=owed.reindex(contracts["contract"]).to_numpy()
        ),
        "instalments": instalments.assign(invoice="", disputed=0),
        "receipts": receipts.assign(
            receipt="R" + receipts.index.astype("str"),
            method=pd.Categorical.from_codes([0] * len(receipts), categories=pd.Index(list(method))),
        ),
        "costs": table(schema.COSTS, []),
        **{sheet.name: table(sheet, []) for sheet in UNUSED},
    }
    return Request(tables, Settings(), AS_OF, pd.Timestamp(AS_OF).to_pydatetime())


def _timed(call: Callable[[], Any]) -> tuple[float, Any]:
    start = time.process_time()
    result = call()
    return time.process_time() - start, result


if __name__ == "__main__":
    main(sys.argv[1:])
