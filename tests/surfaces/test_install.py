from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from addin import messages
from addin.ports import Refusal
from addin.surfaces import install, machine, xlam
from addin.surfaces.xlwings_vba import APPLESCRIPT, LIBRARIES, package_folder
from tests.surfaces import computers


def test_the_add_in_lies_in_the_users_own_start_folder_and_knows_the_interpreter(tmp_path: Path) -> None:
    told = install.install(computers.windows(tmp_path))
    path = tmp_path / "Roaming/Microsoft/Excel/XLSTART/dunbook.xlam"
    assert path.read_bytes() == xlam.build(xlam.Configuration(str(tmp_path / "python/python.exe"), warm=True))
    assert told[0] == messages.installed(str(path))
    assert [entry.name for entry in path.parent.iterdir()] == ["dunbook.xlam"]


def test_installing_again_replaces_the_add_in(tmp_path: Path) -> None:
    path = tmp_path / "Roaming/Microsoft/Excel/XLSTART/dunbook.xlam"
    install.install(computers.windows(tmp_path))
    path.write_bytes(b"old")
    install.install(computers.windows(tmp_path))
    assert path.read_bytes().startswith(b"PK")


def test_the_mark_of_a_download_is_removed(tmp_path: Path) -> None:
    path = tmp_path / "Roaming/Microsoft/Excel/XLSTART/dunbook.xlam"
    path.parent.mkdir(parents=True)
    install.download_mark(path).write_text("[ZoneTransfer]\nZoneId=3\n")
    install.install(computers.windows(tmp_path))
    assert not install.download_mark(path).exists()


def test_on_a_mac_the_script_that_starts_python_is_installed_too(tmp_path: Path) -> None:
    install.install(computers.mac(tmp_path))
    assert (tmp_path / machine.MAC_STARTUP / "dunbook.xlam").is_file()
    script = tmp_path / machine.MAC_SCRIPTS / APPLESCRIPT
    assert script.read_bytes() == (package_folder() / APPLESCRIPT).read_bytes()
    assert machine.configuration(computers.mac(tmp_path)).interpreter_mac == f'"{tmp_path}/py 3/bin/python3"'


def test_uninstalling_takes_away_all_that_installing_brought_and_only_that(tmp_path: Path) -> None:
    for made in (computers.windows(tmp_path / "w"), computers.mac(tmp_path / "m")):
        before = {path for path in made.home.rglob("*") if path.is_file()}
        other = machine.startup_folder(made) / "PERSONAL.XLSB"
        install.install(made)
        other.write_bytes(b"x")
        (line,) = install.uninstall(made)
        assert {path for path in made.home.rglob("*") if path.is_file()} == {*before, other}
        assert "dunbook.xlam" in line
        assert install.uninstall(made) == [messages.uninstalled([])]


def test_without_excel_installing_says_what_else_there_is(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="no-excel-here") as refusal:
        install.install(computers.linux(tmp_path))
    assert "命令行" in messages.refusal_text(refusal.value)


def test_an_add_in_that_excel_holds_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = computers.windows(tmp_path)
    install.install(made)

    def held(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(Path, "replace", held)
    monkeypatch.setattr(Path, "unlink", lambda path, **_: held() if path.suffix == ".xlam" else None)
    for action in (install.install, install.uninstall):
        with pytest.raises(Refusal, match="addin-in-use") as refusal:
            action(made)
        assert "请关闭所有 Excel 窗口" in messages.refusal_text(refusal.value)


@pytest.mark.parametrize("library", [*LIBRARIES.values()])
def test_clicks_are_warm_only_with_the_library_of_excels_own_bitness(tmp_path: Path, library: str) -> None:
    made = computers.windows(tmp_path)
    (tmp_path / "python" / library).unlink()
    assert machine.configuration(made).warm == ("64" not in library)
    in32 = {**computers.SOUND, machine.CLICK_TO_RUN: {"Platform": "x86"}}
    assert machine.configuration(replace(made, registry=lambda key: in32.get(key, {}))).warm == ("64" in library)


def test_in_a_virtual_environment_the_library_lies_a_folder_above(tmp_path: Path) -> None:
    made = computers.windows(tmp_path)
    inner = replace(made, interpreter=tmp_path / "python/Scripts/python.exe")
    assert machine.server_library(inner) == tmp_path / "python" / LIBRARIES[64]


def test_a_path_that_is_not_ascii_starts_a_process_per_click(tmp_path: Path) -> None:
    made = computers.windows(tmp_path / "张三")
    assert machine.server_library(made) is not None
    assert machine.configuration(made) == xlam.Configuration(str(made.interpreter), warm=False)


def test_without_click_to_run_the_folder_of_excel_tells_its_bitness(tmp_path: Path) -> None:
    def bits(path: str) -> int:
        registry = {rf"HKCU\{machine.EXCEL_PATH}": {"": path}}
        return machine.excel_bits(replace(computers.windows(tmp_path), registry=lambda key: registry.get(key, {})))

    assert bits(r"C:\Program Files\Microsoft Office\Office16\EXCEL.EXE") == 64
    assert bits(r"C:\Program Files (x86)\Microsoft Office\Office16\EXCEL.EXE") == 32


def test_this_computer_is_described_without_fail() -> None:
    made = machine.this_machine()
    assert made.interpreter.exists()
    assert made.installed("xlwings")
    assert made.installed("no-such-distribution") is None
    assert made.bits in {32, 64}
