"""Cases that an accountant can write: sheets in and out as Markdown tables. Format: ``tests/cases/README.md``."""

from __future__ import annotations

import contextlib
import datetime as dt
import re
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from addin.ledger import schema
from addin.ports import Grid, Kind, Oddity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from addin.ports import Column, Sheet

EXPECTED = "结果"
SOURCE = "来源"  # a section of this is a sheet of a file from outside
MORE = "…"  # a row of this in an expected table: other rows may stand here
NUMBER = re.compile(r"-?(?:0|[1-9]\d{0,2}(?:,\d{3})+|[1-9]\d*)(?:\.\d+)?(%?)")
DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?: (\d{2}):(\d{2}))?")
ERRORS = re.compile(r"#[A-Z0-9/]+[!?]?")
NOTE = re.compile(r"(merged|hidden|合并|隐藏)[:：]\s*(.+)")
FRONT = re.compile(r"(as-of|now|select|as-written|yes)[:：]\s*(.+)")


@dataclass(frozen=True)
class Table:
    """A table as written: headers, rows of raw texts, and the lines of its section that are not table."""

    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    lines: tuple[str, ...] = ()


@dataclass(frozen=True)
class Case:
    """One case file: what is asked, of which workbook, and what is expected of it (by title of the section)."""

    title: str
    command: str
    as_of: dt.date
    now: dt.datetime
    grids: Mapping[str, Grid]
    expected: Mapping[str, Table]
    select: tuple[str, ...] = ()
    source: Mapping[str, Grid] = field(default_factory=dict)
    yes: bool = False


def load_case(path: Path) -> Case:
    """Read a case file; the folder's name is the command. A mistake in it raises ValueError with file and section."""
    text = path.read_text(encoding="utf-8")
    head, *sections = re.split(r"^## +", text, flags=re.MULTILINE)
    title = re.search(r"^# +(.+)$", head, re.MULTILINE)
    front = {found[1]: found[2].strip() for found in map(FRONT.fullmatch, head.splitlines()) if found}
    if not title or "as-of" not in front:
        message = f"{path}: a case needs a '# title' and a line 'as-of: 2025-04-30'"
        raise ValueError(message)
    given: dict[str, Table] = {}
    expected: dict[str, Table] = {}
    source: dict[str, Grid] = {}
    for section in sections:
        name, _, body = section.partition("\n")
        words = name.split(maxsplit=1)
        where = f"{path} ## {name.strip()}"
        if words[0] == EXPECTED:
            expected[words[1].strip()] = parse_table(body, where)
        elif words[0] == SOURCE:
            source[words[1].strip()] = grid(words[1].strip(), parse_table(body, where))
        else:
            given[name.strip()] = parse_table(body, where)
    as_of = dt.date.fromisoformat(front["as-of"])
    now = front.get("now", f"{as_of} 09:00")
    written = front.get("as-written", "").lower() in {"yes", "true", "是"}
    return Case(
        title[1].strip(),
        path.parent.name,
        as_of,
        dt.datetime.fromisoformat(now),
        {name: grid(name, table) for name, table in (given if written else filled_up(given)).items()},
        expected,
        tuple(re.split(r"[,，、\s]+", front["select"])) if "select" in front else (),
        source,
        front.get("yes", "") == "是",
    )


