"""The Excel add-in ``dunbook.xlam``, packed from text: ribbon tab, VBA project and the one sheet of its configuration.

The same sources and the same configuration give the same bytes on every machine: fixed clock, fixed order, members
stored rather than deflated (compressors differ in their output).
"""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from importlib import resources
from xml.sax.saxutils import escape, quoteattr

from addin import __version__, messages
from addin.surfaces import ovba, xlwings_vba
from addin.surfaces.checks import faults
from addin.surfaces.customui import custom_ui

FILE_NAME = "dunbook.xlam"
PROJECT = "dunbook"
SHEET = "dunbook"  # the name that GetConfig in DunbookCore.bas reads
MACROS = ("DunbookRibbon", "DunbookCore")
PRIVATE_PYTHON = r"%LOCALAPPDATA%\dunbook\python\python.exe"  # where install.ps1 puts it

HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/"
MICROSOFT = "http://schemas.microsoft.com/office/"
SHEET_TYPES = "application/vnd.openxmlformats-officedocument."


@dataclass(frozen=True)
class Configuration:
    """What an installation writes into the add-in: the interpreter on Windows and on macOS, and how clicks start it.

    ``interpreter`` may hold %VARIABLES% of Windows; ``warm`` asks for xlwings' server, which needs its library.
    """

    interpreter: str = PRIVATE_PYTHON
    interpreter_mac: str = ""
    warm: bool = False

    def rows(self) -> list[tuple[str, str]]:
        """Return the rows of the add-in's sheet: name and value."""
        return [
            ("TITLE", messages.BOX_TITLE),
            ("VERSION", __version__),
            ("INTERPRETER_WIN", self.interpreter),
            ("INTERPRETER_MAC", self.interpreter_mac),
            ("WARM", str(self.warm)),
            *messages.ADDIN_TEXTS.items(),
        ]


class FaultyAddinError(Exception):
    """The sources break a rule of ``checks``; nothing was built."""


def modules() -> list[ovba.Module]:
    """Return the modules of the project: documents first, our macros, the kept part of xlwings' VBA."""
    folder = resources.files("addin.surfaces").joinpath("vba")
    return [
        ovba.document("ThisWorkbook", ovba.WORKBOOK_BASE),
        ovba.document("Sheet1", ovba.SHEET_BASE),
        *(ovba.standard(name, folder.joinpath(f"{name}.bas").read_text("ascii")) for name in MACROS),
        xlwings_vba.trimmed(xlwings_vba.upstream()),
    ]


def build(configuration: Configuration = Configuration()) -> bytes:
    """Return the bytes of the add-in. FaultyAddinError or UpstreamChangedError when the sources are not fit."""
    ui, sources = custom_ui(), modules()
    found = faults(ui, PROJECT, sources, ovba.REFERENCES)
    if found:
        raise FaultyAddinError("\n".join(found))
    return packed(parts(ui, ovba.vba_project(PROJECT, sources), configuration))


