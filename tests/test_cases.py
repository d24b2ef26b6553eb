"""Every case file below tests/cases: its sheets go through the real reading and the command of its folder."""

from __future__ import annotations

import datetime as dt
import importlib
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

from addin.ledger import cells, schema
from addin.ledger.reading import in_order, read
from addin.ports import Append, Book, Fill, Kind, Level, Mark, NewFile, Replace, Request, Source
from addin.ribbon import BUTTONS
from tests import markdown

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from addin.ports import Change, Column, Grid, Outcome, Problem

FOLDER = Path(__file__).parent / "cases"
PATHS = sorted(FOLDER.glob("*/*.md"))
Rows = list[dict[str, str]]


@pytest.mark.parametrize("path", PATHS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_case_gives_the_sheets_that_its_author_wrote(path: Path) -> None:
    case = markdown.load_case(path)
    assert case.expected, f"{path} expects nothing"
    reading = read(case.grids)
    request = Request(
        reading.tables,
        reading.settings,
        case.as_of,
        case.now,
        reading.problems,
        reading.blocked_contracts,
        reading.blocked_customers,
        case.select,
        templates(),
        source=Source("来源.xlsx", tuple(case.source.values())) if case.source else None,
        grids=case.grids,
        yes=case.yes,
    )
    outcome: Outcome = importlib.import_module(BUTTONS[case.command].command).run(request)
    problems = distinct([*reading.problems, *outcome.problems])
    printed = after(case.grids, outcome.changes) | others(outcome, problems)
    lines = []
    for title, table in case.expected.items():
        if title == "提要":
            lines += [f"提要中没有“{line}”：{outcome.summary}" for line in table.lines if line not in outcome.summary]
        elif title not in printed:
            lines.append(f"没有《{title}》；有：{'、'.join(printed)}")
        else:
            lines += markdown.differences(title, schema.BY_TITLE.get(title), table, printed[title])
    if not {"问题", "校验结果"} & set(case.expected):
        lines += [f"没有料到的错误：{problem}" for problem in problems if problem.level is Level.ERROR]
    assert not lines, "\n".join([f"{path.parent.name}/{path.name} {case.title}", *lines])


def templates() -> dict[str, bytes]:
    """Return the shipped letter templates by letter type."""
    folder = FOLDER.parent.parent / "letter_templates"
    return {path.stem: path.read_bytes() for path in sorted(folder.glob("*.docx"))}


def distinct(problems: Sequence[Problem]) -> Sequence[Problem]:
    """Return the problems, each once and in order: commands may hand on those of the reading."""
    seen: list[Problem] = []
    for problem in problems:
        if problem not in seen:
            seen.append(problem)
    return in_order(seen)


def after(grids: Mapping[str, Grid], changes: Sequence[Change]) -> dict[str, Rows]:
    """Return every sheet as printed rows (by header) after the changes: what the workbook shows then."""
    sheets = {title: of_grid(grid) for title, grid in grids.items()}
    for change in changes:
        match change:
            case Fill():
                rows = of_frame(change.columns, change.frame)
                filled = dict(zip(change.frame.index.tolist(), rows, strict=True))
                empty = {} if change.keep_others else {column.header: "" for column in change.columns}
                for number, row in enumerate(sheets[change.sheet], start=2):
                    row.update(filled.get(number, empty))
            case Append():
                sheets.setdefault(change.sheet, []).extend(of_frame(change.columns, change.frame))
            case Replace():
                sheets[change.sheet] = of_frame(change.columns, change.frame)
    return sheets


def of_grid(grid: Grid) -> Rows:
    """Return the rows of a sheet as given."""
    sheet = schema.BY_TITLE.get(grid.title)
    columns = {column.header: column for column in sheet.columns} if sheet else {}
    headers = [cells.shown(header) for header in grid.rows[0]] if grid.rows else []
    return [
        {header: typed(value, columns.get(header)) for header, value in zip(headers, row, strict=True)}
        for row in grid.rows[1:]
    ]


def typed(value: object, column: Column | None) -> str:
    """Print a cell as the case gave it; numbers as their column prints results."""
    if isinstance(value, float) and column and column.kind is Kind.MONEY:
        return f"{Decimal(repr(value)):,.2f}"
    return cells.shown(value)


def of_frame(columns: Sequence[Column], frame: pd.DataFrame) -> Rows:
    """Return the rows of a change as printed."""
    printed = {
        column.header: [result(value, column.kind) for value in frame[column.name].tolist()]
        for column in columns
        if column.name in frame
    }
    return [dict(zip(printed, row, strict=True)) for row in zip(*printed.values(), strict=True)]


def result(value: Any, kind: Kind) -> str:  # noqa: PLR0911 - one line per kind
    """Print a typed value of a result: money from fen, rates from units of 1e-8, days as ISO."""
    if value is None or pd.isna(value):
        return ""
    match kind:
        case Kind.MONEY:
            return f"{Decimal(int(value)) / 100:,.2f}"
        case Kind.RATE | Kind.PERCENT:
            return markdown.plain(Decimal(int(value)) / 10**8)
        case Kind.COUNT:
            return str(int(value))
        case Kind.FLAG:
            return schema.YES if value else schema.NO
        case Kind.DATE | Kind.MOMENT:
            moment = pd.Timestamp(value).to_pydatetime()
            return f"{moment:%Y-%m-%d}" if moment.time() == dt.time() else f"{moment:%Y-%m-%d %H:%M}"
        case _:
            return str(value)


def others(outcome: Outcome, problems: Sequence[Problem]) -> dict[str, Rows]:
    """Return what is not a sheet, as tables: 问题, 数字, 标记, 文件, and each page of a new workbook by its title."""
    levels = {Level.ERROR: "错误", Level.HINT: "提示"}
    tables: dict[str, Rows] = {
        "提要": [],
        "问题": [
            {
                "级别": levels[problem.level],
                "工作表": problem.sheet,
                "行": str(problem.row),
                "列": problem.column,
                "内容": problem.found,
                "代码": problem.code,
            }
            for problem in problems
        ],
        "数字": [{"名称": name, "值": value} for name, value in outcome.figures],
        "标记": [],
        "文件": [],
    }
    for change in outcome.changes:
        if isinstance(change, Mark):
            tables["标记"] += [
                {
                    "工作表": change.sheet,
                    "行": str(note.row),
                    "列": note.header,
                    "级别": levels[note.level],
                    "内容": note.text,
                }
                for note in change.notes
            ]
        if isinstance(change, NewFile):
            tables["文件"].append({"文件": change.path})
        if isinstance(change, Book):
            for page in change.pages:
                tables[f"页 {page.title}"] = [
                    {f"第{place}格": cell_text(cell, style) for place, (cell, style) in
                     enumerate(zip(line.cells, line.styles, strict=False), start=1)}
                    for line in page.lines
                ]  # fmt: skip
    return tables


def cell_text(value: Any, style: str) -> str:
    """Print a cell of a page by its style."""
    kinds = {"money": Kind.MONEY, "total_money": Kind.MONEY, "date": Kind.DATE, "count": Kind.COUNT}
    if style in kinds and not isinstance(value, str):
        return result(value, kinds[style])
    return str(value or "")
