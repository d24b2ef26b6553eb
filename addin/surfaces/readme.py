"""The table of commands in the README, drawn from the ribbon; a test holds the two together."""

from __future__ import annotations

from addin.ribbon import GROUPS

BEGIN, END = "<!-- commands: begin -->", "<!-- commands: end -->"


def command_table() -> str:
    """Return the Markdown table of all buttons in ribbon order, between the markers that the README holds."""
    rows = [
        f"| {group.label} | **{button.label}** | `dunbook {button.key} WORKBOOK` | {button.tip} |"
        for group in GROUPS
        for button in group.buttons
    ]
    head = ["| 组 | 按钮 | command | 作用 |", "|---|---|---|---|"]
    return "\n".join([BEGIN, *head, *rows, END])
