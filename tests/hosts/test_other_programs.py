"""Workbooks as programs other than Excel write them: valid, unusual, and nothing of them is lost."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from typing import TYPE_CHECKING

import pandas as pd
import pytest
from lxml import etree
from openpyxl.comments import Comment

from addin.hosts import undo_diff, undo_merge
from addin.hosts.file import FileHost
from addin.hosts.formulas import mover
from addin.hosts.patching import rewrite
from addin.ports import Append, Column, Fill, Kind, Mark, Note, Refusal, Remember, TakeBack
from tests.hosts.contract import frame
from tests.hosts.test_file_keeps import MARK, REPLACE, SHEET, run
from tests.hosts.varied import (
    LEDGER,
    MAIN,
    cells,
    dangling,
    edited,
    opened,
    part,
    plain,
    raw_parts,
    relation,
    varied,
    with_parts,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from addin.hosts.edits import Edit
    from addin.hosts.sheetxml import SheetXml

TYPES, BOOK, BOOK_RELATIONS = "[Content_Types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
STYLES = b'<Override PartName="/xl/styles.xml"'
DUE = Column("应收日期", "due", Kind.DATE)
VML = "xl/drawings/commentsDrawing1.vml"


def with_names(data: bytes, change: Callable[[str], str]) -> bytes:
    """Return a package whose members have other names."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w") as out:
        for info in old.infolist():
            out.writestr(zipfile.ZipInfo(change(info.filename)), old.read(info))
    return stream.getvalue()


def without(data: bytes, *names: str) -> bytes:
    """Return a package without some members."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w") as out:
        for info in old.infolist():
            if info.filename not in names:
                out.writestr(info, old.read(info))
    return stream.getvalue()


def cut(data: bytes, texts: Mapping[str, bytes]) -> bytes:
    """Return a package without the elements that begin with a text, by part."""
    for name, text in texts.items():
        found = re.search(re.escape(text) + rb"[^>]*/>", part(data, name))
        assert found is not None
        data = edited(data, name, {found[0]: b""})
    return data


def commented() -> bytes:
    """Return a workbook with a note of the user's, as openpyxl draws it: prefixes of its own within each shape."""
    book = opened(plain())
    book[LEDGER]["A4"].comment = Comment("我的批注", "王会计")
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


# ------------------------------------------------------------------ types and names of parts


def test_relations_whose_types_are_stated_one_by_one_get_a_type(tmp_path: Path) -> None:
    kind = b"application/vnd.openxmlformats-package.relationships+xml"
    one = b'<Override PartName="/%b" ContentType="' + kind + b'"/>'
    all_of_them = re.search(rb'<Default[^>]*Extension="rels"[^>]*/>', part(plain(), TYPES))
    assert all_of_them is not None
    names = (b"_rels/.rels", BOOK_RELATIONS.encode())
    old = edited(plain(), TYPES, {all_of_them[0]: b"", b"</Types>": b"".join(one % n for n in names) + b"</Types>"})
    for changes in ([REPLACE], [MARK], [REPLACE, MARK]):
        new = run(tmp_path, old, *changes)
        assert dangling(new) == []
        assert dangling(run(tmp_path, new, REPLACE, Mark(LEDGER))) == []


def test_the_type_of_relations_goes_with_them(tmp_path: Path) -> None:
    marked = run(tmp_path, plain(), MARK)
    name = "xl/worksheets/_rels/sheet1.xml.rels"
    kind = b"application/vnd.openxmlformats-package.relationships+xml"
    stated = b'<Override PartName="/' + name.encode() + b'" ContentType="' + kind + b'"/></Types>'
    new = run(tmp_path, edited(marked, TYPES, {b"</Types>": stated}), Mark(LEDGER))
    assert name not in raw_parts(new)
    assert dangling(new) == []


