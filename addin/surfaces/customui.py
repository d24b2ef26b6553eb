"""The ribbon tab as customUI14, drawn from ``ribbon.py``.

Every button calls the one macro; its tag is the button's key.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import quoteattr

from addin.ribbon import GROUPS, TAB_LABEL

if TYPE_CHECKING:
    from collections.abc import Sequence

    from addin.ribbon import Button, Group

NAMESPACE = "http://schemas.microsoft.com/office/2009/07/customui"
CALLBACK = "DunbookOnButton"
TAB_KEYTIP = "CS"  # not begun by any tab of Excel's own


def custom_ui(groups: Sequence[Group] = GROUPS) -> bytes:
    """Return the part ``customUI/customUI14.xml``, UTF-8."""
    lines = [
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>',
        f"<customUI {_attributes(xmlns=NAMESPACE)}>",
        "<ribbon>",
        "<tabs>",
        f"<tab {_attributes(id='dunbook', label=TAB_LABEL, keytip=TAB_KEYTIP, insertAfterMso='TabHome')}>",
        *(line for group in groups for line in _group(group)),
        "</tab>",
        "</tabs>",
        "</ribbon>",
        "</customUI>",
    ]
    return "\n".join(lines).encode()


def _group(group: Group) -> list[str]:
    face = group.buttons[0].icon  # what a narrow window shows in place of the group
    return [
        f"<group {_attributes(id=f'group_{group.key}', label=group.label, imageMso=face)}>",
        *map(_button, group.buttons),
        "</group>",
    ]


def _button(button: Button) -> str:
    attributes = _attributes(
        id=f"button_{button.key.replace('-', '_')}",
        tag=button.key,
        label=button.label,
        size="large" if button.large else "normal",
        imageMso=button.icon,
        keytip=button.keytip,
        screentip=button.label,
        supertip=button.tip,
        onAction=CALLBACK,
    )
    return f"<button {attributes}/>"


def _attributes(**values: str) -> str:
    return " ".join(f"{name}={quoteattr(value)}" for name, value in values.items())