def parse_table(body: str, where: str) -> Table:
    """Return the table of a section; every row must have as many cells as the header."""
    rows, lines = [], []
    for line in body.splitlines():
        text = line.strip()
        if text.startswith("|"):
            rows.append(tuple(cell.strip(" ").replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", text)[1:-1]))
        elif text:
            lines.append(text)
    if not rows:
        return Table((), (), tuple(lines))
    headers, rule, *cells = [*rows, ()][: max(len(rows), 2)]
    if set("".join(rule)) - set("-: "):
        message = f"{where}: the second line of a table must be |---|---|"
        raise ValueError(message)
    for row in cells:
        if len(row) != len(headers):
            message = f"{where}: {len(row)} cells under {len(headers)} headers: {' | '.join(row)}"
            raise ValueError(message)
    return Table(headers, tuple(cells), tuple(lines))


# ------------------------------------------------------------------ sheets in


def grid(title: str, table: Table) -> Grid:
    """Return a sheet as a host would read it: cells become what a spreadsheet makes of the same typing."""
    rows: list[list[object]] = [[value(cell)[0] for cell in table.headers]]
    oddities: list[Oddity] = []
    for number, row in enumerate(table.rows, start=2):
        rows.append([value(cell)[0] for cell in row])
        for place, cell in enumerate(row, start=1):
            kind = value(cell)[1]
            if kind == "error":
                oddities.append(Oddity("error", number, place, cell))
            elif kind == "uncached":
                oddities.append(Oddity("uncached", number, place, cell))
    return Grid(title, rows, (*oddities, *_noted(table.lines)))


def _noted(lines: Iterable[str]) -> Iterator[Oddity]:
    """Yield the oddities of lines such as ``合并: B3:B4`` and ``隐藏: 5-7``."""
    for found in filter(None, map(NOTE.fullmatch, lines)):
        for part in re.split(r"[,，、\s]+", found[2].strip()):
            if found[1] in {"merged", "合并"}:
                corner = re.match(r"([A-Z]+)(\d+)", part)
                assert corner, part
                column = 0
                for letter in corner[1]:
                    column = column * 26 + ord(letter) - ord("A") + 1
                yield Oddity("merged", int(corner[2]), column, part)
            else:
                first, _, last = part.partition("-")
                yield from (Oddity("hidden", row) for row in range(int(first), int(last or first) + 1))


def value(text: str) -> tuple[object, str]:
    """Return the value of a written cell, and "error" or "uncached" where it is an odd one."""
    if ERRORS.fullmatch(text):
        return None, "error"
    if text.startswith("="):
        return None, "uncached"
    return typed(text), ""


def typed(text: str) -> object:
    """Return what a spreadsheet holds after this was typed into a cell."""
    if not text:
        return None
    if text in {"TRUE", "FALSE"}:
        return text == "TRUE"
    if found := DAY.fullmatch(text):
        parts = [int(part) for part in found.groups() if part]
        with contextlib.suppress(ValueError):  # no such day: a spreadsheet keeps the text
            return dt.datetime(*parts) if found[4] else dt.date(*parts)  # type: ignore[arg-type]
    if found := NUMBER.fullmatch(text):
        number = Decimal(text.replace(",", "").rstrip("%"))
        return float(number / 100 if found[1] else number)
    return text[1:-1] if len(text) > 1 and text[0] + text[-1] in {'""', "“”"} else text


# ------------------------------------------------------------------ what a case may leave out


def filled_up(given: Mapping[str, Table]) -> dict[str, Table]:
    """Return the sheets with everything that a case may leave out; see the README for what stands in."""
    tables = dict(given)
    numbers = {"应收计划": "期次", "回款记录": "回款编号", "催收费用": "费用编号", "催收记录": "记录编号"}
    for title, header in numbers.items():
        if title in tables:
            tables[title] = _numbered(tables[title], title, header)
    if "合同台账" in tables:
        sums = _sums(tables.get("应收计划"))
        constants = {"客户编号": "C1", "签订日期": "2000-01-01", "违约金方式": "无"}
        for header, word in constants.items():
            tables["合同台账"] = _added(tables["合同台账"], header, [word] * len(tables["合同台账"].rows))
        contracts = _column(tables["合同台账"], "合同编号")
        tables["合同台账"] = _added(tables["合同台账"], "合同金额", [sums.get(name, "0") for name in contracts])
    customers = dict.fromkeys(_column(tables["合同台账"], "客户编号") if "合同台账" in tables else ())
    if "客户" not in tables:
        tables["客户"] = Table(("客户编号",), tuple((name,) for name in customers))
    names = [f"{name}公司" for name in _column(tables["客户"], "客户编号")]
    tables["客户"] = _added(tables["客户"], "客户名称", names)
    for sheet in schema.SHEETS:
        if not sheet.written:
            headers = tuple(column.header for column in sheet.columns if column.required)
            tables.setdefault(sheet.title, Table(headers, ()))
    return tables


def _column(table: Table, header: str) -> list[str]:
    return [row[table.headers.index(header)] for row in table.rows] if header in table.headers else []


def _added(table: Table, header: str, values: Sequence[str]) -> Table:
    """Return the table with a column added on the right, unless it has that column."""
    if header in table.headers:
        return table
    rows = tuple((*row, value) for row, value in zip(table.rows, values, strict=True))
    return Table((*table.headers, header), rows, table.lines)


def _numbered(table: Table, title: str, header: str) -> Table:
    """Return the table with running numbers in a column that the case left out (instalments: per contract)."""
    if title == "应收计划":
        seen: dict[str, int] = {}
        values = []
        for contract in _column(table, "合同编号"):
            seen[contract] = seen.get(contract, 0) + 1
            values.append(str(seen[contract]))
        table = _added(table, header, values)
        ids = [f"{contract}-{number}" for contract, number in zip(_column(table, "合同编号"), values, strict=True)]
        return _added(table, "应收编号", ids)
    return _added(table, header, [f"{header[0]}{number}" for number in range(1, len(table.rows) + 1)])


def _sums(instalments: Table | None) -> dict[str, str]:
    """Return the sum of instalments by contract as text."""
    sums: dict[str, Decimal] = {}
    if instalments:
        pairs = zip(_column(instalments, "合同编号"), _column(instalments, "应收金额"), strict=True)
        for contract, amount in pairs:
            sums[contract] = sums.get(contract, Decimal(0)) + Decimal(amount.replace(",", "") or 0)
    return {contract: str(amount) for contract, amount in sums.items()}


# ------------------------------------------------------------------ tables out


def normal(text: str, column: Column | None) -> str:
    """Return an expected cell in the form in which results are printed: money 1,234.50, numbers without idle zeros."""
    text = text.strip('"“”') if len(text) > 1 and text[0] in '"“' else text
    if column is None or not text or not NUMBER.fullmatch(text):
        return text
    number = Decimal(text.replace(",", "").rstrip("%")) / (100 if text.endswith("%") else 1)
    if column.kind is Kind.MONEY:
        return f"{number:,.2f}"
    return plain(number) if column.kind in {Kind.RATE, Kind.PERCENT, Kind.COUNT} else text


def plain(number: Decimal) -> str:
    """Return a number without exponent and idle zeros."""
    return f"{number.normalize():f}"


def differences(title: str, sheet: Sheet | None, expected: Table, actual: Sequence[Mapping[str, str]]) -> list[str]:
    """Return the differences between an expected table and rows printed by header, as lines for a person.

    Only the expected columns are compared. When the sheet's key is among them, only the rows named are; otherwise all
    rows in order, where a row of ``…`` stands for any others.
    """
    columns = {column.header: column for column in sheet.columns} if sheet else {}
    known = set(columns) | {header for row in actual for header in row}
    lines = [f"《{title}》没有列「{header}」" for header in expected.headers if actual and header not in known]
    rows = [
        {header: normal(cell, columns.get(header)) for header, cell in zip(expected.headers, row, strict=True)}
        for row in expected.rows
    ]
    key = sheet.key if sheet else ()
    if key and set(key) <= set(expected.headers):
        return lines + _by_key(title, key, rows, actual)
    return lines + _in_order(title, rows, actual)


def _by_key(
    title: str, key: Sequence[str], rows: Sequence[Mapping[str, str]], actual: Sequence[Mapping[str, str]]
) -> list[str]:
    lines = []
    for row in rows:
        if MORE in row.values():
            continue
        name = " ".join(row[header] for header in key)
        found = [one for one in actual if all(one.get(header, "") == row[header] for header in key)]
        if len(found) != 1:
            lines.append(f"《{title}》{name}：应有 1 行，实有 {len(found)} 行")
            continue
        lines += _cells(f"《{title}》{name}", row, found[0])
    return lines


def _in_order(title: str, rows: Sequence[Mapping[str, str]], actual: Sequence[Mapping[str, str]]) -> list[str]:
    exact = [row for row in rows if MORE not in row.values()]
    if len(exact) == len(rows):
        lines = [line for number, (row, one) in enumerate(zip(rows, actual, strict=False), 1)
                 for line in _cells(f"《{title}》结果第 {number} 行", row, one)]  # fmt: skip
        if len(rows) != len(actual):
            lines.append(f"《{title}》应有 {len(rows)} 行，实有 {len(actual)} 行")
        return [*lines, "实际内容：", *_shown(rows, actual)] if lines else []
    place = 0
    for row in exact:  # with … the rows must stand in this order, with any others between
        place = next((at + 1 for at in range(place, len(actual)) if not _cells("", row, actual[at])), -1)
        if place < 0:
            lost = f"《{title}》没有这一行（或次序不对）：{' | '.join(row.values())}"
            return [lost, "实际内容：", *_shown(rows, actual)]
    return []


def _cells(where: str, row: Mapping[str, str], one: Mapping[str, str]) -> list[str]:
    return [
        f"{where}「{header}」应为 {cell or '（空）'}，实为 {one.get(header, '') or '（空）'}"
        for header, cell in row.items()
        if one.get(header, "") != cell
    ]


def _shown(rows: Sequence[Mapping[str, str]], actual: Sequence[Mapping[str, str]]) -> list[str]:
    headers = list(rows[0]) if rows else list(actual[0]) if actual else []
    return ["| " + " | ".join(one.get(header, "") for header in headers) + " |" for one in actual]
