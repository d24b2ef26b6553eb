from __future__ import annotations

from addin.ledger import schema
from addin.ledger.starter import starting_tables


def test_typ_01_the_seven_types_of_debtors_have_traits_warnings_and_26_tactics() -> None:
    tips = starting_tables()["debtor_tips"]
    trait, tactic, warning = schema.TIP_KINDS
    types = list(schema.CUSTOMERS.column("debtor_type").options)
    of_kind = {kind: tips.loc[tips["tip_kind"] == kind, "debtor_type"].astype("str") for kind in schema.TIP_KINDS}
    assert of_kind[tactic].value_counts(sort=False).reindex(types).tolist() == [5, 2, 4, 4, 4, 4, 3]
    assert set(of_kind[trait]) == set(of_kind[warning]) == set(types)
