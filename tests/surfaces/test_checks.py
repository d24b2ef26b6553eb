"""Each rule is shown to catch the fault it is for: a right part is made wrong in one place."""

from __future__ import annotations

from dataclasses import replace

import pytest

from addin.ribbon import BUTTONS, GROUPS
from addin.surfaces import checks, icons, ovba, xlam
from addin.surfaces.customui import custom_ui


def found(ui: bytes | None = None, modules: list[ovba.Module] | None = None) -> list[str]:
    return checks.faults(ui or custom_ui(), xlam.PROJECT, modules or xlam.modules(), ovba.REFERENCES)


def changed(old: str, new: str) -> bytes:
    text = custom_ui().decode()
    assert old in text
    return text.replace(old, new, 1).encode()


def test_what_is_built_keeps_every_rule() -> None:
    assert found() == []


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('onAction="DunbookOnButton"', 'onAction="DunbookOnBotton"', "onAction"),
        ('imageMso="DataValidation"', 'imageMso="DataValidatoin"', "imageMso"),
        ('id="button_overdue"', 'id="button_validate"', "stands 2 times"),
        ('id="button_overdue"', 'id="button_计算"', "no ASCII name"),
        ('id="button_overdue"', 'id="1overdue"', "no ASCII name"),
        ('keytip="O"', 'keytip="V"', "hides"),
        ('keytip="O"', 'keytip="VX"', "hides"),
        ('keytip="O"', 'keytip="逾"', "keytip"),
        ('tag="overdue"', 'tag="overdeu"', "no button"),
        ('tag="overdue" ', "", "lacks tag"),
        ('label="计算逾期"', 'label=""', "0 characters"),
        ('label="计算逾期"', f'label="{"长" * 11}"', "longer than"),
        ('size="large"', 'size="huge"', "size"),
        ('size="large"', 'size="large" getLabel="x"', "unknown getLabel"),
        ("<tabs>", "<tabs><menu/>", "unknown element"),
        ("<tabs>", '<tabs><group id="g" label="g" imageMso="Undo"/>', "tabs holds group"),
        ("2009/07/customui", "2006/01/customui", "root"),
        ("</customUI>", "", "not well-formed"),
    ],
)
def test_a_wrong_ribbon_is_caught(old: str, new: str, fault: str) -> None:
    assert any(fault in line for line in found(changed(old, new)))


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("Public Sub DunbookOnButton(", "Public Sub OnClick(", "no macro DunbookOnButton"),
        ("control As IRibbonControl", "control As Object", "no macro DunbookOnButton"),
        ("Option Explicit", "Option Explicit ' 台账", "not ASCII"),
        ("Option Explicit\r\n", "Option Explicit\n", "not ASCII text ended by CR LF"),
        ("Option Explicit", "'" + "x" * 1023, "longer than 1023"),
        ('VB_Name = "DunbookRibbon"', 'VB_Name = "Other"', "does not name"),
        ("Public Function GetConfig(", "Private Function GetConfig(", "GetConfig stands 0 times"),
    ],
)
def test_a_wrong_macro_is_caught(old: str, new: str, fault: str) -> None:
    modules = xlam.modules()
    at = next(at for at, module in enumerate(modules) if old in module.source)
    modules[at] = replace(modules[at], source=modules[at].source.replace(old, new, 1))
    assert any(fault in line for line in found(modules=modules))


@pytest.mark.parametrize("missing", ["stdole", "Office"])
def test_a_missing_reference_is_caught(missing: str) -> None:
    references = [reference for reference in ovba.REFERENCES if reference.name != missing]
    assert checks.faults(custom_ui(), xlam.PROJECT, xlam.modules(), references) == [f"reference {missing} is missing"]


@pytest.mark.parametrize("name", ["A" * 32, "名称", "1st", "with space", "xlwings", "Dunbook"])
def test_a_bad_module_name_is_caught(name: str) -> None:
    modules = [*xlam.modules(), ovba.standard(name, f'Attribute VB_Name = "{name}"\n')]
    assert any("VBA name" in line or "stands 2 times" in line for line in found(modules=modules))


def test_a_button_left_out_is_caught() -> None:
    groups = [replace(group, buttons=group.buttons[1:]) if at == 1 else group for at, group in enumerate(GROUPS)]
    assert found(custom_ui(groups)) == [f"button {GROUPS[1].buttons[0].key!r} stands 0 times"]


def test_the_build_refuses_what_breaks_a_rule(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlam, "custom_ui", lambda: changed('keytip="O"', 'keytip="V"'))
    with pytest.raises(xlam.FaultyAddinError, match="hides"):
        xlam.build()


def test_every_picture_of_the_ribbon_is_known() -> None:
    assert {button.icon for button in BUTTONS.values()} <= icons.NAMES
