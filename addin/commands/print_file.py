"""合并打印: issue like 出函, but into Word files to print at once: one per letter type, at most 300 letters each.

Numbers, registers, stages and the question are those of 出函; 函件登记 names the print file that holds the letter.
Setting 双面打印 starts each letter on a new sheet of paper.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, BinaryIO

from addin import messages
from addin.letters import issuing
from addin.letters.names import print_path
from addin.letters.printfile import chunks, joinable, write_print_file
from addin.ports import File, Outcome, Problem

if TYPE_CHECKING:
    from collections.abc import Sequence

    from addin.letters.compile import Template
    from addin.letters.program import Record
    from addin.ports import Request


def run(request: Request) -> Outcome:
    """Issue the letters chosen in 拟发函件 (or by ``--select``) as print files, numbered in a row within a type."""
    batch = issuing.prepare(request, by_type=True)
    if isinstance(batch, Outcome):
        return batch
    faults = [
        Problem("letter-not-joined", "", found=letter_type)
        for letter_type, template in batch.templates.items()
        if not joinable(template)
    ]
    if faults:
        return Outcome(messages.letters_refused(len(faults)), problems=(*batch.problems, *faults), done=False)
    numbers = batch.letters["letter"].tolist()
    files: list[File] = []
    registered: list[str] = []
    for letter_type, places in issuing.of_each_type(batch.letters):
        for chunk in chunks(places):
            path = print_path(request.as_of, letter_type, numbers[chunk[0]], numbers[chunk[-1]])
            records = [batch.records[place] for place in chunk]
            write = partial(write_records, batch.templates[letter_type], records, request.settings.duplex)
            files.append(File(path, write))
            registered += [path] * len(chunk)
    told = issuing.outcome(request, batch, files, registered)
    return replace(told, figures=(*told.figures, messages.print_files_made(len(files))))


def write_records(template: Template, records: Sequence[Record], duplex: bool, file: BinaryIO) -> None:
    """Write one print file into an open file."""
    write_print_file(template, records, file, duplex=duplex)
