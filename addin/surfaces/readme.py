"""The table of commands in the README, drawn from the ribbon; a test holds the two together."""

from __future__ import annotations

from addin.ribbon import GROUPS

BEGIN, END = "<!-- commands: begin -->", "<!-- commands: end -->"


FILES = {"import": "SOURCE WORKBOOK", "reconcile": "WORKBOOK [OTHER]"}


def files(key: str) -> str:
    """Return the files that a command is given."""
    return FILES.get(key, "WORKBOOK")


def command_table() -> str:
    """Return the Markdown table of all buttons in ribbon order, between the markers that the README holds."""
    rows = [
        f"| {group.label} | **{button.label}** | `dunbook {button.key} {files(button.key)}` | {button.tip} |"
        for group in GROUPS
        for button in group.buttons
    ]
    head = ["| 组 | 按钮 | command | 作用 |", "|---|---|---|---|"]
    return "\n".join([BEGIN, *head, *rows, END])