def packed(members: dict[str, bytes]) -> bytes:
    """Return the members as a zip of fixed bytes, in the order given."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, data in members.items():
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.create_system = 0
            archive.writestr(info, data)
    return stream.getvalue()


def parts(ui: bytes, project: bytes, configuration: Configuration) -> dict[str, bytes]:
    """Return the parts of the package by name, the content types first."""
    texts = {
        "[Content_Types].xml": _content_types(),
        "_rels/.rels": _relationships(
            (f"{OFFICE}relationships/officeDocument", "xl/workbook.xml"),
            (f"{PACKAGE}relationships/metadata/core-properties", "docProps/core.xml"),
            (f"{OFFICE}relationships/extended-properties", "docProps/app.xml"),
            (f"{MICROSOFT}2007/relationships/ui/extensibility", "customUI/customUI14.xml"),
        ),
        "docProps/app.xml": _application(),
        "docProps/core.xml": _title(),
        "xl/workbook.xml": _workbook(),
        "xl/_rels/workbook.xml.rels": _relationships(
            (f"{OFFICE}relationships/worksheet", "worksheets/sheet1.xml"),
            (f"{OFFICE}relationships/styles", "styles.xml"),
            (f"{MICROSOFT}2006/relationships/vbaProject", "vbaProject.bin"),
        ),
        "xl/styles.xml": _styles(),
        "xl/worksheets/sheet1.xml": _sheet(configuration.rows()),
    }
    binary = {"customUI/customUI14.xml": ui, "xl/vbaProject.bin": project}
    return {name: (HEAD + text).encode() for name, text in texts.items()} | binary


def _content_types() -> str:
    defaults = {
        "bin": "application/vnd.ms-office.vbaProject",
        "rels": "application/vnd.openxmlformats-package.relationships+xml",
        "xml": "application/xml",
    }
    overrides = {
        "/xl/workbook.xml": "application/vnd.ms-excel.addin.macroEnabled.main+xml",
        "/xl/worksheets/sheet1.xml": f"{SHEET_TYPES}spreadsheetml.worksheet+xml",
        "/xl/styles.xml": f"{SHEET_TYPES}spreadsheetml.styles+xml",
        "/docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
        "/docProps/app.xml": f"{SHEET_TYPES}extended-properties+xml",
    }
    return (
        f'<Types xmlns="{PACKAGE}content-types">'
        + "".join(f'<Default Extension="{name}" ContentType="{kind}"/>' for name, kind in defaults.items())
        + "".join(f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in overrides.items())
        + "</Types>"
    )


def _relationships(*items: tuple[str, str]) -> str:
    rows = (f'<Relationship Id="rId{at}" Type="{kind}" Target="{to}"/>' for at, (kind, to) in enumerate(items, 1))
    return f'<Relationships xmlns="{PACKAGE}relationships">{"".join(rows)}</Relationships>'


def _application() -> str:
    return (
        f'<Properties xmlns="{OFFICE}extended-properties"><Application>Microsoft Excel</Application>'
        "<AppVersion>16.0300</AppVersion></Properties>"
    )


def _title() -> str:
    """Return the core properties: the title is what Excel's list of add-ins shows."""
    return (
        f'<cp:coreProperties xmlns:cp="{PACKAGE}metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>{escape(messages.BOX_TITLE)}</dc:title></cp:coreProperties>"
    )


def _workbook() -> str:
    return (
        f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}relationships"><workbookPr codeName="ThisWorkbook"/>'
        '<bookViews><workbookView xWindow="0" yWindow="0" windowWidth="16000" windowHeight="9000"/></bookViews>'
        f'<sheets><sheet name={quoteattr(SHEET)} sheetId="1" r:id="rId1"/></sheets></workbook>'
    )


def _styles() -> str:
    """Return the least that Excel takes: one font, the two fills it expects, one border, one style."""
    empty = '<xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>'
    used = '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    fills = "".join(f'<fill><patternFill patternType="{kind}"/></fill>' for kind in ("none", "gray125"))
    return (
        f'<styleSheet xmlns="{MAIN}"><fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts>'
        f'<fills count="2">{fills}</fills>'
        '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
        f'<cellStyleXfs count="1">{empty}</cellStyleXfs><cellXfs count="1">{used}</cellXfs>'
        '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
    )


def _sheet(rows: list[tuple[str, str]]) -> str:
    body = "".join(
        f'<row r="{number}">'
        + "".join(
            f'<c r="{column}{number}" t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>'
            for column, text in zip("AB", row, strict=True)
        )
        + "</row>"
        for number, row in enumerate(rows, 1)
    )
    return (
        f'<worksheet xmlns="{MAIN}"><sheetPr codeName="Sheet1"/><dimension ref="A1:B{len(rows)}"/>'
        '<sheetViews><sheetView tabSelected="1" workbookViewId="0"/></sheetViews><sheetFormatPr defaultRowHeight="15"/>'
        f"<sheetData>{body}</sheetData></worksheet>"
    )
