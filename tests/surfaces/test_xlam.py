from __future__ import annotations

import io
import re
import zipfile

import pytest
from lxml import etree

from addin import messages
from addin.ribbon import BUTTONS
from addin.surfaces import xlam, xlwings_vba
from addin.surfaces.xlam import Configuration
from addin.surfaces.xlwings_vba import UpstreamChangedError


def members(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def macros() -> str:
    return "".join(module.source for module in xlam.modules() if module.name in xlam.MACROS)


def sheet_texts(data: bytes) -> list[str]:
    root = etree.fromstring(members(data)["xl/worksheets/sheet1.xml"])
    return [str(text.text) for text in root.iter("{*}t")]


def test_the_same_sources_give_the_same_bytes() -> None:
    assert xlam.build() == xlam.build()


def test_nothing_of_the_clock_or_the_machine_is_in_the_package() -> None:
    with zipfile.ZipFile(io.BytesIO(xlam.build())) as archive:
        for info in archive.infolist():
            assert info.date_time == (1980, 1, 1, 0, 0, 0)
            assert (info.create_system, info.compress_type, info.extra) == (0, zipfile.ZIP_STORED, b"")


def test_every_part_is_declared_and_every_relationship_leads_to_a_part() -> None:
    parts = members(xlam.build())
    assert next(iter(parts)) == "[Content_Types].xml"
    declared = {
        str(part.get("PartName"))[1:] for part in etree.fromstring(parts["[Content_Types].xml"]).iter("{*}Override")
    }
    assert declared < set(parts)
    for base, name in (("", "_rels/.rels"), ("xl/", "xl/_rels/workbook.xml.rels")):
        for relation in etree.fromstring(parts[name]):
            assert base + str(relation.get("Target")) in parts


def test_the_package_is_an_add_in_with_a_ribbon_of_the_2009_schema() -> None:
    parts = members(xlam.build())
    assert b"ms-excel.addin.macroEnabled.main+xml" in parts["[Content_Types].xml"]
    assert b"office/2007/relationships/ui/extensibility" in parts["_rels/.rels"]
    assert b"office/2009/07/customui" in parts["customUI/customUI14.xml"]


def test_every_button_of_the_ribbon_is_on_the_tab_in_order() -> None:
    root = etree.fromstring(members(xlam.build())["customUI/customUI14.xml"])
    assert [button.get("tag") for button in root.iter("{*}button")] == list(BUTTONS)


def test_the_configuration_lies_on_the_sheet_of_the_add_in() -> None:
    texts = sheet_texts(xlam.build(Configuration(r"C:\用户\张三\python.exe", warm=True)))
    rows = dict(zip(texts[::2], texts[1::2], strict=True))
    assert rows["INTERPRETER_WIN"] == r"C:\用户\张三\python.exe"
    assert rows["WARM"] == "True"
    assert rows["NO_WORKBOOK"] == messages.ADDIN_TEXTS["NO_WORKBOOK"]


def test_every_text_that_the_macros_ask_for_is_on_the_sheet() -> None:
    asked = re.findall(r'(?:GetConfig\(|Say )"([A-Z_]+)"', macros())
    assert len(asked) > 5
    assert set(asked) <= set(sheet_texts(xlam.build())[::2])


def test_a_configuration_changes_nothing_but_the_sheet() -> None:
    plain, other = members(xlam.build()), members(xlam.build(Configuration("x", warm=True)))
    assert {name for name in plain if plain[name] != other[name]} == {"xl/worksheets/sheet1.xml"}


def test_text_of_the_configuration_is_never_markup() -> None:
    assert sheet_texts(xlam.build(Configuration("<a>&\"'")))[5] == "<a>&\"'"


def test_macros_name_the_sheet_that_the_package_has() -> None:
    assert f'SHEET_NAME As String = "{xlam.SHEET}"' in macros()


# ------------------------------------------------------------------ what is kept of xlwings


def test_a_changed_upstream_text_stops_the_build() -> None:
    text = xlwings_vba.upstream()
    assert xlwings_vba.trimmed(text).name == "xlwings"
    with pytest.raises(UpstreamChangedError):
        xlwings_vba.trimmed(text.replace("0.37.8", "0.37.9"))
    with pytest.raises(UpstreamChangedError):
        xlwings_vba.trimmed(text + "'\n")


def test_kept_procedures_are_word_for_word_and_the_licence_stands_above() -> None:
    upstream, kept = xlwings_vba.upstream(), xlwings_vba.trimmed(xlwings_vba.upstream()).source.replace("\r\n", "\n")
    assert "Redistribution and use in source and binary forms" in kept
    assert "AS IS" in kept
    for name in xlwings_vba.KEPT:
        assert xlwings_vba.procedure(upstream, name) in kept


def test_a_workbook_cannot_choose_what_runs() -> None:
    """Nothing is read of the active workbook but whether there is one, its name (made hexadecimal) and itself."""
    code = "".join(module.source for module in xlam.modules())
    code = re.sub(r"(?m)^\s*'.*$", "", code)
    uses = sorted(line.strip() for line in code.splitlines() if "ActiveWorkbook" in line)
    assert uses == [
        "If ActiveWorkbook Is Nothing Then",
        'XLPy.SetAttr XLPy.Module("xlwings._xlwindows"), "BOOK_CALLER", ActiveWorkbook',
        'statement = PyStatement(buttonKey, ActiveWorkbook.Name, "0")',
        "statement = PyStatement(buttonKey, ActiveWorkbook.Name, CStr(Application.Hwnd))",
    ]
    for word in (
        "ActiveSheet",
        "FullName",
        ".conf",
        "PYTHONPATH",
        "prepare_sys_path",
        "cmd.exe",
        "Open ",
        "Dir(",
        '.py"',
    ):
        assert word not in code, word


def test_python_never_imports_from_the_current_folder() -> None:
    assert " -P -X utf8 -c " in macros()


def test_one_macro_serves_every_button() -> None:
    assert re.findall(r"\((?:ByVal )?control As", macros()) == ["(control As"]


def test_formulas_and_macros_of_other_workbooks_reach_nothing_but_the_callback() -> None:
    """A public function of an add-in could be called from any cell."""
    for module in xlam.modules():
        if module.kind == "module" and "\r\nOption Private Module\r\n" not in module.source:
            assert re.findall(r"(?m)^(?:Public )?(?:Sub|Function) (\w+)", module.source) == ["DunbookOnButton"]
