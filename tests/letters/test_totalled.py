"""Rows that several buttons add to a sheet that people fill in."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from addin.domain.settings import Settings
from addin.ledger import schema
from addin.letters.totalled import appended
from addin.ports import Append, Request

ROWS = pd.DataFrame({"customer": ["KH-1"], "step": [1]})


def request(*titles: str) -> Request:
    day = dt.datetime(2026, 6, 30, 9)
    return Request({}, Settings(), day.date(), day, titles=titles)


def test_rows_are_added_in_the_columns_that_they_have() -> None:
    [change] = appended(request(schema.TRACING.title), schema.TRACING, ROWS)
    assert isinstance(change, Append)
    assert [column.name for column in change.columns] == ["customer", "step"]


def test_a_sheet_that_is_not_there_yet_begins_with_every_column_that_people_fill_in() -> None:
    [change] = appended(request(), schema.CONTACT_LOG, ROWS[["customer"]])
    assert isinstance(change, Append)
    assert change.columns == tuple(column for column in schema.CONTACT_LOG.columns if not column.computed)
    assert change.frame["customer"].tolist() == ["KH-1"]
    assert change.frame.drop(columns="customer").isna().all(axis=None)


def test_without_rows_nothing_is_added() -> None:
    assert appended(request(), schema.TRACING, ROWS.iloc[:0]) == []
