"""The macros of the add-in run in pyopenvba's interpreter, on stand-ins for Windows' shell and xlwings' server."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from addin import messages
from addin.surfaces import xlam
from tests.surfaces.test_readers import reader

if TYPE_CHECKING:
    from pathlib import Path

SHELL = """Attribute VB_Name = "Shell"
Public Log As String
Public Status As Long
Public Function ExpandEnvironmentStrings(ByVal s As String) As String
    ExpandEnvironmentStrings = s
End Function
Public Function Run(ByVal s As String, ByVal style As Long, ByVal wait As Boolean) As Long
    Log = Log & "run " & s & vbLf
    Run = Status
End Function
Public Sub Popup(ByVal s As String, ByVal seconds As Long, ByVal title As String, ByVal style As Long)
    Log = Log & "box " & s & vbLf
End Sub
Public Function Module(ByVal name As String) As String
    Module = name
End Function
Public Sub SetAttr(ByVal target As String, ByVal name As String, ByVal value As Variant)
    Log = Log & "set " & target & "." & name & vbLf
End Sub
Public Sub Exec(ByVal statement As String)
    If Status <> 0 Then Err.Raise 1001, "x", "Traceback (most recent call last)"
    Log = Log & "exec " & statement & vbLf
End Sub
"""
FAKES = """Attribute VB_Name = "Fakes"
Private one As Object
Public Serving As Boolean
Public Function WScript() As Object
    If one Is Nothing Then Set one = New Shell
    Set WScript = one
End Function
Public Function XLPy() As Object
    If Not Serving Then Err.Raise 1000, "x", "no server"
    Set XLPy = WScript()
End Function
Public Function Logged() As String
    Logged = one.Log
End Function
Public Sub Prepare(ByVal isServing As Boolean, ByVal exitStatus As Long)
    Serving = isServing
    WScript.Status = exitStatus
End Sub
"""
NAME = "dunbook.xlam".encode("utf-16-be").hex().upper()  # the interpreter's active workbook
STATEMENT = f"import addin.click as c;c.press('overdue','{NAME}',66054)"
STARTED = rf'run "C:\py\python.exe" -P -X utf8 -c "{STATEMENT}"'
FAILED = f"box {messages.ADDIN_TEXTS['FAILED']}"


def excel(tmp_path: Path, *, warm: bool) -> Any:
    """Return an interpreter with our macros; the window's number, which it does not know, is written in."""
    path = tmp_path / xlam.FILE_NAME
    path.write_bytes(xlam.build(xlam.Configuration(r"C:\py\python.exe", warm=warm)))
    app = reader("pyopenvba.apps.excel").ExcelApplication.open(str(path), with_vba=False)
    app.add_module(SHELL, name="Shell", kind="class")
    app.add_module(FAKES, name="Fakes")
    for module in xlam.modules():
        if module.name in xlam.MACROS:
            app.add_module(module.source.replace("Application.Hwnd", "66054"), name=module.name)
    return app


@pytest.mark.parametrize(
    ("warm", "serving", "status", "happened"),
    [
        (False, False, 0, [STARTED]),
        (False, False, 1, [STARTED, FAILED]),
        (True, False, 0, [STARTED]),
        (True, True, 0, ["set xlwings._xlwindows.BOOK_CALLER", f"exec {STATEMENT}"]),
        (True, True, 1, ["set xlwings._xlwindows.BOOK_CALLER", FAILED]),
    ],
    ids=["cold", "cold, python fails", "no server: cold", "warm", "warm, python fails: told once, not run again"],
)
def test_a_click_runs_one_fixed_statement_once(
    tmp_path: Path, warm: bool, serving: bool, status: int, happened: list[str]
) -> None:
    app = excel(tmp_path, warm=warm)
    app.run("Prepare", serving, status)
    app.run("PressButton", "overdue")
    assert app.run("Logged").splitlines() == happened


def test_the_server_is_started_by_the_interpreter_of_the_add_in(tmp_path: Path) -> None:
    command = excel(tmp_path, warm=True).run("XLPyCommand")
    assert command == r'"C:\py\python.exe" -P -X utf8 -c "import addin.click as c;c.serve' + "('$(CLSID)')\""


def test_what_is_kept_of_xlwings_is_whole_vba(tmp_path: Path) -> None:
    """The interpreter reads all of it but a remark behind #Const, which it does not know."""
    app = excel(tmp_path, warm=False)
    source = xlam.modules()[-1].source.replace(" 'Adjust when using outside of Excel", "")
    app.add_module(
        source.replace("Function WScript(", "Function Unused(").replace("Function XLPy()", "Function Other()")
    )
    assert app.run("ParentFolder", r"C:\py\python.exe") == r"C:\py"
