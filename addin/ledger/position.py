"""Where every debt stands on a day: the one call from tables to calendar and settlement that commands share."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pandas as pd

from addin.domain.calendar import Calendar, build_calendar
from addin.domain.settlement import Settlement, settle
from addin.ledger import schema
from addin.ports import Level

if TYPE_CHECKING:
    from addin.ports import Request

LOOK_AHEAD = dt.timedelta(days=4 * 366)  # limitation looks three years ahead and rolls from there


def ledger_calendar(request: Request) -> Calendar:
    """Build the working-day calendar over all days that the ledger's dates and deadlines can touch."""
    due, signed = request.tables["instalments"]["due"], request.tables["contracts"]["signed"]
    days = pd.concat([due, signed, pd.Series([pd.Timestamp(request.as_of)])]).dropna()
    first, last = days.min().date(), days.max().date()
    return build_calendar(first, last + LOOK_AHEAD, request.tables["holidays"])


def position(request: Request, as_of: dt.date | None = None) -> Settlement:
    """Settle the ledger as of ``as_of`` (default: the request's); blocked contracts are left out whole."""
    return settle(settled_tables(request), request.settings, as_of or request.as_of, ledger_calendar(request))


def settled_tables(request: Request) -> dict[str, pd.DataFrame]:
    """Return the tables without the blocked contracts: an error in one row leaves no figure of its contract to trust.

    Only the sheet of contracts is cut; ``settle`` leaves out what hangs on a contract that is not there.
    """
    contracts = request.tables["contracts"]
    return {**request.tables, "contracts": contracts[~contracts["contract"].isin(list(request.blocked_contracts))]}


def contract_balances(request: Request, settled: Settlement) -> pd.DataFrame:
    """Return the settled figures of the contracts by contract ID (fen)."""
    return settled.contracts.set_index(request.tables["contracts"].loc[settled.contracts.index, "contract"])


def latest_receipt(request: Request) -> dt.date | None:
    """Return the day of the newest receipt up to the as-of date: figures are complete up to here."""
    received = request.tables["receipts"]["received"]
    newest = received[received <= pd.Timestamp(request.as_of)].max()
    return None if pd.isna(newest) else newest.date()


def register_in_doubt(request: Request) -> bool:
    """Tell whether 函件登记 has errors: rows that cannot be read may hold numbers, and none may be given twice."""
    return any(
        problem.sheet == schema.LETTERS.title and problem.level is Level.ERROR for problem in request.problems
    )
