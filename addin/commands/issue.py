"""出函: one Word letter per chosen customer of 拟发函件, numbered without gaps and registered.

Settings decide the rest: 函件输出 a file for each customer or one archive, 生成邮件草稿 also a mail draft with the
letter attached for each customer with an e-mail address.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, BinaryIO

from addin import messages
from addin.domain.terms import LetterOutput
from addin.ledger import schema
from addin.letters import issuing
from addin.letters.ahead import made_ahead
from addin.letters.archive import write_archive
from addin.letters.eml import addresses, draft
from addin.letters.fill import fill
from addin.letters.names import DRAFTS, archive_path, letter_file, letter_folder
from addin.ports import File, Level, Outcome, Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from addin.letters.issuing import Batch
    from addin.ports import Request

    Document = tuple[str, Callable[[], bytes]]  # name below the folder, and what makes it


def run(request: Request) -> Outcome:
    """Issue the letters chosen in 拟发函件 (or by ``--select``), with the figures of its as-of date, dated today."""
    batch = issuing.prepare(request)
    if isinstance(batch, Outcome):
        return batch
    letters = documents(request, batch)
    drafts, addressless = mail_drafts(request, batch, letters) if request.settings.mail_drafts else ([], ())
    folder = letter_folder(request.as_of)
    if request.settings.letter_output == LetterOutput.ARCHIVE:
        path = archive_path(request.as_of, batch.first, batch.last)
        files = [File(path, partial(write_all, [*letters, *drafts]))]
        registered = [path] * len(letters)
    else:
        files = [File(f"{folder}/{name}", partial(write_one, make)) for name, make in (*letters, *drafts)]
        registered = [f"{folder}/{name}" for name, _ in letters]
    told = issuing.outcome(request, batch, files, registered)
    figures = (*told.figures, *([messages.drafts_made(len(drafts))] if request.settings.mail_drafts else ()))
    return replace(told, figures=figures, problems=(*told.problems, *addressless))


def documents(request: Request, batch: Batch) -> list[Document]:
    """Return the name of each letter and what makes its bytes, in order of number."""
    columns = batch.letters[["letter", "customer_name"]].itertuples(index=False, name=None)
    makers = [
        partial(fill, batch.templates[letter_type], record)
        for letter_type, record in zip(batch.letters["letter_type"], batch.records, strict=True)
    ]
    return [
        (letter_file(number, name, request.as_of), make)
        for (number, name), make in zip(columns, made_ahead(makers), strict=True)
    ]


def mail_drafts(
    request: Request, batch: Batch, letters: Sequence[Document]
) -> tuple[list[Document], tuple[Problem, ...]]:
    """Return a mail draft for each customer with an e-mail address, and the customers whose address is none."""
    customers = request.tables["customers"]
    emails = dict(zip(customers["customer"], customers["email"], strict=True))
    rows = dict(zip(customers["customer"], customers.index, strict=True))
    drafts: list[Document] = []
    addressless = []
    columns = batch.letters[["customer", "customer_name", "letter_type", "letter"]].itertuples(index=False, name=None)
    for (customer, customer_name, letter_type, number), (name, make) in zip(columns, letters, strict=True):
        if addresses(emails[customer]):
            subject = messages.mail_subject(letter_type, number, request.settings.company)
            text = messages.mail_text(customer_name, letter_type, number, request.settings)
            path = f"{DRAFTS}/{name.removesuffix('.docx')}.eml"
            drafts.append((path, partial(write_draft, emails[customer], subject, text, (name, make))))
        elif emails[customer]:
            header = schema.CUSTOMERS.column("email").header
            addressless.append(
                Problem("letter-no-draft", schema.CUSTOMERS.title, rows[customer], header, emails[customer], Level.HINT)
            )
    return drafts, tuple(addressless)


def write_draft(to: str, subject: str, text: str, letter: Document) -> bytes:
    """Return a mail draft with the letter attached."""
    name, make = letter
    return draft(to, subject, text, [(name, make())])


def write_one(make: Callable[[], bytes], file: BinaryIO) -> None:
    """Write one document into an open file."""
    file.write(make())


def write_all(made: Sequence[Document], file: BinaryIO) -> None:
    """Write all documents into one archive, each made when its turn comes."""
    write_archive(((name, make()) for name, make in made), file)
