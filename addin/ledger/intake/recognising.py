"""What each column of a source table means, with how sure that is: by its heading, its sheet and its values."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from addin.ledger import cells, schema
from addin.ledger.cells import folded, shown
from addin.ledger.intake.balance import without_balances
from addin.ledger.intake.heading import Heading, find_heading, heading_at
from addin.ledger.intake.words import CONFIDENT, Meaning, Target, bare, foreign_word, meaning
from addin.ledger.schema import synonyms
from addin.ports import Kind, Level

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from addin.ports import Column, Grid

SAMPLE = 300  # rows below the header whose values are looked at
UNLIKELY = 0.3  # confidence of a heading whose values are something else
LEAST_LIKE = 0.5  # share of values that must read as what the column holds
CODE = re.compile(r"[A-Za-z]{0,6}[-_]?\d[\w-]*")
AMOUNT, DUE, PAID, RECEIVED = ("instalments", "amount"), ("instalments", "due"), ("", "paid"), ("receipts", "received")
RECEIPT, CONTRACT, CUSTOMER, NAME = (
    ("receipts", "amount"), ("contracts", "contract"), ("customers", "customer"), ("customers", "customer_name"),
)  # fmt: skip
CONTRACT_AMOUNT, UNPAID = ("contracts", "contract_amount"), ("", "unpaid")
DATED = (DUE, RECEIVED)
CUMULATIVE = "累计"
YUAN = next(iter(schema.UNITS_OF_MONEY))
IDENTITY = (CONTRACT, CUSTOMER, NAME, ("instalments", "instalment"), ("receipts", "receipt"))


@dataclass(frozen=True)
class SourceColumn:
    """A column of a source table: place (from 0), heading, what it feeds (None = nothing), and why.

    ``unit`` is the number of the instalment in a wide register, ``scale`` what its numbers are multiplied by to be
    yuan. ``reason`` is a code; ``candidate`` a target that is likely but not sure; ``constant`` a value for all rows of
    a column that the source lacks (``place`` is then -1).
    """

    place: int
    heading: str
    target: Target | None
    confidence: float = 1.0
    reason: str = "typed"
    unit: int = 0
    money_unit: str = ""
    example: str = ""
    candidate: Target | None = None
    constant: str = ""

    @property
    def scale(self) -> int:
        """Yuan per unit."""
        return schema.UNITS_OF_MONEY.get(self.money_unit, 1)


@dataclass(frozen=True)
class SheetMap:
    """How one sheet of a source is read: its header and what each column feeds; ``in_place``: the sheet is the ledger.

    ``confirmed`` once a user has had the chance to correct it.
    """

    sheet: str
    heading: Heading
    columns: tuple[SourceColumn, ...]
    in_place: bool = False
    confirmed: bool = False
    file: str = ""
    left_out: tuple[Target, ...] = field(default=())

    def fed(self) -> dict[tuple[str, str, int], SourceColumn]:
        """Return the columns that feed something, by sheet, column and number of the instalment."""
        return {(*one.target, one.unit): one for one in self.columns if one.target}

    def has(self, *targets: Target) -> bool:
        """Tell whether any of the targets is fed."""
        return any(one.target in targets for one in self.columns)

    def columns_in_units(self) -> bool:
        """Tell whether the instalments stand side by side."""
        return any(one.unit and one.target in (AMOUNT, DUE) for one in self.columns)

    def places(self, targets: Iterable[Target]) -> set[int]:
        """Return the columns (from 0) that feed these targets."""
        wanted = set(targets)
        return {one.place for one in self.columns if one.target in wanted and one.place >= 0}


def column_of(target: Target) -> Column:
    """Return the ledger's column that a target is; a figure of the source is money."""
    from addin.ports import Column as PortColumn  # noqa: PLC0415 - the value, not the type

    sheet, name = target
    if sheet:
        return schema.BY_NAME[sheet].column(name)
    return PortColumn(next(header for header, figure in schema.SOURCE_FIGURES.items() if figure == name), name,
                      Kind.MONEY)  # fmt: skip


def header_of(target: Target) -> str:
    """Return the header by which the sheet 列对应 names a target."""
    return next(header for header, one in schema.IMPORT_TARGETS.items() if one == target)


def propose(grid: Grid) -> SheetMap | None:
    """Return the mapping of a sheet as far as it is sure, None when the sheet holds no table that we know."""
    heading = find_heading(grid)
    return None if heading is None else propose_for(grid, heading)


def propose_at(grid: Grid, first: int, last: int) -> SheetMap:
    """Return the mapping of a sheet whose header the user named."""
    return propose_for(grid, heading_at(grid, first, last))


def propose_for(grid: Grid, heading: Heading) -> SheetMap:
    """Return the mapping of a sheet whose header is known."""
    role = role_of(grid.title, [meaning(text) for text in heading.texts])
    sample = grid.rows[heading.last : heading.last + SAMPLE]
    columns = [
        recognise(place, text, [row[place] if place < len(row) else None for row in sample], role, heading.unit)
        for place, text in enumerate(heading.texts)
        if text
    ]
    columns = without_rivals(_units(_receipts(columns)))
    columns = without_balances(columns, sample, (CONTRACT_AMOUNT, PAID, AMOUNT, UNPAID))
    return SheetMap(grid.title, heading, tuple(columns))


def role_of(title: str, meanings: Sequence[Meaning]) -> str:
    """Return the English name of the ledger sheet that a source sheet is about ("" = not known)."""
    known = {found.target for found in meanings if found.confidence >= CONFIDENT}
    wide = any(found.unit or found.named for found in meanings)
    if DUE in known or wide:
        return "instalments"
    if RECEIVED in known:
        return "receipts"
    word = folded(title)
    by_title = next((role for role, words in synonyms.ROLE_WORDS if any(part in word for part in words)), "")
    if known & {("contracts", "signed"), ("contracts", "contract_amount")}:
        return "contracts" if by_title != "instalments" else by_title
    return by_title or ("customers" if NAME in known and CONTRACT not in known else "")


