"""Several rows of a source about one thing as one row of the ledger: contracts, customers, contacts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from addin.ledger.cells import folded

if TYPE_CHECKING:
    from addin.ledger.intake.parties import Parties


def once(contracts: pd.DataFrame) -> pd.DataFrame:
    """Return one row per contract, of each column the first cell that is filled."""
    return first_filled(contracts, "contract")


def first_filled(frame: pd.DataFrame, key: str) -> pd.DataFrame:
    """Return one row per key in order of appearance, each column with its first filled cell; types stay."""
    if frame.empty:
        return frame
    blank = frame.astype("object").mask(frame.isin([""]))
    for name in ("contract_amount", "grace_days"):
        if name in blank:
            blank[name] = blank[name].mask(blank[name] == 0)
    keys = frame[key].drop_duplicates()
    first = pd.DataFrame({key: keys.to_numpy()})
    for column, kind in zip(list(frame), frame.dtypes, strict=True):
        if column == key:
            continue
        found = (
            blank[column].groupby(frame[key], sort=False).first().reindex(keys).astype("object").reset_index(drop=True)
        )
        plain = 0 if isinstance(kind, np.dtype) and kind.kind in "ib" else "" if str(kind) == "str" else None
        first[column] = found.where(found.notna(), plain)
    return first.astype(dict(frame.dtypes))[list(frame)]


def customers(named: pd.DataFrame, contracts: pd.DataFrame) -> pd.DataFrame:
    """Return one row per customer of the contracts, or that a list of customers names.

    Salesperson and department only where all rows agree.
    """
    frame = named[named["customer"] != ""]
    wanted = {*contracts["customer"], *frame.loc[frame["contract"] == "", "customer"]}
    frame = frame[frame["customer"].isin(list(wanted))]
    first = first_filled(frame, "customer")
    for name in ("salesperson", "department"):
        several = frame[frame[name] != ""].groupby("customer")[name].nunique()
        first.loc[first["customer"].isin(several.index[several > 1]), name] = ""
    return first


def contacts(frame: pd.DataFrame, parties: Parties) -> pd.DataFrame:
    """Return the contacts of known customers, each person once."""
    named = frame.assign(customer=parties.find(frame))
    named = named[(named["customer"] != "") & (named["person"] != "")]
    keys = named["customer"] + "\n" + named["person"].map(folded)
    return named[~keys.duplicated()]
