"""导入台账: take a register from outside into the ledger, by a mapping that the user checks first (列对应).

The first time it only proposes the mapping and shows what would come in; the next time it follows the mapping and
remembers it for files of the same shape. Sums of the source and of what came in must agree to the fen, else nothing is
written. Cells that users filled in the ledger are changed only where they chose so in 导入差异.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from addin import messages
from addin.domain.money import yuan
from addin.domain.terms import OpeningDate
from addin.ledger import schema
from addin.ledger.intake.building import build
from addin.ledger.intake.contradictions import guard_other_tables, unread_tables
from addin.ledger.intake.merging import KEYS, ledger_rows, merge
from addin.ledger.intake.planning import (
    lines_of_sheet,
    needed_columns,
    own_workbook,
    plan,
    settled,
    wanting,
    wrong_totals,
)
from addin.ledger.intake.recognising import CONTRACT, CUSTOMER, NAME, PAID, UNPAID, column_of, header_of
from addin.ledger.intake.sheetform import lines_of, typed_lines
from addin.ledger.reading import all_options
from addin.ledger.reporting import in_columns
from addin.ledger.sheets import inputs
from addin.ledger.soundness import CORE
from addin.ledger.starter import starting_tables
from addin.ports import Append, Fill, Level, Outcome, Problem, Replace

if TYPE_CHECKING:
    from collections.abc import Sequence

    from addin.ledger.intake.building import Built
    from addin.ledger.intake.merging import Merged
    from addin.ledger.intake.planning import Plan
    from addin.ledger.intake.recognising import SourceColumn
    from addin.ports import Change, Request

SHEET, MAPPING, CHANGES = schema.IMPORT_REPORT, schema.MAPPING, schema.IMPORT_CHANGES
LISTED = {"whole-contract", "paid-twice"}  # follow from another line, or lose nothing
SETTLED = {"left-out", "emptied", "row-number"}  # by the user, or of itself: nothing to ask
DIFFERENCE = ("table", "key", "header", "now", "incoming", "adoption")


def run(request: Request) -> Outcome:
    """Propose, or import: see the module. ``--yes`` imports at once and adopts the source where the two differ."""
    source = request.source or own_workbook(request.grids)
    if source is None or any(one.sheet == MAPPING.title and one.level is Level.ERROR for one in request.problems):
        told = messages.MAPPING_IN_DOUBT if source else messages.NO_SOURCE
        return Outcome(told, problems=request.problems if source else (), done=False)
    found = plan(source, request.tables["mapping"])
    if not found.maps:
        return Outcome(messages.NOTHING_KNOWN, (report(sheets_without(found)),), done=False)
    return in_place(request, found) if source.own else taken_in(request, found)


def taken_in(request: Request, found: Plan) -> Outcome:
    """Build the ledger's rows from the source, prove the sums, and propose or import."""
    options = all_options(request.grids.get(schema.OPTIONS_TITLE))
    ledger = ledger_rows(request.grids, options)
    at_due = request.settings.opening_date == OpeningDate.AT_DUE
    built = build(found.splits, ledger.tables, options, request.as_of, opening_at_due=at_due)
    settled = request.tables["import_changes"]
    settled = settled[settled["adoption"].astype("str") == schema.ADOPTIONS[1]]
    adopted = frozenset(settled[["table", "key", "header"]].itertuples(index=False, name=None))
    merged = [
        merge(name, built.tables[name], built.given[name], ledger, adopted, adopt_all=request.yes) for name in KEYS
    ]
    lines = [*told_rows(found, built, merged, request, at_due=at_due), *asked(found), *sheets_without(found)]
    numbers = figures(found, built, merged)
    if not all(one.holds for one in built.sums):
        return Outcome(messages.SUMS_BROKEN, (report(lines),), figures=numbers, done=False)
    known = {target for one in found.maps for target in (column.target for column in one.columns)}
    if not known & {CONTRACT, CUSTOMER, NAME}:
        sheets = (mapping(request, found), report(lines))
        return Outcome(messages.NO_CONTRACT_COLUMN, sheets, figures=numbers, done=False)
    if found.fresh and not request.yes:
        columns = sum(column.target is not None for one in found.maps for column in one.columns)
        rows = sum(len(one.body.rows) for one in found.splits)
        told = messages.proposed_mapping(columns, len(asked(found)), rows)
        return Outcome(told, (mapping(request, found), report(lines)), problems(found, built), numbers)
    return carried_out(request, found, built, merged, lines)