def recognise(place: int, heading: str, values: Sequence[object], role: str, stated: str) -> SourceColumn:
    """Return what a column means; its values must look like it. ``stated`` is the sheet's unit of money."""
    found = meaning(heading, role)
    filled = [value for value in values if value is not None and not (isinstance(value, str) and not value.strip())]
    example = shown(filled[0]) if filled else ""
    found = _by_values(found, filled)
    target: Target | None = found.target
    confidence, reason = found.confidence, found.reason
    if target and filled and likeness(target, filled) < LEAST_LIKE:
        confidence, reason = min(confidence, UNLIKELY), "unlike"
    money_unit = ""
    if target and column_of(target).kind is Kind.MONEY:
        unit = bare(heading)[1] or stated or YUAN
        if unit not in schema.UNITS_OF_MONEY or foreign_word(heading):
            confidence, reason = min(confidence, UNLIKELY), "foreign"
        elif any(word in folded(heading) for word in synonyms.UNTAXED_WORDS):
            confidence, reason = min(confidence, UNLIKELY), "untaxed"
        elif found.reason == "wide" and target == AMOUNT and unit == YUAN and shares(filled):
            confidence, reason = min(confidence, UNLIKELY), "share"
        else:
            money_unit = unit
    sure = confidence >= CONFIDENT
    return SourceColumn(
        place, heading, target if sure else None, confidence, reason if sure or target else found.reason, found.unit,
        money_unit, example, None if sure else target, found.named,
    )  # fmt: skip


def shares(values: Sequence[object]) -> bool:
    """Tell whether all numbers are shares of a whole, such as 0.3: no instalment is of one yuan or less."""
    numbers = [value for value in values if isinstance(value, int | float)]
    return bool(numbers) and all(0 <= value <= 1 for value in numbers) and any(numbers)


def likeness(target: Target, values: Sequence[object]) -> float:
    """Return the share of values that can be read as what the target holds (1 for texts)."""
    column = column_of(target)
    if column.kind in {Kind.TEXT, Kind.OPTION, Kind.FLAG}:
        return 1.0
    flaws = cells.parse(list(values), column).flaws
    wrong = {flaw.position for flaw in flaws if flaw.level is Level.ERROR and flaw.code.startswith(("not-", "amb"))}
    return 1 - len(wrong) / len(values)


def _by_values(found: Meaning, values: Sequence[object]) -> Meaning:
    """Let the values decide where the heading alone does not: 客户 over codes, 第一期 over dates."""
    texts = [value for value in values if isinstance(value, str)]
    if found.target == NAME and texts and all(CODE.fullmatch(text.strip()) for text in texts):
        return replace(found, target=CUSTOMER)
    if found.reason == "wide" and found.target == AMOUNT and values and likeness(AMOUNT, values) < LEAST_LIKE:
        return replace(found, target=DUE)
    return found


def _receipts(columns: Sequence[SourceColumn]) -> list[SourceColumn]:
    """Take money with a day of payment beside it as receipts, money without one as paid to date."""
    dated = {one.unit or one.constant for one in columns if one.target == RECEIVED}
    has_amount = any(one.target == RECEIPT for one in columns)
    changed = []
    for one in columns:
        mine = (one.unit or one.constant) in dated
        plain = not one.unit and not one.constant
        if one.target == PAID and mine and not (plain and (has_amount or CUMULATIVE in one.heading)):
            changed.append(replace(one, target=RECEIPT))
        else:
            changed.append(one)
    return changed


def _units(columns: Sequence[SourceColumn]) -> list[SourceColumn]:
    """Give instalments that go by a name (预付款, 验收款 …) numbers after those that have one, in their order.

    Named amounts count only where a day belongs to them: 质保金 alone is no instalment.
    """
    named = dict.fromkeys(one.constant for one in columns if one.constant)
    if not named:
        return list(columns)
    due = {one.constant for one in columns if one.target == DUE}
    highest = max((one.unit for one in columns), default=0)
    numbers = {name: highest + at for at, name in enumerate((name for name in named if name in due), 1)}
    numbered = []
    for one in columns:
        if one.constant in numbers:
            numbered.append(replace(one, unit=numbers[one.constant], constant=""))
        elif one.constant:
            lone = replace(one, target=None, candidate=one.target, confidence=UNLIKELY, reason="undated", constant="")
            numbered.append(lone)
        else:
            numbered.append(one)
    return numbered


def without_rivals(columns: Sequence[SourceColumn]) -> list[SourceColumn]:
    """Take no column where several mean the same and none is clearly meant: the user is asked.

    The ledger's own header wins over other words for it.
    """
    count = Counter((one.target, one.unit) for one in columns if one.target)
    result = []
    for one in columns:
        if not one.target or count[one.target, one.unit] == 1:
            result.append(one)
            continue
        rivals = [other for other in columns if other.target == one.target and other.unit == one.unit]
        best = max(other.confidence for other in rivals)
        lone = sum(other.confidence == best for other in rivals) == 1 and best == 1.0
        if not (lone and one.confidence == best):
            result.append(replace(one, target=None, candidate=one.target, reason="rival"))
        else:
            result.append(one)
    return result


def nature_of(heading: str) -> str:
    """Return the nature of an instalment that goes by a name ("" = it goes by a number)."""
    word = bare(heading)[0]
    name = next((name for name in synonyms.NAMED_UNITS if word.startswith(name)), "")
    return synonyms.NATURE_OF_UNIT.get(name, name)
