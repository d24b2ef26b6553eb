"""Mail drafts: an .eml per customer with the letter attached, opened unsent in the mail program; nothing is sent."""

from __future__ import annotations

import re
from email.message import EmailMessage
from email.policy import SMTP
from typing import TYPE_CHECKING

from addin.letters.names import safe_name
from addin.ports import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterable

_WORD_TYPE = ("application", "vnd.openxmlformats-officedocument.wordprocessingml.document")
_ADDRESS = re.compile(r"[^\s@<>(),;:\"\\\[\]]+@[^\s@<>(),;:\"\\\[\]]+\.[^\s@<>(),;:\"\\\[\].]+", re.ASCII)


def addresses(text: str) -> list[str]:
    """Return the e-mail addresses in a text, separated by , or ;. Nothing if any of them is none."""
    found = [part.strip() for part in re.split("[,;，；、]", text) if part.strip()]
    return found if all(_ADDRESS.fullmatch(address) for address in found) else []


def draft(to: str, subject: str, text: str, attachments: Iterable[tuple[str, bytes]]) -> bytes:
    """Return a draft to one or more addresses (separated by , or ;) with Word files (name, content) attached.

    Refusal ``letter-email`` if an address is none; line breaks in the subject become blanks, so that no header can be
    slipped in.
    """
    found = addresses(to)
    if not found:
        raise Refusal("letter-email", found=to.strip())
    message = EmailMessage(policy=SMTP)
    message["X-Unsent"] = "1"
    message["To"] = ", ".join(found)
    message["Subject"] = " ".join(subject.split())
    message.set_content(text)
    for name, content in attachments:
        message.add_attachment(content, *_WORD_TYPE, filename=safe_name(name))
    return message.as_bytes()
