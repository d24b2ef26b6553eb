"""What every host promises, each a plain function that tries it on a ledger and returns what was not kept, "" if kept.

The tests of the hosts run them here; ``dunbook selftest`` runs them in the spreadsheet program of the user's computer.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pandas as pd

from addin import messages
from addin.hosts.file import FileHost
from addin.hosts.trial import (
    AMOUNT,
    CHECKED,
    COMPUTED,
    DAYS,
    DUE,
    END,
    ENTRY,
    FINDINGS,
    GRADE,
    KEY,
    LEDGER,
    LOG,
    LOG_ROWS,
    MOMENT,
    OTHER,
    OWN,
    OWN_ROWS,
    PAID,
    RATE,
    ROWS,
    TEXT,
    TITLE,
    computed,
    empty_findings,
    findings,
    frame,
    plain,
    rows_of,
    writes,
)  # fmt: skip
from addin.ledger import schema
from addin.ports import (
    Append,
    Book,
    File,
    Fill,
    Level,
    Line,
    Mark,
    Note,
    Oddity,
    Page,
    Refusal,
    Replace,
    TextTable,
)  # fmt: skip

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path
    from typing import BinaryIO

    from addin.hosts.trial import Ledger, Made
    from addin.ports import Change, Host

ODD = replace(LEDGER, formulas={(TITLE, "E2"): "=1/0"}, merged={(TITLE, "F3:G4"): TITLE}, hidden={TITLE: (3,)})
LONGEST_TEXT = 32_767
SOME_TEXT = " 前后\n_x0041_\x07"  # blanks at both ends, a line end, what looks like an escape, a control character


@dataclass(frozen=True)
class Promise:
    """One promise: its key in ``messages.PROMISES``, how it is tried, and the ledger that it is tried on.

    ``tried(made, out)`` takes a ledger made anew and an empty folder for new files.
    """

    key: str
    tried: Callable[[Made, Path], str]
    ledger: Ledger = LEDGER

    @property
    def text(self) -> str:
        """The promise in words."""
        return messages.PROMISES[self.key]


def told(found: object, wanted: object) -> str:
    """Return "" when both are equal, else what was found in the place of what."""
    return "" if found == wanted else messages.promise_differs(found, wanted)


def refused(host: Host, changes: Sequence[Change], out: Path, code: str) -> str:
    """Apply changes that must be refused for that reason, and return "" when they are."""
    try:
        host.apply(changes, out)
    except Refusal as refusal:
        return told(refusal.code, code)
    return messages.promise_not_refused(code)


# ------------------------------------------------------------------ reading


def titles(made: Made, _out: Path) -> str:
    """List titles in the order of the tabs."""
    return told(made.host.titles(), (TITLE, OTHER, OWN))


def values(made: Made, _out: Path) -> str:
    """Read plain values with true row numbers, and leave out sheets that do not exist."""
    grids = made.host.read([TITLE, messages.TRIAL_MISSING, OTHER, OWN])
    return (
        told(set(grids), {TITLE, OTHER, OWN})
        or told(rows_of(made.host, TITLE), plain(ROWS))
        or told(rows_of(made.host, OTHER), plain(LOG_ROWS))
        or told(rows_of(made.host, OWN), plain(OWN_ROWS))
    )


def oddities(made: Made, _out: Path) -> str:
    """Report hidden rows, merged cells and errors; an error leaves no value."""
    grid = made.host.read([TITLE])[TITLE]
    wanted = {Oddity("error", 2, 5, "#DIV/0!"), Oddity("hidden", 3), Oddity("merged", 3, 6, "F3:G4")}
    return told(set(grid.oddities), wanted) or told(rows_of(made.host, TITLE)[1], list(ROWS[1][:4]))


# ------------------------------------------------------------------ writing


def fill(made: Made, out: Path) -> str:
    """Fill in every kind exactly and add the columns that are missing."""
    made.host.apply([Fill(TITLE, COMPUTED, computed())], out)
    rows = rows_of(made.again(), TITLE)
    heads = [column.header for column in (DAYS, RATE, GRADE, END, CHECKED)]
    return (
        told(rows[0], [*ROWS[0], *heads])
        or told(rows[1][4:], [1234.56, 31, 0.0005, schema.GRADES[1], dt.date(2028, 1, 15), schema.YES])
        or told(rows[3][4:], [0, 0, None, None, None, schema.NO])
    )


def fill_empties(made: Made, out: Path) -> str:
    """Fill in nothing in the rows not named, and leave the user's columns alone."""
    made.host.apply([Fill(TITLE, (PAID,), computed()[["paid"]])], out)
    rows = rows_of(made.again(), TITLE)
    wanted = [list(ROWS[0]), [*ROWS[1][:4], 1234.56], list(ROWS[2][:4]), [*ROWS[3][:4], 0]]
    return told(rows, wanted)


