Attribute VB_Name = "DunbookCore"
Option Explicit
Option Private Module
' ASCII only: every Chinese text lies on this add-in's own sheet. Private: no formula of a workbook reaches in here.
'
' What is run is fixed here and on that sheet. Of the open workbook nothing but its name is passed on, written in
' hexadecimal digits, so that no name, path, sheet or file of a workbook can choose or change what is run.

Private Const SHEET_NAME As String = "dunbook"

Public Sub PressButton(ByVal buttonKey As String)
    Dim statement As String
    If ActiveWorkbook Is Nothing Then
        Say "NO_WORKBOOK"
        Exit Sub
    End If
    #If Mac Then
        statement = PyStatement(buttonKey, ActiveWorkbook.Name, "0")
        RunMac statement
    #Else
        statement = PyStatement(buttonKey, ActiveWorkbook.Name, CStr(Application.Hwnd))
        If GetConfig("WARM") = "True" Then
            If RunWarm(statement) Then Exit Sub
        End If
        RunCold statement
    #End If
End Sub

Public Function PyStatement(ByVal buttonKey As String, ByVal bookName As String, ByVal windowHandle As String) As String
    PyStatement = "import addin.click as c;c.press('" & Plain(buttonKey) & "','" & Hexed(bookName) & "'," & Plain(windowHandle) & ")"
End Function

Private Function Plain(ByVal word As String) As String
    ' Lets nothing through but a-z, 0-9 and the hyphen.
    Dim i As Long, code As Long
    For i = 1 To Len(word)
        code = AscW(Mid$(word, i, 1))
        If Not ((code >= 97 And code <= 122) Or (code >= 48 And code <= 57) Or code = 45) Then
            Err.Raise 5, SHEET_NAME, "unexpected character"
        End If
    Next i
    Plain = word
End Function

Public Function Hexed(ByVal word As String) As String
    ' UTF-16, four hexadecimal digits each.
    Dim i As Long, code As Long
    For i = 1 To Len(word)
        code = AscW(Mid$(word, i, 1))
        If code < 0 Then code = code + 65536
        Hexed = Hexed & Right$("000" & Hex$(code), 4)
    Next i
End Function

Public Function GetConfig(ByVal configKey As String, Optional ByVal fallback As String = "") As Variant
    ' Configuration and texts come from this add-in's own sheet, never from the workbook that is open.
    Dim settings As Worksheet, i As Long
    GetConfig = fallback
    Set settings = ThisWorkbook.Worksheets(SHEET_NAME)
    i = 1
    Do While CStr(settings.Cells(i, 1).Value) <> ""
        If CStr(settings.Cells(i, 1).Value) = configKey Then
            GetConfig = CStr(settings.Cells(i, 2).Value)
            Exit Do
        End If
        i = i + 1
    Loop
    #If Not Mac Then
        GetConfig = WScript.ExpandEnvironmentStrings(CStr(GetConfig))
    #End If
End Function

Public Sub Say(ByVal configKey As String)
    #If Mac Then
        MsgBox GetConfig(configKey), vbExclamation, GetConfig("TITLE")
    #Else
        ' Popup shows Unicode; MsgBox would garble Chinese outside a Chinese Windows.
        WScript.Popup CStr(GetConfig(configKey)), 0, CStr(GetConfig("TITLE")), 48
    #End If
End Sub

#If Mac Then

Private Sub RunMac(ByVal statement As String)
    Dim parameters As String, answer As String
    On Error GoTo missing
    Application.StatusBar = GetConfig("RUNNING")
    parameters = ";|" & GetConfig("INTERPRETER_MAC") & "|" & statement & "|-|-|" & Environ("HOME") & "/dunbook.log"
    answer = AppleScriptTask("xlwings-" & XLWINGS_VERSION & ".applescript", "VbaHandler", parameters)
    Exit Sub
missing:
    Application.StatusBar = False
    Say "NO_INTERPRETER"
End Sub

#Else

Private Function RunWarm(ByVal statement As String) As Boolean
    ' True: the running Python took the click, whatever came of it. False: there is none, so start one for this click.
    On Error GoTo cold
    XLPy.SetAttr XLPy.Module("xlwings._xlwindows"), "BOOK_CALLER", ActiveWorkbook
    On Error GoTo failed
    XLPy.Exec statement
    RunWarm = True
    Exit Function
failed:
    Say "FAILED"
    RunWarm = True
    Exit Function
cold:
    RunWarm = False
End Function

Private Sub RunCold(ByVal statement As String)
    Dim status As Long
    On Error GoTo missing
    status = WScript.Run(PyCommand(statement), 0, True)
    If status <> 0 Then Say "FAILED"
    Exit Sub
missing:
    Say "NO_INTERPRETER"
End Sub

Public Function PyCommand(ByVal statement As String) As String
    ' -P keeps Python from importing anything out of the current folder, which is often the workbook's.
    Dim q As String
    q = Chr$(34)
    PyCommand = q & GetConfig("INTERPRETER_WIN") & q & " -P -X utf8 -c " & q & statement & q
End Function

Public Function XLPyCommand() As String
    ' What xlwings' library starts as its server; it puts the class id in.
    XLPyCommand = PyCommand("import addin.click as c;c.serve('$(CLSID)')")
End Function

#End If
