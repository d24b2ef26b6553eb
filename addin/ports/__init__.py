"""The words that all rooms share: what a host reads, what a command answers, what a host carries out.

A button is a pure function ``run(request) -> Outcome`` from the tables of the workbook and a date to a list of
changes; a :class:`Host` reads the grids and carries out the changes, whole or not at all. Everything here is
frozen data, so a preview costs nothing. This room imports no pandas at run time: a click stays cheap.

Other rooms import from here; a module below stands for one subject.
"""

from __future__ import annotations

from addin.ports.changes import (
    Append,
    Book,
    Change,
    Chart,
    File,
    Fill,
    Line,
    Link,
    Mark,
    NewFile,
    Note,
    Page,
    Remember,
    Replace,
    TakeBack,
    TextTable,
)
from addin.ports.commands import Outcome, Request
from addin.ports.hosts import Done, Grid, Host, Oddity, Source
from addin.ports.problems import Level, Problem, Refusal
from addin.ports.sheets import Column, Kind, Sheet

__all__ = [
    "Append", "Book", "Change", "Chart", "Column", "Done", "File", "Fill", "Grid", "Host", "Kind", "Level", "Line",
    "Link", "Mark", "NewFile", "Note", "Oddity", "Outcome", "Page", "Problem", "Refusal", "Remember", "Replace",
    "Request", "Sheet", "Source", "TakeBack", "TextTable",
]  # fmt: skip