def fill_others(made: Made, out: Path) -> str:
    """Fill in some rows and keep the others when asked."""
    made.host.apply([Fill(TITLE, (PAID,), computed()[["paid"]], keep_others=True)], out)
    return told([row[4] for row in rows_of(made.again(), TITLE)], [PAID.header, 1234.56, ROWS[2][4], 0])


def append(made: Made, out: Path) -> str:
    """Append rows below the last, a second time below the first; every text is kept as it is."""
    new = pd.DataFrame({
        "entry": ["JL-2", "JL-3"], "response": ["=1+1", SOME_TEXT],
        "contacted": pd.array(["2025-03-02T08:00:01", None], dtype="datetime64[s]"),
    })  # fmt: skip
    made.host.apply([Append(OTHER, (ENTRY, MOMENT, TEXT), new)], out)
    made.host.apply([Append(OTHER, (ENTRY,), new[["entry"]].iloc[:1])], out)
    second = ["JL-2", dt.datetime(2025, 3, 2, 8, 0, 1), "=1+1"]  # noqa: DTZ001 - sheets know no time zones
    return told(rows_of(made.again(), OTHER), [*plain(LOG_ROWS), second, ["JL-3", None, SOME_TEXT], ["JL-2"]])


def append_new(made: Made, out: Path) -> str:
    """Append to a sheet that is missing, which begins it."""
    title = schema.LETTERS.title
    made.host.apply([Append(title, (ENTRY, AMOUNT), pd.DataFrame({"entry": ["a"], "amount": [5]}))], out)
    return told(rows_of(made.again(), title), [[ENTRY.header, AMOUNT.header], ["a", 0.05]])


def replace_anew(made: Made, out: Path) -> str:
    """Replace a sheet whole; a second time leaves nothing of the first."""
    made.host.apply([findings(9)], out)
    made.host.apply([findings(2)], out)
    wanted = [[column.header for column in FINDINGS], [TITLE, "B2", 1], [TITLE, "B2", 1.01]]
    return told(made.again().titles(), (TITLE, OTHER, OWN, LOG)) or told(rows_of(made.again(), LOG), wanted)


def replace_empty(made: Made, out: Path) -> str:
    """Replace by an empty table, which leaves the header."""
    made.host.apply([findings()], out)
    made.host.apply([Replace(LOG, FINDINGS, empty_findings())], out)
    rows = rows_of(made.again(), LOG)
    return told([row for row in rows if row], [[column.header for column in FINDINGS]])


def replace_guards(made: Made, out: Path) -> str:
    """Replace no sheet of the user's."""
    change = replace(findings(), sheet=OWN)
    return refused(made.host, [change], out, "sheet-not-ours") or told(rows_of(made.again(), OWN), plain(OWN_ROWS))


def marks(made: Made, out: Path) -> str:
    """Mark cells; the next marks clear these, while the user's notes stay."""
    own = {"D2": messages.TRIAL_NOTE}
    notes = (
        Note(3, DUE.header, "a"), Note(3, DUE.header, "b", Level.HINT), Note(2, messages.TRIAL_COLUMN, "x"),
        Note(4, "", "c"),
    )  # fmt: skip
    made.host.apply([Mark(TITLE, notes)], out)
    first = told(made.notes(TITLE), own | {"B3": "a\nb", "A4": "c"}) or told(made.shaded(TITLE), {"B3", "D2", "A4"})
    made.host.apply([Mark(TITLE, (Note(2, KEY.header, "d"),))], out)
    second = told(made.notes(TITLE), own | {"A2": "d"}) or told(made.shaded(TITLE), {"A2"})
    made.host.apply([Mark(TITLE), Mark(OWN), Mark(messages.TRIAL_MISSING)], out)
    return first or second or told(made.notes(TITLE), own) or told(made.shaded(TITLE), set())


def nothing_else(made: Made, out: Path) -> str:
    """Leave everything that is not to be changed as it was."""
    new = pd.DataFrame({"entry": ["JL-2"]})
    mark = Mark(TITLE, (Note(2, "", "x"),))
    made.host.apply([Fill(TITLE, COMPUTED, computed()), Append(OTHER, (ENTRY,), new), findings(), mark], out)
    return (
        told(rows_of(made.again(), OWN), plain(OWN_ROWS))
        or told([row[:4] for row in rows_of(made.again(), TITLE)], [list(row[:4]) for row in ROWS])
        or told(rows_of(made.again(), OTHER), [*plain(LOG_ROWS), ["JL-2"]])
        or told(made.notes(TITLE).get("D2"), messages.TRIAL_NOTE)
    )


