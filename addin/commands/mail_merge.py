"""邮件合并数据: what Word's own mail merge needs to print the chosen letters: data, templates and a mailing list.

For each letter type and wording: a workbook whose cells are all finished text, a template bound to it, and the same
template unbound; for the run one mailing list and its labels. The letters carry numbers and claim money, so they
are issued: numbered, registered and staged like those of 出函, only that the clerk lets Word print them. What is not
sent after all is cancelled in 函件登记. A letter that Word's merge cannot take is left out and listed.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import PurePath
from typing import TYPE_CHECKING, BinaryIO

from addin import messages
from addin.ledger import schema
from addin.letters import issuing
from addin.letters.catalogue import LABEL_FIELDS, LABEL_TEXTS, LABELS, PHONE, POSTCODE
from addin.letters.compile import compile_template
from addin.letters.fill import check_fields
from addin.letters.fitness import unfillable, unknown_field
from addin.letters.gathering import addressees
from addin.letters.labels import write_labels
from addin.letters.mailmerge import merge
from addin.letters.mergedoc import bind
from addin.letters.names import MERGE_SHEET, label_path, mailing_path, merge_paths
from addin.ports import File, Outcome, TextTable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from addin.letters.compile import Template
    from addin.letters.fitness import Fault
    from addin.letters.issuing import Batch
    from addin.letters.mailmerge import MergeSet
    from addin.letters.program import Record
    from addin.ports import NewFile, Request

ADDRESS = schema.CUSTOMERS.column("address").header
SENDER = tuple(row.header for row in schema.SETTING_ROWS if row.name in {"company", "company_address", "company_phone"})
MAILING = (*LABEL_TEXTS[:2], POSTCODE, *LABEL_TEXTS[2:], *SENDER)


def run(request: Request) -> Outcome:
    """Issue the letters chosen in 拟发函件 (or by ``--select``) as data and templates for Word's mail merge."""
    labels = compile_template(request.templates[LABELS]) if LABELS in request.templates else None
    unknown = check_fields(labels, LABEL_FIELDS) if labels else []
    if unknown:
        faults = [unknown_field(LABELS, field) for field in unknown]
        return Outcome(messages.letters_refused(len(faults)), problems=(*request.problems, *faults), done=False)
    batch = issuing.prepare(request, by_type=True, unfit=unmergeable)
    if isinstance(batch, Outcome):
        return batch
    numbers = batch.letters["letter"].tolist()
    files: list[NewFile] = []
    registered = [""] * len(numbers)
    for letter_type, places in issuing.of_each_type(batch.letters):
        for one in merge(batch.templates[letter_type], [batch.records[place] for place in places]).sets:
            letters = [places[at] for at in one.letters]
            made = merge_files(request, letter_type, numbers[letters[0]], one)
            files += made
            for place in letters:
                registered[place] = made[0].path
    sets, posted = len(files) // 3, addresses(request, batch)
    run_of = (request.as_of, batch.first, batch.last)
    if posted:
        rows = tuple(tuple(address[name] for name in MAILING) for address in posted)
        files.append(TextTable(mailing_path(*run_of), MERGE_SHEET, MAILING, rows))
    if posted and labels:
        files.append(File(label_path(*run_of), partial(write, write_labels(labels, posted))))
    told = issuing.outcome(request, batch, files, registered)
    return replace(
        told,
        summary=messages.merged(len(numbers), batch.kept_back),
        figures=(*told.figures, *messages.merge_figures(sets, len(posted))),
    )


def unmergeable(template: Template, letter_type: str, candidates: Sequence[Record]) -> dict[int, Fault]:
    """Return, by place, why a letter cannot go through Word's merge: unfillable, too many rows or a text too long."""
    faults = unfillable(template, letter_type, candidates)
    sound = [at for at in range(len(candidates)) if at not in faults]
    left_out = merge(template, [candidates[at] for at in sound]).left_out
    return {**faults, **{sound[at]: ("letter-not-merged", {}) for at in left_out}}


def merge_files(request: Request, letter_type: str, number: str, one: MergeSet) -> list[NewFile]:
    """Return the data, the bound and the unbound template of one set; ``number`` is that of its first letter."""
    source, bound, unbound = merge_paths(request.as_of, letter_type, number)
    document = bind(one.document, one.headers, str(PurePath(request.out, source)), MERGE_SHEET)
    return [
        TextTable(source, MERGE_SHEET, one.headers, one.rows),
        File(bound, partial(write, document)),
        File(unbound, partial(write, one.document)),
    ]


def addresses(request: Request, batch: Batch) -> list[dict[str, str]]:
    """Return what the mailing list and the labels say of each letter to a customer with a postal address."""
    phones = addressees(request.tables["contacts"])["phone"].to_dict()
    return [
        {name: str({**record, PHONE: phones.get(customer, "")}.get(name) or "") for name in MAILING}
        for customer, record in zip(batch.letters["customer"], batch.records, strict=True)
        if record[ADDRESS]
    ]


def write(content: bytes, file: BinaryIO) -> None:
    """Write finished bytes into an open file."""
    file.write(content)
