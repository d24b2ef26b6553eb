Attribute VB_Name = "DunbookRibbon"
Option Explicit
' The one callback of every button of the tab, named so that no macro of another workbook is taken for it.

Public Sub DunbookOnButton(control As IRibbonControl)
    PressButton control.Tag
End Sub