# ------------------------------------------------------------------ new files, and whole or not at all


def files(made: Made, out: Path) -> str:
    """Write files below the folder and name them in order."""
    page = Page(LOG, (10.0,), (Line((TITLE,), ("title",)),))
    paths = made.host.apply((Book(f"{LOG}/a.xlsx", (page,)), File(f"{TITLE}/a/b.docx", writes(b"x"))), out)
    wanted = [out / LOG / "a.xlsx", out / TITLE / "a" / "b.docx"]
    return told(paths, wanted) or told([path.read_bytes()[:2] for path in paths], [b"PK", b"x"])


def text_table(made: Made, out: Path) -> str:
    """Write a text table as a workbook of one sheet whose cells read as text."""
    heads, rows = (KEY.header, DUE.header, TEXT.header), (("001234", "2026-03-05", "=1+1"), ("1,234.50", "x", "1/2"))
    (path,) = made.host.apply([TextTable(f"{LOG}/b.xlsx", LOG, heads, rows)], out)
    return told(FileHost(path).titles(), (LOG,)) or told(rows_of(FileHost(path), LOG), plain([heads, *rows]))


def whole(made: Made, out: Path) -> str:
    """Carry out all changes or none: after each refusal the workbook and the folder are as they were."""
    before, own = made.host.read(made.host.titles()), b"own"
    out.mkdir(parents=True, exist_ok=True)
    (out / "a.txt").write_bytes(own)
    good = (
        Fill(TITLE, COMPUTED, computed()),
        findings(),
        Mark(TITLE, (Note(2, "", "x"),)),
        File("sub/c.txt", writes(b"1")),
        Append(OTHER, (ENTRY,), pd.DataFrame({"entry": ["JL-2"]})),
    )
    for code, bad in bad_changes():
        found = (
            refused(made.host, [*good, *bad], out, code)
            or told(made.again().titles(), (TITLE, OTHER, OWN))
            or told(made.again().read(made.again().titles()), before)
            or told(made.notes(TITLE), {"D2": messages.TRIAL_NOTE})
            or told(made.shaded(TITLE), set())
            or told(sorted(path.name for path in out.rglob("*")), ["a.txt"])
            or told((out / "a.txt").read_bytes(), own)
        )
        if found:
            return f"{code}: {found}"
    return ""


def bad_changes() -> list[tuple[str, list[Change]]]:
    """Return changes that must be refused, each with the reason."""

    def refuse(_: BinaryIO) -> None:
        raise Refusal("bad-path", file="trial")

    early = frame([2], due=pd.array(["1899-01-01"], dtype="datetime64[s]"))
    long = pd.DataFrame({"response": ["x" * (LONGEST_TEXT + 1)]})
    return [
        ("no-sheet", [Fill(messages.TRIAL_MISSING, (DAYS,), frame([2], days=[1]))]),
        ("sheet-not-ours", [replace(findings(), sheet=OWN)]),
        ("file-exists", [File("a.txt", writes(b""))]),
        ("file-exists", [File("b.txt", writes(b"")), File("b.txt", writes(b""))]),
        ("bad-path", [File("../a.txt", writes(b""))]),
        ("bad-path", [File("/a.txt", writes(b""))]),
        ("bad-path", [File("", writes(b""))]),
        ("bad-path", [File("c.txt", refuse)]),
        ("text-too-long", [Append(OTHER, (TEXT,), long)]),
        ("early-date", [Fill(TITLE, (DUE,), early)]),
    ]


def again(made: Made, out: Path) -> str:
    """Apply on the same host twice."""
    for days in (9, 8):
        made.host.apply([Fill(TITLE, (DAYS,), frame([2], days=[days]))], out)
        if found := told(rows_of(made.host, TITLE)[1][5:], [days]):
            return found
    return ""


PROMISES = (
    Promise("titles", titles),
    Promise("values", values),
    Promise("oddities", oddities, ODD),
    Promise("fill", fill),
    Promise("fill-empties", fill_empties),
    Promise("fill-others", fill_others),
    Promise("append", append),
    Promise("append-new", append_new),
    Promise("replace", replace_anew),
    Promise("replace-empty", replace_empty),
    Promise("replace-guards", replace_guards),
    Promise("marks", marks),
    Promise("nothing-else", nothing_else),
    Promise("files", files),
    Promise("text-table", text_table),
    Promise("whole", whole),
    Promise("again", again),
)