def carried_out(
    request: Request, found: Plan, built: Built, merged: Sequence[Merged], lines: Sequence[dict[str, object]]
) -> Outcome:
    """Return the import itself: new rows, filled cells, the mapping as remembered, and what is left to settle."""
    differences = [one for each in merged for one in each.differences if not one.adopted]
    changes: list[Change] = [change for each in merged for change in writes(each)]
    changes += [mapping(request, confirmed(found)), report(lines)]
    if differences or CHANGES.title in request.grids:
        changes.append(to_settle(differences))
    new, filled = (sum(counts) for counts in zip(*map(counted, merged), strict=True))
    told = messages.imported(new, filled, len(differences), len(built.skipped))
    return Outcome(told, tuple(changes), problems(found, built), figures(found, built, merged))


def in_place(request: Request, found: Plan) -> Outcome:
    """Propose the mapping of the user's own workbook, or confirm it: from then on every button works on it."""
    columns = sum(column.target is not None for one in found.maps for column in one.columns)
    numbers = tuple((one.map.sheet, f"{len(one.body.rows):,}") for one in found.splits)
    if CONTRACT not in {column.target for one in found.maps for column in one.columns}:
        return Outcome(messages.NO_CONTRACT_COLUMN, (mapping(request, found),), figures=numbers, done=False)
    needed = needed_columns(found, request.titles)
    if found.fresh and not request.yes:
        told = messages.in_place_proposed(columns, len(asked(found)), needed)
        return Outcome(told, (mapping(request, found),), other_tables(found), numbers)
    guard_other_tables(found.splits)
    added = begun(request, found)
    told = messages.in_place_confirmed([one.sheet for one in found.maps], [one.sheet for one in added], needed)
    return Outcome(told, (mapping(request, confirmed(found)), *added), unread_tables(found.splits), numbers)


def begun(request: Request, found: Plan) -> list[Append]:
    """Return the sheets of ours that every ledger has and the user's own workbook lacks, with what they begin with.

    回款记录 is among them where their sheets tell neither receipts nor what was paid to date, so is 联系人.
    """
    fed = {column.target for one in found.maps for column in one.columns if column.target}
    told = {name for name, _ in fed} | ({schema.RECEIPTS.name} if fed & {PAID, UNPAID} else set())
    theirs = {*CORE, schema.CONTACTS.name} - ({schema.RECEIPTS.name, schema.CONTACTS.name} - told)
    sheets = [one for one in schema.SHEETS if not (one.written or one.optional or one.name in theirs)]
    first = starting_tables()
    return [
        Append(one.title, inputs(one), first.get(one.name, request.tables[one.name].iloc[:0]))
        for one in sheets if one.title not in request.titles
    ]  # fmt: skip


# ------------------------------------------------------------------ what is written


def writes(merged: Merged) -> list[Change]:
    """Return the changes of one sheet: new rows, and single cells of rows that were there."""
    sheet = schema.BY_NAME[merged.name]
    changes: list[Change] = []
    if len(merged.new):
        names = [column.name for column in merged.columns]
        changes.append(Append(sheet.title, merged.columns, merged.new[names].reset_index(drop=True)))
    for name, values in merged.fills.items():
        changes.append(Fill(sheet.title, (sheet.column(name),), values.to_frame(name).sort_index(), keep_others=True))
    return changes


