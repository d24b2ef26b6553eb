"""Others' programs read the add-in back: olefile, olevba, pyopenvba (which also runs macros), LibreOffice."""

from __future__ import annotations

import importlib
import io
import os
import random
import shutil
import subprocess
import warnings
import zipfile
from typing import TYPE_CHECKING, Any

import pytest
from lxml import etree

from addin import messages
from addin.surfaces import ovba, xlam
from addin.surfaces.cfb import compound_file

if TYPE_CHECKING:
    from pathlib import Path

NO_SKIP = bool(os.environ.get("DUNBOOK_NO_SKIP"))


def reader(name: str) -> Any:
    """Import a verifier; its own deprecations are not ours."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return (
            importlib.import_module(name) if NO_SKIP else pytest.importorskip(name, reason=f"{name} is not installed")
        )


@pytest.fixture
def addin(tmp_path: Path) -> Path:
    path = tmp_path / xlam.FILE_NAME
    path.write_bytes(xlam.build())
    return path


def vba_project(addin: Path) -> bytes:
    with zipfile.ZipFile(addin) as archive:
        return archive.read("xl/vbaProject.bin")


# ------------------------------------------------------------------ containers


@pytest.mark.parametrize("count", [1, 2, 3, 7, 40])
def test_a_compound_file_gives_back_every_stream_of_any_size(count: int) -> None:
    olefile = reader("olefile")
    chance = random.Random(count)  # noqa: S311
    sizes = [0, 1, 63, 64, 65, 511, 512, 4095, 4096, 4097, 70_000]
    streams = {(*(["VBA"] * (at % 2)), f"stream{at}"): chance.randbytes(sizes[at % len(sizes)]) for at in range(count)}
    with olefile.OleFileIO(io.BytesIO(compound_file(streams)), raise_defects=olefile.DEFECT_UNSURE) as file:
        assert {tuple(path) for path in file.listdir()} == set(streams)
        assert {path: file.openstream(list(path)).read() for path in streams} == streams
        assert file.parsing_issues == []


def test_a_compound_file_refuses_a_name_that_the_format_cannot_hold() -> None:
    with pytest.raises(ValueError, match="bad stream name"):
        compound_file({("x" * 32,): b""})


def test_compression_gives_back_any_text() -> None:
    decompress = reader("pyopenvba.vba").decompress
    chance = random.Random(7)  # noqa: S311
    words = ["Dim ", "ActiveWorkbook", "\r\n", "    ", "End Sub", "x", "1"]
    for size in (0, 1, 3, 200, 700, 4000):
        text = "".join(chance.choices(words, k=size)).encode()
        assert decompress(ovba.compress(text)) == text
    for text in (b"a" * 9000, bytes(range(256)) * 40, chance.randbytes(8192)):
        assert decompress(ovba.compress(text)) == text


def test_compression_equals_the_examples_of_the_specification() -> None:
    """MS-OVBA 3.2.1 and 3.2.3; its second example may be coded in several ways of the same length."""
    plain = "0119b000616263646566676800696a6b6c6d6e6f70007172737475762e"
    assert ovba.compress(b"abcdefghijklmnopqrstuv.").hex() == plain
    assert ovba.compress(b"a" * 73).hex() == "0103b002614500"
    assert len(ovba.compress(b"#aaabcdefaaaaghijaaaaaklaaamnopqaaaaaaaaaaaarstuvwxyzaaa")) == 51


# ------------------------------------------------------------------ the project


def test_olefile_finds_no_defect_and_no_compiled_code(addin: Path) -> None:
    olefile = reader("olefile")
    with olefile.OleFileIO(io.BytesIO(vba_project(addin)), raise_defects=olefile.DEFECT_UNSURE) as file:
        assert file.parsing_issues == []
        assert file.openstream(["VBA", "_VBA_PROJECT"]).read() == b"\xcc\x61\xff\xff\x00\x00\x00"
        streams = {path[1] for path in file.listdir() if path[0] == "VBA"}
    assert streams == {module.name for module in xlam.modules()} | {"dir", "_VBA_PROJECT"}


def test_olevba_reads_every_module_word_for_word(addin: Path) -> None:
    olevba = reader("oletools.olevba")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        parsed = olevba.VBA_Parser(str(addin))
        read = {name.split(".")[0]: code for _, _, name, code in parsed.extract_macros()}
        parsed.close()
    assert read == {module.name: module.source for module in xlam.modules()}


def test_pyopenvba_finds_the_file_sound_and_reads_every_module(addin: Path) -> None:
    pyopenvba = reader("pyopenvba")
    assert pyopenvba.check_file(addin).ok
    with pyopenvba.ExcelFile(addin) as file:
        assert not file.validate()
        assert all(file.get_module(module.name) == module.source for module in xlam.modules())


def test_the_macro_makes_a_fixed_statement_with_the_name_in_hexadecimal_digits(addin: Path) -> None:
    excel = reader("pyopenvba.apps.excel").ExcelApplication.open(str(addin))
    name = "a'\");x^&calc&%PATH%台账.xlsx"
    statement = excel.run("PyStatement", "overdue", name, "66054")
    assert statement == f"import addin.click as c;c.press('overdue','{name.encode('utf-16-be').hex().upper()}',66054)"


@pytest.mark.parametrize(
    ("key", "window"), [("x');import os#", "1"), ("overdue", "1);x("), ("Overdue", "1"), ("逾期", "1")]
)
def test_the_macro_lets_no_other_characters_into_the_statement(addin: Path, key: str, window: str) -> None:
    excel = reader("pyopenvba.apps.excel").ExcelApplication.open(str(addin))
    with pytest.raises(Exception, match="unexpected character"):
        excel.run("PyStatement", key, "x.xlsx", window)


@pytest.mark.skipif(shutil.which("soffice") is None and not NO_SKIP, reason="LibreOffice is not installed")
def test_libreoffice_opens_the_add_in_and_lists_its_macros(addin: Path, tmp_path: Path) -> None:
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    arguments = ["--infilter=Calc MS Excel 2007 VBA XML", "--convert-to", "fods", "--outdir", str(tmp_path), str(addin)]
    subprocess.run(["soffice", profile, "--headless", *arguments], check=True, capture_output=True, timeout=120)
    root = etree.parse(tmp_path / "dunbook.fods").getroot()
    sources = {
        str(one.get(f"{{{one.nsmap['ooo']}}}name")): "".join(map(str, one.itertext())) for one in root.iter("{*}module")
    }
    assert set(sources) == {module.name for module in xlam.modules()}
    assert "Public Sub DunbookOnButton(control As IRibbonControl)" in sources["DunbookRibbon"]
    assert "XLPyDLLActivateAuto" in sources["xlwings"]
    assert messages.ADDIN_TEXTS["NO_WORKBOOK"] in {str(text.text) for text in root.iter("{*}p")}
