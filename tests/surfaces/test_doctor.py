from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from addin import messages
from addin.surfaces import doctor, install, install_libreoffice, oxt, xlam
from addin.surfaces.xlwings_vba import LIBRARIES
from tests.surfaces import computers

if TYPE_CHECKING:
    from pathlib import Path

    from addin.surfaces.machine import Machine

SECURITY = r"HKCU\Software\Policies\Microsoft\Office\16.0\Excel\Security"
DISABLED = r"HKCU\Software\Microsoft\Office\16.0\Excel\Resiliency\DisabledItems"


def amiss(machine: Machine, workbook: Path | None = None) -> dict[str, str]:
    found = doctor.examine(machine, workbook)
    return {finding.code: finding.mark for finding in found if finding.mark != "ok"}


@pytest.fixture
def sound(tmp_path: Path) -> Machine:
    machine = computers.windows(tmp_path)
    install.install(machine)
    return machine


def test_on_a_sound_computer_only_the_missing_extension_is_mentioned(sound: Machine) -> None:
    assert amiss(sound) == {"libreoffice": "hint"}
    lines = doctor.report(doctor.examine(sound)).splitlines()
    assert [line[0] for line in lines] == ["✓"] * 7 + ["·"]
    assert "✓ Excel（64 位）：" + computers.EXCEL in lines


@pytest.mark.parametrize(
    ("key", "values", "code"),
    [
        (rf"{SECURITY}\Trusted Locations", {"AllLocationsDisabled": 1}, "locations"),
        (SECURITY.replace("Policies\\", ""), {"DisableAllAddins": 1}, "addins-off"),
        (SECURITY, {"RequireAddinSig": 1}, "signed-only"),
        (DISABLED, {"1A2B": b"\x01\0" + r"c:\x\DUNBOOK.xlam".lower().encode("utf-16-le")}, "disabled"),
        (doctor.ASR_KEYS[0], {doctor.NO_CHILD_PROCESSES.upper(): "1"}, "child"),
        (doctor.ASR_KEYS[1], {doctor.NO_API_CALLS: 1}, "api"),
    ],
)
def test_a_policy_that_blocks_the_add_in_is_found(
    tmp_path: Path, key: str, values: dict[str, object], code: str
) -> None:
    machine = computers.windows(tmp_path, **{key: values})
    install.install(machine)
    assert amiss(machine) == {code: "bad", "libreoffice": "hint"}


@pytest.mark.parametrize("value", [0, 2, 6, "0"])
def test_a_rule_that_is_off_or_only_audits_is_not_reported(tmp_path: Path, value: object) -> None:
    machine = computers.windows(tmp_path, **{doctor.ASR_KEYS[0]: {doctor.NO_CHILD_PROCESSES: value}})
    assert "child" not in amiss(machine)


def test_wps_in_excels_place_is_found_and_wps_beside_it_is_only_mentioned(tmp_path: Path) -> None:
    beside = {r"HKCU\Software\Kingsoft\Office\6.0\Common": {"InstallRoot": "C:\\WPS"}}
    taken = {
        r"HKCR\Excel.Application\CLSID": {"": "{45540001-5750-5300-4B49-4E47534F4655}"},
        r"HKCR\CLSID\{45540001-5750-5300-4B49-4E47534F4655}\LocalServer32": {
            "": r'"C:\WPS\office6\et.exe" /Automation'
        },
    }
    assert amiss(computers.windows(tmp_path, **beside))["wps"] == "hint"
    assert amiss(computers.windows(tmp_path, **taken))["wps-com"] == "bad"


def test_a_missing_or_outdated_add_in_is_found(tmp_path: Path, sound: Machine) -> None:
    path = tmp_path / "Roaming/Microsoft/Excel/XLSTART" / xlam.FILE_NAME
    install.download_mark(path).write_text("x")
    assert amiss(sound)["mark"] == "bad"
    moved = replace(sound, interpreter=tmp_path / "python" / "python3.exe")
    assert amiss(moved)["current"] == "bad"
    path.unlink()
    assert amiss(sound)["addin"] == "bad"


def test_a_wrong_python_xlwings_or_missing_pywin32_is_found(sound: Machine) -> None:
    bare = replace(sound, version=(3, 10, 9), installed={"xlwings": "0.33.0"}.get)
    found = amiss(bare)
    assert [found[code] for code in ("python", "xlwings", "pywin32")] == ["bad"] * 3
    text = doctor.report(doctor.examine(bare))
    assert "✗ xlwings 版本不符：需要 0.37.8，现为 0.33.0。请运行：python -m pip install xlwings==0.37.8" in text


def test_without_excel_that_is_said(sound: Machine) -> None:
    assert amiss(replace(sound, registry=lambda _: {}))["excel"] == "bad"


def test_a_library_that_is_missing_only_slows_clicks_down(tmp_path: Path) -> None:
    machine = computers.windows(tmp_path)
    (tmp_path / "python" / LIBRARIES[64]).unlink()
    install.install(machine)
    assert amiss(machine) == {"warm": "hint", "libreoffice": "hint"}


def test_a_workbook_in_onedrive_is_mentioned_and_so_are_documents_kept_there(tmp_path: Path) -> None:
    cloud = tmp_path / "OneDrive - 公司"
    machine = computers.windows(tmp_path, **{doctor.SHELL_FOLDERS: {"Personal": str(cloud / "文档")}})
    machine = replace(machine, environ={**machine.environ, "OneDriveCommercial": str(cloud)})
    assert amiss(machine)["onedrive"] == "hint"
    assert amiss(machine, cloud / "台账.xlsx")["onedrive"] == "hint"
    assert "onedrive" not in amiss(machine, tmp_path / "台账.xlsx")


def test_our_extension_in_libreoffice_is_found_with_its_version_and_its_python(tmp_path: Path, sound: Machine) -> None:
    package = tmp_path / "Roaming/LibreOffice/4/user/uno_packages/cache/uno_packages/lu1/dunbook.oxt"
    for name, data in oxt.parts().items():
        (package / name).parent.mkdir(parents=True, exist_ok=True)
        (package / name).write_bytes(data)
    told = install_libreoffice.configuration_file({"XDG_CONFIG_HOME": str(tmp_path / ".config"), **sound.environ})
    assert amiss(sound) == {"libreoffice-worker": "bad"}
    install_libreoffice.write_configuration(told)
    assert amiss(sound) == {}
    (package / "dunbook_handler.py").write_text("# of last year")
    told.write_text(json.dumps({"command": [str(tmp_path / "gone" / "python")]}))
    assert amiss(sound) == {"libreoffice-current": "bad", "libreoffice-worker": "bad"}
    told.write_text("{")
    assert amiss(sound)["libreoffice-worker"] == "bad"


def test_without_windows_nothing_of_windows_is_asked_for(tmp_path: Path) -> None:
    assert amiss(computers.linux(tmp_path)) == {"system": "hint", "libreoffice": "hint"}
    machine = computers.mac(tmp_path)
    install.install(machine)
    assert amiss(machine) == {"excel": "bad", "libreoffice": "hint"}


def test_every_finding_has_a_whole_sentence_and_a_remedy() -> None:
    details = dict.fromkeys(("system", "version", "bits", "path", "wanted", "found", "library"), "§")
    for code, (well, amiss_text, remedy) in messages.DOCTOR.items():
        for mark in ("ok", "bad", "hint") if well else ("bad", "hint"):
            text = doctor.Finding(code, mark, details).text()
            assert "{" not in text
            assert text[0] in "✓✗·"
        assert remedy.endswith(("。", "pywin32"))
        assert not amiss_text.endswith("。")