def counted(merged: Merged) -> tuple[int, int]:
    """Return how many rows are new and how many cells are filled."""
    return len(merged.new), sum(len(values) for values in merged.fills.values())


def confirmed(found: Plan) -> Plan:
    """Return the plan with its mappings confirmed, as they are remembered."""
    return replace(found, maps=tuple(replace(one, confirmed=True) for one in found.maps))


def mapping(request: Request, found: Plan) -> Replace:
    """Return the sheet 列对应: the mappings of this source, each shape once, and those of others as they were."""
    old = request.tables["mapping"]
    own_lines = old["purpose"].astype("str") == schema.IN_PLACE
    if any(one.in_place for one in found.maps):  # each sheet of the workbook has lines of its own
        fresh = [one for one in found.maps if not (one.confirmed and settled(lines_of_sheet(old, one.sheet)))]
        parts = [lines_of(one, wanting(found, one), explained) for one in fresh]
        renewed = old["sheet"].isin([one.sheet for one in fresh]) | ~old["sheet"].isin(list(request.titles))
        rest = old[~(own_lines & renewed)]
    else:
        shapes = {one.heading.shape: one for one in reversed(found.maps)}
        several = sorted(shapes.values(), key=found.maps.index)
        parts = [lines_of(one, () if at else found.lacking, explained) for at, one in enumerate(several)]
        rest = old[own_lines | ~old["shape"].isin(list(shapes))]
    table = pd.concat([part.astype("object") for part in (*parts, rest) if len(part)], ignore_index=True)
    table = typed_lines(table)
    return Replace(MAPPING.title, MAPPING.columns, table, editable=schema.MAPPING_EDITABLE)


def explained(column: SourceColumn) -> str:
    """Say why a column is mapped as it is."""
    return messages.mapping_explained(column.reason, column_of(column.candidate).header if column.candidate else "")


def to_settle(differences: Sequence[object]) -> Replace:
    """Return the sheet 导入差异: the differences that wait for the user."""
    frame = pd.DataFrame([vars(one) | {"adoption": None} for one in differences], columns=list(DIFFERENCE))
    frame["adoption"] = pd.Categorical(frame["adoption"], categories=list(schema.ADOPTIONS))
    texts = dict.fromkeys(DIFFERENCE[:-1], "str")
    return Replace(CHANGES.title, CHANGES.columns, frame.astype(texts), editable=("adoption",))


# ------------------------------------------------------------------ what is told


def report(lines: Sequence[dict[str, object]]) -> Replace:
    """Return the sheet 导入结果."""
    names = [column.name for column in SHEET.columns]
    frame = in_columns(SHEET, pd.DataFrame(lines, columns=names), blank=("before", "after"))
    return Replace(SHEET.title, SHEET.columns, frame)


def line(kind: str, sheet: str = "", row: int = 0, **cells: object) -> dict[str, object]:
    """Return one line of 导入结果."""
    return {"kind": kind, "sheet": sheet, "place": str(row) if row else "", **cells}