def test_members_named_with_backslashes_are_read_and_written_with_slashes(tmp_path: Path) -> None:
    old = with_names(plain(), lambda name: name.replace("/", "\\"))
    new = run(tmp_path, old, Fill(LEDGER, (DUE,), frame([2], due=pd.array(["2026-01-01"], dtype="datetime64[s]"))))
    grid = FileHost(tmp_path / "台账.xlsx").read([LEDGER])[LEDGER]
    assert (grid.rows[0][0], grid.rows[1][1]) == ("应收编号", dt.date(2026, 1, 1))
    assert raw_parts(new).keys() == raw_parts(plain()).keys()
    assert dangling(run(tmp_path, old, MARK, REPLACE)) == []


def test_styles_and_texts_may_have_any_name(tmp_path: Path) -> None:
    book = opened(plain())
    book[LEDGER]["B2"].number_format = "yyyy-mm-dd"
    stream = io.BytesIO()
    book.save(stream)
    texts = b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>YS-0</t></si></sst>'
    shared = {b"<is><t>YS-2</t></is>": b"<v>0</v>", b'r="A2" t="inlineStr"': b'r="A2" t="s"'}
    old = with_parts(edited(stream.getvalue(), SHEET, shared), {"xl/sharedStrings.xml": texts},
                     {BOOK_RELATIONS: relation("sharedStrings", "sharedStrings.xml")})  # fmt: skip
    names = {"styles.xml": "looks.xml", "sharedStrings.xml": "texts.xml", "workbook.xml": "book.xml"}

    def other(text: str) -> str:
        for one, two in names.items():
            text = text.replace(one, two)
        return text

    old = with_names(old, other)
    for name in (TYPES, "_rels/.rels", "xl/_rels/book.xml.rels"):
        old = edited(old, name, {part(old, name): other(part(old, name).decode()).encode()})
    (tmp_path / "台账.xlsx").write_bytes(old)
    rows = FileHost(tmp_path / "台账.xlsx").read([LEDGER])[LEDGER].rows
    assert rows[1][:2] == ["YS-0", dt.date(2023, 3, 17)]


def test_an_old_macro_sheet_does_not_keep_the_others_from_being_read(tmp_path: Path) -> None:
    kind = b"http://schemas.microsoft.com/office/2006/relationships/xlMacrosheet"
    link = b'<Relationship Id="rIdM" Type="' + kind + b'" Target="macrosheets/sheet1.xml"/>'
    tab = (b'<sheet xmlns:q="http://schemas.openxmlformats.org/officeDocument/2006/relationships" name="Macro1" '
           b'sheetId="99" q:id="rIdM"/></sheets>')  # fmt: skip
    content = b'<xm:macrosheet xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main"/>'
    old = with_parts(edited(plain(), BOOK, {b"</sheets>": tab}), {"xl/macrosheets/sheet1.xml": content},
                     {BOOK_RELATIONS: link})  # fmt: skip
    path = tmp_path / "台账.xlsm"
    path.write_bytes(old)
    assert FileHost(path).titles()[-1] == "Macro1"
    assert FileHost(path).read([LEDGER, "Macro1"])[LEDGER].rows[1][0] == "YS-2"
    new = run(tmp_path, old, REPLACE, name="台账.xlsm")
    assert raw_parts(new)["xl/macrosheets/sheet1.xml"] == raw_parts(old)["xl/macrosheets/sheet1.xml"]
    assert FileHost(path).read(["账龄"])["账龄"].rows[1][0] == "a"


def test_a_sheet_in_a_state_that_nobody_knows_is_read(tmp_path: Path) -> None:
    shown = re.sub(rb' state="visible"', b"", part(plain(), BOOK)).replace(b"<sheet ", b'<sheet state="show" ')
    path = tmp_path / "台账.xlsx"
    path.write_bytes(edited(plain(), BOOK, {part(plain(), BOOK): shown}))
    assert FileHost(path).read([LEDGER])[LEDGER].rows[1][0] == "YS-2"


