"""The extension file: built from ribbon.py, the same each time, and nothing in it that the office would not know."""

from __future__ import annotations

import ast
import io
import json
import struct
import sys
import zipfile
import zlib
from importlib import resources
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

from addin import messages
from addin.ports import Refusal
from addin.ribbon import BUTTONS, GROUPS
from addin.surfaces import install_libreoffice, oxt
from addin.surfaces.pictograms import SIGNS, png

if TYPE_CHECKING:
    from pathlib import Path

OOR = "{http://openoffice.org/2001/registry}"


@pytest.fixture(scope="module")
def package() -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(oxt.extension()))


def urls(tree: ET.Element, where: str) -> list[str]:
    """Return the URLs of the items under a node, in order."""
    nodes = [node for node in tree.iter("node") if node.get(f"{OOR}name") == where]
    return [
        value.text or ""
        for node in nodes
        for prop in node.iter("prop")
        if prop.get(f"{OOR}name") == "URL"
        for value in prop.iter("value")
    ]


def test_the_same_sources_give_the_same_bytes() -> None:
    assert oxt.extension() == oxt.extension()


def test_menu_and_toolbars_carry_every_button_in_the_order_of_the_ribbon_with_separators(
    package: zipfile.ZipFile,
) -> None:
    tree = ET.fromstring(package.read("registry/Addons.xcu"))  # noqa: S314 - our own
    wanted: list[str] = []
    for group in GROUPS:
        wanted += (["private:separator"] if wanted else []) + [oxt.PROTOCOL + button.key for button in group.buttons]
    assert urls(tree, "Submenu") == wanted
    upper, lower = (urls(tree, name) for name in oxt.TOOLBARS)
    assert [*upper, "private:separator", *lower] == wanted


def test_the_two_toolbars_are_about_as_long_and_both_are_shown(package: zipfile.ZipFile) -> None:
    upper, lower = (sum(len(group.buttons) for group in groups) for groups in oxt.halves())
    assert abs(upper - lower) <= 6
    state = package.read("registry/CalcWindowState.xcu").decode()
    assert all(f"private:resource/toolbar/addon_{name}" in state for name in oxt.TOOLBARS)


def test_every_label_is_there_in_chinese_also_for_an_english_office(package: zipfile.ZipFile) -> None:
    tree = ET.fromstring(package.read("registry/Addons.xcu"))  # noqa: S314 - our own
    titles = [value for prop in tree.iter("prop") if prop.get(f"{OOR}name") == "Title" for value in prop.iter("value")]
    shown = {(value.get("{http://www.w3.org/XML/1998/namespace}lang"), value.text) for value in titles}
    assert {(language, button.label) for button in BUTTONS.values() for language in ("zh-CN", "en-US")} < shown


def test_every_part_in_the_manifest_exists_and_every_icon_is_a_picture_of_its_size(package: zipfile.ZipFile) -> None:
    names = set(package.namelist())
    manifest = package.read("META-INF/manifest.xml").decode()
    assert all(name in names for name in manifest.split('full-path="')[1:] for name in [name.split('"')[0]])
    for key in BUTTONS:
        for size in (16, 26):
            data = package.read(f"icons/{key}_{size}.png")
            assert struct.unpack(">II", data[16:24]) == (size, size)
            rows = zlib.decompress(data[data.index(b"IDAT") + 4 : data.index(b"IEND") - 8])
            assert len(rows) == size * (4 * size + 1)
            assert len(set(rows)) > 10


def test_every_button_has_a_sign_of_its_own() -> None:
    keys = {*SIGNS, *BUTTONS, "one that nobody has drawn"}
    assert len({png(key, 0, 16) for key in keys}) == len(keys)


def test_the_handler_has_every_sentence_it_may_show(package: zipfile.ZipFile) -> None:
    texts = json.loads(package.read("texts.json"))
    assert texts == messages.LIBREOFFICE_TEXTS
    source = package.read("dunbook_handler.py").decode()
    called = {
        node.args[-1].value
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call)
        and getattr(node.func, "id", "") == "tell"
        and isinstance(node.args[-1], ast.Constant)
    }
    assert called
    assert called <= set(texts)


@pytest.mark.parametrize("name", [f"extension/{name}" for name in (oxt.HANDLER, *oxt.HELPERS)] + ["register.py"])
def test_what_runs_in_the_office_needs_only_its_own_python(name: str) -> None:
    source = (resources.files("addin.hosts.libreoffice") / name).read_text(encoding="utf-8")
    imported = {
        (node.module or "").split(".")[0] if isinstance(node, ast.ImportFrom) else node.names[0].name.split(".")[0]
        for node in ast.walk(ast.parse(source, feature_version=(3, 8)))
        if isinstance(node, (ast.Import, ast.ImportFrom))
    }
    helpers = {helper.removesuffix(".py") for helper in oxt.HELPERS}
    assert imported - sys.stdlib_module_names <= {"uno", "unohelper", "com", *helpers}


def test_the_worker_is_named_in_the_users_own_file_and_is_shut_off_from_the_environment(tmp_path: Path) -> None:
    path = install_libreoffice.configuration_file({"XDG_CONFIG_HOME": str(tmp_path), "APPDATA": str(tmp_path)})
    install_libreoffice.write_configuration(path)
    command = json.loads(path.read_text(encoding="utf-8"))["command"]
    assert command[:2] == [sys.executable, "-I"]
    compile(command[-1], "worker", "exec")


def test_without_libreoffice_the_user_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(install_libreoffice, "PLACES", ())
    with pytest.raises(Refusal) as refusal:
        install_libreoffice.find_office()
    assert "LibreOffice" in messages.refusal_text(refusal.value)
