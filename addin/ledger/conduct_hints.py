"""Hints on entries of 催收记录 that break the rules of conduct (RULES §8): hours, calls a day, forbidden words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from addin.domain.conduct import CALLS_A_DAY, call_numbers, forbidden, listed_names, outside_hours
from addin.domain.terms import FirmSize
from addin.ledger import schema
from addin.ledger.checks import found_in
from addin.ports import Level

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from addin.domain.settings import Settings
    from addin.ports import Problem

CALL, VISIT = schema.CONTACT_METHODS[:2]
TOLD = ("response", "remark")
# Codes of what was found, for companies and for natural persons, for whom the limits are hard.
HOURS = ("contact-hours", "contact-hours-person")
OFTEN = ("contact-often", "contact-often-person")


def conduct_hints(tables: Mapping[str, pd.DataFrame], settings: Settings) -> list[Problem]:
    """Return what the log shows of contacts out of hours, of more than three calls a day, and of forbidden words."""
    log, people = tables["contact_log"], natural_persons(tables["customers"])
    calls = log[log["method"] == CALL]
    late = log[log["method"].isin([CALL, VISIT]) & outside_hours(log["contacted"])]
    numbers = call_numbers(calls)
    often = calls[numbers > CALLS_A_DAY]
    problems: list[Problem] = []
    for person in (False, True):
        timed = late[late["customer"].isin(people) == person]
        problems += found_in("contact_log", "contacted", timed, HOURS[person], Level.HINT)
        counted = often[often["customer"].isin(people) == person]
        problems += found_in(
            "contact_log", "counterpart", counted, OFTEN[person], Level.HINT, count=numbers.astype("str")
        )
    for name in TOLD:
        words = forbidden(log[name], listed_names(settings.forbidden_words))
        problems += found_in("contact_log", name, log[words != ""], "forbidden-words", Level.HINT, words=words)
    return problems


def natural_persons(customers: pd.DataFrame) -> list[str]:
    """Return the customers who are natural persons."""
    return list(customers.loc[customers["firm_size"].cat.codes == FirmSize.PERSON, "customer"])