def test_shared_texts_that_declare_entities_are_unsafe_rather_than_damaged(tmp_path: Path) -> None:
    path = tmp_path / "台账.xlsx"
    path.write_bytes(edited(varied(), "xl/sharedStrings.xml", {b"<sst ": b'<!DOCTYPE a [<!ENTITY b "c">]><sst '}))
    with pytest.raises(Refusal, match="unsafe-xml"):
        FileHost(path).read([LEDGER])


def test_two_parts_whose_names_differ_in_capitals_alone_are_damage(tmp_path: Path) -> None:
    old = with_parts(plain(), {SHEET.replace("sheet1", "Sheet1"): b"<worksheet/>"}, {})
    with pytest.raises(Refusal, match="damaged-zip"):
        run(tmp_path, old, MARK)


# ------------------------------------------------------------------ formulas


@pytest.mark.parametrize(
    ("formula", "below"),
    [
        ("SUM(C2,[应收'[元']])", "SUM(C3,[应收'[元']])"),
        ("SUBTOTAL(109,[Column'[])+C$2", "SUBTOTAL(109,[Column'[])+C$2"),
        ("'[1]Sheet 1'!A2", "'[1]Sheet 1'!A3"),
        ("[[]", None),
    ],
)
def test_formulas_over_columns_with_brackets_in_their_names_go_on(formula: str, below: str | None) -> None:
    assert mover(formula, "D2")("D3") == below


def test_a_formula_that_would_leave_the_sheet_is_not_moved() -> None:
    assert mover("A1+1", "B2")("A1") is None


def test_rows_are_appended_below_a_formula_that_nobody_can_move(tmp_path: Path) -> None:
    row = b'<row r="8"><c r="A8" t="str"><v>x</v></c><c r="D8"><f>SUM([Column\'[])+[[]</f></c></row></sheetData>'
    old = edited(plain(), SHEET, {b"</sheetData>": row})
    new = run(tmp_path, old, Append(LEDGER, (DUE,), pd.DataFrame({"due": pd.array(["2026-01-01"], "datetime64[s]")})))
    assert b"<f" not in cells(new, SHEET).get("D9", b"")


# ------------------------------------------------------------------ styles


def test_a_workbook_without_styles_gets_them_with_the_first_that_it_needs(tmp_path: Path) -> None:
    bare = cut(without(plain(), "xl/styles.xml"), {TYPES: STYLES})
    link = re.search(rb"<Relationship [^>]*styles.xml[^>]*/>", part(bare, BOOK_RELATIONS))
    assert link is not None
    old = edited(bare, BOOK_RELATIONS, {link[0]: b""})
    moment = dt.datetime(2026, 1, 1)
    due = pd.array(["2026-01-01"], dtype="datetime64[s]")
    new = run(tmp_path, old, Remember("overdue", moment), Fill(LEDGER, (DUE,), frame([2], due=due)), MARK, REPLACE)
    assert dangling(new) == []
    assert opened(new)[LEDGER]["B2"].value == dt.datetime(2026, 1, 1)
    book = opened(new)
    book[LEDGER]["F2"].value = "另存"
    path = tmp_path / "台账.xlsx"
    book.save(path)
    FileHost(path).apply([TakeBack(FileHost(path).history()[0].number)], tmp_path)
    assert opened(path)[LEDGER]["B2"].value == 45002


@pytest.mark.parametrize("styles", [b"", b'<fonts count="0"/><cellXfs count="0"/>'])
def test_empty_styles_are_completed_with_the_first_that_is_needed(tmp_path: Path, styles: bytes) -> None:
    whole = part(plain(), "xl/styles.xml")
    space = b' xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    empty = b"<styleSheet" + space + styles + b"</styleSheet>"
    old = edited(plain(), "xl/styles.xml", {whole: empty})
    assert run(tmp_path, old, Mark(LEDGER)) == old
    due = pd.array(["2026-01-01"], dtype="datetime64[s]")
    new = run(tmp_path, old, Fill(LEDGER, (DUE,), frame([2], due=due)), MARK)
    assert opened(new)[LEDGER]["B2"].value == dt.datetime(2026, 1, 1)
    root = etree.fromstring(part(new, "xl/styles.xml"))
    counts = {etree.QName(item).localname: (item.get("count"), len(item)) for item in root}
    assert [name for name, (count, number) in counts.items() if count != str(number)] == []
    assert counts["cellXfs"][1] == 2
    assert all(counts[name][1] for name in ("fonts", "fills", "borders", "cellStyleXfs"))