def told_rows(
    found: Plan, built: Built, merged: Sequence[Merged], request: Request, *, at_due: bool
) -> list[dict[str, object]]:
    """Return rows in, sums before and after, rows out, opening receipts, and each row left out with its reason."""
    lines = [line(schema.LINE_TAKEN, one.map.sheet, item=messages.FIELD_TAKEN, count=len(one.body.rows),
                  explanation=messages.header_at(one.map.heading.rows)) for one in found.splits]  # fmt: skip
    for one in built.sums:
        told = messages.sums_told(yuan(one.skipped) if one.skipped else "", holds=one.holds)
        lines.append(
            line(schema.LINE_SUM, one.source, item=one.header, before=one.before, after=one.taken, explanation=told)
        )
    for each in merged:
        if len(each.new) or each.matched:
            title = schema.BY_NAME[each.name].title
            cells = counted(each)[1]
            told = messages.merged_told(each.matched, cells, len(each.differences))
            lines.append(line(schema.LINE_NEW, item=messages.FIELD_NEW.format(table=title), count=len(each.new),
                              explanation=told))  # fmt: skip
    receipts = built.tables["receipts"]
    opening = receipts[receipts["receipt"].str.startswith(schema.OPENING)]
    if len(opening):
        told = messages.opening_note(len(opening), yuan(int(opening["amount"].sum())), request.as_of, at_due=at_due)
        lines.append(line(schema.LINE_NOTE, explanation=told))
    for split in found.splits:
        for row, heading, stated, added in wrong_totals(split):
            lines.append(line(schema.LINE_NOTE, split.map.sheet, row, item=heading, before=stated, after=added,
                              explanation=messages.STATED_TOTAL))  # fmt: skip
    for kind, doubts in ((schema.LINE_NOTE, built.notes), (schema.LINE_SKIPPED, built.skipped)):
        for doubt in doubts:
            told = messages.intake_reason(doubt.code, vars(doubt))
            lines.append(line(kind, doubt.source, doubt.row, item=doubt.contract, before=doubt.amount or pd.NA,
                              explanation=told))  # fmt: skip
    for split in found.splits:
        lines += [line(schema.LINE_SKIPPED, split.map.sheet, left.row, explanation=messages.intake_reason(
            left.code, vars(left))) for left in split.left]  # fmt: skip
    return lines


def problems(found: Plan, built: Built) -> tuple[Problem, ...]:
    """Return what could not be read, as problems at its place in the source; what follows from it is a hint."""
    return other_tables(found) + tuple(
        Problem("intake-skipped", doubt.source, doubt.row, doubt.header, doubt.found,
                Level.ERROR if doubt.contract and doubt.code not in LISTED else Level.HINT,
                {"reason": messages.intake_reason(doubt.code, vars(doubt))})
        for doubt in built.skipped
    )  # fmt: skip


def other_tables(found: Plan) -> tuple[Problem, ...]:
    """Return the tables below another on one sheet, which were not read."""
    return tuple(
        Problem("intake-skipped", split.map.sheet, left.row, "", left.found,
                details={"reason": messages.intake_reason(left.code, vars(left))})
        for split in found.splits for left in split.left if left.code == "other-table"
    )  # fmt: skip


def asked(found: Plan) -> list[dict[str, object]]:
    """Return the columns that the user should look at: not sure, or lacking."""
    lines = [
        line(schema.LINE_ASKED, one.sheet, item=column.heading, explanation=explained(column))
        for one in found.maps
        for column in one.columns
        if not column.target and column.reason not in SETTLED
    ]
    missing = messages.mapping_explained("missing", "")
    return lines + [line(schema.LINE_ASKED, item=header_of(target), explanation=missing) for target in found.lacking]


def sheets_without(found: Plan) -> list[dict[str, object]]:
    """Return the sheets of the source that hold no table we know."""
    return [line(schema.LINE_SKIPPED, title, explanation=messages.intake_reason(left.code, vars(left)))
            for title, left in found.unknown]  # fmt: skip


def figures(found: Plan, built: Built, merged: Sequence[Merged]) -> tuple[tuple[str, str], ...]:
    """Return the counts that people ask for first, and each sum of the source with what came in."""
    new, filled = (sum(counts) for counts in zip(*map(counted, merged), strict=True))
    rows = sum(len(one.body.rows) for one in found.splits)
    differences = sum(not one.adopted for each in merged for one in each.differences)
    counts = (rows, new, filled, differences, len(built.skipped))
    sums = tuple(
        (messages.sum_named(one.source, one.header), messages.sums_short(yuan(one.before), yuan(one.taken)))
        for one in built.sums
    )
    return (*zip(messages.INTAKE_FIGURES, (f"{count:,}" for count in counts), strict=True), *sums)
