"""Hints on agreed penalties that the law may cut, raise or supply (RULES §3), as problems of 合同台账."""

from __future__ import annotations

from collections import defaultdict
from functools import cache, partial
from typing import TYPE_CHECKING

import numpy as np

from addin.domain.penalty_limits import penalty_findings
from addin.domain.rates import build_quotes
from addin.domain.terms import PenaltyFinding
from addin.ledger import schema
from addin.ledger.cells import plain_number
from addin.ledger.checks import printed
from addin.ports import Level, Problem

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Mapping

    import pandas as pd

    from addin.domain.settings import Settings

CODES = {
    PenaltyFinding.OVER_130: ("penalty-over-130", "penalty_rate"),
    PenaltyFinding.BELOW_LPR: ("penalty-below-lpr", "penalty_rate"),
    PenaltyFinding.LENDING_CAP: ("lending-cap", "penalty_rate"),
    PenaltyFinding.NO_CLAUSE: ("no-penalty-clause", "penalty_mode"),
    PenaltyFinding.NO_CLAUSE_SME: ("no-penalty-clause-sme", "penalty_mode"),
}
MOST_NAMES = 10
PER_CENT_OF_RATE, PER_CENT_OF_LPR, UNIT = 10**10, 10**8, 10**8


def hints(
    tables: Mapping[str, pd.DataFrame], settings: Settings, as_of: dt.date, blocked: Collection[str] = ()
) -> list[Problem]:
    """Return the hints, one for all contracts with the same terms, on the first of them, which it counts and names.

    Most ledgers use two or three penalty clauses for hundreds of contracts; a hint on each would bury the errors.
    Contracts settled or ``blocked`` are left out.
    """
    contracts = tables["contracts"]
    judged = (contracts["contract_state"] != schema.SETTLED) & ~contracts["contract"].isin(list(blocked))
    contracts = contracts[judged]
    if contracts.empty:
        return []
    instalments = tables["instalments"]
    sizes = tables["customers"].drop_duplicates("customer").set_index("customer")["firm_size"].cat.codes
    loans = instalments.loc[instalments["nature"] == schema.LOAN, "contract"]
    found = penalty_findings(
        contracts,
        contracts["customer"].map(sizes).fillna(-1).to_numpy().astype(np.int64),
        contracts["contract"].isin(loans).to_numpy(),
        instalments.groupby("contract")["due"].min().reindex(contracts["contract"]).set_axis(contracts.index),
        build_quotes(tables["lpr"]),
        settings,
        as_of,
    )
    columns = {name: schema.CONTRACTS.column(name) for _, name in CODES.values()}
    quoted = {name: printed(contracts[name], column) for name, column in columns.items()}
    told_of = cache(partial(figures, settings))
    alike: dict[tuple[str, str, str, tuple[tuple[str, str], ...]], list[int]] = defaultdict(list)
    for finding in found.to_dict("records"):
        code, name = CODES[PenaltyFinding(finding["finding"])]
        row = int(finding["contract"])
        told = told_of(finding["agreed"], finding["limit"], finding["lpr"], finding["lpr_since"])
        alike[code, columns[name].header, quoted[name][row], told].append(row)
    return [
        Problem(
            code,
            schema.CONTRACTS.title,
            rows[0],
            header,
            value,
            Level.HINT,
            {**dict(told), "count": str(len(rows)), "names": names(contracts.loc[rows, "contract"])},
        )
        for (code, header, value, told), rows in alike.items()
    ]


def figures(settings: Settings, agreed: int, limit: int, lpr: int, since: pd.Timestamp) -> tuple[tuple[str, str], ...]:
    """Return the printed figures of a finding: rates per year and the LPR in per cent."""
    return (
        ("agreed", per_cent(agreed, PER_CENT_OF_RATE)),
        ("limit", per_cent(limit, PER_CENT_OF_RATE)),
        ("lpr", per_cent(lpr, PER_CENT_OF_LPR)),
        ("quote", f"{since:%Y-%m-%d}"),
        ("multiple", plain_number(settings.statutory_multiple / UNIT)),
    )


def names(contracts: pd.Series) -> str:
    """Name the contracts alike, the first ones of many."""
    return "、".join(contracts.head(MOST_NAMES)) + ("…" if len(contracts) > MOST_NAMES else "")


def per_cent(rate: int, units: int) -> str:
    """Print a rate of so many units per per cent, to four decimals: 18.25."""
    return plain_number(round(rate / units, 4))