def test_comments_and_alternatives_among_the_styles_do_not_confuse_their_numbers(tmp_path: Path) -> None:
    space = b'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:n="urn:new"'
    one, two = (b'<xf numFmtId="%d" fontId="0" fillId="0" borderId="0"/>' % number for number in (2, 1))
    both = b'<mc:Choice Requires="n">' + one + b"</mc:Choice><mc:Fallback>" + two + b"</mc:Fallback>"
    more = b"<!-- x --><mc:AlternateContent " + space + b">" + both + b"</mc:AlternateContent></cellXfs>"
    styles = part(plain(), "xl/styles.xml").replace(b"</cellXfs>", more)
    number = len(opened(plain())._cell_styles)  # type: ignore[attr-defined]
    old = edited(plain(), "xl/styles.xml", {part(plain(), "xl/styles.xml"): styles})
    old = edited(old, SHEET, {b'<c r="E2"': b'<c r="E2" s="%d"' % number})
    due = pd.array(["2026-01-01"], dtype="datetime64[s]")
    paid = Column("已收金额", "paid", Kind.MONEY, computed=True)
    new = run(tmp_path, old, Fill(LEDGER, (DUE, paid), frame([2], due=due, paid=[123])), MARK, REPLACE)
    root = etree.fromstring(part(new, "xl/styles.xml"))
    container = root.find(f"{MAIN}cellXfs")
    assert container is not None
    listed = [item for item in container if isinstance(item.tag, str)]
    assert container.get("count") == str(len(listed))
    assert all("numFmtId" in item.attrib for item in listed if item.tag == f"{MAIN}xf")
    assert sum(item.tag != f"{MAIN}xf" for item in listed) == 1
    used = {cell: int(etree.fromstring(xml).get("s", "0")) for cell, xml in cells(new, SHEET).items()}
    assert used["E2"] == number
    assert listed[used["B2"]].get("numFmtId") == "164"


@pytest.mark.parametrize("code", ["h:mm", "[h]:mm:ss", "[hh]:mm", "mm:ss.0", '上午/下午h"时"mm"分"'])
def test_a_day_is_not_hidden_by_a_format_that_shows_hours_alone(tmp_path: Path, code: str) -> None:
    book = opened(plain())
    book[LEDGER]["B2"].number_format = code
    book[LEDGER]["B3"].number_format = "m月"
    stream = io.BytesIO()
    book.save(stream)
    due = pd.array(["2026-01-01", "2026-01-02"], dtype="datetime64[s]")
    sheet = opened(run(tmp_path, stream.getvalue(), Fill(LEDGER, (DUE,), frame([2, 3], due=due))))[LEDGER]
    assert sheet["B2"].number_format == "yyyy-mm-dd"
    assert sheet["B3"].number_format == "m月"


# ------------------------------------------------------------------ drawings of notes


def test_notes_join_a_drawing_whatever_its_prefixes(tmp_path: Path) -> None:
    old = commented()
    marked = run(tmp_path, old, MARK)
    root = etree.fromstring(part(marked, VML))
    shapes = list(root.iter("{urn:schemas-microsoft-com:vml}shape"))
    assert len(shapes) == 4
    assert len({shape.get("id") for shape in shapes}) == 4
    cleared = run(tmp_path, marked, Mark(LEDGER))
    assert part(cleared, VML) == part(old, VML)
    assert part(cleared, SHEET) == part(old, SHEET) or b"legacyDrawing" in part(cleared, SHEET)
    assert dangling(cleared) == []


@pytest.mark.parametrize("drawn", [b'<v:rect id="b" fillcolor="red"/>', b'<v:group id="g"><v:line id="l"/></v:group>'])
def test_a_drawing_of_boxes_and_lines_stays_when_its_notes_go(tmp_path: Path, drawn: bytes) -> None:
    marked = run(tmp_path, plain(), MARK)
    name = "xl/drawings/vmlDrawing1.vml"
    old = edited(marked, name, {b"</xml>": drawn + b"</xml>"})
    cleared = run(tmp_path, old, Mark(LEDGER))
    assert drawn in part(cleared, name)
    assert b"<v:shape " not in part(cleared, name)
    again = run(tmp_path, cleared, Mark(LEDGER, (Note(2, "应收日期", "又"),)))
    assert drawn in part(again, name)
    etree.fromstring(part(again, name))


# ------------------------------------------------------------------ cell by cell, after somebody has saved


def test_taking_back_knows_days_written_as_days(tmp_path: Path) -> None:
    day = b'<c r="B3" t="d"><v>2023-03-18T12:00:00</v></c>'
    kept = b'<c r="B4" t="d"><v>no day</v></c>'
    cell = b'<c r="B%d" t="n"><v>4500%d</v></c>'
    old = edited(plain(), SHEET, {cell % (3, 3): day, cell % (4, 4): kept})
    assert _taken_back(tmp_path, old)[:2] == [45003.5, "no day"]


def test_taking_back_seeks_a_shared_formula_once_not_for_every_cell_that_leans_on_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sought: list[str] = []

    def counted(formula: str, origin: str) -> Callable[[str], str | None]:
        sought.append(formula)
        return mover(formula, origin)

    monkeypatch.setattr(undo_diff, "mover", counted)
    own = {row: b'<c r="D%d"><f>C%d*2</f><v></v></c>' % (row, row) for row in range(2, 8)}
    assert own[2] in part(plain(), SHEET).replace(b"<v/>", b"<v></v>")
    shared = {row: b'<c r="D%d"><f t="shared" si="0"/><v>1</v></c>' % row for row in range(3, 8)}
    shared[2] = b'<c r="D2"><f t="shared" ref="D2:D7" si="0">C2*2</f><v>1</v></c>'
    whole = part(plain(), SHEET)
    text = whole.replace(b"<v/>", b"<v></v>")
    for row, cell in own.items():
        text = text.replace(cell, shared[row])
    new = _taken_back(tmp_path, edited(plain(), SHEET, {whole: text}))
    assert new[0] == 45003
    assert len(sought) == 3  # in the file before, after and now


def test_taking_back_writes_a_sheet_once_however_scattered_its_cells_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[int] = []

    def counted(xml: SheetXml, edit: Edit, title: str) -> tuple[SheetXml, bool]:
        written.append(len(edit.places))
        return rewrite(xml, edit, title)

    monkeypatch.setattr(undo_merge, "rewrite", counted)
    cell = b'<c r="B%d" t="n"><v>4500%d</v></c>'
    same = {cell % (row, row): b'<c r="B%d"><v>46023</v></c>' % row for row in (3, 5, 7)}
    assert _taken_back(tmp_path, edited(plain(), SHEET, same)) == [46023, 45004, 46023, 45006, 46023]
    assert len(written) == 1


def _taken_back(tmp_path: Path, old: bytes) -> list[object]:
    """Return column B from row 3 on after a command, a save by somebody else, and the taking back."""
    path = tmp_path / "台账.xlsx"
    due = pd.array(["2026-01-01"] * 6, dtype="datetime64[s]")
    fill = Fill(LEDGER, (DUE,), frame(list(range(2, 8)), due=due))
    new = run(tmp_path, old, Remember("overdue", dt.datetime(2026, 1, 1)), fill)
    path.write_bytes(with_parts(new, {"xl/media/saved.bin": b"by somebody else"}, {}))
    FileHost(path).apply([TakeBack(FileHost(path).history()[0].number)], tmp_path)
    return [opened(path)[LEDGER].cell(row, 2).value for row in range(3, 8)]
